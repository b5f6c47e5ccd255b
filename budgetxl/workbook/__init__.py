"""Workbooks of a form: build one, read one back, annotate a copy. Imports are kept light: XlsxWriter and openpyxl load when needed."""

from .build import blank, blank_data, fill, not_live
from .read import FormReading, alone, grouped, joined, read
from .submission import Account, ReadResult, Submission, export, submission_of

__all__ = [
    "Account",
    "FormReading",
    "ReadResult",
    "Submission",
    "alone",
    "blank",
    "blank_data",
    "export",
    "fill",
    "grouped",
    "joined",
    "not_live",
    "read",
    "submission_of",
]
