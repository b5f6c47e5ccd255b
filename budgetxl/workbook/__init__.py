"""Workbooks of a form: build one, read one back, annotate a copy. What builds is imported when it is asked for; so are XlsxWriter and openpyxl."""

from typing import TYPE_CHECKING, Any

from .read import FormReading, alone, grouped, joined, read
from .submission import Account, ReadResult, SheetUse, Submission, export, submission_of

if TYPE_CHECKING:
    from .build import Stamper, blank, blank_data, fill, not_live, refill

__all__ = [
    "Account",
    "FormReading",
    "ReadResult",
    "SheetUse",
    "Stamper",
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
    "refill",
    "submission_of",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from . import build

        return getattr(build, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
