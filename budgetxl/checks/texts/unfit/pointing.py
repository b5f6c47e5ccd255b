"""Texts that only point elsewhere: 同上, 见附表, 详见项目支出表, 略. In a sentence of the notice they say nothing to its reader."""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.forms import Cell, Table
from budgetxl.values import Finding, squeeze
from budgetxl.values.foldings import unnumbered
from budgetxl.values.lazy_patterns import lazy_pattern

from ...messages import say
from ..reasons import is_of_reasons

LONGEST = 40
#: What people put before it, and what is no word.
_LEAD = lazy_pattern(
    r"^(?:(?:增减|变动|变化|增加|减少|增长|下降)?(?:主要)?的?(?:原因|情况|事项|内容)(?:是|为|:)?|(?:主要)?(?:是|为|用于|包括)|因为|由于|因|[:,])+"
)
_EDGES = "()。.,;:、!…“”\"'-—"
_THING = "附[表件注录后]|附|[上下前后]|文|表|第|说明|另|别|通知|批复|报告|正文|清单|明细|公开|以上|以下"
_POINTING = lazy_pattern(
    r"(?:(?:具体|详细|有关|相关)?(?:情况|内容|原因|数据|明细|详情|项目|事项)?(?:请|可)?(?:详见|参见|参阅|请见|查看|另见|详阅|参看|详情见|具体见)[^,。;!?]*"
    rf"|(?:具体|详细|请)?见(?:{_THING})[^,。;!?]*|(?:具体|详细|请)?见[^,。;!?义解证识效面习闻]{{1,20}}(?:表|附件|说明|清单|报告|文件|部分|方案|通知|批复|明细)"
    r"|(?:原因|理由|情况|内容)?[同如与和跟]?(?:上|前|左|右|上年|去年|往年|前年)(?:面|文|述|一?[项条行款栏年]|所述|列)?(?:原因|内容|情况|理由|说明)?(?:所述|所列|同|相同|一样|一致)?"
    r"|(?:原因|理由)?同(?:第?[一二三四五六七八九十\d]+(?:项|条|点|行)?|[^,。;!?]{0,12}(?:原因|说明|情况))"
    r"|(?:此处|内容|原因|理由|同上)?(?:从|省)?略|如(?:上|下|前)(?:所[述示列])?|如(?:附[表件]|表)[^,。;!?]{0,12}"
    r"|(?:见|列|说明)?(?:另附|附后|附上)|(?:待|稍后)(?:定|补充?|填报?|说明|核[实定])|另行(?:说明|报告|上报)|无原因|无说明|原因不详|不详)"
)
_SAME = lazy_pattern(r"[同如与和跟略]|所[述示列]|相同|一样|一致|见|附|待|另|详|参|查|阅|无")
#: Columns in which a document is named and not told.
_NAMING = ("依据", "备注", "来源", "文号", "标准", "名称")


def only_pointing(cell: Cell, text: str) -> Iterator[Finding]:
    """The finding on a text that is nothing but words which point elsewhere; not in tables of figures, where 同上 is the row above."""
    if len(text) > LONGEST or not _is_told(cell) or not points(text):
        return
    assert cell.entry.at is not None
    message = say("TEXT-28", label=cell.place.field.label, text=text.strip())
    yield Finding("TEXT-28", "warning", message, (cell.entry.at,), "", text.strip(), say("TEXT-28-hint"))


def points(text: str) -> bool:
    """Whether a text is nothing but words that point elsewhere."""
    bare = _LEAD.sub("", unnumbered(squeeze(text).strip(_EDGES))).strip(_EDGES)
    return len(bare) > 0 and _SAME.search(bare) is not None and _POINTING.fullmatch(bare) is not None


def _is_told(cell: Cell) -> bool:
    """Whether a field's text stands in sentences: what a reason, a use or a passage says; not what a table of figures lists."""
    field, block = cell.place.field, cell.place.block
    if any(word in label for label in field.header for word in _NAMING):
        return False
    if is_of_reasons(cell.place) or not isinstance(block, Table):
        return True
    return not any(column.numeric for column in block.columns)
