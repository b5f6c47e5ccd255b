"""What might be put into a cell instead: the figure that an equality asks for, one mistyped less, a text that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, localcontext
from itertools import pairwise

from budgetxl.expressions import TreeScope, references
from budgetxl.forms import Field, Path, Verdict, formula_cells, places, value_of
from budgetxl.values import Entry, Group, Key, Scalar, descend, path_of, round_half_up, scale
from budgetxl.values.decimals import PRECISE
from budgetxl.values.foldings import normal_name
from budgetxl.values.tolerances import LAST_PLACE, WRITTEN_PLACES

from .hints import swapped
from .seen_twice import failure, sought
from .trials import Trials

_POWERS = (-4, -3, -2, -1, 1, 2, 3, 4)
_UNIT = 4  # 元 for 万元
_LIKE, _MOST_TEXTS = 0.5, 6


def asked_for(verdict: Verdict, key: Key, entry: Entry, trials: Trials) -> Decimal | None:
    """What the cell at ``key`` must hold for the two sides of a comparison to be equal; None where it can't make them so.

    Both sides are straight lines in any one cell, so that one step to the side shows where they meet.
    """
    gap = verdict.judgement.gap
    now = entry.value if isinstance(entry.value, Decimal) else Decimal(0)
    beside = trials.put(key, now + 1, [verdict.rule]).verdicts.get(failure(verdict))
    moved = beside.judgement.gap if beside is not None else None
    if gap is None or moved is None or moved == gap:
        return None
    with localcontext(PRECISE):
        value = round_half_up(now - gap / (moved - gap), LAST_PLACE)
    return value if scale(value) <= max(WRITTEN_PLACES, scale(now)) and value != entry.value else None


def typed_over(trials: Trials, blamed: Mapping[Key, object]) -> dict[Key, bool]:
    """The totals among blamed cells over whose formulas somebody typed; each with whether it is one because of its row's code."""
    if not blamed:
        return {}
    found = (cell for cell in formula_cells(trials.form, trials.seen) if cell.key in blamed and cell.key not in trials.computed)
    return {cell.key: cell.rollup is not None for cell in found}


def agreeing(trials: Trials) -> frozenset[Key]:
    """The totals typed over whose figures are what their formulas give, as things are: they would follow, if formulas were put back."""
    found = (cell for cell in formula_cells(trials.form, trials.seen) if cell.key not in trials.computed and cell.entry.value is not None)
    return frozenset(cell.key for cell in found if value_of(cell, trials.seen) == cell.entry.value)


def allowed(field: Field, value: Decimal, now: Decimal) -> bool:
    """Whether a field may hold ``value`` where it holds ``now``: no negative amount, no part of a whole, no finer places."""
    if (value < 0 and not field.signed) or (field.kind.reading == "count" and value != value.to_integral_value()):
        return False
    return scale(value) <= max(WRITTEN_PLACES if field.decimals is None else field.decimals, scale(now))


def mistyped(old: Scalar, new: Decimal) -> str:
    """What is out of place where ``old`` is typed easily for ``new``: the sign, the unit, two digits or the decimal point.

    The code of the message that says so; empty where it is none of these.
    """
    if not isinstance(old, Decimal) or not old or not new:
        return ""
    if old == -new:
        return "slip-sign"
    if old == new.scaleb(_UNIT):
        return "slip-unit"
    if swapped(old, new):
        return "slip-swapped"
    return "slip-point" if any(old == _kept(new.scaleb(power), old) for power in _POWERS) else ""


def _kept(typed: Decimal, read: Decimal) -> Decimal:
    """What reading keeps of a figure that was typed: in 元 no more than two places, where it was read with no more."""
    return round_half_up(typed, WRITTEN_PLACES) if scale(read) <= WRITTEN_PLACES < scale(typed) else typed


def less_mistyped(value: Decimal) -> Iterator[Decimal]:
    """The figures that ``value`` is typed easily for."""
    if not value:
        return
    finest = max(2, scale(value))
    yield from (moved for power in _POWERS if scale(moved := value.scaleb(power)) <= finest)
    yield -value
    digits = list(format(abs(value), "f"))
    for place, pair in enumerate(pairwise(digits)):
        if pair[0] != pair[1] and "." not in pair:
            yield Decimal("".join([*digits[:place], pair[1], pair[0], *digits[place + 2 :]])).copy_sign(value)


def typed_texts(failed: Iterable[Verdict], trials: Trials) -> dict[Key, str]:
    """The texts that somebody typed into the single cells that failed checks look at."""
    found: dict[Key, str] = {}
    for verdict in failed:
        for entry in singles(verdict, trials.seen):
            if entry.at is not None and len(entry.key) > 1 and entry.key not in trials.computed and isinstance(entry.value, str):
                found[entry.key] = entry.value
    return found


def blanks(failed: Iterable[Verdict], trials: Trials) -> set[Key]:
    """The blank cells among the single ones that failed checks look at."""
    found = (entry for each in failed for entry in singles(each, trials.seen) if entry.value is None)
    return {entry.key for entry in found if entry.at is not None}


def singles(verdict: Verdict, seen: Group) -> Iterator[Entry]:
    """The single cells that a verdict's check looks at."""
    scope = TreeScope(seen, verdict.row, verdict.sheet)
    for reference in references(verdict.rule.check.expression):
        found = scope.lookup(reference.path)
        if isinstance(found, Entry):
            yield found


def wanting(failed: Iterable[Verdict], seen: Group) -> dict[tuple[Path, str], str]:
    """The texts that failed checks sought in columns in vain: by column and normalised text, the text as it is written."""
    found: dict[tuple[Path, str], str] = {}
    for verdict in failed:
        written = {normal_name(e.value): e.value for e in singles(verdict, seen) if isinstance(e.value, str)}
        for path, text in sought(verdict, seen):
            if text in written and not any(normal_name(one) == text for one in texts_of(seen, path)):
                found[path, text] = written[text]
    return found


def texts_of(seen: Group, path: Path) -> list[str]:
    """The texts of a column."""
    found = descend(seen, path)
    cells = found if isinstance(found, list) else []
    return [cell.value for cell in cells if isinstance(cell.value, str)]


def other_texts(key: Key, text: str, wanted: Mapping[tuple[Path, str], str], trials: Trials) -> list[str]:
    """The known texts that are most like the one in a cell: its choices, what it is sought among, what is sought in vain."""
    from difflib import SequenceMatcher  # only where something is wrong

    path = path_of(key)
    place = places(trials.form).get(path)
    known = dict.fromkeys(written for (column, _), written in wanted.items() if column == path)
    for (column, _), written in wanted.items():
        if written == text and column[0] != "lists":
            known |= dict.fromkeys(texts_of(trials.seen, column))
    known |= dict.fromkeys(_choices(place.field, trials)) if place else {}
    own = set(texts_of(trials.seen, path))
    likeness = {one: SequenceMatcher(None, text, one).ratio() for one in known if one != text}
    order = sorted((one for one in likeness if likeness[one] >= _LIKE), key=lambda one: (one in own, -likeness[one]))
    return order[:_MOST_TEXTS]


def _choices(field: Field, trials: Trials) -> Iterable[str]:
    if field.choices or not field.choices_from:
        return field.choices
    source = field.choices_from
    return trials.form.lists[source[1]].codes if source[0] == "lists" else texts_of(trials.seen, source)
