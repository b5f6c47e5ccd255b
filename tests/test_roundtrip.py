"""What is filled in is read back: for every form, whatever Hypothesis thinks of that the form accepts.

``BUDGETXL_ROUNDTRIPS`` sets how many submissions are tried for each form (4 by default; a tiny form with every type of
field is tried thirty times as often).
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st
from making import a_block, a_form, a_sheet, fields_of, record, table

from budgetxl.forms import (
    DataError,
    Field,
    Form,
    Grid,
    Record,
    Table,
    compute,
    decode,
    encode,
    formula_cells,
    known_folders,
    load_form,
)
from budgetxl.values import Entry, trim
from budgetxl.values.money import fen_places
from budgetxl.workbook import blank, export, fill, read

EXAMPLES = int(os.environ.get("BUDGETXL_ROUNDTRIPS", "4"))
FORMS = [name for name in known_folders() if not load_form(name).abstract]
YEAR = 2024
Data = dict[str, Any]
Strategy = st.SearchStrategy[Any]
PHASES = [Phase.explicit, Phase.generate, *([Phase.shrink] if "BUDGETXL_ROUNDTRIPS" in os.environ else [])]  # shrinking takes minutes
QUICK = settings(max_examples=EXAMPLES, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
THOROUGH = settings(QUICK, max_examples=30 * EXAMPLES)

# ── values of each type, as JSON writes them



def is_said(text: str) -> bool:
    """Whether a text says something: TRUE and FALSE in a cell of text are an error, whoever wrote them (META-06)."""
    return trim(text).upper() not in ("TRUE", "FALSE")


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(is_said)
HARD_TEXTS = st.sampled_from([
    "=1+2", "=cmd|' /C calc'!A0", "@SUM(A1)", "+5", "-5", "'", '"', "{{ unit.name }}", "{% raw %}", "<r>x</r>", "<b>&amp;</b>", "A<b>&",
    "_x000D_", "_x005F_", "第一行\n第二行", "制表\t符", "1,234.50", "１２３", "001", "1e5", "TRUE.", "#REF", "2021-12-31", "25%", "（5）",
    "——", "无", "合计", "小 计", "单位：万元", "项目名称", "http://example.org/x", "mailto:a@b", "internal:'封面'!A1", "😀", "𠀀", "é", "e\u0301",
    "\u200b中", "a\u00a0b", "a\u3000b", "a  b",
])  # fmt: skip
PLAIN_TEXT = st.text(st.sampled_from("街道办事处社区经费项目一二三0123456789 ,.;:()（）《》、，。%≥≤=ABCxyz\n"), min_size=1, max_size=60)
LONG_TEXT = st.builds(lambda text, times: trimmed((text * times)[:30_000]), PLAIN_TEXT, st.integers(50, 600))


def trimmed(text: str) -> str:
    return trim(text) or "字"


def number(places: int, digits: int = 6) -> Strategy:
    """A number with at most so many decimals, in plain notation, small enough for sums and products of 15 digits."""
    whole = st.integers(-(10**digits), 10**digits)
    return st.builds(_decimal, whole, st.integers(0, places))


def _decimal(whole: int, places: int) -> str:
    if not whole:
        return "0"
    digits = str(abs(whole)).zfill(places + 1)
    text = f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".") if places else digits
    return ("-" if whole < 0 else "") + text if text.strip("0.") else "0"


def values(field: Field, texts: Strategy) -> Strategy:
    """What a field may hold."""
    if field.parts:
        return st.integers(1, len(field.parts)).flatmap(lambda count: _digits(sum(field.parts[:count])))
    match field.type:
        case "integer":
            return number(0)
        case "money":
            return number(min(4, fen_places(field.unit or "万元") or 4))
        case "number" | "percent":
            return number(4)
        case "date":
            return st.dates(min_value=date(1901, 1, 1)).map(date.isoformat)
        case "choice" if field.choices:
            return st.sampled_from(field.choices) | texts
        case "longtext":
            return texts | LONG_TEXT
    return texts


def _digits(length: int) -> Strategy:
    return st.text("0123456789", min_size=length, max_size=length)


def maybe(strategy: Strategy) -> Strategy:
    return st.none() | strategy


# ── submissions of a form


def submissions(form: Form, texts: Strategy, most_rows: int = 8, most_copies: int = 3) -> st.SearchStrategy[Data]:
    """Complete data of a form, computed values included; now and then one that somebody has typed over."""
    parts: dict[str, Strategy] = {}
    for sheet in form.sheets:
        if sheet.repeat:
            blocks = [_block(block, texts, most_rows, lifted=True) for block in sheet.blocks]
            copies = st.lists(st.tuples(*blocks).map(_merged), max_size=most_copies)
            parts[sheet.repeat] = copies.map(lambda items: [item for item in items if _says(item)])
        else:
            for block in sheet.blocks:
                parts[block.id] = _block(block, texts, most_rows, lifted=False)
    whole = st.fixed_dictionaries(parts).map(lambda drawn: _accepted(form, _unwrapped(form, drawn)))
    return st.builds(lambda data, over: typed_over(form, data, over), whole, st.lists(st.tuples(st.integers(0, 999), number(2)), max_size=2))


def _block(block: Record | Table | Grid, texts: Strategy, most_rows: int, lifted: bool) -> Strategy:
    """A block's data as the object that holds it: a record of a repeated sheet lies open in its copy."""
    match block:
        case Record():
            fields = {f.id: maybe(values(f, texts)) for f in block.fields if f.formula is None and f.id != "year"}
            inner = st.fixed_dictionaries(fields)
            return inner if lifted else inner.map(lambda found: {block.id: found})
        case Grid():
            rows = {
                row.id: st.fixed_dictionaries({
                    c.id: maybe(values(c, texts)) for c in block.columns if c.id not in row.skip and block.cell_field(row, c).formula is None
                })
                for row in block.rows
            }  # fmt: skip
            return st.fixed_dictionaries(rows).map(lambda found: {block.id: found})
    columns = {c.id: maybe(values(c, texts)) for c in block.columns if c.formula is None and not c.rollup}
    listed = st.lists(st.fixed_dictionaries(columns), max_size=most_rows)
    return listed.map(lambda rows: {block.id: _acceptable(block, rows)})


def _acceptable(block: Table, rows: list[Data]) -> list[Data]:
    """Rows as a form takes them: none blank, none that looks like a total, no blank that would be read as ditto."""
    kept: list[Data] = []
    for row in rows:
        for column in block.columns:
            if column.inherit and kept and row[column.id] is None:
                row[column.id] = kept[-1][column.id]
        texts = [value for c in block.columns if not c.numeric and (value := row.get(c.id)) is not None]
        if any(value is not None for value in row.values()) and not block.is_total(texts):
            kept.append(row)
    return kept


def _merged(parts: tuple[Data, ...]) -> Data:
    return {key: value for part in parts for key, value in part.items()}


def _says(item: object) -> bool:
    if isinstance(item, dict):
        return any(map(_says, item.values()))
    return any(map(_says, item)) if isinstance(item, list) else item is not None


def _unwrapped(form: Form, drawn: Data) -> Data:
    """Blocks side by side; lifted fields at the top."""
    data: Data = {}
    lifted = {f.id for _, block in form.blocks() if isinstance(block, Record) for f in block.fields if f.lift}
    for name, part in drawn.items():
        if form.repeated(name) is not None:
            data[name] = part
            continue
        for key, value in part.items():
            if isinstance(value, dict):
                data.update({k: v for k, v in value.items() if k in lifted})
                value = {k: v for k, v in value.items() if k not in lifted}
            data[key] = value
    return data


def completed(form: Form, data: Data) -> Data:
    """The data with every key of the form and every computed value."""
    root = decode(form, data, YEAR).root
    compute(form, root)
    return encode(form, root)


def _accepted(form: Form, data: Data) -> Data:
    """The data completed; what a form does not accept (a text that is a choice but for its width) is no example."""
    try:
        return completed(form, data)
    except DataError:
        reject()


def typed_over(form: Form, data: Data, figures: list[tuple[int, str]]) -> Data:
    """The data with figures in the place of some of its computed values."""
    try:
        root = decode(form, data, YEAR).root
    except DataError:  # a text that is a choice but for its width is not accepted: nothing to bring back
        reject()
    cells = [cell for cell in formula_cells(form, root) if cell.field.numeric]
    for index, figure in figures if cells else []:
        cell = cells[index % len(cells)]
        nodes = cell.holder.nodes
        assert isinstance(nodes, dict)
        nodes[cell.field.id] = Entry(Decimal(int(Decimal(figure))) if cell.field.type == "integer" else Decimal(figure))
    return encode(form, root)


def comes_back(form: Form, data: Data) -> None:
    result = read(fill(form, data, YEAR), form)
    exported = export(result.submission)
    assert list(differences(data, exported["data"])) == []
    assert exported == {"form": form.id, "year": YEAR, "data": data}
    assert not result.account.unread


def differences(one: Any, other: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where two data differ: path, and what each has there."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            yield from differences(one.get(key), other.get(key), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, pair in enumerate(zip(one, other)):
            yield from differences(*pair, f"{path}[{index}]")
    elif one != other:
        yield path, one, other


# ── a tiny form with every type of field: texts of every kind


@cache
def every_type() -> Form:
    plain = {"money": "money", "number": "number", "whole": "integer", "share": "percent", "text": "text", "long": "longtext", "code": "code", "day": "date"}
    choice = {"kind": {"type": "choice", "choices": ["部门", "单位"], "open_choices": True}}
    grid = a_block("g", "grid", columns=fields_of({"amount": "money", "reason": "text"}), rows=[{"id": "one", "label": "甲"}, {"id": "two", "label": "乙", "skip": ["amount"]}])
    total = {"totals": [{"id": "t_total", "label": "合  计"}]}
    sheets = record("x", **plain, **choice, total={"type": "money", "formula": "x.money * 2"})
    sheets += table("t", "明细", total, level={"type": "text", "inherit": True}, item="text", **{f"a_{k}": v for k, v in plain.items()})
    sheets += a_sheet("格", grid)
    sheets += a_sheet("项目{{ n }}", a_block("p", "record", fields=fields_of({"name": "text"})), a_block("rows", "table", rows=3, columns=fields_of({"a": "text", "b": "number"})), repeat="items")
    folder = Path(tempfile.mkdtemp(prefix="budgetxl-every-type-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return a_form(folder, sheets)


@THOROUGH
@given(submissions(every_type(), (ANY_TEXT | HARD_TEXTS).map(trimmed)))
def test_every_type_of_field_comes_back(data: Data) -> None:
    comes_back(every_type(), data)


@THOROUGH
@given(st.text(st.characters(exclude_categories=[]), min_size=1, max_size=20).filter(is_said))
def test_a_text_either_comes_back_or_is_refused(text: str) -> None:
    form = every_type()
    given = {"x": {"text": text}}
    try:
        data = completed(form, given)
    except DataError:
        return
    comes_back(form, data)


@pytest.mark.parametrize("text", ["x" * 32_767, "长" * 32_767, "\n".join(["行"] * 5_000)], ids=["letters", "Chinese", "lines"])
def test_the_longest_text_of_a_cell_comes_back(text: str) -> None:
    comes_back(every_type(), completed(every_type(), {"x": {"long": text}}))


def test_more_rows_and_copies_than_are_laid_out_come_back() -> None:
    form = every_type()
    rows = [{"level": "甲", "item": f"第{n}项", "a_money": str(n)} for n in range(1, 301)]
    items = [{"name": f"项目{n}", "rows": [{"a": "x", "b": str(n)}] * 30} for n in range(1, 41)]
    comes_back(form, completed(form, {"t": rows, "items": items}))


# ── every form


@pytest.mark.parametrize("name", FORMS)
def test_a_submission_of_every_form_comes_back(name: str) -> None:
    form = load_form(name)

    @QUICK
    @given(submissions(form, (ANY_TEXT | HARD_TEXTS).map(trimmed)))
    def check(data: Data) -> None:
        comes_back(form, data)

    check()


# ── after LibreOffice

BY_DEFAULT = ("langfang-2022",)  # the other forms are for the slow tests


def by_libreoffice(data: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice saves it."""
    given_, saved = folder / "given.xlsx", folder / "saved"
    given_.write_bytes(data)
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx", "--outdir", str(saved), str(given_)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (saved / "given.xlsx").read_bytes()


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", [pytest.param(name, marks=() if name in BY_DEFAULT else pytest.mark.slow) for name in FORMS])
def test_a_submission_comes_back_after_libreoffice_has_saved_it(name: str, tmp_path: Path) -> None:
    form = load_form(name)

    @settings(QUICK, max_examples=max(1, EXAMPLES // 2))
    @given(submissions(form, PLAIN_TEXT.map(trimmed)))
    def check(data: Data) -> None:
        result = read(by_libreoffice(fill(form, data, YEAR), tmp_path), form)
        assert export(result.submission)["data"] == data

    check()


class TestDefaults:
    """What the data leave out stands in the workbook as the blank one has it."""

    CHOICE: ClassVar[dict[str, Any]] = {"type": "choice", "choices": ["部门", "单位"], "default": "部门"}

    def form(self, tmp_path: Path) -> Form:
        lifted = {"basis": {"type": "text", "lift": True, "default": "预算数"}}
        return a_form(tmp_path, record("x", kind=self.CHOICE, note="text", amount={"type": "money", "default": "0"}, **lifted))

    def exported(self, tmp_path: Path, data: dict[str, Any]) -> dict[str, Any]:
        form = self.form(tmp_path)
        return {key: value for key, value in encode(form, read(fill(form, data), form).submission.root).items() if key in ("x", "basis")}

    def test_are_those_of_the_blank_workbook(self, tmp_path: Path) -> None:
        form = self.form(tmp_path)
        of_blank = encode(form, read(blank(form), form).submission.root)
        expected = {"x": {"kind": "部门", "note": None, "amount": "0"}, "basis": "预算数"}
        assert self.exported(tmp_path, {}) == expected == {key: of_blank[key] for key in expected}

    def test_a_value_or_a_blank_that_the_data_state_stays(self, tmp_path: Path) -> None:
        data = {"x": {"kind": "单位", "amount": None}, "basis": None}
        assert self.exported(tmp_path, data) == {"x": {"kind": "单位", "note": None, "amount": None}, "basis": None}

    def test_a_record_that_is_null_stays_blank(self, tmp_path: Path) -> None:
        assert self.exported(tmp_path, {"x": None})["x"] == {"kind": None, "note": None, "amount": None}

    @pytest.mark.parametrize("name", sorted(known_folders()))
    def test_a_form_has_them_as_its_blank_workbook(self, name: str) -> None:
        form = load_form(name)
        filled_in = encode(form, read(fill(form, {}), form).submission.root)
        of_blank = encode(form, read(blank(form), form).submission.root)
        singles = [cell.path for sheet in form.sheets if not sheet.repeat for cells in form.compiled.cells[sheet.id] for cell in cells.single]
        assert [path for path in singles if path != ("year",) and at(filled_in, path) != at(of_blank, path)] == []


def at(data: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        data = data[part]
    return data
