"""Cells that show nothing, because of their number format (``;;;``), and hold a value: read as they stand, and told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from budgetxl.values import Address, Finding, quoted

from ...messages import say

MOST_ALONE = 5  # cells of a sheet that are told each by itself
MOST_CELLS = 20


def hidden_findings(cells: Iterable[tuple[Address, str, str]]) -> Iterator[Finding]:
    """A warning on each of these cells, given with its value and its format; one a sheet where there are many of them."""
    by_sheet: dict[str, list[tuple[Address, str, str]]] = {}
    for at, value, code in cells:
        by_sheet.setdefault(at.sheet, []).append((at, quoted(value), quoted(code)))
    for name, each in by_sheet.items():
        if len(each) <= MOST_ALONE:
            for at, value, code in each:
                message = say("META-10-format", v=value, f=code)
                yield Finding("META-10", "warning", message, (at,), actual=value, hint=say("META-10-format-hint"))
        else:
            told = tuple(at for at, _, _ in each[:MOST_CELLS])
            yield Finding("META-10", "warning", say("META-10-formats", where=name, n=len(each)), told, hint=say("META-10-format-hint"))


__all__ = ["hidden_findings"]
