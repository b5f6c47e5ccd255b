"""``like``: a block as a copy of another, with the names of the copied block rewritten to its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .identifiers import renamed, renamed_slots

_OWN = frozenset({"id", "was", "like", "rows_from", "prefix"})  # of the copied block alone
_SAID = ("spoken", "named_by")  # a sentence means one figure, and never that of a copy


class Names(NamedTuple):
    """The names of a copied block and what they become: in expressions, and in whole paths (``choices``)."""

    expressions: Mapping[str, str]
    paths: Mapping[str, str]


def copied(source: Mapping[str, Any], source_repeat: str, own: str, repeat: str) -> dict[str, Any]:
    """The block ``source`` as one that is called ``own``; the repeats are the names of their repeated sheets, if they stand on such.

    Its figures have none of the phrases of those that it copies: a phrase has one owner.
    """
    old = source["id"]
    ids = {old: own, **{name: _own_id(name, old, own) for name in _ids(source)}}
    above, below = ("sheet." if repeat else ""), (f"{repeat}." if repeat else "")
    expressions = {f"{'sheet.' if source_repeat else ''}{name}": above + new for name, new in ids.items()}
    paths = {f"{source_repeat}.{name}" if source_repeat else name: below + new for name, new in ids.items()}
    names = Names({**paths, **expressions} if source_repeat else expressions, paths)
    made = {key: _value(key, value, names) for key, value in source.items() if key not in _OWN}
    if isinstance(made.get("totals"), list):
        made["totals"] = [_named(total, ids) for total in made["totals"]]
    return {key: _named(value, ids) if isinstance(value, dict) and "id" in value else value for key, value in made.items()}


def _ids(block: Mapping[str, Any]) -> list[str]:
    """The ids inside a block that are names beside its own: those of its total rows, and of its parts that have one."""
    totals = block.get("totals")
    parts = [*(totals if isinstance(totals, list) else ()), *(value for value in block.values() if isinstance(value, dict))]
    return [part["id"] for part in parts if "id" in part]


def _own_id(name: str, old: str, own: str) -> str:
    return own + name[len(old) :] if name == old or name.startswith(f"{old}_") else f"{own}_{name}"


def _named(part: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    return {**{key: value for key, value in part.items() if key != "was"}, "id": ids[part["id"]]}


def _value(key: str, value: Any, names: Names) -> Any:
    """What stands under a key, with the names in its expressions replaced."""
    match key, value:
        case ("formula" | "total"), str():
            return renamed(value, names.expressions)
        case ("choices" | "carries"), str():
            return renamed(value, names.paths)
        case "formulas", dict():
            return {name: renamed(text, names.expressions) if isinstance(text, str) else text for name, text in value.items()}
        case "rule", dict():
            return _rule(value, names)
        case "rules", dict():
            return {name: _rule(rule, names) for name, rule in value.items()}
        case ("fields" | "columns" | "rows" | "totals"), [dict(), *_]:
            return [{name: _value(name, inner, names) for name, inner in item.items() if name not in _SAID or not inner} for item in value]
        case _:
            return value


def _rule(rule: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The rule of a formula without its id: a copy that gives it no other has no such rule."""
    made: dict[str, Any] = {}
    for key, value in rule.items():
        if key in ("when", "tolerance"):
            made[key] = renamed(value, names.expressions)
        elif key in ("message", "hint"):
            made[key] = renamed_slots(value, names.expressions)
        elif key == "cells":
            made[key] = [renamed(path, names.expressions) for path in value]
        elif key not in ("id", "_file"):
            made[key] = value
    return made
