"""Where each field of a form stands in a workbook that came back: by its names, or by title and label."""

from .by_names import Found, FoundSheet, FoundTable, lines
from .finder import find
from .form_reading import FormReading
from .form_texts import ExpectedSheet

__all__ = [
    "ExpectedSheet",
    "FormReading",
    "Found",
    "FoundSheet",
    "FoundTable",
    "find",
    "lines",
]
