"""No error in check means that the notice comes out: whatever is left blank, one value, two, or many at once, or stands there oddly.

All of it takes some two minutes. Where a form has many pairs, one in ``EVERY`` of them is taken, others after each change of its wording;
``BUDGETXL_ALL_PAIRS=1`` takes them all.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import combinations

import pytest
from rebuild_samples import SAMPLES
from submissions import CLEAN, demo_typed

from budgetxl.forms import NOTICE_FILE, Cell, compute, load_form
from budgetxl.notice import FORMATS, published_tables, render
from budgetxl.review import review
from budgetxl.values import Key, Scalar, holding
from budgetxl.workbook import ReadResult, fill, read, submission_of

FORMS = (*CLEAN, "hebei-2027")
SUBSETS, SEED = 60, 18
MANY_PAIRS, EVERY = 300, 4
ODD, SEED_ODD = {"hebei-2027": 15}, 7
TEXTS = (
    "主要是人员增加等。", "等等", "主要原因是因为政策调整", "由于工资上调\n社保上调", "１２．５万元的项目", "无", "/", "——", "1.甲\n2.乙", "（一）甲", "“三公”经费",
    "一是调资；二是增人。", "，调资。", "：", "（", "3.5", "A&B <x> {{ 7*7 }} {% raw %} ‹›\"'", "# 标题", "字" * 3_000,
)  # fmt: skip


@cache
def base(form: str) -> ReadResult:
    """The clean submission of a form, read from its workbook."""
    data = demo_typed() if form == "hebei-2027" else CLEAN[form]
    found = load_form(form)
    return read(fill(found, data, found.year), found)


def typed(form: str, required: bool) -> list[Key]:
    """The cells that staff have filled in, those of required fields or all others."""
    return [
        cell.key
        for cell in base(form).submission.cells
        if cell.entry.value is not None and cell.place.field.formula is None and cell.place.field.required is required and cell.path != ("year",)
    ]


def with_values(form: str, values: Mapping[Key, Scalar]) -> ReadResult:
    """The clean submission with other values in some cells, and all that is computed of them."""
    result = base(form)
    before = result.submission
    root = holding(before.root, values)
    compute(before.form, root, lambda cell: cell.key in before.cells.computed)
    after = submission_of(before.form, root, before.cells.computed, openings=before.openings)
    return replace(result, submission=after, findings=())


def holds(form: str, values: Mapping[Key, Scalar]) -> None:
    """No fault of the form, whatever stands in its cells; and without an error, the notice and the tables in every format."""
    result = with_values(form, values)
    findings = review(result).findings
    assert [one.message for one in findings if one.rule == "META-22"] == [], values
    if not any(one.severity == "error" for one in findings):
        assert render(result.submission).blocks


def comes_out(form: str, values: Mapping[Key, Scalar]) -> None:
    """The same, and the draft of what has errors: in every format, traced too."""
    holds(form, values)
    submission = with_values(form, values).submission
    document = render(submission, draft=True, traced=True)
    assert all(each.write(document) for each in FORMATS.values()), values
    assert [found for _, found in published_tables(submission)] or not submission.form.published


def sampled(form: str) -> list[tuple[Key, Key]]:
    """The pairs of required cells, or some of them: which ones, the digest of the form's wording says."""
    pairs = list(combinations(typed(form, required=True), 2))
    if len(pairs) <= MANY_PAIRS or os.environ.get("BUDGETXL_ALL_PAIRS"):
        return pairs
    wording = b"".join((folder / NOTICE_FILE).read_bytes() for folder in load_form(form).folders if (folder / NOTICE_FILE).is_file())
    return pairs[hashlib.sha256(wording).digest()[0] % EVERY :: EVERY]


def odd(chance: random.Random, cell: Cell) -> Scalar:
    """A value that nobody means to type: a nought, a sign turned round, a word of the frame, a text that is markup elsewhere."""
    value, field = cell.entry.value, cell.place.field
    if field.numeric:
        amount = value if isinstance(value, Decimal) else Decimal(3)
        return chance.choice([None, Decimal(0), -amount, Decimal("0.001"), amount * 10])
    return chance.choice([None, *TEXTS, *TEXTS]) if field.type in ("text", "longtext") else None


def oddities(form: str) -> Iterator[dict[Key, Scalar]]:
    chance = random.Random(SEED_ODD)
    cells = [cell for cell in base(form).submission.cells if cell.place.field.formula is None and cell.path != ("year",)]
    for number in range(ODD.get(form, 40)):
        taken = chance.sample(cells, min(len(cells), (1, 2, 4, 12, 40)[number % 5]))
        yield {cell.key: odd(chance, cell) for cell in taken}


def subsets(form: str) -> Iterator[list[Key]]:
    chance, keys = random.Random(SEED), typed(form, required=False)
    for number in range(SUBSETS):
        yield [key for key in keys if chance.random() < (0.05, 0.3, 0.7)[number % 3]]


@pytest.mark.parametrize("form", FORMS)
def test_the_clean_submission_has_no_error_and_a_notice(form: str) -> None:
    holds(form, {})
    assert not any(one.severity == "error" for one in review(base(form)).findings)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_but_required_values_is_no_fault_of_the_form(form: str) -> None:
    holds(form, dict.fromkeys(typed(form, required=False)))


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_one_required_value_is_blank(form: str) -> None:
    for key in typed(form, required=True):
        holds(form, {key: None})


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_two_required_values_are_blank(form: str) -> None:
    for pair in sampled(form):
        holds(form, dict.fromkeys(pair))


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_one_other_value_is_blank(form: str) -> None:
    seen: set[tuple[str, ...]] = set()
    for key in typed(form, required=False):
        path = tuple(part for part in key if isinstance(part, str))
        if path not in seen:  # one row of each table
            seen.add(path)
            holds(form, {key: None})


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_some_of_the_others_are_blank(form: str) -> None:
    for blank in subsets(form):
        holds(form, dict.fromkeys(blank))


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_values_that_nobody_means_to_type(form: str) -> None:
    for values in oddities(form):
        comes_out(form, values)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_a_table_without_rows(form: str) -> None:
    """In a workbook that is written and read back: each table empty in turn, and all of them."""
    found, data = load_form(form), demo_typed() if form == "hebei-2027" else CLEAN[form]
    tables = [name for name, rows in data.items() if isinstance(rows, list) and rows]
    for empty in ([*([name] for name in tables), tables] if form in CLEAN else [tables]):
        result = read(fill(found, {**data, **{name: [] for name in empty}}, found.year), found)
        findings = review(result).findings
        assert [one.message for one in findings if one.rule == "META-22"] == [], empty
        assert render(result.submission, draft=any(one.severity == "error" for one in findings)).blocks


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.json")))
def test_a_sample_without_its_errors_has_a_notice(name: str) -> None:
    """With every single typed figure of a sample blank in turn, the draft still comes out."""
    result = read((SAMPLES / f"{name}.xlsx").read_bytes())
    assert json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))["form"] == result.submission.form.id
    for path in {cell.path for cell in result.submission.cells if cell.place.field.formula is None and cell.path != ("year",)}:
        root = holding(result.submission.root, dict.fromkeys(cell.key for cell in result.submission.cells.of(path)))
        assert render(submission_of(result.submission.form, root), draft=True).blocks, path
