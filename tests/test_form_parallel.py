"""What is parallel in a form is written once: ``over``, ``total``, ``formula = false``, ``like``, ``rule`` and ``rows_from``.

Each part says what a key makes, how it is inherited, and which mistakes its author can make with it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from making import COVER, a_block, a_form, a_rule, a_sheet, fields_of, filled, findings, found, record, table

from budgetxl.forms import Form, FormError, load_form, rule_sentence
from budgetxl.forms.load.parallel.copies import copied
from budgetxl.layout import lay_out, list_columns
from budgetxl.verbs import form_files

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

    def test_one_of_them_has_keys_of_its_own(self, tmp_path: Path) -> None:
        rule = over("row.amount > 0", "{table}", item="甲", ids={"X-01": "general", "X-02": {"block": "fund", "severity": "info", "check": "block_total.amount > 0", "each": "", "item": "{table}"}})  # type: ignore[dict-item]
        form = a_form(tmp_path, TABLES, rule)
        assert [(rule.severity, rule.check.text, rule.item) for rule in form.rules] == [("error", "row.amount > 0", "甲"), ("info", "fund_sum.amount > 0", "政府性基金支出表")]

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


def ids(form: Form) -> list[str]:
    return [rule.id for rule in form.rules]


class TestOverThatNeedsBlocks:
    NOTES = record("general_note", "说明", empty="text")

    def test_all_are_there_or_none(self, tmp_path: Path) -> None:
        rule = over("row.amount <= row.limit", needs=["general_note"])
        assert (ids(a_form(tmp_path, TABLES, rule)), ids(a_form(tmp_path, TABLES + self.NOTES, rule))) == ([], ["X-01", "X-02"])

    def test_one_of_them_may_need_something_itself(self, tmp_path: Path) -> None:
        for needs, kept in ((["general_note"], ["X-02"]), ([], ["X-01", "X-02"])):
            rule = over("row.amount <= row.limit", ids={"X-01": {"block": "general", "needs": needs}, "X-02": "fund"})  # type: ignore[dict-item]
            assert ids(a_form(tmp_path, TABLES, rule)) == kept

    def test_what_one_of_them_needs_stands_over_what_all_need(self, tmp_path: Path) -> None:
        entries: dict[str, object] = {"X-01": {"block": "general", "needs": ["fund"]}, "X-02": "fund"}
        rule = over("row.amount <= row.limit", ids=entries, needs=["general_note"])  # type: ignore[arg-type]
        assert ids(a_form(tmp_path, TABLES, rule)) == ["X-01"]

    def test_block_stands_for_the_table_of_each(self, tmp_path: Path) -> None:
        rule = over("row.amount <= row.limit", needs=["block"])
        assert (ids(a_form(tmp_path, TABLES, rule)), ids(a_form(tmp_path, GENERAL, rule))) == (["X-01", "X-02"], ["X-01"])

    def test_block_leads_to_what_is_called_after_the_table(self, tmp_path: Path) -> None:
        rule = over("row.amount <= row.limit", needs=["block_note"])
        assert ids(a_form(tmp_path, TABLES + self.NOTES, rule)) == ["X-01"]

    def test_block_is_a_table_of_a_repeated_sheet_too(self, tmp_path: Path) -> None:
        blocks = a_block("goal", "record", fields=fields_of({"name": "text"})) + a_block("marks", "table", rows=3, columns=fields_of({"weight": "money"}))
        rule = over("row.weight > 0", needs=["block"], ids={"X-01": "projects.marks", "X-02": "projects.others"})
        assert ids(a_form(tmp_path, a_sheet("绩效{{ n }}", blocks, repeat="projects"), rule)) == ["X-01"]

    def test_a_child_that_brings_the_table_has_the_rule(self, tmp_path: Path) -> None:
        parent = GENERAL + over("row.amount <= row.limit", needs=["block"])
        form = lineage(tmp_path, parent, FUND)
        assert (ids(form), form.rule("X-02").each, form.dropped) == (["X-01", "X-02"], ("fund",), ())

    def test_a_child_that_removes_the_table_has_it_not(self, tmp_path: Path) -> None:
        parent = TABLES + over("row.amount <= row.limit", needs=["block"])
        assert ids(lineage(tmp_path, parent, '[[sheets]]\nid = "sheet_fund"\nremove = true\n')) == ["X-01"]

    def test_a_child_says_what_one_of_them_needs(self, tmp_path: Path) -> None:
        parent = TABLES + over("row.amount <= row.limit")
        assert ids(lineage(tmp_path, parent, '[[rules]]\nid = "X-02"\nneeds = ["general_note"]\n')) == ["X-01"]

    def test_shown_as_a_whole_it_is_the_same(self, tmp_path: Path) -> None:
        form = lineage(tmp_path, GENERAL + self.NOTES + over("row.amount <= row.limit", needs=["block"]), FUND)
        (tmp_path / "whole").mkdir()
        for name, data in form_files(str(tmp_path / "layer1")).items():
            (tmp_path / "whole" / name).write_bytes(data)
        assert ids(load_form(tmp_path / "whole")) == ids(form)


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
        (over("row.amount > 0", ids={"X-01": {"severity": "info"}}), ["rules.X-01.over", "over.X-01.block"]),  # type: ignore[dict-item]
        (over("row.amount > 0", ids={"X-01": {"block": "fund", "hnt": "甲"}}), ["rules.X-01.over.X-01.hnt", "hint"]),  # type: ignore[dict-item]
        (over("row.amount > 0", ids={"X-01": 1}), ["rules.X-01.over", "键值表"]),  # type: ignore[dict-item]
        (over("row.amount > 0", ids={"META-13": "fund"}), ["META-13", "程序自带"]),
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


# like: a block as a copy of another

COPIED = table(
    "first", "甲表", {"title": "甲", "totals": [{"id": "first_total"}, {"id": "other", "formulas": {"sum": "sum(first.a) + first_total.b"}}]},
    name="text", a="money", b="money", sum={"type": "money", "formula": "row.a + row.b + sum(first.a) + first_total.b"},
    kind={"type": "choice", "choices": "first.name"}, note={"type": "text", "formula": '"first.name"'},
)  # fmt: skip


def like(name: str, of: str, **keys: object) -> str:
    block = a_block(name, "table", like=of, **keys).replace('kind = "table"\n', "")
    return a_sheet(f"{name}表", block)


def child_of(name: str, body: str) -> str:
    return f'[[sheets]]\nid = "sheet_{name}"\n[[sheets.blocks]]\nid = "{name}"\n{body}\n'


def columns(form: Form, name: str) -> list[str]:
    return [column.id for column in form.block(name).columns]  # type: ignore[union-attr]


def formula(form: Form, *path: str) -> str:
    found = form.compiled.places[path].field.formula
    return found.text if found else ""


class TestABlockLikeAnother:
    def test_it_has_the_columns_and_keys_of_the_copied_block(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, COPIED + like("second", "first"))
        first, second = form.block("first"), form.block("second")
        assert (columns(form, "second"), second.title, second.rows) == (columns(form, "first"), first.title, first.rows)  # type: ignore[union-attr]

    def test_what_named_the_copied_block_names_the_copy(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, COPIED + like("second", "first"))
        assert formula(form, "second", "sum") == "row.a + row.b + sum(second.a) + second_total.b"
        assert form.compiled.places["second", "kind"].field.choices_from == ("second", "name")

    def test_a_text_between_quotes_stays(self, tmp_path: Path) -> None:
        assert formula(a_form(tmp_path, COPIED + like("second", "first")), "second", "note") == '"first.name"'

    def test_total_rows_take_the_name_of_the_copy(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, COPIED + like("second", "first"))
        assert [total.id for total in form.block("second").totals] == ["second_total", "second_other"]  # type: ignore[union-attr]
        assert formula(form, "second_other", "sum") == "sum(second.a) + second_total.b"

    def test_own_keys_lie_over_the_copy(self, tmp_path: Path) -> None:
        own = {"title": "乙", "columns": [{"id": "b", "remove": True}, {"id": "c", "label": "丙", "type": "money", "after": "a"}, {"id": "sum", "formula": "row.a - row.c"}],
               "totals": [{"id": "second_other", "remove": True}, {"id": "second_total", "label": "共计"}]}  # fmt: skip
        form = a_form(tmp_path, COPIED + like("second", "first", **own))
        assert columns(form, "second") == ["name", "a", "c", "sum", "kind", "note"]
        assert (form.block("second").title, form.block("second").totals[0].label) == ("乙", "共计")  # type: ignore[union-attr]
        assert columns(form, "first")[2] == "b"

    def test_a_copy_may_stand_before_what_it_copies(self, tmp_path: Path) -> None:
        assert formula(a_form(tmp_path, like("second", "first") + COPIED), "second", "sum").endswith("second_total.b")

    def test_a_copy_of_a_copy_works(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, like("third", "second") + like("second", "first") + COPIED)
        assert formula(form, "third", "sum") == "row.a + row.b + sum(third.a) + third_total.b"

    def test_a_copy_on_a_repeated_sheet_speaks_of_its_own_sheet(self, tmp_path: Path) -> None:
        goal = a_block("goal", "record", fields=fields_of({"name": "text"}))
        block = a_block("second", "table", like="first").replace('kind = "table"\n', "")
        form = a_form(tmp_path, COPIED + a_sheet("绩效{{ n }}", goal + block, repeat="projects"))
        assert formula(form, "projects", "second", "sum") == "row.a + row.b + sum(sheet.second.a) + sheet.second_total.b"
        assert form.compiled.places["projects", "second", "kind"].field.choices_from == ("projects", "second", "name")

    def test_a_grid_and_a_record_are_copied_too(self, tmp_path: Path) -> None:
        grid = ROWS.replace('"row.whole / 4"', '"g.one.whole / 4"')
        rest = like("h", "g") + record("r", a="money", total={"type": "money", "formula": "r.a * 2"}) + like("s", "r")
        form = a_form(tmp_path, grid + rest)
        assert (formula(form, "h", "two", "half"), formula(form, "s", "total")) == ("h.one.whole / 4", "s.a * 2")

    def test_it_is_filled_in_and_read_as_any_table(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, COPIED + like("second", "first"))
        found = filled(form, {"second": [{"name": "甲", "a": "1", "b": "2"}]}).submission.root.nodes
        assert [str(row.nodes["sum"].value) for row in found["second"]] == ["6"]


def test_a_part_with_an_id_of_its_own_is_renamed_in_a_copy_and_older_names_are_not_copied() -> None:
    source = {"id": "a", "kind": "grid", "was": ["b"], "open_rows": {"id": "a_open", "was": ["c"]}, "columns": [{"id": "x", "formula": "sum(a_open.x)"}]}
    assert copied(source, "", "z", "") == {"kind": "grid", "open_rows": {"id": "z_open"}, "columns": [{"id": "x", "formula": "sum(z_open.x)"}]}


class TestACopyIsInherited:
    def test_a_child_that_changes_the_copied_block_changes_the_copy(self, tmp_path: Path) -> None:
        child = child_of("first", 'columns = [{ id = "extra", label = "另", type = "money" }]')
        assert columns(lineage(tmp_path, COPIED + like("second", "first"), child), "second")[-1] == "extra"

    def test_what_the_layers_say_of_the_copy_lies_over_it_in_their_order(self, tmp_path: Path) -> None:
        one = child_of("second", 'title = "一"\ncolumns = [{ id = "x", label = "另", type = "money", before = "a" }]')
        two = child_of("second", 'title = "二"\ncolumns = [{ id = "x", remove = true }]') + child_of("first", 'columns = [{ id = "y", label = "又" }]').replace("[[sheets]]", "\n[[sheets]]", 1)
        base = COPIED + like("second", "first")
        (tmp_path / "a").mkdir()
        assert columns(lineage(tmp_path / "a", base, one), "second")[:3] == ["name", "x", "a"]
        form = lineage(tmp_path, base, one, two)
        assert (form.block("second").title, columns(form, "second")) == ("二", ["name", "a", "b", "sum", "kind", "note", "y"])

    def test_a_grandchild_that_changes_what_is_copied_stays_below_the_childs_own_keys(self, tmp_path: Path) -> None:
        form = lineage(tmp_path, COPIED, like("second", "first", columns=[{"id": "a", "label": "自己的"}]), child_of("first", 'columns = [{ id = "a", label = "改了" }]'))
        labels = [form.compiled.places[name, "a"].field.label for name in ("first", "second")]
        assert labels == ["改了", "自己的"]

    def test_what_an_ancestor_had_under_the_same_id_lies_below(self, tmp_path: Path) -> None:
        parent = COPIED + table("second", "乙表", {"note": "旧注", "title": "旧"}, name="text", old="money")
        form = lineage(tmp_path, parent, child_of("second", 'like = "first"'))
        assert (form.block("second").note, form.block("second").title) == ("旧注", "甲")
        assert columns(form, "second")[:3] == ["name", "old", "a"]

    def test_what_is_only_left_out_of_the_copy_is_no_removal(self, tmp_path: Path) -> None:
        form = lineage(tmp_path, COPIED, like("second", "first", columns=[{"id": "b", "remove": True}, {"id": "sum", "formula": "row.a"}], totals=[{"id": "second_other", "remove": True}]))
        assert form.removals == ()

    def test_what_a_child_takes_away_of_its_parents_copy_is_one(self, tmp_path: Path) -> None:
        base = COPIED + like("second", "first") + a_rule("X-01", "sum(second.b) > 0") + a_rule("X-02", "sum(second.a) > 0")
        child = child_of("second", 'columns = [{ id = "b", remove = true }, { id = "sum", formula = "row.a" }]\ntotals = [{ id = "second_other", remove = true }]')
        form = lineage(tmp_path, base, child)
        assert ([one.key[-1] for one in form.removals], [one.rule.id for one in form.dropped]) == (["b", "second_other"], ["X-01"])

    def test_a_whole_copy_can_be_removed(self, tmp_path: Path) -> None:
        base = COPIED + like("second", "first") + a_rule("X-01", "sum(second.b) > 0")
        form = lineage(tmp_path, base, child_of("second", "remove = true") + a_block("rest", "record", fields=fields_of({"a": "text"})))
        assert [one.rule.id for one in form.dropped] == ["X-01"]
        assert form.removals[0].raw["columns"][1]["id"] == "a"

    def test_replace_makes_it_anew(self, tmp_path: Path) -> None:
        child = child_of("second", 'replace = true\nkind = "table"\ncolumns = [{ id = "only", label = "唯一" }]')
        assert columns(lineage(tmp_path, COPIED + like("second", "first"), child), "second") == ["only"]


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        (COPIED + like("second", "frist"), ["blocks.second.like", "frist", "“first”"]),
        (COPIED + like("second", "second"), ["blocks.second.like", "自己"]),
        (like("one", "two") + like("two", "one"), ["like", "one → two → one"]),
        (COPIED + a_sheet("乙", a_block("second", "grid", like="first")), ["blocks.second.like", "grid", "table"]),
        (COPIED + like("second", "first", columns=[{"id": "q", "remove": True}]), ["blocks.second.columns.q", "上级"]),
        (COPIED + like("second", "first", columns=[{"id": "q", "label": "丁", "after": "aa"}]), ["blocks.second.columns.q", "aa", "“a”"]),
        (COPIED + a_sheet("乙", a_block("second", "table", like=True)), ["blocks.second.like", "文字"]),
    ],
)
def test_a_mistake_with_like_is_told_with_its_cure(tmp_path: Path, sheets: str, words: list[str]) -> None:
    mistakes = told(a_form, tmp_path, sheets)
    assert len(mistakes) == 1 and all(word in mistakes[0] for word in words), mistakes


def test_a_copy_of_what_a_child_removed_says_who_removed_it(tmp_path: Path) -> None:
    mistakes = told(lineage, tmp_path, COPIED + like("second", "first"), '[[sheets]]\nid = "sheet_first"\nremove = true\n')
    assert len(mistakes) == 1 and "like" in mistakes[0] and "layer1 删去" in mistakes[0], mistakes


# rows_from: rows from a list

CODES = 'lists = { classes = "classes.csv" }\n'
CSV = "编码,名称\n201,一般公共服务支出\n202,外交支出\n"


def grid_of_codes(**keys: object) -> str:
    given = {"rows_from": "lists.classes", "prefix": "class_", "columns": fields_of({"amount": MONEY, "code": "code"}), **keys}
    return a_sheet("固定", a_block("g", "grid", **given))


def with_list(folder: Path, sheets: str, csv: str | None = CSV, head: str = CODES, rules: str = "") -> Form:
    home = folder / "tiny"
    home.mkdir()
    if csv is not None:
        (home / "classes.csv").write_text(csv, encoding="utf-8")
    (home / "form.toml").write_text(f'id = "tiny"\ntitle = "说明"\nyear = 2022\n{head}{COVER}{sheets}{rules}', encoding="utf-8")
    return load_form(home)


def grid_rows(form: Form) -> list[tuple[str, str]]:
    return [(row.id, row.label) for row in form.block("g").rows]  # type: ignore[union-attr]


class TestRowsFromAList:
    def test_each_code_is_a_row_with_the_name_as_label_and_the_code_in_the_column_of_codes(self, tmp_path: Path) -> None:
        form = with_list(tmp_path, grid_of_codes())
        assert grid_rows(form) == [("class_201", "一般公共服务支出"), ("class_202", "外交支出")]
        assert formula(form, "g", "class_202", "code") == '"202"'

    def test_without_names_the_code_is_the_label(self, tmp_path: Path) -> None:
        form = with_list(tmp_path, grid_of_codes(prefix="c"), None, 'lists = { classes = ["201", "202"] }\n')
        assert grid_rows(form) == [("c201", "201"), ("c202", "202")]

    def test_written_rows_follow_change_place_and_remove(self, tmp_path: Path) -> None:
        rows = [
            {"id": "total", "label": "合计", "skip": ["code"]}, {"id": "top", "label": "其中", "before": "class_202"},
            {"id": "class_202", "label": "外交"}, {"id": "class_201", "remove": True},
        ]  # fmt: skip
        assert grid_rows(with_list(tmp_path, grid_of_codes(rows=rows))) == [("top", "其中"), ("class_202", "外交"), ("total", "合计")]

    def test_a_child_brings_a_list_of_its_own(self, tmp_path: Path) -> None:
        with_list(tmp_path, grid_of_codes(rows=[{"id": "total", "label": "合计"}, {"id": "class_202", "label": "外交"}]))
        home = tmp_path / "own"
        home.mkdir()
        (home / "form.toml").write_text('id = "own"\nextends = "tiny"\n', encoding="utf-8")
        (home / "classes.csv").write_text("编码,名称\n202,旧名\n299,另一类\n", encoding="utf-8")
        assert grid_rows(load_form(home)) == [("class_202", "外交"), ("class_299", "另一类"), ("total", "合计")]

    def test_a_child_takes_a_row_of_the_list_away(self, tmp_path: Path) -> None:
        with_list(tmp_path, grid_of_codes(), rules=a_rule("X-01", "g.class_201.amount > 0"))
        home = tmp_path / "own"
        home.mkdir()
        (home / "form.toml").write_text(f'id = "own"\nextends = "tiny"\n{child_of("g", "rows = [{ id = ^class_201^, remove = true }]").replace("^", chr(34))}', encoding="utf-8")
        form = load_form(home)
        assert (grid_rows(form), [one.rule.id for one in form.dropped]) == ([("class_202", "外交支出")], ["X-01"])
        assert [(one.key[-1], one.by) for one in form.removals] == [("class_201", "own")]

    def test_a_copy_of_the_grid_has_the_rows_as_well(self, tmp_path: Path) -> None:
        form = with_list(tmp_path, grid_of_codes() + like("h", "g"))
        assert formula(form, "h", "class_202", "code") == '"202"'

    def test_it_is_filled_in_and_read_back(self, tmp_path: Path) -> None:
        form = with_list(tmp_path, grid_of_codes())
        rows = filled(form, {"g": {"class_201": {"amount": "7"}}}).submission.root.nodes["g"].nodes
        assert [str(rows["class_201"].nodes[name].value) for name in ("amount", "code")] == ["7", "201"]

    def test_a_list_for_rows_only_is_not_on_the_list_sheet(self, tmp_path: Path) -> None:
        form = with_list(tmp_path, grid_of_codes())
        assert form.lists["classes"].rows_only and "classes" not in str(list_columns(form, lay_out(form)))

    def test_a_list_that_is_looked_up_too_stands_there(self, tmp_path: Path) -> None:
        form = with_list(tmp_path, grid_of_codes() + record("r", a="code", b={"type": "text", "formula": "lookup(r.a, lists.classes.code, lists.classes.name)"}))
        assert ("lists", "classes", "name") in list_columns(form, lay_out(form))


@pytest.mark.parametrize(
    ("sheets", "csv", "head", "words"),
    [
        (grid_of_codes(rows_from="lists.clases"), CSV, CODES, ["blocks.g.rows_from", "lists.clases", "lists.classes"]),
        (grid_of_codes(rows_from="classes"), CSV, CODES, ["blocks.g.rows_from", "lists.classes"]),
        (grid_of_codes(), None, CODES, ["lists.classes", "classes.csv"]),
        (grid_of_codes(prefix="Class-"), CSV, CODES, ["blocks.g.rows_from", "Class-201", "prefix"]),
        (grid_of_codes(prefix=""), CSV, CODES, ["blocks.g.rows_from", "“201”", "prefix"]),
        (grid_of_codes(), CSV + "202,重复\n", CODES, ["202", "重复"]),
        (grid_of_codes(), CSV + ",无码\n", CODES, ["第 4 行没有编码"]),
        (grid_of_codes(), "编码,名称\n", CODES, ["只有表头"]),
        (grid_of_codes(rows=[{"id": "class_203", "remove": True}]), CSV, CODES, ["rows.class_203", "class_202"]),
        (a_sheet("明细", a_block("t", "table", rows_from="lists.classes", columns=fields_of({"a": "text"}))), CSV, CODES, ["rows_from", "table"]),
        (a_sheet("固定", a_block("g", "grid", prefix="c", rows=[{"id": "a"}], columns=fields_of({"a": "text"}))), CSV, CODES, ["prefix", "rows_from"]),
    ],
)
def test_a_mistake_with_rows_from_is_told_with_its_cure(tmp_path: Path, sheets: str, csv: str | None, head: str, words: list[str]) -> None:
    mistakes = told(with_list, tmp_path, sheets, csv, head)
    assert len(mistakes) == 1 and all(word in mistakes[0] for word in words), mistakes


# rule: a computed field carries its own rule

RULE = {"id": "X-01", "message": "合计{left}≠{right}，差{gap}"}


def summed(rule: dict[str, object] | None = RULE, **field: object) -> str:
    own = {"rule": rule} if rule is not None else {}
    return record("r", a="money", b="money", total={"type": "money", "formula": "r.a + r.b", **own, **field})


def checks(form: Form) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(rule.id, rule.check.text, rule.each) for rule in form.rules]


class TestAFieldCarriesItsRule:
    def test_the_rule_is_that_the_field_equals_its_formula(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, summed())
        assert checks(form) == [("X-01", "r.total == r.a + r.b", ())]
        assert (form.rules[0].severity, form.rules[0].message) == ("error", "合计{left}≠{right}，差{gap}")

    def test_it_takes_what_other_rules_take(self, tmp_path: Path) -> None:
        rule = {**RULE, "severity": "warning", "hint": "看{r.a}", "item": "合计", "tolerance": "1", "when": "r.a > 0", "trial": True, "cells": ["r.a"]}
        found = a_form(tmp_path, summed(rule)).rules[0]
        assert (found.severity, found.hint, found.item, found.trial, found.cells) == ("warning", "看{r.a}", "合计", True, (("r", "a"),))
        assert found.when is not None and found.tolerance is not None

    def test_a_formula_that_binds_loosely_stands_in_brackets(self, tmp_path: Path) -> None:
        assert checks(a_form(tmp_path, summed(formula="r.a if r.b > 0 else r.b")))[0][1] == "r.total == (r.a if r.b > 0 else r.b)"

    def test_a_lifted_field_is_named_by_its_id(self, tmp_path: Path) -> None:
        assert checks(a_form(tmp_path, summed(lift=True, formula="r.a + r.b")))[0][1] == "total == r.a + r.b"

    def test_a_column_is_checked_row_by_row(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, table("t", name="text", a="money", double={"type": "money", "formula": "row.a * 2", "rule": RULE}))
        assert checks(form) == [("X-01", "row.double == row.a * 2", ("t",))]
        assert found(form, {"t": [{"name": "甲", "a": "1", "double": "2"}, {"name": "乙", "a": "1", "double": "3"}]}).count("X-01") == 1

    def test_a_column_of_a_grid_too(self, tmp_path: Path) -> None:
        columns = fields_of({"a": "money", "double": {"type": "money", "formula": "row.a * 2", "rule": RULE}})
        form = a_form(tmp_path, a_sheet("固定", a_block("g", "grid", rows=[{"id": "one", "label": "一"}], columns=columns)))
        assert checks(form) == [("X-01", "row.double == row.a * 2", ("g",))]

    def test_one_crossing_of_a_grid(self, tmp_path: Path) -> None:
        rows = [{"id": "one", "label": "一"}, {"id": "all", "label": "共", "formulas": {"a": "g.one.a + row.b"}, "rules": {"a": {**RULE, "when": "row.b > 0"}}}]
        form = a_form(tmp_path, a_sheet("固定", a_block("g", "grid", rows=rows, columns=fields_of({"a": "money", "b": "money"}))))
        assert checks(form) == [("X-01", "g.all.a == g.one.a + g.all.b", ())]
        assert form.rules[0].when is not None and form.rules[0].when.text == "g.all.b > 0"

    def test_a_total(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, items({"rules": {"amount": RULE, "growth": {**RULE, "id": "X-02"}}}))
        assert [check for _, check, _ in checks(form)] == ["items_total.amount == sum(items.amount)", "items_total.growth == growth(items_total.amount, items_total.base)"]

    def test_on_a_repeated_sheet_it_runs_over_the_copies(self, tmp_path: Path) -> None:
        goal = a_block("goal", "record", fields=fields_of({"name": "text", "a": "money", "twice": {"type": "money", "formula": "sheet.a * 2", "rule": {**RULE, "message": "{sheet.name}"}}}))
        marks = a_block("marks", "table", columns=fields_of({"name": "text", "w": "money"}), totals=[{"id": "marks_total", "rules": {"w": {**RULE, "id": "X-02"}}}])
        form = a_form(tmp_path, a_sheet("绩效{{ n }}", goal + marks, repeat="projects"))
        assert checks(form) == [("X-01", "row.twice == row.a * 2", ("projects",)), ("X-02", "row.marks_total.w == sum(row.marks.w)", ("projects",))]
        assert form.rule("X-01").message == "{row.name}"

    def test_it_judges_as_the_rule_that_was_written_out(self, tmp_path: Path) -> None:
        written = summed(None) + a_rule("X-01", "r.total == r.a + r.b", RULE["message"])
        forms = a_form(tmp_path, summed()), a_form(tmp_path, written)
        assert forms[0].rules == forms[1].rules
        for total in ("3", "3.01", "3.02", "4"):
            data = {"r": {"a": "1", "b": "2", "total": total}}
            assert findings(forms[0], data) == findings(forms[1], data)

    def test_an_item_of_rules_lies_over_it_and_gives_it_its_place(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, summed(), a_rule("A", "1 == 1") + '[[rules]]\nid = "X-01"\nseverity = "info"\n' + a_rule("B", "1 == 1"))
        assert [(rule.id, rule.severity) for rule in form.rules] == [("A", "error"), ("X-01", "info"), ("B", "error")]

    def test_otherwise_it_stands_before_the_rules_of_its_own_form(self, tmp_path: Path) -> None:
        parent = record("p", "甲", a="money") + a_rule("A", "p.a > 0")
        form = lineage(tmp_path, parent, summed() + a_rule("B", "1 == 1"))
        assert [rule.id for rule in form.rules] == ["A", "X-01", "B"]

    def test_a_check_of_its_own_wins(self, tmp_path: Path) -> None:
        assert checks(a_form(tmp_path, summed(), '[[rules]]\nid = "X-01"\ncheck = "r.total > r.a"\n'))[0][1] == "r.total > r.a"


R = 'fields = [{ id = "total", ^ }]'


class TestTheRuleOfAFieldIsInherited:
    @pytest.mark.parametrize("between", [(), ("",)])
    def test_a_child_that_changes_the_sum_changes_the_rule(self, tmp_path: Path, between: tuple[str, ...]) -> None:
        form = lineage(tmp_path, summed(), *between, child_of("r", R.replace("^", 'formula = "r.a - r.b"')))
        assert checks(form)[0][1] == "r.total == r.a - r.b"

    def test_a_child_changes_a_key_of_the_rule_in_the_field(self, tmp_path: Path) -> None:
        form = lineage(tmp_path, summed(), child_of("r", R.replace("^", 'rule = { message = "不平" }')))
        assert [(rule.id, rule.message) for rule in form.rules] == [("X-01", "不平")]

    def test_a_child_regrades_places_and_a_grandchild_removes_it(self, tmp_path: Path) -> None:
        parent = summed() + a_rule("A", "1 == 1")
        child = '[[rules]]\nid = "X-01"\nseverity = "info"\nafter = "A"\n'
        (tmp_path / "a").mkdir()
        assert [(rule.id, rule.severity) for rule in lineage(tmp_path / "a", parent, child).rules] == [("A", "error"), ("X-01", "info")]
        assert [rule.id for rule in lineage(tmp_path, parent, child, '[[rules]]\nid = "X-01"\nremove = true\n').rules] == ["A"]

    def test_with_its_formula_it_falls_away(self, tmp_path: Path) -> None:
        form = lineage(tmp_path, summed(), child_of("r", R.replace("^", "formula = false")))
        assert (checks(form), [(one.rule.id, one.gone) for one in form.dropped]) == ([], [("X-01", (("r", "total"),))])

    def test_with_its_field_it_falls_away(self, tmp_path: Path) -> None:
        form = lineage(tmp_path, summed(), child_of("r", R.replace("^", "remove = true")))
        assert (checks(form), [(one.rule.id, one.gone) for one in form.dropped]) == ([], [("X-01", (("r", "total"),))])

    def test_with_its_sheet_it_falls_away(self, tmp_path: Path) -> None:
        form = lineage(tmp_path, summed(), '[[sheets]]\nid = "sheet_r"\nremove = true\n' + record("q", a="money"))
        assert [one.rule.id for one in form.dropped] == ["X-01"]

    def test_a_replaced_field_brings_its_rule_or_none(self, tmp_path: Path) -> None:
        form = lineage(tmp_path, summed(), child_of("r", R.replace("^", 'label = "计", type = "money", formula = "r.a", replace = true')))
        assert checks(form) == []

    def test_a_copy_has_no_rule_with_the_same_id(self, tmp_path: Path) -> None:
        assert [rule.id for rule in a_form(tmp_path, summed() + like("s", "r")).rules] == ["X-01"]

    def test_a_copy_that_gives_an_id_of_its_own_has_the_rule(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, summed({**RULE, "hint": "{r.a}"}) + like("s", "r", fields=[{"id": "total", "rule": {"id": "X-02"}}]))
        assert [(rule.id, rule.check.text, rule.hint) for rule in form.rules] == [("X-01", "r.total == r.a + r.b", "{r.a}"), ("X-02", "s.total == s.a + s.b", "{s.a}")]

    def test_a_workbook_made_before_the_rule_moved_is_no_older_version(self, tmp_path: Path) -> None:
        assert a_form(tmp_path, summed()).fingerprint == a_form(tmp_path, summed(None)).fingerprint


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        (summed({**RULE, "id": "META-13"}), ["fields.total.rule", "META-13", "程序自带"]),
        (summed(formula=False), ["fields.total.rule", "没有公式", "[[rules]]"]),
        (summed({"message": "不平"}), ["fields.total.rule", "“id”"]),
        (summed({"id": "X-01"}), ["fields.total.rule", "“message”"]),
        (summed({**RULE, "check": "1 == 1"}), ["fields.total.rule.check", "不认识"]),
        (summed({**RULE, "severity": "bad"}), ["fields.total.rule.severity", "error"]),
        (summed({**RULE, "message": "{r.aa}"}), ["fields.total.rule.message", "r.aa", "r.a"]),
        (summed({**RULE, "when": "r.c > 0"}), ["fields.total.rule.when", "r.c"]),
        (summed({**RULE, "id": " "}), ["fields.total.rule", "编号是空的"]),
        (summed(formula="r.a + r.c"), ["r.total", "r.c"]),
        (summed(formula="r.a +"), ["fields.total.formula", "r.a +"]),
        (summed("X-01"), ["fields.total.rule", "键值表"]),  # type: ignore[arg-type]
        (summed() + record("q", "又", a="money", b={"type": "money", "formula": "q.a", "rule": RULE}), ["fields.b.rule", "X-01", "重复", "fields.total"]),
        (items({"rules": {"typed": RULE}}), ["totals.items_total.rules.typed", "不是这一行有数的列"]),
        (items({"rules": {"amount": "X-01"}}), ["totals.items_total.rules", "键值表"]),
        (items({"formulas": {"amount": ""}, "rules": {"amount": RULE}}), ["items_total.rules.amount", "没有公式"]),
        (a_sheet("固定", a_block("g", "grid", rows=[{"id": "one", "label": "一", "formulas": {"b": "row.a"}}], columns=fields_of({"a": "money", "b": {"type": "money", "formula": "row.a * 2", "rule": RULE}}))), ["columns.b.rule", "one", "rules"]),
    ],
)  # fmt: skip
def test_a_mistake_with_the_rule_of_a_field_is_told_with_its_cure(tmp_path: Path, sheets: str, words: list[str]) -> None:
    mistakes = told(a_form, tmp_path, sheets)
    assert len(mistakes) == 1 and all(word in mistakes[0] for word in words), mistakes


# formula of a grid's row: one for all its figures


def balanced(total: dict[str, object], **more: object) -> str:
    columns = fields_of({"now": MONEY, "before": MONEY, "change": {**MONEY, "formula": "row.now - row.before"}, "note": "text"})
    rows = [{"id": "a", "label": "甲"}, {"id": "b", "label": "乙"}, {"id": "total", "label": "合计", **total}]
    return a_sheet("收支", a_block("g", "grid", rows=rows, columns=columns, **more))


def formulas_of(form: Form, row: str) -> dict[str, str]:
    return {path[2]: place.field.formula.text for path, place in form.compiled.places.items() if path[:2] == ("g", row) and place.field.formula}


class TestTheFormulaOfARow:
    def test_it_stands_for_every_column_of_figures_that_has_none(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, balanced({"formula": 'sum(g.a.column, g.b.column) if "column" == "column" else 0'}))
        assert formulas_of(form, "total") == {
            "now": 'sum(g.a.now, g.b.now) if "column" == "column" else 0', "before": 'sum(g.a.before, g.b.before) if "column" == "column" else 0',
            "change": "row.now - row.before",
        }  # fmt: skip

    def test_what_the_row_says_of_a_column_or_skips_stays(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, balanced({"formula": "g.a.column", "formulas": {"now": "g.b.now"}, "skip": []}))
        assert formulas_of(form, "total") == {"now": "g.b.now", "before": "g.a.before", "change": "row.now - row.before"}
        skipped = a_form(tmp_path, balanced({"formula": "g.a.column", "skip": ["now", "change"]}))
        assert formulas_of(skipped, "total") == {"before": "g.a.before"}

    def test_a_child_changes_the_sum_in_one_place(self, tmp_path: Path) -> None:
        child = '[[sheets]]\nid = "sheet_g"\n[[sheets.blocks]]\nid = "g"\nrows = [{ id = "total", formula = "sum(g.a.column)" }]\n'
        form = lineage(tmp_path, balanced({"formula": "sum(g.a.column, g.b.column)"}), child)
        assert (formulas_of(form, "total")["now"], formulas_of(form, "total")["before"]) == ("sum(g.a.now)", "sum(g.a.before)")

    def test_a_child_takes_it_off(self, tmp_path: Path) -> None:
        child = '[[sheets]]\nid = "sheet_g"\n[[sheets.blocks]]\nid = "g"\nrows = [{ id = "total", formula = false }]\n'
        assert formulas_of(lineage(tmp_path, balanced({"formula": "sum(g.a.column)"}), child), "total") == {"change": "row.now - row.before"}

    def test_a_rule_of_the_row_takes_its_formula(self, tmp_path: Path) -> None:
        rules = {"before": {"id": "X-01", "message": "不平"}}
        form = a_form(tmp_path, balanced({"formula": "sum(g.a.column, g.b.column)", "rules": rules}))
        assert [(rule.id, rule.check.text) for rule in form.rules] == [("X-01", "g.total.before == sum(g.a.before, g.b.before)")]

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ({"formula": "g.a.now"}, ["rows.total.formula", "column"]),
            ({"formula": "g.a.column", "skip": ["now", "before"]}, ["rows.total.formula", "没有用处"]),
            ({"formula": 3}, ["rows.total.formula", "文字或 false"]),
            ({"formula": "sum(g.c.column)"}, ["g.c.now"]),
            ({"formula": "sum(g.a.column"}, ["rows.total", "sum(g.a.now"]),
        ],
    )
    def test_a_mistake_with_it_is_told(self, tmp_path: Path, row: dict[str, object], words: list[str]) -> None:
        assert all(word in told(a_form, tmp_path, balanced(row))[0] for word in words)

    def test_the_later_word_on_a_rows_figures_counts(self, tmp_path: Path) -> None:
        child = '[[sheets]]\nid = "sheet_g"\n[[sheets.blocks]]\nid = "g"\nrows = [{ id = "total", %s }]\n'
        parent = balanced({"formulas": {"now": "g.a.now", "before": "g.a.before"}})
        all_new = lineage(tmp_path, parent, child % 'formula = "sum(g.b.column)"', child % 'formulas = { before = "g.a.before" }')
        assert formulas_of(all_new, "total") == {"now": "sum(g.b.now)", "before": "g.a.before", "change": "row.now - row.before"}

    def test_a_child_may_say_all_of_them_one_by_one(self, tmp_path: Path) -> None:
        child = '[[sheets]]\nid = "sheet_g"\n[[sheets.blocks]]\nid = "g"\nrows = [{ id = "total", formulas = { now = "g.b.now", before = "g.b.before" } }]\n'
        form = lineage(tmp_path, balanced({"formula": "sum(g.a.column)"}), child)
        assert formulas_of(form, "total") == {"now": "g.b.now", "before": "g.b.before", "change": "row.now - row.before"}


# what falls away with a column


class TestWhatTotalsAndRowsSayOfARemovedColumn:
    CHILD = '[[sheets]]\nid = "sheet_%s"\n[[sheets.blocks]]\nid = "%s"\ncolumns = [{ id = "before", remove = true }, { id = "last", label = "上年", type = "money", was = "before" }]\n'

    def test_it_falls_away_with_the_column(self, tmp_path: Path) -> None:
        totals = [{"id": "sum", "columns": ["now", "before"], "formulas": {"before": "sum(t.before)"}}]
        form = lineage(tmp_path, table("t", "表", {"totals": totals}, name="text", now="money", before="money"), self.CHILD % ("t", "t"))
        assert [path[1] for path in form.compiled.places if path[0] == "sum"] == ["now"]

    def test_so_does_what_a_row_of_a_grid_says(self, tmp_path: Path) -> None:
        rows = [{"id": "a", "label": "甲", "skip": ["before"]}, {"id": "total", "label": "合计", "formulas": {"now": "g.a.now", "before": "g.b.before"}}]
        sheet = a_sheet("收支", a_block("g", "grid", rows=rows, columns=fields_of({"now": MONEY, "before": MONEY})))
        form = lineage(tmp_path, sheet, self.CHILD % ("g", "g"))
        assert formulas_of(form, "total") == {"now": "g.a.now"}


def test_a_total_row_has_what_its_formulas_speak_of(tmp_path: Path) -> None:
    form = a_form(tmp_path, table("t", "表", {"totals": [{"id": "sum", "formulas": {"change": False}}]}, name="text", now="money", change={"type": "percent"}))
    assert {path[1]: place.field.formula is None for path, place in form.compiled.places.items() if path[0] == "sum"} == {"now": False, "change": True}
