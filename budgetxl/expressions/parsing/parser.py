"""From the text of an expression to its syntax tree: Python's own grammar, cut down to what a rule needs.

Numbers keep the digits of the source (0.10 is exactly that), and nothing is ever run.
"""

from __future__ import annotations

import ast
import re
import warnings
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NoReturn

from budgetxl.values.lazy_patterns import lazy_pattern

from .. import messages
from ..errors import ExpressionError
from ..function import Functions, Kind
from ..functions.table import BUILTINS
from ..patterns import pattern_problem
from ..syntax import (
    ArithmeticOperator,
    Binary,
    Call,
    Choose,
    Comparator,
    Compare,
    Expression,
    Logic,
    Negate,
    Not,
    Number,
    Reference,
    Text,
    Truth,
)
from .slips import GROUPED, silent_slip, slip

MAX_LENGTH = 4000
MAX_DEPTH = 100

_OPERATORS: dict[type[ast.operator], ArithmeticOperator] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARATORS: dict[type[ast.cmpop], Comparator] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
_REFUSED: dict[type[ast.operator], str] = {ast.Pow: "**", ast.Mod: "%", ast.FloorDiv: "//"}
_NUMBER = lazy_pattern(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?")
_BREAKS = lazy_pattern(r"[\r\n\t\f]")
_WARNED_OF = lazy_pattern(r"\\|\bis\b|[0-9][A-Za-z_]")
_INVALID_CHARACTER = lazy_pattern(r"invalid (?:non-printable )?character '?(.)?'? ?\(?U\+([0-9A-F]+)")


def parse(text: str, functions: Functions = BUILTINS) -> Expression:
    """The tree of an expression. Raises ExpressionError, whose offset counts characters of ``text`` from 0."""
    return _parsed_once(text) if functions is BUILTINS else _parsed(text, functions)


@lru_cache(maxsize=4096)
def _parsed_once(text: str) -> Expression:
    """The same text of a form is parsed once: a rule's message names the fields that its check names."""
    return _parsed(text, BUILTINS)


def _parsed(text: str, functions: Functions) -> Expression:
    source = _BREAKS.sub(" ", text)
    start = len(source) - len(source.lstrip())
    if start == len(source):
        raise ExpressionError(messages.empty())
    if len(source) > MAX_LENGTH:
        raise ExpressionError(messages.too_long(len(source), MAX_LENGTH), MAX_LENGTH)
    wrong = silent_slip(source)
    if wrong:
        raise ExpressionError(*wrong)
    return _Parser(source[start:].rstrip(), start, functions).parse()


def _python_tree(source: str) -> ast.Expression:
    """Python's own tree. It warns of escapes in a pattern (``"\\d"``), of ``is`` and of ``3and``: nobody's business here."""
    if not _WARNED_OF.search(source):
        return ast.parse(source, mode="eval")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source, mode="eval")


class _Parser:
    """One parse: the source, for exact numbers and offsets, and the table of functions."""

    def __init__(self, source: str, start: int, functions: Functions) -> None:
        self.source = source
        self.encoded = source.encode("utf-8", "replace")
        self.start = start
        self.functions = functions

    def parse(self) -> Expression:
        try:
            tree = _python_tree(self.source)
        except SyntaxError as error:
            self.syntax_error(error)
        except (ValueError, RecursionError, MemoryError):
            raise ExpressionError(messages.too_deep(MAX_DEPTH), self.start) from None
        return self.convert(tree.body, 1)

    def syntax_error(self, error: SyntaxError) -> NoReturn:
        offset = max(0, (error.offset or 1) - 1)
        if "nested" in (error.msg or ""):
            raise ExpressionError(messages.too_deep(MAX_DEPTH), self.start + offset) from None
        wrong = slip(self.source)
        if wrong:
            raise ExpressionError(wrong[0], self.start + wrong[1]) from None
        found = _INVALID_CHARACTER.search(error.msg or "")
        if found:
            message = messages.full_width(chr(int(found.group(2), 16)))
        else:
            message = messages.not_python(self.source[offset : offset + 12].strip())
        raise ExpressionError(message, self.start + offset) from None

    def fail(self, message: str, node: ast.expr) -> NoReturn:
        before = self.encoded[: node.col_offset].decode("utf-8", "replace")
        raise ExpressionError(message, self.start + len(before))

    def written(self, node: ast.expr) -> str:
        return self.encoded[node.col_offset : node.end_col_offset].decode("utf-8", "replace")

    def convert(self, node: ast.expr, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            self.fail(messages.too_deep(MAX_DEPTH), node)
        deeper = depth + 1
        match node:  # the most frequent first
            case ast.Name() | ast.Attribute():
                return self.reference(node)
            case ast.Call():
                return self.call(node, deeper)
            case ast.Constant(value=bool(truth)):
                return Truth(truth)
            case ast.Constant(value=int() | float()):
                return self.number(node)
            case ast.Constant(value=str(text)):
                return Text(text)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Negate(self.convert(operand, deeper))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.convert(operand, deeper)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.convert(operand, deeper))
            case ast.BinOp(left=left, op=operator, right=right):
                if type(operator) not in _OPERATORS:
                    self.slip_within(node)
                    self.fail(messages.not_allowed(_REFUSED.get(type(operator), self.written(node))), node)
                return Binary(_OPERATORS[type(operator)], self.convert(left, deeper), self.convert(right, deeper))
            case ast.BoolOp(op=joint, values=values):
                parts = tuple(self.convert(value, deeper) for value in values)
                return Logic("and" if isinstance(joint, ast.And) else "or", parts)
            case ast.Compare():
                return self.comparison(node, deeper)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return Choose(self.convert(test, deeper), self.convert(body, deeper), self.convert(orelse, deeper))
            case ast.Tuple():
                self.slip_within(node)
                return self.fail(messages.not_allowed(self.written(node)[:20]), node)
            case _:
                return self.fail(messages.not_allowed(self.written(node)[:20]), node)

    def slip_within(self, node: ast.expr) -> None:
        """Raises the cure for a usual slip that Python could read: ``60% + 1``, ``a & b``."""
        wrong = slip(self.written(node))
        if wrong:
            self.fail(wrong[0], node)

    def slip_in_numbers(self, node: ast.Call) -> None:
        """Raises the cure for ``max(row.amount, 1,000)``: Python sees two numbers."""
        found = GROUPED.search(",".join(self.written(argument) if isinstance(argument, ast.Constant) else "_" for argument in node.args))
        if found and found[0] in self.written(node):
            self.fail(messages.grouped(found[0]), node)

    def number(self, node: ast.expr) -> Number:
        written = self.written(node)
        if not _NUMBER.fullmatch(written):
            self.fail(messages.bad_number(written), node)
        return Number(Decimal(written))

    def reference(self, node: ast.expr) -> Reference:
        names: list[str] = []
        part = node
        while isinstance(part, ast.Attribute):
            names.append(part.attr)
            part = part.value
        if not isinstance(part, ast.Name):
            self.fail(messages.not_allowed(self.written(node)[:20]), node)
        return Reference((part.id, *reversed(names)))

    def comparison(self, node: ast.Compare, depth: int) -> Expression:
        for operator in node.ops:
            if type(operator) not in _COMPARATORS:
                within = isinstance(operator, ast.In | ast.NotIn)
                self.fail(messages.use_one_of() if within else messages.instead("is", "=="), node)
        sides = [self.convert(side, depth) for side in (node.left, *node.comparators)]
        pairs = zip(node.ops, sides, sides[1:])
        links = [Compare(_COMPARATORS[type(operator)], left, right) for operator, left, right in pairs]
        return links[0] if len(links) == 1 else Logic("and", tuple(links))

    def call(self, node: ast.Call, depth: int) -> Call:
        if not isinstance(node.func, ast.Name):
            self.fail(messages.not_allowed(self.written(node.func)[:20]), node)
        name = node.func.id
        function = self.functions.get(name)
        if function is None:
            from difflib import get_close_matches  # only a mistake needs it

            near = get_close_matches(name, self.functions, 1)
            self.fail(messages.unknown_function(name, near[0] if near else ""), node)
        if node.keywords:
            given_name = node.keywords[0].arg
            self.fail(messages.instead(f"{given_name}=", f"{given_name} ==") if given_name else messages.not_allowed("**"), node)
        given, most = len(node.args), function.most
        if given < function.least or (most is not None and given > most):
            self.slip_in_numbers(node)
            self.fail(messages.wrong_arity(name, given, function.least, most), node)
        arguments = tuple(self.convert(argument, depth) for argument in node.args)
        if any(isinstance(first, Number) and isinstance(second, Number) for first, second in pairwise(arguments)):
            self.slip_in_numbers(node)
        for position, (kind, argument) in enumerate(zip(function.kinds(given), arguments)):
            self.check_argument(name, position, kind, argument, node.args[position])
        return Call(name, arguments)

    def check_argument(self, name: str, position: int, kind: Kind, argument: Expression, node: ast.expr) -> None:
        if kind == "column" and not isinstance(argument, Reference):
            self.fail(messages.needs_column(name, position + 1), node)
        if kind == "pattern":
            if not isinstance(argument, Text):
                self.fail(messages.needs_pattern(name, position + 1), node)
            try:
                re.compile(argument.value)
            except (re.error, RecursionError, OverflowError) as error:
                self.fail(messages.bad_pattern(argument.value, str(error)), node)
            if problem := pattern_problem(argument.value):
                self.fail(messages.bad_pattern(argument.value, problem), node)
