"""``collect`` with two processes against one, and with many workbooks against few: ratios of one run.

    python benchmarks/batch_collect.py [--rounds 5] [--workbooks 48] [--many 4000 --few 400]

Every workbook is the default form's sample with another unit and other figures, so that none is known from another. What is
measured is the clock's time, since several processes share the work; both take turns, and the ratio is the median of the rounds'
own. ``--many`` compares time and memory of many workbooks with those of few, which takes long.
"""

from __future__ import annotations

import argparse
import copy
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from budgetxl.bureau import Unit
from budgetxl.bureau.collect import Way, collect
from budgetxl.cli.collecting import Folder, pool_of
from budgetxl.forms import load_form
from budgetxl.workbook import fill

SAMPLE = Path(__file__).resolve().parent.parent / "sample_workbooks" / "hebei-2027-demo.json"
AT_LEAST = 1.8  # times faster with two processes
AT_MOST_TIME, AT_MOST_MEMORY = 10.5, 1.2  # of ten times as many workbooks


def units_of(count: int) -> list[Unit]:
    return [Unit(f"{600_000 + number}", f"示例单位{number}") for number in range(count)]


def scaled(node: Any, factor: Decimal) -> Any:
    """Data whose amounts are so many times as large: what is a number with decimals, or a large one."""
    if isinstance(node, dict):
        return {name: scaled(each, factor) for name, each in node.items()}
    if isinstance(node, list):
        return [scaled(each, factor) for each in node]
    return str(Decimal(node) * factor) if isinstance(node, str) and node.replace(".", "", 1).isdigit() and "." in node else node


def workbooks(count: int, different: int = 8) -> Iterator[tuple[str, bytes]]:
    """Completed workbooks of so many units; of ``different`` built ones, each other has a unit of its own on the cover."""
    given = json.loads(SAMPLE.read_text(encoding="utf-8"))
    form = load_form(given["form"])
    for number, unit in enumerate(units_of(count)):
        data = copy.deepcopy(given["data"])
        data["unit"] |= {"name": unit.name, "code": unit.code}
        yield f"{unit.code}.xlsx", fill(form, scaled(data, Decimal(1 + number % different)), given["year"])


def collected(folder: Path, count: int, jobs: int) -> float:
    """Seconds of one collection of a folder."""
    files = Folder(str(folder)).files
    start = time.perf_counter()
    found = collect(files, units_of(count), date(2027, 3, 1), Way(pool=pool_of(jobs, count)))
    taken = time.perf_counter() - start
    assert len(found.collection.totals.counted) == count, found.collection.totals.left_out
    return taken


def written(folder: Path, count: int) -> Path:
    folder.mkdir()
    for name, data in workbooks(count):
        (folder / name).write_bytes(data)
    return folder


def two_against_one(folder: Path, count: int, rounds: int) -> bool:
    ratios = []
    for number in range(rounds + 1):
        one, two = collected(folder, count, 1), collected(folder, count, 2)
        if number:  # the first one warms up
            ratios.append(one / two)
            print(f"{count} workbooks: one process {one:.2f} s, two {two:.2f} s: {one / two:.3f}", flush=True)
    ratio = statistics.median(ratios)
    print(f"collect with two processes: {ratio:.3f} times as fast as with one, at least {AT_LEAST}: {'ok' if ratio >= AT_LEAST else 'MISSED'}")
    return ratio >= AT_LEAST


def measured(folder: Path, count: int) -> tuple[float, int, int]:
    """Seconds of a run with two workers in a process of its own, and the most memory of it and of its workers, in KB."""
    words = [sys.executable, __file__, "--folder", str(folder), "--workbooks", str(count)]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    return float(told[0]), int(told[1]), int(told[2])


def many_against_few(here: Path, many: int, few: int) -> bool:
    less, more = (measured(written(here / str(count), count), count) for count in (few, many))
    time_ratio, worker_ratio = more[0] / less[0], more[2] / less[2]
    print(f"{many} workbooks against {few}: {time_ratio:.2f} times the time (at most {AT_MOST_TIME}), {worker_ratio:.2f} times the memory of a worker "
          f"(at most {AT_MOST_MEMORY}); this process {less[1] >> 10} and {more[1] >> 10} MB")  # fmt: skip
    return time_ratio <= AT_MOST_TIME * many / few / 10 and worker_ratio <= AT_MOST_MEMORY


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workbooks", type=int, default=48)
    parser.add_argument("--many", type=int)
    parser.add_argument("--few", type=int, default=400)
    parser.add_argument("--folder")
    given = parser.parse_args()
    if given.folder:
        seconds = collected(Path(given.folder), given.workbooks, 2)
        most = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        print(seconds, *most)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        good = two_against_one(written(Path(folder) / "few", given.workbooks), given.workbooks, given.rounds)
        good = (not given.many or many_against_few(Path(folder), given.many, given.few)) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
