"""What the forms of a lineage have taken away of their parents: removed is not unknown.

A removed field is blank to the wording, and a message that names one says which form removed it. What ``merge`` took out is
kept as it stood in the file (``Removal``); its places are a part of the loaded form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, assert_never

from ..compiled import Place, sheet_places
from ..form import Form, Removal, Removed, RemovedPlace
from ..model import Block, Grid, GridRow, Path, Record, Sheet, Table, Total
from .builder import Builder

_UNREAD = ("formula", "formulas", "choices", "rollup", "arrange", "defaults")  # of what is gone, only its places count


def removed_of(form: Form) -> Removed:
    """What forms of a form's lineage have removed; made anew: a form that was loaded has it as ``removed``."""
    places: dict[Path, RemovedPlace] = {}
    blocks: set[str] = set()
    for removal in form.removals:
        for sheet in _sheets(form, removal):
            for block in sheet.blocks:
                blocks.add(block.id)
                blocks.update(f"{block.id}.{item.id}" for item in (block.fields if isinstance(block, Record) else ()))
            for place in sheet_places(sheet).values():
                if place.path not in form.compiled.places:
                    places[place.path] = RemovedPlace(place, removal.by)
    return Removed(places, frozenset(blocks))


def remover(removed: Mapping[Path, RemovedPlace], path: Path) -> str:
    """The form that removed the field at a path, or everything below it; empty where none did.

    The path of a grid's column (as ``row.`` means it) leaves out the row.
    """
    for known, gone in removed.items():
        crossing = isinstance(gone.place.block, Grid) and (*known[:-2], known[-1]) == path
        if known[: len(path)] == path or crossing:
            return gone.by
    return ""


def removed_beside(place: Place, removed: Mapping[Path, RemovedPlace], rest: Path) -> str:
    """The form that removed what ``row.`` or ``sheet.`` with ``rest`` would be beside a place; empty where none did."""
    beside = (known for known in removed if known[0] == place.path[0] and known[-len(rest) :] == rest)
    return next((removed[known].by for known in beside), "")


def _sheets(form: Form, removal: Removal) -> Iterator[Sheet]:
    """The sheet of a removal, with only what it took away."""
    _, name, *rest = removal.key
    sheet = next((one for one in form.sheets if one.id == name), None) or _gone_sheet(form.removals, name)
    if not rest:
        yield _built(removal.raw)
    elif sheet is not None and len(rest) == 2:
        yield from (replace(sheet, blocks=(block,)) for block in _built({"id": name, "blocks": [removal.raw]}).blocks)
    elif sheet is not None and len(rest) == 4:
        block = next((one for one in sheet.blocks if one.id == rest[1]), None) or _gone_block(form.removals, removal.key[:4])
        if block is not None:
            yield replace(sheet, blocks=(_part(block, rest[2], removal.raw),))


def _gone_sheet(removals: Iterable[Removal], name: str) -> Sheet | None:
    return next((_built(one.raw) for one in removals if one.key == ("sheets", name)), None)


def _gone_block(removals: Iterable[Removal], key: tuple[str, ...]) -> Block | None:
    found = (block for one in removals if one.key == key for block in _built({"id": key[1], "blocks": [one.raw]}).blocks)
    return next(found, None)


def _built(raw: Mapping[str, Any]) -> Sheet:
    return Builder("", [], {}).sheet(_places_only(raw), "")


def _places_only(raw: Any) -> Any:
    if isinstance(raw, Mapping):
        return {key: _places_only(value) for key, value in raw.items() if key not in _UNREAD}
    return [_places_only(item) for item in raw] if isinstance(raw, list) else raw


def _part(block: Block, part: str, raw: Mapping[str, Any]) -> Block:
    """A block with only what was removed from it: a field, a column, a row of a grid, a total."""
    fields = Builder("", [], {}).fields({part: [_places_only(raw)]}, part, "") if part in ("fields", "columns") else ()
    match block:
        case Record():
            return replace(block, fields=fields, arrange=())
        case Grid() if part == "rows":
            return replace(block, rows=(GridRow(raw["id"], raw.get("label", raw["id"]), tuple(raw.get("skip", ()))),))
        case Grid():
            return replace(block, columns=fields)
        case Table() if part == "totals":
            names = raw.get("columns", [column.id for column in block.columns if column.numeric])
            numbers = tuple(replace(column, formula=None) for column in block.columns if column.id in names)
            return replace(block, columns=(), totals=(Total(raw["id"], raw.get("label", ""), numbers),))
        case Table():
            return replace(block, columns=fields, totals=tuple(replace(total, columns=fields) for total in block.totals))
        case _:
            assert_never(block)
