"""The disclosure notice: wording and submission to a document, a document to text, Markdown and Word.

Importing this package loads neither jinja2 nor python-docx; ``render`` and ``to_docx`` do.
"""

from .document import Document
from .docx_writer import to_docx
from .errors import NoticeError
from .markdown_writer import to_markdown
from .render import render
from .text_writer import to_text

__all__ = ["Document", "NoticeError", "render", "to_docx", "to_markdown", "to_text"]
