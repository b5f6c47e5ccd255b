"""Figures that a reason states without a name are those of its row: wrong ones are told, and of a part nothing is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import a_block, a_form, a_sheet, fields_of, filled, record

from budgetxl.checks.texts import narrative_findings
from budgetxl.forms import Form
from budgetxl.values import Finding

COLUMNS = fields_of({
    "name": {"type": "text", "label": "事项"},
    "amount": {"type": "money", "label": "本年预算"},
    "last": {"type": "money", "label": "上年预算"},
    "change": {"type": "money", "signed": True, "label": "比上年增减"},
    "growth": {"type": "percent", "signed": True, "places": 2, "label": "增长%"},
    "reason": {"type": "text", "label": "增减原因"},
})  # fmt: skip

#: What a reason says of a row with 125, last year 100: the change is 25, the growth 25%.
WRONG = (
    "比上年增加501万元，主要是人员增加",
    "较上年增加30万元",
    "比上年预算增加2.5万元，主要是新增社区",
    "2022年比2021年增加20万元，因物业服务费上涨",
    "比上年增长8%，主要原因是人员增加",
    "同比增长2.5%",
    "比上年增加25万元，增长20%，主要是工资上调",
    "比上年增加35万元，增长25%",
    "比上年增加25万元（增长52%），主要是工资上调",
    "本年预算130万元，主要是工资上调",
    "2022年安排152万元，比上年增加25万元",
    "道路养护比上年增加51万元，主要是扩大养护范围",
    "本项支出较上年增加52万元，主要用于道路养护",
    "本年道路养护经费预算1250万元",
    "较上年增加26万元，其中工资增加20万元",
)
RIGHT = (
    "人员增加2人，增加工资30万元",
    "人员增加，比上年增加30万元用于发放工资",
    "比上年增加25万元，主要是人员增加2人，增加工资30万元",
    "因人员增加5人，比上年增加30万元",
    "其中：比上年增加30万元用于工资",
    "比上年增加约30万元",
    "比上年增加30万元，同时压减公用经费5万元",
    "比上年增加30万元，另减少公用经费5万元",
    "比上年增加30万元，公用经费减少5万元",
    "比上年增加30万元的工资",
    "比上年增加30万元（工资），减少培训费5万元",
    "比上年增加30万元（工资）",
    "比上年决算增加30万元",
    "比上年增加0.0025亿元",
    "比上年增加25万元，增长25.0%",
    "比上年增长25%，主要是扩大范围",
    "本年预算125万元，上年100万元，增加25万元",
    "本年安排工资130万元",
    "本年工资增加，比上年多支出30万元",
    "比上年增加250000元",
    "比上年增加2人",
    "比上年增加3个百分点",
    "两项共比上年增加55万元",
    "比上年增加77万元",  # the change of another row
    "比上年增加30万元，减少的是差旅费",
    "比上年增加30万元，其他减少",
    "比上年增加50万元，主要是新增社区",  # this row and the one above
    "在职人员比上年增加3人，人均增加10万元",
    "上年100万元，本年增加工资30万元",
    "本年新增项目30万元",
    "比上年增加30万元、5万元",
    "2021年130万元",
    "比上年增加30万元，扣除一次性因素后增加25万元",
)


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    rows = a_block("changes", "table", rows=60, unit="万元", columns=COLUMNS)
    return a_form(tmp_path_factory.mktemp("form"), a_sheet("增减事项", rows))


def of_rows(form: Form, texts: tuple[str, ...], **figures: object) -> list[list[Finding]]:
    row = {"name": "道路养护", "amount": "125", "last": "100", "change": "25", "growth": "25", **figures}
    rows = [{**row, "reason": text} for text in texts]
    submission = filled(form, {"changes": [*rows, {**row, "change": "77", "growth": None, "reason": None}]}).submission
    cells = [cell.entry.at for cell in submission.cells.of(("changes", "reason"))][: len(texts)]
    findings = list(narrative_findings(submission))
    return [[one for one in findings if cell in one.cells] for cell in cells]


def test_a_wrong_figure_of_the_row_is_a_warning(form: Form) -> None:
    told = dict(zip(WRONG, of_rows(form, WRONG), strict=True))
    assert [text for text, found in told.items() if [one.rule for one in found] != ["TEXT-02"]] == []
    assert {one.severity for found in told.values() for one in found} == {"warning"}


def test_of_a_right_figure_and_of_a_part_nothing_is_said(form: Form) -> None:
    told = dict(zip(RIGHT, of_rows(form, RIGHT), strict=True))
    assert {text: [one.message for one in found] for text, found in told.items() if found} == {}


def test_it_names_both_cells_and_what_stands_there(form: Form) -> None:
    ((one,),) = of_rows(form, ("比上年增加501万元",))
    assert (one.expected, one.actual, [str(at) for at in one.cells]) == ("25", "501", ["增减事项!F5", "增减事项!D5"])


def test_a_fall_is_compared_without_its_sign(form: Form) -> None:
    texts = ("比上年减少25万元，下降20%", "比上年减少52万元，主要是人员减少", "比上年减少25万元，下降2%")
    found = of_rows(form, texts, amount="100", last="125", change="-25", growth="-20")
    assert [[one.rule for one in each] for each in found] == [[], ["TEXT-02"], ["TEXT-02"]]


def test_without_a_change_or_with_blanks_nothing_is_said(form: Form) -> None:
    texts = ("比上年增加500万元", "比上年增长8%", "本年预算130万元")
    assert of_rows(form, texts, change=None, growth=None, amount=None) == [[], [], []]


def test_a_record_has_a_reason_for_each_change(tmp_path: Path) -> None:
    change = {"type": "money", "signed": True, "unit": "万元"}
    made = a_form(tmp_path, record(
        "x", basic={**change, "label": "基本支出比上年增减"}, basic_reason={"type": "text", "label": "基本支出增减主要原因"},
        project={**change, "label": "项目支出比上年增减"}, project_reason={"type": "text", "label": "项目支出增减主要原因"},
    ))  # fmt: skip
    data = {"basic": "25", "project": "40", "basic_reason": "比上年增加52万元，主要是人员增加", "project_reason": "比上年增加40万元，主要是新增项目"}
    (one,) = narrative_findings(filled(made, {"x": data}).submission)
    assert (one.rule, one.expected, one.actual) == ("TEXT-02", "25", "52")


#: Parts of a rise of 25 that are more than it, and the row's own change or rate by its name; then what may be right.
MORE_THAN_THE_WHOLE = (
    "电价上调增加12.5万元；更新设备增加13万元",
    "工资增加20万元，物业费增加8万元",
    "一是工资增加20万元；二是物业费增加10万元。",
    "物业费上涨27.2万元",
    "因电价上调，增加电费40万元",
    "工资比上年增加30万元",
    "道路养护增加20万元",
    "道路养护增长20%",
    "增加30万元",
    "增加30.5万元。",
    "2022年工资增加30万元",
    "比上年增加25万元，增长25%，主要是电价上调增加40万元",
    "主要是电价上调增加12.5万元，更新设备增加13万元所致",
)
WITHIN_THE_WHOLE = (
    "比上年增加25万元，主要是电价上调增加20万元",
    "比上年增加25万元，增长25%，主要是电价上调增加12.5万元，更新设备增加12.5万元所致",
    "电价上调增加12.5万元；更新设备增加12.5万元",
    "工资增加20万元",
    "工资增加20.5万元，物业费增加4.5万元",
    "增加25万元",
    "道路养护增加25万元，增长25%",
    "工资增加30万元，物业费减少5万元",
    "工资增加30万元，压减物业费",
    "工资增加30万元，原有项目到期",
    "工资标准由每人4万元提高到5万元，增加30万元",
    "增加2个社区，增加物业费30万元",
    "人均增加30万元",
    "工资增加约30万元",
    "工资增加30万元左右",
    "工资增加20万元，其中调资增加30万元",
    "养护面积增加30%",
    "工资增加30万元，取消临时用工",
    "工资增加77万元",  # the change of another row
    "工资安排30万元，物业费安排40万元",
)


def test_parts_that_are_more_than_the_change_are_a_warning(form: Form) -> None:
    told = dict(zip(MORE_THAN_THE_WHOLE, of_rows(form, MORE_THAN_THE_WHOLE), strict=True))
    assert [text for text, found in told.items() if [(one.rule, one.severity) for one in found] != [("TEXT-02", "warning")]] == []


def test_of_parts_within_the_change_nothing_is_said(form: Form) -> None:
    told = dict(zip(WITHIN_THE_WHOLE, of_rows(form, WITHIN_THE_WHOLE), strict=True))
    assert {text: [one.message for one in found] for text, found in told.items() if found} == {}


def test_the_parts_are_added_up_in_the_message(form: Form) -> None:
    ((one,),) = of_rows(form, ("电价上调增加12.5万元；更新设备增加13万元",))
    assert (one.expected, one.actual, len(one.cells)) == ("25", "25.5", 2)
    assert "增加共 25.5 万元" in one.message
