"""Cells that are struck out by their font: read as they stand, and told, once for each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from budgetxl.values import Address, Finding

from ...messages import say


def struck_findings(cells: Iterable[Address]) -> Iterator[Finding]:
    """One warning for each row of a sheet with cells that are struck out."""
    rows: dict[tuple[str, int], list[Address]] = {}
    for at in cells:
        rows.setdefault((at.sheet, at.row), []).append(at)
    for (_, number), struck in rows.items():
        message = say("META-06-struck-row", n=number, m=len(struck))
        yield Finding("META-06", "warning", message, tuple(sorted(set(struck), key=lambda at: at.column)), hint=say("META-06-struck-hint"))


__all__ = ["struck_findings"]
