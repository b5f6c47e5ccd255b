"""A form's rules run over a tree: one judgement for each row that a rule speaks of."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, MutableMapping

from ..expressions import Columns, Judgement, Status, TreeScope
from ..values import Entry, Group, Key
from ..values.records import dataclass
from ..values.words import FAILED_BY_SEVERITY, NOT_APPLICABLE, PASSED, UNFILLED
from .compiled import Places
from .compute import with_lists
from .form import Form
from .model import Path, Rule
from .paths import row_places

_SKIPPED = Entry(None)  # stands where a grid's row has no cell


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule's judgement of one row (``key`` is empty for a rule that runs once), with the groups it looked at."""

    rule: Rule
    key: tuple[str | int, ...]
    judgement: Judgement
    row: Group | None
    sheet: Group | None


def rows_of(root: Group, each: Path) -> Iterator[tuple[tuple[str | int, ...], Group, Group | None]]:
    """The rows that a rule over ``each`` runs over: key, row, and the copy of a repeated sheet it stands on."""
    node = root.get(each[0])
    if isinstance(node, Group) and len(each) == 1:
        yield from (((each[0], name), child, None) for name, child in _grid_rows(node))
    elif isinstance(node, tuple):
        for index, group in enumerate(node):
            key = (each[0], index)
            if len(each) == 1:
                yield key, group, group
                continue
            inner = group.get(each[1])
            if isinstance(inner, tuple):
                yield from (((*key, each[1], i), row, group) for i, row in enumerate(inner))
            elif isinstance(inner, Group):
                yield from (((*key, each[1], name), child, group) for name, child in _grid_rows(inner))


def _grid_rows(grid: Group) -> Iterator[tuple[str, Group]]:
    """The rows of a grid, each with every column: one that a row skips is ``_SKIPPED`` there."""
    rows = {name: child for name, child in grid.nodes.items() if isinstance(child, Group)}
    columns = dict.fromkeys((name for row in rows.values() for name in row.nodes), _SKIPPED)
    for name, row in rows.items():
        yield name, Group({**columns, **row.nodes}, row.label)


def judge_rule(
    rule: Rule, seen: Group, known: Columns | None = None, only: Container[Key] | None = None, sources: bool = True
) -> Iterator[Verdict]:
    """The verdicts of one rule over a tree that has its lists beside it (``with_lists``); ``known`` are its columns.

    ``only``: the keys of the rows to judge, where not all of them are asked for. ``sources``: whether they say what they rest on.
    """
    rows = rows_of(seen, rule.each) if rule.each else iter([((), None, None)])
    columns = [path[1] for path in rule.paths if path[0] == "row"]
    for key, row, sheet in rows:
        if only is not None and key not in only:
            continue
        if row is not None and any(row.nodes.get(column) is _SKIPPED for column in columns):
            continue  # a row that skips a column has no cell there that a rule could ask for
        yield Verdict(rule, key, rule.judging.judge(TreeScope(seen, row, sheet, known), sources), row, sheet)


def judge_form(
    form: Form, root: Group, faults: MutableMapping[str, Exception] | None = None, sources: bool = True
) -> dict[str, list[Verdict]]:
    """All verdicts of all rules, by rule id, in the form's order.

    A rule that fails over any of its rows, in spite of all checking of the form, has no verdicts, so that it never counts
    as passed; what it raised is added to ``faults``. ``sources``: whether the verdicts say what they rest on.
    """
    seen = with_lists(form, root)
    known = Columns(seen)
    verdicts: dict[str, list[Verdict]] = {}
    for rule in form.rules:
        try:
            verdicts[rule.id] = list(judge_rule(rule, seen, known, None, sources))
        except MemoryError:
            raise
        except Exception as error:
            verdicts[rule.id] = []
            if faults is not None:
                faults[rule.id] = error
    return verdicts


def rule_sheets(form: Form, rule: Rule, known: Places, *, conditions: bool = True) -> set[str]:
    """The ids of the sheets whose fields a rule speaks of, in its check or also in its conditions."""
    rows = row_places(form, rule.each) if rule.each else None
    found: set[str] = set()
    for path in rule.paths if conditions else rule.check.paths:
        place = (rows or {}).get(path[1:]) if path[0] == "row" else known.get(path)
        if path[0] == "sheet" and rule.each:
            place = known.get((rule.each[0], *path[1:]))
        if place is not None:
            found.add(place.sheet.id)
    return found


def word_of(rule: Rule, statuses: Iterable[Status]) -> str:
    """What the 校验 sheet says of a rule: the worst of its rows.

    通过 as soon as one row passes; else 未填 where one waits for its inputs; 不适用 where its condition holds for none, or where
    its table has no rows at all.
    """
    found = set(statuses)
    if Status.FAILED in found:
        return PASSED if rule.trial else FAILED_BY_SEVERITY[rule.severity]
    if found & {Status.PASSED, Status.ROUNDING}:
        return PASSED
    return UNFILLED if Status.NOT_EVALUATED in found else NOT_APPLICABLE
