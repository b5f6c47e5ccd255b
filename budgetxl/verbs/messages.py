"""What is said where a verb can't do what it was asked for. One catalogue; slots in braces.

The sentences name no option: whoever calls may know better words (the command line has some of its own).
"""

from __future__ import annotations

from ..values.catalogue import Catalogue, shortened
from ..values.foldings import visible

MESSAGES: dict[str, str] = {
    "as_said": "{sentences}",
    "file": "{path}：{reason}",
    "unread": "{path}：有 {n} 格没有读出（{cells}），在数据里是空的，合计也不含它们；请先用 check 查看",
    "lacking": "{path}：表样有 {m} 张工作表，认出 {n} 张（{names}）；没有找到 {missing}，它们的数据是空的",
    "nothing": "无",
    "sample": "{name}（{title}，{count} 个）",
    "fault": "budgetxl 出现了程序错误（{reason}），没有查完这一份；请把这句话和文件一起发给维护者",
    "abstract": "“{form}”是供其他表样继承的上级，不能直接生成工作簿",
    "year": "{year} 不像预算年度，应在 {first} 到 {last} 之间",
    "too_many_items": "最多 {most} 个项目，所给的是 {count} 个",
    "doubt_name": "单位名称",
    "doubt_item": "项目名称",
    "doubt_blank": "{label}没有填：请补上再生成一次，或打开工作簿以后在封面上填",
    "doubt_swapped": "单位名称写的是“{unit}”，单位编码写的是“{text}”，像是填反了，请对调",
    "doubt_no_name": "{label}“{text}”里没有文字，不像名称，请改正；没有的请留空",
    "doubt_unfilled": "{label}“{text}”里的“{part}”是等着填的，请写上真正的名称",
    "doubt_signs": "{label}“{text}”里有“{part}”，名称里一般没有这样的字符；打错了的，请改正再生成一次",
    "doubt_long": "{label}“{text}”有 {n} 个字，不像名称；粘贴错了的，请改正再生成一次",
    "doubt_code_signs": "{label}“{text}”里有字母、数字以外的字符，请改正：{wanted}",
    "doubt_figures": "应为{n}位数字",
    "doubt_plain": "只写字母和数字",
    "doubt_length": "{label}“{text}”{said}，表样要求{n}位数字；不对的，请改正再生成一次，校验时会列为待核实",
    "doubt_has_n": "有 {n} 位",
    "doubt_has_letters": "里有字母",
    "doubt_zeros": "{label}“{text}”全是 0，不像编码；打错了的，请改正再生成一次",
    "doubt_year": "表样 {form} 是 {wanted} 年的，工作簿却是 {year} 年的；年度写错了的，请改正再生成一次",
    "doubt_no_items": "表样 {form} 没有一个项目一张的表，所给的项目没有用上",
    "doubt_more": "另有 {n} 个项目名称也是这样",
    "doubt_twice": "项目名称{names}写了不止一次，一个项目只要一张绩效目标表；重复的请去掉再生成一次",
    "doubt_listed": "“{text}”当作一个项目的名称；是几个项目的，请一行写一个，再生成一次",
    "no_sections": "表样 {form} 没有划分部分，不能拆分",
    "not_json": "{path} 不是 JSON，第 {line} 行第 {column} 个字符起读不通",
    "too_deep": "{path} 的括号嵌套太深，不是 export 的输出",
    "bad_number": "{path} 里的数 {value} 太大或太长，不是预算数据",
    "key_twice": "{path} 里的键“{value}”在同一处写了两次，无法判断以哪一个为准，请去掉一个",
    "outer_keys": "{path}：不认识的键 {keys}，最外层只有 form、year、data",
    "not_utf8": "{path} 不是 UTF-8 编码的文本",
    "not_data": "{path} 里没有表样编号 form 或数据 data，应与 export 的输出同样结构",
    "bad_year": "{path} 的 year 应为整数",
    "only_part": "{path} 只是拆分填报的一部分，请把同一单位的其余部分（{names}）一并给出",
    "unit-known-by": "{name}（{by}）",
    "several_units": "一次只能生成一个单位的说明，所给文件属于不同单位：{units}",
    "reference_format": "参照文件的样式只用于 Word 和 PDF（{names}）",
    "traced": "文稿里共 {n} 个数，{typed} 个不出自数字栏："
    "{text} 个在填报人写的话里，{table} 个在表格的文字栏里，{template} 个写在模板里，{label} 个在表样的栏目名里",
    "untraced": "文稿里有 {parts}，不出自数字栏",
    "untraced_all": "{m} 份文稿里共有 {parts}，不出自数字栏",
    "untraced_text": "{n} 个数写在正文里填报人的话里",
    "template_without": "模板里没有一个式子（如 {{{{ income.total | money }}}}），没有填进任何内容",
    "template_typed": "模板里写着 {n} 个数，不出自工作簿，请逐个核对",
    "paper": "纸张照参照文件，是 {width}×{height} 毫米，不是 A4（210×297 毫米）",
    "untraced_named": "（{named}）",
    "untraced_at": "{cells} 的“{text}”",
    "untraced_table": "{n} 个数写在表格的文字栏里（如指标值）",
    "untraced_template": "{n} 个数写在模板里",
    "tables_title": "{{{{ unit.name }}}}{{{{ year }}}}年预算公开表",
    "draft": "草稿",
    "has_errors": "{path}：有 {count} 处错误，不能生成说明",
    "format": "不认识的格式“{format}”，可用 {names}",
    "suffix": "从文件名 {path} 看不出格式，请用 {suffixes} 之一",
    "site_format": "--clean 和 --fragment 是网页的：请把说明写成 .html，或加 --format html",
    "bad_id": "表样编号“{value}”只能由小写字母、数字和连字符组成",
    "no_unit": "（未填单位名称）",
    "counts": "{errors} 处错误，{warnings} 处待核实，{answered} 处已说明，{infos} 条提示；{rules}",
    "form_head": "# 只写与 {parent} 不同之处；写法见 docs/FORMS.md",
    "rules_head": "# 新增或改写的规则；同号的规则改写上级的，remove = true 去掉一条",
    "notice_head": "照名重写上级文稿的 block，就只换那一处",
    "rules_table": "| 规则号 | 级别 | 规则 | 提示语 |",
    "own": "（程序自带）",
    "dropped_rule": "{id}（{gone}）",
    "dropped_by": "不再检查：{by} 删去了 {gone}",
    "dropped_reason": "不再检查：表样里没有 {gone}",
    "repair_unplaced": "{path}：有 {n} 格在表样里没有位置，或者读不出来，没有修复：{cells}。请先移到应在的栏目、改正或删去",
    "repair_cell": "{cell}“{text}”",
    "repair_cell_of": "{cell}“{text}”（{label}）",
    "repair_form": "{path}：工作簿是按表样 {form} 填的，{wanted} 不是它的更正版（没有继承它），不能换过去",
    "repair_year": "{path}：工作簿是 {year} 年的，表样 {form} 是 {wanted} 年的，不能换过去：修复只在同一年之内",
    "repair_fault": "{path}：修复后的工作簿与原来填的不一致（{cell}），没有生成；请把这句话和文件一起发给维护者",
    "rollover_errors": "{path}：{reason}，不能结转；请先改正",
    "rollover_part": "{path} 只是拆分填报的一部分；请把同一单位的各部分放在一个文件夹里，结转那个文件夹",
    "no_finished": "表样 {form} 没有写明哪一栏说项目已经完成（finished），没有可以去掉的项目",
    "counted": "汇总数计入 {n} 个单位（名册共 {m} 个），其中通过 {passed} 个",
    "not_accepted_list": "{path} 不是 collect 写的，不知道上年收下了哪些；请重新收一次上年的文件夹，或把它移走（就用其中能读的）",
    "same_names": "文件名的写法“{value}”给了 {n} 个单位（{codes}）同一个名字“{name}”，分不清是谁的；请加上 {{code}} 或 {{name}}",
    "counted_wrong": "，有错误 {n} 个：{names}",
    "left_out": "；没有计入：{names}",
    "left_within": "；另有 {n} 个的数已由上级或下级的工作簿计入，不重复计",
    "roster_suffix": "{path}：空白名册是 .xlsx 或 .csv 文件，请用以 {suffixes} 结尾的文件名",
    "previous_unread": "上年工作簿 {path} 没有用：{reason}",
    "no_accepted": "上年文件夹里没有 accepted.json（collect 收下的清单），用了读得出、没有错误的 {n} 个单位的工作簿",
    "several_versions": "{n} 个单位有几份上年工作簿，用了最后保存的一份：{units}",
    "previous_nobody": "封面上没有单位编码，也没有单位名称，不知道是谁的",
    "accepted_for_several": "accepted.json 把它列给了几个单位（{units}），不知道是谁的；请重新 collect 一次",
    "one_code": "编码“{code}”下有名称不同的工作簿，只用了 {kept}；若是不同的单位，请改正封面上的编码：{files}",
    "previous_refused": "上年工作簿没有带入：{reason}",
    "handed_in": "交来了，但没有收下（{state}）",
    "no_previous": "没有找到上年的工作簿",
    "unknown_form": "没有它的表样“{form}”",
    "other_year": "上年工作簿是 {year} 年的，只带入了文字，没有带入数",
    "bad_pattern": "文件名的写法“{value}”读不通：花括号要成对，如 {{code}}-{{name}}",
    "pattern_slot": "文件名的写法里没有“{value}”这一项，可以用：{names}；写在花括号里，里面不加别的",
    "fixed_pattern": "文件名的写法“{value}”里没有花括号，各单位的文件名会相同；请写上 {{code}} 或 {{name}}",
    "not_accepted": "{path}：这个文件夹里没有收下这个单位（{unit}）的工作簿",
    "accepted_twice": "{path}：封面上没有单位编码，而收下的有几个单位叫“{unit}”，不知道比较哪一份；请指明文件",
    "dropped_table": "| 随字段删去的规则 | 原因 |",
}

_GIVEN = {"path", "reason", "value", "form", "keys", "units", "format", "text", "code", "kept"}  # what somebody typed, or wrote into a file


def _told(name: str, slot: object) -> object:
    """What fills a slot: given names and words on one line and not too long, their middle left out."""
    if name not in _GIVEN or not isinstance(slot, str):
        return slot
    return shortened(visible(slot))


say = Catalogue(MESSAGES, _told).say
