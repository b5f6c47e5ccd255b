"""The summary workbook of a collection: states, words to be sent, flat rows, totals by formulas that agree with sums computed apart."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import openpyxl
import pytest
from collecting import book, found, the_form
from collecting import collected as collect_all
from gathered import a_read, collected, numbers, sent
from making import a_block, a_form, a_rule, a_sheet, fields_of, record, table, typed
from test_agreement_libreoffice import recalculated

from budgetxl.bureau import STATES
from budgetxl.bureau.model import Collection, Other, Read, State, Unit, UnitResult
from budgetxl.bureau.summary import reminder, summary
from budgetxl.forms import Form, load_form
from budgetxl.values import Address, Finding, column_letters
from budgetxl.verbs.collect import said_of_totals
from budgetxl.workbook import fill

SAMPLES = Path(__file__).parent.parent / "sample_workbooks"
EVIL = '=HYPERLINK("http://evil","x")'


def grid(name: str, title: str = "构成") -> str:
    block = a_block(
        name, "grid", title=title, rows=[{"id": "a", "label": "甲类"}, {"id": "b", "label": "乙类"}],
        columns=fields_of({"amount": "money", "share": "percent"}),
    )  # fmt: skip
    return a_sheet("构成", block)


def rollup_table() -> str:
    columns = fields_of({"code": "code", "name": "text", "amount": "money"})
    return a_sheet("支出", a_block("spend", "table", rows=5, columns=columns, rollup={"column": "code", "leaf": 7}, totals=[{"id": "spend_total", "label": "合计"}]))


def projects() -> str:
    block = a_block("project", "record", fields=fields_of({"title": "text", "budget": "money"}))
    return a_sheet("项目{{ n }}", block, repeat="projects", id="project")


@pytest.fixture
def form(tmp_path: Path) -> Form:
    """A record, a table whose upper codes add up lower ones, a plain table, a grid, and a sheet a project."""
    sheets = record("income", "收入", total="money", note="text") + rollup_table() + table("list", "明细", item="text", amount="money")
    return a_form(tmp_path, sheets + grid("parts") + projects(), a_rule("X-01", "income.total >= 0", "收入为负"))


def data(total: str, *items: str, parts: str = "1") -> dict[str, Any]:
    """A unit's data: 项 of one 类, items of a list, a grid, two projects."""
    leaves = [{"code": f"20101{number:02}", "amount": item} for number, item in enumerate(items, start=1)]
    rows = [{"code": "201"}, {"code": "20101"}, *leaves]
    return {
        "income": {"total": total}, "spend": rows if items else [], "list": [{"item": f"物品{item}", "amount": item} for item in items],
        "parts": {"a": {"amount": parts, "share": "40"}, "b": {"amount": "2.5"}},
        "projects": [{"title": "修路", "budget": total}, {"title": "种树", "budget": "0.5"}],
    }  # fmt: skip


def read_of(form: Form, name: str, given: dict[str, Any]) -> Read:
    return a_read(name, fill(form, given, 2022), str(form.folders[0]))


@pytest.fixture
def three(form: Form) -> Collection:
    """A department that is the sum of its units, two units of it, one unit that is missing, one whose list is out of scale."""
    whole = sent(Unit("31", "某局", "部门"), read_of(form, "in/局.xlsx", data("300", "10", "20.25", "3")))
    one = sent(Unit("031001", "甲所", "单位", "31", "张三", "0311"), read_of(form, "in/包.zip/甲.xlsx", data("100", "10", parts="7")))
    two = sent(Unit("31001", "乙所", "单位", "31"), read_of(form, "in/乙 #1.xlsx", data("200.50", "20.25", "3")), state="有错误")
    gone = sent(Unit("50", "丙局", deadline=date(2022, 3, 1)), None, late=True)
    high = sent(Unit("60", "丁局", "部门"), read_of(form, "丁.xlsx", data("7", "1000000")))
    sheets = {"sheet_list": {"60": "数量级异常"}}
    return collected(form.id, [whole, one, two, gone, high], left_out={"31": "由各单位计入", "50": "没有交"}, others=[Other("x.rar", "未处理", "压缩包")], sheets=sheets)


def opened(book: bytes, **keys: Any) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(book), **keys)


def rows_of(book: openpyxl.Workbook, tab: str) -> list[dict[str, Any]]:
    """The rows of a sheet by its headers, which stand in its first row."""
    head, *rows = book[tab].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row)) for row in rows]


def total_of(book: openpyxl.Workbook, table_: str, column: str, row: str = "") -> dict[str, Any]:
    head, *rows = list(book["合计"].iter_rows(values_only=True))[2:]
    (found,) = [dict(zip(map(str, head), each)) for each in rows if (each[0], each[1] or "", each[2]) == (table_, row, column)]
    return found


class TestTheFlatSheets:
    def test_have_all_rows_of_all_units_with_the_unit_on_each(self, form: Form, three: Collection) -> None:
        rows = rows_of(opened(summary(three, form)), "明细")
        assert [(row["单位编码"], row["item"], row["amount（万元）"]) for row in rows] == [
            ("31", "物品10", 10), ("31", "物品20.25", 20.25), ("31", "物品3", 3), ("031001", "物品10", 10), ("31001", "物品20.25", 20.25),
            ("31001", "物品3", 3), ("60", "物品1000000", 1_000_000),
        ]  # fmt: skip
        assert {(row["单位编码"], row["部门编码"], row["状态"], row["计入合计"]) for row in rows} == {
            ("31", "31", "通过", 0), ("031001", "31", "通过", 1), ("31001", "31", "有错误", 1), ("60", "60", "通过", 0),
        }  # fmt: skip

    def test_say_of_each_row_whether_it_adds_up_others(self, form: Form, three: Collection) -> None:
        rows = [row for row in rows_of(opened(summary(three, form)), "支出") if row["单位编码"] == "31001"]
        assert [(row["code"], row["末级"], row["amount（万元）"]) for row in rows] == [
            ("201", 0, 23.25), ("20101", 0, 23.25), ("2010101", 1, 20.25), ("2010102", 1, 3),
        ]  # fmt: skip

    def test_have_the_rows_of_a_grid_and_the_copies_of_a_sheet(self, form: Form, three: Collection) -> None:
        book = opened(summary(three, form))
        assert [row["项目"] for row in rows_of(book, "构成")][:3] == ["甲类", "乙类", "甲类"]
        copies = [row for row in rows_of(book, "项目") if row["单位编码"] == "031001"]
        assert [(row["第几份"], row["名称"], row["budget（万元）"]) for row in copies] == [(1, "修路", 100), (2, "种树", 0.5)]

    def test_hold_no_units_of_which_nothing_counts(self, form: Form, three: Collection) -> None:
        codes = {row["单位编码"] for tab in ("收入", "支出", "明细", "构成", "项目") for row in rows_of(opened(summary(three, form)), tab)}
        assert codes == {"31", "031001", "31001", "60"}

    @pytest.mark.parametrize("most", [1, 4, 5])
    def test_go_on_on_a_further_sheet_where_a_units_rows_would_not_fit(self, form: Form, three: Collection, most: int) -> None:
        whole, cut = opened(summary(three, form), data_only=True), opened(summary(three, form, most_rows=most), data_only=True)
        tabs = [name for name in cut.sheetnames if name.startswith("明细")]
        assert len(tabs) > 1
        together = [row for tab in tabs for row in rows_of(cut, tab)]
        assert together == rows_of(whole, "明细")
        assert all(len({row["单位编码"] for row in rows_of(cut, tab)}) == 1 or len(rows_of(cut, tab)) <= most for tab in tabs)
        assert list(whole["合计"].values) == list(cut["合计"].values)


class TestTotals:
    def test_are_the_sums_of_the_rows_that_count(self, form: Form, three: Collection) -> None:
        book = opened(summary(three, form), data_only=True)
        for tab, column in (("支出", "amount（万元）"), ("收入", "total（万元）"), ("明细", "amount（万元）"), ("项目", "budget（万元）")):
            rows = [row for row in rows_of(book, tab) if row["计入合计"] and row.get("末级", 1)]
            found = total_of(book, tab, column)
            assert {row["计入其中通过"] == int(row["状态"] == "通过") for row in rows} == {True}
            assert found["合计"] == pytest.approx(sum(row[column] for row in rows))
            assert found["其中通过"] == pytest.approx(sum(row[column] for row in rows if row["状态"] == "通过"))
            assert [found[kind] or 0 for kind in ("部门", "单位", "（未注明）")] == pytest.approx(
                [sum(row[column] for row in rows if row["类型"] == kind) for kind in ("部门", "单位", "（未注明）")]
            )

    def test_of_a_grid_are_told_row_by_row_and_shares_are_not_added_up(self, form: Form, three: Collection) -> None:
        book = opened(summary(three, form), data_only=True)
        assert [total_of(book, "构成", "amount（万元）", row)["合计"] for row in ("甲类", "乙类")] == [9, 7.5]
        assert "share" not in "".join(str(row[2]) for row in book["合计"].iter_rows(values_only=True))

    def test_of_a_difference_are_the_difference_of_the_totals(self, tmp_path: Path) -> None:
        """One unit has no figure of last year, so that its own difference is blank."""
        change = {"now": "money", "last": "money", "change": {"type": "money", "signed": True, "formula": "row.now - row.last"}}
        block = a_block("parts", "grid", title="构成", rows=[{"id": "a", "label": "甲类"}], columns=fields_of(change))
        rows = a_block("list", "table", rows=3, columns=fields_of(change))
        own = change | {"change": {"type": "money", "signed": True, "formula": "income.now - income.last"}}
        form = a_form(tmp_path, record("income", "收入", **own) + a_sheet("构成", block) + a_sheet("明细", rows), a_rule("X-01", "income.now >= 0"))
        full, half = {"now": "10", "last": "4"}, {"now": "7"}
        units = [
            sent(Unit(f"60{n}", f"局{n}", "部门", "601" * (n > 1)), read_of(form, f"{n}.xlsx", {"income": row, "parts": {"a": row}, "list": [row]}))
            for n, row in enumerate((full, half), start=1)
        ]
        data = summary(collected(form.id, units), form)
        book, formulas = opened(data, data_only=True), opened(data)
        for name, row in (("收入", ""), ("构成", "甲类"), ("明细", "")):
            assert [total_of(book, name, f"{column}（万元）", row)["合计"] for column in change] == [17, 4, 13]
            assert str(total_of(formulas, name, "change（万元）", row)["合计"]).startswith("=ROUND(D")
        head, first, *_, total = book["按部门"].iter_rows(values_only=True)
        assert [[dict(zip(head, each))[f"明细\n{column}（万元）"] for column in change] for each in (first, total)] == [[17, 4, 13]] * 2

    def test_leave_out_one_sheet_of_a_unit_alone(self, form: Form, three: Collection) -> None:
        book = opened(summary(three, form), data_only=True)
        assert total_of(book, "明细", "amount（万元）")["合计"] == 33.25
        assert total_of(book, "支出", "amount（万元）")["合计"] == 1_000_033.25
        assert [row["计入“明细”"] for row in rows_of(book, "各单位")] == [0, 1, 1, 0, 0]

    def test_of_what_passed_are_of_units_within_a_department_that_has_not(self, form: Form) -> None:
        whole = sent(Unit("31", "某局"), read_of(form, "局.xlsx", data("300", "10", "20")), state="有错误")
        parts = [sent(Unit(f"31{n}", f"所{n}", "单位", "31"), read_of(form, f"{n}.xlsx", data("100", str(n), parts="4"))) for n in (1, 2)]
        made = collected(form.id, [whole, *parts], left_out={"311": "含在上级", "312": "含在上级"}, passing=("311", "312"))
        book = opened(summary(made, form), data_only=True)
        assert [total_of(book, "收入", "total（万元）")[name] for name in ("合计", "其中通过")] == [300, 200]
        assert [total_of(book, "支出", "amount（万元）")[name] for name in ("合计", "其中通过")] == [30, 3]
        assert [total_of(book, "构成", "amount（万元）", "甲类")[name] for name in ("合计", "其中通过")] == [1, 8]
        assert [row["计入其中通过"] for row in rows_of(book, "各单位")] == [0, 1, 1]
        for tab in ("汇总", "合计"):
            assert "其中通过的 0 个" in book[tab]["A2"].value and "另含已通过的所属单位 2 个（311、312）" in book[tab]["A2"].value
        assert "其中通过 0 个" in said_of_totals(made)

    def test_of_units_with_errors_are_told_by_their_names(self, form: Form) -> None:
        units = [sent(Unit(f"0{n}", f"所{n}"), read_of(form, f"{n}.xlsx", data("1", "1")), state=state) for n, state in enumerate(("通过", "有错误", "有错误"))]
        made = collected(form.id, units, left_out={"02": "数量级异常"})
        assert said_of_totals(made).startswith("汇总数计入 2 个单位（名册共 3 个），其中通过 1 个，有错误 1 个：所1；")
        book = opened(summary(made, form), data_only=True)
        assert "其中通过的 1 个，有错误的 1 个（所1）。" in book["汇总"]["A2"].value and "有错误的 1 个（所1）；" in book["合计"]["A2"].value
        assert "有错误" not in said_of_totals(collected(form.id, units[:1]))

    def test_of_departments_and_all_others_add_up_to_all(self, form: Form, three: Collection) -> None:
        rows = rows_of(opened(summary(three, form), data_only=True), "按部门")
        assert [(row["部门编码"], row["部门名称"], row["单位数"]) for row in rows] == [("31", "某局", 3), (None, "其他单位", 2), (None, "合计", 5)]
        assert [row["支出\namount（万元）"] for row in rows] == [33.25, 1_000_000, 1_000_033.25]

    def test_of_a_unit_are_formulas_over_its_own_rows(self, form: Form, three: Collection) -> None:
        made = summary(three, form)
        formulas, shown = rows_of(opened(made), "各单位"), rows_of(opened(made, data_only=True), "各单位")
        assert [row["支出\namount（万元）"] for row in shown] == [33.25, 10, 23.25, None, 1_000_000]
        book = opened(made)
        for row, value in zip(formulas, shown):
            formula = row["明细\namount（万元）"]
            if formula is not None:
                cells = re.fullmatch(r"=SUM\('明细'!([A-Z]+\d+:[A-Z]+\d+)\)", formula)
                assert cells is not None
                whose = {book["明细"].cell(cell.row, 1).value for line in book["明细"][cells[1]] for cell in line}
                assert whose == {row["单位编码"]}
                assert value["明细\namount（万元）"] == sum(cell.value for line in book["明细"][cells[1]] for cell in line)

    def test_take_only_functions_that_every_excel_knows(self, form: Form, three: Collection) -> None:
        book = opened(summary(three, form))
        used = {name for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f" for name in re.findall(r"([A-Z]+)\(", cell.value)}
        assert used == {"SUM", "SUMIF", "SUMPRODUCT", "EXACT", "ROUND", "COUNTIF"}

    def test_are_the_sums_of_the_exported_data_of_real_workbooks(self) -> None:
        paths = [SAMPLES / "jiefangdao-2022.xlsx", SAMPLES / "guangyang-office-2022.xlsx"]
        reads = [a_read(path.name, path.read_bytes()) for path in paths]
        units = [sent(Unit(code, read.unit_name, "部门"), read) for code, read in zip(("301", "302"), reads)]
        book = opened(summary(collected("langfang-2022", units), load_form("langfang-2022")), data_only=True)
        rows = list(book["合计"].iter_rows(min_row=4, values_only=True))
        by_name = {(row[0], row[1], row[2]): row[3] for row in rows}
        amounts = sum((n for read in reads for n in numbers(read.data, "procurement", "amount")), Decimal(0))
        income = sum((n for read in reads for n in numbers(read.data, "income", "general_public_budget")), Decimal(0))
        (told,) = [value for key, value in by_name.items() if key[0].startswith("政府采购预算·") and "合计" in key[2]]
        assert Decimal(str(told)) == amounts > 0
        (told,) = [value for key, value in by_name.items() if key[0] == "收支预算·收入预算" and key[2].startswith("一般公共预算")]
        assert Decimal(str(told)) == income > 0

    @pytest.mark.libreoffice
    def test_libreoffice_calculates_to_the_same_figures(self, form: Form, three: Collection, tmp_path: Path) -> None:
        demo = a_read("demo.xlsx", (SAMPLES / "hebei-2027-demo.xlsx").read_bytes())
        units = [sent(Unit(f"60100{n}", f"单位{n}", "单位", "601001" if n > 1 else ""), demo) for n in range(1, 4)]
        demos = collected("hebei-2027", units, 2027, left_out={"601002": "数已含在上级"}, sheets={"assets": {"601003": "异常"}})
        made = {
            "tiny": summary(three, form), "cut": summary(three, form, most_rows=4), "alike": summary(alike(form), form),
            "demo": summary(demos, load_form("hebei-2027")),
        }  # fmt: skip
        (tmp_path / "lo").mkdir()
        theirs = recalculated({name: typed(each, {}) for name, each in made.items()}, tmp_path / "lo")
        for name, each in made.items():
            formulas, shown = opened(each), opened(each, data_only=True)
            sheets = {sheet.name: sheet.cells for sheet in theirs[name].sheets}
            count = 0
            for sheet in formulas:
                for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
                    count += 1
                    value = sheets[sheet.title][cell.row, cell.column].value
                    assert isinstance(value, Decimal), (sheet.title, cell.coordinate, value)
                    assert float(value) == pytest.approx(shown[sheet.title][cell.coordinate].value, abs=1e-6), (sheet.title, cell.coordinate)
            assert count > 60


class TestACollectionOfRealWorkbooks:
    """What ``collect`` adds up and what the summary shows are the same figures, departments above their units included."""

    def collection(self, tmp_path: Path) -> tuple[Form, Collection]:
        form = the_form(tmp_path)
        sent_in = {
            "601": {"a": "30", "b": "3", "claimed": "33"}, "601001": {"a": "10", "b": "1", "claimed": "11"}, "601002": {"a": "20", "b": "2", "claimed": "22"},
            "602": {"a": "100", "b": "7", "claimed": "999"}, "602001": {"a": "40", "b": "5", "claimed": "45"}, "603": {"a": "8", "b": "9", "claimed": "17"},
        }  # fmt: skip
        rows = {code: [(f"项目{code}", None, Decimal(int(code[-1]) + 1) / 4)] for code in sent_in}
        files = [found(f"{code}.xlsx", book(form, code, f"单位{code}", rows=rows[code], people=int(code[-1]), **figures)) for code, figures in sent_in.items()]
        units = [Unit(code, f"单位{code}", "单位" if len(code) > 3 else "部门", code[:3] if len(code) > 3 else "") for code in (*sent_in, "604")]
        return form, collect_all(form, files, units)

    def test_has_the_totals_of_the_collection(self, tmp_path: Path) -> None:
        form, gathered = self.collection(tmp_path)
        totals = gathered.totals
        assert totals.left_out.keys() > {"604"} and set(totals.passing) != set(totals.counted) and len(totals.sums) > 6
        shown = opened(summary(gathered, form), data_only=True)
        for path, place in ((path, form.compiled.places[tuple(path.split("."))]) for path in totals.sums):
            unit = "（万元）" if place.field.kind.amount else ""
            row = total_of(shown, place.sheet.name, f"{place.field.label}{unit}")
            assert Decimal(str(row["合计"])) == totals.sums[path], path
            assert Decimal(str(row["其中通过"])) == totals.passed.get(path, 0), path


class TestAWorkbookOfAnotherForm:
    def units(self, tmp_path: Path) -> tuple[Form, Form, list[UnitResult]]:
        """Two forms: the second has the income in 元, the note as an amount, and a field more; it lacks the list."""
        (tmp_path / "one").mkdir()
        (tmp_path / "two").mkdir()
        ours = a_form(tmp_path / "one", record("income", "收入", total="money", note="text") + table("list", item="text", amount="money"))
        block = a_block("income", "record", unit="元", fields=fields_of({"total": "money", "note": "money", "more": "money"}))
        theirs = a_form(tmp_path / "two", a_sheet("收入", block), head='[words]\nother = "1"\n')
        first = a_read("a.xlsx", fill(ours, {"income": {"total": "2", "note": "甲"}, "list": [{"item": "物", "amount": "1"}]}, 2022), str(ours.folders[0]))
        second = a_read("b.xlsx", fill(theirs, {"income": {"total": "30000", "note": "5", "more": "7"}}, 2022), str(theirs.folders[0]))
        return ours, theirs, [sent(Unit("1", "甲"), first), sent(Unit("2", "乙"), replace(second, form="other"))]

    def test_shows_what_both_have_in_the_units_of_the_collection(self, tmp_path: Path) -> None:
        ours, theirs, units = self.units(tmp_path)
        book = opened(summary(collected(ours.id, units), ours, find_form={"other": theirs}.__getitem__), data_only=True)
        assert [(row["total（万元）"], row["note"]) for row in rows_of(book, "收入")] == [(2, "甲"), (3, None)]
        assert [row["单位编码"] for row in rows_of(book, "明细")] == ["1"]
        assert total_of(book, "收入", "total（万元）")["合计"] == 5

    def test_of_which_nobody_knows_the_form_is_left_out_and_told(self, tmp_path: Path) -> None:
        ours, _, units = self.units(tmp_path)
        book = opened(summary(collected(ours.id, units), ours), data_only=True)
        assert [row["单位编码"] for row in rows_of(book, "收入")] == ["1"]
        assert "没有表样“other”" in [row["原因"] for row in rows_of(book, "报送情况")][1]


class TestStates:
    def test_lead_to_the_file_and_to_the_findings(self, form: Form, three: Collection) -> None:
        found = Finding("X-01", "error", "收入为负", (Address("收入", 4, 2),), caused=(Finding("X-02", "error", "跟着错"),))
        units = list(three.units)
        units[2] = sent(units[2].unit, units[2].counting, state="有错误", across=(found,))
        units[4] = sent(units[4].unit, units[4].counting, across=(found,))
        book = opened(summary(Collection(form.id, 2022, tuple(units), totals=three.totals), form, "../收件"))
        sheet = book["报送情况"]
        targets = [sheet[f"L{row}"].hyperlink.target if sheet[f"L{row}"].hyperlink else None for row in range(2, 7)]
        assert targets == ["../收件/in/局.xlsx", "../收件/in/包.zip", "../收件/in/乙%20%231.xlsx", None, "../收件/丁.xlsx"]
        assert (sheet["M4"].value, sheet["M4"].hyperlink.location) == ("2 条", "'问题清单'!A2")
        assert sheet["M6"].hyperlink.location == "'问题清单'!A4"
        rows = rows_of(book, "问题清单")
        assert [(row["单位编码"], row["序号"], row["问题"]) for row in rows] == [
            ("31001", "1", "收入为负"), ("31001", "1.1", "（由 X-01 引起）跟着错"), ("60", "1", "收入为负"), ("60", "1.1", "（由 X-01 引起）跟着错"),
        ]  # fmt: skip

    def test_say_why_with_what_is_for_the_bureau_alone_and_call_files_by_their_names(self, form: Form) -> None:
        read = read_of(form, "第一批/学校.zip/甲.xlsx", data("1", "2"))
        split = replace(read, files=("补报/甲-收支.xlsx", "补报/甲-绩效.xlsx"))
        lost = UnitResult(Unit("3", "丙"), "无法读取", None, (Read(("丙.xlsx",), "", error="x"),), reason="读不出来。")
        units = [sent(Unit("1", "甲"), read, remarks=("未与所属单位核对",)), sent(Unit("2", "乙"), split), lost]
        book = opened(summary(collected(form.id, units, left_out={"3": "没有可用的版本"}), form))
        assert [(row["文件"], row["原因"]) for row in rows_of(book, "报送情况")] == [
            ("甲.xlsx", "未与所属单位核对"), ("甲-收支.xlsx 等 2 个文件", None), ("丙.xlsx", "读不出来"),
        ]  # fmt: skip

    def test_are_counted_on_the_first_sheet_with_who_is_left_out(self, form: Form, three: Collection) -> None:
        sheet = opened(summary(three, form), data_only=True)["汇总"]
        cells = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True)}
        assert [cells[state][0] for state in STATES] == [3, 0, 1, 0, 0, 0, 1]
        assert cells["逾期"][0] == 1
        assert cells["某局"] == ("31", "由各单位计入") and cells["丁局"] == ("60", "只是“明细”没有计入：数量级异常")
        assert "合计数计入 3 个单位（共 5 个），其中通过的 2 个" in str(sheet["A2"].value)

    def test_are_all_there(self) -> None:
        assert {*STATES} == {*get_args(State)}

    def test_of_no_units_at_all_make_a_workbook_too(self, form: Form) -> None:
        assert "汇总" in opened(summary(Collection(form.id, None), form)).sheetnames


class TestAReminder:
    def test_says_what_is_missing_and_until_when(self) -> None:
        unit = Unit("1", "某局", deadline=date(2022, 3, 1))
        assert reminder(UnitResult(unit, "未报"), 2022).startswith("某局：你单位的2022年预算公开工作簿还没有收到（2022年3月1日截止）")
        assert "（2022年3月1日已经截止）" in reminder(UnitResult(unit, "未报", late=True), 2022)
        assert "还没有收到，请" in reminder(UnitResult(Unit("1", "某局"), "未报"))

    def test_names_the_gravest_points_and_how_many_there_are(self) -> None:
        points = (Finding("Y", "warning", "小"), *(Finding("X", "error", f"问题{n}", (Address("表", n, 1),)) for n in range(1, 6)))
        text = reminder(UnitResult(Unit("1", "某局"), "有错误", Read(("a.xlsx",), "", findings=points), across=(Finding("Y", "warning", "重码"),)))
        assert "（a.xlsx）有 5 处错误、2 处待核实：1. 表!A1 问题1；2. 表!A2 问题2；3. 表!A3 问题3；等共 7 处" in text

    def test_tells_the_cure_and_no_folder_of_the_bureau(self) -> None:
        point = Finding("META-21", "warning", "这是 .xls 文件", hint="请在 Excel 或 WPS 中另存为 .xlsx 再报送。")
        text = reminder(UnitResult(Unit("1", "某局"), "待核实", Read(("第一批/学校.zip/a.xls",), "", findings=(point,))))
        assert "（a.xls）有 1 处待核实：1. 这是 .xls 文件（请在 Excel 或 WPS 中另存为 .xlsx 再报送）" in text

    def test_sends_nobody_to_the_check_sheet_for_what_only_other_units_show(self) -> None:
        across, own = (Finding("META-24", "warning", "相同"),), (Finding("Y", "warning", "大"),)
        alone = reminder(UnitResult(Unit("1", "某局"), "待核实", Read(("a.xlsx",), ""), across=across))
        assert alone.endswith("1. 相同。请核对：填错的，改正后重新报送；确属合理的，向财政局说明理由（“校验”表里不能说明）。")
        both = reminder(UnitResult(Unit("1", "某局"), "待核实", Read(("a.xlsx",), "", findings=own), across=across))
        assert both.endswith("改正、说明后重新报送。不能在“校验”表里说明的（META-24），确属合理的，另向财政局说明理由。")

    def test_gives_the_reason_why_a_file_is_not_taken(self) -> None:
        told = reminder(UnitResult(Unit("1", "某局"), "重复", None, (Read(("a.xlsx",), ""),), reason="有 2 份不同的。"), 2022)
        assert told == "某局：你单位报来的2022年预算公开工作簿（a.xlsx）不能采用：有 2 份不同的。请改正后重新报送。"

    def test_is_not_needed_where_nothing_is_open(self) -> None:
        read = Read(("a.xlsx",), "", findings=(Finding("X", "warning", "大", answer="一次性"), Finding("Y", "info", "说明")))
        assert reminder(UnitResult(Unit("1", "某局"), "待核实", read)) == ""
        assert "下次按时报送" in reminder(UnitResult(Unit("1", "某局"), "通过", read, late=True))

    def test_stands_on_its_sheet_for_each_unit_that_needs_one(self, form: Form, three: Collection) -> None:
        rows = list(opened(summary(three, form))["催报"].iter_rows(min_row=4, values_only=True))
        assert [(row[0], row[2], row[3]) for row in rows] == [("50", "未报", "逾期")]


def hostile_collection(form: Form) -> Collection:
    evils = (EVIL, "<r>x</r>", "+1", "-1", "@a", "\x00\x1b[31m\ud800", "a" * 40_000, "'", "=1+1|'/C calc'!A0", "]]><x/>&amp;")
    given = data("1", "2")
    given["list"] = [{"item": evil if len(evil) < 30_000 else "b" * 30_000, "amount": "1"} for evil in evils if "\ud800" not in evil]
    read = read_of(form, "//evil.example/share/x.xlsx", given)
    finding = Finding("=1", "error", EVIL, (Address("=表", 1, 1),), expected=EVIL, actual="=2", hint=EVIL, answer=EVIL)
    units = [sent(Unit(f"={n}{evil[:20]}", evil, evil, contact=evil, phone=evil), read, across=(finding,), reason=evil) for n, evil in enumerate(evils)]
    return collected(form.id, units, others=[Other(evil, evil, evil) for evil in evils])


def formulas_of(book: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        for name in parts.namelist():
            if "worksheets/sheet" in name and name.endswith(".xml"):
                yield from re.findall(r"<f[^>]*>([^<]*)</f>", parts.read(name).decode())


def test_no_text_of_a_cell_a_name_or_a_file_becomes_a_formula_a_tag_or_a_link_elsewhere(form: Form) -> None:
    made = summary(hostile_collection(form), form)
    assert not any("evil" in formula.lower() or "calc" in formula for formula in formulas_of(made))
    book = opened(made)
    names = {cell.value for cell in book["报送情况"]["B"]}
    assert {EVIL, "<r>x</r>", "+1", "-1", "@a", "'", "]]><x/>&amp;"} <= names
    assert {cell.data_type for cell in book["报送情况"]["B"]} == {"s"}
    targets = [link.target for sheet in book for row in sheet.iter_rows() for cell in row if (link := cell.hyperlink) and link.target]
    assert targets and not [target for target in targets if ":" in target or target.startswith("\\")]
    assert EVIL in {row["item"] for row in rows_of(book, "明细")}
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == EVIL} == {"s"}


@pytest.mark.libreoffice
def test_libreoffice_opens_a_hostile_summary_and_adds_up_right(form: Form, tmp_path: Path) -> None:
    made = summary(hostile_collection(form), form)
    theirs = recalculated({"evil": typed(made, {})}, tmp_path)["evil"]
    shown = opened(made, data_only=True)
    cells = {sheet.name: sheet.cells for sheet in theirs.sheets}["合计"]
    pairs = [(cells.get((row, 4)), shown["合计"].cell(row, 4).value) for row in range(4, shown["合计"].max_row + 1)]
    assert [float(str(cell.value)) for cell, _ in pairs if cell] == pytest.approx([value for _, value in pairs])


def alike(form: Form) -> Collection:
    """Departments whose codes SUMIF would take for each other, each with a unit."""
    reads = itertools.count(1)
    tops = ("031", "31", "3*", "a", "A")
    units = [sent(Unit(code, f"部门{code}"), read_of(form, f"{code}.xlsx", data(str(next(reads))))) for code in tops]
    units += [sent(Unit(f"{code}-1", "下属", "单位", code), read_of(form, "x.xlsx", data(str(10 * next(reads))))) for code in tops]
    return collected(form.id, units)


def test_codes_that_differ_by_a_zero_or_a_star_are_different_departments(form: Form) -> None:
    rows = rows_of(opened(summary(alike(form), form), data_only=True), "按部门")
    assert [row["收入\ntotal（万元）"] for row in rows] == [61, 72, 83, 94, 105, 0, 415]


def test_the_same_collection_gives_the_same_bytes_and_leaves_nothing_behind(form: Form, three: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = set(tmp_path.iterdir())
    assert summary(three, form) == summary(three, form)
    assert set(tmp_path.iterdir()) == before


def test_a_full_disk_is_told_and_leaves_nothing_behind(form: Form, three: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from xlsxwriter.worksheet import Worksheet

    def full(self: Any, *_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(Worksheet, "_write_single_row", full)
    before = set(tmp_path.iterdir())
    with pytest.raises(OSError, match="No space"):
        summary(three, form)
    assert set(tmp_path.iterdir()) == before


def test_the_letters_of_columns_are_those_that_openpyxl_sees(form: Form, three: Collection) -> None:
    book = opened(summary(three, form))
    head = [cell.value for cell in book["各单位"][1]]
    assert head[6] == "计入合计" and column_letters(7) == "G"
    assert "'各单位'!$G$2:$G$6" in str(book["合计"]["D4"].value)
