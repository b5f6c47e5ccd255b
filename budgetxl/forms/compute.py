"""The computed values of a form: every total and formula, from the values that stand in a tree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import Decimal

from ..expressions import TreeScope, evaluate, references
from ..values import Entry, Group, Node, Scalar, squeeze
from ..values.records import dataclass
from .model import Block, Field, Form, Formula, Grid, Path, Record, Rollup, Table


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """A computed value: its key, its field, and the groups that ``row.`` and ``sheet.`` mean for it.

    Without a ``formula`` it is a parent code's amount, which adds up its children among ``rows``.
    """

    key: tuple[str | int, ...]
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
        for field in fields:
            if field.id not in holder.nodes:
                continue
            if field.formula is not None:
                yield FormulaCell((*key, field.id), field, field.formula, holder, row, sheet)
            elif field.rollup and parent:
                yield FormulaCell((*key, field.id), field, None, holder, row, sheet, rows, rollup)


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
    known: dict[tuple[int, Path], frozenset[Path]] = {}
    cells = [(cell, inputs_of(cell, known)) for cell in formula_cells(form, root) if wanted(cell)]
    for _ in settle(cells, with_lists(form, root), changed):
        pass


def settle(
    cells: Sequence[tuple[FormulaCell, frozenset[Path]]], seen: Group, changed: Collection[Path] | None = None
) -> Iterator[tuple[FormulaCell, Entry]]:
    """Compute cells, each given with the paths of its inputs; yields each that changes, with the entry it had.

    Formulas may stand on each other: passes are made until nothing changes, each over the cells that stand on what
    the one before changed. ``seen`` is the tree with its lists.
    """
    before = changed
    longest = len({path_of(cell.key) for cell, _ in cells})  # no chain is longer, but a circle has no end
    for _ in range(longest + 1):
        now: set[Path] = set()
        for cell, inputs in cells:
            if before is not None and inputs.isdisjoint(before):
                continue
            value = value_of(cell, seen)
            old = cell.entry
            if old.value != value:
                _set(cell, Entry(value, old.at))
                now.add(path_of(cell.key))
                yield cell, old
        if not now:
            return
        before = now


def path_of(key: tuple[str | int, ...]) -> Path:
    """A key without the numbers of rows and copies."""
    return tuple(part for part in key if isinstance(part, str))


def inputs_of(cell: FormulaCell, known: dict[tuple[int, Path], frozenset[Path]]) -> frozenset[Path]:
    """The paths of what a computed value stands on. ``known`` keeps them by formula and by the row's path."""
    here = path_of(cell.key[:-1])
    if cell.formula is None:
        assert cell.rollup is not None
        return frozenset({(*here, cell.field.id), (*here, cell.rollup.column)})
    key = id(cell.formula), here
    if key not in known:
        starts: dict[str, Path] = {"row": here, "sheet": here[:1]}
        paths = [reference.path for reference in references(cell.formula.expression)]
        known[key] = frozenset((*starts[p[0]], *p[1:]) if p[0] in starts else p for p in paths)
    return known[key]


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
        code = code_of(row, rollup)
        node = row.get(cell.field.id)
        if len(code) == rollup.leaf and code.startswith(own) and isinstance(node, Entry) and isinstance(node.value, Decimal):
            found.append(node.value)
    return sum(found, Decimal(0)) if found else None


def _set(cell: FormulaCell, entry: Entry) -> None:
    nodes = cell.holder.nodes
    assert isinstance(nodes, dict)
    nodes[cell.field.id] = entry
