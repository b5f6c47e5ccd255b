"""Submissions made in memory for tests of ``diff``: data of a small form, every value with a cell of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from making import a_block, a_form, a_sheet, fields_of, table

from budgetxl.bureau.compare import Change, Comparison, compare, dotted
from budgetxl.forms import Form, decode
from budgetxl.values import Address, Entry, Group, Node
from budgetxl.workbook import Account, ReadResult, submission_of
from budgetxl.workbook.identity_marks import Identity
from budgetxl.xlsx import RawWorkbook

SHEETS = (
    a_sheet("收支", a_block("x", "record", title="收入", fields=fields_of({"a": "money", "b": "money", "total": {"type": "money", "formula": "sum(x.a, x.b)"}, "why": "longtext"})))
    + table("goods", "采购", item="text", code="code", amount="money", measure="text")
    + table("goals", "目标", heading="text", text="longtext")
    + table("plain", "数列", p="money", q="money")
    + a_sheet("项目{{ n }}", a_block("project", "record", fields=fields_of({"name": "text", "goal": "longtext"})),
              a_block("steps", "table", rows=4, columns=fields_of({"step": "text", "target": "text"})), repeat="projects", id="project")
)  # fmt: skip


def the_form(folder: Path, sheets: str = SHEETS, **keys: Any) -> Form:
    return a_form(folder, sheets, **keys)


def submitted(form: Form, data: Mapping[str, Any], year: int | None = None, computed: bool = True) -> ReadResult:
    """Data as a workbook holds it; formulas give what the data state of computed fields."""
    decoded = decode(form, {"unit": {"name": "甲局", "code": "601001"}, **data}, year or form.year)
    rows = iter(range(1, 1_000_000))
    root = _placed(decoded.root, rows)
    assert isinstance(root, Group)
    results = frozenset(key for key in decoded.given) if computed else frozenset()
    identity = Identity(form.id, form.version, form.fingerprint, str(year or form.year))
    return ReadResult(submission_of(form, root, results), (), (), Account(0, 0, 0), identity, RawWorkbook((), (), {}))


def _placed(node: Node, rows: Any) -> Node:
    if isinstance(node, Entry):
        return Entry(node.value, Address("表", next(rows), 1), node.key)
    if isinstance(node, Group):
        return Group({name: _placed(child, rows) for name, child in node.nodes.items()}, node.label)
    return tuple(row for row in (_placed(group, rows) for group in node) if isinstance(row, Group))


def compared(form: Form, old: Mapping[str, Any], new: Mapping[str, Any]) -> Comparison:
    return compare("旧.xlsx", submitted(form, old), "新.xlsx", submitted(form, new))


def told(comparison: Comparison) -> dict[str, tuple[str, Any, Any]]:
    """Each change by its field: its kind, the old value and the new one, as texts."""
    return {dotted(change.key): (change.kind, _text(change.old), _text(change.new)) for change in comparison.changes}


def _text(value: Any) -> Any:
    return None if value is None else str(value)


__all__ = ["SHEETS", "Change", "compared", "submitted", "the_form", "told"]
