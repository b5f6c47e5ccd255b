"""The computed values of a form: every total and formula, from the values that stand in a tree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from ..expressions import Columns, TreeScope, evaluate, references
from ..values import Entry, Group, Node, Scalar, squeeze
from ..values.records import dataclass
from .model import Block, Field, Form, Formula, Grid, Path, Record, Rollup, Table


@dataclass(frozen=True, slots=True)
class FormulaCell:
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
            for index, row in enumerate(rows):
                yield from _cells(block.columns, row, (*key, block.id, index), row, sheet, rows, block.rollup)
            for total in block.totals:
                yield from _cells(total.columns, holder.get(total.id), (*key, total.id), None, sheet)
        case Grid():
            grid = holder.get(block.id)
            for item in block.rows:
                row_group = grid.get(item.id) if isinstance(grid, Group) else None
                fields = [block.cell_field(item, column) for column in block.columns if column.id not in item.skip]
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
    lists: dict[str, Node] = {}
    for name, codes in form.lists.items():
        names = codes.names or codes.codes
        lists[name] = tuple(Group({"code": Entry(c), "name": Entry(n)}) for c, n in zip(codes.codes, names))
    return Group({**root.nodes, "lists": Group(lists)})


def compute(
    form: Form, root: Group, wanted: Callable[[FormulaCell], bool] = lambda cell: True, changed: Collection[Path] | None = None
) -> None:
    """Set every wanted computed value in the tree, in place, from the others; one that can't be computed becomes None.

    ``changed``: the paths of what has changed in a tree that was computed before; only what stands on them is computed.
    Only for a tree that is still being made.
    """
    for _ in settle(computable(filter(wanted, formula_cells(form, root))), with_lists(form, root), changed):
        pass


def computable(cells: Iterable[FormulaCell]) -> list[tuple[FormulaCell, frozenset[Path]]]:
    """Computed values with the paths of their inputs, each behind those that it stands on as far as there is no circle."""
    inputs: dict[tuple[Path, int], frozenset[Path]] = {}
    groups: dict[Path, list[tuple[FormulaCell, frozenset[Path]]]] = {}
    for cell in cells:
        kind = cell.path, id(cell.formula)
        if kind not in inputs:
            inputs[kind] = inputs_of(cell)
        groups.setdefault(cell.path, []).append((cell, inputs[kind]))
    ordered: dict[Path, None] = {}
    under_way: set[Path] = set()

    def place(path: Path) -> None:
        if path in groups and path not in under_way:
            under_way.add(path)
            for below in sorted({each for _, needed in groups[path] for each in needed}):
                place(below)
            ordered[path] = None

    for path in groups:
        place(path)
    return [cell for path in ordered for cell in groups[path]]


def settle(
    cells: Sequence[tuple[FormulaCell, frozenset[Path]]], seen: Group, changed: Collection[Path] | None = None
) -> Iterator[tuple[FormulaCell, Entry]]:
    """Compute cells, each given with the paths of its inputs; yields each that changes, with the entry it had.

    Passes are made until nothing changes, each over the cells whose inputs have changed since they were computed: one is
    enough where the cells come in order (:func:`computable`). ``seen`` is the tree with its lists.
    """
    longest = len({cell.path for cell, _ in cells})  # no chain is longer, but a circle has no end
    columns = Columns(seen)
    typed = frozenset(changed or ())
    step = 1
    changed_at = dict.fromkeys(typed, step)
    computed_at = [0] * len(cells)
    for _ in range(longest + 1):
        before = step
        for number, (cell, inputs) in enumerate(cells):
            at = computed_at[number]
            if (at or changed is not None) and not _stale(cell, inputs, changed_at, at, typed):
                continue
            value = value_of(cell, seen, columns)
            computed_at[number] = step
            old = cell.entry
            if old.value != value:
                _set(cell, Entry(value, old.at))
                step += 1
                changed_at[cell.path] = step
                columns.forget(cell.path)
                yield cell, old
        if step == before:
            return


def _stale(cell: FormulaCell, inputs: frozenset[Path], changed_at: Mapping[Path, int], at: int, typed: frozenset[Path]) -> bool:
    """Whether an input has changed since ``at``. A parent code's amount does not stand on the other parents' in its column."""
    if cell.formula is not None:
        return any(changed_at.get(path, 0) > at for path in inputs)
    return (not at and cell.path in typed) or any(changed_at.get(path, 0) > at for path in inputs if path != cell.path)


def path_of(key: tuple[str | int, ...]) -> Path:
    """A key without the numbers of rows and copies."""
    return tuple(part for part in key if isinstance(part, str))


def inputs_of(cell: FormulaCell) -> frozenset[Path]:
    """The paths of what a computed value stands on."""
    here = cell.path[:-1]
    if cell.formula is None:
        assert cell.rollup is not None
        return frozenset({cell.path, (*here, cell.rollup.column)})
    starts: dict[str, Path] = {"row": here, "sheet": here[:1]}
    paths = [reference.path for reference in references(cell.formula.expression)]
    return frozenset((*starts[p[0]], *p[1:]) if p[0] in starts else p for p in paths)


def value_of(cell: FormulaCell, seen: Group, columns: Columns | None = None) -> Scalar:
    """What a formula gives over the tree as it stands. ``seen`` is the tree with its lists, ``columns`` what is known of it."""
    if cell.formula is None:
        assert cell.rollup is not None
        return _children_sum(cell, cell.rollup)
    return evaluate(cell.formula.expression, TreeScope(seen, cell.row, cell.sheet, columns))


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
        code = code_of(row, rollup)
        node = row.get(cell.field.id)
        if len(code) == rollup.leaf and code.startswith(own) and isinstance(node, Entry) and isinstance(node.value, Decimal):
            found.append(node.value)
    return sum(found, Decimal(0)) if found else None


def _set(cell: FormulaCell, entry: Entry) -> None:
    nodes = cell.holder.nodes
    assert isinstance(nodes, dict)
    nodes[cell.field.id] = entry
