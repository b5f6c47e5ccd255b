"""What is printed of the texts of a submission: full-width digits as the others are, names that wrapped in a cell on one line."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from ...forms import Cell, Field, Form, kind_of_field
from ...values import Correction, Group, Key, Scalar, holding, in_unit, says_nothing, says_unchanged, squeeze
from ...values.lazy_patterns import lazy_pattern
from ...values.records import dataclass
from ...workbook import Submission
from ..wording import bare
from .slots import in_line

_WIDE = lazy_pattern(r"[０-９]+(?:[．，][０-９]+)*％?")
#: That there is nothing more to be told, in the words that people have for it.
_NO_MORE = lazy_pattern(
    r"(?:[^:,]{0,12}(?:事项|情况|内容|问题|说明):)?(?:除(?:此|上述)[^,]{0,8},)?(?:[我本][\u4e00-\u9fff]{1,6}|本年|\d{4}年度?)?(?:暂时?)?(?:无|没有|未有|不存在|并无)(?:任何)?"
    r"(?:(?:其他|其它|别的|另外)?(?:需要?|要|应当?|须|予以|加以|另行|特别|补充|单独)*(?:说明|公开|补充|报告|解释)的?(?:其他|其它)?(?:重要|重大)?(?:事项|情况|内容|问题|地方|的)?"
    r"|(?:其他|其它|别的|另外)(?:重要|重大)?(?:事项|情况|内容|问题|说明)?|(?<=:无)|(?<=:没有))"
)
_SIGNS = frozenset("０１２３４５６７８９")
_ENDS = "。；;，,、"  # what a phrase ends in that stands in a sentence, which has its own
_NARROW = {**{0xFF10 + digit: str(digit) for digit in range(10)}, ord("．"): ".", ord("，"): ",", ord("％"): "%"}


@dataclass(frozen=True, slots=True)
class Printed:
    """The values of a submission as tables (``tables``) and as sentences (``prose``) print them, and what was changed for it.

    In prose, amounts are in the form's unit of prose, whatever the unit of their table, what is no passage is one line without
    marks at its end, and a text that says 无 is blank. ``lined`` has the texts of which a line was made, by that line: slots ask it
    where an item ended.
    """

    tables: Group
    prose: Group
    corrections: tuple[Correction, ...] = ()
    lined: Mapping[str, str] = dataclasses.field(default_factory=dict)


def printed(submission: Submission) -> Printed:
    """The values of a submission as the notice prints them."""
    unit = submission.form.options.prose_unit
    texts: dict[Key, Scalar] = {}
    prose: dict[Key, Scalar] = {}
    corrections: list[Correction] = []
    lined: dict[str, str] = {}
    for cell in submission.cells:
        value, field = cell.entry.value, cell.place.field
        if isinstance(value, str):
            plain = narrow_digits(value)
            if plain != value:
                texts[cell.key] = plain
                if cell.entry.at is not None:
                    corrections.append(Correction(cell.entry.at, value, plain))
            if _is_worded(field, plain, submission.form) and (_says_nothing(plain) or not bare(plain)):
                prose[cell.key] = None  # 无, / or 无其他事项, 与上年持平 for a reason, or nothing but marks: there is nothing to be said
            elif field.kind.wording != "passage" and (line := _phrase(plain, cell, submission.form)) != plain:
                prose[cell.key] = line
                lined[line] = plain
        elif isinstance(value, Decimal) and (own := kind_of_field(field)).type == "amount" and own.unit != unit:
            prose[cell.key] = in_unit(value, own.unit, unit)
    tables = holding(submission.root, texts) if texts else submission.root
    return Printed(tables, holding(tables, prose) if prose else tables, tuple(corrections), lined)


def _phrase(text: str, cell: Cell, form: Form) -> str:
    """A text that is no passage as a sentence takes it: one line, without the marks at its end, which the sentence has itself.

    What stands in rows and on repeated sheets keeps them: it is printed in tables, too.
    """
    line, field = in_line(text) if len(text.splitlines()) > 1 else text, cell.place.field
    if line[-1:] not in _ENDS or any(isinstance(part, int) for part in cell.key):
        return line
    offered = _offered(field, form)
    if line in offered:  # as the form has it
        return line
    bare = line.rstrip(_ENDS)
    return bare if field.kind.wording == "phrase" or bare in offered else line


def _offered(field: Field, form: Form) -> Collection[str]:
    return form.lists[field.choices_from[1]].codes if field.choices_from[:1] == ("lists",) else field.choices


def _is_worded(field: Field, text: str, form: Form) -> bool:
    """Whether people write words of their own into a field: a choice is one only where it is none of those that the form offers."""
    return field.kind.wording != "none" or (field.kind.listed and text not in _offered(field, form))


def _says_nothing(text: str) -> bool:
    return says_nothing(text) or says_unchanged(text) or _NO_MORE.fullmatch(squeeze(text).strip("()。.、,;:!")) is not None


def narrow_digits(text: str) -> str:
    """A text with ASCII digits for full-width ones, and the point, the comma and the % of such numbers. ``①`` and 95％ stay."""
    if text.isascii() or _SIGNS.isdisjoint(text):
        return text
    return _WIDE.sub(lambda match: match[0].translate(_NARROW), text)


def corrections_of(submission: Submission, taken: Mapping[str, str]) -> Iterator[Correction]:
    """A line for each cell of whose text a sentence has ``taken`` only a part: the text as printed elsewhere, and that part."""
    if taken:
        for cell in submission.cells:
            value = cell.entry.value
            if isinstance(value, str) and cell.entry.at is not None and (part := taken.get(narrow_digits(value))) is not None:
                yield Correction(cell.entry.at, value, part)


def by_cell(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """One line a cell: the last thing that was made of it."""
    return tuple({correction.cell: correction for correction in corrections}.values())


__all__ = ["Printed", "by_cell", "corrections_of", "narrow_digits", "printed"]
