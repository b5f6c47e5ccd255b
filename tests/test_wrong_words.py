"""Words of typed texts by a set of phrases (``phrases_of_words``): how many of the wrong are found, and none of the right accused."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from making import a_block, a_form, a_sheet, fields_of, filled
from phrases_of_words import DOUBLED, HALF_WIDTH, LEFTOVERS, PERCENT, QUOTES, YEARS

from budgetxl.checks.texts import narrative_findings
from budgetxl.forms import Form
from budgetxl.values import Finding

PARENT = 'extends = "hebei"\n'
NOTES = a_sheet("补充说明", a_block("notes", "table", rows=40, columns=fields_of({"text": {"type": "longtext", "label": "文字"}})))
Pairs = Iterable[tuple[str, str]]


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    """A form with the words of the common parent, and with tables of texts beside its sheets."""
    return a_form(tmp_path_factory.mktemp("form"), NOTES, head=PARENT, cover="")


def notes(form: Form, texts: Iterable[str]) -> list[list[Finding]]:
    """What is found in each of some texts."""
    submission = filled(form, {"unit": {"name": "廊城区向阳街道办事处"}, "notes": [{"text": text} for text in texts]}, 2022).submission
    cells = [cell.entry.at for cell in submission.cells.of(("notes", "text"))]
    findings = list(narrative_findings(submission))
    return [[one for one in findings if cell in one.cells] for cell in cells]


def judged(wrong: list[tuple[str, list[Finding]]], right: list[tuple[str, list[Finding]]], rule: str) -> None:
    """At least nine of ten wrong ones are found by their rule; of no right one anything is said."""
    accused = [(text, [one.rule for one in found]) for text, found in right if found]
    missed = [text for text, found in wrong if rule not in [one.rule for one in found]]
    print(f"{rule}: {len(wrong) - len(missed)} of {len(wrong)} found, {len(accused)} of {len(right)} accused")
    assert not accused
    assert len(missed) * 10 <= len(wrong), missed


@pytest.mark.parametrize(
    ("rule", "pairs"),
    [
        ("TEXT-18", PERCENT), ("TEXT-05", QUOTES), ("TEXT-05", DOUBLED), ("TEXT-05", HALF_WIDTH), ("META-11", LEFTOVERS),
        ("TEXT-03", YEARS),
    ],
    ids=["percentages", "quotes", "doubled", "half-width", "leftovers", "years"],
)  # fmt: skip
def test_what_a_text_shows_by_itself(form: Form, rule: str, pairs: Pairs) -> None:
    wrong, right = zip(*pairs, strict=True)
    judged(list(zip(wrong, notes(form, wrong), strict=True)), list(zip(right, notes(form, right), strict=True)), rule)
