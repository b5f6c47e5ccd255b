"""The two readings of a rule never disagree: LibreOffice recalculates each formula, ``judge`` each verdict.

Every case is a block of rows of one workbook: single fields in its first row, columns of five rows on two sheets.
Values are random but sly: totals that miss by 0.004, 0.005, 0.015, texts with the white space and brackets that people
type, texts in cells of numbers, numbers in cells of text.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

import pytest

from budgetxl.expressions import (
    ExcelJudgement,
    Judgement,
    Located,
    Status,
    TreeScope,
    excel_judgement,
    judge,
    parse,
)
from budgetxl.values import Entry, Group, Scalar, plain

pytestmark = [pytest.mark.libreoffice, pytest.mark.slow]

CASES = int(os.environ.get("BUDGETXL_CASES", "300"))
SEED = 20220718
DEPTH = 5  # rows of a column on each of the two sheets
SHEETS = ("数据", "数 据 (2)")

NUMBERS = ("a", "b", "c", "d", "e", "year")
TEXTS = ("t", "u")
DATES = ("day", "until")
TEXT_COLUMNS = ("kind", "code")
NUMBER_COLUMNS = ("amount", "share")

# check, and optionally: when, tolerance
CHECKS: list[tuple[str, str, str]] = [
    ("x.a == x.b", "", ""),
    ("x.a != x.b", "", ""),
    ("x.a == x.b + x.c", "", ""),
    ("x.a == x.b + x.c - x.d", "x.e > 0", ""),
    ("x.a == sum(x.b, x.c, x.d)", "", ""),
    ("x.a == sum(table.amount)", "", ""),
    ("x.a == sum(table.amount) + default(x.b, 0)", "filled(x.t)", ""),
    ("x.a == x.b * x.c", "", "ulp(x.b) / 2 * abs(x.c) + 0.005"),
    ("x.a == x.b / x.c", "", "0.01"),
    ("x.a == round(x.b / x.c * 100, 2)", "x.c != 0", "0.01"),
    ("x.a == round(x.b)", "", ""),
    ("x.a == 100", "", ""),
    ("sum(table.share) == 100", "", ""),
    ("x.a <= x.b", "", ""),
    ("x.a < x.b", "", ""),
    ("x.a >= x.b", "blank(x.u)", ""),
    ("x.a > x.b", "", "0.02"),
    ("x.a >= 0", "", ""),
    ("x.a > 0", "", ""),
    ("0 <= x.a <= x.b <= 100", "", ""),
    ("x.a > 0 and x.b > 0 or not x.c <= x.d", "", ""),
    ("not (x.a > 0) or x.t == \"增加\"", "", ""),
    ('x.t == ("增加" if x.a > 0.001 else "减少" if x.a < -0.001 else "持平")', "", ""),
    ("x.t == x.u", "", ""),
    ("x.t != x.u", "one_of(x.t, \"增加\", \"减少\", \"（境）\")", ""),
    ('x.t == "费(境)"', "", ""),
    ('starts_with(x.t, "A0", "B(")', "", ""),
    ('ends_with(x.t, x.u) or contains(x.t, "境")', "", ""),
    ("contains(x.t, x.u)", "", ""),
    ("length(x.t) >= 4", "", ""),
    ("code_length(x.t) == 5", "", ""),
    ('x.a == sumif(table.kind, "货物", table.amount)', "", ""),
    ("x.a == sumif(table.kind, x.t, table.amount) + sumif(table.share, x.b, table.amount)", "", ""),
    ('sumif_starts(table.code, "A0", table.amount) <= sum(table.amount)', "", ""),
    ("sum_by_length(table.code, 5, table.amount) <= x.a", "", ""),
    ('x.a == sumif_starts(table.code, "A0", table.amount) + default(sumif(table.share, x.b, table.amount), 0)', "", ""),
    ('x.a == (sumif(table.share, x.c, table.amount) if x.b > 0 else sum_by_length(table.code, 5, table.amount)) + x.c', "", ""),
    ("x.a == lookup(x.t, table.code, table.amount) + sumif(table.share, 0, table.amount)", "", ""),
    ('x.a == sum(table.amount) - sumif(table.kind, "货物", table.amount) + count(table.share)', "", ""),
    ("growth(x.a, x.b) <= 0", "", ""),
    ("share(x.a - x.b, x.c) == x.d", "", "1000"),
    ('x.a == sum_by_length(table.code, 3, table.amount, "A0") + sum_by_length(table.code, 5, table.amount)', "", ""),
    ("sum_by_length(table.code, 5, table.amount, x.t) >= x.b", "", ""),
    ("lookup(x.t, table.code, table.amount) <= x.b", "", ""),
    ('any_contains(table.kind, "工程") == any_contains(table.code, "B", x.t)', "", ""),
    ("only_number(x.t)", "", ""),
    ("unique_in(x.t, table.code)", "filled(table.code)", ""),
    ('part(x.t, 2, 2) == "02" or part(x.u, 1, 1) == "增"', "", ""),
    ('lettered(x.t, "AB", 2, 4)', "", ""),
    ('belongs(x.t, x.u, "增加、减少：A0201、（境）", "项目调整：增加、12.5、30217")', "", ""),
    ("share_fits(round(x.a / x.b * 100, 1) + (0.1 if x.c > 5 else 0), x.a, x.b)", "x.b != 0", ""),
    ("share_near(round(x.a / x.b * 100) + (2 if x.c > 5 else 1 if x.c > 2 else 0), x.a, x.b)", "x.b != 0", ""),
    ("share_fits(x.c, x.a, x.b)", "", ""),
    ("growth_fits(round((x.a / x.b - 1) * 100, 1) + (0.1 if x.c > 5 else 0), x.a, x.b)", "x.b > 0", ""),
    ("growth_near(round((x.a - x.b) / abs(x.b) * 100) + (2 if x.c > 5 else 1 if x.c > 2 else 0), x.a, x.b)", "x.b != 0", ""),
    ("growth_fits(x.c, x.a, x.b)", "", ""),
    ("plugged_share(2, 1, x.a + x.b + x.c, x.a, x.b, x.c) == round(x.b / (x.a + x.b + x.c) * 100, 1)", "", ""),
    ("plugged_share(1, 0, x.a, x.b, x.a - x.b, 0) >= 50", "", ""),
    ('lookup("A0201", table.code, table.kind) == "货物"', "", ""),
    ('countif(table.kind, "货物") + countif(table.share, 25) == count(table.kind)', "", ""),
    ("count(table.amount) == count(table.code)", "", ""),
    ("filled(table.amount) == filled(x.t)", "", ""),
    ("min(table.amount) <= x.a <= max(table.amount)", "", ""),
    ("max(x.a - x.b, 0) == min(x.c, x.d)", "", ""),
    ("x.day == date(x.year - 1, 12, 31)", "", ""),
    ("x.day <= x.until", "", ""),
    ("x.until - x.day <= 20", "year_of(x.day) == x.year", ""),
    ("month_of(x.day) + day_of(x.until) == date(x.year, 2, day_of(x.day)) - x.day", "", ""),
    ("abs(x.a - x.b) <= ulp(x.a) / 2 + ulp(x.b) / 2", "", ""),
    ("x.a * x.b - (x.c - x.d) / (x.e - x.a) == x.e", "", "x.c"),
    ("x.a - x.b - x.c == x.d", "", ""),
    ("-x.a == x.b * -1", "", ""),
    ("default(x.t, x.u) == \"增加\"", "", ""),
]  # fmt: skip

SLY_GAPS = [
    "0",
    "0",
    "0.001",
    "0.004",
    "0.005",
    "-0.005",
    "0.0050001",
    "0.006",
    "0.01",
    "-0.01",
    "0.015",
    "0.02",
    "-0.02",
    "1",
]
SLY_TEXTS = [
    "增加", "减少", "持平", " 增 加", "增加\n", "增加\u00a0", "\u3000减少", "加", "项目调整", "人员 增加", " ",
    "\u3000", "（境）", "(境)", "费（境）", "费(境)", "因公出国（境）费", "A0201", "a0201", "A 0201", "B（1）", "B(1)",
    "30217", "“甲”", '"甲"', "*", "?", "~", ">0", "=A1",
]  # fmt: skip
SLY_KINDS = ["货物", " 货物", "工程", "服务\u3000", "货 物", "增加", "货物类", "*"]
SLY_CODES = ["A0201", "A02", "a02", "B0899", "A 0", "C", "Ａ02"]
UNREADABLE = ["——", "无", "abc", "一百", "/"]


@dataclass(frozen=True)
class Case:
    """What stands in the cells of one block, and what a reader makes of it."""

    cells: dict[str, object]
    columns: dict[str, list[object]]
    tree: Group


def some_number(rng: random.Random) -> Decimal:
    places = rng.choice([0, 0, 1, 2, 2, 2, 2, 3, 4, 5, 6])
    digits = rng.choice([1, 2, 3, 5] if places in (0, 1) else [1, 2, 3, 5, 8, 9])
    number = Decimal(rng.randrange(10**digits)).scaleb(-places)
    return -number if rng.random() < 0.15 else number


def cases() -> Iterator[Case]:
    rng = random.Random(SEED)
    for _ in range(CASES):
        cells: dict[str, object] = {name: some_number(rng) for name in NUMBERS[:-1]}
        columns: dict[str, list[object]] = {
            "amount": [some_number(rng) if rng.random() < 0.8 else None for _ in range(2 * DEPTH)],
            "share": [Decimal(rng.choice([10, 20, 25, 33, "33.33", "16.67", "0.5"])) for _ in range(2 * DEPTH)],
            "kind": [rng.choice(SLY_KINDS) for _ in range(2 * DEPTH)],
            "code": [rng.choice(SLY_CODES) for _ in range(2 * DEPTH)],
        }
        make_nearly_right(cells, columns, rng)
        cells |= {name: rng.choice(SLY_TEXTS) for name in TEXTS}
        cells["year"] = Decimal(rng.choice([2021, 2022, 2022, 2023, 1900, "2022.5"]))
        start = date(2021, 12, 31)
        cells["day"] = start + timedelta(days=rng.choice([0, 0, 1, 31, 59, 60, 400]))
        cells["until"] = start + timedelta(days=rng.choice([0, 10, 20, 21, 30, 365, 800]))
        if rng.random() < 0.2:
            cells["t"] = Decimal(rng.choice([30217, 12, "12.5"]))
        for name in (*NUMBERS, *TEXTS, *DATES):
            if rng.random() < 0.07:
                cells[name] = rng.choice([None, rng.choice(UNREADABLE)] if name not in TEXTS else [None])
        for column in columns.values():
            for row in range(2 * DEPTH):
                if rng.random() < 0.25:
                    column[row] = None
        if rng.random() < 0.08:
            columns[rng.choice(list(columns))] = [None] * (2 * DEPTH)
        if rng.random() < 0.3:
            columns["amount"][rng.randrange(2 * DEPTH)] = rng.choice(UNREADABLE)
        yield Case(cells, columns, as_read(cells, columns))


def make_nearly_right(cells: dict[str, object], columns: dict[str, list[object]], rng: random.Random) -> None:
    """Make one of the sums come out, or miss by a hair."""
    a, b, c, d = (value for value in (cells[name] for name in "abcd") if isinstance(value, Decimal))
    amounts = [value for value in columns["amount"] if isinstance(value, Decimal)]
    goods = [
        amount
        for kind, amount in zip(columns["kind"], columns["amount"])
        if isinstance(amount, Decimal) and "".join(str(kind).split()) == "货物"
    ]
    everything = sum(amounts, Decimal(0))
    sums = [b, b + c, b + c - d, b + c + d, everything, everything + b, sum(goods, Decimal(0))]
    wanted = rng.choice([*sums, b * c, Decimal(100), Decimal(0), -b, round(b), a])
    total = wanted + Decimal(rng.choice(SLY_GAPS))
    cells["a"] = Context(prec=13).plus(total)  # well within the fifteen digits that a cell can hold
    if rng.random() < 0.2:
        cells["b"] = Decimal(25)


def as_read(cells: dict[str, object], columns: dict[str, list[object]]) -> Group:
    def number(value: object) -> Scalar:
        return value if isinstance(value, Decimal) else None

    def text(value: object) -> Scalar:
        return plain(value) if isinstance(value, Decimal) else value if isinstance(value, str) else None

    def day(value: object) -> Scalar:
        return value if isinstance(value, date) else None

    fields = dict.fromkeys(NUMBERS, number) | dict.fromkeys(TEXTS, text) | dict.fromkeys(DATES, day)
    read = dict.fromkeys(NUMBER_COLUMNS, number) | dict.fromkeys(TEXT_COLUMNS, text)
    record = Group({name: Entry(convert(cells[name])) for name, convert in fields.items()})
    rows = tuple(
        Group({name: Entry(convert(columns[name][row])) for name, convert in read.items()}) for row in range(2 * DEPTH)
    )
    return Group({"x": record, "table": rows})


FIELDS = (*NUMBERS, *TEXTS, *DATES)
COLUMNS = (*TEXT_COLUMNS, *NUMBER_COLUMNS)
FIRST_COLUMN = len(FIELDS)
FIRST_CHECK = FIRST_COLUMN + len(COLUMNS)


def locate_in(block: int) -> Callable[[tuple[str, ...]], Located]:
    from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

    top = block * DEPTH

    def locate(path: tuple[str, ...]) -> Located:
        name = path[-1]
        if path[0] == "x":
            kind: Any = "number" if name in NUMBERS else "text" if name in TEXTS else "date"
            return Located(kind, (xl_rowcol_to_cell(top, FIELDS.index(name), True, True),))
        column = FIRST_COLUMN + COLUMNS.index(name)
        cells = xl_range_abs(top, column, top + DEPTH - 1, column)
        areas = tuple(f"'{sheet}'!{cells}" for sheet in SHEETS)
        return Located("number" if name in NUMBER_COLUMNS else "text", areas, True)

    return locate


def write(path: Path, all_cases: list[Case]) -> list[list[ExcelJudgement]]:
    """The workbook of all cases; the checks of a case stand in its first row, four cells each."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    dated = book.add_format({"num_format": "yyyy-mm-dd"})
    sheets = [book.add_worksheet(name) for name in SHEETS]

    def put(sheet: Any, row: int, column: int, value: object) -> None:
        match value:
            case Decimal():
                sheet.write_number(row, column, float(value))
            case date():
                sheet.write_datetime(row, column, value, dated)
            case str():
                sheet.write_string(row, column, value)

    written = []
    for block, case in enumerate(all_cases):
        for index, name in enumerate(FIELDS):
            put(sheets[0], block * DEPTH, index, case.cells[name])
        for index, name in enumerate(COLUMNS):
            for row, value in enumerate(case.columns[name]):
                put(sheets[row // DEPTH], block * DEPTH + row % DEPTH, FIRST_COLUMN + index, value)
        judgements = [formulas(check, block) for check in CHECKS]
        for index, found in enumerate(judgements):
            for part, formula in enumerate((found.left, found.right, found.gap, found.verdict)):
                sheets[0].write_formula(block * DEPTH, FIRST_CHECK + index * 4 + part, "=" + formula, None, "")
        written.append(judgements)
    book.close()
    return written


def formulas(check: tuple[str, str, str], block: int) -> ExcelJudgement:
    expression, when, tolerance = (parse(text) if text else None for text in check)
    assert expression is not None
    found = excel_judgement(expression, locate_in(block), when=when, tolerance=tolerance)
    assert found is not None, f"no Excel reading: {check}"
    return found


def verdict_of(judgement: Judgement) -> str:
    match judgement.status:
        case Status.FAILED:
            return "不符"
        case Status.NOT_EVALUATED:
            return "未填"
        case Status.NOT_APPLICABLE:
            return "不适用"
        case _:
            return "通过"


def shown(value: Scalar) -> object:
    """What a cell holds that shows a value; a date as Excel counts days."""
    if isinstance(value, Decimal):
        return float(value)
    return (value - date(1899, 12, 30)).days if isinstance(value, date) else value


def agree(cell: object, value: Scalar, size: float) -> bool:
    """Whether a cell shows the value, as far as a double of that size can tell; a tie in the last place may tip."""
    wanted = shown(value)
    if isinstance(wanted, float) and isinstance(cell, int | float):
        return cell == pytest.approx(wanted, rel=1e-11, abs=max(1.1e-6, size * 1e-15))
    return (cell if cell != "" else None) == wanted


def test_libreoffice_gives_the_verdict_that_judge_gives(tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice (soffice) is not on PATH: the formulas were NOT compared with the verdicts")
    import openpyxl

    all_cases = list(cases())
    written = write(tmp_path / "rules.xlsx", all_cases)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "out"), str(tmp_path / "rules.xlsx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    book = openpyxl.load_workbook(tmp_path / "out" / "rules.xlsx", data_only=True, read_only=True)
    rows = list(book[SHEETS[0]].iter_rows(values_only=True))

    trees = [tuple(parse(text) if text else None for text in check) for check in CHECKS]
    quarrels: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    for block, case in enumerate(all_cases):
        row = rows[block * DEPTH]
        for index, (text, when, _) in enumerate(CHECKS):
            check, condition, margin = trees[index]
            assert check is not None
            judgement = judge(check, TreeScope(case.tree), when=condition, tolerance=margin)
            cells = row[FIRST_CHECK + index * 4 : FIRST_CHECK + index * 4 + 4]
            verdict = verdict_of(judgement)
            seen[text, judgement.status.value] = seen.get((text, judgement.status.value), 0) + 1
            same = cells[3] == verdict
            if judgement.status is not Status.NOT_APPLICABLE:
                parts = (judgement.left, judgement.right, judgement.gap)
                size = max(abs(float(part)) if isinstance(part, Decimal) else 0 for part in parts)
                same = same and all(agree(cell, part, size) for cell, part in zip(cells, parts))
            if not same:
                quarrels.append(f"{text} [{when}] {judgement} but {cells}\n   {written[block][index]}\n   {case.cells}")
    assert not quarrels, f"{len(quarrels)} quarrels\n" + "\n".join(quarrels[:10])
    # A check that always comes out the same compares nothing.
    for text, _, _ in CHECKS:
        outcomes = {status for check, status in seen if check == text}
        assert {"failed"} < outcomes or len(outcomes) > 2, f"{text}: only {outcomes}"
