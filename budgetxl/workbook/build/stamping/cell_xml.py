"""Cells, rows and shared strings in XML, as XlsxWriter writes them."""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from budgetxl.values.lazy_patterns import lazy_pattern

from ..state import Content
from ..writing import looks_rich

CELL = lazy_pattern(r'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
ROW = lazy_pattern(r'<row r="([0-9]+)"((?: spans="[0-9:]+")?)[^>]*?(/?)>')
COLUMNS = lazy_pattern(r"<cols>.*?</cols>", re.DOTALL)
STRING = lazy_pattern(r"<si>.*?</si>", re.DOTALL)
SST = lazy_pattern(r'(.*<sst [^>]*?) count="([0-9]+)" uniqueCount="[0-9]+">', re.DOTALL)
_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
_DAY_ZERO = dt.date(1899, 12, 30)


class CannotStamp(Exception):
    """What can't be written in the place of something else: the workbook has to be built."""


class Strings:
    """The shared strings of one stamped workbook: those of the template and new ones behind them."""

    def __init__(self, known: dict[str, int]) -> None:
        self.known, self.new = known, dict[str, int]()
        self.used = 0

    def index(self, text: str) -> int:
        """The number of a text. Raises CannotStamp for one that would be taken for markup."""
        if looks_rich(text):
            raise CannotStamp
        self.used += 1
        written = string_xml(text)
        number = self.known.get(written)
        return self.new.setdefault(written, len(self.known) + len(self.new)) if number is None else number


def string_xml(text: str) -> str:
    """A shared string as XlsxWriter writes it, control signs and blanks at its ends included."""
    from xlsxwriter.sharedstrings import SharedStrings

    writer = SharedStrings()
    writer.fh = io.StringIO()
    writer._write_si(text)
    return str(writer.fh.getvalue())


def cell_xml(ref: str, style: str, content: Content, strings: Strings) -> str:
    """A cell; ``style`` is its attribute as it stands in the template."""
    value, formula = content
    head = f'<c r="{ref}"{style}'
    if formula is not None:
        kind, shown = _shown(value)
        return f"{head}{kind}><f>{escape(formula)}</f><v>{shown}</v></c>"
    match value:
        case None:
            return head + "/>"
        case Decimal():
            return f"{head}><v>{float(value):.16G}</v></c>"
        case dt.date():
            return f"{head}><v>{(value - _DAY_ZERO).days}</v></c>"
        case _:
            return f'{head} t="s"><v>{strings.index(str(value))}</v></c>'


def _shown(value: Any) -> tuple[str, str]:
    """The type of what a formula shows, and it itself."""
    if isinstance(value, bool):
        return ' t="b"', str(int(value))
    if isinstance(value, str) and value:
        return ' t="e"' if value in _ERRORS else ' t="str"', escape(value)
    return "", str(value)


def row_xml(number: str, spans: str, points: float, empty: str, usual: int | None) -> str:
    """The beginning of a row of that height; one of the ``usual`` height, in pixels, need not say so."""
    pixels = int(points * 4.0 / 3.0 + 0.5)
    height = "" if pixels == usual else f' ht="{pixels * 0.75:.16g}" customHeight="1"'
    return f'<row r="{number}"{spans}{height}{empty}>'
