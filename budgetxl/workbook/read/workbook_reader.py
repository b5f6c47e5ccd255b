"""``read``: the bytes of a workbook that came back to a submission, with all there is to say about how it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from budgetxl.forms import (
    EVERYWHERE,
    Form,
    FormError,
    FormulaCell,
    Labels,
    Path,
    Record,
    Sheet,
    compute,
    formula_cells,
    known_folders,
    load_form,
)  # fmt: skip
from budgetxl.values import Address, Correction, Entry, Finding, Group, Key, Node, moved
from budgetxl.values.nearest import nearest
from budgetxl.xlsx import SALVAGED, RawWorkbook, UnreadableFile, open_workbook, salvaged

from ..identity_marks import Identity
from ..messages import say
from ..own_tables import is_own_table
from ..submission import ReadResult, SheetUse, submission_of
from .collector_off import no_collecting
from .furniture import Furniture
from .ours import own_strays, with_strays
from .own_sheets import (
    changes_sheet,
    check_sheet,
    identity_of,
    lost_sheets,
    own_sheets,
    read_answers,
    read_reasons,
    senders_sheets,
)
from .places.by_names import FoundSheet, Missing, lines
from .places.finder import find
from .places.form_reading import FormReading
from .places.own_texts import with_own_lines
from .refusals import ForeignWorkbook
from .shown import conditional_findings, hidden_findings, merged_findings, note_findings, struck_findings
from .told import cover_facts
from .totals import COMPUTED, FormulaState, fault_findings, total_findings, trusted, without_results
from .valuing import Valuer
from .version_check import (
    identity_findings,
    is_newer,
    is_other_form,
    is_other_version,
    migrates,
    moved_findings,
    refuse_other_version,
    required_findings,
    unknown_fields,
)

Lost: TypeAlias = tuple[tuple[Address, str], ...]


def read(
    data: bytes, form: Form | FormReading | None = None, find_form: Callable[[str], Form | FormReading] = load_form
) -> ReadResult:
    """Read one workbook.

    ``form`` overrides the form that the workbook names; ``find_form`` looks up a form by id. Who reads many workbooks gives
    forms that are made ready, each once: ``FormReading(form)``, ``FormLibrary(FormReading).find``. Raises UnreadableFile where
    the file is no workbook that can be read, is none of ours, or names a form that is not known.
    """
    with no_collecting():
        return _read(data, form, find_form)


def _read(data: bytes, given: Form | FormReading | None, find_form: Callable[[str], Form | FormReading]) -> ReadResult:
    kind = ""
    try:
        raw = open_workbook(data)
    except UnreadableFile as error:
        if error.code not in SALVAGED:
            raise
        raw, kind = salvaged(data, error), error.code
    identity = identity_of(raw)
    if identity is None and is_own_table(data):
        raise ForeignWorkbook("own_table")
    if identity is None and given is None:
        raise ForeignWorkbook("not_ours")
    if given is None:
        assert identity is not None
        given = _known_form(identity, find_form)
    reading = given if isinstance(given, FormReading) else FormReading(given)
    form = reading.form
    if kind == "xls":
        raw = with_own_lines(raw, reading.sheets.values())
    known = identity or Identity(form.id, form.version, form.fingerprint, "")
    refuse_other_version(form, known)
    reader = _Reader(reading, raw, known, kind)
    if identity is None and not reader.found.sheets:
        raise ForeignWorkbook("nothing_of_it", {"wanted": form.id})
    return reader.read()


def _known_form(identity: Identity, find_form: Callable[[str], Form | FormReading]) -> Form | FormReading:
    try:
        return find_form(identity.form)
    except FormError:
        near = nearest(identity.form, known_folders())
        raise ForeignWorkbook("form_unknown", {"form": identity.form, "near": near}) from None


class _Reader:
    """Reads one workbook. ``kind`` is that of a file that was salvaged with values only, else empty."""

    def __init__(self, reading: FormReading, raw: RawWorkbook, identity: Identity, kind: str) -> None:
        self.reading, self.raw, self.identity, self.kind = reading, raw, identity, kind
        self.faults: dict[Path, Exception] = {}
        form = self.form = reading.form
        self.signed = {(block.id,) for _, block in form.blocks() if isinstance(block, Record) and block.signed}
        self.checks = check_sheet(raw)
        self.changes = changes_sheet(raw)
        self.own = own_sheets(raw, self.checks, self.changes)
        self.found = find(reading, raw, self.own | lost_sheets(raw))
        if is_other_form(form, identity) and not self.found.sheets:
            raise ForeignWorkbook("other_form", {"form": identity.form, "wanted": form.id})
        self.other_version = is_other_version(form, identity)
        self.values = Valuer(reading, raw, self.found, values_only=bool(kind), migrating=migrates(form, identity))

    def read(self) -> ReadResult:
        root = Group(self._nodes())
        cells = list(formula_cells(self.form, root))
        states = self._computed(root, cells)
        cover = cover_facts(self.form, root, self.identity.year)
        furniture = Furniture(
            self.reading, self.raw, self.found, self.values.taken, self.own, root, self.kind, cover, self.other_version
        )
        strays = own_strays(self.form, self.checks, self.changes, self.kind)
        account = with_strays(furniture.account(), strays.stray)
        lacking, missing = self._missing(root)
        unknown = unknown_fields(self.form, self._gone(), self.values.migrating) if self.other_version else {}
        skipped: dict[Address, tuple[Finding, ...]] = {}
        texts, cut = self.values.texts, self.values.cut
        version = self.identity.fingerprint == self.form.fingerprint and not is_other_form(self.form, self.identity)
        of_totals = list(total_findings(self.form, root, cells, states, self.raw, bool(self.kind), self.faults, texts, skipped, cut, version))
        answers = read_answers(self.checks, self.form.rules)
        reasons = read_reasons(self.changes, self.form)
        findings = [
            *identity_findings(self.form, self.identity, root, lacking),
            *self._salvaged(),
            *self._without_part(),
            *self._mostly_missing(),
            *missing,
            *required_findings(root, unknown, is_newer(self.form, self.identity)),
            *moved_findings(self.found.sheets),
            *self._found(),
            *self._twice(),
            *_with_skipped(self.values.findings, skipped),
            *struck_findings(self.values.struck),
            *hidden_findings(self.values.hidden),
            *of_totals,
            *fault_findings(self.form, self.faults),
            *furniture.findings(account),
            *strays.findings(),
            *answers.findings,
            *note_findings(self.raw.sheets, self.values.taken),
        ]
        computed = frozenset(key for key, state in states.items() if state in COMPUTED)
        unreadable = self.values.unreadable
        submission = submission_of(
            self.form, root, computed, answers.given, self._absent(), unreadable, frozenset(unknown), self._openings(), self.values.held,
            reasons.given,
        )
        findings.extend(conditional_findings(self.raw.sheets, self.values.taken, submission.cells))
        findings.extend(merged_findings(self.raw.sheets, self.values.taken, submission.cells))
        use = self._use(answers.lost, reasons.lost, strays.typed_over)
        return ReadResult(submission, tuple(self.values.corrections), tuple(findings), account, self.identity, self.raw, use=use)

    def _use(self, lost_answers: Lost, lost_reasons: Lost, typed_over: tuple[Address, ...]) -> SheetUse:
        others = tuple(senders_sheets(self.raw, self.own, {one.raw.name for one in self.found.sheets}))
        copies = {sheet.repeat: len(self.found.of(sheet)) for sheet in self.form.sheets if sheet.repeat}
        tables = ((found.raw.name, block, table) for found in self.found.sheets for block, table in found.tables.items())
        rows = {(sheet, block): table.last - table.named + 1 for sheet, block, table in tables if table.named is not None}
        left = tuple(copy.name for _, copy in self.found.twice)
        return SheetUse(self.values.taken, others, copies, lost_answers, self.kind, rows, lost_reasons, typed_over, left)

    def _computed(self, root: Group, cells: list[FormulaCell]) -> dict[Key, FormulaState]:
        """Set the computed values of the tree; what stands in the cell of each."""
        states = self.values.states
        if self.kind:
            states = without_results(self.form, root, states)
            compute(self.form, root, lambda cell: states.get(cell.key) in COMPUTED, cells=cells)
            states = trusted(self.form, root, states)
        compute(self.form, root, lambda cell: states.get(cell.key) in COMPUTED, cells=cells, faults=self.faults)
        return states

    # ── what is not there, and what is there twice

    def _gone(self) -> list[Missing]:
        """What was not found and belongs into this workbook, or this part of one. Lines to sign on may be lacking."""
        part = self.identity.part
        missing = (item for item in self.found.missing if not part or item.sheet.section in (EVERYWHERE, part))
        return [item for item in missing if item.path[:1] not in self.signed]

    def _missing(self, root: Group) -> tuple[list[str], list[Finding]]:
        """The labels of what a workbook of another version does not have, and findings for what is missing otherwise."""
        lacking: list[str] = []
        findings: list[Finding] = []
        labels = Labels(self.form, root)
        for item, written in lines(self._gone()):
            sheet, label = item.sheet, labels.text(written)
            if self.other_version:
                lacking.append(label)
            elif not item.path:
                findings.append(Finding("META-09", "error", say("META-09-sheet", h=label), hint=say("META-09-sheet-hint")))
            elif item.deleted:
                where = item.where or sheet.name
                message = say("META-09-deleted", h=label, s=where)
                findings.append(Finding("META-09", "error", message, hint=say("META-09-deleted-hint", h=label, s=where)))
            else:
                hint = item.hint or say("META-09-field-hint", s=item.where or sheet.name)
                findings.append(Finding("META-09", "error", say("META-09-field", h=label), hint=hint))
        return list(dict.fromkeys(lacking)), findings

    def _mostly_missing(self) -> Iterator[Finding]:
        """What was found and what was not, where a workbook has less than half of the form's sheets."""
        absent, part = self._absent(), self.identity.part
        wanted = [sheet for sheet in self.form.sheets if not part or sheet.section in (EVERYWHERE, part)]
        here = [sheet.common_name for sheet in wanted if sheet.id not in absent]
        if len(here) * 2 < len(wanted):
            names = "、".join(here) or say("nothing")
            message = say("META-09-few", m=len(wanted), n=len(here), names=names)
            yield Finding("META-09", "warning", message, hint=say("META-09-few-hint"))

    def _absent(self) -> frozenset[str]:
        """The sheets that are missing whole, and those of other parts of a split workbook."""
        part = self.identity.part
        elsewhere = {sheet.id for sheet in self.form.sheets if part and sheet.section not in (EVERYWHERE, part)}
        return frozenset(elsewhere | {item.sheet.id for item in self.found.missing if not item.path})

    def _openings(self) -> dict[Path, Address]:
        """Where the first row of each table is typed, by the path of the column; of a repeated sheet, on its first copy."""
        places: dict[Path, Address] = {}
        for found in self.found.sheets:
            head = (found.sheet.repeat,) if found.sheet.repeat else ()
            for block, area in found.tables.items():
                row = area.first if area.named is None else area.named
                for name, column in area.columns.items():
                    places.setdefault((*head, block, name), Address(found.raw.name, row, column))
        return places

    def _found(self) -> list[Finding]:
        """How fields were found. Labels that another version calls otherwise, and sheets that never had names, go without saying."""
        other = self.other_version or is_other_form(self.form, self.identity)
        return [f for f in self.found.findings if not (self.kind and f.severity == "info") and not (other and f.actual)]

    def _twice(self) -> list[Finding]:
        found = []
        for sheet, copy in self.found.twice:
            kept = self.found.of(sheet)[0].raw.name
            message = say("META-09-twice", h=sheet.name, kept=kept, s=copy.name)
            found.append(Finding("META-09", "warning", message, (Address(copy.name, 1, 1),)))
        return found

    def _salvaged(self) -> list[Finding]:
        if not self.kind:
            return []
        return [Finding("META-21", "warning", say("META-21", kind=self.kind), hint=say("META-21-hint"))]

    def _without_part(self) -> list[Finding]:
        """A sheet that the file only names holds nothing that could be read; old programs leave such of their macro modules."""
        return [Finding("META-16", "info", say("META-16-no-part", s=name), hint=say("META-16-no-part-hint")) for name in self.raw.without_part]

    # ── the tree of values

    def _nodes(self) -> dict[str, Node]:
        nodes: dict[str, Node] = {}
        for sheet in self.form.sheets:
            places = self.found.of(sheet)
            if sheet.repeat:
                items = [self._copy(one, index) for index, one in enumerate(places)]
                nodes[sheet.repeat] = self._without_blank_copies(sheet.repeat, items)
            else:
                self._single(sheet, places, nodes)
        return nodes

    def _single(self, sheet: Sheet, places: list[FoundSheet], nodes: dict[str, Node]) -> None:
        for cells in self.form.compiled.cells[sheet.id]:
            found = next((one for one in places if one.has(cells.block)), places[0] if places else None)
            self.values.block(cells, found, (), nodes)

    def _copy(self, found: FoundSheet, index: int) -> Group:
        nodes: dict[str, Node] = {}
        for cells in self.form.compiled.cells[found.sheet.id]:
            self.values.block(cells, found, (found.sheet.repeat, index), nodes)
        return Group(nodes)

    def _without_blank_copies(self, repeat: str, items: list[Group]) -> tuple[Group, ...]:
        """The copies of a repeated sheet without those that nobody filled in (spare sheets at the end of a workbook)."""
        kept = [(index, item) for index, item in enumerate(items) if not _blank(item)]
        if len(kept) != len(items):
            shift = {index: position for position, (index, _) in enumerate(kept)}
            states: dict[Key, FormulaState] = {}
            for key, state in self.values.states.items():
                if key[0] != repeat or not isinstance(key[1], int):
                    states[key] = state
                elif key[1] in shift:
                    states[(repeat, shift[key[1]], *key[2:])] = state
            self.values.states = states
        return tuple(item if index == place else _moved(item, (repeat, place)) for place, (index, item) in enumerate(kept))


def _with_skipped(findings: list[Finding], skipped: Mapping[Address, tuple[Finding, ...]]) -> list[Finding]:
    """Findings of cells, those of numbers stored as text with what is to be said of the totals that skip them."""
    if not skipped:
        return findings
    return [replace(one, caused=(*one.caused, *skipped.get(one.cells[0], ()))) if one.rule == "META-06" else one for one in findings]


def _moved(item: Group, key: Key) -> Group:
    made = moved(item, key)
    assert isinstance(made, Group)
    return made


def _blank(node: Node) -> bool:
    if isinstance(node, Entry):
        return node.value is None
    if isinstance(node, Group):
        return all(_blank(child) for child in node.nodes.values())
    return all(_blank(group) for group in node)


__all__ = ["Correction", "read"]
