"""What a unit calls itself, and the level it gives itself, against what its cover says: 部门 or 单位, 区 or 县.

Only where a text speaks of the unit itself: 所属单位, 各单位, 单位资金, 主管部门 and titles of documents are others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from budgetxl.forms import Cell, Field, Form
from budgetxl.values import Entry, Finding, squeeze
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.workbook import Submission

from ..messages import say

#: What an office is by its name: one of these does not call itself another.
_BODIES = ("街道", "镇", "乡", "局")
#: Sentences that speak of several, of others, or of a part of the unit; and what comes behind the word where it is not meant so.
_OTHERS = lazy_pattern(
    r"各(?!项|类|种|级)|所属|下属|下级|基层|二级|科室|股室|处室|内设|主管部门|相关部门|有关部门|职能部门|采购单位|施工单位"
)
_BEHIND = r"(?![(（/／、]|资金|及|和|所属)"
_QUOTED = lazy_pattern(r"《[^《》]*》|“[^“”]*”|〈[^〈〉]*〉")
_STOP = lazy_pattern(r"[。；！？;!?\n]")


#: What a text must have one of to be looked at, and the pattern of what is wrong.
Sought: TypeAlias = tuple[tuple[str, ...], re.Pattern[str]]


class SelfNames:
    """What the texts of one submission may not call the unit, as patterns with what is right."""

    def __init__(self, submission: Submission) -> None:
        form, name = submission.form, squeeze(submission.text("unit", "name") or "")
        kind, tier = submission.text("unit", "kind") or "", submission.text("unit", "tier") or ""
        said = name + squeeze(submission.text("unit", "self_name") or "")
        self._sought = (
            (_other_kinds(kind, tuple(_choices(form, "kind"))), "kind"),
            (_other_bodies(tuple(body for body in _BODIES if body in said)), "name"),
            (_other_tiers(tier, tuple(_choices(form, "tier")), frozenset(name) & set("区县")), "tier"),
        )
        self._right = {"kind": kind, "tier": tier, "name": name}

    def findings(self, cell: Cell, text: str) -> Iterator[Finding]:
        """The first word of a text that does not fit the unit; a project's own sheet may be that of a subordinate."""
        if cell.place.sheet.repeat or not any(sign in text for sign in "本我级全"):
            return
        for sentence in _STOP.split(text):
            bare = squeeze(_QUOTED.sub("", sentence))
            for (words, pattern), right in self._sought:
                match = pattern.search(bare) if any(word in bare for word in words) else None
                if match is None or (right == "kind" and _OTHERS.search(bare)):
                    continue
                yield _finding(cell.entry, match["said"], self._right[right])
                return


def _finding(entry: Entry, said: str, right: str) -> Finding:
    assert entry.at is not None
    return Finding("TEXT-23", "warning", say("TEXT-23", text=said, right=right), (entry.at,), right, said, say("TEXT-23-hint"))


def _choices(form: Form, name: str) -> Iterator[str]:
    """The values that a field of the cover may have."""
    place = form.compiled.places.get(("unit", name))
    if place is not None:
        yield from _offered(form, place.field)


def _offered(form: Form, field: Field) -> tuple[str, ...]:
    if field.choices_from[:1] == ("lists",):
        return form.lists[field.choices_from[1]].codes
    return field.choices


def _other_kinds(kind: str, kinds: tuple[str, ...]) -> Sought:
    """我单位 of a 部门, 本单位 where it is what the clause is about (完成本单位的任务 may be anybody's), and the reverse."""
    others = [other for other in kinds if other != kind] if kind in kinds else []
    said = rf"(?:我|(?:^|(?<=[,:年度由映含即是]))本)(?:{'|'.join(map(re.escape, others))})"
    return tuple(sign + other for other in others for sign in "本我"), lazy_pattern(rf"(?P<said>{said}){_BEHIND}")


def _other_bodies(own: tuple[str, ...]) -> Sought:
    """我镇 of a 街道, 我局 of either; nothing of a unit whose name tells none of them."""
    others = [body for body in _BODIES if body not in own] if own else []
    pattern = lazy_pattern(rf"(?P<said>[本我](?:{'|'.join(others)}))(?![镇村街部面限])")
    return tuple(sign + other for other in others for sign in "本我"), pattern


def _other_tiers(tier: str, tiers: tuple[str, ...], named: frozenset[str]) -> Sought:
    """我县 of a 区 and the reverse, and a unit or a budget of another level that is said to be one's own."""
    others = [other for other in tiers if other != tier] if tier in tiers else []
    own = tier[:1]
    near = [other for other in ("区", "县") if other != own and other not in named] if others and own in ("区", "县") else []
    places = rf"[本我全][{''.join(near)}](?![域间块位别划委内])|" if near else ""
    levels = "|".join(map(re.escape, others))
    pattern = lazy_pattern(rf"(?P<said>{places}(?:^|(?<=[,是为于入作]))(?:{levels})(?:一级|二级)?(?:预算单位|(?:部门|单位)预算))")
    return (*others, *(sign + other for other in near for sign in "本我全")), pattern
