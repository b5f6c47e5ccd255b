"""The rows of the bureau's 检查表 (``[[checklist]]``), from a form's merged TOML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from budgetxl.values.nearest import nearest

from ...form import ChecklistItem
from ..messages import say
from ..mistakes import Mistake


def checklist_of(
    raw: Mapping[str, Any], own: Mapping[str, Any], file: str, sheets: Sequence[str], rules: Sequence[str], mistakes: list[Mistake]
) -> tuple[ChecklistItem, ...]:
    """The rows of the form; ``own`` is its own TOML before its parents were laid under it.

    What the form itself names and does not have is a mistake. What a parent names, and this form has taken away, falls away;
    so does a parent's row of which nothing is left.
    """
    said = {item["id"]: item for item in own.get("checklist", ())}
    for item in said.values():
        mistakes.extend(_unknown(item, item.get("_file", file), sheets, rules))
    found = []
    for item in raw.get("checklist", ()):
        made = _item(item, sheets, rules)
        at, where = item.get("_file", file), f"checklist.{item['id']}"
        if "label" not in item and "label" not in item.get("_lost", ()):
            mistakes.append(Mistake(at, where, say("missing_key", key="label")))
        if made.sheets or made.rules or made.person:
            found.append(made)
        elif item["id"] in said and not {"sheets", "rules", "person"} & {*item, *item.get("_lost", ())}:
            mistakes.append(Mistake(at, where, say("checklist_empty")))
    return tuple(found)


def _item(item: Mapping[str, Any], sheets: Sequence[str], rules: Sequence[str]) -> ChecklistItem:
    return ChecklistItem(
        item["id"],
        item.get("label", item["id"]),
        tuple(name for name in item.get("sheets", ()) if name in sheets),
        tuple(name for name in item.get("rules", ()) if name in rules),
        item.get("person", "").strip(),
    )


def _unknown(item: Mapping[str, Any], file: str, sheets: Sequence[str], rules: Sequence[str]) -> Iterator[Mistake]:
    if item.get("remove") is True:
        return
    for key, code, known in (("sheets", "checklist_sheet", sheets), ("rules", "checklist_rule", rules)):
        for name in item.get(key, ()):
            if name not in known:
                yield Mistake(file, f"checklist.{item['id']}.{key}", say(code, value=name, near=nearest(name, known)))
