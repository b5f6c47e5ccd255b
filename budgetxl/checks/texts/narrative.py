"""Text that staff typed: base years, leftovers of a template, slips of the pen, and the figures it speaks of (``spoken``)."""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.forms import Cell
from budgetxl.values import Entry, Finding, squeeze
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.workbook import Submission

from ..messages import say
from .directions import directions_of
from .pairs import unpaired
from .percent_signs import bare_percentages
from .reasons import reason_findings, stated_reasons
from .renamed import old_names, renamed
from .self_names import SelfNames
from .slips import leftovers, slips
from .spoken import Spoken
from .sums import sum_findings
from .unfit import only_pointing, personal_numbers, stale_years

#: A comparison with a year, and the year that 上年 or 本年 is said to be.
_BASE_YEAR = lazy_pattern(
    r"(?:较|比|与|同|相较于|相比于?)(?P<last>\d{4})年度?(?=预算|决算|执行|同期|相比|相较|对比|基本持平|持平|略|有所|增|减|上升|下降|提高|降低|净|多|少|"
    r"年初|实际|的\d|,)"
    r"|(?:上年|去年)度?\((?P<before>\d{4})年|(?:本年|今年|当年)度?\((?P<this>\d{4})年"
)
SENTENCE = 12
"""How many characters a text has at least that may be a sentence."""


def narrative_findings(submission: Submission) -> Iterator[Finding]:
    """Findings on every text that staff typed."""
    of_reasons = list(reason_findings(submission))
    of_texts = list(_of_texts(submission))
    told = {(one.rule, one.cells, one.actual) for one in of_texts}
    yield from (one for one in of_reasons if (one.rule, one.cells, one.actual) not in told)
    yield from of_texts


def _of_texts(submission: Submission) -> Iterator[Finding]:
    texts = Texts(submission)
    for cell in submission.cells:
        field, entry = cell.place.field, cell.entry
        if field.kind.wording == "none" or (field.formula is not None and (not field.open_formula or cell.computed)):
            continue
        if isinstance(entry.value, str) and entry.at is not None:
            yield from texts.findings(cell, entry.value)


class Texts:
    """What the texts of one submission are held against: its figures, its names and the words of its form."""

    def __init__(self, submission: Submission) -> None:
        self.year = submission.year
        self.spoken = Spoken(submission)
        self.old_names = old_names(submission.form, submission.year)
        self.self_names = SelfNames(submission)
        self.directions = directions_of(submission.form.phrases)

    def findings(self, cell: Cell, text: str) -> Iterator[Finding]:
        """Findings on one text, in the cell that it was typed into."""
        field, entry = cell.place.field, cell.entry
        yield from renamed(entry, text, self.old_names)
        if field.formula is not None:
            return  # a name that was typed over the one that the form proposes
        yield from leftovers(entry, text)
        yield from only_pointing(cell, text)
        yield from personal_numbers(cell, text)
        yield from self.self_names.findings(cell, text)
        if field.kind.wording == "passage" or len(text) >= SENTENCE:
            yield from slips(entry, text)
            yield from unpaired(entry, text)
            yield from bare_percentages(entry, text)
            years = list(_years(entry, text, self.year))
            yield from years or stale_years(entry, text, self.year)
            if self.directions is not None:
                yield from stated_reasons(entry, text, self.directions, self.year)
            yield from self.spoken.findings(cell, text)
            yield from sum_findings(entry, text)


def _years(entry: Entry, text: str, year: int | None) -> Iterator[Finding]:
    assert entry.at is not None
    if year is None or "年" not in text:
        return
    for match in _BASE_YEAR.finditer(squeeze(text)):
        said, right = match["this"] or match["before"] or match["last"], year if match["this"] else year - 1
        if int(said) != right:
            message = say("TEXT-03-this" if match["this"] else "TEXT-03", year=said, right=right)
            hint = say("TEXT-03-this-hint" if match["this"] else "TEXT-03-hint")
            yield Finding("TEXT-03", "warning", message, (entry.at,), str(right), said, hint)
