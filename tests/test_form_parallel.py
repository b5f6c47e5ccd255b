"""What is parallel in a form is written once: ``over``, ``total``, ``formula = false``, ``like``, ``rule`` and ``rows_from``.

Each part says what a key makes, how it is inherited, and which mistakes its author can make with it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from making import COVER, a_block, a_form, a_rule, a_sheet, fields_of, filled, findings, record, table

from budgetxl.forms import Form, FormError, load_form, rule_sentence

MONEY = {"type": "money"}


def lineage(folder: Path, *layers: str) -> Form:
    """The last of some forms that inherit from each other: ``layer0`` from nothing, ``layer1`` from it, and so on."""
    for number, text in enumerate(layers):
        home = folder / f"layer{number}"
        home.mkdir()
        head = f'id = "layer{number}"\n' + (f'extends = "layer{number - 1}"\n' if number else 'title = "说明"\nyear = 2022\n')
        (home / "form.toml").write_text(head + ("" if number else COVER) + text, encoding="utf-8")
    return load_form(folder / f"layer{len(layers) - 1}")


def told(make: object, *given: object) -> list[str]:
    """The mistakes of a form, as an author reads them."""
    with pytest.raises(FormError) as refused:
        make(*given)  # type: ignore[operator]
    return [str(mistake) for mistake in refused.value.mistakes]


# over: one rule for several tables

GENERAL = table("general", "一般", {"title": "1、一般公共预算支出表（按科目）", "totals": [{"id": "general_total"}]}, name="text", amount="money", limit="money")
FUND = table("fund", "基金", {"title": "政府性基金支出表", "totals": [{"id": "fund_sum"}]}, name="text", amount="money", limit="money")
TABLES = GENERAL + FUND
OVER = {"X-01": "general", "X-02": "fund"}


def over(check: str, message: str = "{left}≠{right}", ids: dict[str, str] = OVER, **keys: object) -> str:
    return a_rule("X", check, message, over=ids, **keys).replace('id = "X"\n', "")


class TestOneRuleOverSeveralTables:
    def test_it_is_one_rule_for_each_entry(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, TABLES, over("row.amount <= row.limit"))
        assert [(rule.id, rule.each) for rule in form.rules] == [("X-01", ("general",)), ("X-02", ("fund",))]

    def test_block_stands_for_the_table(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, TABLES, over("sum(block.amount) <= sum(block.limit)", "{sum(block.amount)}", hint="{block_total.amount}"))
        assert [rule.check.text for rule in form.rules] == ["sum(general.amount) <= sum(general.limit)", "sum(fund.amount) <= sum(fund.limit)"]
        assert [rule.message for rule in form.rules] == ["{sum(general.amount)}", "{sum(fund.amount)}"]

    def test_block_total_stands_for_its_total_row_whatever_that_is_called(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, TABLES, over("block_total.amount > 0", cells=["block_total.limit"], when="block_total.limit > 0", tolerance="block_total.limit"))
        fund = form.rule("X-02")
        assert (fund.check.text, fund.cells) == ("fund_sum.amount > 0", (("fund_sum", "limit"),))
        assert fund.when is not None and fund.tolerance is not None
        assert (fund.when.text, fund.tolerance.text) == ("fund_sum.limit > 0", "fund_sum.limit")

    def test_block_with_a_word_stands_for_the_block_of_that_name(self, tmp_path: Path) -> None:
        notes = record("general_note", "甲", empty="text") + record("fund_note", "乙", empty="text")
        form = a_form(tmp_path, TABLES + notes, over("filled(block_note.empty)"))
        assert form.rule("X-02").check.text == "filled(fund_note.empty)"

    def test_a_text_and_a_field_called_block_stay_as_they_are(self, tmp_path: Path) -> None:
        sheets = table("a", "甲", block="text") + table("b", "乙", block="text")
        form = a_form(tmp_path, sheets, over('row.block != "block.amount"', ids={"X-01": "a", "X-02": "b"}))
        assert form.rule("X-02").check.text == 'row.block != "block.amount"'

    def test_table_is_its_title_as_sentences_name_it(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, TABLES, over("block_total.amount > 0", "{table}的合计应大于0", hint="看{table}"))
        assert [(rule.message, rule.hint) for rule in form.rules] == [
            ("一般公共预算支出表的合计应大于0", "看一般公共预算支出表"),
            ("政府性基金支出表的合计应大于0", "看政府性基金支出表"),
        ]

    def test_table_works_in_a_rule_with_each_too(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, TABLES, a_rule("X-01", "row.amount > 0", "{table}的“{row.name}”", each="fund"))
        assert form.rule("X-01").message == "政府性基金支出表的“{row.name}”"

    def test_each_of_them_finds_its_own_table(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, TABLES, over("row.amount <= row.limit", "{table}：{row.name}{left}"))
        data = {"general": [{"name": "甲", "amount": "1", "limit": "2"}], "fund": [{"name": "乙", "amount": "3", "limit": "2"}]}
        assert [(one.rule, one.message) for one in findings(form, data)] == [("X-02", "政府性基金支出表：乙3.00")]

    def test_a_table_on_a_repeated_sheet_is_named_by_its_path(self, tmp_path: Path) -> None:
        blocks = a_block("goal", "record", fields=fields_of({"name": "text"})) + a_block("marks", "table", columns=fields_of({"weight": "number"}))
        form = a_form(tmp_path, a_sheet("绩效{{ n }}", blocks, repeat="projects"), over("row.weight > 0", "{table}", ids={"X-01": "projects.marks"}))
        assert form.rule("X-01").each == ("projects", "marks")

    def test_an_own_each_is_kept(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, TABLES, over("row.amount <= sum(block.limit)", each="general", ids={"X-01": "fund"}))
        assert form.rule("X-01").check.text == "row.amount <= sum(fund.limit)"
        assert form.rule("X-01").each == ("general",)

    def test_the_sentence_of_the_catalogue_names_the_table(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, TABLES, over("row.amount <= row.limit"))
        assert rule_sentence(form, form.rule("X-02")).startswith("政府性基金支出表每行：")


class TestOverIsInherited:
    def test_a_child_overrides_one_of_them_by_its_id(self, tmp_path: Path) -> None:
        form = lineage(tmp_path, TABLES + over("row.amount <= row.limit"), '[[rules]]\nid = "X-02"\nseverity = "info"\ncheck = "row.amount < block_total.limit"\n')
        assert [(rule.severity, rule.check.text) for rule in form.rules] == [("error", "row.amount <= row.limit"), ("info", "row.amount < fund_sum.limit")]

    def test_a_grandchild_removes_one_of_them(self, tmp_path: Path) -> None:
        form = lineage(tmp_path, TABLES + over("row.amount <= row.limit"), "", '[[rules]]\nid = "X-01"\nremove = true\n')
        assert [rule.id for rule in form.rules] == ["X-02"]

    @pytest.mark.parametrize(("where", "order"), [("after", ["A", "X-01", "X-02", "B"]), ("before", ["X-01", "X-02", "A", "B"])])
    def test_the_group_is_placed_as_one(self, tmp_path: Path, where: str, order: list[str]) -> None:
        parent = TABLES + a_rule("A", "1 == 1") + a_rule("B", "1 == 1")
        form = lineage(tmp_path, parent, over("row.amount <= row.limit", **{where: "A"}))
        assert [rule.id for rule in form.rules] == order

    def test_a_total_that_the_child_renames_is_found_under_its_new_name(self, tmp_path: Path) -> None:
        child = '[[sheets]]\nid = "sheet_fund"\n[[sheets.blocks]]\nid = "fund"\ntotals = [{ id = "fund_sum", remove = true }, { id = "fund_all" }]\n'
        form = lineage(tmp_path, TABLES + over("block_total.amount > 0"), child)
        assert form.rule("X-02").check.text == "fund_all.amount > 0"

    def test_with_its_table_removed_a_parents_rule_falls_away(self, tmp_path: Path) -> None:
        form = lineage(tmp_path, TABLES + over("block_total.amount > 0", "{table}"), '[[sheets]]\nid = "sheet_fund"\nremove = true\n')
        assert ([rule.id for rule in form.rules], [one.rule.id for one in form.dropped]) == (["X-01"], ["X-02"])


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (over("block.amount > 0", ids={"X-01": "generl"}), ["rules.X-01.over", "generl", "“general”"]),
        (over("block.amount > 0", ids={"": "general"}), ["编号是空的"]),
        (over("row.amount > 0", ids={}), ["over", "一张表也没有"]),
        (over("row.amount > 0") + a_rule("X-02", "1 == 1"), ["X-02", "重复"]),
        (a_rule("X-09", "row.amount > 0", over=OVER), ["rules.X-09.id", "X-01、X-02"]),
        (a_rule("X-09", "sum(block.amount) > 0"), ["rules.X-09.check", "block.amount", "over"]),
        (a_rule("X-09", "row.amount > 0", each="block"), ["rules.X-09.each", "block", "over"]),
        (a_rule("X-09", "1 == 1", "{table}不平"), ["rules.X-09.message", "{table}", "each"]),
        (over("row.amont > 0"), ["rules.X-01.check", "row.amont", "row.amount"]),
        (a_rule("X", "row.amount > 0", over=["general"]).replace('id = "X"\n', ""), ["over", "键值表"]),
    ],
)  # fmt: skip
def test_a_mistake_with_over_is_told_with_its_cure(tmp_path: Path, rules: str, words: list[str]) -> None:
    mistakes = told(a_form, tmp_path, TABLES, rules)
    assert any(all(word in mistake for word in words) for mistake in mistakes), mistakes


# Totals: what a column gives in them follows from its type

ITEMS = {
    "name": "text", "amount": MONEY, "base": MONEY, "heads": "integer", "weight": "number",
    "change": {"type": "money", "signed": True, "formula": "row.amount - row.base", "total": "row.amount - row.base"},
    "growth": {"type": "percent", "formula": "growth(row.amount, row.base)"},
    "typed": "percent",
}  # fmt: skip


def totals(form: Form, name: str = "items", number: int = 0) -> dict[str, str]:
    """The formulas of a total row, by column."""
    block = form.block(name)
    return {column.id: column.formula.text if column.formula else "" for column in block.totals[number].columns}  # type: ignore[union-attr]


def items(total: dict[str, object] | None = None, **changed: object) -> str:
    return table("items", "明细", {"totals": [{"id": "items_total", **(total or {})}]}, **{**ITEMS, **changed})


class TestTotalsFollowTheType:
    def test_amounts_and_counts_are_added_up_and_percentages_computed(self, tmp_path: Path) -> None:
        assert totals(a_form(tmp_path, items())) == {
            "amount": "sum(items.amount)",
            "base": "sum(items.base)",
            "heads": "sum(items.heads)",
            "change": "items_total.amount - items_total.base",
            "growth": "growth(items_total.amount, items_total.base)",
        }

    def test_a_number_is_added_up_where_it_is_listed(self, tmp_path: Path) -> None:
        assert totals(a_form(tmp_path, items({"columns": ["weight"]}))) == {"weight": "sum(items.weight)"}

    def test_a_column_says_how_its_total_is_computed(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, items(weight={"type": "money", "total": "row.amount / row.heads"}))
        assert totals(form)["weight"] == "items_total.amount / items_total.heads"

    def test_a_column_can_be_kept_out(self, tmp_path: Path) -> None:
        assert "heads" not in totals(a_form(tmp_path, items(heads={"type": "integer", "total": False})))

    def test_the_totals_own_formula_wins(self, tmp_path: Path) -> None:
        assert totals(a_form(tmp_path, items({"formulas": {"change": "sum(items.change)"}})))["change"] == "sum(items.change)"

    def test_a_percentage_of_what_is_not_added_up_stays_out(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, items(base={"type": "money", "total": False}, change="money"))
        assert "growth" not in totals(form)

    def test_on_a_repeated_sheet_the_total_row_is_that_of_the_copy(self, tmp_path: Path) -> None:
        marks = a_block("marks", "table", columns=fields_of(ITEMS), totals=[{"id": "marks_total"}])
        form = a_form(tmp_path, a_sheet("绩效{{ n }}", a_block("goal", "record", fields=fields_of({"name": "text"})) + marks, repeat="projects"))
        assert totals(form, "marks")["growth"] == "growth(sheet.marks_total.amount, sheet.marks_total.base)"

    def test_the_workbook_computes_it(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, items())
        rows = [{"name": "甲", "amount": "3", "base": "1", "heads": "2"}, {"name": "乙", "amount": "3", "base": "2", "heads": "5"}]
        given = filled(form, {"items": rows}).submission.root.nodes["items_total"]
        assert {name: str(entry.value) for name, entry in given.nodes.items()} == {"amount": "6", "base": "3", "heads": "7", "change": "3", "growth": "100.00"}

    def test_a_child_that_changes_the_column_changes_its_total(self, tmp_path: Path) -> None:
        child = '[[sheets]]\nid = "sheet_items"\n[[sheets.blocks]]\nid = "items"\ncolumns = [{ id = "growth", formula = "share(row.base, row.amount)" }]\n'
        assert totals(lineage(tmp_path, items(), child))["growth"] == "share(items_total.base, items_total.amount)"

    def test_a_grandchild_leaves_a_column_out(self, tmp_path: Path) -> None:
        child = '[[sheets]]\nid = "sheet_items"\n[[sheets.blocks]]\nid = "items"\ncolumns = [{ id = "change", total = false }]\n'
        assert "change" not in totals(lineage(tmp_path, items(), "", child))


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        (items({"columns": ["amount", "growth"]}), ["totals.items_total.columns", "growth", "base", "total"]),
        (items({"columns": ["typed"]}), ["totals.items_total.columns", "typed", "不能相加"]),
        (items(weight={"type": "number", "total": "row.wieght / 2"}), ["items_total.columns", "wieght"]),
        (items(weight={"type": "number", "total": "row.amount +"}), ["columns.weight.total", "row.amount +"]),
        (items(weight={"type": "number", "total": True}), ["columns.weight.total", "false"]),
        (table("items", name="text", a={"type": "money", "total": "row.a"}), ["columns.a.total", "没有合计行"]),
        (record("r", a={"type": "money", "total": "row.a"}), ["fields.a.total", "明细表"]),
        (items({"formulas": {"amount": True}}), ["formulas", "false"]),
    ],
)
def test_a_mistake_with_totals_is_told_with_its_cure(tmp_path: Path, sheets: str, words: list[str]) -> None:
    mistakes = told(a_form, tmp_path, sheets)
    assert any(all(word in mistake for word in words) for mistake in mistakes), mistakes


# formula = false

SUM = record("r", a="money", b="money", total={"type": "money", "formula": "r.a + r.b"})
ROWS = a_sheet("固定", a_block(
    "g", "grid", rows=[{"id": "one", "label": "一"}, {"id": "two", "label": "二", "formulas": {"half": "row.whole / 4"}}],
    columns=fields_of({"whole": "money", "half": {"type": "money", "formula": "row.whole / 2"}}),
))  # fmt: skip


class TestAFormulaIsTakenOff:
    def test_a_child_fills_in_what_its_parent_computed(self, tmp_path: Path) -> None:
        child = '[[sheets]]\nid = "sheet_r"\n[[sheets.blocks]]\nid = "r"\nfields = [{ id = "total", formula = false, required = true }]\n'
        form = lineage(tmp_path, SUM, child)
        assert form.compiled.places["r", "total"].field.formula is None
        data = {"unit": {"name": "某单位"}, "r": {"a": "1", "b": "2", "total": "7"}}
        assert str(filled(form, data).submission.root.nodes["r"].nodes["total"].value) == "7"

    def test_a_grandchild_computes_it_again(self, tmp_path: Path) -> None:
        off = '[[sheets]]\nid = "sheet_r"\n[[sheets.blocks]]\nid = "r"\nfields = [{ id = "total", formula = false }]\n'
        form = lineage(tmp_path, SUM, off, off.replace("false", '"r.a - r.b"'))
        field = form.compiled.places["r", "total"].field
        assert field.formula is not None and field.formula.text == "r.a - r.b"

    @pytest.mark.parametrize("row", ["one", "two"])
    def test_a_row_of_a_grid_is_filled_in_where_its_column_is_computed(self, tmp_path: Path, row: str) -> None:
        child = f'[[sheets]]\nid = "sheet_g"\n[[sheets.blocks]]\nid = "g"\nrows = [{{ id = "{row}", formulas = {{ half = false }} }}]\n'
        form = lineage(tmp_path, ROWS, child)
        assert [id for id in ("one", "two") if form.compiled.places["g", id, "half"].field.formula is None] == [row]

    def test_a_total_is_filled_in(self, tmp_path: Path) -> None:
        child = '[[sheets]]\nid = "sheet_items"\n[[sheets.blocks]]\nid = "items"\ntotals = [{ id = "items_total", formulas = { amount = false } }]\n'
        assert totals(lineage(tmp_path, items(), child))["amount"] == ""

    def test_where_there_is_none_it_takes_nothing_off(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, record("r", a={"type": "money", "formula": False}))
        assert form.compiled.places["r", "a"].field.formula is None

    def test_true_is_no_formula(self, tmp_path: Path) -> None:
        assert any("fields.a.formula" in one and "false" in one for one in told(a_form, tmp_path, record("r", a={"type": "money", "formula": True})))
