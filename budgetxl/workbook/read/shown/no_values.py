"""What may stand in a cell and is no value of any field: a picture, an error of a formula, TRUE in a cell of text."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias, assert_never

from budgetxl.forms import Field
from budgetxl.values import ERRORS, Address, Finding, trim
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.xlsx import RawCell, RichError

from ...messages import say

NoValue: TypeAlias = Literal["error", "picture", "truth"]

#: What the text of such a cell begins with: any other is not looked at.
BEGINNINGS = frozenset("#E错=TtFf")
#: How WPS and Excel put a picture into a cell.
_PICTURE = r"=?(?:_xl[a-z]+\.)*(?:DISPIMG|IMAGE)\("
_PICTURE_FORMULA, _PICTURE_TEXT = lazy_pattern(_PICTURE, re.IGNORECASE), lazy_pattern(f"{_PICTURE}.*\\)$", re.DOTALL)


def no_value(cell: RawCell, field: Field) -> NoValue | None:
    """What stands in a cell instead of a value; None where it is one, or a blank."""
    formula = cell.formula
    if formula is not None and "IM" in formula and _PICTURE_FORMULA.match(formula):
        return "picture"
    if cell.kind == "error":
        return "picture" if formula is None and type(cell.value) is RichError else "error"
    if cell.kind == "boolean":
        return "truth" if field.kind.stored == "text" else None
    if cell.kind != "text":
        return None
    text = trim(str(cell.value))
    if ERRORS.fullmatch(text):
        return "error"
    if field.kind.stored == "text" and text.upper() in ("TRUE", "FALSE"):
        return "truth"
    return "picture" if _PICTURE_TEXT.match(text) else None


def no_value_finding(kind: NoValue, cell: RawCell, at: Address) -> Finding:
    """What there is to say of it: nothing of it is read."""
    text = ("TRUE" if cell.value else "FALSE") if isinstance(cell.value, bool) else trim(str(cell.value or cell.formula or ""))
    match kind:
        case "error":
            return Finding("META-08", "error", say("META-08", s=text), (at,), actual=text, hint=say("META-08-hint"))
        case "picture":
            return Finding("META-08", "error", say("META-08-picture"), (at,), actual=text, hint=say("META-08-picture-hint"))
        case "truth":
            return Finding("META-06", "error", say("META-06-truth", s=text), (at,), actual=text, hint=say("META-06-truth-hint"))
        case _:
            assert_never(kind)


__all__ = ["BEGINNINGS", "NoValue", "no_value", "no_value_finding"]
