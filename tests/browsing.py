"""Pages as Chromium runs them, for tests marked ``chromium`` and ``axe``."""

from __future__ import annotations

import fcntl
import json
import os
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


class Tab:
    """A page in a browser that takes the keys and the pointer of a person, by Chromium's own protocol over two pipes."""

    def __init__(self, path: Path, browser: str | None = None, address: str = "", downloads: Path | None = None) -> None:
        """Opens a page from disk, or ``address`` with a profile beside ``path``; what is downloaded lands in ``downloads``."""
        browser = browser or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        self.events: list[Any] = []
        (theirs, self._write), (self._read, answers) = os.pipe(), os.pipe()
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (theirs, answers)]  # so that neither is the 3 or the 4 of the browser
        command = [browser, *WORDS, f"--user-data-dir={path.parent}/profile", "--remote-debugging-pipe", "about:blank"]
        shell = f'exec "$@" 3<&{ends[0]} 4>&{ends[1]}'
        self._process = subprocess.Popen(["bash", "-c", shell, "bash", *command], pass_fds=ends, stderr=subprocess.DEVNULL)
        for end in (theirs, answers, *ends):
            os.close(end)
        self._left, self._number, self._session = b"", 0, ""
        if downloads is not None:
            self.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))
        target = self.ask("Target.createTarget", url="about:blank" if address else f"file://{path}")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.bringToFront")
        if address:
            self.ask("Page.navigate", url=address)  # comes back when the page that it is sent on to has begun
        while self.value("location.protocol + document.readyState") != f"{'http' if address else 'file'}:complete":
            pass

    def ask(self, method: str, **parameters: Any) -> Any:
        """The answer to a command of the protocol."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters, **({"sessionId": self._session} if self._session else {})}
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self._left:
                more = os.read(self._read, 1 << 16)
                assert more, "the browser has ended"
                self._left += more
            line, _, self._left = self._left.partition(b"\0")
            found = json.loads(line)
            if "method" in found:
                self.events.append(found)
            if found.get("id") == self._number:
                assert "error" not in found, found
                return found["result"]

    def value(self, expression: str) -> Any:
        """What an expression of the page's own language gives."""
        return self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)["result"].get("value")

    def press_tab(self) -> None:
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)

    def point(self, x: float, y: float) -> None:
        self.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)
        os.close(self._write)
        os.close(self._read)
