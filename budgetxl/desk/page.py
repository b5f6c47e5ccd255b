"""The page: its texts, style and script in one file, with a policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path

from ..verbs import report_assets
from .messages import say

ASSETS = Path(__file__).parent / "assets"
ALONE = ("engine-worker.js", "files.js", "page.js")
"""The scripts of a page that runs the program within itself, in their order."""
SERVED = ("engine-desk.js", "files.js", "folder.js", "page.js")
"""The scripts of a page that asks ``budgetxl desk``."""


def page_alone(parts: Mapping[str, str], made_of: str) -> str:
    """The page that needs nothing but a browser. ``parts`` are its pieces by name: ``worker``, ``wasm``, ``stdlib``, ``site``, ``info``.

    ``made_of`` is a checksum of the sources, by which one sees whether a page is of today.
    """
    return _page(ALONE, say("where_page"), {"script-src": "'wasm-unsafe-eval'", "worker-src": "blob:"}, parts=parts, made_of=made_of)[0]


def page_served() -> tuple[str, str]:
    """The page of ``budgetxl desk``, which asks the server that it came from, and its policy, which the server sends as well."""
    return _page(SERVED, say("where_desk"), {"connect-src": "'self'"}, folder=True)


def _page(
    scripts: tuple[str, ...], where: str, more: Mapping[str, str], folder: bool = False, parts: Mapping[str, str] | None = None, made_of: str = ""
) -> tuple[str, str]:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    script = "\n".join((ASSETS / name).read_text(encoding="utf-8") for name in scripts)
    style = (ASSETS / "page.css").read_text(encoding="utf-8")
    environment = Environment(loader=FileSystemLoader(ASSETS), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    policy = _policy(script, f"\n{style}\n", more)
    page = environment.get_template("page.html.j2").render(
        policy=policy, style=style, script=script, where=where, parts=parts or {}, made_of=made_of, folder=folder
    )
    return page, policy


def _policy(script: str, style: str, more: Mapping[str, str]) -> str:
    """The policy, word for word as docs/PAGE.md explains it: nothing from anywhere, nothing but our own script and style.

    The report in its frame is under the same policy, and its script and style are allowed by their hashes, too.
    """
    look, report = report_assets()
    words = {
        "default-src": "'none'",
        "script-src": f"{_hash(script)} {_hash(report)}",
        "style-src": f"{_hash(style)} {_hash(f'{chr(10)}{look}{chr(10)}')}",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    for name, value in more.items():
        words[name] = f"{words[name]} {value}" if name in words else value
    return "; ".join(f"{name} {value}" for name, value in words.items())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


__all__ = ["page_alone", "page_served"]
