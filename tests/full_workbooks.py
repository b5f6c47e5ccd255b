"""Workbooks in which every field of a form is filled in, each number another one: written, sent back and read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import count
from typing import Any

from budgetxl.forms import Field, Form, Grid, Record, Table, load_form
from budgetxl.notice.templates.example_data import full_submission
from budgetxl.workbook import Submission, export, fill, read

CLASS = 3  # digits of a code that name its class


@cache
def full_workbook(form_id: str) -> Submission:
    """What is read of a workbook of the form with all its fields filled in."""
    form = load_form(form_id)
    made = export(full_submission(form))
    data = made["data"]
    numbers = count(1)
    for sheet in form.sheets:
        for holder in data[sheet.repeat] if sheet.repeat else [data]:
            for block in sheet.blocks:
                node = holder if isinstance(block, Record) and (sheet.repeat or block.id not in holder) else holder.get(block.id)
                if isinstance(block, Table) and node:
                    node[:] = _rows(form, block, node)
                for fields, values in _places(block, node):
                    _number(fields, values, numbers)
    return read(fill(form, data, made["year"]), form).submission


def _rows(form: Form, block: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row for each class of codes that the table takes, so that what is added up by class is filled in as well."""
    for column in block.columns:
        listed = form.lists.get(column.choices_from[1]) if column.choices_from[:1] == ("lists",) else None
        if listed is not None and listed.codes:
            longest = max(map(len, listed.codes))
            items = {code[:CLASS]: code for code in listed.codes if len(code) == longest}
            return [{**rows[0], column.id: code} for code in items.values()]
    return [dict(row) for row in rows]


def _places(block: Any, node: Any) -> Iterator[tuple[tuple[Field, ...], dict[str, Any]]]:
    match block:
        case Table():
            yield from ((block.columns, row) for row in node or ())
        case Grid():
            yield from ((block.columns, row) for row in (node or {}).values())
        case Record():
            yield block.fields, node or {}


def _number(fields: tuple[Field, ...], values: dict[str, Any], numbers: Iterator[int]) -> None:
    """Another number into each field of money that is typed."""
    for field in fields:
        if field.kind.amount and field.formula is None and values.get(field.id) is not None:
            number = next(numbers)
            values[field.id] = f"{number}.{number % 89 + 10}"
