"""Every type of field in every kind of block: built, filled, read, exported, checked, rendered, annotated, and back."""

from __future__ import annotations

import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from every_type import described, every_type, full, in_table, in_text, summed, without_totals
from making import a_block, a_form, a_sheet, fields_of, record, report, table

from budgetxl.forms import TYPES, Form, FormError, State, formula_cells, places
from budgetxl.notice import render
from budgetxl.notice.document import Paragraph, Table
from budgetxl.values import Finding
from budgetxl.workbook import ReadResult, blank, export, fill, read
from budgetxl.workbook.annotate import Remarks, annotate

BLOCKS = ("lifted", "r", "t", "t_total", "g", "copies", "copies.q", "copies.q_total")


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return every_type(tmp_path_factory.mktemp("types"))


@pytest.fixture(scope="module")
def came_back(form: Form) -> ReadResult:
    return read(fill(form, full(), 2022), form)


def paths(block: str, name: str) -> list[tuple[str, ...]]:
    """Where a type stands in a block of the form."""
    if block == "lifted":
        return [(f"lifted_{name}",)]
    if block == "g":
        return [("g", "house", name), ("g", "car", name)]
    return [(*block.split("."), name)]


CASES = [(block, name) for block in BLOCKS for name in TYPES if not block.endswith("total") or name in summed()]


@pytest.mark.parametrize(("block", "name"), CASES)
def test_the_example_of_a_type_is_read_in_its_place(came_back: ReadResult, block: str, name: str) -> None:
    for path in paths(block, name):
        cells = came_back.submission.cells.of(path)
        assert cells, path
        assert all(cell.state is State.READ and cell.place.field.type == name for cell in cells)


def test_the_form_has_no_field_that_is_not_of_the_matrix(form: Form) -> None:
    known = {path for block, name in CASES for path in paths(block, name)}
    assert set(places(form)) - known == {("unit", "name"), ("unit", "code"), ("year",)}


def test_what_is_filled_in_is_exported_equal(came_back: ReadResult) -> None:
    assert without_totals(export(came_back.submission)["data"]) == full()


def test_totals_add_up_what_can_be_added(came_back: ReadResult) -> None:
    (cell,) = came_back.submission.cells.of(("t_total", "money"))
    assert cell.entry.value == 2 * Decimal(TYPES["money"].example)


def test_nothing_is_found_in_it(came_back: ReadResult) -> None:
    assert report(came_back).findings == ()
    assert came_back.corrections == ()


def test_a_blank_workbook_of_every_type_reads_blank(form: Form) -> None:
    result = read(blank(form, "某单位", "001", 2022), form)
    filled = [cell.path for cell in result.submission.cells if cell.entry.value is not None and not cell.computed]
    assert filled == [("year",), ("unit", "name"), ("unit", "code")]
    assert report(result).findings == ()


@pytest.mark.parametrize(("block", "name"), CASES)
def test_a_value_stands_in_the_text_and_in_the_table(form: Form, came_back: ReadResult, block: str, name: str) -> None:
    if block == "lifted":
        text, made = f"{{{{ lifted_{name} }}}}", ""
    elif block == "g":
        text, made = f"{{{{ g.house.{name} }}}}", '{{ table("g") }}'
    elif block in ("r", "t_total"):
        text, made = f"{{{{ {block}.{name} }}}}", f'{{{{ table("{block.split("_")[0]}") }}}}'
    elif block == "t":
        text, made = f"{{{{ t[0].{name} }}}}", '{{ table("t") }}'
    else:
        inner = {"copies": name, "copies.q": f"q[0].{name}", "copies.q_total": f"q_total.{name}"}[block]
        text, made = f"{{{{ copies[0].{inner} }}}}", f'{{{{ table("{"p" if block == "copies" else "q"}", of=copies[0]) }}}}'
    (form.folders[0] / "notice.md.j2").write_text(f"#= 说明\n\n前{text}后\n\n{made}\n", encoding="utf-8")
    document = render(came_back.submission)
    kind = TYPES[name]
    if block.endswith("total"):
        (cell, *_) = came_back.submission.cells.of(paths(block, name)[0])
        assert isinstance(cell.entry.value, Decimal)
        said = wanted = format(cell.entry.value.normalize(), "f")
    else:
        said, wanted = in_text(kind), in_table(kind)
    assert f"前{said}后" in "".join(part.text for part in document.blocks if isinstance(part, Paragraph))
    shown = [cell for part in document.blocks if isinstance(part, Table) for row in part.rows for cell in row]
    if made:
        found = [cell for cell in shown if figure(cell.text) == figure(wanted)]
        assert found
        assert all(cell.align == kind.align for cell in found if not cell.header)


def figure(text: str) -> object:
    """A figure as its number, so that 2.50 is 2.5; any other text as it is."""
    try:
        return Decimal(text)
    except ArithmeticError:
        return text


def test_a_copy_with_findings_holds_every_value(form: Form) -> None:
    data = fill(form, full(), 2022)
    first = next(cell.entry.at for cell in read(data, form).submission.cells.of(("r", "text")))
    assert first is not None
    found = (Finding("X-01", "error", "不对", (first,)),)
    copy = annotate(data, Remarks("某单位", form.id, "概要", found, ())).data
    assert without_totals(export(read(copy, form).submission)["data"]) == full()


def test_a_blank_workbook_holds_the_defaults_of_lifted_fields_too(tmp_path: Path) -> None:
    fields = fields_of({
        "name": {"type": "text", "default": "某单位"}, "code": "code", "year": {"type": "integer", "lift": True}, "level": {"type": "text", "lift": True, "default": "县级"},
    })  # fmt: skip
    form = a_form(tmp_path, record("r", a="money"), cover=a_sheet("封面", a_block("unit", "record", fields=fields), id="cover"))
    data = export(read(blank(form, year=2022), form).submission)["data"]
    assert (data["unit"]["name"], data["level"]) == ("某单位", "县级")


class TestWhatAPlaceRefuses:
    @pytest.mark.parametrize("name", [name for name in TYPES if name not in summed()])
    def test_a_type_that_cannot_be_added_up_has_no_total(self, tmp_path: Path, name: str) -> None:
        sheet = table("t", "明细", {"totals": [{"id": "t_total", "columns": ["money", name]}]}, **described())
        with pytest.raises(FormError, match=f"合计行的列“{name}”是{TYPES[name].chinese}，不能相加"):
            a_form(tmp_path, sheet)

    def test_a_share_of_totals_may_stand_in_a_total_row_with_its_own_formula(self, tmp_path: Path) -> None:
        formulas = {"percent": "t_total.money / t_total.money * 100"}
        sheet = table("t", "明细", {"totals": [{"id": "t_total", "columns": ["money", "percent"], "formulas": formulas}]}, **described())
        assert ("t_total", "percent") in places(a_form(tmp_path, sheet))

    def test_a_table_that_nobody_can_fill_in_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(FormError, match="表格的列全部由公式计算，没有要填的列"):
            a_form(tmp_path, record("r", a="money") + table("t", a={"type": "money", "formula": "r.a"}))

    def test_a_table_with_one_column_to_fill_in_is_not(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, record("r", a="money") + table("t", n="text", a={"type": "money", "formula": "r.a"}))
        assert export(read(fill(form, {"r": {"a": "1"}, "t": [{"n": "甲"}]}, 2022), form).submission)["data"]["t"] == [{"n": "甲", "a": "1"}]


def test_a_lifted_field_may_be_computed(tmp_path: Path) -> None:
    fields = fields_of({"name": "text", "code": "code", "year": {"type": "integer", "lift": True}, "next": {"type": "integer", "lift": True, "formula": "year + 1"}})
    form = a_form(tmp_path, record("r", a="money"), cover=a_sheet("封面", a_block("unit", "record", fields=fields), id="cover"))
    data = fill(form, {}, 2022)
    assert export(read(data, form).submission)["data"]["next"] == "2023"
    assert report(read(data, form)).findings == ()


@pytest.mark.libreoffice
def test_libreoffice_saves_every_value_as_it_was(form: Form, tmp_path: Path) -> None:
    (tmp_path / "all.xlsx").write_bytes(fill(form, full(), 2022))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, str(tmp_path / "out"), str(tmp_path / "all.xlsx")], check=True, capture_output=True, timeout=180)
    result = read((tmp_path / "out" / "all.xlsx").read_bytes(), form)
    assert without_totals(export(result.submission)["data"]) == full()
    assert [finding for finding in report(result).findings if finding.severity != "info"] == []


def test_two_records_of_a_repeated_sheet_are_each_computed_once(tmp_path: Path) -> None:
    first = fields_of({"name": "text", "a": "money", "twice": {"type": "money", "formula": "sheet.a * 2"}})
    second = fields_of({"b": "money", "half": {"type": "money", "formula": "sheet.b / 2"}})
    sheet = a_sheet("项目{{ n }}", a_block("p", "record", fields=first), a_block("q", "record", fields=second), id="item", repeat="items")
    form = a_form(tmp_path, sheet)
    result = read(fill(form, {"items": [{"name": "甲", "a": "1", "b": "3"}]}, 2022), form)
    assert export(result.submission)["data"]["items"] == [{"name": "甲", "a": "1", "twice": "2", "b": "3", "half": "1.5"}]
    assert [cell.key[-1] for cell in formula_cells(form, result.submission.root)] == ["twice", "half"]
