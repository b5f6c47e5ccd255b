"""Figures as sentences state them: whose they are, and the ways of writing that take more than a name with a figure behind it."""

from .growth import fits_amounts, growth_of, is_on_last_year
from .limits import beyond_limit
from .naming import SURE_PHRASE, Naming
from .respectively import listed, lists_figures
from .rows import NamedRows
from .signs import against_sign
from .tidying import Tidying
from .transitions import moved_to, of_this_year, told_last_year, transition_at
from .without_base import moved_without_base, word_before

__all__ = [
    "SURE_PHRASE",
    "NamedRows",
    "Naming",
    "Tidying",
    "against_sign",
    "beyond_limit",
    "fits_amounts",
    "growth_of",
    "is_on_last_year",
    "listed",
    "lists_figures",
    "moved_to",
    "moved_without_base",
    "of_this_year",
    "told_last_year",
    "transition_at",
    "word_before",
]
