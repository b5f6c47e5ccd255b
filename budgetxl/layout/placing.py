"""``lay_out``: a form and counts of rows to the place of every label, value and check. Opens no file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..forms import Block, Form, Sheet, in_part
from .canvas import Canvas
from .changes_plan import changes_plan
from .columns import block_widths, groups_of, lies, printed_columns, published_on, sheet_widths, spans
from .compared import compared_figures
from .cover import cover_extras, cover_widths
from .links import back_to, link_name
from .model import Box, CheckCell, Layout, SheetPlan, cell
from .own_places import TITLE_ROW, catalogue_labels, check_sheet_plan, guide_labels, state_box
from .placing_blocks import body_rows, levels_of, place

ABOVE_ROW, FIRST_ROW = 3, 4
UNIT_JOINT = "　"  #: between the number of a table and its unit, where one cell holds both


def lay_out(form: Form, counts: Mapping[str, int] | None = None, part: str = "") -> Layout:
    """The layout of a form.

    ``counts`` gives how many rows a table must hold (``"procurement"``, ``"projects.0.indicators"``) and how many copies
    a repeated sheet has (``"projects"``); a table never gets fewer rows than its form lays out. ``part`` lays out one
    section of a split workbook.
    """
    counts = counts or {}
    sheets: list[SheetPlan] = []
    cover = ""
    for sheet in form.sheets:
        if not in_part(sheet, part):
            continue
        for instance in range(counts.get(sheet.repeat, 1)) if sheet.repeat else (None,):
            sheets.append(_sheet_plan(form, sheet, instance, counts, cover))
            cover = cover or link_name(sheets[0])
    cells = {slot.key: (plan, slot) for plan in sheets for slot in plan.slots}
    figures = compared_figures(form, sheets, cells)
    changes = changes_plan(form.changes, figures, cover) if form.changes is not None and figures else None
    extras = cover_extras(form, sheets[0], sheets[1:], changes is not None) if sheets else None
    catalogue = catalogue_labels(cover) if form.catalogues else ()
    return Layout(form, tuple(sheets), cells, extras, check_sheet_plan(form, cover), guide_labels(form, cover), catalogue, changes)


def sheet_name(sheet: Sheet, instance: int | None) -> str:
    """The name of a sheet as laid out; a repeated one counts its copies from 1."""
    if instance is None:
        return sheet.name
    number = str(instance + 1)
    return sheet.name.replace("{{ n }}", number) if "{{ n }}" in sheet.name else f"{sheet.name}{number}"


def _sheet_plan(form: Form, sheet: Sheet, instance: int | None, counts: Mapping[str, int], cover: str) -> SheetPlan:
    """One sheet, its blocks below each other, or beside each other where the form says so."""
    published = published_on(form, sheet)
    page = printed_columns(sheet) if published is not None else 0
    widths = sheet_widths(sheet, page) if cover else cover_widths(sheet)
    printed = widths[: page or None]
    canvas = Canvas(form, sheet, instance, counts, printed, FIRST_ROW, widths[len(printed) :])
    _top(canvas)
    _sheet_checks(canvas)
    for group in groups_of(sheet):
        _group(canvas, group)
    for note in sheet.notes:
        canvas.line(note, "note")
    return SheetPlan(
        sheet, sheet_name(sheet, instance), instance, widths, len(printed), lies(sheet, published, printed), tuple(canvas.labels),
        tuple(canvas.slots), tuple(canvas.tables), tuple(canvas.checks), canvas.row - 1,
        back_to(cover) if cover else None, state_box(len(widths)) if cover else None,
    )  # fmt: skip


def _top(canvas: Canvas) -> None:
    """The title, and below it what stands at the left, and at the right the table's number and the unit of amounts."""
    sheet, wide = canvas.sheet, canvas.wide
    canvas.label(Box(TITLE_ROW, 1, TITLE_ROW, wide), sheet.title, "title")
    units = {block.unit for block in sheet.blocks if block.unit}
    right = [text for text in (sheet.number, f"单位：{units.pop()}" if len(units) == 1 else "") if text]
    if len(right) >= wide > 1:
        right = [UNIT_JOINT.join(right)]
    shares = (3, 2) if len(right) < 2 else (3, 1, 1)
    left, *others = spans(canvas.widths, shares) if wide > 1 else [(1, 1)]
    canvas.label(Box(ABOVE_ROW, left[0], ABOVE_ROW, left[1]), sheet.above or canvas.form.options.above, "note")
    for text, (first, last) in zip(right, others):
        canvas.label(Box(ABOVE_ROW, first, ABOVE_ROW, last), text, "unit")


def _sheet_checks(canvas: Canvas) -> None:
    """The block of checks of a repeated sheet: they travel with each copy of it."""
    if canvas.instance is None:
        return
    for offset, rule in enumerate(canvas.rules()):
        heading, verdict = (cell(FIRST_ROW + offset, column) for column in (canvas.check_column, canvas.check_column + 1))
        canvas.checks.append(CheckCell(rule, (canvas.sheet.repeat, canvas.instance), heading, verdict))
    canvas.check_column += 2 if canvas.checks else 0


def _group(canvas: Canvas, group: Sequence[Sequence[Block]]) -> None:
    """Blocks beside each other, each with its open rows below; mostly one alone, over the whole width."""
    top, bottom, whole, beyond = canvas.row, canvas.row, canvas.widths, canvas.beyond
    first = [stack[0] for stack in group]
    levels = max(map(levels_of, first))
    tallest = max(map(body_rows, first))
    foot = max(block.foot for block in first)
    titled, noted = any(block.title for block in first), any(block.note for block in first)
    canvas.number = 0
    for block, *below in group:
        canvas.row = top
        if len(group) > 1:
            canvas.widths, canvas.beyond = block_widths(block), ()
        for text, style in ((block.title, "heading" if len(group) == 1 else "header"), (block.note, "note")):
            if text:
                canvas.line(text, style)  # type: ignore[arg-type]
            elif titled if style != "note" else noted:
                canvas.row += 1
        place(canvas, block, levels if len(group) > 1 else levels_of(block), foot, tallest - body_rows(block) if foot else 0)
        for each in below:
            place(canvas, each, 0)
        bottom = max(bottom, canvas.row)
        canvas.left += len(canvas.widths)
    canvas.left, canvas.widths, canvas.beyond, canvas.row = 0, whole, beyond, bottom + 1
