"""``export --csv``: every figure of a workbook on a line of its own, with the data package that says what the columns are."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import a_block as block
from making import a_form, a_sheet, fields_of, filled, record, table
from sample_files import DEMO, SAMPLES, checked

from budgetxl.cli.app import run
from budgetxl.workbook.facts import COLUMNS, facts_csv, facts_of

UNIT = {"name": "某街道", "code": "601001"}


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def facts(folder: Path, sheets: str, data: Mapping[str, Any]) -> list[dict[str, str]]:
    submission = filled(a_form(folder, sheets), {"unit": UNIT, **data}).submission
    return rows(facts_csv([("a.xlsx", submission)]))


def told(row: Mapping[str, str], *names: str) -> tuple[str, ...]:
    return tuple(row[name] for name in names)


class TestAFigure:
    def test_of_a_table_stands_with_its_unit_year_table_code_name_measure_and_cell(self, tmp_path: Path) -> None:
        columns = {"code": "code", "name": "text", "amount": {"type": "money", "label": "金额"}}
        (one,) = facts(tmp_path, table("t", "支出表", {"title": ""}, **columns), {"t": [{"code": "201", "name": "甲", "amount": "1.23"}]})
        assert told(one, "unit", "unit_code", "year", "table", "code", "name", "measure", "label") == (
            "某街道", "601001", "2022", "t", "201", "甲", "amount", "金额",
        )  # fmt: skip
        assert one["cell"].startswith("支出表!")
        assert one["amount"] == "12300"

    def test_of_a_record_is_named_by_its_label(self, tmp_path: Path) -> None:
        (one,) = facts(tmp_path, record("x", total={"type": "money", "label": "收入合计"}), {"x": {"total": "0"}})
        assert told(one, "code", "name", "measure", "amount") == ("", "收入合计", "total", "0")

    def test_of_a_grid_is_named_by_its_row_and_called_as_its_column(self, tmp_path: Path) -> None:
        grid = block("g", "grid", rows=[{"id": "a", "label": "房屋"}], columns=fields_of({"v": {"type": "money", "label": "价值"}}))
        (one,) = facts(tmp_path, a_sheet("资产", grid), {"g": {"a": {"v": "2"}}})
        assert told(one, "name", "measure", "label", "amount") == ("房屋", "v", "价值", "20000")

    def test_of_a_copy_of_a_sheet_names_the_copy(self, tmp_path: Path) -> None:
        goal = block("goal", "record", fields=fields_of({"name": "text", "amount": "money"}))
        (one,) = facts(tmp_path, a_sheet("目标{{ n }}", goal, repeat="projects"), {"projects": [{"name": "修路", "amount": "3"}]})
        assert told(one, "item", "amount") == ("修路", "30000")

    def test_that_is_no_amount_keeps_its_unit(self, tmp_path: Path) -> None:
        found = facts(tmp_path, record("x", n={"type": "number", "unit": "台"}, p="percent"), {"x": {"n": "7", "p": "12.5"}})
        assert [told(one, "amount", "value", "value_unit") for one in found] == [("", "7", "台"), ("", "12.5", "%")]

    def test_that_is_blank_is_none(self, tmp_path: Path) -> None:
        assert facts(tmp_path, record("x", a="money"), {}) == []

    def test_in_another_unit_is_in_yuan_to_the_last_place(self, tmp_path: Path) -> None:
        (one,) = facts(tmp_path, record("x", a={"type": "money", "unit": "元"}), {"x": {"a": "1234567.89"}})
        assert one["amount"] == "1234567.89"


@pytest.mark.parametrize("text", ["""A&B <x> {{ 7*7 }} {% raw %} ‹›"'""", "字" * 30_000, "两\n行"])
def test_a_text_stands_unchanged(tmp_path: Path, text: str) -> None:
    (one,) = facts(tmp_path, table("t", name={"type": "longtext"}, amount="money"), {"t": [{"name": text, "amount": "1"}]})
    assert one["name"] == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-甲", "@sum", "＝cmd"])
def test_a_text_that_a_spreadsheet_would_run_stays_text(tmp_path: Path, text: str) -> None:
    (one,) = facts(tmp_path, table("t", name="text", amount="money"), {"t": [{"name": text, "amount": "-1"}]})
    assert one["name"].startswith("'")
    assert one["amount"] == "-10000"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_no_figure_of_a_workbook_is_lost(path: Path) -> None:
    submission = checked(path).result.submission
    wanted = [cell for cell in submission.cells if isinstance(cell.entry.value, Decimal) and not cell.place.field.lift]
    assert [one.cell for one in facts_of(submission)] == [str(cell.entry.at) for cell in wanted]


class TestTheCommand:
    def test_writes_the_table_and_the_package_and_prints_nothing(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["export", *map(str, SAMPLES), "--csv", str(tmp_path / "数")]) == 0
        assert capsys.readouterr().out == ""
        content = (tmp_path / "数" / "facts.csv").read_bytes()
        (resource,) = json.loads((tmp_path / "数" / "datapackage.json").read_text(encoding="utf-8"))["resources"]
        assert [field["name"] for field in resource["schema"]["fields"]] == list(rows(content)[0]) == list(COLUMNS)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert resource["bytes"] == len(content)
        for row in rows(content):
            for field in resource["schema"]["fields"]:
                assert not row[field["name"]] or field["type"] == "string" or Decimal(row[field["name"]]).is_finite()

    def test_writes_the_json_too_where_it_is_asked_for(self, tmp_path: Path) -> None:
        assert run(["export", str(DEMO), "-o", str(tmp_path / "a.json"), "--csv", str(tmp_path / "数")]) == 0
        assert sorted(one.name for one in tmp_path.rglob("*.*")) == ["a.json", "datapackage.json", "facts.csv"]

    def test_writes_nothing_where_one_of_the_files_is_there_already(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "datapackage.json").write_text("{}", encoding="utf-8")
        assert run(["export", str(DEMO), "--csv", str(tmp_path)]) == 2
        assert not (tmp_path / "facts.csv").exists()
        assert run(["export", str(DEMO), "--csv", str(tmp_path), "--force"]) == 0
        assert "没有覆盖" in capsys.readouterr().err

    def test_tells_of_a_file_that_cannot_be_read_and_writes_the_others(self, tmp_path: Path) -> None:
        (tmp_path / "坏.xlsx").write_bytes(b"x")
        assert run(["export", str(DEMO), str(tmp_path / "坏.xlsx"), "--csv", str(tmp_path / "数")]) == 3
        assert {row["file"] for row in rows((tmp_path / "数" / "facts.csv").read_bytes())} == {str(DEMO)}
