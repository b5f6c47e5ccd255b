"""Functions that hold the text of an itemised goal against the project's own indicators. For the program alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from ..values import Scalar, plain
from .function import Argument, Function, text
from .functions_matching import rows
from .targets import bare, number_and_unit
from .texts import normal_name

_CLAUSE = re.compile(r"[，。；,;\n]")
_FIGURE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(%|百分比|万元|元|[\u4e00-\u9fff]{1,2})")
_SATISFACTION = "满意"


def _goal_text(arguments: Sequence[Argument]) -> Scalar:
    """The text beside the one name that is the same as a given one; missing where none is, or more than one."""
    wanted = normal_name(text(arguments[1]))
    pairs = rows("goal_text", (arguments[0], arguments[2]))
    found = [value for key, value in pairs if isinstance(key, str) and normal_name(key) == wanted and isinstance(value, str)]
    return found[0] if len(found) == 1 else None


def _core(kind: str) -> str:
    """The word by which a text speaks of a kind of indicator: 成本指标 → 成本, 服务对象满意度指标 → 满意."""
    return _SATISFACTION if _SATISFACTION in kind else bare(kind).removesuffix("指标")


def _disagreements(arguments: Sequence[Argument]) -> list[str]:
    """Where a clause names a kind of indicator and one figure, and the table's only indicator of that kind has another
    figure of the same unit."""
    table: dict[str, list[str]] = {}
    for kind, target in rows("targets_agree", arguments[1:]):
        if isinstance(kind, str) and isinstance(target, str):
            table.setdefault(_core(kind), []).append(target)
    found = []
    for clause in _CLAUSE.split(bare(text(arguments[0]))):
        figures = _FIGURE.findall(clause)
        kinds = [core for core in table if core and core in clause]
        if len(figures) != 1 or len(kinds) != 1 or len(table[kinds[0]]) != 1:
            continue
        target = table[kinds[0]][0]
        parsed = number_and_unit(target)
        number, unit = Decimal(figures[0][0]), figures[0][1].replace("百分比", "%")
        if parsed is not None and _unit(parsed[1]) == unit and parsed[0] != number:
            found.append(f"{clause}／{target}（{plain(number)}与{plain(parsed[0])}）")
    return found


def _unit(unit: str) -> str:
    return unit.replace("百分比", "%")


FUNCTIONS = (
    Function("goal_text", ("column", "value", "column"), _goal_text, "{0}与{1}同名的一行{2}"),
    Function(
        "targets_agree", ("value", "column", "column"), lambda given: not _disagreements(given),
        "{0}中的数字与{1}各项{2}一致", denied="{0}中的数字与{1}各项{2}不一致",
    ),
    Function(
        "disagreement", ("value", "column", "column"), lambda given: "；".join(_disagreements(given)) or None,
        "{0}与{1}各项{2}不一致之处",
    ),
)  # fmt: skip
