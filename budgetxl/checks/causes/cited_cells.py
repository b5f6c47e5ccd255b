"""The cells that a finding is about: those of both sides of a comparison, and of a column only what was found in it."""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.expressions import (
    BUILTINS,
    Call,
    Compare,
    Expression,
    Judgement,
    Path,
    Reference,
    Search,
    Text,
    TreeScope,
    children,
)
from budgetxl.forms import Rule
from budgetxl.values import Address, Entry
from budgetxl.values.foldings import normal_name


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
        case Call() if (rows := _sought(expression, scope)) is not None:
            yield from rows
        case Call(name, arguments):
            context = BUILTINS[name].context
            for number, child in enumerate(arguments):
                if number not in context:
                    yield from _pointed(child, scope)
        case _:
            for child in children(expression):
                yield from _pointed(child, scope)


def search_of(call: Call, search: Search) -> tuple[list[Expression], list[Path]]:
    """What a call that searches wants, and the paths of the columns where it does.

    An endless function wants all that its last wanted parameter repeats for.
    """
    last = search.wanted[-1]
    repeated = range(last + 1, len(call.arguments)) if BUILTINS[call.name].endless else ()
    wanted = [call.arguments[number] for number in (*search.wanted, *repeated) if number < len(call.arguments)]
    columns = [call.arguments[number] for number in search.columns]
    return wanted, [column.path for column in columns if isinstance(column, Reference)]


def _sought(call: Call, scope: TreeScope) -> list[tuple[Entry, bool]] | None:
    """Of a call that seeks texts in columns, what it seeks and the rows that hold it; None where it seeks nothing to be found."""
    search = BUILTINS[call.name].search
    if search is None:
        return None
    wanted, paths = search_of(call, search)
    singles = [node for each in wanted if isinstance(each, Reference) and isinstance(node := scope.lookup(each.path), Entry)]
    texts = [one.value for one in singles if isinstance(one.value, str)] + [each.value for each in wanted if isinstance(each, Text)]
    columns = [node for path in paths if not isinstance(node := scope.lookup(path), Entry)]
    if not texts or len(texts) > len(columns) or not any(isinstance(entry.value, str) for entry in columns[0]):
        return None  # of several texts sought in one column, no row is the one
    keys = {normal_name(text) for text in texts}
    rows = [row for row, entry in enumerate(columns[0]) if _holds(entry, keys, search.prefix)]
    read = [scope.lookup(each.path) for number in search.reads if isinstance(each := call.arguments[number], Reference)]
    taken = [node for node in read if not isinstance(node, Entry) and len(node) == len(columns[0])] or columns[:1]
    own = {entry.key for entry in singles}
    there = [column[row] for column in taken for row in rows]
    return [(entry, True) for entry in (*singles, *(entry for entry in there if entry.key not in own))]


def _holds(entry: Entry, keys: set[str], starts: bool) -> bool:
    if not isinstance(entry.value, str):
        return False
    text = normal_name(entry.value)
    return text in keys or (starts and any(text.startswith(key) for key in keys))
