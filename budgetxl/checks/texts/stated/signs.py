"""A word of direction against the sign of the change that it tells of."""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.forms import Measure
from budgetxl.values import Entry, Finding, plain

from ...messages import say
from ..compared import cells_of, sign
from ..figures import Figure, Figures
from ..grammar import RIGHT, WORDS


def against_sign(entry: Entry, figure: Figure, word: str, figures: Figures) -> Iterator[Finding]:
    """The finding on a word, where no other figure of the same name moves its way; ``figure`` is a change or a growth."""
    if WORDS[word] == sign(figure):
        return
    measure: Measure = "growth" if figure.unit == "%" else "change"
    if any(sign(other) == WORDS[word] for other in figures.others(figure, measure)):
        return
    message = say("BUD-08", label=figure.label, word=word, value=plain(figure.amount), unit=figure.unit)
    yield Finding("BUD-08", "error", message, cells_of(entry, figure), RIGHT[sign(figure)], word, say("BUD-08-hint"))
