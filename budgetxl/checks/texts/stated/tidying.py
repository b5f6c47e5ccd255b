"""A text without what says nothing of whose a figure is or how large: 购置及运维费（含燃料、维修）8.8（万元） → 购置及运维费8.8万元."""

from __future__ import annotations

from budgetxl.values.lazy_patterns import lazy_pattern

#: A list of what is counted in, or a shorter name. One thing alone may have been added (含水电费), what is added or belongs to somebody
#: else was: there nothing is compared.
_INCLUDED = lazy_pattern(
    r"[（(](?:(?:含|包含|包括)(?=[^（）()]*[、和及与等]|上年结转)|以下简称|简称)(?![^（）()]*(?:追加|调整|上级|下属|所属|代管|社区|村|年(?!结)))"
    r"[^（）()0-9０-９。；;！？!?\n]{2,40}[）)]"
)
_UNIT = lazy_pattern(r"(?<=[0-9０-９])\s?[（(](?:单位[:：])?([万亿千]?元|[%％])[）)]")


def tidied(text: str) -> str:
    """The text without such brackets."""
    return text if "（" not in text and "(" not in text else _UNIT.sub(r"\1", _INCLUDED.sub("", text))
