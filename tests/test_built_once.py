"""The workbooks that tests share are those that the program builds; whoever patches something gets one of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import BUILT_ONCE
from making import a_form, record
from submissions import CLEAN, changed, loaded

from budgetxl.forms import Form
from budgetxl.workbook import fill
from budgetxl.workbook.build import builder

FORM = "fengrun-performance-2023"
DATA = CLEAN[FORM]


@pytest.fixture
def built(tmp_path: Path) -> Iterator[list[Form]]:
    """The forms of which workbooks were really built, and a memory that is empty at first."""
    forms: list[Form] = []
    before, real = BUILT_ONCE.folder, BUILT_ONCE.build

    def build(form: Form, *given: Any, **more: Any) -> bytes:
        forms.append(form)
        return real(form, *given, **more)

    BUILT_ONCE.folder, BUILT_ONCE.build = tmp_path, build
    yield forms
    BUILT_ONCE.folder, BUILT_ONCE.build = before, real


def test_what_was_built_before_is_had_again_to_the_byte(built: list[Form]) -> None:
    form = loaded(FORM)
    first = fill(form, DATA, form.year)
    assert fill(form, DATA, form.year) == first
    assert built == [form]
    BUILT_ONCE.rests = True
    assert fill(form, DATA, form.year) == first
    assert built == [form, form]


@pytest.mark.parametrize("other", ["year", "data", "reasons"])
def test_any_other_input_is_built(other: str, built: list[Form]) -> None:
    form = loaded(FORM)
    fill(form, DATA, form.year)
    match other:
        case "year":
            fill(form, DATA, form.year + 1)
        case "data":
            fill(form, changed(DATA, {"unit.name": "另一个单位"}), form.year)
        case "reasons":
            fill(form, DATA, form.year, reasons={"x": "上年的原因"})
    assert len(built) == 2


def test_a_form_of_a_test_is_built_each_time(built: list[Form], tmp_path_factory: pytest.TempPathFactory) -> None:
    form = a_form(tmp_path_factory.mktemp("own"), record("x", a="money"))
    assert fill(form, {"x": {"a": "1"}}) == fill(form, {"x": {"a": "1"}})
    assert len(built) == 2


def test_whoever_patches_something_gets_a_workbook_of_its_own(built: list[Form], monkeypatch: pytest.MonkeyPatch) -> None:
    form = loaded(FORM)
    before = fill(form, DATA, form.year)
    monkeypatch.setattr(builder, "CREATED", builder.CREATED.replace(year=1999))
    assert fill(form, DATA, form.year) != before
    assert len(built) == 2
    assert not list(BUILT_ONCE.folder.iterdir())  # type: ignore[union-attr]
