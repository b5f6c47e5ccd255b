"""Slots give up the words of their frame, comparisons find their preposition, clauses without a figure fall away."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import a_form, filled, record

from budgetxl.notice import BlankError, NoticeError, render, to_text
from budgetxl.notice.document import Paragraph
from budgetxl.notice.environment import make_environment, render_template
from budgetxl.notice.markup import unescape
from budgetxl.notice.phrasing import (
    closed,
    compared,
    in_money,
    itemised,
    labelled,
    listed,
    rate,
    reason,
    slot,
    titled,
    without,
)
from budgetxl.notice.wording import sentence
from budgetxl.values import Address, Entry, Group


def made(template: str, blank: str | None = None, **context: object) -> str:
    environment = make_environment(jinja2.DictLoader({"notice": template}), blank=blank)
    return unescape(render_template(environment, "notice", context))


# Slots


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("主要是人员增加", "人员增加"),
        ("主要为人员增加。", "人员增加"),
        ("主要原因是人员增加；", "人员增加"),
        ("主要原因：人员增加", "人员增加"),
        ("原因是因为人员增加", "人员增加"),
        ("增减原因：工资调整", "工资调整"),
        ("由于人员增加", "人员增加"),
        ("主要是由于疫情造成的", "疫情"),
        ("主要原因是人员减少所致。", "人员减少"),
        ("，人员增加", "人员增加"),
        ("人员增加等", "人员增加等"),
        ("主要领导出国", "主要领导出国"),
        ("因公出国任务增加", "因公出国任务增加"),
        ("原因不明的支出减少", "原因不明的支出减少"),
        ("人员\n增加", "人员增加"),
        ("1.人员增加\n2.工资调整", "人员增加，工资调整"),
        ("增加的原因是人员增加", "人员增加"),
        ("减少的主要原因是厉行节约", "厉行节约"),
        ("增长原因：调资", "调资"),
        ("主要增减原因是调资", "调资"),
        ("是因为人员增加", "人员增加"),
        ("是由于人员增加", "人员增加"),
        ("系因人员增加", "人员增加"),
        ("主要由于人员增加", "人员增加"),
        ("主要因人员增加", "人员增加"),
        ("由人员增加所致", "人员增加"),
        ("人员增加的缘故", "人员增加"),
        ("人员增加、调资等原因。", "人员增加、调资等"),
        ("主要是人员增加等因素", "人员增加等"),
        ("（人员增加）", "人员增加"),
        ("(调资)", "调资"),
        ("人员增加！", "人员增加"),
        ("主要原因为：一是人员增加；二是调资。", "人员增加，调资"),
        ("一是人员增加。\n二是调资。", "人员增加，调资"),
        ("系统升级", "系统升级"),
        ("主要因素变化", "主要因素变化"),
        ("由镇改街", "由镇改街"),
        ("（一）期工程完工（验收）", "（一）期工程完工（验收）"),
        ("一是调资", "调资"),
        ("人员增加。调资。", "人员增加，调资"),
        ("人员增加。\n调资；", "人员增加，调资"),
        ("调资；社保缴费基数上调；增人", "调资，社保缴费基数上调，增人"),
        ("电价上调;更新设备", "电价上调，更新设备"),
        ("一是一、二是二的核算", "一是一、二是二的核算"),
        ("比上年增加主要原因是电价上调的原因", "电价上调"),
        ("下降25.00%，主要原因是压减接待", "压减接待"),
        ("比2026年减少0.2万元，下降25%，主要是压减接待", "压减接待"),
        ("减少主要是维修减少", "维修减少"),
        ("社会保险缴费增加的主要原因是基数上调", "社会保险缴费增加的主要原因是基数上调"),
        ("减少维修所致等原因", "减少维修"),
        ("人员晋级晋档\n社保基数上调", "人员晋级晋档，社保基数上调"),
        ("按照政策调整在职人员的社会保险缴费基数和\n公积金基数", "按照政策调整在职人员的社会保险缴费基数和公积金基数"),
        ("1、人员增加；2、工资调整", "人员增加，工资调整"),
        ("1、2号楼维修", "1、2号楼维修"),
        ("是人员增加", "人员增加"),
        ("是否纳入预算的口径变化", "是否纳入预算的口径变化"),
        ("系人员增加所致", "人员增加"),
        ("系统升级造成", "系统升级"),
        ("因人员增加", "人员增加"),
        ("因公务用车老化，维修费增加", "公务用车老化，维修费增加"),
        ("因病住院职工增多", "因病住院职工增多"),
        ("原因如下：调资", "调资"),
        ("主要原因如下：调资；增人", "调资，增人"),
        ("具体原因为调资", "调资"),
        ("其主要原因是调资", "调资"),
        ("情况说明：调资", "调资"),
        ("增加的原因，调资", "调资"),
        ("“主要是调资”", "调资"),
        ("“放管服”改革", "“放管服”改革"),
        ("1、调资 2、增人", "调资，增人"),
        ("①调资②增人", "调资，增人"),
        ("一是调资二是增人", "调资，增人"),
        ("·调资\n·增人两名", "调资，增人两名"),
        ("● 调资", "调资"),
        ("人员增加……", "人员增加"),
        ("人员增加......", "人员增加"),
        ("人员增加 、 调资,电价上调", "人员增加、调资，电价上调"),
        ("补助1,200元，调资", "补助1,200元，调资"),
    ],
)
def test_a_reason_gives_up_the_words_of_its_frame(typed: str, printed: str) -> None:
    assert reason(typed) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("主要用于绿化、保洁等。", "绿化、保洁"),
        ("用于绿化、保洁等等", "绿化、保洁"),
        ("主要为绿化、保洁等项目", "绿化、保洁"),
        ("包括绿化、保洁，等", "绿化、保洁"),
        ("绿化、保洁等支出。", "绿化、保洁"),
        ("绿化、\n保洁", "绿化、保洁"),
        ("宣传男女平等", "宣传男女平等"),
        ("等级评定、高等教育", "等级评定、高等教育"),
        ("包括内设机构运转", "包括内设机构运转"),
        ("办公费、水电费等日常开支", "办公费、水电费"),
        ("办公费等日常运行支出。", "办公费"),
        ("道路维修、绿化等项目支出", "道路维修、绿化"),
        ("社区工作经费等3个项目", "社区工作经费"),
        ("道路维修等几个方面", "道路维修"),
        ("绿化、保洁等方面的支出", "绿化、保洁"),
        ("电脑、打印机等办公设备购置", "电脑、打印机"),
        ("绿化、保洁……", "绿化、保洁"),
        ("绿化、保洁...", "绿化、保洁"),
        ("主要项目有：绿化、保洁", "绿化、保洁"),
        ("其中：绿化、保洁等", "绿化、保洁"),
        ("包括但不限于绿化", "绿化"),
        ("开支范围包括：办公费等", "办公费"),
        ("一是绿化，二是保洁。", "绿化，保洁"),
        ("残疾人等困难群众救助", "残疾人等困难群众救助"),
        ("中等职业教育经费", "中等职业教育经费"),
        ("宣传男女平等项目", "宣传男女平等项目"),
        ("主要项目部办公楼", "主要项目部办公楼"),
        ("办公费\n水电费", "办公费、水电费"),
        ("街巷\n道路修缮、社区整治", "街巷道路修缮、社区整治"),
        ("1、办公费\n2、水电费\n3、其他", "办公费、水电费、其他"),
        ("（1）办公费；（2）水电费；（3）其他。", "办公费、水电费、其他"),
        ("一、二期道路、绿化", "一、二期道路、绿化"),
        ("是绿化", "绿化"),
        ("①绿化②保洁", "绿化、保洁"),
        ("（1）绿化（2）保洁", "绿化、保洁"),
        ("1、绿化", "绿化"),
        ("1、9个居委会", "1、9个居委会"),
        ("（一）期工程", "（一）期工程"),
        ("1.绿化 2.保洁", "绿化、保洁"),
        ("一是绿化；二是保洁", "绿化、保洁"),
        ("绿化、保洁等民生项目", "绿化、保洁"),
        ("办公用品等日常公用经费", "办公用品"),
        ("办公费、水电费等日常运行维护", "办公费、水电费"),
        ("绿化、保洁等（详见表10）", "绿化、保洁"),
        ("以绿化为主", "绿化"),
        ("绿化、保洁等为主", "绿化、保洁"),
        ("以工代赈为主", "以工代赈"),
        ("“雪亮工程”", "“雪亮工程”"),
        ("街道等级评定工作", "街道等级评定工作"),
        ("公共服务均等化", "公共服务均等化"),
    ],
)
def test_a_list_gives_up_the_words_of_its_frame(typed: str, printed: str) -> None:
    assert listed(typed) == printed


@pytest.mark.parametrize(
    ("typed", "subject", "printed"),
    [
        ("2026年基本支出增加的主要原因是人员调资", "基本支出", "人员调资"),
        ("2027年项目支出增加主要原因是新增工程", "项目支出", "新增工程"),
        ("“三公”经费减少的原因主要是从严控制", "“三公”经费", "从严控制"),
        ("三公经费总额比上年减少0.6万元，主要原因是从严控制", "“三公”经费", "从严控制"),
        ("公务用车运维费减少主要是维修减少", "公务用车运维费", "维修减少"),
        ("因公出国(境)费减少主要是团组减少", "因公出国（境）费", "团组减少"),
        ("机关运行经费由于电价上调", "机关运行经费", "电价上调"),
        ("项目支出结构调整", "项目支出", "项目支出结构调整"),
        ("基本支出减少，人员经费下降", "基本支出", "基本支出减少，人员经费下降"),
        ("公务接待费减少主要是压减接待", "公务用车运维费", "公务接待费减少主要是压减接待"),
        ("基本支出增加，主要是调资", "基本支出", "调资"),
        ("2027年基本支出941.88万元，主要是调资", "基本支出", "调资"),
        ("人员增加，主要是调资", "基本支出", "人员增加，主要是调资"),
    ],
)
def test_a_reason_gives_up_what_its_sentence_has_told_already(typed: str, subject: str, printed: str) -> None:
    assert reason(typed, subject) == printed


def test_a_list_gives_up_what_its_sentence_has_told_already() -> None:
    assert listed("机关运行经费主要用于办公费等", "机关运行经费") == "办公费"
    assert listed("项目主要包括绿化、保洁", "项目支出") == "绿化、保洁"
    assert listed("特定目标类项目主要用于绿化", "项目支出") == "绿化"
    assert listed("2027年项目支出313.7万元，主要用于绿化", "项目支出") == "绿化"


def test_a_label_is_taken_off_as_often_as_it_stands_there() -> None:
    assert labelled("绩效目标：绩效目标：街巷", "绩效目标") == "街巷"


def test_another_slot_keeps_its_open_end() -> None:
    assert slot("主要用于购买设备等。") == "购买设备等"
    assert slot("经费主要用于购买设备等。") == "购买设备等"


@pytest.mark.parametrize(
    ("typed", "words", "printed"),
    [
        ("新增供热管理经费", ["新增"], "供热管理经费"),
        ("依据：《三定方案》", ["依据", "根据"], "《三定方案》"),
        ("根据是《三定方案》。", ["依据", "根据"], "《三定方案》"),
        ("道路维修绩效目标表", ["绩效目标表"], "道路维修"),
        ("惠民资金结转", ["结转"], "惠民资金"),
        ("新增", ["结转"], "新增"),
    ],
)
def test_a_slot_gives_up_the_words_that_its_template_names(typed: str, words: list[str], printed: str) -> None:
    assert slot(typed, *words) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("绩效目标：保障运转。\n居民满意。", "保障运转。\n居民满意。"),
        ("绩效目标:保障运转", "保障运转"),
        (" 绩效目标 ： 保障运转", "保障运转"),
        ("绩效目标如期完成", "绩效目标如期完成"),
        ("保障运转。绩效目标：满意", "保障运转。绩效目标：满意"),
        ("目标：保障运转", "保障运转"),
        ("年度绩效目标：保障运转", "保障运转"),
        ("绩效目标是指保障运转", "保障运转"),
        ("绩效目标指导工作", "绩效目标指导工作"),
        ("总体安排：保障运转", "总体安排：保障运转"),
    ],
)
def test_a_passage_gives_up_the_label_that_stands_before_it(typed: str, printed: str) -> None:
    assert labelled(typed, "绩效目标") == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("（一）党政办：", "党政办"), ("1.改善环境", "改善环境"), ("一、党政办", "党政办"), ("①甲", "甲"), ("（2）防疫", "防疫"), ("第一，改善", "改善"),
        ("党政办\n（信访办）", "党政办（信访办）"), ("一、二级公路", "一、二级公路"), ("3.15晚会", "3.15晚会"), ("第一小学", "第一小学"), ("12345热线", "12345热线"),
        ("1.", "1."),
    ],
)  # fmt: skip
def test_a_heading_that_the_notice_numbers_gives_up_its_own_number(typed: str, printed: str) -> None:
    assert titled(typed) == printed


@pytest.mark.parametrize(
    ("typed", "printed"), [("（二）办文", "办文"), ("1.办文", "办文"), ("1.办文\n2.办会", "1.办文\n2.办会"), ("办文：办会", "办文：办会")]
)
def test_a_numbered_line_gives_up_its_own_number(typed: str, printed: str) -> None:
    assert labelled(typed, "（一）") == printed


@pytest.mark.parametrize("template", ["{{ x | labelled(y) }}", "{{ x | slot(y) }}"])
def test_in_a_draft_a_word_of_the_frame_may_be_blank(template: str) -> None:
    assert made(template, "【未填】", x="甲：乙", y=Entry(None)) == "甲：乙"


@pytest.mark.parametrize("typed", ["绩效目标：", "绩效目标: "])
def test_a_passage_with_nothing_but_its_label_is_blank(typed: str) -> None:
    with pytest.raises(BlankError):
        labelled(typed, "绩效目标")


@pytest.mark.parametrize(("typed", "printed"), [("，调资。", "调资"), ("：办公费", "办公费"), ("基本支出：", "基本支出"), ("甲。乙！", "甲。乙")])
def test_a_text_in_a_sentence_has_no_marks_at_its_ends(typed: str, printed: str) -> None:
    assert sentence(typed) == printed


@pytest.mark.parametrize("typed", ["主要是。", "等。", "因为", "主要原因是由于：", "用于等"])
def test_a_slot_with_nothing_but_frame_is_blank(typed: str) -> None:
    with pytest.raises(BlankError):
        listed(typed)


@given(st.text("主要原因是为由于用等、。；造成所致，人员 \n", max_size=30))
def test_what_a_slot_gives_is_never_more_than_what_it_got_and_stays_the_same(typed: str) -> None:
    for taken in (reason, listed, slot):
        try:
            once = taken(typed)
        except BlankError:
            continue
        assert once
        assert "\n" not in once
        assert taken(once) == once


# Figures


@pytest.mark.parametrize(
    ("change", "said"),
    [("3.50", "比2026年增加3.5万元"), ("-2", "比2026年减少2万元"), ("0.00", "与2026年持平")],
)
def test_a_comparison_finds_its_preposition(change: str, said: str) -> None:
    assert compared(Decimal(change), "2026年") == said


def test_a_comparison_that_rounds_to_nothing_is_none() -> None:
    assert compared(Decimal("0.004"), "2026年预算", places=2) == "与2026年预算持平"


@pytest.mark.parametrize(("growth", "said"), [("14.08", "增长14.08%"), ("-8.333", "下降8.33%"), ("0.004", "持平"), ("0", "持平")])
def test_a_rate_is_worded_by_its_sign(growth: str, said: str) -> None:
    assert rate(Decimal(growth)) == said


def test_an_amount_in_another_unit_is_converted_and_names_it() -> None:
    assert in_money(Decimal("3.5"), "元") == "35000元"
    assert in_money(Decimal(35000), "万元", prose_unit="元") == "3.5万元"
    with pytest.raises(NoticeError, match="单位“块”不能用"):
        in_money(Decimal(1), "块")


def test_a_list_of_amounts_leaves_out_what_there_is_none_of() -> None:
    pairs = [("货物", Decimal(3)), ("工程", Decimal(0)), ("服务", None), ("其他", Decimal("1.50"))]
    assert itemised(pairs, "，其中", "、") == "，其中货物3万元、其他1.5万元"
    assert itemised(pairs[:1], "其中", etc=True) == "其中货物3万元等"
    assert itemised(pairs[1:3], "，其中") == ""
    assert without(pairs) == "工程、服务"


def test_a_list_that_is_none_of_pairs_is_told() -> None:
    with pytest.raises(NoticeError, match="成对"):
        itemised(["货物"])


def test_nought_and_blank_are_nothing_and_a_figure_is_something() -> None:
    template = "{% if x is nonzero %}有{% else %}没有{% endif %}"
    assert [made(template, x=Entry(value)) for value in (Decimal(1), Decimal(-1), Decimal(0), None)] == ["有", "有", "没有", "没有"]


# Clauses

CLAUSE = "甲{% call clause() %}，比{{ last_year }}年{{ x.change | change }}，主要是{{ x.why | reason }}{% endcall %}。"


def clause(change: str | None, why: str | None, blank: str | None = None) -> str:
    values = Group({"change": Entry(None if change is None else Decimal(change), Address("表", 1, 1)), "why": Entry(why, Address("表", 1, 2))})
    return made(CLAUSE, blank, x=values, last_year=2026)


def test_a_clause_of_which_nothing_is_filled_in_is_not_there() -> None:
    assert clause(None, None) == "甲。"
    assert clause(None, None, "【未填】") == "甲。"


def test_a_clause_is_there_with_all_that_it_tells() -> None:
    assert clause("3", "由于调资") == "甲，比2026年增加3万元，主要是调资。"


@pytest.mark.parametrize(("change", "why", "cell"), [("3", None, "表!B1"), (None, "调资", "表!A1")])
def test_a_clause_of_which_a_part_is_filled_in_asks_for_the_rest(change: str | None, why: str | None, cell: str) -> None:
    with pytest.raises(BlankError) as error:
        clause(change, why)
    assert str(error.value.cell) == cell
    assert "【未填】" in clause(change, why, "【未填】")


# Misspelt names


def test_a_misspelt_field_is_told_with_template_line_and_the_nearest_name() -> None:
    with pytest.raises(NoticeError, match=r"模板 notice 第 2 行：.*“totl”.*是否应为“total”"):
        made("甲\n{{ income.totl | money }}", income=Group({"total": Entry(Decimal(1)), "other": Entry(Decimal(2))}))


# What is printed of texts

SHEETS = record("facts", title="text", project="text", text="longtext", amount="money")
TEMPLATE = "#= 说明\n{{ facts.title }}安排{{ facts.project }}。\n\n{{ facts.text }}\n\n{{ table(\"facts\") }}\n"


@pytest.fixture
def printed(tmp_path: Path) -> Any:
    def of(facts: Mapping[str, str]) -> tuple[list[str], list[tuple[str, str]], str]:
        form = a_form(tmp_path, SHEETS)
        (form.folders[0] / "notice.md.j2").write_text(TEMPLATE, encoding="utf-8")
        document = render(filled(form, {"facts": facts}).submission)
        paragraphs = [block.text for block in document.blocks if isinstance(block, Paragraph)]
        return paragraphs, [(one.text, one.read_as) for one in document.corrections], to_text(document)

    return of


def test_full_width_digits_are_printed_as_all_others_and_told(printed: Any) -> None:
    paragraphs, told, text = printed({"title": "２０２７年", "project": "①号路", "text": "覆盖率９５．５％，共１，２００户，95％。\n第２段．"})
    assert paragraphs == ["2027年安排①号路。", "覆盖率95.5%，共1,200户，95％。", "第2段．"]
    assert [new for _, new in told] == ["2027年", "覆盖率95.5%，共1,200户，95％。\n第2段．"]
    assert "２" not in text


def test_a_name_that_wrapped_in_its_cell_stays_in_its_sentence(printed: Any) -> None:
    paragraphs, _, _ = printed({"title": "社区\n服务", "project": "道路\n修缮", "text": "甲"})
    assert paragraphs == ["社区服务安排道路修缮。", "甲"]


@pytest.mark.parametrize("nothing", ["无", "无。", "/", "——", "不涉及", "本单位无此项支出", "（无）", "与上年持平，无增减变化", "较2021年没有变化"])
def test_a_text_that_says_that_there_is_nothing_says_nothing_in_a_sentence(tmp_path: Path, nothing: str) -> None:
    form = a_form(tmp_path, record("facts", amount="money", why="text", more="longtext"))
    wording = "增加{{ facts.amount | money }}万元{% if facts.why is filled %}，主要原因是{{ facts.why | reason }}{% endif %}。\n{{ facts.more | default('别的没有。') }}\n\n{{ table(\"facts\") }}\n"
    (form.folders[0] / "notice.md.j2").write_text(f"#= 说明\n{wording}", encoding="utf-8")
    document = render(filled(form, {"facts": {"amount": "3", "why": nothing, "more": nothing}}).submission)
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["增加3万元。", "别的没有。"]
    assert to_text(document).count(nothing) == 2, "a table shows what was typed"


def test_a_choice_of_the_form_is_a_word_of_its_own(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("facts", rank={"type": "choice", "choices": ["正科级", "无"]}))
    (form.folders[0] / "notice.md.j2").write_text("#= 说明\n规格：{{ facts.rank }}\n", encoding="utf-8")
    document = render(filled(form, {"facts": {"rank": "无"}}).submission)
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["规格：无"]


def test_a_word_that_the_form_does_not_offer_says_nothing_where_it_says_无(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("facts", rank={"type": "choice", "choices": ["正科级", "副科级"]}))
    (form.folders[0] / "notice.md.j2").write_text("#= 说明\n规格：{{ facts.rank | default('不定') }}\n", encoding="utf-8")
    document = render(filled(form, {"facts": {"rank": "无"}}).submission)
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["规格：不定"]


@pytest.mark.parametrize(("typed", "heading", "printed"), [
    ("健全制度：\n1、修订内控制度。\n2、加强管理。", "健全制度", "1、修订内控制度。\n2、加强管理。"),
    ("健全制度\n修订内控制度。", "健全制度", "修订内控制度。"),
    ("1.健全制度：修订内控制度。", "健全制度", "修订内控制度。"),
    ("健全制度。修订内控制度。", "健全制度。", "修订内控制度。"),
    ("（一）健全制度：修订内控制度。", "（二）健全制度", "修订内控制度。"),
    ("健全制度，用制度管住花钱。", "健全制度", "健全制度，用制度管住花钱。"),
    ("健全制度的各项要求。", "健全制度", "健全制度的各项要求。"),
    ("健全制度", "健全制度", "健全制度"),
    ("健全制度。", "健全制度", "健全制度。"),
    ("修订内控制度。", "健全制度", "修订内控制度。"),
    ("一是抓制度：修订内控制度。", "制度", "一是抓制度：修订内控制度。"),
    ("修订内控制度。", "", "修订内控制度。"),
])  # fmt: skip
def test_a_passage_gives_up_the_heading_that_it_repeats(typed: str, heading: str, printed: str) -> None:
    assert labelled(typed, heading) == printed


@pytest.mark.parametrize(("typed", "printed"), [
    ("表8按空表列示", "表8按空表列示。"), ("表8按空表列示。", "表8按空表列示。"), ("表8按空表列示；", "表8按空表列示。"), ("占比5%", "占比5%。"),
    ("表8按空表列示，", "表8按空表列示。"), ("说明如下：\n表8按空表列示", "说明如下：\n表8按空表列示。"), ("1.甲\n2.乙", "1.甲\n2.乙"),
    ("他说“好。”", "他说“好。”"), ("（见附件）", "（见附件）"), ("推进“雪亮工程”", "推进“雪亮工程”。"), ("执行《预算法》", "执行《预算法》。"),
    ("公开表格（含附表）", "公开表格（含附表）。"), ("1.甲；\n2.乙；", "1.甲；\n2.乙。"), ("如何安排？", "如何安排？"),
])  # fmt: skip
def test_a_passage_ends_with_a_full_stop(typed: str, printed: str) -> None:
    assert closed(typed) == printed
