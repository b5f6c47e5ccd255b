"""A comparison as people look at it: what was typed, sheet by sheet, before all that follows from it; a row that came or went as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from budgetxl.values import Key
from budgetxl.values.records import dataclass

from .messages import say
from .model import Change, Comparison, OneSided

NO_SHEET = ""


@dataclass(frozen=True, slots=True)
class RowOfChanges:
    """A row, or a copy of a sheet, that only one side has: what is typed in it, in its order."""

    kind: str
    row: str
    whole: Key
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class SheetOfChanges:
    """What differs on one sheet: fields that were typed, rows that came or went, fields that only one has, what formulas made of it."""

    sheet: str
    typed: tuple[Change, ...] = ()
    rows: tuple[RowOfChanges, ...] = ()
    only: tuple[OneSided, ...] = ()
    follows: tuple[Change, ...] = ()

    @property
    def caused(self) -> bool:
        """Whether anything differs here that is not just what a formula made of it."""
        return bool(self.typed or self.rows or self.only)


def grouped(comparison: Comparison) -> tuple[SheetOfChanges, ...]:
    """The sheets with differences, in the order of the new workbook; those of the old one that it has not at the end.

    On each sheet the order is that of its cells.
    """
    sheets = dict.fromkeys([*map(_sheet, comparison.changes), *map(_sheet, comparison.only)])
    return tuple(_group(name, comparison) for name in sheets)


def _group(name: str, comparison: Comparison) -> SheetOfChanges:
    here = sorted((change for change in comparison.changes if _sheet(change) == name), key=_cell)
    changed = [change for change in here if change.kind == "changed"]
    return SheetOfChanges(
        name,
        tuple(change for change in changed if not change.follows),
        tuple(_rows([change for change in here if change.kind != "changed" and not change.follows])),
        tuple(one for one in comparison.only if _sheet(one) == name),
        tuple(change for change in changed if change.follows),
    )


def _rows(changes: Sequence[Change]) -> Iterator[RowOfChanges]:
    found: dict[tuple[str, Key], list[Change]] = {}
    for change in changes:
        found.setdefault((change.kind, change.whole), []).append(change)
    for (kind, whole), each in found.items():
        yield RowOfChanges(kind, each[0].row, whole, tuple(each))


def _sheet(one: Change | OneSided) -> str:
    return one.at.sheet if one.at is not None else NO_SHEET


def _cell(change: Change) -> tuple[int, int]:
    return (change.at.row, change.at.column) if change.at is not None else (0, 0)


def counted(comparison: Comparison) -> str:
    """How much differs, as one sentence."""
    if not comparison.differs:
        return say("same")
    changed = [change for change in comparison.changes if change.kind == "changed"]
    wholes = {(change.kind, change.whole) for change in comparison.changes if change.kind != "changed"}
    parts = {
        "typed": sum(not change.follows for change in changed),
        "added": sum(kind == "added" for kind, _ in wholes),
        "removed": sum(kind == "removed" for kind, _ in wholes),
        "only": len(comparison.only),
        "answers": len(comparison.answers),
        "follows": sum(change.follows for change in changed),
    }
    return "，".join(say(f"counts-{name}", n=count) for name, count in parts.items() if count)


__all__ = ["RowOfChanges", "SheetOfChanges", "counted", "grouped"]
