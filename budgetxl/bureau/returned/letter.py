"""The page 退回修改意见: what a unit has to put right, in workbook order, with lines for signatures, as a document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from budgetxl.notice import Document
from budgetxl.notice.document import Block, Cell, Paragraph, Table, TitleLines
from budgetxl.values import Finding, spans, told
from budgetxl.values.names import some
from budgetxl.values.severities import level_of
from budgetxl.values.words import LEVEL_WORDS

from ..messages import say
from ..model import UnitResult
from .open_points import beside_sheet, counts_of, is_refused, open_points, said_counts

HEAD_WIDTHS = (14.0, 79.0)
WIDTHS = (5.0, 15.0, 14.0, 33.0, 27.0)
COLUMNS = ("number", "place", "level", "problem", "cure")
MOST_CELLS, MOST_FILES = 3, 4


def letter(
    result: UnitResult, year: int | None = None, copies: Sequence[str] = (), notes: Sequence[str] = (), today: date | None = None
) -> Document:
    """The page of one unit; ``copies`` are the names of its annotated copies, ``notes`` stand below its table.

    ``today`` is the day on which it is written: a deadline that has passed is none any more.

    All of it stands in tables, whose type is small, so that the usual number of open points has room on one page.
    """
    title, points = say("letter-title"), open_points(result)
    blocks: list[Block] = [TitleLines((title,)), _head(result, points, year, copies, today)]
    blocks += [_table(points, notes)] if points else [Paragraph(note) for note in notes]
    blocks.append(Table(((_signature("letter-reviewer"), _signature("letter-unit")),), widths=(1.0, 1.0)))
    return Document(f"{result.unit.name}{title}", tuple(blocks))


def _head(result: UnitResult, points: tuple[Finding, ...], year: int | None, copies: Sequence[str], today: date | None) -> Table:
    """Whose page it is, what was sent, how it came out, and what to do."""
    unit = result.unit
    reads = [result.counting] if result.counting is not None else list(result.versions)
    files = [file for read in reads for file in read.names]
    by = _by(unit.deadline, today)
    said = say("year-of", year=year) if year is not None else ""
    if is_refused(result):
        reason = (result.to_unit or result.reason or next((read.error for read in reads if read.error), "") or result.state).rstrip("。")
        outcome = [say("letter-refused", year=said, reason=reason), say("letter-readable" if result.state == "无法读取" else "letter-again", by=by)]
    else:
        outcome = [say("letter-found", year=said, counts=said_counts(points)), _asked(result, points, by)]
    outcome.insert(0, _of_several(result))
    lines = [
        ("letter-name", unit.name),
        ("letter-code", unit.code),
        ("letter-files", "、".join(files[:MOST_FILES]) + ("等" if len(files) > MOST_FILES else "")),
        ("letter-outcome", "".join(outcome)),
        ("letter-copies", "、".join(copies)),
    ]
    return Table(tuple((Cell(say(name), align="center", header=True), Cell(text)) for name, text in lines if text), widths=HEAD_WIDTHS)


def _of_several(result: UnitResult) -> str:
    """Which of several workbooks was looked at, as the unit knows them; empty where there is one."""
    others = result.superseded
    if result.counting is None or not others:
        return ""
    file, named, n = "、".join(result.counting.names), ["、".join(one.names) for one in others], len(others) + 1
    if set(named) == {file}:
        return say("letter-same-names", n=n, file=file)
    return say("letter-sent-twice" if n == 2 else "letter-sent-several", n=n, file=file, others="”“".join(named[:MOST_FILES]))


def _asked(result: UnitResult, points: tuple[Finding, ...], by: str) -> str:
    """What the unit is asked to do with its points: what it can answer on its own 校验 sheet, and what it can tell the bureau alone."""
    beside = beside_sheet(result)
    errors, warnings = counts_of(points)
    cures = [say("cure-errors")] if errors else []
    cures += [say("cure-warnings")] if warnings > len(beside) else []
    own = bool(cures)
    cures += [say("cure-beside", rules="、".join(dict.fromkeys(beside)))] if beside else []
    return say("letter-ask" if own else "letter-verify", cures="；".join(cures), by=by)


def _by(deadline: date | None, today: date | None) -> str:
    """By when: the deadline of the roster, at once where that has passed."""
    if deadline is None:
        return ""
    if today is not None and today > deadline:
        return say("letter-soon")
    return say("letter-by", deadline=f"{deadline.year}年{deadline.month}月{deadline.day}日")


def _signature(name: str) -> Cell:
    return Cell(f"{say(name)}\n\n{say('letter-date')}")


def _table(points: tuple[Finding, ...], notes: Sequence[str]) -> Table:
    head = tuple(Cell(say(f"letter-{name}"), align="center", header=True) for name in COLUMNS)
    rows = [_row(number, finding) for number, finding, above in told(points) if above is None]
    return Table((head, *rows), header_rows=1, widths=WIDTHS, notes=tuple(notes))


def _row(number: str, finding: Finding) -> tuple[Cell, ...]:
    level = f"{LEVEL_WORDS[level_of(finding)]}\n{finding.rule}"
    return Cell(number, align="center"), Cell(_place(finding)), Cell(level, align="center"), Cell(finding.message), Cell(_cure(finding))


def _place(finding: Finding) -> str:
    """Its cells, the sheet of the first named once."""
    if not finding.cells:
        return say("whole-workbook")
    sheet = finding.cells[0].sheet
    return f"{sheet} {some(spans(finding.cells, sheet), MOST_CELLS)}"


def _cure(finding: Finding) -> str:
    """What to do: the two sides where they differ and the message does not tell them, the hint, and what will be gone with it."""
    known = finding.expected in finding.message and finding.actual in finding.message
    sides = finding.expected and finding.actual and finding.expected != finding.actual and not known
    below = sum(1 for _, _, above in told([finding]) if above is not None)
    parts = [
        say("letter-sides", expected=finding.expected, actual=finding.actual) if sides else "",
        finding.hint.rstrip("。") + "。" if finding.hint else "",
        say("letter-caused", count=below) if below else "",
    ]
    return "".join(parts)
