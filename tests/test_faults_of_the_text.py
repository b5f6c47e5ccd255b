"""The faults of texts that bureaus have seen, by class, in the notice of every form that we ship; and where else they are tested.

What a notice of version 0.1.0 said, and the tests of it (``::`` is a test of this file, the others stand in the file named):

- 比2026年持平: ``::test_nothing_is_compared…``; the filter: test_notice_phrasing, the lint: test_finished_text
- 0万元 and 持平 of what a unit does not have: test_wording_hebei_2027
- 主要是主要是, 等等, 用于主要用于: ``::test_words_of_the_frame…``; the filters: test_notice_phrasing, the lint: test_finished_text, the ledger: there
- a line break tears a sentence: ``::test_a_line_break…``; full-width digits: ``::test_full_width_digits…``; both: test_notice_phrasing
- no procurement: ``::test_without_procurement…``, test_wording_hebei_2027; 工程0万元，占0.00%: ``::test_classes_of_procurement…``, there
- （含所属单位）: ``::test_subordinate_units…``, test_wording_hebei_2027; 当年 and 上年末: ``::test_years_are_numbers``, there
- a glossary beside the text: test_finished_text (``test_a_glossary_follows_the_text`` and after it)
- a deleted project in 主要为: test_wording_hebei_2027 (``test_a_project_that_was_given_up_is_asked_for``)
- 无 as a statement: ``::test_a_text_that_says_无…``, test_wording_hebei_2027, test_notice_phrasing
- 人员经费占…万元: test_wording_hebei_2027; shares of 100.01%: test_plugged_shares
- titles broken inside a word, rows that can't split, contents without pages: test_word_file
- the words of the 校验 sheet, its titles, links and first open points: test_check_sheet
- a notice that can't be made though check has no error: test_blanks_and_the_notice
- texts with markup, templates or 30,000 characters: test_texts_come_out
- a misspelt field: ``::test_a_misspelt_field…``, test_template_names; a clause of blanks: ``::test_a_clause…``, test_notice_phrasing
- headings with nothing below them, numbers twice, and all else that is looked for in the finished text: test_finished_text
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from making import a_form, filled, record
from submissions import CLEAN, data_of, demo, demo_typed, demo_with, loaded, tree

from budgetxl.cli.app import run
from budgetxl.forms import Form, compute, decode
from budgetxl.notice import Document, render, to_docx, to_html, to_markdown, to_text
from budgetxl.notice.document import Heading, Paragraph, Table
from budgetxl.review.lint import slips_in
from budgetxl.values import Scalar, holding
from budgetxl.workbook import Submission, fill, submission_of

FORMS = (*CLEAN, "hebei-2027")
BUDGETS = tuple(form for form in FORMS if "performance" not in form)
NONE_BOUGHT: dict[str, dict[str, Any]] = {
    "langfang-2022": {"procurement": [], "procurement_approved.amount": "0"},
    "sanhe-2020": {"procurement": [], "procurement_approved.amount": "0"},
    "shijiazhuang-hitech-2020": {"procurement": [], "procurement_approved": {"amount": "0", "goods": "0", "works": "0", "services": "0"}},
    "hebei-2027": {"procurement": []},
}


def submission(form: str, changes: Mapping[str, Any] | None = None) -> Submission:
    """The clean submission of a form with changes made."""
    if form == "hebei-2027":
        return submission_of(demo()[0], *demo_with(changes or {}))
    return submission_of(loaded(form), tree(loaded(form), data_of(form, changes)))


def with_values(form: str, value: Callable[[str, Scalar], Scalar], where: Callable[[Any], bool]) -> Submission:
    """The clean submission with other values in those typed cells that ``where`` takes."""
    found: Form = loaded(form)
    typed = demo_typed() if form == "hebei-2027" else CLEAN[form]
    decoded = decode(found, typed, found.year)
    compute(found, decoded.root, lambda cell: cell.key not in decoded.given)
    before = submission_of(found, decoded.root)
    changed = {cell.key: value(cell.path[-1], cell.entry.value) for cell in before.cells if cell.place.field.formula is None and where(cell)}
    assert changed
    root = holding(decoded.root, changed)
    compute(found, root, lambda cell: cell.key not in decoded.given and cell.key not in changed)
    return submission_of(found, root)


def made(given: Submission) -> Document:
    return render(given, draft=True)


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def under(document: Document, words: str) -> Iterator[Paragraph | Table]:
    """What stands under the heading that has some words, up to the next heading."""
    inside = False
    for block in document.blocks:
        if isinstance(block, Heading):
            inside = words in block.text
        elif inside and isinstance(block, Paragraph | Table):
            yield block


def said_under(document: Document, words: str) -> str:
    return "\n".join(block.text for block in under(document, words) if isinstance(block, Paragraph))


@cache
def typed_lines(form: str) -> frozenset[str]:
    return frozenset(line for cell in submission(form).cells if isinstance(cell.entry.value, str) for line in str(cell.entry.value).split("\n"))


def slips(document: Document) -> list[str]:
    text = "\n".join(paragraphs(document))
    return [text[max(0, slip.start - 10) : slip.end + 10] for slip in slips_in(text)]


# ── Comparisons


ITEMS = ("total", "abroad", "vehicles", "purchase", "running", "reception")
SAME = {
    **{f"change.{name}": "0" for name in ("total", "basic", "project")}, "operating_costs.change": "0", "procurement_classes.total.change": "0",
    **{f"three_public.{item}.change": "0" for item in ITEMS},
}  # fmt: skip


@pytest.mark.parametrize("form", BUDGETS)
def test_nothing_is_compared_with_比_and_stayed_the_same(form: str) -> None:
    is_change = lambda cell: cell.place.field.numeric and (cell.path[0] == "change" or cell.path[-1] == "change")  # noqa: E731
    same = submission(form, SAME) if form == "hebei-2027" else with_values(form, lambda *_: Decimal(0), is_change)
    text = "\n".join(paragraphs(made(same)))
    assert "持平" in text
    assert re.findall(r"(?<!同)比(?:\d{4}年|上年|去年)[^，。；、]{0,8}持平|(?:增加|减少)0(?:万元|元)", text) == []


# ── Words of the slot and of the frame

SLOTS = re.compile("reason$|^uses$|^main_projects$|^planned_items$|^items$")
TYPED = [
    "主要是由于工资调整等等。", "主要原因是：一是工资调整；二是人员增加。", "用于办公费、水电费等日常开支。", "（主要原因为人员增加所致）",
    "主要用于道路维修、绿化等项目支出", "增加的原因是工资调整等原因", "，工资调整。", "主要为计算机、办公桌等2项", "因为：政策变化！",
]  # fmt: skip


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("form", BUDGETS)
def test_words_of_the_frame_are_not_said_twice(form: str, typed: str) -> None:
    document = made(with_values(form, lambda *_: typed, lambda cell: SLOTS.search(cell.path[-1]) is not None))
    assert slips(document) == []
    text = "\n".join(paragraphs(document))
    assert re.findall("是主要|是(?:由于|因为|因|增加的原因)|用于(?:主要|用于|：)|等(?:日常开支|项目支出|2项|原因)等|等等|[（(]主要|，，|一是", text) == []
    assert re.search("工资调整|办公费、水电费|人员增加|道路维修、绿化|计算机、办公桌|政策变化", text)


LABELLED = {"goal": "绩效目标：保障运转。", "indicators": "绩效指标: 按季支付。", "name": "道路维修绩效目标表"}


@pytest.mark.parametrize("form", FORMS)
def test_a_label_is_not_said_twice(form: str) -> None:
    document = made(with_values(form, lambda name, _: LABELLED[name], lambda cell: cell.path[0] in ("itemised_goals", "projects") and len(cell.path) == 2 and cell.path[-1] in LABELLED))
    text = "\n".join(block.text for block in document.blocks if isinstance(block, Heading | Paragraph))
    assert "绩效目标：保障运转。" in text
    assert re.findall("绩效目标[:：]绩效目标|绩效指标[:：]绩效指标|绩效目标表绩效目标表", text) == []


# ── Lines and digits


def one_line(cell: Any) -> bool:
    return cell.place.field.type == "text" and isinstance(cell.entry.value, str) and len(cell.entry.value) > 3 and not cell.place.field.choices


@pytest.mark.parametrize("form", FORMS)
def test_a_line_break_in_a_one_line_field_tears_no_sentence(form: str) -> None:
    plain = made(submission(form))
    document = made(with_values(form, lambda _, value: f"{str(value)[:2]}\n{str(value)[2:]}", one_line))
    assert [block.text for block in document.blocks if isinstance(block, Heading | Paragraph)] == [
        block.text for block in plain.blocks if isinstance(block, Heading | Paragraph)
    ]


WIDE = {ord(str(digit)): 0xFF10 + digit for digit in range(10)}


@pytest.mark.parametrize("form", FORMS)
def test_full_width_digits_are_printed_as_all_others(form: str) -> None:
    document = made(with_values(form, lambda _, value: f"２０{str(value).translate(WIDE)}", one_line))
    text = "\n".join(block.text for block in document.blocks if isinstance(block, Heading | Paragraph))
    assert re.findall("[０-９]", text) == []
    assert "20" in text


# ── What a unit does not have


@pytest.mark.parametrize("form", BUDGETS)
def test_without_procurement_there_is_one_sentence_and_no_table(form: str) -> None:
    blocks = list(under(made(submission(form, NONE_BOUGHT[form])), "政府采购预算情况"))
    assert [type(block) for block in blocks] == [Paragraph]
    text = "".join(block.text for block in blocks if isinstance(block, Paragraph))
    assert "没有安排政府采购预算" in text
    assert re.findall(r"(?<![\d.])0(?:\.0+)?(?:万元|%)|下表|注：", text) == []
    bought = list(under(made(submission(form)), "政府采购预算情况"))
    assert [type(block) for block in bought] == [Paragraph, Table]
    assert "没有" not in "".join(block.text for block in bought if isinstance(block, Paragraph))


@pytest.mark.parametrize("form", BUDGETS)
def test_nothing_is_said_to_stand_in_a_procurement_that_there_is_not(form: str) -> None:
    assert "政府采购" in said_under(made(submission(form)), "国有资产信息")
    assert "政府采购" not in said_under(made(submission(form, NONE_BOUGHT[form])), "国有资产信息")


@pytest.mark.parametrize(("named", "left"), [(("goods", "services"), "工程"), (("works",), "货物"), (("goods", "works"), "服务")])
def test_classes_of_procurement_that_there_are_none_of_are_not_named(named: tuple[str, ...], left: str) -> None:
    amounts = {f"procurement_approved.{name}": "65" if name in named else "0" for name in ("goods", "works", "services")}
    text = said_under(made(submission("shijiazhuang-hitech-2020", amounts)), "政府采购预算情况")
    assert "65万元" in text
    assert left not in text


@pytest.mark.parametrize("form", BUDGETS)
def test_a_unit_that_plans_to_buy_nothing_and_one_that_has_nothing_say_so(form: str) -> None:
    planned = {"asset_summary.planned_purchase": "0"}
    if form == "hebei-2027":
        planned = {f"assets.{row}.planned_value": "0" for row in ("buildings", "vehicles", "large_equipment", "other")}
    text = said_under(made(submission(form, planned)), "国有资产信息")
    assert "没有购置固定资产的计划" in text
    assert "购置固定资产0万元" not in text
    none = said_under(made(submission(form, {**planned, "asset_summary.closing_amount": "0"})), "国有资产信息")
    assert "没有占用固定资产" in none
    assert "占用固定资产0万元" not in none


def test_a_unit_without_assets_prints_no_table_of_noughts() -> None:
    cells = {f"assets.{row}.{name}": "0" for row in ("buildings", "vehicles", "large_equipment", "other", "offices")
             for name in ("opening_value", "purchased_value", "disposed_value", "planned_value") if (row, name) != ("offices", "planned_value")}  # fmt: skip
    blocks = list(under(made(submission("hebei-2027", {**cells, "asset_summary.closing_amount": "0"})), "国有资产信息"))
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == ["截至2026年末，示例县向阳街道办事处（含所属单位）没有占用固定资产。2027年没有购置固定资产的计划。"]
    assert len(blocks) == 1


ITSELF = {"name": "街道办事处", "kind": "行政单位", "rank": "正科级", "funding": "财政拨款"}


@pytest.mark.parametrize("form", ["langfang-2022", "sanhe-2020", "hebei-2027"])
def test_subordinate_units_are_said_to_be_in_only_where_there_are_any(form: str) -> None:
    alone = said_under(made(submission(form, {"institutions": [ITSELF], "unit.scope": "机关"})), "国有资产信息")
    several = said_under(made(submission(form, {"institutions": [ITSELF, {**ITSELF, "name": "服务站"}], "unit.scope": "机关"})), "国有资产信息")
    assert ("含所属单位" in alone, "含所属单位" in several) == (False, True)


@pytest.mark.parametrize("form", ["langfang-2022", "sanhe-2020"])
def test_a_budget_that_has_them_in_by_its_scope_says_so_whatever_the_table_of_institutions_lists(form: str) -> None:
    assert "含所属单位" in said_under(made(submission(form, {"institutions": [ITSELF], "unit.scope": "机关及所属事业单位"})), "国有资产信息")


@pytest.mark.parametrize("form", ["langfang-2022", "shijiazhuang-hitech-2020"])
def test_no_part_of_projects_is_told_where_there_are_no_projects(form: str) -> None:
    changes = {"expenditure.project": "0", "expenditure.main_projects": None}
    if "project_own_level" in CLEAN[form]["expenditure"]:
        changes["expenditure.project_own_level"] = "0"
    assert "本级支出" in said_under(made(submission(form)), "支出说明")
    assert "本级支出" not in said_under(made(submission(form, changes)), "支出说明")


@pytest.mark.parametrize(("whole", "said"), [("-1", "其中公务用车运维费减少1万元"), (None, "；公务用车运维费减少1万元")])
def test_a_part_of_an_item_is_told_as_its_part(whole: str | None, said: str) -> None:
    text = said_under(made(submission("langfang-2022", {"three_public.vehicles.change": whole})), "“三公”经费预算情况")
    assert said in text


# ── Years, and texts that say nothing


@pytest.mark.parametrize("form", FORMS)
def test_years_are_numbers(form: str) -> None:
    """当年 of one year and of another stood beside each other; what a cell says as it stands is the unit's own."""
    own = [text for text in paragraphs(made(submission(form))) if text not in typed_lines(form) and "：" not in text[:14]]
    assert own
    assert re.findall("当年|上年末|本年度", "\n".join(own)) == []


@pytest.mark.parametrize("nothing", ["无", "无。", "/", "——", "不涉及"])
@pytest.mark.parametrize("form", BUDGETS)
def test_a_text_that_says_无_is_no_reason_and_no_statement(form: str, nothing: str) -> None:
    document = made(with_values(form, lambda *_: nothing, lambda cell: SLOTS.search(cell.path[-1]) is not None or cell.path == ("other", "text")))
    text = "\n".join(paragraphs(document))
    assert re.findall(rf"(?:是|为|用于|以){re.escape(nothing.strip('。'))}[，。；等]", text) == []
    assert re.findall(r"主要|用于[，。；等]", re.sub("主要(?:负责|承担)", "", "\n".join(line for line in text.split("\n") if line not in typed_lines(form)))) == []
    assert "没有要另行说明的事项" in text


# ── The samples


@pytest.mark.parametrize("form", FORMS)
def test_a_clean_notice_has_no_slip(form: str) -> None:
    assert slips(made(submission(form))) == []


# ── Templates, through workbooks that are written and read back

FACTS = record("facts", amount={"type": "money"}, change={"type": "money"}, why="text")
CLAUSE = "收入{{ facts.amount | money }}万元{% call clause() %}，{{ facts.change | compared(last_year ~ '年') }}，主要是{{ facts.why | reason }}{% endcall %}。"


def own(folder: Path, wording: str) -> Form:
    form = a_form(folder, FACTS)
    (form.folders[0] / "notice.md.j2").write_text(f"#= 说明\n\n{wording}\n", encoding="utf-8")
    return form


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"amount": "5"}, "收入5万元。"),
        ({"amount": "5", "why": "无"}, "收入5万元。"),
        ({"amount": "5", "change": "-2", "why": "因为调资等原因"}, "收入5万元，比2021年减少2万元，主要是调资等。"),
        ({"amount": "5", "change": "0", "why": "调资"}, "收入5万元，与2021年持平，主要是调资。"),
    ],
)
def test_a_clause_of_which_nothing_is_filled_in_is_in_no_format(tmp_path: Path, facts: dict[str, str], text: str) -> None:
    document = render(filled(own(tmp_path, CLAUSE), {"facts": facts}).submission)
    assert paragraphs(document) == [text]
    assert text in to_text(document)
    assert text in to_markdown(document)
    assert text in re.sub(r"<[^>]+>", "", to_html(document, clean=True))
    assert text in [one.text for one in docx.Document(io.BytesIO(to_docx(document))).paragraphs]


@pytest.mark.parametrize("written", ["{{ facts.amuont | money }}", "{% if facts.amuont is filled %}甲{% endif %}", "{{ facts['amuont'] }}"])
def test_a_misspelt_field_is_told_by_check_and_by_render_with_its_line_and_the_nearest_name(
    tmp_path: Path, written: str, capsys: pytest.CaptureFixture[str]
) -> None:
    form = own(tmp_path, "收入")
    (tmp_path / "a.xlsx").write_bytes(fill(form, {"unit": {"name": "甲局", "code": "001"}, "facts": {"amount": "5"}}, 2022))
    (form.folders[0] / "notice.md.j2").write_text(f"#= 说明\n\n收入{written}。\n", encoding="utf-8")
    for command in (["check"], ["render", "-o", str(tmp_path / "a.txt")], ["render", "--draft", "-o", str(tmp_path / "a.txt")]):
        assert run([command[0], str(tmp_path / "a.xlsx"), *command[1:], "--form", str(form.folders[0])]) != 0
        told = capsys.readouterr()
        said = re.sub(r"\s+", "", told.out + told.err)
        assert [words in said for words in ("notice.md.j2", "第3行", "“amuont”", "是否应为“amount”")] == [True] * 4, said
    assert not (tmp_path / "a.txt").exists()
