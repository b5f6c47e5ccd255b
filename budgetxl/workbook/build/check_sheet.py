"""The 校验 sheet: one row a rule with its live verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from budgetxl.forms import (
    CHECK_SHEET,
    VERDICT_BY_PROGRAM,
    VERDICT_MISSING,
    VERDICT_PASSED,
    Rule,
    Verdict,
    rule_sentence,
    word_of,
)
from budgetxl.layout import TALLEST_ROW, Layout, Locator, fitting
from budgetxl.values import Scalar, column_letters, quote_sheet

from .row_checks import MOST_FORMULA, RowFormulas, colour_words, fail_word, is_beside, rule_formulas
from .styles import Styles

NAME = CHECK_SHEET
HEADERS = ("规则号", "级别", "规则", "左值", "右值", "差额", "结果", "说明")
WIDTHS = (11, 8, 62, 14, 14, 12, 12, 36)
LEVELS = {"error": "错误", "warning": "核实", "info": "提示"}
FIRST_ROW, COUNT_ROW, HEADER_ROW = 6, 3, 5
RESULT, ANSWER = 7, 8
GUIDE = "“不符”须改正；“待核实”请核对，确属合理的在“说明”列写明理由。“未填”是所需数据还没有填。"


class CheckSheet:
    """Writes the 校验 sheet; knows where its counts stand, for the cover."""

    def __init__(
        self, sheet: Any, layout: Layout, locator: Locator, styles: Styles, verdicts: Mapping[str, list[Verdict]],
        row_formulas: RowFormulas,
    ) -> None:  # fmt: skip
        self.sheet, self.layout, self.locator, self.styles = sheet, layout, locator, styles
        self.verdicts, self.row_formulas = verdicts, row_formulas
        self.rules = layout.form.rules
        self.formulas = {rule.id: None if rule.each else rule_formulas(rule, locator) for rule in self.rules}
        self.results = {rule.id: self._result(rule) for rule in self.rules}
        self.words = {rule.id: self._cached_word(rule) for rule in self.rules}
        self.rows = {rule.id: FIRST_ROW + index for index, rule in enumerate(self.rules)}

    @property
    def last_row(self) -> int:
        return FIRST_ROW + max(len(self.rules), 1) - 1

    def count_formula(self, word: str) -> str:
        """How many rules say ``word``; of 待核实, those that have no answer in 说明 yet."""
        results = f"{quote_sheet(NAME)}!$G${FIRST_ROW}:$G${self.last_row}"
        answers = f"{quote_sheet(NAME)}!$H${FIRST_ROW}:$H${self.last_row}"
        if word == "待核实":
            return f'SUMPRODUCT(({results}="{word}")*({answers}=""))'
        return f'COUNTIF({results},"{word}")'

    def count(self, word: str) -> int:
        return sum(1 for found in self.words.values() if found == word)

    def write(self) -> None:
        sheet, styles = self.sheet, self.styles
        for index, width in enumerate(WIDTHS):
            sheet.set_column(index, index, width)
        cover = self.layout.sheets[0].name
        sheet.write_url(0, 0, f"internal:{quote_sheet(cover)}!A1", styles.named("link"), "← 返回封面")
        sheet.merge_range(1, 0, 1, len(WIDTHS) - 1, "校验", styles.named("title"))
        sheet.set_row(1, 34)
        for column, word in ((1, "不符"), (3, "待核实")):
            sheet.write_string(COUNT_ROW - 1, column, word, styles.named("unit", bold=True))
            style = styles.named("note", bold=True, font_size=12)
            sheet.write_formula(COUNT_ROW - 1, column + 1, "=" + self.count_formula(word), style, self.count(word))
        sheet.merge_range(3, 0, 3, len(WIDTHS) - 1, GUIDE, styles.named("note"))
        for index, header in enumerate(HEADERS):
            sheet.write_string(HEADER_ROW - 1, index, header, styles.named("header"))
        for index, rule in enumerate(self.rules):
            self._rule(FIRST_ROW - 1 + index, rule)
        colour_words(sheet, styles, (FIRST_ROW - 1, RESULT - 1, self.last_row - 1, RESULT - 1))
        sheet.freeze_panes(HEADER_ROW, 0)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER_ROW - 1)
        sheet.set_footer("&C&10第 &P 页，共 &N 页")
        sheet.autofilter(HEADER_ROW - 1, 0, self.last_row - 1, len(WIDTHS) - 1)
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})

    def _rule(self, row: int, rule: Rule) -> None:
        sheet, styles = self.sheet, self.styles
        sentence = rule_sentence(self.layout.form, rule, self.locator.places)
        sheet.write_string(row, 0, rule.id, styles.named("middle"))
        sheet.write_string(row, 1, LEVELS[rule.severity] + ("（试行）" if rule.trial else ""), styles.named("middle"))
        size, height = fitting(sentence, WIDTHS[2], TALLEST_ROW)
        sheet.write_string(row, 2, sentence, styles.named("plain", font_size=size))
        sheet.set_row(row, max(20.0, height))
        word, result, formulas = self.words[rule.id], self.results[rule.id], self.formulas[rule.id]
        number = styles.named("number")
        for column in range(3, 6):
            sheet.write_blank(row, column, None, number)
        if formulas is not None:
            found = self.verdicts[rule.id][0].judgement
            shown = (formulas.left, formulas.right, formulas.gap)
            side = styles.named("number", num_format="yyyy-mm-dd") if formulas.kind == "date" else number
            for column, (text, value) in enumerate(zip(shown, (found.left, found.right, found.gap)), start=3):
                if text:
                    sheet.write_formula(row, column, "=" + text, side, "" if value is None else _cache(value))
        if result is None:
            sheet.write_string(row, RESULT - 1, word, styles.named("middle"))
        else:
            sheet.write_formula(row, RESULT - 1, "=" + result, styles.named("middle"), word)
        sheet.write_blank(row, ANSWER - 1, None, styles.named("answer"))

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
            shift = 1 if is_beside(plan, cells[0]) else 0
            letters = column_letters(cells[0].box.column + shift)
            areas.append((f"{plan.quoted}!${letters}${cells[0].box.row}:${letters}${cells[-1].box.row}", plan.instance is not None))
        if not areas:
            return None

        def count(word: str) -> str:
            counts = ((f'COUNTIF({area},"{word}")', copy) for area, copy in areas)
            return "+".join(f"IFERROR({text},0)" if copy else text for text, copy in counts)  # staff delete spare copies

        fail = fail_word(rule)
        passed = f'IF({count(VERDICT_PASSED)}>0,"{VERDICT_PASSED}","{VERDICT_MISSING}")'
        text = passed if fail == VERDICT_PASSED else f'IF({count(fail)}>0,"{fail}",{passed})'
        return text if len(text) < MOST_FORMULA else None

    def _cached_word(self, rule: Rule) -> str:
        """What the sheet says of a rule before any program has calculated it."""
        if self.results[rule.id] is None:
            return VERDICT_BY_PROGRAM
        return word_of(rule, [verdict.judgement.status for verdict in self.verdicts[rule.id]])


def _cache(value: Scalar) -> Any:
    """A side of a rule as a cell's stored result: a date as its day number."""
    if isinstance(value, date):
        return (value - date(1899, 12, 30)).days
    return float(value) if isinstance(value, Decimal) else value

