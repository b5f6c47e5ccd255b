"""The 校验 sheet: one row a rule with its live verdict, and the verdict cells beside the rows that row rules judge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ..expressions import ExcelJudgement, excel_judgement
from ..forms import (
    FAIL_WORDS,
    VERDICT_BY_PROGRAM,
    VERDICT_MISSING,
    VERDICT_PASSED,
    Path,
    Place,
    Rule,
    Verdict,
    rule_sentence,
    word_of,
)  # fmt: skip
from ..layout import CheckCell, Layout, Locator, SheetPlan, TableArea
from ..values import Scalar, column_letters, quote_sheet
from .styles import Styles

NAME = "校验"
HEADERS = ("规则号", "级别", "规则", "左值", "右值", "差额", "结果", "说明")
WIDTHS = (11, 8, 62, 14, 14, 12, 12, 36)
LEVELS = {"error": "错误", "warning": "核实", "info": "提示"}
FIRST_ROW, COUNT_ROW, HEADER_ROW = 6, 3, 5
RESULT, ANSWER = 7, 8
MOST_FORMULA = 8000
GUIDE = "“不符”须改正；“待核实”请核对，确属合理的在“说明”列写明理由。“未填”是所需数据还没有填。"


def fail_word(rule: Rule) -> str:
    return VERDICT_PASSED if rule.trial else FAIL_WORDS[rule.severity]


def rule_formulas(
    rule: Rule, locator: Locator, plan: SheetPlan | None = None, row_key: Any = None, scope: dict[Path, Place] | None = None
) -> ExcelJudgement | None:
    """The Excel reading of a rule for one row of it, None where it has none."""
    return excel_judgement(
        rule.check.expression,
        locator.at(plan, row_key, scope),
        when=rule.when.expression if rule.when else None,
        tolerance=rule.tolerance.expression if rule.tolerance else None,
        fail_word=fail_word(rule),
    )


def write_row_checks(
    sheet: Any, plan: SheetPlan, locator: Locator, styles: Styles, verdicts: Mapping[str, list[Verdict]],
    scopes: Mapping[Path, dict[Path, Place]],
) -> None:  # fmt: skip
    """The verdict cells of row rules on one sheet, beside the rows, and the conditional formats that colour them."""
    words = {(rule_id, v.key): word_of(v.rule, [v.judgement.status]) for rule_id, found in verdicts.items() for v in found}
    style = styles.named("check")
    headed: set[tuple[str, int]] = set()
    for check in plan.checks:
        formulas = rule_formulas(check.rule, locator, plan, check.row_key, scopes[check.rule.each])
        row, column = check.box.row - 1, check.box.column - 1
        table = isinstance(check.row_key[-1], int) and (plan.instance is None or len(check.row_key) > 2)
        if (check.rule.id, column) not in headed:
            headed.add((check.rule.id, column))
            where = (row - 1, column) if table or plan.instance is None or len(check.row_key) > 2 else (row, column)
            sheet.write_string(*where, check.rule.id, style)
        if plan.instance is not None and len(check.row_key) == 2:
            column += 1
        if formulas is None:
            continue
        verdict = formulas.verdict
        if table:
            verdict = f'IF({_row_blank(plan, check)},"",{verdict})'
        if len(verdict) < MOST_FORMULA:
            sheet.write_formula(row, column, "=" + verdict, style, words.get((check.rule.id, check.row_key), ""))
    if plan.checks:
        columns = [check.box.column for check in plan.checks]
        rows = [check.box.row for check in plan.checks]
        _colour(sheet, styles, (min(rows) - 1, min(columns) - 1, max(rows) - 1, max(columns)))
    for area in plan.tables:
        _mark_rows(sheet, plan, area, styles)


def _mark_rows(sheet: Any, plan: SheetPlan, area: TableArea, styles: Styles) -> None:
    """Colour the cells of a row where they stand while one of its rules fails."""
    first, last = area.rows
    columns = {c.box.column for c in plan.checks if first <= c.box.row <= last and c.row_key[-2:-1] == (area.block.id,)}
    if not columns:
        return
    box = (first - 1, min(area.columns.values()) - 1, last - 1, max(area.columns.values()) - 1)
    for word, style in (("不符", "bad"), ("待核实", "doubt")):
        tests = ",".join(f'${column_letters(column)}{first}="{word}"' for column in sorted(columns))
        sheet.conditional_format(*box, {"type": "formula", "criteria": f"=OR({tests})", "format": styles.bare(style)})


def _row_blank(plan: SheetPlan, check: CheckCell) -> str:
    """A formula that is true while nothing has been typed into a row."""
    inputs = sorted(
        slot.box.column for slot in plan.slots if slot.key[:-1] == check.row_key and slot.field.formula is None
    )
    runs: list[list[int]] = []
    for column in inputs:
        if runs and runs[-1][-1] == column - 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    row = check.box.row
    return "+".join(f"COUNTA(${column_letters(run[0])}{row}:${column_letters(run[-1])}{row})" for run in runs) + "=0"


def _colour(sheet: Any, styles: Styles, box: tuple[int, int, int, int]) -> None:
    for word, style in (("不符", "bad"), ("待核实", "doubt"), (VERDICT_PASSED, "good")):
        sheet.conditional_format(*box, {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": styles.bare(style)})


class CheckSheet:
    """Writes the 校验 sheet; knows where its counts stand, for the cover."""

    def __init__(
        self, sheet: Any, layout: Layout, locator: Locator, styles: Styles, verdicts: Mapping[str, list[Verdict]],
        scopes: Mapping[Path, dict[Path, Place]],
    ) -> None:  # fmt: skip
        self.sheet, self.layout, self.locator, self.styles = sheet, layout, locator, styles
        self.verdicts, self.scopes = verdicts, scopes
        self.rules = layout.form.rules
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
        sheet.write_url(0, 0, f"internal:'{cover}'!A1", styles.named("link"), "← 返回封面")
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
        _colour(sheet, styles, (FIRST_ROW - 1, RESULT - 1, self.last_row - 1, RESULT - 1))
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
        sentence = rule_sentence(self.layout.form, rule)
        sheet.write_string(row, 0, rule.id, styles.named("middle"))
        sheet.write_string(row, 1, LEVELS[rule.severity] + ("（试行）" if rule.trial else ""), styles.named("middle"))
        sheet.write_string(row, 2, sentence, styles.named("plain"))
        sheet.set_row(row, 20.0 * max(1, -(-2 * len(sentence) // 60)))
        word = self.words[rule.id]
        result = self._each_result(rule) if rule.each else None
        formulas = None if rule.each else rule_formulas(rule, self.locator)
        number = styles.named("number")
        shown = ("", "", "")
        if formulas is not None and len(formulas.verdict) < MOST_FORMULA:
            found = self.verdicts[rule.id][0].judgement
            shown = (formulas.left, formulas.right, formulas.gap)
            result = formulas.verdict
            dates = isinstance(found.left, date) or isinstance(found.right, date)
            for column, (text, value) in enumerate(zip(shown, (found.left, found.right, found.gap)), start=3):
                number = styles.named("number", num_format="yyyy-mm-dd" if dates and column < 5 else "0.00####")
                if text:
                    sheet.write_formula(row, column, "=" + text, number, "" if value is None else _cache(value))
                else:
                    sheet.write_blank(row, column, None, number)
        else:
            for column in range(3, 6):
                sheet.write_blank(row, column, None, number)
        if result is None:
            sheet.write_string(row, RESULT - 1, VERDICT_BY_PROGRAM, styles.named("middle"))
        else:
            sheet.write_formula(row, RESULT - 1, "=" + result, styles.named("middle"), word)
        sheet.write_blank(row, ANSWER - 1, None, styles.named("answer"))

    def _each_result(self, rule: Rule) -> str | None:
        """The verdict of a row rule: the worst of its verdict cells on all sheets laid out."""
        areas = []
        for plan in self.layout.sheets:
            cells = [check for check in plan.checks if check.rule is rule]
            if not cells:
                continue
            if any(rule_formulas(rule, self.locator, plan, c.row_key, self.scopes[rule.each]) is None for c in cells[:1]):
                return None
            shift = 1 if plan.instance is not None and len(cells[0].row_key) == 2 else 0
            letters = column_letters(cells[0].box.column + shift)
            areas.append(f"{plan.quoted}!${letters}${cells[0].box.row}:${letters}${cells[-1].box.row}")
        if not areas:
            return None

        def count(word: str) -> str:
            return "+".join(f'COUNTIF({area},"{word}")' for area in areas)

        fail = fail_word(rule)
        passed = f'IF({count(VERDICT_PASSED)}>0,"{VERDICT_PASSED}","{VERDICT_MISSING}")'
        text = passed if fail == VERDICT_PASSED else f'IF({count(fail)}>0,"{fail}",{passed})'
        return text if len(text) < MOST_FORMULA else None

    def _cached_word(self, rule: Rule) -> str:
        return word_of(rule, [verdict.judgement.status for verdict in self.verdicts[rule.id]])


def _cache(value: Scalar) -> Any:
    """A side of a rule as a cell's stored result: a date as its day number."""
    if isinstance(value, date):
        return (value - date(1899, 12, 30)).days
    return float(value) if isinstance(value, Decimal) else value

