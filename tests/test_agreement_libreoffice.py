"""The 校验 sheet and ``check`` say the same: samples are edited at random, and LibreOffice recalculates them.

Every edit is one that staff make in an input cell: amounts, signs, quantities, percentages, dates, blanks, texts, and now
and then a figure typed over a total. The file is changed as a program would change it, without its stored results, so
that every verdict in it is LibreOffice's own. Compared is the word in 结果 of every rule that has an Excel reading.

What can't agree, and is left out by name: the rules that read, directly or through totals, a cell whose text the reader
takes for a number or date (``１２３`` is 123 to us and 未填 to Excel; the ledger of corrections says so). Rows inserted
below the laid-out ones have no verdict cells and are not tried here.

``BUDGETXL_EDITS`` sets how many edits are made (40 by default).
"""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, table, typed

from budgetxl.checks import check_result
from budgetxl.expressions import references
from budgetxl.forms import Field, Form, Rule, judge_rule, load_form, places, with_lists, word_of
from budgetxl.forms import Path as FieldPath
from budgetxl.layout import Layout, Slot, lay_out
from budgetxl.values import Group, Scalar, entries
from budgetxl.workbook import ReadResult, fill, read
from budgetxl.workbook.build import counts_of
from budgetxl.workbook.opening import read_raw
from budgetxl.workbook.raw import RawWorkbook
from budgetxl.workbook.recognise import CODE_HEADER
from budgetxl.workbook.rowchecks import is_beside

pytestmark = pytest.mark.libreoffice

SAMPLES = Path(__file__).resolve().parent.parent / "sample_workbooks"
EDITS = int(os.environ.get("BUDGETXL_EDITS", "40"))
SEED = int(os.environ.get("BUDGETXL_SEED", "20220104"))
IN_A_FILE = 2, 9  # edits, at least and at most
BY_PROGRAM = "由程序校验"

TEXTS = (
    " ", "\u3000", "无", "——", "/", "增加", "减少", "持平", "项目调整", "人员 增加", "人员\n增加", "＝", "（境）", "(境)", "办公费",
    "产出指标", "效益指标", "满意度指标", "数量指标", "成本指标", "≥95%", "≥101%", "=14个", "≤8500元/月/社区", "2021年12月底前", "万",
    "≤25万/季度", "100百分比", "此项15分", "A0201", "a0201", "A", "[B0504]防水工程", "公用经费", "2022年度", "\u00a0甲", "台", "12", "0.5",
)  # fmt: skip
NUMBER_TEXTS = ("——", "无", "abc", "/", "１２３", "12万元", "3.5 ", "1,234.50", "一百", "#")


@dataclass(frozen=True)
class Edit:
    """What is typed into one cell; a blank is None."""

    slot: Slot
    sheet: str
    value: Scalar

    def __str__(self) -> str:
        return f"{self.sheet}!{self.slot.box.ref} = {self.value!r}"


@dataclass(frozen=True)
class Sample:
    """A sample's form, the bytes of its workbook, where its cells lie and what they hold."""

    name: str
    form: Form
    data: bytes
    layout: Layout
    values: dict[tuple[str | int, ...], Scalar]


def samples() -> Iterator[Sample]:
    for path in sorted(SAMPLES.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        form = load_form(data["form"])
        committed = path.with_suffix(".xlsx")
        workbook = committed.read_bytes() if committed.is_file() else fill(form, data["data"], data["year"])
        root = read(workbook, form).submission.root
        counts = {**{sheet.repeat: 1 for sheet in form.sheets if sheet.repeat}, **counts_of(root)}
        yield Sample(path.stem, form, workbook, lay_out(form, counts), {key: entry.value for key, entry in entries(root)})


# ── edits


def edits(sample: Sample, rng: random.Random, count: int) -> list[Edit]:
    """So many edits in different cells, most of them in cells that are filled or stand beside filled ones."""
    filled = [key for key, value in sample.values.items() if value is not None and key in sample.layout.cells]
    rows = {key[:-1] for key in filled}
    near = [key for key in sample.layout.cells if key[:-1] in rows and key not in filled]
    far = [key for key in sample.layout.cells if key[:-1] not in rows]
    found: dict[tuple[str | int, ...], Edit] = {}
    while len(found) < count:
        key = rng.choice(rng.choices([filled, near or filled, far or filled], [80, 15, 5])[0])
        plan, slot = sample.layout.cells[key]
        if slot.field.formula is not None and rng.random() < 0.8:
            continue
        found[key] = Edit(slot, plan.name, another(slot.field, sample.values.get(key), sample, rng))
    return list(found.values())


def another(field: Field, old: Scalar, sample: Sample, rng: random.Random) -> Scalar:
    if rng.random() < 0.15:
        return None
    if field.numeric:
        return rng.choice(NUMBER_TEXTS) if rng.random() < 0.1 else number(field, old, rng)
    if field.type == "date":
        day = old if isinstance(old, date) else date(2021, 12, 31)
        return rng.choice([day + timedelta(days=1), day.replace(year=day.year + 1), "2021年12月31日", "不详", Decimal("12.5")])
    alike = [value for value in sample.values.values() if isinstance(value, str) and len(value) < 40]
    choice = rng.random()
    if choice < 0.3:
        return rng.choice(alike)
    if choice < 0.4 and isinstance(old, str):
        return rng.choice([f" {old}", f"{old}\n", old[::-1], old[:-1] or None, old.replace("（", "("), old.replace("数", "数 ")])
    return Decimal(rng.choice(["12", "0", "100", "2022"])) if choice < 0.5 else rng.choice(TEXTS)


def number(field: Field, old: Scalar, rng: random.Random) -> Decimal:
    """Another figure: one like those that staff mistype, or any."""
    now = old if isinstance(old, Decimal) else Decimal(rng.choice(["0", "1", "5", "12.5", "137.2"]))
    whole = field.type == "integer"
    gap = Decimal(rng.choice(["0.01", "-0.01", "0.004", "0.005", "0.0051", "-0.005", "0.015", "1", "-1", "100"]))
    return rng.choice([
        -now, now * 10_000, (now / 10_000).quantize(Decimal("0.000001")), now * 10, now + (gap.to_integral_value() if whole else gap),
        now + (gap.to_integral_value() if whole else gap), Decimal(0), Decimal(rng.choice(["33.33", "100", "101", "99.999", "25"])),
        Decimal(rng.randrange(100_000)).scaleb(0 if whole else -rng.choice([0, 1, 2, 2, 4, 6])),
    ])  # fmt: skip


# ── what can't agree


def readers(form: Form) -> Callable[[FieldPath], set[str]]:
    """The rules that read a field, directly or through what is computed from it."""
    known = places(form)
    computed: dict[FieldPath, set[FieldPath]] = {}
    for path, place in known.items():
        formula = place.field.formula
        used = {full(each.path, path[:-1], place.sheet.repeat) for each in references(formula.expression)} if formula else set()
        if place.field.rollup:
            used |= {path, *(other for other in known if other[:-1] == path[:-1])}
        for each in used:
            computed.setdefault(each, set()).add(path)

    def of(path: FieldPath) -> set[str]:
        touched, todo = {path}, [path]
        while todo:
            new = computed.get(todo.pop(), set()) - touched
            touched |= new
            todo += new
        return {rule.id for rule in form.rules if touched & read_by(form, rule)}

    return of


def read_by(form: Form, rule: Rule) -> set[FieldPath]:
    formulas = [formula.expression for formula in (rule.check, rule.when, rule.tolerance) if formula]
    paths = {each.path for each in references(*formulas)}
    found = {full(path, rule.each, rule.each[0] if rule.each else "") for path in paths}
    rows = {place[len(rule.each) : -1] for place in places(form) if rule.each and place[: len(rule.each)] == rule.each}
    return found | {(*rule.each, *row, path[-1]) for path in paths for row in rows if path[0] == "row"}  # rows of grids


def full(path: FieldPath, row: FieldPath, repeat: str) -> FieldPath:
    """A path as the form's places name it."""
    return (*row, *path[1:]) if path[0] == "row" else (repeat, *path[1:]) if path[0] == "sheet" else path


def corrected(sample: Sample, result: ReadResult) -> set[str]:
    """The rules that read a cell which the reader took for something else than it holds."""
    of = readers(sample.form)
    names = {(plan.name, slot.box.row, slot.box.column): slot.key for plan, slot in sample.layout.cells.values()}
    found: set[str] = set()
    for correction in result.corrections:
        at = correction.cell
        if correction.read_as:
            key = names[at.sheet, at.row, at.column]
            found |= of(tuple(part for part in key if isinstance(part, str)))
    return found


# ── LibreOffice


def recalculated(files: dict[str, bytes], folder: Path) -> dict[str, RawWorkbook]:
    """What every file holds after one run of LibreOffice over all of them."""
    (folder / "in").mkdir()
    for name, data in files.items():
        (folder / "in" / f"{name}.xlsx").write_bytes(data)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx", "--outdir"]
    given = [str(folder / "in" / f"{name}.xlsx") for name in files]
    subprocess.run([*command, str(folder / "out"), *given], check=True, capture_output=True, timeout=120 + 30 * len(files))
    return {name: read_raw((folder / "out" / f"{name}.xlsx").read_bytes()) for name in files}


def verdicts(book: RawWorkbook) -> dict[str, str]:
    """The words of the 校验 sheet, by rule."""
    (sheet,) = (sheet for sheet in book.sheets if sheet.name == "校验")
    heads = {cell.value: place for place, cell in sheet.cells.items() if cell.value in (CODE_HEADER, "结果")}
    row, codes, results = heads[CODE_HEADER][0], heads[CODE_HEADER][1], heads["结果"][1]
    found = {at[0]: str(cell.value) for at, cell in sheet.cells.items() if at[1] == codes and at[0] > row}
    return {rule: str(sheet.cells[number, results].value) for number, rule in found.items()}


def row_words(book: RawWorkbook, layout: Layout) -> dict[tuple[str, str, int], str]:
    """The words of the verdict cells beside rows and of whole copies, by rule, sheet and row (0 for a copy)."""
    cells = {sheet.name: sheet.cells for sheet in book.sheets}
    found = {}
    for plan in layout.sheets:
        for check in plan.checks:
            beside = is_beside(plan, check)
            cell = cells[plan.name].get((check.box.row, check.box.column + beside))
            if cell is not None and cell.formula is not None:
                found[check.rule.id, plan.name, 0 if beside else check.box.row] = str(cell.value or "")
    return found


def row_verdicts(form: Form, root: Group) -> dict[tuple[str, str, int], str]:
    """The same by ``check``, for every row that it judges."""
    found = {}
    for rule in (rule for rule in form.rules if rule.each):
        for verdict in judge_rule(rule, with_lists(form, root)):
            assert verdict.row is not None
            at = next(entry.at for _, entry in entries(verdict.row) if entry.at is not None)
            whole = len(verdict.key) == 2 and form.repeated(rule.each[0]) is not None
            found[rule.id, at.sheet, 0 if whole else at.row] = word_of(rule, [verdict.judgement.status])
    return found


ODD = table(
    "t", "明细", None, level={"type": "text", "inherit": True}, q="number", p="number", sum={"type": "money", "formula": "row.q * row.p"},
    note="text",
) + a_sheet(
    "表", a_block("g", "grid", columns=fields_of({"n": "number", "v": {"type": "money", "signed": True}}),
                 rows=[{"id": "all", "label": "计", "skip": ["n"]}, {"id": "one", "label": "甲"}, {"id": "two", "label": "乙"}]),
)  # fmt: skip
ODD_RULES = (
    a_rule("T-01", 'row.level == "产出"', each="t")
    + a_rule("T-02", "filled(row.level) and filled(row.q)", each="t")
    + a_rule("T-03", "row.sum < 100", each="t")
    + a_rule("G-01", "filled(row.n)", each="g")
    + a_rule("G-02", "row.v >= 0", each="g")
)
ODDITIES: dict[str, dict[str, object]] = {
    "as filled in": {},
    "merged cells: a blank repeats the one above": {"明细!A6": None, "明细!A7": None},
    "the first of a merged block gone": {"明细!A5": None},
    "a blank below another level": {"明细!A6": "效益", "明细!A7": None},
    "a row of white space is no row": {"明细!A5": " ", "明细!B5": "\u3000", "明细!C5": None, "明细!E5": "\u00a0"},
    "a figure over the formula of a blank row": {"明细!D9": 5},
    "a text over the formula of a blank row": {"明细!D9": "不详"},
    "a nought over the formula": {"明细!D5": 0},
    "a row below a blank one": {"明细!B9": 40, "明细!C9": 3},
    "a cleared row in the middle": {"明细!A6": None, "明细!B6": None, "明细!C6": None, "明细!E6": None},
    "a grid's row that skips a column": {"表!B6": None, "表!C5": -1, "表!C6": None},
    "texts in cells of figures": {"明细!B5": "——", "表!B6": "无"},
}  # fmt: skip


def test_rows_that_are_filled_in_oddly_are_judged_alike(tmp_path: Path) -> None:
    form = a_form(tmp_path, ODD, ODD_RULES)
    rows = [{"level": "产出", "q": str(q), "p": "30", "note": "甲"} for q in (1, 2, 5)]
    data = fill(form, {"t": rows, "g": {"all": {"v": "1"}, "one": {"n": "1", "v": "1"}, "two": {"n": "2", "v": "-2"}}})
    files = {f"{number}": typed(data, cells) for number, cells in enumerate(ODDITIES.values())}
    books = recalculated(files, tmp_path)
    for case, (name, workbook) in zip(ODDITIES, files.items()):
        result = read(workbook, form)
        assert verdicts(books[name]) == check_result(result).verdicts, case
        judged = row_verdicts(form, result.submission.root)
        assert {place: word for place, word in row_words(books[name], lay_out(form, {"t": 3})).items() if word} == judged, case


def test_libreoffice_and_check_agree_on_every_rule(tmp_path: Path) -> None:
    rng = random.Random(SEED)
    known = list(samples())
    made: dict[str, tuple[Sample, list[Edit]]] = {}
    left = EDITS
    while left:
        sample, count = known[len(made) % len(known)], min(left, rng.randint(*IN_A_FILE))
        made[f"{len(made):04}-{sample.name}"] = sample, edits(sample, rng, count)
        left -= count
    files = {name: typed(sample.data, {f"{edit.sheet}!{edit.slot.box.ref}": edit.value for edit in done}) for name, (sample, done) in made.items()}
    theirs = recalculated(files, tmp_path)

    quarrels, compared = [], Counter[str]()
    for name, (sample, done) in made.items():
        result = read(files[name], sample.form)
        ours = check_result(result).verdicts
        words = verdicts(theirs[name])
        assert ours.keys() == words.keys()
        excluded = corrected(sample, result)
        typed_in = "；".join(map(str, done))
        for rule, word in words.items():
            if word != BY_PROGRAM and rule not in excluded:
                compared[word] += 1
                if word != ours[rule]:
                    quarrels.append(f"{name} {rule}: LibreOffice {word}, check {ours[rule]}; {typed_in}")
        rows, judged = row_words(theirs[name], sample.layout), row_verdicts(sample.form, result.submission.root)
        for place, word in rows.items():
            if place[0] not in excluded:
                compared["rows"] += 1
                if word != judged.get(place, ""):
                    quarrels.append(f"{name} {place}: LibreOffice {word}, check {judged.get(place)}; {typed_in}")
    print(f"{EDITS} edits in {len(files)} workbooks: {dict(compared)}")
    assert not quarrels, "\n".join(quarrels)
    assert {"通过", "不符", "未填"} <= compared.keys()
