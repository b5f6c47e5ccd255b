"""What check says of the finished text: slips that no cell has by itself, a notice that can't be made, a glossary beside the text."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from making import a_form, filled, record, table
from rebuild_samples import SAMPLES

from budgetxl.checks import as_json
from budgetxl.cli.app import run
from budgetxl.forms import Form, FormError, load_form
from budgetxl.notice import render
from budgetxl.review import review
from budgetxl.review.lint import numbered_twice, slips_in
from budgetxl.values import Finding
from budgetxl.workbook import read


def codes(text: str) -> list[str]:
    return [slip.code for slip in slips_in(text)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("项目支出5万元，主要用于绿化、保洁等等。", "twice"),
        ("增加3万元，主要是主要是人员增加。", "twice"),
        ("增加3万元，主要是主要原因是人员增加。", "twice"),
        ("增加3万元，主要原因是因为人员增加。", "twice"),
        ("增加3万元，主要原因是由于人员增加。", "twice"),
        ("5万元，主要用于用于绿化。", "twice"),
        ("比2026年增加增加3万元。", "twice"),
        ("主要用于绿化、等。", "twice"),
        ("收入5万元。。支出5万元。", "twice"),
        ("人员增加，。项目支出", "twice"),
        ("增加3万元，主要是。", "empty"),
        ("减少3万元，主要原因是；", "empty"),
        ("主要用于等。", "empty"),
        ("比2026年增加万元。", "empty"),
        ("位于“”大街", "empty"),
        ("收入总计万元", "empty"),
        ("某街道（）收入", "empty"),
        ("“三公”经费比2026年持平。", "with"),
        ("比上年预算持平", "with"),
        ("比2026年增加0万元", "nought"),
        ("比2026年增加-12.5万元", "nought"),
        ("收入5万元万元", "unit"),
        ("收入5元万元", "unit"),
        ("增长5%%。", "unit"),
        ("收入增加,支出减少", "half"),
        ("收入1，255.58万元。", "parted"),
        ("安排12，500元，", "parted"),
        ("共1，255，580元", "parted"),
        ("某街道“三公经费", "pairs"),
        ("某街道（含所属单位收入", "pairs"),
        ("2027年我我街道安排5万元", "twice"),
        ("2027年我本单位安排5万元", "twice"),
        ("增加3万元，主要是2026年基本支出增加的主要原因是调资。", "twice"),
        ("减少3万元，主要原因是公务接待费减少主要是压减。", "twice"),
        ("减少3万元，主要原因是下降25.00%，主要原因是压减。", "twice"),
        ("用于机关运行经费主要用于办公费等日常开支", "twice"),
        ("主要是人员增加？；项目支出", "twice"),
        ("增加3万元，主要是是人员增加", "twice"),
        ("主要用于绿化等项目等。", "twice"),
        ("用于办公用品等日常公用经费等日常开支", "twice"),
        ("2027年2027年收入5万元", "twice"),
        ("截至2026年12月31日日，", "twice"),
        ("2027年本部门部门收入5万元", "twice"),
        ("注：注：本表为空表", "twice"),
        ("绩效目标：目标：绿化", "twice"),
        ("“行政运行（项）（项）”科目", "twice"),
        ("其中：其中人员经费5万元", "twice"),
        ("没有没有安排", "twice"),
        ("收入5万元；，支出", "twice"),
        ("原因是：，调资", "twice"),
        ("比2026年增长0%", "nought"),
        ("结余-5万元", "nought"),
        ("比2026年增加5万元，下降3%", "directions"),
        ("与2026年预算相比，减少5万元（增长3%）", "directions"),
        ("比2026年增加5万元，增长%。", "empty"),
        ("增加5万元，主要原因是与上年持平。", "empty"),
        ("增加5万元，主要原因是无。", "empty"),
        ("主要用于等方面。", "empty"),
        ("收入5万元，占。", "empty"),
        ("以以电脑等为主，", "twice"),
        ("以电脑为主等为主，", "twice"),
        ("截至2026年 月 日", "empty"),
        ("None收入5万元", "empty"),
        ("收入总计 万元。", "empty"),
        ("收入10. 支出.5万元", "number"),
        ("收入10..5万元", "number"),
        ("收入10.5.2万元", "number"),
        ("收入10．5万元", "number"),
        ("收入005万元", "number"),
        ("收入10 万元。", "space"),
        ("人员增加 、调资", "space"),
        ("其中基本支出,10万元。", "half"),
        ("收入5万元，\n支出5万元。", "open"),
        ("2027年收入总计5万元。2027年收入总计5万元。", "again"),
        ("2027年收入总计5，支出5万元", "unitless"),
        ("居民满意，完成工作任务不低于95%，完成工作任务不低于95%。", "again"),
        ("比比2026年增加5万元", "twice"),
        ("我我单位实行综合预算", "twice"),
        ("实施““雪亮”工程", "twice"),
        ("（（含所属单位））收入", "twice"),
        ("收入5万元（其中）。", "empty"),
        ("收入包括等。", "empty"),
    ],
)
def test_a_slip_is_found_once(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "主要原因是人员增加，主要是离退休人员。",
        "主要是因为新增两个社区",
        "（这两项是因为新增两个社区）",
        "主要用于老旧小区改造等，占76.23%。",
        "与2026年持平；同比持平；与上年相比持平；与2021年预算相比持平。",
        "增加0.5万元，减少10万元，增长0.05%",
        "宣传男女平等。等级评定、一等、二等奖",
        "因公出国（境）费0万元",
        "主要领导、主要道路，主要职责。",
        "用于绿化。其中：办公费5万元",
        "目的的；其中中央；天天向上；个人人数",
        "总投资100万元以上的项目",
        "安排1,255.58万元，300平方米",
        "收入5万元，300万元；2027年，120万元；1255，580人；5，300人",
        "自我我行我素；我本人；日本本部",
        "主要原因是人员经费增加5万元，主要是离退休人员",
        "增加3万元，主要是新增专项资金，主要用于道路修缮",
        "基本支出增加5万元，主要原因是调资；项目支出减少3万元，主要原因是完工",
        "主要是变动成本下降、固定成本增加",
        "《你幸福吗？》，“好吗？”，问好！",
        "用于5万元元旦慰问",
        "主要是是否纳入预算的口径变化",
        "推进高等教育等。男女平等。均等化等工作等内容",
        "增加5万元，增长3%，下降2万元的是公务接待费",
        "2027年年初预算；31日日常工作；我部门部门预算；各部门部门负责人",
        "增长率-5.00%，增减额-5万元，5-10万元",
        "（一）（二）两条；《甲》《乙》；（类）（款）（项）",
        "安排0.5万元、10.05万元、1,000.5万元，共3.5公里",
        "A、B 两区 3 个点；2026年 12月",
        "一般公共预算安排0万元，占0%",
        "出生年月日；上年末、本年末",
        "参与其中。（含本级（机关））；（其中：办公费5万元）；总分合计100，产出50；收入3项，支出12个",
        "“三公”经费9万元，增长0%。",
        "金额单位为 万元；表中“增长%”一列，增长%的计算",
        "甲。甲。与比上一年不同；自我本色",
        "项目支出 313.7 万元，占 24.98 %",
        "查处侵占、挪用；以以往经验为准；1万元-5万元；1．2021年计划",
    ],
)
def test_right_sentences_are_silent(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("heading", "twice"),
    [
        ("（一）（二）党政办", True),
        ("1.1.环境整治", True),
        ("一、一、职责", True),
        ("3.（2）防疫工作经费绩效目标表", False),
        ("1、9个居委会办公经费", False),
        ("2.2027年项目", False),
        ("1.12.5万元的项目", False),
        ("1、3.5公里道路", False),
        ("1.1、环境整治", True),
        ("1、1、9个居委会", True),
        ("（一）党政办", False),
        ("1.一、环境整治", True),
        ("1.第一，改善环境", True),
        ("（一）一、党政办", True),
        ("1.一、二期工程", False),
        ("1.第一中学改造", False),
        ("（一）第一、二社区", False),
        ("（一）1.党政办", True),
        ("（一）1、2号楼维修", False),
        ("（二）3.15晚会", False),
    ],
)
def test_a_heading_is_numbered_once(heading: str, twice: bool) -> None:
    assert bool(numbered_twice(heading)) is twice


# On cells

FACTS = record("facts", title="text", why="text", amount={"type": "money"}, note="longtext")


def own(folder: Path, wording: str, sheets: str = FACTS, **options: Any) -> Form:
    head = "\n[options]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in options.items()) if options else ""
    form = a_form(folder, sheets, head=head)
    (form.folders[0] / "notice.md.j2").write_text(f"#= 说明\n# 情况\n{wording}\n", encoding="utf-8")
    return form


def said(form: Form, data: Mapping[str, Any]) -> list[Finding]:
    return list(review(filled(form, data)).findings)


def test_a_slip_names_its_place_in_the_text_and_the_cell_that_its_words_come_from(tmp_path: Path) -> None:
    form = own(tmp_path, "增加{{ facts.amount | money }}万元，主要是{{ facts.why }}。")
    (one,) = said(form, {"facts": {"why": "主要是调资", "amount": "3"}})
    assert (one.rule, one.severity, one.actual) == ("TEXT-05", "warning", "主要是主要是")
    assert "“一、情况”下" in one.message
    assert [str(at) for at in one.cells] == ["数据!B5"]
    assert "数据!B5" in one.hint


def test_the_cell_is_named_whatever_was_done_to_its_text_before_it_was_printed(tmp_path: Path) -> None:
    """Full-width digits, a wrapped line, words that a slot gave up: what stands in the text is no longer what stands in the cell."""
    form = own(tmp_path, "2027年{{ facts.title }}年初安排{{ facts.amount | money }}万元，主要是{{ facts.why | reason }}人员增加，。\n## {{ facts.note | one_line }}\n甲")
    data = {"facts": {"title": "２０２７年，。", "why": "主要是由于人员增加", "amount": "3", "note": "（一）道路\n修缮"}}
    told = {one.actual: [str(at) for at in one.cells] for one in said(form, data) if one.rule == "TEXT-05"}
    assert told["人员增加人员增加"] == ["数据!B5"]
    assert told["（一）（一）"] == ["数据!B7"]


@pytest.mark.parametrize(
    ("wording", "data", "hint"),
    [
        ("主要是{{ facts.why }}。", {"why": "主要是调资"}, "句子里已有的字"),
        ("说明：{{ facts.why }}。", {"why": "人员增加增加经费"}, "去掉重复的"),
        ("## {{ facts.title }}\n甲", {"title": "（一）道路"}, "编号由程序写"),
        ("（一）{{ facts.title }}", {"title": "（一）道路维修"}, "编号由程序写"),
        ("某街道{{ facts.title }}。", {"title": "“道路维修"}, "成对"),
        ("收入{{ facts.title }}", {"title": "增加,支出减少"}, "全角"),
        ("主要是{{ facts.why | default('') }}。{{ facts.title }}", {"title": "甲"}, "表样的文稿"),
    ],
)
def test_what_is_said_says_how_to_put_it_right(tmp_path: Path, wording: str, data: dict[str, str], hint: str) -> None:
    found = [one for one in said(own(tmp_path, wording), {"facts": data}) if "公开说明" in one.message]
    assert [hint in one.hint for one in found] == [True], found
    assert hint == "表样的文稿" or str(found[0].cells[0]) in found[0].hint


def test_one_cell_that_is_printed_many_times_is_told_once_and_cells_beside_it_are_not_accused(tmp_path: Path) -> None:
    form = own(tmp_path, "{{ facts.title }}{{ facts.why }}收入。\n{{ facts.title }}{{ facts.why }}支出。\n{{ facts.why }}人员{{ facts.title }}。")
    found = [one for one in said(form, {"facts": {"title": "“某街道", "why": "各项"}}) if "公开说明" in one.message]
    assert [[str(at) for at in one.cells] for one in found] == [["数据!B4"]]


def test_a_cell_of_one_character_is_not_accused_beside_another(tmp_path: Path) -> None:
    form = own(tmp_path, "2027年我{{ facts.why }}安排{{ facts.amount | money }}万元。")
    (one,) = [one for one in said(form, {"facts": {"title": "年", "why": "我街道", "amount": "3"}}) if "公开说明" in one.message]
    assert [str(at) for at in one.cells] == ["数据!B5"]


HEADINGS = "## 职责\n{{ facts.title }}\n## 目标\n## 保障\n{{ table('facts') }}\n# 其他\n## 空的\n##! 附件\n## 下面\n甲\n#! 末尾\n"


def test_headings_with_nothing_below_them_are_told_together(tmp_path: Path) -> None:
    (one,) = [one for one in said(own(tmp_path, HEADINGS), {"facts": {"title": "甲项"}}) if "标题下没有内容" in one.message]
    assert (one.rule, one.severity) == ("META-11", "warning")
    assert [words in one.message for words in ("（二）目标", "（一）空的", "末尾", "职责", "保障", "附件", "其他")] == [True, True, True, False, False, False, False]


def test_a_slip_of_the_wording_alone_is_told_to_whoever_made_it(tmp_path: Path) -> None:
    (one,) = said(own(tmp_path, "收入{{ facts.amount | money }}万元，比2026年持平。"), {"facts": {"amount": "3"}})
    assert (one.rule, one.cells) == ("TEXT-05", ())
    assert "与…持平" in one.hint


def test_an_empty_clause_is_an_error(tmp_path: Path) -> None:
    (one,) = said(own(tmp_path, "增加{{ facts.amount | money }}万元，主要是{{ facts.why | default('') }}。"), {"facts": {"amount": "3"}})
    assert (one.rule, one.severity) == ("META-11", "error")


def test_what_a_cell_has_by_itself_is_told_once(tmp_path: Path) -> None:
    form = own(tmp_path, "甲：{{ facts.note }}")
    found = said(form, {"facts": {"note": "街道安排各项支出支出，保障机关运转。"}})
    assert [one.rule for one in found] == ["TEXT-05"]
    assert "公开说明" not in found[0].message


def test_a_form_without_wording_has_no_finished_text(tmp_path: Path) -> None:
    assert said(a_form(tmp_path, FACTS), {"facts": {"why": "主要是调资"}}) == []


def test_a_form_grades_the_slips_of_the_finished_text_as_it_does_those_of_cells(tmp_path: Path) -> None:
    form = a_form(tmp_path, FACTS, '\n[[rules]]\nid = "TEXT-05"\nseverity = "info"\n')
    (form.folders[0] / "notice.md.j2").write_text("主要是{{ facts.why }}。\n", encoding="utf-8")
    assert [one.severity for one in said(form, {"facts": {"why": "主要是调资"}})] == ["info"]


# Without an error, the notice comes out


def test_a_blank_that_the_wording_needs_is_an_error_on_its_cell(tmp_path: Path) -> None:
    form = own(tmp_path, "收入{{ facts.amount | money }}万元。")
    (one,) = said(form, {"facts": {"why": "调资"}})
    assert (one.rule, one.severity, [str(at) for at in one.cells]) == ("META-15", "error", ["数据!B6"])
    assert "数据!B6" in one.hint


@pytest.mark.parametrize("typed", ["由于", "因为", "主要因为由于", "增加的原因是由于"])
def test_a_cell_with_nothing_but_words_of_its_sentence_is_an_error_on_it(tmp_path: Path, typed: str) -> None:
    (one,) = said(own(tmp_path, "增加5万元，主要是{{ facts.why | reason }}。"), {"facts": {"why": typed, "title": "甲"}})
    assert (one.rule, one.severity, [str(at) for at in one.cells]) == ("META-15", "error", ["数据!B5"])
    assert "清空这一格" in one.hint


def test_all_that_stops_a_notice_is_told_at_once_and_in_words_of_staff(tmp_path: Path) -> None:
    wording = "增加{{ facts.amount | money }}万元，主要是{{ facts.why | reason }}。另有{{ facts.title | listed }}等。又增加{{ facts.amount | money }}万元。"
    found = said(own(tmp_path, wording), {"facts": {"why": "因为由于", "title": "用于"}})
    assert sorted(str(at) for one in found for at in one.cells if one.severity == "error") == ["数据!B4", "数据!B5", "数据!B6"]
    assert not [one for one in found if "reason" in one.message or "listed" in one.message or "money" in one.message]


def test_a_clause_that_is_left_out_stops_nothing(tmp_path: Path) -> None:
    wording = "收入{{ facts.amount | money }}万元{% call clause() %}，主要是{{ facts.why | reason }}{% endcall %}。"
    (one,) = said(own(tmp_path, wording), {"facts": {"title": "甲"}})
    assert [str(at) for at in one.cells] == ["数据!B6"]


@pytest.mark.parametrize("typed", ["：", "。", "；，", "无", "/"])
def test_a_cell_with_nothing_but_marks_is_blank_to_the_wording(tmp_path: Path, typed: str) -> None:
    (one,) = said(own(tmp_path, "增加5万元，主要是{{ facts.why | reason }}。"), {"facts": {"why": typed, "title": "甲"}})
    assert (one.rule, one.severity, [str(at) for at in one.cells]) == ("META-15", "error", ["数据!B5"])


@pytest.mark.parametrize("wording", ["{{ facts.amount / 0 }}", "{% for n in range(999999) %}甲{% endfor %}", "收入{{ facts.title | money }}万元"])
def test_a_wording_that_fails_is_an_error_of_the_form(tmp_path: Path, wording: str) -> None:
    (one,) = said(own(tmp_path, wording), {"facts": {"amount": "3", "title": "甲"}})
    assert (one.rule, one.severity, one.cells) == ("META-22", "error", ())
    assert "notice.md.j2" in one.message


def test_with_other_errors_the_draft_is_looked_at(tmp_path: Path) -> None:
    sheets = record("facts", why="text", amount={"type": "money", "required": True}, other={"type": "money"})
    form = own(tmp_path, "收入{{ facts.amount | money }}万元，支出{{ facts.other | money }}万元，主要是{{ facts.why }}。", sheets)
    found = said(form, {"facts": {"why": "主要是调资"}})
    assert sorted((one.rule, one.severity) for one in found) == [("META-15", "error"), ("TEXT-05", "warning")]


# Glossary

TERMS = table("terms", "名词", {"defaults": [{"term": "基本支出", "text": "甲"}, {"term": "项目支出", "text": "乙"}]}, term="text", text="longtext")
GLOSSARY = "基本支出{{ facts.amount | money }}万元。\n{% for item in terms %}\n{{ loop.index }}.{{ item.term }}：{{ item.text }}\n\n{% endfor %}"


@pytest.mark.parametrize(
    ("terms", "rules"),
    [
        (["基本支出"], []),
        (["“基本支出”"], []),
        (["基本支出", "项目支出"], [("info", "项目支出")]),
        (["项目支出"], [("info", "项目支出"), ("warning", "基本支出")]),
        ([], [("warning", "基本支出")]),
    ],
)
def test_a_glossary_follows_the_text(tmp_path: Path, terms: list[str], rules: list[tuple[str, str]]) -> None:
    form = own(tmp_path, GLOSSARY, FACTS + TERMS, glossary="terms.term")
    found = said(form, {"facts": {"amount": "3"}, "terms": [{"term": term, "text": "解释"} for term in terms]})
    assert sorted((one.severity, term) for one in found for term in ("基本支出", "项目支出") if f"“{term}”" in one.message) == rules
    assert all(one.rule == "TEXT-27" and one.cells for one in found)


def test_a_form_that_prescribes_its_glossary_is_not_asked(tmp_path: Path) -> None:
    assert said(own(tmp_path, GLOSSARY, FACTS + TERMS), {"facts": {"amount": "3"}, "terms": [{"term": "项目支出", "text": "乙"}]}) == []


def test_a_term_in_quotes_is_not_quoted_twice(tmp_path: Path) -> None:
    form = own(tmp_path, GLOSSARY, FACTS + TERMS, glossary="terms.term")
    terms = [{"term": term, "text": "解释"} for term in ("基本支出", "“三公”经费", "一般公共预算")]
    (one,) = said(form, {"facts": {"amount": "3"}, "terms": terms})
    assert "“三公”经费、“一般公共预算”" in one.message
    assert "““" not in one.message


@pytest.mark.parametrize("path", ["terms", "terms.trem", "facts.why", "nothing"])
def test_a_glossary_that_is_no_column_of_texts_is_a_mistake(tmp_path: Path, path: str) -> None:
    with pytest.raises(FormError, match=r"options\.glossary"):
        own(tmp_path, GLOSSARY, FACTS + TERMS, glossary=path)


# The ledger


@cache
def sample(name: str) -> Mapping[str, Any]:
    loaded: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def test_what_a_slot_gave_up_stands_in_the_ledger_with_its_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = copy.deepcopy(sample("hebei-2027-demo"))
    given["data"]["change"]["basic_reason"] = "主要是由于在职人员晋级。"
    given["data"]["expenditure"]["main_projects"] = "主要用于街巷道路修缮、社区环境整治等。"
    (tmp_path / "a.json").write_text(json.dumps(given), encoding="utf-8")
    assert run(["fill", str(tmp_path / "a.json"), "-o", str(tmp_path / "a.xlsx")]) == 0
    result = read((tmp_path / "a.xlsx").read_bytes())
    report = review(result)
    assert report.findings == ()
    assert {(one.text, one.read_as) for one in report.corrections} == {
        ("主要是由于在职人员晋级。", "在职人员晋级"),
        ("主要用于街巷道路修缮、社区环境整治等。", "街巷道路修缮、社区环境整治"),
    }
    assert [each["read_as"] for each in as_json("a.xlsx", result, report)["corrections"]] == [one.read_as for one in report.corrections]
    capsys.readouterr()
    assert run(["check", str(tmp_path / "a.xlsx")]) == 0
    assert "公开说明里改了写法 2 处" in capsys.readouterr().out


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.json")))
def test_the_text_of_a_sample_is_accused_of_nothing(name: str) -> None:
    result = read((SAMPLES / f"{name}.xlsx").read_bytes())
    assert [one.message for one in review(result).findings if "公开说明" in one.message] == []
    assert render(result.submission, draft=True).blocks


def test_the_terms_that_hebei_2027_proposes_are_those_that_its_text_uses() -> None:
    form = load_form("hebei-2027")
    assert form.options.glossary == "glossary.term"
    report = review(read((SAMPLES / "hebei-2027-demo.xlsx").read_bytes()))
    assert [one for one in report.findings if one.rule == "TEXT-27"] == []


# Marks and lines that staff type


def printed(form: Form, data: Mapping[str, Any]) -> str:
    return "\n".join(getattr(block, "text", "") for block in render(filled(form, data).submission).blocks)


def test_a_mark_behind_a_phrase_does_not_end_the_sentence_around_it(tmp_path: Path) -> None:
    form = own(tmp_path, "2027年我{{ facts.title }}安排{{ facts.amount | money }}万元。")
    assert "2027年我街道办事处安排3万元。" in printed(form, {"facts": {"title": "街道办事处。", "amount": "3"}})


def test_a_mark_that_is_there_twice_is_told_of_the_cell_that_has_one(tmp_path: Path) -> None:
    form = own(tmp_path, "编报范围为某街道{{ facts.note }}。")
    (one,) = [one for one in said(form, {"facts": {"note": "机关。"}}) if "公开说明" in one.message]
    assert ([str(at) for at in one.cells], one.actual) == (["数据!B7"], "。。")
    assert "表样" not in one.hint


def test_lines_of_a_list_are_parted_and_listed(tmp_path: Path) -> None:
    form = own(tmp_path, "用于{{ facts.why | listed }}等。", FACTS)
    result = filled(form, {"facts": {"why": "办公费\n水电费"}})
    assert "用于办公费、水电费等。" in printed(form, {"facts": {"why": "办公费\n水电费"}})
    assert [(one.text, one.read_as) for one in review(result).corrections] == [("办公费\n水电费", "办公费、水电费")]
    assert [(one.text, one.read_as) for one in render(result.submission, traced=True).corrections] == [("办公费\n水电费", "办公费、水电费")]
