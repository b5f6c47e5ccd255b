"""Names of functions that are out of date, in names that staff typed and in their sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from budgetxl.forms import Phrases
from budgetxl.values import Entry, Finding, squeeze
from budgetxl.values.lazy_patterns import lazy_pattern

from ..messages import say


def old_names(phrases: Phrases, year: int | None) -> Mapping[str, str]:
    """The names that are out of date in a year (in any, where it is None), with their successors.

    The one place that knows where they come from.
    """
    return {old: new for since, names in phrases.renamed.items() if year is None or int(since) <= year for old, new in names.items()}


#: What follows where the words are not meant as the name of a function: 行政事业单位离退休人员.
_ENDS = lazy_pattern(r"[。；\n]")
_NO_NAME = lazy_pattern(r"人员|干部|职工|老|管理|经费")
#: A sentence that speaks of the change of name itself.
_TOLD = lazy_pattern(r"更名|改名|改称|现称|现为|调整为|原[“《\"(]|原(?:科目|名)")


def renamed(entry: Entry, text: str, names: Mapping[str, str]) -> Iterator[Finding]:
    """The first name in a text that is out of date."""
    assert entry.at is not None
    for old, new in names.items():
        if old[:4] not in text:
            continue
        for sentence in _ENDS.split(text):
            bare = squeeze(sentence)
            at = bare.find(old)
            if at >= 0 and not _NO_NAME.match(bare, at + len(old)) and not _TOLD.search(bare):
                message = say("TEXT-07", old=old, new=new)
                yield Finding("TEXT-07", "warning", message, (entry.at,), new, old, say("TEXT-07-hint"))
                return
