"""A comparison on the terminal: sheet by sheet what was typed, rows that came and went; after all of them what formulas made of it."""

from __future__ import annotations

from collections.abc import Sequence

from budgetxl.bureau.compare import (
    Change,
    Comparison,
    Corrections,
    OneSided,
    RowOfChanges,
    SheetOfChanges,
    Side,
    accepted_said,
    corrections_counted,
    counted,
    grouped,
    in_short,
    shown,
)
from budgetxl.values import plain
from budgetxl.values.catalogue import shortened
from budgetxl.values.decimals import held

from ..messages import say
from ..printing import show, tell

MOST, MOST_FOLLOWING, MOST_VALUES = 60, 10, 8
LONGEST = 60


def print_comparison(comparison: Comparison) -> None:
    """Who the two are, what has to be said first, then the differences."""
    show(say("diff_old", side=_side(comparison.old)), bold=True)
    show(say("diff_new", side=_side(comparison.new)), bold=True)
    for note in comparison.notes:
        tell(note)
    groups = grouped(comparison)
    for group in groups:
        if group.caused:
            show(f"  【{group.sheet or say('no_sheet')}】", bold=True)
            _print_sheet(group)
    if comparison.answers:
        show(f"  【{say('diff_answers')}】", bold=True)
        for one in comparison.answers:
            show(say("diff_answer", rule=one.rule, old=_short(shown(one.old)), new=_short(shown(one.new))))
    _print_following([change for group in groups for change in group.follows])
    show("  " + counted(comparison), fg=None if comparison.differs else "green")
    if comparison.corrections is not None:
        show("  " + _corrections(comparison.corrections))


def _corrections(corrections: Corrections) -> str:
    """The list for a 更正 notice in one line: how long it is."""
    text = accepted_said(corrections) + corrections_counted(corrections)
    return say("diff_corrections", text=text) if corrections.found else text


def _side(side: Side) -> str:
    return say("diff_side", file=side.file, unit=f"{side.unit} {side.code}".strip(), form=side.form, year="?" if side.year is None else side.year)


def _print_sheet(group: SheetOfChanges) -> None:
    lines = [*map(_change, group.typed), *map(_row, group.rows), *map(_one_sided, group.only)]
    for line in lines[:MOST]:
        show(line)
    if len(lines) > MOST:
        show(say("diff_more", n=len(lines) - MOST))


def _print_following(follows: Sequence[Change]) -> None:
    """What formulas made of it, of all sheets: how much it is, and the first of it."""
    if not follows:
        return
    show(f"  【{say('diff_follows', n=len(follows))}】", dim=True)
    for change in follows[:MOST_FOLLOWING]:
        show(_change(change, str(change.at or "")), dim=True)
    if len(follows) > MOST_FOLLOWING:
        show(say("diff_more_follows", n=len(follows)), dim=True)


def _change(change: Change, cell: str = "") -> str:
    """A line of a change; ``cell`` is its place, where its sheet is to be named as well."""
    where = {"cell": cell or (change.at.cell if change.at is not None else ""), "row": _in(change.row), "label": change.label}
    if isinstance(change.old, str) and isinstance(change.new, str) and max(len(change.old), len(change.new)) > LONGEST // 2:
        return say("diff_text", **where, text=shortened(in_short(change.old, change.new), 4 * LONGEST))
    old, new = _short(shown(change.old, "old" in change.unread)), _short(shown(change.new, "new" in change.unread))
    gap = change.difference
    said = say("diff_gap", gap=("+" if gap > 0 else "") + plain(held(gap))) if gap is not None else ""
    return say("diff_change", **where, old=old, new=new, gap=said)


def _row(row: RowOfChanges) -> str:
    side = "new" if row.kind == "added" else "old"
    values = [say("diff_value", label=one.label, value=_short(shown(getattr(one, side), side in one.unread))) for one in row.changes]
    text = "，".join(values[:MOST_VALUES]) + (say("diff_more_values", n=len(values)) if len(values) > MOST_VALUES else "")
    return say("diff_added" if row.kind == "added" else "diff_removed", row=row.row, values=text)


def _one_sided(one: OneSided) -> str:
    cell = one.at.cell if one.at is not None else ""
    key = "diff_only_new" if one.side == "new" else "diff_only_old"
    return say(key, cell=cell, row=_in(one.row), label=one.label, value=_short(shown(one.value, True)))


def _in(row: str) -> str:
    return say("diff_row", row=row) if row else ""


def _short(text: str) -> str:
    return shortened(text.replace("\n", " "), LONGEST)
