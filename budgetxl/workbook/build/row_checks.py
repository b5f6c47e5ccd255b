"""The verdict cells beside the rows that row rules judge: their formulas, and the colours of rows that fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import groupby, takewhile
from typing import Any

from budgetxl.expressions import ExcelJudgement, Located, TreeScope, count_of, evaluate, excel_judgement, references
from budgetxl.forms import Field, Path, Place, Rule
from budgetxl.layout import (
    ABOVE_ROW,
    BESIDE_ROWS,
    MOST_FORMULA,
    Box,
    CheckCell,
    Key,
    Locator,
    SheetPlan,
    TableArea,
    check_heading,
    text_width,
)
from budgetxl.values import Entry, Group, column_letters
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.words import FAILED_BY_SEVERITY, PASSED

from .state import Facts, State, of_row
from .styles import ALARMS, VERDICT_STYLES, Styles
from .writing import corners, write_formula

LEAST_WIDTH = 10.0
_MOVING = lazy_pattern(r"\"[^\"]*\"|'[^']*'|(?<![\w.$])(\$?[A-Z]{1,3})([0-9]+)(?![\w.(])")


def fail_word(rule: Rule) -> str:
    return PASSED if rule.trial else FAILED_BY_SEVERITY[rule.severity]


def rule_formulas(
    rule: Rule, locator: Locator, plan: SheetPlan | None = None, row_key: Any = None, scope: dict[Path, Place] | None = None
) -> ExcelJudgement | None:
    """The Excel reading of a rule for one row of it, None where it has none or one too long for a cell."""
    found = excel_judgement(
        rule.check.expression,
        locator.at(plan, row_key, scope),
        when=rule.when.expression if rule.when else None,
        tolerance=rule.tolerance.expression if rule.tolerance else None,
        fail_word=fail_word(rule),
    )
    return found if found is not None and len(found.verdict) < MOST_FORMULA else None


class RowFormulas:
    """What stands in verdict cells. A rule is translated once for a table; its other rows have the same, moved down."""

    def __init__(self, locator: Locator, scopes: Mapping[Path, dict[Path, Place]]) -> None:
        self.locator, self.scopes = locator, scopes
        self._first: dict[tuple[str, str, Key], tuple[int, str | None]] = {}

    def of(self, plan: SheetPlan, check: CheckCell) -> str | None:
        """The formula of a verdict cell, without the equals sign; None where the program alone can judge the rule."""
        if not plan.is_row(check.row_key):
            return self._verdict(plan, check)
        key = (plan.name, check.rule.id, check.row_key[:-1])
        if key not in self._first:
            verdict = self._verdict(plan, check)
            text = None if verdict is None else f'IF({self._blank(plan, check)},"",{verdict})'
            self._first[key] = check.verdict.row, text if text is not None and len(text) < MOST_FORMULA else None
        row, formula = self._first[key]
        return None if formula is None else moved(formula, check.verdict.row - row)

    def _blank(self, plan: SheetPlan, check: CheckCell) -> str:
        """A formula that is true while nothing is in a row: the row's first verdict finds out, the others look there."""
        before = takewhile(lambda other: other is not check, (c for c in plan.checks if c.row_key == check.row_key))
        first = next((other for other in before if self.of(plan, other) is not None), None)
        return row_blank(plan, check.row_key, check.verdict.row) if first is None else f'${first.verdict.ref}=""'

    def _verdict(self, plan: SheetPlan, check: CheckCell) -> str | None:
        found = rule_formulas(check.rule, self.locator, plan, check.row_key, self.scopes[check.rule.each])
        return found.verdict if found else None


def moved(formula: str, rows: int) -> str:
    """A formula as it reads so many rows below: ``$B5`` and ``B5`` move along, ``B$5`` does not."""
    if not rows:
        return formula
    moving, rest = _moving(formula)
    return "".join([f"{before}{row + rows}" for before, row in moving]) + rest


@lru_cache(maxsize=256)  # more than are moved down a table at a time
def _moving(formula: str) -> tuple[tuple[tuple[str, int], ...], str]:
    """The rows in a formula that move along, each with the text before it; and what comes behind the last."""
    found: list[tuple[str, int]] = []
    end = 0
    for match in _MOVING.finditer(formula):
        if match[1]:
            found.append((formula[end : match.end(1)], int(match[2])))
            end = match.end()
    return tuple(found), formula[end:]


def write_row_checks(sheet: Any, plan: SheetPlan, formulas: RowFormulas, styles: Styles) -> None:
    """The verdict cells of row rules on one sheet, beside the rows, and the conditional formats that colour them."""
    style = styles.named("check")
    headed: set[Box] = set()
    if plan.check_area is not None:
        top = Box(ABOVE_ROW, plan.check_area.column, ABOVE_ROW, plan.check_area.column)
        sheet.write_string(top.row - 1, top.column - 1, BESIDE_ROWS, styles.named("check", align="left"))
    for check in plan.checks:
        if check.heading not in headed:
            headed.add(check.heading)
            row, column = check.heading.row - 1, check.heading.column - 1
            sheet.write_string(row, column, check_heading(check.rule.id, check.rule.item), styles.named("check", bold=True))
        formula = formulas.of(plan, check)
        if formula is not None:
            write_formula(sheet, check.verdict, formula, style, (of_row(check.rule.id, check.row_key),), _said(check))
    if plan.check_area is not None:
        colour_words(sheet, styles, plan.check_area)
    for area in plan.tables:
        _mark_rows(sheet, plan, area, styles)


def check_widths(plan: SheetPlan) -> dict[int, float]:
    """The widths of the columns of verdicts: as wide as what heads them; of those right of the headings of a copy, the least."""
    widths: dict[int, float] = {}
    for check in plan.checks:
        heading = text_width(check_heading(check.rule.id, check.rule.item)) + 2
        for box, width in ((check.heading, heading), (check.verdict, LEAST_WIDTH)):
            widths[box.column] = max(LEAST_WIDTH, width, widths.get(box.column, 0))
    return widths


def word_in(check: CheckCell, facts: Facts) -> str:
    """What a verdict cell says of data."""
    return facts.words.get((check.rule.id, check.row_key), "")


def _said(check: CheckCell) -> Callable[[State], str]:
    return lambda state: word_in(check, state.facts)


def _mark_rows(sheet: Any, plan: SheetPlan, area: TableArea, styles: Styles) -> None:
    """Colour the cells of a row where they stand while one of its rules fails."""
    first, last = area.rows
    columns = {c.verdict.column for c in plan.checks if first <= c.verdict.row <= last and c.row_key[-2:-1] == (area.block.id,)}
    if not columns:
        return
    box = (first - 1, min(area.columns.values()) - 1, last - 1, max(area.columns.values()) - 1)
    for word, style in ALARMS.items():
        tests = ",".join(f'${column_letters(column)}{first}="{word}"' for column in sorted(columns))
        sheet.conditional_format(*box, {"type": "formula", "criteria": f"=OR({tests})", "format": styles.bare(style)})


def row_blank(plan: SheetPlan, key: Key, row: int) -> str:
    """A formula that is true while nothing that can be seen has been typed into a row, over a formula either."""
    boxes = [slot.box for slot in plan.slots if slot.key[:-1] == key and _shows_nothing(slot.field)]
    columns = sorted(column for box in boxes for column in range(box.column, box.last_column + 1))
    runs = [[c for _, c in run] for _, run in groupby(enumerate(columns), lambda pair: pair[1] - pair[0])]
    areas = tuple(f"${column_letters(run[0])}{row}:${column_letters(run[-1])}{row}" for run in runs)
    return f"IFERROR({count_of(Located('text', areas))},1)=0" if areas else "FALSE"


def _shows_nothing(field: Field) -> bool:
    """Whether a cell of this field shows nothing in a row that nobody has filled in."""
    if field.formula is None or field.open_formula:
        return True
    expression = field.formula.expression
    used = references(expression)
    if any(reference.path[0] != "row" for reference in used):
        return False
    row = Group({reference.path[1]: Entry(None) for reference in used})
    return evaluate(expression, TreeScope(Group(), row)) is None


def colour_words(sheet: Any, styles: Styles, box: Box) -> None:
    """Conditional formats for cells that hold the words of the 校验 sheet."""
    for word, style in VERDICT_STYLES.items():
        sheet.conditional_format(*corners(box), {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": styles.bare(style)})
