"""Functions that hold the text of an itemised goal against the project's own indicators. For the program alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from budgetxl.values import Scalar, plain, ungrouped
from budgetxl.values.foldings import normal_name, target_text, unnumbered
from budgetxl.values.lazy_patterns import lazy_pattern

from ..function import Argument, Function, Search, text
from .indicators import number_and_unit
from .matching import rows

_CLAUSE = lazy_pattern(r"[，。；,;\n]")
_FIGURE = lazy_pattern(r"([0-9]+(?:\.[0-9]+)?)(%|百分比|万元|元|[\u4e00-\u9fff]{1,2})")
_SATISFACTION = "满意"
_COUNTED = lazy_pattern(r"(?:数量|总数|人数|次数|个数|户数|数|情况)$")  # what a name says besides the thing itself
_PARTIAL = lazy_pattern(r"新增|增加|减少|其中|另|每|各|较|比上年|上年")  # a figure of a part, or of another year
_SPANS = ("个月", "个工", "个季", "个小", "个百", "个年", "个周", "个自")


def _goal_text(arguments: Sequence[Argument]) -> Scalar:
    """The text beside the one name that is the same as a given one; missing where none is, or more than one."""
    wanted = normal_name(text(arguments[1]))
    pairs = rows("goal_text", (arguments[0], arguments[2]))
    found = [value for key, value in pairs if isinstance(key, str) and normal_name(key) == wanted and isinstance(value, str)]
    return found[0] if len(found) == 1 else None


def _core(kind: str) -> str:
    """The word by which a text speaks of a kind of indicator: 成本指标 → 成本, 服务对象满意度指标 → 满意."""
    return _SATISFACTION if _SATISFACTION in kind else target_text(kind).removesuffix("指标")


@lru_cache(maxsize=1_024)
def _thing(name: str) -> str:
    """What an indicator's name counts: 保洁街巷数量 → 保洁街巷. Every clause of a text is held against every name."""
    return _COUNTED.sub("", target_text(name))


def _speaks_of(clause: str, name: str) -> bool:
    """Whether a clause names an indicator, its words in any order: 街巷实行保洁 names 保洁街巷数量."""
    core = _thing(name)
    return len(core) > 1 and all(core[at : at + 2] in clause for at in range(0, len(core), 2))


def _figures(clause: str, unit: str) -> list[Decimal]:
    """The figures of a clause that stand before a unit. 3个月 is no figure of 个."""
    found = [(number, after.replace("百分比", "%")) for number, after in _FIGURE.findall(clause)]
    return [Decimal(number) for number, after in found if after.startswith(unit) and not (unit == "个" and after in _SPANS)]


def _target(clause: str, table: Sequence[tuple[str, str, str]]) -> str | None:
    """The one target that a clause speaks of: by its indicator's own name, or by its kind if the table has one of a kind."""
    parsed = {target: found for _, _, target in table if (found := number_and_unit(target)) is not None}
    units = {target: _unit(found[1]) for target, found in parsed.items()}
    named = [t for _, name, t in table if t in units and units[t] and _speaks_of(clause, name) and _figures(clause, units[t])]
    if len(named) == 1 and len(_figures(clause, units[named[0]])) == 1 and not _PARTIAL.search(clause):
        return named[0]
    kinds: dict[str, list[str]] = {}
    for kind, _, target in table:
        kinds.setdefault(_core(kind), []).append(target)
    meant = [core for core in kinds if core and core in clause]
    if len(meant) == 1 and len(kinds[meant[0]]) == 1 and len(_FIGURE.findall(clause)) == 1:
        return kinds[meant[0]][0]
    return None


def _clauses(written: str) -> Iterator[str]:
    """The clauses of a text without white space and numbering: 1.专职网格员18人 → 专职网格员18人."""
    for clause in _CLAUSE.split(ungrouped(written)):
        yield unnumbered(target_text(clause))


def _disagreements(arguments: Sequence[Argument]) -> list[str]:
    """Where a clause speaks of one indicator of the table and gives another figure of the same unit."""
    texts = [[cell if isinstance(cell, str) else "" for cell in row] for row in rows("targets_agree", arguments[1:])]
    table = [(kind, name, target) for kind, name, target in texts if target]
    found = []
    for clause in _clauses(text(arguments[0])):
        target = _target(clause, table)
        parsed = number_and_unit(target) if target is not None else None
        figures = _figures(clause, _unit(parsed[1])) if parsed is not None else []
        if parsed is not None and len(figures) == 1 and figures[0] != parsed[0]:
            found.append(f"{clause}／{target}（{plain(figures[0])}与{plain(parsed[0])}）")
    return found


def _unit(unit: str) -> str:
    return unit.replace("百分比", "%")


FUNCTIONS = (
    Function(
        "goal_text", ("column", "value", "column"), _goal_text, "{0}与{1}同名的一行{2}", search=Search((1,), (0,), (2,)),
        signature="text, text, text -> text"),
    Function(
        "targets_agree", ("value", "column", "column", "column"), lambda given: not _disagreements(given),
        "{0}中的数字与各{1}、{2}的{3}一致", denied="{0}中的数字与各{1}、{2}的{3}不一致", context=(1, 2, 3),
        signature="text, text, text, text -> truth"),
    Function(
        "disagreement", ("value", "column", "column", "column"), lambda given: "；".join(_disagreements(given)) or None,
        "{0}与各{1}、{2}的{3}不一致之处", context=(1, 2, 3), signature="text, text, text, text -> text"),
)  # fmt: skip
