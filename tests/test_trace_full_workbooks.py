"""The trace of a workbook in which every field is filled in, as it is read back: each figure outside narratives has its cells, and the right ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from full_workbooks import full_workbook

from budgetxl.notice import Document, render, to_text
from budgetxl.notice.tracing import Figure
from budgetxl.values.decimals import round_half_up, scale

FORMS = sorted(path.parent.name for path in (Path(__file__).parent.parent / "templates").glob("*-20*/form.toml"))
SCALES = (1, Decimal("0.0001"), 10_000)  # a figure may be printed in 元 or in 万元


@cache
def document_of(form: str) -> Document:
    return render(full_workbook(form), draft=True, traced=True)


def test_there_are_forms_to_look_at() -> None:
    assert len(FORMS) >= 5


@pytest.mark.parametrize("form", FORMS)
class TestOfAForm:
    def test_every_field_is_filled_in(self, form: str) -> None:
        cells = full_workbook(form).cells
        assert [cell.key for cell in cells if cell.entry.value is None and cell.place.field.formula is None] == []
        amounts = [cell.entry.value for cell in cells if cell.place.field.kind.amount and cell.place.field.formula is None]
        assert len(set(amounts)) == len(amounts) > 3  # so that a figure tells which cell it is of

    def test_the_text_is_the_same_with_a_trace(self, form: str) -> None:
        assert to_text(document_of(form)) == to_text(render(full_workbook(form), draft=True))

    def test_every_figure_outside_narratives_has_an_origin(self, form: str) -> None:
        figures = document_of(form).figures
        assert len(figures) > 20
        assert [one.text for one in figures if one.origin.kind == "template"] == []
        assert [one for one in figures if one.origin.kind in ("number", "derived") and not one.origin.cells] == []
        assert [one for one in figures if one.origin.kind == "derived" and not one.origin.expression] == []
        assert [one.text for one in figures if one.origin.kind == "label" and not one.text.isdecimal()] == []

    def test_a_figure_says_what_its_cell_holds(self, form: str) -> None:
        values = {cell.entry.at: cell.entry.value for cell in full_workbook(form).cells}
        of_one = [one for one in document_of(form).figures if one.origin.kind == "number"]
        assert [(one.text, one.origin) for one in of_one if not _says(one, values[one.origin.cells[0]])] == []

    def test_what_stands_in_narratives_names_the_cell_with_its_words(self, form: str) -> None:
        values = {cell.entry.at: cell.entry.value for cell in full_workbook(form).cells}
        typed = [one for one in document_of(form).figures if one.origin.kind == "text"]
        assert [one for one in typed if one.text.lstrip("-") not in str(values[one.origin.cells[0]])] == []


def _says(figure: Figure, value: object) -> bool:
    said = abs(Decimal(figure.text.replace(",", "").rstrip("%")))
    if isinstance(value, date):
        return said in (value.year, value.month, value.day)
    return isinstance(value, Decimal) and any(round_half_up(abs(value) * each, scale(said)) == said for each in SCALES)
