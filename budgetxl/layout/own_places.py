"""Where we write beside a form's fields: top lines, the sheets 校验 and 填报说明, and the top of 科目."""

from __future__ import annotations

from ..forms import CHECK_SHEET, GUIDE_SHEET, Form, Rule, places, rule_sheets
from ..values.words import FAILED, TO_VERIFY
from .links import TOP_ROW, back_to
from .model import Box, CheckSheetPlan, Label, cell
from .texts import (
    ANSWER_HEADER,
    CATALOGUE_NOTE,
    CATALOGUE_TITLE,
    CHECK_GUIDE,
    CODE_HEADER,
    ITEM_HEADER,
    OPEN_HEADING,
    OPEN_POINTS,
    PLACE_HEADER,
    REASON_HEADER,
    RESULT_HEADER,
)

TITLE_ROW = 2
COUNT_ROW, CHECK_GUIDE_ROW, OPEN_ROW = 3, 4, 5
HEADER_ROW = OPEN_ROW + OPEN_POINTS + 2
CHECK_COLUMNS = {  # what a column holds: its header and width
    "code": (CODE_HEADER, 10.0), "level": ("级别", 8.0), "item": (ITEM_HEADER, 15.0), "sentence": ("规则", 54.0), "place": (PLACE_HEADER, 24.0),
    "left": ("左值", 12.0), "right": ("右值", 12.0), "gap": ("差额", 11.0), "result": (RESULT_HEADER, 9.0), "answer": (ANSWER_HEADER, 28.0),
    "reason": (REASON_HEADER, 34.0), "number": ("序", 5.0), "target": ("名称", 9.0),
}  # fmt: skip
HIDDEN = ("number", "target")  # columns that formulas need and nobody reads
CHECK_FIXED = frozenset(("code", "level", "item", "sentence", "target"))  #: columns of rules in which no formula stands
CHECK_COUNTED = (FAILED, TO_VERIFY)  #: the words left of the counts
GUIDE_WIDTHS, FIRST_INSTRUCTION = (6.0, 92.0), 4
#: The title of 填报说明 stands here, by which a renamed one is known.
GUIDE_TITLE = cell(TITLE_ROW, 1)
CATALOGUE_COLUMNS = (("目录", 34.0), ("编码", 16.0), ("名称", 44.0), ("曾用名", 34.0))
CATALOGUE_HEADER_ROW = 4


def state_box(columns: int) -> Box | None:
    """Where a sheet so many columns wide tells the state of its checks: the rest of its first line, if there is any."""
    return Box(TOP_ROW, 2, TOP_ROW, columns) if columns > 1 else None


def rules_by_sheet(form: Form) -> dict[str, tuple[str, ...]]:
    """The ids of the rules that a sheet's top line counts, by the sheet's id: those whose check speaks of its fields."""
    known = places(form)
    found: dict[str, list[str]] = {}
    for rule in form.rules:
        for sheet in rule_sheets(form, rule, known, conditions=False):
            found.setdefault(sheet, []).append(rule.id)
    return {sheet: tuple(ids) for sheet, ids in found.items()}


def check_sheet_plan(form: Form, cover: str) -> CheckSheetPlan:
    """The sheet 校验: two counts, a guide and the first open points above one row a rule, in the order of the workbook."""
    wide = len(CHECK_COLUMNS) - len(HIDDEN)
    counts = {FAILED: cell(COUNT_ROW, 4), TO_VERIFY: cell(COUNT_ROW, 9)}
    labels = (
        back_to(cover),
        Label(Box(TITLE_ROW, 1, TITLE_ROW, wide), CHECK_SHEET, "title"),
        *(Label(cell(box.row, box.column - 1), word, "unit") for word, box in counts.items()),
        Label(Box(CHECK_GUIDE_ROW, 1, CHECK_GUIDE_ROW, wide), CHECK_GUIDE, "note"),
        Label(Box(OPEN_ROW, 1, OPEN_ROW, wide), OPEN_HEADING.format(n=OPEN_POINTS), "heading"),
    )
    headers = tuple(Label(cell(HEADER_ROW, number), text, "header") for number, (text, _) in enumerate(CHECK_COLUMNS.values(), start=1))
    widths = tuple(width for _, width in CHECK_COLUMNS.values())
    columns = {name: number for number, name in enumerate(CHECK_COLUMNS, start=1)}
    rows = {rule.id: row for row, rule in enumerate(rules_in_order(form), HEADER_ROW + 1)}
    return CheckSheetPlan(labels, counts, headers, widths, columns, rows, range(OPEN_ROW + 1, OPEN_ROW + 1 + OPEN_POINTS))


def rules_in_order(form: Form) -> list[Rule]:
    """The rules in the order of the workbook: each where the first field that its check names, or the table that it runs over, stands."""
    turns = {path: turn for turn, path in enumerate(places(form))}
    for path in [*turns]:
        for length in range(1, len(path)):
            turns.setdefault(path[:length], turns[path])  # a table begins with its first column

    def turn(rule: Rule) -> int:
        of_rows = [turns[rule.each]] if rule.each in turns else []
        spoken = [turns[path] for path in rule.check.paths if path in turns]
        return (of_rows or spoken or [len(turns)])[0]

    return sorted(form.rules, key=turn)


def guide_labels(form: Form, cover: str) -> tuple[Label, ...]:
    """The sheet 填报说明: the way back, its title, and the form's instructions, each a number and a text in one row."""
    title = Label(Box(GUIDE_TITLE.row, GUIDE_TITLE.column, GUIDE_TITLE.row, len(GUIDE_WIDTHS)), GUIDE_SHEET, "title")
    labels = [back_to(cover), title]
    for index, text in enumerate(form.instructions):
        row = FIRST_INSTRUCTION + index
        labels += [Label(cell(row, 1), f"{index + 1}.", "numbering"), Label(cell(row, 2), text, "body")]
    return tuple(labels)


def catalogue_labels(cover: str) -> tuple[Label, ...]:
    """The top of the sheet 科目, where codes are looked up: the way back, title, what to do, the headers."""
    wide = len(CATALOGUE_COLUMNS)
    title = Label(Box(TITLE_ROW, 1, TITLE_ROW, wide), CATALOGUE_TITLE, "title")
    note = Label(Box(TITLE_ROW + 1, 1, TITLE_ROW + 1, wide), CATALOGUE_NOTE, "note")
    headers = (Label(cell(CATALOGUE_HEADER_ROW, number), text, "header") for number, (text, _) in enumerate(CATALOGUE_COLUMNS, start=1))
    return (back_to(cover), title, note, *headers)
