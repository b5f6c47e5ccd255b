"""Changes that a text states without saying on what: 公务接待费压减0.5万元, 压减公务接待费0.5万元.

It may be another change than that on last year's budget: told with a warning, and only where the direction is that of the table's
change and its figure stands nowhere in the workbook.
"""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.values import Entry, Finding
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.written import WrittenAmount

from .. import grammar
from ..compared import differs, sign, vague
from ..figures import Figure, Named
from ..grammar import WORDS
from ..said import Said
from .naming import Naming

_BEFORE = lazy_pattern(r"(?P<word>增加|减少|压减|压缩|降低|缩减)(?:了|支出|安排)?\Z")
_SHRINKS = {"压缩": "压减"}


def moved_without_base(
    entry: Entry, clause: str, start: int, end: int, figure: Figure, word: str, written: WrittenAmount, said: Said, naming: Naming
) -> Iterator[Finding]:
    """The finding on a change in money of a figure, ``word`` being its direction and ``end`` where its words end."""
    if vague(written) or said.aside or said.other_base or not naming.is_of_unit(clause, start, end, said) or said.inside:
        return
    if sign(figure) != WORDS[word] or grammar.GOES_ON.match(clause, written.end) is None:
        return
    if not naming.figures.stands_elsewhere(written.value(figure.unit), figure.unit, last_year=True):
        yield from differs(entry, figure, written, abs(figure.amount), "warning")


def word_before(clause: str, start: int, written: WrittenAmount, names: list[Named], naming: Naming) -> tuple[Figure, str, int] | None:
    """The change whose direction stands before its name, that direction, and where it begins; None where there is none."""
    for name in names:
        word = _BEFORE.search(clause, start, name.start)
        figure = naming.figures.of(name.phrase, "change")
        if word is None or figure is None or not naming.leads(clause, start, word.start()):
            continue
        if naming.grammar.between.fullmatch(clause, name.end, written.start) is not None:
            return figure, _SHRINKS.get(word["word"], word["word"]), word.start()
    return None
