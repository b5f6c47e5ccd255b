"""Tables of a notice: what a template asks of them, and what stands in their cells."""

from __future__ import annotations

from pathlib import Path

from making import a_block, a_form, a_sheet, fields_of, filled, table

from budgetxl.forms import Form
from budgetxl.notice import render
from budgetxl.notice.document import Table

GRID = a_sheet(
    "资产", a_block("g", "grid", columns=fields_of({"quantity": "number", "value": "money"}),
                   rows=[{"id": "house", "label": "房屋"}, {"id": "car", "label": "车辆"}]),
)  # fmt: skip


def cells(form: Form, template: str, data: dict[str, object]) -> list[list[str]]:
    """The texts of the one table of a notice, row by row."""
    (form.folders[0] / "notice.md.j2").write_text(f"#= 说明\n\n{template}\n", encoding="utf-8")
    (made,) = (block for block in render(filled(form, data).submission).blocks if isinstance(block, Table))
    return [[cell.text for cell in row] for row in made.rows]


def test_a_blank_cell_of_a_grid_shows_what_the_template_gives_for_its_column(tmp_path: Path) -> None:
    form, data = a_form(tmp_path, GRID), {"g": {"house": {"value": "1"}, "car": {"quantity": "2"}}}
    assert cells(form, '{{ table("g", blank={"quantity": "——"}) }}', data)[1:] == [["房屋", "——", "1.00"], ["车辆", "2", ""]]


def test_a_blank_cell_of_a_table_shows_what_the_template_gives_for_its_column(tmp_path: Path) -> None:
    form, data = a_form(tmp_path, table("t", a="text", b="money")), {"t": [{"a": "甲"}, {"b": "0"}]}
    assert cells(form, '{{ table("t", blank={"b": "/"}) }}', data)[1:] == [["甲", "/"], ["", "0.00"]]


def test_a_field_whose_notice_label_is_empty_takes_the_place_of_its_label(tmp_path: Path) -> None:
    fields = fields_of({"a": "text", "b": {"type": "text", "notice_label": ""}})
    form = a_form(tmp_path, a_sheet("项目", a_block("r", "record", title="资金", fields=fields)))
    assert cells(form, '{{ table("r") }}', {"r": {"a": "甲", "b": "乙"}}) == [["资金", "a", "甲"], ["乙"]]
