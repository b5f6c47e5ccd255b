"""A completed workbook after what programs and people do to it: the same data comes back, or the same data and a finding.

Each mangling is one line: what was done, how, what is different in the data (``but``), and the findings it must make
(``says``: rule and cell). A line without ``says`` must make no error and no warning.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from mangle import Book, by_openpyxl, edited, texts_of

from budgetxl.bureau.compare import compare
from budgetxl.forms import load_form
from budgetxl.values import Address, plain
from budgetxl.workbook import ReadResult, export, fill, read

SAMPLE = Path(__file__).resolve().parent.parent / "sample_workbooks" / "jiefangdao-2022.json"
Data = dict[str, Any]
PROCUREMENT, BUDGET, ASSETS, PUBLIC, COVER = "政府采购预算", "收支预算", "固定资产", "机关运行和三公", "封面"
OURS = "budgetxl."


@cache
def original() -> bytes:
    """Jiefangdao's workbook, with three of its projects: a file as it should come back."""
    given = json.loads(SAMPLE.read_text(encoding="utf-8"))
    data = {**given["data"], "projects": given["data"]["projects"][:3], "duties": given["data"]["duties"][:3]}
    return fill(load_form(given["form"]), data, given["year"])


@cache
def what_was_sent() -> Data:
    data: Data = export(read(original()).submission)["data"]
    return data


@dataclass(frozen=True)
class Mangling:
    """One thing done to a workbook, and what must come back."""

    what: str
    how: Callable[[bytes], bytes]
    but: Callable[[Data], object] | None = None
    says: Sequence[tuple[str, str]] = ()


def xml(*changes: Callable[[Book], object]) -> Callable[[bytes], bytes]:
    return lambda data: edited(data, *changes)


def pyxl(change: Callable[[Any], object]) -> Callable[[bytes], bytes]:
    return lambda data: by_openpyxl(data, change)


def no_names(book: Book) -> None:
    book.drop_names(keep=OURS)


def rename_all(book: Book) -> None:
    for number, name in enumerate(list(book.files)):
        book.rename(name, f"Sheet{number + 1}")


def pad(book: Book) -> None:
    """Labels as they come back from other systems: blanks inside, other brackets."""
    for sheet in (PROCUREMENT, BUDGET, ASSETS):
        for ref, text in list(texts_of(book, sheet)):
            if text in ("计量单位", "采购物品名称", "收入合计", "基本支出", "截止时间"):
                book.put(sheet, ref, f" {text[:2]}  {text[2:]}\u00a0")


def unmerge_all(book: Book) -> None:
    for sheet in book.files:
        book.unmerge(sheet)


def lose_results(book: Book) -> None:
    for tree in book.trees.values():
        for cell in tree.iter("{*}c"):
            if cell.find("{*}f") is not None:
                for value in cell.findall("{*}v"):
                    cell.remove(value)


def percent_style(book: Book) -> str:
    return book.style("0.00%")


def swap_rows(book: Book, sheet: str, one: int, other: int, columns: str) -> None:
    for column in columns:
        book.swap_cells(sheet, f"{column}{one}", f"{column}{other}")


def as_text(book: Book, sheet: str) -> None:
    """Turn every number of a sheet into text, as exports of other systems have them."""
    for cell in book.trees[sheet].iter("{*}c"):
        value = cell.find("{*}v")
        if value is not None and cell.get("t") is None and cell.find("{*}f") is None:
            book.put(sheet, cell.get("r"), value.text or "")


def again(items: list[Any], index: int) -> None:
    items.append(copy.deepcopy(items[index]))


def without_item(data: Data, index: int) -> None:
    gone = data["procurement"].pop(index)
    for name in ("budget", "amount", "general_public_budget"):
        data["procurement_total"][name] = plain(Decimal(data["procurement_total"][name]) - Decimal(gone[name]))


MOVED = ("projects in another order", "blank rows among the items")  # the same rows and sheets, elsewhere


def row(**cells: str) -> Data:
    blank: Data = dict.fromkeys(what_was_sent()["procurement"][0])
    return {**blank, **cells}


MANGLINGS = [
    Mangling("nothing but the XML written anew", xml()),
    Mangling("saved by openpyxl", pyxl(lambda w: None)),
    # rows and columns, as a spreadsheet program inserts and deletes them
    Mangling("rows above everything", xml(lambda k: k.insert_rows(BUDGET, 1, 3))),
    Mangling("rows between blocks", xml(lambda k: k.insert_rows(BUDGET, 12, 2))),
    Mangling("rows within a record", xml(lambda k: k.insert_rows(BUDGET, 8, 2))),
    Mangling("rows within a table", xml(lambda k: k.insert_rows(PROCUREMENT, 14, 3))),
    Mangling("rows between a header and the first item", xml(lambda k: k.insert_rows(PROCUREMENT, 12, 2))),
    Mangling("rows within a grid", xml(lambda k: k.insert_rows(ASSETS, 13))),
    Mangling("rows within a project's table", xml(lambda k: k.insert_rows("绩效目标2", 10, 4))),
    Mangling(
        "rows inserted before the first item and filled in",
        xml(lambda k: k.insert_rows(PROCUREMENT, 12), lambda k: k.put(PROCUREMENT, "C12", "打印机"), lambda k: k.put(PROCUREMENT, "F12", 2)),
        but=lambda d: d["procurement"].insert(0, row(item="打印机", quantity="2")),
    ),
    Mangling("spare rows deleted", xml(lambda k: k.delete_rows(PROCUREMENT, 20, 8))),
    Mangling("an item's row deleted", xml(lambda k: k.delete_rows(PROCUREMENT, 13)), but=lambda d: without_item(d, 1), says=[("META-07", "政府采购预算!H11")]),
    Mangling("a column inserted into a table", xml(lambda k: k.insert_columns(PROCUREMENT, 4))),
    Mangling("a column inserted before everything", xml(lambda k: k.insert_columns(ASSETS, 1))),
    Mangling("a column between label and value", xml(lambda k: k.insert_columns(BUDGET, 2))),
    Mangling("a column inserted and filled in", xml(lambda k: k.insert_columns(PROCUREMENT, 4), lambda k: k.put(PROCUREMENT, "D9", "品牌"), lambda k: k.put(PROCUREMENT, "D12", "甲牌")), says=[("META-16", "政府采购预算!D9"), ("META-16", "政府采购预算!D12")]),
    Mangling("a field's row deleted", xml(lambda k: k.delete_rows(BUDGET, 8)), but=lambda d: d["income"].update(fiscal_account=None), says=[("META-09", "")]),
    Mangling("a column deleted", xml(lambda k: k.delete_columns(PROCUREMENT, 5)), but=lambda d: [r.update(measure=None) for r in d["procurement"]], says=[("META-09", "")]),
    # the same by a program that moves cells and leaves names behind
    Mangling("names left behind by inserted rows", pyxl(lambda w: w[BUDGET].insert_rows(5, 2)), says=[("META-09", "收支预算!B7")]),
    Mangling("names left behind above a table", pyxl(lambda w: w[PROCUREMENT].insert_rows(5, 2)), says=[("META-09", "政府采购预算!B7")]),
    Mangling("names left behind within a table", pyxl(lambda w: w[PROCUREMENT].insert_rows(14, 3))),
    Mangling("names left behind by a deleted row", pyxl(lambda w: w[BUDGET].delete_rows(3)), says=[("META-09", "收支预算!B4")]),
    Mangling("names left behind by an inserted column", pyxl(lambda w: w[PROCUREMENT].insert_cols(3)), says=[("META-09", "政府采购预算!D11")]),
    Mangling("names left behind in a grid", pyxl(lambda w: w[ASSETS].insert_rows(1, 3)), says=[("META-09", "固定资产!B8")]),
    Mangling("names left behind on a project", pyxl(lambda w: w["绩效目标1"].insert_rows(1, 3)), says=[("META-09", "绩效目标1!C7")]),
    # sheets
    Mangling("a sheet renamed", xml(lambda k: k.rename(PROCUREMENT, "采购"))),
    Mangling("all sheets renamed", xml(rename_all)),
    Mangling("sheets in another order", xml(lambda k: k.move(ASSETS, 0), lambda k: k.move(COVER, 5))),
    Mangling("projects in another order", xml(lambda k: k.move("绩效目标3", 1)), but=lambda d: d["projects"].insert(0, d["projects"].pop())),
    Mangling("a project copied", xml(lambda k: k.copy("绩效目标2", "绩效目标2 (2)")), but=lambda d: again(d["projects"], 1)),
    Mangling("a project copied without its names", xml(lambda k: k.copy("绩效目标2", "新项目", names=False)), but=lambda d: again(d["projects"], 1)),
    Mangling("a project copied by openpyxl", pyxl(lambda w: w.copy_worksheet(w["绩效目标1"])), but=lambda d: again(d["projects"], 0)),
    Mangling("a project deleted", xml(lambda k: k.delete("绩效目标2")), but=lambda d: d["projects"].pop(1)),
    Mangling("another sheet copied", xml(lambda k: k.copy(ASSETS, "固定资产 (2)")), says=[("META-09", "固定资产 (2)!A1")]),
    Mangling("another sheet copied without names", xml(lambda k: k.copy(ASSETS, "备份", names=False)), says=[("META-09", "备份!A1")]),
    Mangling("the instructions renamed and the lists shown", xml(lambda k: k.rename("填报说明", "说明书"), lambda k: k.hide("列表", "visible"))),
    Mangling("a sheet of their own", pyxl(lambda w: w.create_sheet("测算").append(["草稿", 5]))),
    Mangling("a sheet hidden", xml(lambda k: k.hide(ASSETS)), says=[("META-10", "固定资产!B5")]),
    # blocks cut and pasted
    Mangling("a block moved down", xml(lambda k: k.cut(BUDGET, "A20:C25", BUDGET, "A40"))),
    Mangling("a block moved above another", xml(lambda k: k.insert_rows(BUDGET, 4, 9), lambda k: k.cut(BUDGET, "A29:C34", BUDGET, "A5"))),
    Mangling("a block moved to another sheet", xml(lambda k: k.cut(BUDGET, "A20:C25", ASSETS, "A40"))),
    Mangling("a table moved to the side", xml(lambda k: k.cut(PUBLIC, "A8:D15", PUBLIC, "H8"))),
    Mangling("a block moved down, names lost", xml(no_names, lambda k: k.cut(BUDGET, "A20:C25", BUDGET, "A40"))),
    Mangling("blocks in another order, names lost", xml(no_names, lambda k: k.insert_rows(BUDGET, 4, 9), lambda k: k.cut(BUDGET, "A29:C34", BUDGET, "A5"))),
    # names lost
    Mangling("all names lost", xml(no_names)),
    Mangling("all names and properties lost", xml(lambda k: k.drop_names(), lambda k: k.edit("docProps/custom.xml", "<property .*</property>", ""))),
    Mangling("all names broken", xml(lambda k: [k.break_names(name.get("name")) for name in k.names() if not name.get("name").startswith(OURS)])),
    Mangling("names lost, sheets renamed and in another order", xml(no_names, rename_all, lambda k: k.move("Sheet9", 0))),
    Mangling("names lost, labels padded with blanks", xml(no_names, pad)),
    Mangling("names lost, merged cells taken apart", xml(no_names, unmerge_all)),
    Mangling("names lost, rows and columns inserted", xml(no_names, lambda k: k.insert_rows(BUDGET, 3, 2), lambda k: k.insert_columns(PROCUREMENT, 3), lambda k: k.insert_columns(BUDGET, 2))),
    Mangling("names lost, titles changed", xml(no_names, lambda k: k.put(ASSETS, "A2", "资产表")), says=[("META-16", "固定资产!A2")]),
    Mangling("one name lost", xml(lambda k: k.break_names("income.other"))),
    Mangling("a table's names lost", xml(lambda k: k.break_names("procurement."))),
    Mangling("names lost on one project", xml(lambda k: k.copy("绩效目标1", "甲", names=False), lambda k: k.delete("绩效目标1"), lambda k: k.move("甲", 9))),
    Mangling("a header called otherwise, names lost", xml(no_names, lambda k: k.put(PROCUREMENT, "D9", "采购目录编号")), says=[("META-09", "政府采购预算!D9")]),
    # labels and names at odds
    Mangling("a label called otherwise", xml(lambda k: k.put(BUDGET, "A7", "政府性基金预算拨款")), says=[("META-09", "收支预算!A7")]),
    Mangling("a header called otherwise", xml(lambda k: k.put(PROCUREMENT, "C9", "品名")), says=[("META-09", "政府采购预算!C9")]),
    Mangling("a label with its unit and a number", xml(lambda k: k.put(BUDGET, "A7", "2、基金预算收入（万元）"))),
    Mangling("two fields sorted", xml(lambda k: swap_rows(k, BUDGET, 6, 8, "AB")), says=[("META-09", "收支预算!B6")]),
    Mangling("a name at its neighbour", xml(lambda k: k.point("income.other", "$B$10")), says=[("META-09", "收支预算!B9")]),
    Mangling("two columns exchanged", xml(lambda k: [k.swap_cells(PROCUREMENT, f"C{r}", f"D{r}") for r in range(9, 32)]), says=[("META-09", "政府采购预算!C11")]),
    Mangling("a label deleted", xml(lambda k: k.put(BUDGET, "A9", None))),
    Mangling("a header deleted", xml(lambda k: [k.put(PROCUREMENT, f"{c}9", None) for c in "ACDEFGHP"], lambda k: [k.put(PROCUREMENT, f"{c}10", None) for c in "ABHIJKLMNO"]), says=[("META-09", "政府采购预算!A12")]),
    # rows of tables
    Mangling("items below the laid-out rows", xml(lambda k: k.put(PROCUREMENT, "C34", "打印机")), but=lambda d: d["procurement"].append(row(item="打印机"))),
    Mangling("blank rows among the items", xml(lambda k: swap_rows(k, PROCUREMENT, 13, 25, "ABCDEFGHI")), but=lambda d: d["procurement"].append(d["procurement"].pop(1))),
    Mangling("a total typed among the items", xml(lambda k: k.put(PROCUREMENT, "A18", "小  计"), lambda k: k.put(PROCUREMENT, "H18", 40.4)), says=[("META-18", "政府采购预算!A18")]),
    Mangling("a remark below a table", xml(lambda k: k.put(PROCUREMENT, "A40", "注：以上均为当年预算安排的采购。")), says=[("META-16", "政府采购预算!A40")]),
    Mangling("first cells merged downwards", xml(lambda k: k.merge(PROCUREMENT, "A12:A14"), lambda k: k.put(PROCUREMENT, "A13", None), lambda k: k.put(PROCUREMENT, "A14", None))),
    Mangling("indicators merged downwards", xml(lambda k: k.merge("绩效目标1", "A8:A12"), lambda k: [k.put("绩效目标1", f"A{r}", None) for r in range(9, 13)])),
    Mangling("rows hidden", xml(lambda k: k.hide_rows(PROCUREMENT, 13, 14)), says=[("META-10", "政府采购预算!A13")]),
    Mangling("rows filtered away", xml(lambda k: k.filter(PROCUREMENT, "A10:P31"), lambda k: k.hide_rows(PROCUREMENT, 13, 14)), says=[("META-10", "政府采购预算!A13")]),
    Mangling("a stray note beside the table", xml(lambda k: k.put(ASSETS, "K30", "待核对")), says=[("META-16", "固定资产!K30")]),
    # values and formulas
    Mangling("an amount as text with its unit", xml(lambda k: k.put(BUDGET, "B6", "２９９８．２８ 万元")), says=[("META-06", "收支预算!B6")]),
    Mangling("an amount in 元, with the unit", xml(lambda k: k.put(PROCUREMENT, "B5", "262000元")), says=[("META-06", "政府采购预算!B5")]),
    Mangling("every number as text", xml(lambda k: as_text(k, PROCUREMENT)), says=[("META-06", "政府采购预算!F12"), ("META-06", "政府采购预算!B5")]),
    Mangling("dashes for nothing", xml(lambda k: k.put(BUDGET, "B7", "——")), but=lambda d: d["income"].update(government_fund=None)),
    Mangling("an amount that can't be read", xml(lambda k: k.put(BUDGET, "B7", "见附件")), but=lambda d: d["income"].update(government_fund=None), says=[("META-06", "收支预算!B7")]),
    Mangling("an error in an input", xml(lambda k: k.put(BUDGET, "B7", "#REF!", "e")), but=lambda d: d["income"].update(government_fund=None), says=[("META-08", "收支预算!B7")]),
    Mangling("a formula in an input", xml(lambda k: k.formula(BUDGET, "B6", "2000+998.28", 2998.28))),
    Mangling("a formula in an input, never calculated", xml(lambda k: k.formula(BUDGET, "B7", "A1*2")), but=lambda d: d["income"].update(government_fund=None), says=[("META-17", "收支预算!B7")]),
    Mangling("a total typed over, with the same figure", xml(lambda k: k.put(BUDGET, "B5", 2998.28)), says=[("META-07", "收支预算!B5")]),
    Mangling("a total typed over, with another figure", xml(lambda k: k.put(BUDGET, "B5", 3000)), but=lambda d: d["income"].update(total="3000"), says=[("META-07", "收支预算!B5")]),
    Mangling("a total cleared", xml(lambda k: k.put(BUDGET, "B5", None)), but=lambda d: d["income"].update(total=None), says=[("META-07", "收支预算!B5")]),
    Mangling("a stale result", xml(lambda k: k.result(BUDGET, "B5", 2000)), says=[("META-07", "收支预算!B5")]),
    Mangling("results lost", xml(lose_results)),
    Mangling("a sheet that totals count on deleted", xml(lambda k: k.put(PROCUREMENT, "H11", "#REF!", "e"), lambda k: k.cell(PROCUREMENT, "H11").insert(0, k.cell(PROCUREMENT, "I11")[0])), says=[("META-08", "政府采购预算!H11")]),
]  # fmt: skip


def the(result: ReadResult) -> set[tuple[str, str]]:
    """Rule and first cell of every finding."""
    return {(finding.rule, str(finding.cells[0]) if finding.cells else "") for finding in result.findings}


def grave(result: ReadResult) -> set[str]:
    return {f"{f.rule} {f.message} {[str(at) for at in f.cells[:2]]}" for f in result.findings if f.severity != "info"}


@cache
def mangled(what: str) -> ReadResult:
    return read(next(m for m in MANGLINGS if m.what == what).how(original()))


@pytest.mark.parametrize("mangling", MANGLINGS, ids=lambda m: m.what)
def test_the_same_data_comes_back(mangling: Mangling) -> None:
    expected = copy.deepcopy(what_was_sent())
    if mangling.but is not None:
        mangling.but(expected)
    assert export(mangled(mangling.what).submission)["data"] == expected


@pytest.mark.parametrize("mangling", MANGLINGS, ids=lambda m: m.what)
def test_what_can_not_be_taken_for_granted_is_said_on_its_cell(mangling: Mangling) -> None:
    result = mangled(mangling.what)
    assert set(mangling.says) <= the(result)
    if not mangling.says:
        assert not grave(result)


@pytest.mark.parametrize("mangling", MANGLINGS, ids=lambda m: m.what)
def test_each_populated_cell_is_accounted_for(mangling: Mangling) -> None:
    account = mangled(mangling.what).account
    assert account.populated == account.read + account.furniture + len(account.unread)
    assert all(isinstance(at, Address) for at in account.unread)


@pytest.mark.parametrize("mangling", MANGLINGS, ids=lambda m: m.what)
def test_diff_tells_a_difference_where_the_data_are_others_and_nowhere_else(mangling: Mangling) -> None:
    result = mangled(mangling.what)
    same = mangling.but is None or mangling.what in MOVED
    assert compare("sent", mangled("nothing but the XML written anew"), "back", result).differs != same


def test_there_are_at_least_fifty_manglings() -> None:
    assert len(MANGLINGS) >= 50
