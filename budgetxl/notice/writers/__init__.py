"""A document as a file of each format. What writes pages, text and workbooks of tables is imported by who asks for it."""

from typing import TYPE_CHECKING

from ...late_names import late_names
from .docx import to_docx
from .docx_package import has_contents
from .formats import FOR_PDF, FOR_SITES, FORMATS, NoticeFormat
from .reference import reference_of

if TYPE_CHECKING:
    from .html import to_html
    from .markdown import to_markdown
    from .published_workbook import NamedTable, tables_workbook
    from .text import to_text

_HOMES = {"html": "to_html", "markdown": "to_markdown", "published_workbook": "NamedTable tables_workbook", "text": "to_text"}
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


__getattr__ = late_names(__name__, _HOMES)
