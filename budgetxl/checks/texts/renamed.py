"""Names of functions that are out of date, in names that staff typed and in their sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from budgetxl.forms import Form
from budgetxl.values import Entry, Finding, squeeze
from budgetxl.values.lazy_patterns import lazy_pattern

from ..messages import say


def old_names(form: Form, year: int | None) -> Mapping[str, str]:
    """The names that are out of date in a year (in any, where it is None), with their successors, the longest first.

    The one place that knows where they come from: the lists of codes, and the words of the form for what no list holds. What a
    list still calls something is not out of date.
    """
    found: dict[str, str] = {}
    for each in form.lists.values():
        found.update((old, new) for old, new in each.renamed.items() if year is None or each.renamed_since.get(old, year) <= year)
    for since, names in form.phrases.renamed.items():
        found.update(names if year is None or int(since) <= year else {})
    now = {name for each in form.lists.values() for name in each.names} if found else set()
    return {old: found[old] for old in sorted(found, key=len, reverse=True) if old not in now}


#: What follows where the words are not meant as the name of a function: 行政事业单位离退休人员.
_ENDS = lazy_pattern(r"[。；\n]")
_NO_NAME = lazy_pattern(r"人员|干部|职工|老|管理|经费")
#: A sentence that speaks of the change of name itself.
_APART = "\0"
_TOLD = lazy_pattern(r"更名|改名|改称|现称|现为|调整为|原[“《\"(]|原(?:科目|名)")


def renamed(entry: Entry, text: str, names: Mapping[str, str]) -> Iterator[Finding]:
    """The first name in a text that is out of date."""
    assert entry.at is not None
    for old, new in names.items():
        if old[:4] not in text:
            continue
        for sentence in _ENDS.split(text):
            bare = squeeze(sentence)
            if _is_named(bare.replace(new, _APART), old) and not _TOLD.search(bare):
                message = say("TEXT-07", old=old, new=new)
                yield Finding("TEXT-07", "warning", message, (entry.at,), new, old, say("TEXT-07-hint"))
                return


def _is_named(sentence: str, name: str) -> bool:
    """Whether a name stands in a sentence, somewhere where it is meant as one."""
    at = sentence.find(name)
    while at >= 0:
        if not _NO_NAME.match(sentence, at + len(name)):
            return True
        at = sentence.find(name, at + 1)
    return False
