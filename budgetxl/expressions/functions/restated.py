"""Functions that find one measure stated twice with different figures: in a goal and a table, or in two goals. For the program alone.

Nothing links a goal to the row of a table but its words. So a figure counts only where the words of exactly one measure are all
there, hardly any others are, and nothing says that a part, a rate or another year is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from budgetxl.values import Scalar, plain, ungrouped
from budgetxl.values.foldings import target_text, unnumbered
from budgetxl.values.lazy_patterns import lazy_pattern

from ..function import Argument, Function, column, text
from .indicators import number_and_unit
from .matching import rows

LEAST_CORE = 4
"""The fewest characters, common words apart, of a measure's name that is told from others wherever it stands: 商户走访 of 商户走访率."""

MOST_OTHER = 3
"""How many characters of other things a clause may have beside the name of a measure and its figure."""

SHARED = 2
"""How many words two goals have in common that speak of the same thing."""

_PART = lazy_pattern(r"[；;。\n]")
_CLAUSE = lazy_pattern(r"[，。；,;\n]")
_FIGURE = lazy_pattern(r"(?<![0-9.])([0-9]+(?:\.[0-9]+)?)(%|人次|平方米|[人名户件次场条家项个处台辆份张篇期批栋块])")
_PARTIAL = lazy_pattern(r"新增|增加|减少|其中|另|每|各|较|比|上年|去年|累计|左右|约|人均|新建")
_MEASURE = lazy_pattern(r"(?:比率|比例|程度|情况|数量|总数|人数|次数|个数|户数|率|数|度)$")
_COMPARED = lazy_pattern(r"不(?:低于|少于|超过|高于)|达到?|保持|以上|以下|以内|大于|等于|至少|控制在|全年|全面|[≥≤><=:在为到的]")
_COMMON = lazy_pattern(
    r"全年|每年|本年|当年|不少于|不低于|不超过|达到|以上|以下|至少|开展|工作|活动|街道|社区|居民|群众|单位|部门|各项|事项|问题|及时|情况|数量|次数|"
    r"服务|完成|组织|管理|保障|综合|事务|党员|干部|机关|宣传|教育|培训|学习|建设|项目|经费|资金|领导|党政|政府|处理|办理|进行|辖区|[0-9.%≥≤,:()]+"
)


class _Stated(NamedTuple):
    """A figure of a goal: the part of the text that it stands in, its value and its unit."""

    part: str
    number: Decimal
    unit: str


def _other_target(arguments: Sequence[Argument]) -> Scalar:
    """Where a clause speaks of one measure of a table and gives another figure than its target; missing where none does."""
    table = list(_measures(rows("other_target", arguments[1:])))
    for clause in _CLAUSE.split(ungrouped(text(arguments[0]))):
        bare = _bare(clause)
        figures = _figures(bare)
        if len(figures) != 1 or _PARTIAL.search(bare) is not None:
            continue
        number, unit = figures[0]
        meant = {(target, value) for cores, target, value, measure in table if measure == unit and any(_names(core, bare) for core in cores)}
        if len({value for _, value in meant}) == 1:
            target, value = min(meant)
            if value != number:
                return f"{bare}／{target}（{plain(number)}与{plain(value)}）"
    return None


def _measures(table: Sequence[tuple[Scalar, ...]]) -> Iterator[tuple[tuple[str, ...], str, Decimal, str]]:
    """The rows of a table of indicators that have one number: the words for it, the target, its number and its unit."""
    for name, description, target in table:
        found = number_and_unit(target) if isinstance(target, str) else None
        if found is not None:
            cores = tuple(core for each in (name, description) if isinstance(each, str) and _tells(core := _core(each)))
            if cores:
                yield cores, str(target), found[0], found[1].replace("百分比", "%")


@lru_cache(maxsize=1_024)
def _core(name: str) -> str:
    """What a measure is of: 商户走访率 → 商户走访."""
    return _MEASURE.sub("", target_text(name))


def _tells(core: str) -> bool:
    """Whether the words of a measure are not those of many: 工作完成率 and 资金支出率 are of anything."""
    return len(_COMMON.sub("", core)) >= LEAST_CORE


def _names(core: str, clause: str) -> bool:
    """Whether a clause has all words of a measure, in any order, and hardly any other."""
    pieces = [core[at : at + 2] for at in range(0, len(core), 2)]
    if not all(piece in clause for piece in pieces):
        return False
    rest = _COMPARED.sub("", _FIGURE.sub("", clause))
    return len(_MEASURE.sub("", rest)) - len(core) <= MOST_OTHER


def _figures(clause: str) -> list[tuple[Decimal, str]]:
    return [(Decimal(number), unit) for number, unit in _FIGURE.findall(clause)]


def _bare(clause: str) -> str:
    return unnumbered(target_text(clause)).replace("百分比", "%")


def _other_figure(arguments: Sequence[Argument]) -> Scalar:
    """Where a text and one of others speak of the same thing in another number; missing where they do not, or may not."""
    others = [stated for each in column(arguments[1]) if isinstance(each, str) for stated in _stated(each)]
    for own in _stated(text(arguments[0])):
        same = [other for other in others if other.unit == own.unit and _shared(own.part, other.part) >= SHARED]
        if len(same) == 1 and same[0].number != own.number:
            return f"{own.part}／{same[0].part}（{plain(own.number)}与{plain(same[0].number)}）"
    return None


def _other_value(arguments: Sequence[Argument]) -> Scalar:
    """The one other value that a table has for a measure of the same name, in the same unit; missing where some row has this one.

    Several rows of that name may add up to it.
    """
    own = number_and_unit(text(arguments[1]) + text(arguments[2]))
    name = target_text(unnumbered(text(arguments[0])))
    if own is None or not name:
        return None
    same = [
        (str(target), *found)
        for each, target in rows("other_value", arguments[3:])
        if isinstance(each, str) and isinstance(target, str) and target_text(unnumbered(each)) == name and (found := number_and_unit(target))
    ]
    numbers = [number for _, number, unit in same if unit.replace("百分比", "%") == own[1].replace("百分比", "%")]
    if not numbers or len(numbers) < len(same) or own[0] in numbers or (len(numbers) > 1 and own[0] == sum(numbers)):
        return None
    return "、".join(dict.fromkeys(target for target, _, _ in same))


def _stated(written: str) -> Iterator[_Stated]:
    """The numbers of things in a text that stand alone with their unit in their part of it. Rates of many things are alike."""
    for part in _PART.split(ungrouped(written)):
        bare = _bare(part)
        figures = _figures(bare)
        for number, unit in figures:
            if unit != "%" and [each for _, each in figures].count(unit) == 1 and _PARTIAL.search(bare) is None:
                yield _Stated(bare, number, unit)


def _shared(one: str, other: str) -> int:
    """How many words two texts have in common that tell what they are about."""
    pieces = [piece for piece in _COMMON.sub(" ", other).split() if len(piece) > 1]
    found, at = 0, 0
    own = _COMMON.sub(" ", one)
    while at < len(own) - 1:
        if any(own[at : at + 2] in piece for piece in pieces) and " " not in own[at : at + 2]:
            found, at = found + 1, at + 2
        else:
            at += 1
    return found


FUNCTIONS = (
    Function(
        "other_value", ("value", "value", "value", "column", "column"), _other_value, "名称为{3}、与{0}同名的{4}里与{1}{2}不同的值", context=(3, 4),
        signature="text, text, text, text, text -> text"),
    Function(
        "other_target", ("value", "column", "column", "column"), _other_target, "{0}与名称为{1}、描述为{2}的{3}不一致之处", context=(1, 2, 3),
        signature="text, text, text, text -> text"),
    Function(
        "other_figure", ("value", "column"), _other_figure, "{0}与{1}说同一件事而数不同之处", context=(1,), signature="text, text -> text"),
)  # fmt: skip
