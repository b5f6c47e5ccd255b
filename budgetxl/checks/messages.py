"""What checking says beyond the messages that the rules bring themselves."""

from __future__ import annotations

from budgetxl.values.catalogue import Catalogue, shortened

MESSAGES: dict[str, str] = {
    "required": "{label}必须填写",
    "required-hint": "请在 {cell} 填写；确实为零的填 0",
    "rounding": "{message}（取整尾差，不影响平衡）",
    "choice": "“{value}”不在可选范围：{allowed}",
    "choice-hint": "请从下拉列表中选择",
    "length": "{label}“{value}”不是 {n} 位数字",
    "length-hint": "请填 {n} 位数字，不带其他字符",
    "slot-missing": "（空）",
    "META-22": "规则 {rule} 无法判断：{reason}",
    "META-22-texts": "文字核对没有做完：{reason}",
    "META-22-causes": "没有查找共同的原因，以下问题逐条列出：{reason}",
    "META-22-hint": "不是填报的错：请把这句话和工作簿一起交给表样的制作者",
    "META-07-figure": "填的是 {a}，与用数值代替了公式的 {n} 个合计不符；这些合计彼此相符，按它们应为 {b}：{cells}",
    "META-07-figure-one": "填的是 {a}，与用数值代替了公式的 {cells} 不符；其他核对都与这个合计相符，按它应为 {b}",
    "META-07-figure-hint": "核对 {cell}，改为 {b} 就都相符；如果 {a} 没有填错，请恢复这些合计的公式",
    "META-07-figure-beside": "按用数值代替了公式的合计，{cell} 应为 {b}",
    "column-unit": "{range} 共{n}格像是按“元”填的，把全列改为万元（÷10000），有关的 {count} 处核对就都相符",
    "same-column": "{message}（{range} 共{n}格都是这样）",
    "lacking": "{table}没有列 {n} 个{label}：{codes}",
    "lacking-paste": "这 {n} 个{label}一行一个，从 {cell} 起往下粘贴",
    "lacking-fill": "{label}填在 {cell}",
    "lacking-room": "空行不够，先插入 {n} 行",
    "lacking-then": "{table}也要列 {codes}",
    "lacking-more": "{message}（这样的共 {n} 处）",
    "cells-more": "{cells} 等",
    "META-11": "存在未填模板内容“{text}”",
    "META-11-hint": "补上应填的内容，或删去这一处",
    "BUD-08": "{label}写“{word}”，与增减额 {value} {unit}方向不符",
    "BUD-08-hint": "增加填正数、减少填负数，没有增减写“持平”；改正文字或增减额",
    "TEXT-02": "正文所写{label} {said} {unit}与表中 {value} {unit}不一致",
    "TEXT-02-hint": "改正文字，或删去金额：通知里的金额由程序从表中取",
    "TEXT-02-percent": "正文里{label}后面写的 {said}% 与表中 {value}% 不一致",
    "TEXT-02-percent-hint": "改正文字，或删去百分比：表中的百分比以金额为准",
    "TEXT-03": "比较的年份 {year} 应为 {right}",
    "TEXT-03-hint": "增减一律与上年预算比较",
    "TEXT-05": "标点或重复字词：“{text}”",
    "TEXT-05-quotes": "标点或重复字词：引号不成对",
    "hint-unit": "两数相差一万倍，可能把“元”填进了“万元”栏",
    "hint-unit-other": "两数相差一万倍，可能把“元”和“万元”弄混了",
    "hint-item": "差额正好是 {cell} 的 {value}，这一项可能漏加或重复计算",
    "hint-sign": "两数符号相反，检查增减的正负号",
    "hint-swapped": "{left} 与 {right} 只有相邻两位数字对调，可能是录入颠倒",
    "hint-last-year": "{cell} 与上年的 {last} 同为 {value}，可能把上年数填进了本年栏",
    "hint-cut-off": "{value} 像是截去了尾数，四舍五入应为 {right}",
    "hint-base": "百分比像是以 {base} 为基数算的，应以 {right} 为基数",
    "hint-base-cell": "百分比像是以 {cell} 的 {base} 为基数算的，应以 {right} 为基数",
    "hint-point": "两数只差小数点的位置",
    "hint-cause": "把 {cell} 改为 {value}，有关的 {count} 处核对就都相符",
    "hint-format": "{value} 没有错（照它有关的 {count} 处核对都相符）；只把单元格格式改为“常规”或“数值”，数不用改",
    "hint-repair": "把 {cell} 改为 {value} 就相符",
    "hint-shared-why": "有关的 {count} 处核对出自同一个错误，{why}",
    "slip-exchanged": "可能是 {cell} 与 {last} 的本年数、上年数填反",
    "slip-blank": "这一格空着，上年有数，可能漏填",
    "slip-sign": "可能是正负号有误",
    "slip-unit": "可能把“元”填进了“万元”栏",
    "slip-unit-other": "可能把“元”和“万元”弄混了",
    "slip-swapped": "可能是相邻两位数字录入颠倒",
    "slip-point": "可能是小数点错位",
    "hint-cell": "可能是 {cell} 有误",
    "hint-total": "{cell} 的{message}",
    "hint-causes": "有关的 {count} 处核对出自同一个错误，可能是 {cell}",
    "hint-shared": "有关的 {count} 处核对出自同一个数",
    "checklist-more": "……共 {count} 处，其余见校验结果",
    "checklist-blank": "另有 {count} 条因缺数没有校验",
    "checklist-answer": "。已有说明：{answer}",
}

#: What the groups of rules are called, by the letters that their ids begin with.
GROUPS: dict[str, str] = {
    "META": "填报规范",
    "BUD": "收支预算",
    "SAN": "“三公”经费",
    "JG": "机关运行经费",
    "PERF": "预算绩效",
    "PROC": "政府采购",
    "ASSET": "国有资产",
    "TEXT": "文字说明",
}

_WRITTEN = {"left", "right", "said", "text", "value", "word"}  # slots for what stands in a cell, which may be a page of text


def _told(name: str, slot: object) -> object:
    return shortened(slot) if name in _WRITTEN and isinstance(slot, str) else slot


say = Catalogue(MESSAGES, _told).say
