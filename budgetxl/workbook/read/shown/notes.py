"""Notes (批注) on the cells of fields: what stands in them is not read, so it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from budgetxl.values import Address, Finding, quoted
from budgetxl.xlsx import Position, RawSheet

from ...identity_marks import senders_note
from ...messages import say

MOST_ALONE = 10  # notes of a workbook that are told each by itself
MOST_QUOTED = 3
MOST_CELLS = 20


def note_findings(sheets: Iterable[RawSheet], taken: Mapping[str, set[Position]]) -> Iterator[Finding]:
    """A line of information on each note on a cell that a value was read from; one a sheet where there are many of them.

    The notes of an annotated copy are ours, but for what somebody wrote below.
    """
    found = [
        (Address(sheet.name, *place), quoted(text))
        for sheet in sheets if sheet.notes
        for place, note in sorted(sheet.notes.items()) if place in taken.get(sheet.name, ()) and (text := senders_note(note))
    ]  # fmt: skip
    if len(found) <= MOST_ALONE:
        for at, text in found:
            yield Finding("META-23", "info", say("META-23", s=text), (at,), actual=text, hint=say("META-23-hint"))
        return
    by_sheet: dict[str, list[tuple[Address, str]]] = {}
    for at, text in found:
        by_sheet.setdefault(at.sheet, []).append((at, text))
    for name, each in by_sheet.items():
        said = "、".join(say("META-23-one", cell=at.cell, s=text) for at, text in islice(each, MOST_QUOTED))
        message = say("META-23-many", where=name, n=len(each), names=said + ("等" if len(each) > MOST_QUOTED else ""))
        yield Finding("META-23", "info", message, tuple(at for at, _ in each[:MOST_CELLS]), hint=say("META-23-hint"))


__all__ = ["note_findings"]
