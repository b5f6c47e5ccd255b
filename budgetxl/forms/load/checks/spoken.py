"""The words that sentences have for figures (``spoken``): each has one owner, and a path among them leads to a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import assert_never

from budgetxl.values.foldings import said_words
from budgetxl.values.nearest import nearest

from ...form import Form, RemovedPlace
from ...model import Field, Grid, Path, Record, Table
from ...spoken import Clash, measure_of
from ...spoken.owners import START, is_reference
from ..messages import say
from ..mistakes import Mistake
from ..removed import remover

MEASURE_NAMES = {"amount": "金额", "change": "增减额", "share": "占比", "growth": "增减幅度", "count": "个数"}


def phrase_mistakes(form: Form, file: str, removed: Callable[[], Mapping[Path, RemovedPlace]]) -> Iterator[Mistake]:
    """SpokenWords that two figures of one measure have, that are too short, or stand where they name nothing; paths that lead nowhere.

    A path of a field that an ancestor has and the form removed is none: what named it has its own phrases left.
    """
    said: set[tuple[str, Path, Path]] = set()
    for clash in form.spoken.clashes:
        pair = (clash.phrase, clash.first[:-1], clash.second[:-1])
        if pair not in said:  # two rows of grids have one phrase for several figures
            said.add(pair)
            yield Mistake(file, _key(form, clash.second), _clash(clash))
    for path, name in form.spoken.unknown:
        if not remover(removed(), tuple(name.split("."))):
            known = [".".join(each) for each, place in form.compiled.places.items() if not place.column and measure_of(place.field)]
            yield Mistake(file, _key(form, path), say("spoken_unknown", value=name, near=nearest(name, known)))
    for key, phrases, field, column in _written(form):
        for each in (phrase for phrase in phrases if not is_reference(phrase)):
            if not any(map(str.isalpha, each)):
                yield Mistake(file, key, say("spoken_figure", value=each))
            elif (right := "".join(each.split())) != each:
                yield Mistake(file, key, say("spoken_spaces", value=each, right=right))
            elif _short(each):
                yield Mistake(file, key, say("spoken_short", value=each))
        if column:
            yield Mistake(file, key, say("spoken_column"))
        elif field is not None and measure_of(field) is None:
            yield Mistake(file, key, say("spoken_text", label=field.label, kind=field.kind.chinese))


def row_name_mistakes(form: Form, file: str) -> Iterator[Mistake]:
    """Amounts whose rows are named by what is no column of texts (``named_by``), and what is no amount."""
    for sheet, block in form.blocks():
        fields = block.fields if isinstance(block, Record) else block.columns
        texts = {"label"} if isinstance(block, Grid) else {column.id for column in fields if measure_of(column) is None}
        for field in (each for each in fields if each.named_by):
            if isinstance(block, Record) or field.named_by[0] not in texts or measure_of(field) != "amount" or sheet.repeat:
                part = "fields" if isinstance(block, Record) else "columns"
                key = f"sheets.{sheet.id}.blocks.{block.id}.{part}.{field.id}.named_by"
                yield Mistake(file, key, say("named_by", label=field.label, value=field.named_by[0]))


def _clash(clash: Clash) -> str:
    first, second = ".".join(clash.first), ".".join(clash.second)
    return say("spoken_twice", value=clash.phrase, measure=MEASURE_NAMES[clash.measure], first=first, second=second)


def _short(phrase: str) -> bool:
    return len(said_words(phrase)) < START


def _key(form: Form, path: Path) -> str:
    place = form.compiled.places[path]
    row = isinstance(place.block, Grid)
    part = "fields" if isinstance(place.block, Record) else "rows" if row else "columns"
    return f"sheets.{place.sheet.id}.blocks.{place.block.id}.{part}.{path[-2] if row else path[-1]}.spoken"


def _written(form: Form) -> Iterator[tuple[str, tuple[str, ...], Field | None, bool]]:
    """What is written under ``spoken``, with its key, the field (None of a grid's row) and whether that is a grid's column."""
    found: list[tuple[str, tuple[str, ...] | None, Field | None, bool]]
    for sheet, block in form.blocks():
        at = f"sheets.{sheet.id}.blocks.{block.id}"
        match block:
            case Record():
                found = [(f"{at}.fields.{item.id}", item.spoken, item, False) for item in block.fields]
            case Table():
                found = [(f"{at}.columns.{item.id}", item.spoken, item, False) for item in block.columns]
            case Grid():
                found = [(f"{at}.columns.{item.id}", item.spoken, item, True) for item in block.columns]
                found += [(f"{at}.rows.{row.id}", row.spoken, None, False) for row in block.rows]
            case _:
                assert_never(block)
        yield from ((f"{key}.spoken", phrases, field, column) for key, phrases, field, column in found if phrases)
