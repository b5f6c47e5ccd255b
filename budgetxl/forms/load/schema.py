"""Which keys each table of a form's TOML has, of what kind and within what bounds. The one place that knows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.nearest import nearest

from .messages import say, shown
from .mistakes import Mistake

IDENTIFIER = lazy_pattern(r"[a-z][a-z0-9_]*\Z")
FORM_ID = lazy_pattern(r"\w[\w.-]{0,49}\Z")
MAX_ID, MAX_TEXT, MAX_RULE_ID = 60, 32_767, 60
BLOCK_KINDS = ("record", "table", "grid")


TEXT, BOOL, INT, NUMBER, TEXTS, MAP, MAPS, HEADER = "text", "bool", "int", "number", "texts", "map", "maps", "header"
NUMBERS = "numbers"
LISTS, ARRANGE, DEFAULTS, ROWS, PARTS = "lists", "arrange", "defaults", "rows", "parts"
LIST = "list"  # a list with more than its codes
CODE_MAP = "codemap"  # codes with those that they have become, or the file that holds them
FIELD_RULE, FIELD_RULES = "fieldrule", "fieldrules"  # of a field; of a row, by column
OVER, OVER_ENTRY = "over", "overentry"  # the tables of a rule by its ids; one of them with keys of its own
FORMULA, FORMULAS = "formula", "formulas"  # a text, or false: none

_EDIT = {"after": TEXT, "before": TEXT, "remove": BOOL, "replace": BOOL, "removed_by": TEXT}
_FIELD = {
    "id": TEXT, "label": TEXT, "header": HEADER, "type": TEXT, "required": BOOL, "expected": BOOL, "formula": FORMULA, "total": FORMULA,
    "choices": HEADER, "open_choices": BOOL, "unit": TEXT, "decimals": INT, "places": INT, "grouping": BOOL, "signed": BOOL,
    "inherit": BOOL, "default": TEXT, "prompt": TEXT,
    "aliases": TEXTS, "width": NUMBER, "lines": INT, "in_notice": BOOL, "comparison": BOOL, "notice_label": TEXT, "lift": BOOL,
    "open_formula": BOOL, "rule": FIELD_RULE, "parts": PARTS, "part_labels": TEXTS, "lengths": PARTS, "was": HEADER,
    "carries": FORMULA, "roster": TEXT, "own_part": TEXTS, "spoken": TEXTS, "named_by": HEADER, **_EDIT,
}  # fmt: skip
SCHEMA: dict[str, dict[str, str]] = {
    "form": {
        "id": TEXT, "extends": HEADER, "title": TEXT, "year": INT, "version": TEXT, "abstract": BOOL, "options": "options",
        "words": MAP, "parameters": NUMBERS, "phrases": "phrases", "sections": MAP, "lists": LISTS, "instructions": TEXTS,
        "county": TEXT, "default": BOOL, "filling": TEXTS, "finished": TEXT, "signatures": MAP, "sheets": "sheet*", "rules": "rule*",
        "checklist": "checkitem*", "overview": "chart*", "changes": "changes", "published": "published*",
    },
    "changes": {"amount": NUMBER, "percent": NUMBER, "lines": INT, "reasons": MAP},
    "options": {
        "numbering": TEXTS, "prose_places": INT, "table_places": INT, "neutral": MAP, "on_older": TEXT, "prose_unit": TEXT, "grouping": BOOL,
        "glossary": TEXT, "above": TEXT, "look": TEXT, "published_above": TEXTS,
    },
    "phrases": {**dict.fromkeys(("rises", "falls", "may_rise", "may_fall", "unsure", "foreign", "own"), MAP), "renamed": MAPS},
    "sheet": {
        "id": TEXT, "name": TEXT, "title": TEXT, "repeat": TEXT, "section": TEXT, "above": TEXT, "notes": TEXTS,
        "landscape": BOOL, "paper": TEXT, "tab": TEXT, "number": TEXT, "blocks": "block*", "was": HEADER, **_EDIT,
    },
    "block": {
        "id": TEXT, "kind": TEXT, "title": TEXT, "unit": TEXT, "places": INT, "grouping": BOOL, "note": TEXT, "fields": "field*", "arrange": ARRANGE,
        "columns": "field*", "rows": ROWS, "totals": "total*", "rollup": "rollup", "defaults": DEFAULTS, "corner": TEXT,
        "like": TEXT, "rows_from": TEXT, "prefix": TEXT, "shares": TEXT,
        "across": BOOL, "beside": TEXT, "foot": INT, "open_rows": "open_rows", "numbering_row": BOOL, "numbering": TEXT, "was": HEADER,
        "carries": BOOL, **_EDIT,
    },
    LIST: {
        "codes": HEADER, "title": TEXT, "year": INT, "edition": TEXT, "complete": BOOL, "shortest": INT, "longest": INT, "was": CODE_MAP,
    },
    "field": _FIELD,
    "gridrow": {
        "id": TEXT, "label": TEXT, "skip": TEXTS, "formula": FORMULA, "formulas": FORMULAS, "rules": FIELD_RULES, "aliases": TEXTS,
        "numbered": BOOL, "was": HEADER, "spoken": TEXTS,
        **_EDIT,
    },
    "total": {
        "id": TEXT, "label": TEXT, "columns": TEXTS, "formulas": FORMULAS, "rules": FIELD_RULES, "aliases": TEXTS, "place": TEXT, "was": HEADER,
        **_EDIT,
    },
    "fieldrule": {
        "id": TEXT, "message": TEXT, "severity": TEXT, "hint": TEXT, "item": TEXT, "tolerance": TEXT, "when": TEXT, "trial": BOOL, "cells": TEXTS,
    },
    "overentry": {
        "block": TEXT, "severity": TEXT, "check": TEXT, "message": TEXT, "each": TEXT, "when": TEXT, "tolerance": TEXT,
        "hint": TEXT, "trial": BOOL, "item": TEXT, "cells": TEXTS, "needs": TEXTS,
    },
    "rollup": {"column": TEXT, "leaf": INT},
    "open_rows": {"id": TEXT, "rows": INT, "label": TEXT, "prompt": TEXT, "aliases": TEXTS, "was": HEADER},
    "rule": {
        "id": TEXT, "severity": TEXT, "check": TEXT, "message": TEXT, "each": TEXT, "when": TEXT, "tolerance": TEXT,
        "hint": TEXT, "trial": BOOL, "item": TEXT, "cells": TEXTS, "needs": TEXTS, "was": HEADER, "remove": BOOL, "replace": BOOL,
        "after": TEXT, "before": TEXT, "over": OVER,
    },
    "checkitem": {
        "id": TEXT, "label": TEXT, "sheets": TEXTS, "rules": TEXTS, "person": TEXT,
        "after": TEXT, "before": TEXT, "remove": BOOL, "replace": BOOL,
    },
    "chart": {
        "id": TEXT, "title": TEXT, "kind": TEXT, "of": HEADER, "last": HEADER, "change": HEADER, "labels": TEXTS, "published": TEXT,
        "after": TEXT, "before": TEXT, "remove": BOOL, "replace": BOOL,
    },
    "published": {
        "id": TEXT, "number": TEXT, "title": TEXT, "blocks": TEXTS, "beside": TEXTS, "foot": INT, "serial": BOOL, "numbering_row": BOOL,
        "only_filled": TEXTS, "skipped": TEXT, "headers": MAP, "blank": MAP, "statement": TEXT, "notes": TEXTS, "above": TEXTS, "paper": TEXT,
        "after": TEXT, "before": TEXT, "remove": BOOL, "replace": BOOL,
    },
}  # fmt: skip

LISTED = frozenset({"sheets", "blocks", "fields", "columns", "rows", "totals", "rules", "checklist", "overview", "published"})
"""The keys whose lists of tables are laid over each other by id."""

_STRUCTURE = LISTED - {"checklist", "overview", "published"} | {"id", "kind", "repeat", "lift", "lists", "extends", "skip"}

COPIED_KEYS = frozenset({"kind", "fields", "columns", "rows"})
"""What a block has by ``like`` or ``rows_from``: where these can't be followed, nobody is told that it is missing."""

BOUNDS = {
    "year": (1901, 9998), "prose_places": (0, 10), "table_places": (0, 10), "decimals": (0, 10), "places": (0, 5), "lines": (1, 25),
    "width": (1, 255), "rows": (1, 5000), "leaf": (1, 20), "foot": (1, 50),
    "shortest": (1, MAX_ID), "longest": (1, MAX_ID), "amount": (0, 10**9), "percent": (0, 10**6),
}  # fmt: skip
"""What a number may be: Excel's own bounds, and what the reader takes back."""

_NAMES = {
    TEXT: "文字", BOOL: "true 或 false", INT: "整数", NUMBER: "数", TEXTS: "文字的列表", MAP: "键值表（值是文字）", HEADER: "文字或文字的列表",
    NUMBERS: "键值表（值是数）", MAPS: "键值表（值是键值表，里面的值是文字）",
    LISTS: "键值表（值是文字的列表、CSV 文件名，或 codes、title 等键）", LIST: "文字的列表、CSV 文件名，或 codes、title 等键",
    ARRANGE: "列表的列表（每一行的栏目编号）", DEFAULTS: "键值表的列表（值是文字）",
    CODE_MAP: "CSV 文件名，或键值表（旧编码 = 新编码）",
    ROWS: "整数，或行的列表", PARTS: "整数的列表（各列的位数，如 [3, 2, 2]）", FORMULA: "文字或 false", FORMULAS: "键值表（值是文字或 false）",
    OVER: "键值表（规则的编号 = 表）", FIELD_RULE: "键值表（规则的 id、message 等）", FIELD_RULES: "键值表（列的编号 = 规则）",
}  # fmt: skip
CONTROL = lazy_pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")


def _fits(value: object, kind: str) -> bool:
    match kind:
        case "text":
            return isinstance(value, str)
        case "bool":
            return isinstance(value, bool)
        case "int" | "rows":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case "texts":
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        case "header":
            return isinstance(value, str) or _fits(value, TEXTS)
        case "formula":
            return isinstance(value, str) or value is False
        case "formulas":
            return isinstance(value, dict) and all(_fits(item, FORMULA) for item in value.values())
        case "map":
            return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
        case "maps":
            return isinstance(value, dict) and all(_fits(item, MAP) for item in value.values())
        case "over":
            return isinstance(value, dict) and all(isinstance(item, (str, dict)) for item in value.values())
        case "numbers":
            return isinstance(value, dict) and all(_fits(item, NUMBER) for item in value.values())
        case "lists":
            return isinstance(value, dict) and all(_fits(item, LIST) for item in value.values())
        case "codemap":
            return isinstance(value, str) or (isinstance(value, dict) and all(_fits(item, HEADER) for item in value.values()))
        case "list":
            return isinstance(value, dict) or _fits(value, HEADER)
        case "arrange":
            return isinstance(value, list) and all(_fits(item, TEXTS) for item in value)
        case "defaults":
            return isinstance(value, list) and all(_fits(item, MAP) for item in value)
        case "parts":
            return isinstance(value, list) and all(_fits(item, INT) for item in value)
    raise AssertionError(kind)


def _kind_name(value: object) -> str:
    if isinstance(value, bool):
        return "真假值"
    names = {str: "文字", int: "整数", float: "小数", list: "列表", dict: "键值表"}
    return names.get(type(value)) or ("日期或时间" if isinstance(value, (date, time)) else "别的")


def checked(raw: Mapping[str, Any], spec: str, file: str, mistakes: list[Mistake], key: str = "") -> dict[str, Any]:
    """One TOML table with what is usable of it; every unknown key and every wrong value is added to ``mistakes``.

    Items of lists carry their ``_file``. What was lost, or was meant by an unknown key, stands in ``_lost``: nobody is told
    that it is missing. Items without a usable id are left out, and so is the second of two with one id.
    """
    known = SCHEMA[spec]
    kept: dict[str, Any] = {}
    lost: set[str] = set()
    for name, value in raw.items():
        kind = known.get(name)
        if kind in (TEXT, FORMULA) and isinstance(value, str) and value.isprintable() and len(value) <= MAX_TEXT:
            kept[name] = value  # nearly all values
            continue
        where = f"{key}.{shown(name)}" if key else shown(name)
        if kind is None:
            near = nearest(name, known)
            mistakes.append(Mistake(file, where, say("unknown_key", key=name, near=near)))
            lost.update(right for right in known if f"“{right}”" in near)
            continue
        if kind.endswith("*") or (kind == ROWS and isinstance(value, list)):
            items = _items(value, "gridrow" if kind == ROWS else kind[:-1], file, where, mistakes)
            if items is not None:
                kept[name] = items
            if items is None or len(items) < len(value):
                lost.add(name)
        elif kind == FIELD_RULE and isinstance(value, dict):
            kept[name] = _field_rule(value, file, mistakes, where)
        elif kind == FIELD_RULES and isinstance(value, dict) and all(isinstance(each, dict) for each in value.values()):
            kept[name] = {column: _field_rule(each, file, mistakes, f"{where}.{shown(column)}") for column, each in value.items()}
        elif kind in SCHEMA and isinstance(value, dict):
            kept[name] = checked(value, kind, file, mistakes, where)
        elif kind in SCHEMA or kind == FIELD_RULES or not _fits(value, kind):
            mistakes.append(_wrong_type(file, where, name, _NAMES.get(kind, "键值表"), value))
            lost.add(name)
        elif kind == OVER:
            kept[name] = {
                rule: checked(entry, OVER_ENTRY, file, mistakes, f"{where}.{shown(rule)}") if isinstance(entry, dict) else entry
                for rule, entry in value.items()
            }
        elif kind == LISTS and any(isinstance(entry, dict) for entry in value.values()):
            kept[name] = {
                part: checked(entry if isinstance(entry, dict) else {"codes": entry}, LIST, file, mistakes, f"{where}.{shown(part)}")
                for part, entry in value.items()
            }
        elif problem := _problem(name, kind, value):
            mistakes.append(Mistake(file, where, problem))
            lost.add(name)
        else:
            kept[name] = value
    if not lost.isdisjoint(("like", "rows_from")):
        lost |= COPIED_KEYS
    if lost:
        kept["_lost"] = frozenset(lost)
    return kept


def _field_rule(raw: Mapping[str, Any], file: str, mistakes: list[Mistake], key: str) -> dict[str, Any]:
    """The rule of a field, with the file that it stands in."""
    kept = {**checked(raw, FIELD_RULE, file, mistakes, key), "_file": file}
    if "id" in kept and (problem := bad_id(kept["id"], "rule", {}, key)):
        mistakes.append(Mistake(file, key, problem))
        kept["_lost"] = kept.get("_lost", frozenset()) | {"id"}
        del kept["id"]
    return kept


def lost_structure(raw: Mapping[str, Any]) -> bool:
    """Whether fields, blocks, sheets or lists were lost, so that nobody can say which names there are."""
    if _STRUCTURE & raw.get("_lost", frozenset()):
        return True
    inner = (item for name in LISTED & raw.keys() if isinstance(raw[name], list) for item in raw[name] if isinstance(item, dict))
    return any(lost_structure(item) for item in inner)


def _problem(name: str, kind: str, value: Any) -> str:
    """What is wrong with a value of the right type."""
    if kind in (INT, NUMBER, ROWS):
        least, most = BOUNDS[name]
        return "" if least <= value <= most else say("out_of_range", key=name, value=value, least=least, most=most)
    if kind in (BOOL, PARTS) or value is False:
        return ""
    if kind == NUMBERS:
        return next((say("bad_id", value=each) for each in value if not IDENTIFIER.match(each)), "")
    if name == "header" and isinstance(value, list) and not value:
        return say("empty_header", key=name)
    for text in _texts(value):
        found = CONTROL.search(text)
        if found:
            return say("control", key=name, code=f"U+{ord(found[0]):04X}")
        if len(text) > MAX_TEXT:
            return say("too_long", key=name, length=len(text), limit=MAX_TEXT)
    return ""


def _texts(value: Any) -> list[str]:
    """Every text of a value that fits: texts, lists of them, tables with them as keys and values."""
    if value is False:
        return []
    if isinstance(value, str):
        return [value]
    inner = [*value, *value.values()] if isinstance(value, dict) else value
    return [text for item in inner for text in _texts(item)]


def _wrong_type(file: str, where: str, name: str, expected: str, value: object) -> Mistake:
    """The mistake of a value of a wrong type; in a table of texts or lists, of the first entry that is wrong."""
    inner = {_NAMES[MAP]: TEXT, _NAMES[MAPS]: MAP, _NAMES[NUMBERS]: NUMBER, _NAMES[LISTS]: LIST, _NAMES[FORMULAS]: FORMULA}
    while isinstance(value, dict) and (entry := inner.get(expected)):
        part, value = next((part, inner) for part, inner in value.items() if not _fits(inner, entry))
        name, expected = f"{name}.{part}", _NAMES[entry]
    cure = ""
    if name == "formula" or expected == _NAMES[FORMULA]:
        cure = say("cure_formula")
    elif expected == _NAMES[TEXT] and isinstance(value, (bool, int, float, date, time)):
        cure = say("cure_quotes")
    elif expected in (_NAMES[BOOL], _NAMES[INT], _NAMES[NUMBER]) and isinstance(value, str):
        cure = say("cure_no_quotes")
    actual = _list_name(value) if isinstance(value, list) and "列表" in expected else _kind_name(value)
    return Mistake(file, where, say("wrong_type", key=name, expected=expected, actual=actual, cure=cure))


def _list_name(value: list[Any]) -> str:
    """``含有整数的列表``: what is wrong with a list where a list is wanted."""
    odd = next((item for item in value if not isinstance(item, (str, dict))), value[0] if value else None)
    return "空的列表" if odd is None else f"含有{_kind_name(odd)}的列表"


def _items(value: object, spec: str, file: str, where: str, mistakes: list[Mistake]) -> list[dict[str, Any]] | None:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        mistakes.append(_wrong_type(file, where, where.rsplit(".", 1)[-1], "键值表的列表", value))
        return None
    kept: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for index, item in enumerate(value, start=1):
        name = item.get("id", _first(item["over"]) if "over" in item and spec == "rule" else None)
        at = f"{where}.{shown(name) if isinstance(name, str) else index}"
        gone = "removed_by" in item  # what stood here once; what stands here now may have its id
        problem = bad_id(name, spec, {} if gone else seen, at)
        if problem:
            mistakes.append(Mistake(file, at, problem))
        inner = checked(item, spec, file, mistakes, at)
        if not problem and "over" in item:
            inner.setdefault("id", name)
        if not problem and "id" in inner:
            if not gone:
                seen[inner["id"]] = index
            kept.append({**inner, "_file": file})
    return kept


def _first(over: object) -> str:
    """The id of a rule that has none of its own, but stands for several."""
    return next(iter(over), "over") if isinstance(over, dict) else "over"


def bad_id(name: object, spec: str, seen: Mapping[str, int], at: str) -> str:
    """What is wrong with an id, if anything is; ``seen`` are those before it in the list that ends at ``at``."""
    if name is None:
        return say("missing_key", key="id")
    if not isinstance(name, str):
        return ""  # its wrong type is a mistake of its own
    if name in seen:
        return say("duplicate", value=name, other=f"{at.rsplit('.', 1)[0]}[{seen[name]}]")
    if not name.strip():
        return say("blank_id")
    if "\n" in name or "\t" in name:
        return say("control", key="id", code="U+000A" if "\n" in name else "U+0009")
    if len(name) > (MAX_RULE_ID if spec == "rule" else MAX_ID):
        return say("long_id", value=name, limit=MAX_ID)
    return say("bad_id", value=name) if spec != "rule" and not IDENTIFIER.match(name) else ""
