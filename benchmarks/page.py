"""How fast the program is as one page, beside the native command, in one run: ready, the first check, later checks, the notice as Word.

``make page && python benchmarks/page.py [--quick]``. The page is opened from disk in Chromium, without a network; its times are
taken by its own clock, from the choice of a file to the row on the screen. The native command is a whole process each time.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from statistics import median

from cases import samples
from measure import process
from results import compared, table, worst

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from paging import PAGE, PageTab, is_of_today  # noqa: E402

COMMAND = Path(sys.executable).with_name("budgetxl")
CHOOSE = "#check-drop input[multiple]"
WATCH = """
  window.shown = 0;
  new MutationObserver(() => { window.shown = performance.now(); }).observe(document.getElementById("rows"), {childList: true, subtree: true});
"""


def checked(page: PageTab, file: Path) -> float:
    """Seconds from the choice of a file until its row is shown."""
    page.value("window.shown = 0; window.chosen = performance.now()")
    page.choose(CHOOSE, [file])
    return float(page.until("window.shown && window.shown - window.chosen")) / 1000


def opened(folder: Path, file: Path, later: int) -> tuple[float, float, list[float], float]:
    """Seconds until a page is ready, for its first check, for later ones, for the notice as Word."""
    page = PageTab(folder)
    try:
        ready = float(page.value("Number(document.body.dataset.ready)")) / 1000
        page.value(WATCH)
        first = checked(page, file)
        others = [checked(page, file) for _ in range(later)]
        page.value("window.chosen = performance.now()")
        page.make(0, "公开说明")
        return ready, first, others, float(page.value("performance.now() - window.chosen")) / 1000
    finally:
        page.close()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true")
    quick = options.parse_args().quick
    if not is_of_today(PAGE):
        print("没有当天的页面，请先 make page")
        return 2
    count, later = (2, 3) if quick else (5, 5)
    lines = []
    with tempfile.TemporaryDirectory() as home:
        files = {name: data.with_suffix(".xlsx") for name, data in samples().items()}
        for name, file in files.items():
            check = process(COMMAND, "check", file, good=(0, 1))
            word = process(COMMAND, "render", file, "--draft", "-o", Path(home) / "n.docx", "--force")
            native, rendered = [check() for _ in range(count)], [word() for _ in range(count)]
            pages = []
            for number in range(count):
                folder = Path(home) / f"{name}{number}"
                folder.mkdir()
                pages.append(opened(folder, file, later))
            lines += [
                compared("page: ready", name, [one[0] for one in pages], "budgetxl check", native),
                compared("page: first check", name, [one[1] for one in pages], "budgetxl check", native),
                compared("page: later checks", name, [median(one[2]) for one in pages], "budgetxl check", native),
                compared("page: notice as Word", name, [one[3] for one in pages], "budgetxl render", rendered),
            ]
    for line in table(worst(lines)):
        print(line)
    print(f"page: {PAGE.stat().st_size / 1_000_000:.2f} MB; load {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
