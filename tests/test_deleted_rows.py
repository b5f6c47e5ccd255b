"""A row of the form that somebody deleted is said to be deleted, once, by its own words."""

from __future__ import annotations

import io

import pytest
from making import opened
from submissions import demo

from budgetxl.forms import load_form
from budgetxl.values import Finding
from budgetxl.workbook import blank, fill, read


def without_row(data: bytes, sheet: str, row: int) -> bytes:
    """The workbook after a row was deleted, as a spreadsheet leaves it: names of its cells point nowhere, those below move up."""
    book = opened(data)
    for name in book.defined_names.values():
        cell = name.attr_text.rpartition("!")[2].replace("$", "")
        if name.attr_text.startswith((f"'{sheet}'!", f"{sheet}!")) and ":" not in cell:
            number = int("".join(filter(str.isdigit, cell)))
            column = "".join(filter(str.isalpha, cell))
            if number == row:
                name.attr_text = f"'{sheet}'!#REF!"
            elif number > row:
                name.attr_text = f"'{sheet}'!${column}${number - 1}"
    for area in list(book[sheet].merged_cells.ranges):
        book[sheet].unmerge_cells(str(area))
    book[sheet].delete_rows(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def lost(data: bytes, form_id: str) -> list[Finding]:
    form = load_form(form_id)
    return [one for one in read(data, form).findings if one.rule == "META-09" and one.severity == "error"]


def row_of(data: bytes, sheet: str, label: str) -> int:
    (cell,) = (cell for row in opened(data)[sheet].iter_rows() for cell in row if cell.value == label)
    return int(cell.row)


@pytest.mark.parametrize("label", ["基金预算收入", "上年结转"])
def test_a_field_whose_row_was_deleted_is_named_and_no_other_label_is_offered_for_it(label: str) -> None:
    data = blank(load_form("langfang-2022"))
    (finding,) = lost(without_row(data, "收支预算", row_of(data, "收支预算", label)), "langfang-2022")
    assert f"“{label}”所在的行或列被删除了" in finding.message and "收支预算" in finding.message
    assert "最接近" not in finding.hint and "复制" in finding.hint


def test_a_row_of_totals_that_was_deleted_is_one_finding_without_slots() -> None:
    form, content = demo()
    data = fill(form, content, form.year)
    (finding,) = lost(without_row(data, "政府采购预算", row_of(data, "政府采购预算", "合  计")), form.id)
    assert "“合  计”所在的行或列被删除了" in finding.message and "{{" not in finding.message + finding.hint
