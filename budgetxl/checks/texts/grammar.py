"""How people put a figure into a sentence: what may stand before the words for it, between these and it, and around a change.

Each pattern is compiled at its first use: most texts have no figure, and a command pays for every pattern that it compiles.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from budgetxl.values.foldings import said_words
from budgetxl.values.lazy_patterns import lazy_pattern, pattern_of_year
from budgetxl.values.written import WrittenAmount

WORDS = {
    "增加": 1, "增长": 1, "上升": 1, "提高": 1, "上涨": 1, "净增": 1, "增幅": 1, "减少": -1, "下降": -1, "降低": -1, "压减": -1, "净减": -1,
    "降幅": -1, "减幅": -1, "缩减": -1, "持平": 0, "无增减": 0, "无变化": 0,
}  # fmt: skip
"""The words of a direction, with its sign."""

RIGHT = {1: "增加", -1: "减少", 0: "持平"}

COUNTED = frozenset(("平方米", *"个名人辆台套件项户处家册栋间"))
"""The words in which things are counted."""

_SELF = "街道办事处|街道|部门|单位|镇|乡|局|委|办|中心|院|所|站|校"
_SHORTEST = 4
_GENERAL = {"道办事处", "街道办事处", "服务中心", "人民政府", "委员会"}
"""How few characters of its end a unit may be called by, and ends that are anybody's."""
_SUMS = "总额|总计|合计|共计|总数|总量"


class Grammar:
    """The patterns of one unit and year: its own name, what it calls itself (街道) and last year's number stand in them."""

    def __init__(self, unit: str, year: int | None, called: str = "") -> None:
        self._unit = _names(said_words(unit)) or "本单位"
        self._called = re.escape(said_words(called)) or "本单位"
        self.now = str(year) if year is not None else r"20\d\d"
        self.last = str(year - 1) if year is not None else r"\d{4}"

    @property
    def lead(self) -> re.Pattern[str]:
        """What may stand before the words for a figure of the unit itself, at the beginning of a clause."""
        return _lead(self._unit, self._called, self.now)

    @property
    def own(self) -> re.Pattern[str]:
        """Words that say that the unit speaks of itself."""
        return _own(self._unit, self._called, self.now)

    @property
    def between(self) -> re.Pattern[str]:
        """What may stand between the words for a figure and the figure."""
        return _between(self.now)

    @property
    def change(self) -> re.Pattern[str]:
        """A word of direction, with the base that it compares with where that stands before it."""
        return _change(self.last)

    @property
    def base(self) -> re.Pattern[str]:
        """Last year's budget as the base of a comparison."""
        return _base_alone(self.last)


_OF_ALL_SOURCES = "收|支|基本|项目|人员|公用|日常|结"
"""How the names of figures begin that are another figure when a source is named before them."""
_SOURCE = lazy_pattern(r"(?:财政拨款|一般公共预算|基金|资本经营|财政专户|单位资金|自有资金)(?:预算|管理|资金|财政|拨款|安排|当年|本年|的)*\Z")
_FROM_ALL = lazy_pattern(_OF_ALL_SOURCES)


def of_one_source(clause: str, start: int, phrase: str) -> bool:
    """Whether the name of a figure at ``start`` is that of one source alone: 财政拨款项目支出 is not 项目支出."""
    return is_general(phrase) and _SOURCE.search(clause[:start]) is not None


def is_general(phrase: str) -> bool:
    """Whether the name of a figure is one that any part of the budget has as well: 收入, 支出, 基本支出, 项目支出."""
    return _FROM_ALL.match(phrase) is not None


def is_of_all(phrase: str) -> bool:
    """Whether the name of a figure is that of all income or spending: 收入总计, 总支出."""
    return "总" in phrase


@lru_cache(maxsize=2)
def _lead(unit: str, called: str, now: str) -> re.Pattern[str]:
    year = rf"(?:(?:{now}|全|今)年度?|(?:本|当)年度?(?!收入|支出))"
    own = f"(?:{unit}|[我本](?:{_SELF})|我|{called})(?:\\(含所属单位\\))?"
    place = r"(?:截[至止]到?)?(?:上年年?末|年末|\d{4}年12月31日|\d{4}年(?:年?底|末))"
    appropriated = f"(?:财政拨款|一般公共预算)(?!{_OF_ALL_SOURCES}|拨款)"
    verbs = (
        "另有?|(?:部门|单位)预算|(?:收入|支出)方面|列入|使用|专门|预算中?|共计?|安排|编制|批复|核定|拟|计划|用于|用|由"
        "|占用|(?:现有|共有|现|有)|(?:单位|部门|街道)(?=现|共)|按类别分|分项看|分别为?|全部|的"
    )
    return re.compile(rf"(?:{own}|{year}|{place}|{appropriated}|{verbs}|:)*+")


@lru_cache(maxsize=2)
def _own(unit: str, called: str, now: str) -> re.Pattern[str]:
    year = rf"(?:{now}|全|今|本)年度?"
    return re.compile(rf"{unit}|[我本](?:{_SELF})|\A(?:{called}{year}|{year}{called})")


def _names(unit: str) -> str:
    """A pattern of the name of a unit, with and without the places that it begins with, and without 办事处: 向阳街道."""
    if len(unit) < _SHORTEST:
        return re.escape(unit)
    short = unit.removesuffix("办事处")
    tails = sorted({name[at:] for name in (unit, short) for at in range(len(name) - _SHORTEST + 1)}, key=len, reverse=True)
    bodies = _GENERAL | {unit[-_SHORTEST:]}
    return "|".join(re.escape(tail) for tail in tails if tail == unit or tail not in bodies)


@lru_cache(maxsize=2)
def _between(now: str) -> re.Pattern[str]:
    spent = "(?<=[费购出类物程务])(?:支出|经费)|(?<=费)用|(?<=费预算)支出|(?<=[费购出])财政拨款(?:支出)?|(?<=[款金转产余])(?:收入|资金)"
    sums = f"{_SUMS}|总?金额|总值|资金|经费(?=预算)|价值|原值|账面|年初(?=预算)|数量|面积|保有量|预算数?|份额|额|数"
    plans = "总体(?=安排)|拟(?=安排)|(?<=[支收][出入])计划|计划(?=安排)|(?<=预算)(?:规模|下达)"
    verbs = "(?:安排|编制|编列|列支|批复|核定)了?|经(?=核定|批复)|为|是|达到|达|[一总]?共|共有|计|有|占|的|(?<=[计出])各|人民币|¥|大?约|近"
    return pattern_of_year(rf"(?:{spent}|{plans}|{sums}|{verbs}|(?:{now}|本|当|全)年度?|:)*+")


BASE = r"(?:[较比与同](?:上年|去年|{0}年)度?(?:年初)?(?:预算|同期|安排)*+(?:数|额)?(?:相比|相较|比较)?|同比)"


@lru_cache(maxsize=2)
def _base_alone(last: str) -> re.Pattern[str]:
    return pattern_of_year(BASE.format(last) + "(?!决算|执行|完成|实际|年?底|年?末)")


@lru_cache(maxsize=2)
def _change(last: str) -> re.Pattern[str]:
    words = "|".join(WORDS)
    return pattern_of_year(
        rf"(?P<base>{BASE.format(last)})?(?:总体|略有|有所|共|净|总计|均)?(?P<word>{words})"
        r"(?:了|金额为?|额为?|幅度为?|率为?|率|为|达到|达)?(?!到|至)"
    )


SHARE = lazy_pattern(r"(?P<subject>.*?)占(?P<whole>.*?)(?:的)?(?:比例|比重|比)?(?:为|是|达到|达)?\Z")
"""A share before its per cent: whose (``subject``), and of what (``whole``)."""

SUMS = lazy_pattern(f"(?:其|全部|总|预算|采购预算)*(?:{_SUMS})?")
"""A whole that is not named otherwise."""

APART = lazy_pattern(r"(?:[(%)、;:]|其中|以及|和|及|与|分为|包括)+")
"""What stands between two figures that are listed in one clause, with what leads to the second."""

PARTS = lazy_pattern(r"其中|包括|分为|[中里](?=安排|列)|[中里]\Z")
"""Words after which the parts of a whole follow, not all of them perhaps."""

ELSEWHERE = lazy_pattern(
    r"左右|以上(?!的?设备)|以下|不超过|不低于|不少于|人均|每[人年月次辆个年]|年均|平均|(?:上年|去年)(?!年?末|结转|结余|[预相同])"
    r"|往年|前[一二三两]年|近[一二三两]年|上级|累计|下属|所属(?!单位\))|各(?:社区|村|科室|单位)|决算|执行[率数]"
)
"""Figures of somebody else, or of another time or base: nothing is compared in the clause."""

OTHERS_SUBJECT = lazy_pattern(r"(?:社区|村|居委会|村委会|学校|医院|企业|公司|文化站|财政局|全[市县区省]|科室)")
"""The subject of a clause that is not the unit."""

OTHER_BASE = lazy_pattern("[较比与同].{0,8}(?:决算|执行|完成|实际|年[初底末中]|上月|季度|计划)")
"""A comparison with something else than last year's budget."""

_YEARS = r"[一二两三四五六七八九十几\d](?:个)?年(?:间|来|内|前|共|累计|以来)|以来|连续"
ASIDE = lazy_pattern(rf"要求|目标|确保|力争|力求|争取|努力|原则|规定|预计|预期|测算|假[设如]|如果|相比|相较|比较|{_YEARS}")
"""An aim, a forecast, or a comparison with something else than last year: a rate near it may be that of it."""

GOES_ON = lazy_pattern(r"\Z|[(、:]|主要|其中|原因")
"""What stands behind a rate that is told for its own sake: the end, or why (not 下降50%的)."""

DATED = lazy_pattern(r"(\d{4})年(?:12月31日|年?底|末)")
"""A year as that of a balance: 截至2026年12月31日."""

_THINGS = "|".join(sorted(COUNTED, key=lambda word: (-len(word), word)))
COUNTED_THINGS = lazy_pattern(rf"(?<![\d.])(?P<number>\d+(?:\.\d+)?)(?P<unit>{_THINGS})(?![次均年月])")
"""A number of things."""


def as_counted(text: str) -> WrittenAmount | None:
    """A text that is a number of things and nothing else: 2辆."""
    match = COUNTED_THINGS.fullmatch(text)
    if match is None:
        return None
    return WrittenAmount(0, len(text), Decimal(match["number"]), match["unit"], len(match["number"].partition(".")[2]))


SOURCES = lazy_pattern("财政拨款|一般公共预算|基金|资本经营|财政专户|单位资金|自有资金")
"""A source of money."""

TELLING = lazy_pattern("[0-9０-９]|[万亿千百元%％]|[增减升降]|提高|上涨|持平|变化")
"""What every text has that states a figure or a direction."""
