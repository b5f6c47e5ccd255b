"""The environment of a notice whose figures are traced: the same texts as the other's, with a mark around each figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import wraps
from inspect import Signature
from typing import TYPE_CHECKING, Any

from jinja2.filters import make_attrgetter
from jinja2.runtime import LoopContext

from budgetxl.values import Entry

from ..bounds import KEPT, Budget
from ..environment import NoticeEnvironment
from ..errors import BlankError
from ..markup import Markup, escape, without_marks
from ..wording import shown
from .carried import (
    TracedDate,
    TracedMarkup,
    TracedNumber,
    TracedText,
    TracedWhole,
    attributed,
    computed,
    joined,
    operand,
    origin_of,
    with_origin,
    with_spans,
)
from .figures import Origin
from .marks import Ledger, marked_pieces

if TYPE_CHECKING:
    from jinja2.runtime import Context


class TracedBudget(Budget):
    """The filters of Jinja hand on what values were made of, too."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self.ledger = ledger

    def filters(self, known: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
        found = super().filters(known)
        return {**found, **{name: _carrying(name, found[name]) for name in KEPT}}

    def joined(self, values: Iterable[Any], between: str = "") -> str:
        kept: list[str] = []

        def each() -> Iterator[str]:
            for value in values:
                text = _text_of(value, str)
                kept.append(text)
                yield text

        super().joined(each(), between)
        return joined(kept, between)

    def replaced(self, text: Any, old: Any, new: Any, count: int | None = None) -> Any:
        return attributed("replace", super().replaced(text, old, new, count), [text, new])


class TracedEnvironment(NoticeEnvironment):
    """See the module; ``ledger`` has the origins by the numbers of their marks."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.ledger = Ledger()
        self.budget = TracedBudget(self.ledger)

    def seen(self, value: object) -> Any:
        made = super().seen(value)
        if not isinstance(value, Entry):
            return made
        return with_origin(without_marks(made) if isinstance(made, str) else made, origin_of(value))

    def getattr(self, obj: Any, attribute: str) -> Any:
        made = super().getattr(obj, attribute)
        return with_origin(made, Origin("counter", f"loop.{attribute}")) if isinstance(obj, LoopContext) else made

    def concat(self, parts: Iterable[str]) -> str:
        return self.ledger.carrying("".join(map(self._marked, self.paid(parts))))

    def _marked(self, part: str) -> str:
        """A part of what a template gives: {% call %} and {% filter %} put theirs there as they are."""
        if isinstance(part, TracedMarkup):
            return part.marked
        if not isinstance(part, TracedText):
            return part
        return "".join(piece if origin is None else self.ledger.mark(piece, origin) for piece, origin in marked_pieces(part))

    def guarded(self, name: str, function: Callable[..., Any], taken: Signature) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            given = [list(value) if isinstance(value, Iterator) else value for value in arguments]  # it can be gone through once
            return attributed(name, function(*given, **options), [*given, *options.values()])

        return super().guarded(name, call, taken)

    def call(__self, __context: Context, __obj: Any, *arguments: Any, **options: Any) -> Any:
        made = super().call(__context, __obj, *arguments, **options)
        owner = getattr(__obj, "__self__", None)
        return attributed("", made, [owner]) if isinstance(owner, TracedText | TracedMarkup) else made

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        made = super().call_binop(context, operator, left, right)
        if isinstance(made, str) and isinstance(left, str) and isinstance(right, str):
            return joined([_text_of(left), _text_of(right)], "")
        if isinstance(made, Decimal | int):
            return computed(f"{operand(left)} {operator} {operand(right)}", made, [left, right])
        return made

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:
        made = super().call_unop(context, operator, arg)
        return computed(f"{operator}{operand(arg)}", made, [arg]) if isinstance(made, Decimal | int) else made

    def print_value(self, value: object) -> str:
        made = super().print_value(value)
        if isinstance(value, TracedMarkup):
            return Markup(value.marked)
        if isinstance(value, Markup) or not isinstance(value, str | list | TracedNumber | TracedWhole | TracedDate):
            return made
        try:
            text = joined(list(map(_text_of, value)), "\n") if isinstance(value, list) else _text_of(value)
        except BlankError:
            return made  # the mark of a draft
        if not isinstance(text, TracedText):
            return made
        return Markup("".join(escape(piece) if origin is None else _marked(self.ledger, piece, origin) for piece, origin in marked_pieces(text)))


def _marked(ledger: Ledger, figure: str, origin: Origin) -> str:
    """A figure made safe as ``escape`` does, with its mark inside the guards."""
    guarded = escape(figure)
    return guarded[0] + ledger.mark(guarded[1:-1], origin) + guarded[-1]


def _text_of(value: object, written: Callable[[object], str] = shown) -> str:
    """A value as it is ``written``, with what it was made of. Raises BlankError for a blank."""
    if isinstance(value, TracedText):
        return value
    if isinstance(value, TracedNumber | TracedWhole | TracedDate):
        text = written(value)
        return with_spans(text, [(0, len(text), value.origin)])
    if isinstance(value, TracedMarkup):
        return value.lifted(value.marked)
    return value if isinstance(value, str) else written(value)


def _carrying(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter of Jinja whose result knows what it was made of."""
    position = 1 if hasattr(function, "jinja_pass_arg") else 0

    @wraps(function)
    def call(*arguments: Any, **options: Any) -> Any:
        given: list[Any] = [*arguments[position:], *options.values()]
        if name == "sum" and len(arguments) > position:
            items = list(arguments[position])
            arguments = (*arguments[:position], items, *arguments[position + 1 :])
            attribute = arguments[position + 1] if len(arguments) > position + 1 else options.get("attribute")
            given = list(map(make_attrgetter(arguments[0], attribute), items)) if attribute is not None else items
        return attributed(name, function(*arguments, **options), given)

    return call


__all__ = ["TracedBudget", "TracedEnvironment"]
