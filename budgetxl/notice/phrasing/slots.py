"""What staff typed into a slot of a sentence, without the words that the sentence around it has already.

The frame says 主要是…；, 主要用于…等; people copy last year's sentence and type 主要是 and 等 once more. The filters here take
such words off both ends of the slot, and make it one line: a sentence is one paragraph.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ...values.lazy_patterns import lazy_pattern
from .. import messages
from ..errors import BlankError
from ..wording import lines_of, one_line, sentence, text_of, value_of

#: Words of a frame before a reason or a list. 主要领导, 主要道路 are none: 主要 counts only before 是, 为, 用于 and the like.
_LEAD = lazy_pattern(
    r"(?:(?:增加|减少|增长|下降|增减|变动|变化)?的?其?(?:主要|具体)?(?:增减|变动|变化)?原因(?:主要)?(?:如下|有以下几[点个]|说明)?"
    r"(?:是|为|在于|系|[:：，,])"
    r"|(?:具体|有关)?(?:情况|说明)(?:说明|如下)?[:：]|是(?![否非])|系(?![统列数])(?=.+(?:所致|造成|引起|导致)的?$)"
    r"|因(?:(?=人员|人数|公务|公用)|(?![此素为公病地私人故时而应势果特式子循]))"
    r"|主要(?:是|为|系|在于|用于|包括|有(?!关)|因为|因(?![此素为])|由于|[:：])|主要(?:项目|支出|内容|用途)(?:有(?!关)|是|为|包括|[:：])"
    r"|(?:开支|支出|使用)?(?:范围|用途)(?:主要)?(?:有(?!关)|是|为|包括|[:：])|[是系]?因为|[是系]?由于|系因|由(?=.*(?:所致|造成|引起|导致)的?$)"
    r"|用于|包括(?!内)(?:但不限于)?|其中[:：])"
    r"[:：，,、\s]*"
)
#: Most texts begin and end with none of them.
_LEADING, _TAILING = frozenset("增减变的下主原是系因由用包其开支使范具情说有"), frozenset("等致成起导因素故….")
_ALONE = frozenset(("主要", "原因", "主要原因", "其中", "用途"))
_BEFORE = "，,、；;：:。 \t\u3000"
#: What closes a list that goes on, before the frame closes it the same way; 平等, 高等, 不等 are words.
_OPEN_END = lazy_pattern(
    r"(?<=.)(?<![平同优高中初上对均何相不一二三甲乙丙等])等+(?:各项|各类|其他|相关|有关|日常|重点|办公|(?:[0-9]{1,3}|[一二三四五六七八九十几多两]{1,2})[个项类种]|的"
    r"|项目|支出|经费|费用|开支|方面|工作|事项|原因|因素|物品|设备|用品|家具|运行|运转|购置|公用|维护|维修|保障|管理|服务|建设|民生|公共|业务|专项|重大|主要|任务|内容|开销|用途)*"
    r"(?:[（(][^（()）]*[)）])?$|(?<!…)…+$|(?<!\.)\.{3,}$"
)
#: 以绿化为主, before a frame that says 为主 itself; 以工代赈 is a word.
_MAINLY = lazy_pattern(r"(?:以(?!工代|奖代|案促|案释|租代|旧换|点带|钱养))?(.*[^等])等*为主等*")
#: What closes a reason that is told as one already: 主要原因是…所致, and what of 等原因 is too much.
_CAUSED = lazy_pattern(
    r"(?<=..)(?:所致等*|(?:造成|引起|导致)(?:的?|等+)|的(?:原因|缘故))$|(?<=等)(?:[多各几]?[种个]?方面)?的?(?:原因|因素)$|(?<!…)…+$|(?<!\.)\.{3,}$"
)
#: What a sentence says before its slot and people say once more in it: 2027年项目支出增加, 比上年下降25.00%，, before 主要原因是 and the like.
_WHEN = (
    r"(?:(?:比|较|与|同)?(?:[0-9]{4}年度?|上年度?|去年|本年度?|今年)(?:年?初)?(?:预算数?)?(?:相比)?[，,]?"
    r"|同比|环比|总额|总体|预算数?|支出|经费|费用|(?:特定目标类|运转类|其他|本级)*项目)"
)
_HOW_MUCH = r"(?:(?:增加|减少|增长|下降|增减|变动|变化)了?(?:[0-9.]+(?:万元|元|[%％])[，,]?)?|(?:共计?)?(?:安排|为)?[0-9][0-9.]*(?:万元|元)[，,])"
#: What such a saying begins with where it begins with no subject: only then is there one to be looked for.
_TOLD = lazy_pattern(f"{_WHEN}|{_HOW_MUCH}|的")
_QUOTES = "“”‘’\"'（）()"
_UNQUOTED = dict.fromkeys(map(ord, _QUOTES))
_FIRST = lazy_pattern(r"[（(]?[1１一][）)]?[、.．](?![0-9])|[（(][1１一][）)]|①")
_NEXT = lazy_pattern(
    r"(^|[。；;，,、\s]\s*)(?:[（(]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[）)]?[、.．](?![0-9])"
    r"|[（(](?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[）)]|[①-⑳])|(?=[①-⑳])()[①-⑳]|(?=[（(][0-9])()[（(][0-9]{1,2}[）)]"
)
_ONLY = lazy_pattern(r"^[1１一][、.．]\s*(?![0-9一二三四五六七八九十\s])|^①\s*")
_LEAST = 4  # characters of a reason; a shorter line is a part of one that wrapped
_SHORT = 18  # characters of a line that was ended on purpose; longer ones were broken where the page ended they come from
_NUMBERED = lazy_pattern(r"(?:[（(]?[0-9０-９一二三四五六七八九十]{1,3}[）)、.．]|[①-⑳]|[一二三四五]是)")
_QUOTED_BY = frozenset("“\"")
_BULLETS = "·•●○■□◆◇▪►➢★☆※"
_IN_ORDER = lazy_pattern(r"([。；;，,])\s*[一二三四五六七八九十]{1,2}是|(?<![第其之一二三四五六七八九十])[二三四五六七八九]是")
_SEMICOLONS = lazy_pattern(r"[；;]\s*")
_BRACKETS = lazy_pattern(r"[（(]([^（()）]+)[)）]")
_QUOTED = lazy_pattern(r"[“\"]([^“”\"]+)[”\"]")
_GOES_ON = "和及与或的因由为"
#: Blanks beside the marks of Chinese, and half-width commas amid it.
_AROUND_MARKS = lazy_pattern(r"[ \t\u3000]+(?=[，。；、])|(?<=[，。；、])[ \t\u3000]+")
_HALF_COMMA = lazy_pattern(r"(?<=[\u4e00-\u9fff）”》]),[ \t]*(?=[\u4e00-\u9fff（“《])")
_EDGES = _BEFORE + "\r\n"
_ENDS = "。！？；：…”’）》」!?;:.)"
_CLOSERS, _STOPS = "”’」）)", tuple("。！？…!?.")
_CALLS = lazy_pattern(r"[^:：，。；、\s]{1,16}\s*(?=[:：])")
_WHOSE = lazy_pattern(r"(?:[0-9]{4}年度?|本?年度|本年|总体|整体|部门|单位|街道|项目|预期|主要|具体)+")  # what may stand before a label's name
_FEWEST = 2  # characters of a label that is called by less than its name
#: What a glossary says between a term and its meaning; 指导, 指标 are words.
_MEANS = lazy_pattern(r"[，,]?(?:是指|指的是|即指|指(?![导挥定标示派数引明向战令南出纹望责]))[:：，,]?")
_FIRST_OF_NUMBERS = frozenset("（(一二三四五六七八九十第0123456789" + "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳" + _BULLETS)
_TITLE_NUMBER = lazy_pattern(
    r"\s*(?:[（(](?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[）)]|[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十])|第[一二三四五六七八九十]{1,3}[，,、：:]"
    r"|[0-9]{1,2}[、.．）)](?![0-9])|[①-⑳]|[·•●○■□◆◇▪►➢★☆※])\s*"
)
_CLOSED = "，,、；;：:。！!？?"


def reason(value: object, *subjects: object) -> str:
    """A reason to stand behind 主要是 or 主要原因是: ``由于人员增加。`` is 人员增加.

    ``subjects`` are what the sentence tells the reason of: ``基本支出增加的主要原因是调资`` is 调资 with 基本支出. Several are parted by
    ，: a ； is the sentence's own, before what it tells of next.
    """
    return _taken("reason", value, _CAUSED, subjects, "，").replace("；", "，").replace(";", "，")


def listed(value: object, *subjects: object) -> str:
    """A list to stand between 主要用于 and 等: ``主要用于绿化、保洁等。`` is 绿化、保洁. Lines are parted by 、, ``subjects`` as for reasons."""
    return _taken("listed", value, _OPEN_END, subjects, "、")


def slot(value: object, *words: object) -> str:
    """Anything else that stands behind 主要用于 or 原因是 in a sentence: ``用于购买设备等。`` is 购买设备等.

    ``words`` are those of this sentence beside the slot, which it gives up at both ends: 新增 in 新增{{ … }}5万元.
    """
    text = _taken("slot", value, None)
    for word in map(value_of, words):
        if not isinstance(word, str) or not word:
            continue  # a blank, in a draft
        inner = text.removeprefix(word).lstrip("是为" + _BEFORE) if text.startswith(word) else text
        text = inner.removesuffix(word).rstrip(_BEFORE) or text
    return text


def labelled(value: object, label: object) -> str:
    """A passage behind its label or below its heading, without that: ``绩效目标：保障运转。`` behind 绩效目标： is 保障运转。

    A heading may be repeated with another number, on a line of its own, or as a sentence of its own. Of a label that is but a number,
    a passage of one line gives up its own.
    """
    text, label = text_of("labelled", value), value_of(label)
    name = label.strip(_EDGES) if isinstance(label, str) else ""
    if name and not _TITLE_NUMBER.sub("", name, 1):
        return unnumbered_title(text) if len(lines_of(text.strip())) == 1 else text
    name = name[number.end() :] if (number := _NUMBERED.match(name)) is not None else name
    while (shorter := _without_label(text, name, label)) is not None:
        text = shorter
    return text


def _without_label(text: str, name: str, label: object) -> str | None:
    """A passage without the label or the heading that it begins with; None where it begins with none."""
    head = text.lstrip()
    if not isinstance(label, str) or not name:
        return None
    if not head.startswith(name) and (number := _NUMBERED.match(head)) is not None:
        head = head[number.end() :].lstrip()
    called = name if head.startswith(name) else _called(head, name)
    if not called:
        return None
    rest = head[len(called) :].lstrip(" \t\u3000")
    inner = rest.lstrip(_EDGES)
    if rest.startswith((":", "：")) and not inner.strip():
        raise BlankError(messages.ONLY_FRAME, filter="labelled")
    if (means := _MEANS.match(rest)) is not None:
        return rest[means.end() :].lstrip(_EDGES) or None
    return inner if inner and rest.startswith((":", "：", "\n", "\r", "。")) else None


def _called(head: str, name: str) -> str:
    """What a passage calls itself before a colon where it is the label in other words: 目标, 年度绩效目标 for 绩效目标."""
    words = (_CALLS.match(head) or ("",))[0]
    bare = words.strip()
    longer = bare.endswith(name) and _WHOSE.fullmatch(bare[: -len(name)]) is not None
    return words if longer or (len(bare) >= _FEWEST and name.endswith(bare)) else ""


def titled(value: object) -> str:
    """A heading on one line, without the number that it was typed with, where the notice numbers it: ``（一）党政办：`` is 党政办."""
    text = in_line(sentence(value))
    return sentence(unnumbered_title(text)) if text[:1] in _FIRST_OF_NUMBERS else text


def unnumbered_title(text: str) -> str:
    """A title without a number before it, and as it is where nothing else is left. 3.15晚会, 一、二级公路 have none."""
    bare = text
    while (number := _TITLE_NUMBER.match(bare)) is not None:
        bare = bare[number.end() :]
    return bare or text


def closed(value: object) -> str:
    """A passage that ends as a sentence does: with a full stop, where it has none. A list whose lines have none stays as it is."""
    text = text_of("closed", value).rstrip()
    *before, last = text.splitlines() or [""]
    whole = last.startswith(("（", "(")) and last.endswith(("）", ")"))
    if not last or whole or last.rstrip(_CLOSERS)[-1:] in _STOPS:
        return text
    if any(line.strip() and line.rstrip()[-1] not in _ENDS for line in before):
        return text
    return text.rstrip(_BEFORE) + "。"


def _taken(name: str, value: object, tail: re.Pattern[str] | None, subjects: tuple[object, ...] = (), parting: str = "") -> str:
    said = sentence(value)
    text = _uncounted(_parted(said, parting) if parting else in_line(said), parting).replace("。", "；")  # a slot is a part of one sentence
    text = _HALF_COMMA.sub("，", _AROUND_MARKS.sub("", text))
    if text[:1] in "（(" and (whole := _BRACKETS.fullmatch(text)):
        text = whole[1].strip(_BEFORE)
    if text[:1] in _QUOTED_BY and (whole := _QUOTED.fullmatch(text)) and _LEAD.match(whole[1]):
        text = whole[1].strip(_BEFORE)  # a sentence that was copied with its quotes; “雪亮工程” is a name
    text = _untold(text, tuple(name.translate(_UNQUOTED) for name in map(value_of, subjects) if isinstance(name, str)))
    while text[:1] in _LEADING and (lead := _LEAD.match(text)):
        text = text[lead.end() :]
    text = _uncounted(text, parting)
    if tail is _OPEN_END and text.endswith(("为主", "为主等")) and (mainly := _MAINLY.fullmatch(text)) is not None:
        text = mainly[1].rstrip(_BEFORE)
    while tail is not None and (tail is _OPEN_END or not _TAILING.isdisjoint(text[-3:])) and (end := tail.search(text)):
        text = text[: end.start()].rstrip(_BEFORE)
    while text.endswith("等等"):
        text = text[:-1]
    if not text.strip("等" + _BEFORE) or text in _ALONE:
        raise BlankError(messages.ONLY_FRAME, filter=name)
    return text


def _untold(text: str, names: tuple[str, ...]) -> str:
    """A text without what its sentence has said before the slot: what it tells of, when and by how much, with the words of the frame.

    What is looked for holds the names, so it is compiled here: only for a text that begins that way and has words of a frame.
    """
    if _LEAD.search(text) and (_TOLD.match(text) or text.translate(_UNQUOTED).startswith(tuple(name for name in names if name))):
        return text[found.end() :] if (found := _restated(names).match(text)) is not None else text
    return text


@lru_cache(maxsize=256)
def _restated(names: tuple[str, ...]) -> re.Pattern[str]:
    """What a sentence that tells of ``names`` says before its slot, quotes and brackets left out or not, before the words of the frame."""
    quotes = f"[{_QUOTES}]*"
    spelled = [quotes + quotes.join(map(re.escape, name)) + quotes for name in sorted(names, key=len, reverse=True) if name]
    words = "|".join((_WHEN, *spelled))
    return re.compile(f"(?:{words}|的)*{_HOW_MUCH}*[，,；;]?(?:{_LEAD.pattern})")


def _parted(text: str, parting: str) -> str:
    """A text as one line: its lines parted, but for those that are long or have a mark of their own.

    In a list that has 、 or the like nothing is parted: there a line is none of its items. Nor where a line is too short for a reason.
    """
    bulleted = text.lstrip()[:1] in tuple(_BULLETS)
    joined, *more = lines = [bare for line in lines_of(text) if (bare := line.strip().lstrip(_BULLETS).lstrip())] or [""]
    if parting == "，":
        wrapped = not bulleted and any(len(line) < _LEAST for line in lines)
    else:
        wrapped = any(sign in text for sign in "、，；") and not _NUMBERED.match(joined)
    if wrapped:
        return in_line(text)
    last = joined
    for line in more:
        if joined[-1] in _CLOSED or joined[-1] in _GOES_ON or (len(last) > _SHORT and not bulleted and not _NUMBERED.match(line)):
            joined = one_line(f"{joined}\n{line}")
        else:
            joined += ("；" if _NUMBERED.match(line) else parting) + line
        last = line
    return joined


def _uncounted(text: str, parting: str) -> str:
    """The items of a text without their numbers: 一是调资；二是增人 is 调资；增人; those of a list are parted as ``parting`` says."""
    text = _unnumbered(text.lstrip(_BEFORE + _BULLETS), parting)
    if not parting or not _FIRST.match(text):
        return text
    if len(_NEXT.findall(text)) < 2:  # one number may be a name's own
        return _ONLY.sub("", text, 1)
    bare = _NEXT.sub(lambda number: (number[1] or "") if (number[1] or "").strip() or not number.start() else parting, text)
    return _SEMICOLONS.sub(parting, bare) if parting == "、" else bare


def _unnumbered(text: str, parting: str) -> str:
    """What is told in order, without the words for that: 一是调资；二是增人 is 调资；增人."""
    if not text.startswith("一是") or text.startswith("一是一"):
        return text
    return _IN_ORDER.sub(lambda told: told[1] if told[1] and (parting != "、" or told[1] in "，,") else parting or "；", text[2:]).lstrip(_BEFORE)


def in_line(text: str) -> str:
    """A text as one line: the lines of a wrapped text run on, numbered ones are parted by ；."""
    joined, *more = [line.strip() for line in lines_of(text) if line.strip()] or [""]
    for line in more:
        if joined[-1] in _CLOSED or not _NUMBERED.match(line):
            joined = one_line(f"{joined}\n{line}")
        else:
            joined = f"{joined}；{line}"
    return joined


__all__ = ["closed", "in_line", "labelled", "listed", "reason", "slot", "titled", "unnumbered_title"]
