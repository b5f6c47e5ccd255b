"""What a sentence has said so far, as far as the next figure depends on it."""

from __future__ import annotations

from .figures import Figure, Named


class Said:
    """What a sentence has said so far.

    ``topic``: what the last figure was named; ``first``: the first amount or share that was; ``whole``: the last amount,
    ``inside``: its parts follow; ``doubt``: somebody else is spoken of; ``unknown``: a figure was stated that the form does not
    know; ``on_last_year``: a comparison with last year has begun, ``other_base``: with something else; ``sheets``: those whose
    figures were named.
    """

    def __init__(self, whole: Figure | None = None, sheets: frozenset[str] = frozenset()) -> None:
        self.topic = ""
        self.first: Figure | None = None
        self.whole = whole
        self.inside = self.doubt = self.unknown = self.on_last_year = self.other_base = False
        self.sheets = sheets

    def named(self, name: Named, figure: Figure | None) -> None:
        self.topic = name.phrase
        if figure is not None:
            self.sheets |= {figure.sheet}
            self.first = self.first or (figure if figure.unit else None)
            if not self.inside and figure.unit not in ("%", ""):
                self.whole = figure

    def lost(self) -> None:
        """A figure of something that the form does not know."""
        self.topic, self.unknown = "", True
