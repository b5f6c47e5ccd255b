"""A form and its data to the bytes of a workbook. XlsxWriter is loaded only when one is built."""

from .filling import blank, blank_data, fill, not_live, refill
from .stamping import Stamper

__all__ = [
    "Stamper",
    "blank",
    "blank_data",
    "fill",
    "not_live",
    "refill",
]
