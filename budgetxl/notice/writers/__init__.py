"""A document as a file of each format."""

from .docx import to_docx
from .formats import FORMATS, NoticeFormat
from .markdown import to_markdown
from .text import to_text

__all__ = [
    "FORMATS",
    "NoticeFormat",
    "to_docx",
    "to_markdown",
    "to_text",
]
