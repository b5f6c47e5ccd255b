"""Lines of a form that tell what staff fill in (填报单位：{{ unit.name }}), as formulas that follow it; and such formulas read back.

A formula of ours joins fixed texts, cells, and what stands for a blank cell: ``"填报单位："&'封面'!$C$5``. Whoever reads a workbook
knows it by that shape, also after another program has written it.
"""

from __future__ import annotations

from budgetxl.values.lazy_patterns import lazy_pattern

from ..forms import SLOT, Path
from ..values.records import dataclass
from .locate import Locator
from .model import SheetPlan

LAST_YEAR, YEAR = "last_year", "year"
MOST_LITERAL = 255  # characters of a text within a formula
MOST_FORMULA = 8000

_QUOTED_SHEET = r"'(?:[^']|'')*+'"
_TEXT = r'"(?:[^"]|"")*+"'
_SIGNS = rf"""(?:[^"'()]|{_TEXT}|{_QUOTED_SHEET})"""
_CALL = rf"(?:IF|TEXT)\((?:{_SIGNS}|\({_SIGNS}*+\))*+\)"
_CELL = rf"(?:\$?(?:{_QUOTED_SHEET}|[^\s'\"&(),!+*/=<>-]+)!)?(?:\$?[A-Z]{{1,3}}\$?[0-9]+|\#REF!)"
_PIECE = lazy_pattern(rf"\s*(?:(?P<text>{_TEXT})|(?P<call>{_CALL})|(?P<cell>{_CELL}))\s*(?:&|$)")


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A formula of ours as it stands in a file: its fixed texts put together, and whether it reads cells of another file."""

    fixed: str
    foreign: bool


def line_formula(text: str, locator: Locator, plan: SheetPlan) -> str | None:
    """A text with slots as a formula on a sheet, without the equals sign; None where it has none, or one that no formula can give.

    A slot must name one cell that holds a text or a whole number. While that is blank the formula shows the form's neutral word,
    or nothing, never 0.
    """
    if "{{" not in text:
        return None
    parts = SLOT.split(text)
    pieces: list[str] = []
    for number, part in enumerate(parts):
        if number % 2 == 0:
            pieces += [quoted(part[start : start + MOST_LITERAL]) for start in range(0, len(part), MOST_LITERAL)]
            continue
        cell = _cell((YEAR,) if part == LAST_YEAR else tuple(part.split(".")), locator, plan)
        if cell is None:
            return None
        pieces.append(_slot(cell, part, locator.form.options.neutral.get(part, "")))
    if len(pieces) == 1:
        pieces.append('""')  # a blank cell alone would show 0
    formula = "&".join(pieces)
    return formula if len(parts) > 1 and len(formula) <= MOST_FORMULA else None


def _cell(path: Path, locator: Locator, plan: SheetPlan) -> str | None:
    """The one cell of a field whose value a formula shows as it is."""
    place = locator.places.get(path)
    if place is None or not (place.field.kind.stored == "text" or place.field.kind.shown == "whole"):
        return None
    found = locator.at(plan)(path)
    return None if found is None or found.column else found.areas[0]


def _slot(cell: str, name: str, otherwise: str) -> str:
    if name == LAST_YEAR:
        return f"IF(COUNT({cell})=0,{quoted(otherwise)},{cell}-1)"
    return f'IF({cell}="",{quoted(otherwise)},{cell})' if otherwise else cell


def quoted(text: str) -> str:
    """A text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'


def own_line(formula: str | None) -> OwnLine | None:
    """What a formula of a file says by itself, if it is one of ours: texts and cells joined, at least one of them a cell."""
    if not formula or "&" not in formula or len(formula) > 2 * MOST_FORMULA:
        return None
    at, fixed, cells = 0, [], 0
    while at < len(formula):
        piece = _PIECE.match(formula, at)
        if piece is None:
            return None
        at = piece.end()
        if piece["text"] is not None:
            fixed.append(piece["text"][1:-1].replace('""', '"'))
        else:
            cells += 1
    return OwnLine("".join(fixed), "[" in formula) if cells else None
