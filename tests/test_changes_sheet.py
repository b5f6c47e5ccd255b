"""The sheet 需说明原因的增减: which changes it lists, in which order, with which reasons; live, printed, read and repaired."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_sheet, fields_of, opened, typed
from mangle import edited
from same_workbook import differences
from test_agreement_libreoffice import recalculated
from test_clerk_libreoffice import at_work

from budgetxl.bureau import Unit
from budgetxl.bureau.carrying import PreviousWorkbook, last_reasons
from budgetxl.bureau.distribute import Batch, make
from budgetxl.forms import CHANGES_SHEET, Form, FormError, load_form
from budgetxl.layout import CHANGES_COLUMNS, lay_out
from budgetxl.values import column_letters
from budgetxl.verbs import Refusal, SourceFile, repair_workbook
from budgetxl.verbs.distribute import Previous, planned
from budgetxl.workbook import Stamper, blank, export, fill, read
from budgetxl.xlsx import RawWorkbook, open_workbook

YEAR = 2022
AMOUNTS = {"amount": "money", "last": {"type": "money", "carries": "amount"}}
CHANGE = {"change": {"type": "money", "signed": True, "formula": "row.amount - row.last"}}
REASON = {"reason": {"type": "text", "carries": False}}
OUTLAYS = a_sheet(
    "明细",
    a_block(
        "t", "table", unit="元", rows=4, rollup={"column": "code", "leaf": 3},
        columns=fields_of({"code": {"type": "code", "label": "编码"}, "name": {"type": "text", "label": "名称"}, **AMOUNTS, **CHANGE}),
    ),
)  # fmt: skip
OWN = a_sheet("逐项", a_block("own", "table", rows=3, columns=fields_of({"name": "text", **AMOUNTS, **REASON})))
GRID = a_block(
    "g", "grid", columns=fields_of({**AMOUNTS, **CHANGE, **REASON}), rows=[{"id": "cars", "label": "车辆"}, {"id": "guests", "label": "接待"}]
)
PLAIN = a_block(
    "x", "record",
    fields=fields_of({
        "amount": {"type": "money", "label": "运行经费"}, "last": {"type": "money", "label": "上年运行经费"},
        "change": {"type": "money", "signed": True, "formula": "x.amount - default(x.last, 0)"}, "reason": {"type": "text", "label": "增减原因", "carries": False},
    }),
)  # fmt: skip
SHEETS = OUTLAYS + OWN + a_sheet("数据", PLAIN, GRID)
REASONS = {"t.change": "x.reason", "own.last": "own.reason", "x.change": "x.reason", "g.change": "g.reason"}
SHOWN = ("number", "place", "item", "this", "last", "change", "growth", "told", "before")


def head(reasons: Mapping[str, str] = REASONS, **keys: Any) -> str:
    bounds = "".join(f"{key} = {value}\n" for key, value in ({"amount": 10, "percent": 10, "lines": 6} | keys).items() if value is not None)
    return f"[changes]\n{bounds}[changes.reasons]\n" + "".join(f'"{key}" = "{value}"\n' for key, value in reasons.items())


def tiny(folder: Path, reasons: Mapping[str, str] = REASONS, **keys: Any) -> Form:
    return a_form(folder, SHEETS, head=head(reasons, **keys))


def mistakes(folder: Path, sheets: str = SHEETS, reasons: Mapping[str, str] = REASONS, **keys: Any) -> list[str]:
    with pytest.raises(FormError) as caught:
        a_form(folder, sheets, head=head(reasons, **keys))
    return [str(mistake) for mistake in caught.value.mistakes]


DATA: dict[str, Any] = {
    "t": [
        {"code": "2", "name": "大类"}, {"code": "201", "name": "办公", "amount": "300000", "last": "100000"},
        {"code": "202", "name": "水电", "amount": "100400", "last": "100000"},
    ],
    "own": [{"name": "甲", "amount": "30", "last": "35", "reason": "少一人"}, {"name": "乙", "amount": "1", "last": "1"}],
    "x": {"amount": "120", "last": "100", "reason": "物价"},
    "g": {"cars": {"amount": "0", "last": "5"}, "guests": {"amount": "2", "last": "0"}},
}  # fmt: skip


def cells(book: RawWorkbook | bytes) -> dict[tuple[int, int], Any]:
    raw = book if isinstance(book, RawWorkbook) else open_workbook(book)
    sheet = next(sheet for sheet in raw.sheets if any(cell.value == CHANGES_SHEET for cell in sheet.cells.values()) and sheet.name != "封面")
    return {place: cell.value for place, cell in sheet.cells.items()}


def lines(book: RawWorkbook | bytes) -> list[tuple[Any, ...]]:
    """The filled lines of the list."""
    found = cells(book)
    top = next(row for (row, _), value in found.items() if value == "序号")
    rows = range(top + 1, top + 26)
    shown = [tuple(found.get((row, CHANGES_COLUMNS[name])) for name in SHOWN) for row in rows]
    return [line for line in shown if isinstance(line[0], (int, float)) or line[0]]


def state(book: RawWorkbook | bytes) -> tuple[str, str]:
    """What stands above the list."""
    found = cells(book)
    return str(found.get((4, 1)) or ""), str(found.get((5, 1)) or "")


def brief(book: RawWorkbook | bytes) -> list[tuple[str, float, Any]]:
    return [(str(line[2]), float(line[5]), line[6]) for line in lines(book)]


# ── what is listed


def test_lines_stand_by_the_size_of_their_change_in_the_unit_of_all(tmp_path: Path) -> None:
    assert brief(fill(tiny(tmp_path), DATA)) == [
        ("201 办公", 20, 200), ("运行经费", 20, 20), ("甲", -5, Decimal("-14.29")), ("车辆", -5, "取消"), ("接待", 2, "新增")
    ]  # fmt: skip


def test_a_line_says_where_this_years_reason_is_written_and_whether_it_is(tmp_path: Path) -> None:
    found = {str(line[2]): line[7] for line in lines(fill(tiny(tmp_path), DATA))}
    assert found == {"201 办公": "数据：已写", "运行经费": "数据：已写", "甲": "逐项：已写", "车辆": "数据：未写", "接待": "数据：未写"}


def test_last_years_reason_stands_beside_the_line_that_it_belongs_to(tmp_path: Path) -> None:
    given = {"x.reason": "搬家", "g.cars.reason": "报废一辆", "own.reason 乙": "没有的", "own.reason 甲": "上年多一人"}
    found = {str(line[2]): line[8] for line in lines(fill(tiny(tmp_path), DATA, reasons=given))}
    assert {item: text or None for item, text in found.items()} == {
        "201 办公": "（各行共用的理由）搬家", "运行经费": "搬家", "甲": "上年多一人", "车辆": "报废一辆", "接待": None
    }  # fmt: skip


def test_a_reason_of_a_whole_table_is_said_once_and_as_such(tmp_path: Path) -> None:
    rows = [{"code": "201", "amount": "900000"}, {"code": "202", "amount": "300000"}, {"code": "203", "last": "200000"}]
    found = lines(fill(tiny(tmp_path), {**DATA, "t": rows}, reasons={"x.reason": "搬家"}))
    assert [(line[2], line[8]) for line in found[:4]] == [
        ("201 ", "（各行共用的理由）搬家"), ("202 ", "（与序号 1 共用理由）"), ("203 ", "（与序号 1 共用理由）"), ("运行经费", "搬家"),
    ]  # fmt: skip


def test_a_row_is_called_as_on_its_sheet_behind_its_tables_title_where_sentences_call_it_otherwise() -> None:
    plan = lay_out(load_form("hebei-2027")).changes
    assert plan is not None
    labels = [row.label for figure in plan.figures for row in figure.rows if figure.compared.this[0] == "three_public"]
    assert labels[:2] == ["财政拨款“三公”经费支出 合计", "因公出国（境）费"] and "公务用车购置费" in labels


@pytest.mark.parametrize(("bounds", "items"), [
    ({"amount": 10, "percent": None}, ["201 办公", "运行经费"]),
    ({"amount": None, "percent": 50}, ["201 办公", "车辆", "接待"]),
    ({"amount": 5, "percent": None}, ["201 办公", "运行经费", "甲", "车辆"]),
    ({"amount": None, "percent": 20}, ["201 办公", "运行经费", "车辆", "接待"]),
])  # fmt: skip
def test_a_change_is_listed_from_the_bound_on(tmp_path: Path, bounds: dict[str, int | None], items: list[str]) -> None:
    assert [item for item, *_ in brief(fill(tiny(tmp_path, **bounds), DATA))] == items


def test_what_is_left_over_is_counted(tmp_path: Path) -> None:
    book = fill(tiny(tmp_path, lines=2), DATA)
    assert len(lines(book)) == 2 and state(book)[0] == "共 5 项，这里是增减最大的 2 项"


def test_it_says_how_many_reasons_are_to_be_written(tmp_path: Path) -> None:
    assert state(fill(tiny(tmp_path), DATA))[0] == "共 5 项，其中今年的理由还没有写的 2 项"


def test_with_nothing_to_explain_it_says_so(tmp_path: Path) -> None:
    book = fill(tiny(tmp_path), {"x": {"amount": "100", "last": "100"}})
    assert (lines(book), state(book)) == ([], ("没有需要说明原因的增减", ""))


def test_a_blank_workbook_says_that_there_is_nothing_to_compare_yet(tmp_path: Path) -> None:
    book = blank(tiny(tmp_path))
    assert lines(book) == [] and state(book)[0].startswith("还没有可以比的数")


def test_figures_without_last_years_are_named_and_not_listed(tmp_path: Path) -> None:
    book = fill(tiny(tmp_path), {"x": {"amount": "100"}, "t": [{"code": "201", "name": "办公", "amount": "5"}]})
    assert (lines(book), state(book)[1]) == ([], "没有填上年数、没有比的：明细（amount）、数据")


def test_last_years_figures_alone_are_no_changes_yet(tmp_path: Path) -> None:
    """As ``distribute --previous`` sends a workbook out."""
    book = fill(tiny(tmp_path), {"x": {"last": "100"}, "g": {"cars": {"last": "5"}}})
    assert lines(book) == [] and state(book)[1] == ""


def test_a_form_that_compares_nothing_has_no_such_sheet(tmp_path: Path) -> None:
    assert CHANGES_SHEET not in opened(blank(tiny(tmp_path, dict.fromkeys(REASONS, "")))).sheetnames
    assert CHANGES_SHEET not in opened(blank(load_form("langfang-2022"))).sheetnames


def test_it_stands_in_the_contents_before_the_checks(tmp_path: Path) -> None:
    sheet = opened(blank(tiny(tmp_path)))["封面"]
    names = [cell.value for column in sheet.iter_cols() for cell in column if cell.value in (CHANGES_SHEET, "校验")]
    assert names[:2] == [CHANGES_SHEET, "校验"]


def test_it_is_printed_lying_on_a4_without_what_its_formulas_need(tmp_path: Path) -> None:
    sheet = opened(blank(tiny(tmp_path)))[CHANGES_SHEET]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == ("landscape", 9, 0)
    last = column_letters(CHANGES_COLUMNS["before"])
    assert str(sheet.print_area).endswith(f"$A$2:${last}$12")
    assert sheet.column_dimensions[column_letters(CHANGES_COLUMNS["row_this"])].hidden or sheet.column_dimensions[column_letters(CHANGES_COLUMNS["largest"])].hidden


def test_a_part_of_a_split_workbook_has_the_lines_of_its_sheets(tmp_path: Path) -> None:
    cut = SHEETS.replace('name = "明细"', 'name = "明细"\nsection = "one"').replace('name = "逐项"', 'name = "逐项"\nsection = "one"').replace('name = "数据"', 'name = "数据"\nsection = "two"')
    form = a_form(tmp_path, cut, head=head())
    first = fill(form, DATA, part="one")
    assert [(line[2], line[7]) for line in lines(first)] == [("201 办公", "写在另一份工作簿"), ("甲", "逐项：已写")]
    assert [line[2] for line in lines(fill(form, DATA, part="two"))] == ["运行经费", "车辆", "接待"]


# ── read, stamped, repaired


def given_reasons() -> dict[str, str]:
    return {"x.reason": "搬家", "g.cars.reason": "报废一辆", "own.reason 甲": "上年多一人"}


def test_last_years_reasons_are_read_and_are_no_data(tmp_path: Path) -> None:
    form = tiny(tmp_path)
    result = read(fill(form, DATA, reasons=given_reasons()), form)
    assert dict(result.submission.reasons) == given_reasons()
    assert [one for one in result.findings if CHANGES_SHEET in one.message or any(at.sheet == CHANGES_SHEET for at in one.cells)] == []
    assert export(result.submission)["data"] == export(read(fill(form, DATA), form).submission)["data"]


def test_a_renamed_sheet_keeps_them(tmp_path: Path) -> None:
    form = tiny(tmp_path)
    renamed = edited(fill(form, DATA, reasons=given_reasons()), lambda book: book.rename(CHANGES_SHEET, "增减"))
    result = read(renamed, form)
    assert dict(result.submission.reasons) == given_reasons() and result.use.others == ()


def test_repair_brings_the_sheet_back_with_them(tmp_path: Path) -> None:
    form = tiny(tmp_path)
    folder = str(form.folders[0])
    data = typed(fill(form, DATA, reasons=given_reasons()), {f"{CHANGES_SHEET}!C7": "改坏了"})
    repaired = repair_workbook(SourceFile("甲.xlsx", data), form=folder).data
    assert lines(repaired) == lines(fill(form, DATA, reasons=given_reasons()))


def test_repair_refuses_to_lose_a_reason_that_has_no_place(tmp_path: Path) -> None:
    form = tiny(tmp_path)
    data = fill(form, DATA, reasons=given_reasons())
    other = str(tiny(tmp_path, {"x.change": "x.reason"}).folders[0])
    with pytest.raises(Refusal, match="上年多一人"):
        repair_workbook(SourceFile("甲.xlsx", data), form=other)


def test_a_stamped_workbook_is_the_built_one(tmp_path: Path) -> None:
    form = tiny(tmp_path)
    stamper = Stamper(form)
    many = {f"own.reason {name}": name for name in "甲乙丙丁戊"}
    for data, reasons in ((DATA, given_reasons()), (DATA, {}), ({}, {"x.reason": "长" * 300}), (DATA, many)):
        assert differences(fill(form, data, spare=True, reasons=reasons), stamper.fill(data, reasons=reasons)) == []


def test_of_more_reasons_than_there_are_rows_those_of_rows_are_kept(tmp_path: Path) -> None:
    form = tiny(tmp_path)
    many = {f"own.reason {name}": name for name in ("丁", "戊", "己", "庚", "甲")}
    assert lines(fill(form, DATA, reasons=many))[2][8] == "甲"


# ── last year's workbook


def test_last_years_reasons_are_those_of_its_fields_by_their_rows(tmp_path: Path) -> None:
    data = {**DATA, "g": {"cars": {"amount": "0", "reason": "报废"}}}
    form = tiny(tmp_path)
    assert last_reasons(form, form, data) == {"x.reason": "物价", "own.reason 甲": "少一人", "g.cars.reason": "报废"}


def test_a_reason_of_a_row_goes_with_its_code_to_the_one_that_follows_it(tmp_path: Path) -> None:
    columns = fields_of({"code": {"type": "code", "choices": "lists.kinds"}, **AMOUNTS, **REASON})
    sheet = a_sheet("逐项", a_block("own", "table", rows=3, columns=columns))
    reasons = head({"own.last": "own.reason"})
    old = a_form(tmp_path, sheet, head=reasons + '[lists]\nkinds = { codes = ["1", "2", "3", "4"], edition = "2021" }\n')
    was = 'was = { "1" = "8", "2" = "8", "3" = "" }'
    new = a_form(tmp_path, sheet, head=reasons + f'[lists]\nkinds = {{ codes = ["4", "8"], edition = "2022", {was} }}\n')
    rows = [{"code": code, "amount": "1", "reason": f"理由{code}"} for code in "1234"]
    assert last_reasons(new, old, {"own": rows}) == {"own.reason 8": "理由1；理由2", "own.reason 3": "理由3", "own.reason 4": "理由4"}


def test_the_default_form_takes_them_over_the_years() -> None:
    sample = json.loads((Path(__file__).resolve().parent.parent / "sample_workbooks" / "hebei-2027-demo.json").read_text(encoding="utf-8"))["data"]
    form = load_form("hebei-2027")
    found = last_reasons(form, form, sample)
    assert found["change.basic_reason"] == sample["change"]["basic_reason"] and "three_public.reception.reason" in found


@pytest.mark.parametrize(("year", "reasons"), [(YEAR - 1, {"x.reason": "物价", "own.reason 甲": "少一人"}), (YEAR - 3, {})])
def test_distribute_brings_those_of_the_year_before(tmp_path: Path, year: int, reasons: dict[str, str]) -> None:
    form = tiny(tmp_path)
    before = PreviousWorkbook("上年.xlsx", "301", "甲局", year, form.id, DATA)
    (one,) = planned([Unit("301", "甲局")], str(form.folders[0]), Previous({"301": before}))
    (made,) = make(Batch(form.id, (one.order,)), Stamper(form))
    result = read(made.data, form)
    assert dict(result.submission.reasons) == reasons and result.submission.text("x", "reason") is None


# ── what a form may say


@pytest.mark.parametrize(("named", "reason", "said"), [
    ("x.chance", "x.reason", "“x.chance”不是表样里的栏目"),
    ("x.amount", "x.reason", "“x.amount”看不出比的是哪两个数"),
    ("t.name", "x.reason", "“t.name”看不出比的是哪两个数"),
    ("x.change", "x.last", "理由写在“x.last”不行"),
    ("x.change", "own.reason", "理由写在“own.reason”不行"),
    ("t.change", "t.note", "理由写在“t.note”不行"),
    ("own.last", "g.reason", "理由写在“g.reason”不行"),
])  # fmt: skip
def test_a_pair_that_cannot_work_is_refused_with_its_key(tmp_path: Path, named: str, reason: str, said: str) -> None:
    (mistake,) = mistakes(tmp_path, reasons={named: reason})
    assert said in mistake and f"changes.reasons.{named}" in mistake


def test_counts_are_no_amounts(tmp_path: Path) -> None:
    cars = a_sheet("车辆", a_block("cars", "record", fields=fields_of({
        "n": {"type": "integer"}, "last": {"type": "integer"}, "change": {"type": "integer", "formula": "cars.n - cars.last"}, "why": "text"})))  # fmt: skip
    (mistake,) = mistakes(tmp_path, cars, {"cars.change": "cars.why"})
    assert "cars.n" in mistake and "都要是金额" in mistake


def test_what_stands_on_a_repeated_sheet_is_refused(tmp_path: Path) -> None:
    project = a_sheet("项目{{ n }}", a_block("p", "record", fields=fields_of({"name": "text", "now": "money", "then": {"type": "money", "carries": "now"}})), repeat="projects")
    (mistake,) = mistakes(tmp_path, SHEETS + project, {"projects.then": "x.reason"})
    assert "重复的工作表" in mistake


def test_a_form_must_say_from_which_change_on(tmp_path: Path) -> None:
    (mistake,) = mistakes(tmp_path, amount=None, percent=None)
    assert "至少写一个" in mistake


def test_its_name_is_taken(tmp_path: Path) -> None:
    (mistake,) = mistakes(tmp_path, SHEETS.replace('name = "逐项"', f'name = "{CHANGES_SHEET}"'))
    assert CHANGES_SHEET in mistake


def test_what_a_parent_compares_and_a_child_has_removed_falls_away(tmp_path: Path) -> None:
    parent = tiny(tmp_path)
    child = tmp_path / "child"
    child.mkdir()
    (child / "form.toml").write_text(
        f'id = "child"\nextends = "{parent.folders[0].name}"\n[changes.reasons]\n"x.change" = ""\n[[sheets]]\nid = "sheet_own"\nremove = true\n',
        encoding="utf-8",
    )
    found = load_form(child).changes
    assert found is not None and [".".join(each.named) for each in found.compared] == ["t.change", "g.change"]


# ── in LibreOffice


@cache
def demo() -> Form:
    return load_form("hebei-2027")


def demo_data(**changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((Path(__file__).resolve().parent.parent / "sample_workbooks" / "hebei-2027-demo.json").read_text(encoding="utf-8"))["data"]
    return {**data, **changes}


def without_results(data: bytes) -> bytes:
    """A workbook whose formulas on the sheet have no stored results."""

    def bare(book: Any) -> None:
        for cell in book.trees[CHANGES_SHEET].iter("{*}c"):
            if cell.find("{*}f") is not None and cell.find("{*}v") is not None:
                cell.remove(cell.find("{*}v"))

    return edited(data, bare)


@pytest.mark.libreoffice
def test_what_is_stored_is_what_libreoffice_calculates(tmp_path: Path) -> None:
    form = tiny(tmp_path)
    books = {
        "tiny": fill(form, DATA, reasons=given_reasons()),
        "blank": blank(form),
        "equal": fill(form, {"own": [{"name": name, "amount": "0.3", "last": "0.1"} for name in "甲乙丙丁戊己庚"]}),
        "demo": fill(demo(), demo_data(), 2027, reasons={"change.basic_reason": "上年增人"}),
        "new": blank(demo()),
    }
    (tmp_path / "office").mkdir()
    theirs = recalculated({name: without_results(data) for name, data in books.items()}, tmp_path / "office")
    for name, data in books.items():
        mine, its = cells(data), cells(theirs[name])
        for place in mine.keys() | its.keys():
            one, other = (each.get(place) if each.get(place) != "" else None for each in (mine, its))
            both = not isinstance(one, str) and one is not None and other is not None
            assert (abs(float(one) - float(other)) < 1e-9) if both else one == other, (name, place, one, other)


@pytest.mark.libreoffice
def test_inserted_rows_and_renamed_sheets_count(tmp_path: Path) -> None:
    """A clerk inserts a row in a table and types there, changes a figure and writes a reason, renames both sheets."""
    form = tiny(tmp_path)
    given, saved = tmp_path / "given.xlsx", tmp_path / "saved.xlsx"
    given.write_bytes(fill(form, DATA, reasons=given_reasons()))
    plan = next(plan for plan in lay_out(form, {"own": 2}).sheets if plan.name == "逐项")
    boxes = {slot.key: slot.box for slot in plan.slots}
    row = boxes["own", 1, "name"].row
    at_work(
        tmp_path, ["open", given], ["insert_rows", "逐项", row, 1],
        *(["type", "逐项", f"{column_letters(boxes['own', 1, name].column)}{row}", text] for name, text in (("name", "新"), ("amount", "90"), ("last", "40"))),
        ["type", "数据", lay_out(form).cells["g", "cars", "reason"][1].box.ref, "卖了"],
        ["rename_sheet", "逐项", "一项一项"], ["rename_sheet", CHANGES_SHEET, "增减"], ["save", saved], ["close"],
    )  # fmt: skip
    book = saved.read_bytes()
    assert brief(book)[0] == ("新", 50, 125)
    assert {str(line[2]): line[7] for line in lines(book)}["车辆"] == "数据：已写"
    result = read(book, form)
    assert dict(result.submission.reasons) == given_reasons()


@pytest.mark.libreoffice
def test_more_inserted_rows_than_it_follows_are_told(tmp_path: Path) -> None:
    form = tiny(tmp_path)
    given, saved = tmp_path / "given.xlsx", tmp_path / "saved.xlsx"
    given.write_bytes(fill(form, DATA))
    plan = next(plan for plan in lay_out(form, {"own": 2}).sheets if plan.name == "逐项")
    row = next(slot.box.row for slot in plan.slots if slot.key[:2] == ("own", 1))
    at_work(tmp_path, ["open", given], ["insert_rows", "逐项", row, 12], ["save", saved], ["close"])
    assert "行数太多，没有比到最后：逐项（amount）" in state(saved.read_bytes())[1]
