"""``fill`` and ``new``: workbooks from data, and blank ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from budgetxl.expressions import Columns
from budgetxl.forms import (
    Form,
    Path,
    Table,
    computations,
    compute,
    decode,
    formula_cells,
    in_part,
    names_of,
    value_of,
    with_lists,
)
from budgetxl.layout import Key
from budgetxl.values import Entry, Group, Node, Scalar, trim
from budgetxl.values.decimals import held
from budgetxl.values.records import dataclass

from ..sizes import refuse_large, refuse_unreadable


def fill(
    form: Form, data: Mapping[str, Any], year: int | None = None, part: str = "", spare: bool = False, reasons: Mapping[str, str] | None = None
) -> bytes:
    """A completed workbook from the JSON data of ``export``. Raises DataError naming every unknown key and bad value.

    Computed values that the data leaves out are computed; one that it states and that differs from its formula stands in
    the workbook as stated, and ``check`` will say so. ``spare``: a copy of a repeated sheet may be blank. A ``part`` holds
    what can be computed from it alone; the rest is computed when the parts are read together. ``reasons`` are last year's, by their keys.
    """
    from .builder import build  # only what writes a workbook needs it

    given = prepared(form, data, year, part, spare)
    built = build(form, given.root, given.differing, part, reasons=reasons)
    refuse_unreadable(given.root, built)
    return built


@dataclass(frozen=True, slots=True)
class Prepared:
    """A tree with its computed values, and the keys of those that the data states otherwise than its formulas."""

    root: Group
    differing: Collection[Key]


def prepared(form: Form, data: Mapping[str, Any], year: int | None = None, part: str = "", spare: bool = False) -> Prepared:
    """Data ready to be written; as :func:`fill`. Raises DataError."""
    decoded = decode(form, data, year if year is not None else form.year, spare)
    refuse_large(decoded.root)
    stated = decoded.given & {cell.key for cell in formula_cells(form, decoded.root)}
    compute(form, decoded.root, lambda cell: cell.key not in stated)
    differing = _differing(form, decoded.root, stated) if stated else set()
    if part:
        kept = {name for sheet in form.sheets if in_part(sheet, part) for name in names_of(form, sheet)}
        mine = {name: value for name, value in data.items() if name in kept}
        decoded = decode(form, mine, year if year is not None else form.year, spare, part=part)
        compute(form, decoded.root, lambda cell: cell.key not in differing)
    return Prepared(decoded.root, differing)


def refill(
    form: Form, root: Group, typed: Collection[Key] = frozenset(), part: str = "", task_year: str = "",
    copies: Mapping[str, int] | None = None, rows: Mapping[str, int] | None = None, lost: Collection[str] = frozenset(),
    reasons: Mapping[str, str] | None = None,
) -> bytes:  # fmt: skip
    """A workbook anew from a tree that was read: what people typed, and every formula as the form has it.

    ``typed`` are the keys of computed values that keep what stands there (formulas that only propose). What the workbook had
    no cell for, and the tables that it had ``lost``, get the form's defaults. ``copies``: as many sheets of each repeated one
    at least, and one at any rate; ``rows`` and ``reasons`` as :func:`build` has them. Raises DataError where the workbook would be too large.
    """
    from .builder import build

    wanted = {sheet.repeat: max(1, (copies or {}).get(sheet.repeat, 0)) for sheet in form.sheets if sheet.repeat}
    data = {**blank_data(form), **{repeat: [{}] * count for repeat, count in wanted.items()}}
    defaults = decode(form, data, form.year, spare=True).root.nodes
    mine = {name for sheet in form.sheets if in_part(sheet, part) for name in names_of(form, sheet)}
    nodes = root.nodes.items()
    tree = Group({name: _or_default(node, defaults[name] if name in mine else node, name in wanted or name in lost) for name, node in nodes})
    compute(form, tree, lambda cell: cell.key not in typed)
    built = build(form, tree, typed, part, task_year, rows, reasons)
    refuse_unreadable(tree, built)
    return built


def _or_default(node: Node, default: Node, more: bool = False) -> Node:
    """A node of its own with defaults where the workbook had no cell; ``more``: with the default's further rows behind its own."""
    if isinstance(node, Entry):
        return default if node.value is None and node.at is None and isinstance(default, Entry) else node
    if isinstance(node, Group):
        below = default.nodes if isinstance(default, Group) else {}
        return Group({name: _or_default(child, below.get(name, child)) for name, child in node.nodes.items()}, node.label)
    rows = tuple(Group({name: _or_default(child, child) for name, child in row.nodes.items()}, row.label) for row in node)
    return rows + (default[len(rows) :] if more and isinstance(default, tuple) else ())


def _differing(form: Form, root: Group, stated: set[Key]) -> set[Key]:
    """Of the computed values that the data states itself, those that the formula would give otherwise.

    One that says its formula's result as far as a spreadsheet keeps it is that result, and what is computed from it is
    computed from the whole of it: 1 / 3 * 3 stays 1.
    """
    seen = with_lists(form, root)
    columns = Columns(seen)
    found = [(cell, value_of(cell, seen, columns=columns)) for cell in formula_cells(form, root) if cell.key in stated]
    if all(cell.entry.value == value or not _same(cell.entry.value, value) for cell, value in found):
        return {cell.key for cell, value in found if cell.entry.value != value}  # and all else stands on what is stated
    differing: set[Key] = set()
    for cell in (cell for each in computations(formula_cells(form, root)) for cell in each.cells):
        value, entry = value_of(cell, seen), cell.entry
        if cell.key in stated and not _same(entry.value, value):
            differing.add(cell.key)
        elif entry.value != value:
            cell.holder.nodes[cell.field.id] = entry.holding(value)
    return differing


def _same(one: Scalar, other: Scalar) -> bool:
    return held(one) == held(other) if isinstance(one, Decimal) and isinstance(other, Decimal) else one == other


def blank(
    form: Form, unit: str = "", code: str = "", year: int | None = None, items: Mapping[str, list[str]] | None = None, part: str = ""
) -> bytes:
    """A blank workbook with the form's defaults: the unit's name and code on the cover, a sheet for each named project."""
    return fill(form, blank_data(form, unit, code, items), year, part, spare=True)


def blank_data(form: Form, unit: str = "", code: str = "", items: Mapping[str, list[str]] | None = None) -> dict[str, Any]:
    """The data of a blank workbook: what the form prescribes, and what is known of the unit beforehand."""
    data: dict[str, Any] = {}
    for sheet in form.sheets:
        blocks = form.compiled.cells[sheet.id]
        if sheet.repeat:
            names = (items or {}).get(sheet.repeat, [""])
            ids = [cell.field.id for cells in blocks for cell in cells.single if len(cell.path) == 1]
            key = "name" if "name" in ids else ids[0]
            data[sheet.repeat] = [{key: trim(name)} if trim(name) else {} for name in names]
            continue
        for cells in blocks:
            for cell in cells.single:
                if cell.field.default is not None:
                    _put(data, cell.path, cell.field.default)
            if isinstance(cells.block, Table) and cells.block.defaults:
                data[cells.block.id] = [dict(row) for row in cells.block.defaults]
    known = {name: trim(text) for name, text in (("name", unit), ("code", code)) if trim(text)}
    if known:
        data.setdefault("unit", {}).update(known)
    return data


def not_live(form: Form) -> list[Path]:
    """The computed fields whose cells hold what was computed, but no formula: Excel can't say it, or not in a cell."""
    from .cell_formulas import without_formula

    return without_formula(form)


def _put(data: dict[str, Any], path: Path, value: str) -> None:
    *way, last = path
    for name in way:
        data = data.setdefault(name, {})
    data[last] = value
