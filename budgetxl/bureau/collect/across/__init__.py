"""What only the comparison of units shows, each a warning on the unit: nobody's workbook is wrong because of another's."""

from .findings import Compared, across_units
from .rules import ACROSS_RULES
from .scale import out_of_scale

__all__ = ["ACROSS_RULES", "Compared", "across_units", "out_of_scale"]
