"""Where we write beside a form's fields: top lines, what the cover shows below its block, the sheets 校验 and 填报说明."""

from __future__ import annotations

from collections.abc import Sequence

from ..forms import CHECK_SHEET, GUIDE_SHEET, Form, places, rule_sheets
from .model import (
    Box,
    CheckColumn,
    CheckSheetPlan,
    CountLine,
    CoverExtras,
    GuidePlan,
    Label,
    Link,
    SheetPlan,
    TopLine,
    cell,
)
from .texts import (
    ANSWER_HEADER,
    BACK,
    CHECK_GUIDE,
    CODE_HEADER,
    CONTENTS_HEADING,
    DOUBTFUL,
    FAILED,
    RESULT_HEADER,
    STATE_HEADING,
    STATES,
    TO_CHECKS,
)

TOP_ROW, TITLE_ROW = 1, 2
COUNT_ROW, CHECK_GUIDE_ROW, HEADER_ROW = 3, 4, 5
CHECK_COLUMNS = (
    CheckColumn("code", CODE_HEADER, 11), CheckColumn("level", "级别", 8), CheckColumn("sentence", "规则", 62),
    CheckColumn("left", "左值", 14), CheckColumn("right", "右值", 14), CheckColumn("gap", "差额", 12),
    CheckColumn("result", RESULT_HEADER, 12), CheckColumn("answer", ANSWER_HEADER, 36),
)  # fmt: skip
GUIDE_WIDTHS, FIRST_INSTRUCTION = (6.0, 92.0), 4
#: The title of 填报说明 stands here, by which a renamed one is known.
GUIDE_TITLE = cell(TITLE_ROW, 1)


def back_link(cover: str) -> Link:
    """The way back to the cover, in the first cell of every other sheet."""
    return Link(cell(TOP_ROW, 1), BACK, cover)


def top_line(cover: str, columns: int) -> TopLine:
    """The first line of a sheet so many columns wide. One column has no room for the state of its checks."""
    return TopLine(back_link(cover), Box(TOP_ROW, 2, TOP_ROW, columns) if columns > 1 else None)


def rules_by_sheet(form: Form) -> dict[str, tuple[str, ...]]:
    """The ids of the rules that a sheet's top line counts, by the sheet's id: those whose check speaks of its fields."""
    known = places(form)
    found: dict[str, list[str]] = {}
    for rule in form.rules:
        for sheet in rule_sheets(form, rule, known, conditions=False):
            found.setdefault(sheet, []).append(rule.id)
    return {sheet: tuple(ids) for sheet, ids in found.items()}


def cover_extras(cover: SheetPlan, others: Sequence[SheetPlan]) -> CoverExtras:
    """What stands below the cover's fields: the counts of open points, then links to all other sheets."""
    row, wide = cover.last_row + 1, len(cover.widths)
    heading = Label(Box(row, 1, row, wide), STATE_HEADING, "heading")
    counts = []
    for word, text in STATES.items():
        row += 1
        counts.append(CountLine(word, Label(cell(row, 1), text, "label"), cell(row, 2), Link(cell(row, 3), TO_CHECKS, CHECK_SHEET)))
    row += 2
    contents = Label(Box(row, 1, row, wide), CONTENTS_HEADING, "heading")
    names = (GUIDE_SHEET, *(plan.name for plan in others), CHECK_SHEET)
    links = tuple(Link(cell(row + number, 1), name, name) for number, name in enumerate(names, start=1))
    return CoverExtras(heading, tuple(counts), contents, links, row + len(links))


def check_sheet_plan(form: Form, cover: str) -> CheckSheetPlan:
    """The sheet 校验: two counts and a guide above one row a rule, in the form's order."""
    wide = len(CHECK_COLUMNS)
    counts = tuple(
        CountLine(word, Label(cell(COUNT_ROW, column), word, "unit"), cell(COUNT_ROW, column + 1), None)
        for column, word in ((2, FAILED), (4, DOUBTFUL))
    )
    return CheckSheetPlan(
        back=back_link(cover),
        title=Label(Box(TITLE_ROW, 1, TITLE_ROW, wide), CHECK_SHEET, "title"),
        counts=counts,
        guide=Label(Box(CHECK_GUIDE_ROW, 1, CHECK_GUIDE_ROW, wide), CHECK_GUIDE, "note"),
        headers=tuple(Label(cell(HEADER_ROW, index), column.header, "header") for index, column in enumerate(CHECK_COLUMNS, start=1)),
        columns=CHECK_COLUMNS,
        rows={rule.id: row for row, rule in enumerate(form.rules, start=HEADER_ROW + 1)},
    )


def guide_plan(form: Form, cover: str) -> GuidePlan:
    """The sheet 填报说明: the form's instructions, numbered, one a row."""
    title = Label(Box(GUIDE_TITLE.row, GUIDE_TITLE.column, GUIDE_TITLE.row, len(GUIDE_WIDTHS)), GUIDE_SHEET, "title")
    lines = tuple(
        (Label(cell(row, 1), f"{number}.", "body"), Label(cell(row, 2), text, "body"))
        for number, (row, text) in enumerate(enumerate(form.instructions, start=FIRST_INSTRUCTION), start=1)
    )
    return GuidePlan(back_link(cover), title, GUIDE_WIDTHS, lines)
