"""Workbooks of a form: build one, read one back, annotate a copy. What builds is imported when it is asked for; so are XlsxWriter and openpyxl."""

from typing import TYPE_CHECKING, Any

from .identity_marks import CREATED, OWN_TABLE
from .read import (
    FormReading,
    PartFacts,
    alone,
    grouped,
    grouped_parts,
    identity_of,
    is_other_form,
    is_other_version,
    joined,
    read,
    same_name,
)
from .submission import Account, ReadResult, SheetUse, Submission, export, submission_of

if TYPE_CHECKING:
    from .build import Stamper, blank, blank_data, fill, not_live, refill

__all__ = [
    "CREATED",
    "OWN_TABLE",
    "Account",
    "FormReading",
    "PartFacts",
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
    "grouped_parts",
    "identity_of",
    "is_other_form",
    "is_other_version",
    "joined",
    "not_live",
    "read",
    "refill",
    "same_name",
    "submission_of",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from . import build

        return getattr(build, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
