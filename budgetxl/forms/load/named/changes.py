"""The figures that are held against last year's (``[changes]``), from a form's merged TOML.

A form names the change of a figure and where its reason is written. What is compared follows from what it says already: the
formula of the change (本年 − 上年), or what last year's figure ``carries``.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from budgetxl.expressions import Binary, Call, Expression, Number, Reference
from budgetxl.values.nearest import nearest

from ...compiled import Compiled, Place
from ...form import Changes, Compared
from ...model import Path, Record
from ...paths import carried_from
from ..messages import say
from ..mistakes import Mistake

KEY, REASONS = "changes", "reasons"
LINES = 20
"""So many lines does the sheet show where a form says nothing."""


def changes_of(
    raw: Mapping[str, Any], own: Mapping[str, Any], file: str, compiled: Compiled, mistakes: list[Mistake]
) -> Changes | None:
    """The figures of the form; None where it compares none. ``own`` is its own TOML before its parents were laid under it.

    What the form itself names wrongly is a mistake. What a parent names, and this form has taken away, falls away.
    """
    given = raw.get(KEY, {})
    said = own.get(KEY, {}).get(REASONS, {})
    found = []
    for named, reason in given.get(REASONS, {}).items():
        if not reason.strip():
            continue
        made = _compared(named, reason, compiled)
        if isinstance(made, Compared):
            found.append(made)
        elif named in said:
            mistakes.append(Mistake(file, f"{KEY}.{REASONS}.{named}", made))
    amount, percent = (None if given.get(name) is None else Decimal(str(given[name])) for name in ("amount", "percent"))
    if said and amount is None and percent is None and not own.get("abstract"):
        mistakes.append(Mistake(file, KEY, say("changes_bounds")))
    return Changes(tuple(found), amount, percent, given.get("lines", LINES)) if found else None


def kept_reasons(changes: Changes | None) -> dict[str, str]:
    """``reasons`` as a form writes them, without what its parents name and it has not."""
    return {".".join(one.named): ".".join(one.reason) for one in (changes.compared if changes is not None else ())}


def _compared(named: str, reason: str, compiled: Compiled) -> Compared | str:
    """What a form compares by such an entry, or what is wrong with it."""
    columns = _columns(compiled)
    path = tuple(named.split("."))
    if path not in columns:
        repeated = next((place for place in compiled.places.values() if place.sheet.repeat and place.path == path), None)
        if repeated is not None:
            return say("changes_repeated", value=named)
        return say("changes_named", value=named, near=nearest(named, [".".join(each) for each in columns]))
    place = columns[path]
    pair = _pair(place)
    if pair is None or any(each not in columns for each in pair):
        return say("changes_pair", value=named)
    this, last = pair
    sides = [columns[each] for each in pair]
    together = all(_single(each) if _single(place) else each.block is place.block for each in sides)
    if not together or any(not each.field.kind.amount or each.sheet is not place.sheet for each in sides):
        return say("changes_amount", value=named, this=".".join(this), last=".".join(last))
    told = tuple(reason.split("."))
    where = columns.get(told)
    by_row = where is not None and where.block is sides[0].block and not _single(where)
    if where is None or where.field.kind.stored != "text" or where.field.formula is not None or not (by_row or _single(where)):
        near = nearest(reason, [".".join(each) for each, one in columns.items() if one.field.kind.stored == "text"]) if where is None else ""
        return say("changes_reason", value=reason, this=".".join(this), near=near)
    return Compared(path, this, last, told, by_row)


def _columns(compiled: Compiled) -> dict[Path, Place]:
    """The fields of records and the columns of tables and grids on sheets that are not repeated, each by the path of its column."""
    fields = {path: place for path, place in compiled.places.items() if _single(place) and path[:-1] == (place.block.id,)}
    columns = {(*above, *name): place for above, row in compiled.rows.items() for name, place in row.items() if len(above) == 1}
    return {path: place for path, place in {**fields, **columns}.items() if not place.sheet.repeat}


def _single(place: Place) -> bool:
    return isinstance(place.block, Record)


def _pair(place: Place) -> tuple[Path, Path] | None:
    """This year's figure and last year's: of a change by its formula, of last year's figure by what it carries."""
    field, below = place.field, place.block.id
    if field.formula is not None:
        formula = field.formula.expression
        if not isinstance(formula, Binary) or formula.operator != "-":
            return None
        this, last = (_named(side, place) for side in (formula.left, formula.right))
        return None if this is None or last is None else (this, last)
    sources = carried_from(field) if field.carries else ()
    return ((below, sources[0][0]), (below, field.id)) if len(sources) == 1 == len(sources[0]) else None


def _named(side: Expression, place: Place) -> Path | None:
    """The column or field that one side of a difference is; a blank may stand for 0 there."""
    if isinstance(side, Call) and side.name == "default" and isinstance(side.arguments[1], Number):
        side = side.arguments[0]
    if not isinstance(side, Reference) or len(side.path) != 2:
        return None
    return (place.block.id, side.path[1]) if side.path[0] == "row" else side.path if _single(place) else None
