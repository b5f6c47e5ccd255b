"""The roster: the units of a bureau, read from a table that people keep, checked, and a blank one to begin with."""

from .against_forms import checked_roster
from .columns import COLUMNS, KINDS
from .reading import read_roster
from .records import Problem, Roster
from .template import TEMPLATES, roster_template

__all__ = ["COLUMNS", "KINDS", "TEMPLATES", "Problem", "Roster", "checked_roster", "read_roster", "roster_template"]
