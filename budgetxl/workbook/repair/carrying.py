"""``carried``: answers, notes and the sender's own sheets put into the workbook that was built anew, and a list of what has no place.

The sender's own file is only ever read. A workbook that needs nothing of this stays as it was built.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from budgetxl.layout import ANSWER_HEADER, CODE_HEADER
from budgetxl.values import Address, squeeze
from budgetxl.values.foldings import printable
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass
from budgetxl.xlsx import Archive, RawWorkbook, UnreadableFile, open_workbook, parse_name

from ..identity_marks import senders_note
from ..messages import say
from ..rewriting import Unfit, escape, escaped, look_over, losses, opened, saved
from ..rewritten import differences, finished
from ..submission import ReadResult
from .changes import Change, ChangeKind, nothing_said
from .lost_sheet import write_lost
from .moves import Moves
from .own_sheets import copy_sheet, free_name, names_in, put_text, write_values
from .references import translated

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MOST_HEADER_ROWS = 40
_OUR_NAME = lazy_pattern(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
_WIDTH, _LINE, _CHARS_A_LINE, _TALLEST = 300, 19, 20, 420  # of a note, in points and characters


class NotCarried(Exception):
    """A file from which openpyxl can't take what is to be carried; ``str`` gives the sentence for people."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The finished workbook; what changed by carrying, and a sentence for each thing that stayed behind."""

    data: bytes
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()


def carried(data: bytes | None, before: ReadResult, built: bytes, after: ReadResult, moves: Moves, lost: Sequence[Change]) -> Carried:
    """What stood in the sender's file (``data``; None of one that is no .xlsx) and is not in ``built``, put there.

    ``after`` is ``built``, read; ``moves.own`` names the sheets to be carried; ``lost`` is listed on a sheet of its own. Raises
    NotCarried.
    """
    notes, homeless = _notes(before, moves)
    lost = [*lost, *homeless]
    answers = before.submission.answers
    words = nothing_said(before, moves)
    try:
        drawn = False if data is None else look_over(before.raw, Archive(data))
    except (Unfit, UnreadableFile) as error:
        if notes or moves.own:
            raise NotCarried(say(f"repair-{error.code}", **error.slots) if isinstance(error, Unfit) else str(error)) from error
        drawn = False
    told = [say("repair-drawings")] if drawn else []
    if not (notes or lost or answers or words or moves.own):
        return Carried(built, (), tuple(told))
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            book = opened(built)
            modified = book.properties.modified  # saving sets it to now
            source = opened(data, Archive(data)) if data is not None and moves.own else None
            told += [say("repair-extensions") for code in losses(False, [str(one.message) for one in heard]) if code == "extensions"]
            turned = list(_own_sheets(book, source, before.raw, moves))
            made = [*moves.own.values()]
            if lost:
                made.append(free_name(say("repair-lost-sheet"), book.sheetnames))
                write_lost(book.create_sheet(made[-1]), lost)
            _answer(book, answers)
            for at, text in words.values():
                put_text(book[at.sheet].cell(at.row, at.column), escaped(printable(text)))
            _note(book, notes)
            escape(book, made, after.raw)
            written = finished(saved(book), _expected(before, after, moves), book.sheetnames, modified)
        except Unfit as error:
            raise NotCarried(say(f"repair-{error.code}", **error.slots)) from error
    values = [Change(ChangeKind.VALUE, one, _formula(before.raw, one), to=moves.exactly(one)) for one in turned]
    copy = open_workbook(written)
    expected = _expected(before, after, moves)
    changed = set(differences(expected, copy)) - {change.to for change in values}
    if changed:
        raise NotCarried(say("repair-differs", n=len(changed), cell=min(changed)))
    return Carried(written, (*values, *homeless), tuple(told))


def _formula(raw: RawWorkbook, at: Address) -> str:
    cell = next(sheet for sheet in raw.sheets if sheet.name == at.sheet).cells.get((at.row, at.column))
    return "=" + ((cell.formula if cell is not None else "") or "")


def _expected(before: ReadResult, after: ReadResult, moves: Moves) -> RawWorkbook:
    """What the finished workbook holds: what was built, and the sender's own sheets under their names of now."""
    own = [replace(sheet, name=moves.own[sheet.name]) for sheet in before.raw.sheets if sheet.name in moves.own]
    return replace(after.raw, sheets=(*after.raw.sheets, *own))


# ── answers


def _answer(book: Workbook, answers: Mapping[str, str]) -> None:
    """Put the answers beside the rules that they belong to; of a rule that the sheet does not list, below the others."""
    if not answers:
        return
    sheet, header, codes, column = _check_table(book)
    rows = {str(sheet.cell(row, codes).value or ""): row for row in range(header + 1, sheet.max_row + 1)}
    last = max([header, *(row for code, row in rows.items() if code)])
    for rule, answer in answers.items():
        row = rows.get(rule)
        if row is None:
            last = row = last + 1
            put_text(sheet.cell(row, codes), rule)
        put_text(sheet.cell(row, column), escaped(printable(answer)))


def _check_table(book: Workbook) -> tuple[Worksheet, int, int, int]:
    """The 校验 sheet of a workbook of ours: its row of headers, and the columns of rules and answers."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_row=MOST_HEADER_ROWS):
            heads = {squeeze(cell.value): cell for cell in row if isinstance(cell.value, str)}
            if CODE_HEADER in heads and ANSWER_HEADER in heads:
                return sheet, heads[CODE_HEADER].row, heads[CODE_HEADER].column, heads[ANSWER_HEADER].column
    raise Unfit("open", kind=ANSWER_HEADER)


# ── notes


def _notes(before: ReadResult, moves: Moves) -> tuple[dict[Address, str], list[Change]]:
    """The sender's notes on sheets of the form and ours by the cells that they go to, and those whose sheet is nowhere."""
    found: dict[Address, list[str]] = {}
    homeless: list[Change] = []
    for sheet in before.raw.sheets:
        for place, note in sorted(sheet.notes.items() if sheet.name not in moves.own else ()):
            at, text = Address(sheet.name, *place), senders_note(note)
            to = moves.nearly(at)
            if to is None and text:
                homeless.append(Change(ChangeKind.LOST, at, text, label=say("repair-note")))
            elif to is not None and text:
                found.setdefault(to, []).append(text)
    return {at: "\n\n".join(texts) for at, texts in found.items()}, homeless


def _note(book: Workbook, notes: Mapping[Address, str]) -> None:
    from openpyxl.comments import Comment

    for at, text in notes.items():
        sheet = book[at.sheet]
        lines = sum(1 + len(line) // _CHARS_A_LINE for line in text.split("\n"))
        cell = _first_cell(sheet, at)
        before = f"{cell.comment.text}\n\n" if cell.comment is not None else ""
        cell.comment = Comment(before + printable(text), "", height=min(_TALLEST, _LINE * lines + 12), width=_WIDTH)


def _first_cell(sheet: Worksheet, at: Address) -> Any:
    """The cell, or the first of the merged block that it belongs to."""
    for area in sheet.merged_cells.ranges:
        if area.min_row <= at.row <= area.max_row and area.min_col <= at.column <= area.max_col:
            return sheet.cell(area.min_row, area.min_col)
    return sheet.cell(at.row, at.column)


# ── sheets


def _own_sheets(book: Workbook, source: Workbook | None, raw: RawWorkbook, moves: Moves) -> Iterator[Address]:
    """Put the sender's own sheets behind the others; yields the cells whose formulas became values."""
    sheets = {sheet.name: sheet for sheet in raw.sheets}
    for old, new in moves.own.items():
        made = book.create_sheet(new)
        if source is not None and source[old].sheet_view.showGridLines is False:
            made.sheet_view.showGridLines = False
    names = names_in(book)
    if source is not None:
        names |= set(_own_names(book, raw, moves, names))
    for old, new in moves.own.items():
        if source is None:
            write_values(sheets[old], book[new])
            continue
        yield from copy_sheet(source[old], sheets[old], book[new], lambda text, here=old: translated(text, here, moves, names), moves)  # type: ignore[misc]


def _own_names(book: Workbook, raw: RawWorkbook, moves: Moves, known: Collection[str]) -> Iterable[str]:
    """Carry the names that the sender gave to cells of sheets of his own, or to constants."""
    from openpyxl.workbook.defined_name import DefinedName

    for name in raw.names:
        if name.sheet is not None or name.hidden or name.name.lower() in known or name.name.startswith("_") or _OUR_NAME.fullmatch(name.name):
            continue
        meaning = parse_name(name.text)
        if meaning is None or (isinstance(meaning, tuple) and any(area.sheet not in moves.own for area in meaning)):
            continue
        text = translated(f"={name.text}", "", moves, known)
        if text is not None:
            book.defined_names[name.name] = DefinedName(name.name, attr_text=text[1:])
            yield name.name.lower()


__all__ = ["Carried", "NotCarried", "carried"]
