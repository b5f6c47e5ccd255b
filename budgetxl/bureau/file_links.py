"""Links to the files of a folder that was collected, as the summary workbook and the overview have them."""

from __future__ import annotations

from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.workbook.plain_sheets import FileLink

_IN_ARCHIVE = lazy_pattern(r"(?i)^(.*?\.zip)/")


def file_link(text: str, folder: str, file: str) -> FileLink:
    """A link to a file; of one in an archive, to the archive. ``folder`` is a relative path or a ``file:`` address."""
    packed = _IN_ARCHIVE.match(file)
    inner = packed[1] if packed is not None else file
    if folder.startswith("file:"):
        return FileLink(text, inner, folder)
    return FileLink(text, f"{folder.rstrip('/')}/{inner}" if folder and folder != "." else inner)


__all__ = ["file_link"]
