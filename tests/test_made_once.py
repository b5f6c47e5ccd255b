"""What is worked out once for a column, the collector that rests meanwhile, and how forms of ours are found."""

from __future__ import annotations

import gc
from decimal import Decimal

import pytest

from budgetxl.expressions import Columns, TreeScope, evaluate, parse
from budgetxl.expressions.scope import Values, made_once
from budgetxl.forms import FormError, find_folder, load_form
from budgetxl.values import Entry, Group
from budgetxl.workbook.read.collector_off import no_collecting


def test_what_a_function_makes_of_a_column_is_made_once() -> None:
    asked: list[tuple[object, ...]] = []

    def longest(values: tuple[object, ...]) -> int:
        asked.append(values)
        return max(len(str(value)) for value in values)

    column = Values(["甲", "甲乙"])
    assert [made_once(column, longest), made_once(column, longest), made_once(("甲",), longest)] == [2, 2, 1]
    assert len(asked) == 2


def test_a_code_that_is_changed_is_looked_up_anew() -> None:
    rows = tuple(Group({"code": Entry(code), "amount": Entry(Decimal(number))}) for number, code in enumerate(("2010301", "2010399"), start=1))
    root = Group({"t": rows})
    columns = Columns(root)
    total = parse('sum_by_length(t.code, 7, t.amount, "20103")')
    name = parse('lookup("2010399", t.code, t.amount)')
    seen = TreeScope(root, columns=columns)
    assert (evaluate(total, seen), evaluate(name, seen)) == (3, 2)
    rows[1].nodes["code"] = Entry("2120101")  # type: ignore[index]
    columns.forget(("t", "code"))
    assert (evaluate(total, seen), evaluate(name, seen)) == (1, None)


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_is_afterwards_as_it_was(on: bool) -> None:
    was_on = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        with no_collecting():
            assert not gc.isenabled()
            with no_collecting():
                pass
            assert not gc.isenabled()
        assert gc.isenabled() is on
        with pytest.raises(ValueError, match="x"), no_collecting():
            raise ValueError("x")
        assert gc.isenabled() is on
    finally:
        (gc.enable if was_on else gc.disable)()


@pytest.mark.parametrize("name", ["..", ".", "hebei/../hebei", "no-such-form", "hebei-2027/form", " "])
def test_only_a_folder_among_the_forms_is_one_of_them(name: str) -> None:
    with pytest.raises(FormError):
        find_folder(name)


def test_a_form_of_ours_is_found_by_its_id_from_anywhere(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    assert find_folder("hebei-2027").name == "hebei-2027"
    assert load_form("hebei-2027").id == "hebei-2027"
