"""A comparison as one HTML page, in the style of the report of ``check``: no network, no script, nothing of the time or the machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from budgetxl.checks.reports.html_page import html_page
from budgetxl.values import plain
from budgetxl.values.decimals import held
from budgetxl.values.names import some

from .corrections_said import accepted_said, corrections_counted
from .groups import counted, grouped
from .messages import say
from .model import Change, Comparison, Correction
from .said import shown
from .texts import pieces

MOST_CELLS = 8  # of a correction


def comparison_page(comparison: Comparison) -> bytes:
    """The page, in UTF-8. Texts from cells and file names are data: every one of them is escaped."""
    groups = grouped(comparison)
    page = html_page(
        "diff.html.j2", ["report.css", "diff.css"], None, [Path(__file__).parent / "assets"],
        title=say("title"), comparison=comparison, sides=(comparison.old, comparison.new), sheets=groups,
        typed=any(group.caused for group in groups) or bool(comparison.answers), follows=any(group.follows for group in groups),
        counted=counted(comparison), accepted=accepted_said, corrected=corrections_counted,
        cells=_cells, shown=shown, difference=_difference, pieces=_pieces,
    )  # fmt: skip
    return page.encode()


def _cells(correction: Correction) -> str:
    """The cells behind a correction, those of each change once."""
    return some([str(at) for at in dict.fromkeys(at for swap in correction.swaps for at in swap.cells)], MOST_CELLS)


def _difference(change: Change) -> str:
    """New less old with its sign, where both are numbers."""
    difference = change.difference
    if difference is None:
        return ""
    text = plain(held(difference))
    return f"+{text}" if difference > 0 else text


def _pieces(change: Change) -> Any:
    """The pieces of two texts of which something stayed; None where one stands in the other's place as a whole."""
    if not isinstance(change.old, str) or not isinstance(change.new, str):
        return None
    found = pieces(change.old, change.new)
    return found if any(piece.stayed for piece in found) else None


__all__ = ["comparison_page"]
