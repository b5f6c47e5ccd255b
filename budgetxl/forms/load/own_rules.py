"""A form's say over the program's own rules: regraded or removed by id, inherited as every rule is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, get_args

from budgetxl.values import LEVEL_ORDER, Level
from budgetxl.values.words import LEVEL_WORDS

from ..own_rules import OWN_RULES, OwnRule, graver
from .messages import say
from .mistakes import Mistake

_KEYS = ("id", "severity", "remove")


def own_items() -> list[dict[str, Any]]:
    """The program's own rules as items of ``rules``, below those of all forms: what ``merge`` lays the forms' over."""
    return [{"id": rule.id, "severity": rule.severity} for rule in OWN_RULES.values()]


def form_items(items: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The items of ``rules`` that are a form's."""
    return [item for item in items if item["id"] not in OWN_RULES]


def own_rules(items: Iterable[Mapping[str, Any]]) -> dict[str, OwnRule]:
    """The program's own rules as the merged items leave them, by id, in their usual order."""
    graded: dict[str, Level] = {item["id"]: item["severity"] for item in items if item.get("severity") in LEVEL_ORDER}
    return {name: replace(rule, severity=graded[name]) for name, rule in OWN_RULES.items() if name in graded}


def own_rule_mistakes(items: object, file: str) -> Iterator[Mistake]:
    """What one file says of the program's own rules and may not say."""
    for item in items if isinstance(items, list) else ():
        rule = OWN_RULES.get(item["id"]) if isinstance(item, dict) and isinstance(item.get("id"), str) else None
        if rule is None:
            continue
        key, severity = f"rules.{rule.id}", item.get("severity")
        others = [name for name in item if name not in _KEYS and not name.startswith("_")]
        if others:
            yield Mistake(file, key, say("own_rule_keys", value=rule.id, keys="、".join(others)))
        elif item.get("remove") is True:
            if rule.firm:
                yield Mistake(file, key, say("own_rule_firm", value=rule.id, sentence=rule.sentence))
        elif severity not in get_args(Level):
            yield Mistake(file, f"{key}.severity", say("rule_severity"))
        elif rule.firm and graver(rule.severity, severity):
            level = LEVEL_WORDS[rule.severity]
            yield Mistake(file, f"{key}.severity", say("own_rule_lighter", value=rule.id, sentence=rule.sentence, level=level))
