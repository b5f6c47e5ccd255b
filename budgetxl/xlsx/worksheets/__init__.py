"""The XML parts of an .xlsx file: worksheets and shared strings, by pattern where they are plain, else by the parser."""

from .cells import CellTypes
from .sheet_scan import Scanner
from .sheet_xml import read_sheet
from .strings import read_strings

__all__ = [
    "CellTypes",
    "Scanner",
    "read_sheet",
    "read_strings",
]
