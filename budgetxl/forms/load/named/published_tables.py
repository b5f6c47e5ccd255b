"""The tables that a unit publishes (``[[published]]``), from a form's merged TOML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from budgetxl.values import squeeze
from budgetxl.values.nearest import nearest
from budgetxl.values.records import dataclass

from ...form import PublishedTable, Removal
from ...model import PAPERS, Grid, Record, Sheet
from ..messages import say
from ..mistakes import Mistake


@dataclass(frozen=True, slots=True)
class _Known:
    """What a form has that a published table may name: by a name of ``blocks`` its sheet; its grids; the paths of its fields."""

    sheets: Mapping[str, Sheet]
    grids: frozenset[str]
    fields: frozenset[str]

    @classmethod
    def of(cls, sheets: Sequence[Sheet]) -> _Known:
        blocks = [(sheet, block) for sheet in sheets for block in sheet.blocks]
        found = {block.id: sheet for sheet, block in blocks}
        fields = {f"{block.id}.{field.id}": sheet for sheet, block in blocks if isinstance(block, Record) for field in block.fields}
        grids = frozenset(block.id for _, block in blocks if isinstance(block, Grid))
        return cls({**found, **fields}, grids, frozenset(name for name, sheet in fields.items() if not sheet.repeat))


def published_of(
    raw: Mapping[str, Any], own: Mapping[str, Any], file: str, sheets: Sequence[Sheet], above: tuple[str, str, str],
    removed: Iterable[Removal], mistakes: list[Mistake],
) -> tuple[PublishedTable, ...]:  # fmt: skip
    """The published tables of the form; ``own`` is its own TOML before its parents were laid under it, ``above`` what stands above all.

    What the form itself names and does not have is a mistake, and so is a table without ``blocks``; an empty list says that it is
    not published. What a parent names, and this form has taken away, falls away;
    a parent's table of which nothing is left, or that is among what was ``removed``, has no blocks.
    """
    known = _Known.of(sheets)
    said = {item["id"]: item for item in own.get("published", ())}
    for item in said.values():
        if item.get("remove") is not True:
            at = item.get("_file", file)
            mistakes.extend(Mistake(at, f"published.{item['id']}.{key}", sentence) for key, sentence in _mistakes(item, known))
    found = []
    for item in raw.get("published", ()):
        kept = [name for name in item.get("blocks", ()) if name in known.sheets]
        found.append(_table(item, kept, known, above) if kept else PublishedTable(item["id"], "", "", ()))
        if "blocks" not in item and "blocks" not in item.get("_lost", ()):
            mistakes.append(Mistake(item.get("_file", file), f"published.{item['id']}", say("published_missing")))
    here = {one.id for one in found}
    gone = dict.fromkeys(one.key[1] for one in removed if one.key[0] == "published" and len(one.key) == 2)
    return (*found, *(PublishedTable(name, "", "", ()) for name in gone if name not in here))


def _table(item: Mapping[str, Any], kept: Sequence[str], known: _Known, above: tuple[str, str, str]) -> PublishedTable:
    sheet, given = known.sheets[kept[0]], item.get("blocks", ())
    beside, over = item.get("beside", ()), item.get("above", ())
    return PublishedTable(
        item["id"],
        item.get("number", ""),
        item.get("title", sheet.title),
        tuple(kept),
        sheet.repeat,
        tuple(title for name, title in zip(given, beside) if name in kept) if len(beside) == len(given) else (),
        item.get("foot", 0),
        item.get("serial", False),
        item.get("numbering_row", False),
        tuple(name for name in item.get("only_filled", ()) if name in known.grids),
        item.get("skipped", "——"),
        dict(item.get("headers", {})),
        dict(item.get("blank", {})),
        tuple(item["statement"].split(".")) if item.get("statement") in known.fields else (),
        tuple(item.get("notes", ())),
        (over[0], over[1], over[2]) if len(over) == 3 else above,
        item.get("paper", sheet.paper or ("A4横" if sheet.landscape else "")),  # many columns lie, though their sheet stands
    )


def _mistakes(item: Mapping[str, Any], known: _Known) -> Iterator[tuple[str, str]]:
    """What is wrong with a table that the form itself writes, by its key."""
    blocks, beside = item.get("blocks", ()), item.get("beside", ())
    for name in blocks:
        if name not in known.sheets:
            yield "blocks", say("published_block", value=name, near=nearest(name, known.sheets))
    here = [name for name in blocks if name in known.sheets]
    yield from (("blocks", say("published_sheets", value=name)) for name in here if known.sheets[name] is not known.sheets[here[0]])
    if beside and blocks and len(beside) != len(blocks):
        yield "beside", say("published_beside", count=len(beside), blocks=len(blocks))
    for name in item.get("only_filled", ()):
        if name not in known.grids or (blocks and name not in blocks):
            yield "only_filled", say("published_grid", value=name, near=nearest(name, [one for one in blocks if one in known.grids]))
    statement = item.get("statement", "")
    if squeeze(statement) and statement not in known.fields:
        yield "statement", say("published_statement", value=statement, near=nearest(statement, known.fields))
    if len(item.get("above", ("", "", ""))) != 3:
        yield "above", say("three_texts")
    if item.get("paper", "A4竖") not in PAPERS:
        yield "paper", say("wrong_value", value=item["paper"], allowed="、".join(PAPERS), near=nearest(item["paper"], PAPERS))
