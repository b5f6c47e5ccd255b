"""Defined names for the cleaned texts of cells: what formulas ask of a code or a name again and again is said once.

Without them 85 % of a workbook's sheets was the same cleaning of the same codes (SUBSTITUTE within SUBSTITUTE). A name's range
grows with inserted rows as that of a formula does; one with a relative row means the row of the formula in which it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from ..expressions import Named, folded, squeezed
from ..values import column_letters
from ..values.records import dataclass
from .model import SheetPlan

PREFIX = "_"
"""What these names begin with; no field's name does."""
_CLEANED: dict[str, Any] = {"squeezed": (squeezed, "s", "r", "t"), "folded": (folded, "f", "g", "h")}  # a column, one cell, the cells below


@dataclass(frozen=True, slots=True)
class TextName:
    """A defined name; ``sheet`` is the quoted name of the sheet that it belongs to, empty where the whole workbook knows it."""

    name: str
    formula: str
    sheet: str = ""


class TextNames:
    """Gives names to texts when a formula first needs one. ``used`` are those that have to be defined."""

    def __init__(self, sheets: Sequence[SheetPlan]) -> None:
        self._numbers = {plan.name: number for number, plan in enumerate(sheets, start=1)}
        self._found: dict[tuple[str, str], TextName] = {}

    @property
    def used(self) -> list[TextName]:
        return sorted(self._found.values(), key=lambda each: (each.sheet, each.name))

    def column(self, plan: SheetPlan, column: int, shown: str, formula: str, here: SheetPlan | None) -> Named:
        """The texts of a column, ``shown`` as a formula on ``here`` writes them; ``formula`` names the sheet."""
        before = f"{plan.quoted}!" if plan.instance is not None and plan is not here else ""
        return self._text(plan, 1, column, shown, formula, before)

    def cell(self, plan: SheetPlan, column: int, shown: str, formula: str) -> Named:
        """The text of a cell on the row of the formula that asks; ``formula`` names the sheet, and row 1, which is that row."""
        return self._text(plan, 2, column, shown, formula)

    def below(self, plan: SheetPlan, column: int, shown: str, formula: str) -> Named:
        """The texts of a column below the row of the formula that asks; ``formula`` names the sheet, and row 2 as the first of them."""
        return self._text(plan, 3, column, shown, formula)

    def figures_below(self, plan: SheetPlan, last: int) -> str:
        """The name of the cells below the one that asks, in its own column, down to the row ``last``."""
        return self._named(f"b{self._known(plan)}", f"{plan.quoted}!A2:A${last}", self._local(plan))

    def listed(self, column: int, area: str) -> Named:
        """The texts of a column of the list sheet."""
        return self._text(None, 1, column, area, area)

    def _text(self, plan: SheetPlan | None, kind: int, column: int, shown: str, formula: str, before: str = "") -> Named:
        """A name of one ``kind``. A copy of a repeated sheet has names of its own, which it takes along when it is copied."""
        local, known = self._local(plan), self._known(plan)

        def name(how: str) -> str:
            cleaned, *letters = _CLEANED[how]
            return before + self._named(f"{letters[kind - 1]}{known}{column_letters(column)}", cleaned(formula), local)

        return Named.of(shown, name)

    def _local(self, plan: SheetPlan | None) -> str:
        return plan.quoted if plan is not None and plan.instance is not None else ""

    def _known(self, plan: SheetPlan | None) -> str:
        """What tells the names of one sheet from those of others: its number, nothing on a copy, a letter for the list sheet."""
        return "L" if plan is None else "" if self._local(plan) else str(self._numbers[plan.name])

    def _named(self, name: str, formula: str, sheet: str) -> str:
        wanted, count = PREFIX + name, 1
        while (known := self._found.get((sheet, wanted))) is not None and known.formula != formula:
            count += 1
            wanted = f"{PREFIX}{name}.{count}"
        self._found.setdefault((sheet, wanted), TextName(wanted, formula, sheet))
        return wanted


def asks_for(formula: str, columns: Collection[str]) -> bool:
    """Whether a formula speaks of a column of texts by its letters, in its cells or by a name for them."""
    letters = "|".join(columns)
    return re.search(rf"\$(?:{letters})[0-9]|(?<![\w.]){PREFIX}[a-z][0-9]*(?:{letters})(?![\w])", formula) is not None
