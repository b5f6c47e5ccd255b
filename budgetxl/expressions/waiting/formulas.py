"""The same as a formula of the 校验 sheet: a text that names the first few blanks for which a rule has no verdict.

It mirrors ``entries`` step by step. What the text is over given values can be asked for beside it (:meth:`Said.text`): a workbook
that no program has calculated yet shows that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias, assert_never

from ...values import Entry
from ..errors import NoExcelReading
from ..evaluate import evaluate
from ..excel.formula import FALSE, ExcelValue, any_of, arguments_of, count_of, fits, pick, scalar
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
)

MOST_NAMED = 6
"""So many blanks a formula may name; what comes after them is left out."""


class Said(NamedTuple):
    """Formulas whose texts stand behind each other, each with a function that gives its text over the values of a scope."""

    parts: tuple[tuple[str, Callable[[Scope], str]], ...] = ()

    @property
    def formula(self) -> str:
        return "&".join(formula for formula, _ in self.parts) or EMPTY

    def text(self, scope: Scope) -> str:
        return "".join(text(scope) for _, text in self.parts)

    @classmethod
    def always(cls, formula: str, text: str) -> Said:
        """A formula that gives the same text over any values."""
        return cls(((formula, lambda scope: text),))


EMPTY = '""'
NOTHING = Said()

Name: TypeAlias = Callable[[str], Said]
"""From an area of a formula to the text by which people know its first cell; ``NOTHING`` for what they never see."""

Total: TypeAlias = Callable[[Path], Expression | None]
"""The formula of a computed field, where it can be read from anywhere; None for any other field."""


def waiting_formula(
    check: Expression, scope: Scope, locate: Locate, name: Name, total: Total, *, when: Expression | None = None,
    tolerance: Expression | None = None, functions: Functions = BUILTINS,
) -> Said | None:  # fmt: skip
    """What a rule waits for, each blank behind ``、``; None where Excel can't say it. Only to be looked at where it waits.

    ``scope`` is one of the tree's shape: its values are not looked at.
    """
    walk = _Walk(scope, locate, name, total, functions)
    try:
        said = _joined(walk.blanks(each) for each in (check, tolerance) if each is not None)
        if when is not None:
            said = _either(walk.translated(when).missing, walk.lacks(when), walk.blanks(when), said)
    except NoExcelReading:
        return None
    return said if fits(said.formula) else None


def _joined(parts: Iterable[Said]) -> Said:
    """Texts behind each other; what one formula says is said once."""
    found: dict[str, Callable[[Scope], str]] = {}
    for said in parts:
        for formula, text in said.parts:
            found.setdefault(formula, text)
    return Said(tuple(found.items()))


def _either(condition: str, holds: Callable[[Scope], bool], then: Said, otherwise: Said = NOTHING) -> Said:
    asked = arguments_of("IF", then.formula)  # the same question need not be asked twice
    said = asked[1] if len(asked) == 3 and asked[0] == condition else then.formula
    formula = pick(condition, said, otherwise.formula)
    return NOTHING if formula == EMPTY else Said(((formula, lambda scope: (then if holds(scope) else otherwise).text(scope)),))


class _Walk:
    def __init__(self, scope: Scope, locate: Locate, name: Name, total: Total, functions: Functions) -> None:
        self.scope, self.locate, self.name, self.total, self.functions = scope, locate, name, total, functions
        self.named: dict[str, Said] = {}

    def translated(self, expression: Expression) -> ExcelValue:
        return translate(expression, self.locate, self.functions)

    def lacks(self, expression: Expression) -> Callable[[Scope], bool]:
        return lambda scope: evaluate(expression, scope, self.functions) is None

    def holds(self, expression: Expression) -> Callable[[Scope], bool]:
        return lambda scope: evaluate(expression, scope, self.functions) is True

    def blanks(self, expression: Expression) -> Said:
        if len(self.named) == MOST_NAMED:
            return NOTHING
        match expression:
            case Number() | Text() | Truth():
                return NOTHING
            case Reference(path):
                return self.reference(expression, path)
            case Negate(operand) | Not(operand) | Converted(operand):
                return self.blanks(operand)
            case Binary(_, left, right) | Compare(_, left, right):
                return _joined((self.blanks(left), self.blanks(right)))
            case Logic(operator, operands):
                return self.logic(operands, operator == "and")
            case Choose(condition, then, otherwise):
                test = self.translated(condition)
                branch = _either(test.value, self.holds(condition), self.blanks(then), self.blanks(otherwise))
                return _either(test.missing, self.lacks(condition), self.blanks(condition), branch)
            case Call():
                return self.call(expression)
            case _:
                assert_never(expression)

    def reference(self, expression: Reference, path: Path) -> Said:
        """One field; for a total, what that waits for itself."""
        located = self.locate(path)
        if located is None:
            raise NoExcelReading
        formula = self.total(path)
        below = NOTHING if formula is None else self.blanks(formula)
        if below != NOTHING:
            return below
        return _either(scalar(located).missing, self.lacks(expression), self.named_cell(located.areas[0]))

    def logic(self, operands: tuple[Expression, ...], conjunction: bool) -> Said:
        """The first operand that is missing, unless one before it decides."""
        first, *rest = operands
        if not rest:
            return self.blanks(first)
        test, holds = self.translated(first), self.holds(first)
        after = self.logic(tuple(rest), conjunction)
        further = _either(test.value, holds, after) if conjunction else _either(test.value, holds, NOTHING, after)
        return _either(test.missing, self.lacks(first), self.blanks(first), further)

    def call(self, call: Call) -> Said:
        """The arguments that are one value and missing; else the columns that are blank from top to bottom."""
        function = self.functions[call.name]
        kinds = function.kinds(len(call.arguments))
        pairs = list(zip(kinds, call.arguments))
        whole = self.translated(call)
        if function.excel is None or whole.missing == FALSE:
            return NOTHING
        single = [each for kind, each in pairs if kind == "value"]
        needed = any_of(*(self.translated(each).missing for each in single))
        lacking = [self.lacks(each) for each in single]
        columns = _joined(self.column(kind, each) for kind, each in pairs if kind in ("series", "column"))
        said = _either(needed, lambda scope: any(each(scope) for each in lacking), _joined(map(self.blanks, single)), columns)
        return _either(whole.missing, self.lacks(call), said)

    def column(self, kind: str, argument: Expression) -> Said:
        if len(self.named) == MOST_NAMED:
            return NOTHING
        if not isinstance(argument, Reference):
            return self.blanks(argument) if kind == "series" else NOTHING
        path = argument.path
        located = self.locate(path)
        if located is None:
            raise NoExcelReading
        if isinstance(find(self.scope, path), Entry):
            return self.reference(argument, path)
        count = count_of(located)

        def nothing(scope: Scope) -> bool:
            found = find(scope, path)
            return all(entry.value is None for entry in ([found] if isinstance(found, Entry) else found))

        return _either(f"({count})=0" if "+" in count else f"{count}=0", nothing, self.named_cell(located.areas[0]))

    def named_cell(self, area: str) -> Said:
        return self.named.setdefault(area, self.name(area))


__all__ = ["NOTHING", "Said", "Total", "waiting_formula"]
