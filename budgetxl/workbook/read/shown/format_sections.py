"""A number format taken apart: its sections, and of each what stands before, among and behind the digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from budgetxl.values.lazy_patterns import lazy_pattern

_TOKEN = lazy_pattern(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|(?P<padding>[_*].)|\[\$(?P<currency>[^\]-]*)(?P<country>[^\]]*)\]|'
    r"\[(?P<sign>[<>=]{1,2})(?P<limit>-?\d+(?:\.\d+)?)\]|\[(?P<elapsed>h+|m+|s+)\]|(?P<bracket>\[[^\]]*\])|(?P<general>General|G/通用格式)|"
    r"(?P<exponent>E[+-]0*)|(?P<half>AM/PM|A/P|上午/下午)|(?P<digit>[0#?])|(?P<end>;)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_DIGITS = "0#?."
_DATE_PARTS, _TIME_PARTS = frozenset("ymdhs"), frozenset("hs")
_RED = ("[red]", "[红色]", "[color3]", "[颜色3]")
_YEN = ("-411", "-ja-JP")
MOST_SECTIONS = 4


class Section(NamedTuple):
    """One section of a format: the text before and behind the digits, and how these are made.

    ``whole`` are the places before the point, with the text among them, which begins with ``'``; ``fraction`` those behind it,
    after a point. ``power`` is the power of ten by which the number is shown. ``general``: all digits that the number has.
    ``condition`` is its sign and limit. ``red`` is the colour by which Excel itself tells negative numbers. ``clock`` are the
    parts of a time of day, each with its kind.
    """

    before: str = ""
    whole: tuple[str, ...] = ()
    fraction: tuple[str, ...] = ()
    after: str = ""
    power: int = 0
    grouped: bool = False
    general: bool = False
    condition: tuple[str, Decimal] | None = None
    red: bool = False
    clock: tuple[tuple[str, str], ...] = ()

    @property
    def bare(self) -> bool:
        """Whether it shows no digit: ``"-"`` or 无 for nought."""
        return not (self.whole or self.fraction or self.general or self.clock)

    @property
    def apart(self) -> int:
        """How many places stand behind a point that is text: the power of ten by which it divides."""
        if self.fraction or "'." not in self.whole:
            return 0
        return sum(place in ("0", "#", "?") for place in self.whole[self.whole.index("'.") :])

    @property
    def torn(self) -> bool:
        """Whether text stands among the digits, but for a point that divides and what parts thousands."""
        texts = [place[1:] for place in (*self.whole, *self.fraction) if place[:1] == "'"]
        return any(text not in (",", "，", " ", "\u00a0", "") for text in texts) and not (texts == ["."] and self.apart)


def plainly_formatted(code: str) -> bool:
    """Whether a format shows digits and a point and nothing else, as nearly all do: it needs no closer look."""
    return not code.strip(_DIGITS) or code == "@"


def section_of(number: Decimal, code: str) -> tuple[Section, bool]:
    """The section of a format that shows a number, and whether a minus is shown before a negative one."""
    parts = sections(code)
    if any(section.condition for section in parts):
        for section in parts:
            if section.condition is None or _holds(number, *section.condition):
                return section, True
        return parts[-1], True
    if number < 0 and len(parts) > 1:
        return parts[1], False
    if not number and len(parts) > 2:
        return parts[2], False
    return parts[0], True


def _holds(number: Decimal, sign: str, limit: Decimal) -> bool:
    return ("=" in sign and number == limit) or (">" in sign and number > limit) or ("<" in sign and number < limit)


@lru_cache(maxsize=512)
def sections(code: str) -> tuple[Section, ...]:
    """The sections of a format, in its order."""
    if plainly_formatted(code):
        return (_section([("digit" if char in "0#?" else "other", char) for char in code]),)
    found: list[Section] = []
    tokens: list[tuple[str, str]] = []
    for kind, text in _tokens(code):
        if kind == "end":
            found.append(_section(tokens))
            tokens = []
        else:
            tokens.append((kind, text))
    return tuple([*found, _section(tokens)][:MOST_SECTIONS])


def _tokens(code: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or ""
        if kind in ("quoted", "escaped"):
            yield "text", match[kind]
        elif kind == "country":
            yield "text", "日元" if match[kind].startswith(_YEN) and match["currency"] == "¥" else match["currency"]
        elif kind == "limit":
            yield "limit", match["sign"] + match["limit"]
        elif kind == "bracket" and match[kind].casefold() in _RED:
            yield "red", ""
        elif kind not in ("padding", "bracket", ""):
            yield kind, match[kind]


def _section(tokens: list[tuple[str, str]]) -> Section:
    """One section from its parts."""
    condition = next(((text.rstrip("-.0123456789"), Decimal(text.lstrip("<>="))) for kind, text in tokens if kind == "limit"), None)
    said = [(kind, text) for kind, text in tokens if kind not in ("limit", "red")]
    return _made(said)._replace(condition=condition, red=any(kind == "red" for kind, _ in tokens))


def _made(tokens: list[tuple[str, str]]) -> Section:
    """One section from its parts, but for its condition and colour."""
    if _tells_time(tokens):
        return Section(clock=tuple(tokens))
    places = [at for at, (kind, text) in enumerate(tokens) if kind in ("digit", "general", "exponent") or text == "@"]
    if not places and any(kind == "other" and text.casefold() in _DATE_PARTS for kind, text in tokens):
        return Section(general=True)
    if not places:
        return Section("".join(text for _, text in tokens))
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
    if any(kind in ("general", "exponent") or (kind, text) in (("other", "@"), ("other", "/")) for kind, text in inside):
        return Section(before, (), (), after, power, general=True)
    whole = tuple(map(_place, (token for token in inside[:point] if token != ("other", ","))))
    behind = tuple(map(_place, (token for token in inside[point + 1 :] if token != ("other", ","))))
    section = Section(before, whole, (".", *behind) if point < len(inside) else (), after, power, grouped)
    return section._replace(power=power - section.apart)


def _place(token: tuple[str, str]) -> str:
    kind, text = token
    return text if kind == "digit" else "'" + text


def _tells_time(tokens: list[tuple[str, str]]) -> bool:
    """Whether a section shows a time of day and no date: ``h:mm``, ``[h]:mm``, ``mm:ss.0``."""
    parts = {text.casefold() for kind, text in tokens if kind == "other"}
    if parts & {"y", "d"} or not (parts & _TIME_PARTS or any(kind == "elapsed" for kind, _ in tokens)):
        return False
    first = next((at for at, (kind, _) in enumerate(tokens) if kind == "digit"), 0)
    return not first or (first > 1 and tokens[first - 1] == ("other", ".") and tokens[first - 2][1].casefold() == "s")


__all__ = ["MOST_SECTIONS", "Section", "plainly_formatted", "section_of", "sections"]
