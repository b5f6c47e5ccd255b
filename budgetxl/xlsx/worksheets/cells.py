"""From the text of a cell's ``<v>`` to its fact, by the type and the style that its attributes give.

A workbook repeats itself: labels, noughts, units. So facts are made once for each type, style and text, and shared.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from sys import getsizeof
from typing import TypeAlias

from budgetxl.values import from_float, parse_cell
from budgetxl.values.lazy_patterns import lazy_pattern

from ..archive.entities import unescape
from ..archive.errors import UnreadableFile, damaged
from ..archive.limits import Account
from ..archive.xml_feed import pairs, whole
from ..raw import Position, RawCell, RichError, StruckCell, new_cell
from ..serial_dates import from_serial
from .number_formats import PLAIN, Style

#: The fact of a cell with this text; None where the cell holds nothing.
Reading: TypeAlias = Callable[[str], RawCell | None]

_POSITIONS = 20_000
_REMEMBERED = 4_096  # facts for each type and style, and types with styles for each workbook
_NUMBER = lazy_pattern(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_LONGEST_NUMBER = 64
_MAX_MASTERS = 100_000
_KINDS = frozenset("nsbed")  # numbers, shared strings, booleans, errors, dates; all others are text


class Facts(dict[str, RawCell | None]):
    """The facts of cells of one type and style, by the text of their value; ``strings`` where that is the number of one."""

    __slots__ = ("reading", "strings", "style")

    def __init__(self, style: Style, reading: Reading, strings: list[str] | None = None) -> None:
        super().__init__()
        self.style = style
        self.reading = reading
        self.strings = strings

    def __missing__(self, text: str) -> RawCell | None:
        fact = self.reading(text)
        if len(self) < _REMEMBERED and len(text) < 100:
            self[text] = fact
        return fact


class CellTypes(dict[tuple[str, ...], Facts]):
    """The facts by the attributes of a cell that follow its address: ``("s", "3", "t", "s")``."""

    def __init__(self, part: str, strings: list[str], styles: list[Style], date1904: bool, account: Account) -> None:
        super().__init__()
        self._part = part
        self._strings = strings
        self._styles = styles
        self._date1904 = date1904
        self._account = account
        self._alike: dict[tuple[str, Style], Facts] = {}  # many styles differ in looks alone

    def __missing__(self, attributes: tuple[str, ...]) -> Facts:
        given = dict(zip(attributes[::2], attributes[1::2]))
        style = self._style(given.get("s", "0"))
        kind = given.get("t", "n")
        kind = ("rich" if kind == "e" and "vm" in given else kind) if kind in _KINDS else "str"
        facts = self._alike.get((kind, style))
        if facts is None:
            facts = self._alike[kind, style] = Facts(style, self._reading(kind, style), self._strings if kind == "s" else None)
        if len(self) < _REMEMBERED and sum(map(len, attributes)) < 100:
            self[attributes] = facts
        return facts

    def _style(self, number: str) -> Style:
        index = whole(number)
        return self._styles[index] if index is not None and index < len(self._styles) else PLAIN

    def _reading(self, kind: str, style: Style) -> Reading:
        code, is_date, percent, struck = style
        made: type[RawCell] = StruckCell if struck else RawCell
        part, strings, account, date1904 = self._part, self._strings, self._account, self._date1904

        def number(text: str) -> RawCell | None:
            value = decimal(text)
            return written(text.strip()) if value is None else made("number", value, None, True, code, percent)

        def day(text: str) -> RawCell | None:
            value = decimal(text)
            moment = None if value is None else from_serial(value, date1904)
            return number(text) if moment is None else made("date", moment, None, True, code, percent)

        def shared(text: str) -> RawCell | None:
            index = whole(text.strip())
            if index is None:
                return written(text.strip())
            if index >= len(strings):
                raise damaged(part, "string")
            content = strings[index]
            return made("text", content, None, True, code, percent) if content else None

        def written(text: str) -> RawCell | None:
            """Text in the cell itself, or anything else that is none of what its type says."""
            if not text:
                return None
            text = unescape(text)
            account.add_text(part, len(text), len(text))
            return made("text", text, None, True, code, percent)

        def boolean(text: str) -> RawCell | None:
            match text.strip().lower():
                case "1" | "true":
                    return made("boolean", True, None, True, code, percent)
                case "0" | "false":
                    return made("boolean", False, None, True, code, percent)
            return written(text)

        def error(text: str) -> RawCell | None:
            text = text.strip()
            return made("error", text[:_LONGEST_NUMBER], None, True, code, percent) if text else None

        def rich(text: str) -> RawCell | None:
            text = text.strip()
            return made("error", RichError(text[:_LONGEST_NUMBER]), None, True, code, percent) if text else None

        def iso(text: str) -> RawCell | None:
            moment = iso_date(text)
            return written(text) if moment is None else made("date", moment, None, True, code, percent)

        readings: dict[str, Reading] = {
            "n": day if is_date else number, "s": shared, "b": boolean, "e": error, "rich": rich, "d": iso,
        }  # fmt: skip
        return readings.get(kind, written)


class Formulas:
    """The formulas of one worksheet: the text of each, counted, and shared ones resolved."""

    def __init__(self, part: str, account: Account) -> None:
        self._part, self._account = part, account
        self._masters: dict[str, str] = {}

    def text(self, attributes: list[str], text: str) -> str:
        """The text of a formula, as a parser hands it over."""
        text = unescape(text)
        self._account.add_formulas(self._part, len(text), getsizeof(text))
        return self.shared(attributes, text) if "shared" in attributes else text

    def shared(self, attributes: list[str], text: str) -> str:
        """The text of a shared formula; of a dependant, its master's."""
        master = pairs(attributes).get("si", "")
        if not text:
            return self._masters.get(master, "")
        if len(self._masters) < _MAX_MASTERS:
            self._masters[master] = text
        return text

    def count(self, longest: int, memory: int) -> None:
        """Take formulas into account whose text is left as it is: the bytes of the longest, and of all."""
        self._account.add_formulas(self._part, longest, memory)


def calculated(source: str | bytes, result: RawCell | None, facts: Facts) -> RawCell:
    """The fact of a cell with this formula, and the result that the file holds for it; ``facts`` are those of its type."""
    if result is None:
        style = facts.style
        return new_cell(StruckCell if style.struck else RawCell, ("blank", None, source, False, style.code, style.percent))
    return new_cell(result.__class__, (result[0], result[1], source, True, result[4], result[5]))


def decimal(text: str) -> Decimal | None:
    """The number that a file holds, of at most 15 digits; None where the text is no number of a spreadsheet."""
    if len(text) > 15 or text.strip("0123456789.-"):  # not plain and short, as nearly all are
        text = text.strip()
        if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
            return None
        number = float(text)
        return from_float(number) if abs(number) <= 1e308 else None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def iso_date(text: str) -> date | datetime | None:
    """The date of a ``t="d"`` cell; a midnight is a date. None for a time of day, or what can't be read."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    moment = moment.replace(tzinfo=None)
    return moment.date() if moment.time() == time() else moment


class Positions(dict[str, Position]):
    """Addresses as sheets write them, ``B12``, by row and column. One table serves all files: they use the same ones."""

    def __missing__(self, address: str) -> Position:
        position = parse_cell(address)
        if position is None:
            raise UnreadableFile("address", {"text": address})
        if len(self) < _POSITIONS and len(address) < 12:
            self[address] = position
        return position


POSITIONS = Positions()
