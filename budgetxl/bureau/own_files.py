"""Which files are the program's own products, by what they are: none of them is anybody's submission."""

from __future__ import annotations

from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.workbook import OWN_TABLE
from budgetxl.xlsx import CORE, MARK, Archive, UnreadableFile, is_as_written, is_zip

_CATEGORY = lazy_pattern(rf"<(?:\w+:)?category\b[^>]*>\s*{OWN_TABLE}\s*<".encode())
_PAGE_END, _END = f"<!-- {MARK}".encode(), 200  # how the last line of a page begins: cli's own_files.signed
_MOST = 1 << 20  # bytes of core properties


def is_own(data: bytes) -> bool:
    """Whether a file is the bureau's: a table (summary, list of what was sent, 检查表, roster) or a page (overview, comparison,
    report), whoever has saved it since; or an annotated copy, as long as nobody has changed it. One that was corrected is a submission.
    """
    if not is_zip(data):
        return _PAGE_END in data[-_END:]
    try:
        archive = Archive(data)
        core = archive.read(CORE, _MOST) if CORE in archive else b""
    except UnreadableFile:
        return False
    return _CATEGORY.search(core) is not None or (MARK.encode() in core and is_as_written(data))


__all__ = ["is_own"]
