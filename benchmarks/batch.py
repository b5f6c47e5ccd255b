"""Workbooks of many units: stamping one against XlsxWriter building it anew, ratios of one run.

    python benchmarks/batch.py [--quick]

Each round makes the workbook of another unit both ways, in turns; what is measured is processor time, and a ratio is the median of
the rounds' own (``measure.py``). A stamped workbook needs its template, which is built once for all units of a shape: it is there
before the clock starts, and the last line has the whole batch with it. Exit code 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import copy
import json
import statistics
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from measure import call, ratio, rounds

from budgetxl.bureau import Unit
from budgetxl.bureau.carrying import carried
from budgetxl.bureau.distribute import unit_data
from budgetxl.forms import Form, load_form
from budgetxl.workbook import Stamper, fill

SAMPLE = Path(__file__).resolve().parent.parent / "sample_workbooks" / "hebei-2027-demo.json"
FIGURES = 200
AT_LEAST_BLANK, AT_LEAST_FIGURES = 20, 8  # times faster than building
BATCH = 60


def figures_in(node: Any) -> int:
    """How many figures data holds: numbers with a decimal point, which codes have not."""
    if isinstance(node, dict | list):
        return sum(map(figures_in, node.values() if isinstance(node, dict) else node))
    return isinstance(node, str) and "." in node and node.replace(".", "", 1).isdigit()


def with_figures(node: Any, wanted: Iterator[bool], factor: Decimal) -> Any:
    """Data with as many of its figures as wanted, each so many times as large; the others are blank."""
    if isinstance(node, dict):
        return {name: with_figures(each, wanted, factor) for name, each in node.items()}
    if isinstance(node, list):
        return [with_figures(each, wanted, factor) for each in node]
    if not figures_in(node):
        return node
    return str((Decimal(node) * factor).quantize(Decimal("0.01"))) if next(wanted) else None


def last_year(form: Form, number: int) -> dict[str, Any]:
    """Last year's figures, texts and projects of the sample, 200 figures of them, other ones for each unit.

    The sample has fewer: rows of its tables are repeated under other codes until there are enough.
    """
    made = copy.deepcopy(carried(form, form, json.loads(SAMPLE.read_text(encoding="utf-8"))["data"]).data)
    leaves = [row for row in made["basic_spending"] if len(row["code"]) == 5]
    for more in count(60):
        lacking = FIGURES - figures_in(made)
        if lacking <= 0:
            break
        made["basic_spending"].append({**leaves[more % len(leaves)], "code": f"3{more:02}99", "last_personnel": "1.5", "last_operating": "2.5"})
    wanted = (position < FIGURES for position in count())
    return with_figures(made, wanted, 1 + Decimal(number) / 7)


def units() -> Iterator[Unit]:
    for number in count(1):
        yield Unit(f"{600_000 + number}", f"示例单位{number}")


def compared(what: str, data_of: Callable[[int], dict[str, Any]], form: Form, year: int, least: float, turns: int) -> bool:
    """Both ways in turns, each with the data of a unit of its own."""
    numbers = {"build": count(1), "stamp": count(1)}
    stamper = Stamper(form)
    stamper.fill(data_of(0), year)
    taken = rounds(
        {
            "build": call(lambda: fill(form, data_of(next(numbers["build"])), year, spare=True)),
            "stamp": call(lambda: stamper.fill(data_of(next(numbers["stamp"])), year)),
        },
        turns,
    )
    times = ratio(taken["build"], taken["stamp"])
    built, stamped = (statistics.median(taken[name]) * 1000 for name in ("build", "stamp"))
    told = "ok" if times >= least else "MISSED"
    print(f"{what}: stamped in {stamped:.1f} ms, built in {built:.1f} ms: {times:.1f} times faster, at least {least}: {told}", flush=True)
    return times >= least


def whole_batch(data_of: Callable[[int], dict[str, Any]], form: Form, year: int, what: str) -> None:
    """A batch with its template, against building each, for information."""

    def stamped() -> None:
        stamper = Stamper(form)
        for number in range(BATCH):
            stamper.fill(data_of(number), year)

    taken = rounds({"stamp": call(stamped), "one": call(lambda: fill(form, data_of(1), year, spare=True))}, 1)
    print(f"{BATCH} workbooks {what}, their template included: {BATCH * taken['one'][0] / taken['stamp'][0]:.1f} times faster (for information)")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Stamping workbooks beside building them with XlsxWriter.")
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    turns = 5 if parser.parse_args(arguments).quick else 15
    form = load_form("hebei-2027")
    named = [unit_data(form, unit) for _, unit in zip(range(BATCH + 1), units())]
    filled = [unit_data(form, unit, last_year(form, number)) for number, unit in zip(range(BATCH + 1), units())]
    assert all(figures_in(data) == FIGURES for data in filled), [figures_in(data) for data in filled[:3]]
    good = compared("a unit's name and code", lambda number: named[number], form, 2027, AT_LEAST_BLANK, turns)
    good = compared(f"with {FIGURES} figures of last year", lambda number: filled[number], form, 2028, AT_LEAST_FIGURES, turns) and good
    whole_batch(lambda number: named[number], form, 2027, "with name and code")
    whole_batch(lambda number: filled[number], form, 2028, f"with {FIGURES} figures")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
