"""The same as a formula of the 校验 sheet: a text that names the first few blanks for which a rule has no verdict.

It mirrors ``entries`` step by step. Beside it stands a function that gives the text over the values of a scope: a workbook that
no program has calculated yet shows that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias, assert_never

from ...values import Entry
from ..errors import NoExcelReading
from ..evaluate import evaluate
from ..excel.formula import FALSE, ExcelValue, any_of, count_of, fits, scalar
from ..excel_reading import Locate, translate
from ..function import Functions
from ..functions.table import BUILTINS
from ..scope import Scope, find
from ..syntax import (
    Binary,
    Call,
    Choose,
    Compare,
    Converted,
    Expression,
    Logic,
    Negate,
    Not,
    Number,
    Path,
    Reference,
    Text,
    Truth,
    children,
)
from .named_areas import NOTHING, Holds, Name, Named, Said, always, assembled, either

MOST_NAMED = 10
"""So many blanks a formula may name; what comes after them is left out."""

Total: TypeAlias = Callable[[Path], Expression | None]
"""The formula of a computed field, where it can be read from anywhere; None for any other field."""

Typed: TypeAlias = Callable[[Path], tuple[Path, ...]]
"""From a column to the columns that people type: itself, or those that its rows are computed from."""


def _all(parts: Iterable[tuple[Named, ...]]) -> tuple[Named, ...]:
    return tuple(one for part in parts for one in part)


class Blanks:
    """Finds the blanks that rules wait for. ``sure``: the expression is known to have no value where this is looked at, so that need not be asked.

    One serves all rules of a workbook: a field that many of them need, and what its total waits for, is gone through once.
    ``scope`` is one of the tree's shape: its values are not looked at.
    """

    def __init__(self, scope: Scope, locate: Locate, total: Total, typed: Typed = lambda path: (path,), functions: Functions = BUILTINS) -> None:
        self.scope, self.locate, self.total, self.typed, self.functions = scope, locate, total, typed, functions
        self._translated: dict[int, tuple[Expression, ExcelValue]] = {}  # by identity: the hash of an expression looks through all of it
        self._fields: dict[tuple[Path, bool], tuple[Named, ...]] = {}
        self._leaves: dict[Path, tuple[Named, ...]] = {}

    def formula(
        self, check: Expression, name: Name, *, when: Expression | None = None, tolerance: Expression | None = None, shorter: bool = False
    ) -> Said | None:
        """What a rule waits for, each blank once behind ``、``; None where Excel can't say it. Only to be looked at where it waits.

        ``shorter``: of each blank below the rule and its totals is only asked whether it is blank, not whether the rule needs it.
        """
        alone = when is None and tolerance is None  # then it waits because the check has no value
        try:
            found = (each for each in (check, tolerance) if each is not None)
            named = _all(self.leaves(each) if shorter else self.blanks(each, sure=alone) for each in found)
            if when is not None:
                before = self.leaves(when) if shorter else self.blanks(when, sure=True)
                named = either(self.translated(when).missing, self.lacks(when), before, named)
        except NoExcelReading:
            return None
        said = assembled(named, name, MOST_NAMED)
        return said if fits(said.formula) else None

    def translated(self, expression: Expression) -> ExcelValue:
        known = self._translated.get(id(expression))
        if known is None:
            known = self._translated[id(expression)] = expression, translate(expression, self.locate, self.functions)
        return known[1]

    def lacks(self, expression: Expression) -> Holds:
        return lambda scope: evaluate(expression, scope, self.functions) is None

    def holds(self, expression: Expression) -> Holds:
        return lambda scope: evaluate(expression, scope, self.functions) is True

    def blanks(self, expression: Expression, *, sure: bool = False) -> tuple[Named, ...]:
        match expression:
            case Number() | Text() | Truth():
                return ()
            case Reference(path):
                return self.reference(expression, path, sure)
            case Negate(operand) | Not(operand) | Converted(operand):
                return self.blanks(operand, sure=sure)
            case Binary(_, left, right) | Compare(_, left, right):
                open_ones = [side for side in (left, right) if self.translated(side).missing != FALSE]
                return _all(self.blanks(side, sure=sure and len(open_ones) == 1) for side in open_ones)
            case Logic(operator, operands):
                return self.logic(operands, operator == "and")
            case Choose(condition, then, otherwise):
                test = self.translated(condition)
                branch = either(test.value, self.holds(condition), self.blanks(then), self.blanks(otherwise))
                return either(test.missing, self.lacks(condition), self.blanks(condition, sure=True), branch)
            case Call():
                return self.call(expression, sure)
            case _:
                assert_never(expression)

    def reference(self, expression: Reference, path: Path, sure: bool) -> tuple[Named, ...]:
        """One field; for a total, what that waits for itself."""
        known = self._fields.get((path, sure))
        if known is None:
            known = self._fields[path, sure] = self._reference(expression, path, sure)
        return known

    def _reference(self, expression: Reference, path: Path, sure: bool) -> tuple[Named, ...]:
        located = self.locate(path)
        if located is None:
            raise NoExcelReading
        formula = self.total(path)
        below = self.below(formula) if formula is not None else ()
        found = below or (Named((), located.areas[0], always),)
        return found if sure else either(scalar(located).missing, self.lacks(expression), found)

    def below(self, formula: Expression) -> tuple[Named, ...]:
        """What a total waits for; nothing where Excel can't say it."""
        try:
            return self.blanks(formula, sure=True)
        except NoExcelReading:
            return ()

    def leaves(self, expression: Expression) -> tuple[Named, ...]:
        """All blanks below an expression and its totals, each asked for itself."""
        if not isinstance(expression, Reference):
            return () if self.translated(expression).missing == FALSE else _all(map(self.leaves, children(expression)))
        known = self._leaves.get(expression.path)
        if known is None:
            known = self._leaves[expression.path] = self._leaves_of(expression)
        return known

    def _leaves_of(self, expression: Reference) -> tuple[Named, ...]:
        formula, located = self.total(expression.path), self.locate(expression.path)
        if located is None:
            raise NoExcelReading
        below = self.leaves(formula) if formula is not None else ()
        if below:
            return below
        found = find(self.scope, expression.path)
        if isinstance(found, Entry):
            return either(scalar(located).missing, self.lacks(expression), (Named((), located.areas[0], always),))
        named: list[Named] = []
        for path in self.typed(expression.path):
            place, entries = self.locate(path), find(self.scope, path)
            if place is not None and not isinstance(entries, Entry):
                named += either(f"({count_of(place)})=0", _nothing_in(path), (Named((), place.areas[0], always),))
        return tuple(named)

    def logic(self, operands: tuple[Expression, ...], conjunction: bool) -> tuple[Named, ...]:
        """The first operand that is missing, unless one before it decides."""
        first, *rest = operands
        if not rest:
            return self.blanks(first)
        test, holds = self.translated(first), self.holds(first)
        after = self.logic(tuple(rest), conjunction)
        further = either(test.value, holds, after) if conjunction else either(test.value, holds, (), after)
        return either(test.missing, self.lacks(first), self.blanks(first, sure=True), further)

    def call(self, call: Call, sure: bool) -> tuple[Named, ...]:
        """The arguments that are one value and missing; else the columns that are blank from top to bottom."""
        function = self.functions[call.name]
        kinds = function.kinds(len(call.arguments))
        pairs = list(zip(kinds, call.arguments))
        whole = self.translated(call)
        if function.excel is None or whole.missing == FALSE:
            return ()
        single = [each for kind, each in pairs if kind == "value"]
        needed = any_of(*(self.translated(each).missing for each in single))
        lacking = [self.lacks(each) for each in single]
        columns = _all(self.column(kind, each) for kind, each in pairs if kind in ("series", "column"))
        said = either(needed, lambda scope: any(each(scope) for each in lacking), _all(map(self.blanks, single)), columns)
        return said if sure else either(whole.missing, self.lacks(call), said)

    def column(self, kind: str, argument: Expression) -> tuple[Named, ...]:
        """Each is asked for itself, although a sum has no value only where all are blank: staff delete the formulas of totals."""
        if not isinstance(argument, Reference):
            return self.blanks(argument) if kind == "series" else ()
        located, found = self.locate(argument.path), find(self.scope, argument.path)
        if located is None:
            raise NoExcelReading
        if isinstance(found, Entry):
            return self.reference(argument, argument.path, sure=False)
        count = count_of(located)
        places = [place for path in self.typed(argument.path) if (place := self.locate(path)) is not None]
        named = tuple(Named((), place.areas[0], always) for place in places or [located])
        return either(f"({count})=0" if "+" in count else f"{count}=0", _nothing_in(argument.path), named)


def _nothing_in(path: Path) -> Holds:
    """Whether a column is blank from top to bottom."""

    def nothing(scope: Scope) -> bool:
        found = find(scope, path)
        return all(entry.value is None for entry in ([found] if isinstance(found, Entry) else found))

    return nothing


__all__ = ["NOTHING", "Blanks", "Said", "Total", "Typed"]
