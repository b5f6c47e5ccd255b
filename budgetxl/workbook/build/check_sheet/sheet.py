"""The 校验 sheet: one row a rule with its live verdict."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from budgetxl.expressions import Judgement, Status
from budgetxl.expressions.excel.formula import text_literal
from budgetxl.forms import Rule, compared, rule_sentence, word_of
from budgetxl.layout import HIDDEN, MESSAGE, MOST_FORMULA, SENTENCE, TALLEST_ROW, Box, Layout, Locator, cell, fitting
from budgetxl.values import Scalar, column_letters
from budgetxl.values.words import BY_PROGRAM, FAILED, LEVEL_WORDS, NOT_APPLICABLE, PASSED, TO_VERIFY, TRIAL, UNFILLED

from ..page_setup import A4, FOOTER, TITLE_HEIGHT
from ..row_checks import RowFormulas, colour_words, fail_word, rule_formulas
from ..state import WORDS, Facts, RuleTold, State, of_rule
from ..styles import Styles
from ..writing import write_formula, write_label
from .open_points import number_formula, write_open_points
from .reasons import Reasons, reason_formula
from .rule_words import message_words
from .where import Places

LINE_HEIGHT = 18.0  # of the guide above the table
WHOLE = {"num_format": "General"}  # years and counts: as many decimals as they have
SIDES = ("left", "right", "gap")
BESIDES = {"unit": {"bold": True}, "note": {"text_wrap": True}}  # the words left of the counts; the guide


class CheckSheet:
    """Writes the 校验 sheet, and says what the cover and the top lines show of it."""

    def __init__(
        self, sheet: Any, layout: Layout, locator: Locator, styles: Styles, row_formulas: RowFormulas, facts: Facts
    ) -> None:
        self.sheet, self.layout, self.locator, self.styles = sheet, layout, locator, styles
        self.row_formulas, self.plan = row_formulas, layout.checks
        self.rules = sorted(layout.form.rules, key=lambda rule: self.plan.rows[rule.id])
        self.formulas = {rule.id: None if rule.each else rule_formulas(rule, locator) for rule in self.rules}
        self.results = {rule.id: self._result(rule) for rule in self.rules}
        reasons, places = Reasons(layout, locator, facts), Places(layout, locator, row_formulas)
        self.reasons = {rule.id: reasons.of(rule) for rule in self.rules}
        self.places = {rule.id: places.of(rule) for rule in self.rules}

    def count_formula(self, word: str) -> str:
        """How many rules say ``word``; of 待核实, those that have no answer in 说明 yet."""
        results = self.plan.area("result")
        if word == TO_VERIFY:
            return f'SUMPRODUCT(({results}="{word}")*({self.plan.area("answer")}=""))'
        return f'COUNTIF({results},"{word}")'

    def state(self, facts: Facts) -> State:
        """What the sheet says of data, before any program has calculated it."""
        told: dict[str, RuleTold] = {}
        opened: list[str] = []
        for rule in self.rules:
            word = self._word(rule, facts)
            if word in (FAILED, TO_VERIFY):
                opened.append(rule.id)
            why = "" if self.results[rule.id] is None else self.reasons[rule.id].why(word, facts)
            turn = len(opened) if word in (FAILED, TO_VERIFY) else None
            told[rule.id] = RuleTold(word, self._sides(rule, facts), turn, self.places[rule.id].text(facts), why)
        return State(facts, told, tuple(opened))

    def _word(self, rule: Rule, facts: Facts) -> str:
        if self.results[rule.id] is None:
            return BY_PROGRAM
        return word_of(rule, [verdict.judgement.status for verdict in facts.verdicts[rule.id]])

    def _sides(self, rule: Rule, facts: Facts) -> tuple[Any, Any, Any]:
        """Both sides and the gap, of a rule over single values; None where the sheet does not show it."""
        formulas = self.formulas[rule.id]
        if formulas is None:
            return None, None, None
        judged = facts.verdicts[rule.id]  # none where the rule failed
        found = judged[0].judgement if judged else Judgement(Status.NOT_EVALUATED)
        pairs = ((formulas.left, found.left), (formulas.right, found.right), (formulas.gap, found.gap))
        left, right, gap = (None if not text else "" if value is None else _cache(value) for text, value in pairs)
        return left, right, gap

    def write(self) -> None:
        sheet, styles, plan = self.sheet, self.styles, self.plan
        for index, width in enumerate(plan.widths):
            sheet.set_column(index, index, width)
        for label in (*plan.labels, *plan.headers):
            write_label(sheet, label, styles.named(label.style, **BESIDES.get(label.style, {})))
            if label.style == "title":
                sheet.set_row(label.box.row - 1, TITLE_HEIGHT)
            elif label.style == "note":
                sheet.set_row(label.box.row - 1, LINE_HEIGHT * len(label.text.split("\n")))
        counted = styles.named("note", bold=True, font_size=12)
        for word, box in plan.counts.items():
            write_formula(sheet, box, self.count_formula(word), counted, (WORDS,), partial(State.count, word=word))
        for rule in self.rules:
            self._rule(rule)
        write_open_points(sheet, plan, styles, self._shown)
        (first, last), result, top = plan.body, plan.columns["result"], plan.header_row - 1
        colour_words(sheet, styles, Box(first, result, last, result))
        colour_words(sheet, styles, Box(plan.open_rows[0], plan.columns["level"], plan.open_rows[-1], plan.columns["level"]))
        for name in HIDDEN:
            sheet.set_column(plan.columns[name] - 1, plan.columns[name] - 1, None, None, {"hidden": True})
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
        sheet.print_area(1, 0, last - 1, plan.columns["answer"] - 1)
        sheet.set_footer(FOOTER)
        sheet.autofilter(top, 0, last - 1, plan.columns["reason"] - 1)
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})

    def _shown(self, state: State, rule_id: str, column: str) -> Any:
        """What the row of a rule shows in a column, for the list of open points."""
        told = state.told[rule_id]
        if column in ("code", "level", "place"):
            return {"code": rule_id, "level": told.word, "place": told.place}[column]
        if column in SIDES:
            side = told.sides[SIDES.index(column)]
            return "" if side is None else side
        rule = self.layout.form.rule(rule_id)
        return message_words(rule.message, bool(rule.each)) if column == "sentence" else rule.item

    def _rule(self, rule: Rule) -> None:
        """Write the row of a rule."""
        sheet, styles, row = self.sheet, self.styles, self.plan.rows[rule.id] - 1
        at = {name: number - 1 for name, number in self.plan.columns.items()}
        on = (of_rule(rule.id),)

        def live(name: str, formula: str, style: Any, shown: Callable[[RuleTold], Any]) -> None:
            write_formula(sheet, cell(row + 1, self.plan.columns[name]), formula, style, on, lambda state: shown(state.told[rule.id]))

        sentence = f"{MESSAGE}{message_words(rule.message, bool(rule.each))}\n{SENTENCE}{rule_sentence(self.layout.form, rule, self.locator.places)}"
        reason, where = self.reasons[rule.id], self.places[rule.id]
        sheet.write_string(row, at["code"], rule.id, styles.named("middle"))
        sheet.write_string(row, at["level"], LEVEL_WORDS[rule.severity] + (TRIAL if rule.trial else ""), styles.named("middle"))
        write = sheet.write_string if rule.item else sheet.write_blank
        write(row, at["item"], rule.item or None, styles.named("middle"))
        size, height = fitting(sentence, self.plan.widths[at["sentence"]], TALLEST_ROW)
        sheet.write_string(row, at["sentence"], sentence, styles.named("plain", font_size=size))
        link = f"HYPERLINK({text_literal('#' + where.target)},{where.formula})"
        live("place", link, styles.named("open_link"), lambda told: told.place)
        sheet.write_string(row, at["target"], where.target, styles.named("check"))
        reason_size, reason_height = fitting(reason.condition, self.plan.widths[at["reason"]], TALLEST_ROW)
        sheet.set_row(row, max(20.0, height, reason_height))
        result, formulas = self.results[rule.id], self.formulas[rule.id]
        number = styles.named("number", **WHOLE) if compared(self.layout.form.compiled, rule) in ("count", "number") else styles.named("number")
        for side in SIDES:
            sheet.write_blank(row, at[side], None, number)
        if formulas is not None:
            style = styles.named("number", num_format="yyyy-mm-dd") if formulas.kind == "date" else number
            for index, text in enumerate((formulas.left, formulas.right, formulas.gap)):
                if text:
                    live(SIDES[index], text, style, _side(index))
        if result is None:
            sheet.write_string(row, at["result"], BY_PROGRAM, styles.named("middle"))
        else:
            live("result", result, styles.named("middle"), lambda told: told.word)
        sheet.write_blank(row, at["answer"], None, styles.named("answer"))
        live("number", number_formula(self.plan, row + 1), styles.named("check"), lambda told: "" if told.turn is None else told.turn)
        plain = styles.named("plain", font_size=reason_size)
        if result is None:
            sheet.write_blank(row, at["reason"], None, plain)
        else:
            formula = reason_formula(f"{column_letters(at['result'] + 1)}{row + 1}", reason.formula, reason.condition)
            live("reason", formula, plain, lambda told: told.why)

    def _result(self, rule: Rule) -> str | None:
        """The formula of a rule's verdict; None where the program alone can judge it."""
        formulas = self.formulas[rule.id]
        return self._each_result(rule) if rule.each else formulas.verdict if formulas else None

    def _each_result(self, rule: Rule) -> str | None:
        """The verdict of a row rule: the worst of its verdict cells on all sheets laid out."""
        areas = []
        for plan in self.layout.sheets:
            cells = [check for check in plan.checks if check.rule is rule]
            if not cells:
                continue
            formulas = [self.row_formulas.of(plan, c) for c in (cells[:1] if plan.is_row(cells[0].row_key) else cells)]
            if not any(formulas):
                return None
            first, last = cells[0].verdict, cells[-1].verdict
            letters = column_letters(first.column)
            areas.append((f"{plan.quoted}!${letters}${first.row}:${letters}${last.row}", plan.instance is not None))
        if not areas:
            return None

        def count(word: str) -> str:
            counts = ((f'COUNTIF({area},"{word}")', copy) for area, copy in areas)
            return "+".join(f"IFERROR({text},0)" if copy else text for text, copy in counts)  # staff delete spare copies

        fail = fail_word(rule)
        passed = f'IF({count(PASSED)}>0,"{PASSED}",IF({count(UNFILLED)}>0,"{UNFILLED}","{NOT_APPLICABLE}"))'
        text = passed if fail == PASSED else f'IF({count(fail)}>0,"{fail}",{passed})'
        return text if len(text) < MOST_FORMULA else None


def _side(index: int) -> Callable[[RuleTold], Any]:
    return lambda told: told.sides[index]


def _cache(value: Scalar) -> Any:
    """A side of a rule as a cell's stored result: a date as its day number."""
    if isinstance(value, date):
        return (value - date(1899, 12, 30)).days
    return float(value) if isinstance(value, Decimal) else value

