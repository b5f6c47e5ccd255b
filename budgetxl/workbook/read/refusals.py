"""Workbooks that can be read but not taken: none of ours, of an unknown form, of another form, of a version refused."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from budgetxl.xlsx import UnreadableFile

MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "not_ours": "不是由 budgetxl 表样生成的工作簿（没有找到表样标识）；请使用财政部门下发的文件填报，不要另建工作簿。",
        "own_table": "这是 budgetxl 写的清单或汇总表，不是填报的工作簿；请换用填报的工作簿。",
        "form_unknown": "工作簿所用的表样“{form}”不在已知表样中{near}；请给出它的表样文件夹（网页上拖进去，命令行用 --form 指明）。",
        "other_form": "这个工作簿是按表样“{form}”填的，里面找不到表样“{wanted}”的任何栏目；请去掉 --form，或换用“{wanted}”的工作簿。",
        "nothing_of_it": "里面找不到表样“{wanted}”的任何栏目，也没有表样标识；请核对是不是这个文件，或换用按“{wanted}”填的工作簿。",
        "older": "这个工作簿的表样“{form}”是{old}，当前是{new}，该表样规定旧版不再接收；请改用最新下发的文件填报。",
    }
)


class ForeignWorkbook(UnreadableFile):
    """A workbook that is no submission of the form it is read by; ``code`` is a key of :data:`MESSAGES`."""

    messages: ClassVar[Mapping[str, str]] = MESSAGES
