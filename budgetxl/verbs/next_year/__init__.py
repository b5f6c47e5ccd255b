"""From one year to the next: last year's workbooks, what is taken of them, and ``rollover``."""

from .planned import SUFFIX, Planned
from .previous import Previous, carried_over, knowing, previous_of, year_of
from .rollover import Fate, Line, RolledOver, fate_heading, line_text, not_rolled, planned_rollover, roll_over

__all__ = [
    "SUFFIX",
    "Fate",
    "Line",
    "Planned",
    "Previous",
    "RolledOver",
    "carried_over",
    "fate_heading",
    "knowing",
    "line_text",
    "not_rolled",
    "planned_rollover",
    "previous_of",
    "roll_over",
    "year_of",
]
