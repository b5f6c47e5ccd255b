"""A document as a file of each format."""

from .docx import to_docx
from .docx_package import has_contents
from .formats import FOR_PDF, FOR_SITES, FORMATS, NoticeFormat
from .html import to_html
from .markdown import to_markdown
from .published_workbook import NamedTable, tables_workbook
from .reference import reference_of
from .text import to_text

__all__ = [
    "FORMATS",
    "FOR_PDF",
    "FOR_SITES",
    "NamedTable",
    "NoticeFormat",
    "has_contents",
    "reference_of",
    "tables_workbook",
    "to_docx",
    "to_html",
    "to_markdown",
    "to_text",
]
