"""A copy of a workbook with its findings on the cells. openpyxl is loaded only when one is made."""

from .copying import Annotated, NotAnnotated, Remarks, annotate
from .marks import mark_cells

__all__ = [
    "Annotated",
    "NotAnnotated",
    "Remarks",
    "annotate",
    "mark_cells",
]
