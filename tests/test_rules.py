"""Every rule of every form, at work: a case that passes and one that fails, each a small change to a clean submission.

A case is one line: the rule, what is changed, how the rule then comes out. It runs on each form that has the rule, or on
the forms it names. The clean submission itself is a case that passes. A test fails where a rule has no case.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from submissions import FORMS, data_of, judged, loaded, outcome, tree

from budgetxl.forms import FormError, judge_form, judge_rule, known_folders, load_form, row_places
from budgetxl.layout import Locator, lay_out
from budgetxl.workbook import blank_data, fill, read
from budgetxl.workbook.build.row_checks import rule_formulas

LANGFANG, SANHE, SHIJIAZHUANG, FENGRUN = FORMS
FAILED, PASSED, ROUNDING, OPEN, ASIDE = "failed", "passed", "rounding", "not_evaluated", "not_applicable"


class Case(NamedTuple):
    rule: str
    changes: dict[str, Any]
    outcome: str
    forms: tuple[str, ...] = FORMS


def the(rule: str, changes: dict[str, Any], outcome: str, *forms: str) -> Case:
    return Case(rule, changes, outcome, forms or FORMS)


OWN = [{"name": "服务中心", "kind": "事业单位"}]
BOTH = [{"name": "街道", "kind": "行政"}, *OWN]

BUDGETS = (LANGFANG, SANHE, SHIJIAZHUANG)
BARE = {"income": {}, "expenditure": {}}
NO_PART = {f"three_public.{item}.change": None for item in ("abroad", "vehicles", "purchase", "running", "reception")}
ONE_PART = NO_PART | {"three_public.reception.change": "1"}
VEHICLES_BLANK = {"three_public.vehicles.change": None}

CASES = [
    # 收支
    the("BUD-01", {"income.total": "1110.02"}, ROUNDING),
    the("BUD-01", {"income.total": "1110.05"}, FAILED),
    the("BUD-01", {"income.total": "111"}, FAILED),
    the("BUD-01", {"income.general_public_budget": None}, PASSED),
    the("BUD-02", {"income.general_public_budget": "1000.01"}, FAILED),
    the("BUD-02", {"expenditure.personnel": None, "expenditure.operating": None, "expenditure.project": None}, OPEN, LANGFANG),
    the("BUD-01", {"income.state_capital": "8"}, PASSED, SHIJIAZHUANG),
    the("BUD-03", {"expenditure.total": "1100"}, FAILED),
    the("BUD-03", {"expenditure.other": "3"}, PASSED, SANHE),
    the("BUD-03", {"expenditure.total": "1113", "expenditure.other": "3"}, PASSED, SANHE),
    the("BUD-04", {"expenditure.basic": "600"}, FAILED),
    the("BUD-04", {"expenditure.operating": None}, OPEN),
    the("BUD-06", {"change.total": "41"}, FAILED),
    the("BUD-06", {"change.total": "20", "change.project": "10.5"}, FAILED),
    the("BUD-09", {"change.basic_reason": None}, FAILED, LANGFANG, SANHE),
    the("BUD-09", {"change.basic_reason": None, "basic_changes": []}, FAILED, SHIJIAZHUANG),
    the("BUD-09", {"change.basic_reason": None}, PASSED, SHIJIAZHUANG),
    the("BUD-09", {"change.basic": "0", "change.basic_reason": None}, ASIDE),
    the("BUD-10", {"change.basic_growth": "5.2"}, FAILED),
    the("BUD-10", {"change.basic_growth": "5"}, PASSED),
    the("BUD-10", {"change.basic_growth": "8"}, ASIDE),
    the("BUD-16", {"income.carried_forward": None}, FAILED),
    the("BUD-16", {"carryover.amount": "0"}, ASIDE),
    the("BUD-17", {"expenditure.main_projects": None}, FAILED),
    the("BUD-20", {"change.project_reason": None}, FAILED, LANGFANG, SANHE),
    the("BUD-20", {"change.project_reason": None, "project_changes": []}, FAILED, SHIJIAZHUANG),
    the("BUD-21", {"change.basic_reason": "政策调整"}, FAILED),
    the("BUD-21", {"change.basic_reason": "增资"}, FAILED),
    the("BUD-22", {"change.project_reason": "项目 调整"}, FAILED),
    the("BUD-23", {"change.basic": "610"}, PASSED),
    the("BUD-23", {"change.basic": "3050000"}, FAILED),
    the("BUD-24", {"change.project": "501"}, FAILED),
    the("BUD-25", {"change.basic_growth": "5"}, PASSED),
    the("BUD-25", {"change.basic_growth": "-5.3"}, FAILED),
    the("BUD-25", {"change.basic_growth": "53"}, FAILED),
    the("BUD-26", {"change.project_growth": "-2.2"}, FAILED),
    the("BUD-26", {"change.project_growth": "-2.06"}, PASSED),
    the("BUD-27", {"change.project_growth": "2.1"}, FAILED),
    the("BUD-28", {"change.basic": "610", "change.basic_growth": "100"}, FAILED),
    the("BUD-28", {"change.basic": "610", "change.basic_growth": None}, PASSED),
    the("BUD-29", {"change.project": "500", "change.project_growth": "100"}, FAILED),
    the("BUD-29", {"change.project": "500", "change.project_growth": None}, PASSED),
    the("BUD-30", {"expenditure.project_own_level": "501"}, FAILED),
    # nothing filled in
    the("BUD-80", BARE, FAILED, *BUDGETS),
    the("BUD-80", {"income.total": "0"}, FAILED),
    the("BUD-81", BARE, FAILED, *BUDGETS),
    the("BUD-81", {"expenditure.total": "0"}, FAILED),
    the("PERF-40", {"projects": []}, FAILED),
    the("PERF-40", {"projects[0].fiscal_funds": "0", "projects[0].other_funds": "0", "projects[1].fiscal_funds": "0", "projects[1].other_funds": "0"}, FAILED),
    # 元 and 万元
    the("BUD-82", {"change.basic": "-6100000"}, FAILED),
    the("BUD-82", {"change.basic": "-6100"}, PASSED),
    the("BUD-83", {"change.project": "-5000000"}, FAILED),
    the("BUD-84", {"income.total": "11100000"}, FAILED),
    the("BUD-91", {"basic_changes[0].name": None}, FAILED),
    the("BUD-92", {"project_changes[0].name": None}, FAILED),
    # “三公”
    the("SAN-01", {"three_public.total.amount": "8"}, FAILED),
    the("SAN-01", {"three_public.abroad.amount": None}, OPEN),
    the("SAN-02", {"three_public.vehicles.amount": "5"}, FAILED),
    the("SAN-03", {"three_public.total.change": "1.5"}, FAILED),
    the("SAN-03", {"three_public.abroad.change": None}, PASSED),  # what is not given counts 0 as soon as one part is given
    the("SAN-03", ONE_PART | {"three_public.total.change": "0"}, FAILED, LANGFANG),
    the("SAN-03", ONE_PART | {"three_public.total.change": "1"}, PASSED, LANGFANG),
    the("SAN-03", NO_PART | {"three_public.abroad.change": "-2", "three_public.total.change": "0"}, FAILED, LANGFANG),
    the("SAN-03", NO_PART | {"three_public.total.change": "0"}, OPEN, LANGFANG),
    the("SAN-20", NO_PART | {"three_public.running.change": "1", "three_public.total.change": "0"}, FAILED, LANGFANG),
    the("SAN-20", NO_PART | {"three_public.running.change": "1", "three_public.total.change": "1"}, PASSED, LANGFANG),
    the("SAN-20", VEHICLES_BLANK | {"three_public.total.change": "-1"}, FAILED, SANHE, SHIJIAZHUANG),
    the("SAN-20", VEHICLES_BLANK | {"three_public.total.change": "-1.5"}, PASSED, SANHE, SHIJIAZHUANG),
    the("SAN-05", {"three_public.abroad.share": "1"}, FAILED),
    the("SAN-06", {"assets.vehicles.quantity": "0"}, FAILED),
    the("SAN-06", {"assets.vehicles.quantity": "0", "three_public.running.amount": "0"}, PASSED),
    the("SAN-06", {"assets.vehicles.quantity": "0", "three_public.purchase.amount": "18"}, ASIDE),
    the("SAN-08", {"three_public.total.change": "0.5"}, FAILED),
    the("SAN-08", {"three_public.total.change": "0"}, PASSED),
    the("SAN-09", {"three_public.vehicles.change": "-2"}, FAILED),
    the("SAN-09", {"three_public.vehicles.change": "0", "three_public.purchase.change": None}, FAILED),
    the("SAN-21", {"three_public.reception.change": "-10000"}, FAILED),
    the("SAN-21", {"three_public.reception.change": "-90"}, PASSED),
    the("SAN-10", {"three_public.reception.change": "1.5"}, FAILED),
    the("SAN-10", {"three_public.abroad.change": "-30"}, PASSED),
    the("SAN-11", {"three_public.total.reason": None}, FAILED, LANGFANG, SHIJIAZHUANG),
    the("SAN-11", {"three_public.total.reason": None, "three_public.running.reason": "压减用车"}, PASSED, LANGFANG),
    the("SAN-11", {"three_public.reception.reason": None}, FAILED, SANHE),
    the("SAN-12", {"three_public.running.amount": "10.2"}, FAILED),
    the("SAN-13", {"three_public.purchase.amount": "18"}, FAILED),
    the("SAN-13", {"three_public.purchase.amount": "18", "procurement[0].item": "越野汽车"}, PASSED),
    the("SAN-13", {"three_public.purchase.amount": "18", "procurement[0].catalogue_code": "[A02030501]轿车"}, PASSED, SANHE),
    the("SAN-14", {"three_public.running.amount": "60000"}, FAILED),
    the("SAN-15", {"three_public.running.share": "85.7"}, PASSED),
    the("SAN-15", {"three_public.running.share": "84.71"}, FAILED),
    the("SAN-16", {"three_public.reception.share": "15"}, FAILED),
    # 机关运行经费
    the("JG-01", {"operating_costs.amount": "111"}, FAILED),
    the("JG-01", {"operating_costs.amount": "100", "institutions": BOTH}, ASIDE),
    the("JG-02", {"operating_items[0].amount": "95"}, FAILED),
    the("JG-10", {"operating_costs.amount": None}, FAILED),
    the("JG-10", {"operating_costs.amount": None, "institutions": BOTH}, FAILED),
    the("JG-10", {"operating_costs.amount": None, "institutions[0].kind": "参公事业单位"}, FAILED),
    the("JG-10", {"operating_costs.amount": None, "institutions[0].kind": None}, FAILED),
    the("JG-10", {"operating_costs.amount": None, "institutions": []}, FAILED),
    the("JG-10", {"operating_costs.amount": None, "institutions": OWN}, ASIDE),
    the("JG-12", {"operating_items[0].name": None}, FAILED),
    the("JG-03", {"institutions": OWN}, FAILED),
    the("JG-03", {"institutions": OWN, "operating_costs.amount": "0"}, PASSED),
    the("JG-03", {"institutions": BOTH}, ASIDE),
    the("JG-04", {"institutions": BOTH, "operating_costs.amount": "100"}, PASSED),
    the("JG-04", {"institutions": BOTH, "operating_costs.amount": "120"}, FAILED),
    the("JG-04", {"institutions": [], "operating_costs.amount": "120"}, FAILED),
    the("JG-05", {"operating_costs.growth": "19"}, FAILED),
    the("JG-06", {"operating_costs.growth": "1.7"}, FAILED),
    the("JG-07", {"operating_costs.change": "110", "operating_costs.growth": "100"}, FAILED),
    the("JG-07", {"operating_costs.change": "110", "operating_costs.growth": None}, PASSED),
    the("JG-08", {"operating_costs.reason": None, "operating_items[0].change": None}, FAILED),
    the("JG-09", {"operating_costs.change": "112"}, FAILED),
    # 项目绩效目标表
    the("PERF-01", {"projects[0].budget": "130"}, FAILED),
    the("PERF-01", {"projects[0].other_funds": None}, PASSED),
    the("PERF-02", {"projects[0].plan.cumulative.june": "80"}, FAILED),
    the("PERF-02", {"projects[0].plan.cumulative.december": "99"}, FAILED),
    the("PERF-02", {"projects[0].plan.cumulative.march": "0"}, PASSED),
    the("PERF-03", {"projects[1].code": "13020823P00018210001"}, FAILED),
    the("PERF-04", {"projects[1].indicators[3].target": "≤12000万元"}, FAILED),
    the("PERF-04", {"projects[0].indicators[3].target": "≤8600元/月/社区"}, FAILED, FENGRUN),
    the("PERF-04", {"projects[0].indicators[3].target": "≤7142.86元/月/社区"}, PASSED, FENGRUN),
    the("PERF-07", {"projects[0].indicators[4].level1": "产出指标"}, FAILED),
    the("PERF-07", {"projects[0].indicators[0].level2": "服务对象满意度指标"}, FAILED),
    the("PERF-07", {"projects[0].indicators[3].level1": "成本指标"}, PASSED),
    the("PERF-08", {"projects[1].indicators[5]": None}, FAILED),
    the("PERF-08", {"projects[1].indicators": []}, FAILED),
    the("PERF-09", {"projects[0].goal": None}, FAILED),
    the("PERF-10", {"projects[0].indicators[0].target": "≥14"}, FAILED),
    the("PERF-10", {"projects[0].indicators[0].target": "14", "projects[0].indicators[0].level3": "保障社区数（个）"}, PASSED),
    the("PERF-11", {"projects[0].indicators[5].target": "≥950%"}, FAILED),
    the("PERF-11", {"projects[0].indicators[4].target": "增长150%以上"}, PASSED),
    the("PERF-11", {"projects[0].indicators[4].level3": "矛盾纠纷化解率", "projects[0].indicators[4].target": "≥980%"}, FAILED),
    the("PERF-11", {"projects[0].indicators[4].level3": "诉求按时办结率", "projects[0].indicators[4].target": "≥950%"}, FAILED),
    the("PERF-11", {"projects[0].indicators[4].level3": "资金到位率", "projects[0].indicators[4].target": "1000%"}, FAILED),
    the("PERF-11", {"projects[0].indicators[4].level3": "信访投诉率", "projects[0].indicators[4].target": "≤200%"}, FAILED),
    the("PERF-11", {"projects[0].indicators[4].level3": "资料差错率", "projects[0].indicators[4].target": "≤150%"}, FAILED),
    the("PERF-11", {"projects[0].indicators[4].level3": "工作任务完成率", "projects[0].indicators[4].target": "≥105%"}, PASSED),
    the("PERF-11", {"projects[0].indicators[4].level3": "床位利用率", "projects[0].indicators[4].target": "≥110%"}, PASSED),
    the("PERF-11", {"projects[0].indicators[4].level3": "刑事案件发案率", "projects[0].indicators[4].target": "不超过上年的105%"}, PASSED),
    the("PERF-11", {"projects[0].indicators[4].level3": "居民投诉率", "projects[0].indicators[4].target": "≤2%"}, PASSED),
    the("PERF-11", {"projects[0].indicators[4].level3": "事项办结率", "projects[0].indicators[4].target": "≥100%"}, PASSED),
    the("PERF-13", {"procurement[2].project": "绿化提升工程"}, FAILED),
    the("PERF-13", {"procurement[2].project": "（2）道路维修 改造工程"}, PASSED),
    the("PERF-14", {"projects[1].indicators[3].target": "≤110万元"}, FAILED),
    the("PERF-14", {"itemised_goals[0].indicators": "为41个社区提供保障。"}, FAILED),
    the("PERF-14", {"itemised_goals[0].indicators": "为14个社区提供保障，其中新建社区3个。"}, PASSED),
    the("PERF-15", {"projects[0].goal": "保障41个社区正常运转。"}, FAILED),
    the("PERF-15", {"projects[0].goal": "保障14个社区正常运转，每个社区配备3个办公室。"}, PASSED),
    the("PERF-43", {"projects[0].indicators[0].description": "商户走访率", "projects[0].indicators[0].target": "≥80%", "itemised_goals[0].name": "安全", "itemised_goals[0].indicators": "走访商户90%以上。"}, FAILED),
    the("PERF-43", {"projects[0].indicators[0].description": "商户走访率", "projects[0].indicators[0].target": "≥80%", "itemised_goals[0].name": "安全", "itemised_goals[0].indicators": "走访商户80%以上。"}, PASSED),
    the("PERF-43", {"itemised_goals[0].indicators": "走访商户90%以上。"}, ASIDE),
    the("PERF-44", {"overall_goals[0].text": "化解信访问题不少于10件。", "itemised_goals[0].indicators": "包案化解信访事项，全年不少于5件。"}, FAILED),
    the("PERF-44", {"overall_goals[0].text": "化解信访问题不少于10件。", "itemised_goals[0].indicators": "包案化解信访事项，全年不少于10件。"}, PASSED),
    the("PERF-39", {"projects[0].indicators[0].level3": "≥14个"}, FAILED),
    the("PERF-16", {"projects[0].indicators[0].basis": "反映保障社区数量"}, FAILED),
    the("PERF-16", {"projects[0].indicators[0].basis": None}, FAILED),
    the("PERF-18", {"projects[0].indicators[2].target": "2018年12月31日前"}, FAILED),
    the("PERF-21", {"projects[1].indicators[3].target": "≤60万"}, FAILED),
    the("PERF-21", {"projects[1].indicators[3].target": "≤25万/季度"}, FAILED),
    the("PERF-22", {"projects[1].goal": "保障社区日常办公， 使社区正常运转。"}, FAILED),
    the("PERF-23", {"projects[1].indicators[1]": None}, FAILED),
    the("PERF-24", {"projects[1].indicators[3]": None}, FAILED),
    the("PERF-24", {"projects[1].indicators[3].level1": "成本指标", "projects[1].indicators[3].level2": "造价"}, PASSED),
    the("PERF-25", {"projects[1].name": "社区工作经费"}, FAILED),
    the("PERF-26", {"projects[0].code": "13020823P00018410001K"}, FAILED),
    the("PERF-26", {"projects[0].code": "13020823P0001841000"}, PASSED),
    the("PERF-27", {"projects[1].code": "13020823P00018410001J"}, FAILED),
    the("PERF-28", {"projects[0].code": "13020824P00018410001J"}, FAILED),
    the("PERF-28", {"projects[0].code": "13020822P00018410001J"}, PASSED),
    the("PERF-31", {"itemised_goals[0].share_of_tasks": "950"}, FAILED),
    the("PERF-32", {"projects[0].indicators[1].target": "≥95百分比"}, FAILED),
    # 整体支出绩效指标
    the("PERF-06", {"overall_indicators[0].scoring": "此项15分，每少1%扣0.2分"}, FAILED),
    the("PERF-06", {"overall_indicators[0].scoring": "按完成情况评分"}, OPEN),
    the("PERF-06", {"overall_indicators[0].scoring": "达到指标值得20分，否则按比例扣分"}, PASSED),
    the("PERF-12", {"overall_indicators[4].value": "90"}, FAILED),
    the("PERF-17", {f"overall_indicators[{n}].description": "此项15分，每少1%扣0.2分" for n in range(6)}, PASSED),
    the(
        "PERF-17",
        {f"overall_indicators[{n}].{name}": text for n in range(6) for name, text in (("description", "此项15分"), ("scoring", "反映情况"))},
        FAILED,
    ),
    the("PERF-19", {"overall_indicators[5].level1": "部门产出"}, FAILED),
    the("PERF-20", {"overall_indicators[0].unit": None}, FAILED),
    the("PERF-29", {"overall_indicators[0].value": None}, FAILED),
    the("PERF-30", {"overall_indicators[5].value": "900"}, FAILED),
    the("PERF-48", {"overall_indicators[0].value": "15"}, FAILED),
    the("PERF-48", {"overall_indicators[0].value": "15", "overall_indicators[0].unit": "户"}, PASSED),
    # 采购各行
    the("PROC-01", {"procurement[0].amount": "6"}, FAILED),
    the("PROC-01", {"procurement[0].amount": "5.05", "procurement[0].general_public_budget": "5.05"}, PASSED),
    the("PROC-01", {"procurement[0].quantity": None, "procurement[0].amount": "6"}, PASSED),
    the("PROC-03", {"procurement[2].government_fund": "5"}, FAILED, LANGFANG, SHIJIAZHUANG),
    the("PROC-03", {"procurement[2].amount": "121"}, FAILED, SANHE),
    the("PROC-05", {"procurement[0].budget": "100"}, FAILED, LANGFANG),
    the("PROC-05", {"procurement[1].budget": "6"}, FAILED, SANHE, SHIJIAZHUANG),
    the("PROC-07", {"procurement[0].catalogue_code": "D0201"}, FAILED),
    the("PROC-07", {"procurement[0].catalogue_code": "A"}, FAILED),
    the("PROC-07", {"procurement[0].catalogue_code": "A0201060401"}, PASSED, LANGFANG, SHIJIAZHUANG),
    the("PROC-07", {"procurement[0].catalogue_code": "A99999999"}, FAILED),
    the("PROC-07", {"procurement[0].catalogue_code": None}, PASSED),
    the("PROC-10", {"procurement[0].measure": None}, FAILED),
    the("PROC-10", {"procurement[0].unit_price": "0"}, FAILED),
    the("PROC-10", {"procurement[0].quantity": None}, FAILED),
    the("PROC-12", {"procurement[0].small_business": "6"}, FAILED),
    the("PROC-14", {"procurement[0].quantity": "1", "procurement[0].unit_price": "60", "procurement[0].catalogue_code": "A02010105"}, FAILED),
    the("PROC-14", {"procurement[0].quantity": "2", "procurement[0].unit_price": "60", "procurement[0].catalogue_code": "A02010105"}, PASSED),
    the("PROC-25", {"procurement[0].catalogue_code": None}, FAILED),
    the("PROC-26", {"procurement[0].quantity": "0.5", "procurement[0].unit_price": "10"}, FAILED),
    the("PROC-26", {"procurement[2].quantity": "2.5"}, PASSED),
    the("PROC-30", {"procurement[2].current_year": "120"}, FAILED),
    # 采购合计
    the("PROC-02", {"procurement_total.amount": "120"}, FAILED),
    the("PROC-02", {"procurement": []}, OPEN),
    the("PROC-15", {"procurement_total.budget": "120"}, FAILED),
    the("PROC-16", {"procurement_total.general_public_budget": "5.7"}, FAILED),
    the("PROC-17", {"procurement_total.government_fund": "5"}, FAILED),
    the("PROC-18", {"procurement_total.state_capital": "2"}, FAILED),
    the("PROC-19", {"procurement_total.fiscal_account": "2"}, FAILED),
    the("PROC-20", {"procurement_total.unit_funds": "1"}, FAILED),
    the("PROC-21", {"procurement_total.fiscal_carryover": "1"}, FAILED),
    the("PROC-22", {"procurement_total.other_carryover": "1"}, FAILED),
    the("PROC-23", {"procurement_total.small_business": "1"}, FAILED),
    the("PROC-31", {"procurement_total.current_year": "1"}, FAILED),
    the("PROC-32", {"procurement_total.other": "1"}, FAILED),
    the("PROC-33", {"procurement_total.other_channels": "1"}, FAILED),
    the("PROC-34", {"procurement_subtotal.amount": "120"}, FAILED),
    # 采购与其他表
    the("PROC-04", {"procurement_approved.amount": "26.2"}, FAILED),
    the("PROC-04", {"procurement_approved.amount": None}, OPEN),
    the("PROC-08", {"procurement_approved.works": "100"}, FAILED),
    the("PROC-09", {"income.government_fund": "40"}, FAILED),
    the("PROC-09", {"income.government_fund": None}, FAILED),
    the("PROC-11", {"procurement[2].quantity": "30"}, FAILED, LANGFANG, SHIJIAZHUANG),
    the("PROC-11", {"procurement[2].other_channels": "1000"}, FAILED, SANHE),
    the("PROC-13", {"projects[1].indicators[0].target": "≥4公里"}, FAILED),
    the("PROC-13", {"projects[1].indicators[0].target": "≥4条"}, OPEN),
    the("PROC-24", {"procurement": []}, FAILED),
    the("PROC-27", {"income.fiscal_account": "1"}, FAILED),
    the("PROC-28", {"income.carried_forward": None}, FAILED),
    the("PROC-35", {"income.other": "4"}, FAILED),
    the("PROC-36", {"procurement_approved.goods": "8"}, FAILED),
    the("PROC-36", {"procurement_approved.goods": "8", "procurement[0].catalogue_code": None}, ASIDE),
    the("PROC-37", {"procurement_approved.works": "121"}, FAILED),
    the("PROC-38", {"procurement_approved.services": "4"}, FAILED),
    the("PROC-39", {"procurement_approved.goods_share": "5.5"}, FAILED),
    the("PROC-39", {"procurement_approved.goods_share": "5"}, FAILED),  # 5.0 of a field with one place
    the("PROC-39", {"procurement_approved.goods_share": "5.38"}, PASSED),
    the("PROC-40", {"procurement_approved.works_share": "92.31"}, PASSED),
    the("PROC-40", {"procurement_approved.works_share": "93"}, FAILED),
    the("PROC-41", {"procurement_approved.services_share": "2.4"}, FAILED),
    the("PROC-42", {"income.state_capital": "1"}, FAILED),
    # 资产
    the("ASSET-01", {"assets.total.value": "690.5"}, FAILED),
    the("ASSET-02", {"assets.offices.value": "301"}, FAILED),
    the("ASSET-03", {"asset_summary.closing_amount": "450.05"}, FAILED),
    the("ASSET-04", {"asset_date.as_of": "2022-12-31"}, FAILED),
    the("ASSET-04", {"asset_date.as_of": "2019-12-30"}, FAILED),
    the("ASSET-05", {"asset_summary.planned_purchase": "127"}, FAILED),
    the("ASSET-05", {"asset_summary.planned_purchase": "127", "procurement[2].catalogue_code": None}, ASIDE),
    the("ASSET-06", {"assets.other.quantity": "0"}, FAILED, LANGFANG, SANHE),
    the("ASSET-06", {"assets.other.quantity": None}, OPEN, LANGFANG, SANHE),
    the("ASSET-06", {"assets.furniture.quantity": "0"}, FAILED, SHIJIAZHUANG),
    the("ASSET-07", {"assets.offices.value": "300"}, FAILED),
    the("ASSET-08", {"asset_classes.furniture.share": "8.88"}, PASSED),
    the("ASSET-08", {"asset_classes.furniture.share": "9"}, FAILED),
    the("ASSET-08", {"asset_classes.furniture.share": "9.1"}, FAILED),
    the("ASSET-10", {"assets.buildings.quantity": "100000"}, FAILED),
    the("ASSET-11", {"assets.offices.quantity": "8000"}, FAILED),
    the("ASSET-12", {"asset_summary.planned_purchase": "131"}, FAILED),
    the("ASSET-13", {"assets.vehicles.value": "400"}, FAILED),
    the("ASSET-14", {"assets.buildings.value": "0"}, FAILED),
    the("ASSET-15", {"assets.vehicles.quantity": "0"}, FAILED),
    the("ASSET-16", {"assets.large_equipment.quantity": "0"}, FAILED),
    the("ASSET-16", {"assets.large_equipment.quantity": "0", "assets.large_equipment.value": "0"}, PASSED),
    the("ASSET-17", {"asset_classes.buildings.value": "30"}, FAILED),
    the("ASSET-18", {"asset_classes.general_equipment.value": "7"}, FAILED),
    the("ASSET-19", {"asset_classes.special_equipment.value": "3"}, FAILED),
    the("ASSET-20", {"asset_classes.relics.value": "3"}, FAILED),
    the("ASSET-21", {"asset_classes.books.value": "55"}, FAILED),
    the("ASSET-22", {"asset_classes.furniture.value": "4"}, FAILED),
    the("ASSET-23", {"assets.vehicles.value": "71"}, FAILED),
    the("ASSET-24", {"assets.vehicles.quantity": "51"}, FAILED),
    the("ASSET-25", {"assets.large_equipment.value": "36"}, FAILED),
    the("ASSET-26", {"assets.large_equipment.quantity": "6"}, FAILED),
    the("ASSET-27", {"assets.library_books.value": "6"}, FAILED),
    the("ASSET-28", {"assets.library_books.quantity": "101"}, FAILED),
    the("ASSET-29", {"assets.general_equipment.quantity": "0"}, FAILED),
    the("ASSET-30", {"assets.special_equipment.value": "0"}, FAILED),
    the("ASSET-31", {"assets.books.quantity": "0"}, FAILED),
    # 正文
    the("TEXT-04", {"unit.self_name": "单位"}, FAILED),
    the("TEXT-04", {"unit.self_name": "镇"}, PASSED),
    the("TEXT-06", {"overall_goals": []}, FAILED),
    the("TEXT-06", {"projects": []}, FAILED, LANGFANG, SANHE, SHIJIAZHUANG),
    the("TEXT-06", {"safeguards": []}, FAILED, FENGRUN),
    the("TEXT-06", {"projects": [], "expenditure.project": "0"}, PASSED, LANGFANG, SANHE, SHIJIAZHUANG),
    the("TEXT-09", {"unit.tier": "市级"}, FAILED),
    the("TEXT-09", {"unit.district": "广平县"}, FAILED),
    the("TEXT-09", {"unit.district": "广平新城"}, PASSED),
    the("TEXT-20", {"glossary[0].text": None}, FAILED),
    the("TEXT-20", {"glossary[0].term": None}, FAILED),
    the("TEXT-10", {"institutions": []}, FAILED),
    the("TEXT-30", {"unit.scope": "机关及所属事业单位"}, FAILED),
    the("TEXT-30", {"unit.scope": "本级"}, PASSED),
]  # fmt: skip


def runs() -> Iterator[tuple[Case, str]]:
    """Each case on each of its forms that has its rule."""
    for case in CASES:
        for form in case.forms:
            if any(rule.id == case.rule for rule in loaded(form).rules):
                yield case, form


RUNS = list(runs())


@pytest.mark.parametrize(
    ("case", "form"), [pytest.param(*run, id=f"{run[0].rule}-{run[0].outcome}-{run[1]}") for run in RUNS]
)
def test_case(case: Case, form: str) -> None:
    assert outcome(judged(form, case.rule, case.changes)) == case.outcome


@pytest.mark.parametrize("form", FORMS)
def test_the_clean_submission_breaks_no_rule(form: str) -> None:
    found = judge_form(loaded(form), tree(loaded(form), data_of(form)))
    assert [rule for rule, verdicts in found.items() if outcome(verdicts) in (FAILED, ROUNDING)] == []


@pytest.mark.parametrize("form", FORMS)
def test_every_rule_has_a_case_that_passes_and_one_that_fails(form: str) -> None:
    rules = loaded(form).rules
    clean = tree(loaded(form), data_of(form))
    known = {(rule.id, outcome(judge_rule(rule, clean))) for rule in rules}
    known |= {(case.rule, case.outcome) for case, where in RUNS if where == form}
    wanted = {(rule.id, result) for rule in rules for result in (PASSED, FAILED)}
    assert sorted(wanted - known) == []


@pytest.mark.parametrize("form", FORMS)
def test_of_a_blank_submission_only_that_it_is_blank_is_wrong(form: str) -> None:
    found = judge_form(loaded(form), tree(loaded(form), blank_data(loaded(form), unit="新城街道办事处", code="435001")))
    wrong = {rule for rule, verdicts in found.items() if outcome(verdicts) == FAILED}
    assert wrong == ({"PERF-40"} if form == FENGRUN else {"BUD-80", "BUD-81", "JG-10"})


def test_every_case_has_a_rule() -> None:
    assert {case.rule for case in CASES} == {case.rule for case, _ in RUNS}


def some_runs() -> Iterator[tuple[Case, str]]:
    """One case in ten, each on one of its forms."""
    for turn, case in enumerate(CASES[::10]):
        forms = [form for known, form in RUNS if known is case]
        yield case, forms[-1 - turn % 2 % len(forms)]


@pytest.mark.slow
@pytest.mark.parametrize(("case", "form"), [pytest.param(*run, id=f"{run[0].rule}-{run[1]}") for run in some_runs()])
def test_a_case_comes_out_the_same_through_a_workbook(case: Case, form: str) -> None:
    found = loaded(form)
    root = read(fill(found, data_of(form, case.changes))).submission.root
    assert outcome(judge_form(found, root)[case.rule]) == case.outcome


@pytest.mark.parametrize("form", sorted(known_folders()))
def test_the_form_has_no_mistake(form: str) -> None:
    try:
        load_form(form)
    except FormError as error:
        pytest.fail(str(error))


@pytest.mark.parametrize("form", FORMS)
def test_every_rule_says_what_to_do(form: str) -> None:
    for rule in loaded(form).rules:
        assert rule.item and rule.message, rule.id
        assert rule.id.split("-")[0] in ("BUD", "SAN", "JG", "PERF", "PROC", "ASSET", "TEXT"), rule.id


# A form does without the rules that speak of fields it has not, and without those that it takes away itself.
DROPPED = {
    LANGFANG: "",
    SANHE: """
        PERF-06 PERF-12 PERF-17 PERF-19 PERF-20 PERF-23 PERF-24 PERF-29 PERF-30
        PERF-48 PROC-12 PROC-15 PROC-18 PROC-20 PROC-21 PROC-22 PROC-23 PROC-28
    """,
    SHIJIAZHUANG: """
        PERF-06 PERF-12 PERF-17 PERF-19 PERF-20 PERF-23 PERF-24 PERF-29 PERF-30
        PERF-48 PROC-12 PROC-15 PROC-20 PROC-21 PROC-22 PROC-23 PROC-28 TEXT-30
    """,
}


@pytest.mark.parametrize("form", DROPPED)
def test_no_rule_is_lost_unawares(form: str) -> None:
    own, parent = ({rule.id for rule in loaded(name).rules} for name in (form, "hebei"))
    assert sorted(parent - own) == DROPPED[form].split()


KEPT_FOR_PERFORMANCE = """
    PERF-04 PERF-07 PERF-08 PERF-09 PERF-10 PERF-11 PERF-14 PERF-15 PERF-16 PERF-18 PERF-21 PERF-22 PERF-23 PERF-24 PERF-25
    PERF-32 PERF-39 PERF-43 PERF-44 TEXT-06
"""


def test_without_budget_and_procurement_the_rules_of_performance_remain() -> None:
    own, parent = ({rule.id for rule in loaded(name).rules} for name in (FENGRUN, "hebei"))
    assert sorted(own & parent) == KEPT_FOR_PERFORMANCE.split()


BY_PROGRAM = {
    LANGFANG: "PERF-04 PERF-06 PERF-11 PERF-13 PERF-14 PERF-15 PERF-17 PERF-18 PERF-30 PERF-43 PERF-44 PERF-48 PROC-13",
    SANHE: "PERF-04 PERF-11 PERF-13 PERF-14 PERF-15 PERF-18 PERF-43 PERF-44 PROC-13",
    SHIJIAZHUANG: "PERF-04 PERF-11 PERF-13 PERF-14 PERF-15 PERF-18 PERF-43 PERF-44 PROC-13",
    FENGRUN: "PERF-04 PERF-11 PERF-14 PERF-15 PERF-18 PERF-26 PERF-28 PERF-43 PERF-44",
}


@pytest.mark.parametrize("form", FORMS)
def test_all_but_these_rules_are_live_in_the_workbook(form: str) -> None:
    layout = lay_out(loaded(form), {"projects": 2})
    locator = Locator(layout)
    silent = set()
    for rule in loaded(form).rules:
        places = dict(row_places(loaded(form), rule.each) or {}) if rule.each else None
        cells = [(plan, check.row_key) for plan in layout.sheets for check in plan.checks if check.rule is rule]
        at = cells if rule.each else [(None, None)]
        if not at or any(rule_formulas(rule, locator, plan, key, places) is None for plan, key in at):
            silent.add(rule.id)
    assert silent == set(BY_PROGRAM[form].split())
