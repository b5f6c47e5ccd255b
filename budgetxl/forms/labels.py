"""The form's own texts with their slots filled: ``{{ unit.kind }}职责`` becomes 部门职责."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from budgetxl.values.lazy_patterns import lazy_pattern

from ..values import Entry, Group, chinese_day, descend, plain
from .form import Form

SLOT = lazy_pattern(r"\{\{\s*([a-z_.0-9]+)\s*\}\}")
"""``{{ path }}`` in a text of a form; the path is the group."""


class Labels:
    """Fills slots with the data's values; where a value is blank, with the form's neutral word for it."""

    def __init__(self, form: Form, root: Group) -> None:
        self.form, self.root = form, root

    def text(self, template: str, **extra: str) -> str:
        """``template`` with every ``{{ path }}`` replaced; ``last_year`` and ``extra`` names count as paths."""
        if "{{" not in template:
            return template
        return "".join(extra.get(name, self.value(name)) if name else text for text, name in self.parts(template))

    @staticmethod
    def parts(template: str) -> Iterator[tuple[str, str]]:
        """``template`` in pieces: what stands between slots, and each slot with the path in it."""
        done = 0
        for slot in SLOT.finditer(template):
            yield template[done : slot.start()], ""
            yield slot[0], slot[1]
            done = slot.end()
        yield template[done:], ""

    def entry(self, name: str) -> Entry | None:
        """What is filled in at the path of a slot; of ``last_year`` the year."""
        found = descend(self.root, tuple("year" if part == "last_year" else part for part in name.split(".")))
        return found if isinstance(found, Entry) else None

    def said(self, entry: Entry) -> str:
        """The text of a cell, to be put into another; nothing of a number and of a blank."""
        return entry.value if isinstance(entry.value, str) else ""

    def value(self, name: str) -> str:
        """What a slot prints."""
        found = self.entry(name)
        value = found.value if found is not None else None
        if isinstance(value, Decimal):
            return plain(value - 1 if name == "last_year" else value)
        if isinstance(value, date):
            return chinese_day(value)
        return str(value) if value is not None else self.form.options.neutral.get(name, "")
