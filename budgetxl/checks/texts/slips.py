"""What is left of a template, words typed twice, half-width signs amid Chinese: slips that a text shows by itself.

Only what is no right Chinese wherever it stands counts: 目的的, 其中中央, 工作工作经费 are right, 的的 and 经费经费 are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from budgetxl.values import Entry, Finding

from ..messages import say

_HAN = "[\u4e00-\u9fff]"
_PARTS = "年|月|日|万元|元|个|人|项|次|%|％|街道|社区|单位|部门|局|镇|乡"
#: Signs and words of a template that nobody filled in.
_LEFTOVERS = (
    r"(?<![A-Za-z])[XxＸ×]{2,}(?![A-Za-z])",
    rf"(?<![A-Za-z0-9.])[XxＸ×](?={_PARTS})",
    r"(?<!\d)(?:20|19)\d?[XxＸ×]{1,2}年",
    rf"[*＊]{{2,}}(?={_PARTS})|_{{3,}}|某某",
    r"待填写|待补充|此处(?:填写|填列|写明|插入)|请(?:在此)?填写",
    r"（填写[^）]*）|\{[^{}]*\}|【[^】]*(?:填写|名称|单位|部门|金额|年度|原因|未填)[^】]*】",
    r"[（(](?:单位|部门|街道|项目)名称[）)]|[（(][ \u3000]*[）)]",
    r"增加[（(]减少[）)]|(?:增加?[（(/／]减少?[）)]?|上升[/／]下降)(?=\s*(?:\d|万元|[%％_]))",
    r"(?<=[\u4e00-\u9fff])[ \u3000]{2,}(?=(?:万元|元|人|个)(?:[，。；、]|$))",
    r"占[^，。；、（(\d%％]{0,10}[%％]",
    r"原因(?:是|为|[:：])\s*(?=[。；，…]|$)|主要(?:为|是|用于|包括)\s*(?=[。；]|$)|用于(?=。)",
)
_TWICE = (
    "增加|减少|增长|下降|上升|提高|降低|压减|持平|万元|主要|预算|安排|支出|收入|经费|用于|按照|根据|通过|进行|开展|加强|推进|完成|保障|落实|确保|实现|"
    "提升|完善|实施|做好|负责|包括|以及|原因|由于|因为|为了|合计|共计"
)
#: A word twice: what can't follow itself, anything of three characters or more, and anything of two that ends its clause.
_DOUBLED = (
    rf"({_TWICE})\1|(?<=[万\d])元元|({_HAN}{{3,10}})\2",
    rf"(?!一|逐|哈)((?!{_HAN}一|({_HAN})\4){_HAN}{{2}})\3(?=[，。；、]|$)",
    r"(?<!目)的的(?!确)|了了(?!解)|(?<!总)(?<!调)和和(?![美气平谐睦善解])|(?<![参赠给授])与与|(?<![涉普])及及(?![时早格])",
    r"(?<![行作认以成人因称视改列设确])为为|(?<!理)(?<!自)由由|(?<![实存现所潜内正])在在",
    r"。。|，，|；；|、、|：：|[，、；：]。|。[，、；：]",
)
_HALF_WIDTH = (
    rf"(?<={_HAN})[,;?!](?={_HAN})",
    rf"(?<=[\d%％])[,;](?={_HAN})",
    rf"(?<={_HAN})\.(?=\n|$)",
)


@cache
def _pattern(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


def leftovers(entry: Entry, text: str) -> Iterator[Finding]:
    """The first thing in a text that is left of a template."""
    assert entry.at is not None
    match = _pattern(_LEFTOVERS).search(text)
    if match is not None:
        yield Finding("META-11", "error", say("META-11", text=match[0]), (entry.at,), "", match[0], say("META-11-hint"))


def slips(entry: Entry, text: str) -> Iterator[Finding]:
    """The first word that stands twice, and the first half-width sign amid Chinese."""
    assert entry.at is not None
    for alternatives in (_DOUBLED, _HALF_WIDTH):
        match = _pattern(alternatives).search(text)
        if match is not None:
            around = text[max(0, match.start() - 4) : match.end() + 4].replace("\n", " ")
            yield Finding("TEXT-05", "warning", say("TEXT-05", text=around), (entry.at,), "", match[0])
