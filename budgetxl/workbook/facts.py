"""The figures of submissions, one a line (tidy data): whose, of which year, table and row, what is measured, how much, in which cell."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import assert_never

from budgetxl.forms import Block, Cell, Field, Grid, Labels, Record, Table
from budgetxl.values import in_unit, plain
from budgetxl.values.records import dataclass
from budgetxl.values.written import csv_text

from .messages import say
from .submission import Submission

AMOUNTS_IN = "元"
CSV_FILE, PACKAGE_FILE = "facts.csv", "datapackage.json"

#: The columns of the CSV file, with the types of their fields in a data package.
COLUMNS: Mapping[str, str] = {
    "file": "string", "form": "string", "unit_code": "string", "unit": "string", "year": "integer", "table": "string", "table_title": "string",
    "item": "string", "code": "string", "name": "string", "measure": "string", "label": "string", "amount": "number", "value": "number",
    "value_unit": "string", "cell": "string",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure. ``table`` is the id of its block, ``item`` the copy of a repeated sheet that it stands on, ``code`` and ``name`` its row.

    ``measure`` is the id of its field, ``label`` what that is called. An amount is in 元; any other number stands in ``value``,
    in ``value_unit``. ``cell`` is where it stands in the workbook.
    """

    table: str
    table_title: str
    item: str
    code: str
    name: str
    measure: str
    label: str
    amount: Decimal | None
    value: Decimal | None
    value_unit: str
    cell: str


def facts_of(submission: Submission) -> Iterator[Fact]:
    """Every figure of a submission, in the order of its form; blanks are none."""
    labels = Labels(submission.form, submission.root)
    for cell in submission.cells:
        value, field = cell.entry.value, cell.place.field
        if not isinstance(value, Decimal) or field.lift:
            continue
        code, name = _row(submission, labels, cell)
        amount = in_unit(value, field.unit, AMOUNTS_IN) if field.kind.amount else None
        yield Fact(
            cell.place.block.id, labels.text(cell.place.block.title or cell.place.sheet.title), _item(submission, cell), code, name,
            field.id, labels.text("·".join(filter(None, _measure(cell.place.block, field)))), amount, None if amount is not None else value,
            "" if amount is not None else "%" if field.kind.shown == "percent" else field.unit, str(cell.entry.at or ""),
        )  # fmt: skip


def _measure(block: Block, field: Field) -> tuple[str, ...]:
    """What a figure's column is called; of a grid's crossing, without the label of its row."""
    return field.header[1:] if isinstance(block, Grid) else field.header


def _row(submission: Submission, labels: Labels, cell: Cell) -> tuple[str, str]:
    """The code and the name of the row that a figure stands in."""
    block = cell.place.block
    match block:
        case Record():
            return "", labels.text(cell.place.field.label)
        case Grid():
            row = next((row for row in block.rows if len(cell.key) > 1 and row.id == cell.key[-2]), None)
            return _first(submission, cell, _codes(block.columns)), labels.text(row.label) if row is not None else ""
        case Table():
            total = next((total for total in block.totals if len(cell.key) > 1 and total.id == cell.key[-2]), None)
            if total is not None:
                return "", labels.text(total.label)
            columns = {column.id: column for column in block.columns}
            named = [name for name in (cell.place.field.named_by or ())[:1] if name in columns]
            texts = [name for name, column in columns.items() if column.kind.stored == "text" and column.kind.reading != "code"]
            return _first(submission, cell, _codes(block.columns)), _first(submission, cell, [*named, *texts])
        case _:
            assert_never(block)


def _codes(columns: Iterable[Field]) -> list[str]:
    return [column.id for column in columns if column.kind.reading == "code"]


def _first(submission: Submission, cell: Cell, names: Iterable[str]) -> str:
    """The first text that stands beside a figure in one of these columns."""
    for name in names:
        beside = submission.cells.get((*cell.key[:-1], name))
        if beside is not None and isinstance(beside.entry.value, str):
            return beside.entry.value
    return ""


def _item(submission: Submission, cell: Cell) -> str:
    """What the copy of a repeated sheet is called: by the first text of its first record."""
    sheet = cell.place.sheet
    if not sheet.repeat:
        return ""
    fields = (field for block in sheet.blocks if isinstance(block, Record) for field in block.fields if field.kind.stored == "text")
    found = (submission.cells.get((*cell.key[:2], field.id)) for field in fields)
    return next((one.entry.value for one in found if one is not None and isinstance(one.entry.value, str)), "")


def facts_csv(submissions: Iterable[tuple[str, Submission]]) -> bytes:
    """The figures of submissions, each with the name of its file, as CSV (RFC 4180, UTF-8 with a byte order mark, which Excel needs)."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for file, submission in submissions:
        year = "" if submission.year is None else str(submission.year)
        whose = [csv_text(text or "") for text in (file, submission.form.id, submission.text("unit", "code"), submission.text("unit", "name"))]
        for one in facts_of(submission):
            texts = (one.table, one.table_title, one.item, one.code, one.name, one.measure, one.label)
            figures = ("" if figure is None else plain(figure) for figure in (one.amount, one.value))
            writer.writerow([*whose, year, *map(csv_text, texts), *figures, csv_text(one.value_unit), csv_text(one.cell)])
    return target.getvalue().encode("utf-8-sig")


def data_package(content: bytes) -> bytes:
    """The data package (frictionlessdata.io) of a file of figures: what its columns are."""
    fields = [{"name": name, "type": kind, "title": say(f"facts-{name}")} for name, kind in COLUMNS.items()]
    schema = {"fields": fields, "missingValues": [""]}
    resource = {
        "name": "facts", "path": CSV_FILE, "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "schema": schema,
    }  # fmt: skip
    package = {"name": "budgetxl-facts", "title": say("facts-title"), "profile": "tabular-data-package", "resources": [resource]}
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()
