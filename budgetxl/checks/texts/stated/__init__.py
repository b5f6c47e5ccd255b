"""Figures as sentences state them: whose they are, and the ways of writing that take more than a name with a figure behind it."""

from .naming import SURE_PHRASE, Naming
from .tidying import tidied

__all__ = [
    "SURE_PHRASE",
    "Naming",
    "tidied",
]
