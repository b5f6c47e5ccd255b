"""When a workbook was saved: by its core properties, else by its file; a time that can't be is none."""

from __future__ import annotations

from datetime import datetime

from budgetxl.workbook import CREATED
from budgetxl.xlsx import modified_of

_FIRST_YEAR = 1990  # before which no such file was saved: a clock that was never set


def saved_at(data: bytes, written: datetime | None, now: datetime | None = None) -> tuple[datetime | None, datetime | None]:
    """When a workbook was saved last, and the time that it tells itself where that has not come yet, by ``now``.

    ``written`` is the time of its file: it counts where the workbook tells none, one that can't be, or still the one that it was
    built with. A clock that runs ahead would make its workbook the latest for ever.
    """
    told = modified_of(data)
    ahead = told if told is not None and now is not None and told > now else None
    if told is None or told == CREATED or told.year < _FIRST_YEAR or ahead is not None:
        return believed(written, now), ahead
    return told, None


def believed(written: datetime | None, now: datetime | None) -> datetime | None:
    """The time of a file; None for one that has not come yet."""
    return None if written is not None and now is not None and written > now else written


__all__ = ["believed", "saved_at"]
