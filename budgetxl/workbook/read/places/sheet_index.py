"""The texts of one sheet of a file by what they say, for finding labels where names are lost."""

from __future__ import annotations

from functools import cached_property

from budgetxl.values import squeeze
from budgetxl.values.foldings import loose_label
from budgetxl.xlsx import Position, RawSheet

from .form_texts import LONGEST, Words
from .own_texts import label_text

MOST_TEXTS = 20_000  # that are looked at: no form has so many labels


class SheetIndex:
    """One sheet's short texts, squeezed, by place and by text."""

    def __init__(self, raw: RawSheet) -> None:
        self.raw = raw
        self.texts: dict[Position, str] = {}
        for place, cell in raw.cells.items():
            if cell.kind == "text":
                text = squeeze(str(cell.value)) if len(cell.value) <= 2 * LONGEST else ""  # type: ignore[arg-type]
            else:
                text = label_text(cell) if cell.source is not None else ""
            if text and len(text) <= LONGEST and len(self.texts) < MOST_TEXTS:
                self.texts[place] = text

    @cached_property
    def exact(self) -> dict[str, list[Position]]:
        found: dict[str, list[Position]] = {}
        for place in sorted(self.texts):
            found.setdefault(self.texts[place], []).append(place)
        return found

    @cached_property
    def loose(self) -> dict[str, list[Position]]:
        found: dict[str, list[Position]] = {}
        for text, places in self.exact.items():
            found.setdefault(loose_label(text), []).extend(places)
        return found

    @cached_property
    def merged(self) -> dict[Position, Position]:
        """The last cell of each merged range, by its first."""
        return {(first, left): (last, right) for first, left, last, right in self.raw.merges}

    @cached_property
    def rows(self) -> list[int]:
        """The rows with any content, in order."""
        return sorted({row for (row, _), cell in self.raw.cells.items() if cell.kind != "blank"} | {row for row, _ in self.texts})

    @cached_property
    def _sought(self) -> dict[Words, list[Position]]:
        return {}

    def places(self, words: Words) -> list[Position]:
        """Where a label stands, in reading order: word for word, or else loosely."""
        found = self._sought.get(words)
        if found is None:
            found = self._sought[words] = self._find(words)
        return found

    def _find(self, words: Words) -> list[Position]:
        found = [place for text in words.exact for place in self.exact.get(text, ())]
        found += [p for one in words.slotted for text, places in self.exact.items() if one.fits(text) for p in places]
        if not found:
            found = [place for text in words.loose for place in self.loose.get(text, ())]
        if not found:
            found = [p for one in words.loosely_slotted for text, places in self.loose.items() if one.fits(text) for p in places]
        return sorted(set(found))

    def last_column(self, place: Position) -> int:
        """The last column of a cell, or of the merged range that begins there."""
        return self.merged.get(place, place)[1]


__all__ = ["SheetIndex"]
