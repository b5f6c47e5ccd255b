"""The formats of a notice, in one table: a new one is one module beside this and one line here."""

from __future__ import annotations

from collections.abc import Callable

from budgetxl.values.records import dataclass

from ..document import Document
from .docx import to_docx
from .html import to_clean_html, to_fragment, to_html
from .markdown import to_markdown
from .text import to_text


@dataclass(frozen=True, slots=True)
class NoticeFormat:
    """One format: its name, the suffix of its files (with the dot), its media type, and a document as the bytes of a file.

    ``traced`` formats show where figures come from. Libraries that a format needs are imported by ``write``, not before.
    """

    name: str
    suffix: str
    media_type: str
    write: Callable[[Document], bytes]
    traced: bool = False


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

#: The Word file that a PDF is made of.
FOR_PDF = NoticeFormat("pdf", ".docx", _WORD, lambda document: to_docx(document, paged=True))

_PAGE = "text/html; charset=utf-8"

#: The two pages for publishing, which say no cell: a whole one, and a part for the editor of a web site.
FOR_SITES = {
    "clean": NoticeFormat("html-clean", ".html", _PAGE, lambda document: to_clean_html(document).encode()),
    "fragment": NoticeFormat("html-fragment", ".html", _PAGE, lambda document: to_fragment(document).encode()),
}

#: Every format by its name, in the order in which people are told of them.
FORMATS: dict[str, NoticeFormat] = {
    one.name: one
    for one in (
        NoticeFormat("txt", ".txt", "text/plain; charset=utf-8", lambda document: to_text(document).encode()),
        NoticeFormat("md", ".md", "text/markdown; charset=utf-8", lambda document: to_markdown(document).encode()),
        NoticeFormat("html", ".html", _PAGE, lambda document: to_html(document).encode(), traced=True),
        NoticeFormat("docx", ".docx", _WORD, to_docx),
    )
}
