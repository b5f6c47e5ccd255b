"""Rows that a sentence calls by their names: 2027年我街道城乡社区支出212.5万元, 街巷道路修缮工程120万元, 办公费15万元 (``named_by``).

Precision first: the name stands right before its figure and means one amount in the whole workbook; the sentence speaks of the
unit's budget of this year, or lists the parts of the very total of that column; no source is named unless the column asks for it.
Nobody's figure of the workbook is the one that is written, and nothing stands behind it that may make it a part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import NamedTuple, TypeAlias, assert_never

from budgetxl.forms import Cell, Field, Grid, Record, Table
from budgetxl.values import Entry, Finding
from budgetxl.values.foldings import said_label, said_words, unnumbered
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.tolerances import NEAR
from budgetxl.values.written import MONEY_POWERS, WrittenAmount
from budgetxl.workbook import Submission

from .. import grammar
from ..compared import differs, vague
from ..figures import Figure
from ..said import Said
from .naming import Naming

SHORTEST_OF_LIST, SHORTEST_TYPED = 2, 6
"""The fewest characters of a name that stands in a list or a form, and of one that staff chose."""

_REST = "其他"  # what it is depends on what was named before


class _Row(NamedTuple):
    """The amount of a named row, the amount of all rows together (None: nowhere), and words that a sentence must have.

    ``typed``: staff chose the name, which is nobody else's: a sentence need only say that money is set aside for it.
    """

    figure: Figure
    total: Decimal | None
    words: tuple[str, ...]
    typed: bool = False


#: What a sentence may begin with before the name of a row that is new this year.
_NEW = lazy_pattern(r"(?:[本今]年|主要(?:是|为)|其中|新增|新安排|新建|实施|开展|投入|[一二三]是|因)+")
_SET_ASIDE = lazy_pattern("新增|安排|预算|编列|列支|投入")

NamedRow: TypeAlias = tuple[int, _Row]


class NamedRows:
    """The rows of a submission that sentences may call by their names, looked for when the first text needs them."""

    def __init__(self, submission: Submission) -> None:
        self._submission = submission
        self._found: dict[str, list[tuple[str, _Row]]] | None = None

    def __bool__(self) -> bool:
        """Whether the form has rows that sentences call by their names."""
        return any(column.named_by for _, block in self._submission.form.blocks() if not isinstance(block, Record) for column in block.columns)

    def findings(
        self, entry: Entry, clause: str, found: NamedRow, start: int, written: WrittenAmount, said: Said, naming: Naming
    ) -> Iterator[Finding]:
        """What is wrong in an amount that a row's name stands before."""
        if vague(written) or grammar.GOES_ON.match(clause, written.end) is None:
            return
        at, row = found
        figure = row.figure
        if not naming.is_of_unit(clause, start, written.start, said) or not self._is_meant(clause, at, row, said, naming):
            return
        if not naming.figures.stands_elsewhere(written.value(figure.unit), figure.unit, last_year=True):
            yield from differs(entry, figure, written, figure.amount, "warning")

    def _is_meant(self, clause: str, at: int, row: _Row, said: Said, naming: Naming) -> bool:
        if said.inside:
            whole = said.whole
            if whole is None or row.total is None or whole.unit != row.figure.unit or abs(whole.amount - row.total) > NEAR:
                return False
            return not row.words or any(word in whole.label for word in row.words)
        if not naming.of_the_budget(clause) and not (row.typed and not said.aside and _SET_ASIDE.search(clause) is not None):
            return False
        return any(word in clause[:at] for word in row.words) if row.words else grammar.SOURCES.search(clause, 0, at) is None

    def row_at(self, clause: str, start: int, written: WrittenAmount, naming: Naming) -> NamedRow | None:
        """The row whose name stands right before an amount, and where; None where there is none, or more than one amount."""
        if not written.is_money:
            return None
        if self._found is None:
            self._found = {}
            for name, row in self._rows():
                self._found.setdefault(name[:SHORTEST_OF_LIST], []).append((name, row))
        for at in range(start, written.start - 1):
            for name, row in self._found.get(clause[at : at + SHORTEST_OF_LIST], ()):
                here = clause.startswith(name, at) and (naming.leads(clause, start, at) or _NEW.fullmatch(clause, start, at) is not None)
                if here and naming.grammar.between.fullmatch(clause, at + len(name), written.start) is not None:
                    return at, row
        return None

    def _rows(self) -> Iterator[tuple[str, _Row]]:
        """The named rows with one amount each, the longest names first; a name that the form has a figure for is that figure's."""
        rows: dict[str, list[_Row]] = {}
        for name, row in self._all():
            rows.setdefault(name, []).append(row)
        for name in sorted(rows, key=len, reverse=True):
            first = rows[name][0]
            alike = all((row.figure.amount, row.words) == (first.figure.amount, first.words) for row in rows[name])
            if alike and name not in self._submission.form.spoken.owners["amount"]:
                yield name, next((row for row in rows[name] if row.total is not None), first)

    def _all(self) -> Iterator[tuple[str, _Row]]:
        for _, block in self._submission.form.blocks():
            match block:
                case Grid():
                    of: Callable[[Field], Iterator[tuple[str, _Row]]] = partial(self._of_grid, block)
                case Table():
                    of = partial(self._of_table, block)
                case Record():
                    continue
                case _:
                    assert_never(block)
            for column in block.columns:
                yield from of(column) if column.named_by else ()

    def _of_grid(self, block: Grid, column: Field) -> Iterator[tuple[str, _Row]]:
        for row in block.rows:
            for cell in self._submission.cells.of((block.id, row.id, column.id)):
                yield from _named(said_label(row.label), cell, None, column, SHORTEST_OF_LIST)

    def _of_table(self, block: Table, column: Field) -> Iterator[tuple[str, _Row]]:
        naming = next(each for each in block.columns if each.id == column.named_by[0])
        shortest = SHORTEST_TYPED if naming.formula is None else SHORTEST_OF_LIST
        totals = [self._submission.cells.of((total.id, column.id)) for total in block.totals]
        total = next((cells[0].entry.value for cells in totals if cells and isinstance(cells[0].entry.value, Decimal)), None)
        for cell in self._submission.cells.of((block.id, column.id)):
            name = self._submission.cells.beside(cell.entry, naming.id)
            if name is not None and isinstance(name.entry.value, str):
                yield from _named(unnumbered(name.entry.value), cell, total, column, shortest)


def _named(text: str, cell: Cell, total: Decimal | None, column: Field, shortest: int) -> Iterator[tuple[str, _Row]]:
    """A row that has a name which may be spoken of, and an amount."""
    name, value, field = said_words(text), cell.entry.value, cell.place.field
    if len(name) >= shortest and not name.startswith(_REST) and isinstance(value, Decimal) and field.unit in MONEY_POWERS:
        half = NEAR if field.places is None else Decimal(5).scaleb(-field.places - 1)
        figure = Figure(name, value, cell.entry, field.unit, half, cell.place.path, cell.place.sheet.id)
        yield name, _Row(figure, total, column.named_by[1:], shortest == SHORTEST_TYPED)
