"""``read``: the bytes of a workbook that came back to a submission, with all there is to say about how it was read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from ..forms import (
    Field,
    Form,
    FormError,
    Grid,
    Path,
    Record,
    Table,
    code_of,
    compute,
    is_parent,
    known_folders,
    load_form,
)
from ..forms.messages import nearest
from ..values import Address, Correction, Entry, Finding, Group, Node, plain, squeeze
from .errors import UnreadableFile
from .find import Found, FoundSheet, FoundTable, find_by_names, label_of
from .furniture import Furniture
from .identity import Identity
from .messages import say
from .opening import read_raw
from .raw import RawCell, RawSheet, RawWorkbook
from .reading import CellReading, read_cell
from .recognise import identity_of, read_answers
from .submission import ReadResult, Submission
from .totals import FormulaState, state_of, total_findings

MOST_BLANK_ROWS = 40


def read(data: bytes, form: Form | None = None, find_form: Callable[[str], Form] = load_form) -> ReadResult:
    """Read one workbook.

    ``form`` overrides the form that the workbook names; ``find_form`` looks up a form by id. Raises UnreadableFile where
    the file is no workbook that can be read, is none of ours, or names a form that is not known.
    """
    raw = read_raw(data)
    identity = identity_of(raw)
    if identity is None and form is None:
        raise UnreadableFile("not_ours")
    if form is None:
        assert identity is not None
        try:
            form = find_form(identity.form)
        except FormError:
            near = nearest(identity.form, known_folders())
            raise UnreadableFile("form_unknown", {"form": identity.form, "near": near}) from None
    if identity is None:
        identity = Identity(form.id, form.version, form.fingerprint, "")
    return _Reader(form, raw, identity).read()


class _Reader:
    def __init__(self, form: Form, raw: RawWorkbook, identity: Identity) -> None:
        self.form, self.raw, self.identity = form, raw, identity
        self.found: Found = find_by_names(form, raw)
        self.corrections: list[Correction] = []
        self.findings: list[Finding] = []
        self.taken: dict[str, set[tuple[int, int]]] = {}
        self.states: dict[tuple[str | int, ...], FormulaState] = {}

    def read(self) -> ReadResult:
        self._missing()
        nodes: dict[str, Node] = {}
        for sheet in self.form.sheets:
            found = [f for f in self.found.sheets if f.sheet is sheet]
            if sheet.repeat:
                copies = sorted(found, key=lambda f: f.copy or 0)
                items = [self._copy(f, index) for index, f in enumerate(copies)]
                nodes[sheet.repeat] = self._without_blank_copies(sheet.repeat, items)
            else:
                self._single(sheet.blocks, found[0] if found else None, nodes)
        root = Group(nodes)
        compute(self.form, root, lambda cell: self.states.get(cell.key) in (FormulaState.FORMULA, FormulaState.ABSENT))
        self.findings.extend(total_findings(self.form, root, self.states, self.raw))
        furniture = Furniture(self.form, self.raw, self.found, self.taken, root)
        account = furniture.account()
        self.findings.extend(furniture.findings(account))
        answers = read_answers(self.raw)
        computed = frozenset(k for k, s in self.states.items() if s in (FormulaState.FORMULA, FormulaState.ABSENT))
        submission = Submission(self.form, root, answers, computed)
        self._identity(submission)
        return ReadResult(submission, tuple(self.corrections), tuple(self.findings), account, self.identity, self.raw)

    # ── what is not there

    def _missing(self) -> None:
        for sheet, path in self.found.missing:
            if self.identity.part and sheet.section not in ("all", self.identity.part):
                continue
            if not path:
                hint = "请从空白工作簿中找回这张表，或改用最新下发的文件"
                self.findings.append(Finding("META-09", "error", say("META-09-sheet", h=sheet.name), hint=hint))
            else:
                label = label_of(sheet, path)
                self.findings.append(Finding("META-09", "error", say("META-09-field", h=label), hint=f"应在工作表“{sheet.name}”中"))
        for sheet, name in self.found.twice:
            kept = next(f.raw.name for f in self.found.sheets if f.sheet is sheet)
            self.findings.append(Finding("META-09", "warning", say("META-09-twice", h=sheet.name, kept=kept), (Address(name, 1, 1),)))

    def _identity(self, submission: Submission) -> None:
        here, theirs = self.form.fingerprint, self.identity.fingerprint
        if theirs and theirs != here:
            old, new = self.identity.version, self.form.version
            message = say("META-01", v=f"{old}（{theirs[:6]}）", w=f"{new}（{here[:6]}）")
            self.findings.insert(0, Finding("META-01", "error", message, expected=new, actual=old))
        year = submission.root.get("year")
        if isinstance(year, Entry) and isinstance(year.value, Decimal) and self.identity.year not in ("", plain(year.value)):
            message = say("META-02", y=plain(year.value), t=self.identity.year)
            cells = (year.at,) if year.at else ()
            finding = Finding("META-02", "error", message, cells, self.identity.year, plain(year.value), "改回下发时的年度，或换用该年度的表样")
            self.findings.insert(0, finding)

    # ── values

    def _single(self, blocks: tuple[object, ...], found: FoundSheet | None, nodes: dict[str, Node]) -> None:
        for block in blocks:
            match block:
                case Record():
                    lifted = {f.id: self._entry(found, (f.id,), f, (f.id,)) for f in block.fields if f.lift}
                    nodes.update(lifted)
                    rest = [f for f in block.fields if not f.lift]
                    nodes[block.id] = Group({f.id: self._entry(found, (block.id, f.id), f, (block.id, f.id)) for f in rest})
                case Table() | Grid():
                    self._many(block, found, nodes, ())

    def _copy(self, found: FoundSheet, index: int) -> Group:
        sheet = found.sheet
        nodes: dict[str, Node] = {}
        for block in sheet.blocks:
            if isinstance(block, Record):
                nodes.update({f.id: self._entry(found, (f.id,), f, (sheet.repeat, index, f.id)) for f in block.fields})
            else:
                self._many(block, found, nodes, (sheet.repeat, index))
        return Group(nodes)

    def _many(self, block: Table | Grid, found: FoundSheet | None, nodes: dict[str, Node], key: tuple[str | int, ...]) -> None:
        if isinstance(block, Grid):
            rows: dict[str, Node] = {}
            for row in block.rows:
                fields = [block.cell_field(row, column) for column in block.columns if column.id not in row.skip]
                cells = {f.id: self._entry(found, (block.id, row.id, f.id), f, (*key, block.id, row.id, f.id)) for f in fields}
                rows[row.id] = Group(cells, row.label)
            nodes[block.id] = Group(rows)
            return
        table = found.tables.get(block.id) if found else None
        nodes[block.id] = self._rows(found, table, (*key, block.id)) if found and table else ()
        for total in block.totals:
            cells = {c.id: self._entry(found, (total.id, c.id), c, (*key, total.id, c.id)) for c in total.columns}
            nodes[total.id] = Group(cells)

    def _entry(self, found: FoundSheet | None, path: Path, field: Field, key: tuple[str | int, ...]) -> Entry:
        place = found.cells.get(path) if found else None
        if found is None or place is None:
            if field.formula is not None:
                self.states[key] = FormulaState.ABSENT
            return Entry(None)
        return self._value(found.raw, place, field, key)

    def _value(self, sheet: RawSheet, place: tuple[int, int], field: Field, key: tuple[str | int, ...]) -> Entry:
        at = Address(sheet.name, *place)
        cell = sheet.cells.get(place)
        self.taken.setdefault(sheet.name, set()).add(place)
        if field.formula is not None:
            state = self.states[key] = state_of(cell)
            if state is FormulaState.FORMULA:
                return Entry(None, at)
        elif cell is not None and cell.formula is not None and not cell.cached:
            message = say("META-07-empty", b="空")
            self.findings.append(Finding("META-07", "info", message, (at,)))
        reading: CellReading = read_cell(cell, field, at, self.raw.date1904)
        self.corrections.extend(reading.corrections)
        self.findings.extend(reading.findings)
        return reading.entry

    def _rows(self, found: FoundSheet, table: FoundTable, key: tuple[str | int, ...]) -> tuple[Group, ...]:
        """The filled rows of a table, those below its laid-out range included. A row of blanks is no row."""
        rows: list[Group] = []
        above: dict[str, Entry] = {}
        for number in self._row_numbers(found, table):
            cells = {name: found.raw.cells.get((number, column)) for name, column in table.columns.items()}
            if not _filled(cells, table):
                continue
            entries: dict[str, Node] = {}
            for column in table.block.columns:
                place = table.columns.get(column.id)
                path = (*key, len(rows), column.id)
                if place is None:
                    entries[column.id] = Entry(None)
                    if column.formula is not None:
                        self.states[path] = FormulaState.ABSENT
                    continue
                entry = self._value(found.raw, (number, place), column, path)
                if column.inherit:
                    if entry.value is None and column.id in above:
                        entry = Entry(above[column.id].value, entry.at)
                    above[column.id] = entry
                entries[column.id] = entry
            self._rollup_states(found, number, table, entries, (*key, len(rows)))
            rows.append(Group(entries))
        return tuple(rows)

    def _rollup_states(
        self, found: FoundSheet, number: int, table: FoundTable, entries: dict[str, Node], key: tuple[str | int, ...]
    ) -> None:
        """A parent code's amounts are computed values: their cells hold a formula, a figure typed over it, or nothing."""
        rollup = table.block.rollup
        if rollup is None or not is_parent(code_of(Group(entries), rollup), rollup):
            return
        for column in table.block.columns:
            place = table.columns.get(column.id)
            if not column.rollup or place is None:
                continue
            state = self.states[(*key, column.id)] = state_of(found.raw.cells.get((number, place)))
            if state is FormulaState.FORMULA:
                entries[column.id] = Entry(None, Address(found.raw.name, number, place))

    def _row_numbers(self, found: FoundSheet, table: FoundTable) -> list[int]:
        """The rows of a table: its named range, then on below while no other part of the form begins."""
        numbers = list(range(table.first, table.last + 1))
        starts = [row for row, _ in found.cells.values() if row > table.last]
        starts += [other.first - 2 for other in found.tables.values() if other.first > table.last]
        columns = set(table.columns.values())
        below = sorted({row for row, column in found.raw.cells if row > table.last and column in columns})
        stop = min(starts, default=None)
        last = table.last
        labels = {squeeze(total.label) for total in table.block.totals} | {"合计", "总计", "小计"}
        for row in below:
            if (stop is not None and row >= stop) or row > last + MOST_BLANK_ROWS:
                break
            texts = [squeeze(str(c.value)) for col in columns if (c := found.raw.cells.get((row, col))) is not None and c.kind == "text"]
            if texts and texts[0] in labels:
                continue
            if sum(1 for col in columns if (row, col) in found.raw.cells) == 1 and texts and len(texts[0]) > 12:
                continue  # a note below the table, reported as unread
            numbers.append(row)
            last = row
        return numbers

    def _without_blank_copies(self, repeat: str, items: list[Group]) -> tuple[Group, ...]:
        """The copies of a repeated sheet without those that nobody filled in (spare sheets at the end of a workbook)."""
        kept = [item for item in items if not _blank(item)]
        if len(kept) != len(items):
            shift = {index: position for position, index in enumerate(i for i, item in enumerate(items) if not _blank(item))}
            self.states = {
                (repeat, shift[key[1]], *key[2:]) if key[0] == repeat and isinstance(key[1], int) else key: state
                for key, state in self.states.items()
                if not (key[0] == repeat and key[1] not in shift)
            }
        return tuple(kept)


def _filled(cells: dict[str, RawCell | None], table: FoundTable) -> bool:
    """Whether staff put anything into a row: a formula of ours that shows nothing does not count."""
    computed = {column.id for column in table.block.columns if column.formula is not None or column.rollup}
    for name, cell in cells.items():
        if cell is None or (name in computed and cell.formula is not None):
            continue
        if cell.kind == "text" and not squeeze(str(cell.value)):
            continue
        if cell.kind != "blank":
            return True
    return False


def _blank(node: Node) -> bool:
    if isinstance(node, Entry):
        return node.value is None
    if isinstance(node, Group):
        return all(_blank(child) for child in node.nodes.values())
    return all(_blank(group) for group in node)
