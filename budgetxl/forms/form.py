"""A form: its sheets with all that follows from them, its rules, its word choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any, Literal

from ..values.records import dataclass
from .compiled import Compiled, Place
from .model import DEFAULT_UNIT, EVERYWHERE, Block, CodeList, Path, Rule, Sheet
from .own_rules import OWN_RULES, OwnRule
from .spoken import SpokenWords

OnOlder = Literal["accept", "migrate", "refuse"]
Look = Literal["official", "comparison"]


@dataclass(frozen=True, slots=True)
class Options:
    """Switches of a form. ``numbering`` gives the heading styles ({cn} 一二三, {n} 123) of levels 1 to 4.

    ``prose_unit`` is the unit of amounts in the wording, whatever that of their tables; ``grouping`` shows the thousands of
    all amounts apart. ``on_older`` says what to do with a workbook of another version of the form: ``accept`` reads it as it is, ``migrate``
    gives what it lacks its default, ``refuse`` does not read it. ``above`` stands below the titles of sheets that say nothing else.
    ``glossary`` is the path of the column of terms of a glossary that is to explain what the notice uses.
    ``look`` says whether published tables have the columns that compare with last year; ``published_above`` are the texts at
    the left, in the middle and at the right of the line above them ({{ amount_unit }} is the unit of their amounts).
    """

    numbering: tuple[str, ...] = ("{cn}、", "（{cn}）", "{n}.", "（{n}）")
    prose_places: int | None = None
    table_places: int = 2
    neutral: Mapping[str, str] = field(default_factory=dict)
    prose_unit: str = DEFAULT_UNIT
    grouping: bool = False
    on_older: OnOlder = "accept"
    above: str = "填报单位：{{ unit.name }}"
    glossary: str = ""
    look: Look = "official"
    published_above: tuple[str, str, str] = ("{{ unit.code }}{{ unit.name }}", "预算年度：{{ year }}", "单位：{{ amount_unit }}")


@dataclass(frozen=True, slots=True)
class Removal:
    """Something of a parent that a form takes away: the key it had there, itself as it stood, and the form that does it."""

    key: tuple[str, ...]
    raw: Mapping[str, Any]
    by: str


@dataclass(frozen=True, slots=True)
class RemovedPlace:
    """A place that an ancestor has and the form has not, and the form that removed it."""

    place: Place
    by: str


@dataclass(frozen=True, slots=True)
class Removed:
    """What a form has lost of its parents.

    ``places`` are those that an ancestor has and the form has not, by their paths. ``blocks`` are the ids of blocks, and of
    records' fields with their block (``project.goal``), that were taken away or lost something.
    """

    places: Mapping[Path, RemovedPlace]
    blocks: frozenset[str]


@dataclass(frozen=True, slots=True)
class DroppedRule:
    """A rule of a parent that falls away, since the form has removed what it speaks of at the paths ``gone``."""

    rule: Rule
    gone: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words by which typed texts are read, as a form has them (``[phrases]``).

    ``rises`` and ``falls``: by the name of a group, words of a reason (with blanks between them; ``…`` in a word stands for a
    few characters) that tell of more and of less. ``may_rise`` and ``may_fall`` are those that may be a reason for it without
    saying so, ``unsure`` those beside which nothing is sure. ``foreign`` and ``own``: by a word of an item's label, the words
    by which a reason speaks of something else, and those by which it speaks of the item. ``renamed``: by year, the names of
    functions that are out of date from that year on, with their successors.
    """

    rises: Mapping[str, str] = field(default_factory=dict)
    falls: Mapping[str, str] = field(default_factory=dict)
    may_rise: Mapping[str, str] = field(default_factory=dict)
    may_fall: Mapping[str, str] = field(default_factory=dict)
    unsure: Mapping[str, str] = field(default_factory=dict)
    foreign: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One row of the bureau's 检查表: a part of what is published, and where the program looks for what is wrong with it.

    ``sheets`` are ids of the form's sheets, ``rules`` ids of its rules and of the program's own. ``person`` is what only a person
    can judge of it, in words; empty where the program judges all.
    """

    id: str
    label: str
    sheets: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    person: str = ""


OverviewKind = Literal["parts", "years", "units"]
"""What a chart of the overview shows: the parts of a whole, this year against last, or one figure by unit."""


@dataclass(frozen=True, slots=True)
class OverviewFigure:
    """One figure of a chart: its path, what it is called there, and the path of last year's figure or of the change since.

    ``last`` and ``change`` are empty where the chart is of one year; never are both given.
    """

    path: Path
    label: str
    last: Path = ()
    change: Path = ()


@dataclass(frozen=True, slots=True)
class OverviewChart:
    """A chart of the overview of all units: figures that may be added up over units, all in one ``unit`` ("" for counts).

    ``published`` is the public table below which a unit's own page (the notice as HTML) has it too, of the unit's figures.
    """

    id: str
    title: str
    kind: OverviewKind
    figures: tuple[OverviewFigure, ...]
    unit: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure that is held against last year's: where this year's, last year's and the reason of the change stand.

    Of a table or a grid each is the path of a column (``general_spending.basic``), of a record that of a field. ``named`` is the
    field by which the form names the pair. ``by_row``: the reason stands in each row beside the figures.
    """

    named: Path
    this: Path
    last: Path
    reason: Path
    by_row: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What has to be explained: changes of so many ``amount`` (万元) or ``percent`` and more; None where the form sets no such bound.

    The sheet shows the ``lines`` largest of them.
    """

    compared: tuple[Compared, ...]
    amount: Decimal | None
    percent: Decimal | None
    lines: int


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One of the tables that a unit publishes (公开表): the blocks that it is made of, and how they are printed.

    The same in the notice and in the file of tables. ``blocks`` are names as ``table(…)`` of a template takes them, of one
    sheet; a table of a repeated sheet (``repeat``) is printed once for each copy. ``beside`` are their titles where they stand
    next to each other, the last ``foot`` rows at the bottom. ``serial`` numbers all rows in a column of their own,
    ``numbering_row`` the columns below the headings. Of the grids in ``only_filled``, rows without a figure are left out; where a
    grid has no value, ``skipped`` stands; ``headers`` are other headings of columns, ``blank`` what stands where nothing is filled
    in, by their ids. ``statement`` is the path of the text that an empty table has below it; blank, the form's own. ``above`` as in
    :class:`Options`; ``paper`` of ``PAPERS``, empty: upright up to ten columns.

    One without ``blocks`` is what a parent has and the form has not: its template may still ask for it, nothing is printed.
    """

    id: str
    number: str
    title: str
    blocks: tuple[str, ...]
    repeat: str = ""
    beside: tuple[str, ...] = ()
    foot: int = 0
    serial: bool = False
    numbering_row: bool = False
    only_filled: tuple[str, ...] = ()
    skipped: str = "——"
    headers: Mapping[str, str] = field(default_factory=dict)
    blank: Mapping[str, str] = field(default_factory=dict)
    statement: Path = ()
    notes: tuple[str, ...] = ()
    above: tuple[str, str, str] = ("", "", "")
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form, inheritance resolved. ``folders`` are the form's own and its parents', nearest first.

    Its sheets and lists are in ``compiled``, with all that follows from them. ``own_rules`` are the program's own by their
    ids, as the form grades them, without those that it removed. ``removals`` are what it and its parents have taken away of
    what they inherit, as it stood, ``removed`` the places of that, ``dropped`` the rules of parents that fell away with it.
    ``spoken`` are the words that sentences have for its figures, ``checklist`` the rows of the bureau's 检查表, ``overview`` the
    charts of the overview of all units, ``changes`` the figures that are held against last year's, ``published`` the tables
    that are published. ``county`` is whose form it is, ``default`` says that it is the one to take where nothing speaks for
    another; ``filling`` are ids of sheets in the order in which they are filled in, the others follow. ``finished`` is the
    path of the field that says of a project that it is done; empty where there is none.
    """

    id: str
    title: str
    year: int | None
    version: str
    compiled: Compiled
    rules: tuple[Rule, ...]
    own_rules: Mapping[str, OwnRule] = field(default_factory=lambda: OWN_RULES)
    options: Options = Options()
    words: Mapping[str, str] = field(default_factory=dict)
    phrases: Phrases = Phrases()
    sections: Mapping[str, str] = field(default_factory=dict)
    instructions: tuple[str, ...] = ()
    county: str = ""
    default: bool = False
    filling: tuple[str, ...] = ()
    finished: Path = ()
    lineage: tuple[str, ...] = ()
    folders: tuple[FilePath, ...] = ()
    fingerprint: str = ""
    abstract: bool = False
    removals: tuple[Removal, ...] = ()
    removed: Removed = Removed({}, frozenset())
    dropped: tuple[DroppedRule, ...] = ()
    spoken: SpokenWords = SpokenWords()
    checklist: tuple[ChecklistItem, ...] = ()
    overview: tuple[OverviewChart, ...] = ()
    changes: Changes | None = None
    published: tuple[PublishedTable, ...] = ()

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        return self.compiled.sheets

    @property
    def lists(self) -> Mapping[str, CodeList]:
        return self.compiled.lists

    @property
    def used_lists(self) -> tuple[CodeList, ...]:
        """The code lists that a field or a rule speaks of. The workbook has these, the others it does not need."""
        fields = [place.field for place in self.compiled.places.values()]
        formulas = [field.formula for field in fields]
        formulas += [formula for rule in self.rules for formula in (rule.check, rule.when, rule.tolerance)]
        named = [*(field.choices_from for field in fields), *(path for formula in formulas if formula for path in formula.paths)]
        used = {path[1] for path in named if path[:1] == ("lists",)}
        return tuple(codes for name, codes in self.lists.items() if name in used)

    @property
    def catalogues(self) -> tuple[CodeList, ...]:
        """The lists that people look codes up in, on a sheet of their own."""
        return tuple(codes for codes in self.used_lists if codes.title)

    def blocks(self) -> Iterator[tuple[Sheet, Block]]:
        for sheet in self.sheets:
            for block in sheet.blocks:
                yield sheet, block

    def block(self, name: str) -> Block:
        """The block of that id; a repeated sheet's block as well. Raises KeyError."""
        for _, block in self.blocks():
            if block.id == name:
                return block
        raise KeyError(name)

    def rule(self, name: str) -> Rule:
        """The rule of that id. Raises KeyError."""
        for rule in self.rules:
            if rule.id == name:
                return rule
        raise KeyError(name)

    def repeated(self, name: str) -> Sheet | None:
        """The sheet that is laid out once for each item of ``name``."""
        return next((sheet for sheet in self.sheets if sheet.repeat and sheet.repeat == name), None)


# The sections that a form is split into, for several people who fill it in


def sections_of(form: Form) -> dict[str, str]:
    """The parts that a form is split into, in the order of its sheets, with what they are called."""
    found = dict.fromkeys(s.section for s in form.sheets if s.section not in ("", EVERYWHERE))
    return {section: form.sections.get(section, section) for section in found}


def in_part(sheet: Sheet, part: str) -> bool:
    """Whether a sheet belongs to a part of a split workbook; those of section ``all`` belong to every part."""
    return not part or sheet.section in (EVERYWHERE, part)


def names_of(form: Form, sheet: Sheet) -> Iterator[str]:
    """The names at the top of the data that a sheet fills."""
    if sheet.repeat:
        yield sheet.repeat
        return
    for cells in form.compiled.cells[sheet.id]:
        yield from cells.names
