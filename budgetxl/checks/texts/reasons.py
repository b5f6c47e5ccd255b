"""Reasons against the sign of their change, and reasons that speak of something else than what they belong to.

A reason stands in a field beside that of its change, or in a sentence that states the direction itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import accumulate

from budgetxl.forms import Cell, Grid, Measure, Place, Record, Table, measure_of
from budgetxl.values import Address, Entry, Finding, Key, plain, says_nothing, says_unchanged, squeeze
from budgetxl.values.foldings import said_label, said_words
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.workbook import Submission

from ..messages import say
from .directions import Directions, directions_of
from .figures import Figure, figure_in
from .own import RowFigures, parts_of_row, stated_of_row

_REASON, _LAST_YEAR = "原因", "上年"
_WORDS = {1: "增加", -1: "减少"}
_CHANGE_WORDS = lazy_pattern(r"(?:预算)?[较比]?(?:上年|去年)?(?:增减|变动|变化|增长)?(?:额|数|幅度)?的?(?:主要)?(?:原因|说明)?$")
_STOP = lazy_pattern(r"[。；！？;!?\n]")
#: What comes between a direction and its reason.
_MARKERS = lazy_pattern(
    r"(?:主要)?原因(?:是|为|系|在于|:)+(?:因为|由于)?|主要(?:是|为|系)(?:因为|由于|因)?|[是系](?:由于|因为)|,(?:系|由于|因为|缘于)"
)
#: A reason before its direction.
_BACKWARD = lazy_pattern(
    r"^(?:由于|因为|因(?![此而公])|鉴于)(?P<cause>.+?),(?P<effect>[^,]*[较比].*)|"
    r"^(?P<before>.+?),(?:因此|所以|因而|从而|故|导致|致使|使得|使)(?P<after>.+)"
)
_STATED = lazy_pattern(r"(?P<up>增加|增长|上升|增多)|(?P<down>减少|下降|降低|压减)")
_COMPARED = lazy_pattern(r"[较比与同](?:上年|去年|\d{4}年)|同比|相比")


def reason_findings(submission: Submission) -> Iterator[Finding]:
    """Findings on the fields of reasons."""
    places = submission.form.compiled.places
    given = [cell for path, place in places.items() if is_of_reasons(place) for cell in submission.cells.of(path) if _is_given(cell)]
    if given:
        reasons = Reasons(submission)
        for cell in given:
            yield from reasons.findings(cell, str(cell.entry.value))


class Reasons:
    """What the reasons of one submission are held against: the figures of their records and rows, and the words of the form."""

    def __init__(self, submission: Submission) -> None:
        self._submission = submission
        self._directions = directions_of(submission.form.phrases)
        self._figures = _figures(submission)
        beside = (cell for each in self._figures.values() for cell in each)
        self._changes = {cell.key: _amount(cell) for cell in beside if measure_of(cell.place.field) == "change"}

    def findings(self, cell: Cell, text: str) -> Iterator[Finding]:
        """Findings on one reason, in the cell that it was typed into."""
        submission, beside = self._submission, self._figures.get(cell.key[:-1], [])
        change = _one_of(cell, beside, "change")
        if change is not None and self._directions is not None:
            yield from _against(cell.entry, text, change, self._directions, submission.year)
        if change is not None and ("万" in text or "元" in text or "%" in text):
            row, others = _row_figures(cell, change, beside, submission), _others(cell.key[:-1], self._changes)
            told = list(stated_of_row(cell.entry, text, row, submission.year, others))
            yield from told or parts_of_row(cell.entry, text, row, others)
        yield from _foreign(cell.entry, text, _item_of(cell, submission), submission)


def is_of_reasons(place: Place) -> bool:
    """Whether a place is for the reason of a change, by what its field is called."""
    field = place.field
    return field.kind.wording != "none" and field.formula is None and any(_REASON in label for label in field.header)


def _is_given(cell: Cell) -> bool:
    return isinstance(cell.entry.value, str) and cell.entry.at is not None


# Against the sign


def _figures(submission: Submission) -> dict[Key, list[Cell]]:
    """The figures that stand in each record or row."""
    found: dict[Key, list[Cell]] = {}
    for path, place in submission.form.compiled.places.items():
        if measure_of(place.field) in ("change", "growth", "amount"):
            for cell in submission.cells.of(path):
                if isinstance(cell.entry.value, Decimal):
                    found.setdefault(cell.key[:-1], []).append(cell)
    return found


def _one_of(reason: Cell, beside: list[Cell], measure: Measure) -> Cell | None:
    """The figure of a measure that a reason is of: the one of its row, or that of its record which is called as it is.

    Last year's amounts are none.
    """
    fitting = [cell for cell in beside if measure_of(cell.place.field) == measure]
    if measure == "amount":
        fitting = [cell for cell in fitting if _LAST_YEAR not in cell.place.field.label]
    if isinstance(reason.place.block, Record) and len(fitting) > 1:
        name = _stem(reason)
        fitting = [cell for cell in fitting if _stem(cell) == name]
    return fitting[0] if len(fitting) == 1 else None


def _row_figures(reason: Cell, change: Cell, beside: list[Cell], submission: Submission) -> RowFigures:
    def figure(measure: Measure) -> Figure | None:
        cell = _one_of(reason, beside, measure)
        return None if cell is None else figure_in(cell, said_label(cell.place.field.label), measure)

    name = _item_of(reason, submission)[0] if isinstance(reason.place.block, Table) else ""
    called = frozenset(phrase for phrase, path in submission.form.spoken.owners["change"].items() if path == change.path)
    return RowFigures(figure("change"), figure("growth"), figure("amount"), said_words(name), called | {said_words(name)} - {""})


def _amount(cell: Cell) -> Decimal:
    return cell.entry.value if isinstance(cell.entry.value, Decimal) else Decimal(0)


def _others(row: Key, changes: Mapping[Key, Decimal]) -> frozenset[Decimal]:
    """What a reason may speak of beside the change of its row: those of the other rows, and those of several up to its own together."""
    siblings = [key for key in changes if key[:-2] == row[:-1]]
    last = max((number for number, key in enumerate(siblings) if key[:-1] == row), default=-1)
    together = accumulate(changes[key] for key in reversed(siblings[: last + 1]))
    return frozenset(abs(each) for each in (*(changes[key] for key in siblings), *together))


def _stem(cell: Cell) -> str:
    return _CHANGE_WORDS.sub("", said_label(cell.place.field.header[0]))


def _against(entry: Entry, text: str, change: Cell, directions: Directions, year: int | None) -> Iterator[Finding]:
    amount = change.entry.value
    assert isinstance(amount, Decimal)
    sign = (amount > 0) - (amount < 0)
    unit = change.place.field.unit
    if sign and (says_unchanged(text) or says_nothing(text)):
        message = say("TEXT-21-unchanged", text=text, word=_WORDS[sign], value=plain(amount), unit=unit)
        yield _finding(entry, message, (change.entry.at,), say("TEXT-21-unchanged-hint"))
        return
    told = directions.sign_of(text, year) if sign else 0
    if told == -sign != 0:
        message = say("TEXT-21", text=text, told=_WORDS[told], word=_WORDS[sign], value=plain(amount), unit=unit)
        yield _finding(entry, message, (change.entry.at,))


def _finding(entry: Entry, message: str, others: tuple[Address | None, ...] = (), hint: str = "") -> Finding:
    cells = tuple(at for at in (entry.at, *others) if at is not None)
    return Finding("TEXT-21", "warning", message, cells, hint=hint or say("TEXT-21-hint"))


def stated_reasons(entry: Entry, text: str, directions: Directions, year: int | None) -> Iterator[Finding]:
    """Reasons of sentences against the direction that these state themselves."""
    if ("比" not in text and "较" not in text) or _COMPARED.search(text) is None:
        return
    before = ""
    for sentence in _STOP.split(text):
        bare = squeeze(sentence)
        for statement, reason in _parts(bare, before):
            signs = {1 if match["up"] else -1 for match in _STATED.finditer(statement)}
            if len(signs) != 1 or not _COMPARED.search(statement):
                continue
            sign = signs.pop()
            if directions.sign_of(reason, year) == -sign:
                yield _finding(entry, say("TEXT-21-stated", text=reason, told=_WORDS[-sign], word=_WORDS[sign]))
                return
        before = bare


def _parts(sentence: str, before: str) -> Iterator[tuple[str, str]]:
    """A statement and the reason that a sentence gives for it; a sentence of nothing but a reason gives that of the one before it."""
    marker = _MARKERS.search(sentence)
    if marker is not None:
        yield sentence[: marker.start()] or before, sentence[marker.end() :].removesuffix("所致")
        return
    found = _BACKWARD.match(sentence)
    if found is not None:
        yield found["effect"] or found["after"], found["cause"] or found["before"]


# Of something else


def _item_of(cell: Cell, submission: Submission) -> tuple[str, str]:
    """What a reason belongs to, by its label or its row's name; then what its block is called, where it is no table."""
    block, field = cell.place.block, cell.place.field
    if isinstance(block, (Record, Grid)):
        return field.header[0], block.title
    first = submission.cells.beside(cell.entry, block.columns[0].id)
    value = first.entry.value if first is not None else None
    return (value if isinstance(value, str) else ""), ""


def _foreign(entry: Entry, text: str, labels: tuple[str, str], submission: Submission) -> Iterator[Finding]:
    phrases = submission.form.phrases
    for label in labels:
        items = [item for item in phrases.foreign if item in label]
        if items:
            break
    else:
        return
    own = {word for item in items for word in (item, *phrases.own.get(item, "").split())}
    if any(word in text for word in own):
        return
    found = [word for item in items for word in phrases.foreign[item].split() if word in text]
    if found:
        said = max(found, key=len)
        message = say("TEXT-22", text=text, word=said, label=said_label(label))
        assert entry.at is not None
        yield Finding("TEXT-22", "warning", message, (entry.at,), label, said, say("TEXT-22-hint"))
