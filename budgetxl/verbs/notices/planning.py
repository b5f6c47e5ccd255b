"""Which notices are made of a folder, and what their files are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from ...bureau.accepted import AcceptedFile
from ...values.records import dataclass
from ...workbook import PartFacts, grouped_parts
from ...workbook.file_names import unique_name
from .making import NoticeMade

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Planned:
    """Notices by the names of their files, and the versions that later ones of the same units replace."""

    notices: tuple[tuple[str, NoticeMade], ...]
    replaced: tuple[NoticeMade, ...] = ()


def by_accepted(accepted: Iterable[AcceptedFile]) -> list[tuple[AcceptedFile, ...]]:
    """The accepted files unit by unit, in the order of their list."""
    units: dict[str, list[AcceptedFile]] = {}
    for one in accepted:
        units.setdefault(one.unit, []).append(one)
    return [tuple(files) for files in units.values()]


def together(parts: Sequence[NoticeMade]) -> list[tuple[NoticeMade, ...]]:
    """Parts of split workbooks that were read alone, unit by unit, of each section the one saved last."""
    found = []
    for members in grouped_parts([PartFacts(part.form, part.part, part.unit, part.name) for part in parts]):
        latest: dict[str, NoticeMade] = {}
        for part in sorted((parts[index] for index in members), key=_when, reverse=True):
            latest.setdefault(part.part, part)
        found.append(tuple(sorted(latest.values(), key=lambda part: part.file)))
    return found


def named(made: Iterable[NoticeMade], suffix: str, taken: set[str] | None = None) -> Planned:
    """Of each unit the version that was saved last, with the name of its file: the unit's code and name, no two alike, nor like those ``taken``."""
    units: dict[str, list[NoticeMade]] = {}
    for one in made:
        units.setdefault(one.unit or one.name or one.file, []).append(one)
    taken = set() if taken is None else taken
    notices, replaced = [], []
    for versions in units.values():
        last, *others = sorted(versions, key=_when, reverse=True)
        replaced += others
        known = "-".join(part for part in (last.unit, last.name) if part.strip(". "))
        text = known or last.file.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
        notices.append((unique_name(text, suffix, taken), last))
    return Planned(tuple(notices), tuple(replaced))


def _when(one: NoticeMade) -> tuple[int, datetime, str]:
    return one.year or 0, one.saved or _NEVER, one.file


__all__ = ["Planned", "by_accepted", "named", "together"]
