"""What reading and building a workbook says to its users. One catalogue; ``{…}`` are slots."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "META-01": "模板版本 {v} 与当前版本 {w} 不一致，请使用最新模板或执行迁移",
    "META-02": "预算年度 {y} 与任务年度 {t} 不一致",
    "META-06-read": "单元格为文本型数字“{s}”，已按 {v} 识别，请改为数值",
    "META-06-bad": "单元格内容“{s}”无法识别为{kind}，请改为{example}",
    "META-07-differs": "合计公式被覆盖，单元格里是固定数 {a}，按公式应为 {b}",
    "META-07-same": "合计公式被覆盖，目前数值相符，但不会再随明细变化，请恢复公式",
    "META-07-stale": "公式的显示值 {a} 已过时，重算为 {b}；请在表格软件中打开后重新保存",
    "META-07-empty": "公式还没有计算过（由程序算得 {b}），请在表格软件中打开后保存一次",
    "META-08": "单元格存在公式错误值 {s}",
    "META-09-field": "未找到“{h}”，工作表可能被改名、删列或移动",
    "META-09-sheet": "未找到工作表“{h}”，可能被删除",
    "META-09-twice": "“{h}”在多处出现，以“{kept}”为准，请删除多余的工作表",
    "META-10-hidden": "隐藏的行或列里有数据：{where}，已一并读取，请核实",
    "META-10-links": "工作簿链接到外部文件，链接不会更新，请改为数值",
    "META-12": "小数位数 {n} 超过 {m} 位",
    "META-14-choice": "“{s}”不在可选范围：{allowed}",
    "META-15-required": "{h}必须填写",
    "META-16-unread": "这里有内容，但不属于表样的任何栏目：“{s}”。请移到对应栏目，或删除",
    "META-17-formula": "此处应填数值，单元格里却是公式，已按其结果 {v} 读取",
    "META-18-integer": "应为整数，单元格里是 {s}",
    "META-03": "单位名称、编码等在各部分里填得不同：“{a}”与“{b}”",
    "META-03-hint": "各部分封面上的同一栏应当相同",
    "META-19": "缺少拆分填报的部分：{names}",
    "META-19-hint": "把同一单位各部分的工作簿一并给出",
    "META-20": "{name}部分来了两份，内容不同，以先给出的为准",
    "annotate-large": "工作簿的单元格或合并区域过多，没有生成批注副本；请删去与预算表无关的内容后再试",
    "annotate-open": "文件的内部结构不合常规，不能生成批注副本（{kind}）；请用 Excel、WPS 或 LibreOffice 另存为 .xlsx 后再试",
    "annotate-save": "批注副本没有写成（{kind}）；请用 Excel、WPS 或 LibreOffice 另存为 .xlsx 后再试",
    "annotate-drawings": "原文件里的图片、图形或控件在批注副本里可能缺失，以原文件为准",
    "annotate-extensions": "原文件里的扩展格式（部分条件格式、下拉列表等）在批注副本里没有保留，以原文件为准",
    "annotate-differs": "批注副本有 {n} 个单元格与原文件不同（如 {cell}），数据以原文件为准",
    "annotate-expected": "应为 {expected}，实为 {actual}",
    "annotate-hint": "建议：{hint}",
    "annotate-others": "相关单元格：{cells}",
    "annotate-answer": "已有说明：{answer}",
    "annotate-caused": "由此引起：{message}",
    "annotate-follows": "（由 {rule} 引起）{message}",
    "annotate-more": " 等 {n} 格",
    "annotate-rest": "……其余见“校验结果”表",
    "annotate-unit": "单位：{unit}　　表样：{form}",
    "annotate-legend": "点“位置”或“相关单元格”跳到该处。单元格的颜色：红为错误，黄为待核实，蓝为提示，绿为已有说明；浅色的是一并核对的单元格。这是副本，请在原文件中改正。",
    "annotate-clean": "没有发现问题",
}

KINDS = {
    "money": ("数", "纯数字，如 12.5"),
    "number": ("数", "纯数字"),
    "integer": ("整数", "整数"),
    "percent": ("百分数", "25 或 25%"),
    "date": ("日期", "2021-12-31 的写法"),
    "text": ("文字", "文字"),
}


def say(code: str, /, **slots: object) -> str:
    """The message of a code with its slots filled."""
    return MESSAGES[code].format(**slots)
