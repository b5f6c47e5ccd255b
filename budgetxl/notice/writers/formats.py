"""The formats of a notice, in one table: a new one is one module beside this and one line here."""

from __future__ import annotations

from collections.abc import Callable

from budgetxl.values.records import dataclass

from ..document import Document
from .docx import to_docx


@dataclass(frozen=True, slots=True)
class NoticeFormat:
    """One format: its name, the suffix of its files (with the dot), its media type, and a document as the bytes of a file.

    ``traced`` formats show where figures come from. What a format needs is imported by ``write``, not before.
    """

    name: str
    suffix: str
    media_type: str
    write: Callable[[Document], bytes]
    traced: bool = False


def _page(name: str) -> Callable[[Document], bytes]:
    def write(document: Document) -> bytes:
        from . import html

        to_page: Callable[[Document], str] = getattr(html, name)
        return to_page(document).encode()

    return write


def _text(document: Document) -> bytes:
    from .text import to_text

    return to_text(document).encode()


def _markdown(document: Document) -> bytes:
    from .markdown import to_markdown

    return to_markdown(document).encode()


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

#: The Word file that a PDF is made of.
FOR_PDF = NoticeFormat("pdf", ".docx", _WORD, lambda document: to_docx(document, paged=True))

_PAGE = "text/html; charset=utf-8"

#: The two pages for publishing, which say no cell: a whole one, and a part for the editor of a web site.
FOR_SITES = {
    "clean": NoticeFormat("html-clean", ".html", _PAGE, _page("to_clean_html")),
    "fragment": NoticeFormat("html-fragment", ".html", _PAGE, _page("to_fragment")),
}

#: Every format by its name, in the order in which people are told of them.
FORMATS: dict[str, NoticeFormat] = {
    one.name: one
    for one in (
        NoticeFormat("txt", ".txt", "text/plain; charset=utf-8", _text),
        NoticeFormat("md", ".md", "text/markdown; charset=utf-8", _markdown),
        NoticeFormat("html", ".html", _PAGE, _page("to_html"), traced=True),
        NoticeFormat("docx", ".docx", _WORD, to_docx),
    )
}
