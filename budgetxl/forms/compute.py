"""The computed values of a form: every total and formula, from the values that stand in a tree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from decimal import Decimal, localcontext
from typing import NamedTuple, TypeAlias

from ..expressions import Columns, TreeScope
from ..values import Entry, Group, Scalar, descend, squeeze
from ..values.decimals import PRECISE
from .blocks import BlockCells
from .compiled import Compiled, Step, step_key
from .form import Form
from .model import Field, Formula, Path, Rollup, Sheet

Faults: TypeAlias = MutableMapping[Path, Exception]
"""The computed paths whose formula failed in spite of all checking of the form, with what was raised."""


class FormulaCell(NamedTuple):
    """A computed value: its key, with and without numbers (``path``), its field, and the groups that ``row.`` and ``sheet.`` mean for it.

    ``step`` is how the form computes it. Without a ``formula`` it is a parent code's amount, which adds up its children
    among ``rows``.
    """

    key: tuple[str | int, ...]
    path: Path
    field: Field
    formula: Formula | None
    holder: Group
    row: Group | None
    sheet: Group | None
    step: Step
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
        blocks = form.compiled.cells[sheet.id]
        if sheet.repeat:
            copies = root.get(sheet.repeat)
            for index, copy in enumerate(copies if isinstance(copies, tuple) else ()):
                for cells in blocks:
                    yield from _block_cells(form.compiled, sheet, cells, copy, (sheet.repeat, index))
        else:
            for cells in blocks:
                yield from _block_cells(form.compiled, sheet, cells, root, ())


def _block_cells(
    known: Compiled, sheet: Sheet, cells: BlockCells, holder: Group, key: tuple[str | int, ...]
) -> Iterator[FormulaCell]:
    copy = holder if sheet.repeat else None
    for part in cells.parts:
        steps = known.steps.get(step_key(sheet, cells.block, part))
        if steps is None:
            continue
        found = descend(holder, part.path) if part.path else holder
        if isinstance(found, tuple):
            for index, row in enumerate(found):
                yield from _cells(steps, row, (*key, *part.path, index), row, copy, found, part.rollup)
        elif isinstance(found, Group):
            yield from _cells(steps, found, (*key, *part.path), found if part.row else None, copy)


def _cells(
    steps: tuple[Step, ...], holder: Group, key: tuple[str | int, ...], row: Group | None, sheet: Group | None,
    rows: tuple[Group, ...] = (), rollup: Rollup | None = None,
) -> Iterator[FormulaCell]:  # fmt: skip
    parent = rollup is not None and is_parent(code_of(holder, rollup), rollup)
    for step in steps:
        field = step.field
        if field.id not in holder.nodes:
            continue
        if field.formula is not None:
            yield FormulaCell((*key, field.id), step.path, field, field.formula, holder, row, sheet, step)
        elif field.rollup and parent:
            yield FormulaCell((*key, field.id), step.path, field, None, holder, row, sheet, step, rows, rollup)


def with_lists(form: Form, root: Group) -> Group:
    """The tree with the form's code lists beside it, as expressions see them (``lists.<id>.code`` and ``.name``)."""
    return Group({**root.nodes, "lists": form.compiled.listed}) if form.lists else root


def compute(
    form: Form, root: Group, wanted: Callable[[FormulaCell], bool] = lambda cell: True, changed: Collection[Path] | None = None,
    cells: Iterable[FormulaCell] | None = None, faults: Faults | None = None,
) -> None:  # fmt: skip
    """Set every wanted computed value in the tree, in place, from the others; one that can't be computed becomes None.

    ``cells`` are those of the tree, where they have been listed already. A formula that fails is added to ``faults``.
    ``changed``: the paths of what has changed in a tree that was computed before; only what stands on them is computed.
    Only for a tree that is still being made.
    """
    cells = formula_cells(form, root) if cells is None else cells
    for _ in settle(computations(filter(wanted, cells)), with_lists(form, root), changed, faults):
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
    found = [Computation(path, cells[0].step.inputs, cells) for path, cells in groups.items()]
    return sorted(found, key=lambda computation: computation.cells[0].step.turn)


def settle(
    computed: Sequence[Computation], seen: Group, changed: Collection[Path] | None = None, faults: Faults | None = None
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
            found = _computed_anew(each, seen, columns, faults)
            if found:
                step += 1
                changed_at[each.path] = step
                yield from found
        if step == before:
            return


def _computed_anew(computation: Computation, seen: Group, columns: Columns, faults: Faults | None) -> list[tuple[FormulaCell, Entry]]:
    """Compute the values at a path; those that change, with the entries that they had."""
    found: list[tuple[FormulaCell, Entry]] = []
    read = computation.cells[0].step.reading
    with localcontext(PRECISE):
        for cell in computation.cells:
            try:
                value = value_of(cell, seen) if read is None else read(TreeScope(seen, cell.row, cell.sheet, columns))
            except MemoryError:
                raise
            except Exception as error:
                value = _failed(cell, error, faults)
            old = cell.entry
            if old.value != value:
                cell.holder.nodes[cell.field.id] = old.holding(value)
                columns.forget(computation.path)
                found.append((cell, old))
    return found


def _stale(each: Computation, changed_at: Mapping[Path, int], at: int, typed: frozenset[Path]) -> bool:
    """Whether an input has changed since ``at``. Parent codes' amounts do not stand on each other, though in one column."""
    if each.cells[0].formula is not None:
        return any(changed_at.get(path, 0) > at for path in each.inputs)
    return (not at and each.path in typed) or any(changed_at.get(path, 0) > at for path in each.inputs if path != each.path)




def _failed(cell: FormulaCell, error: Exception, faults: Faults | None) -> Scalar:
    """A formula that fails has no value. The form was accepted, so that is a fault to be told once, not one of the workbook."""
    if faults is not None:
        faults.setdefault(cell.path, error)
    return None


def value_of(cell: FormulaCell, seen: Group, faults: Faults | None = None, columns: Columns | None = None) -> Scalar:
    """What a formula gives over the tree as it stands; None for one that fails, which is added to ``faults``.

    ``seen`` is the tree with its lists, ``columns`` its columns, where many formulas are asked for and nothing changes.
    """
    if cell.step.reading is None:
        assert cell.rollup is not None
        return _children_sum(cell, cell.rollup)
    try:
        with localcontext(PRECISE):
            return cell.step.reading(TreeScope(seen, cell.row, cell.sheet, columns))
    except MemoryError:
        raise
    except Exception as error:
        return _failed(cell, error, faults)


def code_of(row: Group, rollup: Rollup) -> str:
    """The code of a row, without blanks; empty where there is none."""
    node = row.get(rollup.column)
    value = node.value if isinstance(node, Entry) else None
    return squeeze(value) if isinstance(value, str) else ""


def is_parent(code: str, rollup: Rollup) -> bool:
    """Whether a code's row adds up other rows instead of being filled in."""
    return 0 < len(code) < rollup.leaf


def _children_sum(cell: FormulaCell, rollup: Rollup) -> Scalar:
    """The sum of a parent code's leaf rows (类 = Σ 项), which stand below it: None where none of them has a value."""
    own, place = code_of(cell.holder, rollup), cell.key[-2]
    assert isinstance(place, int)
    found = []
    for row in cell.rows[place + 1 :]:
        node = row.nodes.get(cell.field.id)
        if isinstance(node, Entry) and isinstance(node.value, Decimal):
            code = code_of(row, rollup)
            if len(code) == rollup.leaf and code.startswith(own):
                found.append(node.value)
    return sum(found, Decimal(0)) if found else None
