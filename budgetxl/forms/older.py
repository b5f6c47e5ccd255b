"""What a form called things before (``was``): the older paths of its fields, and older data under its present names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any, assert_never

from .model import Block, Field, Grid, Path, Record, Sheet, Table

_NOTHING = object()


def older_paths(sheets: Iterable[Sheet]) -> Mapping[Path, tuple[Path, ...]]:
    """The full paths that fields had in earlier versions, by those that they have now; only of fields that had others.

    A bare name of a record's field is one that it had in its record, or at the top of the data, as a lifted field has: the
    latter where nothing else is or was called so there.
    """
    found: dict[Path, tuple[Path, ...]] = {}
    sheets = tuple(sheets)
    for sheet in sheets:
        roots = [(name,) for name in (sheet.repeat, *sheet.was)] if sheet.repeat else [()]
        for block in sheet.blocks:
            if len(roots) == 1 and not _has_older(block):
                continue  # as nearly all
            for names, field, whole in _named(block, bool(sheet.repeat)):
                if len(roots) == 1 and not field.was and not whole and all(len(each) == 1 for each in names):
                    continue
                paths = [(*root, *path) for root in roots for path in product(*names)]
                found[paths[0]] = tuple(dict.fromkeys((*paths[1:], *whole, *_unlike(block, field, bool(sheet.repeat)))))
    return _each_its_own(found, sheets) if found else found


def _unlike(block: Block, field: Field, repeated: bool) -> Iterator[Path]:
    """The paths of a record's field when it was lifted and is no more, or is lifted and was not."""
    if isinstance(block, Record) and not repeated:
        for name in _ids(field)[1:]:
            yield from product(_ids(block), [name]) if field.lift else [(name,)]


def _each_its_own(older: Mapping[Path, tuple[Path, ...]], sheets: Iterable[Sheet]) -> Mapping[Path, tuple[Path, ...]]:
    """The older paths without names at the top that something else has now, or that several things may have had."""
    tops = list(_tops(sheets))
    taken = {names[0] for names in tops}
    claims = Counter(name for names in tops for name in names[1:])
    claims.update(path[0] for now, before in older.items() if len(now) > 1 for path in before if len(path) == 1)
    return {now: tuple(p for p in before if len(p) > 1 or not (p[0] in taken or claims[p[0]] > 1)) for now, before in older.items()}


def _tops(sheets: Iterable[Sheet]) -> Iterator[tuple[str, ...]]:
    """What stands at the top of the data: what each is called, and was."""
    for sheet in sheets:
        if sheet.repeat:
            yield (sheet.repeat, *sheet.was)
            continue
        for block in sheet.blocks:
            yield _ids(block)
            match block:
                case Record():
                    yield from (_ids(field) for field in block.fields if field.lift)
                case Table():
                    yield from map(_ids, block.totals)
                case Grid():
                    pass
                case _:
                    assert_never(block)


def _has_older(block: Block) -> bool:
    if block.was or any(field.was for field in (block.fields if isinstance(block, Record) else block.columns)):
        return True
    match block:
        case Record():
            return False
        case Table():
            return any(total.was for total in block.totals)
        case Grid():
            return any(row.was for row in block.rows)
        case _:
            assert_never(block)


def _ids(item: Any) -> tuple[str, ...]:
    return (item.id, *(name for name in item.was if "." not in name))


def _elsewhere(item: Any) -> list[Path]:
    """The paths that something had in other blocks."""
    return [tuple(name.split(".")) for name in item.was if "." in name]


def _named(block: Block, repeated: bool) -> Iterator[tuple[list[tuple[str, ...]], Field, list[Path]]]:
    """Each field of a block with what each name on the way to it is, and was, and its whole paths in other blocks."""
    match block:
        case Record():
            for field in block.fields:
                yield [_ids(field)] if field.lift or repeated else [_ids(block), _ids(field)], field, _elsewhere(field)
        case Table():
            yield from (([_ids(block), _ids(column)], column, []) for column in block.columns)
            by_id = {column.id: column for column in block.columns}
            for total in block.totals:
                yield from (([_ids(total), _ids(by_id[c.id])], by_id[c.id], []) for c in total.columns if c.id in by_id)
        case Grid():
            for row, column in product(block.rows, block.columns):
                moved = [(*path, name) for path in _elsewhere(row) for name in _ids(column)]
                moved += [(path[0], name, *path[1:]) for path in _elsewhere(column) for name in _ids(row)]
                yield [_ids(block), _ids(row), _ids(column)], column, moved
        case _:
            assert_never(block)


def in_new_names(older: Mapping[Path, tuple[Path, ...]], data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Data of an earlier version under the names that the form has now; ``data`` itself where nothing was called otherwise.

    What is under its present name already is left alone, and so is what nobody knows.
    """
    if not older:
        return data
    made: dict[str, Any] = _copied(data)
    for now, before in older.items():
        for path in before:
            value = _taken(made, path)
            if value is not _NOTHING:
                _put(made, now, value)
    present = {path[:length] for path in older for length in range(1, len(path))}
    left = {path[:length] for before in older.values() for path in before for length in range(1, len(path))} - present
    for way in sorted(left, key=len, reverse=True):
        _without_empty(made, way)
    return made


def _without_empty(node: Any, path: Path) -> None:
    """Drop what stands at a path of earlier versions where nothing is left in it; below a list, in each of its items."""
    name, *rest = path
    for each in node if isinstance(node, list) else [node]:
        if isinstance(each, dict) and name in each:
            if rest:
                _without_empty(each[name], tuple(rest))
            elif each[name] in ([], {}, None) or _all_empty(each[name]):
                del each[name]


def _copied(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {name: _copied(child) for name, child in node.items()}
    return [_copied(child) for child in node] if isinstance(node, list) else node


def _taken(node: Any, path: Path) -> Any:
    """Take what stands at a path out of data; of each item of a list, as a list. What it leaves empty goes with it."""
    if isinstance(node, list):
        items = [_taken(item, path) for item in node]
        return items if any(item is not _NOTHING for item in items) else _NOTHING
    if not isinstance(node, dict) or path[0] not in node:
        return _NOTHING
    if len(path) == 1:
        return node.pop(path[0]) if not isinstance(node[path[0]], dict | list) else _NOTHING
    found = _taken(node[path[0]], path[1:])
    if found is not _NOTHING and (node[path[0]] == {} or _all_empty(node[path[0]])):
        del node[path[0]]
    return found


def _all_empty(node: Any) -> bool:
    return isinstance(node, list) and bool(node) and all(item == {} for item in node)


def _put(node: dict[str, Any], path: Path, value: Any) -> None:
    """Put a value at a path, unless there is one; a list of values into the items of the list on the way."""
    name, *rest = path
    if not rest:
        if value is not _NOTHING:
            node.setdefault(name, value)
    elif isinstance(value, list) and not isinstance(node.get(name), dict):
        items = node.setdefault(name, [{} for _ in value])
        if isinstance(items, list):
            for item, one in zip(items, value):
                if isinstance(item, dict) and one is not _NOTHING:
                    _put(item, tuple(rest), one)
    else:
        below = node.setdefault(name, {})
        if isinstance(below, dict):
            _put(below, tuple(rest), value)
