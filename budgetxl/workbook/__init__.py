""".xlsx files: build one, open one safely, read one back. Imports are kept light: XlsxWriter is loaded only to build."""

from .errors import UnreadableFile
from .fill import blank, blank_data, export, fill
from .opening import read_file
from .read import read
from .submission import Account, ReadResult, Submission

__all__ = ["Account", "ReadResult", "Submission", "UnreadableFile", "blank", "blank_data", "export", "fill", "read", "read_file"]
