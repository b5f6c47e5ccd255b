"""What is still open with a unit: errors, and warnings that nobody answered."""

from __future__ import annotations

from budgetxl.forms import OWN_RULES
from budgetxl.values import Finding

from ..messages import say
from ..model import UnitResult

REFUSED = ("重复", "版本不符", "无法读取")
"""The states in which no workbook of the unit is taken: what is wrong is the file itself."""


def is_refused(result: UnitResult) -> bool:
    """Whether a unit is told why its file is not taken, instead of points: nothing of it is to be put right one by one."""
    return result.state in REFUSED or (result.counting is not None and result.counting.blank)


def open_points(result: UnitResult) -> tuple[Finding, ...]:
    """The findings of a unit that it has to put right or answer, in workbook order, those across units last."""
    if is_refused(result):
        return ()
    return tuple(one for one in result.findings if one.severity == "error" or (one.severity == "warning" and one.answer is None))


def goes_back(result: UnitResult) -> bool:
    """Whether something goes back to a unit."""
    return is_refused(result) or bool(open_points(result))


def beside_sheet(result: UnitResult) -> tuple[str, ...]:
    """The rules of open warnings that can't be answered on the unit's 校验 sheet, one for each: it has no row for the program's own
    rules, and what only the comparison with others shows is answered by the bureau."""
    own = result.counting.findings if result.counting is not None else ()
    found = [*(one for one in own if one.rule in OWN_RULES), *result.across]
    return () if is_refused(result) else tuple(one.rule for one in found if one.severity == "warning" and one.answer is None)


def counts_of(points: tuple[Finding, ...]) -> tuple[int, int]:
    """How many of open points are errors, and how many warnings."""
    errors = sum(1 for one in points if one.severity == "error")
    return errors, len(points) - errors


def said_counts(points: tuple[Finding, ...]) -> str:
    """How many errors and warnings there are among open points, those of which there are any."""
    errors, warnings = counts_of(points)
    said = [say(name, n=count) for name, count in (("count-errors", errors), ("count-warnings", warnings)) if count]
    return "、".join(said)
