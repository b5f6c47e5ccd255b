"""The program as one page, in a browser: opened from disk, without a network, used as people use it. For tests marked ``page``."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from browsing import Tab

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bundles"))

from make_page import PAGE, is_of_today, sources_digest  # noqa: E402

PACKED = ROOT / "node_modules" / "@sparticuz" / "chromium" / "bin" / "chromium.br"
UNPACKED = ROOT / "build" / "chromium109"
_UNPACK = 'fs=require("fs");fs.writeFileSync(process.argv[2],require("zlib").brotliDecompressSync(fs.readFileSync(process.argv[1])),{mode:0o755})'
TICKING = """
  window.gaps = [0]; window.beat = performance.now();
  setInterval(() => { const now = performance.now(); window.gaps.push(now - window.beat); window.beat = now; }, 50);
"""


@cache
def old_chromium() -> str | None:
    """Chromium 109, the last whose engine runs on Windows 7, unpacked once; None where npm has not brought it."""
    if not PACKED.is_file() or shutil.which("node") is None:
        return None
    if not UNPACKED.is_file():
        UNPACKED.parent.mkdir(exist_ok=True)
        subprocess.run(["node", "-e", _UNPACK, str(PACKED), f"{UNPACKED}.part"], check=True, timeout=120)
        Path(f"{UNPACKED}.part").rename(UNPACKED)
    return str(UNPACKED)


class PageTab(Tab):
    """The page opened from a folder of Chinese characters and blanks, offline, with a clock that ticks beside it; ready when this returns.

    What it saves lies in ``saved``.
    """

    def __init__(self, folder: Path, browser: str | None = None, page: Path = PAGE) -> None:
        home = folder / "我的 文件"
        home.mkdir(exist_ok=True)
        self.saved = folder / "下载"
        self.saved.mkdir(exist_ok=True)
        copy = home / page.name
        if not copy.exists():
            shutil.copy(page, copy)
        super().__init__(copy, browser)
        self.watch()

    def watch(self) -> None:
        """Log requests and errors, take the network away, save downloads; wait until the program is ready."""
        for domain in ("Network", "Runtime", "Log", "DOM", "Page"):
            self.ask(f"{domain}.enable")
        self.ask("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=-1, uploadThroughput=-1)
        self.ask("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=False, flatten=True)
        self.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(self.saved))
        self.value(TICKING)
        self.until("document.body.dataset.ready")

    def until(self, expression: str, seconds: float = 90) -> Any:
        """The value of an expression as soon as it is true."""
        end = time.monotonic() + seconds
        while not (found := self.value(expression)):
            assert time.monotonic() < end, (expression, self.value("document.body.innerText"), self.problems())
            time.sleep(0.05)
        return found

    def idle(self) -> None:
        """Wait until the page is at rest."""
        time.sleep(0.15)
        self.until("document.getElementById('busy').hidden")

    def choose(self, selector: str, files: Sequence[Path]) -> None:
        """Choose files with an ``<input>``, and wait for what comes of it."""
        root = self.ask("DOM.getDocument")["root"]["nodeId"]
        node = self.ask("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.ask("DOM.setFileInputFiles", nodeId=node, files=[str(file) for file in files])
        self.idle()

    def drop(self, selector: str, files: Sequence[Path]) -> None:
        """Drop files and folders onto an element, as from the desktop, and wait for what comes of it."""
        self.value(f"document.querySelector({selector!r}).scrollIntoView()")
        x, y = self.value(f"(() => {{ const r = document.querySelector({selector!r}).getBoundingClientRect(); return [r.x + 20, r.y + 20]; }})()")
        data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.ask("Input.dispatchDragEvent", type=kind, x=x, y=y, data=data)
        self.idle()

    def click(self, selector: str) -> None:
        """Click an element, and wait for what comes of it."""
        self.value(f"document.querySelector({selector!r}).click()")
        self.idle()

    def rows(self) -> list[dict[str, str]]:
        """The rows of 校验: names of unit and files, form, result, state."""
        return list(self.value("""Array.from(document.querySelectorAll("#rows tr"), row => ({
          unit: row.querySelector("th span").textContent, files: row.querySelector("th small").textContent, form: row.cells[1].textContent,
          said: row.cells[2].querySelector("strong").textContent, reason: row.cells[2].querySelector("small").textContent, state: row.className }))"""))

    def make(self, row: int, word: str) -> Path:
        """Press a button of a row and give the file that was saved."""
        before = set(self.saved.iterdir())
        self.value(f"""Array.from(document.querySelectorAll("#rows tr")[{row}].querySelectorAll("button")).find(one => one.textContent === {word!r}).click()""")
        self.idle()
        return self.file_since(before)

    def file_since(self, before: set[Path], count: int = 1) -> Path:
        """The file that has been saved since; the first by name where there are several."""
        end = time.monotonic() + 20
        while True:
            new = sorted(path for path in set(self.saved.iterdir()) - before if not path.name.endswith(".crdownload"))
            if len(new) >= count:
                return new[0]
            assert time.monotonic() < end, (self.value("document.body.innerText")[:2000], self.problems())
            time.sleep(0.05)

    def requests(self) -> list[str]:
        """What the page and its worker have asked for, but for the file itself and what it made itself."""
        asked = [one["params"]["request"]["url"] for one in self.events if one["method"] == "Network.requestWillBeSent"]
        return [address for address in asked if not address.startswith(("file:", "blob:", "data:"))]

    def problems(self) -> list[str]:
        """Errors that the browser has logged, breaches of the page's policy among them."""
        logged = [one["params"]["entry"]["text"] for one in self.events if one["method"] == "Log.entryAdded" and one["params"]["entry"]["level"] == "error"]
        thrown = [str(one["params"]["exceptionDetails"]) for one in self.events if one["method"] == "Runtime.exceptionThrown"]
        return [*logged, *thrown]

    def picture(self, path: Path, width: int = 1100, height: int = 1000) -> None:
        """The page as it is seen at a width."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500)
        time.sleep(0.3)
        path.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot")["data"]))


__all__ = ["PAGE", "PageTab", "is_of_today", "old_chromium", "sources_digest"]
