"""What staff typed into a slot of a sentence, without the words that the sentence around it has already.

The frame says 主要是…；, 主要用于…等; people copy last year's sentence and type 主要是 and 等 once more. The filters here take
such words off both ends of the slot, and make it one line: a sentence is one paragraph.
"""

from __future__ import annotations

import re

from ...values.lazy_patterns import lazy_pattern
from .. import messages
from ..errors import BlankError
from ..wording import lines_of, one_line, sentence

#: Words of a frame before a reason or a list. 主要领导, 主要道路 are none: 主要 counts only before 是, 为, 用于 and the like.
_LEAD = lazy_pattern(
    r"(?:(?:增减|变动|变化)?的?(?:主要)?原因(?:主要)?(?:是|为|在于|系|[:：])|主要(?:是|为|系|在于|用于|包括|有(?!关)|[:：])|因为|由于|用于|包括(?!内))"
    r"[:：，,、\s]*"
)
_LEADING, _TAILING = frozenset("增变的主原因由用包"), frozenset("等致成起导")  # most texts begin and end with none of them
_BEFORE = "，,、；;：:。 \t\u3000"
#: What closes a list that goes on, before the frame closes it the same way; 平等, 高等, 不等 are words.
_OPEN_END = lazy_pattern(r"(?<=.)(?<![平同优高中初上对均何相不一二三甲乙丙])(?:等+(?:项目|支出|经费|费用|开支|方面|工作|事项|物品|设备)?)$")
#: What closes a reason that is told as one already: 主要原因是…所致.
_CAUSED = lazy_pattern(r"(?<=..)(?:所致|(?:造成|引起|导致)的?)$")
_NUMBERED = lazy_pattern(r"(?:[（(]?[0-9０-９一二三四五六七八九十]{1,3}[）)、.．]|[①-⑳]|[一二三四五]是)")
_CLOSED = "，,、；;：:。！!？?"


def reason(value: object) -> str:
    """A reason to stand behind 主要是 or 主要原因是: ``由于人员增加。`` is 人员增加."""
    return _taken("reason", value, _CAUSED)


def listed(value: object) -> str:
    """A list to stand between 主要用于 and 等: ``主要用于绿化、保洁等。`` is 绿化、保洁."""
    return _taken("listed", value, _OPEN_END)


def slot(value: object) -> str:
    """Anything else that stands behind 主要用于 or 原因是 in a sentence: ``用于购买设备等。`` is 购买设备等."""
    return _taken("slot", value, None)


def _taken(name: str, value: object, tail: re.Pattern[str] | None) -> str:
    text = in_line(sentence(value)).lstrip(_BEFORE)
    while text[:1] in _LEADING and (lead := _LEAD.match(text)):
        text = text[lead.end() :]
    while tail is not None and not _TAILING.isdisjoint(text[-3:]) and (end := tail.search(text)):
        text = text[: end.start()].rstrip(_BEFORE)
    while text.endswith("等等"):
        text = text[:-1]
    if not text.strip("等" + _BEFORE):
        raise BlankError(messages.ONLY_FRAME, filter=name)
    return text


def in_line(text: str) -> str:
    """A text as one line: the lines of a wrapped text run on, numbered ones are parted by ；."""
    joined, *more = [line.strip() for line in lines_of(text) if line.strip()] or [""]
    for line in more:
        if joined[-1] in _CLOSED or not _NUMBERED.match(line):
            joined = one_line(f"{joined}\n{line}")
        else:
            joined = f"{joined}；{line}"
    return joined


__all__ = ["in_line", "listed", "reason", "slot"]
