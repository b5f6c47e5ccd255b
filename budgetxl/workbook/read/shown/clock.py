"""A number as a time of day or a duration: 0.3 by ``h:mm`` is 7:12, 1.5 by ``[h]:mm`` is 36:00."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

_DAY = 86_400


def shown_time(number: Decimal, clock: tuple[tuple[str, str], ...]) -> str:
    """The time that a number of days shows by the parts of its format, each with its kind."""
    passed = int(number * _DAY + Decimal("0.5"))
    seconds, halved = passed % _DAY, any(kind == "half" for kind, _ in clock)
    hour = seconds // 3600
    of_day = {"h": (hour % 12 or 12) if halved else hour, "m": seconds % 3600 // 60, "s": seconds % 60}
    whole = {"h": passed // 3600, "m": passed // 60, "s": passed}
    said, before = "", ("", "")
    for kind, text in clock:
        part = text[:1].casefold()
        if kind == "half":
            said += text.partition("/")[2 if hour >= 12 else 0]
        elif kind == "elapsed":
            said += str(whole[part]).zfill(len(text))
        elif kind == "digit":
            said += "0"
        elif kind == "other" and part in of_day:
            if (kind, part) != before:
                said += f"{of_day[part]:02}" if (kind, part) in _doubled(clock) else str(of_day[part])
        else:
            said += text
        before = kind, part
    return said


def _doubled(clock: tuple[tuple[str, str], ...]) -> set[tuple[str, str]]:
    """The parts that are written twice, and so with a nought before one digit."""
    parts = [(kind, text.casefold()) for kind, text in clock]
    return {one for one, other in pairwise(parts) if one == other}


__all__ = ["shown_time"]
