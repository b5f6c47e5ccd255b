"""Texts that staff typed against the figures they speak of. Only what is sure is said; the rest stays silent."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import a_block, a_form, a_sheet, fields_of, filled

from budgetxl.checks.texts.narrative import narrative_findings
from budgetxl.forms import Form
from budgetxl.layout import lay_out
from budgetxl.values import Address, Finding

SHEETS = a_sheet(
    "收支",
    a_block(
        "expenditure", "record", unit="万元", fields=fields_of({
            "total": {"type": "money", "label": "支出合计"},
            "basic": {"type": "money", "label": "基本支出"},
            "project": {"type": "money", "label": "项目支出"},
            "costs": {"type": "money", "label": "机关运行经费"},
            "procurement": {"type": "money", "label": "政府采购预算"},
            "yuan": {"type": "money", "unit": "元", "label": "慰问金总额"},
        }),
    ),
    a_block(
        "change", "record", unit="万元", fields=fields_of({
            "basic": {"type": "money", "signed": True, "label": "基本支出比上年增减"},
            "project": {"type": "money", "signed": True, "label": "项目支出比上年增减"},
            "basic_growth": {"type": "percent", "signed": True, "label": "基本支出比上年增减%"},
            "project_growth": {"type": "percent", "signed": True, "label": "项目支出增减幅度（%）"},
        }),
    ),
    a_block("shares", "record", fields=fields_of({"goods": {"type": "percent", "label": "货物占比（%）"}})),
    a_block(
        "three_public", "grid", rows=[{"id": "reception", "label": "公务接待费"}, {"id": "running", "label": "其中：公务用车运维费"}],
        columns=fields_of({"amount": "money", "change": {"type": "money", "signed": True}}),
    ),
    a_block("other", "record", fields=fields_of({"text": {"type": "longtext", "label": "其他"}, "short": "text"})),
)  # fmt: skip
DATA = {
    "expenditure": {"total": "2998.28", "basic": "1887.85", "project": "1110.43", "costs": "137.2", "procurement": "40.40", "yuan": "5000"},
    "change": {"basic": "30.5", "project": "-12", "basic_growth": "1.64", "project_growth": "-1.07"},
    "shares": {"goods": "62.5"},
    "three_public": {"reception": {"amount": "3", "change": "-0.5"}, "running": {"amount": "8", "change": "0"}},
}


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return a_form(tmp_path_factory.mktemp("form"), SHEETS)


def findings(form: Form, text: str, field: str = "text") -> list[Finding]:
    return list(narrative_findings(filled(form, {**DATA, "other": {field: text}}, 2022).submission))


def cell_of(form: Form, *key: str) -> Address:
    plan, slot = lay_out(form).cells[key]
    return plan.address(slot.box)


def said(form: Form, text: str) -> list[str]:
    return [finding.rule for finding in findings(form, text)]


# ── amounts


def test_an_amount_that_differs_names_both_cells(form: Form) -> None:
    (finding,) = findings(form, "本年安排政府采购预算26.20万元。")
    assert (finding.rule, finding.severity, finding.expected, finding.actual) == ("TEXT-02", "error", "40.4", "26.2")
    assert list(finding.cells) == [cell_of(form, "other", "text"), cell_of(form, "expenditure", "procurement")]


@pytest.mark.parametrize(
    "text",
    [
        "基本支出1887.58万元。", "项目支出安排为1100万元", "基本支出1887.85万元、项目支出1100万元",
        "机关运行经费共计安排173.2万元，主要用于水电费。", "我街道机关运行经费共计安排120万元。",
        "支出合计0.29亿元。", "基本支出 1,888.00 万元。", "基本支出１８８７.５８万元。", "本部门基本支出预算为1万元。", "慰问金总额为6000元。",
        "慰问金总额为6千元。", "支出合计0.29亿。", "基本支出一千八百万元。", "机关运行经费一百二十万元。", "政府采购预算45万。", "货物占比百分之七十。", "货物占比500‰。",
    ],
)  # fmt: skip
def test_an_amount_that_differs_is_found(form: Form, text: str) -> None:
    assert said(form, text) == ["TEXT-02"]


@pytest.mark.parametrize(
    "text",
    [
        "基本支出1887.85万元。", "基本支出1887.9万元。", "基本支出1888万元。", "支出合计0.3亿元。", "支出合计29982800元。", "慰问金总额为0.5万元。",
        "基本支出１８８７．８５万元", "基本支出 1,887.85 万元。", "慰问金总额5000元。",
        "慰问金总额5千元。", "慰问金总额五千元。", "支出合计0.3亿。", "支出合计三千万元。", "政府采购预算四十万元。", "货物占比百分之六十二点五。", "货物占比625‰。",
    ],
)  # fmt: skip
def test_an_amount_that_agrees_as_far_as_it_is_written_is_silent(form: Form, text: str) -> None:
    assert said(form, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "社区项目支出300万元。", "上年基本支出1800万元。", "基本支出较上年增加30.5万元。", "2021年基本支出1800万元。", "基本支出约1900万元。",
        "基本支出主要为工资1200万元。", "基本支出人均12万元。", "其中：工资福利1500万元。", "不超过项目支出的500万元。", "基本支出2022年。",
        "项目支出中社区工作经费200万元。", "基本支出、项目支出2998.28万元。", "基本支出2024人。", "机关运行经费（含水电费）100万元。",
        "下属单位项目支出20万元。",
        "所属单位机关运行经费20万元。", "为社区安排项目支出20万元。", "近三年项目支出300万元。", "社区的项目支出30万元。", "共3项目支出300万元。",
        "其中项目支出30万元。", "补助及其项目支出30万元。",
        "项目支出几十万元。", "项目支出百万元。", "项目支出100余万元。", "项目支出3-5万元。", "项目支出三五万元。", "项目支出5万人次。", "项目支出第三元村。",
    ],
)  # fmt: skip
def test_what_may_be_another_figure_is_silent(form: Form, text: str) -> None:
    assert said(form, text) == []


@pytest.mark.parametrize(("text", "rules"), [
    ("共计" * 400, []), ("基本支出" + "共计" * 40 + "甲5万元", []), ("本年度" * 300 + "基本支出5万元", ["TEXT-02"]),
    ("较上年" * 300, []), ("主要原因" * 300, []), ("《" * 9_000, []), ("（填写" * 9_000, []), ("【金额" * 9_000, []),
    ("占" * 9_000, []), ("“，" * 3_000, []),
])  # fmt: skip
def test_a_text_of_endless_repetition_comes_to_an_end(form: Form, text: str, rules: list[str]) -> None:
    assert [rule for rule in said(form, text) if rule != "TEXT-05"] == rules  # words that stand twice are found as well


def test_a_label_that_two_fields_share_says_too_little(tmp_path: Path) -> None:
    block = a_block("x", "record", fields=fields_of({"a": {"type": "money", "label": "安排金额"}, "b": {"type": "money", "label": "安排金额"}}))
    text = a_block("o", "record", fields=fields_of({"text": "longtext"}))
    form = a_form(tmp_path, a_sheet("数据", block, text))
    result = filled(form, {"x": {"a": "1", "b": "2"}, "o": {"text": "安排金额3万元。"}})
    assert not list(narrative_findings(result.submission))


def test_a_field_left_blank_is_not_compared(form: Form) -> None:
    result = filled(form, {"other": {"text": "基本支出5万元。"}})
    assert not list(narrative_findings(result.submission))


def test_a_projects_own_year_is_no_amount(form: Form) -> None:
    """Trap 6: a project carried over bears its year in its name."""
    assert said(form, "2022年项目支出用于2021年街道体制经费。") == []


# ── the base year


@pytest.mark.parametrize("text", ["较2020年预算增加5万元", "与2022年相比持平", "比2023年减少3万元", "同2019年预算相比有所增加"])
def test_a_base_year_that_is_not_last_year_is_doubtful(form: Form, text: str) -> None:
    (finding,) = findings(form, text + "，原因是人员变动。")
    assert (finding.rule, finding.severity, finding.expected) == ("TEXT-03", "warning", "2021")


@pytest.mark.parametrize(
    "text",
    [
        "较2021年预算增加5万元", "与2021年相比持平", "依据廊办发〔2012〕6号文件", "截止2021年12月31日", "2020年建成的办公楼", "较上年增加5万元",
        "十四五规划2025年目标", "自2019年起实施", "与2020年签订的合同相比",
    ],
)  # fmt: skip
def test_years_that_are_right_are_silent(form: Form, text: str) -> None:
    """Trap 16: a prior year is right in 较上年, in dates and in document numbers."""
    assert said(form, text) == []


# ── direction


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("基本支出较上年减少30.5万元，主要为人员增加。", "增加"), ("项目支出比上年增加12万元。", "减少"), ("项目支出较2021年预算持平。", "减少"),
        ("公务接待费比上年增加0.5万元。", "减少"), ("公务用车运维费较上年减少1万元。", "持平"), ("与2021年相比，项目支出增加12万元。", "减少"),
        ("项目支出增加12万元，基本支出增加30.5万元。", "减少"),
    ],
)  # fmt: skip
def test_a_direction_against_the_sign_is_found(form: Form, text: str, expected: str) -> None:
    (finding,) = findings(form, text)
    assert (finding.rule, finding.severity, finding.expected) == ("BUD-08", "error", expected)
    assert len(finding.cells) == 2


@pytest.mark.parametrize(
    "text",
    [
        "基本支出较上年增加30.5万元，项目支出较上年减少12万元。", "公务接待费较上年减少0.5万元。", "公务用车运维费与2021年持平。",
        "社区项目支出较上年增加12万元。", "项目支出中新增一项，增加12万元。", "基本支出减少的原因是退休。", "项目支出较年中增加5万元。",
        "项目支出较2020年决算增加12万元左右。", "收支总额增加，项目支出下降。", "人员增加，基本支出较上年增长。", "压减项目支出，增加社区经费。",
        "总支出较上年增加，其中一项减少。",
    ],
)  # fmt: skip
def test_directions_that_are_right_or_unsure_are_silent(form: Form, text: str) -> None:
    """Trap 1 among them: the total rises while one of its parts falls."""
    assert not [rule for rule in said(form, text) if rule == "BUD-08"]


def test_the_amount_of_a_change_is_compared_too(form: Form) -> None:
    (finding,) = findings(form, "基本支出较上年增加35.5万元。")
    assert (finding.rule, finding.expected, finding.actual) == ("TEXT-02", "30.5", "35.5")


# ── percentages


@pytest.mark.parametrize(("text", "severity", "wanted"), [
    ("基本支出较上年增长6.14%。", "error", "1.64"), ("基本支出比上年预算增加30.5万元，基本支出增长率为2.64%。", "error", "1.64"),
    ("项目支出较上年下降10.7%，主要是压减会议。", "error", "1.07"), ("货物占比52.6%。", "error", "62.5"), ("基本支出较上年增长1.63%。", "warning", "1.64"),
    ("基本支出较上年增长1.6４％，货物占比为６５％。", "error", "62.5"),
])  # fmt: skip
def test_a_percentage_that_differs_is_found(form: Form, text: str, severity: str, wanted: str) -> None:
    (finding,) = findings(form, text)
    assert (finding.rule, finding.severity, finding.expected) == ("TEXT-02", severity, wanted)
    assert len(finding.cells) == 2 and "%" in finding.message


@pytest.mark.parametrize("text", [
    "基本支出较上年增长1.64%。", "基本支出较上年增长1.6%。", "基本支出比上年增长约2%。", "项目支出较上年下降1.07%。", "货物占比62.5%。", "货物占比63%。",
    "基本支出较上年决算增长5%。", "基本支出完成率95%。", "社区项目支出较上年下降5%。", "其中货物占比不低于50%。", "群众满意度95%，较上年提高2%。",
    "基本支出中人员支出占90%。", "各科室货物占比均在50%以上。", "基本支出增长5个百分点。", "到年底基本支出增长5%以内。",
])  # fmt: skip
def test_a_percentage_that_is_right_or_unsure_is_silent(form: Form, text: str) -> None:
    assert said(form, text) == []


def test_a_direction_with_a_percentage_is_held_against_the_change(form: Form) -> None:
    (finding,) = findings(form, "项目支出较上年增长1.07%。")
    assert (finding.rule, finding.expected) == ("BUD-08", "减少")


def test_a_direction_of_nought_is_no_contradiction_of_itself(tmp_path: Path) -> None:
    """Trap 18: 0万元 with 持平 is right, 增加0万元 is not."""
    form = a_form(tmp_path, SHEETS)
    data = {**DATA, "change": {"basic": "0", "project": "0"}}
    for text, wanted in (("基本支出较上年持平，增减0万元。", []), ("项目支出较上年增加0万元。", ["BUD-08"])):
        assert [one.rule for one in narrative_findings(filled(form, {**data, "other": {"text": text}}).submission)] == wanted


# ── what is left of a template, and slips


@pytest.mark.parametrize(
    "text",
    ["用于XX社区建设", "ＸＸ街道", "经费××万元", "此处待填写", "待补充", "（填写具体事项）", "{原因}", "增加（减少）5万元", "主要原因是。",
     "主要原因为；",
     "占 %", "金额____万元", "主要为。"],
)  # fmt: skip
def test_what_is_left_of_a_template_is_an_error(form: Form, text: str) -> None:
    assert "META-11" in said(form, text)


def test_a_leftover_is_quoted_with_all_its_braces(form: Form) -> None:
    (finding,) = findings(form, "因为{{ 7*7 }}增加")
    assert "“{{ 7*7 }}”" in finding.message


def test_leftovers_are_found_in_short_texts_too(form: Form) -> None:
    assert [finding.rule for finding in findings(form, "XX项目", "short")] == ["META-11"]


@pytest.mark.parametrize("text", ["主要原因是人员增加。", "占30%", "X光机", "10×12米展板", "×", "《（试行）》", "A_B", "主要为工资。", "3.5×2×1.8米"])
def test_what_only_looks_like_a_leftover_is_silent(form: Form, text: str) -> None:
    assert "META-11" not in said(form, text)


@pytest.mark.parametrize("text", ["人员增加增加经费。", "共5万元万元。", "共5万元元。", "工作完成。。", "水费，，电费", "水费,电费", "“三公经费", "折合1，255.58元。", "折合12，500元。"])
def test_doubled_words_and_wrong_punctuation_are_doubtful(form: Form, text: str) -> None:
    (finding,) = findings(form, text)
    assert (finding.rule, finding.severity) == ("TEXT-05", "warning")


@pytest.mark.parametrize(
    "text",
    ["收入、支出均已列明。", "“三公”经费", "1,234.50万元", "2027年，120万元", "A,B两类", "预算预计", "项目安排，安排有序。", "办公用品（纸、笔）"],
)  # fmt: skip
def test_right_punctuation_is_silent(form: Form, text: str) -> None:
    assert said(form, text) == []


def test_a_finding_names_the_cell_of_the_text(form: Form) -> None:
    (finding,) = findings(form, "工作完成。。")
    assert finding.cells == (cell_of(form, "other", "text"),)


def test_choices_and_codes_are_no_narratives(tmp_path: Path) -> None:
    form = a_form(tmp_path, a_sheet("数据", a_block("x", "record", fields=fields_of({"a": "code", "b": {"type": "choice", "choices": ["XX"]}}))))
    assert not list(narrative_findings(filled(form, {"x": {"a": "XX01", "b": "XX"}}).submission))
