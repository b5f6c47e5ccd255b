"""A table in whole 元, one in 千元, one in 万元: rules, totals, messages and sentences over all of them, by the coarser place."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, filled, opened, report, typed
from test_agreement_libreoffice import recalculated, verdicts

from budgetxl.expressions import Converted, references
from budgetxl.forms import Form, FormError, rule_sentence
from budgetxl.notice import render, to_text
from budgetxl.notice.document import Table
from budgetxl.workbook import export, fill, read

AMOUNTS = ["12345", "67890", "11"]
TOTAL = 80246  # 元: 8.0246万元
YUAN = a_sheet("明细", a_block(
    "items", "table", rows=6, unit="元", places=0, grouping=True, columns=fields_of({"name": "text", "amount": "money"}),
    totals=[{"id": "items_total", "columns": ["amount"]}],
))  # fmt: skip
THOUSAND = a_sheet("收入", a_block("income", "record", unit="千元", places=1, fields=fields_of({"fund": "money"})))
WAN = a_sheet("收支", a_block("summary", "record", unit="万元", fields=fields_of({
    "total": "money", "part": "money", "sum": {"type": "money", "formula": "sum(items.amount)"},
    "share": {"type": "percent", "formula": "round(100 * items_total.amount / summary.total, 2)"},
})))  # fmt: skip
RULES = (
    a_rule("X-01", "summary.total == items_total.amount", "合计{left}{unit}与明细{right}{unit}差{gap}{unit}")
    + a_rule("X-02", "items_total.amount == sum(items.amount)", "合计{left}{unit}≠{right}{unit}，差{gap}{unit}")
    + a_rule("X-03", "summary.part <= sum(items.amount)", "其中{left}{unit}大于{right}{unit}")
    + a_rule("X-04", "income.fund == summary.total", "基金{left}{unit}≠{right}{unit}")
    + a_rule("X-05", "row.amount < 50000", "“{row.name}”{left}{unit}", each="items", severity="info")
    + a_rule("X-06", "count(items.name) > 3", "只有{count(items.name)}项，共{items_total.amount}{unit}", severity="warning")
)
WORDING = "明细合计{{ items_total.amount | money }}万元，其中{{ items[0].amount | money }}万元。\n\n{{ table(\"items\") }}\n"


def made(folder: Path, head: str = "") -> Form:
    form = a_form(folder, YUAN + THOUSAND + WAN, RULES, head)
    (form.folders[0] / "notice.md.j2").write_text(WORDING, encoding="utf-8")
    return form


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return made(tmp_path)


def data(total: str = "8.02", part: str = "8", fund: str = "80.2", typed_total: str | None = None) -> dict[str, Any]:
    over = {} if typed_total is None else {"items_total": {"amount": typed_total}}
    rows = [{"name": f"第{n}项", "amount": amount} for n, amount in enumerate(AMOUNTS, start=1)]
    return {"items": rows, **over, "income": {"fund": fund}, "summary": {"total": total, "part": part}}


def test_amounts_of_different_units_are_turned_into_the_coarser_ones(form: Form) -> None:
    sides = {rule.id: rule.check.expression for rule in form.rules}
    assert isinstance(sides["X-01"].right, Converted)  # type: ignore[union-attr]
    assert (sides["X-01"].half, sides["X-02"].half, sides["X-04"].half) == (Decimal("0.005"), Decimal("0.5"), Decimal("0.05"))  # type: ignore[union-attr]
    assert [reference.path for reference in references(sides["X-03"])] == [("summary", "part"), ("items", "amount")]


def test_a_computed_field_is_in_its_own_unit(form: Form) -> None:
    submission = filled(form, data()).submission
    assert submission.cells.get(("summary", "sum")).entry.value == Decimal("8.0246")  # type: ignore[union-attr]
    assert submission.cells.get(("items_total", "amount")).entry.value == TOTAL  # type: ignore[union-attr]


@pytest.mark.parametrize(("total", "word"), [("8.02", "通过"), ("8.03", "不符"), ("8.0196", "通过"), ("8.0195", "不符"), ("8.0296", "通过"), ("8.0297", "不符")])
def test_figures_of_two_units_pass_up_to_half_of_the_coarser_place(form: Form, total: str, word: str) -> None:
    assert report(filled(form, data(total))).verdicts["X-01"] == word


def test_a_message_speaks_in_the_unit_in_which_it_compares(form: Form) -> None:
    found = {finding.rule: finding.message for finding in report(filled(form, data("9", part="9"))).findings}
    assert found["X-01"] == "合计9.00万元与明细8.0246万元差0.9754万元"
    assert found["X-05"] == "“第2项”67890元"


def test_a_message_of_a_rule_that_compares_nothing_has_the_unit_of_what_it_says(form: Form) -> None:
    found = {finding.rule: finding.message for finding in report(filled(form, data())).findings}
    assert found["X-06"] == f"只有3项，共{TOTAL}元"


BOUND = [(0, "通过", []), (1, "通过", ["META-07", "X-02"]), (2, "通过", ["META-07", "X-02"]), (3, "不符", ["X-02"])]


@pytest.mark.parametrize(("gap", "word", "found"), BOUND)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_sum_of_whole_yuan_passes_up_to_half_a_yuan_a_figure(form: Form, gap: int, word: str, found: list[str], sign: int) -> None:
    """Three items and their total are four figures: two 元, with 取整尾差 said; a total typed over says the same."""
    given = report(filled(form, data(typed_total=str(TOTAL + sign * gap))))
    assert given.verdicts["X-02"] == word
    assert sorted(one.rule for one in given.findings if one.rule in ("META-07", "X-02")) == found
    if 0 < gap < 3:
        assert {one.severity for one in given.findings if one.rule == "X-02"} == {"info"}
        assert "取整尾差" in "".join(one.message for one in given.findings)


def test_what_is_filled_in_comes_back(form: Form) -> None:
    given = data()
    out = export(filled(form, given).submission)["data"]
    assert [row["amount"] for row in out["items"]] == AMOUNTS
    assert export(filled(form, out).submission)["data"] == out


def test_cells_show_whole_yuan_with_their_thousands_apart(form: Form) -> None:
    book = opened(fill(form, data(), 2022))
    formats = {cell.value: cell.number_format for row in book["明细"].iter_rows() for cell in row if cell.value in (12345, 67890)}
    assert formats == {12345: "#,##0", 67890: "#,##0"}
    assert any(cell.value == "单位：元" for row in book["明细"].iter_rows() for cell in row)


def test_a_figure_finer_than_its_table_prints_is_said(form: Form) -> None:
    given = data()
    given["items"][0]["amount"] = "12345.5"
    assert "META-12" in [finding.rule for finding in report(filled(form, given)).findings]


def test_the_sentence_is_in_the_unit_of_prose_and_the_table_in_its_own(form: Form) -> None:
    text = to_text(render(filled(form, data()).submission))
    assert "明细合计8.0246万元，其中1.2345万元。" in text
    assert "12,345" in text and "67,890" in text


def test_the_unit_of_prose_is_an_option(tmp_path: Path) -> None:
    form = made(tmp_path, '[options]\nprose_unit = "元"\n')
    (form.folders[0] / "notice.md.j2").write_text("合计{{ summary.total | money }}元。\n", encoding="utf-8")
    assert "合计80200元。" in to_text(render(filled(form, data()).submission))


def test_grouping_of_all_amounts_is_an_option(tmp_path: Path) -> None:
    form = made(tmp_path, "[options]\ngrouping = true\n")
    book = opened(fill(form, data(total="12345.6"), 2022))
    formats = {cell.number_format for row in book["收支"].iter_rows() for cell in row if cell.value == 12345.6}
    assert formats == {"#,##0.00####"}


def test_a_rule_says_that_it_converts(form: Form) -> None:
    assert rule_sentence(form, form.rule("X-01")).endswith("（折合万元）")
    assert "折合" not in rule_sentence(form, form.rule("X-02"))


def test_a_form_in_one_unit_is_left_as_it_is(tmp_path: Path) -> None:
    form = a_form(tmp_path, WAN.replace("sum(items.amount)", "summary.part").replace("items_total.amount", "summary.part"), a_rule("X-01", "summary.total == summary.part"))
    assert form.rules[0].check.expression.half == Decimal("0.005")  # type: ignore[union-attr]
    assert not any(isinstance(node, Converted) for node in (form.rules[0].check.expression.left, form.rules[0].check.expression.right))  # type: ignore[union-attr]


def test_the_example_of_the_documentation_is_a_form_that_judges_so(tmp_path: Path) -> None:
    text = (Path(__file__).parent.parent / "docs" / "FORMS.md").read_text(encoding="utf-8")
    found = re.search(r"### 单位和位数.*?```toml\n(.*?)```", text, re.DOTALL)
    assert found is not None
    form = a_form(tmp_path, "\n" + found[1])
    rows = [{"name": "甲", "amount": "12345"}, {"name": "乙", "amount": "67901"}]
    words = [report(filled(form, {"items": rows, "summary": {"total": total}})).verdicts["SUM-01"] for total in ("8.02", "8.03")]
    assert words == ["通过", "不符"]


@pytest.mark.libreoffice
def test_the_live_verdicts_are_those_of_check_at_the_very_bound(form: Form, tmp_path: Path) -> None:
    """Typed totals at, below and above the bound, and amounts of two units at half of the coarser place."""
    base = fill(form, data(), 2022)
    cells = read(base, form).submission.cells
    at = {name: str(cells.get(key).entry.at) for name, key in {"typed": ("items_total", "amount"), "total": ("summary", "total"), "fund": ("income", "fund")}.items()}  # type: ignore[union-attr]
    edits = [{"typed": TOTAL + gap} for gap in (-3, -2, -1, 0, 1, 2, 3)]
    edits += [{"total": total} for total in (8.0195, 8.0196, 8.02, 8.0246, 8.0296, 8.0297)]
    edits += [{"fund": fund} for fund in (80.14, 80.15, 80.2, 80.25, 80.26)]
    books = {f"edit{number}": typed(base, {at[name]: value for name, value in edit.items()}) for number, edit in enumerate(edits)}
    shown = recalculated(books, tmp_path)
    for name, book in books.items():
        ours = report(read(book, form)).verdicts
        assert {rule: verdicts(shown[name])[rule] for rule in ours} == ours, (name, edits[int(name[4:])])


@pytest.mark.parametrize(("unit", "said"), [
    ("万元", "增加8.02万元。增加80246元。增加0.000802亿元。增加8.0246辆。"), ("元", "增加80246.00元。增加80246元。增加0.000802亿元。增加80246辆。"),
])  # fmt: skip
def test_a_change_is_told_in_the_unit_of_prose_or_in_the_one_that_is_asked_for(tmp_path: Path, unit: str, said: str) -> None:
    form = made(tmp_path, f'[options]\nprose_unit = "{unit}"\n')
    wording = "{{ c | change(places=2) }}。{{ c | change('元') }}。{{ c | change('亿元', 6) }}。{{ c | change('辆') }}。\n".replace("c |", "items_total.amount |")
    (form.folders[0] / "notice.md.j2").write_text(wording, encoding="utf-8")
    data = {"items": [{"name": f"甲{number}", "amount": amount} for number, amount in enumerate(AMOUNTS)]}
    assert to_text(render(filled(form, data).submission)).strip() == said


@pytest.mark.parametrize("unit", ["百元", "美元", " ", "is"])
def test_a_unit_of_prose_that_is_none_of_money_is_refused(tmp_path: Path, unit: str) -> None:
    with pytest.raises(FormError, match=r"options\.prose_unit：金额的单位"):
        made(tmp_path, f'[options]\nprose_unit = "{unit}"\n')


def test_a_figure_with_its_thousands_apart_has_room_in_the_table_of_the_notice(tmp_path: Path) -> None:
    columns = fields_of(dict.fromkeys("abcdef", "text") | {"amount": "money"})
    sheet = a_sheet("明细", a_block("items", "table", unit="元", places=0, grouping=True, columns=columns))
    form = a_form(tmp_path, sheet)
    (form.folders[0] / "notice.md.j2").write_text('{{ table("items") }}\n', encoding="utf-8")

    def share(amount: str) -> float:
        (made,) = (block for block in render(filled(form, {"items": [{"a": "甲", "amount": amount}]}).submission).blocks if isinstance(block, Table))
        return made.widths[-1] / sum(made.widths)

    assert share("12") == pytest.approx(14 / (6 * 22 + 14))
    assert share("123456789") == pytest.approx((len("123,456,789") + 2) / 64)


def test_a_sentence_is_held_against_a_figure_in_the_unit_of_its_field(tmp_path: Path) -> None:
    """专项支出 is 1234567元, printed to the whole 元: both 123.4567万元 and 123.46万元 say so, 124万元 does not."""
    fields = fields_of({"special": {"type": "money", "label": "专项支出"}, "story": {"type": "longtext", "label": "说明文字"}})
    form = a_form(tmp_path, a_sheet("数据", a_block("x", "record", unit="元", places=0, fields=fields)))

    def said(text: str) -> list[str]:
        data = {"x": {"special": "1234567", "story": f"本年专项支出{text}。"}}
        return [finding.message for finding in report(read(fill(form, data, 2022), form)).findings]

    assert said("1234567元") == said("123.4567万元") == said("123.46万元") == []
    assert said("124.5万元") == ["正文所写专项支出 1245000 元与表中 1234567 元不一致"]
    assert said("1234569元") == ["正文所写专项支出 1234569 元与表中 1234567 元不一致"]


def test_a_figure_ten_thousand_times_too_large_is_not_said_to_be_in_a_column_of_another_unit(tmp_path: Path) -> None:
    sheet = a_sheet("数据", a_block("x", "record", unit="元", places=0, fields=fields_of({"a": "money", "b": "money"})))
    form = a_form(tmp_path, sheet, a_rule("X-01", "x.a == x.b"))
    (finding,) = report(read(fill(form, {"x": {"a": "50000", "b": "5"}}, 2022), form)).findings
    assert "弄混了" in finding.hint and "“万元”栏" not in finding.hint
