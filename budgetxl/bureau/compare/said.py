"""The words for fields and rows of a comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from budgetxl.forms import Labels, Path, Record
from budgetxl.values import Scalar, plain
from budgetxl.values.catalogue import shortened
from budgetxl.values.decimals import held
from budgetxl.workbook import Submission

from .items import Item
from .messages import say

MOST_OF_A_NAME = 60
MOST_TEXTS = 2
"""Texts that name a row in which nothing of its key is filled in."""


class Sayings:
    """How one submission's fields and rows are called; ``names`` are the other form's paths of its fields, where these differ."""

    def __init__(self, submission: Submission, names: Mapping[Path, Path]) -> None:
        self._own = {name: path for path, name in names.items()}
        self._places = submission.form.compiled.places
        self._labels = Labels(submission.form, submission.root)
        self._lines = {
            ((sheet.repeat, *cell.path) if sheet.repeat else cell.path): cell.label
            for sheet in submission.form.sheets for cells in submission.form.compiled.cells[sheet.id]
            for cell in (*cells.single, *cells.columns)
        }  # fmt: skip

    def label(self, path: Path) -> str:
        """What people call a field: its label, behind the title of its block where it stands in no row."""
        own = self._own.get(path, path)
        place = self._places[own]
        text, title = (self._labels.text(each).replace("  ", "").strip() for each in (self._lines.get(own, place.field.label), place.block.title))
        alone = isinstance(place.block, Record) or place.column
        return f"{title}·{text}" if title and not alone else text

    def title(self, path: Path) -> str:
        """What people call a table, or a repeated sheet: its title, else the name of its sheet."""
        own = self._own.get(path, path)
        place = next(place for at, place in self._places.items() if at[: len(own)] == own)
        title = place.block.title if len(own) > 1 or not place.sheet.repeat else ""
        return self._labels.text(title or place.sheet.common_name).strip()

    def row(self, item: Item, key: Sequence[Path], above: str = "") -> str:
        """What people call a row: its number in the sheet, and what it is known by; a copy of a sheet its name."""
        name = shortened(" ".join(_known_by(item, key) or _first_texts(item)), MOST_OF_A_NAME)
        number = item.key[-1]
        assert isinstance(number, int)
        if item.lists or any(cell.place.sheet.repeat and len(cell.key) == 3 for cell in item.cells.values()):
            text = say("copy-named", name=name) if name else say("copy", n=number + 1)
        else:
            at = next((cell.entry.at for cell in item.cells.values() if cell.entry.at is not None), None)
            line = at.row if at is not None else number + 1
            text = say("row-named", n=line, name=name) if name else say("row", n=line)
        return f"{above} {text}".strip()


def _known_by(item: Item, key: Sequence[Path]) -> list[str]:
    values = [item.cells[path].entry.value for path in key if path in item.cells]
    return [shown(value) for value in values if value is not None]


def _first_texts(item: Item) -> list[str]:
    texts = [cell.entry.value for cell in item.cells.values() if cell.place.field.kind.wording == "phrase" and not cell.place.field.kind.listed]
    return [text for text in texts if isinstance(text, str)][:MOST_TEXTS]


def shown(value: Scalar, unread: bool = False) -> str:
    """A value as people read it."""
    if value is None:
        return say("unreadable") if unread else say("blank")
    if isinstance(value, Decimal):
        return plain(held(value))
    return value.isoformat() if isinstance(value, date) else str(value)


__all__ = ["Sayings", "shown"]
