"""Text for CSV files: a spreadsheet program takes what begins with = + - @ for a formula and runs it; here it stays text."""

from __future__ import annotations

import unicodedata

from ..foldings import printable, squeeze

_STARTERS = "=+-@"
_MINUS = "\N{MINUS SIGN}"
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}  # Unicode's categories of control characters, format characters and spaces


def csv_text(text: str) -> str:
    """Text that every spreadsheet program takes for text: with an apostrophe in front where it began with one of these signs.

    What no file can hold becomes �, and a line ends with LF. The first character that can be seen decides, in its ordinary form:
    full-width ＝ and the like begin a formula, too.
    """
    clean = printable(text.replace("\r\n", "\n").replace("\r", "\n"))
    first = next((char for char in clean if unicodedata.category(char) not in _UNSEEN), "")
    dangerous = first == _MINUS or squeeze(first)[:1] in tuple(_STARTERS)
    return f"'{clean}" if dangerous else clean
