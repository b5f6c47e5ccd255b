"""The form's own texts with their slots filled: ``{{ unit.kind }}职责`` becomes 部门职责."""

from __future__ import annotations

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
        return SLOT.sub(lambda match: extra.get(match[1], self._value(match[1])), template)

    def _value(self, name: str) -> str:
        found = descend(self.root, tuple("year" if name == "last_year" else name for name in name.split(".")))
        value = found.value if isinstance(found, Entry) else None
        if isinstance(value, Decimal):
            return plain(value - 1 if name == "last_year" else value)
        if isinstance(value, date):
            return chinese_day(value)
        return str(value) if value is not None else self.form.options.neutral.get(name, "")
