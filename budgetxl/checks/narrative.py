"""Text that staff typed, against the figures it speaks of: amounts, base years, leftovers of a template, slips of the pen.

Precision comes first. A figure is compared only where the label of exactly one field stands right before it in the same
clause, nothing says that another year or a part is meant, and the text gives a unit. Whatever is less than sure stays
silent or is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ..forms import Place, places
from ..values import Entry, Finding, entries, plain, squeeze
from ..workbook import Submission
from .messages import say

LEAST_LABEL = 4
_CLAUSE = re.compile(r"[，。；！？,;!?\n]")
_AMOUNT = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>万元|亿元|元)")
_BETWEEN = re.compile(r"(?:预算|支出|收入|经费|总额|金额|资金|总计|合计|共计|安排|总量|为|是|达到|达|共|计|数|[:：])*")
_OTHER = re.compile(r"其中|主要|左右|以上|以下|不超过|不低于|不少于|约|人均|每|上年|去年|往年|上级|较|比|增加|减少|增长|下降|净增|追加|同比")
_YEAR = re.compile(r"(\d{4})年")
_BASE_YEAR = re.compile(r"(?:较|比|与|同)(\d{4})年(?:度)?(?:预算|决算|同期|相比|相较|持平|增加|减少|增长|下降|年初)")
_LEFTOVERS = re.compile(
    r"[XxＸ×]{2,}|待填写|待补充|（填写[^）]*）|\{[^{}]*\}|增加（减少）|增加\(减少\)|主要原因(?:是|为)(?=[。；，]|$)|主要为(?=[。；]|$)|占\s*[%％]|_{3,}"
)
_DOUBLED = re.compile(r"(增加|减少|增长|下降|万元|主要|预算|安排|支出|收入)\1|万元元|。。|，，|；；|、、")
_HALF_WIDTH = re.compile(r"(?<=[\u4e00-\u9fff])[,;](?=[\u4e00-\u9fff])")
_UNITS = {"万元": 0, "亿元": 4, "元": -4}


@dataclass(frozen=True, slots=True)
class _Known:
    """A figure that texts may speak of: its value in 万元 and its cell."""

    entry: Entry
    label: str


def narrative_findings(submission: Submission) -> Iterator[Finding]:
    """Findings on every text that staff typed."""
    known = places(submission.form)
    labels = _labels(submission)
    for path, entry in entries(submission.root):
        place = known.get(tuple(part for part in path if isinstance(part, str)))
        if place is None or place.field.type not in ("text", "longtext") or place.field.formula is not None:
            continue
        if isinstance(entry.value, str) and entry.at is not None:
            yield from _leftovers(entry, entry.value)
            if place.field.type == "longtext" or len(entry.value) >= 12:
                yield from _slips(entry, entry.value)
                yield from _years(entry, entry.value, submission.year)
                yield from _amounts(entry, entry.value, labels, submission.year)


def _labels(submission: Submission) -> dict[str, list[_Known]]:
    """Single amounts by the words that stand for them in a text, without numbering, brackets and spaces."""
    known = places(submission.form)
    found: dict[str, list[_Known]] = {}
    for path, entry in entries(submission.root):
        if any(isinstance(part, int) for part in path) or not isinstance(entry.value, Decimal):
            continue
        place = known.get(tuple(str(part) for part in path))
        if place is None or place.field.type != "money" or place.field.signed or place.column:
            continue
        for label in _names(place):
            found.setdefault(label, []).append(_Known(entry, label))
    return found


def _names(place: Place) -> Iterator[str]:
    """The words for a field: a record field's label and aliases. A grid's or a total's row says too little alone."""
    if len(place.path) != 2 or len(place.field.header) != 1:
        return
    for text in (place.field.header[0], *place.field.aliases):
        bare = re.sub(r"^[\d一二三四五六七八九十]+[、.．]|^其中[:：]?|[（(][^）)]*[）)]", "", squeeze(text))
        if len(bare) >= LEAST_LABEL:
            yield bare


def _amounts(entry: Entry, text: str, labels: dict[str, list[_Known]], year: int | None) -> Iterator[Finding]:
    assert entry.at is not None
    for clause in _CLAUSE.split(text):
        bare = squeeze(clause)
        if _OTHER.search(bare) or any(int(y) != year for y in _YEAR.findall(bare)):
            continue
        for match in _AMOUNT.finditer(bare):
            target = _spoken_of(bare[: match.start()], labels)
            if target is None or not isinstance(target.entry.value, Decimal):
                continue
            said = Decimal(match["number"]).scaleb(_UNITS[match["unit"]])
            half = Decimal(5).scaleb(-1 - _decimals(match["number"]) + _UNITS[match["unit"]])
            if abs(said - target.entry.value) <= max(half, Decimal("0.005")):
                continue
            cells = (entry.at, target.entry.at) if target.entry.at else (entry.at,)
            message = say("TEXT-02", label=target.label, said=plain(said), value=plain(target.entry.value))
            yield Finding("TEXT-02", "error", message, cells, plain(target.entry.value), plain(said), say("TEXT-02-hint"))


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])


def _spoken_of(before: str, labels: dict[str, list[_Known]]) -> _Known | None:
    """The one figure whose label ends right before a number; None where there is none or more than one."""
    best: str | None = None
    for label in labels:
        at = before.rfind(label)
        if at >= 0 and _BETWEEN.fullmatch(before[at + len(label) :]) and (best is None or len(label) > len(best)):
            best = label
    if best is None or len(labels[best]) != 1:
        return None
    start = before.rfind(best)
    if start > 0 and "\u4e00" <= before[start - 1] <= "\u9fff" and before[start - 1] not in "的我年度其、":
        return None  # part of a longer name: 社区项目支出 is not 项目支出
    return labels[best][0]


def _years(entry: Entry, text: str, year: int | None) -> Iterator[Finding]:
    assert entry.at is not None
    for match in _BASE_YEAR.finditer(squeeze(text)):
        if year is not None and int(match[1]) != year - 1:
            message = say("TEXT-03", year=match[1], right=year - 1)
            yield Finding("TEXT-03", "warning", message, (entry.at,), str(year - 1), match[1], say("TEXT-03-hint"))


def _leftovers(entry: Entry, text: str) -> Iterator[Finding]:
    assert entry.at is not None
    match = _LEFTOVERS.search(text)
    if match is not None:
        yield Finding("META-11", "error", say("META-11", text=match[0]), (entry.at,), "", match[0], say("META-11-hint"))


def _slips(entry: Entry, text: str) -> Iterator[Finding]:
    assert entry.at is not None
    for pattern in (_DOUBLED, _HALF_WIDTH):
        match = pattern.search(text)
        if match is not None:
            around = text[max(0, match.start() - 4) : match.end() + 4].replace("\n", " ")
            yield Finding("TEXT-05", "warning", say("TEXT-05", text=around), (entry.at,), "", match[0])
    if text.count("“") != text.count("”"):
        yield Finding("TEXT-05", "warning", say("TEXT-05-quotes"), (entry.at,), "", "“”")
