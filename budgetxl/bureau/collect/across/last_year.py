"""What a workbook says of last year against the workbook that was accepted last year (BUD-07)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from budgetxl.values import Finding, plain

from ...messages import say
from ...model import Read
from ..amounts import Measures
from ..places import cells_of
from .departments import MOST_ITEMS, some_items

_ZERO = Decimal(0)


def last_year_findings(reads: Mapping[str, Read], previous: Mapping[str, Read], measures: Measures) -> Iterator[tuple[str, Finding]]:
    """Each unit's code with a warning where last year's column is not what last year's workbook has (``previous``, by unit)."""
    for code, read in reads.items():
        before = previous.get(code)
        if before is None:
            continue
        told, accepted = measures.amounts(read), measures.amounts(before)
        known = measures.of_form(before.form).single
        differing = []
        for last, sources in measures.figures.last.items():
            then = sum((accepted.get(source, _ZERO) for source in sources), _ZERO)
            if known.keys() >= set(sources) and abs(told.get(last, _ZERO) - then) > measures.tolerance(last, len(sources)):
                differing.append((last, told.get(last, _ZERO), then))
        if differing:
            items = [say("item-last", label=measures.label(path), a=plain(a), b=plain(b)) for path, a, b in differing[:MOST_ITEMS]]
            _, actual, expected = differing[0]
            yield code, Finding(
                "BUD-07", "warning", say("BUD-07-accepted", items=some_items(items, len(differing))),
                cells_of(read, [path for path, _, _ in differing[:MOST_ITEMS]]), plain(expected), plain(actual),
                say("BUD-07-hint", file="、".join(before.names)),
            )  # fmt: skip


__all__ = ["last_year_findings"]
