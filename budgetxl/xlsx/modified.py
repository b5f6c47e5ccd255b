"""When a workbook was last saved, as it says itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from ..values.lazy_patterns import lazy_pattern
from .archive.errors import UnreadableFile
from .archive.limits import MAX_METADATA
from .archive.zip_archive import Archive
from .refusals import is_zip

_CORE = "docprops/core.xml"
_MODIFIED = lazy_pattern(rb"<(?:\w+:)?modified\b[^>]*>\s*([^<]{4,40}?)\s*</", re.DOTALL)


def modified_of(data: bytes) -> datetime | None:
    """The time of the last saving among a workbook's core properties; None where the file does not tell one that can be read.

    A time without a zone is one of UTC, as Excel writes it.
    """
    if not is_zip(data):
        return None
    try:
        archive = Archive(data)
        found = _MODIFIED.search(archive.read(_CORE, MAX_METADATA)) if _CORE in archive else None
        told = None if found is None else datetime.fromisoformat(found[1].decode("ascii"))
    except (UnreadableFile, ValueError):  # a part that is damaged, no time
        return None
    return told if told is None or told.tzinfo is not None else told.replace(tzinfo=UTC)
