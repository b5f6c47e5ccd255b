"""The tables that a unit publishes (公开表): each as the form says it looks, for the notice and for a file of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ..forms import Field, Form, Grid, PublishedTable, Record, Table
from ..values import Entry, Group, Key, Node, descend, entries
from ..workbook import Submission
from . import document, messages
from .errors import NoticeError
from .markup import Markup
from .phrasing import closed, printed
from .tables import TableMaker

AMOUNT_UNIT = "amount_unit"  #: the slot of a text above a table
MOST_NOTHING = 3  #: characters of what is no sentence yet, as 无: the usual one is printed instead


def published_tables(submission: Submission, traced: bool = False) -> Iterator[tuple[PublishedTable, document.Table]]:
    """Every table that the unit publishes, in their order; one of a repeated sheet once for each copy.

    ``traced``: their cells know what they print. Raises NoticeError where the form has none.
    """
    form = submission.form
    wanted = [one for one in form.published if one.blocks]
    if not wanted:
        raise NoticeError(messages.NO_PUBLISHED, form=form.id)
    values = printed(submission)
    maker = TableMaker(form, values.tables, form.removed.blocks, traced, values.prose)
    make = printer(form, maker)
    for one in wanted:
        for copy in _copies(maker.root, one):
            make(one.id, of=copy)
            yield replace(one, number=_number(maker, one, copy)), next(reversed(maker.made.values()))


def printer(form: Form, maker: TableMaker) -> Callable[..., Markup]:
    """``published_table`` for templates: a table by its id, ``of`` the copy of a repeated sheet. Nothing of one that was taken away.

    It raises NoticeError for an id that neither the form nor a parent has.
    """

    def published_table(name: str, of: Group | None = None) -> Markup:
        one = _known(form, name)
        if not one.blocks:
            return Markup()
        unit = _amount_unit(form, one)
        slots = {AMOUNT_UNIT: unit, **{f"words.{word}": text for word, text in form.words.items()}, **_slots_of(maker, one, of)}
        left, middle, right = ("" if AMOUNT_UNIT in text and not unit else maker.labels.text(text, **slots) for text in one.above)
        notes = [*(maker.labels.text(note, **slots) for note in one.notes), *_statement(form, maker, one, of)]
        number = _number(maker, one, of)
        return maker.table(
            *one.blocks, of=of, above_left=left, above_middle=middle, above_right=right,
            caption=(f"{number} " if number and one.title else number) + maker.labels.text(one.title, **slots), notes=notes,
            wide=one.paper.endswith("横") if one.paper else None, beside=list(one.beside), foot=one.foot, only_filled=list(one.only_filled),
            serial=one.serial, numbering_row=one.numbering_row, skipped=one.skipped,
            headers=dict(one.headers), blank=dict(one.blank),
        )  # fmt: skip

    return published_table


def numbers(form: Form, maker: TableMaker) -> Callable[..., str]:
    """``table_number`` for templates: what a published table is numbered as, for one that the wording prints in its own way."""

    def table_number(name: str, of: Group | None = None) -> str:
        one = _known(form, name)
        return _number(maker, one, of) if one.blocks else ""

    return table_number


def _known(form: Form, name: str) -> PublishedTable:
    found = next((one for one in form.published if one.id == name), None)
    if found is None:
        raise NoticeError(messages.UNKNOWN_PUBLISHED, name=name)
    return found


def _number(maker: TableMaker, one: PublishedTable, of: Group | None) -> str:
    """The number of a table; of a repeated sheet's copies, where there are several, each has its own: 表13-1."""
    copies = [_key_of(copy) for copy in _copies(maker.root, one) if copy is not None]
    if not one.number or of is None or len(copies) < 2 or (key := _key_of(of)) not in copies:
        return one.number
    return f"{one.number}-{copies.index(key) + 1}"


def _key_of(copy: Group) -> Key:
    """The key of a copy of a repeated sheet, by that of its first value."""
    return next((entry.key[:2] for _, entry in entries(copy)), ())


def _copies(root: Group, one: PublishedTable) -> Iterator[Group | None]:
    if not one.repeat:
        yield None
        return
    copies = descend(root, (one.repeat,))
    yield from (copy for copy in copies if isinstance(copy, Group)) if isinstance(copies, tuple) else ()


def _slots_of(maker: TableMaker, one: PublishedTable, of: Group | None) -> dict[str, str]:
    """What the copy of a repeated sheet knows itself, by its paths: ``projects.name``."""
    nodes = of.nodes.items() if of is not None else ()
    return {f"{one.repeat}.{name}": maker.labels.said(node) for name, node in nodes if isinstance(node, Entry)}


def _amount_unit(form: Form, one: PublishedTable) -> str:
    """The unit of the first amount that a table prints; empty where it prints none."""
    return next((field.unit for name in one.blocks for field in _fields(form, name) if field.kind.amount and field.in_notice), "")


def _fields(form: Form, name: str) -> tuple[Field, ...]:
    block_id, _, only = name.partition(".")
    block = form.block(block_id)
    if isinstance(block, Record):
        return tuple(field for field in block.fields if not only or field.id == only)
    return block.columns


def _statement(form: Form, maker: TableMaker, one: PublishedTable, of: Group | None) -> Iterator[str]:
    """What is said below a table that is empty."""
    holder = maker.root if of is None else of
    if all(_is_empty(form, holder, name) for name in one.blocks):
        found = descend(maker.root, one.statement) if one.statement else None
        said = maker.labels.said(found) if isinstance(found, Entry) else ""
        text = said if len(said.strip()) > MOST_NOTHING else form.words.get("empty_table", messages.EMPTY_TABLE)
        text = closed(text)  # a sentence of its own, of what is a phrase within others
        yield text if text.startswith(messages.NOTE) else messages.NOTE + text


def _is_empty(form: Form, holder: Group, name: str) -> bool:
    """Whether nothing is filled in: no row of a table, no value of a record or a grid."""
    block_id, _, only = name.partition(".")
    block = form.block(block_id)
    if isinstance(block, Table):
        return not descend(holder, (block_id,))
    if isinstance(block, Grid):
        return not _any(descend(holder, (block_id,)))
    nodes = holder if holder.get(block_id) is None else descend(holder, (block_id,))
    fields = [field.id for field in block.fields if not only or field.id == only]
    return not any(isinstance(nodes, Group) and _any(nodes.get(field)) for field in fields)


def _any(node: Node | object) -> bool:
    match node:
        case Entry():
            return node.value is not None
        case Group():
            return any(map(_any, node.nodes.values()))
        case tuple():
            return any(map(_any, node))
    return False
