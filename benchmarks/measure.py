"""Times side by side: each round runs every candidate once, so that a busy moment of the machine strikes them all.

What is measured is processor time, user and system together: on an idle machine it is what a person waits for, and other
work on the machine hardly changes it.
"""

from __future__ import annotations

import gc
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

REPOSITORY = Path(__file__).resolve().parent.parent
SAMPLES = REPOSITORY / "sample_workbooks"

Candidate: TypeAlias = Callable[[], float]
"""Does its work once and gives the seconds of processor time that it took."""


def process(*command: str | Path, good: Sequence[int] = (0,)) -> Candidate:
    """A process of its own, from its start to its end. Raises RuntimeError where it ends in an unexpected way."""
    words = [str(word) for word in command]

    def run() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(words, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in good:
            raise RuntimeError(f"{' '.join(words)}: exit {done.returncode}: {done.stderr.decode(errors='replace')[-400:]}")
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return run


def call(work: Callable[[], object]) -> Candidate:
    """A function of this process. What the one before it left behind is cleared away first, so nobody pays for another.

    What it gives is freed when the clock has stopped: that of openpyxl is freed by the collector, ours at once.
    """

    def run() -> float:
        gc.collect()
        start = time.process_time()
        given = work()
        taken = time.process_time() - start
        del given
        return taken

    return run


def rounds(candidates: Mapping[str, Candidate], count: int) -> dict[str, list[float]]:
    """Seconds of each candidate, one figure a round; a first round that warms up is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in candidates}
    for number in range(count + 1):
        for name, run in candidates.items():
            seconds = run()
            if number:
                taken[name].append(seconds)
    return taken


def ratio(taken: Mapping[str, list[float]], name: str, against: str) -> float:
    """How many times as long one candidate takes as another: the median of the rounds' own ratios."""
    return statistics.median(a / b for a, b in zip(taken[name], taken[against]))


def table(taken: Mapping[str, list[float]]) -> None:
    """Milliseconds of each candidate."""
    widest = max(map(len, taken))
    print(f"{'':<{widest}}  {'best':>8}  {'median':>8}   ms, {len(next(iter(taken.values())))} rounds")
    for name, seconds in taken.items():
        print(f"{name:<{widest}}  {min(seconds) * 1000:8.1f}  {statistics.median(seconds) * 1000:8.1f}")


def verdict(what: str, value: float, most: float) -> bool:
    """Print one ratio against what is allowed; whether it is kept."""
    good = value <= most
    print(f"{what}: {value:.3f} (at most {most:.3f}) {'ok' if good else 'MISSED'}")
    return good


def compile_package() -> None:
    """Bytecode for the package, as an installer writes it, so that an editable install is measured as an installed one."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(REPOSITORY / "budgetxl")], check=True)


def completed(path: Path, sample: str = "jiefangdao-2022") -> Path:
    """A completed workbook, made from a sample's data."""
    process(sys.executable, "-m", "budgetxl", "fill", SAMPLES / f"{sample}.json", "-o", path)()
    return path
