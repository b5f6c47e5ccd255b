"""A text without what says nothing of whose a figure is or how large: 购置及运维费（含燃料、维修）8.8（万元） → 购置及运维费8.8万元."""

from __future__ import annotations

import re

from budgetxl.forms import Form
from budgetxl.values.foldings import said_words
from budgetxl.values.lazy_patterns import lazy_pattern

LONGEST_NAME = 24
"""How many characters before a bracket may be the name that it belongs to."""

_BRACKETS = lazy_pattern(r"[（(](?P<included>含|包含|包括|以下简称|简称)(?P<what>[^（）()0-9０-９。；;！？!?\n]{2,40})[）)]")
_UNIT = lazy_pattern(r"(?<=[0-9０-９])\s?[（(](?:单位[:：])?([万亿千]?元|[%％])[）)]")
_ITEMS = lazy_pattern("[、，,和及与等]+|两项|三项")
_CARRIED = lazy_pattern("上年结[转余](?:资金|结余)?")
#: A comma within one statement: 由上年的7.2万元，减少到6.6万元; 基本支出、项目支出，分别为941.88万元，313.7万元.
_COMMA = lazy_pattern(r"(?:(?<=元)[，,](?=[增减升降提上下压缩调][\u4e00-\u9fff]{0,2}[到至为]\s?[0-9])|(?<![元%％0-9])[，,](?=分别|依次))")
_IN_LIST = lazy_pattern(r"(?<=元)[，,](?=\s?[0-9][0-9.]*[万亿千]?元(?:[，,。；;、]|$))")
_ORIGIN = lazy_pattern(r"[由从]")
_LISTED = lazy_pattern("(?:分别|依次)[^。；;\n]*")
_CLAUSES = lazy_pattern("[。；;，,！!？?\n]")


class Tidying:
    """What the words of a form say of brackets: which things are counted in what is named before them anyway.

    Those are a carry-over of last year, figures that sentences have a name for, and what the form calls its own (``own``). A
    thing alone (含水电费) may have been added to it, and one that nobody knows is something more: such a bracket stays, and
    nothing is compared.
    """

    def __init__(self, form: Form) -> None:
        self._own = form.phrases.own
        self._named = form.spoken.owners.get("amount", {})

    def tidied(self, text: str) -> str:
        """The text without brackets that change nothing, with units behind their figures, and without commas within a statement."""
        if "（" in text or "(" in text:
            text = _UNIT.sub(r"\1", _BRACKETS.sub(self._without, text))
        if "分别" in text or "依次" in text:
            text = _LISTED.sub(lambda match: _IN_LIST.sub("、", match[0]), text)
        return _COMMA.sub("", text) if _ORIGIN.search(text) is not None or "分别" in text or "依次" in text else text

    def _without(self, match: re.Match[str]) -> str:
        what = match["what"]
        if match["included"].endswith("简称") or _CARRIED.fullmatch(what):
            return ""
        items = [said_words(item) for item in _ITEMS.split(what) if item]
        name = said_words(_CLAUSES.split(match.string[max(0, match.start() - LONGEST_NAME) : match.start()])[-1])
        own = [word for key, words in self._own.items() if key in name for word in words.split()]
        return "" if len(items) > 1 and all(item in self._named or any(word in item for word in own) for item in items) else match[0]
