"""What a comparison of two submissions gives: each field that differs, by the row it stands in, and what only one of them has."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from budgetxl.forms import Field
from budgetxl.values import Address, Key, Scalar, dotted
from budgetxl.values.records import dataclass

from .texts import Piece

ChangeKind = Literal["changed", "added", "removed"]
"""A field of a row that both have; one of a row (or copy of a sheet) that only the new one has; that only the old one has."""
SideName = Literal["old", "new"]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: the name of its file, the unit's name and code, its form and the form's version, its year."""

    file: str
    unit: str
    code: str
    form: str
    version: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs.

    ``key`` is where it stands in the data of the new workbook, in the old one's where it was ``removed``. ``label`` is what people call
    the field, ``row`` its row, empty where it stands in none; ``whole`` is the key of the row or copy that was added or removed with it,
    empty where nothing was. Values are in the unit of ``field``; ``difference`` is new less old, of two numbers. ``follows``: formulas
    give it on both sides, so that it follows from what was typed elsewhere. ``unread`` are the sides on which the cell holds something
    that can't be read.
    """

    kind: ChangeKind
    key: Key
    field: Field
    label: str
    row: str = ""
    whole: Key = ()
    old: Scalar = None
    new: Scalar = None
    old_at: Address | None = None
    new_at: Address | None = None
    follows: bool = False
    unread: tuple[SideName, ...] = ()

    @property
    def difference(self) -> Decimal | None:
        return self.new - self.old if isinstance(self.old, Decimal) and isinstance(self.new, Decimal) else None

    @property
    def at(self) -> Address | None:
        """Its cell in the new workbook; in the old one where the new one has none."""
        return self.old_at if self.kind == "removed" or self.new_at is None else self.new_at


@dataclass(frozen=True, slots=True)
class OneSided:
    """A value of a field that the other workbook, or its form, does not have."""

    side: SideName
    key: Key
    field: Field
    label: str
    value: Scalar
    at: Address | None
    row: str = ""


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """What staff wrote in answer to a rule's warning, before and now; None where there is nothing."""

    rule: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Swap:
    """Words, or a figure, of what is published, and what stands there now; ``cells`` are behind them, the new workbook's where it has any."""

    old: str
    new: str
    cells: tuple[Address, ...] = ()


CorrectionKind = Literal["words", "cell", "added", "removed", "moved"]
"""Words of a text that differ; a cell of a table; a text, a row, a column, a table that only the new version has; that only the old one has."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A sentence, or a cell of a table, in which what two versions publish differs.

    ``where`` says in Chinese where it stands in the old version, ``now`` in the new one, empty where it has none. ``pieces`` put
    together are the whole sentence, ``swaps`` what differs in it; nothing of what only stands elsewhere (``moved``).
    """

    kind: CorrectionKind
    where: str
    now: str
    pieces: tuple[Piece, ...]
    swaps: tuple[Swap, ...]


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a 更正 notice has to say, in the order of the text; ``reason`` says why there is no list.

    ``accepted``: whether the old and the new version are accepted ones, as far as that is known.
    """

    found: tuple[Correction, ...] = ()
    reason: str = ""
    accepted: tuple[bool | None, bool | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two submissions held against each other. ``changes`` are in the order of the new workbook, rows that are gone behind the others.

    ``corrections`` are None where nobody asked for them.
    """

    old: Side
    new: Side
    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    only: tuple[OneSided, ...] = ()
    answers: tuple[AnswerChange, ...] = ()
    corrections: Corrections | None = None

    @property
    def differs(self) -> bool:
        return bool(self.changes or self.only or self.answers)


__all__ = [
    "AnswerChange",
    "Change",
    "ChangeKind",
    "Comparison",
    "Correction",
    "CorrectionKind",
    "Corrections",
    "OneSided",
    "Side",
    "SideName",
    "Swap",
    "dotted",
]
