"""What the cells of formulas show, against what the form makes of them: never calculated, out of date, or another formula.

A formula that somebody changed, or that was not recalculated, shows something else than its inputs on show give. A cell
that only stands on such a one agrees with what it reads; that it is wrong, too, goes under the first that does not.

Nothing of this is a sum that skips a number stored as text, as all programs' sums do: no saving brings it up to date. It goes
under the finding of that number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from budgetxl.expressions import TreeScope, references
from budgetxl.forms import Form, FormulaCell, formula_cells, value_of, with_lists
from budgetxl.values import Address, Entry, Finding, Group, Key, Scalar, holding, round_half_up
from budgetxl.values.tolerances import LAST_PLACE
from budgetxl.xlsx import RawWorkbook

from ..messages import say

MOST_SINGLE, MOST_CELLS = 3, 20


def at_fault(
    form: Form, root: Group, shown: Mapping[Key, Scalar], stale: Mapping[Key, Finding], never: Mapping[Key, Finding], raw: RawWorkbook,
    texts: Collection[Address], version: bool, broken: bool,
) -> Iterator[Finding]:  # fmt: skip
    """The findings of stale cells, those that only follow from others under the first of them.

    ``shown`` is what each formula's cell shows, None for those that show nothing, which seem ``never`` to have been calculated:
    one that gives nothing over what is shown was calculated, and follows as well, as does one that stands on a ``broken`` cell,
    which shows an error and is told of by itself. ``texts`` and ``version`` as :class:`Formulas` has them.
    """
    if not stale and not broken:
        yield from _never_calculated(list(never.values()))
        return
    from .formulas import Formulas  # most files have no such cell

    tree = holding(root, shown)
    formulas = Formulas(form, tree, shown, raw, texts, version)
    apart = set(_disagreeing(form, tree, shown, {**stale, **never}))
    first = {key: formulas.told(key, stale[key], stale) for key in stale if key in apart}
    follow = tuple(one for key, one in {**stale, **(never if first else {})}.items() if key not in apart)
    if first and follow:
        top = next(iter(first))
        first[top] = replace(first[top], caused=follow)
    yield from _together(list((first or stale).values()))
    yield from _never_calculated([one for key, one in never.items() if key in apart or not (first or broken)])


def skipping(
    form: Form, root: Group, shown: Mapping[Key, Scalar], stale: Mapping[Key, Finding], texts: Mapping[Address, Key]
) -> dict[Address, tuple[Finding, ...]]:
    """Where all stale cells are so because their formulas skip numbers stored as ``texts``: the findings, by the text's address.

    ``shown`` is what each formula's cell shows, None for one that shows nothing. Without the texts such a formula gives just
    that. Those that stand on others go to the first text. Empty where a cell is stale for another reason.
    """
    if not texts or not stale:
        return {}
    first = _disagreeing(form, holding(root, shown), shown, stale)
    without = holding(root, {**shown, **dict.fromkeys(texts.values())})
    if not first or _disagreeing(form, without, shown, first):
        return {}
    several = list(texts.items())[: MOST_CELLS if len(texts) > 1 else 0]
    others = {at: set(_disagreeing(form, holding(root, {**shown, text: None}), shown, first)) for at, text in several}
    found: dict[Address, list[Finding]] = {}
    for key, finding in stale.items():
        at = next((at for at in others if key in first and key not in others[at]), next(iter(texts)))
        message = say("META-07-skipped", a=finding.actual or say("META-07-blank"), b=finding.expected)
        found.setdefault(at, []).append(replace(finding, message=message))
    return {at: tuple(each) for at, each in found.items()}


def _disagreeing(form: Form, tree: Group, shown: Mapping[Key, Scalar], keys: Collection[Key]) -> list[Key]:
    """The cells that show something else than their formulas give over a tree."""
    seen = with_lists(form, tree)
    return [cell.key for cell in formula_cells(form, tree) if cell.key in keys and not _alike(value_of(cell, seen), shown[cell.key])]


def _alike(value: Scalar, shows: Scalar) -> bool:
    """Whether a cell shows a value, as far as a double tells (-64.5699999999999); what has none shows nothing, and a sum of nothing 0."""
    if isinstance(value, Decimal) and isinstance(shows, Decimal):
        return round_half_up(value, LAST_PLACE) == round_half_up(shows, LAST_PLACE)
    return value == shows or (value in (None, "", 0) and shows in (None, "", 0))


def _together(findings: list[Finding]) -> Iterator[Finding]:
    """Findings one by one, but as one for each sheet on which they are many."""
    sheets: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.hint:
            yield finding  # of a formula that was changed: each is to be put back by itself
        else:
            sheets.setdefault(finding.cells[0].sheet, []).append(finding)
    for sheet, group in sheets.items():
        if len(group) <= MOST_SINGLE:
            yield from group
        else:
            caused = tuple(each for one in group for each in one.caused)
            outdated = all(one.message == say("META-07-outdated", a=one.actual, b=one.expected) for one in group)
            message = say("META-07-outdated-many" if outdated else "META-07-stale-many", s=sheet, n=len(group))
            yield Finding("META-07", "warning", message, _cells(group), caused=caused)


def _never_calculated(findings: list[Finding]) -> Iterator[Finding]:
    """The findings of formulas without results; as one where they are many, since then the whole file was not calculated."""
    if len(findings) <= MOST_SINGLE:
        yield from findings
    else:
        sheets = len({finding.cells[0].sheet for finding in findings})
        yield Finding("META-07", "info", say("META-07-empty-many", sheets=sheets, n=len(findings)), _cells(findings))


def _cells(findings: list[Finding]) -> tuple[Address, ...]:
    return tuple(finding.cells[0] for finding in findings[:MOST_CELLS])


def left_out(cell: FormulaCell, seen: Group, computed: Collection[Key]) -> Entry | None:
    """The one figure that somebody typed among those that a total adds up and that its cell is too small or too large by.

    ``computed`` are the keys of what nobody typed.
    """
    value, held = value_of(cell, seen), cell.entry.value
    if cell.formula is None or not isinstance(value, Decimal) or not isinstance(held, Decimal):
        return None
    gap = abs(value - held)
    fitting = [one for one in added_up(cell, seen) if isinstance(one.value, Decimal) and abs(one.value) == gap]
    found = [one for one in fitting if one.key == cell.key or one.key not in computed]
    return found[0] if len(found) == 1 else None


def added_up(cell: FormulaCell, seen: Group) -> list[Entry]:
    """The figures that a computed value's formula looks at."""
    if cell.formula is None:
        return []
    scope = TreeScope(seen, cell.row, cell.sheet)
    read = [scope.lookup(reference.path) for reference in references(cell.formula.expression)]
    return [one for node in read for one in ([node] if isinstance(node, Entry) else node)]


__all__ = ["added_up", "at_fault", "left_out", "skipping"]
