"""The zip archive that a workbook is, and its XML, opened with care: within limits and without trust."""

from .errors import UnreadableFile, damaged
from .limits import MAX_CELLS, MAX_PART, MAX_RANGES, MB
from .zip_archive import Archive

__all__ = ["MAX_CELLS", "MAX_PART", "MAX_RANGES", "MB", "Archive", "UnreadableFile", "damaged"]
