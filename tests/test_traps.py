"""What looks wrong and is not: the traps of reference/DOMAIN.md, by number, each silent under every rule of its forms.

A trap is a change to a clean submission that a careless checker would report. Not even information is given.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from submissions import FORMS, data_of, indicator, loaded, outcome, purchase, tree

from budgetxl.expressions import TreeScope, evaluate, parse
from budgetxl.forms import judge_form
from budgetxl.values import Entry, Group

LANGFANG, SANHE, SHIJIAZHUANG, FENGRUN = FORMS

TRAPS: list[tuple[int, str, str, dict[str, Any]]] = [
    (1, "the total rises while one part falls", LANGFANG, {"change.basic": "120", "change.project": "-31.1"}),
    (1, "the total falls while one part rises", SANHE, {"change.basic": "-101.42", "change.project": "38.09"}),
    (1, "“三公” as a whole stays while its items move", SANHE, {
        "three_public.running.change": "0.5", "three_public.vehicles.change": None, "three_public.total.change": "0",
    }),
    (2, "a list after 主要 names functions, not projects", LANGFANG, {"expenditure.main_projects": "基层政权建设和社区治理等"}),
    (2, "uses and purchases are partial lists", SANHE, {"operating_costs.uses": "办公费等", "asset_summary.planned_items": "计算机等"}),
    (3, "the budget is the whole project's", SANHE, {"procurement[0].budget": "200", "procurement[1].budget": "200"}),
    (4, "a unit price rounded up", LANGFANG, {
        "procurement[1]": purchase(
            "社区工作经费", "办公桌", "A060205", "张", "11", "1.82", budget="20", amount="20", general_public_budget="20"
        ),
        "procurement_approved.amount": "145", "asset_summary.planned_purchase": "25",
    }),
    (4, "a monthly cost rounded up", FENGRUN, {
        "projects[0].fiscal_funds": "57", "projects[0].indicators[3].target": "≤55833.34元/月",
    }),
    (4, "a cost for each vehicle rounded up", FENGRUN, {
        "projects[0].fiscal_funds": "10", "projects[0].indicators[0]": indicator("产出指标 数量指标", "环保作业车辆", "≥11辆"),
        "projects[0].indicators[3].target": "≤1.82万元/辆",
    }),
    (5, "blank is not given", LANGFANG, {
        "income.other": None, "income.general_public_budget": "1010", "three_public.abroad.change": None,
        "three_public.vehicles.change": None, "assets.large_equipment.quantity": None, "procurement[0].small_business": None,
    }),
    (5, "nought is nought", LANGFANG, {"procurement[0].government_fund": "0", "procurement[0].unit_funds": "0"}),
    (6, "a project of last year is carried over", FENGRUN, {
        "projects[0].name": "2022年街道体制经费", "projects[0].code": "13020822P000184100014",
        "projects[1].name": "2023年街道体制经费", "projects[1].goal": "保障社区日常办公，使社区正常运转。",
    }),
    (6, "names bear prefixes, blanks and brackets", LANGFANG, {
        "projects[0].name": "（2）社区工作经费[区级]", "procurement[0].project": "社区 工作\n经费", "itemised_goals[0].name": "社区工作",
    }),
    (7, "one item at two prices", LANGFANG, {
        "procurement[1]": purchase(
            "社区工作经费", "台式计算机", "A02010104", "台", "4", "0.5", budget="2", general_public_budget="2"
        ),
        "procurement[0].unit_price": "0.49", "procurement[0].quantity": "10", "procurement[0].budget": "4.9",
        "procurement[0].general_public_budget": "4.9", "procurement[0].small_business": "4.9",
        "procurement_approved.amount": "126.9", "asset_summary.planned_purchase": "6.9",
    }),
    (8, "no cost indicator in 2020", SANHE, {"projects[0].indicators[3]": None, "projects[1].indicators[3]": None}),
    (8, "only two kinds of output in 2020", SANHE, {"projects[0].indicators[2]": None, "projects[1].indicators[1]": None}),
    (8, "cost at the first level", LANGFANG, {
        "projects[0].indicators[3]": indicator("成本指标 经济成本指标", "社区经费标准", "≤5万元/社区/年"),
    }),
    (9, "with 事业单位 the operating costs are lower", LANGFANG, {
        "institutions": [{"name": "街道", "kind": "行政单位"}, {"name": "服务中心", "kind": "事业单位"}],
        "operating_costs.amount": "80",
    }),
    (10, "this year's income differs from expenditure by what was carried over", LANGFANG, {
        "income.general_public_budget": "900", "income.carried_forward": "120",
    }),
    (11, "reception exceeds what the basic expenditure holds", LANGFANG, {
        "three_public.reception.amount": "76", "three_public.running.amount": "9.33",
    }),
    (12, "projects need not add up to the project expenditure", LANGFANG, {
        "expenditure.project": "400", "income.general_public_budget": "900",
    }),
    (13, "a growth from figures that are rounded themselves", SHIJIAZHUANG, {"change.basic_growth": "5", "change.project_growth": "-2.06"}),
    (13, "no percentage where last year was nought", SHIJIAZHUANG, {"operating_costs.change": "110", "operating_costs.growth": None}),
    (2, "the items named add up to less, or a hair more, than the total", SHIJIAZHUANG, {
        "operating_items[0].amount": "90.004", "basic_changes[0].change": "30.6",
    }),
    (14, "amounts of six decimals are 元 and 分", LANGFANG, {
        "assets.other.value": "437.646153", "asset_summary.closing_amount": "807.646153",
    }),
    (14, "a total of five decimals", SANHE, {"assets.other.value": "151.94804", "asset_summary.closing_amount": "521.94804"}),
    (15, "more is bought than a target of at least", LANGFANG, {"projects[1].indicators[0].target": "≥2公里"}),
    (15, "≥ and = mean the same number", LANGFANG, {"projects[1].indicators[0].target": "=3 公里"}),
    (15, "a target with 以上", SANHE, {"projects[1].indicators[0].target": "3公里以上", "projects[0].indicators[1].target": "95%以上"}),
    (16, "the year before in document numbers", LANGFANG, {
        "projects[0].indicators[2].basis": "廊办发〔2012〕6号、廊发〔2017〕23号", "projects[0].indicators[2].target": "及时",
    }),
    (17, "an export puts the wording into the unit", LANGFANG, {
        "overall_indicators[4].value": None, "overall_indicators[4].unit": "保障人员稳定",
    }),
    (17, "a number without a symbol", LANGFANG, {"overall_indicators[1].symbol": None}),
    (17, "效果指标 is 效益指标, 单位产出 is 部门产出", LANGFANG, {
        "projects[0].indicators[4].level1": "效果指标",
        **{f"overall_indicators[{n}].level1": "单位产出" if n < 4 else "单位效果" for n in range(6)},
    }),
    (18, "a lump sum", LANGFANG, {
        "procurement[2].quantity": "1", "procurement[2].unit_price": "120", "procurement[2].measure": "项",
        "projects[1].indicators[0].target": "≥3公里",
    }),
    (1, "a large project of last year is finished", LANGFANG, {"change.project": "-9000"}),
    (1, "a car was bought last year", LANGFANG, {
        "three_public.purchase.change": "-18", "three_public.vehicles.change": "-19", "three_public.total.change": "-19.5",
    }),
    (5, "parts of a change that are not given are nought", LANGFANG, {
        "three_public.abroad.change": None, "three_public.purchase.change": None, "three_public.vehicles.change": None,
    }),
    (5, "where no part of a change is given none is missed", LANGFANG, {
        f"three_public.{item}.change": None for item in ("abroad", "vehicles", "purchase", "running", "reception")
    }),
    (9, "事业单位 have no operating costs", LANGFANG, {
        "institutions": [{"name": "服务中心", "kind": "事业单位"}], "operating_costs.amount": None,
    }),
    (13, "small figures give a wide choice of percentages", SHIJIAZHUANG, {
        "operating_costs.amount": "0.62", "operating_costs.change": "0.12", "operating_costs.growth": "22.22",
        "institutions": [{"name": "街道", "kind": "行政单位"}, {"name": "服务中心", "kind": "事业单位"}], "operating_items": [],
    }),
    (13, "nought against nought", SHIJIAZHUANG, {
        "operating_costs.amount": "0", "operating_costs.change": "0", "operating_costs.growth": "0", "operating_items": [],
        "institutions": [{"name": "街道", "kind": "行政单位"}, {"name": "服务中心", "kind": "事业单位"}],
    }),
    (18, "nought and unchanged", SANHE, {
        **{f"three_public.{item}.change": "0" for item in ("abroad", "purchase", "running", "reception")},
        **{f"three_public.{item}.amount": "0" for item in ("abroad", "purchase", "running", "reception")},
        "three_public.vehicles.reason": None, "three_public.reception.reason": None,
        "change.basic": "0", "change.basic_reason": None,
    }),
]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "changes"), [pytest.param(form, changes, id=f"{number} {name}") for number, name, form, changes in TRAPS]
)
def test_silent(form: str, changes: dict[str, Any]) -> None:
    verdicts = judge_form(loaded(form), tree(loaded(form), data_of(form, changes)))
    outcomes = {rule: outcome(found) for rule, found in verdicts.items()}
    assert {rule: found for rule, found in outcomes.items() if found in ("failed", "rounding")} == {}


@pytest.mark.parametrize(
    ("percent", "part", "whole"),
    [
        ("4.7", "19.12", "404.13"),
        ("74.7", "301.76", "404.13"),
        ("66.67", "6", "9"),
        ("5.3", "20.28", "383.28"),
        ("1", "2.49", "185.16"),
        ("33.3", "1", "3"),
        ("-10.5", "-10.5", "100"),
        ("0", "0", "404.13"),
        ("12.4", "1.2", "9.72"),  # 12.35 from the figures as they stand, 12.34 to 12.4 within their rounding
    ],
)
def test_trap_13_percentages_come_from_unrounded_figures(percent: str, part: str, whole: str) -> None:
    assert _percent("share_fits", percent, part, whole) is True


@pytest.mark.parametrize(
    ("percent", "part", "whole", "near"),
    [
        ("17.9", "72.11", "404.13", True),
        ("7", "94.8", "1210.05", True),
        ("27", "541.67", "1959.25", True),
        ("5", "94.8", "1210.05", False),
    ],
)
def test_trap_13_a_truncated_percentage_is_near_and_a_wrong_base_is_not(
    percent: str, part: str, whole: str, near: bool
) -> None:
    assert _percent("share_fits", percent, part, whole) is False
    assert _percent("share_near", percent, part, whole) is near


def test_trap_13_nothing_is_a_percentage_of_nought() -> None:
    assert _percent("share_fits", "100", "5", "0") is None


def _percent(function: str, percent: str, part: str, whole: str) -> object:
    figures = {"p": Entry(Decimal(percent)), "a": Entry(Decimal(part)), "w": Entry(Decimal(whole))}
    return evaluate(parse(f"{function}(x.p, x.a, x.w)"), TreeScope(Group({"x": Group(figures)})))
