"""Functions that look something up: part of a code, a text in a column, rows that go together, names nearly the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from budgetxl.values import Scalar, plain
from budgetxl.values.foldings import fold, normal_name, target_text
from budgetxl.values.lazy_patterns import lazy_pattern

from .. import messages
from ..errors import EvaluationError, NoExcelReading, WrongType
from ..excel.arguments import areas, of_kind
from ..excel.formula import COMPARISON, TRUE, ExcelValue, any_of, array_literal, call, fold_pair, folded, read_literal
from ..function import Argument, ExcelArgument, Function, Search, column, integer, one, text
from .columns import count_in, countif_excel, numbers_of, rows_alike, sum_of

DIGITS = "0123456789"
SHORTEST_PART, SHARED_RUN = 4, 3
_ITEMS = lazy_pattern(r"[、，,；;。\n]")
_OPEN_END = lazy_pattern(r"等(?:项目|支出|工作|经费)?$|^(?:主要)?(?:用于|包括|为|是)")
_TAIL = lazy_pattern(r"(?:\([^()]*\)|\[[^\[\]]*\]|〔[^〔〕]*〕|【[^【】]*】)+$")


def _core(name: str) -> str:
    """A name without brackets at its end: "社区招聘人员经费[区级]"."""
    plain_name = normal_name(name)
    return _TAIL.sub("", plain_name) or plain_name


def _resembles(arguments: Sequence[Argument]) -> Scalar:
    name = _core(text(arguments[0]))
    others = [_core(cell) for cell in column(arguments[1]) if isinstance(cell, str)]
    return any(_alike(name, other) for other in others)


def _alike(name: str, other: str) -> bool:
    """The same, or one within the other where what is shared is long enough to be a name."""
    return name == other or (min(len(name), len(other)) >= SHORTEST_PART and (name in other or other in name))


def _unlisted(arguments: Sequence[Argument]) -> Scalar:
    """The first item of a list in a text that has not even three characters in a row in common with any name of a column."""
    others = [_core(cell) for cell in column(arguments[1]) if isinstance(cell, str)]
    for item in _ITEMS.split(text(arguments[0])):
        name = _core(_OPEN_END.sub("", item))
        runs = {name[at : at + SHARED_RUN] for at in range(len(name) - SHARED_RUN + 1)}
        if len(name) >= SHORTEST_PART and not any(run in other for run in runs for other in others):
            return item.strip()
    return None


def _nearest_name(arguments: Sequence[Argument]) -> Scalar:
    from difflib import SequenceMatcher  # only a hint needs it

    name = normal_name(text(arguments[0]))
    others = [cell for cell in column(arguments[1]) if isinstance(cell, str)]
    return max(others, key=lambda cell: SequenceMatcher(None, name, normal_name(cell)).ratio(), default=None)


def rows(name: str, columns: Sequence[Argument]) -> list[tuple[Scalar, ...]]:
    """Columns of the same length, row by row. Raises EvaluationError where their lengths differ."""
    cells = [column(each) for each in columns]
    lengths = tuple(map(len, cells))
    if len(set(lengths)) > 1:
        raise EvaluationError(messages.unequal_columns(name, lengths))
    return list(zip(*cells))


def _listed(arguments: Sequence[Argument]) -> Scalar:
    wanted = fold(text(arguments[1]))
    pairs = rows("listed", (arguments[0], arguments[2]))
    found = [str(value) for key, value in pairs if isinstance(key, str) and fold(key) == wanted and value is not None]
    return "、".join(found) or None


def _where_both(arguments: Sequence[Argument]) -> list[Decimal] | None:
    name, measure = normal_name(text(arguments[1])), target_text(text(arguments[3]))
    both = [
        amount
        for key, unit, amount in rows("sum_where_both", (arguments[0], arguments[2], arguments[4]))
        if isinstance(key, str) and isinstance(unit, str) and normal_name(key) == name and target_text(unit) == measure
    ]
    return numbers_of(both) or None


def _unique_in(arguments: Sequence[Argument]) -> Scalar:
    return len(rows_alike(column(arguments[1]), one(arguments[0]))) <= 1


def _any_contains(arguments: Sequence[Argument]) -> Scalar:
    parts = [fold(text(argument)) for argument in arguments[1:]]
    cells = [fold(cell) for cell in column(arguments[0]) if isinstance(cell, str)]
    return any(part in cell for cell in cells for part in parts if part)


def _groups(groups: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs that groups such as ``"效果指标、效益指标：经济效益指标、社会效益指标"`` allow, folded."""
    pairs: list[tuple[str, str]] = []
    for group in groups:
        heads, separator, members = fold(group).partition(":")
        if not separator:
            raise WrongType
        pairs.extend((head, member) for head in heads.split("、") for member in members.split("、"))
    return pairs


def _belongs(arguments: Sequence[Argument]) -> Scalar:
    member, head = (fold(text(argument)) for argument in arguments[:2])
    pairs = _groups([text(argument) for argument in arguments[2:]])
    known = member in {each for _, each in pairs} and head in {each for each, _ in pairs}
    return not known or (head, member) in pairs


def _part(arguments: Sequence[Argument]) -> Scalar:
    start, count = integer(arguments[1]), integer(arguments[2])
    if start < 1 or count < 1:
        raise WrongType
    return fold(text(arguments[0]))[start - 1 : start - 1 + count] or None


def _lettered(arguments: Sequence[Argument]) -> Scalar:
    code, letters = fold(text(arguments[0])), text(arguments[1])
    least, most = integer(arguments[2]), integer(arguments[3])
    first, digits = code[:1], code[1:]
    return first != "" and first in letters and not digits.strip(DIGITS) and least <= len(digits) <= most


def _written(arguments: Sequence[Argument]) -> Scalar:
    value = arguments[0]
    return plain(value) if isinstance(value, Decimal) else text(value)


# Excel


def _any_contains_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    cells = areas(arguments[0])
    if cells.kind != "text":
        raise NoExcelReading
    found = []
    for argument in arguments[1:]:
        part = of_kind(argument, "text").value
        for area in cells.areas:
            looked_in, wanted = fold_pair(area, part)
            found.append(f"SUMPRODUCT(--ISNUMBER(FIND({wanted},{looked_in})))>0")
    return ExcelValue(any_of(*found), kind="truth", binding=COMPARISON)


def _unique_in_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    count = countif_excel((arguments[1], arguments[0]))
    return ExcelValue(f"{count.value}<=1", kind="truth", binding=COMPARISON)


def _belongs_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    member, head = (of_kind(argument, "text").value for argument in arguments[:2])
    groups = [read_literal(of_kind(argument, "text").value) for argument in arguments[2:]]
    if any(group is None or ":" not in fold(group) for group in groups):
        raise NoExcelReading  # in a cell, or no group at all: for the program
    pairs = _groups([group or "" for group in groups])
    written = "".join(text for pair in pairs for text in pair)
    heads = _kinds(pairs)
    members = _kinds([(each, of) for of, each in pairs])
    base = max(heads.values()) + 1
    allowed = {heads[of] + base * members[each] for of, each in pairs}
    wrong = sorted({one + base * other for one in heads.values() for other in members.values()} - allowed)
    if not wrong:
        return ExcelValue(TRUE, kind="truth")
    number = f"{_kind(folded(head, written), heads)}+{base}*{_kind(folded(member, written), members)}"
    return ExcelValue(f"ISNA(MATCH({number},{{{','.join(map(str, wrong))}}},0))", kind="truth", binding=COMPARISON)


def _kinds(pairs: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The first texts of pairs, numbered from 1: those that go with the same second ones have the same number."""
    partners: dict[str, frozenset[str]] = {}
    for text_of, partner in pairs:
        partners[text_of] = partners.get(text_of, frozenset()) | {partner}
    numbers: dict[frozenset[str], int] = {}
    return {text_of: numbers.setdefault(found, len(numbers) + 1) for text_of, found in partners.items()}


def _kind(formula: str, kinds: Mapping[str, int]) -> str:
    """The number of a text's kind; 0 for a text that has none."""
    return f"SUMPRODUCT(EXACT({formula},{array_literal(kinds)})*{{{','.join(map(str, kinds.values()))}}})"


def _part_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    whole = folded(of_kind(arguments[0], "text").value)
    start, count = (of_kind(argument, "number").value for argument in arguments[1:])
    if not (start.isdigit() and count.isdigit() and int(start) and int(count)):
        raise NoExcelReading
    return ExcelValue(call("MID", whole, start, count), f"LEN({whole})<{start}", "text")


def _lettered_excel(arguments: Sequence[ExcelArgument]) -> ExcelValue:
    letters = of_kind(arguments[1], "text").value
    code = folded(of_kind(arguments[0], "text").value, read_literal(letters))
    least, most = (of_kind(argument, "number").value for argument in arguments[2:])
    rest = call("MID", code, "2", "99")
    for digit in DIGITS:
        rest = call("SUBSTITUTE", rest, f'"{digit}"', '""')
    first = f"ISNUMBER(FIND(LEFT({code},1),{letters}))"
    bounds = f"LEN({code})-1>={least},LEN({code})-1<={most}"
    return ExcelValue(f'AND({code}<>"",{first},{rest}="",{bounds})', kind="truth", binding=COMPARISON)


FUNCTIONS = (
    Function(
        "resembles", ("value", "column"), _resembles, "{0}见于{1}", denied="{0}未见于{1}", search=Search((0,), (1,)),
        signature="text, text -> truth",
    ),
    Function(
        "unlisted", ("value", "column"), _unlisted, "{0}列出而{1}中没有的", search=Search((0,), (1,)), signature="text, text -> text",
    ),
    Function(
        "nearest_name", ("value", "column"), _nearest_name, "{1}中与{0}最相近的一个", search=Search((0,), (1,)),
        signature="text, text -> text",
    ),
    Function(
        "listed", ("column", "value", "column"), _listed, "{0}为{1}的各行{2}", search=Search((1,), (0,), (2,)),
        signature="text, text, any -> text",
    ),
    Function(
        "sum_where_both", ("column", "value", "column", "value", "column"), sum_of(_where_both),
        "{0}与{1}名称相同且{2}为{3}的各行{4}之和", search=Search((1, 3), (0, 2), (4,)),
        signature="text, text, text, text, number -> as 4", addends=count_in(_where_both)),
    Function(
        "any_contains", ("column", "value"), _any_contains, "{0}中出现{rest}", _any_contains_excel,
        denied="{0}中没有{rest}", endless=True, search=Search((1,), (0,)), signature="text, text -> truth"),
    Function(
        "unique_in", ("value", "column"), _unique_in, "{0}没有重复", _unique_in_excel, denied="{0}有重复",
        search=Search((0,), (1,)), signature="any, like 0 -> truth"),
    Function(
        "belongs", ("value", "value", "value"), _belongs, "{0}归入{1}合乎分类", _belongs_excel,
        denied="{0}不应归入{1}", endless=True, signature="text, text, text -> truth"),
    Function(
        "part", ("value", "value", "value"), _part, "{0}第 {1} 位起的 {2} 位", _part_excel,
        signature="text, count, count -> text",
    ),
    Function(
        "lettered", ("value", "value", "value", "value"), _lettered, "{0}为{1}中一个字母后接 {2} 至 {3} 位数字",
        _lettered_excel, denied="{0}不是{1}中一个字母后接 {2} 至 {3} 位数字",
        signature="text, text, count, count -> truth"),
    Function("written", ("value",), _written, "{0}", signature="any -> text"),
)  # fmt: skip
