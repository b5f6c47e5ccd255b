"""What is left of a template, words typed twice, half-width signs amid Chinese: slips that a text shows by itself.

Only what is no right Chinese wherever it stands counts: 目的的, 其中中央, 工作工作经费 are right, 的的 and 经费经费 are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from budgetxl.values import Entry, Finding
from budgetxl.values.lazy_patterns import lazy_pattern

from ..messages import say

Span: TypeAlias = tuple[int, int]

_PARTS = "年|月|日|万元|元|个|人|项|次|%|％|街道|社区|单位|部门|局|镇|乡"
#: Signs and words of a template that nobody filled in, behind the characters and the words of which a text has one
#: where it has any of them.
_LEFTOVERS = tuple((frozenset(signs), words, pattern) for signs, words, pattern in (
    ("XxＸ×", ("",), lazy_pattern(
        r"(?<![A-Za-z])[XxＸ×]{2,}(?![A-Za-z])|(?<!\d)(?:20|19)\d?[XxＸ×]{1,2}年"
        rf"|(?<=[排为共计约至在额有])[XxＸ×](?={_PARTS})|(?<![A-Za-z])[XxＸ×]年[XxＸ×]月"
    )),
    ("*＊_某待此请", ("**", "＊＊", "___", "某某", "待填", "待补", "此处", "填写"), lazy_pattern(
        r"[*＊]{2,}(?=街道|社区|单位|部门|局|镇|乡|年|月|万元)(?![^*＊]{1,20}[*＊]{2})|_{3,}|某某|待填写|待补充(?![一-龥])|此处(?:填写|填列|写明|插入)|请(?:在此)?填写"
    )),
    ("填{【", ("（填", "{", "【"), lazy_pattern(
        r"（填写[^（）]*）|\{\{[^{}]*\}\}|\{[^{}]*\}|【[^【】]{0,40}?(?:填写|名称|单位|部门|金额|年度|原因|未填)[^【】]{0,40}】"
    )),
    ("（(", ("名称）", "名称)", "（）", "()", "（ ", "( ", "（\u3000"), lazy_pattern(
        r"[（(](?:单位|部门|街道|项目)名称[）)]|[（(][ \u3000]*[）)]"
    )),
    ("减降", ("（减", "(减", "/减", "／减", "/下", "／下"), lazy_pattern(
        r"增加[（(]减少[）)]|(?:增加?[（(/／]减少?[）)]?|上升[/／]下降)(?=\s*(?:\d|万元|[%％_]))"
    )),
    (" \u3000", ("  ", "\u3000"), lazy_pattern(r"(?<=[\u4e00-\u9fff])[ \u3000]{2,}(?=(?:万元|元|人|个)(?:[，。；、]|$))")),
    ("占", ("%", "％"), lazy_pattern(r"占[^，。；、（(\d%％]{0,10}[%％]")),
    ("因主用", ("原因", "主要", "用于。"), lazy_pattern(
        r"原因(?:是|为|[:：])\s*(?=[。；，…]|$)|主要(?:为|是|用于|包括)\s*(?=[。；]|$)|用于(?=。)"
    )),
))  # fmt: skip
#: Words that never follow themselves.
_TWICE = frozenset((
    "增加", "减少", "增长", "下降", "上升", "提高", "降低", "压减", "持平", "万元", "主要", "预算", "安排", "支出", "收入", "经费",
    "用于", "按照", "根据", "通过", "进行", "开展", "加强", "推进", "完成", "保障", "落实", "确保", "实现", "提升", "完善", "实施",
    "做好", "负责", "包括", "以及", "原因", "由于", "因为", "为了", "合计", "共计",
))  # fmt: skip
#: Characters that do not follow themselves, but behind and before those: 目的的, 的的确确, 以及及时, 参与与.
_ONCE = {
    "的": ("目", "确"), "了": ("", "解"), "和": ("总调", "美气平谐睦善解"), "与": ("参赠给授", ""), "及": ("涉普", "时早格"),
    "为": ("行作认以成人因称视改列设确", "民"), "由": ("理自", ""), "在": ("实存现所潜内正", ""), "元": ("公状", "旦宵月"),
}  # fmt: skip
_MARKS = "。，；、："
#: Anything twice, from the shortest on.
_TWICE_OVER = lazy_pattern(r"([^ -~\s]{1,10}?)\1")
_TWO_MARKS = (
    "，。", "、。", "；。", "：。", "。，", "。、", "。；", "。：", "；，", "，；", "、，", "，、",
    "；、", "、；", "：，", "：、", "：；", "，：", "、：",
)  # fmt: skip
_HALF = frozenset(",;?!.")
_HALF_WIDTH = lazy_pattern(r"(?<=[^ -~\s])[,;?!](?=[^ -~\s])|(?<=[\u4e00-\u9fff])[,;](?=\d)|(?<=[\d%])[,;](?=[^ -~\s])|(?<=[^ -~\s])\.(?=\n|$)")

#: A comma of a text within a number: 1，255.58万元 is read as two.
_PARTED = lazy_pattern(r"(?<![0-9.，,])[0-9]{1,3}(?:，[0-9]{3})+(?![0-9])(?:\.[0-9]+|(?=\s*[万亿]?元))")


def leftovers(entry: Entry, text: str) -> Iterator[Finding]:
    """The first thing in a text that is left of a template."""
    assert entry.at is not None
    for start, end in unfilled(text):
        said = text[start:end]
        yield Finding("META-11", "error", say("META-11", text=said), (entry.at,), "", said, say("META-11-hint"))
        return


def unfilled(text: str) -> Iterator[Span]:
    """What is left of a template in a text: the first thing of each sort."""
    present = set(text)
    for signs, words, pattern in _LEFTOVERS:
        if not signs.isdisjoint(present) and any(word in text for word in words) and (match := pattern.search(text)) is not None:
            yield match.span()


def slips(entry: Entry, text: str) -> Iterator[Finding]:
    """The first word or mark that stands twice, the first half-width sign amid Chinese, and the first number that a comma parts."""
    assert entry.at is not None
    for start, end in parted(text):
        yield Finding("TEXT-05", "warning", say("TEXT-05-parted", text=text[start:end]), (entry.at,), "", text[start:end], say("TEXT-05-parted-hint"))
        break
    for found in (doubled(text), half_width(text)):
        for start, end in found:
            around = text[max(0, start - 4) : end + 4].replace("\n", " ")
            yield Finding("TEXT-05", "warning", say("TEXT-05", text=around), (entry.at,), "", text[start:end])
            break


def doubled(text: str) -> Iterator[Span]:
    """The marks of a text that stand beside another, then its words that stand twice."""
    for marks in _TWO_MARKS:
        if marks in text:
            yield text.index(marks), text.index(marks) + 2
    yield from (match.span() for match in _TWICE_OVER.finditer(text) if _is_slip(match[1], text, *match.span()))


def _is_slip(unit: str, text: str, start: int, end: int) -> bool:
    """Whether what stands twice in a text is no right Chinese: a word of the list, three characters, or two at a clause's end."""
    if unit in _MARKS:
        return True
    if not all("\u4e00" <= sign <= "\u9fff" for sign in unit):
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    if len(unit) == 1:
        not_behind, not_before = _ONCE.get(unit, (None, ""))
        return not_behind is not None and not (before and before in not_behind) and not (after and after in not_before)
    if len(unit) == 2:
        return unit in _TWICE or ((not after or after in _MARKS) and unit[0] not in "一逐" and unit[1] != "一" and unit[0] != unit[1])
    return True


def parted(text: str) -> Iterator[Span]:
    """The numbers of a text that a full-width comma parts in two."""
    if "，" in text:
        yield from (match.span() for match in _PARTED.finditer(text))


def half_width(text: str) -> Iterator[Span]:
    """The half-width signs of a text that stand amid Chinese."""
    if not _HALF.isdisjoint(text):
        yield from (match.span() for match in _HALF_WIDTH.finditer(text))
