"""Blocks that are copies (``like``) or take rows from a list (``rows_from``): made when all layers of a form are known.

What the forms of a lineage say of such a block is kept by ``merge`` as a stack: ``_edits``, and ``_below`` what an ancestor had
before. It is laid over the copy and over the rows of the list here, so that a child that changes either changes the block.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from budgetxl.values.nearest import nearest

from ...form import Removal
from ...model import CodeList
from ..merge import STACKED, merge
from ..messages import say
from ..mistakes import Mistake
from ..schema import COPIED_KEYS
from .copies import copied
from .list_rows import rows_of_list
from .tables import Raw, path_of


class Stacks:
    """Makes the stacked blocks of some sheets.

    ``mistakes`` gets what makes a block unusable, ``astray`` the edits that lead nowhere, ``removed`` what children take away
    of what their ancestors had. ``row_lists`` are the lists that gave rows.
    """

    def __init__(
        self, sheets: list[Raw], lists: Mapping[str, CodeList], file: str,
        mistakes: list[Mistake], astray: list[Mistake], removed: list[Removal],
    ) -> None:  # fmt: skip
        self.sheets, self.lists, self.file = sheets, lists, file
        self.mistakes, self.astray, self.removed = mistakes, astray, removed
        self.row_lists: set[str] = set()
        self._blocks = {path_of(sheet, block["id"]): (sheet, block) for sheet in sheets for block in sheet.get("blocks", ())}
        self._made: dict[str, Raw] = {}

    def made(self) -> list[Raw]:
        """The sheets with all blocks made. What was removed is made as well, for those who ask where it stood."""
        sheets = [
            {**sheet, "blocks": [self._block(sheet, block, ()) for block in sheet["blocks"]]}
            if any("_edits" in block for block in sheet.get("blocks", ())) else sheet
            for sheet in self.sheets
        ]  # fmt: skip
        quiet = Stacks(self.sheets, self.lists, self.file, [], [], [])
        self.removed[:] = [made for made in map(quiet._removal, self.removed) if made is not None]
        return sheets

    def _removal(self, removal: Removal) -> Removal | None:
        """The removal with its blocks made; None where what it took away can't be made any more."""
        raw = removal.raw
        sheet = raw if len(removal.key) == 2 else next((one for one in self.sheets if one["id"] == removal.key[1]), {"id": removal.key[1]})
        if "_edits" in raw:
            raw = self._fold(sheet, raw, ())
            return replace(removal, raw=raw) if "kind" in raw else None
        if any("_edits" in block for block in raw.get("blocks", ())):
            blocks = [self._fold(sheet, block, ()) if "_edits" in block else block for block in raw["blocks"]]
            return replace(removal, raw={**raw, "blocks": [block for block in blocks if "kind" in block]})
        return removal

    def _block(self, sheet: Raw, block: Raw, trail: tuple[str, ...]) -> Raw:
        if "_edits" not in block:
            return block
        path = path_of(sheet, block["id"])
        if path not in self._made:
            self._made[path] = self._fold(sheet, block, (*trail, path))
        return self._made[path]

    def _fold(self, sheet: Raw, block: Raw, trail: tuple[str, ...]) -> Raw:
        """The copy, what an ancestor had and the edits laid over each other, without the keys that say so."""
        at = f"sheets.{sheet['id']}.blocks.{block['id']}"
        before = len(self.mistakes)
        base = self._base(sheet, block, trail, at)
        edits, below = block["_edits"], block["_below"]
        if base is None:
            made, wrong = self._laid({"id": block["id"]}, edits, below, at), True
        elif any("rows_from" in edit for edit in edits):
            made, wrong = self._with_rows(base, edits, below, at), False
        else:
            made, wrong = self._laid(base, edits, below, at), False
        if "prefix" in made and "rows_from" not in made:
            self._tell(made, f"{at}.prefix", say("prefix_alone"))
        if wrong or len(self.mistakes) > before:
            made["_lost"] = made.get("_lost", frozenset()) | COPIED_KEYS
        elif made.get("kind") != "grid" and "rows_from" in made:
            return {key: value for key, value in made.items() if key != "like"}  # that it is no key of this kind is told elsewhere
        return {key: value for key, value in made.items() if key not in STACKED}

    def _with_rows(self, base: Raw, edits: Sequence[Raw], below: Raw, at: str) -> dict[str, Any]:
        """The edits over the base, and in them the edits of rows over those of the list."""
        made = self._laid(_without_rows(base), [_without_rows(edit) for edit in edits], below, at)
        if made.get("kind") == "grid" and "rows_from" in made:
            rows = {"rows": self._rows(made, at)}
            if not rows["rows"]:
                made["_lost"] = COPIED_KEYS  # the list is told of
            else:
                own = [{"rows": edit["rows"]} if isinstance(edit.get("rows"), list) else {} for edit in edits]
                over = merge(rows, {"rows": base["rows"]}, [], at) if isinstance(base.get("rows"), list) else rows
                made.update(self._laid(over, own, below, at))
        return made

    def _tell(self, raw: Raw, key: str, message: str) -> None:
        self.mistakes.append(Mistake(raw.get("_file", self.file), key, message))

    def _base(self, sheet: Raw, block: Raw, trail: tuple[str, ...], at: str) -> dict[str, Any] | None:
        """What lies below the edits: what an ancestor had, and over it the copy; None where that can't be made."""
        below = {"id": block["id"], "_file": block["_file"], **block["_below"]}
        like = next((edit["like"] for edit in reversed(block["_edits"]) if "like" in edit), None)
        if like is None:
            return below
        source = self._source(sheet, block, like, trail, f"{at}.like")
        if source is None:
            return None
        there, original = source
        copy = copied(original, there.get("repeat", ""), block["id"], sheet.get("repeat", ""))
        own = [edit["kind"] for edit in (below, *block["_edits"]) if "kind" in edit]
        if any(kind != copy["kind"] for kind in own):
            self._tell(block, f"{at}.like", say("like_kind", value=like, kind=copy["kind"], own=own[-1]))
            return None
        return merge(below, copy, [], at)

    def _source(self, sheet: Raw, block: Raw, like: str, trail: tuple[str, ...], at: str) -> tuple[Raw, Raw] | None:
        found = self._blocks.get(like) or next((pair for path, pair in self._blocks.items() if path.rpartition(".")[2] == like), None)
        if found is None:
            gone = next((one.by for one in self.removed if one.key[-2:] == ("blocks", like) or _holds(one, like)), "")
            near = nearest(like, self._blocks)
            self._tell(block, at, say("like_removed", value=like, by=gone) if gone else say("like_unknown", value=like, near=near))
            return None
        path = path_of(found[0], found[1]["id"])
        if path == path_of(sheet, block["id"]):
            self._tell(block, at, say("like_itself"))
            return None
        if path in trail:
            self._tell(block, at, say("like_circle", chain=" → ".join((*trail[trail.index(path) :], path))))
            return None
        original = self._block(*found, trail)
        return None if "kind" in original.get("_lost", ()) or "kind" not in original else (found[0], original)

    def _rows(self, made: Raw, at: str) -> list[dict[str, Any]]:
        self.row_lists.add(made["rows_from"].partition(".")[2])
        try:
            return [{**row, "_file": made.get("_file", self.file)} for row in rows_of_list(made, self.lists)]
        except ValueError as error:
            self._tell(made, f"{at}.rows_from", str(error))
            return []

    def _laid(self, base: Raw, edits: Sequence[Raw], below: Raw, at: str) -> dict[str, Any]:
        """The edits over the base. A removal counts where an ancestor had what a form takes away, not where it was just copied."""
        made = dict(base)
        for number, edit in enumerate(edits):
            lost: list[Removal] = []
            made = merge(made, edit, self.astray, at, lost)
            self.removed += [one for one in lost if number or _stands(below, one.key[4:])]
        return made


def _without_rows(block: Raw) -> Raw:
    return {key: value for key, value in block.items() if key != "rows"} if isinstance(block.get("rows"), list) else block


def _stands(below: Raw, key: tuple[str, ...]) -> bool:
    """Whether what an ancestor had has a column, a row or the like."""
    items = below.get(key[0]) if key else None
    return isinstance(items, list) and any(isinstance(item, dict) and item.get("id") == key[1] for item in items)


def _holds(removal: Removal, name: str) -> bool:
    return len(removal.key) == 2 and any(block["id"] == name for block in removal.raw.get("blocks", ()))
