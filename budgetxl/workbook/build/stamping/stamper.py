"""Completed workbooks of many units: built once for each shape, stamped for the others."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from budgetxl.forms import Form, Labels, decode, places
from budgetxl.layout import laid_out
from budgetxl.values import Entry, Group, Node, Scalar, descend

from ...sizes import refuse_unreadable
from ..builder import build, build_live, counts_for
from ..filling import Prepared, blank_data, prepared
from ..state import facts_of, of_slots
from .cell_xml import CannotStamp
from .template import Template

MOST_TEMPLATES = 4
"""So many are kept; each takes some ten megabytes."""


class Stamper:
    """Makes workbooks as ``fill`` does. Its templates hold no unit's data: what one unit has is in no other's file."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._paths = sorted(_slots(form))
        self._templates: dict[Hashable, Template] = {}

    def shape(self, data: Mapping[str, Any], year: int | None = None, part: str = "") -> Hashable:
        """What workbooks have in common that can be stamped from one: give those of one shape one after the other."""
        return self._shape(prepared(self.form, data, year, part, spare=True), part)

    def fill(
        self, data: Mapping[str, Any], year: int | None = None, part: str = "", alone: bool = False, reasons: Mapping[str, str] | None = None
    ) -> bytes:
        """A workbook as ``fill(..., spare=True)`` makes it. ``alone``: no other of its shape will be asked for. Raises DataError."""
        form, given = self.form, prepared(self.form, data, year, part, spare=True)
        shape = self._shape(given, part)
        if alone and shape not in self._templates:
            return self._built(given, part, reasons)
        template = self._templates.pop(shape, None) or self._template(given, part)
        self._templates[shape] = template  # now the last one used
        while len(self._templates) > MOST_TEMPLATES:
            del self._templates[next(iter(self._templates))]
        try:
            facts = facts_of(form, given.root)
            stamped = template.stamped(template.state_of(facts, reasons or {}), facts.labels.text(form.title))
        except CannotStamp:
            return self._built(given, part, reasons)
        refuse_unreadable(given.root, stamped)
        return stamped

    def _built(self, given: Prepared, part: str, reasons: Mapping[str, str] | None) -> bytes:
        built = build(self.form, given.root, given.differing, part, reasons=reasons)
        refuse_unreadable(given.root, built)
        return built

    def _shape(self, given: Prepared, part: str) -> Hashable:
        counts = laid_out(self.form, counts_for(self.form, given.root))
        return part, frozenset(counts.items()), frozenset(given.differing), tuple(self._fixed(given.root).items())

    def _fixed(self, root: Group) -> dict[tuple[str, ...], Scalar]:
        """The values that stand in texts which are not stamped: in prompts, headings of dropdowns, and the year of the workbook."""
        found: dict[tuple[str, ...], Scalar] = {}
        for path in self._paths:
            node = descend(root, path)
            found[path] = node.value if isinstance(node, Entry) else None
        return found

    def _template(self, given: Prepared, part: str) -> Template:
        """The workbook of that shape without a unit's data: what the form prescribes, and what is not stamped."""
        form = self.form
        items = {sheet.repeat: given.root.get(sheet.repeat) for sheet in form.sheets if sheet.repeat}
        copies = {name: [""] * len(found) for name, found in items.items() if isinstance(found, tuple)}
        data = blank_data(form, items=copies)
        root = decode(form, data, spare=True).root
        for path, value in self._fixed(given.root).items():
            root = _with(root, path, value)
        built = build_live(form, root, given.differing, part, counts=counts_for(form, given.root))
        return Template(built, Labels(form, root).text(form.title))


def _slots(form: Form) -> set[tuple[str, ...]]:
    texts = [text for place in places(form).values() for text in (place.field.prompt, *place.field.header)]
    return {("year",), *(token for text in texts for token in of_slots(text) if isinstance(token, tuple))}


def _with(node: Group, path: tuple[str, ...], value: Scalar) -> Group:
    """A tree with another value at a path of single fields; as it is where there is no such field."""
    name, *rest = path
    inner: Node | None = node.nodes.get(name)
    if isinstance(inner, Entry) and not rest:
        return Group({**node.nodes, name: inner.holding(value)}, node.label)
    if isinstance(inner, Group) and rest:
        return Group({**node.nodes, name: _with(inner, tuple(rest), value)}, node.label)
    return node
