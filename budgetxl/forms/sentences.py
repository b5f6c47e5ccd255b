"""A rule or formula as a Chinese sentence, with the labels of the form's fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from ..expressions import rule_to_chinese, to_chinese
from .compiled import Place, Places, bare_label
from .form import Form
from .model import Grid, Path, Record, Rule, Table
from .paths import find_block, places, row_places, sheet_scope

_SAYS_TOO_LITTLE = frozenset({"合计", "小计", "总计", "值", "单位"})


def labeller(form: Form, each: Path = (), known: Places | None = None) -> Callable[[Path], str]:
    """A function from a path in an expression to the words staff know it by. ``known`` are the form's places, if at hand."""
    known = places(form) if known is None else known
    rows = row_places(form, each) if each else None
    copies = sheet_scope(form, each) if each else None

    def label(path: Path) -> str:
        if path[0] == "row" and rows is not None:
            place = rows.get(path[1:])
            return _bare(place) if place else ".".join(path)
        if path[0] == "sheet" and copies is not None:
            place = copies.get(path[1:])
            return _bare(place) if place else ".".join(path)
        if path[0] == "lists":
            return "代码表"
        place = known.get(path)
        if place is None:
            return ".".join(path)
        alone = bare_label(place.field.label)
        return alone if isinstance(place.block, Record) and alone in form.compiled.said_once else _full(place)

    return label


def _bare(place: Place) -> str:
    """The label of a field in its row: the innermost heading, with the one above where that alone says too little."""
    header = [bare_label(part) for part in place.field.header if part]
    if len(header) > 1 and (header[-1] in _SAYS_TOO_LITTLE or _shared(place)):
        return "·".join(header[-2:])
    return header[-1]


def _shared(place: Place) -> bool:
    """Whether another column of a table has the same innermost heading: 上年初·价值 and 上年末·价值."""
    if isinstance(place.block, Record):
        return False
    return sum(bool(column.header) and column.header[-1] == place.field.header[-1] for column in place.block.columns) > 1


def _full(place: Place) -> str:
    block = place.block
    label = "·".join(bare_label(part) for part in place.field.header if part)
    match block:
        case Record():
            title = bare_label(block.title)
            return bare_label(place.field.label) if len(title) > 8 or not title else f"{title}的{bare_label(place.field.label)}"
        case Table():
            name = bare_label(block.title) or bare_label(place.sheet.title)
            total = next((t for t in block.totals if t.id == place.path[-2]), None)
            return f"{name}{bare_label(total.label)}行的{label}" if total else f"{name}的{label}"
        case Grid():
            name = bare_label(block.title) or bare_label(place.sheet.title)
            return label if name in label else f"{name}的{label}"
        case _:
            assert_never(block)


def rule_sentence(form: Form, rule: Rule, known: Places | None = None) -> str:
    """The rule as one sentence, with the difference that it lets pass: 每行：若…，则…（允许误差 …）. ``known`` are the form's places, if at hand."""
    label = labeller(form, rule.each, known)
    sentence = rule_to_chinese(
        rule.check.expression,
        label,
        when=rule.when.expression if rule.when else None,
        tolerance=rule.tolerance.expression if rule.tolerance else None,
    )
    if rule.each:
        name, each = _rows(form, rule.each)
        sentence = f"{name}每{each}：{sentence}"
    return sentence


def condition_sentence(form: Form, rule: Rule, *, rows: bool = True, known: Places | None = None) -> str:
    """When a rule applies: its condition as a sentence; empty where it always does.

    Of a rule over rows that some row must fulfil it; without one, or where there are no ``rows``, that there is any row at all.
    """
    when = "" if rule.when is None else to_chinese(rule.when.expression, labeller(form, rule.each, known))
    if not rule.each:
        return when
    name, each = _rows(form, rule.each)
    return f"{name}有这样的一{each}：{when}" if when and rows else f"{name}填有内容"


def _rows(form: Form, each: Path) -> tuple[str, str]:
    """What the rows of a rule are rows of, and the word for one of them."""
    block, sheet = find_block(form, each)
    name = bare_label(block.title or sheet.title) if block is not None and sheet is not None else ""
    repeated = form.repeated(each[0])
    return name or (bare_label(repeated.title) if repeated else ""), "行" if block is not None else "张"
