"""What the loader of forms says to whoever writes one. One catalogue; slots in braces."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "no_folder": "找不到表样“{name}”{near}。用 budgetxl forms 查看全部表样，或给出表样文件夹的路径",
    "no_form_file": "文件夹 {path} 里没有 form.toml，不是表样文件夹",
    "bad_toml": "TOML 写法有误：{error}",
    "bad_encoding": "文件不是 UTF-8 编码，请用 UTF-8 另存",
    "unknown_key": "不认识的键“{key}”{near}",
    "wrong_type": "“{key}”应为{expected}，实际为{actual}",
    "missing_key": "缺少必需的键“{key}”",
    "wrong_value": "“{value}”不是可用的值，可用的有：{allowed}{near}",
    "bad_id": "编号“{value}”只能由小写字母、数字和下划线组成，并以字母开头",
    "duplicate": "编号“{value}”重复，前一处在 {other}",
    "extends_unknown": "上级表样“{value}”不存在{near}",
    "extends_cycle": "表样相互继承成环：{chain}",
    "remove_unknown": "要删除的“{value}”在上级表样里没有{near}",
    "after_unknown": "after/before 所指的“{value}”不存在{near}",
    "expression": "表达式“{text}”有误：{error}",
    "unknown_reference": "表达式“{text}”引用了不存在的“{name}”{near}",
    "removed_reference": "表达式“{text}”引用的“{name}”已由表样 {by} 删去（remove 或 replace）",
    "each_removed": "each 所指的“{value}”已由表样 {by} 删去（remove 或 replace）",
    "label_unknown": "文字里的 {{{{ {slot} }}}} 不是表样的字段{near}",
    "label_removed": "文字里的 {{{{ {slot} }}}} 已由表样 {by} 删去（remove 或 replace），请另写这段文字，或在 options.neutral 里给它一个词",
    "choices_removed": "choices 所指的“{value}”已由表样 {by} 删去（remove 或 replace），请另写这一栏的 choices",
    "row_outside": "表达式“{text}”用了 {name}，但这里没有逐行或逐表的上下文",
    "each_unknown": "each 所指的“{value}”不是表格、固定表或重复的工作表{near}",
    "choices_unknown": "choices 所指的“{value}”既不是列表也不是字段{near}",
    "kind_keys": "类型为 {kind} 的块不用键“{key}”",
    "arrange_unknown": "arrange 里的“{value}”不是本块的字段{near}",
    "total_column": "合计行的列“{value}”不在表内{near}",
    "default_column": "defaults 里的“{value}”不在表内{near}",
    "skip_column": "skip 里的“{value}”不是本块的列{near}",
    "no_sheets": "表样没有任何工作表",
    "bad_list_file": "代码表 {path} 读不出来：{error}",
    "sheet_name": "工作表名“{value}”超过 28 个字符，含有 []:*?/\\ 之一，或以单引号开头、结尾",
    "sheet_taken": "工作表名“{value}”不能用：与另一张工作表重名（不分大小写），或是程序和 Excel 保留的名称",
    "message_slot": "提示语里的 {{{slot}}} 无法计算：{error}",
    "rule_severity": "级别只能是 error、warning 或 info",
    "numbering": "numbering 应有 4 级，每级含 {{cn}} 或 {{n}}",
}


def say(code: str, /, **slots: object) -> str:
    """The message of a code with its slots filled."""
    return MESSAGES[code].format(**slots)
