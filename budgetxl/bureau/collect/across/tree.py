"""Who is above whom on a roster: a 部门 above its 单位."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...model import Unit


class Tree:
    """The units of a roster with those above and below them, by their codes. A parent that is not there is none."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = {unit.code: unit for unit in units}
        self._parents = {unit.code: unit.parent for unit in units if unit.parent in self.units and unit.parent != unit.code}
        self.children: dict[str, list[str]] = {}
        for code, parent in self._parents.items():
            self.children.setdefault(parent, []).append(code)

    def above(self, code: str) -> Iterator[str]:
        """The units above one, the nearest first; a circle on the roster is gone round once."""
        seen = {code}
        while (code := self._parents.get(code, "")) and code not in seen:
            seen.add(code)
            yield code

    def related(self, one: str, other: str) -> bool:
        """Whether one of two units is above the other."""
        return other in self.above(one) or one in self.above(other)

    def tops(self) -> Iterator[str]:
        """The units that no other is above; of units in a circle the first, so that each unit is below exactly one top."""
        reached: set[str] = set()
        for code in (*(code for code in self.units if code not in self._parents), *self.units):
            if code not in reached:
                yield code
                reached.update(self.below(code))

    def below(self, code: str) -> Iterator[str]:
        """A unit and all those below it, each once."""
        seen, waiting = {code}, [code]
        while waiting:
            code = waiting.pop()
            yield code
            more = [child for child in self.children.get(code, []) if child not in seen]
            seen.update(more)
            waiting += more


__all__ = ["Tree"]
