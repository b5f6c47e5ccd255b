"""Every rule of the default form at work: one small mistake in the clean demo makes it fail; the demo itself passes."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from submissions import changed, outcome
from test_forms_hebei_2027 import demo, form, typed

from budgetxl.forms import compute, decode, judge_rule, with_lists
from budgetxl.values import Group

EMPTY = "本表为空表，没有数据。"
CAPITAL = {"capital_spending_statement.empty": None}

CASES = [
    ("BUD-11", {"general_spending[16].code": "2210"}),
    ("BUD-11", {"general_spending[17].code": None}),
    ("BUD-93", {"expenditure.main_projects": "街巷道路修缮、老旧管网改造"}),
    ("BUD-25", {"fund_spending[1].code": "2120"}),
    ("BUD-26", {"capital_spending": [{"code": "22301051"}], **CAPITAL}),
    ("BUD-27", {"other_spending[4].code": "2120"}),
    ("BUD-28", {"basic_spending[1].code": "3010101"}),
    ("BUD-66", {"income_table[2].code": "201031"}),
    ("BUD-67", {"spending_table[2].code": "20103010"}),
    ("BUD-29", {"project_spending[0].subject": "21205"}),
    ("BUD-29", {"project_spending[0].subject": None}),
    ("BUD-30", {"general_spending[16].code": "22199"}),
    ("BUD-106", {"fund_spending[1].code": "21298"}),
    ("BUD-107", {"capital_spending": [{"code": "22399"}], **CAPITAL}),
    ("BUD-108", {"other_spending[1].code": "20199"}),
    ("BUD-31", {"basic_spending[10].code": "304"}),
    ("BUD-32", {"general_spending[16].code": "221"}),
    ("BUD-33", {"fund_spending[1].code": "212"}),
    ("BUD-34", {"capital_spending": [{"code": "223"}, {"code": "223"}], **CAPITAL}),
    ("BUD-35", {"other_spending[1].code": "201"}),
    ("BUD-36", {"basic_spending[2].code": "30101"}),
    ("BUD-37", {"income_table[1].code": "201"}),
    ("BUD-38", {"spending_table[3].code": "2010301"}),
    ("BUD-39", {"spending_table[6]": None}),
    ("BUD-40", {"spending_table[16]": None}),
    ("BUD-41", {"capital_spending": [{"code": "2230105", "basic": "1"}], **CAPITAL}),
    ("BUD-42", {"other_spending[7]": {"code": "2010350", "operating": "1"}}),
    ("BUD-43", {"income_table[6]": None}),
    ("BUD-109", {"income_table[3]": None}),
    ("BUD-110", {"income_table[16]": None}),
    ("BUD-111", {"capital_spending": [{"code": "2230105", "basic": "1"}], **CAPITAL}),
    ("BUD-112", {"other_spending[7]": {"code": "2010350", "operating": "1"}}),
    ("BUD-44", {"general_spending[14]": None}),
    ("BUD-45", {"fund_spending[2]": None}),
    ("BUD-46", {"project_spending[0].state_capital": "1"}),
    ("BUD-47", {"other_spending[6]": None}),
    ("BUD-75", {"general_spending[18]": {"code": "2250101", "basic": "12.5"}}),
    ("BUD-76", {"fund_spending[3]": {"code": "2260101", "last_basic": "1"}}),
    ("BUD-77", {"capital_spending": [{"code": "2280101", "basic": "1"}], **CAPITAL}),
    ("BUD-78", {"other_spending[7]": {"code": "2350101", "operating": "4"}}),
    ("BUD-13", {"general_spending[15]": None}),
    ("BUD-61", {"general_spending[16]": None}),
    ("BUD-62", {"fund_spending[3]": {"code": "2296002", "basic": "1"}}),
    ("BUD-63", {"basic_spending[0]": None}),
    ("BUD-64", {"spending_table[17]": None}),
    ("BUD-65", {"income_table[17]": None}),
    ("BUD-14", {"basic_spending[1].personnel": "268.5"}),
    ("BUD-14", {"general_spending[2].basic": "6904"}),
    ("BUD-48", {"basic_spending[1].last_personnel": "262"}),
    ("BUD-48", {f"general_spending[{row}].last_basic": None for row in range(18)}),
    ("BUD-12", {"basic_spending[12].operating": None, "basic_spending[12].personnel": "3.2"}),
    ("BUD-49", {"general_spending[14].carried_forward": "100"}),
    ("BUD-50", {"fund_spending[2].carried_forward": "121"}),
    (
        "BUD-51",
        {
            "capital_spending": [
                {"code": "223", "basic": "1"},
                {"code": "2230105", "basic": "1", "carried_forward": "2"},
            ],
            **CAPITAL,
        },
    ),
    ("BUD-52", {"other_spending[6].carried_forward": "7"}),
    ("BUD-53", {"project_spending[1].general_public_budget": None, "project_spending[1].last_total": None}),
    ("META-05", {"general_spending[6].basic": "841600"}),
    ("BUD-54", {"basic_spending[11].operating": "186000"}),
    ("BUD-55", {"project_spending[1].general_public_budget": "648000"}),
    ("BUD-68", {"fund_spending[2].last_project": "10"}),
    ("BUD-69", {"capital_spending": [{"code": "2230105", "basic": "11", "last_basic": "1"}], **CAPITAL}),
    ("BUD-70", {"other_spending[2].operating": "24000"}),
    ("BUD-71", {"project_spending[2].government_fund": "1200000"}),
    ("BUD-72", {"project_spending[1].last_total": "620000"}),
    ("BUD-73", {"project_spending[3].name": "网格化服务管理经费"}),
    ("BUD-74", {"fund_spending[2].last_project": "1200000"}),
    ("BUD-18", {"general_spending_statement.empty": EMPTY}),
    ("BUD-56", {"basic_spending_statement.empty": EMPTY}),
    ("BUD-57", {"fund_spending_statement.empty": EMPTY}),
    ("BUD-58", {**CAPITAL}),
    ("BUD-59", {"project_spending_statement.empty": EMPTY}),
    ("BUD-60", {"procurement_statement.empty": EMPTY}),
    ("BUD-113", {"general_spending": [{"code": "201"}, {"code": "2010301"}], "project_spending": []}),
    ("BUD-114", {"basic_spending": [{"code": "301"}, {"code": "30101"}]}),
    ("BUD-115", {"fund_spending": [{"code": "2296002"}]}),
    ("BUD-116", {"capital_spending": [{"code": "2230105"}], **CAPITAL}),
    ("BUD-117", {"other_spending": [{"code": "2010301"}], "project_spending": []}),
    ("BUD-118", {"general_spending[2]": {"code": "2010301"}}),
    ("BUD-119", {"basic_spending[1]": {"code": "30101"}}),
    ("BUD-120", {"fund_spending[3]": {"code": "2296002"}}),
    ("BUD-121", {"capital_spending": [{"code": "2230105", "basic": "1"}, {"code": "2230107"}], **CAPITAL}),
    ("BUD-122", {"other_spending[7]": {"code": "2010399"}}),
    ("SAN-07", {"three_public.reception.amount": "0.5"}),
    ("SAN-15", {"three_public.running.amount": "5"}),
    ("SAN-16", {"basic_spending[29]": {"code": "31013", "operating": "12"}}),
    ("SAN-17", {"basic_spending[29]": {"code": "30212", "operating": "2"}}),
    ("JG-01", {"operating_costs.amount": "130.03"}),
    ("JG-04", {"institutions[1].kind": "事业单位", "operating_costs.amount": "130"}),
    ("JG-06", {"operating_costs.last_amount": "125.87"}),
    ("SAN-18", {"three_public.running.last_amount": "64000"}),
    ("JG-05", {"operating_costs.reason": None}),
    ("PERF-01", {"projects[0].budget": "90"}),
    ("PERF-02", {"projects[0].plan.cumulative.june": "15"}),
    ("PERF-02", {"projects[0].plan.cumulative.december": "95"}),
    ("PERF-03", {"project_spending[0].code": "13990127P0006011000"}),
    ("PERF-03", {"project_spending[0].code": None}),
    ("PERF-26", {"project_spending[0].code": "13990127P00060110011D"}),
    ("PERF-27", {"project_spending[0].code": "13990127P000601100021"}),
    ("PERF-28", {"project_spending[0].code": "13990128P00060110001D"}),
    ("PERF-33", {"unit.division": "139902"}),
    ("PERF-04", {"projects[1].indicators[0].target": "≤648万元"}),
    ("PERF-06", {"overall_indicators[0].weight": "15"}),
    ("PERF-38", {"overall_indicators[1].value": "3137000"}),
    ("PERF-34", {"projects[2].indicators[0].weight": "25"}),
    ("PERF-35", {"projects[2].indicators[0].weight": None}),
    ("PERF-07", {"projects[0].indicators[4].level1": "产出指标"}),
    ("PERF-19", {"overall_indicators[2].level1": "效益指标"}),
    ("PERF-24", {"projects[0].indicators[0]": None}),
    ("PERF-36", {"projects[3]": None}),
    ("PERF-37", {"projects[4]": {"name": "应急物资储备"}}),
    ("PERF-45", {"projects[2].goal": "1.全年投入资金210万元\n2.消除汛期积水点"}),
    ("PERF-46", {"overall_goals[1].text": "网格化服务管理经费安排资金68.4万元，配齐网格力量。"}),
    ("PERF-47", {"itemised_goals[1].goal": "街巷道路修缮工程投入资金210万元，消除积水点。"}),
    ("PROC-05", {"procurement[6].unit_price": "100"}),
    ("PROC-07", {"procurement[0].catalogue_code": "A0201060401"}),
    ("PROC-08", {"procurement_classes.goods.amount": "5"}),
    ("PROC-29", {"procurement[6].unit_price": "2000"}),
    ("PROC-30", {"procurement[6].state_capital": "8"}),
    ("PROC-31", {"procurement[6].unit_funds": "9"}),
    ("PROC-33", {"procurement_classes.goods.last_amount": "98000"}),
    ("PROC-32", {"procurement[5].government_fund": "97"}),
    ("ASSET-05", {"procurement[0].asset_class": None}),
    ("ASSET-05", {"procurement[6].asset_class": "其他固定资产"}),
    ("ASSET-09", {"assets.other.value": "150"}),
    ("ASSET-17", {"assets.other.disposed_value": "160"}),
    ("ASSET-19", {"assets.vehicles.opening_value": "364000"}),
    ("ASSET-20", {"assets.buildings.opening_value": "4125000"}),
    ("ASSET-21", {"assets.other.purchased_value": "93600"}),
    ("ASSET-22", {"assets.large_equipment.opening_quantity": "2"}),
    ("ASSET-18", {"assets.other.disposed_quantity": "500"}),
    ("PROC-06", {"procurement[6].project": "绿化养护项目"}),
    ("PROC-06", {"procurement[6].project": "社区环境整治"}),
    ("PERF-36", {"projects[1].name": "1.社区环境整治提升项目"}),
    *((rule, {path: value}) for rule, path, value in (
        ("BUD-80", "income.total", "0"), ("BUD-81", "expenditure.total", "0"),
        ("BUD-85", "general_spending[2].basic", "0.0690"), ("BUD-86", "basic_spending[1].personnel", "0.01"),
        ("BUD-87", "project_spending[1].general_public_budget", "0.01"), ("BUD-88", "fund_spending[2].last_project", "1200000"),
        ("BUD-90", "other_spending[2].last_basic", "240000"),
        ("SAN-22", "three_public.running.last_amount", "90000"), ("SAN-22", "three_public.running.amount", "90000"),
        ("PROC-50", "procurement_classes.goods.last_amount", "980000"), ("JG-11", "operating_costs.last_amount", "1257800"),
        ("JG-11", "operating_costs.amount", "1276300"),
    )),
    # a blank figure of last year turns 减少 into 增加
    *((rule, {path: None}) for rule, path in (
        ("SAN-23", "three_public.reception.last_amount"), ("SAN-23", "three_public.abroad.last_amount"), ("PROC-51", "procurement_classes.works.last_amount"),
        ("BUD-123", "general_spending[6].last_basic"), ("BUD-124", "basic_spending[1].last_personnel"), ("BUD-125", "fund_spending[2].last_project"),
        ("BUD-127", "other_spending[2].last_basic"), ("BUD-128", "project_spending[0].last_total"),
    )),
    ("BUD-126", {"capital_spending": [{"code": "2230105", "basic": "2"}], **CAPITAL}),
    ("BUD-89", {"capital_spending": [{"code": "2230105", "basic": "0.01", "last_basic": "12"}], **CAPITAL}),
    ("SAN-03", {"three_public.total.change": "1"}),
    ("SAN-09", {"three_public.vehicles.change": "1"}),
    ("BUD-03", {"expenditure.total": "1"}),
    ("BUD-01", {"income.total": "1"}),
]

#: Right submissions that show what the demo has no cells for: state capital, a purchased car, a public institution …
STATE_CAPITAL = {
    "capital_spending": [{"code": "223"}, {"code": "22301"}, {"code": "2230105", "carried_forward": "1"}],
    "project_spending[3].state_capital": "3", "project_spending[3].subject": "2230105",
    "project_spending[3].general_public_budget": None, "project_spending[3].fiscal_account": None,
    "income_table[20]": {"code": "2230105"}, "spending_table[20]": {"code": "2230105"},
    "procurement[6].state_capital": "2", "procurement[6].unit_funds": "1", **CAPITAL,
}  # fmt: skip
RIGHT: dict[str, dict[str, Any]] = {
    **dict.fromkeys(["BUD-26", "BUD-34", "BUD-41", "BUD-46", "BUD-51", "BUD-77", "BUD-111", "BUD-116", "BUD-121", "PROC-30", "PROC-31"], STATE_CAPITAL),
    "BUD-126": {"capital_spending": [{"code": "2230105", "basic": "2", "last_basic": "0"}], **CAPITAL},
    "BUD-107": {"capital_spending": [{"code": "223"}], **CAPITAL},
    "BUD-68": {"fund_spending[2].last_project": "12"},
    "BUD-69": {"capital_spending": [{"code": "2230105", "basic": "10", "last_basic": "1"}], **CAPITAL},
    "BUD-89": {"capital_spending": [{"code": "2230105", "basic": "10", "last_basic": "12"}], **CAPITAL},
    "SAN-16": {"basic_spending[29]": {"code": "31013", "operating": "0"}},
    "SAN-17": {"basic_spending[29]": {"code": "30212", "operating": "0"}},
    "JG-04": {"institutions[1].kind": "事业单位"},
    "PERF-37": {"projects[4]": {"name": "网格化服务管理经费"}},
}


@cache
def own_rules() -> tuple[str, ...]:
    """The rules of the form's own file, each of those that one item stands for, without what it takes away."""
    import tomllib

    text = (form().folders[0] / "rules.toml").read_text(encoding="utf-8")
    items = (item for item in tomllib.loads(text)["rules"] if not item.get("remove"))
    return tuple(rule for item in items for rule in item.get("over", [item.get("id")]))


def tree(changes: dict[str, Any]) -> Group:
    decoded = decode(form(), changed(typed(), changes), 2027)
    compute(form(), decoded.root, lambda cell: cell.key not in decoded.given)
    return with_lists(form(), decoded.root)


@cache
def clean() -> Group:
    return with_lists(form(), decode(form(), demo()["data"], 2027).root)


@pytest.mark.parametrize(("rule", "changes"), CASES)
def test_a_mistake_fails_its_rule(rule: str, changes: dict[str, Any]) -> None:
    assert outcome(judge_rule(form().rule(rule), tree(changes))) == "failed"


@pytest.mark.parametrize("rule", own_rules())
def test_what_is_right_passes(rule: str) -> None:
    root = tree(RIGHT[rule]) if rule in RIGHT else clean()
    assert outcome(judge_rule(form().rule(rule), root)) == "passed"


def test_every_rule_has_a_case() -> None:
    assert set(own_rules()) <= {rule for rule, _ in CASES}
