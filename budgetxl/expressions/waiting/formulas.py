"""The same as a formula of the 校验 sheet: a text that names the first few blanks for which a rule has no verdict.

It mirrors ``entries`` step by step. What the text is over given values can be asked for beside it (:meth:`Said.text`): a workbook
that no program has calculated yet shows that.
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
from .named_areas import NOTHING, Holds, Name, Named, Said, assembled, either

MOST_NAMED = 10
"""So many blanks a formula may name; what comes after them is left out."""

Total: TypeAlias = Callable[[Path], Expression | None]
"""The formula of a computed field, where it can be read from anywhere; None for any other field."""


Typed: TypeAlias = Callable[[Path], tuple[Path, ...]]
"""From a column to the columns that people type: itself, or those that its rows are computed from."""


def waiting_formula(
    check: Expression, scope: Scope, locate: Locate, name: Name, total: Total, typed: Typed = lambda path: (path,), *,
    when: Expression | None = None, tolerance: Expression | None = None, functions: Functions = BUILTINS, shorter: bool = False,
) -> Said | None:  # fmt: skip
    """What a rule waits for, each blank once behind ``、``; None where Excel can't say it. Only to be looked at where it waits.

    ``shorter``: of each blank below the rule and its totals is only asked whether it is blank, not whether the rule needs it.
    ``scope`` is one of the tree's shape: its values are not looked at.
    """
    walk = _Walk(scope, locate, total, typed, functions)
    alone = when is None and tolerance is None  # then it waits because the check has no value
    try:
        found = (each for each in (check, tolerance) if each is not None)
        named = _all(walk.leaves(each) if shorter else walk.blanks(each, sure=alone) for each in found)
        if when is not None:
            before = walk.leaves(when) if shorter else walk.blanks(when, sure=True)
            named = either(walk.translated(when).missing, walk.lacks(when), before, named)
    except NoExcelReading:
        return None
    said = assembled(named, name, MOST_NAMED)
    return said if fits(said.formula) else None


def _all(parts: Iterable[tuple[Named, ...]]) -> tuple[Named, ...]:
    return tuple(one for part in parts for one in part)


class _Walk:
    """Finds the blanks. ``sure``: the expression is known to have no value where this is looked at, so that need not be asked."""

    def __init__(self, scope: Scope, locate: Locate, total: Total, typed: Typed, functions: Functions) -> None:
        self.scope, self.locate, self.total, self.typed, self.functions = scope, locate, total, typed, functions

    def translated(self, expression: Expression) -> ExcelValue:
        return translate(expression, self.locate, self.functions)

    def lacks(self, expression: Expression) -> Holds:
        return lambda scope: evaluate(expression, scope, self.functions) is None

    def holds(self, expression: Expression) -> Holds:
        return lambda scope: evaluate(expression, scope, self.functions) is True

    def blank(self, path: Path) -> Holds:
        """Whether a column is blank from top to bottom."""

        def nothing(scope: Scope) -> bool:
            found = find(scope, path)
            return all(entry.value is None for entry in ([found] if isinstance(found, Entry) else found))

        return nothing

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
        located = self.locate(path)
        if located is None:
            raise NoExcelReading
        formula = self.total(path)
        below = self.below(formula) if formula is not None else ()
        found = below or (Named((), located.areas[0]),)
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
        formula, located = self.total(expression.path), self.locate(expression.path)
        if located is None:
            raise NoExcelReading
        below = self.leaves(formula) if formula is not None else ()
        if below:
            return below
        found = find(self.scope, expression.path)
        if isinstance(found, Entry):
            return either(scalar(located).missing, self.lacks(expression), (Named((), located.areas[0]),))
        named: list[Named] = []
        for path in self.typed(expression.path):
            place = self.locate(path)
            if place is not None and not isinstance(find(self.scope, path), Entry):
                named += either(f"({count_of(place)})=0", self.blank(path), (Named((), place.areas[0]),))
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
        located = self.locate(argument.path)
        if located is None:
            raise NoExcelReading
        if isinstance(find(self.scope, argument.path), Entry):
            return self.reference(argument, argument.path, sure=False)
        count = count_of(located)
        places = [place for path in self.typed(argument.path) if (place := self.locate(path)) is not None]
        named = tuple(Named((), place.areas[0]) for place in places or [located])
        return either(f"({count})=0" if "+" in count else f"{count}=0", self.blank(argument.path), named)


__all__ = ["NOTHING", "Said", "Total", "Typed", "waiting_formula"]
