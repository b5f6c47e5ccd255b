"""Codes that lost the zeros they begin with, as a spreadsheet's number does: 31001 where the code is 031001.

What the whole code is may be known from the workbook (another cell writes it, longer codes begin with it) or from the form
(the codes of its list, the lengths that a code has).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from budgetxl.forms import Field, Form
from budgetxl.values import Address, Finding, squeeze
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.xlsx import RawSheet, RawWorkbook

from ..messages import say
from .places.by_names import FoundSheet

MOST_LOST = 3
LONGEST_LINE = 100  # a line or a title that tells a code, no paragraph
SURE_ALONE = 5  # a text that does not call it a code has more digits than this, or it may be an area code
SURE_BEGINNING = 4  # digits with which another unit's code or a telephone number does not begin by chance
_TOLD = lazy_pattern(r"(?<![0-9A-Za-z.\-])0\d+(?![0-9A-Za-z.]|[-\s)）转]{1,2}\d)")


class Told(NamedTuple):
    """A code that begins with a zero, and where the workbook tells it, with the words around it.

    ``valued``: it is the value of a code's field, and the words are its label; ``many``: one of a table or a repeated sheet.
    """

    code: str
    at: Address
    words: str
    valued: bool = False
    many: bool = False


def lacks_zeros(code: str, whole: str) -> bool:
    """Whether a code is another without the zeros that this one begins with."""
    return len(code) < len(whole) and whole.isdecimal() and bool(code) and whole == code.zfill(len(whole))


def lost_zeros(code: str, whole: str, why: str, at: Address | None, unread: str = "") -> Finding:
    """The error on a cell whose code lacks its first zeros: ``why`` says how that is known, ``unread`` that it is not read."""
    cells = (at,) if at is not None else ()
    message = say("META-06-zeros", s=code, v=whole, why=why, unread=unread)
    return Finding("META-06", "error", message, cells, whole, code, say("META-06-zeros-hint"))


class LeadingZeros:
    """What a workbook and its form tell of whole codes. The workbook is looked through once, when the first code needs it."""

    def __init__(self, form: Form, raw: RawWorkbook, found: Iterable[FoundSheet]) -> None:
        self.form, self.raw, self.found = form, raw, tuple(found)
        self._told: tuple[Told, ...] | None = None
        self._valued: dict[tuple[str, str], Told] = {}  #: of the form's fields, by label and code

    def finding(self, field: Field, written: str, at: Address, choices: Collection[str], many: bool, number: bool = True) -> Finding | None:
        """The error on a cell whose code lacks its first zeros, with the whole code as proposal; None where it is whole.

        ``choices`` are the codes that the field may hold, ``many`` says that it is a column of a table, ``number`` that the cell
        holds a number, not a text.
        """
        if not (written.isascii() and written.isdecimal()) or len(written) in field.lengths or written in choices:
            return None
        fits = [written.zfill(n) for n in range(len(written) + 1, len(written) + MOST_LOST + 1) if not field.lengths or n in field.lengths]
        told = self._elsewhere(field, written, fits, many)
        code, why = told if told is not None else _by_form(field, written, fits, choices, number)
        if not code:
            return None
        return lost_zeros(written, code, why, at, say("unread"))

    def _elsewhere(self, field: Field, written: str, fits: Collection[str], many: bool) -> tuple[str, str] | None:
        if self._told is None:
            self._told = tuple(_told(self.form, self.raw, self.found))
            self._valued = {(one.words, one.code): one for one in reversed(self._told) if one.valued}
        label = squeeze(field.label)
        if many:  # a column holds many codes, some of which are like others by chance: only those called the same count
            found = next((one for code in fits if (one := self._valued.get((label, code))) is not None), None)
            return None if found is None else (found.code, say("zeros-cell", cell=found.at, text=found.code))
        for one in self._told:
            if one.code in fits and (len(one.code) > SURE_ALONE or label in one.words):
                return one.code, say("zeros-cell", cell=one.at, text=one.code)
        for one in self._told:
            begins = next((code for code in fits if one.code.startswith(code) and len(one.code) > len(code)), None)
            if begins is not None and one.valued and (one.many or len(written) >= SURE_BEGINNING):
                return begins, say("zeros-begins", cell=one.at, text=one.code)
        return None


def _by_form(field: Field, written: str, fits: Collection[str], choices: Collection[str], number: bool) -> tuple[str, str]:
    listed = [code for code in fits if code in choices]
    if len(listed) == 1:
        return listed[0], say("zeros-list")
    if number and field.lengths and not choices and fits:  # a text keeps its zeros: what is short there is short
        code = min(fits, key=len)
        return code, say("zeros-length", n=" 或 ".join(map(str, field.lengths)))
    return "", ""


def _told(form: Form, raw: RawWorkbook, found: Iterable[FoundSheet]) -> Iterator[Told]:
    """The codes that begin with a zero: first those of the form's own fields, then those in lines and titles."""
    fields: set[Address] = set()
    for one in found:
        for at, label, many in _code_cells(form, one):
            cell = one.raw.cells.get((at.row, at.column))
            fields.add(at)
            if cell is not None and cell.kind == "text" and (text := squeeze(str(cell.value))).startswith("0") and text.isdecimal():
                yield Told(text, at, squeeze(label), True, many)
    for sheet in raw.sheets:
        yield from (one for one in _in_lines(sheet) if one.at not in fields)


def _code_cells(form: Form, one: FoundSheet) -> Iterator[tuple[Address, str, bool]]:
    """The cells of the codes on a sheet, the label of each, and whether it is one of many."""
    root = (one.sheet.repeat,) if one.sheet.repeat else ()
    for path, place in one.cells.items():
        known = form.compiled.places.get((*root, *path))
        if known is not None and known.field.kind.reading == "code":
            yield Address(one.raw.name, *place), known.field.label, bool(root)
    for table in one.tables.values():
        codes = [field for field in table.block.columns if field.kind.reading == "code" and field.id in table.columns]
        columns = {table.columns[field.id]: field.label for field in codes}
        for row, column in one.raw.cells if columns else ():
            if column in columns and table.first <= row <= table.last:
                yield Address(one.raw.name, row, column), columns[column], True


def _in_lines(sheet: RawSheet) -> Iterator[Told]:
    for (row, column), cell in sheet.cells.items():
        if cell.kind != "text" or "0" not in (text := str(cell.value)) or len(text) > LONGEST_LINE:
            continue
        for match in _TOLD.finditer(text):
            beside = sheet.cells.get((row, column - 1)) if match[0] == text.strip() else None
            words = text if beside is None or beside.kind != "text" else str(beside.value)
            yield Told(match[0], Address(sheet.name, row, column), squeeze(words))


__all__ = ["LeadingZeros", "lacks_zeros", "lost_zeros"]
