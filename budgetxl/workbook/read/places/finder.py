"""``find``: every field of a form in a workbook that came back, by its names, and by its texts where names fail."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from budgetxl.forms import Block, Path, Sheet
from budgetxl.values import Address, Finding, squeeze
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.xlsx import Position, RawSheet, RawWorkbook, parse_name

from ...messages import say
from .by_labels import ENOUGH, Located, likeness, locate, titled
from .by_names import Found, FoundSheet, Missing, absent, find_by_names, label_of
from .form_reading import FormReading
from .form_texts import ExpectedSheet
from .misplaced_names import Doubt, doubts_of
from .sheet_index import SheetIndex

TITLED_ENOUGH = 0.5
MOST_CELLS = 20  # named in one finding
FOREIGN_NAMES = 2
_FIELD_NAME = lazy_pattern(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")


def find(reading: FormReading, raw: RawWorkbook, own_sheets: Collection[str]) -> Found:
    """The places of a form's fields. ``own_sheets`` are sheets of ours that hold no fields (填报说明, 校验, the lists)."""
    form = reading.form
    found = find_by_names(reading, raw)
    finder = _Finder(reading, raw, found)
    finder.unclaimed(own_sheets)
    for sheet in form.sheets:
        finder.complete(sheet)
    order = {sheet.name: index for index, sheet in enumerate(raw.sheets)}
    found.sheets.sort(key=lambda one: order[one.raw.name] if one.sheet.repeat else -1)
    for sheet in form.sheets:
        for number, one in enumerate(found.of(sheet) if sheet.repeat else ()):
            one.copy = number
    return found


class _Finder:
    def __init__(self, reading: FormReading, raw: RawWorkbook, found: Found) -> None:
        self.form, self.raw, self.found = reading.form, raw, found
        self.expected = reading.sheets
        self.indexes: dict[str, SheetIndex] = {}
        self.without_names: list[FoundSheet] = []
        self._foreign: dict[str, int] | None = None  #: how many names of unknown fields lead to each sheet
        self.told: set[tuple[str, Position]] = set()  #: headers that a column was taken for by likeness: each is said once

    def index(self, sheet: RawSheet) -> SheetIndex:
        if sheet.name not in self.indexes:
            self.indexes[sheet.name] = SheetIndex(sheet)
        return self.indexes[sheet.name]

    # ── whole sheets without names

    def unclaimed(self, own_sheets: Collection[str]) -> None:
        """Sheets that no name points to, recognised by their title and labels."""
        claimed = {one.raw.name for one in self.found.sheets} | {one.name for _, one in self.found.twice} | set(own_sheets)
        free = [sheet for sheet in self.raw.sheets if sheet.name not in claimed and sheet.cells]
        if not free:
            return
        pairs = sorted(self._pairs(free), key=lambda pair: (-pair[0], pair[1], pair[2]))
        used: set[str] = set()
        for _, order, position in pairs:
            sheet, one = self.form.sheets[order], free[position]
            if one.name in used:
                continue
            used.add(one.name)
            if not sheet.repeat and self.found.of(sheet):
                self.found.twice.append((sheet, one))
                continue
            located = locate(self.expected[sheet.id], self.index(one))
            located.found.recognised = True
            self.found.sheets.append(located.found)
            self.without_names.append(located.found)
            self._guessed(located, located.found)
        self._recognised()

    def _pairs(self, free: list[RawSheet]) -> Iterator[tuple[float, int, int]]:
        """How well each free sheet fits each of the form's, with their places in their lists. A title decides."""
        for position, one in enumerate(free):
            index = self.index(one)
            fits = [titled(self.expected[sheet.id], index) for sheet in self.form.sheets]
            other = self._of_another_table(one)
            for order, sheet in enumerate(self.form.sheets):
                if (any(fits) or other) and not fits[order]:
                    continue
                score = likeness(self.expected[sheet.id], index)
                if score >= (TITLED_ENOUGH if fits[order] else ENOUGH):
                    named = self.expected[sheet.id].name.means(one.name)
                    yield score + (0.01 if named else 0), order, position

    def _of_another_table(self, sheet: RawSheet) -> bool:
        """Whether names of fields that the form does not have lead to a sheet: an older version's, which was taken away.

        Only by its title can it still be one of the form's: tables have the same headings as each other.
        """
        if self._foreign is None:
            known = {name for one in self.expected.values() for block in one.names.values() for _, name in (*block.cells, *block.columns)}
            self._foreign = {}
            for name in self.raw.names:
                meaning = parse_name(name.text) if _FIELD_NAME.fullmatch(name.name) and name.name not in known else None
                if isinstance(meaning, tuple) and len(meaning) == 1 and meaning[0].sheet is not None:
                    self._foreign[meaning[0].sheet] = self._foreign.get(meaning[0].sheet, 0) + 1
        return self._foreign.get(sheet.name, 0) >= FOREIGN_NAMES

    def _recognised(self) -> None:
        """One finding for all sheets that were recognised by their texts alone."""
        if self.without_names:
            names = "、".join(f"{one.raw.name}（{one.sheet.common_name}）" for one in self.without_names[:10])
            more = "等" if len(self.without_names) > 10 else ""
            message = say("META-09-recognised", n=len(self.without_names), names=names + more)
            cells = tuple(Address(one.raw.name, 1, 1) for one in self.without_names[:MOST_CELLS])
            self.found.findings.append(Finding("META-09", "info", message, cells, hint=say("META-09-recognised-hint")))

    # ── fields without names, and names at the wrong place

    def complete(self, sheet: Sheet) -> None:
        places = self.found.of(sheet)
        if not places:
            if not sheet.repeat:
                self.found.missing.append(Missing(sheet))
            return
        elsewhere = set() if sheet.repeat else {block.id for one in places[1:] for block in _blocks(one)}
        for number, one in enumerate(places):
            if sheet.repeat or number == 0:
                blocks = tuple(block for block in sheet.blocks if block.id not in elsewhere)
            else:
                blocks = _blocks(one)
            self._complete(one, blocks, self.expected[sheet.id])

    def _complete(self, one: FoundSheet, blocks: tuple[Block, ...], expected: ExpectedSheet) -> None:
        located: Located | None = None
        doubts = doubts_of(one, expected)
        if doubts or any(True for _ in absent(one, blocks)):
            located = locate(expected, self.index(one.raw))
            moved = list(self._follow_labels(one, located, doubts))
            if moved:
                self._moved(one, moved)
            self._fill(one, located, blocks)
            for doubt in doubts:
                self._renamed(one, doubt, located)
        gone = {name.name for name in self.raw.names if "#REF!" in name.text} if any(True for _ in absent(one, blocks)) else set()
        for path in absent(one, blocks):
            near = located.nearest.get(path) if located is not None else None
            hint = say("META-09-nearest", s=near[1], cell=Address(one.raw.name, *near[0])) if near is not None else ""
            self.found.missing.append(Missing(one.sheet, path, one.raw.name, hint, ".".join(path) in gone))

    def _follow_labels(self, one: FoundSheet, located: Located, doubts: list[Doubt]) -> Iterator[Position]:
        """Put doubted names where their labels stand; the places that are read instead."""
        changed = {doubt.path[0] for doubt in doubts}
        for name in changed & one.tables.keys() & located.found.tables.keys():
            mine, theirs = one.tables[name], located.found.tables[name]
            whole = theirs.columns.keys() >= mine.columns.keys()
            if whole and (theirs.first, theirs.columns) != (mine.first, mine.columns):
                one.tables[name] = theirs
                moved = [column for key, column in theirs.columns.items() if mine.columns.get(key) != column]
                yield from ((theirs.first, column) for column in moved or [min(theirs.columns.values())])
            for doubt in doubts:
                column = theirs.columns.get(doubt.path[-1]) if doubt.path[0] == name and not whole else None
                if column not in (None, mine.columns.get(doubt.path[-1])):
                    mine.columns[doubt.path[-1]] = column
                    yield mine.first, column
        inner = [path for path in located.found.cells if (len(path) == 3 and path[0] in changed) or self._total_of(path, one) in changed]
        for path in dict.fromkeys([doubt.path for doubt in doubts if not doubt.whole] + inner):
            place = located.found.cells.get(path)
            if place is not None and one.cells.get(path, place) != place:
                one.cells[path] = place
                yield place

    def _total_of(self, path: Path, one: FoundSheet) -> str:
        """The id of the table that a path's total row belongs to."""
        return next((t.block.id for t in one.tables.values() if any(total.id == path[0] for total in t.block.totals)), "")

    def _fill(self, one: FoundSheet, located: Located, blocks: tuple[Block, ...]) -> None:
        """Take what has no name from where its label stands, unless another field's name is there."""
        taken = set(one.cells.values())
        lost: list[Position] = []
        for path in list(absent(one, blocks)):
            table = located.found.tables.get(path[0])
            if table is not None and path[-1] in table.columns and path not in located.found.cells:
                mine = one.tables.setdefault(path[0], table)
                column = table.columns[path[-1]]
                if mine is not table and column in mine.columns.values():
                    continue
                mine.columns[path[-1]] = column
                lost.append((mine.first, column))
            elif (place := located.found.cells.get(path)) is not None and place not in taken:
                one.cells[path] = place
                taken.add(place)
                lost.append(place)
        one.known |= located.found.known
        if lost:
            cells = tuple(Address(one.raw.name, *place) for place in sorted(lost)[:MOST_CELLS])
            message = say("META-09-by-label", s=one.raw.name, n=len(lost))
            self.found.findings.append(Finding("META-09", "info", message, cells, hint=say("META-09-recognised-hint")))
        self._guessed(located, one)

    def _moved(self, one: FoundSheet, places: list[Position]) -> None:
        cells = tuple(Address(one.raw.name, *place) for place in sorted(places)[:MOST_CELLS])
        message = say("META-09-moved", s=one.raw.name, n=len(places))
        self.found.findings.append(Finding("META-09", "warning", message, cells, hint=say("META-09-moved-hint")))

    def _renamed(self, one: FoundSheet, doubt: Doubt, located: Located) -> None:
        """A label that says something of nobody's, or a header that is gone: the value is read by its name."""
        path = doubt.path
        if doubt.whole:
            if path[0] not in located.headed:
                title = next((b.title for b in one.sheet.blocks if b.id == path[0] and b.title), one.sheet.name)
                self._say("headless", one, doubt.place, title)
        elif doubt.text and path not in located.found.cells and doubt.place not in one.known:
            table = one.tables.get(path[0])
            if table is None or path in one.cells or table.columns.get(path[-1]) == doubt.place[1]:
                one.known.add(doubt.place)
                own = label_of(one.sheet, path) if "{{" in doubt.own else squeeze(doubt.own)
                self._say("renamed", one, doubt.place, own, doubt.text)

    def _say(self, code: str, one: FoundSheet, place: Position, h: str, s: str = "") -> None:
        """A finding about a label: what it should say (``h``), and what it says (``s``)."""
        message = say(f"META-09-{code}", h=h, s=s)
        at = Address(one.raw.name, *place)
        self.found.findings.append(Finding("META-09", "warning", message, (at,), h, s, say("META-09-renamed-hint")))

    def _guessed(self, located: Located, one: FoundSheet) -> None:
        """Columns that were taken for one by their place and a text that is like its own."""
        for path, (place, text) in located.guessed.items():
            table = one.tables.get(path[0])
            told = (one.raw.name, place)
            if told not in self.told and (table is None or table.columns.get(path[-1]) == place[1]):
                self.told.add(told)
                self._say("guessed", one, place, label_of(one.sheet, path), text)
                one.known.add(place)


def _blocks(one: FoundSheet) -> tuple[Block, ...]:
    return tuple(block for block in one.sheet.blocks if one.has(block))


__all__ = ["find"]
