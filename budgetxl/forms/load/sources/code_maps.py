"""What the codes of a list were a year before (``was``): written in the form itself, or a CSV file of old and new codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from budgetxl.values.nearest import nearest

from ...model import CodeList
from ..messages import say


class CodeMap(NamedTuple):
    """Old codes with those that they have become (none where there is none any more), and what is wrong."""

    codes: dict[str, tuple[str, ...]]
    problems: list[str]


def written_map(given: Mapping[str, Any]) -> CodeMap:
    """The map of a form's TOML: a new code, several, or an empty text for none, by the old one."""
    found = {old: tuple(filter(None, [new] if isinstance(new, str) else new)) for old, new in given.items()}
    return CodeMap(found, [say("code_map_blank")] if any(not old.strip() for old in found) else [])


def map_of_rows(rows: Iterable[tuple[int, list[str]]]) -> CodeMap:
    """The map of a file's rows, each the number of its line and its cells: an old code in several rows has become several."""
    found = CodeMap({}, [])
    for number, cells in rows:
        old, new = cells[0], cells[1] if len(cells) > 1 else ""
        if not old:
            found.problems.append(say("code_map_line", line=number))
        elif old in found.codes and (not new or not found.codes[old] or new in found.codes[old]):
            found.problems.append(say("code_map_twice", line=number, value=old))
        else:
            found.codes[old] = (*found.codes.get(old, ()), *filter(None, [new]))
    return found


def strange_codes(codes: CodeList) -> Iterator[str]:
    """New codes of a map that its list has not: of a list that is whole, and that holds whole codes."""
    if codes.complete and codes.shortest is None and codes.longest is None and codes.codes:
        known = frozenset(codes.codes)
        for new in dict.fromkeys(each for news in codes.was.values() for each in news):
            if new not in known:
                yield say("code_map_unknown", value=new, list=codes.id, near=nearest(new, codes.codes))


__all__ = ["CodeMap", "map_of_rows", "strange_codes", "written_map"]
