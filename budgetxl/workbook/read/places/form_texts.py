"""What a form's sheets say: the texts beside and above each value, as they may come back.

A text counts as the same where only width, blanks, numbering, brackets at its end, punctuation or 部门/单位 differ; its
aliases count, too, and ``{{ slots }}`` stand for anything short.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from typing import assert_never

from budgetxl.forms import (
    SERIAL_ID,
    Block,
    Field,
    Form,
    Grid,
    LaidColumn,
    Options,
    Path,
    Record,
    Sheet,
    Table,
    in_part,
    laid_columns,
    record_path,
    sections_of,
)  # fmt: skip
from budgetxl.layout import ABOVE_ROW, SERIAL, UNIT_JOINT, Label, SheetPlan, Slot, check_heading, lay_out
from budgetxl.values import squeeze
from budgetxl.values.foldings import loose_label
from budgetxl.values.records import dataclass, follows
from budgetxl.values.words import VERDICTS
from budgetxl.xlsx import Position

from .form_names import BlockNames, names_on, older_names
from .slotted import SHORT, SLOT, Slotted, slotted

LONGEST = 80  # of a text that may be a label
TELLING = 4  # letters that a label must have besides its slots


@dataclass(frozen=True, slots=True)
class Words:
    """A label with its aliases: ``exact`` and ``loose`` texts, and those with slots."""

    text: str
    exact: frozenset[str]
    loose: frozenset[str]
    slotted: tuple[Slotted, ...] = ()
    loosely_slotted: tuple[Slotted, ...] = ()

    def says(self, text: str) -> bool:
        """Whether a squeezed text is this label, word for word."""
        return text in self.exact or any(one.fits(text) for one in self.slotted)

    def means(self, text: str) -> bool:
        """Whether a squeezed text is this label but for numbering, punctuation and the like."""
        if self.says(text):
            return True
        bare = loose_label(text)
        return bare in self.loose or any(one.fits(bare) for one in self.loosely_slotted)


def words(text: str, aliases: Iterable[str] = ()) -> Words:
    """The words of a label of the form."""
    return _words(text, tuple(aliases))


@lru_cache(maxsize=4_096)
def _words(text: str, aliases: tuple[str, ...]) -> Words:
    plain = [t for t in (text, *aliases) if t and "{{" not in t]
    others = [t for t in (text, *aliases) if "{{" in t]
    exact = frozenset(squeeze(t) for t in plain)
    bare = frozenset(loose_label(t) for t in plain) - {""}
    return Words(text, exact, bare, *(tuple(slotted(t, fold, SHORT) for t in others) for fold in (squeeze, loose_label)))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A record's field: its label, where the form lays the label out, and how far right of it the value stands."""

    path: Path
    words: Words
    row: int
    column: int
    shift: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its id and the words of its header from the outermost level inwards."""

    id: str
    levels: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row with a label: a grid's row, a total row of a table; without one, the row of a record that runs across.

    ``paths`` are those of its values below the root of the sheet, by column. ``last``: it stands below all rows of its table.
    """

    id: str
    words: Words
    paths: Mapping[str, Path]
    last: bool = False


@dataclass(frozen=True, slots=True)
class ExpectedBlock:
    """One block: ``fields`` of a record, or ``headings`` and ``lines`` of a table or grid. ``row`` is its first as laid out."""

    block: Block
    title: Words
    row: int
    fields: tuple[Labelled, ...] = ()
    corner: Words | None = None
    headings: tuple[Heading, ...] = ()
    lines: tuple[Line, ...] = ()

    def all_words(self) -> Iterator[Words]:
        yield from (item.words for item in self.fields)
        yield from (level for heading in self.headings for level in heading.levels)
        yield from (line.words for line in self.lines)


@dataclass(frozen=True, slots=True)
class ExpectedSheet:
    """One sheet of a form.

    ``texts`` and ``telling`` are all of its furniture, as squeezed texts and those with slots; the verdicts of rules, too.
    ``vague`` are texts that say so little without their slots that much else would pass for them.
    """

    sheet: Sheet
    name: Words
    title: Words
    blocks: tuple[ExpectedBlock, ...]
    texts: frozenset[str]
    telling: tuple[Slotted, ...]
    vague: tuple[str, ...] = ()
    numbered: frozenset[str] = frozenset()  #: the labels before which a number stands, but for that
    exact: frozenset[str] = frozenset()  #: what its labels and headers say, word for word
    below: Words | None = None  #: the first of our own lines below the blocks of a cover: no table reaches further down
    slotted: tuple[tuple[Position, str], ...] = ()  #: all texts with slots, each with its place as laid out
    older: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  #: names that cells had before, by their name of now
    names: Mapping[str, BlockNames] = follows(lambda expected: names_on(expected.sheet))  #: by the id of the block
    fixed: frozenset[str] = follows(lambda expected: frozenset(loose_label(SLOT.sub("", text)) for _, text in expected.slotted))
    """What texts with slots say without them."""

    @property
    def side_by_side(self) -> bool:
        """Whether blocks of the sheet stand beside each other."""
        return any(block.block.beside for block in self.blocks)

    def means(self, said: Words, text: str) -> bool:
        """Whether a squeezed text is this label, and not word for word another one of the sheet's."""
        return said.says(text) or (text not in self.exact and said.means(text))

    def begins_own_lines(self, text: str) -> bool:
        """Whether a squeezed text heads our own lines below a cover's blocks."""
        return self.below is not None and self.below.says(text)

    def is_furniture(self, text: str) -> bool:
        """Whether a squeezed text is one that the form itself writes on this sheet."""
        if text in self.texts or self.begins_own_lines(text) or any(one.fits(text) for one in self.telling):
            return True
        return bool(self.numbered) and loose_label(text) in self.numbered


def expected_sheets(form: Form) -> dict[str, ExpectedSheet]:
    """The sheets of a form by id, made anew (``FormReading`` keeps them)."""
    layout = lay_out(form, {sheet.repeat: 1 for sheet in form.sheets if sheet.repeat})
    own = {*VERDICTS, *(squeeze(text) for rule in form.rules for text in (rule.id, check_heading(rule.id, rule.item)))}
    extras = layout.extras.labels if layout.extras is not None else ()
    covers = {next((sheet.id for sheet in form.sheets if in_part(sheet, part)), "") for part in ("", *sections_of(form))}
    older = form.compiled.older
    return {plan.sheet.id: _expected(plan, own, extras if plan.sheet.id in covers else (), older) for plan in layout.sheets}


def _expected(plan: SheetPlan, own: set[str], extras: Sequence[Label], older: Mapping[Path, tuple[Path, ...]]) -> ExpectedSheet:
    """What a sheet says; ``extras`` are our own lines below its blocks, ``older`` the paths of earlier versions."""
    labels = {(label.box.row, label.box.last_column): label for label in plan.labels if label.style == "label"}
    slots = {slot.key: slot for slot in plan.slots}
    blocks = []
    for block in plan.sheet.blocks:
        key = (plan.sheet.repeat, 0) if plan.instance is not None else ()
        rows = [slot.box.row for slot in plan.slots if _belongs(slot, block, plan)]
        top = next((a.header[0] for a in plan.tables if a.block is block), min(rows, default=1))
        if isinstance(block, Record) and block.across:
            top -= max(len(item.header) for item in block.fields) + block.numbering_row
        fields: list[Labelled] = []
        if isinstance(block, Record) and not block.across:
            for item in block.fields:
                path = record_path(block, item, bool(plan.sheet.repeat))
                slot = slots[(*key, *path)]
                label = labels[slot.box.row, slot.box.column - 1]
                said = words(label.text, (item.label, *item.aliases))
                fields.append(Labelled(path, said, label.box.row, label.box.column, slot.box.column - label.box.column))
        blocks.append(
            ExpectedBlock(block, words(block.title), top, tuple(fields), _corner(block), tuple(_headings(block, plan)), tuple(_lines(block, plan)))
        )
    written = [label for label in plan.labels if label.style != "ordinal"]  # a number is no text that anybody would know again
    lines = (text for label in written if "{{" not in label.text for text in (label.text, *_apart(label)))
    texts = frozenset(map(squeeze, lines)) | own
    usual = () if plan.sheet.above else (((ABOVE_ROW, 1), Options().above),)  # older workbooks have it where the form has its own
    others = dict.fromkeys((*(label.text for label in plan.labels if "{{" in label.text), *(text for _, text in usual)))
    vague = tuple(text for text in others if len(squeeze(SLOT.sub("", text))) < TELLING)
    telling = tuple(slotted(text, squeeze) for text in others if text not in vague)
    exact = frozenset(text for block in blocks for said in block.all_words() for text in said.exact)
    below = words(extras[0].text) if extras else None
    numbered = frozenset(loose_label(label.text) for label in plan.labels if label.number is not None)
    places = tuple(((label.box.row, label.box.column), label.text) for label in plan.labels if "{{" in label.text) + usual
    return ExpectedSheet(
        plan.sheet, words(plan.sheet.name), words(plan.sheet.title), tuple(blocks), texts, telling, vague, numbered, exact, below,
        places, older_names(plan.sheet, older),
    )  # fmt: skip


def _apart(label: Label) -> Sequence[str]:
    """The number of a table and the unit of its amounts each for itself, as they stand where there is room."""
    return label.text.split(UNIT_JOINT) if label.style == "unit" else ()


def _belongs(slot: Slot, block: Block, plan: SheetPlan) -> bool:
    match block:
        case Record():
            return any(slot.field is field for field in block.fields)
        case Table() | Grid():
            inner = slot.key[2:] if plan.instance is not None else slot.key
            return inner[:1] == (block.id,)
        case _:
            assert_never(block)


def _corner(block: Block) -> Words | None:
    return words(block.corner) if isinstance(block, Grid) else None


def _headings(block: Block, plan: SheetPlan) -> Iterator[Heading]:
    match block:
        case Table() | Grid():
            if isinstance(block, Table) and block.numbering:
                yield Heading(SERIAL_ID, (words(SERIAL),))
            first, *rest = laid_columns(block.columns)
            grid = next((one for one in plan.sheet.blocks if isinstance(block, Table) and one.id == block.continues), None)
            if isinstance(grid, Grid):  # the corner of the grid stands over what its open rows are called
                yield Heading(first.id, (words(grid.corner, (*first.header, *first.field.aliases)),))
            else:
                yield _heading(first)
            yield from map(_heading, rest)
        case Record():
            yield from map(_heading, laid_columns(block.fields if block.across else ()))
        case _:
            assert_never(block)


def _heading(column: LaidColumn) -> Heading:
    *outer, leaf = column.header
    if column.part is None:
        return Heading(column.id, (*(words(text) for text in outer), words(leaf, _leaves(column.field))))
    *outer, name = outer  # what the whole code is called stands over the parts
    return Heading(column.id, (*(words(text) for text in outer), words(name, column.field.aliases), words(leaf)))


def _leaves(column: Field) -> Iterator[str]:
    yield from column.aliases
    if column.unit:
        yield f"{column.header[-1]}（{column.unit}）"


def _lines(block: Block, plan: SheetPlan) -> Iterator[Line]:
    match block:
        case Table():
            for total in block.totals:
                paths: dict[str, Path] = {column.id: (total.id, column.id) for column in total.columns}
                yield Line(total.id, words(total.label, total.aliases), paths, total.place == "below")
        case Grid():
            for row in block.rows:
                paths = {column.id: (block.id, row.id, column.id) for column in block.columns if column.id not in row.skip}
                yield Line(row.id, words(row.label, row.aliases), paths)
        case Record() if block.across:
            yield Line("", words(""), {field.id: record_path(block, field, bool(plan.sheet.repeat)) for field in block.fields})
        case Record():
            pass
        case _:
            assert_never(block)
