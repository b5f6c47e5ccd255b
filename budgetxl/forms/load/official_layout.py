"""What official tables look like, from the keys of a form: codes in parts, blocks side by side, open rows below fixed ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..model import Block, Field, Grid, Record, Table

PART_LABELS = ("类", "款", "项", "目")
"""What the parts of a code are called where a form says nothing."""

OPEN_LABEL = "label"
"""The id of the column in which staff write what an open row is called."""


def texts(raw: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A key that is a text or a list of texts."""
    value = raw.get(name, ())
    return (value,) if isinstance(value, str) else tuple(value)


def parts(raw: Mapping[str, Any]) -> dict[str, Any]:
    """How a code is cut into columns, and what these are called."""
    lengths = tuple(raw.get("parts", ()))
    labels = texts(raw, "part_labels") or PART_LABELS[: len(lengths)]
    return {"parts": lengths, "part_labels": labels} if lengths else {}


def placed(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Where a block stands beside another, and whether its columns are numbered."""
    return {
        "beside": raw.get("beside", ""), "foot": raw.get("foot", 0), "numbering_row": raw.get("numbering_row", False),
        "was": texts(raw, "was"),
    }  # fmt: skip


def open_rows(grid: Grid, raw: Mapping[str, Any]) -> Table:
    """The table of a grid's open rows: what each is called, then the grid's own columns."""
    label = Field(OPEN_LABEL, (raw.get("label", grid.corner),), prompt=raw.get("prompt", ""), aliases=texts(raw, "aliases"))
    columns = tuple(replace(column, required=False, expected=False) for column in grid.columns)
    return Table(
        raw.get("id", f"{grid.id}_open"), "", (label, *columns), raw.get("rows", 3), grid.unit, continues=grid.id, was=texts(raw, "was")
    )


def numbered_alike(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a sheet, with a row of numbers in all that stand beside one that has it: their rows go on side by side."""
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and (block.beside or (isinstance(block, Table) and block.continues)):
            groups[-1].append(block)
        else:
            groups.append([block])
    return [block for group in groups for block in (group if len(group) == 1 else _numbered(group))]


def _numbered(group: list[Block]) -> list[Block]:
    if not any(block.numbering_row for block in group):
        return group
    return [block if block.numbering_row or _has_none(block) else replace(block, numbering_row=True) for block in group]


def _has_none(block: Block) -> bool:
    """Whether a block has no headings of its own below which numbers could stand."""
    return (isinstance(block, Record) and not block.across) or (isinstance(block, Table) and bool(block.continues))
