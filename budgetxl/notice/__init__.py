"""The disclosure notice: wording and submission to a document, a document to text, Markdown and Word."""

from .document import Document
from .errors import NoticeError
from .published import published_tables
from .render import render
from .templates import template_mistakes, wording_paths
from .writers import (
    FOR_PDF,
    FORMATS,
    NamedTable,
    NoticeFormat,
    has_contents,
    is_as_written,
    reference_of,
    tables_workbook,
    to_docx,
    to_markdown,
    to_text,
)

__all__ = [
    "FORMATS",
    "FOR_PDF",
    "Document",
    "NamedTable",
    "NoticeError",
    "NoticeFormat",
    "has_contents",
    "is_as_written",
    "published_tables",
    "reference_of",
    "render",
    "tables_workbook",
    "template_mistakes",
    "to_docx",
    "to_markdown",
    "to_text",
    "wording_paths",
]
