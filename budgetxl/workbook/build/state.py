"""What a workbook shows of one unit's data: its values, its texts, and what the rules say of it.

A workbook is laid out and written once; every cell that depends on data says by a function of a :class:`State` what stands in
it, and by tokens on what that depends. ``build`` asks for one state; ``stamping`` asks the same functions for another.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from budgetxl.expressions import Columns, TreeScope
from budgetxl.forms import SLOT, Form, Labels, Verdict, judge_form, with_lists, word_of
from budgetxl.layout import Key
from budgetxl.values import Group, Scalar, entries
from budgetxl.values.records import dataclass

Token: TypeAlias = Hashable
"""What a cell depends on: the key of a value, or one of the below."""

WORDS: Token = "=words"  #: what the rules say, taken together
OPEN: Token = "=open"  #: which rules are open
CHANGED: Token = "=changed"  #: which changes since last year have to be explained, and what could not be compared


def of_row(rule_id: str, key: Key) -> Token:
    """What a rule says of one row."""
    return "=row", rule_id, key


def of_rule(rule_id: str) -> Token:
    """What the 校验 sheet says of a rule."""
    return "=rule", rule_id


def of_table(row: Key) -> Token:
    """Anything in the table that a row stands in."""
    return "=table", row[:-1]


def of_change(number: int) -> Token:
    """What 需说明原因的增减 has of a compared row, by its number from 0."""
    return "=change", number


def of_reason(number: int) -> Token:
    """A row of last year's reasons there, by its number from 0."""
    return "=reason", number


def of_slots(text: str) -> tuple[Token, ...]:
    """The values that a text of the form shows."""
    names = [] if "{{" not in text else SLOT.findall(text)
    return tuple(("year",) if name == "last_year" else tuple(name.split(".")) for name in names)


@dataclass(frozen=True, slots=True)
class Facts:
    """Data and what the rules say of them. ``words`` are the verdicts on rows, by rule and key; ``scope`` reads the tree."""

    values: Mapping[Key, Scalar]
    labels: Labels
    verdicts: Mapping[str, list[Verdict]]
    words: Mapping[tuple[str, Key], str]
    scope: TreeScope


def facts_of(form: Form, root: Group) -> Facts:
    """What follows from a tree whose computed values are set."""
    verdicts = judge_form(form, root, sources=False)
    words = {(rule_id, v.key): word_of(v.rule, [v.judgement.status]) for rule_id, found in verdicts.items() for v in found}
    seen = with_lists(form, root)
    values: dict[Key, Scalar] = {path: entry.value for path, entry in entries(root)}
    return Facts(values, Labels(form, root), verdicts, words, TreeScope(seen, None, None, Columns(seen)))


@dataclass(frozen=True, slots=True)
class RuleTold:
    """What the 校验 sheet says of a rule: its verdict, both sides and the gap, its turn among the open ones, where and why not."""

    word: str
    sides: tuple[Any, Any, Any]
    turn: int | None
    place: str
    why: str


class RowCompared(NamedTuple):
    """A compared row: both years' figures in 万元, what it is called, how large its change is (0: too small), its reason's place and key."""

    this: Decimal
    last: Decimal
    item: str
    size: Decimal
    told: str
    key: str


@dataclass(frozen=True, slots=True)
class ChangesTold:
    """What 需说明原因的增减 says: of each row, of each figure whether it could be compared and lacks last year's; the rows of its list.

    ``reasons`` are last year's, each with its key, in the rows that keep them.
    """

    rows: tuple[RowCompared, ...]
    compared: tuple[bool, ...]
    missing: tuple[bool, ...]
    lines: tuple[int, ...]
    reasons: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class State:
    """Everything that the cells of one workbook show. ``told`` is by rule id, in the order of the 校验 sheet; ``opened`` are its open rules.

    ``changes`` is None of a workbook without the sheet 需说明原因的增减.
    """

    facts: Facts
    told: Mapping[str, RuleTold]
    opened: tuple[str, ...]
    changes: ChangesTold | None = None

    @property
    def values(self) -> Mapping[Key, Scalar]:
        return self.facts.values

    @property
    def labels(self) -> Labels:
        return self.facts.labels

    def count(self, word: str) -> int:
        """How many rules say a word."""
        return sum(told.word == word for told in self.told.values())


def changes(base: State, state: State) -> Iterator[Token]:
    """On what the cells of one state differ from those of another of the same form."""
    values = list(_differing(base.values, state.values))
    yield from values
    yield from {of_table(key[:-1]) for key in values if isinstance(key[-2:][0], int)}
    yield from (of_row(*pair) for pair in _differing(base.facts.words, state.facts.words))
    rules = [rule_id for rule_id, told in state.told.items() if told != base.told[rule_id]]
    yield from map(of_rule, rules)
    if any(state.told[rule_id].word != base.told[rule_id].word for rule_id in rules):
        yield WORDS
    if state.opened != base.opened or set(rules).intersection(state.opened):
        yield OPEN
    if base.changes is not None and state.changes is not None:
        yield from _changes(base.changes, state.changes)


def _changes(base: ChangesTold, told: ChangesTold) -> Iterator[Token]:
    """On what the cells of 需说明原因的增减 differ: two workbooks of one shape have the same rows there."""
    yield from (of_change(number) for number, pair in enumerate(zip(base.rows, told.rows, strict=True)) if pair[0] != pair[1])
    yield from (of_reason(number) for number, pair in enumerate(zip(base.reasons, told.reasons, strict=True)) if pair[0] != pair[1])
    if told != base:
        yield CHANGED


def _differing(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> Iterator[Any]:
    """The keys whose values differ, or that only one of both has."""
    nothing = None
    for key, value in other.items():
        if one.get(key, nothing) != value:
            yield key
    yield from (key for key, value in one.items() if value is not None and key not in other)


class Content(NamedTuple):
    """What stands in a cell: a value (None: blank), or a formula without its equals sign and what it shows."""

    value: Any
    formula: str | None = None


class Live(NamedTuple):
    """A cell that depends on data; row and column count from 0. ``size``: the size of its letters, where that does, too."""

    row: int
    column: int
    style: Any
    content: Callable[[State], Content]
    on: tuple[Token, ...]
    size: Callable[[State], int] | None = None


class LiveHeight(NamedTuple):
    """A row as tall as its texts need."""

    row: int
    height: Callable[[State], float]
    on: frozenset[Token]


class RowHeights(NamedTuple):
    """How tall the rows of a sheet are, in points, by number from 1."""

    of: Callable[[State], Mapping[int, float]]
    on: frozenset[Token]


class LiveColumns(NamedTuple):
    """How wide the columns of a sheet are, by number from 0."""

    widths: Callable[[State], Mapping[int, float]]
    on: frozenset[Token]


def cached(value: Scalar) -> Any:
    """What a formula's cell shows until it is recalculated: the computed value, or nothing."""
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, (str, bool)) else ""
