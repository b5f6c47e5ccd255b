"""What goes out: a workbook for each unit of a roster, with what is known of it already, and a list of what went to whom."""

from .index import IndexLine, index_workbook
from .making import Batch, Made, Order, batches, make
from .unit_data import begun_with, unit_data
from .whose import previous_by_unit

__all__ = [
    "Batch",
    "IndexLine",
    "Made",
    "Order",
    "batches",
    "begun_with",
    "index_workbook",
    "make",
    "previous_by_unit",
    "unit_data",
]
