"""The types of fields: one record each, in one table. All that the program knows of a type is said here.

Most of a type are plain facts (its width, an example). What more than one package has to act on is a word of a small
vocabulary: ``stored``, ``reading``, ``shown``. Each place that acts on one of them is a ``match`` that ends in
``assert_never``. So a type made of known words is one record in this file and nothing else, and with a new word mypy names
every place that does not know it yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias, assert_never

from ..values.records import dataclass, follows

Stored: TypeAlias = Literal["number", "text", "date"]
"""What a cell holds, in data (a number in plain decimals, a text, a day in ISO 8601) and for Excel's formulas."""

Reading: TypeAlias = Literal["amount", "measure", "count", "percent", "text", "code", "date"]
"""How a cell is read, and what may be typed into it.

``amount``: money, in the unit of its block; ``measure``: a number with any unit behind it; ``count``: a whole one;
``percent``: 25 for 25%; ``code``: digits that are a text, which a spreadsheet may have taken for a number.
"""

Shown: TypeAlias = Literal["amount", "number", "whole", "percent", "text", "passage", "date"]
"""How a value is shown, in the workbook and in the notice: ``amount`` with two decimals and more where there are more."""

Wording: TypeAlias = Literal["none", "phrase", "passage"]
"""What people write into it: nothing but the value, a text of a few words or more, or sentences."""

Align: TypeAlias = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class FieldType:
    """One type of fields.

    ``chinese`` is what documentation and mistakes of a form call it; ``asked`` and ``such_as`` are what a message asks
    for where a cell can't be read ("无法识别为百分数，请改为 25 或 25%"). ``width`` is that of its column (in digits),
    ``lines`` the lines that its cell has room for. ``example`` is a value as the data of ``fill`` writes it.
    ``listed``: a field of it must say its ``choices``.
    """

    name: str
    chinese: str
    stored: Stored
    reading: Reading
    shown: Shown
    align: Align
    width: float
    asked: str
    such_as: str
    example: str
    lines: int = 1
    wording: Wording = "none"
    listed: bool = False
    numeric: bool = follows(lambda kind: kind.stored == "number")

    @property
    def amount(self) -> bool:
        """Whether its figures are money, in the unit of the block, and are added up by a total row unless it says which are."""
        return self.reading == "amount"

    @property
    def summed(self) -> bool:
        """Whether its figures may be added up: shares of different wholes may not."""
        match self.reading:
            case "amount" | "measure" | "count":
                return True
            case "percent" | "text" | "code" | "date":
                return False
            case _:
                assert_never(self.reading)


_ALL = (
    FieldType("money", "金额", "number", "amount", "amount", "right", 14.0, "数", "纯数字，如 12.5", "1234.56"),
    FieldType("number", "数", "number", "measure", "number", "right", 12.0, "数", "纯数字", "12.5"),
    FieldType("integer", "整数", "number", "count", "whole", "right", 10.0, "整数", "整数", "12"),
    FieldType("percent", "百分数", "number", "percent", "percent", "right", 10.0, "百分数", "25 或 25%", "25.5"),
    FieldType("text", "一行文字", "text", "text", "text", "left", 22.0, "文字", "文字", "甲乙丙", wording="phrase"),
    FieldType("longtext", "几段文字", "text", "text", "passage", "left", 48.0, "文字", "文字", "第一句。第二句。", 4, "passage"),
    FieldType("choice", "下拉选择", "text", "text", "text", "center", 16.0, "文字", "文字", "甲", listed=True),
    FieldType("code", "编码", "text", "code", "text", "center", 16.0, "文字", "文字", "00123"),
    FieldType("date", "日期", "date", "date", "date", "center", 16.0, "日期", "2021-12-31 的写法", "2021-12-31"),
)  # fmt: skip

TYPES: Mapping[str, FieldType] = {kind.name: kind for kind in _ALL}
"""Every type by its name, as a form's ``type`` says it."""
