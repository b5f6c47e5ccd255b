"""Whose a workbook is: by what its cover says, the code first, then the name; never by what the file is called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from budgetxl.values import Finding, squeeze
from budgetxl.values.records import dataclass
from budgetxl.workbook import same_name

from ..messages import say
from ..model import Read, Unit
from .places import cells_of

MOST_NAMED = 3
MOST_ALIKE = 4
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

    def _coded(self, code: str) -> Unit | None:
        """The unit of a code, which may have lost its zeros."""
        if (found := self._by_code.get(code)) is not None:
            return found
        without_zeros = self._by_bare_code.get(code.lstrip("0"), [])
        return without_zeros[0] if len(without_zeros) == 1 else None

    def whose(self, read: Read) -> Unit | None:
        """The unit that a workbook is of; None where its cover names none, or one that is not there.

        A code that is not on the roster may be a slip, so the name counts then; a name that only says more or less than the
        roster's counts where there is no code at all. A cover that names two units names none.
        """
        code, name = squeeze(read.unit_code), squeeze(read.unit_name)
        if self.two_units(read) is not None:
            return None
        if code and (found := self._coded(code)) is not None:
            return found
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

    def two_units(self, read: Read) -> tuple[Unit, Unit] | None:
        """The unit that a cover's code names and the other one that its name names, where these are two and not called alike."""
        code, same = squeeze(read.unit_code), self.called_alike(read)
        by_code = self._coded(code) if code else None
        if by_code is None or len(same) != 1 or same[0] is by_code or same_name(same[0].name, by_code.name):
            return None
        return by_code, same[0]

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


@dataclass(frozen=True, slots=True)
class Stranger:
    """A workbook that is taken for no unit's, and why; ``near`` are the codes of the units that it may have been meant for."""

    read: Read
    reason: str
    near: tuple[str, ...] = ()


def by_unit(reads: Iterable[Read], roster: Roster) -> tuple[dict[str, list[Read]], list[Stranger]]:
    """Workbooks by the code of their unit, and those of no unit.

    Of no unit is one whose cover has the code of one unit and the name of another; so is one whose cover says something else
    than the roster, where another workbook agrees with it.
    """
    found: dict[str, list[Read]] = defaultdict(list)
    nobodys: list[Stranger] = []
    for read in reads:
        unit, two = roster.whose(read), roster.two_units(read)
        if two is not None:
            a, b = two
            reason = say("two-units", code=read.unit_code, a=a.name, name=read.unit_name, b=b.code)
            nobodys.append(Stranger(read, reason, (a.code, b.code)))
        elif unit is None:
            nobodys.append(_unknown(read, roster))
        else:
            found[unit.code].append(read)
    for code, each in found.items():
        unit = roster.unit(code)
        assert unit is not None
        agreeing = [read for read in each if _agrees(unit, read)]
        if agreeing and len(agreeing) < len(each):
            files = "、".join(" + ".join(read.files) for read in agreeing[:MOST_NAMED])
            for read in each:
                if not _agrees(unit, read):
                    told = {"name": read.unit_name or say("no-text"), "code": read.unit_code or say("no-text")}
                    reason = say("cover-differs", **told, a=unit.name, files=files)
                    nobodys.append(Stranger(read, reason, (code,)))
            found[code] = agreeing
    return dict(found), nobodys


def _agrees(unit: Unit, read: Read) -> bool:
    """Whether a cover says nothing of its unit that the roster says otherwise."""
    code = squeeze(read.unit_code)
    return (not code or code.lstrip("0") == squeeze(unit.code).lstrip("0")) and (not read.unit_name or same_name(read.unit_name, unit.name))


def _unknown(read: Read, roster: Roster) -> Stranger:
    """A workbook of nobody on the roster, or of one of several that its cover does not tell apart."""
    name, code, alike = read.unit_name, read.unit_code, roster.called_alike(read)
    if len(alike) > 1:
        units = "、".join(f"{unit.name}（{unit.code}）" for unit in alike[:MOST_ALIKE]) + ("等" if len(alike) > MOST_ALIKE else "")
        reason = say("alike-on-roster", name=name, n=len(alike), units=units)
        return Stranger(read, reason, tuple(unit.code for unit in alike))
    return Stranger(read, say("not-on-roster", name=name or say("no-text"), code=code or say("no-text")) if name or code else say("nobody"))


__all__ = ["Roster", "Stranger", "by_unit", "named_otherwise"]
