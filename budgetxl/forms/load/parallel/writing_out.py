"""The merged TOML of a form with all that it says once written out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...form import Removal
from ...model import CodeList
from ..mistakes import Mistake
from .field_rules import with_field_rules
from .removed_columns import without_removed_columns
from .row_formulas import with_row_formulas
from .totals import with_totals


def written_out(
    raw: dict[str, Any], lists: Mapping[str, CodeList], file: str, mistakes: list[Mistake], astray: list[Mistake], removed: list[Removal]
) -> Mapping[str, CodeList]:
    """Puts sheets and rules into ``raw`` that have no key of this package any more; gives the lists as the form needs them.

    ``file`` is the form's own. ``mistakes`` gets what leaves a block unusable, ``astray`` what is wrong besides, ``removed``
    what forms of the lineage take away of copies.
    """
    sheets = raw.get("sheets", [])
    gone = [one for one in removed if one.key[0] == "sheets"]  # a published table has blocks as well: their names
    if any("_edits" in block for sheet in sheets for block in sheet.get("blocks", ())) or any(_stacked(one) for one in gone):
        from .list_rows import for_rows_only  # most forms have no such block
        from .stacks import Stacks

        stacks = Stacks(sheets, lists, file, mistakes, astray, gone)
        sheets = stacks.made()
        removed[:] = [*(one for one in removed if one.key[0] != "sheets"), *gone]
        if stacks.row_lists:
            lists = for_rows_only(lists, stacks.row_lists, (sheets, raw.get("rules", [])))
    sheets = without_removed_columns(sheets, gone)
    raw["sheets"] = with_totals(with_row_formulas(sheets, file, astray), file, astray)
    raw["rules"] = with_field_rules(raw, file, astray, gone)
    return lists


def _stacked(removal: Removal) -> bool:
    return "_edits" in removal.raw or any("_edits" in block for block in removal.raw.get("blocks", ()))
