"""The one finding of a table that lacks codes: all of them, one a line, and the cell from which to paste them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from budgetxl.forms import Field, Labels, Path, Place, Table, places
from budgetxl.layout import counts_of, lay_out
from budgetxl.values import LEVEL_ORDER, Address, Entry, Finding, Group
from budgetxl.workbook import Submission

from ...messages import say
from ..trials import Failure
from .tables import Lacking


def under_tables(submission: Submission, found: Mapping[Failure, Finding], lacking: Iterable[Lacking]) -> dict[Failure, Finding]:
    """The findings of rules, those of each table that lacks codes as one; of every further rule one stands under it.

    ``expected`` are the codes as they are pasted: one a line, the parts of one in several columns parted by tabs.
    """
    made = dict(found)
    for table in lacking:
        own = {failure: made.pop(failure) for failure in table.failures if failure in made}
        if own:
            first = min(own, key=lambda failure: LEVEL_ORDER[own[failure].severity])
            whole = _finding(submission, table, first[0], own)
            made[first] = whole
    return {failure: made[failure] for failure in found if failure in made}


def _finding(submission: Submission, table: Lacking, rule: str, own: Mapping[Failure, Finding]) -> Finding:
    """``rule`` is the one under whose id it stands."""
    place = places(submission.form)[table.path]
    at, room = _first_free(submission, place)
    by_rule: dict[str, list[Finding]] = {}
    for (name, _), finding in own.items():
        by_rule.setdefault(name, []).append(finding)
    leading = by_rule.pop(rule)
    codes, label = "、".join(table.codes), place.field.header[-1]
    several = len(table.codes) > 1
    message = say("lacking", table=_name(submission, table.path), n=len(table.codes), label=label, codes=codes) if several else leading[0].message
    hint = say("lacking-paste" if several else "lacking-fill", cell=at, n=len(table.codes), label=label) if at is not None else ""
    more = say("lacking-room", n=len(table.codes) - room) if at is not None and room < len(table.codes) else ""
    then = "；".join(say("lacking-then", table=_name(submission, path), codes="、".join(each)) for path, each in table.then.items())
    cells = dict.fromkeys([*([at] if at is not None else []), *(cell for one in own.values() for cell in one.cells)])
    return replace(
        leading[0],
        message=message,
        cells=tuple(cells),
        expected="\n".join(_as_pasted(code, place.field) for code in table.codes),
        actual="",
        hint="；".join(filter(None, (hint, more, then, "" if hint else leading[0].hint))),
        caused=tuple(_of_one_rule(each) for each in by_rule.values()),
    )


def _name(submission: Submission, path: Path) -> str:
    """What a table is called: its title, or the name of its sheet."""
    place = places(submission.form)[path]
    return Labels(submission.form, submission.root).text(place.block.title or place.sheet.name)


def _of_one_rule(findings: list[Finding]) -> Finding:
    """The findings of one rule as one: the message of the first, and all cells."""
    cells = tuple(dict.fromkeys(cell for one in findings for cell in one.cells))
    more = say("lacking-more", message=findings[0].message, n=len(findings)) if len(findings) > 1 else findings[0].message
    return replace(findings[0], message=more, cells=cells, expected="", actual="")


def _as_pasted(code: str, field: Field) -> str:
    """A code as it stands in its columns, those of its parts parted by tabs."""
    parts, rest = [], code
    for length in field.parts:
        parts.append(rest[:length])
        rest = rest[length:]
    return "\t".join(filter(None, parts)) if parts else code


def _first_free(submission: Submission, place: Place) -> tuple[Address | None, int]:
    """The cell of a column in the first row below all that is filled in, and how many rows are free there.

    None where no cell of the table is known; below a table that is full, the cell under its last row.
    """
    table, column = place.path
    rows = submission.root.get(table)
    rows = rows if isinstance(rows, tuple) else ()
    filled = next((number for number in range(len(rows), 0, -1) if _typed(submission, rows[number - 1])), 0)
    layout = lay_out(submission.form, counts_of(submission.root))
    plan, slot = layout.cells.get((table, 0, column), (None, None))
    if plan is None or slot is None or not isinstance(place.block, Table):
        return None, 0
    room = max(place.block.rows, len(rows)) - filled
    if filled:
        last = rows[filled - 1].get(column)
        at = last.at if isinstance(last, Entry) else None
        return (at._replace(row=at.row + 1) if at is not None else None), room
    laid = plan.address(slot.box)
    for total in place.block.totals:  # rows may have been inserted above the table
        for cell in submission.cells.of((total.id, total.columns[0].id)):
            known = layout.cells.get(cell.key)
            if cell.entry.at is not None and known is not None:
                return Address(cell.entry.at.sheet, laid.row + cell.entry.at.row - known[1].box.row, laid.column), room
    return (laid if any(cell.entry.at is not None for cell in submission.cells) else None), room


def _typed(submission: Submission, row: Group) -> bool:
    return any(
        isinstance(node, Entry) and node.value is not None and node.key not in submission.cells.computed for node in row.nodes.values()
    )
