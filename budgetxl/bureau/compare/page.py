"""A comparison as one HTML page, in the style of the report of ``check``: no network, no script, nothing of the time or the machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from budgetxl.checks.reports.html_report import ASSETS as REPORT_ASSETS
from budgetxl.values import plain
from budgetxl.values.decimals import held
from budgetxl.values.foldings import printable

from .groups import counted, grouped
from .messages import say
from .model import Change, Comparison
from .said import shown
from .texts import pieces

ASSETS = Path(__file__).parent / "assets"


def comparison_page(comparison: Comparison) -> bytes:
    """The page, in UTF-8. Texts from cells and file names are data: every one of them is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(ASSETS), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        finalize=lambda value: type(value)(printable(value)) if isinstance(value, str) else value,
    )  # fmt: skip
    style = "".join((folder / name).read_text(encoding="utf-8") for folder, name in ((REPORT_ASSETS, "report.css"), (ASSETS, "diff.css")))
    return (
        environment.get_template("diff.html.j2")
        .render(
            title=say("title"), comparison=comparison, sides=(comparison.old, comparison.new), sheets=grouped(comparison),
            counted=counted(comparison), style=style, shown=shown, difference=_difference, pieces=_pieces,
        )
        .encode()
    )  # fmt: skip


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
