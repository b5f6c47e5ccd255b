"""Formulas of Excel as trees, as far as sums of cells are written in them; whatever goes beyond that is not guessed at."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple, TypeAlias

from budgetxl.values import parse_cell
from budgetxl.values.lazy_patterns import lazy_pattern

LONGEST, DEEPEST = 4_000, 60
_TOKEN = lazy_pattern(
    r"""\s*(?:
    (?P<number>[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+)
    |"(?P<text>(?:[^"]|"")*)"
    |(?P<call>[A-Za-z][A-Za-z0-9.]*)\(
    |(?P<place>(?:(?:'(?:[^']|'')+'|[^\s'"&(),!+*/=<>%^:;{}\[\]-]+)!)?\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?)(?![\w.(!])
    |(?P<name>[^\W\d][\w.]*)(?![(!\w])
    |(?P<sign><=|>=|<>|[-+*/&=<>%(),])
    )\s*""",
    flags=64,  # re.VERBOSE
)


class Unsure(Exception):
    """A formula whose value nobody here can be sure of."""


class Literal(NamedTuple):
    value: Decimal | str | bool


class Place(NamedTuple):
    """A cell or a range; ``sheet`` is empty where the formula names none."""

    sheet: str
    first: tuple[int, int]
    last: tuple[int, int]


class Name(NamedTuple):
    name: str


class Operation(NamedTuple):
    """Two sides of a sign; of a sign before one side (``-``) or behind it (``%``) the ``left`` is None."""

    sign: str
    left: Tree | None
    right: Tree


class Call(NamedTuple):
    name: str
    arguments: tuple[Tree, ...]


Tree: TypeAlias = Literal | Place | Name | Operation | Call

_LEVELS = (("=", "<", ">", "<=", ">=", "<>"), ("&",), ("+", "-"), ("*", "/"))


def parsed(formula: str) -> Tree:
    """A formula (without its equals sign) as a tree. Raises Unsure."""
    if len(formula) > LONGEST:
        raise Unsure
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(formula):
        found = _TOKEN.match(formula, at)
        if found is None or found.lastgroup is None or found.end() == at:
            raise Unsure
        tokens.append((found.lastgroup, found[found.lastgroup]))
        at = found.end()
    parser = _Parser(tokens)
    tree = parser.level(0, 0)
    if parser.at != len(tokens):
        raise Unsure
    return tree


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens, self.at = tokens, 0

    def sign(self) -> str:
        """The sign that comes next; empty where none does."""
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        return text if kind == "sign" else ""

    def take(self, sign: str) -> None:
        if self.sign() != sign:
            raise Unsure
        self.at += 1

    def level(self, level: int, depth: int) -> Tree:
        if depth > DEEPEST:
            raise Unsure
        if level == len(_LEVELS):
            return self.signed(depth)
        left = self.level(level + 1, depth)
        while (sign := self.sign()) in _LEVELS[level]:
            self.at += 1
            left = Operation(sign, left, self.level(level + 1, depth))
        return left

    def signed(self, depth: int) -> Tree:
        sign = self.sign()
        if sign in ("-", "+"):
            self.at += 1
            below = self.signed(depth + 1) if depth < DEEPEST else None
            if below is None:
                raise Unsure
            return Operation("-", None, below) if sign == "-" else below
        found = self.one(depth)
        while self.sign() == "%":
            self.at += 1
            found = Operation("%", None, found)
        return found

    def one(self, depth: int) -> Tree:
        if self.at >= len(self.tokens):
            raise Unsure
        kind, text = self.tokens[self.at]
        self.at += 1
        match kind:
            case "number":
                return Literal(Decimal(text))
            case "text":
                return Literal(text.replace('""', '"'))
            case "call":
                return Call(text.upper(), tuple(self.arguments(depth + 1)))
            case "place":
                return _place(text)
            case "name":
                return Literal(text.upper() == "TRUE") if text.upper() in ("TRUE", "FALSE") else Name(text)
        if text != "(":
            raise Unsure
        inner = self.level(0, depth + 1)
        self.take(")")
        return inner

    def arguments(self, depth: int) -> list[Tree]:
        found: list[Tree] = []
        if self.sign() == ")":
            self.at += 1
            return found
        while True:
            found.append(self.level(0, depth))
            if self.sign() != ",":
                self.take(")")
                return found
            self.at += 1


def _place(text: str) -> Place:
    sheet, _, cells = text.rpartition("!")
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    corners = [parse_cell(corner) for corner in cells.split(":")]
    first, last = corners[0], corners[-1]
    if first is None or last is None or "[" in sheet:
        raise Unsure
    top, bottom = sorted((first[0], last[0]))
    left, right = sorted((first[1], last[1]))
    return Place(sheet, (top, left), (bottom, right))
