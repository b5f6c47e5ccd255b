"""A roster as it was read, and what is wrong with it."""

from __future__ import annotations

from typing import Literal

from budgetxl.values import column_letters
from budgetxl.values.records import dataclass

from ..messages import say
from ..model import Unit


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a roster. ``row`` and ``column`` count from 1, 0 where it is the whole file; ``header`` heads the column."""

    severity: Literal["error", "warning"]
    message: str
    row: int = 0
    column: int = 0
    header: str = ""

    def __str__(self) -> str:
        if not self.row:
            return self.message
        if not self.header:
            return say("roster-row", row=self.row, message=self.message)
        cell = f"{column_letters(self.column)}{self.row}"
        return say("roster-at", row=self.row, column=self.header, cell=cell, message=self.message)


@dataclass(frozen=True, slots=True)
class Roster:
    """The units of a roster in its order, and its problems in the order of its rows. One with an error is not to be used."""

    units: tuple[Unit, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "error")
