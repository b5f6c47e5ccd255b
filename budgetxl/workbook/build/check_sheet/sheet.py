"""The 校验 sheet: one row a rule with its live verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from budgetxl.expressions import Judgement, Status
from budgetxl.expressions.excel.formula import text_literal
from budgetxl.forms import (
    Rule,
    Verdict,
    compared,
    rule_sentence,
    word_of,
)
from budgetxl.layout import HIDDEN, MESSAGE, MOST_FORMULA, SENTENCE, TALLEST_ROW, Box, Layout, Locator, fitting
from budgetxl.values import Group, Scalar, column_letters
from budgetxl.values.words import BY_PROGRAM, FAILED, LEVEL_WORDS, NOT_APPLICABLE, PASSED, TO_VERIFY, TRIAL, UNFILLED

from ..page_setup import A4, FOOTER, TITLE_HEIGHT
from ..row_checks import RowFormulas, colour_words, fail_word, rule_formulas
from ..styles import Styles
from ..writing import write_formula, write_label
from .open_points import number_formula, write_open_points
from .reasons import Reasons, reason_formula
from .rule_words import message_words
from .where import Places

LINE_HEIGHT = 18.0  # of the guide above the table
WHOLE = {"num_format": "General"}  # years and counts: as many decimals as they have
BESIDES = {"unit": {"bold": True}, "note": {"text_wrap": True}}  # the words left of the counts; the guide


class CheckSheet:
    """Writes the 校验 sheet, and says what the cover and the top lines show of it."""

    def __init__(
        self, sheet: Any, layout: Layout, locator: Locator, styles: Styles, verdicts: Mapping[str, list[Verdict]],
        row_formulas: RowFormulas, root: Group,
    ) -> None:  # fmt: skip
        self.reasons = Reasons(layout, locator, row_formulas, root)
        self.places = Places(layout, locator, row_formulas)
        self.sheet, self.layout, self.locator, self.styles = sheet, layout, locator, styles
        self.verdicts, self.row_formulas = verdicts, row_formulas
        self.plan, self.turn = layout.checks, 0
        self.rules = sorted(layout.form.rules, key=lambda rule: self.plan.rows[rule.id])
        self.formulas = {rule.id: None if rule.each else rule_formulas(rule, locator) for rule in self.rules}
        self.results = {rule.id: self._result(rule) for rule in self.rules}
        self.words = {rule.id: self._cached_word(rule) for rule in self.rules}

    def count_formula(self, word: str) -> str:
        """How many rules say ``word``; of 待核实, those that have no answer in 说明 yet."""
        results = self.plan.area("result")
        if word == TO_VERIFY:
            return f'SUMPRODUCT(({results}="{word}")*({self.plan.area("answer")}=""))'
        return f'COUNTIF({results},"{word}")'

    def count(self, word: str) -> int:
        return sum(1 for found in self.words.values() if found == word)

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
            write_formula(sheet, box, self.count_formula(word), counted, self.count(word))
        opened: list[Mapping[str, Any]] = []
        for rule in self.rules:
            shown = self._rule(rule)
            if self.words[rule.id] in (FAILED, TO_VERIFY):
                opened.append(shown)
        write_open_points(sheet, plan, styles, opened)
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

    def _rule(self, rule: Rule) -> Mapping[str, Any]:
        """Write the row of a rule. Returned is what it shows, by column, for the list of open points."""
        sheet, styles, row = self.sheet, self.styles, self.plan.rows[rule.id] - 1
        at = {name: number - 1 for name, number in self.plan.columns.items()}
        said = message_words(rule.message, bool(rule.each))
        sentence = f"{MESSAGE}{said}\n{SENTENCE}{rule_sentence(self.layout.form, rule, self.locator.places)}"
        waiting, condition = self.reasons.of(rule)
        where = self.places.of(rule)
        sheet.write_string(row, at["code"], rule.id, styles.named("middle"))
        sheet.write_string(row, at["level"], LEVEL_WORDS[rule.severity] + (TRIAL if rule.trial else ""), styles.named("middle"))
        write = sheet.write_string if rule.item else sheet.write_blank
        write(row, at["item"], rule.item or None, styles.named("middle"))
        size, height = fitting(sentence, self.plan.widths[at["sentence"]], TALLEST_ROW)
        sheet.write_string(row, at["sentence"], sentence, styles.named("plain", font_size=size))
        link = f"=HYPERLINK({text_literal('#' + where.target)},{where.formula})"
        sheet.write_formula(row, at["place"], link, styles.named("open_link"), where.text)
        sheet.write_string(row, at["target"], where.target, styles.named("check"))
        reason_size, reason_height = fitting(condition, self.plan.widths[at["reason"]], TALLEST_ROW)
        sheet.set_row(row, max(20.0, height, reason_height))
        word, result, formulas = self.words[rule.id], self.results[rule.id], self.formulas[rule.id]
        shown: dict[str, Any] = {"code": rule.id, "level": word, "item": rule.item, "sentence": said, "place": where.text}
        number = styles.named("number", **WHOLE) if compared(self.layout.form.compiled, rule) in ("count", "number") else styles.named("number")
        sides = ["left", "right", "gap"]
        for side in sides:
            sheet.write_blank(row, at[side], None, number)
        if formulas is not None:
            judged = self.verdicts[rule.id]  # none where the rule failed
            found = judged[0].judgement if judged else Judgement(Status.NOT_EVALUATED)
            style = styles.named("number", num_format="yyyy-mm-dd") if formulas.kind == "date" else number
            for side, text, value in zip(sides, (formulas.left, formulas.right, formulas.gap), (found.left, found.right, found.gap)):
                if text:
                    shown[side] = "" if value is None else _cache(value)
                    sheet.write_formula(row, at[side], "=" + text, style, shown[side])
        if result is None:
            sheet.write_string(row, at["result"], word, styles.named("middle"))
        else:
            sheet.write_formula(row, at["result"], "=" + result, styles.named("middle"), word)
        sheet.write_blank(row, at["answer"], None, styles.named("answer"))
        self._number(rule, word)
        plain = styles.named("plain", font_size=reason_size)
        if result is None:
            sheet.write_blank(row, at["reason"], None, plain)
        else:
            why = {UNFILLED: waiting.text[1:], NOT_APPLICABLE: condition}.get(word, "")
            formula = reason_formula(f"{column_letters(at['result'] + 1)}{row + 1}", waiting.formula, condition)
            sheet.write_formula(row, at["reason"], "=" + formula, plain, why)
        return shown

    def _number(self, rule: Rule, word: str) -> None:
        """The turn of a rule among those that are open."""
        row = self.plan.rows[rule.id]
        self.turn += word in (FAILED, TO_VERIFY)
        turn = self.turn if word in (FAILED, TO_VERIFY) else ""
        box = Box(row, self.plan.columns["number"], row, self.plan.columns["number"])
        write_formula(self.sheet, box, number_formula(self.plan, row), self.styles.named("check"), turn)

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

    def _cached_word(self, rule: Rule) -> str:
        """What the sheet says of a rule before any program has calculated it."""
        if self.results[rule.id] is None:
            return BY_PROGRAM
        return word_of(rule, [verdict.judgement.status for verdict in self.verdicts[rule.id]])


def _cache(value: Scalar) -> Any:
    """A side of a rule as a cell's stored result: a date as its day number."""
    if isinstance(value, date):
        return (value - date(1899, 12, 30)).days
    return float(value) if isinstance(value, Decimal) else value

