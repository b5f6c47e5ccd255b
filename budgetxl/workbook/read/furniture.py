"""The account of cells: each populated cell of a form's sheets is read, is known furniture, or is reported."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from budgetxl.forms import CATALOGUE_SHEET, CHANGES_SHEET, CHECK_SHEET, GUIDE_SHEET, Block, Labels
from budgetxl.layout import TOP_ROW, heads_open_points, is_count_label, is_cover_text, is_own_text, own_line
from budgetxl.values import COLUMN_NUMBERS, Address, Finding, Group, column_letters, entries, numbers_columns, squeeze
from budgetxl.values.foldings import loose_label
from budgetxl.xlsx import Position, RawCell, RawSheet, RawWorkbook

from ..messages import say
from ..submission import Account
from .cell_reading import shown
from .places.by_names import Found, FoundSheet
from .places.form_reading import FormReading
from .table_rows import MOST_BLANK_ROWS
from .told import CoverFacts, told_otherwise, upper_headers
from .unit_lines import other_units, untold_units

TOTAL = "合计"  #: left of sums that people add below a table of their own accord
MOST_REPORTED = 200
MOST_CELLS = 20
MOST_SPANS = 5
MOST_ABOVE = 6  # rows between a row of numbers and what stands below it
LONGEST_NUMBER = 6  # of a row: （一百二）


class Furniture:
    """Knows which cells of one workbook are the form's own furniture.

    ``taken`` are those that a value was read from; ``kind`` is that of a file that was salvaged, else empty; ``cover`` is what the
    cover says, with which the lines of all sheets are compared; ``other_version`` says that another version of the form was filled in.
    """

    def __init__(
        self, reading: FormReading, raw: RawWorkbook, found: Found, taken: Mapping[str, set[Position]], own_sheets: Collection[str],
        root: Group, kind: str, cover: CoverFacts, other_version: bool = False,
    ) -> None:  # fmt: skip
        self.raw, self.taken, self.own_sheets, self.kind = raw, taken, own_sheets, kind
        self.root, self.facts, self.other_version = root, cover, other_version
        form, self.expected = reading.form, reading.sheets
        labels = Labels(form, root)
        self.filled = {name: {loose_label(labels.text(text)) for text in sheet.vague} for name, sheet in self.expected.items()}
        named = (*(sheet.name for sheet in form.sheets), *(sheet.name for sheet in raw.sheets))
        self.names = {squeeze(name) for name in (*own_sheets, *named, GUIDE_SHEET, CHECK_SHEET, CATALOGUE_SHEET, CHANGES_SHEET)}
        self.cover = form.sheets[0] if form.sheets else None
        self.sheets: dict[str, list[FoundSheet]] = {}
        for one in found.sheets:
            self.sheets.setdefault(one.raw.name, []).append(one)
        self.told: list[Finding] = []  #: what lines tell of the sheet, and not as the form or the cover does
        self.copies = {one.name for _, one in found.twice}

    def account(self) -> Account:
        """Each populated cell of the sheets that hold fields is counted once."""
        populated = read = 0
        unread: list[Address] = []
        for name, places in self.sheets.items():
            taken = self.taken.get(name, set())
            cells = [(place, cell) for place, cell in places[0].raw.cells.items() if cell.kind != "blank" or cell.calculated]
            rest = [(place, cell) for place, cell in cells if place not in taken]
            populated += len(cells)
            read += len(cells) - len(rest)
            for one in places:
                one.known.update(_column_numbers(one, rest), _serials(one, rest))
                for place, finding in other_units(one, rest):
                    one.known.add(place)
                    self.told += [finding] if finding is not None else []
                if self.other_version:
                    self.told.extend(untold_units(one, rest))
                for place, told in told_otherwise(one, rest, self.facts, self.names if one.sheet is self.cover else ()):
                    one.known.add(place)
                    self.told += [told] if told is not None else []
                for known, told in upper_headers(one, self.facts.year, self.other_version):
                    one.known.update(known)
                    self.told += [told] if told is not None else []
                words = self.expected[one.sheet.id].texts  # at first sight: most cells are labels, word for word
                rest = [(p, c) for p, c in rest if c.value not in words and p not in one.known and not self._is_furniture(one, p, c)]
            unread.extend(Address(name, *place) for place, _ in rest)
        return Account(populated, read, populated - read - len(unread), tuple(sorted(unread)))

    def _is_furniture(self, one: FoundSheet, place: Position, cell: RawCell) -> bool:
        if cell.kind == "blank":
            return True  # a formula of ours that shows nothing yet
        text = squeeze(shown(cell.value))
        if not text or text in (TOTAL, squeeze(one.raw.name)) or is_own_text(text):
            return True
        if self.expected[one.sheet.id].is_furniture(text) or loose_label(text) in self.filled[one.sheet.id]:
            return True
        if cell.calculated and (line := own_line(cell.formula)) is not None and self._is_fixed(one, place, line.fixed):
            return True  # a formula of ours, whatever it shows
        if cell.kind == "error" and cell.calculated and place[0] == TOP_ROW:
            return True  # what the first line says of the checks, when staff deleted what it counts
        if self.kind == "xls" and (text == "0" or self._is_fixed(one, place, text)):
            return True  # in an .xls file of LibreOffice's, 0 stands for every formula that shows a text
        if one.sheet is not self.cover:
            return False
        if is_cover_text(text) or (cell.kind == "number" and _is_our_count(one.raw, place)):
            return True
        return text in self.names or cell.calculated or any(sheet.name.says(text) for sheet in self.expected.values())

    def _is_fixed(self, one: FoundSheet, place: Position, text: str) -> bool:
        """Whether a text is what a line with slots says without them; for one that is all slots its place tells."""
        said = loose_label(text)
        return said in one.expected.fixed if said else any(place == own for own, _ in one.expected.slotted)

    def findings(self, account: Account) -> Iterator[Finding]:
        """Findings for lines that tell otherwise, for the cells that nobody knows what they are, for hidden figures and for sheets of no form."""
        yield from self.told
        cells = {sheet.name: sheet.cells for sheet in self.raw.sheets}
        for run in list(_runs(account.unread))[:MOST_REPORTED]:
            texts = [shown(cells[at.sheet][at.row, at.column].value) for at in run]
            said = "、".join(_short(text) for text in texts[:3]) + ("…" if len(texts) > 3 else "")
            message = say("META-16-unread", s=said) if len(run) == 1 else say("META-16-unread-many", s=said, n=len(run))
            yield Finding("META-16", "warning", message, run, actual=texts[0] if len(run) == 1 else "")
        for places in self.sheets.values():
            yield from self._hidden(places[0].raw)
        for sheet in self.raw.sheets:
            if sheet.name not in self.sheets and sheet.name not in self.own_sheets and sheet.name not in self.copies and sheet.cells:
                at = Address(sheet.name, *min(sheet.cells))
                yield Finding("META-16", "info", say("META-16-sheet", s=sheet.name), (at,))
        if self.raw.external_links:
            yield Finding("META-10", "warning", say("META-10-links"))

    def _hidden(self, sheet: RawSheet) -> Iterator[Finding]:
        if sheet.state == "visible" and not sheet.hidden_rows and not sheet.hidden_columns:
            return
        filled = {entry.at for _, entry in entries(self.root) if entry.at is not None and entry.value is not None}
        here = sorted(at for at in filled if at.sheet == sheet.name)
        if sheet.state != "visible":
            rows, columns, hidden = set(), set(), here
        else:
            rows = {at.row for at in here if sheet.row_hidden(at.row)}
            columns = {at.column for at in here if sheet.column_hidden(at.column)}
            hidden = [at for at in here if at.row in rows or at.column in columns]
        if hidden:
            code = "META-10-sheet" if sheet.state != "visible" else "META-10-filter" if sheet.filtered else "META-10-hidden"
            message = say(code, where=sheet.name, lines=_lines(rows, columns), n=len(hidden))
            yield Finding("META-10", "warning", message, tuple(hidden[:MOST_CELLS]))


def _is_our_count(sheet: RawSheet, place: Position) -> bool:
    """Whether a number on the cover is one of ours, in a file that has values only: beside its label, or in the table of contents."""
    row, column = place
    left = [cell for each in range(1, column) if (cell := sheet.cells.get((row, each))) is not None and cell.kind != "blank"]
    if left and is_count_label(squeeze(shown(left[-1].value))):
        return True
    if not any(cell.kind == "text" and is_cover_text(squeeze(shown(cell.value))) for cell in left):
        return False
    above = (sheet.cells.get((up, column)) for up in range(row - 1, 0, -1))
    return any(cell is not None and cell.kind == "text" and heads_open_points(squeeze(shown(cell.value))) for cell in above)


def _column_numbers(one: FoundSheet, rest: Sequence[tuple[Position, RawCell]]) -> Iterator[Position]:
    """The cells of rows that number columns: the form's own, above what a block holds, and those where 栏次 stands."""
    headed = {place[0] for place, cell in rest if cell.kind == "text" and squeeze(str(cell.value)) == COLUMN_NUMBERS}
    numbered = [block for block in one.sheet.blocks if block.numbering_row]
    rows: dict[int, list[tuple[Position, RawCell]]] = {}
    for place, cell in sorted(rest, key=lambda each: each[0]) if headed or numbered else ():
        rows.setdefault(place[0], []).append((place, cell))
    for row in headed:
        cells = [(place, cell) for place, cell in rows[row] if not _known_text(one, cell)]
        if numbers_columns(cell.value for _, cell in cells):
            yield from (place for place, _ in cells)
    for block in numbered:
        columns, first = _extent(one, block)
        for row in range(first - MOST_ABOVE, first):
            cells = [(place, cell) for place, cell in rows.get(row, ()) if place[1] in columns]
            if numbers_columns((cell.value for _, cell in cells), own=True):
                yield from (place for place, _ in cells)


def _known_text(one: FoundSheet, cell: RawCell) -> bool:
    """Whether a cell of a row of numbers is another label of the form's: a rule's id beside a table."""
    return cell.kind == "text" and squeeze(str(cell.value)) in one.expected.texts - {COLUMN_NUMBERS}


def _extent(one: FoundSheet, block: Block) -> tuple[range, int]:
    """The columns of a block, its labels' among them, and the first row of what it holds; nothing where it was not found."""
    table = one.tables.get(block.id)
    places = [one.cells[path] for path, _ in one.expected.names[block.id].cells if path in one.cells]
    columns = [*(table.columns.values() if table is not None else ()), *(column for _, column in places)]
    if not columns:
        return range(0), 0
    rows = [row for row, _ in places] + ([table.named or table.first] if table is not None else [])
    return range(min(columns) - 1, max(columns) + 1), min(rows)


def _serials(one: FoundSheet, rest: Sequence[tuple[Position, RawCell]]) -> Iterator[Position]:
    """The numbers of a table's rows, ours or typed, in the column that is for them."""
    for table in one.tables.values():
        if table.serial is not None:
            last = table.end if table.end is not None else table.last + MOST_BLANK_ROWS
            yield from (place for place, cell in rest if place[1] == table.serial and table.first <= place[0] <= last and _is_number(cell))


def _is_number(cell: RawCell) -> bool:
    return cell.calculated or (cell.kind in ("number", "text") and len(shown(cell.value)) <= LONGEST_NUMBER)


def _lines(rows: Collection[int], columns: Collection[int]) -> str:
    """Rows and columns as a message names them: 第 13—14、20 行，F 列."""
    named = [
        say("META-10-rows", s="、".join(_spans(rows, str))) if rows else "",
        say("META-10-columns", s="、".join(_spans(columns, column_letters))) if columns else "",
    ]
    return "，".join(filter(None, named))


def _spans(numbers: Collection[int], name: Callable[[int], str]) -> Iterator[str]:
    """Numbers in order, those that follow each other as a span; not more than ``MOST_SPANS`` of them."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    yield from (name(first) if first == last else f"{name(first)}—{name(last)}" for first, last in spans[:MOST_SPANS])
    if len(spans) > MOST_SPANS:
        yield "……"


def _runs(unread: tuple[Address, ...]) -> Iterator[tuple[Address, ...]]:
    """Unread cells that belong together: those below each other in one column, and the rest of one row beside each other."""
    below: dict[tuple[str, int], list[Address]] = {}
    for at in unread:
        below.setdefault((at.sheet, at.column), []).append(at)
    single: dict[tuple[str, int], list[Address]] = {}
    for (_, _), cells in sorted(below.items()):
        run: list[Address] = []
        for at in cells:
            if run and at.row > run[-1].row + 1:
                yield from _long(run, single)
                run = []
            run.append(at)
        yield from _long(run, single)
    for _, cells in sorted(single.items()):
        yield tuple(cells)


def _long(run: list[Address], single: dict[tuple[str, int], list[Address]]) -> Iterator[tuple[Address, ...]]:
    if len(run) > 1:
        yield tuple(run)
    else:
        single.setdefault((run[0].sheet, run[0].row), []).append(run[0])


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:30] + "…"


__all__ = ["Furniture"]
