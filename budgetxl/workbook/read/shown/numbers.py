"""What a cell shows of its number, by the number format: ``50000元`` for 50000 by ``0"元"``, 5.00 for 50000 by ``0.00,``.

A format scales with commas behind its last digit (each a thousand), with ``%``, and with a point that is plain text among its
digits (``0!.0,"万元"`` shows 123456 as 12.3万元). What stands around the digits is read as if somebody had typed it.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from budgetxl.values import NOTHING, is_total_word, plain, read_number, round_half_up, squeeze
from budgetxl.values.foldings import INVISIBLE
from budgetxl.values.lazy_patterns import lazy_pattern

from .clock import shown_time
from .format_sections import MOST_SECTIONS, Section, section_of, sections

_OPENING, _CLOSING = "(（", ")）"
_MINUS, _PLUS = "-－−–—▼▽↓负", "+↑"
_SIGNS = f"{_OPENING}{_CLOSING}{_MINUS}{_PLUS}▲△\u200e\u200f{INVISIBLE}"  # ▲ and △ are up to some and a minus to others
_CURRENCY = lazy_pattern("^(?:CN|RMB|CNY)(?=[¥￥])")
_SAYS_MORE = lazy_pattern(r"[0-9元万千百亿角%‰$]|预计|预估|估|暂|约|负|亏|减|扣")
_PER_TIME_OR_HEAD = lazy_pattern(r"[/每](?:月|季度?|周|日|天|人|户)$")  # an amount a month is not that of the year


def shown_number(number: Decimal, code: str | None) -> str:
    """A number as its cell shows it, without padding and colour: ``1234.5`` by ``#,##0.00"元"`` is ``1,234.50元``."""
    if code is None:
        return plain(number)
    section, signed = section_of(number, code)
    digits = shown_time(abs(number), section.clock) if section.clock else _digits(abs(number), section)
    return ("-" if signed and number < 0 else "") + section.before + digits + section.after


@lru_cache(maxsize=512)
def least_places(code: str) -> int:
    """How many decimals of a number a format shows at least: a number of no more needs no closer look."""
    return min([_places(section) for section in sections(code)])


def shows_fewer(number: Decimal, code: str) -> bool:
    """Whether a cell shows fewer decimals than its number has: 3.33 of 3.3333, 26% of 0.255."""
    section, _ = section_of(number, code)
    return round_half_up(number, _places(section)) != number


def _places(section: Section) -> int:
    """The decimals of the number that a section shows; many where it shows all, or no digit."""
    if section.bare or section.general or section.clock:
        return 400
    return _behind(section) + section.apart + section.power


def _behind(section: Section) -> int:
    """How many digits stand behind the point."""
    return sum(place in ("0", "#", "?") for place in section.fraction)


def seen_otherwise(number: Decimal, held: Decimal, code: str, unit: str, percent: bool, measure: bool) -> tuple[bool, Decimal | None]:
    """Whether who sees a cell takes its number for another value than it holds, and for which: 50000 by ``0"元"`` is 5 in 万元.

    ``held`` is the value that the cell holds for its field. ``unit``, ``percent`` and ``measure`` are those of
    ``read_number``. The value is None where what is shown is no number of that unit.
    """
    section, signed = section_of(number, code)
    if section.clock:
        return bool(number), None
    before, after = _around(section.before, section.after, unit, percent)
    sign = _sign(number, section, signed)
    if section.bare:
        said = before + after
        if not said or (not number and squeeze(said) in NOTHING):
            return False, None
        read = read_number(section.before + section.after, unit, percent, measure)
    elif section.torn:
        read = read_number(shown_number(number, code), unit, percent, measure)
        return read.value != held, read.value if isinstance(read.value, Decimal) else None
    elif not section.power and not before and not after and sign == _sign_of(number):
        return False, None
    else:
        read = read_number(f"{before}1{after}", unit, percent, measure)
    if not isinstance(read.value, Decimal) or sign is None or (not measure and _PER_TIME_OR_HEAD.search(after)):
        return True, None
    value = read.value if section.bare else (sign * abs(number) * read.value).scaleb(section.power)
    return value != held, value


@lru_cache(maxsize=512)
def _around(first: str, last: str, unit: str, percent: bool) -> tuple[str, str]:
    """What stands before and behind the digits without signs, blanks, labels, and words that say no more than the field does."""
    before = _without_label(first.strip(_SIGNS)).strip(_SIGNS)
    before, after = _CURRENCY.sub("", before), last.strip(_SIGNS)
    if before in (unit, "共") or (percent and before == "%"):
        before = ""
    return before, after.removeprefix("人民币")


def _sign_of(number: Decimal) -> int:
    return -1 if number < 0 else 1


def _sign(number: Decimal, section: Section, signed: bool) -> int | None:
    """The sign with which a section shows a number, 1 or -1; None where a bracket is left open.

    A minus may be written by the format itself, as brackets, or not at all: red stands for it, as where Excel writes the format.
    """
    before, after = _edges(section.before), _edges(section.after)
    opened, closed = _open_brackets(before), -_open_brackets(after)
    if not number or section.bare:
        return 1
    if opened != closed:
        return None
    if opened > 0 or any(char in _MINUS for char in before + after) or (signed and number < 0):
        return -1
    told = section.red or any(char in "▲△" for char in before + after)
    return -1 if number < 0 and told and not any(char in _PLUS for char in before + after) else 1


def _edges(text: str) -> str:
    """The signs at both ends of what a format writes before or behind the digits."""
    if not text.strip(_SIGNS):
        return text
    return text[: len(text) - len(text.lstrip(_SIGNS))] + text[len(text.rstrip(_SIGNS)) :]


def _open_brackets(text: str) -> int:
    return sum((char in _OPENING) - (char in _CLOSING) for char in text)


def _without_label(before: str) -> str:
    """What stands before the digits without a word that only names the figure: ``合计：``, 小计. A unit, or 约 or 减, says more."""
    name, colon, rest = before.replace(":", "：").rpartition("：")
    if not colon and is_total_word(before):
        name, rest = before, ""
    return rest if name and _SAYS_MORE.search(name) is None else before


@lru_cache(maxsize=512)
def may_hide(code: str) -> bool:
    """Whether a format shows nothing, or no more than a dash, of some numbers or texts: ``;;;`` of all."""
    return any(map(_shows_nothing, sections(code)))


def hides(value: object, code: str) -> bool:
    """Whether a cell of that format shows nothing of its number or text. Of a nought there is nothing to show."""
    if isinstance(value, Decimal):
        return bool(value) and _shows_nothing(section_of(value, code)[0])
    parts = sections(code)
    return isinstance(value, str) and len(parts) == MOST_SECTIONS and _shows_nothing(parts[-1])


def _shows_nothing(section: Section) -> bool:
    return section.bare and not (section.before + section.after).strip(_SIGNS)


def _digits(number: Decimal, section: Section) -> str:
    """The digits of a number without its sign, with what stands among them."""
    if section.bare:
        return ""
    if section.general:
        return plain(number.scaleb(section.power))
    rounded = round_half_up(number.scaleb(section.power + section.apart), _behind(section))
    whole, _, fraction = format(rounded, "f").partition(".")
    left, made, popped = list(whole if int(whole) else ""), [""], 0
    first = next((at for at, place in enumerate(section.whole) if place in ("0", "#", "?")), 0)
    for at in range(len(section.whole) - 1, -1, -1):
        place = section.whole[at]
        if place not in ("0", "#", "?"):
            made.append(place[1:])
            continue
        digits = [left.pop() if left else "0" if place == "0" else ""]
        while at == first and left:
            digits.append(left.pop())
        for digit in digits:
            made.extend(("," if section.grouped and digit and popped and popped % 3 == 0 else "", digit))
            popped += 1
    if not any(place in ("0", "#", "?") for place in section.whole):  # ".00" shows 12.50 of 12.5
        made.extend(reversed(left))
    return "".join(reversed(made)) + _fraction(fraction, section.fraction)


def _fraction(digits: str, places: tuple[str, ...]) -> str:
    """The digits behind the point, without the noughts that the format does not ask for, and the text among them."""
    asked = "".join(place for place in places if place in ("0", "#", "?"))
    kept = digits.rstrip("0") if "0" not in asked else digits[: asked.rindex("0") + 1] + digits[asked.rindex("0") + 1 :].rstrip("0")
    rest, made = iter(kept), ""
    for place in places[1:]:
        made += next(rest, "") if place in ("0", "#", "?") else place[1:]
    return "." + made if made else ""


__all__ = ["hides", "least_places", "may_hide", "seen_otherwise", "shown_number", "shows_fewer"]
