"""The disclosure notice: wording and submission to a document, a document to text, Markdown and Word."""

from .document import Document
from .errors import NoticeError
from .render import render
from .writers import to_docx, to_markdown, to_text

__all__ = [
    "Document",
    "NoticeError",
    "render",
    "to_docx",
    "to_markdown",
    "to_text",
]
