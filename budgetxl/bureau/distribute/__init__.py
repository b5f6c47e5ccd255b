"""What goes out: a workbook for each unit of a roster, with what is known of it already, and a list of what went to whom."""

from .carrying import carried
from .index import IndexLine, index_workbook
from .making import Batch, Made, Order, batches, make
from .previous import PreviousTask, PreviousWorkbook, latest, latest_parts, read_previous, taken
from .unit_data import unit_data
from .whose import previous_by_unit

__all__ = [
    "Batch",
    "IndexLine",
    "Made",
    "Order",
    "PreviousTask",
    "PreviousWorkbook",
    "batches",
    "carried",
    "index_workbook",
    "latest",
    "latest_parts",
    "make",
    "previous_by_unit",
    "read_previous",
    "taken",
    "unit_data",
]
