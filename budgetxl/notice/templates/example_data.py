"""A submission in which everything is filled in, and one in which nothing is: what a template is tried on."""

from __future__ import annotations

from typing import Any, assert_never

from ...forms import Block, Field, Form, Grid, Record, Table, compute, decode
from ...workbook import Submission, submission_of

YEAR, ROWS = 2022, 2


def full_submission(form: Form) -> Submission:
    """Every field with an example of its type, two rows a table, two copies of each repeated sheet. Raises DataError."""
    data: dict[str, Any] = {}
    for sheet in form.sheets:
        if sheet.repeat:
            data[sheet.repeat] = [_sheet(form, sheet.blocks) for _ in range(ROWS)]
            continue
        for block in sheet.blocks:
            data.update(_block(form, block))
    data.pop("year", None)
    return _submission(form, data)


def empty_submission(form: Form) -> Submission:
    """No field filled in but the year. Raises DataError."""
    return _submission(form, {})


def example(form: Form, item: Field) -> str | None:
    """A value that a field takes; None where a formula gives it."""
    if item.formula is not None:
        return None
    if item.choices:
        return item.choices[0]
    listed = form.lists.get(item.choices_from[1]) if item.choices_from[:1] == ("lists",) else None
    if listed is not None and listed.codes:
        return max(listed.codes, key=len)  # an item: what is above it may be added up by the form
    return item.kind.example if not item.parts else "201030199999"[: sum(item.parts)].ljust(sum(item.parts), "9")


def _submission(form: Form, data: dict[str, Any]) -> Submission:
    root = decode(form, data, form.year or YEAR, defaults=False).root
    compute(form, root)
    return submission_of(form, root)


def _sheet(form: Form, blocks: tuple[Block, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for block in blocks:
        if isinstance(block, Record):
            found.update(_fields(form, block.fields))
        else:
            found.update(_block(form, block))
    return found


def _block(form: Form, block: Block) -> dict[str, Any]:
    match block:
        case Record():
            lifted = [item for item in block.fields if item.lift]
            return {block.id: _fields(form, [item for item in block.fields if not item.lift]), **_fields(form, lifted)}
        case Grid():
            crossings = {row.id: [block.cell_field(row, c) for c in block.columns if c.id not in row.skip] for row in block.rows}
            return {block.id: {name: _fields(form, fields) for name, fields in crossings.items()}}
        case Table():
            row = _fields(form, block.columns)
            return {block.id: [row] * ROWS if row else []}
        case _:
            assert_never(block)


def _fields(form: Form, fields: Any) -> dict[str, str]:
    return {item.id: value for item in fields if (value := example(form, item)) is not None}
