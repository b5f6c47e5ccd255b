"""Links between sheets go to defined names, so that they still lead there when a sheet is renamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..forms import CATALOGUE_SHEET, CHANGES_SHEET, CHECK_SHEET, GUIDE_SHEET
from .model import Box, Label, SheetPlan, cell
from .texts import BACK

TOP_ROW = 1
CHECK_LINK, GUIDE_LINK, CATALOGUE_LINK, CHANGES_LINK = "_to.checks", "_to.guide", "_to.catalogue", "_to.changes"
OWN_LINKS = {CHECK_LINK: CHECK_SHEET, GUIDE_LINK: GUIDE_SHEET, CATALOGUE_LINK: CATALOGUE_SHEET, CHANGES_LINK: CHANGES_SHEET}
"""The names of our own sheets' first cells."""


def link_name(plan: SheetPlan) -> str:
    """The defined name of a sheet's first cell; copies of a repeated one are counted from 1."""
    return f"_to_{plan.sheet.id}" if plan.instance is None else f"_to_{plan.sheet.id}.{plan.instance + 1}"


def link(at: Box, text: str, target: str) -> Label:
    """A text that leads to a defined name."""
    return Label(at, text, "link", target)


def back_to(cover: str) -> Label:
    """The way back to the cover, in the first cell of every other sheet; ``cover`` is its defined name."""
    return link(cell(TOP_ROW, 1), BACK, cover)


def link_targets(plans: Iterable[SheetPlan], own: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each defined name that a link may lead to, with the name of its sheet; ``own`` are those of our sheets that there are."""
    yield from ((link_name(plan), plan.name) for plan in plans)
    there = set(own)
    yield from ((name, sheet) for name, sheet in OWN_LINKS.items() if sheet in there)
