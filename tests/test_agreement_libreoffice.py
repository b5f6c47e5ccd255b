"""The 校验 sheet and ``check`` say the same: samples are edited at random, and LibreOffice recalculates them.

Every edit is one that staff make in an input cell (``random_edits``), and now and then a figure typed over a total. The
file is changed as a program would change it, without its stored results, so that every verdict in it is LibreOffice's
own. Compared are the word in 结果 of every rule that has an Excel reading, its two sides and their difference, why it was not
judged (the condition; cells that are named are blank), and the word beside every row that a row rule judges.

What can't agree, and is left out by name: the rules that read, directly or through totals, a cell whose text the reader
takes for a number or date (``１２３`` is 123 to us and 未填 to Excel; the ledger of corrections says so), a code whose parts do not
fit (an error on its cell to us, some text to Excel), or a row that says that its table is empty (无: no row to us, one to Excel);
and a figure that was given one of the formats of ``RESCALING``, which shows another value (``50000元`` in a column of 万元): an
error to us, 50000 to Excel. That every such cell was given one of them, and that no other format costs a cell, is looked at. Rows
inserted below the laid-out ones have no verdict cells and are not tried here.

``BUDGETXL_EDITS`` sets how many edits are made (26 by default), ``BUDGETXL_SEED`` which.
"""

from __future__ import annotations

import io
import os
import random
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, opened, table, typed
from random_edits import FORMATS, KINDS, NUMBER_FORMAT, SAMPLES, Edit, Sample, after, edited, samples

from budgetxl.checks import check_result
from budgetxl.expressions import BUILTINS, Call, Compare, references, walk
from budgetxl.forms import (
    CHECK_SHEET,
    Field,
    Form,
    Rule,
    condition_sentence,
    judge_form,
    judge_rule,
    places,
    with_lists,
    word_of,
)
from budgetxl.forms import Path as FieldPath
from budgetxl.layout import CODE_HEADER, NOT_MET, REASON_HEADER, Key, Layout, Slot, lay_out
from budgetxl.values import Address, Group, entries
from budgetxl.values.catalogue import shortened
from budgetxl.values.words import NOT_APPLICABLE, UNFILLED
from budgetxl.workbook import ReadResult, fill, read
from budgetxl.workbook.build.check_sheet.reasons import LONGEST
from budgetxl.xlsx import RawCell, RawSheet, RawWorkbook, open_workbook

pytestmark = pytest.mark.libreoffice

EDITS = int(os.environ.get("BUDGETXL_EDITS", "26"))
SEED = int(os.environ.get("BUDGETXL_SEED", "20220104"))
IN_A_FILE = 6  # edits, at most: several mistakes at once, and few enough that one does not hide another
BY_PROGRAM = "由程序校验"
RESCALING = frozenset({'0"元"', "0.00%", "0.00,"})  # of FORMATS, those that show a figure as another one


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
    """The rules that read a cell which the reader took for something else than it holds, or a code whose parts do not fit."""
    of = readers(sample.form)
    slots = [(plan.name, slot) for plan, slot in sample.layout.cells.values()]
    names = {(sheet, slot.box.row, slot.box.column): slot.key for sheet, slot in slots}
    codes = {(sheet, slot.box.row, slot.box.column + part): slot.key for sheet, slot in slots for part in range(len(slot.field.parts))}
    found: set[str] = set()
    for at in (at for finding in result.findings if finding.rule == "META-06" for at in finding.cells):
        if key := codes.get((at.sheet, at.row, at.column)):
            found |= of(tuple(part for part in key if isinstance(part, str)))
    for at in (at for finding in result.findings if finding.rule == "META-18" and "空表" in finding.message for at in finding.cells):
        for sheet, slot in slots:
            if (sheet, slot.box.row) == (at.sheet, at.row):
                found |= of(tuple(part for part in slot.key if isinstance(part, str)))
    for correction in result.corrections:
        at = correction.cell
        if correction.read_as:
            key = names.get((at.sheet, at.row, at.column)) or codes[at.sheet, at.row, at.column]
            found |= of(tuple(part for part in key if isinstance(part, str)))
    return found


#: Where such a format shows the figure as it is held.
SHOWN_ALIKE: dict[str, Callable[[Field], bool]] = {'0"元"': lambda field: field.unit == "元", "0.00%": lambda field: field.type == "percent"}


def rescaled(edits: list[Edit], book: RawWorkbook) -> dict[Address, Edit]:
    """The cells of figures that were given one of those formats and show another figure by it, in the unit of their field.

    Results of formulas are computed anew, however they are shown.
    """
    found = {}
    for edit in edits:
        at = Address(edit.sheet, edit.slot.box.row, edit.slot.box.column)
        alike = SHOWN_ALIKE.get(str(edit.value))
        if edit.kind == NUMBER_FORMAT and edit.value in RESCALING and not (alike and alike(edit.slot.field)) and not cell_of(book, at).calculated:
            found[at] = edit
    return found


def sheet_of(book: RawWorkbook, at: Address) -> RawSheet:
    return next(sheet for sheet in book.sheets if sheet.name == at.sheet)


def cell_of(book: RawWorkbook, at: Address) -> RawCell:
    return sheet_of(book, at).cells[at.row, at.column]


def unread_figures(result: ReadResult) -> set[Address]:
    """The cells of figures with one of the formats of the edits that nothing was read from."""
    slots = {each.entry.at for each in result.submission.cells if each.entry.at is not None and each.entry.value is None and each.place.field.numeric}
    cells = {at: cell_of(result.raw, at) for at in slots if (at.row, at.column) in sheet_of(result.raw, at).cells}
    return {at for at, cell in cells.items() if cell.kind == "number" and not cell.calculated and cell.number_format in FORMATS}


# ── LibreOffice


def recalculated(files: dict[str, bytes], folder: Path) -> dict[str, RawWorkbook]:
    """What every file holds after one run of LibreOffice over all of them."""
    (folder / "in").mkdir()
    for name, data in files.items():
        (folder / "in" / f"{name}.xlsx").write_bytes(data)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx", "--outdir"]
    given = [str(folder / "in" / f"{name}.xlsx") for name in files]
    subprocess.run([*command, str(folder / "out"), *given], check=True, capture_output=True, timeout=120 + 30 * len(files))
    return {name: open_workbook((folder / "out" / f"{name}.xlsx").read_bytes()) for name in files}


def check_lines(book: RawWorkbook) -> dict[str, dict[str, object]]:
    """What the 校验 sheet shows of each rule, by the header of the column; a formula that shows nothing is None."""
    (sheet,) = (sheet for sheet in book.sheets if sheet.name == CHECK_SHEET)
    ((first, codes),) = (place for place, cell in sheet.cells.items() if cell.value == CODE_HEADER)
    heads = {place[1]: str(cell.value) for place, cell in sheet.cells.items() if place[0] == first}
    lines: dict[int, dict[str, object]] = {}
    for (row, column), cell in sheet.cells.items():
        if row > first and column in heads:
            lines.setdefault(row, {})[heads[column]] = cell.value or None if isinstance(cell.value, str) else cell.value
    return {str(line[heads[codes]]): line for line in lines.values()}


def verdicts(book: RawWorkbook) -> dict[str, str]:
    """The words of the 校验 sheet, by rule."""
    return {rule: str(line["结果"]) for rule, line in check_lines(book).items()}


def row_words(book: RawWorkbook, layout: Layout) -> dict[tuple[str, str, int], str]:
    """The words of the verdict cells beside rows and of whole copies, by rule, sheet and row (0 for a copy)."""
    cells = {sheet.name: sheet.cells for sheet in book.sheets}
    found = {}
    for plan in layout.sheets:
        for check in plan.checks:
            of_copy = check.row_key == (plan.sheet.repeat, plan.instance)
            cell = cells[plan.name].get((check.verdict.row, check.verdict.column))
            if cell is not None and cell.formula is not None:
                found[check.rule.id, plan.name, 0 if of_copy else check.verdict.row] = str(cell.value or "")
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
    "t", "明细", None, level={"type": "text", "inherit": True}, q="number", p="money", sum={"type": "money", "formula": "row.q * row.p"},
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
    "white space below a level says nothing either": {"明细!A6": "\u3000", "明细!A7": " \n"},
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


@dataclass
class Comparison:
    """What was compared, by what it says, and where LibreOffice and ``check`` differed."""

    rules: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    sides: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    left_out: int = 0
    rescaled: Counter[str] = field(default_factory=Counter)
    quarrels: list[str] = field(default_factory=list)

    def add(self, counted: Counter[str], about: str, theirs: object, ours: object) -> None:
        counted[str(ours) if isinstance(ours, str) else type(ours).__name__] += 1
        if not alike(theirs, ours):
            self.quarrels.append(f"{about}: LibreOffice {theirs}, check {ours}")


def alike(theirs: object, ours: object) -> bool:
    """Whether two values are the same; of figures, as far as a cell's fifteen digits tell."""
    if isinstance(theirs, Decimal) and isinstance(ours, Decimal):
        return abs(theirs - ours) <= max(Decimal("0.000001"), abs(ours) * Decimal("1E-12"))
    return theirs == ours


def compare(sample: Sample, book: RawWorkbook, result: ReadResult, done: Comparison, about: str, besides: Collection[str] = ()) -> None:
    excluded, root = corrected(sample, result) | set(besides), result.submission.root
    lines, ours, live = check_lines(book), check_result(result).verdicts, with_excel_reading(sample.form)
    assert lines.keys() == ours.keys() == {rule.id for rule in sample.form.rules}
    assert {rule for rule, line in lines.items() if line["结果"] != BY_PROGRAM} == live
    done.left_out += len(excluded & live)
    judged = judge_form(sample.form, root)
    blank = {str(cell.entry.at) for cell in result.submission.cells if cell.entry.value is None}
    for rule in (rule for rule in sample.form.rules if rule.id in live - excluded):
        line = lines[rule.id]
        done.add(done.rules, f"{about} {rule.id}", line["结果"], ours[rule.id])
        why = str(line.get(REASON_HEADER) or "")
        if ours[rule.id] == UNFILLED:  # of the cells that are named none may be filled in
            named = {name for name in why.split("、") if re.fullmatch(r"[^!]+![A-Z]+[0-9]+", name)}
            done.add(done.reasons, f"{about} {rule.id} {REASON_HEADER}", sorted(named - blank), [])
        else:
            aside = f"{NOT_MET}{shortened(condition_sentence(sample.form, rule), LONGEST)}" if ours[rule.id] == NOT_APPLICABLE else ""
            done.add(done.reasons, f"{about} {rule.id} {REASON_HEADER}", why, aside)
        if not rule.each:
            (verdict,) = judged[rule.id]
            found = verdict.judgement
            for head, side in (("左值", found.left), ("右值", found.right), ("差额", found.gap)):
                if isinstance(rule.check.expression, Compare):
                    done.add(done.sides, f"{about} {rule.id} {head}", line.get(head), side)
    words = row_words(book, sample.layout)
    rows = {place: word for place, word in row_verdicts(sample.form, root).items() if place[0] in live}
    for place in (words.keys() | rows.keys()):
        if place[0] not in excluded:
            done.add(done.rows, f"{about} {place}", words.get(place, ""), rows.get(place, ""))


def compare_after(edits: list[Edit], sample: Sample, book: RawWorkbook, result: ReadResult, done: Comparison, name: str) -> None:
    """The same after edits: what reads a figure whose new format shows another is left out, and no other figure is unread."""
    about, others, of = f"{name} [{'；'.join(map(str, edits))}]", rescaled(edits, result.raw), readers(sample.form)
    assert unread_figures(result) == others.keys(), about
    done.rescaled.update(str(edit.value) for edit in others.values())
    besides = {rule for edit in others.values() for rule in of(tuple(part for part in edit.slot.key if isinstance(part, str)))}
    compare(sample, book, result, done, about, besides)


@pytest.mark.slow
def test_every_formula_of_a_sample_shows_what_libreoffice_makes_of_it(tmp_path: Path) -> None:
    known = list(samples())
    theirs = recalculated({sample.name: typed(sample.data, {}) for sample in known}, tmp_path)
    for sample in known:
        ours = {(sheet.name, *place): cell.value for sheet in open_workbook(sample.data).sheets for place, cell in sheet.cells.items() if cell.calculated}
        found = {(sheet.name, *place): cell.value for sheet in theirs[sample.name].sheets for place, cell in sheet.cells.items()}
        differing = [(at, found.get(at), value) for at, value in ours.items() if not alike(found.get(at), value)]
        assert len(ours) > 200 and not differing, (sample.name, differing[:10])


SCALING = ('0"元"', "0.00,", '0!.0,"万元"', "0%", '"约"0')


@pytest.mark.slow
def test_only_the_rules_of_a_figure_that_shows_another_are_left_out(tmp_path: Path) -> None:
    rng, known = random.Random(SEED), list(samples())
    chosen: dict[str, list[tuple[Key, str, Slot]]] = {}
    files: dict[str, bytes] = {}
    for sample in known:
        figures = [
            (key, plan.name, slot) for key, (plan, slot) in sample.layout.cells.items()
            if slot.field.kind.amount and slot.field.formula is None and not slot.field.rollup and sample.values.get(key)
        ]  # fmt: skip
        chosen[sample.name] = rng.sample(figures, min(3, len(figures)))
        book = opened(sample.data)
        for number, (_, sheet, slot) in enumerate(chosen[sample.name]):
            book[sheet].cell(slot.box.row, slot.box.column).number_format = SCALING[number % len(SCALING)]
        buffer = io.BytesIO()
        book.save(buffer)
        files[sample.name] = buffer.getvalue()
    theirs, done = recalculated(files, tmp_path), Comparison()
    for sample in known:
        result, of = read(files[sample.name], sample.form), readers(sample.form)
        named = {Address(sheet, slot.box.row, slot.box.column) for _, sheet, slot in chosen[sample.name]}
        assert named == {at for one in result.findings if (one.rule, one.severity) == ("META-06", "error") for at in one.cells}
        besides = {rule for key, _, _ in chosen[sample.name] for rule in of(tuple(part for part in key if isinstance(part, str)))}
        compare(sample, theirs[sample.name], result, done, sample.name, besides)
    print(f"\nseed {SEED}: {sum(map(len, chosen.values()))} figures shown as others; rules {dict(done.rules)}, {done.left_out} left out")
    assert not done.quarrels, "\n".join(done.quarrels)
    assert done.left_out and sum(done.rules.values()) > done.left_out


def with_excel_reading(form: Form) -> set[str]:
    """The rules all of whose functions have an Excel reading: they are judged live."""
    found = set()
    for rule in form.rules:
        formulas = [formula.expression for formula in (rule.check, rule.when, rule.tolerance) if formula]
        calls = [each for formula in formulas for each in walk(formula) if isinstance(each, Call)]
        if all(BUILTINS[each.name].excel for each in calls):
            found.add(rule.id)
    return found


def test_libreoffice_and_check_agree_on_every_rule(tmp_path: Path) -> None:
    known = list(samples())
    made: dict[str, tuple[Sample, list[Edit]]] = {}
    for sample, edits in edited(known, EDITS, random.Random(SEED), IN_A_FILE):
        made[f"{len(made):04}-{sample.name}"] = sample, edits
    files = {name: after(sample, edits) for name, (sample, edits) in made.items()}
    theirs = recalculated(files, tmp_path)

    before = {sample.name: check_result(read(sample.data, sample.form)).verdicts for sample in known}
    done, turned = Comparison(), 0
    for name, (sample, edits) in made.items():
        result = read(files[name], sample.form)
        compare_after(edits, sample, theirs[name], result, done, name)
        turned += sum(word != before[sample.name][rule] for rule, word in check_result(result).verdicts.items())
    kinds = Counter(edit.kind for _, edits in made.values() for edit in edits)
    print(f"\nseed {SEED}: {sum(kinds.values())} edits in {len(files)} workbooks: {dict(kinds)}")
    print(f"rules {dict(done.rules)}, {turned} turned by the edits, {done.left_out} left out; sides {dict(done.sides)}; rows {dict(done.rows)}")
    print(f"{sum(done.reasons.values())} reasons, of which {done.reasons['']} of rules that were judged, {done.reasons['list']} of rules that wait")
    print(f"figures whose format shows another, left out by name: {dict(done.rescaled)}")
    assert not done.quarrels, "\n".join(done.quarrels)
    assert sum(done.rescaled.values()) <= kinds[NUMBER_FORMAT] and done.rescaled.keys() <= RESCALING
    assert EDITS < 300 or done.rescaled
    assert sum(kinds.values()) == EDITS
    assert kinds.keys() == KINDS.keys()
    assert {sample.name for sample, _ in made.values()} == {path.stem for path in SAMPLES.glob("*.xlsx")}
    assert {"通过", "不符", "待核实", "未填"} <= done.rules.keys() & done.rows.keys()
    assert turned >= EDITS // 4
    assert done.left_out < sum(done.rules.values()) / 10
