"""The names in a template, held against the form: a field, filter or table that nobody has, with the nearest that there is.

What is known of a name is its :class:`Shape`: what it holds, and whether that is many rows. It is followed through fields,
``for`` and ``set`` as far as it is plain; of anything else nothing is said here, and the rendering for trial has the word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field
from itertools import pairwise
from typing import Any

from jinja2 import Environment, nodes

from budgetxl.values.lazy_patterns import lazy_pattern

from ...forms import Form, Place, Record
from ...values import POWERS
from ...values.nearest import nearest
from ...values.records import dataclass
from .. import messages
from ..bounds import ATTRIBUTES
from ..errors import NoticeError
from ..removed_fields import lists_of

_ALWAYS = frozenset(("loop", "self", "super", "caller", "varargs", "kwargs"))
_LOOP = (
    "index", "index0", "first", "last", "length", "revindex", "revindex0", "previtem", "nextitem", "depth", "depth0", "cycle",
    "changed",
)  # fmt: skip
_ROWS_KEPT = frozenset(("selectattr", "rejectattr", "select", "reject", "list", "sort", "reverse", "unique"))
_TABLES = {"table": messages.NO_SUCH_TABLE, "published_table": messages.NO_SUCH_PUBLISHED, "table_number": messages.NO_SUCH_NUMBER}
_UNIT = lazy_pattern(rf"\s*({'|'.join(sorted(POWERS, key=len, reverse=True))})")
_OF_ATTRIBUTE = frozenset(("selectattr", "rejectattr", "map", "sort", "unique", "groupby", "sum", "min", "max", "join"))


@dataclass(frozen=True, slots=True)
class Shape:
    """What a name holds: the names below it; with ``rows``, each row has them. Nothing below: one value."""

    below: dict[str, Shape | None] = field(default_factory=dict)
    rows: bool = False


def shape_of(form: Form, gone: Iterable[Place]) -> Shape:
    """What templates of a form may name, what it has removed included."""
    whole = Shape()
    for place in (*form.compiled.places.values(), *gone):
        node: Shape | None = whole
        for depth, name in enumerate(place.path, start=1):
            if node is not None:
                child = Shape(rows=depth in lists_of(place)) if depth < len(place.path) else None
                node = node.below.setdefault(name, child)
    for sheet, block in form.blocks():
        if not sheet.repeat and not isinstance(block, Record):
            whole.below.setdefault(block.id, Shape(rows=True))
    whole.below.update(year=None, last_year=None, form_title=None, table=None, published_table=None, table_number=None)
    whole.below["words"] = Shape(dict.fromkeys(form.words))
    return whole


def name_mistakes(
    tree: nodes.Template,
    environment: Environment,
    known: Shape,
    local: Mapping[str, Shape | None],
    tables: Mapping[tuple[str, bool], Collection[str]],
) -> Iterator[tuple[int, NoticeError]]:
    """Every name of a parsed template that leads nowhere, with its line.

    ``local`` are the names that templates give something themselves, ``tables`` those that ``table(…)`` and
    ``published_table(…)`` take (and ``table_number(…)``), by their names, without and with ``of``.
    """
    names = _Names(environment, known, local)
    for statement in tree.find_all((nodes.If, nodes.Output, nodes.Assign)):
        yield from ((statement.lineno, NoticeError(messages.GROUPED)) for given in _given(statement) if _grouped(given))
    for node in tree.find_all((nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test, nodes.Call)):
        for error in (*names.problems(node), *_table_problems(node, names, tables)):
            yield node.lineno, error


def _given(node: nodes.Node) -> list[nodes.Node]:
    """The expressions of a statement that stand there whole."""
    match node:
        case nodes.If():
            return [node.test]
        case nodes.Assign():
            return [] if isinstance(node.target, nodes.Tuple) else [node.node]
        case nodes.Output():
            return list(node.nodes)
    return []


def _grouped(node: nodes.Node) -> bool:
    """Whether an expression is two, for the comma of 1,000: Jinja takes it for a list, and what is no empty list holds."""
    return isinstance(node, nodes.Tuple) and len(node.items) > 1 and all(_ends(each) for each in node.items[1:])


def _ends(node: nodes.Node | None) -> bool:
    """Whether an expression begins with the three digits that follow a comma in 1,000."""
    first: nodes.Node | None = node
    while isinstance(first, nodes.Compare | nodes.BinExpr | nodes.Filter):
        first = first.expr if isinstance(first, nodes.Compare) else first.left if isinstance(first, nodes.BinExpr) else first.node
    node = first
    return isinstance(node, nodes.Const) and isinstance(node.value, int | float) and (node.value == 0 or 100 <= node.value < 1000)


def unprinted(tree: nodes.Template, above: Collection[str] | None) -> Iterator[tuple[int, NoticeError]]:
    """What a template that extends another says and nobody prints: text beside its blocks, blocks that no parent has.

    ``above`` are the blocks of its parents; None where they are not known.
    """
    if not any(isinstance(node, nodes.Extends) for node in tree.body):
        return
    for node in tree.body:
        if isinstance(node, nodes.Output):
            said = "".join(each.data if isinstance(each, nodes.TemplateData) else "…" for each in node.nodes).strip()
            if said:
                yield node.lineno, NoticeError(messages.OUTSIDE_BLOCKS, text=said[:40])
        elif isinstance(node, nodes.Block) and above is not None and node.name not in above:
            yield node.lineno, NoticeError(messages.NO_SUCH_PARENT_BLOCK, name=node.name, near=nearest(node.name, above))


def other_units(tree: nodes.Template, unit: str, overridden: Collection[str]) -> Iterator[tuple[int, NoticeError]]:
    """Amounts after which another unit of money is written than the form's own of prose, in which they are printed.

    Blocks that a child has ``overridden`` are never printed. ``change`` writes its unit itself.
    """
    waiting: list[nodes.Node] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, nodes.Block) and node.name in overridden:
            continue
        waiting.extend(node.iter_child_nodes())
        for value, after in pairwise(node.nodes) if isinstance(node, nodes.Output) else ():
            if isinstance(value, nodes.Filter) and value.name in ("money", "amount") and isinstance(after, nodes.TemplateData):
                found = _UNIT.match(after.data)
                if found is not None and found[1] != unit:
                    yield value.lineno, NoticeError(messages.OTHER_UNIT, written=found[1], unit=unit)


def local_names(trees: Iterable[nodes.Template], known: Shape) -> dict[str, Shape | None]:
    """The names that templates give something themselves, anywhere, with their shape where it is plain and the only one."""
    found: dict[str, Shape | None] = {}
    many: set[str] = set()

    def give(target: Any, shape: Shape | None) -> None:
        if isinstance(target, nodes.Tuple):
            for item in target.items:
                give(item, None)
        elif isinstance(target, nodes.Name):
            if target.name in found and found[target.name] != shape:
                many.add(target.name)
            found[target.name] = shape

    givers = (
        nodes.For, nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.CallBlock, nodes.Import, nodes.FromImport, nodes.With,
        nodes.Test,
    )  # fmt: skip
    for node in (node for tree in trees for node in tree.find_all(givers)):
        match node:
            case nodes.For():
                shape = _resolved(node.iter, found, known)
                give(node.target, Shape(shape.below) if shape is not None and shape.rows else None)
            case nodes.Assign():
                give(node.target, _resolved(node.node, found, known))
            case nodes.AssignBlock() | nodes.Import():
                give(nodes.Name(node.target, "store") if isinstance(node.target, str) else node.target, None)
            case nodes.FromImport():
                for name in node.names:
                    give(nodes.Name(name if isinstance(name, str) else name[1], "store"), None)
            case nodes.With():
                for target in node.targets:
                    give(target, None)
            case nodes.Macro():
                give(nodes.Name(node.name, "store"), None)
        if isinstance(node, nodes.Test):  # {% if nothing is defined %}
            if node.name in ("defined", "undefined"):
                give(node.node, None)
            continue
        for argument in getattr(node, "args", ()) if isinstance(node, nodes.Macro | nodes.CallBlock) else ():
            give(argument, None)
    return {name: None if name in many else shape for name, shape in found.items()}


def _resolved(node: nodes.Node | None, local: Mapping[str, Shape | None], known: Shape) -> Shape | None:
    """The shape of an expression; None where nothing is known of it."""
    match node:
        case nodes.Name():
            return local[node.name] if node.name in local else known.below.get(node.name)
        case nodes.Getattr() | nodes.Getitem():
            owner = _resolved(node.node, local, known)
            name = _member(node)
            return owner.below.get(name) if owner is not None and not owner.rows and name is not None else None
        case nodes.Filter() if node.name in _ROWS_KEPT:
            return _resolved(node.node, local, known)
    return None


def _member(node: nodes.Getattr | nodes.Getitem) -> str | None:
    if isinstance(node, nodes.Getattr):
        return node.attr
    return node.arg.value if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str) else None


@dataclass(frozen=True, slots=True)
class _Names:
    environment: Environment
    known: Shape
    local: Mapping[str, Shape | None]

    def problems(self, node: nodes.Node) -> Iterator[NoticeError]:
        match node:
            case nodes.Name() if node.ctx == "load" and not self._has(node.name):
                every = (*self.known.below, *self.local, *self.environment.globals)
                yield NoticeError(messages.NO_SUCH_NAME, name=node.name, near=nearest(node.name, every))
            case nodes.Getattr() | nodes.Getitem():
                yield from self._member_problems(node)
            case nodes.Filter() if node.name not in self.environment.filters:
                yield NoticeError(messages.NO_SUCH_FILTER, name=node.name, near=nearest(node.name, _open(self.environment.filters)))
            case nodes.Filter() if node.name in _OF_ATTRIBUTE:
                yield from self._attribute_problems(node)
            case nodes.Test() if node.name not in self.environment.tests:
                yield NoticeError(messages.NO_SUCH_TEST, name=node.name, near=nearest(node.name, self.environment.tests))

    def _has(self, name: str) -> bool:
        return name in self.known.below or name in self.local or name in self.environment.globals or name in _ALWAYS

    def _member_problems(self, node: nodes.Getattr | nodes.Getitem) -> Iterator[NoticeError]:
        name, owner = _member(node), _resolved(node.node, self.local, self.known)
        if isinstance(node.node, nodes.Name) and node.node.name == "loop" and "loop" not in self.local:
            owner = Shape(dict.fromkeys(_LOOP))
        if name is None or owner is None:
            return
        said = _written(node.node)
        if owner.rows and name not in ATTRIBUTES[tuple]:
            yield NoticeError(messages.MANY_ROWS, owner=said, name=name)
        elif not owner.rows and name not in owner.below and name != "label" and not (said == "words" and name in ATTRIBUTES[dict]):
            yield NoticeError(messages.NO_SUCH_MEMBER, owner=said, name=name, near=nearest(name, owner.below))

    def _attribute_problems(self, node: nodes.Filter) -> Iterator[NoticeError]:
        """The field that a filter looks at in each row: ``selectattr("name", …)``, ``map(attribute="name")``."""
        rows = _resolved(node.node, self.local, self.known)
        given = next((pair.value for pair in node.kwargs if pair.key == "attribute"), None)
        if given is None and node.name in ("selectattr", "rejectattr", "groupby") and node.args:
            given = node.args[0]
        name = given.value if isinstance(given, nodes.Const) else None
        if rows is not None and rows.rows and isinstance(name, str) and name.partition(".")[0] not in rows.below:
            yield NoticeError(messages.NO_SUCH_MEMBER, owner=_written(node.node), name=name, near=nearest(name, rows.below))


def _table_problems(node: nodes.Node, names: _Names, tables: Mapping[tuple[str, bool], Collection[str]]) -> Iterator[NoticeError]:
    """What ``table(…)`` and ``published_table(…)`` are asked for, where it is written out."""
    name = node.node.name if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) else ""
    if not isinstance(node, nodes.Call) or name not in _TABLES or name in names.local:
        return
    known = tables[name, any(pair.key == "of" for pair in node.kwargs)]
    for argument in node.args:
        if isinstance(argument, nodes.Const) and argument.value not in known:
            yield NoticeError(_TABLES[name], name=argument.value, near=nearest(str(argument.value), known))


def _open(names: Iterable[str]) -> list[str]:
    return [name for name in names if not name.startswith(" ")]


def _written(node: nodes.Node | None) -> str:
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr() | nodes.Getitem():
            return ".".join(filter(None, (_written(node.node), _member(node))))
        case nodes.Filter():
            return _written(node.node)
    return "…"
