"""Times side by side: each round runs every candidate once, so that a busy moment of the machine strikes them all."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SAMPLE = REPOSITORY / "sample_workbooks" / "jiefangdao-2022.json"


def rounds(candidates: Mapping[str, Callable[[], object]], count: int) -> dict[str, list[float]]:
    """Seconds of each candidate, one figure a round; a first round that warms up is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in candidates}
    for number in range(count + 1):
        for name, run in candidates.items():
            start = time.perf_counter()
            run()
            if number:
                taken[name].append(time.perf_counter() - start)
    return taken


def process(*command: str | Path, good: Sequence[int] = (0,)) -> Callable[[], object]:
    """A candidate that is a process of its own. Raises RuntimeError where it ends in an unexpected way."""
    words = [str(word) for word in command]

    def run() -> None:
        done = subprocess.run(words, capture_output=True)
        if done.returncode not in good:
            raise RuntimeError(f"{' '.join(words)}: exit {done.returncode}: {done.stderr.decode(errors='replace')[-400:]}")

    return run


def ratio(taken: Mapping[str, list[float]], name: str, against: str) -> float:
    """How many times as long one candidate takes as another: the median of all rounds, each round its own ratio."""
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
    print(f"{what}: {value:.2f} (at most {most:.2f}) {'ok' if good else 'MISSED'}")
    return good


def compile_package() -> None:
    """Bytecode for the package, as an installer writes it, so that an editable install is measured as an installed one."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(REPOSITORY / "budgetxl")], check=True)


def completed(path: Path) -> Path:
    """A completed workbook, made from the sample's data."""
    process(sys.executable, "-m", "budgetxl", "fill", SAMPLE, "-o", path)()
    return path
