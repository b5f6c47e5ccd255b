"""The page of ``collect --html`` with 300 units in Chromium, beside a static page of its size: ``python benchmarks/overview_page.py``.

The static page is the same text in the same elements, without style and script, nothing folded, filled up to the same number of
bytes; for information a second one is folded as ours. They are opened in turns in one browser, by the DevTools protocol; what is
measured is the time from the beginning of the navigation to the first frame after the load. A ratio is the median of the rounds' own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from measure import ratio

from budgetxl.bureau import Collection, Read, Totals, Unit, UnitResult
from budgetxl.bureau.collect.figures import Figures
from budgetxl.bureau.overview import overview
from budgetxl.forms import Form, load_form
from budgetxl.values import Address, Finding

MOST = 1.5  # "about as fast"
UNITS, FINDINGS, ROUNDS = 300, 30, 9
READY = "new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"


def collection(form: Form, units: int, findings: int) -> Collection:
    """So many units that have sent the form, each with so many findings at least, and figures of their own."""
    chance = random.Random(1)
    figures = Figures.of(form)
    paths = [*figures.single, *figures.columns]
    results = []
    sums: dict[str, Decimal] = {}
    for number in range(units):
        own = {path: f"{chance.randint(0, 10**7) / 100:.2f}" for path in paths}
        for path, text in own.items():
            sums[path] = sums.get(path, Decimal(0)) + Decimal(text)
        found = tuple(_finding(form, chance) for _ in range(findings + chance.randint(0, 20)))
        unit = Unit(f"{number + 1:06}", f"某某县第{number + 1}街道办事处", "部门", "", "张三", "0316-1234567")
        read = Read((f"第{number % 9}批/{unit.code}.xlsx",), "0" * 64, form=form.id, year=form.year, findings=found, figures=own)
        results.append(UnitResult(unit, chance.choice(("有错误", "待核实", "通过")), read, (read,)))
    codes = tuple(result.unit.code for result in results)
    return Collection(form.id, form.year, tuple(results), (), Totals(sums, sums, codes, {}, {}, codes))


def _finding(form: Form, chance: random.Random) -> Finding:
    rule = chance.choice(form.rules)
    cells = tuple(Address(chance.choice(form.sheets).name, chance.randint(5, 40), chance.randint(1, 12)) for _ in range(3))
    left, right = (f"{chance.randint(0, 10**6) / 100:.2f}" for _ in "ab")
    return Finding(rule.id, rule.severity, f"{rule.message}（{left}≠{right}）", cells, left, right, "核对这一行的各项；可能是把“元”填入“万元”栏")


def static(page: str, folded: bool = False) -> str:
    """The same text in the same elements without style and script, of the same number of bytes; unless ``folded`` all of it in sight."""
    bare = re.sub(r"<style>.*?</style>|<script>.*?</script>|<meta http-equiv[^>]*>", "", page, flags=re.S)
    bare = bare if folded else re.sub(r"(</?)(?:details|summary)\b", r"\1div", bare)
    return bare + "<!--" + " " * max(0, len(page.encode()) - len(bare.encode()) - 7) + "-->"


class Browser:
    """Chromium, spoken to through the pipe of its DevTools protocol."""

    def __init__(self, sending: int, receiving: int) -> None:
        self._sending, self._receiving = sending, receiving
        self._waiting, self._number = b"", 0
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.enable", session=True)

    def ask(self, method: str, session: bool = False, **params: Any) -> dict[str, Any]:
        """The answer to a command; events that come before it are passed over."""
        self._number += 1
        told = {"id": self._number, "method": method, "params": params, **({"sessionId": self._session} if session else {})}
        os.write(self._sending, json.dumps(told).encode() + b"\0")
        while (found := self._next()).get("id") != self._number:
            pass
        return dict(found["result"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._waiting:
            self._waiting += os.read(self._receiving, 1 << 16)
        told, _, self._waiting = self._waiting.partition(b"\0")
        found: dict[str, Any] = json.loads(told)
        return found

    def opened(self, path: Path) -> float:
        """Seconds from the beginning of the navigation to the first frame after the load."""
        self.ask("Page.navigate", session=True, url=path.as_uri())
        while self._value("document.readyState + location.href") != "complete" + path.as_uri():
            time.sleep(0.005)
        return float(self._value(READY)) / 1000

    def _value(self, expression: str) -> Any:
        return self.ask("Runtime.evaluate", session=True, expression=expression, awaitPromise=True, returnByValue=True)["result"].get("value")


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        sys.exit("Chromium is missing: apt-get install chromium")
    to_read, to_send = os.pipe()
    receiving, to_write = os.pipe()
    words = [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe", f"--user-data-dir={folder}"]
    shell = f'exec "$@" 3<&{to_read} 4>&{to_write}'  # the numbers that Chromium speaks on
    with subprocess.Popen(["sh", "-c", shell, "sh", *words], pass_fds=(to_read, to_write), stderr=subprocess.DEVNULL) as running:
        try:
            yield Browser(to_send, receiving)
        finally:
            running.terminate()


def main() -> int:
    parser = argparse.ArgumentParser(description="The overview of many units in Chromium beside a static page of its size.")
    parser.add_argument("--units", type=int, default=UNITS)
    parser.add_argument("--findings", type=int, default=FINDINGS, help="of each unit, at least")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        page, plain, folded = (folder / f"{each}.html" for each in ("overview", "static", "folded"))
        form = load_form("hebei-2027")
        page.write_bytes(overview(collection(form, given.units, given.findings), form))
        text = page.read_text(encoding="utf-8")
        plain.write_text(static(text), encoding="utf-8")
        folded.write_text(static(text, folded=True), encoding="utf-8")
        with browser(folder / "profile") as chromium:
            rounds = [[chromium.opened(each) for each in (page, plain, folded)] for _ in range(given.rounds + 1)][1:]
        ours, theirs, unstyled = zip(*rounds)
        times = ratio(ours, theirs)
        print(f"{given.units} units, {page.stat().st_size / 1e6:.1f} MB: opened in {_ms(ours)}, a static page of its size in {_ms(theirs)}")
        print(f"{times:.2f} times the time, at most {MOST}: {'ok' if times <= MOST else 'MISSED'}")
        print(f"folded, without style and script: {_ms(unstyled)}, ours {ratio(ours, unstyled):.2f} times that (for information)")
        return 0 if times <= MOST else 1


def _ms(seconds: Sequence[float]) -> str:
    return f"{1000 * statistics.median(seconds):.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
