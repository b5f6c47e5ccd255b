"""The list above the rules of the 校验 sheet: the first points that are open, found by formula, each with a link to its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from budgetxl.layout import MESSAGE, NOTHING_OPEN, CheckSheetPlan, cell
from budgetxl.values import column_letters
from budgetxl.values.words import FAILED, TO_VERIFY

from ..state import OPEN, State
from ..styles import Styles
from ..writing import write_formula

SHOWN = ("code", "level", "item", "sentence", "place", "left", "right", "gap")
"""The columns of the list; under 级别 stands what the rule says, 不符 or 待核实."""


def number_formula(plan: CheckSheetPlan, row: int) -> str:
    """The turn of a rule among those that are open: 不符, or 待核实 and not answered. Blank of any other."""
    result, answer, number = (f"{column_letters(plan.columns[name])}" for name in ("result", "answer", "number"))
    is_open = f'OR({result}{row}="{FAILED}",AND({result}{row}="{TO_VERIFY}",{answer}{row}=""))'
    return f'IF({is_open},COUNT({number}${plan.header_row}:{number}{row - 1})+1,"")'


def write_open_points(sheet: Any, plan: CheckSheetPlan, styles: Styles, shown: Callable[[State, str, str], Any]) -> None:
    """The list. ``shown`` is what a column of the 校验 sheet says of an open rule before any program has calculated it."""
    own = {name: _column(plan, name) for name in ("number", "target", "result", *SHOWN)}
    for turn, row in enumerate(plan.open_rows, start=1):
        found = f"MATCH({turn},{own['number']},0)"
        for name in SHOWN:
            value = f"INDEX({own['result' if name == 'level' else name]},{found})"
            none = f'"{NOTHING_OPEN}"' if name == "sentence" and turn == 1 else '""'
            if name == "sentence":
                value = f"MID({value},{len(MESSAGE) + 1},FIND(CHAR(10),{value})-{len(MESSAGE) + 1})"
            elif name == "place":
                value = f'HYPERLINK("#"&INDEX({own["target"]},{found}),{value})'
            elif name in ("left", "right", "gap"):
                value = f'IF({value}="","",{value})'
            style = "open_link" if name == "place" else "number" if name in ("left", "right", "gap") else "plain" if name == "sentence" else "middle"
            formula = f"IFERROR({value},{none})"
            write_formula(sheet, cell(row, plan.columns[name]), formula, styles.named(style), (OPEN,), _said(turn, name, shown))


def _said(turn: int, name: str, shown: Callable[[State, str, str], Any]) -> Callable[[State], Any]:
    """A column of the open rule whose turn it is; that there is none, in the first line."""

    def said(state: State) -> Any:
        if turn <= len(state.opened):
            return shown(state, state.opened[turn - 1], name)
        return NOTHING_OPEN if turn == 1 and name == "sentence" and not state.opened else ""

    return said


def _column(plan: CheckSheetPlan, name: str) -> str:
    first, last = plan.body
    letters = column_letters(plan.columns[name])
    return f"${letters}${first}:${letters}${last}"


__all__ = ["number_formula", "write_open_points"]
