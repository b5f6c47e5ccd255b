"""What formulas of a file give over what stands in its cells: asked only where a result is not what the form makes of them."""

from .arithmetic import Unsure, value_of_formula
from .told_apart import Formulas

__all__ = [
    "Formulas",
    "Unsure",
    "value_of_formula",
]
