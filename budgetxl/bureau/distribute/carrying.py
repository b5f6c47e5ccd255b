"""Last year's workbook to what this year's begins with: its figures beside this year's, its texts, its list of projects.

Which field takes what is the form's own (``carries``); fields that were called otherwise last year are found by ``was``. What a
formula gives is never carried.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from budgetxl.forms import Field, Form, Part, Path, Rollup, Table, carried_from, in_new_names, is_parent, places
from budgetxl.layout import reason_key, row_key
from budgetxl.values import POWERS, plain, squeeze


def carried(form: Form, old: Form, data: Mapping[str, Any], figures: bool = True) -> dict[str, Any]:
    """The data that a form's workbook takes of last year's, whose ``data`` is as ``export`` gives it by its form ``old``.

    Without ``figures`` only texts are taken: the workbook is not that of the year before.
    """
    source = in_new_names(form.compiled.older, data)
    taking = _Taking(form, old, figures)
    made: dict[str, Any] = {}
    for sheet in form.sheets:
        parts = [part for cells in form.compiled.cells[sheet.id] for part in cells.parts]
        if not sheet.repeat:
            taking.parts(parts, source, source, made, ())
            continue
        copies = source.get(sheet.repeat)
        found = []
        for copy in copies if isinstance(copies, list) else ():
            item: dict[str, Any] = {}
            taking.parts(parts, copy, source, item, (sheet.repeat,))
            if item:
                found.append(item)
        if found:
            made[sheet.repeat] = found
    return made


def last_reasons(form: Form, data: Mapping[str, Any]) -> dict[str, str]:
    """The reasons that last year's workbook gave for the changes that this form compares, by their keys on 需说明原因的增减.

    ``data`` is as ``export`` gives it. They are no data of this year, whose reasons are written anew: ``fill`` has them besides.
    """
    source = in_new_names(form.compiled.older, data)
    found: dict[str, str] = {}
    for compared in form.changes.compared if form.changes is not None else ():
        block, column = compared.reason
        there = source.get(block)
        if isinstance(there, list):
            table = form.block(block)
            keyed = row_key(table) if isinstance(table, Table) else None
            for row in there:
                name = row.get(keyed.id) if isinstance(row, Mapping) and keyed is not None else None
                if name is not None:
                    _keep(found, reason_key(compared.reason, str(name)), row.get(column))
        elif isinstance(there, Mapping):
            _keep(found, ".".join(compared.reason), there.get(column))
            for name, row in there.items():  # a grid's rows
                _keep(found, ".".join((block, name, column)), row.get(column) if isinstance(row, Mapping) else None)
    return found


def _keep(found: dict[str, str], key: str, text: Any) -> None:
    if isinstance(text, str) and text.strip():
        found[key] = text


class _Taking:
    def __init__(self, form: Form, old: Form, figures: bool) -> None:
        self.form, self.figures = form, figures
        self.known, self.before = places(form), places(old)

    def parts(self, parts: list[Part], holder: Any, root: Mapping[str, Any], made: dict[str, Any], above: Path) -> None:
        """What each part of a sheet takes, put into ``made``; ``holder`` is last year's data below the sheet's root."""
        for part in parts:
            there = _at(holder, part.path)
            if part.many:
                rows = [row for each in (there if isinstance(there, list) else ()) if (row := self._row(part, each, root, above))]
                if rows:
                    _put(made, part.path, rows)
            elif fields := self._fields(part, there if isinstance(there, Mapping) else {}, root, above):
                _put(made, part.path, fields)

    def _row(self, part: Part, row: Any, root: Mapping[str, Any], above: Path) -> dict[str, Any]:
        return self._fields(part, row, root, above) if isinstance(row, Mapping) else {}

    def _fields(self, part: Part, beside: Mapping[str, Any], root: Mapping[str, Any], above: Path) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for field in part.fields:
            computed = field.formula is not None and not (field.open_formula and field.kind.stored == "text")
            if computed or (field.numeric and (not self.figures or _is_summed(field, part.rollup, beside))):
                continue
            values = list(self._values(field, (*above, *part.path), beside, root))
            if values:
                made[field.id] = values[0] if len(values) == 1 else plain(sum(map(Decimal, values), Decimal(0)))
        return made

    def _values(self, field: Field, below: Path, beside: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[Any]:
        """What the sources of a field hold, amounts in its own unit; nothing of what is blank."""
        for source in carried_from(field):
            path = (*below, *source) if len(source) == 1 else source
            value = beside.get(source[0]) if len(source) == 1 else _at(root, source)
            if value is None or isinstance(value, Mapping | list):
                continue
            shift = self._shift(field, path)
            if field.numeric and (number := _number(value)) is not None:
                yield plain(number.scaleb(shift))
            elif not field.numeric:
                yield value

    def _shift(self, field: Field, path: Path) -> int:
        """By how many powers of ten last year's amounts differ from this year's, by their units."""
        places_then = (self.before.get(each) for each in (path, *self.form.compiled.older.get(path, ())))
        then = next((place.field for place in places_then if place is not None), None) or (self.known[path].field if path in self.known else None)
        if then is None or not (field.kind.amount and then.kind.amount):
            return 0
        return POWERS.get(then.unit, 0) - POWERS.get(field.unit, 0)


def _is_summed(field: Field, rollup: Rollup | None, row: Mapping[str, Any]) -> bool:
    """Whether a row's amount adds up those of the codes below it."""
    code = row.get(rollup.column) if rollup is not None else None
    return field.rollup and rollup is not None and isinstance(code, str) and is_parent(squeeze(code), rollup)


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _at(node: Any, path: Path) -> Any:
    for name in path:
        node = node.get(name) if isinstance(node, Mapping) else None
    return node


def _put(made: dict[str, Any], path: Path, value: Any) -> None:
    """Put what a part took at its path; what stands there already stays."""
    if not path:
        made.update(value)
        return
    *way, last = path
    for name in way:
        made = made.setdefault(name, {})
    if isinstance(value, dict):
        made.setdefault(last, {}).update(value)
    else:
        made[last] = value
