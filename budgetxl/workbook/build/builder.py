"""``build``: a form and its data to the bytes of a workbook. The same input gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from budgetxl.forms import CATALOGUE_SHEET, CHANGES_SHEET, CHECK_SHEET, GUIDE_SHEET, Form
from budgetxl.layout import SPARE_ROWS, Key, Layout, Locator, counts_of, lay_out, row_scope
from budgetxl.values import Group, plain
from budgetxl.values.records import dataclass

from ..identity_marks import CREATED, Identity
from .cell_formulas import CellFormulas
from .changes_sheet import ChangesSheet
from .check_sheet import CheckSheet
from .cover import write_cover_extras
from .defined_names import define, name_fields, name_links, name_texts
from .field_sheet import FieldSheets
from .guide import write_guide
from .list_sheet import write_catalogues, write_lists
from .page_setup import RowsFilled, set_page
from .row_checks import RowFormulas, write_row_checks
from .state import Facts, Live, LiveColumns, LiveHeight, RowHeights, State, facts_of
from .styles import FONT, FONT_SIZE, Styles
from .top_lines import OpenPoints, TopLines


@dataclass(frozen=True, slots=True)
class Built:
    """A workbook, and what in it depends on data: of each worksheet, by its number from 1, cells, rows and columns; the state that it shows.

    ``state_of`` gives that of other data, and last year's reasons, in a workbook of the same shape.
    """

    data: bytes
    cells: Mapping[int, tuple[Live, ...]]
    heights: Mapping[int, tuple[LiveHeight, ...]]
    columns: Mapping[int, LiveColumns]
    state: State
    state_of: Callable[[Facts, Mapping[str, str]], State]


def build(
    form: Form, root: Group, given: Collection[Key] = frozenset(), part: str = "", task_year: str = "", rows: Mapping[str, int] | None = None,
    reasons: Mapping[str, str] | None = None,
) -> bytes:  # fmt: skip
    """A workbook of the form holding the data of ``root`` (a tree whose computed values are set).

    ``given`` are keys of computed values that the data states itself: where one differs from what its formula gives, the
    stated figure stands in the cell instead of the formula. ``part`` lays out one section of a split workbook. ``task_year``
    is the year that it is for, where the cover of ``root`` may tell another. ``rows`` lays out so many rows of tables, by their
    dotted paths, where the data have fewer. ``reasons`` are last year's, by their keys, for 需说明原因的增减.
    """
    counts = counts_for(form, root)
    counts.update({path: max(counts.get(path, 0), laid - SPARE_ROWS) for path, laid in (rows or {}).items()})
    return build_live(form, root, given, part, task_year, counts, reasons).data


def counts_for(form: Form, root: Group) -> dict[str, int]:
    """How many rows and copies the workbook of a tree is laid out with; a repeated sheet has one copy where the data says nothing."""
    return {**{sheet.repeat: 1 for sheet in form.sheets if sheet.repeat}, **counts_of(root)}


def build_live(
    form: Form, root: Group, given: Collection[Key] = frozenset(), part: str = "", task_year: str = "", counts: Mapping[str, int] | None = None,
    reasons: Mapping[str, str] | None = None,
) -> Built:  # fmt: skip
    """As :func:`build`, with what depends on data. ``counts``: how many rows and copies to lay out, if not as many as the tree has."""
    facts = facts_of(form, root)
    layout = lay_out(form, counts_for(form, root) if counts is None else counts, part)
    locator = Locator(layout)
    buffer = io.BytesIO()
    workbook = _workbook(buffer, facts.labels.text(form.title))
    styles = Styles(workbook)
    year = facts.values.get(("year",))
    identity = Identity(form.id, form.version, form.fingerprint, task_year or (plain(year) if isinstance(year, Decimal) else ""), part)
    _mark(workbook, identity)

    cover, *others = layout.sheets
    sheets = {cover.name: workbook.add_worksheet(cover.name)}
    guide = workbook.add_worksheet(GUIDE_SHEET)
    sheets.update({plan.name: workbook.add_worksheet(plan.name) for plan in others})

    scopes = {rule.each: row_scope(form, rule.each) for rule in form.rules if rule.each}
    row_formulas = RowFormulas(locator, scopes)
    planned = layout.changes
    changes = None if planned is None else ChangesSheet(workbook, workbook.add_worksheet(CHANGES_SHEET), layout, planned, styles)
    checks = CheckSheet(workbook.add_worksheet(CHECK_SHEET), layout, locator, styles, row_formulas, facts)

    def state_of(facts: Facts, reasons: Mapping[str, str]) -> State:
        return replace(checks.state(facts), changes=None if changes is None else changes.told(facts, reasons))

    workbook.worksheet_class.state = state = state_of(facts, reasons or {})
    fields = FieldSheets(facts.labels, locator, CellFormulas(form, locator, given, scopes), styles)
    points = OpenPoints(form, layout.checks, row_formulas)
    top_lines = TopLines(cover, layout.extras, styles, points)
    heights: dict[str, RowHeights] = {}
    for plan in layout.sheets:
        sheet = sheets[plan.name]
        fields.set_columns(sheet, plan)
        top_lines.write(sheet, plan)
        heights[plan.name] = fields.write(sheet, plan)
        name_fields(workbook, plan)
        set_page(sheet, plan, heights[plan.name], RowsFilled.of(plan))
        write_row_checks(sheet, plan, row_formulas, styles)
    if changes is not None:
        changes.write()
    checks.write()
    if layout.catalogue:
        write_catalogues(workbook, layout, styles)
    write_lists(workbook, layout, locator.lists, identity)
    name_texts(workbook, locator.names)
    name_links(workbook, layout.sheets, _own_sheets(layout))
    if layout.extras is not None:
        write_cover_extras(sheets[cover.name], cover, layout.extras, styles, checks, points, heights[cover.name])
    write_guide(guide, layout.guide, styles)
    sheets[cover.name].activate()
    written = dict(enumerate(workbook.worksheets(), start=1))
    workbook.close()
    cells = {number: tuple(sheet.live) for number, sheet in written.items()}
    rows = {number: tuple(sheet.live_heights) for number, sheet in written.items()}
    columns = {number: sheet.live_columns for number, sheet in written.items() if sheet.live_columns is not None}
    return Built(buffer.getvalue(), cells, rows, columns, state, state_of)


def _own_sheets(layout: Layout) -> Iterator[str]:
    """The sheets of ours that a workbook has, as far as links lead to them."""
    yield from (GUIDE_SHEET, CHECK_SHEET)
    yield from [CATALOGUE_SHEET] if layout.catalogue else []
    yield from [CHANGES_SHEET] if layout.changes is not None else []


def _workbook(buffer: io.BytesIO, title: str) -> Any:
    import xlsxwriter

    font = {"font_name": FONT, "font_size": FONT_SIZE}  # its digits are what widths are counted in, on every machine the same
    workbook = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "default_format_properties": font}
    )
    workbook.worksheet_class = _plain_worksheet()
    workbook.set_properties({"title": title, "created": CREATED, "comments": "budgetxl"})
    workbook.set_calc_mode("auto")
    return workbook


def _mark(workbook: Any, identity: Identity) -> None:
    """The identity as custom properties and as constants among the names; the list sheet carries it a third time."""
    for name, text in identity.facts().items():
        workbook.set_custom_property(name, text, "text")
        define(workbook, name, '="{}"'.format(text.replace('"', '""')))


def _plain_worksheet() -> Any:
    """A worksheet that knows which of its cells depend on data, and takes formulas as they are.

    XlsxWriter looks in each formula for seventy functions newer than ours.
    """
    from xlsxwriter.worksheet import Worksheet

    class PlainWorksheet(Worksheet):  # type: ignore[misc]
        state: State

        def __init__(self) -> None:
            super().__init__()
            self.live: list[Live] = []
            self.live_heights: list[LiveHeight] = []
            self.live_columns: LiveColumns | None = None

        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
            return formula.removeprefix("=")

    return PlainWorksheet
