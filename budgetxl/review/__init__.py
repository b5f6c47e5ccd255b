"""What is said of a workbook as a whole. Commands and pages ask here, so that all of them say the same."""

from .judging import Report, review, reviewed

__all__ = [
    "Report",
    "review",
    "reviewed",
]
