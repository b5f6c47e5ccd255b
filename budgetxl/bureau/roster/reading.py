"""``read_roster``: the bytes of a roster to its units, each problem with its row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from budgetxl.values import column_letters, squeeze, trim
from budgetxl.values.foldings import narrow
from budgetxl.values.nearest import nearest
from budgetxl.values.records import dataclass
from budgetxl.values.written import NOTHING as NOTHING_SAID
from budgetxl.values.written import is_total_word, read_date, serial_date

from ..messages import say
from ..model import Unit
from .checking import problems_of
from .columns import COLUMNS, KINDS, NEITHER
from .grid import NOTHING, Cell, RosterFault, grid_of, heads
from .records import Problem, Roster

_APOSTROPHES = ("'", "‘", "’", "`")
SHORT = 60  # characters of a heading of the roster's own


@dataclass(frozen=True, slots=True)
class Headers:
    """The columns of a roster by the field that they hold, and those of its own by their heading."""

    fields: dict[str, int]
    own: dict[str, int]
    shown: dict[int, str]


def read_roster(
    name: str, data: bytes, known_form: Callable[[str], bool] | None = None, kinds: tuple[str, ...] = KINDS,
    lengths: Callable[[str], Sequence[int]] = lambda form: (),
) -> Roster:
    """The units of a roster's file (.xlsx, .xls, .ods; .csv in UTF-8 or GBK), with every problem of it. Raises nothing.

    ``known_form`` says whether there is a form of that id; ``kinds`` are what 类型 may say; ``lengths`` are those that a code may
    have by the form that its row names, ``""`` for none. Columns stand in any order; what
    is none of ours is kept in ``more``. A row that begins with # is a remark.
    """
    try:
        grid = grid_of(name, data)
    except RosterFault as fault:
        return Roster((), (Problem("error", str(fault), fault.row, 1 if fault.row else 0),))
    (header_row, header), *body = grid.rows
    headers, problems = _headers(header_row, header)
    problems += _second_head(header_row, body[:1], headers, grid.head_end)
    if any(problem.severity == "error" for problem in problems):
        return Roster((), tuple(problems))
    read = [_Row(number, cells, headers) for number, cells in body if not _is_remark(cells)]
    if not read:
        return Roster((), (Problem("error", say("roster-empty")),))
    units = tuple(row.unit() for row in read)
    for row, unit in zip(read, units):
        problems += row.problems(known_form, kinds, unit)
    numbers = {row.number: row.stored_as_number() for row in read}
    problems += _pending(read, headers)
    problems += problems_of(units, numbers, headers.fields, headers.shown, lengths)
    return Roster(units, tuple(sorted(problems, key=lambda problem: (problem.row, problem.column))))


def _headers(row: int, cells: dict[int, Cell]) -> tuple[Headers, list[Problem]]:
    fields: dict[str, int] = {}
    own: dict[str, int] = {}
    problems: list[Problem] = []
    for column, cell in cells.items():
        field, shown = heads(cell.text), trim(cell.text)[:SHORT]
        if field is None:
            own.setdefault(shown, column)
        elif field in fields:
            said = say("roster-header-twice", name=shown, other=f"{column_letters(fields[field])}{row}")
            problems.append(Problem("error", said, row, column, shown))
        else:
            fields[field] = column
    for column_of in COLUMNS:
        if column_of.required and column_of.field not in fields:
            near = nearest(column_of.heading, own)
            problems.append(Problem("error", say("roster-header", name=column_of.heading, near=near), row, 1, column_of.heading))
    return Headers(fields, own, {column: trim(cell.text)[:SHORT] for column, cell in cells.items()}), problems


def _second_head(row: int, below: list[tuple[int, dict[int, Cell]]], headers: Headers, head_end: int) -> list[Problem]:
    """A header of two rows: the row below has headings, or cells that are merged with it, and no unit."""
    for number, cells in below:
        own = [cells.get(headers.fields.get(field, 0), NOTHING).text for field in ("code", "name")]
        columns = [column for column, cell in cells.items() if heads(cell.text) is not None and cell.text not in KINDS]
        if (columns or number <= head_end) and not any(text and heads(text) is None for text in own):
            column = min(columns or cells)
            return [Problem("error", say("roster-two-heads", row=number, head=row), number, column, cells[column].text[:SHORT])]
    return []


def _pending(rows: list[_Row], headers: Headers) -> Iterator[Problem]:
    """Columns that may be left blank, with formulas that have no result: a remark on each, since an empty text looks the same."""
    for field, column in headers.fields.items():
        found = [row.number for row in rows if field not in ("code", "name") and row.is_pending(field)]
        if found:
            cells = "、".join(f"{column_letters(column)}{number}" for number in found[:3]) + ("等" if len(found) > 3 else "")
            yield Problem("warning", say("no-results", n=len(found), cells=cells), found[0], column, headers.shown.get(column, ""))


def _is_remark(cells: dict[int, Cell]) -> bool:
    return cells[min(cells)].text.startswith(NEITHER)


class _Row:
    def __init__(self, number: int, cells: dict[int, Cell], headers: Headers) -> None:
        self.number, self.cells, self.headers = number, cells, headers

    def _cell(self, field: str) -> Cell:
        return self.cells.get(self.headers.fields.get(field, 0), NOTHING)

    def _text(self, field: str) -> str:
        text = trim(self._cell(field).text)
        return "" if field not in ("code", "name") and squeeze(text) in NOTHING_SAID else text

    def _code(self, field: str) -> str:
        """A code; an apostrophe in front of it is how people keep its zeros."""
        code = squeeze(narrow(self._text(field)))
        return code[1:] if code[:1] in _APOSTROPHES and code[1:].isalnum() else code

    def is_pending(self, field: str) -> bool:
        return self._cell(field).pending

    def unit(self) -> Unit:
        name = " ".join(self._text("name").split())
        more = {heading: trim(cell.text) for heading, column in self.headers.own.items() if (cell := self.cells.get(column)) is not None}
        return Unit(
            self._code("code"), name, squeeze(self._text("kind")), self._code("parent"), self._text("contact"), self._text("phone"),
            self._text("form"), self._day(), more, self.number,
        )  # fmt: skip

    def stored_as_number(self) -> bool:
        return self._cell("code").number

    def _day(self) -> date | None:
        cell = self._cell("deadline")
        if cell.day is not None or not cell.text:
            return cell.day
        if cell.number:
            return serial_date(Decimal(cell.text)) or _compact(cell.text)
        found = read_date(cell.text).value
        return found if isinstance(found, date) else None

    def problems(self, known_form: Callable[[str], bool] | None, kinds: tuple[str, ...], unit: Unit) -> Iterator[Problem]:
        """What is wrong with this row by itself."""
        if total := next((field for field in ("code", "name") if is_total_word(self._text(field))), ""):
            yield self._problem("roster-total", total, value=self._text(total))
            return
        for column, cell in self.cells.items():
            if cell.error and column in self.headers.fields.values():
                yield self._problem("bad-cell", column, value=cell.text)
        for field in ("code", "name"):
            if self.is_pending(field):
                yield self._problem("no-result", field)
        if self.is_pending("code"):
            pass
        elif not unit.code:
            yield self._problem("no-code", "code")
        elif self._cell("code").number and not _whole(unit.code):
            yield self._problem("code-fraction", "code", code=unit.code)
        elif not (unit.code.isascii() and unit.code.isalnum()):
            yield self._problem("code-signs", "code", code=unit.code)
        if not unit.name and not self.is_pending("name"):
            yield self._problem("no-name", "name")
        if unit.kind and unit.kind not in kinds:
            yield self._problem("bad-kind", "kind", value=unit.kind, allowed="、".join(kinds), near=nearest(unit.kind, kinds))
        if unit.deadline is None and self._text("deadline"):
            yield self._problem("bad-date", "deadline", value=self._text("deadline"))
        if unit.form and known_form is not None and not known_form(unit.form):
            yield self._problem("bad-form", "form", value=unit.form)

    def _problem(self, code: str, where: str | int, /, **slots: object) -> Problem:
        column = where if isinstance(where, int) else self.headers.fields.get(where, 1)
        return Problem("error", say(code, **slots), self.number, column, self.headers.shown.get(column, ""))


def _whole(code: str) -> bool:
    try:
        return Decimal(code) == int(Decimal(code)) and "E" not in code.upper() and "." not in code
    except (InvalidOperation, ValueError):
        return True


def _compact(text: str) -> date | None:
    """20261215, stored as a number."""
    found = read_date(text).value
    return found if isinstance(found, date) else None
