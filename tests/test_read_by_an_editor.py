"""What somebody who reads every notice before it is published found: sentences that no form of ours prints any more, whatever staff type."""

from __future__ import annotations

from typing import Any

import pytest
from submissions import CLEAN
from test_faults_of_the_text import BUDGETS, FORMS, made, paragraphs, said_under, slips, submission, with_values

from budgetxl.notice import published_tables
from budgetxl.notice.document import Heading, TitleLines
from budgetxl.review.finished_text import finished_text
from budgetxl.values import says_unchanged

UNCHANGED = ("持平", "与上年持平", "与上年持平，无增减变化", "较2021年没有变化", "公务接待费与上年持平。", "（无增减变化）", "与上年预算数一致")
REASONS = ("人员未变", "标准不变", "人员与上年持平，标准提高", "与上年持平的项目取消", "没有新增人员", "电价未调整", "")


@pytest.mark.parametrize("text", UNCHANGED)
def test_that_something_is_as_it_was_is_no_reason(text: str) -> None:
    assert says_unchanged(text)


@pytest.mark.parametrize("text", REASONS)
def test_that_something_else_is_as_it_was_is_a_reason(text: str) -> None:
    assert not says_unchanged(text)


@pytest.mark.parametrize("form", BUDGETS)
@pytest.mark.parametrize("typed", ["与上年持平", "与上年持平，无增减变化。"])
def test_what_stayed_the_same_is_not_said_to_have_done_so_because_it_did(form: str, typed: str) -> None:
    given = with_values(form, lambda name, value: typed, lambda cell: "reason" in str(cell.path[-1]) and cell.path[-1] != "reasons")
    text = "\n".join(paragraphs(made(given)))
    assert "主要是与上年" not in text and "原因是与上年" not in text and "无增减变化" not in text
    assert slips(made(given)) == []


@pytest.mark.parametrize("form", FORMS)
def test_passages_end_as_sentences_do(form: str) -> None:
    given = with_values(
        form,
        lambda name, value: f"{str(value).rstrip('。')}；" if isinstance(value, str) else value,
        lambda cell: cell.place.field.kind.wording == "passage" and "\n" not in str(cell.entry.value or ""),
    )
    assert [text for text in paragraphs(made(given)) if text.endswith(("；", "，", "、"))] == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("number", ["（一）", "1.", "一、", "①"])
def test_headings_have_one_number(form: str, number: str) -> None:
    def headings(before: str) -> list[str]:
        given = with_values(
            form,
            lambda name, value: f"{before}{value}" if isinstance(value, str) else value,
            lambda cell: cell.path[0] in ("duties", "overall_goals", "itemised_goals", "safeguards") and cell.path[-1] in ("heading", "name"),
        )
        return [block.text for block in made(given).blocks if isinstance(block, Heading)]

    assert headings(number) == headings("")


@pytest.mark.parametrize("form", BUDGETS)
def test_no_reason_tells_once_more_what_its_sentence_has_told(form: str) -> None:
    names = {"abroad": "因公出国（境）费", "reception": "公务接待费", "total": "“三公”经费"}
    places = [cell.path for cell in submission(form).cells if cell.path[0] == "three_public" and cell.path[-1] == "reason"]
    reasons = {".".join(path): f"{names[path[1]]}减少，主要原因是厉行节约" for path in places if path[1] in names}
    text = "\n".join(paragraphs(made(submission(form, reasons))))
    assert "厉行节约" in text and "减少，主要原因是厉行节约" not in text


def test_duties_without_headings_have_one_number() -> None:
    duties = [{"heading": None, "text": "（一）办文办会；"}, {"heading": None, "text": "2.接待来访"}]
    assert said_under(made(submission("langfang-2022", {"duties": duties})), "部门职责").startswith("（一）办文办会。\n（二）接待来访。")


@pytest.mark.parametrize("form", [form for form in FORMS if form != "hebei-2027" and form in CLEAN])
def test_a_glossary_does_not_say_its_term_twice(form: str) -> None:
    glossary = [{"term": "1.基本支出：", "text": "基本支出是指维持机构正常运行的支出"}]
    if "glossary" in CLEAN[form]:
        text = "\n".join(paragraphs(made(submission(form, {"glossary": glossary}))))
        assert "基本支出：维持机构正常运行的支出。" in text and "基本支出是指" not in text and "1.1." not in text and "1、1." not in text


def test_a_share_of_tasks_is_told_without_other_indicators() -> None:
    changes = {"itemised_goals[0].indicators": None, "itemised_goals[0].share_of_tasks": "95", "unit.stage": "（批复）", "unit.reviewer": "财政局审核"}
    document = made(submission("fengrun-performance-2023", changes))
    text = "\n".join((*paragraphs(document), *(line for block in document.blocks if isinstance(block, TitleLines) for line in block.lines)))
    assert "绩效指标：完成工作任务的比例不低于95%。" in text and "财政局审核" in text
    assert "审核审核" not in text and "（（" not in text


def test_a_word_is_not_defined_that_the_glossary_does_not_use() -> None:
    def glossary(text: str) -> str:
        return "\n".join(paragraphs(made(submission("langfang-2022", {"glossary": [{"term": "基本支出", "text": text}]}))))

    assert "以下所称本级财政，为" in glossary("本级财政拨给的资金。") and "所称本级财政" not in glossary("维持机构正常运行的支出。")


@pytest.mark.parametrize(
    ("term", "lacks"), [("1.一般公共预算拨款：", False), ("一般公共预算拨款（收入）", False), ("一般公共预算拨款收入", False), ("一般公共预算", True)]
)
def test_a_term_is_explained_by_another_spelling_of_it(term: str, lacks: bool) -> None:
    given = submission("hebei-2027", {"glossary[0].term": term})
    _, findings = finished_text(given, ())
    assert any("名词解释里没有" in one.message and "“一般公共预算拨款”" in one.message for one in findings) is lacks


def test_a_name_that_wrapped_in_its_cell_is_one_line_beside_the_tables() -> None:
    given = submission("hebei-2027", {"unit.name": "示例县\n向阳街道办事处。"})
    lines = [table.above_left for _, table in published_tables(given)]
    assert {line for line in lines if line} == {"601001示例县向阳街道办事处", "编制部门：示例县向阳街道办事处"}


@pytest.mark.parametrize("name", ["我街道", "本街道", "街道。"])
def test_a_unit_says_once_that_it_speaks_of_itself(name: str) -> None:
    text = "\n".join(paragraphs(made(submission("hebei-2027", {"unit.self_name": name}))))
    assert "2027年我街道机关运行经费" in text and "我我" not in text and "我本" not in text


@pytest.mark.parametrize(
    ("scope", "said"),
    [("无", "示例县向阳街道办事处本级"), ("包括机关", "示例县向阳街道办事处机关"), ("示例县向阳街道办事处本级", "示例县向阳街道办事处本级"), (None, "示例县向阳街道办事处本级")],
)
def test_the_scope_of_a_budget_is_said_once(scope: str | None, said: str) -> None:
    text = "\n".join(paragraphs(made(submission("hebei-2027", {"unit.scope": scope}))))
    assert f"编报范围为{said}。" in text


def test_a_share_of_nothing_is_not_printed() -> None:
    nothing: dict[str, Any] = {f"three_public.{item}.amount": "0" for item in ("abroad", "purchase", "running", "reception")}
    given = submission("shijiazhuang-hitech-2020", nothing)
    text = said_under(made(given), "三公")
    assert "公务接待费0万元" in text and "占" not in text


def test_a_unit_that_has_no_assets_yet_is_not_said_to_have_classes_of_them() -> None:
    figures = ("opening_value", "purchased_value", "disposed_value", "opening_quantity", "purchased_quantity", "disposed_quantity")
    classes = ("buildings", "offices", "vehicles", "large_equipment", "other")
    text = said_under(made(submission("hebei-2027", {f"assets.{name}.{figure}": "0" for name in classes for figure in figures})), "国有资产")
    assert "没有占用固定资产。" in text and text.endswith("分类情况列于下表。")
