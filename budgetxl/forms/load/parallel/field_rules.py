"""``rule`` in a field: the rule that the field equals its own formula, so that a sum is written once, and changed once.

The rule is an item of ``rules`` like any other: an item with its id there lies over it, places it or removes it. So that
``merge`` knows its place, each layer has an empty item for each of its rules of fields (``with_places``); when all layers
are known, it is filled in (``with_field_rules``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.nearest import nearest

from ...form import Removal
from ...own_rules import OWN_RULES
from ..messages import say
from ..mistakes import Mistake
from .identifiers import renamed, renamed_slots
from .tables import Raw, path_of
from .totals import sum_text, summed_columns

_LOOSE = lazy_pattern(r"\b(?:if|and|or|not)\b|[<>=]")
"""What binds less than ``==`` does."""


class Computed(NamedTuple):
    """A field with a rule: the key of what it stands in and its own, the rule, the field's path and its formula.

    ``each`` is what a rule over it runs over, ``names`` what names of the formula become in such a rule. ``problem`` makes
    the sentence why it can't be checked; where it ``falls``, an inherited rule falls away with what it speaks of.
    """

    owner: str
    key: str
    rule: Raw
    left: str
    formula: str | None
    each: str
    names: Mapping[str, str]
    problem: Callable[[], str] | None = None
    falls: bool = False


def with_places(layer: dict[str, Any]) -> dict[str, Any]:
    """One file's TOML with an item in ``rules`` for each rule of its fields that has none there, or one that removes it."""
    ids = [name for name in _ids(layer.get("sheets", ())) if isinstance(name, str)]
    if not ids:
        return layer
    own = {item["id"] for item in layer.get("rules", ()) if item.get("remove") is not True}
    places = [{"id": name, "_place": True} for name in dict.fromkeys(ids) if name not in own]
    return {**layer, "rules": [*places, *layer.get("rules", ())]}


def _ids(sheets: Iterable[Raw]) -> Iterator[Any]:
    for sheet in sheets:
        for block in sheet.get("blocks", ()):
            for _, item in _parts(block):
                if "rule" in item:
                    yield item["rule"].get("id")
                elif "rules" in item:
                    yield from (rule.get("id") for rule in item["rules"].values())


def with_field_rules(raw: dict[str, Any], file: str, mistakes: list[Mistake], removed: Iterable[Removal]) -> list[dict[str, Any]]:
    """The items of ``rules`` with those of fields filled in; what is wrong with one is added to ``mistakes``."""
    rules: list[dict[str, Any]] = raw.get("rules", [])
    if not any("_place" in item for item in rules) and next(_ids(raw.get("sheets", ())), "") == "":
        return rules
    known: dict[str, dict[str, Any]] = {}
    overlaid = {item["id"]: item for item in rules}
    for computed in _computed(raw.get("sheets", ())):
        item = _item(computed, overlaid, file, known, mistakes)
        if item is not None:
            known[item["id"]] = item
    standing = set(_standing(raw.get("sheets", ())))
    gone = {
        computed.rule["id"]: _made(computed, computed.formula)
        for removal in removed for computed in _computed(_remains(removal, raw.get("sheets", ())))
        if computed.owner not in standing and computed.formula is not None and "id" in computed.rule
    }  # fmt: skip
    return [made for item in rules if (made := _filled(item, known.get(item["id"]) or gone.get(item["id"]), file)) is not None]


def _filled(item: dict[str, Any], made: Raw | None, file: str) -> dict[str, Any] | None:
    """An item of ``rules`` over the rule of a field with its id; None where it only kept the place of one that is gone."""
    own = {key: value for key, value in item.items() if key != "_place"}
    if made is None:
        return own if "_place" not in item or {"check", "message"} & own.keys() else None
    files = [each.get("_file", file) for each in (made, own if own.keys() - {"id", "_file"} else made)]
    found = {**made, **own, "_file": next((each for each in files if _folder(each) == _folder(file)), files[-1])}
    if own.keys() - {"id", "_file"}:
        found.pop("_key", None)
    if "check" in own:
        found.pop("_computed", None)
        found.pop("_gone", None)
    return found


def _folder(file: str) -> str:
    return file.partition("/")[0]


def _item(computed: Computed, overlaid: Mapping[str, Raw], file: str, known: Mapping[str, Raw], mistakes: list[Mistake]) -> dict[str, Any] | None:
    """The rule of one field as an item of ``rules``."""
    rule = computed.rule
    at = rule.get("_file", file)
    if "id" not in rule:
        if "_file" in rule and "id" not in rule.get("_lost", ()):  # without a file it was only copied
            mistakes.append(Mistake(at, computed.key, say("missing_key", key="id")))
        return None
    name = rule["id"]
    if name in OWN_RULES:
        mistakes.append(Mistake(at, computed.key, say("rule_own_id", value=name)))
        return None
    if name in known:
        mistakes.append(Mistake(at, computed.key, say("duplicate", value=name, other=known[name]["_key"])))
        return None
    own = overlaid.get(name, {})
    inherited = _folder(at) != _folder(file)
    problem = computed.problem or ((lambda: say("rule_no_formula")) if computed.formula is None else None)
    if inherited and computed.formula is None:
        left = computed.left.split(".")
        return {**_made(computed, computed.left), "_gone": (*computed.each.split("."), *left[1:]) if computed.each else left}
    if problem and "check" not in own and not (inherited and computed.falls):
        mistakes.append(Mistake(at, computed.key, problem()))
        return None
    if "message" not in rule and "message" not in own and "message" not in rule.get("_lost", ()):
        mistakes.append(Mistake(at, computed.key, say("missing_key", key="message")))
        return None
    return _made(computed, computed.formula or computed.left)


def _made(computed: Computed, formula: str) -> dict[str, Any]:
    names = computed.names
    made: dict[str, Any] = {"severity": "error", **computed.rule}
    right = renamed(formula, names)
    made["check"] = f"{computed.left} == ({right})" if _LOOSE.search(re.sub(r"\"[^\"]*\"|'[^']*'", "", right)) else f"{computed.left} == {right}"
    if computed.each:
        made["each"] = computed.each
    if names:
        made.update({key: renamed(made[key], names) for key in ("when", "tolerance") if key in made})
        made.update({key: renamed_slots(made[key], names) for key in ("message", "hint") if key in made})
        if "cells" in made:
            made["cells"] = [renamed(path, names) for path in made["cells"]]
    return {**made, "_key": computed.key, "_computed": True}


def _computed(sheets: Iterable[Raw]) -> Iterator[Computed]:
    """Every field with a rule, in the form's order."""
    for sheet in sheets:
        for block in sheet.get("blocks", ()):
            key = f"sheets.{sheet['id']}.blocks.{block['id']}"
            for part, item in _parts(block):
                at = f"{key}.{part}.{item['id']}"
                if "rule" in item:
                    yield _of_field(sheet, block, item, at)
                for name in item.get("rules", ()):
                    yield _of_crossing(sheet, block, item, name, at)


def _parts(block: Raw) -> Iterator[tuple[str, Raw]]:
    """Everything in a block that may hold a rule, with the key of its list."""
    for part in ("fields", "columns", "rows", "totals"):
        items = block.get(part)
        yield from ((part, item) for item in (items if isinstance(items, list) else ()))


def _standing(sheets: Iterable[Raw]) -> Iterator[str]:
    """The keys of all fields, columns, rows and totals."""
    for sheet in sheets:
        for block in sheet.get("blocks", ()):
            yield from (f"sheets.{sheet['id']}.blocks.{block['id']}.{part}.{item['id']}" for part, item in _parts(block))


def _of_field(sheet: Raw, block: Raw, field: Raw, owner: str) -> Computed:
    key = f"{owner}.rule"
    repeat, name, formula = sheet.get("repeat", ""), field["id"], field.get("formula")
    rule = field.get("rule", {})
    if block.get("kind") == "record":
        if repeat:
            return Computed(owner, key, rule, f"row.{name}", formula, repeat, {"sheet": "row"})
        return Computed(owner, key, rule, name if field.get("lift") else f"{block['id']}.{name}", formula, "", {})
    own = [row["id"] for row in block.get("rows", ()) if isinstance(row.get("formulas", {}).get(name), str)] if block.get("kind") == "grid" else []
    problem = (lambda: say("rule_own_rows", value=name, rows="、".join(own))) if own and formula is not None else None
    return Computed(owner, key, rule, f"row.{name}", formula, path_of(sheet, block["id"]), {}, problem)


def _of_crossing(sheet: Raw, block: Raw, line: Raw, name: str, owner: str) -> Computed:
    """The crossing of a grid's row, or the cell of a total row, with the column ``name``."""
    repeat, grid = sheet.get("repeat", ""), block.get("kind") == "grid"
    place = f"{block['id']}.{line['id']}" if grid else line["id"]
    place = f"row.{place}" if repeat else place
    names = {**({"row": place} if grid else {}), **({"sheet": "row"} if repeat else {})}
    columns = {column["id"]: column for column in block.get("columns", ())}
    known = [column for column in columns if column not in line.get("skip", ())] if grid else summed_columns(line, columns)
    formula = line.get("formulas", {}).get(name)
    if formula is None:
        formula = columns.get(name, {}).get("formula") if grid else sum_text(block, f"{'sheet.' if repeat else ''}{block['id']}", name)
    fits = name in known or "columns" in block.get("_lost", ())
    problem = None if fits else (lambda: say("rules_column", value=name, near=nearest(name, known)))
    return Computed(owner, f"{owner}.rules.{name}", line["rules"][name], f"{place}.{name}", formula or None, repeat, names, problem, falls=True)


def _remains(removal: Removal, sheets: Iterable[Raw]) -> list[Raw]:
    """The sheet of a removal with only what it took away."""
    _, sheet_id, *rest = removal.key
    if not rest:
        return [removal.raw]
    sheet: Raw = next((one for one in sheets if one["id"] == sheet_id), {"id": sheet_id})
    if len(rest) == 2:
        return [{**sheet, "blocks": [removal.raw]}]
    block = next((one for one in sheet.get("blocks", ()) if one["id"] == rest[1]), None)
    return [{**sheet, "blocks": [{**_bare(block), rest[2]: [removal.raw]}]}] if block is not None and len(rest) == 4 else []


def _bare(block: Raw) -> dict[str, Any]:
    """A block without its own fields; a row that was removed still needs the columns to say what they give."""
    return {key: value for key, value in block.items() if key not in ("fields", "totals", "rows")} | {
        "columns": [{key: value for key, value in column.items() if key != "rule"} for column in block.get("columns", ())]
    }
