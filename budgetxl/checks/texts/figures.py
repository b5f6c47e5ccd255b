"""The figures that texts may speak of, found by the words for them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from budgetxl.forms import Cell, Measure, Path, SpokenWords
from budgetxl.values import Entry
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass
from budgetxl.values.tolerances import NEAR
from budgetxl.values.written import MONEY_POWERS
from budgetxl.workbook import Submission

from .grammar import COUNTED

_BRACKETS = lazy_pattern(r"[(（]([^()（）]*)[)）]")


class Named(NamedTuple):
    """The words for a figure in a clause: ``clause[start:end]``."""

    phrase: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that texts may speak of, and its cell: an amount in the ``unit`` of its field, a per cent, or a number of things.

    ``half`` is half a unit of the last place that it is printed with; ``sheet`` is the id of its sheet. ``counted`` are the
    words in which its things are counted, as far as its label says them: 车辆（台、辆）.
    """

    label: str
    amount: Decimal
    entry: Entry
    unit: str
    half: Decimal
    path: Path
    sheet: str
    counted: tuple[str, ...] = ()


class Figures:
    """The figures of one submission, each looked up when a text asks for it."""

    def __init__(self, submission: Submission) -> None:
        self._cells = submission.cells
        self._phrases: SpokenWords = submission.form.spoken
        self._amounts: dict[bool, frozenset[Decimal]] = {}

    def __bool__(self) -> bool:
        return bool(self._phrases.starts)

    def measures(self, measure: Measure) -> bool:
        """Whether any figure of a measure has a name."""
        return bool(self._phrases.owners.get(measure))

    def names(self, clause: str) -> list[Named]:
        """Every place in a clause where the words for a figure stand, from the left, longest first."""
        found = []
        starts = self._phrases.starts
        for at in range(len(clause) - 1):
            for phrase in starts.get(clause[at : at + 2], ()):
                if clause.startswith(phrase, at):
                    found.append(Named(phrase, at, at + len(phrase)))
        return found

    def of(self, phrase: str, measure: Measure) -> Figure | None:
        """The figure that a phrase means; None where it means none of this measure, or its cell holds none."""
        path = self._phrases.owners.get(measure, {}).get(phrase)
        return None if path is None else self._at(path, phrase, measure)

    def is_owned(self, phrase: str, measure: Measure) -> bool:
        """Whether the form has a figure of a measure for a phrase, filled in or not."""
        return phrase in self._phrases.owners.get(measure, {})

    def others(self, figure: Figure, measure: Measure) -> Iterator[Figure]:
        """The figures that go by the same name."""
        for path in self._phrases.others.get(figure.path, ()):
            other = self._at(path, figure.label, measure)
            if other is not None:
                yield other

    def stands_elsewhere(self, amount: Decimal, unit: str, last_year: bool = False) -> bool:
        """Whether some amount of the workbook is the same, but for those of last year unless asked for: a text may mean that one."""
        if last_year not in self._amounts:
            self._amounts[last_year] = frozenset(
                abs(cell.entry.value).scaleb(MONEY_POWERS[cell.place.field.unit])
                for cell in self._cells
                if isinstance(cell.entry.value, Decimal) and cell.place.field.unit in MONEY_POWERS
                and (last_year or not (cell.place.field.label.startswith("上年") or "·上年" in cell.place.field.label))
            )  # fmt: skip
        return amount.scaleb(MONEY_POWERS[unit]) in self._amounts[last_year]

    def _at(self, path: Path, phrase: str, measure: Measure) -> Figure | None:
        cell = next(iter(self._cells.of(path)), None)
        return None if cell is None else figure_in(cell, phrase, measure)


def figure_in(cell: Cell, label: str, measure: Measure) -> Figure | None:
    """The figure in a cell, that of ``measure``; None where it holds none."""
    if not isinstance(cell.entry.value, Decimal):
        return None
    field = cell.place.field
    unit = {"share": "%", "growth": "%", "count": "", "amount": field.unit, "change": field.unit}[measure]
    if measure in ("amount", "change") and unit not in MONEY_POWERS:
        return None
    half = NEAR if field.places is None else Decimal(5).scaleb(-field.places - 1)
    counted = tuple(COUNTED & {word for text in _BRACKETS.findall(field.header[0]) for word in text.split("、")}) if measure == "count" else ()
    return Figure(label, cell.entry.value, cell.entry, unit, half, cell.path, cell.place.sheet.id, counted)
