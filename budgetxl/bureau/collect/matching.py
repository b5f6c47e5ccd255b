"""Whose a workbook is: by what its cover says, the code first, then the name; never by what the file is called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from budgetxl.values import Finding, squeeze
from budgetxl.workbook import same_name

from ..messages import say
from ..model import Read, Unit
from .places import cells_of

_LEAST_IN_NAME = 4  # characters of a unit's name, or of its code, that a file's name does not hold by chance


class Roster:
    """The units of a roster by code and by name."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = tuple(units)
        self._by_code = {squeeze(unit.code): unit for unit in reversed(self.units)}
        self._by_name: dict[str, list[Unit]] = defaultdict(list)
        self._by_bare_code: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.units:
            self._by_name[squeeze(unit.name)].append(unit)
            self._by_bare_code[squeeze(unit.code).lstrip("0")].append(unit)

    def unit(self, code: str) -> Unit | None:
        return self._by_code.get(squeeze(code))

    def whose(self, read: Read) -> Unit | None:
        """The unit that a workbook is of; None where its cover names none, or one that is not there.

        A code that is not on the roster may be a slip, so the name counts then; a name that only says more or less than the
        roster's counts where there is no code at all.
        """
        code, name = squeeze(read.unit_code), squeeze(read.unit_name)
        if code and (found := self._by_code.get(code)) is not None:
            return found
        if code and len(without_zeros := self._by_bare_code.get(code.lstrip("0"), [])) == 1:
            return without_zeros[0]
        if not name:
            return None
        alike = self.called_alike(read)
        return alike[0] if len(alike) == 1 else None

    def called_alike(self, read: Read) -> list[Unit]:
        """The units that a cover's name may mean: the one that is called so to the letter, else those but for blanks and widths of signs.

        Where the cover has no code, those whose names say more or less (numbers, case) as well.
        """
        same = self._by_name.get(squeeze(read.unit_name), [])
        exact = [unit for unit in same if unit.name == " ".join(read.unit_name.split())]
        if len(exact) == 1:
            return exact
        if same or squeeze(read.unit_code) or not squeeze(read.unit_name):
            return same
        return [unit for unit in self.units if same_name(read.unit_name, unit.name)]

    def named_in(self, path: str) -> Unit | None:
        """The one unit whose name or code a file's name holds: of a file that can't be read nothing else is known."""
        said = squeeze(PurePosixPath(path).stem)
        found = [unit for unit in self.units if _says(said, unit.name) or _says_code(said, unit.code)]
        longest = [unit for unit in found if not any(other is not unit and unit.name in other.name and _says(said, other.name) for other in found)]
        return longest[0] if len(longest) == 1 else None


def _says(said: str, name: str) -> bool:
    bare = squeeze(name)
    return len(bare) >= _LEAST_IN_NAME and bare in said


def _says_code(said: str, code: str) -> bool:
    """Whether a file's name has a code with no other digit beside it."""
    bare = squeeze(code)
    at = said.find(bare) if len(bare) >= _LEAST_IN_NAME else -1
    while at >= 0:
        before, after = said[at - 1 : at], said[at + len(bare) : at + len(bare) + 1]
        if not (before.isdigit() or after.isdigit()):
            return True
        at = said.find(bare, at + 1)
    return False


def named_otherwise(unit: Unit, read: Read) -> Iterator[Finding]:
    """What a cover says of its unit otherwise than the roster (META-03)."""
    for code, told, own, path in (
        ("META-03-code", read.unit_code, unit.code, "unit.code"), ("META-03-name", read.unit_name, unit.name, "unit.name"),
    ):  # fmt: skip
        if told and squeeze(told) != squeeze(own):
            yield Finding("META-03", "warning", say(code, a=told, b=own), cells_of(read, [path]), own, told, say("META-03-hint"))


def by_unit(reads: Iterable[Read], roster: Roster) -> tuple[dict[str, list[Read]], list[Read]]:
    """Workbooks by the code of their unit, and those of no unit."""
    found: dict[str, list[Read]] = defaultdict(list)
    nobodys: list[Read] = []
    for read in reads:
        unit = roster.whose(read)
        nobodys.append(read) if unit is None else found[unit.code].append(read)
    return dict(found), nobodys


__all__ = ["Roster", "by_unit", "named_otherwise"]
