"""``rows_from``: the rows of a grid from a list of codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from budgetxl.values.nearest import nearest

from ...model import CodeList
from ..messages import say
from ..schema import IDENTIFIER, MAX_ID


def rows_of_list(block: Mapping[str, Any], lists: Mapping[str, CodeList]) -> Iterator[dict[str, Any]]:
    """A row for each code of the list that ``rows_from`` names; the first column of codes gets the code.

    Raises ValueError with what is wrong.
    """
    source, prefix = block["rows_from"], block.get("prefix", "")
    kind, _, name = source.partition(".")
    if kind != "lists" or name not in lists:
        raise ValueError(say("rows_from_unknown", value=source, near=nearest(source, [f"lists.{known}" for known in lists])))
    column = next((each["id"] for each in block.get("columns", ()) if each.get("type") == "code"), None)
    codes = lists[name]
    for number, code in enumerate(codes.codes):
        row = f"{prefix}{code}"
        if not IDENTIFIER.match(row) or len(row) > MAX_ID:
            raise ValueError(say("rows_from_code", value=code, row=row))
        label = codes.names[number] if number < len(codes.names) else ""
        yield {"id": row, "label": label or code, **({"formulas": {column: f'"{code}"'}} if column else {})}


def for_rows_only(lists: Mapping[str, CodeList], names: Iterable[str], written: object) -> dict[str, CodeList]:
    """The lists, with those of ``names`` marked that serve nothing but rows: what is ``written`` in the form speaks of them nowhere."""
    spoken = set(re.findall(r"\blists\s*\.\s*(\w+)", repr(written)))
    return {**lists, **{name: replace(lists[name], rows_only=True) for name in names if name in lists and name not in spoken}}
