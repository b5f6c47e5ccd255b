"""From a path in an expression to cells: what the Excel reading of a rule or total refers to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ..expressions import Located, is_clean
from ..forms import Field, Form, Path, Place, places, row_places, sheet_places
from ..values import column_letters, quote_sheet
from .model import Key, Layout, SheetPlan

LIST_SHEET = "列表"
LIST_FIRST_ROW = 2


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of the hidden list sheet: a list's codes or names, or the values of a field that others choose from."""

    path: Path
    column: int
    count: int

    @property
    def area(self) -> str:
        letters = column_letters(self.column)
        last = LIST_FIRST_ROW + max(self.count, 1) - 1
        return f"{quote_sheet(LIST_SHEET)}!${letters}${LIST_FIRST_ROW}:${letters}${last}"


def list_columns(form: Form, layout: Layout) -> dict[Path, ListColumn]:
    """The columns of the list sheet: every code list, then every field that another field's choices come from."""
    columns: dict[Path, ListColumn] = {}
    for name, codes in form.lists.items():
        columns["lists", name, "code"] = ListColumn(("lists", name, "code"), len(columns) + 1, len(codes.codes))
        if codes.names:
            columns["lists", name, "name"] = ListColumn(("lists", name, "name"), len(columns) + 1, len(codes.codes))
    for place in places(form).values():
        source = place.field.choices_from
        if source and source[0] != "lists" and source not in columns:
            count = sum(1 for _ in source_keys(layout, source))
            columns[source] = ListColumn(source, len(columns) + 1, count)
    return columns


def source_keys(layout: Layout, path: Path) -> list[Key]:
    """The keys of all laid-out cells of a path, in the workbook's order."""
    return [key for key in layout.cells if tuple(part for part in key if isinstance(part, str)) == path]


class Locator:
    """Resolves paths over one layout. ``here`` says what ``row.`` and ``sheet.`` mean and on which sheet a formula stands."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.form = layout.form
        self.places = places(layout.form)
        self.lists = list_columns(layout.form, layout)

    def at(
        self, plan: SheetPlan | None = None, row_key: Key | None = None, row: dict[Path, Place] | None = None
    ) -> Callable[[Path], Located | None]:
        """A function from path to cells for a formula on ``plan`` whose row is ``row_key``."""

        def locate(path: Path) -> Located | None:
            if path[0] == "row":
                return self._row(path[1:], row_key, row or {}, plan)
            if path[0] == "sheet":
                return self._sheet(path[1:], plan)
            return self._root(path, plan)

        return locate

    def _ref(self, plan: SheetPlan, text: str, here: SheetPlan | None) -> str:
        return text if plan is here else f"{plan.quoted}!{text}"

    def _cell(self, key: Key, field: Field, here: SheetPlan | None) -> Located | None:
        found = self.layout.cells.get(key)
        if found is None:
            return None
        plan, slot = found
        first = f"${column_letters(slot.box.column)}{'' if plan is here and any(isinstance(k, int) for k in key[1:]) else '$'}{slot.box.row}"
        return Located(kind_of(field), (self._ref(plan, first, here),), False)

    def _column(self, plan: SheetPlan, block_id: str, column_id: str, here: SheetPlan | None) -> str | None:
        for area in plan.tables:
            if area.block.id == block_id and column_id in area.columns:
                letters = column_letters(area.columns[column_id])
                return self._ref(plan, f"${letters}${area.rows[0]}:${letters}${area.rows[1]}", here)
        return None

    def _row(self, path: Path, row_key: Key | None, row: dict[Path, Place], plan: SheetPlan | None) -> Located | None:
        if row_key is None:
            return None
        place = row.get(path)
        if place is not None and place.column and plan is not None:
            return self._sheet(path, plan)
        found = self.layout.cells.get((*row_key, *path))
        return self._cell((*row_key, *path), found[1].field, plan) if found else None

    def _sheet(self, path: Path, plan: SheetPlan | None) -> Located | None:
        if plan is None or plan.instance is None:
            return None
        place = sheet_places(plan.sheet).get(path)
        if place is None:
            return None
        if place.column:
            area = self._column(plan, path[0], path[-1], plan)
            return Located(kind_of(place.field), (area,), True) if area else None
        return self._cell((plan.sheet.repeat, plan.instance, *path), place.field, plan)

    def _root(self, path: Path, here: SheetPlan | None) -> Located | None:
        if path in self.lists:
            codes = self.form.lists[path[1]].codes if path[0] == "lists" and path[2] == "code" else ("(",)
            return Located("text", (self.lists[path].area,), True, clean=all(map(is_clean, codes)))
        if path[0] == "lists":
            return self._root((*path[:2], "code"), here) if path[2:] == ("name",) else None
        place = self.places.get(path)
        if place is None:
            return None
        if not place.column:
            return self._cell(path, place.field, here)
        inner = path[1:] if place.sheet.repeat else path
        areas = []
        for plan in self.layout.plans(place.sheet.repeat) if place.sheet.repeat else self._plans_of(place):
            local = sheet_places(plan.sheet)[inner]
            if local.column:
                area = self._column(plan, inner[0], inner[-1], here)
            else:
                key: Key = (place.sheet.repeat, plan.instance, *inner) if plan.instance is not None else inner
                cell = self._cell(key, place.field, here)
                area = cell.areas[0] if cell else None
            if area is not None:
                areas.append(area)
        return Located(kind_of(place.field), tuple(areas), True) if areas else None

    def _plans_of(self, place: Place) -> list[SheetPlan]:
        return [plan for plan in self.layout.sheets if plan.sheet is place.sheet]


def kind_of(field: Field) -> Literal["number", "text", "date"]:
    """``number``, ``date`` or ``text``: how a formula must treat a cell of this field."""
    if field.numeric:
        return "number"
    return "date" if field.type == "date" else "text"


def row_scope(form: Form, each: Path) -> dict[Path, Place]:
    """What ``row.`` may name in a rule over ``each``."""
    return dict(row_places(form, each) or {})
