"""The cells that a finding is about: those of both sides of a comparison, and of a column only what was found in it."""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.expressions import Call, Compare, Expression, Judgement, Reference, Text, TreeScope, children, normal_name
from budgetxl.forms import Rule
from budgetxl.values import Address, Entry

_STARTS = "starts"


def cells_of(rule: Rule, judgement: Judgement, scope: TreeScope) -> tuple[Address, ...]:
    """Each cell once, the left side's first; those that the rule names of its own come last.

    A column in which something is sought is not at fault as a whole: of it the rows that hold what is sought are named. Any
    check that is no comparison, and one with cells of its own, is about the single fields that it names.
    """
    check = rule.check.expression
    found = list(_pointed(check, scope))
    if rule.cells or not isinstance(check, Compare):
        singles = [entry for entry, single in found if single]
        whole = [] if rule.cells else [entry for entry, _ in found]
        named = singles or whole
    else:
        named = [entry for entry, _ in found]
    if not named and not rule.cells:
        named = [*judgement.left_entries, *judgement.right_entries]
    filled = sorted(named, key=lambda entry: entry.value is None) if isinstance(check, Compare) and not rule.cells else named
    for path in rule.cells:
        more = scope.lookup(path)
        filled.extend([more] if isinstance(more, Entry) else more)
    return tuple(dict.fromkeys(entry.at for entry in filled if entry.at is not None))


def _pointed(expression: Expression, scope: TreeScope) -> Iterator[tuple[Entry, bool]]:
    """The entries that an expression is about, each with whether it is a field of its own or a row that was sought."""
    match expression:
        case Reference(path):
            found = scope.lookup(path)
            yield from [(found, True)] if isinstance(found, Entry) else ((entry, False) for entry in found)
        case Call(name, arguments) if (rows := _sought(name, arguments, scope)) is not None:
            yield from rows
        case _:
            for child in children(expression):
                yield from _pointed(child, scope)


def _sought(name: str, arguments: tuple[Expression, ...], scope: TreeScope) -> list[tuple[Entry, bool]] | None:
    """Of a call that seeks texts in columns, what it seeks and the rows that hold it; None for any other call."""
    read = [scope.lookup(argument.path) for argument in arguments if isinstance(argument, Reference)]
    singles = [node for node in read if isinstance(node, Entry)]
    columns = [node for node in read if not isinstance(node, Entry)]
    wanted = [one.value for one in singles if isinstance(one.value, str)]
    wanted += [argument.value for argument in arguments if isinstance(argument, Text)]
    texts = [column for column in columns if any(isinstance(entry.value, str) for entry in column)]
    if not texts or not wanted or len(wanted) > len(columns):
        return None
    keys = {normal_name(text) for text in wanted}
    rows = [row for row in range(len(texts[0])) if _holds(texts[0][row], keys, _STARTS in name)]
    amounts = [column for column in columns if column not in texts and len(column) == len(texts[0])]
    own = {id(entry) for entry in singles}
    read_there = [column for column in texts[len(wanted) :] if len(column) == len(texts[0])]
    there = [column[row] for column in amounts or read_there or texts[:1] for row in rows]
    return [(entry, True) for entry in (*singles, *(entry for entry in there if id(entry) not in own))]


def _holds(entry: Entry, keys: set[str], starts: bool) -> bool:
    if not isinstance(entry.value, str):
        return False
    text = normal_name(entry.value)
    return text in keys or (starts and any(text.startswith(key) for key in keys))
