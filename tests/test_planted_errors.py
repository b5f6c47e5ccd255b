"""Planted errors: one mistake in the clean demo of the default form, found by the right rule on the right cell, and nothing else.

A mistake is one line: what a person does wrong, what then stands in the workbook, the rule that finds it, and the cell. What
follows from a mistake is folded under its finding and does not count; a warning that truly stands beside it is named last.
The mistakes of ``TYPED`` are told by what staff type, and some of them are typed into the workbook itself as well; those of
``IN_THE_FILE`` are done to the file: errors, texts for figures, totals typed over, sheets and rows deleted.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import pytest
from making import typed
from mangle import Book, edited
from submissions import changed, demo, demo_typed, demo_with, steps

from budgetxl.checks import check_result
from budgetxl.layout import Key, Layout, counts_of, lay_out
from budgetxl.values import Entry, Finding, Group, Node, entries
from budgetxl.workbook import ReadResult, fill, read, submission_of

Change = Callable[[Book], object]
LEAST = 60
EMPTY = "本表为空表，没有数据。"


class Planted(NamedTuple):
    wrong: str
    change: Any
    rule: str
    cell: str
    beside: str = ""


TYPED = [Planted(*row) for row in (
    # 表5、表7、表8、其他资金
    ("a digit of a salary is mistyped in 表5", {"general_spending[2].basic": "960.4"}, "BUD-14", "general_spending_total.basic"),
    ("basic expenditure is typed in 元", {"general_spending[2].basic": "6904000"}, "BUD-14", "general_spending[2].basic"),
    ("a project's amount stands among the basic expenditure", {"general_spending[3].basic": "97.2"}, "BUD-14", "general_spending_total.basic"),
    ("more is carried forward than is spent", {"general_spending[14].carried_forward": "865"}, "BUD-49", "general_spending[14].carried_forward"),
    ("more of the fund is carried forward than is spent", {"fund_spending[2].carried_forward": "150"}, "BUD-50", "fund_spending[2].carried_forward"),
    ("more of other funds is carried forward than is spent", {"other_spending[6].carried_forward": "60"}, "BUD-52", "other_spending[6].unit_funds"),
    ("a functional code has a digit too many", {"fund_spending[2].code": "21208033"}, "BUD-25", "fund_spending[2].code"),
    ("a functional code lacks a digit", {"general_spending[2].code": "201031"}, "BUD-11", "general_spending[2].code"),
    ("a functional code of a project's expenditure lacks a digit", {"general_spending[14].code": "212501"}, "BUD-11", "general_spending[14].code"),
    ("a code of the table of other funds lacks a digit", {"other_spending[2].code": "201031"}, "BUD-27", "other_spending[2].code"),
    ("a code of other funds that a project needs lacks a digit", {"other_spending[6].code": "212051"}, "BUD-27", "other_spending[6].code"),
    ("a code of the fund's table lacks a digit", {"fund_spending[2].code": "212083"}, "BUD-25", "fund_spending[2].code"),
    ("a code of 表2 lacks a digit", {"income_table[2].code": "201031"}, "BUD-66", "income_table[2].code"),
    ("a code of 表3 lacks a digit", {"spending_table[2].code": "201031"}, "BUD-67", "spending_table[2].code"),
    ("a functional code is cut off to its 款", {"general_spending[2].code": "20103"}, "BUD-32", "general_spending[2].code"),
    ("two digits of a functional code change places", {"general_spending[2].code": "2010310"}, "BUD-39", "general_spending[2].code"),
    ("a name stands with the functional code", {"general_spending[2].code": "2010301行政运行"}, "BUD-11", "general_spending[2].code"),
    ("a basic expenditure is left out", {"general_spending[2].basic": None}, "BUD-14", "general_spending[2].basic"),
    ("a decimal point of a basic expenditure is lost", {"general_spending[2].basic": "6904"}, "BUD-14", "general_spending[2].basic"),
    ("last year's basic expenditure is typed in this year's column", {"general_spending[2].basic": "673.65"}, "BUD-14", "general_spending_total.basic"),
    ("this year's and last year's basic expenditure change places", {"general_spending[2].basic": "673.65", "general_spending[2].last_basic": "690.4"}, "BUD-14", "general_spending[2].basic"),
    ("last year's basic expenditure is typed in 元", {"general_spending[2].last_basic": "6736500"}, "BUD-85", "general_spending[2].last_basic"),
    ("what is carried forward is typed in 元", {"general_spending[14].carried_forward": "65000"}, "BUD-49", "general_spending[14].carried_forward"),
    ("what is carried forward of the fund is typed in 元", {"fund_spending[2].carried_forward": "150000"}, "BUD-50", "fund_spending[2].carried_forward"),
    ("last year's fund expenditure is typed in 元", {"fund_spending[2].last_project": "1200000"}, "BUD-88", "fund_spending[2].last_total", "TEXT-21"),
    ("other funds are typed in 元", {"other_spending[2].operating": "24000"}, "BUD-70", "other_spending[2].total"),
    ("a fiscal account is typed in 元", {"other_spending[3].fiscal_account": "40000"}, "BUD-52", "other_spending[3].fiscal_account"),
    ("a functional code is none of the year's", {"general_spending[2].code": "2010399"}, "BUD-39", "general_spending[2].code"),
    ("a functional code stands twice", {"general_spending[7].code": "2080505"}, "BUD-32", "general_spending[7].code"),
    ("a code stands twice in the table of other funds", {"other_spending[3].code": "2010301"}, "BUD-35", "other_spending[3].code"),
    ("a code of 表5 is left out", {"general_spending[3]": None}, "BUD-44", "project_spending[3].subject"),
    ("a code of 表7 is left out", {"fund_spending[2]": None}, "BUD-45", "project_spending[2].subject"),
    ("a code of the table of other funds is left out", {"other_spending[6]": None}, "BUD-47", "project_spending[0].subject"),
    ("表3 lacks a code", {"spending_table[3]": None}, "BUD-39", "general_spending[3].code"),
    ("表3 lacks a code of the fund", {"spending_table[16]": None}, "BUD-40", "fund_spending[2].code"),
    ("表2 lacks a code", {"income_table[3]": None}, "BUD-43", "spending_table[3].code"),
    ("表3 has a code twice", {"spending_table[3].code": "2010301"}, "BUD-38", "spending_table[3].code"),
    ("表2 has a code twice", {"income_table[3].code": "2010301"}, "BUD-37", "income_table[3].code"),
    ("an empty table does not say so", {"capital_spending_statement.empty": None}, "BUD-58", "capital_spending_statement.empty"),
    ("表5 says that it is empty", {"general_spending_statement.empty": EMPTY}, "BUD-18", "general_spending_statement.empty"),
    ("表7 says that it is empty", {"fund_spending_statement.empty": EMPTY}, "BUD-57", "fund_spending_statement.empty"),
    ("the table of projects says that it is empty", {"project_spending_statement.empty": EMPTY}, "BUD-59", "project_spending_statement.empty"),
    ("the table of procurement says that it is empty", {"procurement_statement.empty": EMPTY}, "BUD-60", "procurement_statement.empty"),
    # 表6
    ("two digits of a salary change places in 表6", {"basic_spending[1].personnel": "286.4"}, "BUD-14", "basic_spending_total.total"),
    ("two digits of an operating cost change places", {"basic_spending[11].operating": "16.8"}, "JG-01", "basic_spending[11].operating"),
    ("a salary is typed in 元 in 表6", {"basic_spending[1].personnel": "2684000"}, "BUD-14", "basic_spending[1].personnel"),
    ("a salary of 表6 is left out", {"basic_spending[3].personnel": None}, "BUD-14", "basic_spending_total.total"),
    ("an operating cost is left out", {"basic_spending[11].operating": None}, "JG-01", "basic_spending[11].operating"),
    ("an operating cost is typed in 元 in 表6", {"basic_spending[11].operating": "186000"}, "JG-01", "basic_spending[11].operating"),
    ("a decimal point of a salary is lost", {"basic_spending[1].personnel": "2684"}, "BUD-14", "basic_spending[1].personnel"),
    ("last year's salary is typed in this year's column", {"basic_spending[1].personnel": "262.1"}, "BUD-14", "basic_spending_total.total"),
    ("this year's and last year's salary change places", {"basic_spending[1].personnel": "262.1", "basic_spending[1].last_personnel": "268.4"}, "BUD-14", "basic_spending[1].personnel"),
    ("last year's salary is typed in 元", {"basic_spending[1].last_personnel": "2621000"}, "BUD-86", "basic_spending[1].last_personnel"),
    ("last year's operating cost is typed in 元", {"basic_spending[11].last_operating": "192000"}, "BUD-86", "basic_spending[11].last_operating"),
    ("an economic code lacks a digit", {"basic_spending[11].code": "3021"}, "BUD-28", "basic_spending[11].code"),
    ("two digits of an economic code change places", {"basic_spending[11].code": "32001"}, "BUD-63", "basic_spending[11].code"),
    ("an economic code is another row's", {"basic_spending[11].code": "30101"}, "BUD-36", "basic_spending[11].code"),
    ("an operating cost stands among the personnel costs", {"basic_spending[11].operating": None, "basic_spending[11].personnel": "18.6"}, "JG-01", "basic_spending_total.operating", "BUD-12"),
    ("a functional code stands in 表6", {"basic_spending[11].code": "2010301"}, "BUD-28", "basic_spending[11].code"),
    ("an economic code stands twice", {"basic_spending[3].code": "30102"}, "BUD-36", "basic_spending[3].code"),
    ("last year's basic expenditure differs between 表5 and 表6", {"basic_spending[11].last_operating": "12.9"}, "BUD-48", "basic_spending_total.last_total"),
    # 项目支出
    ("a project's code lacks a digit", {"project_spending[1].code": "13990127P00060110002"}, "PERF-03", "project_spending[1].code"),
    ("a project has another project's code", {"project_spending[1].code": "13990127P00060110001D"}, "PERF-27", "project_spending[1].code"),
    ("a project's code is copied wrongly", {"project_spending[1].code": "13990127P000601100022"}, "PERF-26", "project_spending[1].code"),
    ("a project's code begins with another county", {"project_spending[1].code": "13990227P000601100026"}, "PERF-33", "project_spending[1].code"),
    ("a project's code is of a year to come", {"project_spending[1].code": "13990128P00060110002F"}, "PERF-28", "project_spending[1].code"),
    ("the county's code on the cover is wrong", {"unit.division": "139902"}, "PERF-33", "unit.division"),
    ("a project's subject is a 款", {"project_spending[1].subject": "20103"}, "BUD-29", "project_spending[1].subject"),
    ("a project's subject is not in 表5", {"project_spending[1].subject": "2010399"}, "BUD-44", "project_spending[1].subject"),
    ("a project's subject is left out", {"project_spending[1].subject": None}, "BUD-29", "project_spending[1].subject"),
    ("a project is paid from a fund that has no such subject", {"project_spending[1].general_public_budget": None, "project_spending[1].government_fund": "64.8"}, "BUD-45", "project_spending[1].subject"),
    ("a project is paid from state capital, whose table is empty", {"project_spending[1].state_capital": "5"}, "BUD-46", "project_spending[1].subject"),
    ("a project has no amount at all", {"project_spending[1].general_public_budget": None, "project_spending[1].last_total": None}, "BUD-53", "project_spending[1].name"),
    ("a project's amount is typed in 元", {"project_spending[1].general_public_budget": "648000"}, "META-05", "project_spending[1].general_public_budget"),
    ("a decimal point of a project's amount is lost", {"project_spending[0].general_public_budget": "865"}, "META-05", "project_spending[0].general_public_budget"),
    ("a project's amount from unit funds is typed in 元", {"project_spending[0].unit_funds": "60000"}, "BUD-55", "project_spending[0].unit_funds"),
    ("a new project's amount is typed in 元", {"project_spending[2].government_fund": "1200000"}, "BUD-71", "project_spending[2].total"),
    ("a project's amount of last year is typed in 元", {"project_spending[1].last_total": "620000"}, "BUD-87", "project_spending[1].last_total"),
    ("last year's amount is typed for a project", {"project_spending[1].general_public_budget": "62"}, "PERF-04", "projects[1].budget"),
    ("a project's subject lacks a digit", {"project_spending[1].subject": "201032"}, "BUD-29", "project_spending[1].subject"),
    ("two digits of a project's subject change places", {"project_spending[1].subject": "2010320"}, "BUD-44", "project_spending[1].subject"),
    ("two digits of a project's code change places", {"project_spending[1].code": "13990127P000601010021"}, "PERF-26", "project_spending[1].code"),
    ("a project stands twice", {"project_spending[4]": {"name": "网格化服务管理经费", "code": "13990127P000601100021", "subject": "2010302", "general_public_budget": "64.8", "last_total": "0"}}, "BUD-73", "project_spending[4].name"),
    ("a project's name differs from its target table's", {"project_spending[1].name": "网格化管理经费"}, "PERF-36", "project_spending[1].name"),
    ("a project has no target table", {"projects[1]": None}, "PERF-36", "project_spending[1].name"),
    ("a target table has no project", {"project_spending[1]": None, "procurement[7].project": "公用经费"}, "PERF-37", "projects[1].name"),
    ("a target table bears another name", {"projects[1].name": "网格员队伍管理"}, "PERF-36", "project_spending[1].name"),
    # 收支说明、表9
    ("a change of basic expenditure has no reason", {"change.basic_reason": None}, "BUD-09", "change.basic_reason"),
    ("a change of project expenditure has no reason", {"change.project_reason": None}, "BUD-20", "change.project_reason"),
    ("a reason for basic expenditure says nothing", {"change.basic_reason": "政策调整"}, "BUD-21", "change.basic_reason"),
    ("a reason for project expenditure says nothing", {"change.project_reason": "项目调整"}, "BUD-22", "change.project_reason"),
    ("the main projects are not named", {"expenditure.main_projects": None}, "BUD-17", "expenditure.main_projects"),
    ("two digits of the operating costs change places", {"operating_costs.amount": "126.73"}, "JG-01", "operating_costs.amount"),
    ("the operating costs are typed in 元", {"operating_costs.amount": "1276300"}, "JG-01", "operating_costs.amount"),
    ("the operating costs are left blank", {"operating_costs.amount": None}, "JG-10", "operating_costs.amount"),
    ("the change of operating costs has no reason", {"operating_costs.reason": None}, "JG-05", "operating_costs.reason"),
    ("last year's operating costs are typed in this year's cell", {"operating_costs.amount": "125.78"}, "JG-01", "operating_costs.amount"),
    ("last year's operating costs are typed in 元", {"operating_costs.last_amount": "1257800"}, "JG-06", "operating_costs.last_amount"),
    ("two digits of last year's operating costs change places", {"operating_costs.last_amount": "127.58"}, "JG-06", "operating_costs.last_amount"),
    ("the costs of reception are typed in 元", {"three_public.reception.amount": "6000"}, "SAN-14", "three_public.reception.amount"),
    ("last year's costs of cars are typed in 元", {"three_public.running.last_amount": "64000"}, "SAN-18", "three_public.total.last_amount"),
    ("the cars' costs are typed in 元", {"three_public.running.amount": "60000"}, "SAN-14", "three_public.running.amount"),
    ("the cars' costs are more than two cars can need", {"three_public.running.amount": "12"}, "SAN-12", "three_public.running.amount"),
    ("the cars' costs are left blank", {"three_public.running.amount": None}, "META-15", "three_public.running.amount"),
    ("the cars' costs are less than those of 表6", {"three_public.running.amount": "5"}, "SAN-15", "three_public.running.amount"),
    ("the costs of reception are less than those of 表6", {"three_public.reception.amount": "0.5"}, "SAN-07", "three_public.reception.amount"),
    ("a car is bought that procurement does not know", {"three_public.purchase.amount": "18"}, "SAN-13", "three_public.purchase.amount"),
    ("the change of “三公” has no reason", {f"three_public.{row}.reason": None for row in ("total", "running", "reception")}, "SAN-11", "three_public.total.reason"),
    # 绩效
    ("a plan falls from quarter to quarter", {"projects[0].plan.cumulative.june": "15"}, "PERF-02", "projects[0].plan.cumulative.june"),
    ("a plan ends below 100", {"projects[0].plan.cumulative.december": "98"}, "PERF-02", "projects[0].plan.cumulative.december"),
    ("a plan loses a nought", {"projects[0].plan.cumulative.december": "10"}, "PERF-02", "projects[0].plan.cumulative.december"),
    ("a plan is typed quarter by quarter", {"projects[0].plan.cumulative.june": "25", "projects[0].plan.cumulative.september": "30", "projects[0].plan.cumulative.december": "25"}, "PERF-02", "projects[0].plan.cumulative.december"),
    ("a plan is typed in fractions", {f"projects[0].plan.cumulative.{month}": share for month, share in (("march", "0.2"), ("june", "0.45"), ("september", "0.75"), ("december", "1"))}, "PERF-02", "projects[0].plan.cumulative.march"),
    ("a plan lacks a quarter", {"projects[0].plan.cumulative.march": None}, "META-15", "projects[0].plan.cumulative.march"),
    ("a project has no goal", {"projects[0].goal": None}, "PERF-09", "projects[0].goal"),
    ("a goal is copied from another project", {"projects[0].goal": "1.每个网格配备专职网格员\n2.问题及时发现、及时处置"}, "PERF-22", "projects[0].goal"),
    ("a goal has another number than its target", {"projects[0].goal": "1.辖区24条街巷全部实行专业保洁\n2.垃圾分类投放点日常维护到位"}, "PERF-15", "projects[0].goal"),
    ("an itemised goal has another number than the project's target", {"itemised_goals[0].name": "社区环境整治提升项目", "itemised_goals[0].indicators": "保洁街巷24条。"}, "PERF-14", "itemised_goals[0].indicators"),
    ("an itemised goal has another rate than the project's target", {"itemised_goals[2].name": "网格化服务管理经费", "itemised_goals[2].indicators": "居民满意度不低于95%。"}, "PERF-14", "itemised_goals[2].indicators"),
    ("an indicator's name and target change places", {"projects[0].indicators[1].level3": "≥42条", "projects[0].indicators[1].target": "保洁街巷数量"}, "PERF-39", "projects[0].indicators[1].level3"),
    ("an indicator's target stands in the column before", {"projects[0].indicators[1].description": "≥42条", "projects[0].indicators[1].target": "服务合同", "projects[0].indicators[1].basis": None}, "PERF-16", "projects[0].indicators[1].basis"),
    ("an indicator's two levels change places", {"projects[0].indicators[1].level1": "数量指标", "projects[0].indicators[1].level2": "产出指标"}, "META-14", "projects[0].indicators[1].level1", "META-14 PERF-23"),
    ("a cost indicator is typed in 元", {"projects[0].indicators[0].target": "≤925000万元"}, "PERF-04", "projects[0].indicators[0].target"),
    ("two digits of a cost indicator change places", {"projects[0].indicators[0].target": "≤95.2万元"}, "PERF-04", "projects[0].indicators[0].target"),
    ("a cost indicator ends in 万", {"projects[0].indicators[0].target": "≤92.5万"}, "PERF-21", "projects[0].indicators[0].target"),
    ("the cost indicator stands under 产出指标", {"projects[0].indicators[0].level1": "产出指标"}, "PERF-07", "projects[0].indicators[0].level1"),
    ("a project has no cost indicator", {"projects[0].indicators[0].level1": "产出指标", "projects[0].indicators[0].level2": "数量指标", "projects[0].indicators[0].target": "≥42条"}, "PERF-24", "projects[0].name"),
    ("satisfaction is filed under benefit", {"projects[0].indicators[5].level1": "效益指标", "projects[0].indicators[5].level2": "社会效益指标"}, "PERF-08", "projects[0].name"),
    ("an indicator is deleted with its weight", {"projects[0].indicators[3]": None}, "PERF-34", "projects[0].indicators[0].weight", "PERF-23"),
    ("an indicator has no unit", {"projects[0].indicators[1].target": "≥42"}, "PERF-10", "projects[0].indicators[1].target"),
    ("a satisfaction is above 100%", {"projects[0].indicators[5].target": "≥920%"}, "PERF-11", "projects[0].indicators[5].target"),
    ("per cent is written out", {"projects[0].indicators[2].target": "≥95百分比"}, "PERF-32", "projects[0].name"),
    ("a date is last year's", {"projects[0].indicators[3].target": "2026年12月底前"}, "PERF-18", "projects[0].indicators[3].target"),
    ("an indicator is filed under the wrong head", {"projects[0].indicators[4].level1": "产出指标"}, "PERF-07", "projects[0].indicators[4].level1"),
    ("the weights of a project add up to 105", {"projects[0].indicators[1].weight": "20"}, "PERF-34", "projects[0].indicators[1].weight"),
    ("a weight is left blank", {"projects[0].indicators[1].weight": None}, "PERF-35", "projects[0].indicators[1].weight"),
    ("a weight is nought", {"projects[0].indicators[1].weight": "0", "projects[0].indicators[2].weight": "30"}, "PERF-35", "projects[0].indicators[1].weight"),
    ("a basis is left blank", {"projects[0].indicators[2].basis": None}, "PERF-16", "projects[0].indicators[2].basis"),
    ("a basis repeats the description", {"projects[0].indicators[2].basis": "月度考核达标的比例"}, "PERF-16", "projects[0].indicators[2].basis"),
    ("the overall weights add up to 105", {"overall_indicators[2].weight": "15"}, "PERF-06", "overall_indicators[2].weight"),
    ("an overall indicator has no unit", {"overall_indicators[2].unit": None}, "PERF-20", "overall_indicators[2].unit"),
    ("an overall cost is typed in 元", {"overall_indicators[1].value": "3137000"}, "PERF-38", "overall_indicators[1].value"),
    ("an overall rate is above 100%", {"overall_indicators[3].value": "1000"}, "PERF-30", "overall_indicators[3].value"),
    ("an overall indicator has no value", {"overall_indicators[2].value": None}, "PERF-29", "overall_indicators[2].value"),
    ("a number is called a description", {"overall_indicators[2].symbol": "文字描述"}, "PERF-12", "overall_indicators[2].value"),
    ("an overall indicator is filed under the wrong head", {"overall_indicators[2].level1": "效益指标"}, "PERF-19", "overall_indicators[2].level1"),
    # 采购
    ("a quantity is ten times too much", {"procurement[0].quantity": "80"}, "PROC-04", "procurement_total.amount"),
    ("a unit price is typed in 元", {"procurement[0].unit_price": "5500"}, "PROC-05", "procurement[0].unit_price"),
    ("a decimal point of a unit price is lost", {"procurement[0].unit_price": "55"}, "PROC-05", "procurement[0].unit_price"),
    ("unit price and amount stand one column too far left", {"procurement[0].quantity": "0.55", "procurement[0].unit_price": "4.4"}, "PROC-04", "procurement_total.amount"),
    ("a row of procurement stands twice", {"procurement[7]": {"project": "公用经费", "item": "复印纸", "catalogue_code": "A05040101", "measure": "箱", "quantity": "40", "unit_price": "0.018"}}, "PROC-04", "procurement_total.amount"),
    ("the approved amount is typed in 元", {"procurement_approved.amount": "1549200"}, "PROC-04", "procurement_approved.amount"),
    ("last year's procurement is typed in 元", {"procurement_classes.goods.last_amount": "98000"}, "PROC-50", "procurement_classes.goods.last_amount"),
    ("the share of small business is typed in 元", {"procurement[0].small_business": "44000"}, "PROC-12", "procurement[0].small_business"),
    ("a decimal point of a unit price is misplaced", {"procurement[6].unit_price": "480"}, "PROC-05", "procurement[6].amount"),
    ("a quantity is left blank", {"procurement[0].quantity": None}, "PROC-10", "procurement[0].quantity"),
    ("a measure is left blank", {"procurement[0].measure": None}, "PROC-10", "procurement[0].measure"),
    ("quantity and unit price change places", {"procurement[0].quantity": "0.55", "procurement[0].unit_price": "8"}, "PROC-26", "procurement[0].quantity"),
    ("less is bought than the targets say", {"procurement[3].quantity": "5"}, "PROC-32", "procurement[3].quantity"),
    ("a source exceeds the amount of its row", {"procurement[3].fiscal_account": "7.2"}, "PROC-32", "procurement[3].fiscal_account"),
    ("the sources of a row do not add up", {"procurement[0].general_public_budget": "4"}, "PROC-03", "procurement[0].amount"),
    ("a catalogue code has no letter", {"procurement[2].catalogue_code": "05040101"}, "PROC-07", "procurement[2].catalogue_code"),
    ("a catalogue code begins with D", {"procurement[6].catalogue_code": "D21040000"}, "PROC-07", "procurement[6].catalogue_code"),
    ("a catalogue code is left blank", {"procurement[2].catalogue_code": None}, "PROC-25", "procurement[2].catalogue_code"),
    ("the share of small business exceeds the amount", {"procurement[4].small_business": "2.4"}, "PROC-12", "procurement[4].small_business"),
    ("a computer is no fixed asset", {"procurement[0].asset_class": None}, "ASSET-05", "procurement[0].asset_class"),
    ("a repair is a fixed asset", {"procurement[5].asset_class": "房屋"}, "ASSET-05", "procurement[5].asset_class"),
    ("a row of procurement is left out", {"procurement[6]": None}, "PROC-04", "procurement_total.amount"),
    ("two digits of the approved amount change places", {"procurement_approved.amount": "145.92"}, "PROC-04", "procurement_approved.amount"),
    ("the approved amount is left blank", {"procurement_approved.amount": None}, "META-15", "procurement_approved.amount"),
    ("procurement names a project that is none", {"procurement[6].project": "绿化养护项目"}, "PROC-06", "procurement[6].project"),
    ("procurement shortens a project's name", {"procurement[6].project": "环境整治"}, "PROC-06", "procurement[6].project"),
    ("procurement leaves off the end of a project's name", {"procurement[6].project": "社区环境整治"}, "PROC-06", "procurement[6].project"),
    ("procurement adds to a project's name", {"procurement[6].project": "社区环境整治提升项目（二期）"}, "PROC-06", "procurement[6].project"),
    ("procurement numbers a project's name", {"procurement[6].project": "1.社区环境整治提升项目"}, "PROC-06", "procurement[6].project"),
    ("procurement joins two projects' names", {"procurement[6].project": "社区环境整治提升项目、网格化服务管理经费"}, "PROC-06", "procurement[6].project"),
    ("procurement names a project with 公用 in its name", {"procurement[6].project": "公用设施维修项目"}, "PROC-06", "procurement[6].project"),
    ("a project is renamed but where it buys", {"project_spending[1].name": "社区环境整治项目", "projects[1].name": "社区环境整治项目"}, "PROC-06", "procurement[7].project"),
    # 资产
    ("the assets are of the wrong year's end", {"asset_date.as_of": "2025-12-31"}, "ASSET-04", "asset_date.as_of"),
    ("the assets' date is left blank", {"asset_date.as_of": None}, "META-15", "asset_date.as_of"),
    ("more is disposed of than there was", {"assets.other.disposed_value": "621"}, "ASSET-17", "assets.other.disposed_value"),
    ("what is disposed of is typed in 元", {"assets.other.disposed_value": "62100"}, "ASSET-17", "assets.other.disposed_value"),
    ("the buildings are typed in 元", {"assets.buildings.opening_value": "4125000"}, "ASSET-20", "assets.buildings.value"),
    ("the cars are typed in 元", {"assets.vehicles.opening_value": "364000"}, "ASSET-19", "assets.vehicles.value"),
    ("what was bought is typed in 元", {"assets.other.purchased_value": "93600"}, "ASSET-21", "assets.other.value"),
    ("a decimal point of large equipment is misplaced", {"assets.large_equipment.opening_value": "2.48"}, "ASSET-22", "assets.large_equipment.value"),
    ("a decimal point of the offices is lost", {"assets.offices.opening_value": "3012"}, "ASSET-02", "assets.offices.value"),
    ("more pieces are disposed of than there were", {"assets.other.disposed_quantity": "1100"}, "ASSET-18", "assets.other.disposed_quantity"),
    ("offices are worth more than buildings", {"assets.offices.opening_value": "512"}, "ASSET-02", "assets.offices.value"),
    ("offices are larger than buildings", {"assets.offices.opening_quantity": "18000"}, "ASSET-11", "assets.offices.quantity"),
    ("the cars are not counted", {"assets.vehicles.opening_quantity": "0"}, "ASSET-15", "assets.vehicles.quantity", "SAN-06"),
    # 封面、文字
    ("the unit's name is left blank", {"unit.name": None}, "META-15", "unit.name"),
    ("the unit calls itself what it is not", {"unit.self_name": "单位"}, "TEXT-04", "unit.self_name"),
    ("a value is not on offer", {"unit.tier": "乡级"}, "META-14", "unit.tier"),
    ("all institutions are 事业单位 and have operating costs", {"institutions[0].kind": "事业单位", "institutions[1].kind": "事业单位"}, "JG-03", "operating_costs.amount"),
    ("a term has no explanation", {"glossary[0].text": None}, "TEXT-20", "glossary[0].text"),
    ("a text has another amount than the table", {"other.text": "一般公共预算拨款收入1016.68万元。"}, "TEXT-02", "other.text"),
    ("a rate of growth in a reason is another one than the table's", {"change.basic_reason": "基本支出比上年增长9.99%，主要是人员调资。"}, "TEXT-02", "change.basic_reason"),
    ("a text compares with the wrong year", {"other.text": "基本支出较2025年预算增加。"}, "TEXT-03", "other.text"),
    ("a text says 减少 of a rise", {"other.text": "基本支出比上年减少25.23万元。"}, "BUD-08", "other.text"),
    ("a text says 增加 of a fall", {"other.text": "公务接待费比上年增加0.2万元。"}, "BUD-08", "other.text"),
    ("a text says 持平 of a rise", {"other.text": "机关运行经费与上年持平。"}, "BUD-08", "other.text"),
    ("a text has a change that is not the table's", {"other.text": "基本支出比上年增加23.25万元。"}, "TEXT-02", "other.text"),
    ("a text adds a negative figure", {"other.text": "公务接待费比上年增加-0.2万元。"}, "BUD-08", "other.text"),
    ("a text has the amount in 元 and calls it 万元", {"other.text": "机关运行经费1276300万元。"}, "TEXT-02", "other.text"),
    ("a text has last year's amount", {"other.text": "一般公共预算拨款收入1084.05万元。"}, "TEXT-02", "other.text"),
    ("a text compares with this very year", {"other.text": "基本支出较2027年预算增加25.23万元。"}, "TEXT-03", "other.text"),
    ("a reason compares with the year before last", {"change.basic_reason": "在职人员较2025年预算增加，缴费基数上调"}, "TEXT-03", "change.basic_reason"),
    ("a word is doubled", {"other.text": "机关运行经费增加增加1.85万元。"}, "TEXT-05", "other.text"),
    ("a unit is doubled", {"other.text": "机关运行经费127.63万元元。"}, "TEXT-05", "other.text"),
    ("a half-width comma stands in a text", {"other.text": "街道没有国有资本经营预算,表8为空表。"}, "TEXT-05", "other.text"),
    ("a quotation mark is missing", {"other.text": "街道“三公经费全部用于公务。"}, "TEXT-05", "other.text"),
    ("a placeholder is left in", {"other.text": "XX街道无其他说明。"}, "META-11", "other.text"),
    ("a choice of the wording is left in", {"change.basic_reason": "人员增加（减少）和社会保险缴费基数上调"}, "META-11", "change.basic_reason"),
    ("a reason breaks off", {"other.text": "机关运行经费增加，主要原因是。"}, "META-11", "other.text"),
    ("a reason of a rise tells of less", {"change.basic_reason": "在职人员减少，缴费基数下调"}, "TEXT-21", "change.basic_reason"),
    ("a reason of a fall tells of more", {"three_public.running.reason": "车辆增加，油价上涨"}, "TEXT-21", "three_public.running.reason"),
    ("a reason says that nothing changed", {"operating_costs.reason": "无变化"}, "TEXT-21", "operating_costs.reason"),
    ("a reason says twice that nothing changed", {"operating_costs.reason": "与上年持平，无增减变化。"}, "TEXT-21", "operating_costs.reason"),
    ("a reason says nothing", {"three_public.running.reason": "不涉及"}, "TEXT-21", "three_public.running.reason"),
    ("a sentence gives a reason against itself", {"other.text": "机关运行经费比上年增加1.85万元，主要原因是压减办公开支。"}, "TEXT-21", "other.text"),
    ("a reason is that of another item", {"three_public.reception.reason": "压减公务用车开支"}, "TEXT-22", "three_public.reception.reason"),
    ("a department calls itself a unit", {"other.text": "我单位没有使用国有资本经营预算拨款的支出，表8按空表列示。"}, "TEXT-23", "other.text"),
    ("a text is that of another level", {"other.text": "我区没有国有资本经营预算拨款的支出，表8按空表列示。"}, "TEXT-23", "other.text"),
    ("a percentage has no sign", {"other.text": "网格员培训占网格经费的20.5，其余为补助。"}, "TEXT-24", "other.text"),
    ("a function has the name of years ago", {"general_spending[5].name": "行政事业单位离退休"}, "TEXT-07", "general_spending[5].name"),
    ("a bracket is not closed", {"other.text": "国有资本经营预算（表8没有支出，按空表列示。"}, "TEXT-05", "other.text"),
)]  # fmt: skip


def put(path: str, value: object, kind: str = "") -> Change:
    """Type over the cell of a field: a text, a figure, an error (``kind="e"``), nothing."""
    return lambda book: book.put(*place(path), value, kind)


def gone(path: str, what: Callable[[Book], Callable[[str, int], object]], axis: int) -> Change:
    """Delete the row (``axis`` 0) or column (1) in which a field stands."""
    def delete(book: Book) -> None:
        address = cells()[steps(path)]
        what(book)(address.sheet, (address.row, address.column)[axis])
    return delete  # fmt: skip


IN_THE_FILE = [Planted(*row) for row in (
    # what can't be read as it stands
    ("a figure has a letter in it", put("operating_costs.amount", "l27.63"), "META-06", "operating_costs.amount"),
    ("a figure has a comma for its point", put("operating_costs.amount", "127,63"), "META-06", "operating_costs.amount"),
    ("a figure that others add up has a letter in it", put("general_spending[2].basic", "69O.4"), "META-06", "general_spending[2].basic"),
    ("a unit is typed with the figure", put("operating_costs.amount", "127.63万元"), "META-06", "operating_costs.amount"),
    ("a figure is typed in 元 and says so", put("operating_costs.amount", "1276300元"), "META-06", "operating_costs.amount"),
    ("a figure is typed in full width", put("operating_costs.amount", "１２７．６３"), "META-06", "operating_costs.amount"),
    ("a figure has a Chinese full stop for its point", put("general_spending[2].basic", "690。4"), "META-06", "general_spending[2].basic"),
    ("a figure has two points", put("general_spending[2].basic", "69.0.4"), "META-06", "general_spending[2].basic"),
    ("a figure is a text", put("general_spending[2].basic", " 690.4 "), "META-06", "general_spending[2].basic"),
    ("a percentage is typed in full width", put("projects[0].plan.cumulative.march", "２０％"), "META-06", "projects[0].plan.cumulative.march"),
    ("a quantity is typed with its measure", put("procurement[0].quantity", "8台"), "META-06", "procurement[0].quantity"),
    ("a quantity is only about right", put("procurement[0].quantity", "约8"), "META-06", "procurement[0].quantity"),
    ("a weight is typed with 分", put("projects[0].indicators[1].weight", "15分"), "META-06", "projects[0].indicators[1].weight"),
    ("a code is typed as a number", put("project_spending[1].code", 13990127006011000221), "META-06", "project_spending[1].code"),
    ("a dash stands where others have a figure", put("general_spending[2].basic", "——"), "BUD-14", "general_spending[2].basic"),
    ("a figure is yet to come", put("operating_costs.amount", "待定"), "META-06", "operating_costs.amount"),
    ("a date is typed in words", put("asset_date.as_of", "去年年底"), "META-06", "asset_date.as_of"),
    ("a dash stands where a figure must", put("operating_costs.amount", "——"), "JG-10", "operating_costs.amount"),
    ("an amount is negative", put("operating_costs.amount", -127.63), "META-13", "operating_costs.amount"),
    ("an amount that others add up is negative", put("basic_spending[11].operating", -18.6), "META-13", "basic_spending[11].operating"),
    ("a reference is broken", put("general_spending[2].basic", "#REF!", "e"), "META-08", "general_spending[2].basic"),
    ("a quotient has no divisor", put("operating_costs.amount", "#DIV/0!", "e"), "META-08", "operating_costs.amount"),
    ("a formula that was never calculated stands for a figure", lambda book: book.formula(*place("operating_costs.amount"), "100+27.63"), "META-17", "operating_costs.amount"),
    ("the year is last year's", put("year", 2026), "META-02", "year"),
    # totals
    ("the total of 表5 is typed over", put("general_spending_total.basic", 950), "BUD-14", "general_spending_total.basic"),
    ("the total of 表2 is typed over", put("income_table_total.total", 1300), "META-07", "income_table_total.total"),
    ("the income of 表1 is typed over", put("balance_income.total.amount", 1250), "META-07", "balance_income.total.amount"),
    ("one source of 表1 is typed over", put("balance_income.general_public_budget.amount", 1110), "META-07", "balance_income.general_public_budget.amount"),
    ("the total of projects is typed over", put("project_spending_total.total", 300), "META-07", "project_spending_total.total"),
    ("a project's own total is typed over", put("project_spending[0].total", 92), "META-07", "project_spending[0].total"),
    ("the total of other funds is typed over", put("other_spending_total.total", 12), "META-07", "other_spending_total.total"),
    ("a class of 表6 is typed over", put("basic_spending[10].operating", 118), "META-07", "basic_spending[10].operating"),
    ("a growth is typed over", put("general_spending_total.growth", 2.82), "META-07", "general_spending_total.growth"),
    ("a sum leaves out rows", lambda book: book.formula(*place("general_spending_total.basic"), "SUM(D9:D13)", 778.8), "META-07", "general_spending_total.basic"),
    ("the total of 表3 is deleted", put("spending_table_total.project", None), "META-07", "spending_table_total.project"),
    ("a code's sum is typed over", put("general_spending[4].basic", 126), "META-07", "general_spending[4].basic"),
    ("a total is typed over with the same figure", put("general_spending_total.basic", 939.48), "META-07", "general_spending_total.basic"),
    ("the income is typed over", put("income.total", 1200), "BUD-01", "income.total"),
    ("the expenditure is typed over", put("expenditure.total", 1300), "BUD-03", "expenditure.total"),
    ("the personnel costs are typed over", put("expenditure.personnel", 811), "META-07", "expenditure.personnel"),
    ("the total of “三公” is typed over", put("three_public.total.amount", 7), "SAN-01", "three_public.total.amount"),
    ("the total of cars is typed over", put("three_public.vehicles.amount", 7), "SAN-02", "three_public.vehicles.amount"),
    ("the change of “三公” is typed over", put("three_public.total.change", 0.6), "SAN-03", "three_public.total.change"),
    ("a project's budget is typed over", put("projects[0].budget", 90), "PERF-01", "projects[0].budget"),
    ("an amount of procurement is typed over", put("procurement[0].amount", 4.5), "PROC-01", "procurement[0].amount"),
    ("the total of procurement is typed over", put("procurement_total.amount", 150), "PROC-02", "procurement_total.amount"),
    ("the sum of goods is typed over", put("procurement_classes.goods.amount", 5), "PROC-08", "procurement_classes.goods.amount"),
    ("the total of assets is typed over", put("assets.total.value", 600), "ASSET-01", "assets.total.value"),
    ("the assets of the text are typed over", put("asset_summary.closing_amount", 691.5), "ASSET-03", "asset_summary.closing_amount"),
    ("more assets are planned than bought", put("asset_summary.planned_purchase", 160), "ASSET-12", "asset_summary.planned_purchase"),
    # the workbook itself; where nothing is left to point at, the finding names what is gone
    ("a sheet is deleted", lambda book: book.delete("表9三公和机关运行"), "META-09", "“表9三公和机关运行”"),
    ("a sheet that others stand on is deleted", lambda book: book.delete("表5一般公共预算支出"), "META-09", "“表5一般公共预算支出”"),
    ("a row of the form is deleted", gone("three_public.reception.amount", lambda book: book.delete_rows, 0), "META-09", "“公务接待费”"),
    ("a column of the form is deleted", gone("procurement[0].quantity", lambda book: book.delete_columns, 1), "META-09", "“数量”"),
    ("a target table is copied and left as it is", lambda book: book.copy("绩效目标1", "绩效目标5"), "PERF-25", "projects[0].name", "PERF-22"),
    ("a sheet is copied for a draft", lambda book: book.copy("其他事项", "草稿"), "META-09", "草稿"),
    ("a note stands outside the form", lambda book: book.put("收支说明", "H40", "此数待核"), "META-16", "H40"),
    ("a label of a grid is changed", lambda book: book.put("表9三公和机关运行", "A19", "接待费用"), "META-09", "表9三公和机关运行!A19"),
    ("a label that its section has, too, is changed", lambda book: book.put("表9三公和机关运行", "A5", "机关运行费"), "META-09", "表9三公和机关运行!A5"),
    ("a label of a record is changed", lambda book: book.put("固定资产", "A19", "截止日期"), "META-09", "固定资产!A19"),
    ("the label of a total is changed", lambda book: book.put("表5一般公共预算支出", "A8", "总计"), "META-09", "表5一般公共预算支出!A8"),
    ("rows with amounts are hidden", lambda book: book.hide_rows("政府采购预算", 21, 22), "META-10", "政府采购预算!I21"),
    ("the row of the total is hidden", lambda book: book.hide_rows("政府采购预算", 20, 20), "META-10", "政府采购预算!I20"),
    ("rows with amounts are filtered away", lambda book: [book.filter("政府采购预算", "A19:R27"), book.hide_rows("政府采购预算", 21, 22)], "META-10", "政府采购预算!A22"),
)]  # fmt: skip


@cache
def cells() -> dict[Key, Any]:
    """The cell of each value of the demo, by its key."""
    root = read(fill(*demo()), demo()[0]).submission.root
    return {key: entry.at for key, entry in entries(root)}


def place(path: str) -> tuple[str, str]:
    """The sheet and the cell of a field."""
    sheet, _, cell = str(cells()[steps(path)]).rpartition("!")
    return sheet, cell


@cache
def workbook() -> bytes:
    """The demo's workbook as a program saves it that does not calculate."""
    return typed(fill(*demo()), {})


@cache
def clean_layout() -> Layout:
    return lay_out(demo()[0], counts_of(demo_with({})[0]))


def addressed(node: Node, layout: Layout, key: Key = ()) -> Node:
    """A tree whose values know their cells, as if it had been read from a workbook."""
    if isinstance(node, Entry):
        plan, slot = layout.cells.get(key, (None, None))
        return Entry(node.value, plan.address(slot.box), node.key) if plan is not None and slot is not None else node
    if isinstance(node, Group):
        return Group({name: addressed(child, layout, (*key, name)) for name, child in node.nodes.items()}, node.label)
    rows = [addressed(row, layout, (*key, number)) for number, row in enumerate(node)]
    return tuple(row for row in rows if isinstance(row, Group))


def grows(changes: dict[str, Any]) -> bool:
    """Whether rows come or go."""
    return any(path.endswith("]") for path in changes)


def checked(changes: dict[str, Any]) -> tuple[list[Finding], Layout]:
    """What checking the demo with these values finds, and where its cells lie."""
    form, clean = demo()[0], read_clean()
    root, computed = demo_with(changes)
    layout = lay_out(form, counts_of(root)) if grows(changes) else clean_layout()
    seen = addressed(root, layout)
    assert isinstance(seen, Group)
    return findings(ReadResult(submission_of(form, seen, computed), (), (), clean.account, clean.identity, clean.raw)), layout


@cache
def read_clean() -> ReadResult:
    return read(workbook(), demo()[0])


def findings(result: ReadResult) -> list[Finding]:
    """What is found, but for information."""
    return [finding for finding in check_result(result).findings if finding.severity != "info"]


def is_found(planted: Planted, found: list[Finding], cell: str) -> None:
    """The mistake is found once, on its cell; no other error, and no other warning than those beside it."""
    shown = [(one.rule, one.severity, one.message, list(map(str, one.cells))) for one in found]
    own = [one for one in found if one.rule == planted.rule and (cell in map(str, one.cells) or (not one.cells and cell in one.message))]
    assert len(own) == 1, shown
    assert sorted(one.rule for one in found if one not in own) == sorted(planted.beside.split()), shown
    assert all(one.severity == "warning" for one in found if one not in own), shown


def named(rows: list[Planted]) -> list[Any]:
    """The cases of a table; every second one is left to the slow tests."""
    marks: tuple[Any, Any] = ((), pytest.mark.slow)
    return [pytest.param(row, id=f"{row.rule} {row.wrong}", marks=marks[number % 2]) for number, row in enumerate(rows)]


def test_there_are_many_kinds_of_mistake() -> None:
    assert len({row.wrong for row in TYPED + IN_THE_FILE}) == len(TYPED + IN_THE_FILE) >= LEAST


def test_nothing_is_wrong_with_the_demo() -> None:
    assert findings(read_clean()) == checked({})[0] == []


@pytest.mark.slow
@pytest.mark.parametrize("planted", named(TYPED))
def test_what_is_typed_wrongly_is_found(planted: Planted) -> None:
    found, layout = checked(planted.change)
    plan, slot = layout.cells[steps(planted.cell)]
    is_found(planted, found, str(plan.address(slot.box)))


@pytest.mark.slow
@pytest.mark.parametrize("planted", named([row for row in TYPED if not grows(row.change)][::8]))
def test_it_is_found_in_the_workbook_just_so(planted: Planted) -> None:
    typed_in = {key: entry.value for key, entry in entries(demo_with(planted.change)[0])}
    values = {path: float(value) if isinstance(value := typed_in[steps(path)], Decimal) else value for path in planted.change}
    result = read(typed(workbook(), {str(cells()[steps(path)]): value for path, value in values.items()}), demo()[0])
    assert told(findings(result)) == told(checked(planted.change)[0])


def test_the_hidden_rows_are_named() -> None:
    (finding,) = findings(read(edited(workbook(), lambda book: book.hide_rows("政府采购预算", 21, 22)), demo()[0]))
    assert "第 21—22 行" in finding.message


def test_a_unit_that_is_no_department_has_the_titles_of_one() -> None:
    """The titles were made when the workbook was: 部门职责 stays where staff choose 单位 on the cover."""
    assert findings(read(edited(workbook(), put("unit.kind", "单位")), demo()[0])) == []


def test_rows_that_are_blank_may_be_hidden() -> None:
    assert findings(read(edited(workbook(), lambda book: book.hide_rows("政府采购预算", 29, 31)), demo()[0])) == []


def test_the_row_that_a_total_typed_by_hand_leaves_out_is_named() -> None:
    left_out = cells()[steps("general_spending[6].basic")]
    typed_over = put("general_spending_total.basic", 855.32)
    (finding,) = findings(read(edited(workbook(), typed_over), demo()[0]))
    assert f"差额正好是 {left_out} 的 84.16" in finding.hint
    assert "合计公式被覆盖" in finding.hint


def test_what_stands_on_a_changed_formula_goes_under_it() -> None:
    """A program has calculated everything from a sum that leaves out rows: many cells show the wrong, one is at fault."""
    form = demo()[0]
    total = cells()[steps("general_spending_total.basic")]
    calculated = fill(form, changed(demo_typed(), {"general_spending_total.basic": "778.8"}), form.year)
    (finding,) = findings(read(edited(calculated, lambda book: book.formula(total.sheet, str(total).rpartition("!")[2], "SUM(D9:D13)", 778.8)), form))
    assert (finding.rule, finding.cells) == ("META-07", (total,))
    assert finding.caused


def told(found: list[Finding]) -> list[tuple[object, ...]]:
    """Findings with how much is folded under them, but for totals typed over: of those only reading a file can tell."""
    return [(one.rule, one.cells, one.message, sum(each.rule != "META-07" for each in one.caused)) for one in found]


@pytest.mark.parametrize("planted", named(IN_THE_FILE))
def test_what_is_done_to_the_file_is_found(planted: Planted) -> None:
    found = findings(read(edited(workbook(), planted.change), demo()[0]))
    known = cells().get(steps(planted.cell))
    pointed = {cell for one in found for cell in map(str, one.cells)}
    cell = str(known) if known else next((cell for cell in pointed if planted.cell in cell), planted.cell)
    is_found(planted, found, cell)
