"""A year that is over in a sentence about this year's work: 2026年年初把任务分到月 in a notice of 2027.

Precision first: only where a word for plans or for the unit itself stands right behind the year, and nothing in the sentence tells of
what was, of a balance, of what goes on into this year, of figures or of a document.
"""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.values import Entry, Finding, squeeze
from budgetxl.values.lazy_patterns import lazy_pattern

from ...messages import say

FURTHEST = 5
"""How many years back a text of an earlier notice may be."""

_STOP = lazy_pattern(r"[。；！？;!?\n]")
_YEAR = lazy_pattern(
    r"(?<![\d较比与同由从自至到截止〔\[(（《“-])(?P<year>20\d\d)年度?"
    r"(?=,?(?:年初|全年|将|拟|要|继续|力争|确保|计划(?!未|已)|重点|主要(?:工作|任务|目标)|工作(?:计划|目标|任务|重点|要点)|总体(?:目标|思路)|绩效目标"
    r"|[我本](?:街道|部门|单位|镇|乡|局|办|中心|站|所|院|校)|按[季月]|[一二三四]季度|上半年|下半年|\d{1,2}月底?前|底前|年底前|年内|部门预算|单位预算|预算公开|(?:逐|每)[月季]))"
)
_PAST = lazy_pattern(
    r"上年|去年|往年|以来|已|完成了|结转|跨年|延续|续建|年末|年底(?!前)|截[至止]|期末|决算|执行情况|实际|曾|原|历年|取得|荣获|获得|评为|成立|印发|下发|批准|批复"
    r"|经验|较|比|同期|文件|通知|办法|规定|意见|号|审计|整改|巡察|检查(?:发现|出)|发现|欠|遗留|结余|新录用|招录|调入|调出|转隶|划转|增人|减员|退休(?=\d|[一二两三四五六七八九十])|[\d.]+(?:万|亿)?元|%"
)


def stale_years(entry: Entry, text: str, year: int | None) -> Iterator[Finding]:
    """The first year of a text that is over, where the text tells of this year's plans."""
    if year is None or "年" not in text:
        return
    assert entry.at is not None
    for sentence in _STOP.split(text):
        bare = squeeze(sentence)
        match = _YEAR.search(bare)
        if match is None or not year - FURTHEST <= int(match["year"]) < year or f"{year}年" in bare or f"{year + 1}年" in bare:
            continue
        if _PAST.search(bare) is None:
            message = say("TEXT-03-stale", text=bare[max(0, match.start() - 8) : match.end() + 8], year=match["year"], right=year)
            yield Finding("TEXT-03", "warning", message, (entry.at,), str(year), match["year"], say("TEXT-03-this-hint"))
            return
