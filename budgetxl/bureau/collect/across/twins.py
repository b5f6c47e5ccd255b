"""Units with the same figures, sheets of another unit, project codes that two units have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeAlias, TypeVar

from budgetxl.values import Finding

from ...messages import say
from ...model import Read, Unit
from ..places import address_of

MOST_NAMED = 3
Related: TypeAlias = Callable[[str, str], bool]
"""Whether one of two units, by their codes, is above the other."""
_Whole: TypeAlias = tuple[tuple[str, str], ...]
_Print = TypeVar("_Print")


def twin_findings(reads: Mapping[str, Read], units: Mapping[str, Unit], related: Related) -> Iterator[tuple[str, Finding]]:
    """Each unit's code with a warning that another unit's workbook has the same figures, as a whole (META-24) or on sheets (META-25).

    A department and its only unit may well have the same; so may any two of which one is above the other.
    """
    wholes = {code: _whole(read) for code, read in reads.items()}
    for code, others, _ in _sharing(((whole, code) for code, whole in wholes.items() if whole), related):
        yield code, Finding("META-24", "warning", say("META-24", **_named(others, units)), hint=say("META-24-hint"))
    numbers = {whole: number for number, whole in enumerate(dict.fromkeys(wholes.values()))}
    prints = (((sheet, one.digest), code) for code, read in reads.items() for sheet, one in read.sheets.items() if one.digest)
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for code, others, (sheet, _) in _sharing(prints, related, lambda code: numbers[wholes[code]]):
        alike[code, tuple(others)].append(reads[code].sheets[sheet].name)
    for (code, these), sheets in alike.items():
        message = say("META-25", sheet="》《".join(sheets), **_named(these, units))
        yield code, Finding("META-25", "warning", message, hint=say("META-25-hint"))


def code_findings(reads: Mapping[str, Read], units: Mapping[str, Unit], related: Related) -> Iterator[tuple[str, Finding]]:
    """Each unit's code with a warning for the project codes that another unit has as well (META-26)."""
    cells = {(code, each): cell for code, read in reads.items() for each, cell in read.project_codes}
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for code, others, each in _sharing(((each, code) for code, each in cells), related):
        alike[code, tuple(others)].append(each)
    for (code, these), codes in alike.items():
        told = "、".join(codes[:MOST_NAMED]) + (say("more-items", n=len(codes)) if len(codes) > MOST_NAMED else "")
        at = tuple(place for each in codes for place in address_of(cells[code, each]))
        named = _named(these, units)
        hint = say("META-26-hint", others=named["others"])
        yield code, Finding("META-26", "warning", say("META-26", code=told, **named), at, hint=hint)


def _whole(read: Read) -> _Whole:
    """The prints of all sheets of a workbook that have enough amounts to be known by."""
    return tuple((sheet, one.digest) for sheet, one in sorted(read.sheets.items()) if one.digest)


def _sharing(
    prints: Iterable[tuple[_Print, str]], related: Related, kind: Callable[[str], object] = str
) -> Iterator[tuple[str, list[str], _Print]]:
    """Each unit that has a print in common with others of another ``kind`` that are not above or below it, with the first of these.

    All of them would be a square of the units.
    """
    having: dict[_Print, dict[object, list[str]]] = {}
    for print_, code in prints:
        having.setdefault(print_, {}).setdefault(kind(code), []).append(code)
    for print_, kinds in having.items():
        for own, codes in kinds.items():
            for code in codes:
                strangers = (other for each, them in kinds.items() if each != own for other in them if not related(code, other))
                others = list(islice(strangers, MOST_NAMED + 1))
                if others:
                    yield code, others, print_


def _named(codes: Sequence[str], units: Mapping[str, Unit]) -> dict[str, str]:
    more = " 等" if len(codes) > MOST_NAMED else ""
    names, some = [units[code].name for code in codes[:MOST_NAMED]], codes[:MOST_NAMED]
    return {"others": "、".join(names) + more, "unit_codes": "、".join(some) + more}


__all__ = ["Related", "code_findings", "twin_findings"]
