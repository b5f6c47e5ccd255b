"""The paths of a form: what a rule, a formula or a wording may name, and what stands there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from ..values.records import dataclass
from .model import Block, Field, Form, Grid, Path, Record, Sheet, Table

Scope = Literal["root", "row", "sheet"]


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a form and where it belongs. ``path`` is its full path; ``column`` says that it stands for many cells."""

    path: Path
    sheet: Sheet
    block: Block
    field: Field
    column: bool


Places: TypeAlias = dict[Path, Place]


def record_path(block: Record, field: Field) -> Path:
    """The path of a record's field below its sheet's own root."""
    return (field.id,) if field.lift else (block.id, field.id)


def _block_places(sheet: Sheet, block: Block) -> Iterator[tuple[Path, Field, bool]]:
    match block:
        case Record():
            for field in block.fields:
                yield ((field.id,) if sheet.repeat else record_path(block, field)), field, False
        case Table():
            for column in block.columns:
                yield (block.id, column.id), column, True
            for total in block.totals:
                for column in total.columns:
                    yield (total.id, column.id), column, False
        case Grid():
            for row in block.rows:
                for column in block.columns:
                    if column.id not in row.skip:
                        yield (block.id, row.id, column.id), block.cell_field(row, column), False


def sheet_places(sheet: Sheet) -> Places:
    """The places of one sheet, by their path below the sheet's root (without the name of a repeated sheet)."""
    return {
        path: Place((sheet.repeat, *path) if sheet.repeat else path, sheet, block, field, column)
        for block in sheet.blocks
        for path, field, column in _block_places(sheet, block)
    }


_LATEST: list[tuple[Form, Places]] = []  # the forms last asked for: rules and sentences ask hundreds of times
_MOST_KEPT = 4


def places(form: Form) -> Places:
    """Every place of a form by its full path. On a repeated sheet each stands for a column of values.

    The same form gives the same dict, which nobody may change.
    """
    for known, found in _LATEST:
        if known is form:
            return found
    found = _places(form)
    _LATEST.insert(0, (form, found))
    del _LATEST[_MOST_KEPT:]
    return found


def _places(form: Form) -> Places:
    found: Places = {}
    for sheet in form.sheets:
        for place in sheet_places(sheet).values():
            found[place.path] = (
                Place(place.path, place.sheet, place.block, place.field, True) if sheet.repeat else place
            )
    return found


def row_places(form: Form, each: Path) -> Places | None:
    """What ``row.`` means in a rule that runs over ``each``; None where that is nothing with rows."""
    if len(each) == 1:
        sheet = form.repeated(each[0])
        if sheet is not None:
            return sheet_places(sheet)
    block, sheet = find_block(form, each)
    if sheet is None:
        return None
    match block:
        case Table():
            return {(c.id,): Place((*each, c.id), sheet, block, c, False) for c in block.columns}
        case Grid():
            first = block.rows[0]
            return {(c.id,): Place((*each, first.id, c.id), sheet, block, c, False) for c in block.columns}
    return None


def find_block(form: Form, path: Path) -> tuple[Block, Sheet] | tuple[None, None]:
    """The table, grid or record at a path such as ``procurement`` or ``projects.indicators``."""
    for sheet in form.sheets:
        for block in sheet.blocks:
            if path == ((sheet.repeat, block.id) if sheet.repeat else (block.id,)):
                return block, sheet
    return None, None


def sheet_scope(form: Form, each: Path) -> Places | None:
    """What ``sheet.`` means in a rule over ``each``: the repeated sheet that its rows stand on, if any."""
    repeated = form.repeated(each[0]) if each else None
    return sheet_places(repeated) if repeated is not None else None
