"""``new``: blank workbooks of a form, and what is odd about what they were asked for with."""

from .doubts import Doubt, doubts
from .making import names_in, new_parts, new_workbook

__all__ = ["Doubt", "doubts", "names_in", "new_parts", "new_workbook"]
