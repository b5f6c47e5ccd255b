"""A form that has every type of field in every kind of block, with data for all of it, from the tables of types and blocks alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, assert_never

from making import a_block, a_form, a_sheet, fields_of, toml

from budgetxl.forms import TYPES, FieldType, Form
from budgetxl.values import Key

Data = dict[str, Any]
FIRST, SECOND = "house", "car"


def described(prefix: str = "", **more: Any) -> dict[str, Any]:
    """One field of each type, called by it; what must be chosen has its example among its choices."""
    choices = {"choice": {"choices": [TYPES["choice"].example, "乙"]}}
    return {prefix + name: {"type": name, **choices.get(name, {}), **more} for name in TYPES}


def summed() -> list[str]:
    """The types that a total row adds up."""
    return [name for name, kind in TYPES.items() if kind.summed]


def every_type(folder: Path, rules: str = "") -> Form:
    """Every type as field of a record, lifted field, column and total of a table, column of a grid, on a repeated sheet, too."""
    cover = fields_of({"name": "text", "code": "code", "year": {"type": "integer", "lift": True}, **described("lifted_", lift=True)})
    rows = [{"id": FIRST, "label": "房屋"}, {"id": SECOND, "label": "车辆"}]
    return a_form(
        folder,
        a_sheet("一", a_block("r", "record", fields=fields_of(described())))
        + a_sheet(
            "二", a_block("t", "table", rows=4, columns=fields_of(described()), totals=[{"id": "t_total", "label": "合计", "columns": summed()}])
        )
        + a_sheet("三", a_block("g", "grid", columns=fields_of(described()), rows=rows))
        + a_sheet(
            "四{{ n }}", a_block("p", "record", fields=fields_of(described())),
            a_block("q", "table", rows=3, columns=fields_of(described()), totals=[{"id": "q_total", "label": "小计", "columns": summed()}]),
            id="copy", repeat="copies",
        ),
        rules,
        cover=a_sheet("封面", a_block("unit", "record", fields=cover), id="cover", title="{{ year }}年填报表", section="all"),
    )  # fmt: skip


def examples() -> Data:
    return {name: kind.example for name, kind in TYPES.items()}


def full() -> Data:
    """Each field of the form filled with the example of its type; totals are left to be computed."""
    return {
        "unit": {"name": "某单位", "code": "001"},
        **{f"lifted_{name}": example for name, example in examples().items()},
        "r": examples(), "t": [examples(), examples()], "g": {FIRST: examples(), SECOND: examples()},
        "copies": [{**examples(), "q": [examples()]}, {**examples(), "q": [examples(), examples()]}],
    }  # fmt: skip


def in_text(kind: FieldType) -> str:
    """How wording prints the example of a type where no filter says how."""
    return "2021年12月31日" if kind.shown == "date" else kind.example


def in_table(kind: FieldType) -> str:
    """How a table of the notice prints the example of a type."""
    match kind.shown:
        case "percent":
            return kind.example + "%"
        case "date":
            return "2021年12月31日"
        case "amount" | "number" | "whole" | "text" | "passage":
            return kind.example
        case _:
            assert_never(kind.shown)


def without_totals(data: Mapping[str, Any]) -> Data:
    """Exported data as ``full`` writes it."""
    kept = {name: value for name, value in data.items() if name != "t_total"}
    kept["copies"] = [{name: value for name, value in copy.items() if name != "q_total"} for copy in data["copies"]]
    return kept


def path_of(key: Key) -> str:
    return ".".join(map(str, key))


__all__ = ["Data", "described", "every_type", "examples", "full", "in_table", "in_text", "path_of", "summed", "toml", "without_totals"]
