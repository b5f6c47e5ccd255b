"""What becomes of last year's, in the words of whoever reads it. One catalogue; ``{…}`` are slots."""

from __future__ import annotations

from budgetxl.values.catalogue import Catalogue, shortened
from budgetxl.values.foldings import visible

MESSAGES: dict[str, str] = {
    "carry-lost": "{n} 处没有带入：",
    "carry-look": "{n} 处已带入，请看看今年还对不对：",
    "carry-finished": "{n} 个已完成的项目没有带入：",
    "carry-passed": "每年另填、不带入的：",
    "carry-line": "{cell} {label}“{text}”：{why}",
    "carry-line-whole": "{label}（{text}）：{why}",
    "carry-more": "…等 {n} 处",
    "carry-gone": "新表样里没有这一栏",
    "carry-several": "已有别的内容带入同一格，只能留一个",
    "carry-not-last-year": "工作簿不是前一年的，数不作上年数",
    "carry-no-figure": "不是数",
    "carry-unit": "单位由“{old}”改为“{new}”，不能换算",
    "carry-no-code": "{edition}{list}里没有这个编码，表样也没有写它改成了哪个",
    "carry-edition": "{edition}年版",
    "carry-code-gone": "这个编码已经不用",
    "carry-split": "这个编码分成了几个（{codes}），要由人选",
    "carry-no-choice": "不在可选的内容里（{choices}）",
    "carry-years": "写着{years}",
    "carry-mark": "从上年带来的文字，写着{years}，请看看今年还对不对。",
    "carry-rule": "结转",
    "carry-unnamed": "这一行没有名称和编码，请补上",
    "carry-done": "项目已完成",
    "carry-cells": "{n} 格",
    "carry-texts": "文字 {n} 格",
    "carry-figures": "数 {n} 格",
    "carry-anew": "每年另填",
    "carry-stray": "不在表样的栏目里，或者读不出来",
    "carry-sheets": "{n} 张",
    "carry-own-sheets": "自有的工作表，以原文件为准",
    "carry-notes-label": "批注",
    "carry-notes": "以原文件为准",
    "carry-answers-label": "“校验”表的说明",
    "carry-answers": "答的是上年的问题",
    "carry-lost-note": "上年工作簿里的下列内容没有带入本工作簿，单元格是上年文件里的。请逐条核对，要用的填到应在的栏目，再删去这张表。",
    "carry-count-lost": "{n} 处没有带入",
    "carry-count-look": "{n} 处要看一看",
    "carry-units": "{n} 个单位",
    "carry-tab": "没有带入和要看的",
    "carry-unit-code": "单位编码",
    "carry-unit-name": "单位名称",
    "carry-file": "上年文件",
    "carry-sheet": "工作表",
    "carry-cell": "单元格",
    "carry-label": "栏目",
    "carry-text": "内容",
    "carry-fate": "结果",
    "carry-why": "原因",
    "carry-fate-carry-lost": "没有带入",
    "carry-fate-carry-look": "已带入，要看",
    "carry-fate-carry-finished": "已完成，不带入",
    "carry-fate-carry-passed": "不带入",
}
_GIVEN = {"old", "codes"}


def _told(name: str, slot: object) -> object:
    """What fills a slot: given words on one line and not too long."""
    return shortened(visible(slot)) if name in _GIVEN and isinstance(slot, str) else slot


say = Catalogue(MESSAGES, _told).say
