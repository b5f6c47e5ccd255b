"""In every form, what staff type into a sentence once more (主要是, 用于, 等, 万元 behind a text) is printed once."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import pytest
from submissions import CLEAN, demo, loaded, tree

from budgetxl.forms import Form, Place
from budgetxl.notice import render
from budgetxl.notice.document import Heading, Paragraph
from budgetxl.review.lint import slips_in
from budgetxl.values import Group, Key, holding
from budgetxl.workbook import Submission, submission_of

FORMS = (*CLEAN, "hebei-2027")
LISTS = ("main_projects", "planned_items", "uses")


@cache
def clean(form: str) -> Submission:
    if form == "hebei-2027":
        return submission_of(loaded(form), tree(loaded(form), demo()[1]))
    return submission_of(loaded(form), tree(loaded(form), CLEAN[form]))


def is_slot(place: Place) -> bool:
    """Whether a text stands in the middle of a sentence of ours: a reason or a list."""
    return place.field.kind.wording != "none" and (place.field.id in LISTS or "reason" in place.field.id)


def slots(form: str) -> list[Key]:
    return [cell.key for cell in clean(form).cells if is_slot(cell.place)]


def paragraphs(form: Form, root: Group) -> Iterator[str]:
    for block in render(submission_of(form, root), draft=True).blocks:
        if isinstance(block, Paragraph | Heading):
            yield block.text


@pytest.mark.parametrize("form", [form for form in FORMS if form != "fengrun-performance-2023"])
@pytest.mark.parametrize(
    "typed",
    [
        "主要是绿化、保洁",
        "主要原因是由于绿化、保洁。",
        "主要用于绿化、保洁等。",
        "用于绿化、保洁等等；",
        "因为绿化、保洁",
        "，绿化、保洁，",
        "绿化、\n保洁",
        "1.绿化\n2.保洁。",
    ],
)
def test_words_of_a_frame_stand_in_the_text_once(form: str, typed: str) -> None:
    keys = slots(form)
    assert keys
    text = "\n".join(paragraphs(loaded(form), holding(clean(form).root, dict.fromkeys(keys, typed))))
    assert [text[max(0, slip.start - 9) : slip.end + 9] for slip in slips_in(text) if slip.code != "empty"] == []
    assert "绿化" in text


@pytest.mark.parametrize("form", FORMS)
def test_the_text_of_clean_data_has_no_slip(form: str) -> None:
    text = "\n".join(paragraphs(loaded(form), clean(form).root))
    assert [text[max(0, slip.start - 9) : slip.end + 9] for slip in slips_in(text)] == []


@pytest.mark.parametrize("form", FORMS)
def test_no_sentence_says_that_something_is_the_same_by_the_word_of_a_difference(form: str) -> None:
    changes = [cell.key for cell in clean(form).cells if cell.place.field.id in ("change", "basic", "project", "total") and cell.path[0] == "change"]
    text = "\n".join(paragraphs(loaded(form), holding(clean(form).root, dict.fromkeys(changes, Decimal(0)))))
    assert [slip for slip in slips_in(text) if slip.code in ("with", "nought")] == []
