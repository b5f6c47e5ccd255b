"""Two submissions held against each other: rows by their keys, values by what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from budgetxl.forms import Cell, Path, State
from budgetxl.values import Address, Key, Scalar, in_unit
from budgetxl.values.foldings import normal_name
from budgetxl.values.names import some
from budgetxl.values.records import dataclass
from budgetxl.workbook import ReadResult, Submission

from .items import Item, items_of
from .keys import keys_of
from .messages import say
from .model import AnswerChange, Change, ChangeKind, Comparison, OneSided, Side, SideName
from .names import in_names_of
from .pairing import paired, same_value
from .said import Sayings

MOST_NAMED = 6  # cells or sheets of a note
UNIT_CODE, UNIT_NAME = ("unit", "code"), ("unit", "name")


def compare(old_file: str, old: ReadResult, new_file: str, new: ReadResult) -> Comparison:
    """What differs between two workbooks that were read; the files are the names they go by.

    Where their forms differ the new one's counts: the old one's fields are found under the names that they have there.
    """
    before, after = _side(old_file, old), _side(new_file, new)
    comparing = _Comparing(old.submission, new.submission)
    comparing.run()
    notes = [*_notes(before, after), *_sheets("old", old), *_sheets("new", new), *comparing.notes()]
    answers = tuple(_answers(old.submission.answers, new.submission.answers))
    return Comparison(before, after, tuple(notes), tuple(comparing.changes), tuple(comparing.only), answers)


def _side(file: str, result: ReadResult) -> Side:
    one = result.submission
    return Side(file, one.text(*UNIT_NAME) or "", one.text(*UNIT_CODE) or "", one.form.id, result.identity.version, one.year)


def _notes(old: Side, new: Side) -> Iterator[str]:
    """What is to be said before anything else: two units, two years, two forms."""
    nobody, nowhen = say("no-name"), say("year-none")
    if old.code != new.code or (not old.code and normal_name(old.unit) != normal_name(new.unit)):
        yield say("other-unit", a=f"{old.unit or nobody} {old.code}".strip(), b=f"{new.unit or nobody} {new.code}".strip())
    if old.year != new.year:
        yield say("other-year", a=old.year or nowhen, b=new.year or nowhen)
    if old.form != new.form:
        yield say("other-form", a=old.form, b=new.form)
    elif old.version != new.version:
        yield say("other-version", a=old.version or say("version-none"), b=new.version or say("version-none"))


def _sheets(side: SideName, result: ReadResult) -> Iterator[str]:
    """That sheets of the form are not there, or are there twice: of what is not there nothing is known, and a copy was not read."""
    form, absent = result.submission.form, result.submission.absent
    if lacking := [sheet.common_name for sheet in form.sheets if sheet.id in absent]:
        yield say(f"no-sheet-{side}", names=_first(lacking))
    if result.use.copies_left:
        yield say(f"copies-{side}", names=_first(result.use.copies_left))


def _first(names: Sequence[str]) -> str:
    return "、".join(names[:MOST_NAMED]) + (say("and-more", n=len(names)) if len(names) > MOST_NAMED else "")


def _answers(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[AnswerChange]:
    for rule in dict.fromkeys((*new, *old)):
        if (old.get(rule) or None) != (new.get(rule) or None):
            yield AnswerChange(rule, old.get(rule) or None, new.get(rule) or None)


@dataclass(frozen=True, slots=True)
class _Around:
    """What two items stand in: the words for their row, and the row or copy that was added or removed as a whole."""

    row: str = ""
    whole: Key = ()


class _Comparing:
    def __init__(self, old: Submission, new: Submission) -> None:
        names = in_names_of(old.form, new.form)
        self.old, self.new = items_of(old.cells, names), items_of(new.cells, {})
        self.said: dict[SideName, Sayings] = {"old": Sayings(old, names), "new": Sayings(new, {})}
        self.keys = keys_of(new.form)
        mine, theirs = {names.get(path, path) for path in old.form.compiled.places}, set(new.form.compiled.places)
        self.without = {"old": len(mine - theirs), "new": len(theirs - mine)}
        self.shared = mine & theirs
        self.changes: list[Change] = []
        self.only: list[OneSided] = []
        self.unread: list[Address] = []
        self.unlooked: list[str] = []

    def run(self) -> None:
        self._items(self.old, self.new, _Around())
        gone = [change for change in self.changes if change.kind == "removed"]
        self.changes = [change for change in self.changes if change.kind != "removed"] + gone

    def notes(self) -> Iterator[str]:
        if any(self.without.values()):
            yield say("no-place", a=self.without["old"], b=self.without["new"])
        if self.unread:
            yield say("unread", n=len(self.unread), cells=some([str(at) for at in self.unread], MOST_NAMED))
        if self.unlooked:
            yield say("unlooked", names=_first(list(dict.fromkeys(self.unlooked))))

    def _items(self, old: Item, new: Item, around: _Around) -> None:
        """Two items that are one: their cells, then the rows below them."""
        for path in _both(new.cells, old.cells):
            self._cells(path, old.cells.get(path), new.cells.get(path), around)
        for path in _both(new.lists, old.lists):
            self._rows(path, old.lists.get(path, []), new.lists.get(path, []), around)

    def _rows(self, path: Path, old: list[Item], new: list[Item], around: _Around) -> None:
        key = self.keys.get(path, ())
        found = paired([one for one in old if not one.is_blank], [one for one in new if not one.is_blank], key)
        if found.unlooked:
            self.unlooked.append(self.said["new"].title(path))
        mates = {id(two): one for one, two in found.pairs}
        came = {id(one) for one in found.added}
        for item in new:
            if id(item) in mates:
                self._items(mates[id(item)], item, _Around(self.said["new"].row(item, key, around.row), around.whole))
            elif id(item) in came:
                self._one_sided(item, "new", key, around)
        for item in found.gone:
            self._one_sided(item, "old", key, around)

    def _one_sided(self, item: Item, side: SideName, key: tuple[Path, ...], around: _Around) -> None:
        """A row or a copy of a sheet that only one of them has: each value that it holds."""
        inside = _Around(self.said[side].row(item, key, around.row), around.whole or item.key)
        for path, cell in item.cells.items():
            if path not in self.shared:
                self._only(path, cell, side, inside.row)
            elif cell.state in (State.READ, State.UNREADABLE):
                self.changes.append(self._change("added" if side == "new" else "removed", path, *_sides(cell, side), inside))
        for below, rows in item.lists.items():
            for row in rows:
                if not row.is_blank:
                    self._one_sided(row, side, self.keys.get(below, ()), inside)

    def _cells(self, path: Path, old: Cell | None, new: Cell | None, around: _Around) -> None:
        if old is not None and (new is None or new.state is State.UNKNOWN):
            self._only(path, old, "old", around.row)
        elif new is not None and (old is None or old.state is State.UNKNOWN):
            self._only(path, new, "new", around.row)
        elif old is not None and new is not None:
            if old.state is new.state is State.UNREADABLE:
                self.unread += [new.entry.at] if new.entry.at is not None else []
            elif State.UNREADABLE in (old.state, new.state) or not same_value(_in_unit_of(old, new), new.entry.value):
                self.changes.append(self._change("changed", path, old, new, around))

    def _only(self, path: Path, cell: Cell, side: SideName, row: str) -> None:
        if cell.state in (State.READ, State.UNREADABLE) and not cell.computed:
            label = self.said[side].label(path)
            self.only.append(OneSided(side, cell.key, cell.place.field, label, cell.entry.value, cell.entry.at, row))

    def _change(self, kind: ChangeKind, path: Path, old: Cell | None, new: Cell | None, around: _Around) -> Change:
        one = new if new is not None else old
        assert one is not None
        side: SideName = "new" if new is not None else "old"
        present: tuple[tuple[SideName, Cell], ...] = (*((("old", old),) if old is not None else ()), *((("new", new),) if new is not None else ()))
        return Change(
            kind, one.key, one.place.field, self.said[side].label(path), around.row, around.whole,
            old=_in_unit_of(old, one) if old is not None else None, new=new.entry.value if new is not None else None,
            old_at=old.entry.at if old is not None else None, new_at=new.entry.at if new is not None else None,
            follows=all(cell.computed for _, cell in present),
            unread=tuple(name for name, cell in present if cell.state is State.UNREADABLE),
        )  # fmt: skip


def _sides(cell: Cell, side: SideName) -> tuple[Cell | None, Cell | None]:
    return (cell, None) if side == "old" else (None, cell)


def _both(new: Iterable[Path], old: Iterable[Path]) -> list[Path]:
    """The paths of either, in the order of the new one."""
    return list(dict.fromkeys((*new, *old)))


def _in_unit_of(cell: Cell, other: Cell) -> Scalar:
    """The value of a cell in the unit of another's field."""
    value, mine, theirs = cell.entry.value, cell.place.field, other.place.field
    if not isinstance(value, Decimal) or not mine.kind.amount or not theirs.kind.amount or mine.unit == theirs.unit:
        return value
    return in_unit(value, mine.unit, theirs.unit)


__all__ = ["compare"]
