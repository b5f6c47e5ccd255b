"""The disclosure notice: wording and submission to a document, a document to text, Markdown and Word."""

from .document import Document
from .errors import NoticeError
from .render import render
from .templates import template_mistakes, wording_paths
from .writers import FORMATS, NoticeFormat, to_docx, to_markdown, to_text

__all__ = [
    "FORMATS",
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
