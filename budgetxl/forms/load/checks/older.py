"""What may be wrong with ``was``: older names that are none, or that something else has now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, assert_never

from ...form import Form
from ...model import Block, Grid, Path, Record, Table
from ..messages import say
from ..mistakes import Mistake
from ..schema import IDENTIFIER


def older_mistakes(form: Form, file: str) -> Iterator[Mistake]:
    """Every older name that no older workbook can have had for it."""
    if not form.compiled.older and not any(rule.was for rule in form.rules) and not any(sheet.was for sheet in form.sheets):
        return
    yield from _ids(form.rules, "rules", file)
    yield from _ids(form.sheets, "sheets", file)
    blocks = [block for _, block in form.blocks()]
    yield from _ids(blocks, "", file, {block.id: f"sheets.{sheet.id}.blocks.{block.id}" for sheet, block in form.blocks()})
    for sheet, block in form.blocks():
        for name, items in _parts(block):
            key = f"sheets.{sheet.id}.blocks.{block.id}.{name}"
            single, grid = isinstance(block, Record), isinstance(block, Grid)
            yield from _ids(items, key, file, moved=single or grid)
            for item in items if single or grid else ():
                for old in item.was:
                    if "." in old and any(_leads(old, path, name, grid) for path in form.compiled.places):
                        yield Mistake(file, f"{key}.{item.id}.was", say("was_present", value=old))


def _leads(old: str, path: Path, name: str, grid: bool) -> bool:
    """Whether a path that something is said to have had is one that the form has: of a field, or of a grid's row or column."""
    parts = tuple(old.split("."))
    if not grid or len(path) != 3:
        return path == parts and not grid
    return parts == ((path[0], path[1]) if name == "rows" else (path[0], path[2]))


def _parts(block: Block) -> Iterator[tuple[str, Sequence[Any]]]:
    """The lists of a block whose items have ids, with the key of each."""
    match block:
        case Record():
            yield "fields", block.fields
        case Table():
            yield "columns", block.columns
            yield "totals", block.totals
        case Grid():
            yield "columns", block.columns
            yield "rows", block.rows
        case _:
            assert_never(block)


def _ids(items: Sequence[Any], key: str, file: str, keys: dict[str, str] | None = None, moved: bool = False) -> Iterator[Mistake]:
    """The older ids of things that stand beside each other; ``moved``: they may also have been a full path."""
    present = {item.id for item in items}
    claimed: dict[str, str] = {}
    for item in items:
        at = f"{keys[item.id] if keys else f'{key}.{item.id}'}.was"
        for old in item.was:
            parts = old.split(".")
            if key == "rules":
                fits = bool(old.strip())
            else:
                fits = all(IDENTIFIER.match(part) for part in parts) and (len(parts) == 1 or moved)
            if not fits:
                yield Mistake(file, at, say("was_path" if moved else "was_id", value=old))
            elif old in present:
                yield Mistake(file, at, say("was_present", value=old))
            elif old in claimed:
                yield Mistake(file, at, say("was_twice", value=old, other=claimed[old]))
            claimed.setdefault(old, item.id)
