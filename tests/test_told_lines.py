"""A sheet that says another unit or year than the cover is told on that line; one that agrees, says less or nothing is not."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import COVER, a_block, a_form, a_sheet, fields_of, opened, typed
from mangle import edited
from rebuild_samples import SAMPLES, rebuilt

from budgetxl.checks import check_result
from budgetxl.forms import Form, Labels, load_form
from budgetxl.layout import counts_of, lay_out
from budgetxl.values import Finding
from budgetxl.workbook import fill, read
from budgetxl.workbook.read.told import same_code, same_name, told_units
from budgetxl.workbook.read.told.lines import title_year

NAME, CODE, YEAR = "某县甲局", "301001", 2026
DATA = {"unit": {"name": NAME, "code": CODE}, "items": [{"name": "打印机", "amount": "5"}]}
FREE = "F3"  # a cell of nobody's beside the table


def the_form(tmp_path: Path, **sheet: Any) -> Form:
    columns = fields_of({"name": "text", "amount": {"type": "money", "label": "{{ year }}年预算数"}, "before": {"type": "money", "label": "{{ last_year }}年末数"}})
    return a_form(tmp_path, a_sheet("明细", a_block("items", "table", rows=3, columns=columns), **{"title": "{{ year }}年采购明细表", **sheet}))


def told(form: Form, cells: dict[str, Any], data: Any = DATA, year: int | None = YEAR) -> list[Finding]:
    """What is told after somebody has typed into cells of the sheet (or of another, by its name)."""
    typing = {cell if "!" in cell else f"明细!{cell}": value for cell, value in cells.items()}
    result = read(typed(fill(form, data, year), typing), form)
    return [one for one in check_result(result).findings if one.rule in ("META-02", "META-03", "META-16")]


# Titles, and lines in other words

SAME_TITLES = [
    "2026年采购明细表", "２０２６年度采购明细表", "附件6：采购明细表", "附表3 2026年采购明细表", "某县甲局2026年采购明细表", "二〇二六年采购明细表", "采购明细表", "2026年部门采购明细表",
    "采购明细表（汇总）", "采购明细表（2026年）", "2026年采购明细表（草案）", "2026年采购明细表（2026年1月18日修订）", "26年采购明细表", "二六年采购明细表", "2O26年采购明细表", "采购明细表 2026",
]  # fmt: skip
SAME_LINES = ["金额单位：人民币万元", "（万元）", "单位：万元（人民币）", "单位：万元、%", "填报部门：301001 某县甲局", "填报单位：某县甲局"]


@pytest.mark.parametrize(("place", "line"), [*(("A2", line) for line in SAME_TITLES), *((place, line) for line in SAME_LINES for place in ("A3", FREE))])
def test_a_title_or_line_that_says_what_is_right_is_no_stray_text(place: str, line: str, tmp_path: Path) -> None:
    assert [one.message for one in told(the_form(tmp_path), {place: line})] == []


@pytest.mark.parametrize(
    ("line", "rule", "said"),
    [
        ("附件6：2025年采购明细表", "META-02", "2025"), ("某县乙局2026年采购明细表", "META-03", "某县乙局"), ("某县乙局采购明细表", "META-03", "某县乙局"),
        ("某县甲局2025年度采购明细表", "META-02", "2025"), ("25年采购明细表", "META-02", "2025"), ("二五年采购明细表", "META-02", "2025"), ("上年采购明细表", "META-02", "2025"),
        ("2O25年采购明细表", "META-02", "2025"), ("民国114年采购明细表", "META-02", "2025"), ("采购明细表 2025", "META-02", "2025"), ("采购明细表（2025年）", "META-02", "2025"),
        ("2025-2026年采购明细表", "META-02", "2025"), ("2025年初采购明细表", "META-02", "2025"),
    ],
)  # fmt: skip
def test_a_title_of_another_unit_or_year_is_one_error(line: str, rule: str, said: str, tmp_path: Path) -> None:
    (finding,) = told(the_form(tmp_path), {"A2": line})
    assert (finding.rule, finding.severity, finding.actual) == (rule, "error", said)


@pytest.mark.parametrize("line", ["部门：某县乙局", "某县乙局"])
def test_at_the_place_of_the_units_line_its_name_alone_is_enough(line: str, tmp_path: Path) -> None:
    (finding,) = told(the_form(tmp_path), {"A3": line})
    assert (finding.rule, finding.severity, finding.actual) == ("META-03", "error", "某县乙局")


@pytest.mark.parametrize("line", ["部门：某县甲局", "某县甲局"])
def test_so_it_is_where_that_is_right(line: str, tmp_path: Path) -> None:
    assert told(the_form(tmp_path), {"A3": line}) == []


# Lines that name a unit

AGREE = [
    "填报单位：某县甲局", "填报单位:某县甲局", " 填 报 单 位 ： 某 县 甲 局 ", "填报单位（盖章）：某县甲局", "填报单位：某县甲局（公章）", "编制单位：某县甲局", "单位名称：某县甲局",
    "编报单位：甲局", "填报单位：某省某县甲局", "填报单位：某县甲局（本级）", "填报单位：某县甲局本级", "填报单位：301001某县甲局", "填报单位：[301001]某县甲局", "填报单位：301 某县甲局",
    "填报单位：某县甲局 单位：万元", "填报单位：某县甲局　　2026年1月5日　　　单位：万元", "填报单位：某县甲局    填报人：张三", "部门（单位）名称：某县甲局", "预算单位：某县甲局",
    *(f"填报单位：某县甲局 {behind}" for behind in (
        "单位负责人（签字）：", "财务负责人：张三", "制表：王敏", "报出日期：2026.1.18", "密级：公开", "公开02表", "表2", "第1页 共3页", "[301001]", "【301001】", "（301001）", "及所属事业单位", "含下属单位",
    )),
    "填报单位：某县甲局2026-01-18", "填报单位 某县甲局", "填报单位（某县甲局）", "填报单位為某县甲局", "上报单位：某县甲局", "单位名称（全称）：某县甲局", "部门名称：某县甲局", "部门：甲局", "单位：某县甲局", "填報單位：某縣甲局",
    "单位编码：301001", "单位代码: ３０１００１", "部门编码：301", "预算代码：301001", "单位名称：某县甲局 单位编码：301001", "单位编码及名称：301001-某县甲局", "预算编码：0301001",
]  # fmt: skip
SILENT = [
    "填报单位：", "填报单位", "填报单位：______", "填报单位：（盖章）", "填报单位：　　　（公章）", "填报单位：XX局", "填报单位：××单位", "单位名称:", "单位编码：", "单位编码：____", *(f"填报单位：{blank}" for blank in ("本单位", "见封面", "同封面", "略", "（略）")),
]  # fmt: skip
ACCUSED = [
    ("填报单位：乙局", "乙局"), ("填报单位: 乙 局", "乙局"), ("编制单位：某县乙局（盖章）", "某县乙局"), ("单位名称：乙局", "乙局"), ("填报单位：某县甲局下属服务中心", "某县甲局下属服务中心"),
    ("填报单位：乙局  2026年1月5日  单位：万元", "乙局"), ("单位编码：301002", "301002"), ("部门编码：302", "302"), ("预算代码：４０１００１", "401001"), ("填报单位：301002某县甲局", "301002"),
    ("单位名称：某县甲局 单位编码：302001", "302001"), ("单位编码及名称：301001乙局", "乙局"), ("部门（单位）名称：乙局", "乙局"), ("附表3 填报单位：乙局", "乙局"), ("预算单位：302001-乙局", "302001"),
    *((f"{label}：乙局", "乙局") for label in ("填报部门", "编制部门", "预算部门", "部门名称", "部门", "单位", "上报单位", "公开单位", "制表单位", "报表单位", "填列单位", "单位名称（全称）", "填報單位")),
    ("填报单位（乙局）", "乙局"), ("填报单位 乙局", "乙局"), ("填报单位为乙局", "乙局"), ("填报单位：某县甲局（301002）", "301002"), ("填报单位：某县甲局[301002]", "301002"), ("填报单位：乙局 制表：王敏", "乙局"), ("填报单位：乙局及所属单位", "乙局"),
]  # fmt: skip
NO_LINE = ["单位：万元", "单位负责人：乙某", "主管单位名称：乙局", "主管部门：乙局", "采购单位名称：乙公司", "填报部门：财务科", "部门：办公室", "填报单位负责人", "公开部门预算的单位", "单位：个", "单位：台", "单位：元、台", "统一社会信用代码：11130000123456789A"]


@pytest.mark.parametrize("place", ["A3", FREE])
@pytest.mark.parametrize("line", [*AGREE, *SILENT])
def test_a_line_that_agrees_or_is_blank_says_nothing(line: str, place: str, tmp_path: Path) -> None:
    found = told(the_form(tmp_path), {place: line})
    assert [one.message for one in found if one.rule != "META-16" or line in AGREE] == []


@pytest.mark.parametrize("place", ["A3", FREE])
@pytest.mark.parametrize(("line", "said"), ACCUSED)
def test_a_line_that_names_another_unit_is_one_error_on_its_cell(line: str, said: str, place: str, tmp_path: Path) -> None:
    (finding,) = told(the_form(tmp_path), {place: line})
    assert (finding.rule, finding.severity, finding.actual) == ("META-03", "error", said)
    assert finding.expected in (NAME, CODE) and said in finding.message and finding.expected in finding.message and finding.hint
    assert str(finding.cells[0]) == f"明细!{place}" and finding.cells[1].sheet == "封面"


@pytest.mark.parametrize("line", NO_LINE)
def test_what_names_something_else_is_no_line(line: str, tmp_path: Path) -> None:
    assert [one.rule for one in told(the_form(tmp_path), {FREE: line}) if one.rule != "META-16"] == []


@pytest.mark.parametrize("data", [{}, {"unit": {"code": "301001"}}])
def test_a_cover_without_a_name_is_compared_with_none(data: dict[str, Any], tmp_path: Path) -> None:
    assert told(the_form(tmp_path), {"A3": "填报单位：乙局"}, data) == []


@pytest.mark.parametrize(("one", "other"), [
    ("示例县向阳街道办事处", "向阳街道办"), ("示例县向阳街道办事处", "向阳街道"), ("某县人民政府办公室", "县政府办"), ("某区开发区管理委员会", "开发区管委"), ("某县甲局（本级）", "甲局机关"),
    ("示例县向阳街道办事处", "向阳办"), ("示例县向阳街道办事处", "示例县向阳街办"), ("示例县向阳街道办事处", "示例县人民政府向阳街道办事处"), ("某区向阳街道辦事處", "向阳街道办事处"),
    ("“甲”局", "甲局"), ("某区向阳路办事处", "向阳路街道办事处"), ("某县第１中学", "第1中学"),
])  # fmt: skip
def test_a_short_name_is_the_units(one: str, other: str) -> None:
    assert same_name(one, other) and same_name(other, one)


@pytest.mark.parametrize(("one", "other"), [
    ("示例县向阳街道办事处", "示例县朝阳街道办事处"), ("某县甲局", "某县甲局服务中心"), ("某县第1中学", "某县第2中学"), ("某县教育局", "某县体育局"), ("向阳街道办事处", "向阳镇人民政府"), ("示例县向阳街道办事处", "朝阳办"), ("某县人民政府办公室", "某县街道办事处"), ("某县委办公室", "某县政府办公室"),
])  # fmt: skip
def test_another_name_is_not(one: str, other: str) -> None:
    assert not same_name(one, other) and not same_name(other, one)


def test_a_list_of_the_forms_own_sheets_is_no_title(tmp_path: Path) -> None:
    columns = fields_of({"name": "text", "amount": "money"})
    form = a_form(tmp_path, a_sheet("2021年资产表", a_block("items", "table", rows=3, columns=columns), title="资产表"))
    assert [one.rule for one in read(fill(form, {"unit": {"name": NAME}}, 2022), form).findings if one.severity == "error"] == []


def test_a_formula_of_staffs_own_is_not_taken_for_a_line_that_is_all_slots(tmp_path: Path) -> None:
    form = the_form(tmp_path, above="{{ unit.code }} {{ unit.name }}")
    assert read(fill(form, DATA, YEAR), form).account.unread == ()
    typed_in = edited(fill(form, DATA, YEAR), lambda book: book.formula("明细", FREE, "A5&B5", "打印机5"))
    assert [str(at) for at in read(typed_in, form).account.unread] == [f"明细!{FREE}"]
    old = edited(fill(form, DATA, YEAR), lambda book: book.put("封面", "B4", "乙局", "str"))
    assert read(old, form).account.unread == ()


def test_it_is_an_error_of_check_and_no_overwritten_formula(tmp_path: Path) -> None:
    form = the_form(tmp_path)
    result = read(typed(fill(form, DATA, YEAR), {"明细!A3": "填报单位：乙局"}), form)
    assert [one.rule for one in check_result(result).findings if one.severity != "info"] == ["META-03"]
    result = read(typed(fill(form, DATA, YEAR), {"明细!A3": "填报单位：某县甲局", "明细!A2": "2026年采购明细表"}), form)
    assert [one.rule for one in check_result(result).findings if one.severity != "info"] == []


def test_a_unit_named_in_a_field_is_the_fields_matter(tmp_path: Path) -> None:
    assert told(the_form(tmp_path), {"A5": "填报单位：乙局"}) == []


def test_a_formula_that_reads_the_cover_is_not_asked_what_it_showed(tmp_path: Path) -> None:
    form = the_form(tmp_path)
    data = fill(form, DATA, YEAR)
    changed = typed(data, {"封面!B4": "丙局"})
    assert [one.rule for one in read(changed, form).findings if one.severity == "error"] == []


# Lines of a form beside each other, without a label, within a title

OTHER_LINES = [
    ({"above": "编报单位：{{ unit.code }}{{ unit.name }}{{ unit.kind }}"}, "A3", ["编报单位：301001某县甲局机关", "编报单位：机关", "编报单位：本级", "编报单位：甲局本级", "编报单位："], ["编报单位：302001某县甲局机关", "编报单位：301001乙局机关", "编报单位：乙局"]),
    ({"above": "{{ unit.code }} {{ unit.name }}"}, "A3", ["301001 某县甲局", "301001", "某县甲局", "第一联"], ["301002 某县甲局", "301001 乙局", "乙局"]),
    ({"title": "{{ unit.name }}采购明细表"}, "A2", ["某县甲局采购明细表", "采购明细表", "甲局采购明细表", "部门采购明细表"], ["乙局采购明细表", "某县乙局 采购明细表"]),
    ({"title": "{{ unit.kind }}采购明细表"}, "A2", ["某县甲局采购明细表", "某县甲局2026年部门采购明细表", "部门采购明细表"], ["乙局采购明细表", "某县乙局2026年部门采购明细表", "朝阳街道单位采购明细表"]),
    ({"above": "编制部门：{{ unit.name }}"}, "A3", ["编制部门：某县甲局", "编制部门：", "编制部门：甲局   2026年1月2日"], ["编制部门：乙局", "编制部门：乙局   2026年1月2日"]),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "cell", "silent", "accused"), OTHER_LINES)
def test_lines_of_the_form_are_compared_by_their_slots(sheet: dict[str, str], cell: str, silent: list[str], accused: list[str], tmp_path: Path) -> None:
    kind = '  { id = "kind", label = "范围", type = "choice", choices = ["机关", "本级"], default = "机关" },\n  { id = "year"'
    columns = fields_of({"name": "text", "amount": "money"})
    form = a_form(tmp_path, a_sheet("明细", a_block("items", "table", rows=3, columns=columns), **sheet), cover=COVER.replace('  { id = "year"', kind))
    data = {**DATA, "unit": {**DATA["unit"], "kind": "机关"}}  # type: ignore[dict-item]
    for line in silent:
        assert [one.message for one in told(form, {cell: line}, data) if one.rule != "META-16"] == [], line
    for line in accused:
        assert [(one.rule, str(one.cells[0])) for one in told(form, {cell: line}, data)] == [("META-03", f"明细!{cell}")], line


# Years


@pytest.mark.parametrize(("cell", "line", "said", "wanted"), [
    ("A2", "2025年采购明细表", "2025", "2026"), ("A2", " ２０２５ 年采购明细表", "2025", "2026"), ("A2", "2025年政府采购", "2025", "2026"), ("A2", "二〇二五年采购明细表", "2025", "2026"), ("A2", "二○二五年度采购", "2025", "2026"), ("C4", "二零二四年末数", "2024", "2025"),
    (FREE, "附表1 2025年收支总表", "2025", "2026"), (FREE, "表3：2025年收支总表", "2025", "2026"), (FREE, "附件：二〇二五年部门收支总表", "2025", "2026"), (FREE, "2025部门预算收支总表", "2025", "2026"),
    (FREE, "某县甲局2025年部门机构设置情况", "2025", "2026"), (FREE, "2025年度单位政府采购预算", "2025", "2026"),
    ("A2", "2025年度某县甲局采购情况", "2025", "2026"),
    ("B4", "2025年预算数", "2025", "2026"), ("C4", "2024年末数", "2024", "2025"), ("C4", "2026年末数", "2026", "2025"),
    (FREE, "2025年部门收支总表", "2025", "2026"), (FREE, "某县乙局2024年度政府采购预算明细表（万元）", "2024", "2026"), ("F12", "2027年收支预算总表", "2027", "2026"),
])  # fmt: skip
def test_another_year_in_a_title_or_a_header_is_one_error_on_its_cell(cell: str, line: str, said: str, wanted: str, tmp_path: Path) -> None:
    (finding,) = (one for one in told(the_form(tmp_path), {cell: line}) if one.rule != "META-09")
    assert (finding.rule, finding.severity, finding.actual, finding.expected) == ("META-02", "error", said, wanted)
    assert [str(at) for at in finding.cells] == [f"明细!{cell}"]
    assert said in finding.message and wanted in finding.message and finding.hint


@pytest.mark.parametrize(("cell", "line"), [
    ("A2", "2026年采购明细表"), ("A2", "２０２６年采购明细表"), ("A2", "年采购明细表"), ("A2", "采购明细表"), ("A2", "二〇二六年采购明细表"), ("A2", None), ("A2", "2025年、2026年采购对比表"),
    ("B4", "2026年预算数"), ("B4", "年预算数"), ("C4", "2025年末数"), ("C4", "年末数"),
    (FREE, "2025年—2027年规划表"), (FREE, "2024-2027年规划表"), (FREE, "2025年1月5日填表"), (FREE, "2025年末资产表"), (FREE, "2025年数据见附表"), (FREE, "2025年已批复"), (FREE, "2026年收支总表"), (FREE, "附表2025001表"), (FREE, "2026部门预算收支总表"), (FREE, "二〇二六年收支总表"), (FREE, "含2025年预算"), (FREE, "2025年底情况"),
])  # fmt: skip
def test_the_same_year_and_what_is_no_title_say_nothing(cell: str, line: str | None, tmp_path: Path) -> None:
    assert [one.message for one in told(the_form(tmp_path), {cell: line}) if one.rule == "META-02"] == []


@pytest.mark.parametrize(("cell", "line", "wanted"), [
    ("B4", "上年预算数", "2026"), ("C4", "上年末数", None), ("B4", "本年预算数", None), ("D4", "上年结余（2024年）", "2025"), ("D4", "上年结余（2025年）", None), ("D4", "上年（2024年）结余", "2025"), ("D4", "上年结余（2024）", "2025"),
])  # fmt: skip
def test_a_header_of_last_year_is_of_the_year_before_the_budgets(cell: str, line: str, wanted: str | None, tmp_path: Path) -> None:
    columns = fields_of({
        "name": "text", "amount": {"type": "money", "label": "{{ year }}年预算数"}, "before": {"type": "money", "label": "{{ last_year }}年末数"}, "rest": {"type": "money", "label": "上年结余"},
    })  # fmt: skip
    form = a_form(tmp_path, a_sheet("明细", a_block("items", "table", rows=3, columns=columns)))
    row = next(one.row for each in opened(fill(form, DATA, YEAR))["明细"].iter_rows() for one in each if one.value == "上年结余")
    found = [one for one in told(form, {f"{cell[0]}{row}": line}) if one.rule == "META-02"]
    assert [one.expected for one in found] == ([wanted] if wanted else [])


@pytest.mark.parametrize(("line", "found"), [
    ("2025年老旧小区改造工程绩效目标表", []), ("2025年项目绩效目标表", ["META-02"]), ("2026年项目绩效目标表", []), ("项目绩效目标表", []),
])  # fmt: skip
def test_a_projects_own_year_is_not_that_of_its_sheet(line: str, found: list[str], tmp_path: Path) -> None:
    block = a_block("projects", "record", fields=fields_of({"name": "text", "amount": "money"}))
    form = a_form(tmp_path, a_sheet("项目{{ n }}", block, id="project", repeat="projects", title="项目绩效目标表"))
    data = {"unit": DATA["unit"], "projects": [{"name": "老旧小区改造"}]}
    assert [one.rule for one in told(form, {"项目1!F3": line}, data) if one.rule == "META-02"] == found


def test_a_wrong_year_on_the_cover_is_one_mistake_not_one_a_line(tmp_path: Path) -> None:
    lines = {"A2": "2026年采购明细表", "B4": "2026年预算数", "C4": "2025年末数"}
    (finding,) = told(the_form(tmp_path), {"封面!B6": 2025, **lines})
    assert (finding.rule, str(finding.cells[0])) == ("META-02", "封面!B6")


def test_a_cover_without_a_year_is_compared_with_none(tmp_path: Path) -> None:
    assert [one.rule for one in told(the_form(tmp_path), {"A2": "2025年采购明细表", "封面!B6": None}) if one.rule == "META-02"] == []


def test_a_pasted_table_is_accused_once_for_each_line(tmp_path: Path) -> None:
    found = told(the_form(tmp_path), {"F2": "2025年部门收支总表", "F3": "填报单位：乙局"})
    assert [(one.rule, str(one.cells[0])) for one in found] == [("META-02", "明细!F2"), ("META-03", "明细!F3")]


# Workbooks of an older program, which wrote these lines as text

NAMES = sorted(path.stem for path in SAMPLES.glob("*.json"))


def form_of(name: str) -> Form:
    return load_form(json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))["form"])


@cache
def plain(name: str, blank: bool = False) -> bytes:
    """A sample as the program wrote it before its lines were formulas; ``blank``: made before anything was known of the unit."""
    data, form = rebuilt(SAMPLES / f"{name}.json"), form_of(name)
    root = read(data).submission.root
    labels = Labels(form, read(fill(form, {}, None, spare=True), form).submission.root if blank else root)
    book = opened(data)
    for plan in lay_out(form, counts_of(root)).sheets:
        for label in plan.labels:
            if "{{" in label.text and str(book[plan.name][label.box.ref].value).startswith("="):
                book[plan.name][label.box.ref] = labels.text(label.text)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("blank", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_an_older_workbook_that_agrees_is_not_accused(name: str, blank: bool) -> None:
    result = read(plain(name, blank))
    assert [str(one) for one in result.findings if one.rule in ("META-02", "META-03")] == []


@cache
def counts(name: str) -> dict[str, int]:
    """How many rows and copies a sample is laid out with."""
    return counts_of(read(rebuilt(SAMPLES / f"{name}.json")).submission.root)


def lines_of(name: str, slot: str) -> list[str]:
    return [f"{plan.name}!{label.box.ref}" for plan in lay_out(form_of(name), counts(name)).sheets for label in plan.labels if slot in label.text]


def with_cover(name: str, key: tuple[str, ...], value: Any) -> bytes:
    plan, slot = lay_out(form_of(name)).cells[key]
    book = openpyxl.load_workbook(io.BytesIO(plain(name)))
    book[plan.name][slot.box.ref] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_an_older_workbook_of_another_unit_is_accused_on_each_line(name: str) -> None:
    result = read(with_cover(name, ("unit", "name"), "丙研究所"))
    accused = [str(one.cells[0]) for one in result.findings if one.rule == "META-03"]
    assert sorted(accused) == sorted(lines_of(name, "{{ unit.name }}"))


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_is_accused_of_a_line_typed_over(name: str) -> None:
    at = next(line for line in lines_of(name, "{{ unit.name }}") if not line.startswith("封面"))
    book = typed(rebuilt(SAMPLES / f"{name}.json"), {at: "填报单位：丙研究所"})
    (finding,) = (one for one in read(book).findings if one.rule == "META-03")
    assert (str(finding.cells[0]), finding.actual) == (at, "丙研究所")


# The reader of lines

LETTERS = st.text("甲乙丙丁县区街道办事处财政教育水利（）()、·-Ａa1", min_size=1, max_size=12)
GAPS = st.text(" \u3000\u00a0", max_size=3)


@given(st.text(max_size=60), st.text(max_size=40))
def test_any_text_is_read_without_a_fault(line: str, name: str) -> None:
    told_units(line)
    title_year(line)
    assert same_name(line, name) == same_name(name, line)
    same_code(line, name)


@given(LETTERS, GAPS, GAPS, st.sampled_from(["填报单位", "编制单位", "单位名称", "编报单位"]), st.sampled_from([":", "：", " ："]))
def test_a_name_is_itself_however_its_line_is_spaced(name: str, before: str, after: str, label: str, colon: str) -> None:
    found = told_units(f"{before}{label}{colon}{before}{name}{after}")
    assert found is not None
    assert all(same_name(each, name) for one in found for each in one.names[:1])


@given(st.from_regex(r"[0-9]{3,12}", fullmatch=True), st.from_regex(r"[0-9]{3,12}", fullmatch=True))
def test_two_codes_are_one_where_one_begins_with_the_other(one: str, other: str) -> None:
    alike = one.lstrip("0") == other.lstrip("0") or one.startswith(other) or other.startswith(one)
    assert same_code(one, other) == alike == same_code(other, one)
