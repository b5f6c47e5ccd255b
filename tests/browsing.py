"""Pages as Chromium runs them, for tests marked ``chromium`` and ``axe``."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import lxml.html
from conftest import axe_core

WORDS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--enable-logging=stderr")


def browse(path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """A page opened with a profile of its own beside it."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    command = [browser, *WORDS, f"--user-data-dir={path.parent}/profile", *options, f"file://{path}"]
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)


def driven(path: Path, script: str, *options: str) -> str:
    """What a script of the test's own, in a copy without the page's policy, leaves in ``document.title``."""
    html = re.sub(r"<meta http-equiv[^>]*>", "", path.read_text(encoding="utf-8"))
    copy = path.with_name("driven.html")
    copy.write_text(html.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    return str(lxml.html.fromstring(browse(copy, "--dump-dom", *options).stdout).findtext(".//title"))


def axe_violations(path: Path, before: str = "") -> tuple[int, list[Any]]:
    """How many rules of axe-core a page passes, and those that it violates with the places; ``before`` is a script that runs first."""
    script = axe_core()
    assert script is not None
    found = driven(path, script.read_text(encoding="utf-8") + """;
      document.title = "waiting";
      """ + before + """
      axe.run().then(found => { document.title = JSON.stringify([found.passes.length, found.violations.map(each => [each.id, each.nodes.map(node => node.html)])]); });
    """, "--virtual-time-budget=30000")
    passed, violated = json.loads(found)
    return passed, violated
