"""Whatever TOML stands in a form's files, loading it ends in a form, or in mistakes that are all Chinese sentences."""

from __future__ import annotations

import copy
import json
import math
import random
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from budgetxl.forms import FormError, known_folders, load_form

#: A value of every type of TOML, and texts that mean something in a form.
VALUES: list[Any] = [
    3, -1, 0, 10**30, True, False, 1.5, math.nan, math.inf, "", "x", "很多", "class", "row.x + 1", "{", "a\u0001b", ".", "lists.kinds",
    "{{ year }}", date(2022, 1, 1), datetime(2022, 1, 1, 1, 1), time(1, 1), [], [[]], [[[1]]], {}, {"id": 5}, {"a": {}}, [{}], [{"id": "x"}],
    [{"id": "x", "label": "甲"}], ["a", "a"], [1, "a"], [{"id": "x"}, {"id": "x"}], {"id": "q", "_file": 3},
]  # fmt: skip
KEYS = ["rows", "columns", "fields", "id", "type", "kind", "remove", "after", "default", "formulas", "choices", "lift", "zzz"]


def written(value: Any) -> str:
    """A value as TOML writes it inline."""
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)} = {written(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(written, value)) + "]"
        case date() | time():
            return value.isoformat()
        case str():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a table: what holds it, and its key or index."""
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])


def spoil(raw: dict[str, Any], chance: random.Random) -> None:
    """One to three places replaced, removed, doubled or given the value of another place."""
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        found = list(places(raw))
        if not found:
            return
        holder, key = chance.choice(found)
        match chance.randrange(10):
            case 0 | 1 | 2 | 3 | 4 | 5:
                holder[key] = copy.deepcopy(chance.choice(VALUES))
            case 6:
                del holder[key]
            case 7 if isinstance(holder, list):
                holder.insert(key, copy.deepcopy(holder[key]))
            case _ if isinstance(holder, dict):
                other, at = chance.choice(found)
                holder[chance.choice([key, *KEYS])] = copy.deepcopy(other[at])
            case _:
                holder.append(copy.deepcopy(chance.choice(VALUES)))


@pytest.mark.parametrize("name", sorted(known_folders()))
def test_a_shipped_form_spoilt_at_random_places(tmp_path: Path, name: str) -> None:
    own, shipped = tmp_path / name, known_folders()[name]
    own.mkdir()
    for path in shipped.glob("*.csv"):
        (own / path.name).write_bytes(path.read_bytes())
    tables = {file: tomllib.loads((shipped / file).read_text(encoding="utf-8")) for file in ("form.toml", "rules.toml")}
    refused = 0
    for seed in range(12):
        chance = random.Random(f"{name} {seed}")
        which = chance.choice(["form.toml", "form.toml", "form.toml", "rules.toml"])
        for file, table in tables.items():
            raw = copy.deepcopy(table)
            if file == which:
                spoil(raw, chance)
            text = "\n".join(f"{json.dumps(key)} = {written(value)}" for key, value in raw.items())
            (own / file).write_text(text, encoding="utf-8")
        try:
            load_form(own)
        except FormError as error:
            refused += 1
            assert error.mistakes
            assert all(re.search("[\u4e00-\u9fff]", mistake.message) and mistake.file for mistake in error.mistakes), (seed, str(error))
    assert refused > 4
