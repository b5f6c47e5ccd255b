"""Figures that a text speaks of, held against the fields they belong to: amounts, and changes on last year.

Precision comes first. A figure is compared only where the label of exactly one field stands right before it, nothing in
the clause says that another year or a part is meant, and the text gives a unit. The direction of a change is compared
only where the text says that it is one on last year, or states the very amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, TypeAlias, assert_never, get_args

from budgetxl.forms import Grid, Place, Reading, Record
from budgetxl.values import Address, Entry, Finding, Level, plain, squeeze, ungrouped
from budgetxl.values.foldings import said_label
from budgetxl.values.records import dataclass
from budgetxl.values.tolerances import NEAR
from budgetxl.values.written import MONEY_POWERS, WrittenAmount, amounts
from budgetxl.workbook import Submission

from ..messages import say

LEAST_LABEL = 4
LONGEST_CLAUSE = 1_000
_CLAUSE = re.compile(r"[，,]")
_STOP = re.compile(r"[。；！？;!?\n]")
_BETWEEN = re.compile(r"(?:预算|支出|收入|经费|总额|金额|资金|总计|合计|共计|安排|总量|为|是|达到|达|共|计|数|:)*+")
_OTHER = re.compile(r"其中|主要|左右|以上|以下|不超过|不低于|不少于|约|人均|每|上年|去年|往年|上级|较|比|增加|减少|增长|下降|净增|追加|同比")
_SHARE = re.compile(r"占比|比例|比重")
_ABOUT = re.compile(r"约|左右|近|余|多")
_SPENT = re.compile(r"决算|执行")  # a rate on what was spent is another one
_YEAR = re.compile(r"(\d{4})年")
_SELF = "街道办事处|街道|部门|单位|镇|乡|局|委|办|中心|院|所|站|校"
_LEAD = r"(?:{1}|(?:20\d\d|本|当|全|今)年度?|(?:我|本)(?:{0})|其中|:|预算|财政拨款|共计?|安排|编制)*+"
_WORDS = {
    "增加": 1, "增长": 1, "上升": 1, "提高": 1, "减少": -1, "下降": -1, "降低": -1, "压减": -1, "持平": 0, "无增减": 0, "无变化": 0,
}  # fmt: skip
_RIGHT = {1: "增加", -1: "减少", 0: "持平"}
_LAST = r"(?:上年|去年|{0}年)度?(?:年初)?(?:预算|决算|同期|执行数)?(?:安排)?(?:数|额)?(?:相比|相较)?"
_MOVES = r"(?P<word>{})(?:了|幅度为?|率为?)?".format("|".join(_WORDS))
_CHANGE_LABEL = re.compile(r"(?:预算)?(?:较|比)?(?:上年|去年)?(?:增减|变动|增长)(?:额|数|幅度|率|%)*$")


#: An amount, its change on last year; a share, a rate of growth.
Kind: TypeAlias = Literal["amount", "change", "share", "growth"]
def _spoken_as(reading: Reading) -> tuple[Kind, Kind] | None:
    """What a figure is in a text, and what it is where it tells a change; None of what texts do not repeat."""
    match reading:
        case "amount":
            return "amount", "change"
        case "percent":
            return "share", "growth"
        case "measure" | "count" | "text" | "code" | "date":
            return None
        case _:
            assert_never(reading)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that texts may speak of, and its cell: an amount in the ``unit`` of its field, or a per cent.

    ``half`` is half a unit of the last place that it is printed with.
    """

    label: str
    amount: Decimal
    entry: Entry
    unit: str
    half: Decimal


class Spoken:
    """The figures of a submission, by the words that texts have for them."""

    def __init__(self, submission: Submission) -> None:
        self.year = submission.year
        self._figures: dict[Kind, dict[str, list[Figure]]] = {kind: {} for kind in get_args(Kind)}
        for label, kind, figure in _figures(submission):
            self._figures[kind].setdefault(label, []).append(figure)
        unit = re.escape(squeeze(submission.text("unit", "name") or "本单位"))
        self._lead = re.compile(rf"(?:.*(?:元|%)、|.*[(:])?{_LEAD.format(_SELF, unit)}")
        last = self.year - 1 if self.year is not None else r"\d{4}"
        self._context = re.compile("[较比与同]" + _LAST.format(last))
        self._change = re.compile(rf"(?P<base>[较比与同]{_LAST.format(last)})?(?:略有|有所|共|净|总计)?{_MOVES}")

    def findings(self, entry: Entry, text: str) -> Iterator[Finding]:
        """What a text says otherwise than the fields."""
        for sentence in _STOP.split(ungrouped(text)):
            on_last_year = False
            for clause in _CLAUSE.split(sentence):
                bare = squeeze(clause)
                if len(bare) > LONGEST_CLAUSE:  # nobody's sentence, and each figure in it would be sought from its beginning
                    continue
                on_last_year = on_last_year or self._context.search(bare) is not None
                yield from self._amounts(entry, bare)
                yield from self._changes(entry, bare, on_last_year)

    def _amounts(self, entry: Entry, clause: str) -> Iterator[Finding]:
        if _OTHER.search(_SHARE.sub("", clause)) or any(int(year) != self.year for year in _YEAR.findall(clause)):
            return
        for written in _exact_amounts(clause):
            figure = self._named(clause[: written.start], "share" if written.is_percent else "amount")
            if figure is not None:
                yield from _differs(entry, figure, written, figure.amount)

    def _changes(self, entry: Entry, clause: str, on_last_year: bool) -> Iterator[Finding]:
        by_start = {written.start: written for written in _exact_amounts(clause)}
        for match in self._change.finditer(clause):
            written = by_start.get(match.end())
            if written is not None and written.is_percent and (match["base"] or on_last_year):
                yield from self._growth(entry, clause, match, written)
            figure = self._named(clause[: match.start()], "change")
            if figure is None:
                continue
            same = written is not None and written.is_money and written.value(figure.unit) == abs(figure.amount) != 0
            if not (match["base"] or on_last_year or same):
                continue
            sign = (figure.amount > 0) - (figure.amount < 0)
            if _WORDS[match["word"]] != sign:
                message = say("BUD-08", label=figure.label, word=match["word"], value=plain(figure.amount), unit=figure.unit)
                yield Finding("BUD-08", "error", message, _cells(entry, figure), _RIGHT[sign], match["word"], say("BUD-08-hint"))
            elif written is not None and written.is_money and not _ABOUT.search(clause):
                yield from _differs(entry, figure, written, abs(figure.amount))

    def _growth(self, entry: Entry, clause: str, match: re.Match[str], written: WrittenAmount) -> Iterator[Finding]:
        """A rate of growth on last year's budget, by the amount of it: the direction is the change's own."""
        figure = self._named(clause[: match.start()], "growth")
        if figure is not None and not _ABOUT.search(clause) and not _SPENT.search(clause):
            yield from _differs(entry, figure, written, abs(figure.amount))

    def _named(self, before: str, kind: Kind) -> Figure | None:
        """The one figure whose label ends right before a place in a clause; None where there is none or more than one."""
        figures = self._figures[kind]
        found = [label for label in figures if (at := before.rfind(label)) >= 0 and _BETWEEN.fullmatch(before[at + len(label) :])]
        best = max(found, key=len, default=None)
        if best is None or len(figures[best]) != 1 or not self._lead.fullmatch(before[: before.rfind(best)]):
            return None  # no label, one of several fields, or part of a longer name: 社区项目支出 is not 项目支出
        return figures[best][0]


def _figures(submission: Submission) -> Iterator[tuple[str, Kind, Figure]]:
    """Single amounts and percentages with the words that stand for them in a text, and what they are."""
    for cell in submission.cells:
        place, entry = cell.place, cell.entry
        kinds = _spoken_as(place.field.kind.reading)
        if place.column or kinds is None or not isinstance(entry.value, Decimal):
            continue
        share = place.field.kind.reading == "percent"
        if not share and place.field.unit not in MONEY_POWERS:
            continue
        places = place.field.places
        half = NEAR if places is None else Decimal(5).scaleb(-places - 1)
        own, changed = kinds
        for label in _change_names(place) if place.field.signed else _names(place):
            kind = changed if place.field.signed else own
            yield label, kind, Figure(label, entry.value, entry, "%" if share else place.field.unit, half)


def _names(place: Place) -> Iterator[str]:
    """The words for an amount: a record field's label and aliases. A grid's or a total's row says too little alone."""
    if isinstance(place.block, Grid) or len(place.path) != 2 or len(place.field.header) != 1:
        return
    yield from filter(_telling, (said_label(text) for text in (place.field.header[0], *place.field.aliases)))


def _change_names(place: Place) -> Iterator[str]:
    """The words for what changed: 基本支出 of the field 基本支出比上年增减, and the rows of a grid with such a column.

    A field of a record that is called 比上年增减额 and no more is about what the record is called.
    """
    label = place.field.header[0] if isinstance(place.block, Grid) or len(place.field.header) == 1 else ""
    own = _CHANGE_LABEL.sub("", said_label(label))
    title = said_label(place.block.title) if label and not own and isinstance(place.block, Record) else ""
    yield from filter(_telling, [own or title])


def _telling(label: str) -> bool:
    return len(label) >= LEAST_LABEL


def _exact_amounts(clause: str) -> list[WrittenAmount]:
    """The amounts of a clause that are stated as they are: not roughly, as a range, or as the difference of two per cents."""
    return [one for one in amounts(clause) if not one.rough and not one.ranged and (one.is_money or one.is_percent)]


def _differs(entry: Entry, figure: Figure, written: WrittenAmount, amount: Decimal) -> Iterator[Finding]:
    """A finding where a written figure is not the field's, as far as it is written; a warning for the last place of a per cent."""
    said, half = written.value(figure.unit), written.half(figure.unit)
    gap = abs(said - amount)
    if gap > max(half, figure.half):
        percent = written.is_percent
        code = "TEXT-02-percent" if percent else "TEXT-02"
        severity: Level = "warning" if percent and gap <= 3 * half else "error"
        message = say(code, label=figure.label, said=plain(said), value=plain(amount), unit=figure.unit)
        yield Finding("TEXT-02", severity, message, _cells(entry, figure), plain(amount), plain(said), say(f"{code}-hint"))


def _cells(entry: Entry, figure: Figure) -> tuple[Address, ...]:
    return tuple(at for at in (entry.at, figure.entry.at) if at is not None)
