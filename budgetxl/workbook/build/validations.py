"""What may be typed into a cell: dropdowns, numbers within bounds, and the prompts that say so."""

from __future__ import annotations

from typing import Any, Literal, assert_never

from budgetxl.forms import Field, Labels, Rollup, Table, part_id
from budgetxl.layout import Box, Locator, SheetPlan, TableArea, list_name, whole_code
from budgetxl.values import column_letters

from .styles import Styles
from .writing import corners

MOST = 999_999_999_999
LONGEST_TITLE, LONGEST_PROMPT = 32, 255  # Excel takes no more


def validate_cell(sheet: Any, field: Field, box: Box, locator: Locator, labels: Labels) -> None:
    """The validation of one field over the cells of a box. A computed cell that staff may not type over has none."""
    if field.formula is not None and not field.open_formula:
        return
    title, message = labels.text(field.header[-1]), labels.text(field.prompt)
    prompt = {"input_title": title[:LONGEST_TITLE], "input_message": message[:LONGEST_PROMPT]} if message else {}
    cells = corners(box)
    if field.choices or field.choices_from:
        offered = locator.dropdown(field)
        source: Any = list(field.choices) if offered is None else "=" + list_name(offered.path)
        sheet.data_validation(*cells, {
            "validate": "list", "source": source, "error_type": "warning" if field.open_choices else "stop",
            "error_title": "不在可选范围", "error_message": "请从下拉列表中选择", "show_error": not field.open_choices, **prompt,
        })  # fmt: skip
        return
    number = _number_of(field)
    if number is not None:
        sheet.data_validation(*cells, {
            "validate": number, "criteria": "between",
            "minimum": float(-MOST if field.signed else 0), "maximum": MOST, "error_type": "stop", "error_title": "应为数字",
            "error_message": f"请只填数字{'（减少填负数）' if field.signed else '，不填负数'}，不要带单位", **prompt,
        })  # fmt: skip
    elif prompt:
        sheet.data_validation(*cells, {"validate": "any", **prompt})


def _number_of(field: Field) -> Literal["decimal", "integer"] | None:
    """What kind of number may be typed into a field's cells, as XlsxWriter calls it; None where it is no number."""
    reading = field.kind.reading
    match reading:
        case "amount" | "measure" | "percent":
            return "decimal"
        case "count":
            return "integer"
        case "text" | "code" | "date":
            return None
        case _:
            assert_never(reading)


def validate_tables(sheet: Any, plan: SheetPlan, locator: Locator, labels: Labels, styles: Styles) -> None:
    """One validation over all rows of a table's column."""
    for area in plan.tables:
        if isinstance(area.block, Table):
            for field in area.block.columns:
                column = area.columns[field.id]
                box = Box(area.rows[0], column, area.rows[1], column)
                if field.parts:
                    _validate_parts(sheet, field, area, labels)
                else:
                    validate_cell(sheet, field, box, locator, labels)
                if field.rollup and area.block.rollup is not None:
                    _grey_parents(sheet, area, area.block.rollup, box, styles)


def _validate_parts(sheet: Any, field: Field, area: TableArea, labels: Labels) -> None:
    """Each part of a code has its own length; one that would lose a leading zero is not taken."""
    for part, (length, label) in enumerate(zip(field.parts, field.part_labels)):
        column = area.columns[part_id(field, part)]
        message = labels.text(field.prompt)
        sheet.data_validation(*corners(Box(area.rows[0], column, area.rows[1], column)), {
            "validate": "length", "criteria": "==", "value": length, "error_type": "stop", "error_title": f"{label}应为 {length} 位",
            "error_message": f"“{label}”一列填 {length} 位，开头的 0 也要填",
            **({"input_title": label[:LONGEST_TITLE], "input_message": message[:LONGEST_PROMPT]} if message else {}),
        })  # fmt: skip


def _grey_parents(sheet: Any, area: TableArea, rollup: Rollup, box: Box, styles: Styles) -> None:
    """Amounts of parent codes look computed, since they are; which rows those are shows only as staff type."""
    coded = next(column for column in area.block.columns if column.id == rollup.column)  # type: ignore[union-attr]
    codes = (column_letters(area.columns[part_id(coded, part)]) for part in range(max(len(coded.parts), 1)))
    code = f"TRIM({whole_code(coded, (f'${letters}{area.rows[0]}' for letters in codes))})"
    criteria = f"=AND(LEN({code})>0,LEN({code})<{rollup.leaf})"
    sheet.conditional_format(*corners(box), {"type": "formula", "criteria": criteria, "format": styles.bare("computed")})
