"""What may be wrong with ``carries``, ``roster``, ``own_part`` and ``finished``: sources that are not there, or that do not fit."""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.values.nearest import nearest
from budgetxl.values.words import NO, YES

from ...compiled import Place
from ...form import Form
from ...model import Field, Path, Record
from ...paths import carried_from, choices_of
from ..messages import say
from ..mistakes import Mistake


def carried_mistakes(form: Form, file: str) -> Iterator[Mistake]:
    """Every field that would take something of last year's workbook, or of a roster, that it can't hold."""
    known = form.compiled.places
    for path, place in known.items():
        field, block = place.field, place.block
        if isinstance(block, Record) or path[-2:-1] != (block.id,):
            key = f"sheets.{place.sheet.id}.blocks.{block.id}.fields.{field.id}"
        else:
            key = f"sheets.{place.sheet.id}.blocks.{block.id}.columns.{field.id}"
        if field.roster:
            if not isinstance(block, Record) or place.sheet.repeat:
                yield Mistake(file, f"{key}.roster", say("roster_place"))
            elif field.formula is not None:
                yield Mistake(file, f"{key}.roster", say("roster_computed"))
        if field.own_part:
            yield from (Mistake(file, f"{key}.own_part", said) for said in _own_part(field, isinstance(block, Record) and not place.sheet.repeat))
        if not field.carries:
            continue
        if field.formula is not None and isinstance(block, Record) and not field.open_formula:
            yield Mistake(file, f"{key}.carries", say("carries_computed"))
            continue
        if len(carried_from(field)) > 1 and not field.numeric:
            yield Mistake(file, f"{key}.carries", say("carries_sum", value=field.carries))
            continue
        for source in carried_from(field):
            yield from (Mistake(file, f"{key}.carries", said) for said in _source(form, path, place, source))
    yield from (Mistake(file, "finished", said) for said in _finished(form))


def _finished(form: Form) -> Iterator[str]:
    """What is wrong with the field that says which projects are done."""
    name, place = ".".join(form.finished), form.compiled.places.get(form.finished)
    if not form.finished:
        return
    if place is None:
        yield say("finished_unknown", value=name, near=nearest(name, map(".".join, form.compiled.places)))
    elif len(form.finished) != 2 or not place.column:
        yield say("finished_place", value=name)
    elif set(choices_of(form, place.field)) != {YES, NO}:
        yield say("finished_choice", value=name)


def _own_part(field: Field, stands_once: bool) -> Iterator[str]:
    """What is wrong with the texts by which a field says that only a department's own part is there."""
    if not stands_once or field.kind.stored != "text":
        yield say("own_part_place")
    elif field.choices and not field.open_choices:
        yield from (say("own_part_value", value=one, near=nearest(one, field.choices)) for one in field.own_part if one not in field.choices)


def _source(form: Form, path: Path, place: Place, source: Path) -> Iterator[str]:
    """What is wrong with one source of a field."""
    known, field, name = form.compiled.places, place.field, ".".join(source)
    found = known.get((*path[:-1], *source) if len(source) == 1 else source)
    if found is None:
        beside = [".".join(each) if len(source) > 1 else each[-1] for each in known if len(source) > 1 or each[:-1] == path[:-1]]
        yield say("carries_unknown", value=name, near=nearest(name, beside))
    elif len(source) > 1 and (place.column or found.column or not isinstance(place.block, Record)):
        yield say("carries_column", value=name)
    elif not _fits(field, found.field):
        yield say("carries_kind", value=name, other=found.field.kind.chinese, own=field.kind.chinese)


def _fits(field: Field, source: Field) -> bool:
    """Whether a field can hold what another held: an amount an amount, a text a text."""
    own, other = field.kind, source.kind
    return own.stored == other.stored and own.amount == other.amount
