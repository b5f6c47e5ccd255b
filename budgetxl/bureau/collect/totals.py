"""Totals of all units, each figure once: a 部门 whose 单位 have workbooks of their own counts beside them with its own part only.

Which workbooks go into the totals is settled for each branch of the roster from below. A department whose workbook holds only
its own part counts with its units. One that is the sum of its units does not count: they do. One that holds its units and more (its
own part, or a unit that has sent nothing) counts, and they do not, since nothing else has all of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field
from decimal import Decimal

from budgetxl.values.records import dataclass

from ..differences import terms_of
from ..messages import say
from ..model import Read, Totals
from .across.parents import Holds, what_it_holds
from .across.tree import Tree
from .amounts import Measures, added


@dataclass(frozen=True, slots=True)
class Chosen:
    """The units whose workbooks go into the totals, why others do not, and what each department above some of them holds."""

    counted: tuple[str, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)
    holds: Mapping[str, Holds] = field(default_factory=dict)


def chosen(reads: Mapping[str, Read], tree: Tree, measures: Measures, off: Mapping[str, Collection[str]]) -> Chosen:
    """Which of the workbooks that count (``reads``, by unit) go into the totals; ``off`` are sheets of units out of scale."""
    picked: dict[str, list[str]] = {}
    left_out: dict[str, str] = {}
    holds: dict[str, Holds] = {}
    counted: list[str] = []
    for top in tree.tops():
        for code in reversed(list(tree.below(top))):
            picked[code] = _picked(code, picked, reads, tree, measures, off, left_out, holds)
        counted += picked[top]
    return Chosen(tuple(code for code in tree.units if code in set(counted)), left_out, holds)


def _picked(
    code: str, picked: Mapping[str, list[str]], reads: Mapping[str, Read], tree: Tree, measures: Measures,
    off: Mapping[str, Collection[str]], left_out: dict[str, str], holds: dict[str, Holds],
) -> list[str]:
    """Whose workbooks stand for a unit and all below it."""
    below = [each for child in tree.children.get(code, []) for each in picked.get(child, [])]
    read = reads.get(code)
    if read is None or not below:
        return below if read is None else [code]
    own = measures.amounts(read, off.get(code, ()))
    sums = added(measures.amounts(reads[each], off.get(each, ())) for each in below)
    holds[code] = what_it_holds(own, sums, read, tree.units[code], [tree.units[each] for each in below], measures)
    if holds[code] is Holds.OWN:
        return [code, *below]
    if holds[code] is Holds.ALL:
        left_out[code] = say("left-by-units")
        return below
    left_out.update({each: say("left-contained", name=tree.units[code].name, code=code) for each in below})
    return [code]


def totals_of(
    choice: Chosen, reads: Mapping[str, Read], passed: Collection[str], missing: Mapping[str, str], tree: Tree, measures: Measures,
    off: Mapping[str, Collection[str]],
) -> Totals:
    """The totals of a collection. ``passed`` are the units whose state is 通过, chosen among by themselves
    (其中通过); ``missing`` says why others have no figures, by their codes."""
    among_passed = chosen({code: read for code, read in reads.items() if code in passed}, tree, measures, off)
    left_out = {
        code: choice.left_out.get(code) or missing.get(code, "")
        for code in tree.units if code not in choice.counted
    }  # fmt: skip
    sheets: dict[str, dict[str, str]] = {}
    for code, ids in off.items():
        for sheet in ids if code in choice.counted else ():
            sheets.setdefault(sheet, {})[code] = say("left-scale")
    sums, of_passed = _sums(choice, reads, measures, off), _sums(among_passed, reads, measures, off)
    return Totals(sums, of_passed, choice.counted, left_out, sheets, among_passed.counted)


def _sums(choice: Chosen, reads: Mapping[str, Read], measures: Measures, off: Mapping[str, Collection[str]]) -> dict[str, Decimal]:
    sums = added(measures.amounts(reads[code], off.get(code, ())) for code in choice.counted)
    for path in [path for path in (*measures.figures.single, *measures.figures.columns) if path in sums]:  # in the form's order
        beside = _beside(path, measures)
        if any(name in sums for _, name in beside):
            sums[path] = sum((sign * sums.get(name, Decimal(0)) for sign, name in beside), Decimal(0))
    return {path: sums[path] for path in (*measures.figures.single, *measures.figures.columns) if path in sums}


def _beside(path: str, measures: Measures) -> list[tuple[int, str]]:
    """The figures that one is the difference of, each with 1 or -1; none where it is none, or not all of them are added up."""
    place = measures.place(path)
    above = path.rpartition(".")[0]
    found = [(sign, f"{above}.{name}") for sign, name in terms_of(place.field, place.block)] if place is not None else []
    return found if all(measures.place(name) is not None for _, name in found) else []


__all__ = ["Chosen", "chosen", "totals_of"]
