"""What a comparison of two workbooks says to its users. One catalogue; ``{…}`` are slots."""

from __future__ import annotations

from budgetxl.values.catalogue import Catalogue, shortened
from budgetxl.values.foldings import visible

MESSAGES: dict[str, str] = {
    "other-unit": "两份工作簿不是同一个单位的：旧的是“{a}”，新的是“{b}”",
    "other-year": "两份工作簿不是同一年的：旧的是 {a} 年，新的是 {b} 年",
    "other-form": "两份工作簿的表样不同：旧的是 {a}，新的是 {b}；按新的栏目比较，改了编号的按表样的 was 对应",
    "other-version": "两份工作簿是用同一表样的不同版本做的：旧的是 {a}，新的是 {b}",
    "no-place": "旧表样有 {a} 个栏目、新表样有 {b} 个栏目是对方没有的；其中填了内容的逐格列出",
    "unread": "有 {n} 格两边都读不出，没有比较：{cells}",
    "no-sheet-old": "旧的工作簿里没有找到工作表：{names}。那里填了什么不知道，新的里填的列作新增，或只有一边有的栏目",
    "no-sheet-new": "新的工作簿里没有找到工作表：{names}。那里填了什么不知道，旧的里填的列作删去，或只有一边有的栏目",
    "copies-old": "旧的工作簿里有重复的工作表，没有读它们：{names}",
    "copies-new": "新的工作簿里有重复的工作表，没有读它们：{names}",
    "unlooked": "“{names}”对不上的行太多，没有逐行比较哪些相像：只改了编码、名称的行可能列成了一删一增，编码、名称相同的几行可能没有按最相像的对应",
    "and-more": "等 {n} 张",
    "no-name": "（未填）",
    "year-none": "（未填）",
    "version-none": "（没有写版本）",
    "row": "第 {n} 行",
    "row-named": "第 {n} 行“{name}”",
    "copy": "第 {n} 张",
    "copy-named": "“{name}”",
    "same": "没有不同。",
    "counts-typed": "{n} 处不同",
    "counts-added": "新增 {n} 行（张）",
    "counts-removed": "删去 {n} 行（张）",
    "counts-only": "只有一边有的栏目 {n} 格",
    "counts-follows": "公式的结果随之变动 {n} 处",
    "counts-answers": "“说明”{n} 条不同",
    "blank": "（空）",
    "unreadable": "（读不出）",
    "title": "预算工作簿对比",
    "quoted": "“{text}”",
    "place-heading": "标题“{heading}”",
    "place-paragraph": "第{n}段",
    "place-title": "题目第{n}行",
    "place-under": "{headings}下{what}",
    "place-begin": "开头{what}",
    "place-table": "“{caption}”",
    "place-nameless": "第{n}张表",
    "place-public": "公开表“{caption}”",
    "place-caption": "{table}的表名",
    "place-above": "{table}上面的一行",
    "place-note": "{table}的附注第{n}条",
    "place-head": "{table}的表头第{n}列",
    "whole-table": "（整张表）",
    "place-row": "{table}第{n}行{label}",
    "place-serial": "{table}序号{n}{label}",
    "place-column": "{row}，第{n}列",
    "headed": "{head}：{text}",
    "place-cell": "{row}，“{column}”列",
    "corrections-others": "两份不是同一个单位、同一年度的，没有更正清单",
    "corrections-errors-old": "没有更正清单：旧的工作簿有 {n} 处错误，生成不了说明{at}",
    "corrections-errors-new": "没有更正清单：新的工作簿有 {n} 处错误，生成不了说明{at}",
    "corrections-first": "（第一处 {rule} 在 {cells}）",
    "corrections-absent-old": "没有更正清单：旧的工作簿缺少工作表，生成不了说明",
    "corrections-absent-new": "没有更正清单：新的工作簿缺少工作表，生成不了说明",
    "corrections-one-old": "没有更正清单：旧的没有说明可以比较",
    "corrections-one-new": "没有更正清单：新的没有说明可以比较",
    "corrections-nothing": "没有更正清单：表样没有文稿，也没有写明公开哪些表",
    "corrections-unmade": "没有更正清单：{problem}",
    "corrections-same": "公开的说明和表不变，没有要更正的",
    "corrections-counts": "公开的内容要更正：{counts}",
    "moved-first": "{where}，在最前",
    "moved-behind": "{where}，在“{text}”后面",
    "corrections-words": "说明里 {n} 句",
    "corrections-words-more": "说明里 {n} 句（{m} 处）",
    "corrections-moved": "换了位置 {n} 处",
    "corrections-cell": "表里 {n} 格",
    "corrections-added": "新增 {n} 段（句、行）",
    "corrections-removed": "删去 {n} 段（句、行）",
    "accepted-True": "是收下的那一份",
    "accepted-False": "不是收下的那一份",
    "accepted-None": "不知道是不是收下的",
    "accepted-both": "旧的{old}，新的{new}。",
}

_GIVEN = {"a", "b", "name", "names", "cells"}  # what somebody typed


def _told(name: str, slot: object) -> object:
    return shortened(visible(slot)) if name in _GIVEN and isinstance(slot, str) else slot


say = Catalogue(MESSAGES, _told).say
