"""A collection on the terminal: how many units have each state, which these are and why, files of nobody, the totals."""

from __future__ import annotations

from budgetxl.bureau import PASSED, STATES, TO_VERIFY, Collection, UnitResult
from budgetxl.verbs.collect import KEPT_OUT, accepted, said_of_totals, states

from ..messages import say
from ..printing import show

COLOURS = {PASSED: "green", TO_VERIFY: "yellow", "未报": None}
MOST_UNITS, MOST_OTHERS, MOST_FINDINGS = 40, 40, 3


def print_collection(collection: Collection) -> None:
    """All states with their units; those that passed are only counted."""
    counts = "，".join(f"{state} {count}" for state, count in states(collection).items())
    show(say("collected", form=collection.form or "?", year=collection.year or "?", units=len(collection.units), counts=counts), bold=True)
    for state in reversed(STATES[1:]):
        _print_state(state, [result for result in collection.units if result.state == state])
    for result in collection.units:
        if result.state == PASSED and result.remarks:
            show(f"    {result.unit.code} {result.unit.name}：{result.said}")
    others = sorted(collection.others, key=lambda other: other.state == KEPT_OUT)  # these last, otherwise as they are
    for other in others[:MOST_OTHERS]:
        show(f"  {other.state}  {other.file}：{other.reason}")
    if len(others) > MOST_OTHERS:
        show("  " + say("more_others", n=len(others) - MOST_OTHERS))
    show("  " + said_of_totals(collection))


def _print_state(state: str, results: list[UnitResult]) -> None:
    if not results:
        return
    show(f"  【{state}】{len(results)}", fg=COLOURS.get(state, "red"))
    for result in results[:MOST_UNITS]:
        late = say("late") if result.late else ""
        where = " + ".join(result.counting.files) if result.counting is not None else ""
        settled = say("settled") if accepted(result) else ""
        show(f"    {result.unit.code} {result.unit.name}{late}{settled}" + (f"  {where}" if where else ""))
        if result.said:
            show(f"      {result.said}")
        for finding in [one for one in result.across if one.answer is None][:MOST_FINDINGS]:
            show(f"      {finding.rule} {finding.message}")
    if len(results) > MOST_UNITS:
        show("    " + say("more_units", n=len(results) - MOST_UNITS))
