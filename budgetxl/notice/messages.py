"""Every sentence that the user of a notice reads, in one place. Each names what is wrong and how to put it right."""

from __future__ import annotations

from typing import Final

# Where in a template; joined before a message.
PLACE: Final = "模板 {template} 第 {line} 行：{problem}"

# Values in a template
BLANK: Final = "“{filter}”要写出的内容没有填写；允许空着的，请在模板中加 default(…)"
BLANK_OUTPUT: Final = "要写出的内容没有填写；允许空着的，请在模板中加 default(…)"
BLANK_IN_EXPRESSION: Final = "参加计算或比较的内容没有填写；可先用 is filled 判断"
NOT_A_NUMBER: Final = "“{filter}”需要数字，得到的是“{value}”"
NOT_A_WHOLE_NUMBER: Final = "“{filter}”需要不小于 0 的整数，得到的是“{value}”"
NOT_A_DATE: Final = "“{filter}”需要日期，得到的是“{value}”"
NOT_TEXT: Final = "“{filter}”需要文字，得到的是“{value}”"
NOT_A_LIST: Final = "“{filter}”需要一列内容，得到的是“{value}”"
NOTHING_IN_LIST: Final = "“{filter}”要列出的内容一项也没有；允许空着的，请在模板中加 default(…)"
ONLY_FRAME: Final = "“{filter}”要写出的内容只有“主要是”“等”一类的字，没有内容；请写明，或清空这一格"
NOT_PAIRS: Final = "“{filter}”需要名称和金额成对的列表，如 [(\"货物\", 金额)]"
BAD_PLACES: Final = "“{filter}”的小数位数应是 0 到 10 的整数或 minimal，得到的是“{value}”"
BAD_UNIT: Final = "“{filter}”的单位“{value}”不能用，金额的单位有：{allowed}"
BAD_CALL: Final = "“{name}”的括号里多写、少写或写错了参数（{detail}）"
A_GROUP: Final = "一组栏目"
A_LIST: Final = "一张表的各行"
A_FUNCTION: Final = "{name}（要加括号使用）"
SOMETHING: Final = "不是文字、数、日期的内容"
NO_WHOLE: Final = "“{filter}”的总数是 0，算不出比例"
NOT_PRINTABLE: Final = "不能把“{kind}”直接写进文字，请写到具体的项"
NOT_COMPUTABLE: Final = "算式“{left} {operator} {right}”不能计算"
DIVISION_BY_ZERO: Final = "除数是 0，不能相除"

# Templates
UNKNOWN_NAME: Final = "没有叫“{name}”的内容"
UNKNOWN_MEMBER: Final = "这里面没有叫“{name}”的内容{near}"
NO_SUCH_NAME: Final = "没有叫“{name}”的内容{near}"
NO_SUCH_MEMBER: Final = "“{owner}”里没有叫“{name}”的内容{near}"
MANY_ROWS: Final = "“{owner}”有许多行，不能直接写“{name}”；请用 for 逐行取"
NO_SUCH_FILTER: Final = "没有叫“{name}”的过滤器{near}"
NO_SUCH_TEST: Final = "没有叫“{name}”的判断{near}"
NO_SUCH_TABLE: Final = "表样里没有叫“{name}”的表格或字段，不能写进 table(…){near}"
GROUPED: Final = "数里不能用分节的逗号：一千写 1000，不写 1,000"
NO_SUCH_PARENT_BLOCK: Final = "上级的文稿里没有叫“{name}”的块，写在里面的文字不会印出来{near}"
OTHER_UNIT: Final = "金额后面写的是“{written}”，印出的数却是{unit}：正文的单位由表样的 options.prose_unit 定（不写是万元），文字要照着写"
OUTSIDE_BLOCKS: Final = "用了 extends 的文稿，块（block）以外的文字不会印出来：“{text}”"
TABLE_OPTION: Final = "table(…) 的“{name}”应是{wanted}，得到的是“{value}”"
WANTED_COPY: Final = "重复的工作表中的一张，如 for 循环里的名称"
WANTED_TEXTS: Final = "文字的列表，如 [\"注\"]"
WANTED_TEXT: Final = "文字"
WANTED_TRUTH: Final = "true 或 false"
WANTED_COUNT: Final = "不小于 0 的整数"
WANTED_MAP: Final = "列名与文字的对照，如 {\"quantity\": \"——\"}"
NO_PUBLISHED: Final = "表样“{form}”没有写公开哪些表（[[published]]），不能生成公开表"
UNKNOWN_PUBLISHED: Final = "表样里没有叫“{name}”的公开表，不能写进 published_table(…)"
NO_SUCH_NUMBER: Final = "表样里没有叫“{name}”的公开表，不能写进 table_number(…){near}"
NO_SUCH_PUBLISHED: Final = "表样里没有叫“{name}”的公开表，不能写进 published_table(…){near}"
EMPTY_TABLE: Final = "本表为空表，没有数据。"
NOTE: Final = "注："
TABLE_NAMES: Final = "table(…) 里先写表格或字段的名称，要加引号，如 table(\"{name}\")"
PRINTS_REMOVED: Final = "这里要写出的内容已由表样删去，永远是空的；请重写这一句，或先用 is filled 判断"
UNKNOWN_TEMPLATE: Final = "找不到模板“{name}”"
UNKNOWN_FILTER: Final = "没有叫“{name}”的过滤器"
UNKNOWN_TAG: Final = "没有“{name}”这种语句，或者它的位置不对"
AS_IT_IS: Final = "{detail}"
NOT_CLOSED: Final = "“{name}”没有结束：后面要有 {{% end{name} %}}"
WRONG_CHARACTER: Final = "语句和式子里不能有“{found}”：标点用半角的，比例写 0.6，文字要加引号"
WRONG_TOKEN: Final = "这里应是“{wanted}”，写的却是“{found}”：相等写 ==，且、或写 and、or，括号和引号要成对"
BLOCK_TWICE: Final = "块“{name}”写了两遍，请合在一处"
UNEXPECTED: Final = "这里不能写“{found}”：式子没有写完，或多了这一处"
UNFINISHED: Final = "写到末尾也没有结束：{{% %}}、{{{{ }}}} 和括号、引号都要成对"
NOT_COMPARED: Final = "数只能与数比大小，文字只能比是否相同；栏目是空的要先用 is filled 判断"
SYNTAX: Final = "模板写法有误（{detail}）"
FORBIDDEN: Final = "模板中不允许这样写（{detail}）"
FAILED: Final = "这一行不能执行（{detail}）"
NO_ATTRIBUTE: Final = "“{name}”不能取用"
NOT_CALLABLE: Final = "括号前面的不是能这样用的名称"
NOT_TO_GO_THROUGH: Final = "这里要的是一列内容"
ARGUMENT_MISSING: Final = "少了“{name}”"
ARGUMENT_UNKNOWN: Final = "没有叫“{name}”的参数"
ARGUMENT_TWICE: Final = "“{name}”写了两次"
ARGUMENTS_COUNTED: Final = "参数的个数不对"
NO_SUCH_ITEM: Final = "没有这一项"
NOT_TO_RECKON: Final = "这样的内容不能放在一起计算或连接"
TOO_LARGE: Final = "数太大"
NOT_THERE: Final = "没有这个内容"
UNCLEAR: Final = "请检查这一处的写法"
NOT_COMPILED: Final = "模板编译不了（{detail}）：请把这一处写得简单些，例如把很长的式子、很深的嵌套分开"
TOO_DEEP: Final = "嵌套太深，或宏、语句块调用自己，没有尽头"
FAULT: Final = "程序在这一行出错（{detail}）：请把这句话和表样一起发给维护者"
TOO_MANY_STEPS: Final = "循环和调用超过 {most} 步，停在这里：请检查循环的范围，或宏是否调用自己"
TOO_MUCH_TEXT: Final = "写出和处理的文字超过 {most} 个字符，停在这里：请检查循环和拼接"
LIST_TOO_LARGE: Final = "写出的列表连同里面的列表超过 {most} 项"
NOT_A_RANGE: Final = "range 的括号里要一个、两个或三个整数，如 range(1, 4)"
RANGE_TOO_LONG: Final = "range 最多 {most} 个数"

# Markup
UNKNOWN_MARKUP: Final = "不认识的行“{line}”；标题写作“# ”至“#### ”，不编号的写作“#! ”，题目写作“#= ”，居中写作“> ”"
EMPTY_HEADING: Final = "标题没有文字（“{line}”）"
NO_DOCXTPL: Final = "填 Word 模板要用 docxtpl，这里没有装：请用 pip install 'budgetxl[template]' 安装"
UNKNOWN_IN_WORD: Final = "{name} 里有不认识的名称，没有生成：\n{problems}"
LEFT_IN_WORD: Final = (
    "{name} 里有几处像是式子，填不进去，会照原样印出来，没有生成。式子写作 {{{{ income.total | money }}}}，括号用半角的，两个连着写；"
    "尾注、图表、图形里不能有式子：\n{problems}"
)
IN_WORD: Final = "{name} 的“{text}”一段：{problem}"
TABLE_IN_WORD: Final = (
    "{name}：填好以后不成 Word 文件。表格要独占一段，写作 {{{{p table(…) }}}}；语句要成对，跨段落的写作 {{%p for … %}} 和 {{%p endfor %}}"
)
TEXT_OUTSIDE: Final = (
    "{name} 的“{text}”不在文字里，Word 不显示：{{{{p … }}}}、{{{{r … }}}} 只用来写表，如 {{{{p table(…) }}}}；"
    "文字写作 {{{{ … }}}}，语句跨段落的写作 {{%p … %}}"
)
NO_REFERENCE: Final = (
    "{name} 不是能用的 Word 文件（.docx），读不出来{detail}："
    "要的是 .docx；.doc 和设了密码的，请在 Word 或 WPS 里另存为不设密码的 .docx"
)
NO_WORD_TEMPLATE: Final = "{name} 不是能填的 Word 文件（.docx）{detail}：请在 Word 或 WPS 里打开，另存为 .docx 再用"
MACROS_IN_WORD: Final = "{name} 里有宏，不能填：宏会跟着公开出去。请在 Word 或 WPS 里另存为不带宏的 .docx 或 .dotx"
REVISED_WORD: Final = "{name} 里有没有处理的修订，改掉的字会跟着公开出去：请在“审阅”里接受或拒绝全部修订，保存以后再用"
BROKEN_PART: Final = "（里面的 {part} 缺少或已损坏）"
BAD_SIZE: Final = "（样式里的字号写的是“{size}”）"
UNREADABLE_WORD: Final = {
    "encrypted": "（设有密码）",
    "empty": "（文件是空的）",
    "truncated": "（内容不是，或者不完整）",
    "damaged": "（文件已损坏）",
    "no-part": "（里面缺少组成部分）",
    "members": "（里面的部分太多）",
    **dict.fromkeys(("file-size", "part-size", "expanded-size"), "（太大，请删去图片）"),
}
UNKNOWN_TABLE: Final = "没有叫“{key}”的表"
UNKNOWN_BLOCK: Final = "表样里没有叫“{name}”的表格或字段，不能写进 table(…)"
NO_TEMPLATE: Final = "表样“{form}”和它的上级都没有 notice.md.j2，不能生成说明"
TABLE_NOT_ALONE: Final = "表“{key}”应独占一行，这一行还有别的文字：“{line}”"

# Numbers in headings
BAD_LEVELS: Final = "标题的编号应有 4 级，得到 {count} 级"

# Tables
SPANS_OVERLAP: Final = "表“{caption}”第 {row} 行第 {column} 列：合并的单元格重叠"
SPANS_OVERFLOW: Final = "表“{caption}”第 {row} 行第 {column} 列：合并的单元格超出了表"
BAD_SPAN: Final = "表“{caption}”第 {row} 行第 {column} 列：合并的行数、列数至少是 1"
ROW_TOO_SHORT: Final = "表“{caption}”第 {row} 行只有 {count} 列，应有 {columns} 列"
HEADER_CROSSED: Final = "表“{caption}”第 {row} 行第 {column} 列：表头的单元格伸进了表身"

# What the writers add
CONTENTS_TITLE: Final = "目录"
DRAFT: Final = "草稿"
NOT_FILLED: Final = "【未填】"
YES: Final = "是"
NO: Final = "否"

# Charts
CHART_OTHERS: Final = "其他（{n} {counter}）"
CHART_FOLDED: Final = "较小的 {n} {counter}合为“其他”。"
CHART_NO_BAR: Final = "较小的 {n} {counter}合为“其他”，太长，只写数。"
CHART_NOUGHT: Final = "没有数或为零的 {n} {counter}没有画出。"
CHART_UNIT: Final = "{title}，单位：{unit}。"
CHART_NO_UNIT: Final = "{title}。"
CHART_PART: Final = "{label} {amount}"
CHART_SHARE: Final = "{label} {amount}，占 {share}"
CHART_PAIR: Final = "{label} {this} {amount}，{last} {before}{change}"
CHART_CHANGE: Final = "，{change}"
CHART_YEAR: Final = "{year}年"
CHART_YEARS: Final = ("本年", "上年")
CHART_CAPTION: Final = "图　{title}（单位：{unit}）"
CHART_CAPTION_NO_UNIT: Final = "图　{title}"
CHART_NONE: Final = "没有数"
CHART_NEW: Final = "上年为零"

# Where a figure stands
IN_PARAGRAPH: Final = "第{number}段 “…{text}…”"
IN_TABLE: Final = "第{number}张表{caption}"
IN_CELL: Final = "第{row}行第{column}列"
BESIDE_TABLE: Final = "的标题、说明行或附注"
FROM_CELL: Final = "出自 {cells}"
DERIVED: Final = "由 {cells} 算出：{expression}"
TYPED_IN: Final = "写在文字里，见 {cells}"
TYPED: Final = "写在文字里"
IN_TEMPLATE: Final = "写在文稿模板里，不出自哪个单元格"
NO_CELL: Final = "别的数"
TABLE_NUMBER: Final = "第{number}张表"
