"""Cell formats of our workbooks: one table of styles, made on demand for one XlsxWriter workbook."""

from __future__ import annotations

from typing import Any, assert_never

from budgetxl.forms import Field
from budgetxl.values.words import FAILED, PASSED, TO_VERIFY

FONT, FONT_SIZE = "宋体", 11
INPUT, COMPUTED, HEADER, EDGE = "#FFF9E5", "#EFEFEF", "#DCE6F1", "#9AA5B1"

_BASE: dict[str, Any] = {"font_name": FONT, "font_size": FONT_SIZE, "valign": "vcenter", "text_wrap": True}
_EDGED: dict[str, Any] = {"border": 1, "border_color": EDGE}

STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_size": 18, "bold": True, "align": "center"},
    "heading": {"font_size": 12, "bold": True, "align": "left", "bottom": 1, "bottom_color": EDGE},
    "unit": {"font_size": 10, "align": "right"},
    "note": {"font_size": 10, "align": "left", "font_color": "#595959"},
    "hint": {"font_size": 9, "align": "left", "font_color": "#7F7F7F", "italic": True, "indent": 1},
    "label": {**_EDGED, "bg_color": HEADER, "align": "left", "indent": 1},
    "header": {**_EDGED, "bg_color": HEADER, "align": "center", "bold": True},
    "stub": {**_EDGED, "bg_color": HEADER, "align": "left", "indent": 1},
    "total": {**_EDGED, "bg_color": COMPUTED, "align": "center", "bold": True},
    "none": {**_EDGED, "bg_color": COMPUTED, "align": "center"},
    "ordinal": {**_EDGED, "bg_color": HEADER, "align": "center", "font_size": 10},
    "blank": {**_EDGED, "bg_color": HEADER},
    "body": {"align": "left"},
    "numbering": {"align": "right"},
    "link": {"font_size": 9, "font_color": "#1F4E79", "underline": 1, "align": "left", "text_wrap": False},
    "open_link": {**_EDGED, "align": "left", "font_color": "#1F4E79", "underline": 1},
    "state": {"font_size": 10, "align": "right", "font_color": "#7F7F7F", "text_wrap": False},
    "check": {"font_size": 9, "font_color": "#7F7F7F", "align": "center", "text_wrap": False},
    "plain": {**_EDGED, "align": "left"},
    "middle": {**_EDGED, "align": "center"},
    "number": {**_EDGED, "align": "right", "num_format": "0.00####"},
    "answer": {**_EDGED, "align": "left", "bg_color": INPUT, "locked": False},
    "big": {"font_size": 24, "bold": True, "align": "center"},
    "bad": {"bg_color": "#F8CBAD", "font_color": "#9C0006"},
    "doubt": {"bg_color": "#FFE699", "font_color": "#7F6000"},
    "good": {"font_color": "#375623"},
    "computed": {"bg_color": COMPUTED},
}

#: The styles of what is open, by the word that the 校验 sheet says of it.
ALARMS = {FAILED: "bad", TO_VERIFY: "doubt"}
VERDICT_STYLES = {**ALARMS, PASSED: "good"}


def number_format(field: Field) -> str:
    """How a field's numbers are shown: amounts and percentages with their decimals and more where there are more; text as text."""
    shown = field.kind.shown
    match shown:
        case "amount":
            return _decimals(field, f"{_whole(field)}.00####")
        case "percent":
            return _decimals(field, f"0.{'0' * field.places}####" if field.places else "General")
        case "number":
            return _decimals(field, "General")
        case "whole":
            return _whole(field)
        case "text":
            return "@"
        case "passage":
            return "General"  # Excel shows a long text cell of format @ as ####
        case "date":
            return 'yyyy"年"m"月"d"日"'
        case _:
            assert_never(shown)


def _whole(field: Field) -> str:
    return "#,##0" if field.grouping else "0"


def _decimals(field: Field, otherwise: str) -> str:
    """As many decimals as the field asks for; where it asks for none, as its kind is shown."""
    if field.decimals is None:
        return otherwise
    return f"{_whole(field)}." + "0" * field.decimals if field.decimals else _whole(field)


class Styles:
    """The formats of one workbook being written. The same properties give the same format object."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def _format(self, properties: dict[str, Any]) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self.workbook.add_format(properties)
        return self._made[key]

    def named(self, name: str, **more: Any) -> Any:
        return self._format({**_BASE, **STYLES[name], **more})

    def bare(self, name: str) -> Any:
        """Only what a style adds, for conditional formats."""
        return self._format(STYLES[name])

    def value(self, field: Field, locked: bool, size: int = FONT_SIZE) -> Any:
        """The format of a value's cell: tinted and unlocked for input, grey and locked for a computed value."""
        align = field.kind.align
        properties = {**_BASE, **_EDGED, "align": align, "num_format": number_format(field), "font_size": size}
        if align == "left":
            properties["indent"] = 1
        if locked:
            return self._format({**properties, "bg_color": COMPUTED})
        return self._format({**properties, "bg_color": INPUT, "locked": False})
