"""Random edits of the samples, as staff make them in cells: a figure, its sign, its unit, a blank, a text, a date, a number format."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import TypeAlias

from making import typed
from mangle import Book

from budgetxl.forms import Field, Form, load_form
from budgetxl.layout import Key, Layout, SheetPlan, Slot, counts_of, lay_out
from budgetxl.values import Scalar, column_letters, entries
from budgetxl.workbook import read

NUMBER_FORMAT = "number format"
SAMPLES = Path(__file__).resolve().parent.parent / "sample_workbooks"

TEXTS = (
    " ", "\u3000", "无", "——", "/", "增加", "减少", "持平", "项目调整", "人员 增加", "人员\n增加", "＝", "（境）", "(境)", "办公费",
    "产出指标", "效益指标", "满意度指标", "数量指标", "成本指标", "≥95%", "≥101%", "=14个", "≤8500元/月/社区", "2021年12月底前", "万",
    "≤25万/季度", "100百分比", "此项15分", "A0201", "a0201", "A", "[B0504]防水工程", "公用经费", "2022年度", "\u00a0甲", "台", "12", "0.5",
)  # fmt: skip
PART_TEXTS = ("01", "03", "05", "99", "1", "301", "212", "0", " 03", "０３", Decimal(1), Decimal(3), Decimal(99), None)
FORMATS = ("0.0", "#,##0.00", '0"元"', "0.00%", "0.00,")
NUMBER_TEXTS = ("——", "无", "abc", "/", "１２３", "12万元", "3.5 ", "1,234.50", "一百", "#")


@dataclass(frozen=True)
class Edit:
    """What is typed into one cell; a blank is None. ``part`` is the cell of a code in parts.

    Of the kind ``NUMBER_FORMAT`` the value is the format that the cell gets; what it holds stays.
    """

    kind: str
    slot: Slot
    sheet: str
    value: Scalar
    part: int = 0

    @property
    def cell(self) -> str:
        return f"{self.sheet}!{column_letters(self.slot.box.column + self.part)}{self.slot.box.row}"

    def __str__(self) -> str:
        return f"{self.cell} {'shown as' if self.kind == NUMBER_FORMAT else '='} {self.value!r}"


@dataclass(frozen=True)
class Sample:
    """A sample's form, the bytes of its workbook, where its cells lie and what they hold."""

    name: str
    form: Form
    data: bytes
    layout: Layout
    values: dict[Key, Scalar]


def samples() -> Iterator[Sample]:
    for path in sorted(SAMPLES.glob("*.xlsx")):
        form = load_form(json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["form"])
        data = path.read_bytes()
        root = read(data, form).submission.root
        counts = {**{sheet.repeat: 1 for sheet in form.sheets if sheet.repeat}, **counts_of(root)}
        yield Sample(path.stem, form, data, lay_out(form, counts), {key: entry.value for key, entry in entries(root)})


# ── The kinds of edits: which cells they are made in, and what is typed there

Cell: TypeAlias = tuple[Key, tuple[SheetPlan, Slot]]
Suits: TypeAlias = Callable[[Field, Scalar], bool]
Makes: TypeAlias = Callable[[Field, Scalar, Sample, random.Random], Scalar]


def _figure(field: Field, old: Scalar, sample: Sample, rng: random.Random) -> Scalar:
    """A figure like those that staff mistype, or any."""
    now = old if isinstance(old, Decimal) else Decimal(rng.choice(["0", "1", "5", "12.5", "137.2"]))
    gap = Decimal(rng.choice(["0.01", "-0.01", "0.004", "0.005", "0.0051", "-0.005", "0.015", "1", "-1", "100"]))
    if field.type == "integer":
        return rng.choice([now * 10, now + gap.to_integral_value(), Decimal(0), Decimal(rng.randrange(100_000))])
    other = Decimal(rng.randrange(100_000)).scaleb(-rng.choice([0, 1, 2, 2, 4, 6]))
    return rng.choice([now * 10, now + gap, now + gap, Decimal(0), Decimal(rng.choice(["33.33", "100", "99.999"])), other])


def _sign(field: Field, old: Scalar, sample: Sample, rng: random.Random) -> Scalar:
    assert isinstance(old, Decimal)
    return -old


def _unit(field: Field, old: Scalar, sample: Sample, rng: random.Random) -> Scalar:
    """元 for 万元, or the other way round."""
    assert isinstance(old, Decimal)
    return rng.choice([old * 10_000, (old / 10_000).quantize(Decimal("0.000001"))])


def _percentage(field: Field, old: Scalar, sample: Sample, rng: random.Random) -> Scalar:
    now = old if isinstance(old, Decimal) else Decimal(50)
    return rng.choice([*(Decimal(given) for given in ("0", "25", "99.99", "100", "101", "33.3")), -now, now + 1, now + Decimal("0.01")])


def _text(field: Field, old: Scalar, sample: Sample, rng: random.Random) -> Scalar:
    if field.parts and rng.random() < 0.8:
        return rng.choice(PART_TEXTS)
    choice = rng.random()
    if choice < 0.35:
        return rng.choice([value for value in sample.values.values() if isinstance(value, str) and len(value) < 40])
    if choice < 0.5 and isinstance(old, str):
        return rng.choice([f" {old}", f"{old}\n", old[::-1], old[:-1] or None, old.replace("（", "("), old.replace("数", "数 ")])
    return rng.choice(TEXTS)


def _date(field: Field, old: Scalar, sample: Sample, rng: random.Random) -> Scalar:
    day = old if isinstance(old, date) else date(2021, 12, 31)
    return rng.choice([day + timedelta(days=1), day.replace(year=day.year + 1), "2021年12月31日", "不详", Decimal("12.5")])


def _anything(field: Field, old: Scalar, sample: Sample, rng: random.Random) -> Scalar:
    makes = _figure if field.numeric else _date if field.type == "date" else _text
    return makes(field, old, sample, rng)


def _input(field: Field) -> bool:
    return field.formula is None


def _quantity(field: Field) -> bool:
    return _input(field) and field.type in ("number", "integer")


KINDS: dict[str, tuple[Suits, Makes]] = {
    "amount": (lambda field, old: _input(field) and field.type == "money" and old is not None, _figure),
    "sign": (lambda field, old: _input(field) and field.numeric and bool(old), _sign),
    "unit": (lambda field, old: _input(field) and field.type == "money" and bool(old), _unit),
    "quantity": (lambda field, old: _quantity(field) and old is not None, _figure),
    "percentage": (lambda field, old: _input(field) and field.type == "percent", _percentage),
    "date": (lambda field, old: _input(field) and field.type == "date", _date),
    "text": (lambda field, old: _input(field) and isinstance(old, str), _text),
    "cleared": (lambda field, old: _input(field) and old is not None, lambda *_: None),
    "filled in": (lambda field, old: _input(field) and old is None, _anything),
    "text for a figure": (lambda field, old: _input(field) and field.numeric, lambda f, o, s, rng: rng.choice(NUMBER_TEXTS)),
    "figure for a text": (
        lambda field, old: _input(field) and isinstance(old, str),
        lambda f, o, s, rng: Decimal(rng.choice(["12", "0", "100", "2022"])),
    ),
    "figure over a formula": (lambda field, old: field.numeric and field.formula is not None and old is not None, _figure),
    "formula cleared": (lambda field, old: field.formula is not None and old is not None, lambda *_: None),
    NUMBER_FORMAT: (lambda field, old: _input(field) and field.numeric and bool(old), lambda f, o, s, rng: rng.choice(FORMATS)),
}


def after(sample: Sample, edits: list[Edit]) -> bytes:
    """The workbook of a sample after these edits."""
    data = typed(sample.data, {edit.cell: edit.value for edit in edits if edit.kind != NUMBER_FORMAT})
    formats = [edit for edit in edits if edit.kind == NUMBER_FORMAT]
    if not formats:
        return data
    book = Book(data)
    for edit in formats:
        book.cell(edit.sheet, edit.cell.rpartition("!")[2]).set("s", book.style(str(edit.value)))
    return bytes(book)


def edited(known: list[Sample], count: int, rng: random.Random, most: int) -> Iterator[tuple[Sample, list[Edit]]]:
    """So many edits of all kinds in turn, at most ``most`` in a workbook, in workbooks made of all samples in turn."""
    kinds = rng.sample(list(KINDS), len(KINDS))
    for sample in cycle(known):
        if count <= 0:
            return
        done = _edits(sample, min(count, rng.randint(1, most)), rng, kinds)
        count -= len(done)
        yield sample, done


def _edits(sample: Sample, count: int, rng: random.Random, kinds: list[str]) -> list[Edit]:
    """Edits in different cells. A kind for which a sample has no cell waits for the next one; one that was made goes last."""
    found: dict[Key, Edit] = {}
    while len(found) < count:
        kind, cells = next((kind, cells) for kind in kinds if (cells := _cells(sample, kind, found)))
        key, (plan, slot) = _choose(cells, sample, rng)
        part = rng.randrange(len(slot.field.parts)) if slot.field.parts else 0
        found[key] = Edit(kind, slot, plan.name, KINDS[kind][1](slot.field, sample.values.get(key), sample, rng), part)
        kinds.append(kinds.pop(kinds.index(kind)))
    return list(found.values())


def _cells(sample: Sample, kind: str, but: Container[Key]) -> list[Cell]:
    """The cells in which an edit of a kind can be made."""
    suits, _ = KINDS[kind]
    return [(key, at) for key, at in sample.layout.cells.items() if key not in but and suits(at[1].field, sample.values.get(key))]


def _choose(cells: list[Cell], sample: Sample, rng: random.Random) -> Cell:
    """One of those cells: mostly in a row where something stands already, if any does."""
    rows = {key[:-1] for key, value in sample.values.items() if value is not None}
    near = [cell for cell in cells if cell[0][:-1] in rows]
    return rng.choice(near if near and rng.random() < 0.85 else cells)
