"""The form's own texts with their slots filled, which know what was put into them."""

from __future__ import annotations

from budgetxl.forms import Labels
from budgetxl.values import Entry

from .carried import joined, origin_of, with_origin
from .figures import Origin


class TracedLabels(Labels):
    """Labels whose figures know their cells: a year, a date, an amount in a title."""

    def text(self, template: str, **extra: str) -> str:
        if "{{" not in template:
            return template
        return joined([extra[name] if name in extra else self._traced(name) if name else text for text, name in self.parts(template)], "")

    def said(self, entry: Entry) -> str:
        traced: str = with_origin(super().said(entry), origin_of(entry))
        return traced

    def _traced(self, name: str) -> str:
        found, text = self.entry(name), self.value(name)
        if found is None or found.value is None:
            return text
        traced: str = with_origin(text, origin_of_slot(name, found))
        return traced


def origin_of_slot(name: str, entry: Entry) -> Origin:
    """What a slot prints: a value, or the year before the one that is filled in."""
    origin = origin_of(entry)
    return origin if name != "last_year" else Origin("derived", "", origin.cells, "", f"{origin.path} - 1")


__all__ = ["TracedLabels"]
