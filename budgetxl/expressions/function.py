"""What a function of the language is: one record for its arity and its three readings.

The functions themselves stand in ``functions``; a higher layer adds its own by passing a larger table:
``parse(text, {**BUILTINS, "mine": Function(...)})``, and the same table to the readings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from ..values import Scalar
from ..values.records import dataclass, follows
from .errors import WrongType
from .excel.formula import ExcelValue, Located

Argument: TypeAlias = Scalar | tuple[Scalar, ...]
ExcelArgument: TypeAlias = ExcelValue | Located

Kind = Literal["value", "maybe", "series", "column", "pattern"]
"""What a parameter takes.

``value``: one value; where it is missing, so is the call. ``maybe``: one value or None. ``column``: a column, a tuple.
``series``: either one value or a column, blanks included. ``pattern``: a regular expression, written out in the rule.
"""


@dataclass(frozen=True, slots=True)
class Search:
    """How a function looks for texts in columns; numbers count its parameters from 0.

    ``wanted`` are the texts that it looks for, ``columns`` where each of them is sought, ``reads`` the columns that it takes
    from the rows that hold them (``columns`` themselves where it is empty). ``prefix``: a row holds a text by beginning with it.
    """

    wanted: tuple[int, ...]
    columns: tuple[int, ...]
    reads: tuple[int, ...] = ()
    prefix: bool = False


Role = Literal["", "share", "growth", "reckoned", "rounding"]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the expression language.

    ``parameters`` are the kinds of the arguments; the last ``optional`` of them may be left out; the last one repeats
    where the function is ``endless``.
    ``evaluate`` gets the arguments' values and may raise WrongType (the call is then missing) or any ArithmeticError.
    ``excel`` gets their Excel readings and may raise NoExcelReading; None where the program alone can tell. Its
    ``missing`` need not repeat that of ``value`` arguments. ``phrase`` is Chinese with ``{0}``, ``{1}`` for arguments,
    ``{all}`` and ``{rest}`` (from the second) for lists; ``denied`` is the phrase under ``not``.

    ``signature`` says the kinds of the arguments' values (the last one repeats) and, behind ``->``, that of the result:
    ``any``, ``number``, ``count``, ``percent``, ``text``, ``date``, ``truth``, ``amount`` (in 万元); of an argument also
    ``like N``, what can be compared with argument N; of the result ``as N``, that of argument N, or ``as all``, what all have
    together.

    For those who explain a finding: ``search`` says how it looks for texts in columns; ``context`` are the columns that it
    only looks through, which nothing found is about; ``role`` says that it holds a percentage (its first argument) against
    part and whole (``share``) or against this year's and last year's figure (``growth``), that it reckons one, or rounds its first
    argument. A function of percentages gets behind its arguments what a call knows of places (``Call.exact``).

    ``addends``: how many of the figures that it is given go into its result, of a function that chooses some rows of its columns
    and of no other (None: all that it is given do); ``addends_excel`` is the formula of that number.
    """

    name: str
    parameters: tuple[Kind, ...]
    evaluate: Callable[[Sequence[Argument]], Scalar]
    phrase: str | Callable[[Sequence[str]], str]
    excel: Callable[[Sequence[ExcelArgument]], ExcelValue] | None = None
    denied: str = ""
    optional: int = 0
    endless: bool = False
    signature: str = "any -> number"
    search: Search | None = None
    context: tuple[int, ...] = ()
    role: Role = ""
    addends: Callable[[Sequence[Argument]], int] | None = None
    addends_excel: Callable[[Sequence[ExcelArgument]], str] | None = None
    takes: tuple[str, ...] = follows(lambda function: tuple(function.signature.split(" -> ")[0].split(", ")))
    gives: str = follows(lambda function: function.signature.split(" -> ")[1])

    @property
    def least(self) -> int:
        """How many arguments it needs."""
        return len(self.parameters) - self.optional

    @property
    def most(self) -> int | None:
        """How many arguments it takes; None without end."""
        return None if self.endless else len(self.parameters)

    def kinds(self, count: int) -> tuple[Kind, ...]:
        """The kind of each of ``count`` arguments."""
        if count == len(self.parameters):
            return self.parameters
        return (self.parameters + self.parameters[-1:] * count)[:count]


Functions: TypeAlias = Mapping[str, Function]


def decimal(argument: Argument) -> Decimal:
    """The argument as a number. Raises WrongType."""
    if isinstance(argument, Decimal):
        return argument
    raise WrongType


def integer(argument: Argument) -> int:
    """The argument as a whole number. Raises WrongType."""
    number = decimal(argument)
    whole = int(number)
    if whole != number:
        raise WrongType
    return whole


def text(argument: Argument) -> str:
    """The argument as a text. Raises WrongType."""
    if isinstance(argument, str):
        return argument
    raise WrongType


def day(argument: Argument) -> date:
    """The argument as a date. Raises WrongType."""
    if isinstance(argument, date):
        return argument
    raise WrongType


def one(argument: Argument) -> Scalar:
    """The argument as one value. Raises WrongType."""
    if isinstance(argument, tuple):
        raise WrongType
    return argument


def column(argument: Argument) -> tuple[Scalar, ...]:
    """The argument as a column; one value is a column of one row."""
    return argument if isinstance(argument, tuple) else (argument,)
