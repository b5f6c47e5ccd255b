"""Small clean submissions of each form, and small changes to them, for tests of rules.

A change is a path and a value: ``{"income.total": "5"}``, ``{"procurement[0].quantity": None}``, ``{"procurement[2]": None}``
(the row goes), ``{"projects": []}``. What has a formula is left out of the data and computed.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from budgetxl.expressions import Status
from budgetxl.forms import Form, Verdict, compute, decode, formula_cells, judge_rule, load_form, with_lists
from budgetxl.values import Group, path_of

Data = dict[str, Any]
FORMS = ("langfang-2022", "sanhe-2020", "shijiazhuang-hitech-2020", "fengrun-performance-2023")


def indicator(levels: str, level3: str, target: str) -> Data:
    level1, level2 = levels.split()
    return {
        "level1": level1, "level2": level2, "level3": level3, "description": f"反映{level3}", "target": target, "basis": "工作计划",
    }  # fmt: skip


def projects(year: int, benefit: str = "效益指标") -> list[Data]:
    return [
        {
            "name": "社区工作经费",
            "goal": "保障社区日常办公，使社区正常运转。",
            "indicators": [
                indicator("产出指标 数量指标", "保障社区数量", "=14个"),
                indicator("产出指标 质量指标", "运转保障率", "≥95%"),
                indicator("产出指标 时效指标", "完成时间", f"{year}年12月31日前"),
                indicator("产出指标 成本指标", "社区经费标准", "≤5万元/社区/年"),
                indicator(f"{benefit} 社会效益指标", "社区服务水平", "进一步提升"),
                indicator("满意度指标 服务对象满意度指标", "居民满意度", "≥90%"),
            ],
        },
        {
            "name": "道路维修改造工程",
            "goal": "维修辖区道路，方便居民出行。",
            "indicators": [
                indicator("产出指标 数量指标", "维修道路长度", "≥3公里"),
                indicator("产出指标 质量指标", "验收合格率", "=100%"),
                indicator("产出指标 时效指标", "完成时间", "6月底前"),
                indicator("产出指标 成本指标", "工程总投资", "≤120万元"),
                indicator(f"{benefit} 可持续影响指标", "道路使用年限", "≥5年"),
                indicator("满意度指标 服务对象满意度指标", "居民满意度", "≥90%"),
            ],
        },
    ]


def overall_indicator(levels: str, level3: str, score: int, symbol: str | None, value: str, unit: str | None) -> Data:
    level1, level2 = levels.split()
    return {
        "level1": level1, "level2": level2, "level3": level3, "scoring": f"此项{score}分，每少1%扣0.2分",
        "description": f"反映{level3}", "symbol": symbol, "value": value, "unit": unit, "basis": "年度考核",
    }  # fmt: skip


def purchase(project: str, item: str, code: str, measure: str, quantity: str, price: str, **columns: str) -> Data:
    row = {"project": project, "item": item, "catalogue_code": code, "measure": measure}
    return {**row, "quantity": quantity, "unit_price": price, **columns}


GOALS: Data = {
    "overall_goals": [{"text": "建设整洁有序的街道，办好民生实事。"}],
    "itemised_goals": [
        {"name": "社区工作经费", "goal": "保障社区运转。", "indicators": "按季度支付；居民满意。"},
        {"name": "道路维修改造工程", "goal": "改善出行。", "indicators": "成本指标为不超过120万元；质量合格。"},
    ],
    "safeguards": [{"heading": "加强支出管理", "text": "早采购、早开工、早付款。"}],
}

BUDGET: Data = {
    "unit": {"name": "广平区新城街道办事处", "kind": "部门", "self_name": "街道", "tier": "区级", "scope": "机关"},
    "institutions": [{"name": "新城街道办事处", "kind": "行政单位", "rank": "正科级", "funding": "财政拨款"}],
    "duties": [{"heading": "党政综合办公室", "text": "处理日常事务。"}],
    "expenditure": {"personnel": "500", "operating": "110", "project": "500", "main_projects": "社区治理、道路维修"},
    "change": {
        "basic": "30.5", "basic_reason": "人员增加和工资调整", "project": "-10.5", "project_reason": "去年的危房改造已经完工",
    },
    "operating_costs": {"amount": "110", "uses": "办公费、水电费、取暖费"},
    "three_public": {
        "total": {"reason": "压减公务接待和用车开支"},
        "abroad": {"amount": "0", "change": "0"},
        "vehicles": {"change": "-1"},
        "purchase": {"amount": "0", "change": "0"},
        "running": {"amount": "6", "change": "-1"},
        "reception": {"amount": "1", "change": "-0.5"},
    },
    "procurement_approved": {"amount": "127"},
    "asset_summary": {"closing_amount": "450.5", "planned_purchase": "7", "planned_items": "计算机、办公桌"},
    "assets": {
        "buildings": {"quantity": "1000", "value": "300"},
        "offices": {"quantity": "800", "value": "240"},
        "vehicles": {"quantity": "2", "value": "40"},
        "large_equipment": {"quantity": "1", "value": "30"},
        "other": {"quantity": "100", "value": "80.5"},
    },
    "glossary": [{"term": "基本支出", "text": "维持机构正常运行的支出。"}],
    **GOALS,
}  # fmt: skip

LANGFANG: Data = {
    **BUDGET,
    "unit": {**BUDGET["unit"], "district": "广平区"},
    "income": {
        "general_public_budget": "1000", "government_fund": "60", "fiscal_account": "20", "other": "10", "carried_forward": "20",
    },
    "three_public": {**BUDGET["three_public"], "total": {"change": "-1.5", "reason": "压减公务接待和用车开支"}},
    "overall_indicators": [
        overall_indicator("部门产出 数量", "保障社区数量", 20, "≥", "14", "个"),
        overall_indicator("部门产出 质量", "运转保障率", 20, "=", "100", "%"),
        overall_indicator("部门产出 时效", "工资发放及时率", 10, "≥", "95", "%"),
        overall_indicator("部门产出 成本", "公用经费", 10, "≤", "110", "万元"),
        overall_indicator("部门效果 社会效益", "社区服务水平", 20, "文字描述", "稳步提升", None),
        overall_indicator("部门效果 满意度", "居民满意度", 20, "≥", "90", "%"),
    ],
    "projects": projects(2022),
    "procurement": [
        purchase("社区工作经费", "台式计算机", "A02010104", "台", "10", "0.5", budget="5", general_public_budget="5", small_business="5"),
        purchase("社区工作经费", "办公桌", "A060205", "张", "20", "0.1", budget="2", general_public_budget="2"),
        purchase(
            "道路维修改造工程", "道路维修", "B0899", "公里", "3", "40", budget="120", general_public_budget="50",
            government_fund="50", state_capital="1", fiscal_account="5", unit_funds="2", fiscal_carryover="10",
            other_carryover="2",
        ),
    ],
    "asset_date": {"as_of": "2021-12-31"},
}  # fmt: skip

SANHE: Data = {
    **BUDGET,
    "unit": {**BUDGET["unit"], "code": "436", "self_name": "部门", "tier": "市级"},
    "income": {"general_public_budget": "1000", "government_fund": "60", "fiscal_account": "20", "other": "30"},
    "expenditure": {**BUDGET["expenditure"], "other": "0"},
    "three_public": {
        **{name: row for name, row in BUDGET["three_public"].items() if name not in ("total", "vehicles")},
        "vehicles": {"reason": "节约用车"},
        "reception": {"amount": "1", "change": "-0.5", "reason": "压减接待"},
    },
    "projects": projects(2020),
    "procurement": [
        purchase("社区工作经费", "货物", "[A02010104]台式计算机", "台", "10", "0.5", budget="100", general_public_budget="5"),
        purchase("社区工作经费", "货物", "[A060205]办公桌", "张", "20", "0.1", budget="100", general_public_budget="2"),
        purchase(
            "道路维修改造工程", "工程", "[B0899]道路维修", "公里", "3", "40", budget="130", general_public_budget="50",
            government_fund="50", fiscal_account="5", other="5", other_channels="10",
        ),
    ],
    "asset_date": {"as_of": "2019-12-31"},
}  # fmt: skip

SHIJIAZHUANG: Data = {
    **BUDGET,
    "unit": {"name": "高新区新城街道办事处", "code": "438002", "department_code": "438", "district": "高新区", "kind": "部门", "self_name": "街道", "tier": "区级"},
    "carryover": {"surplus": "0", "amount": "20", "items": "惠民资金"},
    "income": {
        "general_public_budget": "1000", "government_fund": "60", "state_capital": "5", "fiscal_account": "15", "other": "10",
        "carried_forward": "20",
    },
    "expenditure": {**BUDGET["expenditure"], "project_own_level": "500"},
    "change": {**BUDGET["change"], "basic_growth": "5.3", "project_growth": "-2.1"},
    "basic_changes": [{"name": "基本工资", "change": "30"}],
    "project_changes": [{"name": "危房改造", "change": "-10.5", "reason": "已经完工", "kind": "原有"}],
    "operating_costs": {"amount": "110", "change": "2", "growth": "1.9", "reason": "人员增加"},
    "operating_items": [{"name": "办公费", "amount": "60", "change": "1.5"}, {"name": "水电费", "amount": "20"}],
    "three_public": {
        **{name: row for name, row in BUDGET["three_public"].items() if name != "vehicles"},
        "abroad": {"amount": "0", "share": "0", "change": "0"},
        "running": {"amount": "6", "share": "85.71", "change": "-1"},
        "reception": {"amount": "1", "share": "14.29", "change": "-0.5"},
    },
    "projects": [{**project, "category": "预算项目"} for project in projects(2020, "效果指标")],
    "procurement_approved": {
        "amount": "130", "goods": "7", "goods_share": "5.4", "works": "120", "works_share": "92.3", "services": "3",
        "services_share": "2.3",
    },
    "procurement": [
        purchase("社区工作经费", "台式计算机", "A02010104", "台", "10", "0.5", budget="100", general_public_budget="5"),
        purchase("社区工作经费", "办公桌", "A060205", "张", "20", "0.1", budget="100", general_public_budget="2"),
        purchase(
            "道路维修改造工程", "道路维修", "B0899", "公里", "3", "40", budget="130", general_public_budget="50",
            government_fund="50", state_capital="5", fiscal_account="5", other="10",
        ),
        purchase("社区工作经费", "印刷服务", "C08140199", "批", "1", "3", budget="100", general_public_budget="3"),
    ],
    "assets": {
        "buildings": {"quantity": "1000", "value": "300"},
        "offices": {"quantity": "800", "value": "240"},
        "general_equipment": {"quantity": "50", "value": "70"},
        "vehicles": {"quantity": "2", "value": "40"},
        "special_equipment": {"quantity": "5", "value": "35"},
        "large_equipment": {"quantity": "1", "value": "30"},
        "relics": {"quantity": "0", "value": "0"},
        "books": {"quantity": "100", "value": "5.5"},
        "library_books": {"quantity": "80", "value": "4"},
        "furniture": {"quantity": "90", "value": "40"},
    },
    "asset_classes": {
        "buildings": {"value": "300", "share": "66.6"},
        "general_equipment": {"value": "70", "share": "15.5"},
        "special_equipment": {"value": "35", "share": "7.8"},
        "relics": {"value": "0", "share": "0"},
        "books": {"value": "5.5", "share": "1.2"},
        "furniture": {"value": "40", "share": "8.9"},
    },
    "asset_date": {"as_of": "2019-12-31"},
}  # fmt: skip

PLAN = {"cumulative": {"march": "25", "june": "50", "october": "75", "december": "100"}}
FENGRUN: Data = {
    "unit": {"name": "广平区新城街道办事处", "code": "435001", "kind": "部门", "stage": "批复", "scope": "本级"},
    **GOALS,
    "itemised_goals": [{**goal, "share_of_tasks": "95"} for goal in GOALS["itemised_goals"]],
    "projects": [
        {**project, "code": code, "fiscal_funds": "110", "other_funds": "10", "purpose": "日常开支", "plan": PLAN}
        for project, code in zip(projects(2023), ("13020823P00018410001J", "13020823P000182100017"), strict=True)
    ],
}

CLEAN: dict[str, Data] = dict(zip(FORMS, (LANGFANG, SANHE, SHIJIAZHUANG, FENGRUN), strict=True))

_STEP = re.compile(r"([a-z_0-9]+)|\[(\d+)\]")


def changed(data: Data, changes: Mapping[str, Any]) -> Data:
    """A copy of the data with the changes made; a list's item that becomes None goes."""
    made = copy.deepcopy(data)
    for path, value in changes.items():
        *way, last = steps(path)
        holder: Any = made
        for step in way:
            holder = holder.setdefault(step, {}) if isinstance(holder, dict) else holder[step]
        if isinstance(holder, list) and value is None:
            del holder[last]  # type: ignore[arg-type]
        elif isinstance(holder, list) and last == len(holder):
            holder.append(value)
        else:
            holder[last] = value
    return made


def data_of(form: str, changes: Mapping[str, Any] | None = None) -> Data:
    """The clean data of a form with changes made."""
    return changed(CLEAN[form], changes or {})


def tree(form: Form, data: Data) -> Group:
    """The data as ``fill`` understands it: what it leaves out is computed, what it states stands."""
    decoded = decode(form, data, form.year)
    compute(form, decoded.root, lambda cell: cell.key not in decoded.given)
    return with_lists(form, decoded.root)


@cache
def loaded(form: str) -> Form:
    return load_form(form)


def judged(form: str, rule: str, changes: Mapping[str, Any] | None = None) -> list[Verdict]:
    """The verdicts of one rule over the clean data of a form with changes made."""
    found = loaded(form)
    return list(judge_rule(found.rule(rule), tree(found, data_of(form, changes))))


def outcome(verdicts: Iterable[Verdict]) -> str:
    """The worst of a rule's verdicts."""
    found = {verdict.judgement.status for verdict in verdicts}
    order = (Status.FAILED, Status.ROUNDING, Status.PASSED, Status.NOT_EVALUATED, Status.NOT_APPLICABLE)
    return next((status.value for status in order if status in found), "no rows")


# The default form's clean submission is the demo; it is large, so that only what stands on a change is computed again.

DEMO = Path(__file__).resolve().parent.parent / "sample_workbooks" / "hebei-2027-demo.json"
Key = tuple[str | int, ...]


@cache
def demo() -> tuple[Form, Data]:
    """The default form, and the demo's data with all that is computed."""
    made = json.loads(DEMO.read_text(encoding="utf-8"))
    return loaded(made["form"]), made["data"]


@cache
def demo_computed() -> frozenset[Key]:
    """The keys of what is computed in the demo."""
    form, data = demo()
    return frozenset(cell.key for cell in formula_cells(form, decode(form, data, form.year).root))


@cache
def demo_typed() -> Data:
    """The demo's data without what is computed: what staff typed."""
    made = copy.deepcopy(demo()[1])
    for key in demo_computed():
        holder: Any = made
        for step in key[:-1]:
            holder = holder[step]
        del holder[key[-1]]
    return made


def steps(path: str) -> Key:
    """``procurement[0].quantity`` as a key."""
    return tuple(int(index) if index else name for name, index in _STEP.findall(path))


def demo_with(changes: Mapping[str, Any]) -> tuple[Group, frozenset[Key]]:
    """The demo's tree with changes made, and the keys of what is computed in it; what a change states stands."""
    form, data = demo()
    stated = {steps(path) for path in changes}
    if all(isinstance(key[-1], str) and not isinstance(changes[path], list | dict) for path in changes for key in [steps(path)]):
        root, computed = decode(form, changed(data, changes), form.year).root, demo_computed() - stated
        compute(form, root, lambda cell: cell.key in computed, {path_of(key) for key in stated})
        return root, computed
    decoded = decode(form, changed(demo_typed(), changes), form.year)
    computed = frozenset(cell.key for cell in formula_cells(form, decoded.root)) - decoded.given
    compute(form, decoded.root, lambda cell: cell.key in computed)
    return decoded.root, computed
