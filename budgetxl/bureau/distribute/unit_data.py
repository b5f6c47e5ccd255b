"""What a unit's workbook begins with: what the form prescribes, last year's, and what the roster says of the unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from budgetxl.forms import Field, Form, Path, places
from budgetxl.values import trim
from budgetxl.workbook import blank_data

from ..model import Unit
from ..roster import COLUMNS

NAME, CODE = ("unit", "name"), ("unit", "code")  # every form has them


def unit_data(form: Form, unit: Unit, previous: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The data of a unit's blank workbook, as ``fill`` takes it. ``previous`` is what was carried over from last year's.

    Name and code are the roster's. A field that names a column of the roster has what stands there, before last year's text,
    unless it says itself that it carries something.
    """
    data = begun_with(form, previous or {}, unit)
    _put(data, NAME, unit.name)
    _put(data, CODE, unit.code)
    for path, place in places(form).items():
        field = place.field
        if field.roster and not place.column and path not in (NAME, CODE):
            value, stands = told(unit, field), _stands(previous or {}, path)
            if value and not (field.carries and stands):
                _put(data, path, value)
    return data


def begun_with(form: Form, previous: Mapping[str, Any], unit: Unit | None = None) -> dict[str, Any]:
    """What the form prescribes, with what was carried over from last year's over it."""
    return _laid_over(blank_data(form) if unit is None else blank_data(form, unit.name, unit.code), previous)


def told(unit: Unit, field: Field) -> str:
    """What a roster says of a unit in the column that a field names: by our heading, or by one of the roster's own."""
    known = {column.heading: column.field for column in COLUMNS}
    if field.roster in known:
        value = getattr(unit, known[field.roster])
        return "" if value is None else trim(str(value))
    return trim(unit.more.get(field.roster, ""))


def _laid_over(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Data with other data over it: records key by key, lists as a whole."""
    made = dict(below)
    for name, value in above.items():
        old = made.get(name)
        made[name] = _laid_over(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else value
    return made


def _stands(data: Mapping[str, Any], path: Path) -> bool:
    node: Any = data
    for name in path:
        node = node.get(name) if isinstance(node, Mapping) else None
    return node is not None


def _put(data: dict[str, Any], path: Path, value: str) -> None:
    *way, last = path
    for name in way:
        inner = data.get(name)
        data[name] = data = dict(inner) if isinstance(inner, dict) else {}  # last year's data is not written into
    data[last] = value
