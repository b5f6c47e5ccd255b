"""What a sentence has said so far, as far as the next figure depends on it."""

from __future__ import annotations

from .figures import Figure, Named


class Said:
    """What a sentence has said so far.

    ``topic``: what the last figure was named; ``subjects``: what figures were named that are no parts, "" for one that the form
    does not know; ``carried``: the only one of the sentence before. ``first``: the first amount or share that was named;
    ``whole``: the last amount; ``inside``: its parts follow. ``doubt``: somebody else is spoken of, ``other_time``: another
    year; ``unknown``: a figure was stated that the form does not know. ``on_last_year``: a comparison with last year has begun,
    ``other_base``: with something else. ``sheets``: those whose figures were named. ``waiting``: the names that stand in clauses
    without a figure, "" for words that are none; one alone may have its figure in the next clause. ``just_named``: the clause before
    stated a figure of the topic, and no share; ``last_years``: what the clause before gave last year's figure of;
    ``aside``: an aim or a comparison over years was spoken of; ``below``: the topic was named below a heading, and not as the unit's.
    """

    def __init__(self, before: Said | None = None) -> None:
        self.topic = ""
        self.subjects: dict[str, None] = {}
        self.carried = next(iter(before.subjects)) if before is not None and len(before.subjects) == 1 else ""
        self.first: Figure | None = None
        self.whole: Figure | None = before.whole if before is not None else None
        self.inside = self.doubt = self.other_time = self.unknown = self.on_last_year = self.other_base = False
        self.just_named = self.aside = self.below = self._names = False
        self.last_years = self.gives_last_years = ""
        self.waiting: list[str] = []
        self.sheets: frozenset[str] = before.sheets if before is not None else frozenset()

    def next_clause(self) -> None:
        self.just_named, self._names = self._names, False
        self.last_years, self.gives_last_years = self.gives_last_years, ""

    def speaks_of(self, phrase: str) -> None:
        """A change of what a phrase means is spoken of."""
        self.topic, self._names = phrase, True

    def named(self, name: Named, figure: Figure | None) -> None:
        self.speaks_of(name.phrase)
        if not self.inside:
            self.subjects[name.phrase] = None
        if figure is not None:
            self.sheets |= {figure.sheet}
            self.first = self.first or (figure if figure.unit else None)
            if not self.inside and figure.unit not in ("%", ""):
                self.whole = figure

    def lost(self) -> None:
        """A figure of something that the form does not know."""
        self.topic, self.unknown, self._names = "", True, False
        if not self.inside:
            self.subjects[""] = None
