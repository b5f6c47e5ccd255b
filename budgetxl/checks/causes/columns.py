"""The same finding in neighbouring cells of a column is said once, of all of them: a column that was pasted as text is one mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from budgetxl.values import Finding
from budgetxl.values.lazy_patterns import lazy_pattern

from ..messages import say

_OF_CELLS = ("META-06", "META-07", "META-08", "META-12", "META-13", "META-17", "TEXT-05", "TEXT-07")  # what is found of single cells
_AS_THEY_ARE = ("META-07", "TEXT-05", "TEXT-07")  # of these each figure or word is to be read: only findings that say just the same are one
_OWN_FIGURES = ("META-08",)  # of these no cell's figure is said of the others
_VARYING = lazy_pattern(r"“[^”]*”|-?\d+(?:\.\d+)?|=\S+")


def by_columns(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, each where the first of its cells was told of; ``expected`` and ``actual`` are those of all cells."""
    kept: list[Finding | None] = []
    alike: dict[tuple[object, ...], list[int]] = {}
    for number, finding in enumerate(findings):
        kept.append(finding)
        if finding.rule in _OF_CELLS and len(finding.cells) == 1 and not finding.caused and finding.answer is None:
            alike.setdefault(_kind(finding), []).append(number)
    for numbers in alike.values():
        for run in _runs(sorted(((kept[number], number) for number in numbers), key=lambda one: _row(one[0]))):
            group = [finding for finding, _ in run if finding is not None]
            if len(group) > 1:
                for _, number in run:
                    kept[number] = None
                kept[min(number for _, number in run)] = _together(group)
    return [finding for finding in kept if finding is not None]


def _kind(finding: Finding) -> tuple[object, ...]:
    """What findings of one kind in one column have in common: all but the texts and figures that they quote."""
    texts = (finding.message, finding.hint)
    said = texts if finding.rule in _AS_THEY_ARE else tuple(_VARYING.sub("…", text) for text in texts)
    return finding.rule, finding.severity, said, finding.cells[0].sheet, finding.cells[0].column


def _row(finding: Finding | None) -> int:
    return finding.cells[0].row if finding is not None else 0


def _runs(found: list[tuple[Finding | None, int]]) -> Iterator[list[tuple[Finding | None, int]]]:
    """The findings of one column, from the top down, in runs of cells right below each other."""
    run: list[tuple[Finding | None, int]] = []
    for one in found:
        if run and _row(one[0]) != _row(run[-1][0]) + 1:
            yield run
            run = []
        run.append(one)
    yield run


def _together(group: list[Finding]) -> Finding:
    cells = tuple(at for one in group for at in one.cells)
    said = group[0].message
    if group[0].rule in _OWN_FIGURES and any(one.message != said for one in group):
        said = said.replace(group[0].expected, say("own-figure")) if group[0].expected else said
    message = say("same-column", message=said, range=f"{cells[0].cell}:{cells[-1].cell}", n=len(cells))
    return replace(group[0], message=message, cells=cells, expected=_all(one.expected for one in group), actual=_all(one.actual for one in group))


def _all(values: Iterable[str]) -> str:
    """One value where all are the same, else all of them in their order."""
    every = list(values)
    return every[0] if len(set(every)) == 1 else "、".join(every)
