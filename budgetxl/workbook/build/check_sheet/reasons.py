"""Why a rule was not judged, live on the 校验 sheet: the first few cells that it waits for, or the condition that does not hold."""

from __future__ import annotations

from collections.abc import Callable

from budgetxl.expressions import Expression, Reference
from budgetxl.expressions.excel.formula import pick, text_literal
from budgetxl.expressions.syntax import rebuilt
from budgetxl.expressions.waiting.formulas import NOTHING, Blanks, Said
from budgetxl.forms import Grid, Path, Rule, condition_sentence, typed_columns
from budgetxl.layout import NOT_MET, ROW_OF, Layout, Locator
from budgetxl.values import column_letters
from budgetxl.values.catalogue import shortened
from budgetxl.values.records import dataclass
from budgetxl.values.words import NOT_APPLICABLE, UNFILLED

from ..row_checks import word_in
from ..state import Facts
from .where import first_cell

LONGEST = 240  # of a condition; a formula holds a text of up to 255 characters
MOST_TEXT = 250  # of the cells that are named
MOST_AREAS = 20  # sheets whose rows are looked through
MOST_FORMULA = 5_000


def reason_formula(result: str, waiting: str, condition: str) -> str:
    """The cell of a reason, without the equals sign; ``result`` is the cell of the verdict beside it."""
    aside = pick(f'{result}="{NOT_APPLICABLE}"', text_literal(condition), '""') if condition else '""'
    named = '""' if waiting == NOTHING.formula else f"MID({waiting},2,{MOST_TEXT})"
    waits = f'{result}="{UNFILLED}"'
    return f'IFERROR({pick(waits, named, aside)},"")'


@dataclass(frozen=True, slots=True)
class Reason:
    """What a rule waits for, each cell behind ``、``: as a formula, and as a text of data. ``condition`` is said where it does not hold.

    Empty where there is nothing to say.
    """

    formula: str
    text: Callable[[Facts], str]
    condition: str

    def why(self, word: str, facts: Facts) -> str:
        """The cell of the reason beside a verdict."""
        if word == UNFILLED:
            return self.text(facts)[1:]
        return self.condition if word == NOT_APPLICABLE else ""


class Reasons:
    """The formula of what each rule waits for, and the words of its condition. ``facts`` are of data of the layout's shape."""

    def __init__(self, layout: Layout, locator: Locator, facts: Facts) -> None:
        self.layout, self.locator = layout, locator
        self._below, self._alone = (Blanks(facts.scope, locator.at(), total, self._typed) for total in (self._total, _none))

    def of(self, rule: Rule) -> Reason:
        condition = condition_sentence(self.layout.form, rule, known=self.locator.places)
        condition = f"{NOT_MET}{shortened(condition, LONGEST)}" if condition else ""
        if rule.each:
            formula, text = self._rows(rule)
            return Reason(formula, text, condition) if len(formula) <= MOST_FORMULA else Reason(NOTHING.formula, _no_text, condition)
        ways = ((self._below, False), (self._below, True), (self._alone, False))
        tried = (_cells(rule, blanks, shorter=shorter) for blanks, shorter in ways)  # each where those before it say nothing
        waiting = next((said for said in tried if said is not None and said != NOTHING and not _too_long(said)), NOTHING)
        return Reason(waiting.formula, _text_of(waiting), condition)

    def _total(self, path: Path) -> Expression | None:
        place = self.locator.places.get(path)
        formula = place.field.formula if place is not None and not place.column else None
        if place is None or formula is None:
            return None
        if isinstance(place.block, Grid):
            return with_row(formula.expression, path[:-1])
        return None if any(each[0] in ("row", "sheet") for each in formula.paths) else formula.expression

    def _typed(self, path: Path) -> tuple[Path, ...]:
        return typed_columns(self.locator.places, path)

    def _rows(self, rule: Rule) -> tuple[str, Callable[[Facts], str]]:
        """The first row whose verdict cell says 未填; of a repeated sheet judged as a whole, the first such copy."""
        formula = '""'
        areas = [(plan, cells) for plan in self.layout.sheets if (cells := [check for check in plan.checks if check.rule is rule])]
        for plan, cells in reversed(areas[:MOST_AREAS]):
            letters = column_letters(cells[0].verdict.column)
            area = f"{plan.quoted}!${letters}${cells[0].verdict.row}:${letters}${cells[-1].verdict.row}"
            sheet = text_literal("、" + shortened(plan.name, LONGEST))
            found = f'MATCH("{UNFILLED}",{area},0)'
            whole = cells[0].row_key == (plan.sheet.repeat, plan.instance)
            before, after = ROW_OF.split("{row}")
            here = f'{sheet}&IF({found},"")' if whole else f'{sheet}&" {before}"&ROW(INDEX({area},{found}))&"{after}"'
            formula = f"IFERROR({here},{formula})"

        def text(facts: Facts) -> str:
            for plan, cells in areas[:MOST_AREAS]:
                row = next((check.verdict.row for check in cells if word_in(check, facts) == UNFILLED), None)
                if row is not None:
                    whole = cells[0].row_key == (plan.sheet.repeat, plan.instance)
                    return f"、{plan.name}" if whole else f"、{plan.name} {ROW_OF.format(row=row)}"
            return ""

        return formula, text


def _cells(rule: Rule, blanks: Blanks, *, shorter: bool) -> Said | None:
    """What a rule of single cells and columns waits for."""
    tolerance = rule.tolerance.expression if rule.tolerance else None
    try:
        return blanks.formula(
            rule.check.expression, _named, when=rule.when.expression if rule.when else None, tolerance=tolerance, shorter=shorter
        )
    except MemoryError:
        raise
    except Exception:  # what fails over these values has no verdict, and check says so
        return None


def _no_text(facts: Facts) -> str:
    return ""


def _text_of(said: Said) -> Callable[[Facts], str]:
    def text(facts: Facts) -> str:
        try:
            return said.text(facts.scope)
        except MemoryError:
            raise
        except Exception:  # what fails over these values has no verdict, and check says so
            return ""

    return text


def _none(path: Path) -> None:
    """No total is looked below."""


def with_row(expression: Expression, row: Path) -> Expression:
    """A formula of a grid's row as it may be read from anywhere: what ``row.`` means put in."""
    if isinstance(expression, Reference):
        return Reference((*row, *expression.path[1:])) if expression.path[0] == "row" else expression
    return rebuilt(expression, lambda below: with_row(below, row))


def _too_long(said: Said | None) -> bool:
    return said is not None and len(said.formula) > MOST_FORMULA


def _named(area: str) -> Said:
    """The first cell of an area as people know it: ``收支预算!B5``, of a column with 起 behind it."""
    found = first_cell(area)
    return NOTHING if found is None else Said.always(f'"、{found.formula[1:]}', f"、{found.shown}")  # the formula begins with a text


__all__ = ["Reason", "Reasons", "reason_formula"]
