"""The reasons that last year's workbook gave for the changes of its figures, for the sheet that shows them beside this year's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from budgetxl.forms import Field, Form, Table, in_new_names
from budgetxl.layout import reason_key, row_key

from .codes import NoCode, code_of_now

JOINED = "；"


def last_reasons(form: Form, old: Form, data: Mapping[str, Any]) -> dict[str, str]:
    """The reasons that last year's workbook gave for the changes that this form compares, by their keys on 需说明原因的增减.

    ``data`` is as ``export`` gives it by its form ``old``; a row that has another code now is known by that.
    They are no data of this year, whose reasons are written anew: ``fill`` has them besides.
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
                if keyed is not None and name is not None:
                    _keep(found, reason_key(compared.reason, _name_of_now(form, old, keyed, str(name))), row.get(column))
        elif isinstance(there, Mapping):
            _keep(found, ".".join(compared.reason), there.get(column))
            for name, row in there.items():  # a grid's rows
                _keep(found, ".".join((block, name, column)), row.get(column) if isinstance(row, Mapping) else None)
    return found


def _name_of_now(form: Form, old: Form, keyed: Field, name: str) -> str:
    """What a row is known by this year; as last year, where no one code follows its own."""
    try:
        return code_of_now(form, old, keyed, name)
    except NoCode:
        return name


def _keep(found: dict[str, str], key: str, text: Any) -> None:
    """Keep a reason; of rows that became one, each that says something else."""
    if isinstance(text, str) and text.strip():
        before = found.get(key)
        found[key] = text if before is None or text in before.split(JOINED) else f"{before}{JOINED}{text}"


__all__ = ["last_reasons"]
