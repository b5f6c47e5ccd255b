"""The disclosure notice: wording and submission to a document, a document to text, Markdown, HTML and Word.

What writes files and what looks for mistakes of templates is imported by who asks for it: ``check`` makes the text alone.
"""

from typing import TYPE_CHECKING

from ..late_names import late_names
from .document import Document
from .errors import BlankError, NoticeError
from .render import digest_of, render

if TYPE_CHECKING:
    from .published import published_tables
    from .templates import template_mistakes, wording_paths
    from .tracing.written import trace_of, typed_figures, typed_in_text
    from .word_template import fill_word_template, typed_in_word
    from .writers import (
        FOR_PDF,
        FOR_SITES,
        FORMATS,
        NamedTable,
        NoticeFormat,
        has_contents,
        reference_of,
        tables_workbook,
        to_docx,
        to_html,
        to_markdown,
        to_text,
    )

_HOMES = {
    "published": "published_tables",
    "tracing.written": "trace_of typed_figures typed_in_text",
    "templates": "template_mistakes wording_paths",
    "word_template": "fill_word_template typed_in_word",
    "writers": "FORMATS FOR_PDF FOR_SITES NamedTable NoticeFormat has_contents reference_of tables_workbook to_docx to_html to_markdown to_text",
}
__all__ = [
    "FORMATS",
    "FOR_PDF",
    "FOR_SITES",
    "BlankError",
    "Document",
    "NamedTable",
    "NoticeError",
    "NoticeFormat",
    "digest_of",
    "fill_word_template",
    "has_contents",
    "published_tables",
    "reference_of",
    "render",
    "tables_workbook",
    "template_mistakes",
    "to_docx",
    "to_html",
    "to_markdown",
    "to_text",
    "trace_of",
    "typed_figures",
    "typed_in_text",
    "typed_in_word",
    "wording_paths",
]


__getattr__ = late_names(__name__, _HOMES)
