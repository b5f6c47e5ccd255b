"""No error in check means that the notice comes out: whatever is left blank, one value, two, or many at once."""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest
from rebuild_samples import SAMPLES
from submissions import CLEAN, demo_typed

from budgetxl.forms import compute, load_form
from budgetxl.notice import render
from budgetxl.review import review
from budgetxl.values import Key, holding
from budgetxl.workbook import ReadResult, fill, read, submission_of

FORMS = (*CLEAN, "hebei-2027")
SUBSETS, SEED = 60, 18


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


def without(form: str, blank: Collection[Key]) -> ReadResult:
    """The clean submission with some cells blank, and all that is computed of them."""
    result = base(form)
    before = result.submission
    root = holding(before.root, dict.fromkeys(blank))
    compute(before.form, root, lambda cell: cell.key in before.cells.computed)
    after = submission_of(before.form, root, before.cells.computed, openings=before.openings)
    return replace(result, submission=after, findings=())


def holds(form: str, blank: Collection[Key]) -> None:
    result = without(form, blank)
    findings = review(result).findings
    assert [one.message for one in findings if one.rule == "META-22"] == [], blank
    if not any(one.severity == "error" for one in findings):
        assert render(result.submission).blocks


def subsets(form: str) -> Iterator[list[Key]]:
    chance, keys = random.Random(SEED), typed(form, required=False)
    for number in range(SUBSETS):
        yield [key for key in keys if chance.random() < (0.05, 0.3, 0.7)[number % 3]]


@pytest.mark.parametrize("form", FORMS)
def test_the_clean_submission_has_no_error_and_a_notice(form: str) -> None:
    holds(form, ())
    assert not any(one.severity == "error" for one in review(base(form)).findings)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_but_required_values_is_no_fault_of_the_form(form: str) -> None:
    holds(form, typed(form, required=False))


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_one_required_value_is_blank(form: str) -> None:
    for key in typed(form, required=True):
        holds(form, [key])


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_two_required_values_are_blank(form: str) -> None:
    for pair in combinations(typed(form, required=True), 2):
        holds(form, pair)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_one_other_value_is_blank(form: str) -> None:
    seen: set[tuple[str, ...]] = set()
    for key in typed(form, required=False):
        path = tuple(part for part in key if isinstance(part, str))
        if path not in seen:  # one row of each table
            seen.add(path)
            holds(form, [key])


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_some_of_the_others_are_blank(form: str) -> None:
    for blank in subsets(form):
        holds(form, blank)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.json")))
def test_a_sample_without_its_errors_has_a_notice(name: str) -> None:
    """With every single typed figure of a sample blank in turn, the draft still comes out."""
    result = read((SAMPLES / f"{name}.xlsx").read_bytes())
    assert json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))["form"] == result.submission.form.id
    for path in {cell.path for cell in result.submission.cells if cell.place.field.formula is None and cell.path != ("year",)}:
        root = holding(result.submission.root, dict.fromkeys(cell.key for cell in result.submission.cells.of(path)))
        assert render(submission_of(result.submission.form, root), draft=True).blocks, path
