"""hebei-2027 says nothing about what a unit does not have, and 没有 once where the law asks for the item."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from submissions import demo, demo_with

from budgetxl.forms import judge_rule
from budgetxl.notice import render, to_text
from budgetxl.notice.document import Document, Heading, Paragraph, Table
from budgetxl.workbook import submission_of


def document(changes: Mapping[str, Any]) -> Document:
    root, computed = demo_with(changes)
    return render(submission_of(demo()[0], root, computed))


def section(made: Document, heading: str) -> str:
    """The paragraphs under the first heading that ends with some words."""
    found: list[str] = []
    inside = False
    for block in made.blocks:
        if isinstance(block, Heading):
            inside = block.text.endswith(heading)
        elif inside and isinstance(block, Paragraph):
            found.append(block.text)
    return "\n".join(found)


def captions(made: Document) -> list[str]:
    return [block.caption for block in made.blocks if isinstance(block, Table)]


@cache
def whole() -> Document:
    return document({})


def prose(made: Document) -> str:
    return "\n".join(block.text for block in made.blocks if isinstance(block, Paragraph))


def three_public(**amounts: tuple[str, str]) -> dict[str, Any]:
    """This year's and last year's amounts of the 三公 items; those that are not named are nought."""
    found: dict[str, Any] = {}
    for name in ("abroad", "purchase", "running", "reception"):
        now, last = amounts.get(name, ("0", "0"))
        found |= {f"three_public.{name}.amount": now, f"three_public.{name}.last_amount": last, f"three_public.{name}.reason": None}
    return found


THREE = "财政拨款“三公”经费预算情况及增减变化原因"


def test_nothing_is_said_to_be_nought_or_to_have_changed_by_nothing() -> None:
    assert re.findall(r"(?<![\d.])0(?:\.0+)?(?:万元|%)", prose(whole())) == []


def test_no_sign_of_our_markup_is_left_in_the_text() -> None:
    assert re.findall("[\ufdd0-\ufdef]", to_text(whole())) == []


def test_years_stand_for_this_and_last_year_but_in_tables() -> None:
    text = prose(whole())
    assert "当年" not in text
    assert "本年度" not in text
    assert "上年末" not in text
    assert "截至2026年末" in text


def test_the_parts_of_the_basic_spending_are_parts() -> None:
    assert "基本支出941.88万元，其中人员经费811.85万元、公用经费130.03万元" in section(whole(), "支出说明")


def test_a_unit_without_any_of_the_three_public_expenses_says_so_once() -> None:
    text = section(document({**three_public(), "three_public.total.reason": None}), THREE)
    assert text == "2027年我街道没有用财政拨款安排“三公”经费。"


def test_a_unit_that_has_given_up_its_three_public_expenses_says_the_fall() -> None:
    text = section(document(three_public(reception=("0", "2"))), THREE)
    assert text.startswith("2027年我街道没有用财政拨款安排“三公”经费。“三公”经费总额比2026年预算减少2万元，下降100.00%")
    assert "公务接待费减少2万元" in text
    assert "因公出国" not in text


def test_items_that_there_are_none_of_are_named_once() -> None:
    text = section(document(three_public(reception=("2", "2"))), THREE)
    assert "“三公”经费2万元：公务接待费2万元。没有安排因公出国（境）费、公务用车购置及运维费。" in text
    assert "“三公”经费总额与2026年预算持平。分项看，公务接待费持平。" in text


def test_the_cause_of_the_only_item_is_not_said_twice() -> None:
    only = {**three_public(reception=("2", "3")), "three_public.reception.reason": "压减批次"}
    text = section(document({**only, "three_public.total.reason": "压减批次"}), THREE)
    assert text.count("压减批次") == 1 and text.endswith("分项看，公务接待费减少1万元，下降33.33%。")
    other = section(document({**only, "three_public.total.reason": "厉行节约"}), THREE)
    assert "厉行节约" in other and other.endswith("主要原因是压减批次。")


def test_a_cause_that_is_given_for_all_cars_is_told() -> None:
    changes = three_public(running=("6", "6.4"), reception=("0.6", "0.8")) | {"three_public.total.reason": None, "three_public.vehicles.reason": "压减用车"}
    assert "公务用车运维费减少0.4万元，下降6.25%，主要原因是压减用车；公务接待费" in section(document(changes), THREE)
    bought = section(document(changes | {"three_public.purchase.amount": "18"}), THREE)
    assert "公务用车购置及运维费增加17.6万元，增长275.00%，主要原因是压减用车；其中公务用车购置费增加18万元；其中公务用车运维费减少0.4万元" in bought
    evened = section(document(changes | {"three_public.purchase.amount": "0.4"}), THREE)
    assert "公务用车购置费增加0.4万元，主要原因是压减用车；公务用车运维费减少0.4万元，下降6.25%，主要原因是压减用车" in evened
    own = section(document(changes | {"three_public.running.reason": "公务用车运维费减少主要是省油"}), THREE)
    assert "公务用车购置及运维费减少0.4万元，下降6.25%，主要原因是压减用车；其中公务用车运维费减少0.4万元，下降6.25%，主要原因是省油" in own
    same = section(document(changes | {"three_public.running.reason": "压减用车"}), THREE)
    assert same.count("压减用车") == 1 and "其中" not in same


def test_a_reason_of_several_parts_is_one_part_of_its_sentence() -> None:
    text = section(document({"change.basic_reason": "调资；社保缴费基数上调。\n增人"}), "比上年增减情况")
    assert "主要是调资，社保缴费基数上调，增人；项目支出增加" in text and text.count("；") == 1


@pytest.mark.parametrize("nothing", [
    "无其他事项", "没有其他需要说明的事项。", "无需说明", "本单位无其他需要说明的情况。", "暂无其他说明", "无需要另行说明的事项", "没有要说明的", "除上述内容外，我街道没有其他事项。", "无其他", "没有其他。",
    "其他需要说明的事项：无", "其他情况：没有。", "其他需要说明的事项：本街道无其他需要说明的事项。",
])  # fmt: skip
def test_nothing_more_to_be_told_is_said_as_the_notice_says_it(nothing: str) -> None:
    assert section(document({"other.text": nothing}), "其他需要说明的事项") == "除上述内容外，我街道没有要另行说明的事项。"


@pytest.mark.parametrize("something", ["没有其他需要说明的事项，表8按空表列示。", "没有使用国有资本经营预算。", "无其他事项以外的支出。", "无其他收入。", "其他事项：表8按空表列示。"])
def test_something_more_is_printed_as_it_stands(something: str) -> None:
    assert section(document({"other.text": something}), "其他需要说明的事项") == something


def test_a_unit_calls_itself_the_same_everywhere() -> None:
    text = prose(whole())
    assert "我街道" in text and "我部门" not in text and "本部门" not in text


def test_a_car_that_is_bought_and_one_that_runs_are_told_apart() -> None:
    text = section(document(three_public(purchase=("18", "0"), running=("6", "6"))), THREE)
    assert "公务用车购置及运维费24万元，分为购置18万元和运维6万元。" in text
    assert "公务用车购置费增加18万元" in text


def test_a_unit_without_procurement_says_so_and_prints_no_table() -> None:
    made = document({"procurement": []})
    assert section(made, "政府采购预算情况") == "2027年我街道没有安排政府采购预算，比2026年减少59.3万元，下降100.00%。"
    assert not any("政府采购" in caption for caption in captions(made))


def test_nothing_is_said_below_the_purchases_that_no_cell_says() -> None:
    (table,) = (block for block in document({}).blocks if isinstance(block, Table) and block.caption.endswith("政府采购预算"))
    assert table.notes == ()
    assert not [word for word in ("配置标准", "涉密") if word in to_text(document({}))]


def test_money_for_assets_is_not_said_to_stand_in_a_procurement_that_there_is_not() -> None:
    assert "所需资金列在政府采购预算中" in section(whole(), "国有资产信息")
    assert "政府采购" not in section(document({"procurement": []}), "国有资产信息")


def test_a_unit_that_never_had_procurement_says_no_fall() -> None:
    last = {f"procurement_classes.{name}.last_amount": "0" for name in ("goods", "works", "services")}
    assert section(document({"procurement": [], **last}), "政府采购预算情况") == "2027年我街道没有安排政府采购预算。"


def test_classes_of_procurement_that_there_are_none_of_are_left_out() -> None:
    rows = demo()[1]["procurement"]
    goods = [row for row in rows if row["category"] == "货物"]
    text = section(document({"procurement": goods}), "政府采购预算情况")
    assert "货物7.32万元，占100.00%" in text
    assert "工程" not in text
    assert "服务" not in text


def test_shares_of_procurement_add_up_to_a_hundred() -> None:
    shares = re.findall(r"占([\d.]+)%", section(whole(), "政府采购预算情况"))
    assert len(shares) == 3
    assert sum(round(100 * float(share)) for share in shares) == 10000


@pytest.mark.parametrize("institutions", [0, 1, 2])
def test_subordinate_units_are_named_where_there_are_any(institutions: int) -> None:
    text = section(document({"institutions": demo()[1]["institutions"][:institutions]}), "国有资产信息")
    assert ("含所属单位" in text) is (institutions > 1)


def test_a_unit_that_buys_no_assets_says_so() -> None:
    planned = {f"assets.{row}.planned_value": "0" for row in ("buildings", "vehicles", "large_equipment", "other")}
    assert section(document(planned), "国有资产信息").endswith("分类情况列于下表。2027年没有购置固定资产的计划。")


@pytest.mark.parametrize("said", ["无", "/", "—"])
def test_a_word_that_is_no_statement_is_no_statement_of_an_empty_table(said: str) -> None:
    made = document({"capital_spending_statement.empty": said})
    (table,) = [block for block in made.blocks if isinstance(block, Table) and block.caption.startswith("表8")]
    assert table.notes == ("注：本表为空表，没有数据。",)


def test_the_frame_does_not_repeat_what_staff_typed() -> None:
    made = document({
        "change.basic_reason": "主要是由于调资。", "change.project_reason": "主要原因是：新增项目", "expenditure.main_projects": "主要用于道路修缮、保洁等。",
        "operating_costs.uses": "用于办公、取暖等", "operating_costs.reason": "因为电价上调", "asset_summary.planned_items": "主要为计算机等等",
        "three_public.total.reason": "原因是压减接待所致",
    })  # fmt: skip
    text = prose(made)
    for words in ("主要是调资；", "主要是新增项目。", "主要用于道路修缮、保洁等。", "用于办公、取暖等日常开支", "主要是电价上调。", "以计算机等为主", "主要原因是压减接待。"):
        assert words in text


def test_a_whole_that_has_one_part_is_that_part() -> None:
    personnel = prose(document({"expenditure.basic": "811.85", "expenditure.personnel": "811.85", "expenditure.operating": None}))
    assert "基本支出811.85万元，全部是人员经费；" in personnel
    sources = dict.fromkeys(("government_fund", "fiscal_account", "other", "carried_forward"))
    income = prose(document({f"income.{name}": value for name, value in sources.items()} | {"income.total": "100", "income.general_public_budget": "100"}))
    assert "全部是一般公共预算拨款。" in income and "按来源看" not in income


def test_a_share_that_rounds_to_nothing_is_not_told() -> None:
    assert "货物0.001万元；工程" in prose(document({"procurement_classes.goods.amount": "0.001", "procurement_classes.goods.share": "0.00"}))


def test_no_project_spending_is_said_in_a_word() -> None:
    made = document({"expenditure.project": "0", "change.project": "0"})
    assert "；没有安排项目支出。" in section(made, "支出说明")
    assert "项目支出" not in section(made, "比上年增减情况")


def test_what_stayed_the_same_stayed_the_same_as_last_year() -> None:
    made = document({"change.total": "0", "expenditure.growth": "0"})
    assert "收支各安排1255.58万元，与2026年预算持平。" in section(made, "比上年增减情况")


def test_a_project_that_was_given_up_is_asked_for() -> None:
    form = demo()[0]
    root, _ = demo_with({"expenditure.main_projects": "街巷道路修缮、老旧管网改造"})
    (verdict,) = judge_rule(form.rule("BUD-93"), root)
    assert verdict.judgement.status.value == "failed"
    root, _ = demo_with({"expenditure.main_projects": "街巷道路修缮等、社区环境整治工作"})
    (verdict,) = judge_rule(form.rule("BUD-93"), root)
    assert verdict.judgement.status.value == "passed"
