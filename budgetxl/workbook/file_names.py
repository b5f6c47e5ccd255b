"""Names of files that are made of what people typed: safe on every system, Windows included."""

from __future__ import annotations

import re
import unicodedata

from budgetxl.values.lazy_patterns import lazy_pattern

LONGEST = 255
"""Bytes of a file's name that the usual file systems take: 84 Chinese characters, and a little."""

TEMPORARY = ("~$", "._", ".~")
"""How the files begin that Excel, WPS and LibreOffice keep beside an open workbook, and a Mac leaves on other people's disks."""

OF_SYSTEMS = ("thumbs.db", "desktop.ini", ".ds_store")
"""What Windows and the Mac leave in folders, in small letters."""

_FORBIDDEN = frozenset('/\\:*?"<>|')
_DEVICE = lazy_pattern(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?= *(?:\.|$))", re.IGNORECASE)
_IN_PLACE = "_"


def safe_name(text: str, ending: str = "", longest: int = LONGEST) -> str:
    """A file's name of a text, and an ending that is kept whole: ``safe_name("甲/乙", "-批注.xlsx") == "甲_乙-批注.xlsx"``.

    It is one name, never a path; what Windows forbids, and what can't be seen, becomes a low line; dots and blanks at the
    edges are gone, names of devices (CON, LPT1) changed, the text shortened until the name has no more than ``longest`` bytes.
    """
    tail = _visible(ending)
    stem = _visible(text).strip(". ") or _IN_PLACE
    name = _shortened(stem, longest - len(tail.encode()), bare=not tail) + tail
    return _DEVICE.sub(rf"\1{_IN_PLACE}", name, count=1) if _DEVICE.match(name) else name


def unique_name(text: str, ending: str, taken: set[str]) -> str:
    """A safe name that no other file of a folder has, whatever the case of its letters; ``taken`` are those names, and gets this one."""
    number, name = 1, safe_name(text, ending)
    while name.casefold() in taken:
        number += 1
        name = safe_name(text, f"({number}){ending}")
    taken.add(name.casefold())
    return name


def _visible(text: str) -> str:
    return "".join(_IN_PLACE if c in _FORBIDDEN or unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in text)


def _shortened(stem: str, most: int, bare: bool) -> str:
    data = stem.encode()
    if len(data) <= most:
        return stem
    cut = data[: max(0, most)].decode(errors="ignore")
    return (cut.rstrip(". ") if bare else cut) or _IN_PLACE
