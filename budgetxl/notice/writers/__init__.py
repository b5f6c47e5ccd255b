"""A document as a file of each format."""

from .docx import to_docx
from .docx_package import is_as_written
from .formats import FORMATS, NoticeFormat
from .markdown import to_markdown
from .text import to_text

__all__ = [
    "FORMATS",
    "NoticeFormat",
    "is_as_written",
    "to_docx",
    "to_markdown",
    "to_text",
]
