"""The figures of a submission that may be added up over units, and what one unit's sheets are known by among others."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal

from budgetxl.forms import (
    DEFAULT_UNIT,
    Cell,
    Field,
    Form,
    Path,
    Place,
    State,
    Table,
    carried_from,
    is_added_up,
    is_parent,
)
from budgetxl.values import POWERS, in_unit, plain, squeeze
from budgetxl.values.records import dataclass
from budgetxl.workbook import Submission

from ..model import SheetPrint

LEAST_DIFFERENT = 6
"""Different amounts that a sheet has to have before its being the same as another's is no chance."""
LONG_CODE = 15
"""Characters from which on a code is given to one thing only: a project's has 21, that of a budget subject at most 10."""
_KNOWN = (("unit", "name"), ("unit", "code"), ("year",))
_LAST_YEAR = ("last_{}", "{}_last_year", "last_year")


@dataclass(frozen=True, slots=True)
class Figures:
    """The places of a form whose figures may be added up: those that stand once, and the columns whose rows may be.

    Which may is for the form to say (``is_added_up``). ``last`` has the places of last year's figures,
    each with those that last year's workbook has it in: those that the form carries over, or the one that its name tells.
    """

    single: Mapping[str, Place]
    columns: Mapping[str, Place]
    last: Mapping[str, tuple[str, ...]]

    @staticmethod
    def of(form: Form) -> Figures:
        places = form.compiled.places
        single = {_dotted(path): place for path, place in places.items() if not place.column and is_added_up(place)}
        columns = {_dotted(path): place for path, place in places.items() if place.column and is_added_up(place)}
        return Figures(single, columns, _last_year(single))

    def places(self, submission: Submission) -> dict[str, str]:
        """The cells of the figures that stand once, and of the unit's name and code, by their paths."""
        paths = [("unit", "name"), ("unit", "code"), *(place.path for place in self.single.values())]
        return {_dotted(path): str(at) for path in paths for cell in submission.cells.of(path) if (at := cell.entry.at)}


def _dotted(path: Path) -> str:
    return ".".join(path)


def _last_year(single: Mapping[str, Place]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, place in single.items():
        told = _told_by_name(place.path, single)
        if told:
            found.setdefault(told, (name,))
    for name, place in single.items():
        if place.field.carries is None:
            continue
        sources = [_dotted((*place.path[:-1], *path) if len(path) == 1 else path) for path in carried_from(place.field)]
        if sources and name not in sources and all(source in single for source in sources):
            found[name] = tuple(sources)
    return found


def _told_by_name(path: Path, known: Mapping[str, Place]) -> str:
    """The place beside one that is called as last year's figure of it is."""
    *above, name = path
    called = (_dotted((*above, form.format(name))) for form in _LAST_YEAR)
    return next((last for last in called if last in known and last != _dotted(path)), "")


def unit_of(field: Field) -> str:
    """The unit of an amount, 万元 where the form says nothing; empty for what is no money."""
    return (field.unit or DEFAULT_UNIT) if field.kind.amount else ""


def figures_of(submission: Submission, figures: Figures) -> dict[str, str]:
    """The figures of a submission by their paths, a column's as the sum of its rows; blanks are left out."""
    found: dict[str, str] = {}
    for name, place in (*figures.single.items(), *figures.columns.items()):
        values = [value for cell in submission.cells.of(place.path) if isinstance(value := cell.entry.value, Decimal) and _leaf(cell, submission)]
        if values:
            found[name] = plain(sum(values, Decimal(0)))
    return found


def _leaf(cell: Cell, submission: Submission) -> bool:
    """Whether a cell stands in no row that adds up others (a parent code's)."""
    block = cell.place.block
    if not cell.place.column or not isinstance(block, Table) or block.rollup is None:
        return True
    beside = submission.cells.beside(cell.entry, block.rollup.column)
    code = beside.entry.value if beside is not None else None
    return not (isinstance(code, str) and is_parent(squeeze(code), block.rollup))


def is_blank(submission: Submission) -> bool:
    """Whether nothing stands in a submission but what may have been distributed: the form's defaults, what is last year's or the roster's."""
    return not any(_is_own(cell) for cell in submission.cells)


def _is_own(cell: Cell) -> bool:
    """Whether somebody filled in a cell: neither a formula nor ``distribute`` has put there what stands in it."""
    field, block, value = cell.place.field, cell.place.block, cell.entry.value
    if cell.state is State.UNREADABLE:
        return True
    if cell.computed or value in (None, "") or cell.path in _KNOWN or field.roster or carried_from(field):
        return False
    given: list[str | None] = [field.default] if field.default is not None else []
    given += [row.get(field.id) for row in block.defaults] if isinstance(block, Table) else []
    return _told(value) not in given


def _told(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)


def sheet_prints(submission: Submission, figures: Figures) -> dict[str, SheetPrint]:
    """What each sheet of a form is known by, by its id; sheets without amounts have none."""
    last_year = set(figures.last)
    typed: dict[str, list[tuple[str, str]]] = {}
    sizes: dict[str, list[Decimal]] = {}
    names: dict[str, str] = {}
    for cell in submission.cells:
        value = cell.entry.value
        if not cell.place.field.kind.amount or not isinstance(value, Decimal) or not value:
            continue
        sheet, unit = cell.place.sheet, unit_of(cell.place.field)
        names.setdefault(sheet.id, cell.entry.at.sheet if cell.entry.at and not sheet.repeat else sheet.common_name)
        if not cell.computed:
            typed.setdefault(sheet.id, []).append((".".join(map(str, cell.key)), plain(value)))
        amount = abs(in_unit(value, unit, "元")) if unit in POWERS else abs(value)
        pair = sizes.setdefault(sheet.id, [Decimal(0), Decimal(0)])
        pair[_is_last_year(cell, last_year)] += amount
    return {sheet: SheetPrint(names[sheet], _digest(typed.get(sheet, [])), this, last) for sheet, (this, last) in sizes.items()}


def _is_last_year(cell: Cell, known: set[str]) -> bool:
    name = cell.path[-1]
    return _dotted(cell.path) in known or name.startswith("last_") or name.endswith("_last_year")


def _digest(amounts: list[tuple[str, str]]) -> str:
    if len({amount for _, amount in amounts}) < LEAST_DIFFERENT:
        return ""
    return hashlib.sha256(repr(sorted(amounts)).encode()).hexdigest()


def project_codes(submission: Submission) -> tuple[tuple[str, str], ...]:
    """The long codes that somebody typed into tables and repeated sheets, each once, with its cell."""
    found: dict[str, str] = {}
    for cell in submission.cells:
        value, field = cell.entry.value, cell.place.field
        if field.kind.reading == "code" and cell.place.column and not field.choices_from and isinstance(value, str):
            code = squeeze(value).upper()
            if len(code) >= LONG_CODE and code.isalnum():
                found.setdefault(code, str(cell.entry.at or ""))
    return tuple(found.items())


__all__ = ["LONG_CODE", "Figures", "figures_of", "is_blank", "project_codes", "sheet_prints", "unit_of"]
