"""What the server asks of the folder that it was started for. It knows of no paths: files have keys and names below the folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ...values.records import dataclass
from ..model import GivenFile, MadeFile


class NotWritten(Exception):
    """A result that could not be written; ``str()`` is the Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A workbook of the folder: its key, its name below the folder, its size in bytes, when it was saved (ms since 1970)."""

    key: str
    name: str
    size: int
    written: int


class Folder(Protocol):
    """A folder whose workbooks are listed, and beside which results are written."""

    @property
    def path(self) -> str:
        """What people know it by."""

    def is_there(self) -> bool:
        """Whether the folder is still where it was when the program was started."""

    def listing(self) -> tuple[Sequence[Listed], int]:
        """Its workbooks, and how many more there are than are listed."""

    def given(self, key: str) -> GivenFile | None:
        """A listed workbook, read now; None where the key is none that was given out."""

    def everything(self) -> Sequence[GivenFile]:
        """All files that somebody may have sent, read now."""

    def has_changed(self, name: str) -> bool:
        """Whether a file that was given, by the name that it was given, is another now, or gone."""

    def write(self, beside: str, made: MadeFile) -> str:
        """Where a result was written: beside the file of that name, or into the folder itself (an empty name).

        Neither a file that was read nor one that somebody else made is written over. Raises NotWritten.
        """


__all__ = ["Folder", "Listed", "NotWritten"]
