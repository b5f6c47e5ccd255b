"""The account of cells: each populated cell of a form's sheets is read, is known furniture, or is reported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..forms import Form, Sheet
from ..layout import LIST_SHEET, SheetPlan, lay_out
from ..values import Address, Finding, Group, squeeze
from .coversheet import GUIDE_SHEET, STATES
from .find import Found, FoundSheet
from .messages import say
from .raw import RawCell, RawSheet, RawWorkbook
from .reading import shown
from .recognise import check_sheet
from .submission import Account

_SLOT = re.compile(r"\{\{[^}]*\}\}")
_VERDICTS = frozenset({"通过", "不符", "待核实", "未填", "由程序校验"})
_OWN = frozenset({"←返回封面", "校验情况", "目录", "查看校验表→", "合计"}) | {squeeze(text) for _, text, _ in STATES}
MOST_REPORTED = 200


class Furniture:
    """Knows which cells of one workbook are the form's own furniture."""

    def __init__(
        self, form: Form, raw: RawWorkbook, found: Found, taken: Mapping[str, set[tuple[int, int]]], root: Group
    ) -> None:
        self.raw, self.found, self.taken = raw, found, taken
        counts = {sheet.repeat: 1 for sheet in form.sheets if sheet.repeat}
        plans = lay_out(form, counts).sheets
        self.patterns = {plan.sheet.id: _patterns(plan) for plan in plans}
        self.rules = {rule.id for rule in form.rules}
        self.names = {squeeze(sheet.name) for sheet in raw.sheets} | {squeeze(plan.name) for plan in plans}
        self.cover = form.sheets[0] if form.sheets else None
        checks = check_sheet(raw)
        self.own_sheets = {GUIDE_SHEET, LIST_SHEET} | ({checks[0].name} if checks else set())

    def account(self) -> Account:
        populated = read = furniture = 0
        unread: list[Address] = []
        for found in self.found.sheets:
            taken = self.taken.get(found.raw.name, set())
            for place, cell in found.raw.cells.items():
                if cell.kind == "blank" and cell.formula is None:
                    continue
                populated += 1
                if place in taken:
                    read += 1
                elif self._is_furniture(found, place, cell):
                    furniture += 1
                else:
                    unread.append(Address(found.raw.name, *place))
        return Account(populated, read, furniture, tuple(sorted(unread)))

    def _is_furniture(self, found: FoundSheet, place: tuple[int, int], cell: RawCell) -> bool:
        if cell.kind == "blank":
            return True  # a formula of ours that shows nothing yet
        text = squeeze(shown(cell.value))
        if cell.formula is not None and place[0] == 1:
            return True  # the state of the checks on the first line
        if not text or text in _OWN or text in _VERDICTS or text in self.rules:
            return True
        exact, patterns = self.patterns[found.sheet.id]
        if text in exact or any(pattern.fullmatch(text) for pattern in patterns):
            return True
        if found.sheet is self.cover:
            return text in self.names or cell.formula is not None
        table = any(t.first <= place[0] <= t.last for t in found.tables.values())
        return cell.formula is not None and table and text in _VERDICTS

    def findings(self, account: Account) -> Iterator[Finding]:
        """A finding for each cell that nobody knows what it is, for hidden figures and for sheets of no form."""
        cells = {sheet.name: sheet for sheet in self.raw.sheets}
        for at in account.unread[:MOST_REPORTED]:
            value = shown(cells[at.sheet].cells[at.row, at.column].value)
            yield Finding("META-16", "warning", say("META-16-unread", s=_short(value)), (at,), actual=value)
        for found in self.found.sheets:
            yield from self._hidden(found.raw)
        known = {found.raw.name for found in self.found.sheets} | self.own_sheets
        for sheet in self.raw.sheets:
            if sheet.name not in known and sheet.cells:
                text = f"工作表“{sheet.name}”不属于表样，没有读取"
                yield Finding("META-16", "info", text, (Address(sheet.name, *min(sheet.cells)),))
        if self.raw.external_links:
            yield Finding("META-10", "warning", say("META-10-links"))

    def _hidden(self, sheet: RawSheet) -> Iterator[Finding]:
        taken = self.taken.get(sheet.name, set())
        hidden = sorted(p for p in taken if p in sheet.cells and (sheet.row_hidden(p[0]) or sheet.column_hidden(p[1])))
        if sheet.state != "visible":
            hidden = sorted(p for p in taken if p in sheet.cells)
        if hidden:
            cells = tuple(Address(sheet.name, *place) for place in hidden[:20])
            where = f"{sheet.name}（{len(hidden)} 个单元格）"
            yield Finding("META-10", "warning", say("META-10-hidden", where=where), cells)


def _patterns(plan: SheetPlan) -> tuple[set[str], list[re.Pattern[str]]]:
    """The furniture of one sheet as texts, and as patterns where a text has slots for the data."""
    exact: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for label in plan.labels:
        if "{{" in label.text:
            parts = [re.escape(squeeze(part)) for part in _SLOT.split(label.text)]
            patterns.append(re.compile(".*".join(parts)))
        else:
            exact.add(squeeze(label.text))
    return exact, patterns


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:30] + "…"


__all__ = ["Furniture", "Sheet"]
