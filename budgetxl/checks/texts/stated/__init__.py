"""Figures as sentences state them: whose they are, and the ways of writing that take more than a name with a figure behind it."""

from .growth import growth_of, is_on_last_year
from .naming import SURE_PHRASE, Naming
from .tidying import tidied

__all__ = [
    "SURE_PHRASE",
    "Naming",
    "growth_of",
    "is_on_last_year",
    "tidied",
]
