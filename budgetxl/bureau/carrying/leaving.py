"""``carry``: what a workbook takes of last year's, and a line for everything that it does not, or that has to be looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from budgetxl.forms import Field, Form, Path, carried_from, places
from budgetxl.values import Key, path_of
from budgetxl.values.foldings import quoted
from budgetxl.values.records import dataclass

from .held import Fate, Held, Line, Spot, leaves, with_keys
from .messages import say
from .old_years import years_named
from .taking import Taken, taken_over

MOST_TEXT = 60  # characters of a text that a line quotes


@dataclass(frozen=True, slots=True)
class Carried:
    """The data of a new workbook, what is said of the carrying, and what is said on cells: sentences by their keys in the new data.

    ``reasons`` are last year's for the changes of figures, by their keys on the sheet that shows them.
    """

    data: Mapping[str, Any]
    lines: tuple[Line, ...] = ()
    marks: tuple[tuple[Key, str], ...] = ()
    reasons: Mapping[str, str] | None = None

    def count(self, fate: Fate) -> int:
        return sum(line.fate is fate for line in self.lines)


def carried(
    form: Form, old: Form, data: Mapping[str, Any], figures: bool = True, drop_finished: bool = False,
    spots: Mapping[Key, Spot] | None = None, year: int | None = None,
) -> Carried:  # fmt: skip
    """What a workbook of ``form`` takes of last year's, whose ``data`` is as ``export`` gives it by its form ``old``.

    ``figures``, ``drop_finished``: as :func:`taken_over` has them. ``spots`` are the cells that the values stood in, ``year`` is the old
    workbook's: texts that name it, or the one before, are carried and told.
    """
    where = spots or {}
    held = with_keys(data)
    taken = taken_over(form, old, held, figures, drop_finished, frozenset(key for key, spot in where.items() if spot.computed))
    leaving = _Leaving(form, old, taken, where, [one for _, one in leaves(held)])
    dated = list(_dated(taken, year))
    lines = (
        *leaving.lost(figures),
        *(leaving.line(Fate.LOOK, held, say("carry-years", years="、".join(f"{each}年" for each in years))) for _, held, years in dated),
        *(leaving.line(Fate.LOOK, held, say("carry-unnamed")) for held in taken.typed.values() if held.key in taken.unnamed),
        *leaving.finished(),
        *leaving.passed(),
    )
    return Carried(taken.data, lines, tuple((key, say("carry-mark", years="、".join(f"{each}年" for each in years))) for key, _, years in dated))


def _dated(taken: Taken, year: int | None) -> Iterator[tuple[Key, Held, tuple[int, ...]]]:
    """The carried texts that name the old year or the one before it: they were written for another year than that of now."""
    if year is None:
        return
    for key, held in taken.typed.items():
        if isinstance(held.value, str) and (years := years_named(held.value, (year, year - 1))):
            yield key, held, years


class _Leaving:
    def __init__(self, form: Form, old: Form, taken: Taken, spots: Mapping[Key, Spot], helds: Sequence[Held]) -> None:
        self.taken, self.spots, self.helds = taken, spots, helds
        self.before, self.now = places(old), places(form)
        self.renamed = {path: now for now, older in form.compiled.older.items() for path in older}
        self.sources = _sources(form)
        carried = frozenset((*taken.used, *taken.finished))
        self.left = [(held, *self._reason(held)) for held in helds if held.key not in carried]

    def lost(self, figures: bool) -> Iterator[Line]:
        """What was typed, or is asked for, and has a place nowhere; each with its reason."""
        late = Counter[str]()
        merged = frozenset(self.taken.merged)
        for held in self.helds:
            if held.key in merged:
                yield self.line(Fate.LOST, held, say("carry-several"))
        for held, fits, reason in self.left:
            if reason and not fits and not figures:
                late[self.before[path_of(held.key)].sheet.common_name] += 1
            elif reason:
                yield self.line(Fate.LOST, held, reason)
        for sheet, count in late.items():
            yield Line(Fate.LOST, None, sheet, say("carry-figures", n=count), say("carry-not-last-year"))

    def finished(self) -> Iterator[Line]:
        counted = Counter(self.taken.finished.values())
        for title, count in counted.items():
            first = next(key for key, each in self.taken.finished.items() if each == title)
            spot = self.spots.get(first)
            yield Line(Fate.FINISHED, None if spot is None else spot.at, title, say("carry-cells", n=count), say("carry-done"))

    def passed(self) -> Iterator[Line]:
        """How much the form leaves behind, by sheet."""
        texts, figures = Counter[str](), Counter[str]()
        for held, fits, reason in self.left:
            if not (fits or reason):
                place = self.before[path_of(held.key)]
                (figures if place.field.numeric else texts)[place.sheet.common_name] += 1
        for sheet in dict.fromkeys((*texts, *figures)):
            counts = [say(f"carry-{name}", n=found[sheet]) for name, found in (("texts", texts), ("figures", figures)) if found[sheet]]
            yield Line(Fate.PASSED, None, sheet, "、".join(counts), say("carry-anew"))

    def line(self, fate: Fate, held: Held, why: str) -> Line:
        spot, place = self.spots.get(held.key), self.before.get(path_of(held.key))
        label = spot.label if spot is not None else place.field.label if place is not None else ".".join(map(str, held.key))
        return Line(fate, None if spot is None else spot.at, label, quoted(str(held.value), MOST_TEXT), why)

    def _reason(self, held: Held) -> tuple[bool, str]:
        """Whether the year has nothing to do with it that a value was not carried, and why; empty where the form leaves it behind by its own.

        What a formula of the form gives again is nobody's loss: (True, "").
        """
        if held.key in self.taken.reasons:
            return True, self.taken.reasons[held.key]
        path = path_of(held.key)
        place, spot = self.before.get(path), self.spots.get(held.key)
        if place is None or (spot is not None and spot.computed) or (place.field.formula is not None and not place.field.open_formula):
            return True, ""
        now = self.renamed.get(path, path)
        if now not in self.now:
            return True, say("carry-gone")
        if now in self.sources:
            return not self.now[now].field.numeric, say("carry-several")
        return False, ""


def _sources(form: Form) -> Collection[Path]:
    """The paths of last year's that some field of a form takes."""
    found: set[Path] = set()
    for path, place in places(form).items():
        for source in _of(place.field):
            found.add((*path[:-1], *source) if len(source) == 1 else source)
    return found


def _of(field: Field) -> tuple[Path, ...]:
    return () if field.formula is not None and not (field.open_formula and field.kind.stored == "text") else carried_from(field)


__all__ = ["Carried", "carried"]
