"""Times side by side: each round runs every candidate once, so that a busy moment of the machine strikes them all.

What is measured is processor time, user and system together: on an idle machine it is what a person waits for, and other
work on the machine changes it less than the clock's.
"""

from __future__ import annotations

import gc
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

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


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """How many times as long one candidate takes as another: the median of the rounds' own ratios."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
