"""JSON Schema (draft 2020-12) of form.toml and rules.toml, made from the table of keys that the loader itself goes by.

A schema sees one file: names that lead nowhere and ids that stand twice are for ``forms check`` to tell.
"""

from __future__ import annotations

from typing import Any, get_args

from budgetxl.values import POWERS

from ...field_types import TYPES
from ...form import Look, OnOlder, OverviewKind
from ...model import PAPERS, Severity
from ..checks.official_layout import PLACES
from ..schema import (
    ARRANGE,
    BLOCK_KINDS,
    BOOL,
    BOUNDS,
    CODE_MAP,
    CONTROL,
    DEFAULTS,
    FIELD_RULE,
    FIELD_RULES,
    FORMULA,
    FORMULAS,
    HEADER,
    IDENTIFIER,
    INT,
    LIST,
    LISTED,
    LISTS,
    MAP,
    MAPS,
    MAX_ID,
    MAX_RULE_ID,
    MAX_TEXT,
    NUMBER,
    NUMBERS,
    OVER,
    OVER_ENTRY,
    PARTS,
    ROWS,
    SCHEMA,
    TEXT,
    TEXTS,
)  # fmt: skip
from .descriptions import DESCRIPTIONS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES = {"form": "form.toml", "rules": "rules.toml"}

_CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("options", "on_older"): get_args(OnOlder),
    ("options", "prose_unit"): tuple(POWERS),
    ("options", "look"): get_args(Look),
    ("sheet", "paper"): PAPERS,
    ("published", "paper"): PAPERS,
    ("block", "kind"): BLOCK_KINDS,
    ("field", "type"): tuple(TYPES),
    ("total", "place"): PLACES,
    ("rule", "severity"): get_args(Severity),
    ("chart", "kind"): get_args(OverviewKind),
    (FIELD_RULE, "severity"): get_args(Severity),
    (OVER_ENTRY, "severity"): get_args(Severity),
}
"""The texts that a key may be, where they are a closed list."""

_WORD = {"$ref": "#/$defs/text"}
_FORMULA = {"anyOf": [_WORD, {"const": False}]}
_MAP = {"type": "object", "propertyNames": _WORD, "additionalProperties": _WORD}
_KINDS: dict[str, dict[str, Any]] = {
    TEXT: _WORD,
    BOOL: {"type": "boolean"},
    INT: {"type": "integer"},
    NUMBER: {"type": "number"},
    TEXTS: {"type": "array", "items": _WORD},
    NUMBERS: {"type": "object", "propertyNames": {"pattern": r"^[a-z][a-z0-9_]*$"}, "additionalProperties": {"type": "number"}},
    MAP: _MAP,
    MAPS: {"type": "object", "propertyNames": _WORD, "additionalProperties": _MAP},
    HEADER: {"anyOf": [_WORD, {"type": "array", "items": _WORD}]},
    CODE_MAP: {
        "anyOf": [
            _WORD,
            {"type": "object", "propertyNames": _WORD, "additionalProperties": {"anyOf": [_WORD, {"type": "array", "items": _WORD}]}},
        ],
    },
    LISTS: {
        "type": "object", "propertyNames": _WORD,
        "additionalProperties": {"anyOf": [_WORD, {"type": "array", "items": _WORD}, {"$ref": f"#/$defs/{LIST}"}]},
    },
    ARRANGE: {"type": "array", "items": {"type": "array", "items": _WORD}},
    DEFAULTS: {"type": "array", "items": {"type": "object", "propertyNames": _WORD, "additionalProperties": _WORD}},
    PARTS: {"type": "array", "items": {"type": "integer"}},
    FORMULA: _FORMULA,
    FORMULAS: {"type": "object", "propertyNames": _WORD, "additionalProperties": _FORMULA},
    FIELD_RULES: {"type": "object", "additionalProperties": {"$ref": f"#/$defs/{FIELD_RULE}"}},
    OVER: {"type": "object", "additionalProperties": {"anyOf": [_WORD, {"$ref": f"#/$defs/{OVER_ENTRY}"}]}},
    ROWS: {"anyOf": [{"type": "integer"}, {"type": "array", "items": {"$ref": "#/$defs/gridrow"}}]},
}
"""What a value of each kind looks like."""


def schema_of(file: str) -> dict[str, Any]:
    """The schema of ``form`` (form.toml) or ``rules`` (rules.toml). The second takes the same keys, and needs no id."""
    return {
        "$schema": DIALECT,
        "title": f"budgetxl {FILES[file]}",
        **_table("form"),
        **({"required": ["id"]} if file == "form" else {}),
        "$defs": {"text": _text(), **{name: _table(name) for name in SCHEMA if name != "form"}},
    }


def _table(spec: str) -> dict[str, Any]:
    """An object with the keys of one table of SCHEMA; an item of a list must have its id."""
    properties = {name: {"description": DESCRIPTIONS[spec][name], **_value(spec, name)} for name in SCHEMA[spec]}
    needed = _needed(spec) if spec in _items() else {}
    return {"type": "object", "additionalProperties": False, "properties": properties, **needed}


def _needed(spec: str) -> dict[str, Any]:
    """An item needs its id; a rule for several tables has those of ``over``."""
    return {"anyOf": [{"required": [name]} for name in ("id", "over")]} if "over" in SCHEMA[spec] else {"required": ["id"]}


def _value(spec: str, name: str) -> dict[str, Any]:
    """What the value of a key may be."""
    kind = SCHEMA[spec][name]
    if kind.endswith("*"):
        return {"type": "array", "items": {"$ref": f"#/$defs/{kind[:-1]}"}}
    if kind in SCHEMA:
        return {"$ref": f"#/$defs/{kind}"}
    if (spec, name) in _CHOICES:
        return {"enum": list(_CHOICES[spec, name])}
    if name == "id" and spec in (*_items(), FIELD_RULE):
        return _id(spec)
    if kind == HEADER and name == "header":
        return {"anyOf": [_WORD, {"type": "array", "items": _WORD, "minItems": 1}]}
    return _bounded(_KINDS[kind], name)


def _bounded(value: dict[str, Any], name: str) -> dict[str, Any]:
    """The number in a value within the bounds of its key."""
    if "anyOf" in value:
        return {"anyOf": [_bounded(each, name) for each in value["anyOf"]]}
    if value.get("type") in ("integer", "number"):
        least, most = BOUNDS[name]
        return {**value, "minimum": least, "maximum": most}
    return value


def _items() -> set[str]:
    """The tables that are items of lists."""
    kinds = (kind for keys in SCHEMA.values() for name, kind in keys.items() if name in LISTED)
    return {"gridrow" if kind == ROWS else kind[:-1] for kind in kinds if kind == ROWS or kind.endswith("*")}


def _id(spec: str) -> dict[str, Any]:
    if spec in ("rule", FIELD_RULE):
        return {"type": "string", "maxLength": MAX_RULE_ID, "pattern": r"^(?=.*\S)" + _without_control("\\t\\n")}
    return {"type": "string", "maxLength": MAX_ID, "pattern": "^" + IDENTIFIER.pattern.removesuffix(r"\Z") + "$"}


def _text() -> dict[str, Any]:
    return {"type": "string", "maxLength": MAX_TEXT, "pattern": "^" + _without_control()}


def _without_control(more: str = "") -> str:
    """A pattern, from the beginning on, of texts without control characters; as JSON Schema has it, without raw ones in it."""
    refused = "".join(sign if sign.isascii() and sign.isprintable() else f"\\u{ord(sign):04x}" for sign in CONTROL.pattern[1:-1])
    return f"[^{refused}{more}]*$"
