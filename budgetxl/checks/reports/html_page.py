"""One self-contained HTML page from a Jinja template: what all pages of the program have alike.

Texts from cells and file names are data: Jinja escapes every one of them, and the page's own policy lets nothing run but
its own script. No page asks for anything from anywhere.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from budgetxl.values.foldings import straight

ASSETS = Path(__file__).parent / "assets"


def html_page(template: str, styles: Sequence[str], script: str | None, folders: Sequence[Path] = (), **values: Any) -> str:
    """A page. ``styles`` and ``script`` are files beside the template, which get into the page as ``style`` and ``script``.

    Files are looked for in ``folders``, then beside the pages of ``check``: ``finding.html.j2`` and ``report.css`` serve all.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader([*folders, ASSETS]), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        finalize=_clean,
    )  # fmt: skip
    run = _file(script, folders) if script is not None else ""
    return environment.get_template(template).render(
        **values,
        style="\n".join(_file(name, folders) for name in styles),
        script=run,
        script_hash=base64.b64encode(hashlib.sha256(run.encode()).digest()).decode(),
    )


def report_assets() -> tuple[str, str]:
    """The style and the script of the page of ``check --html``, for a page that shows it within itself and must allow them."""
    return _file("report.css", ()), _file("report.js", ())


def _file(name: str, folders: Sequence[Path]) -> str:
    found = next(folder / name for folder in (*folders, ASSETS) if (folder / name).is_file())
    return found.read_text(encoding="utf-8")


def _clean(value: Any) -> Any:
    """Every expression on its way into the page: no character that HTML can't hold or that turns its words round. Markup stays markup."""
    return type(value)(straight(value)) if isinstance(value, str) else value
