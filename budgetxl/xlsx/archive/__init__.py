"""The zip archive that a workbook is, and its XML, opened with care: within limits and without trust."""

from .errors import UnreadableFile, damaged
from .limits import MAX_CELLS, MAX_EXPANDED, MAX_FILE, MAX_PART, MAX_RANGES, MB
from .zip_archive import Archive, Member

__all__ = ["MAX_CELLS", "MAX_EXPANDED", "MAX_FILE", "MAX_PART", "MAX_RANGES", "MB", "Archive", "Member", "UnreadableFile", "damaged"]
