"""Slips that a finished text shows where what staff typed meets the words around it: doubled words, empty clauses, marks.

What is right Chinese wherever it stands is none; so is whatever stands in one cell alone, which ``checks`` has looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checks.texts import doubled, half_width, parted, sign_alone, unfilled
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


_MARKS = "，。；、\n"  # not ：, behind which a list may follow
#: Words that are there twice over: what a slot begins or ends with meets the same of its frame.
_TWICE = (
    "主要主要", "主要是主要是", "主要是主要为", "主要为主要是", "主要为主要为", "主要是主要用于", "主要用于主要", "主要是主要原因",
    "主要是原因是", "原因是主要是", "原因是主要原因", "原因是原因", "原因为原因", "原因是因为", "原因是由于", "因为由于", "由于因为",
    "用于用于", "用于主要用于", "包括包括", "其中其中", "其中包括其中", "新增新增", "等等。", "等等，", "等等；", "等等、", "等等等",
    "等等为主", "等等日常", "年我我", "年我本", "、等。", "、等；", "、等，", "、等为主", "为主等为主", "没有没有",
)
#: Clauses that nothing stands in, and amounts without a figure.
_CLAUSES = (
    "主要是", "主要为", "主要用于", "主要包括", "原因是", "原因为", "用于", "主要是等", "主要用于等", "用于等", "主要用于等方面", "占百分之",
)
_EMPTY = (
    *(word + mark for word in _CLAUSES for mark in _MARKS), "以等为主", "用于等日常", "“”", "《》", "（）", "增加万元", "减少万元",
    "总计万元", "合计万元", "安排万元", "预算为万元", "经费为万元",
)
_UNITS = ("万元万元", "元元", "元万元", "%%", "%％", "％%", "％％", "元人民币万元")
_NEW_YEAR = frozenset("旦月宵")  # what makes a word with 元: 安排5万元元旦慰问
#: A reason that is none, where the frame stands all the same.
_NO_REASON = lazy_pattern(
    r"(?:主要|原因)(?:是|为)(?:无|/|-|[—－]+|不涉及|(?:与上年)?持平|(?:无|没有)(?:增减|变化|变动|增减变化))(?=[，。；\n])"
    r"|(?<![A-Za-z])(?:None|NaN|nan|null|undefined)(?![A-Za-z])"
)
_WITH = lazy_pattern(r"(?<![相对同])比(?:\d{4}年度?|上年度?|去年)[^，。；、\n]{0,8}持平")
_NOUGHT = lazy_pattern(r"(?:增加|减少)0(?:\.0+)?(?:万元|元)|(?:增加|减少|增长|下降)[-－−]\d[\d.]*(?:万元|元|%)?")
#: A sentence that is told once more inside its slot: 主要是基本支出增加的主要原因是…
_RESTATED = lazy_pattern(
    r"(?:主要(?:原因)?(?:是|为)|原因(?:是|为))[^，。；、：\n]{1,30}?(?:原因(?:主要)?(?:是|为|在于)|(?:增加|减少|增长|下降|增减|变动|变化)的?主要(?:是|为|因))"
    r"|(?:主要(?:原因)?(?:是|为)|原因(?:是|为))(?:比[^，。；、：\n]{1,8})?(?:增加|减少|增长|下降)[0-9.]+(?:万元|元|%)[，,](?:主要|原因)"
    r"|用于[^，。；、：\n]{1,20}主要用于"
)
#: A word of a frame before the same word of its slot, where that is no right Chinese: 主要是是, 等项目等, 本部门部门, 31日日, 2027年2027年.
_MET = lazy_pattern(
    r"(?:主要|原因)[是为]是(?![否非])|(?<![平同优高中初上对均何相不一二三甲乙丙等])等"
    r"(?:各项|日常|重点|办公|公用|运行|运转|维护|项目|支出|经费|费用|开支|方面|工作|事项)+等(?=日常|为主|方面|[，。；])"
    r"|[我本](部门|街道|单位)\1(?![预决整之的与和、])|(?<!\d)(\d{4}年)\2|\d日日(?![常均益新报程期志用间产])|(（[^（）\n\d一二三四五六七八九十]{1,4}）)\3|其中[：:，]其中"
    r"|以以(?=[^，。；\n]{1,30}为主)|[比较与][比较与](?=\d{4}年|上年|去年)|我[我本](?=单位|部门|街道|镇|乡|局|委|办|院|校|中心)|““|””|《《|》》|（（[^（）]*））"
)
_LABEL = lazy_pattern(r"[：:](?=([\u4e00-\u9fff]{1,8})[：:])")
#: Two directions for one change: the branch of a template that is the wrong way round.
_BOTH_WAYS = lazy_pattern(
    r"(?:[较比]|相比)[^，。；\n]{0,14}，?(?:(?:增加|增长)[0-9.,]+(?:万元|元)[，（(](?:下降|减少|降幅)"
    r"|(?:减少|下降)[0-9.,]+(?:万元|元)[，（(](?:增长|增加|增幅))[0-9.]+[%％]"
)
_NEGATIVE = lazy_pattern(
    r"[比较](?:\d{4}年|上年|去年)[^，。；\n]{0,6}(?:增长|下降|增加|减少)0(?:\.0+)?[%％]"
    r"|(?<=[\u4e00-\u9fff])(?<![额数差率至到元])[-－−]\d[\d.]*(?:万元|元)"
)
_NO_FIGURE = lazy_pattern(
    r"(?:总计|合计|共计|安排|增加|减少|经费|支出|收入|预算为|费为)[ \u3000]+万元|[，；（]占比?(?=[，。；、）\n])|（其中[：:，]?）"
    r"|(?:用于|包括|主要是|主要为)等(?=[，。；]|方面|日常)|(?:增长|下降|增幅|降幅)(?:为|约)?[%％](?![”’）列栏的])"
    r"|(?:截[至止]|时间[：:]|\d{4})年?[ \u3000]*月[ \u3000]*日"
)
#: Numbers as nobody writes them, and blanks where no text has one.
_NUMBER = lazy_pattern(
    r"(?<![\d.])\.\d+(?:万?元|[%％])|\d\.(?=万?元|[%％])|\d\.\.\d|\d+\.\d+\.\d+(?=万?元|[%％])"
    r"|(?<![\d.,，])0\d+(?:\.\d+)?(?=万?元)|[０-９][０-９．]*(?=万?元)|\d．\d+(?=万?元|[%％])"
)
_SPACED = lazy_pattern(r"(?<![\d.,\s])\d[\d.,]*[ \u3000]+(?=万元|元[，。；]|[%％])|(?<=\d)万 +元|(?<=[\u4e00-\u9fff\d]) +(?=[，。；、])")
_UNITLESS = lazy_pattern(r"(?:收入|支出|经费|总计|拨款|预算为)\d+(?:\.\d+)?(?=[，。；\n])")
_OPEN, _LEAST_AGAIN = "，、,", 8
_UNSURE = lazy_pattern(r"[？！?!][，。；、]")
_BEFORE_NOUGHT = tuple(word + sign for word in ("增加", "减少", "增长", "下降") for sign in "0-－−")
#: Two numbers of one kind; 3.（2）防疫工作经费 is a project whose name begins with a number.
_NUMBERED_TWICE = lazy_pattern("|".join(rf"{one}\s*{one}" for one in (
    r"（[一二三四五六七八九十]{1,3}）", r"（\d{1,2}）", r"[一二三四五六七八九十]{1,3}、",
)) + r"|\d{1,2}[、．.]\s*\d{1,2}(?:、(?!\d{3})|[．.](?!\d))"
    r"|(?:（[一二三四五六七八九十]{1,3}）|（\d{1,2}）|\d{1,2}[、．.])\s*(?:[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十])|第[一二三四五六七八九十]{1,3}[，,、：](?![一二三四五六七八九十]))"
    r"|（[一二三四五六七八九十]{1,3}）\s*\d{1,2}[、.．](?!\d)"
    r"|[一二三四五六七八九十]{1,3}、\s*第[一二三四五六七八九十]{1,3}[，,、：](?![一二三四五六七八九十])")  # 3.5公里 has no number before it


def slips_in(text: str) -> Iterator[Slip]:
    """The slips of a text of several lines, a paragraph each: those of one place once."""
    taken: list[tuple[int, int]] = []
    for slip in _all(f"{text}\n"):
        if all(slip.end <= start or slip.start >= end for start, end in taken):
            taken.append((slip.start, slip.end))
            yield slip


def _all(text: str) -> Iterator[Slip]:
    yield from (Slip("TEXT-05", "warning", "twice", *span) for span in _literal(text, _TWICE))
    yield from (Slip("META-11", "error", "empty", *span) for span in _literal(text, _EMPTY))
    yield from (Slip("TEXT-05", "warning", "unit", start, end) for start, end in _literal(text, _UNITS) if text[end : end + 1] not in _NEW_YEAR)
    yield from (Slip("TEXT-05", "warning", "parted", start, end) for start, end in parted(text))
    if "持平" in text and ("比2" in text or "比上年" in text or "比去年" in text):
        yield from (Slip("TEXT-05", "warning", "with", *match.span()) for match in _WITH.finditer(text))
    if any(words in text for words in _BEFORE_NOUGHT):
        yield from (Slip("BUD-08", "error", "nought", *match.span()) for match in _NOUGHT.finditer(text))
    yield from (Slip("BUD-08", "warning", "directions", *match.span()) for match in _BOTH_WAYS.finditer(text))
    yield from (Slip("BUD-08", "warning", "nought", *match.span()) for match in _NEGATIVE.finditer(text))
    yield from (Slip("META-11", "error", "empty", *match.span()) for pattern in (_NO_FIGURE, _NO_REASON) for match in pattern.finditer(text))
    yield from (Slip("META-11", "error", "empty", start, end) for start, end in unfilled(text))
    yield from (Slip("TEXT-05", "warning", "twice", *match.span()) for match in _MET.finditer(text))
    yield from (Slip("TEXT-05", "warning", "twice", *span) for span in _labels_twice(text))
    yield from (Slip("TEXT-05", "warning", "number", *match.span()) for match in _NUMBER.finditer(text))
    yield from (Slip("TEXT-05", "warning", "unitless", *match.span()) for match in _UNITLESS.finditer(text))
    yield from (Slip("TEXT-05", "warning", "space", *match.span()) for match in _SPACED.finditer(text))
    yield from (Slip("TEXT-05", "warning", "twice", start, end) for start, end in doubled(text))
    yield from (Slip("TEXT-05", "warning", "twice", *match.span()) for match in _RESTATED.finditer(text))
    yield from (Slip("TEXT-05", "warning", "twice", *match.span()) for match in _UNSURE.finditer(text))
    yield from (Slip("TEXT-05", "warning", "half", start, end) for start, end in half_width(text))
    start = 0
    for line in text.split("\n"):
        sign = sign_alone(line)
        if sign:
            yield Slip("TEXT-05", "warning", "pairs", start, start + len(line), sign)
        if line[-1:] in _OPEN and line:
            yield Slip("TEXT-05", "warning", "open", max(start, start + len(line) - 8), start + len(line))
        yield from (Slip("TEXT-05", "warning", "again", start + first, start + end) for first, end in _said_again(line))
        start += len(line) + 1


def _said_again(line: str) -> Iterator[tuple[int, int]]:
    """Sentences and clauses that the next one repeats."""
    for mark in "。；，":
        at, before = 0, ""
        for said in line.split(mark):
            if said.rstrip(_MARKS) == before and len(before) >= _LEAST_AGAIN:
                yield at, at + len(said)
            at, before = at + len(said) + 1, said


def _labels_twice(text: str) -> Iterator[tuple[int, int]]:
    """Labels before a text that has them itself: 注：注：, 绩效目标：目标：."""
    for match in _LABEL.finditer(text):
        label, before = match[1], text[max(0, match.start() - 9) : match.start()]
        if before.endswith(label) and (len(label) > 1 or not "\u4e00" <= before[-2:-1] <= "\u9fff"):
            yield match.start() - len(label), match.end(1) + 1


def _literal(text: str, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where any of some words stands; looked for one by one, which takes less time than to make a pattern of them."""
    for word in words:
        at = text.find(word)
        while at >= 0:
            yield at, at + len(word.rstrip("\n"))
            at = text.find(word, at + len(word))


def numbered_twice(text: str) -> int:
    """How far two numbers reach with which a heading or a paragraph begins, one of its own behind that of its kind: 6 of （一）（二）党政办."""
    twice = _NUMBERED_TWICE.match(text) if text[:1] in "（一二三四五六七八九十0123456789" else None
    return twice.end() if twice is not None else 0
