"""The disclosure notice: wording and submission to a document, a document to text, Markdown and Word.

What writes files and what looks for mistakes of templates is imported by who asks for it: ``check`` makes the text alone.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .document import Document
from .errors import BlankError, NoticeError
from .render import render

if TYPE_CHECKING:
    from .templates import template_mistakes, wording_paths
    from .writers import FORMATS, NoticeFormat, to_docx, to_markdown, to_text

_HOMES = {
    "templates": "template_mistakes wording_paths",
    "writers": "FORMATS NoticeFormat to_docx to_markdown to_text",
}
__all__ = [
    "FORMATS",
    "BlankError",
    "Document",
    "NoticeError",
    "NoticeFormat",
    "render",
    "template_mistakes",
    "to_docx",
    "to_markdown",
    "to_text",
    "wording_paths",
]


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names.split():
            return getattr(import_module(f".{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
