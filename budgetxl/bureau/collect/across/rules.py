"""What is looked at between units, by the numbers of RULES.md where it has one: warnings all, that no form regrades.

A form may have a rule of the same number, for what a workbook shows by itself (META-05, BUD-07).
"""

from __future__ import annotations

from collections.abc import Mapping

ACROSS_RULES: Mapping[str, str] = {
    "META-03": "封面上的单位名称、编码与名册相同",
    "META-05": "每张表的金额与各单位、与本单位上年是同一个数量级，没有把元填入万元栏",
    "META-24": "没有两个单位的数完全相同",
    "META-25": "没有一张表的数与别的单位的同一张表完全相同",
    "META-26": "一个项目编码只有一个单位用",
    "BUD-07": "上年数与上年收下的工作簿一致",
    "BUD-19": "部门合计等于本级加所属单位",
}

__all__ = ["ACROSS_RULES"]
