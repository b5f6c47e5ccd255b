"""A department's figures against the sums of its units' (BUD-19)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from budgetxl.values import Finding, plain
from budgetxl.values.catalogue import MOST_SHOWN
from budgetxl.workbook import same_name

from ...messages import say
from ...model import Read
from ..amounts import Measures, added
from ..places import cells_of
from .parents import Holds
from .tree import Tree

MOST_ITEMS, MOST_MISSING = 5, 3
_ZERO = Decimal(0)


def department_findings(
    reads: Mapping[str, Read], tree: Tree, measures: Measures, off: Mapping[str, Collection[str]], holds: Mapping[str, Holds]
) -> Iterator[tuple[str, Finding]]:
    """Each department that holds its units with a warning where its figures are not theirs.

    They are equal where all its units have sent workbooks and its own part (本级) is one of them; else no figure may be less
    than theirs together.
    """
    for code, held in holds.items():
        children = tree.children.get(code, [])
        have = [child for child in children if child in reads]
        if held is Holds.OWN and len(have) == 1 and _same(reads[code], reads[have[0]], measures):
            names = tree.units[have[0]].name
            yield code, Finding("BUD-19", "warning", say("BUD-19-same", name=names), hint=say("BUD-19-same-hint", name=names))
        if held is not Holds.MORE or not have:
            continue
        whole = len(have) == len(children) and any(_is_own_part(code, child, tree) for child in children)
        finding = _finding(code, have, whole, reads, tree, measures, off)
        if finding is not None:
            yield code, finding


def _same(one: Read, other: Read, measures: Measures) -> bool:
    """Whether two workbooks have the same figures, and some."""
    a, b = measures.amounts(one), measures.amounts(other)
    return any(a.values()) and all(a.get(path, _ZERO) == b.get(path, _ZERO) for path in {*a, *b})


def not_compared(reads: Mapping[str, Read], tree: Tree, holds: Mapping[str, Holds]) -> dict[str, str]:
    """A remark on each department with a workbook of more than its own part whose units have not all sent theirs.

    It can't be held against them as a whole yet; its state is that of its workbook.
    """
    found = {}
    for code in reads:
        missing = [child for child in tree.children.get(code, []) if child not in reads]
        if missing and holds.get(code) is not Holds.OWN:
            names = "、".join(tree.units[child].name for child in missing[:MOST_MISSING]) + ("等" if len(missing) > MOST_MISSING else "")
            found[code] = say("not-compared", names=names)
    return found


def some_items(items: Sequence[str], count: int) -> str:
    """The first of some items, as many as there is room for in a sentence, and how many there are of them; none is cut."""
    more = say("more-items", n=count)
    kept = 1
    while kept < min(len(items), MOST_ITEMS) and len("；".join(items[: kept + 1]) + more) <= MOST_SHOWN:
        kept += 1
    return "；".join(items[:kept]) + (more if count > kept else "")


def _is_own_part(code: str, child: str, tree: Tree) -> bool:
    """Whether a unit is its department's own part (本级), by its name."""
    return same_name(tree.units[child].name, tree.units[code].name)


def _finding(
    code: str, children: list[str], whole: bool, reads: Mapping[str, Read], tree: Tree, measures: Measures,
    off: Mapping[str, Collection[str]],
) -> Finding | None:
    without = {sheet for one in (code, *children) for sheet in off.get(one, ())}
    own = measures.amounts(reads[code], without)
    below = added(measures.amounts(reads[child], without) for child in children)
    single = [path for path in measures.figures.single if path in own or path in below]
    differing = []
    for path in single:
        a, b = own.get(path, _ZERO), below.get(path, _ZERO)
        if abs(a - b) > measures.tolerance(path, len(children)) and (whole or (a < b and not measures.signed(path))):
            differing.append((path, a, b))
    if not differing:
        return None
    items = [
        say("item", label=measures.label(path), a=plain(a), b=plain(b), gap=plain(a - b), unit=measures.unit(path))
        for path, a, b in differing[:MOST_ITEMS]
    ]  # fmt: skip
    message = say("BUD-19-equal" if whole else "BUD-19-less", items=some_items(items, len(differing)))
    names = "、".join(tree.units[child].name for child in children[:MOST_ITEMS])
    _, actual, expected = differing[0]
    return Finding(
        "BUD-19", "warning", message, cells_of(reads[code], [path for path, _, _ in differing[:MOST_ITEMS]]),
        plain(expected), plain(actual), say("BUD-19-hint", names=names),
    )  # fmt: skip


__all__ = ["department_findings", "not_compared", "some_items"]
