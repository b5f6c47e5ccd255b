"""报送情况: who has sent what and how it came out, with links to the files and to the findings; 问题清单: every finding a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from budgetxl.values import Finding, spans, told
from budgetxl.values.names import some
from budgetxl.values.severities import level_of
from budgetxl.values.words import LEVEL_WORDS
from budgetxl.workbook.plain_sheets import Link, PlainBook, Value

from ..file_links import file_link
from ..messages import say
from ..model import PASSED, TO_VERIFY, Collection, UnitResult
from .rows import UnitLine

HEADER = 1
STATE = "E"
_STATES = (
    ("code", 10.0), ("name", 24.0), ("kind", 7.0), ("parent", 10.0), ("state", 9.0), ("late", 6.0), ("errors", 6.0), ("open", 9.0),
    ("answered", 9.0), ("infos", 6.0), ("counts", 7.0), ("file", 34.0), ("findings", 8.0), ("versions", 18.0), ("reason", 30.0), ("contact", 9.0),
    ("phone", 13.0),
)  # fmt: skip
_FINDINGS = (
    ("code", 12.0), ("name", 26.0), ("number", 8.0), ("level", 8.0), ("rule", 11.0), ("place", 24.0), ("problem", 52.0), ("expected", 14.0),
    ("actual", 14.0), ("hint", 42.0), ("answer", 24.0), ("file", 30.0),
)  # fmt: skip
_OTHERS = (("file", 50.0), ("state", 12.0), ("reason", 80.0))
COLOURS: Mapping[str, dict[str, Any]] = {
    PASSED: {"font_color": "#375623", "bg_color": "#E2EFDA"},
    TO_VERIFY: {"font_color": "#7F6000", "bg_color": "#FFE699"},
    "未报": {"font_color": "#404040", "bg_color": "#D9D9D9"},
}
_BAD = {"font_color": "#9C0006", "bg_color": "#F8CBAD"}
MOST_CELLS = 6


def state_style(book: PlainBook, state: str) -> Any:
    return book.cell(align="center", **COLOURS.get(state, _BAD))


def write_states(book: PlainBook, tab: str, findings_tab: str, units: Sequence[UnitLine], collection: Collection, folder: str) -> None:
    """One row a unit; ``folder`` is the path from the summary to the folder that was collected, or its ``file:`` address."""
    sheet = book.sheet(tab, [width for _, width in _STATES], "#C00000")
    heads = {"errors": LEVEL_WORDS["error"], "infos": LEVEL_WORDS["info"]}
    sheet.add([heads.get(name) or say(f"states-{name}") for name, _ in _STATES], book.head(), 30)
    left, middle, link = book.cell(align="left"), book.cell(align="center"), book.cell(align="left", font_color="#1F4E79", underline=1)
    styles = [left, left, middle, left, middle, middle, middle, middle, middle, middle, middle, link, link, left, left, left, left]
    row_of = HEADER + 1
    for unit in units:
        result, count = unit.result, sum(1 for _ in _told(unit.result))
        styles[4] = state_style(book, result.state)
        found: Value = Link(say("states-found", count=count), findings_tab, f"A{row_of}") if count else None
        sheet.add_fitting(_state(unit, found, collection, folder), styles)
        row_of += count
    sheet.filtered(HEADER)
    sheet.page(header_row=HEADER, frozen=(HEADER, 2))


def _state(unit: UnitLine, found: Value, collection: Collection, folder: str) -> list[Value]:
    result, read = unit.result, unit.result.counting
    errors, opened, answered, infos = _counts(result)
    sent = read is not None and not read.error
    counts: list[Value] = [errors, opened, answered, infos] if sent else [None] * 4
    files = read.files if read is not None else result.versions[0].files if result.versions else ()
    others = [" + ".join(one.files) for one in result.versions if one is not read and one.files != files]
    why = result.said or (read.error if read is not None else "")
    reasons = [why, "" if result.reason or unit.counted else collection.totals.left_out.get(unit.code, "")]
    reasons.append(say("states-no-form", form=read.form) if read is not None and unit.form is None else "")
    return [
        unit.code, unit.name, unit.kind, result.unit.parent, result.state, say("states-is-late") if result.late else None, *counts,
        say("states-yes") if unit.counted else say("states-no"), file_link(_called(files), folder, files[0]) if files else None, found,
        "；".join(others), "；".join(dict.fromkeys(one for one in reasons if one)), result.unit.contact, result.unit.phone,
    ]  # fmt: skip


def _called(files: Sequence[str]) -> str:
    """What the files of a workbook are called, without their folders: the first, and how many there are of a split one."""
    name = PurePosixPath(files[0]).name or files[0]
    return name if len(files) == 1 else say("states-files", file=name, n=len(files))


def _counts(result: UnitResult) -> tuple[int, int, int, int]:
    """Errors, warnings that are open, those that are answered, informations: of the findings that are counted."""
    levels = [level_of(one) for one in result.findings]
    return levels.count("error"), levels.count("warning"), levels.count("answered"), levels.count("info")


def _told(result: UnitResult) -> Iterator[tuple[str, Finding, Finding | None]]:
    return told(result.findings)


def write_findings(book: PlainBook, tab: str, units: Sequence[UnitLine]) -> None:
    """One row a finding, unit by unit, in workbook order; what follows from one stands below it."""
    sheet = book.sheet(tab, [width for _, width in _FINDINGS], "#C00000")
    sheet.add([say(f"findings-{name}") for name, _ in _FINDINGS], book.head(), 24)
    left, middle = book.cell(align="left"), book.cell(align="center")
    colours = {"error": _BAD, "warning": COLOURS[TO_VERIFY], "answered": COLOURS[PASSED]}
    styles = [left, left, middle, middle, left, left, left, left, left, left, left, left]
    for unit in units:
        read = unit.result.counting
        files = " + ".join(read.files) if read is not None else ""
        for number, one, above in _told(unit.result):
            level = level_of(one)
            styles[3] = book.cell(align="center", **colours.get(level, {}))
            message = one.message if above is None else say("findings-follows", rule=above.rule, message=one.message)
            sides = (one.expected, one.actual) if one.expected != one.actual else ("", "")
            place = some(spans(one.cells), MOST_CELLS)
            values = (unit.code, unit.name, number, LEVEL_WORDS[level], one.rule, place, message, *sides, one.hint, one.answer or "", files)
            sheet.add_fitting(values, styles)
    sheet.filtered(HEADER)
    sheet.page(header_row=HEADER, frozen=(HEADER, 2))


def write_others(book: PlainBook, tab: str, collection: Collection, folder: str) -> None:
    """The files that belong to no unit, and why."""
    sheet = book.sheet(tab, [width for _, width in _OTHERS])
    sheet.add([say(f"others-{name}") for name, _ in _OTHERS], book.head(), 20)
    left, link = book.cell(align="left"), book.cell(align="left", font_color="#1F4E79", underline=1)
    for other in collection.others:
        sheet.add_fitting([file_link(other.file, folder, other.file), other.state, other.reason], [link, left, left])
    sheet.filtered(HEADER)
    sheet.page(header_row=HEADER, frozen=(HEADER, 0))
