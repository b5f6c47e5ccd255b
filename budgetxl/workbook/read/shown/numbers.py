"""What a cell shows of its number, by the number format: ``50000元`` for 50000 by ``0"元"``, 5.00 for 50000 by ``0.00,``.

A format scales with commas behind its last digit (each a thousand), with ``%``, and with a point that is plain text among its
digits (``0!.0,"万元"`` shows 123456 as 12.3万元). What stands around the digits is read as if somebody had typed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from budgetxl.values import NOTHING, is_total_word, plain, read_number, round_half_up, squeeze

_TOKEN = (
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|(?P<padding>[_*].)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|'
    r"\[(?P<sign>[<>=]{1,2})(?P<limit>-?\d+(?:\.\d+)?)\]|(?P<bracket>\[[^\]]*\])|(?P<general>General|G/通用格式)|"
    r"(?P<exponent>E[+-]0*)|(?P<digit>[0#?])|(?P<end>;)|(?P<other>.)"
)
_DIGITS = "0#?."
_OPENING, _CLOSING = "(（", ")）"
_MINUS, _PLUS = "-－−▼▽↓", "+↑"
_SIGNS = f"{_OPENING}{_CLOSING}{_MINUS}{_PLUS}▲△ \u00a0\u3000"  # ▲ and △ are up to some and a minus to others
_RED = ("[red]", "[红色]", "[color3]", "[颜色3]")
_DATE_PARTS = frozenset("ymdhs")
_MOST_SECTIONS = 4
_SAYS_MORE = r"[0-9元万千百亿角%‰$]|预计|预估|估|暂|约|负|亏|减|扣"


class _Section(NamedTuple):
    """One section of a format: the text before and behind the digits, and how these are made.

    ``whole`` are the places before the point, with the text among them; ``fraction`` those behind it. ``power`` is the power
    of ten by which the number is shown. ``general``: all digits that the number has. ``condition`` is its sign and limit.
    ``red`` is the colour by which Excel itself tells negative numbers.
    """

    before: str = ""
    whole: tuple[str, ...] = ()
    fraction: str = ""
    after: str = ""
    power: int = 0
    grouped: bool = False
    general: bool = False
    condition: tuple[str, Decimal] | None = None
    red: bool = False

    @property
    def bare(self) -> bool:
        """Whether it shows no digit: ``"-"`` or 无 for nought."""
        return not (self.whole or self.fraction or self.general)


def shown_number(number: Decimal, code: str | None) -> str:
    """A number as its cell shows it, without padding and colour: ``1234.5`` by ``#,##0.00"元"`` is ``1,234.50元``."""
    if code is None:
        return plain(number)
    section, signed = _section_of(number, code)
    digits = _digits(abs(number), section)
    return ("-" if signed and number < 0 else "") + section.before + digits + section.after


def plainly_formatted(code: str) -> bool:
    """Whether a format shows digits and a point and nothing else, as nearly all do: it needs no closer look."""
    return not code.strip(_DIGITS) or code == "@"


@lru_cache(maxsize=512)
def least_places(code: str) -> int:
    """How many decimals of a number a format shows at least: a number of no more needs no closer look."""
    return min([_places(section) for section in _sections(code)])


def shows_fewer(number: Decimal, code: str) -> bool:
    """Whether a cell shows fewer decimals than its number has: 3.33 of 3.3333, 26% of 0.255."""
    section, _ = _section_of(number, code)
    return round_half_up(number, _places(section)) != number


def _places(section: _Section) -> int:
    """The decimals of the number that a section shows; many where it shows all, or no digit."""
    if section.bare or section.general:
        return 400
    return max(0, len(section.fraction) - 1) + _apart(section) + section.power


def seen_otherwise(number: Decimal, held: Decimal, code: str, unit: str, percent: bool, measure: bool) -> tuple[bool, Decimal | None]:
    """Whether who sees a cell takes its number for another value than it holds, and for which: 50000 by ``0"元"`` is 5 in 万元.

    ``held`` is the value that the cell holds for its field. ``unit``, ``percent`` and ``measure`` are those of
    ``read_number``. The value is None where what is shown is no number of that unit.
    """
    section, signed = _section_of(number, code)
    before, after = _without_label(section.before.strip(_SIGNS)).strip(_SIGNS), section.after.strip(_SIGNS)
    sign = _sign(number, section, signed)
    if section.bare:
        said = before + after
        if not said or (not number and squeeze(said) in NOTHING):
            return False, None
        read = read_number(section.before + section.after, unit, percent, measure)
    elif not section.power and not before and not after and sign == _sign_of(number):
        return False, None
    else:
        read = read_number(f"{before}1{after}", unit, percent, measure)
    if not isinstance(read.value, Decimal) or sign is None:
        return True, None
    value = read.value if section.bare else (sign * abs(number) * read.value).scaleb(section.power)
    return value != held, value


def _sign_of(number: Decimal) -> int:
    return -1 if number < 0 else 1


def _sign(number: Decimal, section: _Section, signed: bool) -> int | None:
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
    return rest if name and re.search(_SAYS_MORE, name) is None else before


@lru_cache(maxsize=512)
def may_hide(code: str) -> bool:
    """Whether a format shows nothing, or no more than a dash, of some numbers or texts: ``;;;`` of all."""
    return any(map(_shows_nothing, _sections(code)))


def hides(value: object, code: str) -> bool:
    """Whether a cell of that format shows nothing of its number or text. Of a nought there is nothing to show."""
    if isinstance(value, Decimal):
        return bool(value) and _shows_nothing(_section_of(value, code)[0])
    sections = _sections(code)
    return isinstance(value, str) and len(sections) == _MOST_SECTIONS and _shows_nothing(sections[-1])


def _shows_nothing(section: _Section) -> bool:
    return section.bare and not (section.before + section.after).strip(_SIGNS)


def _section_of(number: Decimal, code: str) -> tuple[_Section, bool]:
    """The section of a format that shows a number, and whether a minus is shown before a negative one."""
    sections = _sections(code)
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or _holds(number, *section.condition):
                return section, True
        return sections[-1], True
    if number < 0 and len(sections) > 1:
        return sections[1], False
    if not number and len(sections) > 2:
        return sections[2], False
    return sections[0], True


def _holds(number: Decimal, sign: str, limit: Decimal) -> bool:
    return ("=" in sign and number == limit) or (">" in sign and number > limit) or ("<" in sign and number < limit)


def _digits(number: Decimal, section: _Section) -> str:
    """The digits of a number without its sign, with what stands among them."""
    if section.bare:
        return ""
    if section.general:
        return plain(number.scaleb(section.power))
    rounded = round_half_up(number.scaleb(section.power + _apart(section)), max(0, len(section.fraction) - 1))
    whole, _, fraction = format(rounded, "f").partition(".")
    if section.grouped:
        return f"{int(whole):,}" + _fraction(fraction, section.fraction)
    left, made = list(whole if int(whole) else ""), [""]
    first = next((at for at, place in enumerate(section.whole) if place in ("0", "#", "?")), 0)
    for at in range(len(section.whole) - 1, -1, -1):
        place = section.whole[at]
        if place not in ("0", "#", "?"):
            made.append(place)
        elif at == first:
            made.append("".join(left) or ("0" if place == "0" else ""))
        else:
            made.append(left.pop() if left else "0" if place == "0" else "")
    if not any(place in ("0", "#", "?") for place in section.whole):  # ".00" shows 12.50 of 12.5
        made.extend(reversed(left))
    return "".join(reversed(made)) + _fraction(fraction, section.fraction)


def _fraction(digits: str, places: str) -> str:
    """The digits behind the point, without the noughts that the format does not ask for."""
    if not places:
        return ""
    asked = places[1:]
    kept = digits.rstrip("0") if "0" not in asked else digits[: asked.rindex("0") + 1] + digits[asked.rindex("0") + 1 :].rstrip("0")
    return "." + kept if kept else ""


def _apart(section: _Section) -> int:
    """How many places stand behind a point that is text: the power of ten by which it divides."""
    if section.fraction or "." not in section.whole:
        return 0
    return sum(place in ("0", "#", "?") for place in section.whole[section.whole.index(".") :])


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    if plainly_formatted(code):
        return (_section([("digit" if char in "0#?" else "other", char) for char in code]),)
    sections: list[_Section] = []
    tokens: list[tuple[str, str]] = []
    for kind, text in _tokens(code):
        if kind == "end":
            sections.append(_section(tokens))
            tokens = []
        else:
            tokens.append((kind, text))
    return tuple([*sections, _section(tokens)][:_MOST_SECTIONS])


def _tokens(code: str) -> Iterator[tuple[str, str]]:
    for match in re.finditer(_TOKEN, code, re.IGNORECASE | re.DOTALL):
        kind = match.lastgroup or ""
        if kind in ("quoted", "escaped", "currency"):
            yield "text", match[kind]
        elif kind == "limit":
            yield "limit", match["sign"] + match["limit"]
        elif kind == "bracket" and match[kind].casefold() in _RED:
            yield "red", ""
        elif kind not in ("padding", "bracket", ""):
            yield kind, match[kind]


def _section(tokens: list[tuple[str, str]]) -> _Section:
    """One section from its parts."""
    condition = next(((text.rstrip("-.0123456789"), Decimal(text.lstrip("<>="))) for kind, text in tokens if kind == "limit"), None)
    said = [(kind, text) for kind, text in tokens if kind not in ("limit", "red")]
    return _made(said)._replace(condition=condition, red=any(kind == "red" for kind, _ in tokens))


def _made(tokens: list[tuple[str, str]]) -> _Section:
    """One section from its parts, but for its condition and colour."""
    places = [at for at, (kind, text) in enumerate(tokens) if kind in ("digit", "general", "exponent") or text == "@"]
    if not places and any(kind == "other" and text.casefold() in _DATE_PARTS for kind, text in tokens):
        return _Section(general=True)
    if not places:
        return _Section("".join(text for _, text in tokens))
    first, last = places[0], places[-1]
    if first and tokens[first - 1] == ("other", "."):
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1] in (("other", ","), ("other", ".")):
        last += 1
    inside = tokens[first : last + 1]
    before, after = ("".join(text for _, text in some) for some in (tokens[:first], tokens[last + 1 :]))
    power = 2 * sum(token == ("other", "%") for token in tokens)
    point = inside.index(("other", ".")) if ("other", ".") in inside else len(inside)
    grouped = False
    for at, token in enumerate(inside):
        if token == ("other", ","):
            digits_follow = any(kind == "digit" for kind, _ in inside[at + 1 : max(point, at + 1)])
            grouped = grouped or digits_follow
            power -= 0 if digits_follow else 3
    if any(kind in ("general", "exponent") or text in ("@", "/") for kind, text in inside):
        return _Section(before, (), "", after, power, general=True)
    whole = tuple(text for token in inside[:point] if token != ("other", ",") for text in [token[1]])
    fraction = "".join(text for kind, text in inside[point:] if kind == "digit")
    section = _Section(before, whole, "." + fraction if point < len(inside) else "", after, power, grouped)
    return section._replace(power=power - _apart(section))


__all__ = ["hides", "least_places", "may_hide", "plainly_formatted", "seen_otherwise", "shown_number", "shows_fewer"]
