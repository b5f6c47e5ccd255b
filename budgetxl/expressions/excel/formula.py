"""Pieces of Excel formulas: values that know when they are missing, conditions, areas, literals.

A formula is two-valued: ``value`` is valid only where ``missing`` is false. IF is lazy in Excel while AND and OR are
not, so whatever may be an error when missing stands inside an IF; a ``missing`` condition itself is never an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from budgetxl.values import plain
from budgetxl.values.foldings import BLANKS, SIGNS, fold
from budgetxl.values.records import dataclass

from ..errors import NoExcelReading

ValueKind = Literal["number", "text", "date", "truth"]

TRUE, FALSE = "TRUE", "FALSE"

# How tightly the outermost operator of a formula binds.
COMPARISON, CONCATENATION, SUM, PRODUCT, ATOM = range(5)

MAX_LENGTH = 8191  # Excel 2007: 8,192 characters with the equals sign
MAX_NESTING = 64
MAX_ARGUMENTS = 255
MAX_STRING = 255
MAX_DIGITS = 15
_SIGNS = r"\"[^\"]*\"?|'[^']*'?|[(){},]"  # brackets and commas, and texts, whose brackets and commas do not count


@dataclass(frozen=True, slots=True)
class Located:
    """Where a field stands in the workbook. ``areas`` are cells or ranges as a formula writes them; a column that
    runs through several sheets has one area on each. ``clean`` texts are the program's own: none changes by ``fold``,
    and none holds a sign that another text may be folded to. ``blank`` tells whether a text is blank, where the text
    itself is a formula that is longer to ask. ``spans`` are the ranges whose rows the areas are, where an area is no range
    itself (a code whose parts stand in several columns)."""

    kind: Literal["number", "text", "date"]
    areas: tuple[str, ...]
    column: bool = False
    clean: bool = False
    blank: str = ""
    spans: tuple[str, ...] = ()


class Named(str):
    """Cells of texts as a formula writes them, whose cleaned texts have a defined name each.

    ``squeezed`` and ``folded`` are those names, asked for when a formula needs one, so that only what is used is defined.
    A name's formula is worked out as an array wherever it stands, so a column's name is a column of texts.
    """

    __slots__ = ("names",)
    names: Callable[[str], str]

    @staticmethod
    def of(formula: str, names: Callable[[str], str]) -> Named:
        """``names`` gives the defined name for ``"squeezed"`` and ``"folded"``."""
        made = Named(formula)
        made.names = names
        return made


@dataclass(frozen=True, slots=True)
class ExcelValue:
    """A formula text without the equals sign, and the condition under which it has no value."""

    value: str
    missing: str = FALSE
    kind: ValueKind = "number"
    binding: int = ATOM


def fits(formula: str) -> bool:
    """Whether Excel 2007 takes the formula: its length and the depth of its brackets."""
    if len(formula) > MAX_LENGTH:
        return False
    if formula.count("(") <= MAX_NESTING:
        return True
    depth = deepest = 0
    for sign in re.findall(_SIGNS, formula):
        depth += 1 if sign == "(" else -1 if sign == ")" else 0
        deepest = max(deepest, depth)
    return deepest <= MAX_NESTING


def bracket(part: ExcelValue, binding: int) -> str:
    """The value, in brackets where it binds less tightly than its place needs."""
    return part.value if part.binding >= binding else f"({part.value})"


def number_literal(number: Decimal) -> str:
    """A number as a formula writes it. Raises NoExcelReading beyond the 15 digits that Excel keeps."""
    if len(number.normalize().as_tuple().digits) > MAX_DIGITS:
        raise NoExcelReading
    return plain(number)


def text_literal(text: str) -> str:
    if len(text) > MAX_STRING or any(character < " " for character in text):
        raise NoExcelReading
    return '"' + text.replace('"', '""') + '"'


def array_literal(texts: Iterable[str]) -> str:
    """Texts as a formula writes an array of them: ``{"甲","乙"}``."""
    return "{" + ",".join(map(text_literal, texts)) + "}"


def call(name: str, *arguments: str) -> str:
    if len(arguments) > MAX_ARGUMENTS:
        raise NoExcelReading
    return f"{name}({','.join(arguments)})"


# Conditions


def any_of(*conditions: str) -> str:
    """OR of conditions none of which can be an error. Cells without a number are put together: ``COUNT(A1,B1)<2``."""
    return _joined("OR", conditions, TRUE, FALSE)


def all_of(*conditions: str) -> str:
    """AND of conditions none of which can be an error."""
    return _joined("AND", conditions, FALSE, TRUE)


def no_number(*areas: str) -> str:
    """Whether any of some cells holds no number."""
    return f"NOT(ISNUMBER({areas[0]}))" if len(areas) == 1 else f"{call('COUNT', *areas)}<{len(areas)}"


_NO_NUMBER = r"(?s:NOT\(ISNUMBER\((.+)\)\)|COUNT\((.+)\)<[0-9]+)"  # compiled at its first use: only a build needs it
_CELL = r"(?:'(?:[^']|'')+'!)?[^()\"',:\s]+"


def _numberless(condition: str) -> list[str]:
    """The cells of a ``no_number`` condition; nothing for any other condition."""
    found = re.fullmatch(_NO_NUMBER, condition)
    cells = list(_split(found.group(1) or found.group(2))) if found else []
    return cells if all(re.fullmatch(_CELL, cell) for cell in cells) and no_number(*cells or "?") == condition else []


def _joined(name: str, conditions: Iterable[str], decisive: str, neutral: str) -> str:
    """Conditions under AND or OR, each once, those of an inner AND or OR among them."""
    distinct: dict[str, None] = {}
    numberless: dict[str, None] = {}
    for condition in conditions:
        for part in _parts(name, condition):
            cells = _numberless(part) if name == "OR" else []
            numberless.update(dict.fromkeys(cells))
            if not cells and part != neutral:
                distinct[part] = None
    if decisive in distinct:
        return decisive
    found = ([no_number(*numberless)] if numberless else []) + list(distinct)
    return neutral if not found else found[0] if len(found) == 1 else call(name, *found)


def arguments_of(name: str, formula: str) -> list[str]:
    """The arguments of ``name(…)`` where that is the whole formula; otherwise nothing."""
    return list(_split(formula[len(name) + 1 : -1])) if formula.startswith(f"{name}(") and formula.endswith(")") else []


def _parts(name: str, condition: str) -> list[str]:
    """The arguments of ``name(…)`` where that is the whole condition; otherwise the condition itself."""
    return arguments_of(name, condition) or [condition]


@lru_cache(maxsize=4_096)
def _split(arguments: str) -> Sequence[str]:
    """Arguments of a call, at the commas of the outermost level; nothing where the brackets do not match."""
    parts, depth, start = [], 0, 0
    for found in re.finditer(_SIGNS, arguments):
        sign = found[0]
        if sign in "({":
            depth += 1
        elif sign in ")}":
            depth -= 1
            if depth < 0:
                return []
        elif sign == "," and depth == 0:
            parts.append(arguments[start : found.start()])
            start = found.end()
    return [*parts, arguments[start:]]


def negate(condition: str) -> str:
    inner = _parts("NOT", condition)[0]
    return {TRUE: FALSE, FALSE: TRUE}.get(condition) or (inner if inner != condition else f"NOT({condition})")


def pick(condition: str, then: str, otherwise: str) -> str:
    """IF, which looks only at the branch that it takes."""
    if condition == TRUE or then == otherwise:
        return then
    if (then, otherwise) == (FALSE, TRUE):
        return negate(condition)
    if (then, otherwise) == (TRUE, FALSE):
        return condition
    return otherwise if condition == FALSE else f"IF({condition},{then},{otherwise})"


def missing_then(first: str, then: str) -> str:
    """Missing under ``first``; otherwise, and only then looked at, under ``then``."""
    return first if then in (FALSE, first) else pick(first, TRUE, then)


# Texts


def _substitute(formula: str, pairs: Iterable[tuple[str, str]]) -> str:
    for old, new in pairs:
        formula = call("SUBSTITUTE", formula, old, new)
    return formula


def squeezed(formula: str) -> str:
    """The text without white space: what tells whether a cell is blank, and how long its text is."""
    if isinstance(formula, Named):
        return formula.names("squeezed")
    return _substitute(call("CLEAN", formula.removesuffix('&""')), ((f'"{blank}"', '""') for blank in BLANKS))


def folded(formula: str, against: str | None = None) -> str:
    """``texts.fold`` of a formula's text. Where it is only compared with the literal ``against``, signs that do not
    occur in that literal need no replacing."""
    if isinstance(formula, Named):
        return formula.names("folded")
    pairs = [(old, new) for old, new in SIGNS.items() if against is None or new in against]
    return _substitute(squeezed(formula), ((text_literal(old), text_literal(new)) for old, new in pairs))


def is_one_of(formula: str, texts: Sequence[str]) -> str:
    """Whether a text is one of these, sign by sign."""
    if len(texts) == 1:
        return call("EXACT", formula, text_literal(texts[0]))
    return f"SUMPRODUCT(--EXACT({formula},{array_literal(texts)}))>0"


def only_characters(formula: str, characters: str) -> str:
    """Whether a text consists of these characters alone: taken away one by one, they are all of its length."""
    return f'SUMPRODUCT(LEN({formula})-LEN(SUBSTITUTE({formula},{array_literal(characters)},"")))=LEN({formula})'


def read_literal(formula: str) -> str | None:
    """The text of a literal as ``text_literal`` wrote it; None for any other formula."""
    inner = formula[1:-1].replace('""', "")
    if len(formula) < 2 or formula[0] != '"' or formula[-1] != '"' or '"' in inner:
        return None
    return formula[1:-1].replace('""', '"')


def fold_pair(text: str, other: str) -> tuple[str, str]:
    """Two texts as formulas, folded for a comparison with each other."""
    literal, other_literal = read_literal(text), read_literal(other)
    return _fold_side(text, literal, other_literal), _fold_side(other, other_literal, literal)


def _fold_side(formula: str, literal: str | None, against: str | None) -> str:
    if literal is not None:
        return text_literal(fold(literal))
    return folded(formula, None if against is None else fold(against))


# Areas


def count_of(located: Located) -> str:
    """How many cells are filled: numbers in a column of numbers, texts of more than white space in one of texts."""
    if located.kind != "text":
        return call("COUNT", *located.areas)
    return "+".join(f'SUMPRODUCT(--({squeezed(area)}<>""))' for area in located.areas)


def scalar(located: Located) -> ExcelValue:
    """One cell as a value. A text cell that holds a number is read as the text of that number."""
    if located.column or len(located.areas) != 1:
        raise NoExcelReading
    area = located.areas[0]
    if located.kind == "text":
        value = f'{area}&""'
        shown = Named.of(value, area.names) if isinstance(area, Named) else value
        return ExcelValue(shown, located.blank or f'{squeezed(area)}=""', "text", CONCATENATION)
    return ExcelValue(area, no_number(area), located.kind)
