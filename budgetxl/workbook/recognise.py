"""Whose workbook it is, and what staff answered: the parts of a file that are not a form's fields."""

from __future__ import annotations

from collections.abc import Iterator

from ..values import squeeze
from .identity import PREFIX, Identity, from_facts
from .raw import RawSheet, RawWorkbook
from .references import parse_name

CODE_HEADER, ANSWER_HEADER = "规则号", "说明"
MOST_HEADER_ROWS = 40


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
        if sheet.state == "visible":
            continue
        for (row, column), cell in sheet.cells.items():
            if cell.kind == "text" and str(cell.value).startswith(PREFIX):
                beside = sheet.cells.get((row, column + 1))
                yield str(cell.value), str(beside.value) if beside is not None and beside.value is not None else ""


def check_sheet(raw: RawWorkbook) -> tuple[RawSheet, int, int, int] | None:
    """The 校验 sheet by its headers: the sheet, the header row, the columns of 规则号 and 说明."""
    for sheet in raw.sheets:
        heads: dict[str, tuple[int, int]] = {}
        for (row, column), cell in sheet.cells.items():
            if row <= MOST_HEADER_ROWS and cell.kind == "text":
                text = squeeze(str(cell.value))
                if text in (CODE_HEADER, ANSWER_HEADER, "结果"):
                    heads.setdefault(text, (row, column))
        if CODE_HEADER in heads and ANSWER_HEADER in heads and heads[CODE_HEADER][0] == heads[ANSWER_HEADER][0]:
            return sheet, heads[CODE_HEADER][0], heads[CODE_HEADER][1], heads[ANSWER_HEADER][1]
    return None


def read_answers(raw: RawWorkbook) -> dict[str, str]:
    """What staff wrote in 说明 of the 校验 sheet, by rule id."""
    found = check_sheet(raw)
    if found is None:
        return {}
    sheet, header, codes, answers = found
    given = {}
    for (row, column), cell in sheet.cells.items():
        if column == answers and row > header and cell.value is not None:
            code = sheet.cells.get((row, codes))
            text = str(cell.value).strip()
            if code is not None and code.kind == "text" and text:
                given[str(code.value).strip()] = text
    return given
