"""What only the comparison of units shows, each a warning on the unit: nobody's workbook is wrong because of another's."""

from .departments import not_compared
from .findings import Compared, across_units, unread_answers
from .rules import ACROSS_RULES
from .scale import out_of_scale

__all__ = ["ACROSS_RULES", "Compared", "across_units", "not_compared", "out_of_scale", "unread_answers"]
