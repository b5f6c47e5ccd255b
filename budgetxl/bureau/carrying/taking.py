"""Last year's workbook to what this year's begins with: its figures beside this year's, its texts, its list of projects.

Which field takes what is the form's own (``carries``); fields that were called otherwise last year are found by ``was``, codes
by that of their list. What a formula gives is never carried. Nothing is left behind in silence: see ``leaving``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field as record_field
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from budgetxl.forms import (
    Field,
    Form,
    Part,
    Path,
    Rollup,
    Table,
    carried_from,
    decode_value,
    in_new_names,
    is_added_up,
    is_parent,
    places,
)
from budgetxl.values import POWERS, Key, path_of, plain, squeeze
from budgetxl.values.records import dataclass
from budgetxl.values.words import YES

from .codes import NoCode, code_of_now
from .fitting import fitted
from .ghosts import without_ghosts
from .held import Held, bare, leaves
from .merging import merged
from .messages import say


@dataclass(frozen=True, slots=True)
class Taken:
    """What a workbook takes of last year's. ``data`` as ``fill`` has it; ``typed``: what was carried, by its key of now.

    ``used`` are the old keys of what was carried, or what formulas give again; ``reasons`` say by the old key why a value was
    not carried, where that shows only when one tries; ``merged`` say it of what had to yield where rows became one, ``finished``
    those of what belongs to projects that are done, ``unnamed`` those of rows that have figures and no text. ``ghosts``: what is in
    a row that has no figure of this year, by the key of its first text.
    """

    data: dict[str, Any]
    typed: Mapping[Key, Held]
    used: frozenset[Key]
    reasons: Mapping[Key, str]
    merged: Mapping[Key, str] = record_field(default_factory=dict)
    finished: Mapping[Key, str] = record_field(default_factory=dict)
    unnamed: tuple[Key, ...] = ()
    ghosts: Mapping[Key, frozenset[Key]] = record_field(default_factory=dict)


def taken_over(
    form: Form, old: Form, data: Mapping[str, Any], figures: bool = True, drop_finished: bool = False, computed: frozenset[Key] = frozenset()
) -> Taken:
    """What a form's workbook takes of last year's, whose ``data`` is as ``export`` gives it by its form ``old``, with its keys.

    Without ``figures`` only texts are taken: the workbook is not that of the year before. ``drop_finished`` leaves out the
    projects that say by the form's ``finished`` that they are done. ``computed``: the keys of what formulas gave.
    """
    source = dict(in_new_names(form.compiled.older, data))
    finished = _without_finished(form, source) if drop_finished and form.finished else {}
    taking = _Taking(form, old, figures, computed)
    made: dict[str, Any] = {}
    for sheet in form.sheets:
        parts = [part for cells in form.compiled.cells[sheet.id] for part in cells.parts]
        if not sheet.repeat:
            taking.parts(parts, source, source, made, ())
            continue
        copies = source.get(sheet.repeat)
        found = []
        for copy in copies if isinstance(copies, list) else ():
            item: dict[str, Any] = {}
            taking.parts(parts, copy, source, item, (sheet.repeat,))
            if item:
                found.append(item)
        if found:
            made[sheet.repeat] = found
    made, refused = fitted(form, made)
    typed = dict(leaves(made))
    used = taking.used - (refused.keys() - {key for held in typed.values() for key in held.keys})
    reasons, unnamed = {**taking.reasons, **refused}, tuple(taking.unnamed)
    return Taken(bare(made), typed, frozenset(used), reasons, taking.merged, finished, unnamed, taking.ghosts)


def _without_finished(form: Form, source: dict[str, Any]) -> dict[Key, str]:
    """Take the projects that are done out of the data; the keys of what they held, with what they are called."""
    name, field = form.finished
    items = source.get(name)
    gone: dict[Key, str] = {}
    kept = []
    for item in items if isinstance(items, list) else ():
        said = item.get(field) if isinstance(item, dict) else None
        if isinstance(said, Held) and squeeze(str(said.value)) == YES:
            inside = [held for _, held in leaves(item)]
            title = next((str(held.value) for held in inside if held is not said and isinstance(held.value, str)), "")
            gone.update((held.key, title) for held in inside)
        else:
            kept.append(item)
    if gone:
        source[name] = kept
    return gone


class _Taking:
    def __init__(self, form: Form, old: Form, figures: bool, computed: frozenset[Key]) -> None:
        self.form, self.old, self.figures, self.computed = form, old, figures, computed
        self.before = places(old)
        self.used: set[Key] = set()
        self.reasons: dict[Key, str] = {}
        self.merged: dict[Key, str] = {}
        self.unnamed: list[Key] = []
        self.ghosts: dict[Key, frozenset[Key]] = {}

    def parts(self, parts: list[Part], holder: Any, root: Mapping[str, Any], made: dict[str, Any], above: Path) -> None:
        """What each part of a sheet takes, put into ``made``; ``holder`` is last year's data below the sheet's root."""
        for part in parts:
            there = _at(holder, part.path)
            if part.many:
                old = [row for row in (there if isinstance(there, list) else ()) if isinstance(row, dict)]
                found = [self._row(part, row, root, above) for row in old]
                if self.figures:
                    found = without_ghosts(part, old, found, self.before, self.ghosts, self.reasons)
                if rows := merged(part, [row for row in found if row], partial(self._adds_up, (*above, *part.path)), self.merged):
                    _put(made, part.path, rows)
            elif fields := self._fields(part, there if isinstance(there, dict) else {}, root, above):
                _put(made, part.path, fields)

    def _row(self, part: Part, row: Mapping[str, Any], root: Mapping[str, Any], above: Path) -> dict[str, Any]:
        made = self._fields(part, row, root, above)
        texts = [field.id for field in part.fields if field.kind.stored == "text"]
        if made and texts and not any(isinstance(row.get(name), Held) for name in texts):
            self.unnamed.append(next(iter(made.values())).key)
        return made

    def _fields(self, part: Part, beside: Mapping[str, Any], root: Mapping[str, Any], above: Path) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for field in part.fields:
            proposed = field.open_formula and field.kind.stored == "text"
            if field.formula is not None and not proposed:
                continue
            if field.numeric and (not self.figures or self._is_left_to_sums(field, part, beside, root)):
                continue
            values = list(self._values(field, beside, root))
            if not values:
                continue
            if field.numeric:
                total = sum((Decimal(held.value) for held in values), Decimal(0))
                made[field.id] = Held(plain(total), values[0].key, added=tuple(held.key for held in values[1:]))
            else:
                made[field.id] = values[0]
        for field in part.fields if any(held.was is not None for held in made.values()) else ():  # the name of another code is for its formula to say
            if field.open_formula and field.id in made and made[field.id].key in self.computed:
                del made[field.id]
        return made

    def _sources(self, field: Field, beside: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[Held]:
        """What there is of last year for a field; nothing of what is blank."""
        for source in carried_from(field):
            held = beside.get(source[0]) if len(source) == 1 else _at(root, source)
            if isinstance(held, Held):
                yield held

    def _values(self, field: Field, beside: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[Held]:
        """What the sources of a field hold as the field can hold it; of what it can't, the reason is kept."""
        for held in self._sources(field, beside, root):
            try:
                value = self._figure(field, held) if field.numeric else self._text(field, held)
                if self.form is not self.old:
                    decode_value(field, value)
            except (NoCode, ValueError) as error:
                self.reasons.setdefault(held.key, str(error))
                continue
            self.used.add(held.key)
            yield Held(value, held.key, str(held.value) if not field.numeric and value != str(held.value) else None)

    def _is_left_to_sums(self, field: Field, part: Part, beside: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
        """Whether a row's amount is not carried because it adds up those of the codes below it, or did so last year.

        It is told where one is so and the other not: nothing gives again what stood there.
        """
        rollup = part.rollup
        code = beside.get(rollup.column) if rollup is not None and field.rollup else None
        if rollup is None or not isinstance(code, Held):
            return False
        now = self._code_now(part, rollup, code)
        is_sum = is_parent(squeeze(now), rollup)
        held = list(self._sources(field, beside, root))
        summed = [one for one in held if self._was_sum(one, str(code.value))]
        if not is_sum and not summed:
            return False
        told = held if is_sum and not summed else summed if now and not is_sum else []
        self.reasons.update((one.key, say("carry-now-parent" if is_sum else "carry-now-leaf", code=now)) for one in told)
        self.used.update(one.key for one in held if one not in told)
        return True

    def _code_now(self, part: Part, rollup: Rollup, code: Held) -> str:
        """The code by which a row adds up others; nothing where it has none any more."""
        column = next((field for field in part.fields if field.id == rollup.column), None)
        try:
            return str(code.value) if column is None else self._text(column, code)
        except NoCode:
            return ""

    def _was_sum(self, held: Held, code: str) -> bool:
        """Whether a figure of last year added up those of the codes below its row, by the table or by a formula of its own."""
        place = self.before.get(path_of(held.key))
        if place is None or not isinstance(place.block, Table) or place.block.rollup is None:
            return False
        return (place.field.rollup or place.field.formula is not None) and is_parent(squeeze(code), place.block.rollup)

    def _adds_up(self, path: Path, field: Field, held: Held) -> bool:
        """Whether figures of several rows may be added up: those of the column, or those that it takes."""
        found = (places(self.form).get((*path, field.id)), self.before.get(path_of(held.key)))
        return any(place is not None and is_added_up(place) for place in found)

    def _text(self, field: Field, held: Held) -> str:
        return code_of_now(self.form, self.old, field, str(held.value))

    def _figure(self, field: Field, held: Held) -> str:
        """A figure in the unit of a field. Raises ValueError with a sentence for one that can't be turned into it."""
        try:
            number = Decimal(str(held.value))
        except InvalidOperation:
            raise ValueError(say("carry-no-figure")) from None
        place = self.before.get(path_of(held.key))
        then = field if place is None else place.field
        if then.unit in POWERS and field.unit in POWERS:
            return plain(number.scaleb(POWERS[then.unit] - POWERS[field.unit]))
        if then.numeric and (then.kind.amount != field.kind.amount or (then.unit and field.unit and then.unit != field.unit)):
            raise ValueError(say("carry-unit", old=then.unit or then.kind.chinese, new=field.unit or field.kind.chinese))
        return plain(number)


def _at(node: Any, path: Path) -> Any:
    for name in path:
        node = node.get(name) if isinstance(node, dict) else None
    return node


def _put(made: dict[str, Any], path: Path, value: Any) -> None:
    """Put what a part took at its path; what stands there already stays."""
    if not path:
        made.update(value)
        return
    *way, last = path
    for name in way:
        made = made.setdefault(name, {})
    if isinstance(value, dict):
        made.setdefault(last, {}).update(value)
    else:
        made[last] = value


__all__ = ["Taken", "taken_over"]
