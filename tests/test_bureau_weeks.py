"""The bureau's weeks in one piece: sixty units are sent their workbooks, send them back as people do, are added up, get theirs
back, correct them, and are collected once more."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from collecting import NOON, saved_at, with_property, zipped
from making import YEAR, a_block, a_form, a_rule, a_sheet, fields_of, typed

from budgetxl.cli.app import HAS_ERRORS, OK, run
from budgetxl.cli.collecting.returned_files import LIST
from budgetxl.forms import Form
from budgetxl.values import column_letters
from budgetxl.workbook import fill, read

RECORD = {"a": "money", "b": "money", "total": {"type": "money", "formula": "sum(x.a, x.b)"}, "claimed": "money"}
SHEETS = (
    a_sheet("收支", a_block("x", "record", fields=fields_of(RECORD)), section="budget")
    + a_sheet(
        "项目",
        a_block("t", "table", rows=6, columns=fields_of({"project": "text", "amount": "money"}), totals=[{"id": "all", "label": "合计", "columns": ["amount"]}]),
        section="goods",
    )
)  # fmt: skip
CODES = [f"601{number:03}" for number in range(1, 61)]
MISSING, WRONG, TWICE, OLD, BROKEN, YUAN = CODES[:5], CODES[5:11], CODES[11:13], CODES[13], CODES[14], CODES[15]
RENAMED, SPLIT, PACKED = CODES[16:19], CODES[19:21], CODES[21:24]


def figures(code: str) -> dict[str, Decimal]:
    """What a unit fills in, in 万元: no two units have the same."""
    number = Decimal(int(code[-3:]))
    return {"a": 100 + number, "b": 50 + number / 4, "claimed": 150 + number + number / 4, "amount": 20 + number / 2}


class Weeks:
    """The desk of the officer: a roster, the form, what was sent out, what came in."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.inbox = Path("收件")
        blank = read(fill(form, {}, YEAR), form).submission
        self.cells = {name: str(next(iter(blank.cells.of(("x", name)))).entry.at) for name in ("a", "b", "claimed")}
        at = blank.openings["t", "amount"]
        self.cells["amount"] = f"{at.sheet}!{column_letters(at.column)}{at.row}"
        self.project = f"{at.sheet}!{column_letters(blank.openings['t', 'project'].column)}{at.row}"

    def sent_out(self, code: str) -> bytes:
        (path,) = Path("下发").glob(f"{code}*.xlsx")
        return path.read_bytes()

    def completed(self, code: str, **other: Decimal) -> bytes:
        """The workbook that a unit was sent, filled in; ``other`` figures in place of the right ones."""
        given = {self.cells[name]: value for name, value in (figures(code) | other).items()}
        return typed(self.sent_out(code), {**given, self.project: f"项目{code}"})

    def part(self, code: str, section: str) -> bytes:
        found = figures(code)
        data: dict[str, Any] = {"unit": {"name": f"单位{code}", "code": code}}
        if section == "budget":
            data["x"] = {name: str(found[name]) for name in ("a", "b", "claimed")}
        else:
            data["t"] = [{"project": f"项目{code}", "amount": str(found["amount"])}]
        return fill(self.form, data, YEAR, section)

    def put(self, name: str, data: bytes) -> None:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def collect(self, *more: str) -> int:
        return run(["collect", "收件", "--roster", "名册.csv", "-o", "汇总.xlsx", "--form", "表样", "--jobs", "1", *more])


@pytest.fixture
def weeks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Weeks:
    rules = a_rule("X-01", "x.claimed == x.total", "填的合计{left}与{right}不符")
    form = a_form(tmp_path, SHEETS, rules, head='[sections]\nbudget = "收支"\ngoods = "项目"\n')
    here = tmp_path / "desk"
    here.mkdir()
    monkeypatch.chdir(here)
    form.folders[0].rename(here / "表样")
    lines = [f"{code},单位{code},{'部门' if code < CODES[30] else '单位'}" for code in CODES]
    Path("名册.csv").write_text("单位编码,单位名称,类型\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return Weeks(form)


def everything_comes_in(weeks: Weeks) -> None:
    """Five do not send, six make a mistake, two send twice, one in 元; names, folders, archives and parts as people have them."""
    special = {*MISSING, *WRONG, *TWICE, OLD, BROKEN, YUAN, *RENAMED, *SPLIT, *PACKED}
    for code in CODES:
        if code not in special:
            weeks.put(f"第{code[-1]}批/{code}-单位{code}.xlsx", weeks.completed(code))
    for code in WRONG:
        weeks.put(f"{code}.xlsx", weeks.completed(code, claimed=figures(code)["claimed"] + 1))
    for code in TWICE:
        weeks.put(f"旧/{code}.xlsx", saved_at(weeks.completed(code, a=Decimal(1), claimed=Decimal(1)), NOON))
        weeks.put(f"新/{code}.xlsx", saved_at(weeks.completed(code), NOON + timedelta(hours=1)))
    old = weeks.completed(OLD)
    for mark, value in (("version", "0"), ("fingerprint", "00000000")):
        old = with_property(old, mark, value)
    weeks.put(f"{OLD}.xlsx", old)
    weeks.put(f"{BROKEN}-单位{BROKEN}.xlsx", weeks.completed(BROKEN)[:3_000])
    weeks.put(f"{YUAN}.xlsx", weeks.completed(YUAN, **{name: value * 10_000 for name, value in figures(YUAN).items()}))
    for number, code in enumerate(RENAMED):
        weeks.put(f"新建 Microsoft Excel 工作表({number}).xlsx", weeks.completed(code))
    for code in SPLIT:
        weeks.put(f"分头/{code}收支.xlsx", weeks.part(code, "budget"))
        weeks.put(f"分头/{code}项目.xlsx", weeks.part(code, "goods"))
    weeks.put("邮件/三个单位.zip", zipped({f"{code}.xlsx": weeks.completed(code) for code in PACKED}))
    weeks.put("外来.xlsx", fill(weeks.form, {"unit": {"name": "外县某局", "code": "999"}, "x": {"a": "7"}}, YEAR))
    weeks.put("~$601040.xlsx", b"lock")


def apart(weeks: Weeks, codes: Sequence[str], name: str) -> Decimal:
    """The sum of a figure over units, from their files, with openpyxl alone."""
    total = Decimal(0)
    for code in codes:
        sheet, _, cell = weeks.cells[name].rpartition("!")
        if code in SPLIT:
            data = weeks.part(code, "budget" if sheet == "收支" else "goods")
        elif code in PACKED:
            data = weeks.completed(code)
        else:
            (*_, path) = sorted(weeks.inbox.rglob(f"*{code}*.xlsx"), key=lambda path: "新" in str(path)) or [None]
            data = path.read_bytes() if path is not None else weeks.completed(code)
        value = openpyxl.load_workbook(io.BytesIO(data))[sheet][cell].value
        total += Decimal(str(value))
    return total


def summed(column: str) -> Decimal:
    """A total of the summary, as it is shown."""
    rows = openpyxl.load_workbook("汇总.xlsx", data_only=True)["合计"].iter_rows(min_row=4, values_only=True)
    (found,) = [row[3] for row in rows if row[2] == column]
    return Decimal(str(found))


def states() -> dict[str, list[str]]:
    rows = openpyxl.load_workbook("汇总.xlsx")["报送情况"].iter_rows(min_row=2, values_only=True)
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(str(row[4]), []).append(str(row[0]))
    return found


def test_the_weeks_of_sixty_units(weeks: Weeks, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["distribute", "名册.csv", "--form", "表样", "-o", "下发"]) == OK
    assert len(list(Path("下发").glob("601*.xlsx"))) == 60
    everything_comes_in(weeks)

    # Collected: the state of each unit, and each total equal to a sum computed apart
    capsys.readouterr()
    assert weeks.collect("--json", "--return", "退回") == HAS_ERRORS
    told = json.loads(capsys.readouterr().out)
    assert {unit["code"]: unit["state"] for unit in told["units"]} == {
        **dict.fromkeys(CODES, "通过"), **dict.fromkeys(MISSING, "未报"), **dict.fromkeys(WRONG, "有错误"), OLD: "版本不符",
        BROKEN: "无法读取", YUAN: "待核实",
    }  # fmt: skip
    assert {code for codes in states().values() for code in codes} == {*CODES}
    assert {state: len(codes) for state, codes in states().items()} == {"未报": 5, "有错误": 6, "版本不符": 1, "无法读取": 1, "待核实": 1, "通过": 46}
    assert Counter(other["state"] for other in told["others"]) == {"不在名册": 1, "未处理": 1}  # the file that can't be read is told with its unit
    counted = [code for code in CODES if code not in {*MISSING, OLD, BROKEN, YUAN}]
    for name, column in (("a", "a（万元）"), ("b", "b（万元）"), ("claimed", "claimed（万元）"), ("amount", "amount（万元）")):
        assert summed(column) == apart(weeks, counted, name) == sum(figures(code)[name] for code in counted) + (6 if name == "claimed" else 0)
    assert Decimal(told["totals"]["x.a"]) == summed("a（万元）")
    assert Decimal(told["totals"]["t.amount"]) == summed("amount（万元）")

    # Sent back: a page and a copy for each unit with open points, words for each that is missing
    back = {path.name for path in Path("退回").iterdir()}
    assert back == {
        *(f"{code}单位{code}-{what}" for code in (*WRONG, YUAN) for what in ("批注.xlsx", "退回修改意见.docx")),
        *(f"{code}单位{code}-退回修改意见.docx" for code in (OLD, BROKEN)), "检查表.xlsx", LIST,
    }  # fmt: skip
    reminded = [row[0] for row in openpyxl.load_workbook("汇总.xlsx")["催报"].iter_rows(min_row=4, values_only=True)]
    assert reminded == [*MISSING, *WRONG, OLD, BROKEN, YUAN]

    # Corrected in the copies that went back, and collected again: only what changed is read
    for code in (*WRONG, YUAN):
        corrected = typed(Path("退回", f"{code}单位{code}-批注.xlsx").read_bytes(), {weeks.cells[name]: value for name, value in figures(code).items()})
        weeks.put(f"{code}.xlsx", corrected)
    capsys.readouterr()
    assert weeks.collect("--force") == HAS_ERRORS
    ended = capsys.readouterr()
    assert {state: len(codes) for state, codes in states().items()} == {"未报": 5, "版本不符": 1, "无法读取": 1, "通过": 53}
    assert summed("a（万元）") == sum(figures(code)["a"] for code in CODES if code not in {*MISSING, OLD, BROKEN})
    assert "读了 7 个工作簿" in ended.err

    # At last all have sent theirs
    for code in (*MISSING, OLD, BROKEN):
        for path in weeks.inbox.rglob(f"{code}*.xlsx"):
            path.unlink()
        weeks.put(f"{code}.xlsx", weeks.completed(code))
    assert weeks.collect("--force") == OK
    assert states() == {"通过": CODES}
