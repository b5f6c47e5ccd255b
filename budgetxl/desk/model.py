"""What goes into the desk and what comes out of it: files as bytes, values as JSON has them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any, TypeAlias

from ..values.records import dataclass
from ..verbs import OF_SYSTEMS, unique_name

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of all archives: equal members then give equal bytes

Told: TypeAlias = Mapping[str, Any]
#: Told while a call is under way: how far it is, or a row that has changed.
Tell: TypeAlias = Callable[[Told], None]


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that somebody chose: its name, or its path below the folder that was chosen, its bytes, when it was saved.

    ``error`` says in Chinese why its bytes could not be had, if they could not.
    """

    name: str
    data: bytes
    written: datetime | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that the desk made, by the name that it is saved under."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call gives: a value for the page, and files to be saved."""

    value: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[MadeFile, ...] = ()


def meant(files: Sequence[GivenFile]) -> Sequence[GivenFile]:
    """The files that somebody means who chose a folder: not those that systems leave there, nor hidden ones. All, where there are no others."""
    return [one for one in files if not _is_left(one.name)] or files


def _is_left(name: str) -> bool:
    above, folder, base = name.replace("\\", "/").rpartition("/")
    hidden = base.startswith(".") or base.lower() in OF_SYSTEMS or any(part.startswith(".") and part.strip(".") for part in above.split("/"))
    return bool(folder) and hidden


def archive(name: str, members: Iterable[tuple[str, bytes]]) -> MadeFile:
    """A .zip of files by their paths within it; two of one name are kept apart."""
    out, taken = io.BytesIO(), set[str]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, data in members:
            stem, dot, suffix = path.rpartition(".")
            known = path if path.casefold() not in taken else unique_name(stem, dot + suffix, taken)
            taken.add(known.casefold())
            about = zipfile.ZipInfo(known, _FIRST_DAY)
            about.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(about, data)
    return MadeFile(name, out.getvalue())


__all__ = ["Answer", "GivenFile", "MadeFile", "Tell", "Told", "archive", "meant"]
