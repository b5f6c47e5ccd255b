"""What one unit costs each command of a bureau's weeks, on one processor: the figures that docs/SCALE.md reckons with.

    python benchmarks/scale.py [--units 100 400]

For each number of units the commands themselves are run on the default form's sample, one process each (``--jobs 1``), on a folder of
so many workbooks: ``distribute``, ``collect`` for the first and for the second time, ``render`` of all of them as accepted. What is
measured is processor time, user and system, which other work on the machine changes by far less than the clock's, and the
largest memory of the process. The time of a unit is the slope between the smallest and the largest number, so that what a run takes to begin is
not in it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from batch_collect import units_of, workbooks

MB = 1024 * 1024


class Measured(NamedTuple):
    """One run: processor seconds, and the largest memory of the process in MB."""

    seconds: float
    memory: float


def run(folder: Path, *words: str) -> Measured:
    """Run one command line in a folder; it may find errors (exit code 1), nothing worse."""
    process = subprocess.Popen([sys.executable, "-m", "budgetxl", *words], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 1), (words, process.returncode)
    return Measured(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def measured(folder: Path, count: int) -> dict[str, Measured]:
    """Every command on so many units."""
    units, received = units_of(count), folder / "in"
    received.mkdir(parents=True)
    (folder / "roster.csv").write_text("单位编码,单位名称\n" + "".join(f"{unit.code},{unit.name}\n" for unit in units), encoding="utf-8")
    accepted = []
    for unit, (name, data) in zip(units, workbooks(count)):
        (received / name).write_bytes(data)
        accepted.append({"unit": unit.code, "name": unit.name, "path": name, "digest": hashlib.sha256(data).hexdigest()})
    collect = ("collect", "in", "--roster", "roster.csv", "-o", "summary.xlsx", "--jobs", "1", "--force")
    found = {"distribute": run(folder, "distribute", "roster.csv", "--form", "hebei-2027", "-o", "out", "--jobs", "1")}
    found["collect"], found["collect again"] = run(folder, *collect), run(folder, *collect)
    (received / "accepted.json").write_text(json.dumps({"accepted": accepted}), encoding="utf-8")
    found["render"] = run(folder, "render", "in", "-o", "notices", "--jobs", "1", "--draft")
    assert len(list((folder / "notices").iterdir())) == count
    return found


def sizes(folder: Path) -> dict[str, float]:
    """MB of what the commands wrote."""
    parts = {"workbooks sent back": "in", "workbooks sent out": "out", "notices": "notices"}
    found = {what: sum(path.stat().st_size for path in (folder / name).iterdir()) / MB for what, name in parts.items()}
    return found | {name: (folder / name).stat().st_size / MB for name in ("summary.xlsx", "summary.xlsx.budgetxl-cache")}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, nargs="+", default=[100, 400])
    counts = sorted(parser.parse_args(arguments).units)
    results = {}
    for count in counts:
        with tempfile.TemporaryDirectory() as place:
            results[count] = measured(Path(place), count)
            told = "; ".join(f"{what} {size / count:.3f} MB" for what, size in sizes(Path(place)).items())
            load = os.getloadavg()[0]
        for command, one in results[count].items():
            print(f"{count} units: {command}: {one.seconds:.1f} s of a processor, {one.memory:.0f} MB", flush=True)
        print(f"{count} units: a unit each: {told}; load of the machine {load:.1f}", flush=True)
    few, many = counts[0], counts[-1]
    for command in results[few] if few < many else ():
        each = (results[many][command].seconds - results[few][command].seconds) / (many - few)
        print(f"{command}: {each * 1000:.1f} ms of a processor for each unit")


if __name__ == "__main__":
    main()
