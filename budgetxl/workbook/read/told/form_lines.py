"""The lines of a form with slots for the year and the unit: {{ unit.name }}, {{ year }} and the like, found in what a cell says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from budgetxl.forms import SLOT
from budgetxl.values import squeeze
from budgetxl.values.records import dataclass

LAST_YEAR, YEAR, NAME, CODE = "last_year", "year", "unit.name", "unit.code"
_UNIT = {NAME, CODE}
_LONGEST = 80  # of what stands for a slot


@dataclass(frozen=True, slots=True)
class FormLine:
    """A text with slots as a pattern of squeezed texts.

    ``years`` are its groups for years, each with how many years before the budget's; ``units`` those that tell the unit, each with
    the slots that stand there side by side. ``labelled``: it says before the first of those what it tells (填报单位：).
    """

    pattern: re.Pattern[str]
    years: tuple[tuple[str, int], ...]
    units: tuple[tuple[str, tuple[str, ...]], ...]
    labelled: bool

    def years_of(self, found: re.Match[str]) -> Iterator[tuple[int, int]]:
        """The years that a text tells, each with how many years before the budget's it ought to be."""
        yield from ((int(found[group]), before) for group, before in self.years if found[group])


@lru_cache(maxsize=1_024)
def form_line(text: str) -> FormLine | None:
    """The line that a text of the form is; None where it tells neither year nor unit."""
    runs: list[str | list[str]] = []  # a fixed text, a year's slot, or slots side by side
    for number, part in enumerate(SLOT.split(text)):
        if number % 2 == 0:
            runs += [squeeze(part)] if squeeze(part) else []
        elif part not in (YEAR, LAST_YEAR) and runs and isinstance(runs[-1], list) and not {YEAR, LAST_YEAR} & {*runs[-1]}:
            runs[-1].append(part)
        else:
            runs.append([part])
    pattern, labelled = "", False
    years: list[tuple[str, int]] = []
    units: list[tuple[str, tuple[str, ...]]] = []
    for number, run in enumerate(runs):
        if isinstance(run, str):
            pattern += re.escape(run)
        elif run[0] in (YEAR, LAST_YEAR):
            years.append((f"y{number}", int(run[0] == LAST_YEAR)))
            pattern += rf"(?P<y{number}>(?:19|20)[0-9]{{2}})?"
        else:
            if _UNIT & {*run}:
                before = runs[number - 1] if number else ""
                labelled = labelled or (not units and isinstance(before, str) and before.endswith(":"))
                units.append((f"u{number}", tuple(run)))
            pattern += rf"(?P<u{number}>.{{0,{_LONGEST}}}?)"
    return FormLine(re.compile(pattern), tuple(years), tuple(units), labelled) if years or units else None


__all__ = ["CODE", "NAME", "YEAR", "FormLine", "form_line"]
