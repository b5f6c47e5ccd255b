"""``collect`` with two processes against one, and with many workbooks against few: ratios of one run.

    python benchmarks/batch_collect.py [--rounds 5] [--workbooks 200] [--many 4000 --few 400]

Every workbook is the default form's sample with another unit. What is measured is the clock's time, since several processes share
the work, so nothing else may be at work on the machine; both take turns, and the ratio is the median of the rounds' own. The
processor time beside it does not depend on that. ``--many`` compares time and memory of many workbooks with those of few, which takes long.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from budgetxl.bureau import Unit
from budgetxl.bureau.collect import Way, collect
from budgetxl.cli.collecting import Folder, pool_of
from budgetxl.forms import load_form
from budgetxl.workbook import fill

SAMPLE = Path(__file__).resolve().parent.parent / "sample_workbooks" / "hebei-2027-demo.json"
AT_LEAST = 1.8  # times faster with two processes
AT_MOST_TIME, AT_MOST_MEMORY = 10.5, 1.2  # of ten times as many workbooks


def units_of(count: int) -> list[Unit]:
    return [Unit(f"{600_000 + number}", f"示例单位第{number:05}号") for number in range(count)]


def workbooks(count: int) -> Iterator[tuple[str, bytes]]:
    """Completed workbooks of so many units: one is built, the others are copies of it with another unit everywhere."""
    given = json.loads(SAMPLE.read_text(encoding="utf-8"))
    first, *_ = units = units_of(count)
    given["data"]["unit"] |= {"name": first.name, "code": first.code}
    workbook = fill(load_form(given["form"]), given["data"], given["year"])
    for unit in units:
        yield f"{unit.code}.xlsx", renamed(workbook, {first.code: unit.code, first.name: unit.name})


def renamed(workbook: bytes, texts: Mapping[str, str]) -> bytes:
    """A workbook with other texts in all its parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name in old.namelist():
            content = old.read(name)
            for before, after in texts.items():
                content = content.replace(before.encode(), after.encode())
            new.writestr(name, content)
    return buffer.getvalue()


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


def shares(folder: Path, count: int) -> None:
    """What both ways take of processor time: however busy the machine is, that bounds what two processes can give."""
    start = time.process_time()
    collected(folder, count, 1)
    alone = time.process_time() - start
    own, before = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    collected(folder, count, 2)
    for worker in multiprocessing.active_children():
        worker.join()  # what it took is counted when it has ended
    own, after = time.process_time() - own, resource.getrusage(resource.RUSAGE_CHILDREN)
    workers = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"processor time: alone {alone:.2f} s; with two workers {own:.2f} s of this process and {workers:.2f} s of theirs, their start included")
    print(f"on two idle processors that is at best {alone / max((own + workers) / 2, own):.3f} times as fast", flush=True)


def two_against_one(folder: Path, count: int, rounds: int) -> bool:
    ratios = []
    for number in range(rounds + 1):
        one, two = collected(folder, count, 1), collected(folder, count, 2)
        if number:  # the first one warms up
            ratios.append(one / two)
            print(f"{count} workbooks: one process {one:.2f} s, two {two:.2f} s: {one / two:.3f}", flush=True)
    shares(folder, count)
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
    print(f"{many} workbooks against {few}: {time_ratio:.2f} times the time, at most {AT_MOST_TIME}")
    print(f"memory of a worker: {worker_ratio:.2f} times as much, at most {AT_MOST_MEMORY}; of this process {less[1] >> 10} and {more[1] >> 10} MB")
    return time_ratio <= AT_MOST_TIME * many / few / 10 and worker_ratio <= AT_MOST_MEMORY


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workbooks", type=int, default=200)
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
