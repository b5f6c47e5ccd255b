"""What reading a workbook gives: the submission itself, and everything there is to say about how it was read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field
from decimal import Decimal
from typing import Any

from ..forms import Cells, Form, Path, encode
from ..values import Address, Correction, Entry, Finding, Group, Key, plain
from ..values.records import dataclass
from ..xlsx import Position, RawWorkbook
from .identity_marks import Identity


@dataclass(frozen=True, slots=True)
class Account:
    """The account of cells on a form's sheets: populated = read + furniture + unread. Of our own sheets only what is unread counts."""

    populated: int
    read: int
    furniture: int
    unread: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """A unit's data: the tree of values, the same as a table of cells, and the answers staff gave to warnings, by rule.

    Made by :func:`submission_of`. ``absent`` are the ids of the form's sheets that the workbook does not have: nothing is
    known of what belongs there. ``lacking`` are the paths of fields that a workbook of another version does not have: they are
    unknown, not blank. ``openings`` are the cells in which the first row of each table is typed, by the path of the column.
    ``held`` are the figures, in the units of their fields, that unreadable cells hold and show as others. ``reasons`` are those
    that the workbook keeps of last year's changes, by their keys; no field of this year has them.
    """

    form: Form
    root: Group
    cells: Cells
    answers: Mapping[str, str] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    lacking: frozenset[Path] = frozenset()
    openings: Mapping[Path, Address] = field(default_factory=dict)
    held: Mapping[Address, Decimal] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def year(self) -> int | None:
        node = self.root.get("year")
        value = node.value if isinstance(node, Entry) else None
        return int(value) if isinstance(value, Decimal) else self.form.year

    def text(self, *path: str) -> str | None:
        """The text at a path such as ``"unit", "name"``; None where it is blank or the form has no such field."""
        node = self.root
        for name in path:
            found = node.get(name) if isinstance(node, Group) else None
            if isinstance(found, Entry):
                value = found.value
                return plain(value) if isinstance(value, Decimal) else (str(value) if value is not None else None)
            if not isinstance(found, Group):
                return None
            node = found
        return None


def submission_of(
    form: Form,
    root: Group,
    computed: frozenset[Key] = frozenset(),
    answers: Mapping[str, str] | None = None,
    absent: frozenset[str] = frozenset(),
    unreadable: Collection[Address] = (),
    lacking: frozenset[Path] = frozenset(),
    openings: Mapping[Path, Address] | None = None,
    held: Mapping[Address, Decimal] | None = None,
    reasons: Mapping[str, str] | None = None,
) -> Submission:
    """A submission of a tree of values.

    ``computed`` are the keys of values that formulas of the workbook give, not figures that somebody typed; ``unreadable``
    are the cells that nothing could be read from, ``held`` the figures that some of them hold.
    """
    cells = Cells(form, root, computed, unreadable)
    return Submission(form, root, cells, answers or {}, absent, lacking, openings or {}, held or {}, reasons or {})


@dataclass(frozen=True, slots=True)
class SheetUse:
    """What reading made of the sheets of one file.

    ``taken`` are the cells that a value was looked for in, by the name of the sheet; ``others`` the sheets that belong to no
    form and are none of ours: the sender's own, and copies that were not read. ``copies`` counts the sheets that were found
    of each repeated one, those that nobody filled in among them. ``lost_answers`` belong to no rule, ``lost_reasons`` of last
    year to no figure; ``typed_over`` are the cells of our own sheets whose formulas were typed over; ``copies_left`` the sheets
    that were not read because they are copies of others. ``rows`` counts the rows that each table has, filled or not, by the names of
    the sheet and the table; only of those that have names.
    ``kind`` is that of a file that was salvaged with values only, else empty.
    """

    taken: Mapping[str, Collection[Position]] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    copies: Mapping[str, int] = field(default_factory=dict)
    lost_answers: tuple[tuple[Address, str], ...] = ()
    kind: str = ""
    rows: Mapping[tuple[str, str], int] = field(default_factory=dict)
    lost_reasons: tuple[tuple[Address, str], ...] = ()
    typed_over: tuple[Address, ...] = ()
    copies_left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A submission with the ledger of corrections, the findings of reading, the account of cells and the raw file.

    ``homes`` are the sheets of a submission of several files, as far as only one has them, with that file's name; ``use`` is
    known of one file alone.
    """

    submission: Submission
    corrections: tuple[Correction, ...]
    findings: tuple[Finding, ...]
    account: Account
    identity: Identity
    raw: RawWorkbook
    homes: tuple[tuple[str, str], ...] = ()
    use: SheetUse = SheetUse()


def export(submission: Submission) -> dict[str, Any]:
    """A submission as the JSON of ``export``: form, year and data."""
    return {"form": submission.form.id, "year": submission.year, "data": encode(submission.form, submission.root)}
