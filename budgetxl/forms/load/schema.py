"""Which keys each table of a form's TOML has, and of what kind. The one place that knows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from budgetxl.values.nearest import nearest
from budgetxl.values.records import dataclass

from .messages import say

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*$")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake of a form: the file, the key in it (``sheets.summary.blocks.income``), and what is wrong."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        return "：".join(filter(None, (self.file, self.key, self.message)))


class FormError(Exception):
    """A form that can't be used; ``mistakes`` holds every one that was found."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


TEXT, BOOL, INT, NUMBER, TEXTS, MAP, ROWS, HEADER = "text", "bool", "int", "number", "texts", "map", "rows", "header"

_EDIT = {"after": TEXT, "before": TEXT, "remove": BOOL, "replace": BOOL}
_FIELD = {
    "id": TEXT, "label": TEXT, "header": HEADER, "type": TEXT, "required": BOOL, "formula": TEXT, "choices": HEADER,
    "open_choices": BOOL, "unit": TEXT, "decimals": INT, "places": INT, "grouping": BOOL, "signed": BOOL,
    "inherit": BOOL, "default": TEXT, "prompt": TEXT,
    "aliases": TEXTS, "width": NUMBER, "lines": INT, "in_notice": BOOL, "notice_label": TEXT, "lift": BOOL,
    "open_formula": BOOL, **_EDIT,
}  # fmt: skip
SCHEMA: dict[str, dict[str, str]] = {
    "form": {
        "id": TEXT, "extends": TEXT, "title": TEXT, "year": INT, "version": TEXT, "abstract": BOOL, "options": "options",
        "words": MAP, "sections": MAP, "lists": MAP, "instructions": TEXTS, "sheets": "sheet*", "rules": "rule*",
    },
    "options": {"numbering": TEXTS, "prose_places": INT, "table_places": INT, "neutral": MAP, "on_older": TEXT, "prose_unit": TEXT, "grouping": BOOL},
    "sheet": {
        "id": TEXT, "name": TEXT, "title": TEXT, "repeat": TEXT, "section": TEXT, "above": TEXT, "notes": TEXTS,
        "landscape": BOOL, "tab": TEXT, "blocks": "block*", **_EDIT,
    },
    "block": {
        "id": TEXT, "kind": TEXT, "title": TEXT, "unit": TEXT, "places": INT, "grouping": BOOL, "note": TEXT, "fields": "field*", "arrange": ROWS,
        "columns": "field*", "rows": "rows", "totals": "total*", "rollup": "rollup", "defaults": ROWS, "corner": TEXT, **_EDIT,
    },
    "field": _FIELD,
    "gridrow": {"id": TEXT, "label": TEXT, "skip": TEXTS, "formulas": MAP, "aliases": TEXTS, **_EDIT},
    "total": {"id": TEXT, "label": TEXT, "columns": TEXTS, "formulas": MAP, "aliases": TEXTS, **_EDIT},
    "rollup": {"column": TEXT, "leaf": INT},
    "rule": {
        "id": TEXT, "severity": TEXT, "check": TEXT, "message": TEXT, "each": TEXT, "when": TEXT, "tolerance": TEXT,
        "hint": TEXT, "trial": BOOL, "item": TEXT, "cells": TEXTS, "remove": BOOL, "replace": BOOL, "after": TEXT,
        "before": TEXT,
    },
}  # fmt: skip

_NAMES = {
    TEXT: "文字", BOOL: "true 或 false", INT: "整数", NUMBER: "数", TEXTS: "文字的列表", MAP: "键值表", ROWS: "列表",
    HEADER: "文字或文字的列表",
}  # fmt: skip


def _fits(value: object, kind: str) -> bool:
    match kind:
        case "text":
            return isinstance(value, str)
        case "bool":
            return isinstance(value, bool)
        case "int":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case "texts":
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        case "header":
            return isinstance(value, str) or _fits(value, TEXTS)
        case "map":
            return isinstance(value, dict)
        case "rows":
            return isinstance(value, list) or _fits(value, INT)
    return True


def _kind_name(value: object) -> str:
    if isinstance(value, bool):
        return "真假值"
    names = {str: "文字", int: "整数", float: "小数", list: "列表", dict: "键值表"}
    return names.get(type(value), type(value).__name__)


def check_keys(raw: Mapping[str, Any], spec: str, file: str, key: str = "") -> list[Mistake]:
    """Every unknown key and wrongly typed value of one TOML table and the tables inside it, with the nearest right key."""
    mistakes: list[Mistake] = []
    known = SCHEMA[spec]
    for name, value in raw.items():
        if name.startswith("_"):
            continue
        where = f"{key}.{name}" if key else name
        kind = known.get(name)
        if kind is None:
            mistakes.append(Mistake(file, where, say("unknown_key", key=name, near=nearest(name, known))))
        elif kind.endswith("*"):
            mistakes.extend(_check_list(value, kind[:-1], file, where))
        elif spec == "block" and name == "rows" and isinstance(value, list):
            mistakes.extend(_check_list(value, "gridrow", file, where))
        elif kind in SCHEMA:
            if isinstance(value, dict):
                mistakes.extend(check_keys(value, kind, file, where))
            else:
                mistakes.append(_wrong_type(file, where, name, "键值表", value))
        elif not _fits(value, kind):
            mistakes.append(_wrong_type(file, where, name, _NAMES[kind], value))
    return mistakes


def _wrong_type(file: str, where: str, name: str, expected: str, value: object) -> Mistake:
    return Mistake(file, where, say("wrong_type", key=name, expected=expected, actual=_kind_name(value)))


def _check_list(value: object, spec: str, file: str, where: str) -> list[Mistake]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return [_wrong_type(file, where, where.rsplit(".", 1)[-1], "键值表的列表", value)]
    mistakes: list[Mistake] = []
    seen: set[str] = set()
    for index, item in enumerate(value):
        name = item.get("id")
        at = f"{where}.{name if isinstance(name, str) else index + 1}"
        if not isinstance(name, str):
            mistakes.append(Mistake(file, at, say("missing_key", key="id")))
        elif spec != "rule" and not IDENTIFIER.match(name):
            mistakes.append(Mistake(file, at, say("bad_id", value=name)))
        elif name in seen:
            mistakes.append(Mistake(file, at, say("duplicate", value=name, other=at)))
        else:
            seen.add(name)
        mistakes.extend(check_keys(item, spec, file, at))
    return mistakes
