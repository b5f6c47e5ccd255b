"""How the notice words what stands in cells: slots of sentences, phrases of figures, clauses that fall away, digits."""

from .aids import compared, in_money, itemised, rate, without
from .clause import Told, clause_of
from .printed import Printed, by_cell, corrections_of, narrow_digits, printed
from .slots import closed, in_line, labelled, listed, reason, slot, titled, unnumbered_title

#: Filters of figures, and those that take what staff typed into a sentence.
PHRASES = (compared, rate, in_money, itemised, without, closed)
SLOTS = (reason, listed, slot, labelled, titled)

__all__ = [
    "PHRASES",
    "SLOTS",
    "Printed",
    "Told",
    "by_cell",
    "clause_of",
    "closed",
    "compared",
    "corrections_of",
    "in_line",
    "in_money",
    "itemised",
    "labelled",
    "listed",
    "narrow_digits",
    "printed",
    "rate",
    "reason",
    "slot",
    "titled",
    "unnumbered_title",
    "without",
]
