"""Where a rule looks, live on the 校验 sheet: its table and cell, or the first row that breaks it, and the name that a link goes to."""

from __future__ import annotations

from collections.abc import Callable

from budgetxl.expressions.excel.formula import text_literal
from budgetxl.forms import LIST_SHEET, Grid, Path, Rule
from budgetxl.layout import ROW_OF, CheckCell, Layout, Locator, SheetPlan, link_name
from budgetxl.values import column_letters, quote_sheet
from budgetxl.values.catalogue import shortened
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass

from ..row_checks import RowFormulas, fail_word, word_in
from ..state import Facts

LONGEST_NAME = 60  # of a sheet as it is told
MOST_COPIES = 20  # of a repeated sheet whose rows are looked through
_FIRST_CELL = lazy_pattern(r"'((?:[^']|'')+)'!(\$?([A-Z]{1,3})\$([0-9]+))(:\$?[A-Z]{1,3}\$[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Where:
    """What is told: as a formula without the equals sign, as a text of data, and the defined name to go to."""

    formula: str
    text: Callable[[Facts], str]
    target: str


@dataclass(frozen=True, slots=True)
class FirstCell:
    """The first cell of an area as people know it: as a formula, and as it is when the workbook is built."""

    formula: str
    shown: str


def first_cell(area: str) -> FirstCell | None:
    """The first cell of an area as people know it: ``收支预算!B5``, of a column with 起 behind it; None for what no sheet of the form has.

    It moves with inserted rows (nobody can insert columns), and stays when the first row of a column is deleted.
    """
    found = _FIRST_CELL.search(area)
    if found is None or area.startswith(quote_sheet(LIST_SHEET)):
        return None
    sheet, cell, letters, row, more = found.groups()
    name, end = shortened(sheet.replace("''", "'"), LONGEST_NAME) + f"!{letters}", "起" if more else ""
    place = f"INDEX('{sheet}'!{cell}{more},1)" if more else f"'{sheet}'!{cell}"
    return FirstCell(f"{text_literal(name)}&ROW({place})" + (f'&"{end}"' if end else ""), f"{name}{row}{end}")


class Places:
    """The places of a form's rules in one workbook."""

    def __init__(self, layout: Layout, locator: Locator, row_formulas: RowFormulas) -> None:
        self.layout, self.locator, self.row_formulas = layout, locator, row_formulas
        self.named = _named_places(layout)

    def of(self, rule: Rule) -> Where:
        """Where a rule looks first: a rule over rows at its table, any other at the first cell that its check names."""
        areas = [(plan, cells) for plan in self.layout.sheets if (cells := [check for check in plan.checks if check.rule is rule])]
        if areas:
            return self._rows(rule, areas)
        locate = self.locator.at()
        for path in rule.check.paths:
            located = locate(path)
            found = first_cell(located.areas[0]) if located is not None else None
            if found is not None:
                return Where(found.formula, _always(found.shown), self._target(path))
        return Where('""', _always(""), link_name(self.layout.sheets[0]) if self.layout.sheets else "")

    def _rows(self, rule: Rule, areas: list[tuple[SheetPlan, list[CheckCell]]]) -> Where:
        word, first = fail_word(rule), areas[0][0]
        otherwise = shortened(first.name, LONGEST_NAME)
        formula = text_literal(otherwise)
        for plan, cells in reversed(areas[:MOST_COPIES]):
            letters = column_letters(cells[0].verdict.column)
            area = f"{plan.quoted}!${letters}${cells[0].verdict.row}:${letters}${cells[-1].verdict.row}"
            name, found = shortened(plan.name, LONGEST_NAME), f'MATCH("{word}",{area},0)'
            if cells[0].row_key == (plan.sheet.repeat, plan.instance):
                formula = f'IFERROR({text_literal(name)}&IF({found},""),{formula})'
            else:
                before, after = f" {ROW_OF}".split("{row}")
                here = f'{text_literal(name + before)}&ROW(INDEX({area},{found}))&"{after}"'
                formula = f"IFERROR({here},{formula})"

        shown = [(plan, self._live(plan, cells)) for plan, cells in areas[:MOST_COPIES]]

        def text(facts: Facts) -> str:
            for plan, cells in shown:
                row = next((check.verdict.row for check in cells if word_in(check, facts) == word), None)
                if row is not None:
                    name = shortened(plan.name, LONGEST_NAME)
                    return name if cells[0].row_key == (plan.sheet.repeat, plan.instance) else f"{name} {ROW_OF.format(row=row)}"
            return otherwise

        return Where(formula, text, self._target(rule.each))

    def _live(self, plan: SheetPlan, cells: list[CheckCell]) -> list[CheckCell]:
        """The verdict cells that say anything: none of those that the program alone can judge. A table's rows are all alike."""
        if plan.is_row(cells[0].row_key):
            return cells if self.row_formulas.of(plan, cells[0]) is not None else []
        return [check for check in cells if self.row_formulas.of(plan, check) is not None]

    def _target(self, path: Path) -> str:
        """The defined name of a field or of a table's first column; that of its sheet where it has none for the whole workbook."""
        if (name := self.named.get(path)) is not None:
            return name
        place = self.locator.places.get(path) or next((each for each in self.locator.places.values() if each.path[: len(path)] == path), None)
        return link_name(next((plan for plan in self.layout.sheets if place is not None and plan.sheet is place.sheet), self.layout.sheets[0]))


def _always(text: str) -> Callable[[Facts], str]:
    return lambda facts: text


def _named_places(layout: Layout) -> dict[Path, str]:
    """The fields and tables that a name of the whole workbook leads to; a copy of a repeated sheet has its own names."""
    found: dict[Path, str] = {}
    for plan in layout.sheets:
        if plan.instance is not None:
            continue
        for area in plan.tables:
            if not isinstance(area.block, Grid):
                for column in area.columns:
                    name = f"{area.block.id}.{column}"
                    found.setdefault((area.block.id,), name)
                    found[(area.block.id, column)] = name
        for slot in plan.slots:
            if all(isinstance(part, str) for part in slot.key):
                path = tuple(str(part) for part in slot.key)
                found[path] = ".".join(path)
    return found


__all__ = ["Places", "Where", "first_cell"]
