"""The JSON Schema of a form's files says what the loader says of their keys and types, and explains every key."""

from __future__ import annotations

import copy
import json
import math
import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from making import COVER, a_rule, record
from test_cli import Call, call
from test_form_random_mistakes import places, spoil

from budgetxl.cli.app import OK, WRONG_USAGE
from budgetxl.forms import TYPES, known_folders
from budgetxl.forms.load.builder import _KINDS
from budgetxl.forms.load.json_schema import schema_of
from budgetxl.forms.load.json_schema.descriptions import DESCRIPTIONS
from budgetxl.forms.load.mistakes import Mistake
from budgetxl.forms.load.schema import BLOCK_KINDS, SCHEMA, checked

__all__ = ["call"]

OURS = sorted(path.parent for path in (Path(__file__).parent / "forms").glob("*/form.toml"))
FILES = [(folder / name, kind) for folder in (*known_folders().values(), *OURS) for name, kind in (("form.toml", "form"), ("rules.toml", "rules"))]
FORM = Draft202012Validator(schema_of("form"))
PLAIN = Draft202012Validator(schema_of("form")["$defs"]["text"])
TINY = 'id = "tiny"\n' + COVER + record("x", a="money") + a_rule("X-01", "x.a > 0")


def refused(raw: dict[str, Any]) -> bool:
    """Whether the schema of form.toml refuses tables of TOML, other than for a text that is none of a closed list."""
    return any(error.validator != "enum" or not PLAIN.is_valid(error.instance) for error in FORM.iter_errors(raw))


def told(raw: dict[str, Any]) -> list[Mistake]:
    """What the loader says of the same, other than of two items with one id."""
    mistakes: list[Mistake] = []
    checked(raw, "form", "form.toml", mistakes)
    return [mistake for mistake in mistakes if "重复" not in mistake.message]


@pytest.mark.parametrize(("path", "kind"), FILES, ids=[f"{path.parent.name}/{path.name}" for path, _ in FILES])
def test_the_files_of_every_form_that_we_have_are_accepted(path: Path, kind: str) -> None:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema_of(kind)).iter_errors(raw)] == []


@pytest.mark.parametrize("kind", ["form", "rules"])
def test_a_schema_is_a_schema(kind: str) -> None:
    Draft202012Validator.check_schema(schema_of(kind))
    assert json.loads(json.dumps(schema_of(kind))) == schema_of(kind)


@pytest.mark.parametrize("table", SCHEMA)
def test_every_key_is_described_and_none_that_there_is_not(table: str) -> None:
    assert sorted(DESCRIPTIONS[table]) == sorted(SCHEMA[table])


def test_every_key_of_the_schema_shows_its_description() -> None:
    schema = schema_of("form")
    tables = [schema, *(table for name, table in schema["$defs"].items() if name != "text")]
    assert [key for table in tables for key, value in table["properties"].items() if not value.get("description")] == []


def test_a_type_that_there_is_not_is_refused() -> None:
    raw = tomllib.loads(TINY)
    raw["sheets"][0]["blocks"][0]["fields"][0]["type"] = "txt"
    assert [error.instance for error in FORM.iter_errors(raw)] == ["txt"]


def test_an_editor_is_offered_every_type_and_kind_of_block() -> None:
    tables = schema_of("form")["$defs"]
    assert tables["field"]["properties"]["type"]["enum"] == list(TYPES)
    assert tables["block"]["properties"]["kind"]["enum"] == list(BLOCK_KINDS) == list(_KINDS)


def test_a_form_needs_an_id_and_a_file_of_rules_does_not() -> None:
    assert not FORM.is_valid({})
    assert Draft202012Validator(schema_of("rules")).is_valid({})


@pytest.mark.parametrize(
    ("key", "value", "good"),
    [("rows", 0, False), ("rows", 1, True), ("rows", 5000, True), ("rows", 5001, False), ("rows", "5", False), ("places", 6, False)],
)
def test_a_number_out_of_its_bounds_is_refused(key: str, value: Any, good: bool) -> None:
    raw = tomllib.loads(TINY)
    raw["sheets"][1]["blocks"][0][key] = value
    assert (not refused(raw), told(raw) == []) == (good, good)


@pytest.mark.parametrize("text", ["甲\u0001", "甲\u2028", "长" * 32_768])
def test_a_text_that_no_cell_takes_is_refused(text: str) -> None:
    raw = tomllib.loads(TINY)
    raw["title"] = text
    assert refused(raw) and told(raw)


@pytest.mark.parametrize("name", ["", "A", "9a", "a-b", "a" * 61, "a\tb"])
def test_an_id_that_can_be_none_is_refused(name: str) -> None:
    raw = tomllib.loads(TINY)
    raw["sheets"][0]["id"] = name
    assert refused(raw) and told(raw)


def unlike_json(raw: Any) -> bool:
    """Whether TOML has a number here that JSON knows only as another: 1.0, which is 1 there, or none at all."""
    return any(isinstance(holder[key], float) and (not math.isfinite(holder[key]) or holder[key].is_integer()) for holder, key in places(raw))


def spoilt(name: str) -> Iterator[dict[str, Any]]:
    """A form and its rules with mistakes at random places."""
    folder = known_folders()[name]
    raw = {key: value for file in ("form.toml", "rules.toml") for key, value in tomllib.loads((folder / file).read_text(encoding="utf-8")).items()}
    for seed in range(40):
        one = copy.deepcopy(raw)
        spoil(one, random.Random(f"{name} {seed}"))
        yield one


@pytest.mark.parametrize("name", sorted(known_folders()))
def test_the_schema_refuses_what_the_loader_refuses_and_nothing_else(name: str) -> None:
    bad = 0
    for raw in spoilt(name):
        if "id" not in raw or unlike_json(raw):
            continue
        mistakes = told(raw)
        bad += bool(mistakes)
        assert refused(raw) == bool(mistakes), list(map(str, mistakes)) or [error.message[:200] for error in FORM.iter_errors(raw)]
    assert bad > 8


def test_the_command_prints_the_schema_of_either_file(call: Call) -> None:
    for words, kind in (((), "form"), (("form",), "form"), (("rules",), "rules")):
        ended = call("forms", "schema", *words)
        assert (ended.code, ended.json) == (OK, schema_of(kind))


def test_the_command_knows_no_other_file(call: Call) -> None:
    ended = call("forms", "schema", "notice")
    assert (ended.code, ended.out) == (WRONG_USAGE, "")
    assert "只能是" in ended.err
