"""What a template may use up: steps and characters, so that no wording runs without end or fills the memory.

A :class:`Budget` is what one rendering has. Everything that a template can repeat or make longer draws on it: turns of
loops, calls, items that a filter looks through, rows of tables, characters that are printed, joined or handed to a filter.
The notice of a large unit needs a hundredth of it. :class:`Counting` puts into a parsed template what Jinja gives no hook
for: it hands what a loop runs over, what ``~`` joins and what is written as a list to hidden filters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import Any

from jinja2 import nodes
from jinja2.filters import make_attrgetter
from jinja2.utils import pass_context, pass_environment
from jinja2.visitor import NodeTransformer

from . import messages
from .errors import NoticeError
from .wording import Blank, shown_kind

MOST_STEPS, MOST_CHARACTERS = 400_000, 10_000_000
MOST_RANGE = 100_000
MOST_WEIGHT, CHARACTERS_OF_ONE = 100_000, 50  # of a list with all in it: each item weighs 1, and so do so many characters

COUNTED, JOINED, WEIGHED, SEARCHED = " counted", " joined", " weighed", " searched"
"""The hidden filters; no template can write a name that begins with a blank."""

#: Filters of Jinja that a form may use, each counting what it looks through and what it makes.
KEPT = (
    "abs", "capitalize", "count", "dictsort", "first", "groupby", "items", "last", "length", "list", "lower", "map", "max",
    "min", "reject", "rejectattr", "reverse", "select", "selectattr", "sort", "string", "sum", "title", "trim", "truncate",
    "unique", "upper", "wordcount",
)  # fmt: skip

#: What a template may ask of values, by their kind; nothing else of them, since much of it makes texts of any length.
ATTRIBUTES: Mapping[type, frozenset[str]] = {
    str: frozenset((
        "startswith", "endswith", "strip", "lstrip", "rstrip", "removeprefix", "removesuffix", "find", "count", "index",
        "isdigit", "upper", "lower", "split",
    )),
    list: frozenset(("count", "index")),
    tuple: frozenset(("count", "index")),
    dict: frozenset(("get", "items", "keys", "values")),
}  # fmt: skip


class Budget:
    """What is left of the steps and characters of one rendering."""

    def __init__(self, steps: int = MOST_STEPS, characters: int = MOST_CHARACTERS) -> None:
        self.steps, self.characters = steps, characters

    def step(self, count: int = 1) -> None:
        """So many steps are made. Raises NoticeError where there are not so many left."""
        self.steps -= count
        if self.steps < 0:
            raise NoticeError(messages.TOO_MANY_STEPS, most=MOST_STEPS)

    def write(self, count: int) -> None:
        """So many characters are made or looked at. Raises NoticeError where there are not so many left."""
        self.characters -= count
        if self.characters < 0:
            raise NoticeError(messages.TOO_MUCH_TEXT, most=MOST_CHARACTERS)

    def look(self, value: object) -> None:
        """A filter looks through a value."""
        if isinstance(value, str):
            self.write(len(value))
        elif isinstance(value, list | tuple | range | dict):
            self.step(len(value))

    def counted(self, values: Iterable[Any]) -> Iterator[Any]:
        """The values, a step each. Raises NoticeError for what has none."""
        try:
            each = iter(values)
        except TypeError:
            raise NoticeError(messages.NOT_A_LIST, filter="for", value=shown_kind(values)) from None
        for value in each:
            self.step()
            yield value

    def bounded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A filter of Jinja that draws on the budget for what it is given and what it makes."""
        position = 1 if hasattr(function, "jinja_pass_arg") else 0

        @wraps(function)
        def call(*arguments: Any, **options: Any) -> Any:
            value = arguments[position] if len(arguments) > position else None
            if isinstance(value, Iterator):
                arguments = (*arguments[:position], self.counted(value), *arguments[position + 1 :])
            else:
                self.look(value)
            made = function(*arguments, **options)
            if isinstance(made, str):
                self.write(len(made))
            return made

        return call

    def filters(self, known: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
        """The filters of Jinja that templates may use, and the hidden ones."""

        @pass_context
        def counted(_: object, values: Any) -> Any:
            return self.counted(values)

        @pass_context
        def joined(_: object, values: list[Any]) -> str:
            return self.joined(values)

        @pass_context
        def weighed(_: object, values: Any) -> Any:
            _weight(values, MOST_WEIGHT)
            return values

        @pass_context
        def searched(_: object, values: Any) -> Any:
            self.look(values)
            return values

        @pass_environment
        def join(environment: Any, values: Any, between: str = "", attribute: Any = None) -> str:
            items: Any = self.counted(values)
            if attribute is not None:
                items = map(make_attrgetter(environment, attribute), items)
            return self.joined(items, str(between))

        own: dict[str, Callable[..., Any]] = {
            COUNTED: counted, JOINED: joined, WEIGHED: weighed, SEARCHED: searched, "join": join, "replace": self.replaced,
        }
        return {**{name: self.bounded(known[name]) for name in KEPT}, **own}

    def joined(self, values: Iterable[Any], between: str = "") -> str:
        """The values as one text, each paid for before the text is made."""
        texts = []
        for value in values:
            text = str(value)
            self.write(len(text) + len(between))
            texts.append(text)
        return between.join(texts)

    def replaced(self, text: Any, old: Any, new: Any, count: int | None = None) -> Any:
        """The text with ``new`` for ``old``, paid for before it is made."""
        if isinstance(text, Blank):
            return text
        text, old, new = str(text), str(old), str(new)
        self.write(len(text) + text.count(old) * len(new))
        return text.replace(old, new, -1 if count is None else int(count))

    def range(self, *given: Any) -> range:
        """Python's ``range``, but not longer than anybody needs."""
        try:
            made = range(*map(int, given))
        except (TypeError, ValueError):
            raise NoticeError(messages.NOT_A_RANGE) from None
        if made and (abs(made[-1] - made[0]) // abs(made.step) + 1) > MOST_RANGE:
            raise NoticeError(messages.RANGE_TOO_LONG, most=MOST_RANGE)
        return made


def _weight(value: Any, most: int) -> int:
    """The weight of a value with all in it. Raises NoticeError beyond ``most``: lists of lists grow twofold with each line."""
    weight = 1
    if isinstance(value, str):
        weight += len(value) // CHARACTERS_OF_ONE
    elif isinstance(value, list | tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            weight += _weight(item, most - weight)
    if weight > most:
        raise NoticeError(messages.LIST_TOO_LARGE, most=MOST_WEIGHT)
    return weight


class Counting(NodeTransformer):
    """Puts the hidden filters into a parsed template."""

    def visit_For(self, node: nodes.For) -> nodes.Node:
        self.generic_visit(node)
        node.iter = _filtered(node.iter, COUNTED)  # type: ignore[arg-type]  # jinja2 calls it a Node; it is an expression
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), JOINED)

    def visit_List(self, node: nodes.List | nodes.Dict) -> nodes.Node:
        self.generic_visit(node)
        return _filtered(node, WEIGHED)

    visit_Dict = visit_List

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:
        self.generic_visit(node)
        return _filtered(node, WEIGHED) if node.ctx == "load" else node

    def visit_Operand(self, node: nodes.Operand) -> nodes.Node:
        """``in`` looks through a list, and so does ``==``."""
        self.generic_visit(node)
        node.expr = _filtered(node.expr, SEARCHED)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):
            node.node = _filtered(node.node, SEARCHED)
        return node


def _filtered(node: nodes.Expr, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)
