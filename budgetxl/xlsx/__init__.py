"""The bytes of a spreadsheet file to its raw facts, bounded. Nothing here knows a form."""

from .archive import MAX_CELLS, MAX_EXPANDED, MAX_FILE, MAX_PART, MAX_RANGES, MB, Archive, Member, UnreadableFile
from .as_written import CORE, MARK, identifier, is_as_written
from .defined_names import Area, parse_name
from .marked_text import MarkedText
from .modified import modified_of
from .opening import open_workbook, read_file
from .raw import Position, RawCell, RawSheet, RawWorkbook, RichError, StruckCell
from .refusals import is_zip
from .salvage import SALVAGED, salvage_worker, salvaged
from .serial_dates import to_serial

__all__ = [
    "CORE",
    "MARK",
    "MAX_CELLS",
    "MAX_EXPANDED",
    "MAX_FILE",
    "MAX_PART",
    "MAX_RANGES",
    "MB",
    "SALVAGED",
    "Archive",
    "Area",
    "MarkedText",
    "Member",
    "Position",
    "RawCell",
    "RawSheet",
    "RawWorkbook",
    "RichError",
    "StruckCell",
    "UnreadableFile",
    "identifier",
    "is_as_written",
    "is_zip",
    "modified_of",
    "open_workbook",
    "parse_name",
    "read_file",
    "salvage_worker",
    "salvaged",
    "to_serial",
]
