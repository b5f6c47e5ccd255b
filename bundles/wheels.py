"""What a folder of wheels lacks for a machine: every requirement of budgetxl is followed, with the answers of that machine."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version
from targets import Target


@dataclass(frozen=True)
class Wheel:
    """A wheel that can be installed on a target."""

    path: Path
    name: str
    version: Version
    about: Message

    @property
    def said(self) -> str:
        return f"{self.name} {self.version}"


@dataclass(frozen=True)
class Lack:
    """A requirement that nothing in the folder meets, and who has it."""

    requirement: Requirement
    asked_by: str

    def __str__(self) -> str:
        return f"{self.requirement.name}{self.requirement.specifier}（{self.asked_by} 要用）"


def wheels_for(folder: Path, target: Target, python: str) -> dict[str, list[Wheel]]:
    """The wheels of a folder that can be installed on the target, by name, the newest first."""
    tags, version = target.tags(python), Version(target.environment(python)["python_full_version"])
    found: dict[str, list[Wheel]] = {}
    for path in sorted(folder.glob("*.whl")):
        name, number, _, own = parse_wheel_filename(path.name)
        about = metadata_of(path)
        if own & tags and SpecifierSet(about.get("Requires-Python") or "").contains(version, prereleases=True):
            found.setdefault(name, []).append(Wheel(path, name, number, about))
    for several in found.values():
        several.sort(key=lambda one: one.version, reverse=True)
    return found


def metadata_of(path: Path) -> Message:
    """The METADATA of a wheel."""
    with zipfile.ZipFile(path) as packed:
        (name,) = (one for one in packed.namelist() if one.count("/") == 1 and one.endswith(".dist-info/METADATA"))
        return message_from_bytes(packed.read(name))


def requirements_of(wheel: Wheel, extras: Iterable[str], target: Target, python: str) -> Iterator[Requirement]:
    """What a wheel needs on the target, with these of its extras."""
    environment = target.environment(python)
    for line in wheel.about.get_all("Requires-Dist") or ():
        one = Requirement(line)
        if one.marker is None or any(one.marker.evaluate({**environment, "extra": extra}) for extra in ("", *extras)):
            yield one


@dataclass(frozen=True)
class Choice:
    """The wheels that a requirement leads to, what is lacking, and all that was asked of each name."""

    found: dict[str, Wheel]
    lacks: tuple[Lack, ...]
    asked: dict[str, SpecifierSet]


def chosen(first: Requirement, wheels: dict[str, list[Wheel]], target: Target, python: str) -> Choice:
    """Follow the first requirement. Whoever asks for a name must accept the wheel that was taken for the first who did."""
    found: dict[str, Wheel] = {}
    lacks: dict[str, Lack] = {}
    asked: dict[str, SpecifierSet] = {}
    queue, seen = [Lack(first, "安装")], set()
    while queue:
        one = queue.pop(0)
        name = canonicalize_name(one.requirement.name)
        key = (name, str(one.requirement.specifier), frozenset(one.requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        asked[name] = asked.get(name, SpecifierSet()) & one.requirement.specifier
        there = [found[name]] if name in found else wheels.get(name, [])
        wheel = next((each for each in there if one.requirement.specifier.contains(each.version)), None)
        if wheel is None:
            lacks.setdefault(str(one), one)
            continue
        found[name] = wheel
        queue += [Lack(each, wheel.said) for each in requirements_of(wheel, one.requirement.extras, target, python)]
    return Choice(found, tuple(lacks.values()), asked)
