"""Old .xls, binary .xlsb and OpenDocument files, read by calamine: their values only, and never at the cost of our own process."""

from __future__ import annotations

from ..archive.errors import UnreadableFile
from ..raw import RawWorkbook

SALVAGED = frozenset({"xls", "ods", "xlsb"})  #: codes of UnreadableFile that this package can do something about

__all__ = ["SALVAGED", "salvage_worker", "salvaged"]


def salvaged(data: bytes, refusal: UnreadableFile) -> RawWorkbook:
    """The values of a file that the reader refused as ``xls``, ``ods`` or ``xlsb``.

    Raises UnreadableFile: DamagedOldFile, with the refusal's code, for a fault of the file alone.
    """
    from . import old_formats  # only an old file needs it

    return old_formats.salvaged(data, refusal)


def salvage_worker(most_cells: int) -> None:
    """The worker, in this process: a workbook on standard input, its values as JSON on standard output."""
    from . import worker

    worker.main(most_cells)
