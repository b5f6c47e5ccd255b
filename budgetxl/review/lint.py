"""Slips that a finished text shows where what staff typed meets the words around it: doubled words, empty clauses, marks.

What is right Chinese wherever it stands is none; so is whatever stands in one cell alone, which ``checks`` has looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checks.texts import doubled, half_width, sign_alone, unfilled
from ..values import Level
from ..values.lazy_patterns import lazy_pattern
from ..values.records import dataclass


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of a text: the rule that it breaks, the code of what is said of it, and where it stands."""

    rule: str
    severity: Level
    code: str
    start: int
    end: int
    sign: str = ""


_MARK = "[，。；、：,;]"
#: Slips of finished sentences, behind the texts of which one has some where it has any.
_TABLE: tuple[tuple[tuple[str, ...], str, Level, str, str], ...] = (
    (("主要", "原因", "因为", "由于", "用于", "等等", "包括包", "其中其"), "TEXT-05", "warning", "twice", (
        r"(?:主要|原因)(?:是|为)(?:主要(?:是|为|因|由|用|包|原)|原因(?:是|为|在))|原因(?:是|为)(?:因为|由于)|主要主要|原因原因"
        r"|因为由于|由于因为|用于(?:主要)?用于"
        r"|(?<!等)等{2,}(?=[，。；、]|为主|日常|支出)|包括(?:包括|主要)|其中(?:其中|包括)|新增新增"
    )),
    (("等。等", "等，等", "等；等", "等、等", "、等", "，等"), "TEXT-05", "warning", "twice", (
        r"等[，。；、]等|[、，；](?=等(?:[，。；]|为主|日常开支))"
    )),
    (("主要", "原因", "用于", "以等", "包括"), "META-11", "error", "empty", (
        rf"(?:主要(?:是|为|用于|包括)|原因(?:是|为)|用于)等?(?={_MARK}|$)|(?:主要|原因)(?:是|为)?等(?={_MARK}|$)|以等为主|用于等(?:日常)?"
    )),
    (("“”", "《》", "（）", "()", "万元"), "META-11", "error", "empty", (
        r"“[ \u3000]*”|《[ \u3000]*》|[（(][ \u3000]*[）)]|(?:增加|减少|增长|下降|安排|总计|合计|收入|支出|预算为|经费为|金额为)万元(?=[，。；、（])"
    )),
    (("持平",), "TEXT-05", "warning", "with", r"(?<![相对同])比(?:\d{4}年度?|上年度?|去年)[^，。；、]{0,8}持平"),
    (("增加0", "减少0", "增加-", "减少-", "增长-", "下降-"), "BUD-08", "error", "nought", (
        r"(?:增加|减少)0(?:\.0+)?(?:万元|元)|(?:增加|减少|增长|下降)[-－−]\d[\d.]*(?:万元|元|%)?"
    )),
    (("元元", "元万元", "%%", "%％", "％%"), "TEXT-05", "warning", "unit", r"\d(?:万元|元)(?:万元|元)|[%％]{2}"),
)  # fmt: skip
_SORTS = tuple((words, rule, severity, code, lazy_pattern(pattern)) for words, rule, severity, code, pattern in _TABLE)
#: Two numbers of one kind; 3.（2）防疫工作经费 is a project whose name begins with a number.
_NUMBERED_TWICE = lazy_pattern("|".join(rf"{one}\s*{one}" for one in (
    r"（[一二三四五六七八九十]{1,3}）", r"（\d{1,2}）", r"[一二三四五六七八九十]{1,3}、", r"\d{1,2}(?:[、．]|\.(?!\d))",
)))  # fmt: skip


def slips_in(text: str) -> Iterator[Slip]:
    """The slips of a text of several lines, a paragraph each: those of one place once."""
    taken: list[tuple[int, int]] = []
    for slip in _all(text):
        if all(slip.end <= start or slip.start >= end for start, end in taken):
            taken.append((slip.start, slip.end))
            yield slip


def _all(text: str) -> Iterator[Slip]:
    for words, rule, severity, code, pattern in _SORTS:
        if any(word in text for word in words):
            yield from (Slip(rule, severity, code, *match.span()) for match in pattern.finditer(text))
    yield from (Slip("META-11", "error", "empty", start, end) for start, end in unfilled(text))
    yield from (Slip("TEXT-05", "warning", "twice", start, end) for start, end in doubled(text))
    yield from (Slip("TEXT-05", "warning", "half", start, end) for start, end in half_width(text))
    start = 0
    for line in text.split("\n"):
        sign = sign_alone(line)
        if sign:
            yield Slip("TEXT-05", "warning", "pairs", start, start + len(line), sign)
        start += len(line) + 1


def numbered_twice(heading: str) -> bool:
    """Whether a heading that was numbered begins with a number of its own: （一）（二）党政办."""
    return heading[:1] in "（一二三四五六七八九十0123456789" and _NUMBERED_TWICE.match(heading) is not None
