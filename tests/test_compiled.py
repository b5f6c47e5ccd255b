"""A form is compiled once, when it is loaded; who reads many workbooks of it loads it and makes it ready once."""

from __future__ import annotations

import ast
import difflib
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from making import YEAR, a_block, a_form, a_rule, a_sheet, fields_of, record, table
from submissions import loaded

import budgetxl
from budgetxl.cli.app import run
from budgetxl.forms import (
    Form,
    FormError,
    FormLibrary,
    find_block,
    known_folders,
    load_form,
    places,
    row_places,
    sheet_scope,
)
from budgetxl.forms.load.library import form_library as library
from budgetxl.workbook import FormReading, fill, read
from budgetxl.workbook.read.places import form_reading

SUM = a_rule("X-01", "x.a == x.b + x.c")


class Counted:
    """A function that counts how often it is asked."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function, self.asked = function, 0

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.asked += 1
        return self.function(*given, **named)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str], Counted]:
    """Puts a counting function in the place of another."""

    def put(holder: Any, name: str) -> Counted:
        made = Counted(getattr(holder, name))
        monkeypatch.setattr(holder, name, made)
        return made

    return put


class TestLoading:
    @pytest.mark.parametrize("name", known_folders())
    def test_a_form_without_mistakes_is_loaded_without_looking_for_the_right_word(
        self, name: str, counted: Callable[[Any, str], Counted]
    ) -> None:
        looked_for = counted(difflib, "get_close_matches")
        load_form(name)
        assert looked_for.asked == 0

    def test_a_mistake_still_names_the_right_word(self, tmp_path: Path) -> None:
        with pytest.raises(FormError, match="amount"):
            a_form(tmp_path, record("x", amount="money"), a_rule("X-01", "x.amuont > 0"))

    def test_the_same_text_is_read_once(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, record("x", a="money", b="money", c={"type": "money", "formula": "x.a + x.b"}), a_rule("X-01", "x.c == x.a + x.b"))
        assert places(form)["x", "c"].field.formula is not None
        again = a_form(tmp_path, record("x", a="money", b="money", c="money"), a_rule("X-01", "x.a > 0") + a_rule("X-02", "x.a > 0"))
        assert again.rules[0].check is again.rules[1].check


class TestACompiledForm:
    def test_a_form_with_fewer_rules_is_compiled_no_second_time(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, record("x", a="money", b="money", c="money"), SUM + a_rule("X-02", "x.a > 0"))
        fewer = replace(form, rules=form.rules[1:])
        assert [rule.id for rule in fewer.rules] == ["X-02"]
        assert fewer.compiled is form.compiled

    def test_a_form_can_not_be_given_other_sheets_than_it_was_compiled_of(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, record("x", a="money"))
        with pytest.raises(TypeError):
            replace(form, sheets=())  # type: ignore[call-arg]

    def test_places_are_the_same_whoever_asks(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, table("t", a="money"))
        assert places(form) is places(form)
        assert row_places(form, ("t",)) is row_places(form, ("t",))

    @pytest.mark.parametrize("name", known_folders())
    def test_each_value_is_computed_behind_those_that_it_stands_on(self, name: str) -> None:
        steps = [step for steps in loaded(name).compiled.steps.values() for step in steps]
        turns = {step.path: step.turn for step in steps}
        above = [(step.path, path) for step in steps for path in step.inputs - {step.path} if turns.get(path, -1) > step.turn]
        assert above == []

    @pytest.mark.parametrize("name", known_folders())
    def test_each_formula_of_a_form_is_a_step(self, name: str) -> None:
        form = loaded(name)
        steps = {step.path for steps in form.compiled.steps.values() for step in steps if step.reading is not None}
        assert steps == {path for path, place in places(form).items() if place.field.formula is not None}

    def test_what_a_rule_may_say_over_each_thing_with_rows(self, tmp_path: Path) -> None:
        sheet = a_sheet("项目", a_block("info", "record", fields=fields_of({"name": "text"})), repeat="projects")
        form = a_form(tmp_path, table("t", a="money", b="text") + sheet)
        assert set(row_places(form, ("t",)) or {}) == {("a",), ("b",)}
        assert set(row_places(form, ("projects",)) or {}) == set(sheet_scope(form, ("projects", "info")) or {}) == {("name",)}
        assert (row_places(form, ("unit",)), sheet_scope(form, ("t",)), find_block(form, ("info",))) == (None, None, (None, None))
        assert find_block(form, ("projects", "info"))[1] is form.sheets[-1]

    @pytest.mark.parametrize("name", known_folders())
    def test_a_form_goes_to_a_worker_and_comes_back(self, name: str) -> None:
        form = loaded(name)
        back: Form = pickle.loads(pickle.dumps(form))
        assert back == form and places(back) == places(form)


class TestReadingMany:
    def test_two_workbooks_of_a_form_are_read_by_one_form_made_ready_once(
        self, tmp_path: Path, counted: Callable[[Any, str], Counted]
    ) -> None:
        form = a_form(tmp_path, record("x", a="money", b="money", c="money"), SUM)
        data = [fill(form, {"x": {"a": amount}}, YEAR) for amount in ("1", "2")]
        loading, preparing = counted(library, "load_form"), counted(form_reading, "expected_sheets")
        forms = FormLibrary(FormReading)
        found = [read(each, find_form=lambda name: forms.find(str(form.folders[0]))).submission for each in data]
        assert (loading.asked, preparing.asked) == (1, 1)
        assert found[0].form is found[1].form

    @pytest.mark.parametrize("named", [False, True])
    def test_a_command_makes_a_form_ready_once(
        self, named: bool, tmp_path: Path, counted: Callable[[Any, str], Counted], capsys: pytest.CaptureFixture[str]
    ) -> None:
        sample = Path(__file__).parent.parent / "sample_workbooks" / "jiefangdao-2022.xlsx"
        files = [tmp_path / f"{number}.xlsx" for number in range(3)]
        for file in files:
            file.write_bytes(sample.read_bytes())
        loading, preparing = counted(library, "load_form"), counted(form_reading, "expected_sheets")
        run(["check", *map(str, files), *(["--form", "langfang-2022"] if named else [])])
        assert (loading.asked, preparing.asked) == (1, 1)

    def test_a_library_keeps_so_many_and_gives_up_what_was_asked_for_longest_ago(self, tmp_path: Path) -> None:
        made: list[str] = []
        homes = [str(a_form(tmp_path, record(f"x{number}", a="money")).folders[0]) for number in range(3)]
        forms = FormLibrary(lambda form: made.append(form.sheets[1].blocks[0].id) or form, most=2)
        for number in (0, 1, 0, 2, 0, 1):
            forms.find(homes[number])
        assert made == ["x0", "x1", "x2", "x1"]

    def test_a_form_that_is_not_known_is_said_each_time(self) -> None:
        forms = FormLibrary(FormReading)
        for _ in range(2):
            with pytest.raises(FormError, match="nothing-like-it"):
                forms.find("nothing-like-it")


PLAIN = {"str", "bool", "int", "bytes", "tuple[str, ...]"}


def test_what_is_remembered_of_a_function_is_bounded_and_goes_by_plain_values() -> None:
    odd = []
    for path in Path(budgetxl.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                names = [ast.unparse(each) for each in node.decorator_list]
                remembered = [name for name in names if "cache" in name and "cached_property" not in name]
                plain = all(each.annotation is not None and ast.unparse(each.annotation) in PLAIN for each in node.args.args)
                bounded = not node.args.args or all("maxsize=" in name and "None" not in name for name in remembered)
                odd += [f"{path.name}: {node.name}" for name in remembered if not (plain and bounded)]
    assert odd == []


def test_nothing_frozen_is_written_into_but_by_the_constructors_of_records() -> None:
    root = Path(budgetxl.__file__).parent
    writing = [path.relative_to(root).as_posix() for path in root.rglob("*.py") if "object.__setattr__" in path.read_text(encoding="utf-8")]
    assert writing == ["values/records.py"]
