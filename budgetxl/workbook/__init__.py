""".xlsx files: build one, open one safely, read one back. Imports are kept light: XlsxWriter is loaded only to build."""

from .errors import UnreadableFile
from .fill import blank, blank_data, export, fill
from .opening import read_file
from .read import read
from .split import grouped, joined, sections_of
from .submission import Account, ReadResult, Submission

__all__ = [
    "Account",
    "ReadResult",
    "Submission",
    "UnreadableFile",
    "blank",
    "blank_data",
    "export",
    "fill",
    "grouped",
    "joined",
    "read",
    "read_file",
    "sections_of",
]
