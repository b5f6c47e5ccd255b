"""Whether two names, or two codes, may be those of one unit: one may say more than the other, but nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.values import squeeze
from budgetxl.values.lazy_patterns import lazy_pattern

from .lines import TRADITIONAL

SHORTEST = 2  # letters of a name that another may end with
LONGEST_CODE = 14  # what is longer is no budget code (统一社会信用代码)
_BRACKETS = lazy_pattern(r"\([^()]*\)$")
_SCOPE = lazy_pattern(r"(?:机关|本级|本部|汇总|合并)+$")
_SHORT = {
    "街道办事处": "街道", "街道办": "街道", "街办": "街道", "办事处": "街道", "人民政府": "政府", "管理委员会": "管委", "管委会": "管委",
    "委员会": "委", "办公室": "办",
}  # fmt: skip
_OF_GOVERNMENT = lazy_pattern(r"政府(?=.+街道$)")  # 某县人民政府向阳街道办事处
_OFFICE = lazy_pattern(r"(?<!政府)(?<!委)办$")  # 向阳办
_SIGNS = lazy_pattern(r"[\W_]+")


def same_name(told: str, own: str) -> bool:
    """Whether a name is the unit's: but for signs, a region before it, what is behind it in brackets or as 本级, and 街道办 for 街道办事处."""
    return any(one.endswith(other) or other.endswith(one) for one in _ways(told) for other in _ways(own))


def _ways(name: str) -> Iterator[str]:
    text = squeeze(name).translate(TRADITIONAL)
    for way in (text, _BRACKETS.sub("", text), _SCOPE.sub("", _BRACKETS.sub("", text))):
        bare = _SIGNS.sub("", way).casefold()
        for long, short in _SHORT.items():
            bare = bare.replace(long, short)
        for said in (bare, _OF_GOVERNMENT.sub("", bare), _OFFICE.sub("街道", bare)):
            if len(said) >= SHORTEST or way == text:
                yield said


def same_code(told: str, own: str) -> bool:
    """Whether a code may be the unit's: the same but for leading noughts, its department's, or no code of that kind at all."""
    one, other = (_SIGNS.sub("", squeeze(code)).casefold() for code in (told, own))
    if not one or len(one) > LONGEST_CODE or one.isdecimal() != other.isdecimal():
        return True
    return one.lstrip("0") == other.lstrip("0") or other.startswith(one) or one.startswith(other)


__all__ = ["same_code", "same_name"]
