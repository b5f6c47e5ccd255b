"""The sheet 科目, where codes are looked up, and the hidden list sheet: what dropdowns offer, and the identity once more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from budgetxl.forms import CATALOGUE_SHEET, LIST_SHEET, CodeList, Path
from budgetxl.layout import (
    CATALOGUE_COLUMNS,
    CATALOGUE_HEADER_ROW,
    LIST_FIRST_ROW,
    Key,
    Layout,
    ListColumn,
    cell,
    followed,
    list_name,
)  # fmt: skip

from ..identity_marks import Identity
from .page_setup import A4, FOOTER, TITLE_HEIGHT
from .state import State
from .styles import Styles
from .writing import write_formula, write_label


def write_catalogues(workbook: Any, layout: Layout, styles: Styles) -> None:
    """The sheet 科目: all codes of the form's catalogues below each other, so that one filter serves them all."""
    sheet = workbook.add_worksheet(CATALOGUE_SHEET)
    for column, (_, width) in enumerate(CATALOGUE_COLUMNS):
        sheet.set_column(column, column, width)
    for label in layout.catalogue:
        write_label(sheet, label, styles.named(label.style))
        if label.style == "title":
            sheet.set_row(label.box.row - 1, TITLE_HEIGHT)
    head = row = CATALOGUE_HEADER_ROW - 1
    text, code = styles.named("plain"), styles.named("plain", num_format="@")
    for codes in layout.form.catalogues:
        former = _former_names(codes)
        for each, name in zip(codes.codes, codes.names or ("",) * len(codes.codes)):
            row += 1
            for column, (value, style) in enumerate(((_called(codes), text), (each, code), (name, text), (former.get(name, ""), text))):
                sheet.write_string(row, column, value, style)
    last = len(CATALOGUE_COLUMNS) - 1
    sheet.autofilter(head, 0, row, last)
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    sheet.print_area(1, 0, row, last)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(FOOTER)
    sheet.protect("", {"autofilter": True, "format_columns": True})


def _called(codes: CodeList) -> str:
    """A catalogue as its rows name it: 功能分类科目（2027年，样本）."""
    said = [f"{codes.year}年" if codes.year else "", f"{codes.edition}年版" if codes.edition else "", "" if codes.complete else "样本"]
    return codes.title + (f"（{'，'.join(filter(None, said))}）" if any(said) else "")


def _former_names(codes: CodeList) -> dict[str, str]:
    """The former names of each name, several of one parted as the list file has them."""
    found: dict[str, list[str]] = {}
    for old, new in codes.renamed.items():
        found.setdefault(new, []).append(old)
    return {new: "、".join(old) for new, old in found.items()}


def write_lists(
    workbook: Any, layout: Layout, columns: Mapping[Path, ListColumn], identity: Identity
) -> None:
    """Lists and choices as they are; the values of a field that others choose from as formulas that follow it."""
    sheet = workbook.add_worksheet(LIST_SHEET)
    for path, column in columns.items():
        sheet.write_string(0, column.column - 1, ".".join(path))
        for index, text in enumerate(column.texts or ()):
            sheet.write_string(LIST_FIRST_ROW - 1 + index, column.column - 1, text)
        if column.texts is None:
            _follow(sheet, layout, path, column)
        workbook.define_name(list_name(path), "=" + column.area)
    start = len(columns) + 1
    for index, (name, text) in enumerate(identity.facts().items()):
        sheet.write_string(index, start, name)
        sheet.write_string(index, start + 1, text)
    sheet.hide()
    sheet.protect("")


def _follow(sheet: Any, layout: Layout, path: Path, column: ListColumn) -> None:
    for index, (ref, key) in enumerate(followed(layout, path)):
        text = f'IFERROR(IF({ref}="","",{ref}),"")'  # staff delete rows, and spare copies
        write_formula(sheet, cell(LIST_FIRST_ROW + index, column.column), text, None, () if key is None else (key,), _followed(key))


def _followed(key: Key | None) -> Callable[[State], Any]:
    def shown(state: State) -> Any:
        value = None if key is None else state.values.get(key)
        return float(value) if isinstance(value, Decimal) else ("" if value is None else str(value))

    return shown
