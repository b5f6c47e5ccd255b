"""The 校验 sheet: what each rule is about in words, where it looks, and the list of what is still open."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from making import a_form, a_rule, opened, record, table
from test_clerk_libreoffice import at_work

from budgetxl.forms import Form, load_form, rule_sentence
from budgetxl.layout import NOTHING_OPEN, OPEN_POINTS, lay_out, rules_in_order
from budgetxl.values.words import FAILED, PASSED, TO_VERIFY
from budgetxl.workbook import blank, fill
from budgetxl.workbook.build.check_sheet.rule_words import message_words

SAMPLES = Path(__file__).resolve().parent.parent / "sample_workbooks"
Line = dict[str, Any]


def sheet_lines(sheet: Any) -> tuple[list[Line], list[Line]]:
    """The rows of rules and the rows of the list above them, each by its column's header."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(number for number, row in enumerate(rows) if "规则号" in row)
    lines = [dict(zip(rows[top], row)) for row in rows]
    return lines[top + 1 :], lines[top - 1 - OPEN_POINTS : top - 1]


def the_sample(**changed: Any) -> tuple[Form, bytes]:
    """The demo with some figures typed otherwise: several rules are broken."""
    data = json.loads((SAMPLES / "hebei-2027-demo.json").read_text(encoding="utf-8"))
    data["data"]["projects"][1]["goal"] = None
    data["data"]["procurement"][0]["amount"] = "99"
    data["data"]["three_public"]["running"]["amount"] = "60"
    form = load_form(data["form"])
    return form, fill(form, data["data"], data["year"])


@pytest.mark.parametrize(("message", "words"), [
    ("收入总计{left}≠各项来源合计{right}，差额{gap}{unit}", "收入总计≠各项来源合计"),
    ("采购“{row.item}”未填采购目录序号", "采购未填采购目录序号"),
    ("“{row.level3}”的指标值{row.target}超出0–100%", "这一行的指标值超出0–100%"),
    ("房屋单位造价{left}元/平方米异常，请核实", "房屋单位造价异常，请核实"),
    ("基本支出有增减（{change.basic}{unit}）但未填写原因", "基本支出有增减但未填写原因"),
    ('支出合计{"没有数" if blank(x.y) else "不大于0"}，没有收支不能公开', "支出合计没有数或不大于0，没有收支不能公开"),
    ("分值合计{written(sum(x.y))}，应为{written(100)}", "分值合计，应为100"),
    ("绩效目标完全相同，疑似复制：{listed(x.y)}", "绩效目标完全相同，疑似复制"),
    ("数量{row.a}×单价{row.b}={right}，与金额{left}不符", "数量×单价，与金额不符"),
    ("多于本年的{right}{unit}，推算上年数为负", "多于本年的，推算上年数为负"),
])  # fmt: skip
def test_a_message_is_said_in_words_before_there_are_figures(message: str, words: str) -> None:
    assert message_words(message) == words


def test_every_message_of_the_shipped_forms_can_be_said_in_words() -> None:
    for name in ("hebei-2027", "langfang-2022", "sanhe-2020", "shijiazhuang-hitech-2020", "fengrun-performance-2023"):
        for rule in load_form(name).rules:
            words = message_words(rule.message)
            assert len(words) >= 4 and not re.search(r"[{}\0]|（）|“”", words), (rule.id, words)


def test_a_sentence_names_the_group_of_columns_that_share_a_heading(tmp_path: Path) -> None:
    columns = {name: {"type": "money", "header": [group, "价值"]} for name, group in (("first", "上年初"), ("bought", "上年购置"), ("last", "上年末"))}
    form = a_form(tmp_path, table("t", a="text", **columns), a_rule("T-01", "row.last == sum(row.first, row.bought)", each="t"))
    assert rule_sentence(form, form.rules[-1]).endswith("上年末·价值 等于 上年初·价值、上年购置·价值之和")


def test_rules_stand_in_the_order_of_the_workbook(tmp_path: Path) -> None:
    parts = record("x", a="money", b="money") + table("t", "明细", None, c="text", d="money")
    rules = "".join((a_rule("Z-09", "sum(t.d) == x.a"), a_rule("A-02", "row.d > 0", each="t"), a_rule("M-01", "x.b >= 0"), a_rule("B-01", "x.a >= 0")))
    form = a_form(tmp_path, parts, rules)
    mine = [rule.id for rule in rules_in_order(form) if rule.id in ("Z-09", "A-02", "M-01", "B-01")]
    assert mine == ["B-01", "M-01", "A-02", "Z-09"]
    shown, _ = sheet_lines(opened(blank(form))["校验"])
    assert [line["规则号"] for line in shown] == [rule.id for rule in rules_in_order(form)]


def test_each_rule_says_what_it_is_about_and_where_it_looks() -> None:
    form, book = the_sample()
    lines, _ = sheet_lines(openpyxl.load_workbook(pathed(book), data_only=True)["校验"])
    assert {line["规则号"] for line in lines} == {rule.id for rule in form.rules}
    for line in lines:
        said = str(line["规则"]).split("\n", 1)
        assert said[0].startswith("不符时：") and said[1].startswith("应当："), line["规则号"]
        assert line["检查项"] and line["所在表"], line["规则号"]
    by_id = {line["规则号"]: line for line in lines}
    assert by_id["PROC-01"]["所在表"] == "政府采购预算 第21行" and by_id["PERF-09"]["所在表"] == "绩效目标2"
    assert by_id["BUD-02"]["所在表"].startswith("收支说明!B")


def test_every_link_goes_to_a_defined_name() -> None:
    _, book = the_sample()
    workbook = opened(book)
    lines, _ = sheet_lines(workbook["校验"])
    names = set(workbook.defined_names)
    targets = [re.match(r'=HYPERLINK\("#([^"]+)",', str(line["所在表"])) for line in lines]
    assert all(found is not None and found[1] in names for found in targets)
    assert [found[1] for found in targets if found] == [line["名称"] for line in lines]


def pathed(book: bytes) -> Any:
    from io import BytesIO

    return BytesIO(book)


def is_open(line: Line) -> bool:
    return line["结果"] == FAILED or (line["结果"] == TO_VERIFY and not line["说明"])


def assert_lists_what_is_open(sheet: Any) -> list[Line]:
    lines, listed = sheet_lines(sheet)
    wanted = [line for line in lines if is_open(line)]
    shown = [line for line in listed if line["规则号"]]
    assert [line["规则号"] for line in shown] == [line["规则号"] for line in wanted[:OPEN_POINTS]]
    for mine, theirs in zip(shown, wanted):
        assert mine["级别"] == theirs["结果"]
        assert (mine["检查项"], mine["所在表"]) == (theirs["检查项"], theirs["所在表"])
        assert f"不符时：{mine['规则']}\n" in theirs["规则"]
        assert (mine["左值"] or "", mine["差额"] or "") == (theirs["左值"] or "", theirs["差额"] or "")
    return wanted


def test_the_first_open_points_are_listed_above_the_rules() -> None:
    _, book = the_sample()
    assert len(assert_lists_what_is_open(openpyxl.load_workbook(pathed(book), data_only=True)["校验"])) >= 5


def test_a_workbook_with_nothing_open_says_so() -> None:
    data = json.loads((SAMPLES / "hebei-2027-demo.json").read_text(encoding="utf-8"))
    form = load_form(data["form"])
    sheet = openpyxl.load_workbook(pathed(fill(form, data["data"], data["year"])), data_only=True)["校验"]
    lines, listed = sheet_lines(sheet)
    assert any(line["结果"] == PASSED for line in lines)
    assert [line["规则"] for line in listed if line["规则"]] == [NOTHING_OPEN]


def test_the_helper_columns_are_hidden_and_not_printed() -> None:
    _, book = the_sample()
    workbook = opened(book)
    sheet = workbook["校验"]
    heads = {cell.value: cell.column_letter for row in sheet.iter_rows(max_row=30) for cell in row if cell.value in ("序", "名称", "说明")}
    assert sheet.column_dimensions[heads["序"]].hidden
    assert f"${heads['说明']}$" in str(sheet.print_area)


@pytest.mark.libreoffice
def test_the_list_follows_what_is_typed_answered_and_renamed(tmp_path: Path) -> None:
    form, book = the_sample()
    given, after = tmp_path / "given.xlsx", tmp_path / "after.xlsx"
    given.write_bytes(book)
    row = lay_out(form).checks.rows
    before, _ = sheet_lines(openpyxl.load_workbook(given, data_only=True)["校验"])
    doubtful = next(line["规则号"] for line in before if line["结果"] == TO_VERIFY)
    goal = next(name for name in openpyxl.load_workbook(given).sheetnames if name.startswith("绩效目标2"))
    at_work(
        tmp_path, ["open", given], ["type", goal, "B14", "完成全年网格化服务管理任务，居民走访率达到百分之九十以上"],
        ["type", "校验", f"J{row[doubtful]}", "已核对，属实"], ["rename_sheet", "政府采购预算", "采购"], ["save", after], ["close"],
    )  # fmt: skip
    wanted = assert_lists_what_is_open(openpyxl.load_workbook(after, data_only=True)["校验"])
    ids = [line["规则号"] for line in wanted]
    assert doubtful not in ids and "PERF-09" not in ids and "PROC-01" in ids
    names = openpyxl.load_workbook(after).defined_names
    assert "采购" in names["procurement.project"].attr_text or "采购" in names["_to_procurement"].attr_text
