"""Every Chinese text of this package: messages about expressions, results of checks, words of the Chinese reading."""

from __future__ import annotations

from decimal import Decimal

# What is wrong with the text of an expression


def empty() -> str:
    return "表达式为空"


def too_long(length: int, limit: int) -> str:
    return f"表达式过长：{length} 个字符，最多 {limit} 个"


def too_deep(limit: int) -> str:
    return f"表达式嵌套过深：最多 {limit} 层"


def full_width(character: str) -> str:
    return f"出现不认识的字符“{character}”：请改用半角符号"


def instead(wrong: str, right: str) -> str:
    return f"表达式中不能使用“{wrong}”：请改用 {right}"


def leading_equals() -> str:
    return "表达式前面不写等号，请去掉开头的 =；栏目写路径（如 summary.total），不写单元格（如 B2）"


def percent(number: str) -> str:
    """The cure for ``60%``: shares are numbers, and a percentage field holds 60 for 60 %."""
    share = format(Decimal(number) / 100, "f")
    return f"表达式中不能使用百分号“{number}%”：比例写 {share}；百分数的栏目里存的是 {number}，与它比较直接写 {number}"


def grouped(number: str) -> str:
    return f"数里不能用分节的逗号“{number}”：请写 {number.replace(',', '')}；若是几个数，逗号后面空一格"


def leading_zero(number: str) -> str:
    return f"数不能以 0 开头：“{number}”。若是编码，请加引号"


def open_quote() -> str:
    return "引号不成对：文字的前后各要一个半角引号"


def reserved(word: str) -> str:
    return f"“{word}”是式子里的保留词，不能作名称：请换一个编号"


def bracket(which: str) -> str:
    return f"括号不成对：“{which}”没有另一半"


def not_python(near: str) -> str:
    return f"表达式写法有误，出错处附近：{near}" if near else "表达式写法有误：没有写完"


def not_allowed(what: str) -> str:
    return f"表达式中不能使用“{what}”"


def use_one_of() -> str:
    return "表达式中不能使用 in：请改用 one_of(值, 甲, 乙)"


def bad_number(text: str) -> str:
    return f"数字“{text}”的写法不认识：请写成 12 或 12.5"


def unknown_function(name: str, near: str) -> str:
    return f"没有函数“{name}”" + (f"，是否指“{near}”？" if near else "")


def wrong_arity(name: str, given: int, least: int, most: int | None) -> str:
    if most is None:
        wanted = f"至少 {least} 个"
    elif least == most:
        wanted = f" {least} 个"
    else:
        wanted = f" {least} 至 {most} 个"
    return f"函数 {name} 需要{wanted}参数，现有 {given} 个"


def needs_column(name: str, position: int) -> str:
    return f"函数 {name} 的第 {position} 个参数应是一列的名称"


def needs_pattern(name: str, position: int) -> str:
    return f"函数 {name} 的第 {position} 个参数应是直接写出的正则表达式文本"


def bad_pattern(pattern: str, reason: str) -> str:
    return f"正则表达式“{pattern}”有误：{reason}"


def pattern_too_long(most: int) -> str:
    return f"太长，最多 {most} 个字符"


def pattern_groups(most: int) -> str:
    return f"括号太多，最多 {most} 对"


def pattern_reference() -> str:
    return "反向引用（如 \\1）不能与重复（* + ? {{m,n}}）同用，条件分支也不能用"


def pattern_count(most: int) -> str:
    return f"重复次数太大，最多 {most} 次"


def pattern_ambiguous() -> str:
    return (
        "重复里又有重复，同一段文字有太多种分法，可能永远算不完；"
        "请使各次重复之间有必须写的分隔，例如 [0-9]+(、[0-9]+)*，或改用独占的重复（*+、++）"
    )


# What is wrong with a form that an expression is read over


def unknown_path(path: tuple[str, ...]) -> str:
    return f"没有字段“{'.'.join(path)}”"


def not_a_field(path: tuple[str, ...]) -> str:
    return f"“{'.'.join(path)}”不是一个字段，而是一组字段"


def column_as_value(path: tuple[str, ...]) -> str:
    return f"“{'.'.join(path)}”是一列，不能当作一个值使用：请用 sum、count 等函数"


def unequal_columns(name: str, lengths: tuple[int, ...]) -> str:
    return f"函数 {name} 的各列行数不同：{'、'.join(map(str, lengths))}"


def not_a_condition() -> str:
    return "规则应是一个条件（例如 a == b），而不是一个值"


# What can't work whatever is filled in

KINDS = {
    "amount": "金额", "count": "个数", "percent": "百分比", "number": "数", "text": "文字", "date": "日期", "truth": "条件",
}  # fmt: skip


def kind_name(kind: str, table: tuple[str, ...] | None) -> str:
    return KINDS[kind] if table is None else f"表 {'.'.join(table)} 的一列{KINDS[kind]}"


def no_condition(what: str, written: str = "") -> str:
    named = f"“{written}”" if written else "这"
    return f"{named}是{what}，不是条件；应写成能判断对错的式子，如 a == b"


def column_for_value(written: str) -> str:
    return f"“{written}”是一列，这里要的是一个值：用 sum、count 等函数把它变成一个值，逐行的规则写 row.列名"


def value_for_column(name: str, position: int, written: str) -> str:
    return f"函数 {name} 的第 {position} 个参数要一列，“{written}”只是一个值"


def no_number(written: str, what: str) -> str:
    return f"“{written}”是{what}，不能加减乘除"


def no_order(written: str, what: str) -> str:
    return f"“{written}”是{what}，只能比较是否相同（== 或 !=），不分大小"


def not_alike(left: str, first: str, right: str, second: str) -> str:
    return f"“{left}”是{first}，“{right}”是{second}，二者不能相加减或比较"


def wrong_argument(name: str, position: int, wanted: str, written: str, what: str) -> str:
    return f"函数 {name} 的第 {position} 个参数要{wanted}，“{written}”是{what}"


def two_tables(name: str, first: str, second: str) -> str:
    return f"函数 {name} 的各列须在同一张表，这里有 {first} 和 {second} 的列，行数不会相同"


def amount_by_amount() -> str:
    return "金额不能乘以金额"


# Words of the Chinese reading

COMPARISONS = {"==": "等于", "!=": "不等于", "<": "小于", "<=": "不大于", ">": "大于", ">=": "不小于"}
OPERATORS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
TRUTHS = {True: "是", False: "否"}
AND = "，且"
OR = "，或者"
LIST = "、"
LIST_OR = "或"


def brackets(text: str) -> str:
    return f"（{text}）"


def quotes(text: str) -> str:
    return f"“{text}”" if text else "空白"


def negated(text: str) -> str:
    return f"并非（{text}）"


def implies(condition: str, conclusion: str) -> str:
    return f"若{condition}，则{conclusion}"


def chosen(condition: str, then: str, otherwise: str) -> str:
    return f"若{condition}则为{then}，否则为{otherwise}"


def converted(amount: str, unit: str) -> str:
    return f"{amount}（折合{unit}）"


def within(tolerance: str) -> str:
    return f"（允许误差 {tolerance}）"
