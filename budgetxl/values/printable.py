"""Text from cells and file names made safe to write down: what no file format can hold becomes �."""

from __future__ import annotations

import re
from collections.abc import Sequence

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text with control characters, lone surrogates and noncharacters replaced; line breaks and tabs stay."""
    return _UNPRINTABLE.sub("�", text)


def some(names: Sequence[str], most: int = 4) -> str:
    """The first few of several names, with their number where there are more."""
    return "、".join(names[:most]) + (f" 等 {len(names)} 格" if len(names) > most else "")
