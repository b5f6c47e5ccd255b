"""What can't work whatever is filled in: expressions of the wrong kinds, and formulas that stand on each other in a circle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from budgetxl.expressions import (
    Expression,
    ExpressionError,
    KindError,
    Lookup,
    check_condition,
    kind_of,
    parse,
    references,
)

from ...compiled import Compiled, Places
from ...form import Form
from ...kinds import kind_of_field, lookup_of
from ...model import Field, Path, Rule
from ..formulas import formulas_of
from ..messages import say
from ..mistakes import Mistake
from ..origins import Origins, origin
from .validate import VERDICT_SLOTS, slots_of


def kind_mistakes(form: Form, file: str, origins: Origins) -> Iterator[Mistake]:
    """Every expression that can't work. Paths that lead nowhere have been told already.

    ``file`` is the form's own, ``origins`` tells where a rule stands.
    """
    compiled = form.compiled
    for circle in _circles(compiled):
        yield Mistake(file, ".".join(circle[0]), say("circle", chain=" → ".join(".".join(path) for path in circle)))
    for each in formulas_of(compiled):
        lookup = lookup_of(compiled, each.row, each.sheet)
        if _known(each.formula.expression, lookup):
            for problem in _told(_formula, each.field, each.formula.expression, lookup):
                yield Mistake(file, each.key, say("kind", text=each.formula.text, error=problem))
    for rule in form.rules:
        at = origin(origins, rule.id, file)
        for key, problem in _rule(rule, compiled):
            if key != "check" or not at.computed:
                yield Mistake(at.file, f"{at.key}.{key}", problem)


def _told(look: Callable[..., object], *given: object) -> Iterator[str]:
    """What is wrong, if anything is, with what is looked at."""
    try:
        look(*given)
    except KindError as error:
        yield str(error)


def _known(expression: Expression, lookup: Lookup) -> bool:
    """Whether every path of an expression leads somewhere: of what nobody knows, nobody knows the kind."""
    return all(lookup(reference.path) is not None for reference in references(expression))


def _formula(field: Field, expression: Expression, lookup: Lookup) -> None:
    """Raises KindError where a formula can't give what its field holds."""
    wanted, found = kind_of_field(field), kind_of(expression, lookup)
    if found.table is not None:
        raise KindError(say("formula_column"))
    fits = found.type == wanted.type or (found.numeric and wanted.numeric and "number" in (found.type, wanted.type))
    if not fits and not (wanted.type in ("count", "percent") and found.type in ("count", "percent")):
        raise KindError(say("formula_kind", wanted=say(f"kind_{wanted.type}"), found=say(f"kind_{found.type}")))


def _rule(rule: Rule, compiled: Compiled) -> Iterator[tuple[str, str]]:
    row: Places | None = compiled.rows.get(rule.each)
    lookup = lookup_of(compiled, row, compiled.copies(rule.each))
    for key, formula, look in (("check", rule.check, check_condition), ("when", rule.when, check_condition), ("tolerance", rule.tolerance, _margin)):
        if formula is not None and _known(formula.expression, lookup):
            for problem in _told(look, formula.expression, lookup):
                yield key, say("kind", text=formula.text, error=problem)
    for key, text in (("message", rule.message), ("hint", rule.hint)):
        for slot in slots_of(text):
            if slot not in VERDICT_SLOTS:
                for problem in _told(_one_value, slot, lookup):
                    yield key, say("message_slot", slot=slot, error=problem)


def _margin(expression: Expression, lookup: Lookup) -> None:
    found = kind_of(expression, lookup)
    if not found.numeric or found.table is not None:
        raise KindError(say("tolerance_kind", found=say(f"kind_{found.type}")))


def _one_value(slot: str, lookup: Lookup) -> None:
    try:
        expression = parse(slot)
    except ExpressionError:
        return  # told already
    if _known(expression, lookup) and kind_of(expression, lookup).table is not None:
        raise KindError(say("slot_column"))


def _circles(compiled: Compiled) -> Iterator[tuple[Path, ...]]:
    """Computed values that stand on each other, each circle once, from its first path in the form's order back to it."""
    inputs: dict[Path, list[Path]] = {}
    for steps in compiled.steps.values():
        for step in steps:
            own = step.reading is not None
            inputs[step.path] = [path for path in sorted(step.inputs) if own or path != step.path]
    told: set[Path] = set()
    for start in inputs:
        circle = _circle_from(start, inputs)
        if circle and told.isdisjoint(circle):
            told.update(circle)
            yield circle


def _circle_from(start: Path, inputs: Mapping[Path, list[Path]]) -> tuple[Path, ...]:
    """The shortest way from a computed path through what it stands on back to it; empty where there is none."""
    ways: list[tuple[Path, ...]] = [(start,)]
    seen: set[Path] = set()
    for way in ways:
        for path in inputs.get(way[-1], ()):
            if path == start:
                return (*way, start)
            if path in inputs and path not in seen:
                seen.add(path)
                ways.append((*way, path))
    return ()
