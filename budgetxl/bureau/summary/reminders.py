"""催报: for each unit that is missing, late or wrong, words ready to be sent, one text a unit to copy into a message."""

from __future__ import annotations

from collections.abc import Sequence

from budgetxl.values import LEVEL_ORDER, Finding
from budgetxl.values.catalogue import beginning
from budgetxl.workbook.plain_sheets import PlainBook

from ..messages import say
from ..model import UnitResult
from ..returned.open_points import beside_sheet, is_refused, open_points, said_counts
from .rows import UnitLine
from .states_sheet import state_style

HEADER = 3
COLUMNS = (("code", 12.0), ("name", 28.0), ("state", 10.0), ("late", 7.0), ("contact", 12.0), ("phone", 16.0), ("text", 100.0))
MOST_POINTS = 3
LONGEST_POINT = 80


def reminder(result: UnitResult, year: int | None = None) -> str:
    """What is to be said to a unit, as one paragraph of plain text; empty where there is nothing to say."""
    unit, points = result.unit, open_points(result)
    about = say("year-of", year=year) if year is not None else ""
    by = f"{unit.deadline.year}年{unit.deadline.month}月{unit.deadline.day}日" if unit.deadline is not None else ""
    files = "、".join((result.counting or result.versions[0]).names) if result.counting or result.versions else ""
    if result.state == "未报":
        limit = say("remind-over" if result.late else "remind-by", deadline=by) if by else ""
        said = say("remind-missing", year=about, limit=limit)
    elif is_refused(result):
        then = say("remind-readable" if result.state == "无法读取" else "remind-again")
        said = say("remind-refused", year=about, files=files, reason=(result.to_unit or result.reason or result.state).rstrip("。"), then=then)
    elif points:
        gravest = sorted(points, key=lambda one: LEVEL_ORDER[one.severity])[:MOST_POINTS]
        told = "；".join(f"{number}. {_short(one)}" for number, one in enumerate(gravest, start=1))
        more = say("remind-more", count=len(points)) if len(points) > MOST_POINTS else ""
        said = say("remind-wrong", year=about, files=files, counts=said_counts(points), points=told, more=more, then=_then(result, points))
    elif result.late:
        said = say("remind-late-sent", year=about, files=files)
    else:
        return ""
    late = say("remind-was-late", deadline=by) if result.late and by and result.state != "未报" and points else ""
    return say("remind", name=unit.name, said=said + late)


def _then(result: UnitResult, points: Sequence[Finding]) -> str:
    """What is to be done with the points, some of which can't be answered in the workbook."""
    beside = beside_sheet(result)
    if len(beside) == len(points):
        return say("remind-verify")
    return say("remind-then") + (say("remind-beside", rules="、".join(dict.fromkeys(beside))) if beside else "")


def _short(finding: Finding) -> str:
    where = f"{finding.cells[0]} " if finding.cells else ""
    hint = say("remind-hint", hint=beginning(finding.hint.rstrip("。"), LONGEST_POINT)) if finding.hint else ""
    return where + beginning(" ".join(finding.message.split()), LONGEST_POINT) + hint


def write_reminders(book: PlainBook, tab: str, units: Sequence[UnitLine], year: int | None) -> None:
    sheet = book.sheet(tab, [width for _, width in COLUMNS], "#C00000")
    sheet.add_across(say("remind-title"), book.style(bold=True, font_size=14, align="center"), 28)
    sheet.add_across(say("remind-note"), book.style(align="left", font_color="#595959", text_wrap=True))
    header = sheet.add([say(f"remind-{name}") for name, _ in COLUMNS], book.head(), 20)
    left, middle = book.cell(align="left"), book.cell(align="center")
    for unit in units:
        text, result = reminder(unit.result, year), unit.result
        if text:
            late = say("states-is-late") if result.late else None
            values = (unit.code, unit.name, result.state, late, result.unit.contact, result.unit.phone, text)
            sheet.add_fitting(values, [left, left, state_style(book, result.state), middle, left, left, left])
    sheet.filtered(header)
    sheet.page(header_row=header, frozen=(header, 2))
