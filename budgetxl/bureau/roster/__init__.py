"""The roster: the units of a bureau, read from a table that people keep, checked, and a blank one to begin with."""

from .columns import COLUMNS, KINDS
from .reading import read_roster
from .records import Problem, Roster
from .template import TEMPLATES, roster_template
from .zeros import code_lengths

__all__ = ["COLUMNS", "KINDS", "TEMPLATES", "Problem", "Roster", "code_lengths", "read_roster", "roster_template"]
