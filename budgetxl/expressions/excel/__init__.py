"""Pieces of Excel 2007 formulas, of which the second reading and the functions make theirs."""

from .formula import ExcelValue, Located, ValueKind, count_of, squeezed

__all__ = [
    "ExcelValue",
    "Located",
    "ValueKind",
    "count_of",
    "squeezed",
]
