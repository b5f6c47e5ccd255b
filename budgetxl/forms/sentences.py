"""A rule or formula as a Chinese sentence, with the labels of the form's fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from budgetxl.values.lazy_patterns import lazy_pattern

from ..expressions import rule_to_chinese
from .compiled import Place, Places
from .form import Form
from .model import Grid, Path, Record, Rule, Table
from .paths import find_block, places, row_places, sheet_scope

_SLOT = lazy_pattern(r"\{\{[^}]*\}\}")
_BRACKETS = lazy_pattern(r"（[^（）]{3,}）")
_NUMBERING = lazy_pattern(r"^[0-9]+、")


def labeller(form: Form, each: Path = (), known: Places | None = None) -> Callable[[Path], str]:
    """A function from a path in an expression to the words staff know it by. ``known`` are the form's places, if at hand."""
    known = places(form) if known is None else known
    unique = _said_once(known)
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
        alone = clean(place.field.label)
        return alone if isinstance(place.block, Record) and alone in unique else _full(place)

    return label


def _said_once(known: Places) -> set[str]:
    """The labels of record fields that say by themselves which field is meant."""
    labels = [clean(place.field.label) for place in known.values() if isinstance(place.block, Record)]
    return {label for label in labels if labels.count(label) == 1}


def clean(text: str) -> str:
    """A label as a sentence names it: without slots, padding, numbering and what stands in long brackets."""
    bare = _SLOT.sub("", text).replace("  ", "").strip()
    return _NUMBERING.sub("", _BRACKETS.sub("", bare)) or bare


def _bare(place: Place) -> str:
    """The label of a field in its row: the innermost heading, with the one above where that alone says too little."""
    header = [clean(part) for part in place.field.header if part]
    if isinstance(place.block, Grid):
        return header[-1]
    return "·".join(header[-2:]) if header[-1] in ("合计", "小计", "总计", "值", "单位") and len(header) > 1 else header[-1]


def _full(place: Place) -> str:
    block = place.block
    label = "·".join(clean(part) for part in place.field.header if part)
    match block:
        case Record():
            title = clean(block.title)
            return clean(place.field.label) if len(title) > 8 or not title else f"{title}的{clean(place.field.label)}"
        case Table():
            name = clean(block.title) or clean(place.sheet.title)
            total = next((t for t in block.totals if t.id == place.path[-2]), None)
            return f"{name}{clean(total.label)}行的{label}" if total else f"{name}的{label}"
        case Grid():
            name = clean(block.title) or clean(place.sheet.title)
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
        block, sheet = find_block(form, rule.each)
        name = clean(block.title or sheet.title) if block is not None and sheet is not None else ""
        if not name:
            repeated = form.repeated(rule.each[0])
            name = clean(repeated.title) if repeated else ""
        sentence = f"{name}每{'行' if block is not None else '张'}：{sentence}"
    return sentence
