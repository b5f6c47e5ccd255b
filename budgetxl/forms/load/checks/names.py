"""The names of a whole form: none stands for two things, none is a word that means something else, and those that it must have."""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.values.nearest import nearest

from ...form import Form
from ...model import Record, Sheet, Table
from ..messages import say
from ..mistakes import Mistake
from ..removed import removed_of
from ..schema import IDENTIFIER, MAX_ID
from .blocks import KEYWORDS

RESERVED = frozenset(
    {"row", "sheet", "lists", "words", "table", "form_title", "last_year", "loop", "self", "super", "caller", "true", "false", "none"}
)
"""What rules and the wording mean by these at the top of the data."""

NEEDED = {
    ("unit", "name"): ("must_unit_name", '{ id = "name", label = "单位名称", required = true }'),
    ("unit", "code"): ("must_unit_code", '{ id = "code", label = "单位编码", type = "code" }'),
    ("year",): ("must_year", '{ id = "year", label = "预算年度", type = "integer", required = true, lift = true }'),
}


def name_mistakes(form: Form, file: str) -> Iterator[Mistake]:
    """Names at the top of the data, or of a repeated sheet, that stand for two things or for something else."""
    top: dict[str, str] = {}
    for sheet in form.sheets:
        at = f"sheets.{sheet.id}"
        if sheet.repeat:
            yield from _one(sheet.repeat, f"{at}.repeat", top, file, top_level=True)
        seen = {} if sheet.repeat else top
        for name, key in _names(sheet):
            yield from _one(name, f"{at}.{key}", seen, file, top_level=not sheet.repeat)


def _one(name: str, key: str, seen: dict[str, str], file: str, top_level: bool) -> Iterator[Mistake]:
    if not IDENTIFIER.match(name):
        yield Mistake(file, key, say("bad_id", value=name))
    elif name in KEYWORDS and key.endswith(".repeat"):
        yield Mistake(file, key, say("keyword_id", value=name))
    elif len(name) > MAX_ID:
        yield Mistake(file, key, say("long_id", value=name, limit=MAX_ID))
    elif name in seen:
        yield Mistake(file, key, say("duplicate", value=name, other=seen[name]))
    elif top_level and (name in RESERVED or (name == "year" and ".fields." not in key)):
        yield Mistake(file, key, say("taken_id", value=name))
    seen.setdefault(name, key)


def _names(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """The names that a sheet puts beside each other, with their keys. On a repeated sheet records lend none of their own."""
    for block in sheet.blocks:
        key = f"blocks.{block.id}"
        match block:
            case Record():
                if not sheet.repeat:
                    yield block.id, key
                yield from ((field.id, f"{key}.fields.{field.id}") for field in block.fields if field.lift or sheet.repeat)
            case Table():
                yield block.id, key
                yield from ((total.id, f"{key}.totals.{total.id}") for total in block.totals)
            case _:
                yield block.id, key


def glossary_mistakes(form: Form, file: str) -> Iterator[Mistake]:
    """``options.glossary`` that is no column of texts; one of a parent's that this form has removed is none."""
    value = form.options.glossary
    columns = {path for path, place in form.compiled.places.items() if isinstance(place.block, Table) and place.field.kind.wording != "none"}
    path = tuple(value.split("."))
    if value and path not in columns and path not in removed_of(form).places:
        yield Mistake(file, "options.glossary", say("glossary_column", value=value, near=nearest(value, map(".".join, columns))))


def needed_mistakes(form: Form, file: str) -> Iterator[Mistake]:
    """The fields that every form must have, unless others only inherit from it, each with the line to add."""
    for path, (code, line) in NEEDED.items() if not form.abstract else ():
        place = form.compiled.places.get(path)
        name = ".".join(path)
        if place is None:
            elsewhere = next((each for each in form.compiled.places.values() if path == ("year",) and each.path[-1] == "year"), None)
            if elsewhere is not None and isinstance(elsewhere.block, Record) and not elsewhere.sheet.repeat:
                problem = say("must_be_lifted", path=".".join(elsewhere.path))
            else:
                where = say("must_in_unit") if len(path) > 1 else say("must_in_record")
                problem = say("must_have", what=say(code), where=where, line=line)
            yield Mistake(file, name, problem)
        elif place.field.kind.reading not in (("count", "measure") if path == ("year",) else ("text", "code")):
            yield Mistake(file, name, say("must_year_type" if path == ("year",) else "must_text_type"))
