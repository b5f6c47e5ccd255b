"""The blocks of a form that is not built yet, by the paths that rules use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

Raw: TypeAlias = Mapping[str, Any]


class Found(NamedTuple):
    """A block with its sheet, as they stand in TOML."""

    sheet: Raw
    block: Raw


class Tables:
    """Blocks by path (``general_spending``, ``projects.indicators``) and repeated sheets by their name, found when first asked for."""

    def __init__(self, sheets: Iterable[Raw]) -> None:
        self._sheets = sheets
        self._blocks: dict[str, Found] | None = None

    @property
    def blocks(self) -> Mapping[str, Found]:
        """Every block by its path; the open rows of a grid are one, called as the grid is."""
        if self._blocks is None:
            self._blocks = {}
            for sheet in self._sheets:
                for block in sheet.get("blocks", ()):
                    self._blocks.setdefault(path_of(sheet, block["id"]), Found(sheet, block))
                    below = block.get("open_rows", {})
                    if "id" in below:
                        own = {**below, "title": block.get("title", "")}
                        self._blocks.setdefault(path_of(sheet, below["id"]), Found(sheet, own))
        return self._blocks

    def title(self, path: str) -> str | None:
        """The title of a block, or of a repeated sheet, as the form writes it; None where there is neither."""
        found = self.blocks.get(path)
        if found is not None:
            return found.block.get("title") or _title(found.sheet)
        return next((_title(sheet) for sheet in self._sheets if sheet.get("repeat") == path), None)

    def total(self, path: str) -> str:
        """The id of a table's first total row; what it would be called where the table has none."""
        found = self.blocks.get(path)
        totals = found.block.get("totals", ()) if found is not None else ()
        return str(totals[0]["id"]) if totals else f"{path.rpartition('.')[2]}_total"

    def repeat(self, path: str) -> str:
        """The name of the repeated sheet that a block stands on; empty where it stands on none."""
        found = self.blocks.get(path)
        return str(found.sheet.get("repeat", "")) if found is not None else ""


def path_of(sheet: Raw, name: str) -> str:
    """The path of what has an id on a sheet: below the name of a repeated one."""
    repeat = sheet.get("repeat")
    return f"{repeat}.{name}" if repeat else name


def _title(sheet: Raw) -> str:
    return str(sheet.get("title", sheet.get("name", sheet["id"])))
