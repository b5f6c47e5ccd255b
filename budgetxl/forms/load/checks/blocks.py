"""What may be wrong with a field or a block by itself: defaults nobody can read, choices that are none, tables without columns."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, assert_never

from budgetxl.values import POWERS, squeeze
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.nearest import nearest

from ...model import PAPERS, CodeList, Field, Grid, GridRow, Record, Sheet, Table
from ...tree import decode_value
from ..messages import say
from .official_layout import beside_problems, placing_problems, unlabelled_totals

MONEY_UNITS = tuple(POWERS)
MAX_CELLS = 100_000
"""Cells of all tables together, as they are laid out: the reader takes 150,000 filled ones."""

KEYWORDS = frozenset(keyword.kwlist)
"""Words of the expression language: no path can name them."""

_SLOT = lazy_pattern(r"\{[^{}]+\}")
_COLOUR = lazy_pattern(r"#[0-9A-Fa-f]{6}\Z")


def field_problems(field: Field, lists: Mapping[str, CodeList], own_unit: bool) -> Iterator[tuple[str, str]]:
    """The key within a field and what is wrong there; ``own_unit``: its unit is its own, not that of its block."""
    if field.id in KEYWORDS:
        yield "id", say("keyword_id", value=field.id)
    if field.kind.amount and own_unit and field.unit not in MONEY_UNITS:
        yield "unit", say("money_unit", value=field.unit, allowed="、".join(MONEY_UNITS))
    if field.kind.listed and not field.choices and not field.choices_from:
        yield "choices", say("no_choices")
    if field.choices:
        if any(not choice.strip() for choice in field.choices):
            yield "choices", say("choice_blank")
        for choice in _twice([squeeze(choice) for choice in field.choices if choice.strip()]):
            yield "choices", say("choice_twice", value=choice)
    if field.default is not None:
        problem = _default_problem(field, lists)
        if problem:
            yield "default", problem


def _default_problem(field: Field, lists: Mapping[str, CodeList]) -> str:
    if field.formula is not None:
        return say("field_default_computed")
    try:
        decode_value(field, field.default)
    except ValueError as error:
        return say("field_default", error=error)
    listed = lists.get(field.choices_from[1]) if field.choices_from[:1] == ("lists",) and len(field.choices_from) == 2 else None
    choices = listed.codes if listed else field.choices
    if field.kind.listed and choices and not field.open_choices and field.default not in choices:
        return say("field_default_choice", value=field.default, near=nearest(str(field.default), choices))
    return ""


def block_problems(block: Record | Table | Grid, raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The key within a block and what is wrong there. ``raw`` is its TOML, with what was ``_lost`` of it."""
    lost = raw.get("_lost", ())
    if block.id in KEYWORDS:
        yield "id", say("keyword_id", value=block.id)
    fields = block.fields if isinstance(block, Record) else block.columns
    name, item = ("fields", "栏") if isinstance(block, Record) else ("columns", "列")
    if not fields and name not in lost:
        yield name, say("no_fields", kind=raw["kind"], key=name, item=item)
    spared = any(field.kind.amount and "unit" not in given for field, given in zip(fields, raw.get(name, ())))
    if spared and raw.get("unit", "万元") not in MONEY_UNITS:
        yield "unit", say("money_unit", value=raw["unit"], allowed="、".join(MONEY_UNITS))
    yield from placing_problems(block, raw)
    match block:
        case Record():
            for twice in _twice([each for row in block.arrange for each in row]):
                yield "arrange", say("arrange_twice", value=twice)
        case Table():
            if isinstance(raw.get("rows"), list):
                yield "rows", say("table_rows")
            for number, row in enumerate(block.defaults, start=1):
                yield from (("defaults", problem) for problem in _row_problems(number, row, {c.id: c for c in block.columns}))
            for total in raw.get("totals", ()):
                yield from _total_problems(total)
            yield from unlabelled_totals(block)
        case Grid():
            if isinstance(raw.get("rows"), int):
                yield "rows", say("grid_rows")
            elif not block.rows and "rows" not in lost:
                yield "rows", say("no_fields", kind="grid", key="rows", item="行")
            for line in block.rows:
                if line.id in KEYWORDS:
                    yield f"rows.{line.id}", say("keyword_id", value=line.id)
                for column in sorted(set(line.skip) & set(line.formulas)):
                    yield f"rows.{line.id}", say("formulas_skipped", value=column)
                yield from ((f"rows.{line.id}", problem) for problem in _lacking(block, line))
        case _:
            assert_never(block)


def _row_problems(number: int, row: Mapping[str, str], columns: Mapping[str, Field]) -> Iterator[str]:
    if not row:
        yield say("default_empty", row=number)
    for name, value in row.items():
        column = columns.get(name)
        if column is None:
            continue  # said where the row is built
        if column.formula is not None:
            yield say("default_computed", row=number, value=name)
            continue
        try:
            decode_value(column, value)
        except ValueError as error:
            yield say("default_unreadable", row=number, value=name, error=error)


def _lacking(block: Grid, line: GridRow) -> Iterator[str]:
    """The formulas of a grid's row that need columns which have no figure in it."""
    for column in block.columns:
        formula = block.formula_at(line, column)
        spoken = {path[1] for path in formula.paths if path[0] == "row" and len(path) == 2} if formula is not None else set()
        lacking = [name for name in line.skip if name in spoken]
        if formula is not None and lacking:
            yield say("skip_needed", row=line.id, value=column.id, text=formula.text, lacking="、".join(lacking))


def _total_problems(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    at = f"totals.{raw['id']}"
    if raw["id"] in KEYWORDS:
        yield at, say("keyword_id", value=raw["id"])
    columns = raw.get("columns", ())
    for twice in _twice(columns):
        yield f"{at}.columns", say("total_twice", value=twice)
    for name, text in raw.get("formulas", {}).items() if columns else ():
        if name not in columns and text is not False:
            yield f"{at}.formulas", say("total_formula", value=name)


def sheet_problems(sheet: Sheet, lost: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The key within a sheet and what is wrong there."""
    if not sheet.blocks and "blocks" not in lost:
        yield "blocks", say("no_blocks")
    elif sheet.repeat and "blocks" not in lost and not any(isinstance(block, Record) for block in sheet.blocks):
        yield "blocks", say("no_record")
    for name, problem in beside_problems(sheet.blocks) if "blocks" not in lost else ():
        yield f"blocks.{name}.beside", problem
    if sheet.tab and not _COLOUR.match(sheet.tab):
        yield "tab", say("tab", value=sheet.tab)
    if sheet.paper and sheet.paper not in PAPERS:
        yield "paper", say("wrong_value", value=sheet.paper, allowed="、".join(PAPERS), near=nearest(sheet.paper, PAPERS))


def message_problem(name: str, text: str) -> str:
    """What is wrong with the braces of a rule's message or hint; what stands in them is looked at elsewhere."""
    if not text.strip():
        return say("message_blank", key=name)
    if "{" not in text and "}" not in text:
        return ""
    bare = _SLOT.sub("", text)
    if "{{" in text or "}}" in text:
        return say("message_double")
    if "{}" in bare:
        return say("message_empty")
    return say("message_brace", text=text) if set("{}") & set(bare) else ""


def too_many_cells(sheets: Iterable[Sheet]) -> str:
    """The sentence for tables that together have more cells than can be read back; else nothing."""
    blocks = [block for sheet in sheets for block in sheet.blocks]
    count = sum(block.rows * len(block.columns) for block in blocks if isinstance(block, Table))
    count += sum(len(block.rows) * len(block.columns) for block in blocks if isinstance(block, Grid))
    return say("all_cells", count=count, limit=MAX_CELLS) if count > MAX_CELLS else ""


def _twice(names: Iterable[str]) -> list[str]:
    """Each name that is given more than once."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    return [name for name, count in seen.items() if count > 1]
