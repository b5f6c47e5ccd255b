"""Whose workbook it is, and what staff answered: the parts of a file that are not a form's fields."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from budgetxl.forms import CHECK_SHEET, GUIDE_SHEET, LIST_SHEET, OWN_RULES, Rule
from budgetxl.layout import ANSWER_HEADER, CATALOGUE_TITLE, CODE_HEADER, GUIDE_TITLE
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
class CheckTable:
    """Where the 校验 sheet has its rules: the sheet, its header row, the columns of 规则号 and 说明."""

    sheet: RawSheet
    header: int
    codes: int
    answers: int


def check_sheet(raw: RawWorkbook) -> CheckTable | None:
    """The 校验 sheet, by its headers; the one of that name is looked at first."""
    for sheet in sorted(raw.sheets, key=lambda sheet: sheet.name != CHECK_SHEET):
        heads: dict[str, tuple[int, int]] = {}
        for (row, column), cell in sheet.cells.items():
            if row <= MOST_HEADER_ROWS and cell.kind == "text" and len(str(cell.value)) <= LONGEST_HEADER:
                text = squeeze(str(cell.value))
                if text in (CODE_HEADER, ANSWER_HEADER):
                    heads.setdefault(text, (row, column))
        if len(heads) == 2 and heads[CODE_HEADER][0] == heads[ANSWER_HEADER][0]:
            return CheckTable(sheet, heads[CODE_HEADER][0], heads[CODE_HEADER][1], heads[ANSWER_HEADER][1])
    return None


def own_sheets(raw: RawWorkbook, checks: CheckTable | None) -> set[str]:
    """The sheets of a workbook that are ours and hold no fields: 填报说明, 校验, the lists, what annotating adds."""
    names = {GUIDE_SHEET, LIST_SHEET, *RESULT_TITLES}
    if checks is not None:
        names.add(checks.sheet.name)
    for sheet in raw.sheets:  # renamed, but still ours
        title = sheet.cells.get((GUIDE_TITLE.row, GUIDE_TITLE.column))
        if (title is not None and title.value in (GUIDE_SHEET, CATALOGUE_TITLE)) or (sheet.state != "visible" and any(True for _ in _facts(sheet))):
            names.add(sheet.name)
    return names


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


def read_answers(checks: CheckTable | None, rules: Iterable[Rule] = ()) -> Answers:
    """What staff wrote in 说明 of the 校验 sheet, under the id that a rule has now, where it had another.

    Where several rules have become one, it has the answers to all of them. An answer to a rule that there is no more is told.
    """
    if checks is None:
        return Answers({})
    now = {name: name for name in OWN_RULES}
    for rule in rules:
        now.update(dict.fromkeys((*rule.was, rule.id), rule.id))
    given: dict[str, list[str]] = {}
    lost: list[tuple[str, str, Address]] = []
    for (row, column), cell in checks.sheet.cells.items():
        if column != checks.answers or row <= checks.header or cell.value is None or not (text := trim(str(cell.value))):
            continue
        beside = checks.sheet.cells.get((row, checks.codes))
        code = "" if beside is None or beside.value is None else trim(str(beside.value))
        if code in now:
            given.setdefault(now[code], []).append(text)
        else:
            lost.append((code, text, Address(checks.sheet.name, row, column)))
    joined = {rule: ANSWERS_BETWEEN.join(dict.fromkeys(texts)) for rule, texts in given.items()}
    return Answers(joined, tuple(_lost(lost)), tuple((at, text) for _, text, at in lost))


def _lost(answers: list[tuple[str, str, Address]]) -> Iterator[Finding]:
    """A line of information on each answer that belongs to no rule, and one for those beyond ``MOST_LOST``."""
    for code, text, at in answers[:MOST_LOST]:
        message = say("answer-lost" if code else "answer-alone", s=quoted(text), rule=quoted(code))
        yield Finding("META-16", "info", message, (at,), actual=quoted(text), hint=say("answer-lost-hint"))
    if rest := answers[MOST_LOST:]:
        cells = tuple(at for _, _, at in rest[:MOST_LOST])
        yield Finding("META-16", "info", say("answer-lost-many", n=len(rest)), cells, hint=say("answer-lost-hint"))


__all__ = ["ANSWERS_BETWEEN", "Answers", "CheckTable", "check_sheet", "identity_of", "own_sheets", "read_answers", "senders_sheets"]
