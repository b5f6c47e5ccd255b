"""What has been placed on one sheet so far, and where the next block goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..forms import Form, Rule, Sheet
from ..values import COLUMN_NUMBERS, Key
from .model import Box, CheckCell, Label, LabelStyle, RowNumber, Slot, TableArea, cell


class Canvas:
    """One sheet while its blocks are placed on it.

    ``row`` is where the next block begins. ``left`` is how many columns stand left of it, ``widths`` are those of its own
    columns: of the whole page, but for blocks beside each other. ``beyond`` are those of the columns right of the page, which are
    not printed. ``number`` counts the columns of a row of numbers.
    """

    def __init__(
        self, form: Form, sheet: Sheet, instance: int | None, counts: Mapping[str, int], widths: Sequence[float], row: int,
        beyond: Sequence[float] = (),
    ) -> None:  # fmt: skip
        self.form, self.sheet, self.instance, self.counts = form, sheet, instance, counts
        self.widths, self.beyond = widths, beyond
        self.row = row
        self.left = 0
        self.number = 0
        self.labels: list[Label] = []
        self.slots: list[Slot] = []
        self.tables: list[TableArea] = []
        self.checks: list[CheckCell] = []
        self.check_column = len(widths) + len(beyond) + 2

    @property
    def wide(self) -> int:
        return len(self.widths)

    def key(self, *path: str | int) -> Key:
        """The key of a path below the root of the sheet."""
        return path if self.instance is None else (self.sheet.repeat, self.instance, *path)

    def box(self, row: int, column: int, last_row: int, last_column: int) -> Box:
        """Cells by the columns of the block."""
        return Box(row, self.left + column, last_row, self.left + last_column)

    def cell(self, row: int, column: int) -> Box:
        return cell(row, self.left + column)

    def label(self, box: Box, text: str, style: LabelStyle, number: RowNumber | None = None) -> None:
        self.labels.append(Label(box, text, style, number=number))

    def line(self, text: str, style: LabelStyle) -> None:
        """A text over the whole width, and on to the next row."""
        self.label(self.box(self.row, 1, self.row, self.wide), text, style)
        self.row += 1

    def rules(self, *each: str) -> list[Rule]:
        """The rules over a block of this sheet, or over its copies."""
        path = (self.sheet.repeat, *each) if self.sheet.repeat else each
        return [rule for rule in self.form.rules if rule.each == path]

    def headers(self, headers: Sequence[tuple[str, ...]], start: int, levels: int) -> tuple[int, int]:
        """Header cells of several levels: equal neighbours merged across, on the page or right of it, short headers merged down.

        Returns their rows.
        """
        first, last = self.row, self.row + levels - 1
        for level in range(levels):
            column = 0
            while column < len(headers):
                header = headers[column]
                if level >= len(header):
                    column += 1
                    continue
                end = column
                alike = header[: level + 1] if level + 1 < len(header) else None
                while end + 1 < len(headers) and start + end != self.wide and headers[end + 1][: level + 1] == alike:
                    end += 1
                bottom = last if level == len(header) - 1 else first + level
                self.label(self.box(first + level, start + column, bottom, start + end), header[level], "header")
                column = end + 1
        self.row = last + 1
        return first, last

    def numbers(self, columns: Sequence[int], stubs: bool) -> None:
        """The numbers of columns below their headers; ``columns`` are as many cells as each number stands over.

        The first of the row says what they are, where it heads what rows are called (``stubs``) and nothing stands left of it.
        """
        column = 1
        for position, cells in enumerate(columns):
            box = self.box(self.row, column, self.row, column + cells - 1)
            if stubs and position == 0 and self.number == 0:
                self.label(box, COLUMN_NUMBERS, "header")
            else:
                self.number += 1
                self.label(box, str(self.number), "ordinal")
            column += cells
        self.row += 1
