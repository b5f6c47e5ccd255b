"""How the field words its figures: pure functions over Decimals, also given to templates as filters.

Each takes a raw value or an :class:`~budgetxl.values.Entry`. A blank raises :class:`BlankError` that names the filter,
since a notice never prints a missing amount as nothing. Amounts are in the form's unit of prose; only ``change`` is told another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from budgetxl.values import (
    POWERS,
    Address,
    Entry,
    Group,
    chinese_day,
    from_float,
    in_unit,
    numerals,
    plain,
    round_half_up,
    scale,
)
from budgetxl.values.decimals import growth_of, share_of
from budgetxl.values.lazy_patterns import lazy_pattern

from . import messages
from .errors import BlankError, NoticeError

Places: TypeAlias = int | str

_MAX_EXPONENT = 20  # beyond it is no budget, and would be printed as endless zeros
_AT_ENDS = "。；;，,、：: \t\r\n\u3000"
_LINE_ENDS = lazy_pattern(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")


class Blank:
    """What a template sees of a cell that is not filled in: false, never 0, and never silently printed.

    ``mark`` is printed for it in a draft. Without one, printing, computing and comparing raise BlankError, which names ``at``.
    """

    __slots__ = ("at", "mark")

    def __init__(self, mark: str | None = None, at: Address | None = None) -> None:
        self.mark, self.at = mark, at

    def combined(self) -> Blank:
        """What a computation with a blank gives: a blank."""
        if self.mark is None:
            raise BlankError(messages.BLANK_IN_EXPRESSION).of(self)
        return self

    def _computed(self, other: object) -> Blank:
        return self.combined()

    def _compared(self, other: object) -> bool:
        return bool(self.combined())

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _computed
    __lt__ = __le__ = __gt__ = __ge__ = _compared

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[object]:
        self.combined()
        return iter(())

    def __str__(self) -> str:
        if self.mark is None:
            raise BlankError(messages.BLANK_OUTPUT).of(self)
        return self.mark


def value_of(value: object) -> object:
    """The value of an entry, None for a blank, or the value itself."""
    if isinstance(value, Entry):
        return value.value
    return None if isinstance(value, Blank) else value


def is_blank(value: object) -> bool:
    """Whether there is nothing to print: no value, or text of nothing but spaces."""
    value = value_of(value)
    return value is None or (isinstance(value, str) and not value.strip())


def lines_of(text: str) -> list[str]:
    """The lines of a text, whatever ends them."""
    return _LINE_ENDS.split(text)


def grouped(amount: str) -> str:
    """An amount with its thousands apart: ``1234567.80`` becomes ``1,234,567.80``."""
    whole, point, rest = amount.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}{point}{rest}" if digits.isdecimal() else amount


def money(value: object, places: Places = "minimal") -> str:
    """An amount in prose: as many decimals as it needs (2119.40 → 2119.4), or a fixed number of places."""
    return _written(number_of("money", value), _places("money", places))


def amount(value: object) -> str:
    """An amount in a table: two decimals, more where it has more (7 → 7.00, 945.446153 stays)."""
    number = number_of("amount", value)
    return _written(number, max(2, scale(number)))


def percent(value: object, places: Places = 2) -> str:
    """A percentage given in percent points: ``percent(7.125) → "7.13%"``."""
    return _written(number_of("percent", value), _places("percent", places)) + "%"


def change(value: object, unit: str = "", places: Places = "minimal", *, prose_unit: str = "万元") -> str:
    """A difference in words: 增加243.55万元, 减少40.31万元 or 持平.

    ``prose_unit`` is the unit that amounts are in, and are told in where no ``unit`` is given; in another unit of money they
    are converted, any other word (辆) stands as it is. Raises NoticeError for a unit of money that there is not.
    """
    number, digits = number_of("change", value), _places("change", places)
    unit = unit or prose_unit
    if not isinstance(unit, str):
        raise NoticeError(messages.NOT_TEXT, filter="change", value=shown_kind(unit))
    if unit in POWERS:
        number = in_unit(number, prose_unit, unit)
    elif unit.endswith("元"):
        raise NoticeError(messages.BAD_UNIT, filter="change", value=shown_kind(unit), allowed="、".join(POWERS))
    if digits is not None:
        number = round_half_up(number, digits)
    return direction(number) + (_written(abs(number), digits) + unit if number else "")


def direction(value: object) -> str:
    """增加, 减少 or 持平, by the sign of a difference."""
    number = number_of("direction", value)
    return "持平" if not number else "增加" if number > 0 else "减少"


def absolute(value: object) -> Decimal:
    """A number without its sign."""
    return abs(number_of("absolute", value))


def growth(this: object, last: object) -> Decimal | None:
    """The growth over last year in percent points, to be rounded where it is printed; None where last year has nothing to compare with."""
    now = number_of("growth", this)
    return None if is_blank(last) else growth_of(now, number_of("growth", last))


def share(part: object, whole: object, places: Places = 2) -> str:
    """A part of a whole as a percentage: ``share(1, 8) → "12.50%"``. Raises where the whole is 0."""
    piece, total = number_of("share", part), number_of("share", whole)
    found = share_of(piece, total)
    if found is None:
        raise NoticeError(messages.NO_WHOLE, filter="share")
    return percent(found, places)


def chinese_number(value: object) -> str:
    """A whole number in Chinese numerals: 11 → 十一, 20 → 二十, 103 → 一百零三."""
    number = number_of("chinese_number", value)
    if number < 0 or number != number.to_integral_value() or number >= 10**12:
        raise NoticeError(messages.NOT_A_WHOLE_NUMBER, filter="chinese_number", value=plain(number))
    return numerals(int(number))


def chinese_date(value: object) -> str:
    """A date: 2022年12月31日."""
    value = value_of(value)
    if is_blank(value):
        raise BlankError(messages.BLANK, filter="chinese_date")
    if not isinstance(value, date):
        raise NoticeError(messages.NOT_A_DATE, filter="chinese_date", value=shown_kind(value))
    return chinese_day(value)


def join_cn(values: object, separator: str = "、") -> str:
    """The filled items of a list joined by 、. Raises where nothing is filled."""
    items = [item for item in _items("join_cn", values) if not is_blank(item)]
    if not items:
        raise BlankError(messages.NOTHING_IN_LIST, filter="join_cn")
    return separator.join(shown(item) for item in items)


def bare(text: str) -> str:
    """A text without the marks and blanks at its ends; nothing is left of one that has nothing else."""
    return text.strip().strip(_AT_ENDS).rstrip("！!")


def sentence(value: object) -> str:
    """A text without punctuation at its ends, to be used inside a sentence."""
    text = bare(text_of("sentence", value))
    if not text:
        raise BlankError(messages.BLANK, filter="sentence")
    return text


def one_line(value: object) -> str:
    """A text without its line breaks: names that wrapped in a cell. Latin words are kept apart by a space."""
    parts = [part.strip() for part in lines_of(text_of("one_line", value))]
    joined = ""
    for part in filter(None, parts):
        apart = joined and joined[-1].isascii() and part[0].isascii()
        joined += (" " if apart else "") + part
    return joined


def plain_lines(value: object) -> list[str]:
    """The paragraphs of a cell: its lines without blank ones, and without the spaces typed as indent."""
    return [line.strip() for line in lines_of(text_of("plain_lines", value)) if line.strip()]


def shown(value: object) -> str:
    """A value as text where no filter says how. Raises BlankError for a blank, NoticeError for what is no value."""
    value = value_of(value)
    match value:
        case None:
            raise BlankError(messages.BLANK_OUTPUT)
        case bool():
            return messages.YES if value else messages.NO
        case Decimal() | float():
            return plain(number_of("money", value))
        case date():
            return chinese_date(value)
        case str() | int():
            return str(value)
        case _:
            raise NoticeError(messages.NOT_PRINTABLE, kind=shown_kind(value))


def _written(number: Decimal, places: int | None) -> str:
    if places is None:
        return plain(number)
    rounded = round_half_up(number, places)
    return format(rounded if rounded else abs(rounded), "f")


def _places(name: str, places: Places) -> int | None:
    if places == "minimal":
        return None
    if isinstance(places, int) and not isinstance(places, bool) and 0 <= places <= 10:
        return places
    raise NoticeError(messages.BAD_PLACES, filter=name, value=shown_kind(places))


def shown_kind(value: object) -> str:
    """A value as a sentence names it: a text or a number as it is, of anything else what it is."""
    if isinstance(value, Group):
        return messages.A_GROUP
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, str | int | float | date):
        return str(value)[:40]
    if isinstance(value, Iterable):
        return messages.A_LIST
    return messages.A_FUNCTION.format(name=getattr(value, "__name__", "")) if callable(value) else messages.SOMETHING


def number_of(name: str, value: object) -> Decimal:
    """The number that a filter of this name is given. Raises BlankError for a blank, NoticeError for what is none or endless."""
    value = value_of(value)
    if is_blank(value):
        raise BlankError(messages.BLANK, filter=name)
    if isinstance(value, float):
        value = from_float(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite() or (value and abs(value.adjusted()) > _MAX_EXPONENT):
        raise NoticeError(messages.NOT_A_NUMBER, filter=name, value=shown_kind(value))
    return value


def text_of(name: str, value: object) -> str:
    """The text that a filter of this name is given. Raises BlankError for a blank, NoticeError for what is none."""
    value = value_of(value)
    if is_blank(value):
        raise BlankError(messages.BLANK, filter=name)
    if not isinstance(value, str):
        raise NoticeError(messages.NOT_TEXT, filter=name, value=shown_kind(value))
    return value


def _items(name: str, values: object) -> list[object]:
    values = value_of(values)
    if values is None:
        raise BlankError(messages.BLANK, filter=name)
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise NoticeError(messages.NOT_A_LIST, filter=name, value=shown_kind(values))
    return list(values)
