"""What people type, read as a careful clerk would: numbers with units and full-width digits, dashes for nothing.

Every function gives a :class:`Read`. ``changed`` says that the text was not the plain value itself, so it belongs in the
ledger of corrections. What can't be read has ``good=False`` and no value: it is never taken for 0.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Context, Decimal, localcontext

from budgetxl.values.lazy_patterns import lazy_pattern

from ..entry import Scalar
from ..foldings import INVISIBLE, narrow, squeeze
from ..records import dataclass
from .numbers_in_text import MONEY_POWERS, MULTIPLES, numerals_in_unit

NOTHING = frozenset({
    "-", "--", "---", "—", "——", "———", "–", "/", "//", "\\", "*", "无", "空", "暂无", "没有", "未发生", "不涉及", "不适用", "N/A", "NA",
    "n/a", "-.--", "--.--",
})  # fmt: skip
ERRORS = lazy_pattern(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)|(?:Err|错误):\d{3}")
_NUMBER = lazy_pattern(
    r"(?P<sign>[-+]?) ?(?P<currency>人民币|RMB|CNY|¥|) ?(?P<sign2>-?)"
    r"(?P<number>(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d*)(?:\.\d*)?(?:[Ee][-+]?\d{1,2})?) ?(?P<rest>\D*)$"
)
_CHINESE = lazy_pattern(r"(?P<number>[零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖十拾百佰千仟万亿]+)(?P<rest>.*)$")
_POWERS = {**MONEY_POWERS, "块": 0}
_PER = lazy_pattern(r"[/每][\u4e00-\u9fff]{1,3}$")
_MEASURES = frozenset("个台套辆件人次项户批名张把处座间只支本份家场期年月天组条块部幢栋册卷")
_NO_MEASURE = lazy_pattern("[打半多余几]|左右|上下|以[上下内外]")  # 3打 are 36, 3个半 more than 3
_WHOLE_YUAN = lazy_pattern("(?<=[元圆])[整正]$")
_IN_BRACKETS = lazy_pattern(r"\((?P<inner>[^()]+)\)(?P<rest>[^()]*)$")
_MINUS_BEHIND = lazy_pattern(r"[\d.]-$")  # 5- as some accounting programs print it
_FIFTEEN = Context(prec=15)
_EMPTY_TABLE = lazy_pattern(r"(?:[本此该](?:表|页|单位|部门|年度?))*(?:为空表?|空表|无(?:此项|相关)?(?:内容|数据|项目|支出|收入)?)")
_CHANGES = "(?:增减变化|增减变动|变化|变动|增减|调整)(?:情况)?"
_SAME = (
    r"(?:(?:[^,。;]{0,12}[较比与同和](?:上年度?|去年|\d{4}年度?)(?:年初)?(?:预算)?数?|同比)(?:相比|比较)?,?)?(?:相比,?)?(?:基本|总体|完全|均)?"
    rf"(?:持平|一致|相同|不变|无|无(?:任何|明显)?{_CHANGES}|(?:没有|未有|未|未发生|没有发生|不存在)(?:任何|明显)?{_CHANGES})"
)
_UNCHANGED = lazy_pattern(f"{_SAME}(?:,{_SAME})*")
_TOTAL = lazy_pattern(r"(?:其中)?(?:本页|本表|以上|本年|全部|各项)?(?:合计|总计|小计|共计|总合计)(?:数|金额)?")


@dataclass(frozen=True, slots=True)
class Read:
    """A value as read. ``good`` is False where nothing sensible can be made of the text.

    ``converted`` says that a unit written with the number was not the field's, and the number was converted.
    """

    value: Scalar
    good: bool = True
    changed: bool = False
    converted: bool = False


BLANK_READ = Read(None)
UNREADABLE = Read(None, good=False)
NOTHING_READ = Read(None, changed=True)


def is_total_word(text: str) -> bool:
    """Whether a text calls its row a total: 合计, 小  计, 本页合计."""
    return _TOTAL.fullmatch(squeeze(text).rstrip(":")) is not None


def says_nothing(text: str) -> bool:
    """Whether a text says that nothing is to be told here: 无, /, 本表为空表, （空表）."""
    bare = squeeze(text).strip("()。.、,;")
    return bare in NOTHING or _EMPTY_TABLE.fullmatch(bare) is not None


def says_unchanged(text: str) -> bool:
    """Whether a text says only that something is as it was last year: 持平, 与上年持平，无增减变化. That is no reason for anything."""
    return _UNCHANGED.fullmatch(squeeze(text).strip("().。、,;")) is not None


def total_word(texts: Iterable[str], labels: Iterable[str] = (), given: Collection[str] = ()) -> bool:
    """Whether the texts of a row make it a total that somebody typed: one calls it so, and no other says anything.

    ``labels`` are what the table calls its totals, ``given`` (squeezed) texts of items that are called so by the form.
    """
    said = [bare for text in texts if (bare := squeeze(text))]
    named = {squeeze(label) for label in labels}
    words = [text for text in said if text in named or is_total_word(text)]
    if len(words) != 1 or words[0] in given:
        return False
    return all(text == words[0] or not any(map(str.isalpha, text)) for text in said)


def read_number(text: str, unit: str = "", percent: bool = False, measure: bool = False) -> Read:
    """A number as typed: ``"２９９８．２８万元"``, ``"1,234.50"``, ``"（5）"``, ``"￥100"``, ``"25%"``, ``"十二"``.

    ``unit`` is the field's own unit: an amount with another money unit written behind it is converted. ``percent`` takes a
    trailing %; ``measure`` a measure word (``48套``). Dashes and 无 are a blank, said in the ledger.
    """
    bare = narrow(text.rstrip("。" + INVISIBLE))
    if not bare:
        return BLANK_READ
    if bare.replace(" ", "") in NOTHING:
        return NOTHING_READ
    bare = _WHOLE_YUAN.sub("", bare.lstrip("'`‘’").strip())
    negative = False
    bracketed = _IN_BRACKETS.match(bare)
    if bracketed:
        negative, bare = True, bracketed["inner"].strip() + bracketed["rest"]
    if _MINUS_BEHIND.search(bare):
        if negative:
            return UNREADABLE
        negative, bare = True, bare[:-1]
    if percent and bare.startswith("百分之"):
        bare = bare.removeprefix("百分之") + "%"
    number, rest, minus = _split(bare)
    if number is None or (minus and negative):
        return UNREADABLE
    power = _power(rest.replace(" ", ""), unit, percent, measure)
    if power is None:
        return UNREADABLE
    number = number.scaleb(power)
    return Read(-number if negative or minus else number, changed=True, converted=power != 0)


def _split(text: str) -> tuple[Decimal | None, str, bool]:
    """The number that a text begins with, what follows it, and whether a minus stands before it."""
    match = _NUMBER.match(text)
    if match is not None and any(char.isdigit() for char in match["number"].upper().partition("E")[0]):  # E5 is the name of something
        if match["sign"] and match["sign2"]:
            return None, "", False
        number = Decimal(match["number"].replace(",", "").replace(" ", ""))
        if len(number.as_tuple().digits) > 15:
            with localcontext(_FIFTEEN):  # float noise that was copied as text
                number = +number
        return number, match["rest"], "-" in (match["sign"], match["sign2"])
    words = _CHINESE.match(text)
    if words is not None:
        whole, rest = numerals_in_unit(words["number"], words["rest"])
        if not rest or rest in _POWERS or rest in _MEASURES or rest == "%":  # 一般 is no number
            return whole, rest, False
    return None, "", False


def _power(suffix: str, unit: str, percent: bool, measure: bool) -> int | None:
    """The power of ten that what follows a number stands for in a field of that unit; None where it does not fit."""
    if not suffix or suffix == squeeze(unit) or suffix == unit:
        return 0
    if percent:
        return {"%": 0, "个百分点": 0, "百分点": 0, "‰": -1}.get(suffix)
    bare = _PER.sub("", suffix)
    if unit in _POWERS:
        return _POWERS[bare] - _POWERS[unit] if bare in _POWERS else None if bare else 0
    if not measure or (suffix in _POWERS and suffix not in MULTIPLES) or _NO_MEASURE.search(suffix):
        return None
    multiple = MULTIPLES.get(suffix[0], 0)
    word = suffix[1:] if multiple else suffix
    if len(word) <= 4 and word not in _POWERS and all("\u4e00" <= char <= "\u9fff" or char in "㎡²m2/()" for char in word):
        return multiple
    return None


__all__ = [
    "BLANK_READ", "ERRORS", "NOTHING", "NOTHING_READ", "UNREADABLE", "Read", "is_total_word", "read_number",
    "says_nothing", "says_unchanged", "total_word",
]  # fmt: skip
