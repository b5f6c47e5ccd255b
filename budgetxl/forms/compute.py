"""The computed values of a form: every total and formula, from the values that stand in a tree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple

from ..expressions import Columns, TreeScope, evaluate, reading_of
from ..values import Entry, Group, Node, Scalar, path_of, squeeze
from ..values.decimals import PRECISE
from .model import Block, Field, Form, Formula, Grid, Path, Record, Rollup, Table


class FormulaCell(NamedTuple):
    """A computed value: its key, with and without numbers (``path``), its field, and the groups that ``row.`` and ``sheet.`` mean for it.

    Without a ``formula`` it is a parent code's amount, which adds up its children among ``rows``.
    """

    key: tuple[str | int, ...]
    path: Path
    field: Field
    formula: Formula | None
    holder: Group
    row: Group | None
    sheet: Group | None
    rows: tuple[Group, ...] = ()
    rollup: Rollup | None = None

    @property
    def entry(self) -> Entry:
        node = self.holder.nodes[self.field.id]
        assert isinstance(node, Entry)
        return node


def formula_cells(form: Form, root: Group) -> Iterator[FormulaCell]:
    """Every computed value that the tree has, in the form's order."""
    for sheet in form.sheets:
        if sheet.repeat:
            copies = root.get(sheet.repeat)
            for index, copy in enumerate(copies if isinstance(copies, tuple) else ()):
                for block in sheet.blocks:
                    yield from _block_cells(block, copy, (sheet.repeat, index), copy)
        else:
            for block in sheet.blocks:
                yield from _block_cells(block, root, (), None)


def _block_cells(block: Block, holder: Group, key: tuple[str | int, ...], sheet: Group | None) -> Iterator[FormulaCell]:
    match block:
        case Record():
            inner = holder if sheet is not None else holder.get(block.id)
            path = key if sheet is not None else (*key, block.id)
            yield from _cells(block.fields, inner, path, None, sheet)
        case Table():
            rows = holder.get(block.id)
            rows = rows if isinstance(rows, tuple) else ()
            columns = [column for column in block.columns if column.formula is not None or column.rollup]
            for index, row in enumerate(rows if columns else ()):
                yield from _cells(columns, row, (*key, block.id, index), row, sheet, rows, block.rollup)
            for total in block.totals:
                yield from _cells(total.columns, holder.get(total.id), (*key, total.id), None, sheet)
        case Grid():
            grid = holder.get(block.id)
            for item in block.rows:
                row_group = grid.get(item.id) if isinstance(grid, Group) else None
                fields = [block.cell_field(item, column) for column in block.columns if block.formula_at(item, column) is not None]
                group = row_group if isinstance(row_group, Group) else None
                yield from _cells(fields, group, (*key, block.id, item.id), group, sheet)


def _cells(
    fields: tuple[Field, ...] | list[Field], holder: Node | None, key: tuple[str | int, ...], row: Group | None, sheet: Group | None,
    rows: tuple[Group, ...] = (), rollup: Rollup | None = None,
) -> Iterator[FormulaCell]:  # fmt: skip
    if isinstance(holder, Group):
        parent = rollup is not None and is_parent(code_of(holder, rollup), rollup)
        here = path_of(key)
        for field in fields:
            if field.id not in holder.nodes:
                continue
            if field.formula is not None:
                yield FormulaCell((*key, field.id), (*here, field.id), field, field.formula, holder, row, sheet)
            elif field.rollup and parent:
                yield FormulaCell((*key, field.id), (*here, field.id), field, None, holder, row, sheet, rows, rollup)


def with_lists(form: Form, root: Group) -> Group:
    """The tree with the form's code lists beside it, as expressions see them (``lists.<id>.code`` and ``.name``)."""
    if not form.lists:
        return root
    lists = {name: _rows_of(codes.codes, codes.names or codes.codes) for name, codes in form.lists.items()}
    return Group({**root.nodes, "lists": Group(lists)})


@lru_cache(maxsize=64)
def _rows_of(codes: tuple[str, ...], names: tuple[str, ...]) -> tuple[Group, ...]:
    return tuple(Group({"code": Entry(code), "name": Entry(name)}) for code, name in zip(codes, names))


def compute(
    form: Form, root: Group, wanted: Callable[[FormulaCell], bool] = lambda cell: True, changed: Collection[Path] | None = None,
    cells: Iterable[FormulaCell] | None = None,
) -> None:  # fmt: skip
    """Set every wanted computed value in the tree, in place, from the others; one that can't be computed becomes None.

    ``cells`` are those of the tree, where they have been listed already.
    ``changed``: the paths of what has changed in a tree that was computed before; only what stands on them is computed.
    Only for a tree that is still being made.
    """
    cells = formula_cells(form, root) if cells is None else cells
    for _ in settle(computations(filter(wanted, cells)), with_lists(form, root), changed):
        pass


class Computation(NamedTuple):
    """The computed values at one path, and the paths of what they stand on."""

    path: Path
    inputs: frozenset[Path]
    cells: list[FormulaCell]


def computations(cells: Iterable[FormulaCell]) -> list[Computation]:
    """Computed values by their paths, each behind those that it stands on as far as there is no circle."""
    groups: dict[Path, list[FormulaCell]] = {}
    for cell in cells:
        groups.setdefault(cell.path, []).append(cell)
    ordered = _ordered(tuple([(path, _spoken_of(cells[0])) for path, cells in groups.items()]))
    return [Computation(path, inputs, groups[path]) for path, inputs in ordered]


@lru_cache(maxsize=64)
def _ordered(groups: tuple[tuple[Path, tuple[Path, ...]], ...]) -> list[tuple[Path, frozenset[Path]]]:
    """The paths of computed values in their order, each with what it stands on; the same for all workbooks of a form."""
    inputs = {path: _inputs(path, paths) for path, paths in groups}
    ordered: dict[Path, frozenset[Path]] = {}
    under_way: set[Path] = set()

    def place(path: Path) -> None:
        if path in inputs and path not in under_way:
            under_way.add(path)
            for below in sorted(inputs[path]):
                place(below)
            ordered[path] = inputs[path]

    for path in inputs:
        place(path)
    return list(ordered.items())


def settle(
    computed: Sequence[Computation], seen: Group, changed: Collection[Path] | None = None
) -> Iterator[tuple[FormulaCell, Entry]]:
    """Compute values; yields each cell that changes, with the entry it had.

    Passes are made until nothing changes, each over what stands on something that has changed since it was computed: one
    is enough where there is no circle (:func:`computations`). ``seen`` is the tree with its lists.
    """
    columns = Columns(seen)
    typed = frozenset(changed or ())
    step = 1
    changed_at = dict.fromkeys(typed, step)
    computed_at = [0] * len(computed)
    for _ in range(len(computed) + 1):  # no chain is longer, but a circle has no end
        before = step
        for number, each in enumerate(computed):
            at = computed_at[number]
            if (at or changed is not None) and not _stale(each, changed_at, at, typed):
                continue
            computed_at[number] = step
            found = _computed_anew(each, seen, columns)
            if found:
                step += 1
                changed_at[each.path] = step
                yield from found
        if step == before:
            return


def _computed_anew(computation: Computation, seen: Group, columns: Columns) -> list[tuple[FormulaCell, Entry]]:
    """Compute the values at a path; those that change, with the entries that they had."""
    found: list[tuple[FormulaCell, Entry]] = []
    formula = computation.cells[0].formula
    read = None if formula is None else reading_of(formula.expression)
    with localcontext(PRECISE):
        for cell in computation.cells:
            value = value_of(cell, seen) if read is None else read(TreeScope(seen, cell.row, cell.sheet, columns))
            old = cell.entry
            if old.value != value:
                _set(cell, old.holding(value))
                columns.forget(computation.path)
                found.append((cell, old))
    return found


def _stale(each: Computation, changed_at: Mapping[Path, int], at: int, typed: frozenset[Path]) -> bool:
    """Whether an input has changed since ``at``. Parent codes' amounts do not stand on each other, though in one column."""
    if each.cells[0].formula is not None:
        return any(changed_at.get(path, 0) > at for path in each.inputs)
    return (not at and each.path in typed) or any(changed_at.get(path, 0) > at for path in each.inputs if path != each.path)


def _spoken_of(cell: FormulaCell) -> tuple[Path, ...]:
    """The paths that a computed value speaks of, as its formula writes them."""
    if cell.formula is not None:
        return cell.formula.paths
    assert cell.rollup is not None
    return ("row", cell.path[-1]), ("row", cell.rollup.column)


def _inputs(path: Path, spoken_of: tuple[Path, ...]) -> frozenset[Path]:
    """The paths of what a computed value stands on."""
    starts: dict[str, Path] = {"row": path[:-1], "sheet": path[:1]}
    return frozenset((*starts[p[0]], *p[1:]) if p[0] in starts else p for p in spoken_of)


def value_of(cell: FormulaCell, seen: Group) -> Scalar:
    """What a formula gives over the tree as it stands. ``seen`` is the tree with its lists."""
    if cell.formula is None:
        assert cell.rollup is not None
        return _children_sum(cell, cell.rollup)
    return evaluate(cell.formula.expression, TreeScope(seen, cell.row, cell.sheet))


def code_of(row: Group, rollup: Rollup) -> str:
    """The code of a row, without blanks; empty where there is none."""
    node = row.get(rollup.column)
    value = node.value if isinstance(node, Entry) else None
    return squeeze(value) if isinstance(value, str) else ""


def is_parent(code: str, rollup: Rollup) -> bool:
    """Whether a code's row adds up other rows instead of being filled in."""
    return 0 < len(code) < rollup.leaf


def _children_sum(cell: FormulaCell, rollup: Rollup) -> Scalar:
    """The sum of a parent code's leaf rows (类 = Σ 项): None where none of them has a value."""
    own = code_of(cell.holder, rollup)
    found = []
    for row in cell.rows:
        node = row.nodes.get(cell.field.id)
        if isinstance(node, Entry) and isinstance(node.value, Decimal):
            code = code_of(row, rollup)
            if len(code) == rollup.leaf and code.startswith(own):
                found.append(node.value)
    return sum(found, Decimal(0)) if found else None


def _set(cell: FormulaCell, entry: Entry) -> None:
    nodes = cell.holder.nodes
    assert isinstance(nodes, dict)
    nodes[cell.field.id] = entry
