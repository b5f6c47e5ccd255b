"""Ways of writing a figure that take more than its name: brackets, rates without a field, two numbers of things, moves, lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import a_block, a_form, a_sheet, fields_of
from test_spoken import TEXT, said

from budgetxl.checks.texts.stated import Tidying
from budgetxl.forms import Form, load_form


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("公务用车运行维护费（含燃油、保险、过路费）6万元", "公务用车运行维护费6万元"),
        ("政府采购预算（含货物、工程和服务）3万元", "政府采购预算3万元"),
        ("收入总计(含上年结转)3万元", "收入总计3万元"),
        ("“三公”经费（以下简称三公）3万元", "“三公”经费3万元"),
        ("预算数6.6（万元）", "预算数6.6万元"), ("增长8.3（%）", "增长8.3%"), ("共6（单位：元）", "共6元"),
    ],
)  # fmt: skip
def test_a_bracket_that_changes_nothing_goes(text: str, tidy: str) -> None:
    assert Tidying(load_form("hebei-2027")).tidied(text) == tidy


@pytest.mark.parametrize(
    "text",
    [
        "机关运行经费（含水电费）100万元", "固定资产（含无形资产和在建工程）700万元", "三公经费（不含公务接待费）6万元", "项目支出（含追加）3万元",
        "公务用车运行维护费（含燃油、接待）6万元", "因公出国（境）费0万元", "购置及运维费（含购置费0万元、运行费6万元）6万元", "（含燃油、保险）6万元",
        "单价20万元（含）以上的设备", "基本支出，另有开支（含人员、公用）6万元",
    ],
)  # fmt: skip
def test_a_bracket_that_may_add_something_stays(text: str) -> None:
    assert Tidying(load_form("hebei-2027")).tidied(text) == text


@pytest.fixture
def form(tmp_path: Path) -> Form:
    fields = {
        "a": {"type": "money", "label": "甲", "spoken": ["会议费"]},
        "c": {"type": "money", "label": "乙", "signed": True, "spoken": ["x.a"]},
        "b": {"type": "money", "label": "丙", "spoken": ["培训费"]},
        "staff": {"type": "integer", "label": "行政编制"},
        "others": {"type": "integer", "label": "事业编制"},
    }
    return a_form(tmp_path, a_sheet("数据", a_block("x", "record", fields=fields_of(fields)), TEXT))


X = {"a": "6", "c": "1", "b": "3", "staff": 18, "others": 15}


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("今年会议费比上年增长20%，比较合理。", []), ("今年会议费增加1万元，增长20%。", []), ("今年会议费比上年增长30%，比较合理。", ["30"]),
        ("今年会议费6万元，增长30%，比较合理。", ["30"]), ("今年会议费提高30个百分点，比较合理。", []), ("今年会议费有望增长30%，比较合理。", []),
        ("今年会议费比上年下降20%，比较合理。", ["下降"]), ("今年培训费比上年增长30%，比较合理。", []),
    ],
)  # fmt: skip
def test_a_rate_without_a_field_is_that_of_the_amount_and_its_change(form: Form, sentence: str, found: list[str]) -> None:
    assert said(form, sentence, x=X) == found


def test_without_a_last_years_figure_there_is_no_rate(form: Form) -> None:
    assert said(form, "今年会议费比上年增长30%，比较合理。", x={**X, "c": "6"}) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("现有行政编制18人、事业编制15人。", []), ("现有行政编制19人、事业编制15人。", ["19"]), ("现有行政编制18人、事业编制16人。", ["16"]),
        ("行政编制、事业编制分别为18人、15人。", []), ("行政编制、事业编制分别为18人、16人。", ["16"]), ("社区有行政编制19人、事业编制15人。", []),
    ],
)  # fmt: skip
def test_two_numbers_of_things_in_a_sentence_are_compared_each(form: Form, sentence: str, found: list[str]) -> None:
    assert said(form, sentence, x=X) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("今年会议费由上年的5万元增加到6万元。", []), ("今年会议费由上年的5万元增加到7.5万元。", ["7.5"]), ("今年会议费由上年的4.2万元增加到6万元。", ["4.2"]),
        ("今年会议费由上年的5万元减少到6万元。", ["减少"]), ("今年会议费由5万元增加到7.5万元。", ["7.5"]), ("今年会议费由4.2万元增加到7.5万元。", []),
        ("今年会议费由2020年的4.2万元增加到7.5万元。", []), ("今年会议费由上年决算的4.2万元增加到7.5万元。", []),
        ("今年培训费由上年的2万元增加到3.8万元。", ["3.8"]), ("今年培训费由2万元增加到3.8万元。", []), ("今年会议费由上年的5万元增加到7.5万元左右。", []),
        ("今年会议费、培训费分别为6万元、3.8万元。", ["3.8"]), ("今年会议费、培训费分别为7.1万元、3.8万元。", []), ("今年会议费、培训费分别约7万元、3.8万元。", []),
        ("今年会议费和培训费分别为6和3.8万元，共9.8万元。", ["3.8"]),
    ],
)  # fmt: skip
def test_moves_and_lists(form: Form, sentence: str, found: list[str]) -> None:
    assert said(form, sentence, x=X) == found
