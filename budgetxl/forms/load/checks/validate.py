"""What a built form still may have wrong: references that lead nowhere, choices without a list, clashing ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeAlias

from budgetxl.expressions import ExpressionError, parse, references
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.nearest import nearest

from ...compiled import Compiled, Places
from ...form import DroppedRule, Form, RemovedPlace
from ...model import (
    CATALOGUE_SHEET,
    CHANGES_SHEET,
    CHECK_SHEET,
    GUIDE_SHEET,
    LIST_SHEET,
    CodeList,
    Field,
    Path,
    Record,
    Rule,
    Table,
)  # fmt: skip
from ..formulas import formulas_of
from ..messages import say
from ..mistakes import Mistake
from ..origins import Origins
from ..removed import removed_beside, removed_of, remover
from .carried import carried_mistakes
from .labels import label_mistakes
from .names import glossary_mistakes, name_mistakes, needed_mistakes
from .older import older_mistakes
from .spoken import phrase_mistakes, row_name_mistakes

_SLOT = lazy_pattern(r"\{([^{}]+)\}")
VERDICT_SLOTS = frozenset({"left", "right", "gap", "unit"})

Problem: TypeAlias = Callable[[], str]
"""Something wrong. Its sentence is made when it is asked for: looking for the nearest right word takes long."""


def slots_of(text: str) -> list[str]:
    """The slots of a rule's message: what stands in braces."""
    return _SLOT.findall(text)


class Known:
    """What expressions of one form may name."""

    def __init__(self, compiled: Compiled, form: Form | None = None) -> None:
        self.compiled = compiled
        self.form = form
        self._removed: Mapping[Path, RemovedPlace] | None = None
        self.places = compiled.places
        self.lists = [("lists", name, part) for name in compiled.lists for part in ("code", "name")]
        self.root: set[Path] = {*self.places, *self.lists}

    def problems(self, paths: Iterable[Path], text: str, row: Places | None, sheet: Places | None) -> Iterator[Problem]:
        """The paths of an expression that lead nowhere; ``text`` is how it is written."""
        for path in paths:
            yield from self._problem(path, text, row, sheet)

    def _problem(self, path: Path, text: str, row: Places | None, sheet: Places | None) -> Iterator[Problem]:
        if path[0] not in ("row", "sheet"):
            if path not in self.root:
                yield lambda: self._unknown(path, text, self.root, remover(self.removed, path))
            return
        scope = row if path[0] == "row" else sheet
        if scope is None:
            yield lambda: say("row_outside", text=text, name=path[0])
        elif path[1:] not in scope:
            beside = next(iter(scope.values()), None)
            by = removed_beside(beside, self.removed, path[1:]) if beside is not None else ""
            yield lambda: self._unknown(path, text, [(path[0], *name) for name in scope], by)

    @property
    def removed(self) -> Mapping[Path, RemovedPlace]:
        """What forms of the lineage removed, found out when a mistake asks for it."""
        if self._removed is None:
            self._removed = removed_of(self.form).places if self.form is not None else {}
        return self._removed

    @staticmethod
    def _unknown(path: Path, text: str, known: Iterable[Path], by: str) -> str:
        name = ".".join(path)
        if by:
            return say("removed_reference", text=text, name=name, by=by)
        if path[0] == "block" or path[0].startswith("block_"):
            return say("block_without_over", text=text, name=name)
        known = list(known)
        below = next((each for each in known if each[: len(path)] == path), None)
        if below is not None:
            return say("reference_short", text=text, name=name, such=".".join(below))
        near = nearest(name, [".".join(each) for each in known]) or ("" if name.isascii() else say("unknown_text"))
        return say("unknown_reference", text=text, name=name, near=near)


def validate(form: Form, file: str, origins: Origins, own: set[str]) -> list[Mistake]:
    """Every mistake that shows only in the whole form, after ``without_orphans``, which leaves no mistake in parents' rules.

    ``origins`` tells where a rule stands.
    """
    mistakes: list[Mistake] = []
    if not form.sheets:
        mistakes.append(Mistake(file, "sheets", say("no_sheets")))
    known = Known(form.compiled, form)
    mistakes.extend(name_mistakes(form, file))
    mistakes.extend(needed_mistakes(form, file))
    mistakes.extend(glossary_mistakes(form, file))
    mistakes.extend(older_mistakes(form, file))
    mistakes.extend(carried_mistakes(form, file))
    mistakes.extend(_sheet_names(form, file))
    mistakes.extend(_filling(form, file))
    mistakes.extend(_only_formulas(form, file))
    mistakes.extend(label_mistakes(form, file, lambda: known.removed))
    mistakes.extend(phrase_mistakes(form, file, lambda: known.removed))
    mistakes.extend(row_name_mistakes(form, file))
    for each in formulas_of(form.compiled):
        for problem in known.problems(each.formula.paths, each.formula.text, each.row, each.sheet):
            mistakes.append(Mistake(file, each.key, problem()))
    for place in known.places.values():
        mistakes.extend(_choices(place.field, place.path, form.lists, known, file))
    for rule in form.rules:
        at = origins[rule.id]
        if at.file in own:
            wrong = ((key, problem) for key, problem in _rule(rule, known) if key != "check" or not at.computed)
            mistakes.extend(Mistake(at.file, f"{at.key}.{key}", problem()) for key, problem in wrong)
    return mistakes


def without_orphans(
    rules: Iterable[Rule], compiled: Compiled, own: set[str], origins: Origins
) -> tuple[tuple[Rule, ...], tuple[DroppedRule, ...]]:
    """The rules without inherited ones that speak of a field which this form has taken away; and these, with what is gone.

    Only rules of parents' files are dropped; one of the form's ``own`` files that names an unknown field is a mistake.
    """
    known = Known(compiled)
    kept: list[Rule] = []
    dropped: list[DroppedRule] = []
    for rule in rules:
        at = origins[rule.id]
        if at.gone:
            dropped.append(DroppedRule(rule, (at.gone,)))
        elif at.file in own or next(_rule(rule, known), None) is None:
            kept.append(rule)
        else:
            dropped.append(DroppedRule(rule, tuple(_gone(rule, known))))
    return tuple(kept), tuple(dropped)


def _gone(rule: Rule, known: Known) -> list[Path]:
    """The full paths that a rule speaks of and the form does not have, each once."""
    row, sheet = known.compiled.rows.get(rule.each), known.compiled.copies(rule.each)
    if rule.each and row is None:
        return [rule.each]
    slots = [slot for text in (rule.message, rule.hint) for slot in _SLOT.findall(text) if slot not in VERDICT_SLOTS]
    written = [*rule.paths, *(path for slot in slots for path in _paths(slot)), *rule.cells]
    starts: dict[str, Path] = {"row": rule.each, "sheet": rule.each[:1]}
    gone = [path for path in written if next(known.problems([path], "", row, sheet), None) is not None]
    return list(dict.fromkeys((*starts[path[0]], *path[1:]) if path[0] in starts else path for path in gone))


def _paths(text: str) -> list[Path]:
    try:
        return [reference.path for reference in references(parse(text))]
    except ExpressionError:
        return []


def _only_formulas(form: Form, file: str) -> Iterator[Mistake]:
    """Tables that nobody can fill in: only what staff type tells how many rows there are."""
    for sheet, block in form.blocks():
        if isinstance(block, Table) and block.columns and all(column.formula is not None for column in block.columns):
            yield Mistake(file, f"sheets.{sheet.id}.blocks.{block.id}.columns", say("only_formulas"))


def _sheet_names(form: Form, file: str) -> Iterator[Mistake]:
    """Names of sheets that no workbook can have side by side: Excel tells them apart without case."""
    taken = [CHECK_SHEET, GUIDE_SHEET, LIST_SHEET, "History"]  # the last is Excel's own
    taken += [CATALOGUE_SHEET] if form.catalogues else []
    taken += [CHANGES_SHEET] if form.changes is not None else []
    copies = [
        re.escape(sheet.name).replace(re.escape("{{ n }}"), "[0-9]+") if "{{ n }}" in sheet.name else f"{re.escape(sheet.name)}[0-9]+"
        for sheet in form.sheets
        if sheet.repeat
    ]
    for sheet in form.sheets:
        alike = any(sheet.name.casefold() == name.casefold() for name in taken)
        if alike or (not sheet.repeat and any(re.fullmatch(copy, sheet.name, re.IGNORECASE) for copy in copies)):
            yield Mistake(file, f"sheets.{sheet.id}.name", say("sheet_taken", value=sheet.name))
        taken.append(sheet.name)


def _filling(form: Form, file: str) -> Iterator[Mistake]:
    """What ``filling`` names and no sheet is, and never was; a sheet that a form has removed may still be in its parent's list."""
    known = [sheet.id for sheet in form.sheets]
    gone = {removal.key[1] for removal in form.removals if len(removal.key) == 2}
    for number, name in enumerate(form.filling):
        if name in form.filling[:number]:
            yield Mistake(file, "filling", say("filling_twice", value=name))
        elif name not in known and name not in gone:
            yield Mistake(file, "filling", say("filling_unknown", value=name, near=nearest(name, known)))


def _choices(field: Field, path: Path, lists: Mapping[str, CodeList], known: Known, file: str) -> Iterator[Mistake]:
    source = field.choices_from
    if not source:
        return
    if source[0] == "lists":
        good = len(source) == 2 and source[1] in lists
    else:
        good = source in known.places
    if not good:
        names = [*(f"lists.{name}" for name in lists), *(".".join(p) for p in known.places)]
        text = ".".join(source)
        if by := remover(known.removed, source):
            yield Mistake(file, ".".join(path) + ".choices", say("choices_removed", value=text, by=by))
            return
        yield Mistake(file, ".".join(path) + ".choices", say("choices_unknown", value=text, near=nearest(text, names)))


def _rule(rule: Rule, known: Known) -> Iterator[tuple[str, Problem]]:
    row, sheet = known.compiled.rows.get(rule.each), known.compiled.copies(rule.each)
    if rule.each and row is None:
        text = ".".join(rule.each)
        yield "each", lambda: _each_unknown(text, known, remover(known.removed, rule.each))
        return
    for key, formula in (("check", rule.check), ("when", rule.when), ("tolerance", rule.tolerance)):
        if formula is not None:
            for problem in known.problems(formula.paths, formula.text, row, sheet):
                yield key, problem
    for key, text in (("message", rule.message), ("hint", rule.hint)):
        for slot in slots_of(text):
            if slot in VERDICT_SLOTS:
                continue
            for problem in _slot_problems(slot, known, row, sheet):
                yield key, partial(_of_slot, slot, problem)
    for path in rule.cells:
        for problem in known.problems([path], ".".join(path), row, sheet):
            yield "cells", problem


def _each_unknown(text: str, known: Known, by: str) -> str:
    if text == "block":
        return say("block_without_over", text=text, name=text)
    return say("each_removed", value=text, by=by) if by else say("each_unknown", value=text, near=nearest(text, _rowed(known.compiled)))


def _slot_problems(slot: str, known: Known, row: Places | None, sheet: Places | None) -> Iterator[Problem]:
    try:
        paths = [reference.path for reference in references(parse(slot))]
    except ExpressionError as error:
        yield partial(str, error)
        return
    yield from known.problems(paths, slot, row, sheet)


def _of_slot(slot: str, problem: Problem) -> str:
    return say("message_slot", slot=slot, error=problem())


def _rowed(compiled: Compiled) -> Iterator[str]:
    for sheet in compiled.sheets:
        if sheet.repeat:
            yield sheet.repeat
        for block in sheet.blocks:
            if not isinstance(block, Record):
                yield f"{sheet.repeat}.{block.id}" if sheet.repeat else block.id
