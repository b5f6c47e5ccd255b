"""What a form is made of: frozen records of its sheets, blocks, fields, rules and word choices.

A form is read from TOML (``loader``); nothing here opens a file. Every value of a form has one path, the same in
``export`` JSON, rules, wording and defined names:

====================================  =======================================
record field                          ``income.total``
record field with ``lift``            ``year``
grid cell                             ``assets.vehicles.value``
table column                          ``procurement.amount``
total row of a table                  ``procurement_total.amount``
a field on a repeated sheet           ``projects.goal``
a table's column on a repeated sheet  ``projects.indicators.target``
====================================  =======================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Literal, TypeAlias

from ..expressions import Expression, Judging, judging_of
from ..values import squeeze, total_word
from ..values.records import dataclass, follows
from .field_types import TYPES, FieldType

Path: TypeAlias = tuple[str, ...]
Severity = Literal["error", "warning", "info"]
TotalPlace = Literal["above", "below"]

CHECK_SHEET, GUIDE_SHEET, LIST_SHEET = "校验", "填报说明", "列表"  #: the sheets that every workbook has beside its form's own
PAPERS = ("A4横", "A4竖", "A3横", "A3竖")  #: what a sheet may be printed on, lying or upright
CATALOGUE_SHEET = "科目"  #: the sheet with the form's catalogues to look codes up in, where it has any
CHANGES_SHEET = "需说明原因的增减"  #: the sheet with the changes since last year that have to be explained, where a form compares any
EVERYWHERE = "all"  #: the section of sheets that stand in every part of a split workbook
DEFAULT_UNIT = "万元"  #: the unit of amounts where a form says nothing


@dataclass(frozen=True, slots=True)
class Formula:
    """A total or other computed value: its source text, its syntax tree, and the paths of the fields that it speaks of."""

    text: str
    expression: Expression
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One value that staff fill in or that a formula computes.

    ``type`` is the name of its ``kind``, which says all that a type means (``field_types``); ``numeric`` is the kind's own.
    ``header`` is the label, from the outermost heading level inwards; ``unit`` is the unit of a number (万元, 元, %); ``decimals`` are
    those shown; ``places`` those with which an amount is printed and compared (None: two), and a percentage given and held;
    ``grouping`` shows thousands apart; ``signed`` allows an amount below zero; ``inherit``: blank cells repeat the value above.
    ``notice_label`` replaces the label in the notice; where it is empty, the value takes the label's place as well.
    ``rollup`` marks an amount that a parent code's row adds up from its children (set by the table's ``rollup``), ``plugged`` a
    percentage of shares that are made to add up to 100 (set by the block's ``shares``), ``open_formula`` a formula that only
    proposes a value; ``lift`` puts a record's field at the top of the data under its own id (``year``, not ``unit.year``).
    ``parts`` are the lengths of the parts that a code is written in, each in a column of its own (3, 2, 2 for 类, 款, 项);
    ``part_labels`` head these columns. Its value is the whole code. ``lengths`` are those that a code may have; ``named`` marks
    one that is chosen from a list with names: its dropdown shows both, and its cell may hold both.
    ``was`` are ids or full paths that it had in earlier versions of the form. ``carries`` is what it takes of last year's
    workbook: fields beside it or a full path, empty for nothing, None for itself if it is a text. ``roster`` heads the column
    of a roster that fills it in. ``own_part`` are those of its texts that say that the workbook has a department's own part only,
    without its units. ``spoken`` are the words by which sentences name its figure, or paths of figures whose words it
    has; of a table's column, the figure of its total row. Empty: sentences do not speak of it; None: its label alone counts.
    ``named_by`` is the column whose texts name the rows of an amount in sentences (``label`` in a grid), then words one of which
    the sentence must have. Blank, a ``required`` field is an error, an ``expected`` one to be verified.
    """

    id: str
    header: tuple[str, ...]
    type: str = "text"
    required: bool = False
    expected: bool = False
    formula: Formula | None = None
    choices: tuple[str, ...] = ()
    choices_from: Path = ()
    open_choices: bool = False
    unit: str = ""
    decimals: int | None = None
    places: int | None = None
    grouping: bool = False
    signed: bool = False
    inherit: bool = False
    default: str | None = None
    prompt: str = ""
    aliases: tuple[str, ...] = ()
    width: float | None = None
    lines: int = 1
    in_notice: bool = True
    notice_label: str | None = None
    lift: bool = False
    rollup: bool = False
    open_formula: bool = False
    plugged: bool = False
    parts: tuple[int, ...] = ()
    part_labels: tuple[str, ...] = ()
    lengths: tuple[int, ...] = ()
    named: bool = False
    was: tuple[str, ...] = ()
    carries: str | None = None
    roster: str = ""
    own_part: tuple[str, ...] = ()
    spoken: tuple[str, ...] | None = None
    named_by: tuple[str, ...] = ()
    kind: FieldType = follows(lambda field: TYPES[field.type])
    numeric: bool = follows(lambda field: field.kind.numeric)

    @property
    def label(self) -> str:
        """The label as one text: ``政府采购金额·合计``."""
        return "·".join(part for part in self.header if part)


@dataclass(frozen=True, slots=True)
class Record:
    """Labels with one value each. ``arrange`` sets several label-value pairs on a row, by field id.

    ``across``: the labels are headings of columns, in levels, and the values stand in one row below them. ``signed``: they are
    lines to sign on, which a workbook may lack. What all blocks have: ``beside`` is the id of the block right of which it stands,
    ``foot`` says how many last rows of both stand side by side at the bottom; ``numbering_row`` prints the columns' numbers below
    their headings (栏次); ``was`` are its ids in earlier versions of the form.
    """

    id: str
    title: str
    fields: tuple[Field, ...]
    unit: str = ""
    note: str = ""
    arrange: tuple[tuple[str, ...], ...] = ()
    across: bool = False
    signed: bool = False
    beside: str = ""
    foot: int = 0
    numbering_row: bool = False
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """A total row of a table: which columns it adds up, what it is called, and whether it stands above the rows or below."""

    id: str
    label: str
    columns: tuple[Field, ...]
    aliases: tuple[str, ...] = ()
    place: TotalPlace = "above"
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rollup:
    """Codes that contain each other by their first digits (类 3, 款 5, 项 7): a shorter code's row adds up the longer ones.

    ``column`` holds the codes, ``leaf`` is the length of a code that staff fill in. A parent's row stands above its
    children's, since a cell can't add up a range that it stands in.
    """

    column: str
    leaf: int


@dataclass(frozen=True, slots=True)
class Table:
    """One row an item, any number of rows; ``rows`` are laid out at first, and staff may insert more.

    ``numbering`` numbers the filled rows in a column of their own, as it is written ({n}, {cn}). ``continues`` is the id of the
    grid whose open rows these are: they stand below its fixed ones, under the same headings.
    """

    id: str
    title: str
    columns: tuple[Field, ...]
    rows: int = 10
    unit: str = ""
    note: str = ""
    totals: tuple[Total, ...] = ()
    rollup: Rollup | None = None
    defaults: tuple[Mapping[str, str], ...] = ()
    numbering: str = ""
    continues: str = ""
    beside: str = ""
    foot: int = 0
    numbering_row: bool = False
    was: tuple[str, ...] = ()

    def is_total(self, texts: Iterable[str]) -> bool:
        """Whether a row with these texts and otherwise only figures is a total that somebody typed among the items."""
        if not any(column.numeric for column in self.columns):
            return False
        labels = [label for total in self.totals for label in (total.label, *total.aliases)]
        given = {squeeze(str(text)) for row in self.defaults for text in row.values()}
        return total_word(texts, labels, given)


@dataclass(frozen=True, slots=True)
class GridRow:
    """A fixed row of a grid; ``skip`` names the columns that have no value in this row (shown as ——).

    ``typed`` names those that staff fill in here although the column has a formula. ``numbered``: whether it takes part in the
    grid's ``numbering``. ``spoken`` are the words by which sentences name its figures, but those of columns that say
    themselves that nobody speaks of them.
    """

    id: str
    label: str
    skip: tuple[str, ...] = ()
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    numbered: bool = True
    was: tuple[str, ...] = ()
    spoken: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Fixed rows by fixed columns; each crossing is one value. ``corner`` heads the column of row labels.

    ``numbering`` writes a number before the labels of those rows that hold a figure ({cn}、 for 一、二、).
    """

    id: str
    title: str
    rows: tuple[GridRow, ...]
    columns: tuple[Field, ...]
    corner: str = "项目"
    unit: str = ""
    note: str = ""
    numbering: str = ""
    beside: str = ""
    foot: int = 0
    numbering_row: bool = False
    was: tuple[str, ...] = ()
    crossings: Mapping[tuple[str, str], Field] = follows(
        lambda grid: {(row.id, column.id): grid._crossing(row, column) for row in grid.rows for column in grid.columns}
    )

    def formula_at(self, row: GridRow, column: Field) -> Formula | None:
        """The formula of one crossing: the row's own, or the column's; None where staff fill it in, or there is no value."""
        return None if column.id in row.skip or column.id in row.typed else row.formulas.get(column.id, column.formula)

    def cell_field(self, row: GridRow, column: Field) -> Field:
        """The field of one crossing: the column's type with the row's label and formula."""
        return self.crossings[row.id, column.id]

    def _crossing(self, row: GridRow, column: Field) -> Field:
        return Field(
            id=column.id, header=(row.label, *column.header), type=column.type, required=column.required, expected=column.expected,
            formula=self.formula_at(row, column),
            choices=column.choices, choices_from=column.choices_from, open_choices=column.open_choices, unit=column.unit,
            decimals=column.decimals, places=column.places, grouping=column.grouping,
            signed=column.signed, prompt=column.prompt, lines=column.lines, width=column.width, carries=column.carries,
            open_formula=column.open_formula, plugged=column.plugged, spoken=row.spoken if column.spoken is None else column.spoken,
            named_by=column.named_by,
        )  # fmt: skip


Block: TypeAlias = Record | Table | Grid


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the workbook. With ``repeat`` it is laid out once for each item of that name; ``was`` are names that this had earlier.

    ``number`` is what the bureau's set of tables calls it (表号), ``paper`` what it is printed on (of ``PAPERS``).
    """

    id: str
    name: str
    title: str
    blocks: tuple[Block, ...]
    repeat: str = ""
    section: str = ""
    above: str = ""
    notes: tuple[str, ...] = ()
    landscape: bool | None = None
    paper: str = ""
    tab: str = ""
    number: str = ""
    was: tuple[str, ...] = ()

    @property
    def common_name(self) -> str:
        """What the form calls it, without the number of a copy."""
        return self.name.replace("{{ n }}", "")


@dataclass(frozen=True, slots=True)
class Rule:
    """One check. ``each`` names the table, grid or repeated sheet whose rows it runs over (``row.`` in expressions).

    ``was`` are ids that it had in earlier versions of the form; ``judging`` are its expressions as functions.
    """

    id: str
    severity: Severity
    check: Formula
    message: str
    each: Path = ()
    when: Formula | None = None
    tolerance: Formula | None = None
    hint: str = ""
    trial: bool = False
    item: str = ""
    cells: tuple[Path, ...] = ()
    was: tuple[str, ...] = ()
    judging: Judging = follows(lambda rule: judging_of(*(each and each.expression for each in (rule.check, rule.when, rule.tolerance))))

    @property
    def paths(self) -> tuple[Path, ...]:
        """The paths that its check, its condition and its tolerance speak of, each once, as they are written."""
        formulas = (self.check, self.when, self.tolerance)
        return tuple(dict.fromkeys(path for formula in formulas if formula is not None for path in formula.paths))


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes with names, as a bureau keeps it: a CSV file, or choices in the form itself.

    ``title`` is what people call a catalogue (功能分类科目); ``year`` and ``edition`` say which one it is. Without ``complete`` it
    is a sample: a code that it lacks may be a good one. ``shortest`` and ``longest`` are how many characters a code of the
    catalogue has, where the list holds only what codes begin with. ``renamed`` are former names with those of now, ``renamed_since`` the years
    from which on they are former, as far as the list states them.
    ``was``: codes of the year before with those that they have become, one, several, or none.

    ``rows_only``: it gives grids their rows, and nothing else.
    """

    id: str
    codes: tuple[str, ...]
    names: tuple[str, ...] = ()
    title: str = ""
    year: int | None = None
    edition: str = ""
    complete: bool = True
    shortest: int | None = None
    longest: int | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    renamed_since: Mapping[str, int] = field(default_factory=dict)
    rows_only: bool = False
    was: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
