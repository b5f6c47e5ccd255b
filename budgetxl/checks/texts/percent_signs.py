"""Shares and rates of growth that stand without their sign: 占76.23。 and 增长 12.5，."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgetxl.values import Entry, Finding, squeeze
from budgetxl.values.lazy_patterns import lazy_pattern

from ..messages import say

_TOLD = ("占", "率", "满意", "增长", "下降", "上升", "幅", "比例", "比重", "增速")
_NUMBER = r"(?P<number>\d+(?:\.\d+)?)(?=[。;、)(]|,(?!\d{3})|$|主要|其中)"
_TO = r"(?:达到|达|不低于|不少于|不超过|高于|低于|大于|等于|小于|为|约|近|在|到|了|[≥≤=><:])*+"
#: 容积率, 汇率 and their like are no percentages.
_RATE = "(?<![汇频功倍税利心积])率"
_SPOKEN = tuple(map(lazy_pattern, (
    rf"占(?![地用据有道])[^,。;:、()\d%]{{0,14}}{_NUMBER}",
    rf"(?:增长|下降|上升|增幅|降幅|涨幅|增速)(?:率|幅度)?{_TO}{_NUMBER}",
    rf"(?:{_RATE}|满意度|占比|比例|比重|覆盖面){_TO}{_NUMBER}",
)))
#: A figure that no unit follows; most texts have none.
_WITHOUT_UNIT = lazy_pattern(r"\d(?=[。;、)(]|,(?!\d{3})|$|主要|其中)")
_OTHER = ("分之", "第", "之", "至")


def bare_percentages(entry: Entry, text: str) -> Iterator[Finding]:
    """The first percentage of a text that is written without its sign."""
    assert entry.at is not None
    if not any(word in text for word in _TOLD):
        return
    for line in text.split("\n"):
        bare = squeeze(line)
        if _WITHOUT_UNIT.search(bare) is None:
            continue
        for pattern in _SPOKEN:
            for match in pattern.finditer(bare):
                if _is_percentage(match, bare):
                    said = match[0]
                    message = say("TEXT-24", text=said)
                    yield Finding("TEXT-24", "warning", message, (entry.at,), f"{match['number']}%", match["number"], say("TEXT-24-hint"))
                    return


def _is_percentage(match: re.Match[str], text: str) -> bool:
    number = match["number"]
    if match[0][: -len(number)].endswith(_OTHER) or (len(number) == 4 and number.isdigit()):
        return False  # 占三分之1, 下降至10, a year
    return "." in number or text[match.end() : match.end() + 1] != "、"  # 占1、2号楼
