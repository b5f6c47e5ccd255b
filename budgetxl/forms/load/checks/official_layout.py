"""What may be wrong with the keys that lay a form's blocks out as official tables are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from budgetxl.values.nearest import nearest

from ...model import Block, Field, Grid, Record, Table
from ..messages import say

MOST_PARTS, LONGEST_PART, LONGEST_CODE = 4, 10, 40
PLACES = ("above", "below")


def numbers(pattern: str) -> bool:
    """Whether a text says how something is numbered: with {cn} or {n}, and no other braces."""
    bare = pattern.replace("{cn}", "").replace("{n}", "")
    return bare != pattern and not set("{}") & set(bare)


def part_problems(field: Field, raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The key within a field and what is wrong there with its parts, or its lengths."""
    if "lengths" in raw and (field.kind.reading != "code" or field.parts):
        yield "lengths", say("lengths_type")
    elif "lengths" in raw and not (field.lengths and all(1 <= length <= LONGEST_CODE for length in field.lengths)):
        yield "lengths", say("lengths", value=list(field.lengths), longest=LONGEST_CODE)
    if "part_labels" in raw and not field.parts:
        yield "part_labels", say("part_labels_alone")
    if "parts" not in raw:
        return
    if not 2 <= len(field.parts) <= MOST_PARTS or not all(1 <= length <= LONGEST_PART for length in field.parts):
        yield "parts", say("parts_lengths", value=list(field.parts), most=MOST_PARTS, longest=LONGEST_PART)
    elif len(field.part_labels) != len(field.parts):
        yield "part_labels", say("part_labels_count", count=len(field.parts), given=len(field.part_labels))
    if field.kind.reading != "code":
        yield "parts", say("parts_type", type=field.kind.name)
    if field.formula is not None:
        yield "parts", say("parts_key", key="formula")
    if field.choices or field.choices_from:
        yield "parts", say("parts_key", key="choices")


def table_only(block: Block, raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Parts outside of a table's columns: each of them is a column of its own."""
    if isinstance(block, Table):
        return
    name = "fields" if isinstance(block, Record) else "columns"
    for item in raw.get(name, ()):
        if "parts" in item:
            yield f"{name}.{item['id']}.parts", say("parts_place", kind=raw["kind"])


def placing_problems(block: Block, raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The key within a block and what is wrong there with how it is laid out and numbered."""
    yield from table_only(block, raw)
    if isinstance(block, Record):
        if block.across and block.arrange:
            yield "arrange", say("across_arrange")
        if block.numbering_row and not block.across:
            yield "numbering_row", say("numbering_row_place")
    elif block.numbering and not numbers(block.numbering):
        yield "numbering", say("numbering_pattern", value=block.numbering)
    if "foot" in raw and not block.beside:
        yield "foot", say("foot_alone")
    for total in raw.get("totals", ()) if isinstance(block, Table) else ():
        if "place" in total and total["place"] not in PLACES:
            near = nearest(str(total["place"]), PLACES)
            yield f"totals.{total['id']}.place", say("wrong_value", value=total["place"], allowed="、".join(PLACES), near=near)
    for row in raw.get("rows", ()) if isinstance(raw.get("rows"), list) else ():
        if "numbered" in row and not getattr(block, "numbering", ""):
            yield f"rows.{row['id']}.numbered", say("numbered_alone")
    if "open_rows" in raw and "id" not in raw["open_rows"] and "id" not in raw["open_rows"].get("_lost", ()):
        yield "open_rows", say("missing_key", key="id")


def unlabelled_totals(block: Table) -> Iterator[tuple[str, str]]:
    """The total rows of a table that have no cell for what they are called: they add up every column."""
    names = {column.id for column in block.columns}
    for total in block.totals:
        if names and not block.numbering and names == {column.id for column in total.columns}:
            yield f"totals.{total.id}", say("total_unlabelled", label=total.label)


def beside_problems(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """The id of a block that stands beside another, and why it can't: that one must stand just before it."""
    ids = [block.id for block in blocks if not (isinstance(block, Table) and block.continues)]
    laid = [block for block in blocks if block.id in ids]
    for above, block in pairwise([None, *laid]):
        assert block is not None
        if not block.beside:
            continue
        if above is not None and block.beside == above.id:
            short = next((each for each in (above, block) if isinstance(each, Grid) and len(each.rows) < block.foot), None)
            if short is not None:
                yield block.id, say("foot_rows", foot=block.foot, block=short.id, rows=len(short.rows))
            continue
        if block.beside not in ids:
            yield block.id, say("beside_unknown", value=block.beside, near=nearest(block.beside, [i for i in ids if i != block.id]))
        elif block.beside == block.id:
            yield block.id, say("beside_itself")
        else:
            yield block.id, say("beside_order", value=block.beside)
