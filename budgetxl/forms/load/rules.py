"""A rule of a form: from its merged TOML to its record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from budgetxl.expressions import Truth
from budgetxl.values.nearest import nearest

from ..model import Path, Rule, Severity
from ..own_rules import OWN_RULES
from .builder import Builder
from .checks import message_problem
from .named.list_facts import graded, told
from .official_layout import texts
from .parallel import Tables, spoken_of_table, unknown_table

_SEVERITIES = get_args(Severity)


def built_rule(raw: Mapping[str, Any], key: str, builder: Builder, tables: Tables) -> Rule | None:
    """The rule, or None where it can't be built: what is wrong is among the builder's mistakes then."""
    lost = raw.get("_lost", frozenset())
    if "over" in lost:
        return None
    if not {"check", "message"} & (raw.keys() | lost):
        builder.mistake(raw, key, "no_such_rule", value=raw["id"], near=nearest(raw["id"], OWN_RULES))
        return None
    for name in ("severity", "check", "message"):
        if name not in raw and name not in lost:
            builder.mistake(raw, key, "missing_key", key=name)
    if raw.get("severity", "error") not in _SEVERITIES:
        builder.mistake(raw, f"{key}.severity", "rule_severity")
    raw, wrong = spoken_of_table(raw, tables)
    if wrong == "over" and _is_own(raw, builder):  # a parent's falls away with what it speaks of
        builder.problem(raw, f"{key}.over", unknown_table(raw["_block"], tables))
        return None
    if wrong == "table":
        builder.mistake(raw, f"{key}.message", "table_slot")
        return None
    said = {name: told(raw[name], builder.lists) for name in ("message", "hint") if name in raw}
    for name, text in [*said.items()]:
        problem = message_problem(name, text)
        if problem:
            builder.problem(raw, f"{key}.{name}", problem)
            said[name] = ""  # what its slots name is not looked at
    if "" in raw.get("cells", ()):
        builder.mistake(raw, f"{key}.cells", "message_blank", key="cells")
    before = len(builder.mistakes)
    check = builder.formula(raw, f"{key}.check", raw.get("check"))
    if check is None and "_computed" in raw:
        del builder.mistakes[before:]  # what is wrong with a formula is said of the field
    when = builder.formula(raw, f"{key}.when", raw.get("when"))
    tolerance = builder.formula(raw, f"{key}.tolerance", raw.get("tolerance"))
    if check is None or len(builder.mistakes) > before or "severity" not in raw or "message" not in said:
        return None
    if raw["severity"] not in _SEVERITIES or (when is not None and when.expression == Truth(False)):
        return None  # for lists of another kind than the form's
    return Rule(
        id=raw["id"],
        severity=graded(raw["severity"], check, builder.lists),
        check=check,
        message=said["message"],
        each=_path(raw.get("each", "")),
        when=when,
        tolerance=tolerance,
        hint=said.get("hint", ""),
        trial=raw.get("trial", False),
        item=raw.get("item", ""),
        cells=tuple(_path(name) for name in raw.get("cells", ()) if name),
        was=texts(raw, "was"),
    )


def _is_own(raw: Mapping[str, Any], builder: Builder) -> bool:
    """Whether an item stands in the form's own folder, not in that of a parent."""
    return str(raw.get("_file", builder.file)).partition("/")[0] == builder.file.partition("/")[0]


def _path(text: str) -> Path:
    return tuple(text.split(".")) if text else ()
