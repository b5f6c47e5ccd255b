"""Whose workbook it is, and what staff answered: the parts of a file that are not a form's fields."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from budgetxl.forms import CHANGES_SHEET, CHECK_SHEET, GUIDE_SHEET, LIST_SHEET, OWN_RULES, Form, Rule
from budgetxl.layout import (
    ANSWER_HEADER,
    CATALOGUE_TITLE,
    CODE_HEADER,
    GUIDE_TITLE,
    KEY_END,
    REASON_KEY_HEADER,
    REASON_TEXT_HEADER,
)
from budgetxl.values import Address, Finding, quoted, squeeze, trim
from budgetxl.values.records import dataclass
from budgetxl.xlsx import RawSheet, RawWorkbook, parse_name

from ..identity_marks import PREFIX, RESULT_TITLES, Identity, from_facts
from ..messages import say

MOST_HEADER_ROWS, LONGEST_HEADER = 40, 12
MOST_LOST = 20  # answers that belong to no rule, each told by itself
ANSWERS_BETWEEN = "；"


def identity_of(raw: RawWorkbook) -> Identity | None:
    """The identity a workbook carries: in custom properties, in constant names, or on its list sheet."""
    named = {}
    for name in raw.names:
        if name.name.startswith(PREFIX):
            meaning = parse_name(name.text)
            if isinstance(meaning, str):
                named[name.name] = meaning
    for facts in (dict(raw.properties), named, dict(_listed(raw))):
        found = from_facts(facts)
        if found is not None:
            return found
    return None


def _listed(raw: RawWorkbook) -> Iterator[tuple[str, str]]:
    for sheet in raw.sheets:
        if sheet.state != "visible" or sheet.name == LIST_SHEET:
            yield from _facts(sheet)


def _facts(sheet: RawSheet) -> Iterator[tuple[str, str]]:
    """The facts of the identity on one sheet, each beside its name."""
    for (row, column), cell in sheet.cells.items():
        if cell.kind == "text" and str(cell.value).startswith(PREFIX):
            beside = sheet.cells.get((row, column + 1))
            yield str(cell.value), "" if beside is None or beside.value is None else str(beside.value)


@dataclass(frozen=True, slots=True)
class KeyedTable:
    """Where a sheet of ours has texts with their keys: the sheet, the row of the headers, the columns of keys and texts."""

    sheet: RawSheet
    header: int
    keys: int
    texts: int


def check_sheet(raw: RawWorkbook) -> KeyedTable | None:
    """The 校验 sheet: rules, and what staff answered to them. The one of that name is looked at first."""
    return _keyed(raw, CHECK_SHEET, CODE_HEADER, ANSWER_HEADER)


def changes_sheet(raw: RawWorkbook) -> KeyedTable | None:
    """The sheet 需说明原因的增减, which keeps last year's reasons. The one of that name is looked at first."""
    return _keyed(raw, CHANGES_SHEET, REASON_KEY_HEADER, REASON_TEXT_HEADER)


def _keyed(raw: RawWorkbook, name: str, keys: str, texts: str) -> KeyedTable | None:
    """The sheet with these two headers in one row."""
    for sheet in sorted(raw.sheets, key=lambda sheet: sheet.name != name):
        heads: dict[str, tuple[int, int]] = {}
        for (row, column), cell in sheet.cells.items():
            if row <= MOST_HEADER_ROWS and cell.kind == "text" and len(str(cell.value)) <= LONGEST_HEADER:
                text = squeeze(str(cell.value))
                if text in (keys, texts):
                    heads.setdefault(text, (row, column))
        if len(heads) == 2 and heads[keys][0] == heads[texts][0]:
            return KeyedTable(sheet, heads[keys][0], heads[keys][1], heads[texts][1])
    return None


def own_sheets(raw: RawWorkbook, *tables: KeyedTable | None) -> set[str]:
    """The sheets of a workbook that are ours and hold no fields: 填报说明, 校验, the lists, what annotating adds."""
    names = {GUIDE_SHEET, LIST_SHEET, *RESULT_TITLES, *(table.sheet.name for table in tables if table is not None)}
    for sheet in raw.sheets:  # renamed, but still ours
        title = sheet.cells.get((GUIDE_TITLE.row, GUIDE_TITLE.column))
        if (title is not None and title.value in (GUIDE_SHEET, CATALOGUE_TITLE)) or (sheet.state != "visible" and any(True for _ in _facts(sheet))):
            names.add(sheet.name)
    return names


def lost_sheets(raw: RawWorkbook) -> set[str]:
    """The sheets of what was not carried into the workbook (未带入), whatever they are called now: their headers are no form's."""
    heads = [say(f"repair-lost-{name}") for name in ("in", "cell", "label", "text")]
    rows = {sheet.name: [sheet.cells.get((2, column)) for column in range(1, 5)] for sheet in raw.sheets}
    return {name for name, row in rows.items() if [cell.value if cell is not None else None for cell in row] == heads}


def senders_sheets(raw: RawWorkbook, ours: Collection[str], of_form: Collection[str]) -> Iterator[str]:
    """The names of the sheets that are neither ours nor the form's; one that is only called like those of annotating is not ours."""
    for sheet in raw.sheets:
        first = sheet.cells.get((1, 1))
        alike = sheet.name in RESULT_TITLES and (first is None or first.value != RESULT_TITLES[sheet.name])
        if sheet.name not in of_form and (sheet.name not in ours or alike):
            yield sheet.name


class Answers(NamedTuple):
    """What staff answered, by rule id; the answers that belong to no rule with their cells, and a finding for each."""

    given: dict[str, str]
    findings: tuple[Finding, ...] = ()
    lost: tuple[tuple[Address, str], ...] = ()


def read_answers(checks: KeyedTable | None, rules: Iterable[Rule] = ()) -> Answers:
    """What staff wrote in 说明 of the 校验 sheet, under the id that a rule has now, where it had another.

    Where several rules have become one, it has the answers to all of them. An answer to a rule that there is no more is told.
    """
    now = {name: name for name in OWN_RULES}
    for rule in rules:
        now.update(dict.fromkeys((*rule.was, rule.id), rule.id))
    given: dict[str, list[str]] = {}
    lost: list[tuple[str, str, Address]] = []
    for code, text, at in _texts(checks):
        if code in now:
            given.setdefault(now[code], []).append(text)
        else:
            lost.append((code, text, at))
    joined = {rule: ANSWERS_BETWEEN.join(dict.fromkeys(texts)) for rule, texts in given.items()}
    return Answers(joined, tuple(_lost(lost)), tuple((at, text) for _, text, at in lost))


def _texts(table: KeyedTable | None) -> Iterator[tuple[str, str, Address]]:
    """Each text of a keyed table with its key and its cell."""
    if table is None:
        return
    for (row, column), cell in table.sheet.cells.items():
        if column == table.texts and row > table.header and cell.value is not None and (text := trim(str(cell.value))):
            beside = table.sheet.cells.get((row, table.keys))
            yield "" if beside is None or beside.value is None else trim(str(beside.value)), text, Address(table.sheet.name, row, column)


class LastReasons(NamedTuple):
    """Last year's reasons by their keys of now; those that have no place in the form, with their cells."""

    given: dict[str, str]
    lost: tuple[tuple[Address, str], ...] = ()


def read_reasons(changes: KeyedTable | None, form: Form) -> LastReasons:
    """Last year's reasons, which 需说明原因的增减 keeps: they belong to no field of this year."""
    compared = form.changes.compared if form.changes is not None else ()
    homes = {each.reason for each in compared}
    now = {old: path for path, olds in form.compiled.older.items() for old in olds}
    given: dict[str, str] = {}
    lost: list[tuple[Address, str]] = []
    for key, text, at in _texts(changes):
        named, *row = key.split(KEY_END, 1)
        path = tuple(named.split("."))
        path = path if path in form.compiled.places or path not in now else now[path]
        if (path[0], path[-1]) in homes:
            given.setdefault(KEY_END.join((".".join(path), *row)), text)
        else:
            lost.append((at, text))
    return LastReasons(given, tuple(lost))


def _lost(answers: list[tuple[str, str, Address]]) -> Iterator[Finding]:
    """A line of information on each answer that belongs to no rule, and one for those beyond ``MOST_LOST``."""
    for code, text, at in answers[:MOST_LOST]:
        message = say("answer-lost" if code else "answer-alone", s=quoted(text), rule=quoted(code))
        yield Finding("META-16", "info", message, (at,), actual=quoted(text), hint=say("answer-lost-hint"))
    if rest := answers[MOST_LOST:]:
        cells = tuple(at for _, _, at in rest[:MOST_LOST])
        yield Finding("META-16", "info", say("answer-lost-many", n=len(rest)), cells, hint=say("answer-lost-hint"))


__all__ = [
    "ANSWERS_BETWEEN",
    "Answers",
    "KeyedTable",
    "changes_sheet",
    "check_sheet",
    "identity_of",
    "lost_sheets",
    "own_sheets",
    "read_answers",
    "read_reasons",
    "senders_sheets",
]
