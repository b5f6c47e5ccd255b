"""A rule's message in words, for a sheet that shows it before anything has failed: without the figures that it will name."""

from __future__ import annotations

from budgetxl.expressions import Call, Choose, Expression, ExpressionError, Number, Text
from budgetxl.values import plain
from budgetxl.values.lazy_patterns import lazy_pattern

_GAP = lazy_pattern(r"[，,、（]*差额\{gap\}(?:\{unit\})?）?")
_SLOT = lazy_pattern(r"\{([^{}]*)\}")
_MEASURE = "元/平方米|万元|元|个百分点|%|人|个|辆|倍|次|位|年"
_LEFT_OUT = lazy_pattern(rf"[“（]\0(?:{_MEASURE})?[”）]|\0(?:{_MEASURE})?")
_EMPTY = lazy_pattern(r"（(?:本年|上年|现为|，|、)*）|“”")
OF_A_ROW = "这一行"


def message_words(message: str, of_rows: bool = True) -> str:
    """``收入总计{left}≠各项来源合计{right}，差额{gap}{unit}`` as 收入总计≠各项来源合计. ``of_rows``: of a rule over rows."""
    bare = _SLOT.sub(lambda found: _said(found[1]), _GAP.sub("", message))
    while (shorter := _EMPTY.sub("", _LEFT_OUT.sub("", bare))) != bare:
        bare = shorter
    begun = message.lstrip("“").startswith("{") and not bare.startswith(_said(message.lstrip("“")[1:].partition("}")[0]))
    return (OF_A_ROW if begun and of_rows else "") + bare.replace("=，", "，").rstrip("：，、 ")


def _said(slot: str) -> str:
    """What a slot of a message always says; a mark for what depends on the figures."""
    if not any(sign in slot for sign in "\"'(0123456789"):
        return "\0"
    from budgetxl.expressions import parse

    try:
        words = _words(parse(slot))
    except ExpressionError:
        return "\0"
    return "或".join(dict.fromkeys(words)) if words else "\0"


def _words(expression: Expression) -> list[str]:
    match expression:
        case Text(text):
            return [text] if text else []
        case Number(number):
            return [plain(number)]
        case Call(name="written", arguments=(Number(number),)):
            return [plain(number)]
        case Choose(_, then, otherwise):
            first, second = _words(then), _words(otherwise)
            return [*first, *second] if first and second else []
        case _:
            return []


__all__ = ["message_words"]
