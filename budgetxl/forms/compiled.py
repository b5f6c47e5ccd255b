"""What follows from a form's sheets, worked out once when it is loaded: places, what ``row.`` means, how values are computed."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from ..expressions import Reading, reading_of
from ..values import Entry, Group
from ..values.lazy_patterns import lazy_pattern
from ..values.records import dataclass, follows
from .blocks import BlockCells, Part, cells_of
from .model import Block, CodeList, Field, Path, Record, Rollup, Sheet, Table
from .older import older_paths

_SLOT = lazy_pattern(r"\{\{[^}]*\}\}")
_BRACKETS = lazy_pattern(r"（[^（）]{3,}）")
_NUMBERING = lazy_pattern(r"^[0-9]+、")


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a form and where it belongs. ``path`` is its full path; ``column`` says that it stands for many cells."""

    path: Path
    sheet: Sheet
    block: Block
    field: Field
    column: bool


Places: TypeAlias = Mapping[Path, Place]


def is_added_up(place: Place) -> bool:
    """Whether figures of a place may be added up over units: shares are of different wholes, prices are no amounts, a year no quantity.

    A column's may where the total row of its table adds them up, or where it has none and the column is of money.
    """
    block, field = place.block, place.field
    summed = field.kind.summed and not field.lift
    if not place.column:
        return summed
    if isinstance(block, Table) and block.totals:
        return summed and any(field.id == column.id for total in block.totals for column in total.columns)
    return field.kind.amount


class Step(NamedTuple):
    """How one path of a form is computed: its turn, the paths that it stands on, and its formula as a function.

    Turns are such that each comes behind those that it stands on as far as there is no circle. Without a ``reading`` it
    is a parent code's amount, which adds up its children.
    """

    turn: int
    path: Path
    field: Field
    inputs: frozenset[Path]
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class Compiled:
    """The sheets and code lists of a form with all that follows from them alone.

    ``cells``: what cells the blocks of each sheet have, by its id.
    ``by_sheet``: the places of each sheet by its id, by their path below its root (without the name of a repeated sheet).
    ``places``: every place by its full path; on a repeated sheet each stands for a column of values.
    ``blocks``: tables, grids and records by a path such as ``procurement`` or ``projects.indicators``, with their sheets.
    ``rows``: what ``row.`` means in a rule over such a path or over a repeated sheet.
    ``steps``: what is computed in each record, table (its columns), total row and row of a grid, by ``step_key``.
    ``older``: the full paths that fields had in earlier versions of the form, by those of now.
    ``said_once``: the labels of record fields that say by themselves which field is meant.
    ``listed``: the code lists as expressions see them (``lists.<id>.code`` and ``.name``).
    """

    sheets: tuple[Sheet, ...]
    lists: Mapping[str, CodeList] = dataclasses.field(default_factory=dict)
    cells: Mapping[str, tuple[BlockCells, ...]] = follows(lambda given: {sheet.id: sheet_cells(sheet) for sheet in given.sheets})
    by_sheet: Mapping[str, Places] = follows(lambda given: {sheet.id: sheet_places(sheet, given.cells[sheet.id]) for sheet in given.sheets})
    places: Places = follows(lambda given: _places(given.sheets, given.by_sheet))
    blocks: Mapping[Path, tuple[Block, Sheet]] = follows(lambda given: _blocks(given.sheets))
    rows: Mapping[Path, Places] = follows(lambda given: _rows(given.sheets, given.by_sheet, given.cells))
    steps: Mapping[Path, tuple[Step, ...]] = follows(lambda given: _steps(given.sheets, given.cells))
    older: Mapping[Path, tuple[Path, ...]] = follows(lambda given: older_paths(given.sheets))
    said_once: frozenset[str] = follows(lambda given: _said_once(given.places))
    listed: Group = follows(lambda given: Group({name: _listed(codes) for name, codes in given.lists.items()}))

    def copies(self, each: Path) -> Places | None:
        """What ``sheet.`` means in a rule over ``each``: the repeated sheet that its rows stand on, if any."""
        return self.rows.get(each[:1]) if each and any(sheet.repeat == each[0] for sheet in self.sheets) else None


# Places


def bare_label(text: str) -> str:
    """A label as a sentence names it: without slots, padding, numbering and what stands in long brackets."""
    bare = _SLOT.sub("", text).replace("  ", "").strip()
    return _NUMBERING.sub("", _BRACKETS.sub("", bare)) or bare


def _said_once(known: Places) -> frozenset[str]:
    labels = Counter(bare_label(place.field.label) for place in known.values() if isinstance(place.block, Record))
    return frozenset(label for label, count in labels.items() if count == 1)


def block_path(sheet: Sheet, block: Block) -> Path:
    """The full path of a block."""
    return (sheet.repeat, block.id) if sheet.repeat else (block.id,)


def sheet_cells(sheet: Sheet) -> tuple[BlockCells, ...]:
    """The cells of a sheet's blocks; made anew (a form has them as ``cells``)."""
    return tuple(cells_of(block, bool(sheet.repeat)) for block in sheet.blocks)


def sheet_places(sheet: Sheet, known: Iterable[BlockCells] | None = None) -> Places:
    """The places of one sheet, by their path below the sheet's root; made anew (a form has them as ``by_sheet``).

    ``known`` are the cells of its blocks, where they have been asked for already.
    """
    return {
        cell.path: Place((sheet.repeat, *cell.path) if sheet.repeat else cell.path, sheet, cells.block, cell.field, column)
        for cells in (sheet_cells(sheet) if known is None else known)
        for column, found in ((True, cells.columns), (False, cells.single))
        for cell in found
    }


def _places(sheets: Iterable[Sheet], by_sheet: Mapping[str, Places]) -> Places:
    found: dict[Path, Place] = {}
    for sheet in sheets:
        for place in by_sheet[sheet.id].values():
            found[place.path] = Place(place.path, place.sheet, place.block, place.field, True) if sheet.repeat else place
    return found


def _blocks(sheets: Iterable[Sheet]) -> Mapping[Path, tuple[Block, Sheet]]:
    found: dict[Path, tuple[Block, Sheet]] = {}
    for sheet in sheets:
        for block in sheet.blocks:
            found.setdefault(block_path(sheet, block), (block, sheet))
    return found


def _rows(sheets: Iterable[Sheet], by_sheet: Mapping[str, Places], by_block: Mapping[str, tuple[BlockCells, ...]]) -> Mapping[Path, Places]:
    found: dict[Path, Places] = {}
    for sheet in sheets:
        if sheet.repeat:
            found.setdefault((sheet.repeat,), by_sheet[sheet.id])
    for sheet in sheets:
        above: Path = (sheet.repeat,) if sheet.repeat else ()
        for cells in by_block[sheet.id]:
            if cells.row is not None:
                meant = {cell.path[-1:]: Place((*above, *cell.path), sheet, cells.block, cell.field, False) for cell in cells.row}
                found.setdefault((*above, cells.block.id), meant)
    return found


def _listed(codes: CodeList) -> tuple[Group, ...]:
    def entry(row: int, part: str, text: str) -> Entry:
        return Entry(text, key=("lists", codes.id, row, part))

    both = enumerate(zip(codes.codes, codes.names or codes.codes))
    return tuple(Group({"code": entry(row, "code", code), "name": entry(row, "name", name)}) for row, (code, name) in both)


# How values are computed


def step_key(sheet: Sheet, block: Block, part: Part) -> Path:
    """By what ``steps`` are found: two records of a repeated sheet both stand at its root, but are computed each by itself."""
    return (sheet.id, block.id, *part.path)


def _computed(
    sheets: Iterable[Sheet], by_block: Mapping[str, tuple[BlockCells, ...]]
) -> Iterator[tuple[Path, Path, Field, Rollup | None]]:
    """Every path that is computed: whose it is, below what it stands, its field, and how codes contain each other there."""
    for sheet in sheets:
        above: Path = (sheet.repeat,) if sheet.repeat else ()
        for cells in by_block[sheet.id]:
            for part in cells.parts:
                for field in part.fields:
                    if field.formula is not None or field.rollup:
                        yield step_key(sheet, cells.block, part), (*above, *part.path), field, part.rollup


def _steps(sheets: Iterable[Sheet], by_block: Mapping[str, tuple[BlockCells, ...]]) -> Mapping[Path, tuple[Step, ...]]:
    computed = list(_computed(sheets, by_block))
    inputs: dict[Path, frozenset[Path]] = {}
    for _, below, field, rollup in computed:
        inputs.setdefault((*below, field.id), _inputs(below, _spoken_of(field, rollup)))
    turns = {path: turn for turn, path in enumerate(_in_order(inputs))}
    readings: dict[int, Reading] = {}  # by its formula: the rows of a grid share those of its columns
    found: dict[Path, list[Step]] = {}
    for owner, below, field, _ in computed:
        path, reading = (*below, field.id), None
        if field.formula is not None:
            reading = readings.get(id(field.formula))
            if reading is None:
                reading = readings[id(field.formula)] = reading_of(field.formula.expression)
        found.setdefault(owner, []).append(Step(turns[path], path, field, inputs[path], reading))
    return {owner: tuple(steps) for owner, steps in found.items()}


def _spoken_of(field: Field, rollup: Rollup | None) -> tuple[Path, ...]:
    """The paths that a computed value speaks of, as its formula writes them."""
    if field.formula is not None:
        return field.formula.paths
    assert rollup is not None
    return ("row", field.id), ("row", rollup.column)


def _inputs(below: Path, spoken_of: Iterable[Path]) -> frozenset[Path]:
    """The paths of what a computed value stands on."""
    starts: dict[str, Path] = {"row": below, "sheet": below[:1]}
    return frozenset((*starts[p[0]], *p[1:]) if p[0] in starts else p for p in spoken_of)


def _in_order(inputs: Mapping[Path, frozenset[Path]]) -> list[Path]:
    """The computed paths, each behind those that it stands on as far as there is no circle."""
    ordered: list[Path] = []
    under_way: set[Path] = set()

    for start in inputs:
        if start in under_way:
            continue
        under_way.add(start)
        stack = [(start, iter(sorted(inputs[start])))]  # a chain of formulas may be longer than Python's own stack
        while stack:
            path, rest = stack[-1]
            below = next((each for each in rest if each in inputs and each not in under_way), None)
            if below is None:
                ordered.append(path)
                stack.pop()
            else:
                under_way.add(below)
                stack.append((below, iter(sorted(inputs[below]))))
    return ordered
