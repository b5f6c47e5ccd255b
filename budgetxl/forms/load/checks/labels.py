"""The slots in a form's own texts, ``{{ unit.kind }}职责``: each names a field that the form has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import assert_never

from budgetxl.values.nearest import nearest

from ...form import Form, RemovedPlace
from ...labels import SLOT
from ...model import Field, Grid, Path, Record, Table
from ..messages import say
from ..mistakes import Mistake
from ..removed import remover
from .names import NEEDED

_ALWAYS = frozenset(("n", "year", "last_year"))  # the number of a copy, and what every form knows
_OF_TABLES = "amount_unit"  # what every published table knows, beside the words of its form


def label_mistakes(form: Form, file: str, removed: Callable[[], Mapping[Path, RemovedPlace]]) -> Iterator[Mistake]:
    """Every slot that names no field, or one that was removed and for which ``neutral`` has no word."""
    for key, text in _texts(form):
        rest = SLOT.sub("", text) if "{" in text else ""
        if any(sign in rest for sign in ("{{", "}}", "{%", "%}")):
            yield Mistake(file, key, say("label_brace", text=text))
        for slot in SLOT.findall(text) if "{{" in text else ():
            path = tuple(slot.split("."))
            of_table = "published" in key and (slot == _OF_TABLES or _is_word(form, path))
            if of_table or slot in _ALWAYS or path in NEEDED or path in form.compiled.places:
                continue  # that a form must have is told as that
            by = remover(removed(), path)
            if by and slot in form.options.neutral:
                continue
            names = [".".join(known) for known in form.compiled.places]
            message = say("label_removed", slot=slot, by=by) if by else say("label_unknown", slot=slot, near=nearest(slot, names))
            yield Mistake(file, key, message)


def _is_word(form: Form, path: Path) -> bool:
    return len(path) == 2 and path[0] == "words" and path[1] in form.words


def _texts(form: Form) -> Iterator[tuple[str, str]]:
    """Every text that stands in a workbook or a notice with its slots filled, with its key."""
    yield "title", form.title
    yield from (("instructions", text) for text in form.instructions)
    yield from (("options.published_above", text) for text in form.options.published_above)
    for one in form.published:
        yield from ((f"published.{one.id}", text) for text in (one.title, *one.above, *one.notes))
    for sheet in form.sheets:
        key = f"sheets.{sheet.id}"
        yield from ((f"{key}.{name}", text) for name, text in (("name", sheet.name), ("title", sheet.title), ("above", sheet.above)))
        yield from ((f"{key}.notes", text) for text in sheet.notes)
        for block in sheet.blocks:
            at = f"{key}.blocks.{block.id}"
            yield from ((f"{at}.title", block.title), (f"{at}.note", block.note))
            match block:
                case Record():
                    yield from _of_fields(at, block.fields)
                case Table():
                    yield from _of_fields(at, block.columns)
                    yield from ((f"{at}.{total.id}.label", total.label) for total in block.totals)
                case Grid():
                    yield from _of_fields(at, block.columns)
                    yield from ((f"{at}.{row.id}.label", row.label) for row in block.rows)
                case _:
                    assert_never(block)


def _of_fields(key: str, fields: tuple[Field, ...]) -> Iterator[tuple[str, str]]:
    for item in fields:
        yield from ((f"{key}.{item.id}", text) for text in (*item.header, item.prompt, item.notice_label or ""))
