"""What was measured: lines of one table, and of each kind the worst, held against what is allowed."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from measure import ratio

HEAD = ("what", "of", "ms", "against", "ms", "ratio", "at most")


@dataclass(frozen=True)
class Line:
    """One candidate on one sample or form, in seconds. ``most`` is the ratio allowed, None where none is set.

    ``against`` names what runs beside it; it is empty, and ``ratio`` None, where nothing of the kind is known.
    """

    kind: str
    of: str
    ours: float
    against: str = ""
    theirs: float | None = None
    ratio: float | None = None
    most: float | None = None

    @property
    def missed(self) -> bool:
        return self.ratio is not None and self.most is not None and self.ratio > self.most


def compared(kind: str, of: str, ours: Sequence[float], against: str, theirs: Sequence[float], most: float | None = None) -> Line:
    """A line from the seconds of each round of two candidates that took turns."""
    return Line(kind, of, statistics.median(ours), against, statistics.median(theirs), ratio(ours, theirs), most)


def by_kind(lines: Sequence[Line]) -> list[Line]:
    """The lines of one kind below each other, kinds and lines in the order in which they were measured."""
    kinds = list(dict.fromkeys(line.kind for line in lines))
    return sorted(lines, key=lambda line: kinds.index(line.kind))


def worst(lines: Sequence[Line]) -> list[Line]:
    """Of each kind, in their order, the line with the highest ratio; where there are none, the slowest."""
    found: dict[str, Line] = {}
    for line in lines:
        best = found.get(line.kind)
        if best is None or (line.ratio or 0.0, line.ours) > (best.ratio or 0.0, best.ours):
            found[line.kind] = line
    return list(found.values())


def table(lines: Sequence[Line]) -> Iterator[str]:
    """All lines as a Markdown table, its columns aligned so that it can be read as it is."""
    rows = [HEAD, *(_cells(line) for line in lines)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(HEAD))]
    for number, row in enumerate(rows):
        yield "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |"
        if not number:
            yield "| " + " | ".join("-" * width for width in widths) + " |"


def said(line: Line) -> str:
    """A line in words: ``check of yanshanlu-2023: 0.810 of openpyxl, at most 0.750: MISSED``."""
    if line.ratio is None:
        return f"{line.kind} of {line.of}: {_ms(line.ours)} ms (for information)"
    text = f"{line.kind} of {line.of}: {line.ratio:.3f} of {line.against}"
    if line.most is None:
        return f"{text} (for information)"
    return f"{text}, at most {line.most:.3f}: {'MISSED' if line.missed else 'ok'}"


def _cells(line: Line) -> tuple[str, ...]:
    most = "" if line.most is None else f"{line.most:.3f}" + (", missed" if line.missed else "")
    theirs, times = "" if line.theirs is None else _ms(line.theirs), "" if line.ratio is None else f"{line.ratio:.3f}"
    return line.kind, line.of, _ms(line.ours), line.against, theirs, times, most


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"
