"""``over``: one rule for several tables. In it ``block`` stands for the table, and ``{table}`` for its title.

On a repeated sheet ``block`` is the table of the copy that the rule looks at, as it is in the formulas of that sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from budgetxl.values.nearest import nearest

from ...compiled import bare_label
from ..messages import say
from ..mistakes import Mistake
from ..schema import bad_id
from .identifiers import paths_in, renamed, renamed_slots
from .tables import Tables

_EXPRESSIONS, _MESSAGES = ("check", "when", "tolerance"), ("message", "hint")
_TITLED = (*_MESSAGES, "item")
_SLOT = "{table}"


def expanded(items: list[dict[str, Any]], file: str, mistakes: list[Mistake]) -> list[dict[str, Any]]:
    """The rules of one file with each that has ``over`` as one rule an entry, in their order.

    Such a rule carries the path of its table as ``_block``. An entry that is a table of keys has them over those that all
    share. The first stands where the item is placed, the others behind it.
    """
    found: list[dict[str, Any]] = []
    taken = {item["id"] for item in items if "over" not in item}
    for item in items:
        if "over" not in item:
            found.append(item)
            continue
        over, at = item["over"], f"rules.{item['id']}"
        if not over:
            mistakes.append(Mistake(file, f"{at}.over", say("over_empty")))
            continue
        if item["id"] not in over:
            mistakes.append(Mistake(file, f"{at}.id", say("over_id", value=item["id"], ids="、".join(over))))
            continue
        own = {key: value for key, value in item.items() if key not in ("over", "after")}
        before = item.get("after")
        for name, entry in over.items():
            differing = entry if isinstance(entry, dict) else {"block": entry}
            problem = say("duplicate", value=name, other=f"rules.{name}") if name in taken else bad_id(name, "rule", {}, at)
            if not problem and not {"block"} & {*differing, *differing.get("_lost", ())}:
                problem = say("missing_key", key=f"over.{name}.block")
            if problem:
                mistakes.append(Mistake(file, f"{at}.over", problem))
            if problem or "block" not in differing:
                continue
            taken.add(name)
            keys = {key: value for key, value in differing.items() if key != "block"}
            found.append({**own, **keys, "id": name, "_block": differing["block"], **({"after": before} if before is not None else {})})
            before = name if "after" in item else None
    return found


def has_needed(rule: Mapping[str, Any], tables: Tables) -> bool:
    """Whether a form has all blocks that a rule needs; ``block`` stands for its table, ``block_note`` for what is called after that."""
    return all(name in tables.blocks for name in _needs(rule))


def _needs(rule: Mapping[str, Any]) -> list[str]:
    block, names = rule.get("_block"), rule.get("needs", ())
    return [name if block is None or name.partition("_")[0] != "block" else f"{block}{name[len('block') :]}" for name in names]


def spoken_of_table(rule: Mapping[str, Any], tables: Tables) -> tuple[Mapping[str, Any], str]:
    """A rule of ``over`` or ``each`` with its table in the place of ``block`` and ``{table}``; the key that is wrong, if one is.

    A rule that needs nothing of this is given back as it is.
    """
    block = rule.get("_block")
    titled = any(_SLOT in rule.get(name, "") for name in _TITLED)
    if block is None and not titled:
        return rule, ""
    made = dict(rule) if block is None else _over(rule, block, tables)
    path = block or made.get("each", "")
    if titled and path:
        title = bare_label(tables.title(path) or path).replace("{", "｛").replace("}", "｝")
        made.update({name: made[name].replace(_SLOT, title) for name in _TITLED if name in made})
    if block is not None:
        return made, "" if block in tables.blocks else "over"
    return made, "" if path else "table"


def unknown_table(block: str, tables: Tables) -> str:
    """What is said of a table that ``over`` names and that is none."""
    return say("over_unknown", value=block, near=nearest(block, tables.blocks))


def _over(rule: Mapping[str, Any], block: str, tables: Tables) -> dict[str, Any]:
    made = dict(rule)
    texts = [rule[name] for name in _EXPRESSIONS if name in rule]
    spoken = {path[0] for text in [*texts, *rule.get("cells", ()), rule.get("each", "")] for path in paths_in(text)}
    for name in _MESSAGES:
        spoken |= {path[0] for path in _slot_paths(rule.get(name, ""))}
    meant = {name for name in spoken if name == "block" or name.startswith("block_")}
    each = renamed(rule["each"], {"block": block}) if "each" in rule else block if "row" in spoken else tables.repeat(block)
    start = _start(each, tables.repeat(block))
    own = block.rpartition(".")[2] if start else block
    names = {name: f"{start}{own}{name[len('block') :]}" for name in meant}
    names["block_total"] = f"{start or block[: -len(block.rpartition('.')[2])]}{tables.total(block)}"
    made.update({name: renamed(rule[name], names) for name in _EXPRESSIONS if name in rule})
    made.update({name: renamed_slots(rule[name], names) for name in _MESSAGES if name in rule})
    if "cells" in rule:
        made["cells"] = [renamed(text, names) for text in rule["cells"]]
    if "needs" in rule:
        made["needs"] = _needs(rule)
    if each or "each" in rule:
        made["each"] = each
    return made


def _start(each: str, repeat: str) -> str:
    """What leads to a table of the copy of a repeated sheet that a rule looks at; empty where it looks at none."""
    if not repeat:
        return ""
    return "row." if each == repeat else "sheet." if each.startswith(f"{repeat}.") else ""


def _slot_paths(text: str) -> list[tuple[str, ...]]:
    return [path for part in text.split("{")[1:] for path in paths_in(part.partition("}")[0])]
