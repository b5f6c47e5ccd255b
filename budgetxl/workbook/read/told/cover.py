"""Lines that somebody typed or pasted, or that an older program wrote as text, held against the cover: META-02 and META-03.

A line of ours that is still a formula follows the cover, and is not asked. One that is blank, or says less than the cover, says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import repeat

from budgetxl.forms import Form, Labels
from budgetxl.layout import own_line
from budgetxl.values import Address, Entry, Finding, Group, descend, squeeze
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass
from budgetxl.xlsx import Position, RawCell

from ...messages import say
from ..places.by_names import FoundSheet
from ..places.form_texts import ExpectedSheet
from .form_lines import CODE, NAME, YEAR, FormLine, form_line
from .lines import LONGEST, ORGANISATION, ToldUnit, bare, title_year, told_names, told_units, with_figures, years_in
from .relative_years import said_year, years_before
from .same_unit import same_code, same_name
from .titles import said_title

Told = Finding | None
_YEAR = lazy_pattern(r"(?:19|20)[0-9]{2}年度?")
_LEADING_CODE = lazy_pattern(r"[\W_]*(?!(?:19|20)[0-9]{2}年)([0-9]{3,})[\W_]*(.*)")
_WORD_BEFORE = lazy_pattern(r"^[^:]{1,8}:")
_CODE_BEHIND = lazy_pattern(r"(.*?)[(\[【]([0-9]{3,})[)\]】]?")
_NO_NAME = lazy_pattern(r"部门(?:\([^()]*\))?$")


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """What the cover of a submission says. ``years`` are those that lines may tell: the cover's, and the one that the workbook was made for."""

    form: Form
    root: Group
    name: Entry
    code: Entry
    year: int | None
    years: frozenset[int]

    def may_say(self, slot: str) -> list[str]:
        """What else may stand in a line beside the unit: what the cover says of a field, and what it may say by the form."""
        place = self.form.compiled.places.get(tuple(slot.split(".")))
        if place is None:
            return []
        field, source = place.field, place.field.choices_from
        listed = self.form.lists[source[1]].codes if source[:1] == ("lists",) else field.choices
        texts = (_entry(self.root, slot).value, field.default, self.form.options.neutral.get(slot), *listed)
        return [squeeze(text) for text in texts if isinstance(text, str) and squeeze(text)]


def cover_facts(form: Form, root: Group, made_for: str) -> CoverFacts:
    """The facts of a submission. ``made_for`` is the year that the workbook carries, empty where it carries none."""
    held = _entry(root, YEAR).value
    year = int(held) if isinstance(held, Decimal) else None
    years = {year, int(made_for)} if made_for.isdecimal() else {year}
    return CoverFacts(form, root, _entry(root, NAME), _entry(root, CODE), year, frozenset(each for each in years if each is not None))


def _entry(root: Group, slot: str) -> Entry:
    found = descend(root, tuple(slot.split(".")))
    return found if isinstance(found, Entry) else Entry(None)


def told_otherwise(
    one: FoundSheet, cells: Sequence[tuple[Position, RawCell]], cover: CoverFacts, names: Collection[str] = ()
) -> Iterator[tuple[Position, Told]]:
    """The cells among these that tell the unit or the year, each with what there is to say against it.

    They hold no values of fields; ``names`` are squeezed texts that only name sheets.
    """
    texts = one.expected.texts
    labels = Labels(cover.form, cover.root)
    now = {squeeze(labels.text(text)) for _, text in one.expected.slotted}.union(names)
    for place, cell in cells:
        if cell.kind != "text" or cell.value in texts or len(written := str(cell.value)) > LONGEST:
            continue
        text = squeeze(written)
        if text and text not in texts and text not in now and not _follows(cell):
            line = _Line(cover, Address(one.raw.name, *place), place, written, with_figures(text))
            yield from ((place, told) for told in line.judged(one.expected))


def _follows(cell: RawCell) -> bool:
    """Whether a cell's formula is one of ours that reads cells of the same file: it shows the cover's words, if old ones."""
    line = own_line(cell.formula) if cell.calculated else None
    return line is not None and not line.foreign


@dataclass(frozen=True, slots=True)
class _Line:
    """A text that somebody wrote, as it stands in its cell and squeezed, its years in figures."""

    cover: CoverFacts
    at: Address
    place: Position
    written: str
    text: str

    def judged(self, expected: ExpectedSheet) -> Iterator[Told]:
        """What there is to say of the line, by what it says that it tells first: once at most. None is one that agrees."""
        titled = said_title(self.written, expected, self.cover.year)
        if titled is not None and (not titled.who or ORGANISATION.search(titled.who)):
            wrong = self._years((year, 0) for year in (() if expected.sheet.repeat and titled.who else titled.years))
            yield wrong or (self._unit(ToldUnit((titled.who,))) if titled.who else None)
            return
        if (header := self._header_years(expected)) is not None:
            yield self._years(header)
            return
        lines = [line for place, text in expected.slotted if self._may_be(place, text, expected) and (line := form_line(text)) is not None]
        found = [(line, match) for line in lines if (match := line.pattern.fullmatch(self.text)) is not None]
        wrong = next((wrong for line, match in found if (wrong := self._years(line.years_of(match)))), None)
        if wrong is None and (figures := self._last_year_in_figures()):
            relative = [(line, match) for line in lines if (match := line.pattern.fullmatch(figures)) is not None]
            wrong = next((wrong for line, match in relative if (wrong := self._years(line.years_of(match)))), None)
        labelled = next(((line, match) for line, match in found if line.labelled), None)
        if wrong is None and labelled is not None:
            yield self._units(*labelled)
        elif wrong is None and (told := told_units(self.written)) is not None:
            yield next(filter(None, map(self._unit, told)), None)
        elif wrong is None and (alone := self._alone(expected)):
            yield self._unit(ToldUnit((alone,)))
        else:
            wrong = wrong or next((wrong for each in found if (wrong := self._units(*each))), None) or self._years(self._own_words(expected))
            if wrong is not None:
                yield wrong

    def _header_years(self, expected: ExpectedSheet) -> list[tuple[int, int]] | None:
        """The year behind 本年 or 上年 in a label of the form's: 上年预算数（2025年）; None where the text is none of those."""
        said = said_year(self.text)
        before = years_before(said[1]) if said is not None else None
        if said is None or before is None or said[1] not in expected.exact:
            return None
        return [(said[0], before)]

    def _last_year_in_figures(self) -> str:
        """The text with 上年 at its beginning as a year, for a line of the form's that tells one there."""
        last = self.text.startswith(("上年", "去年")) and self.cover.year is not None
        return f"{self.cover.year - 1}{self.text[1:]}" if last and self.cover.year is not None else ""

    def _alone(self, expected: ExpectedSheet) -> str:
        """The name of a unit that stands where the form tells the unit, alone or behind another word than the form's; else empty."""
        here = any(place == self.place and (line := form_line(text)) is not None and line.labelled for place, text in expected.slotted)
        name = bare(_WORD_BEFORE.sub("", self.text)) if here else ""
        return name if ":" not in name and ORGANISATION.search(name) else ""

    def _may_be(self, place: Position, text: str, expected: ExpectedSheet) -> bool:
        """Whether a text of the form may be meant: one that says too little without its slots only at its own place."""
        return place == self.place or text not in expected.vague

    def _own_words(self, expected: ExpectedSheet) -> list[tuple[int, int]]:
        """The year that is told as a title's, or alone where the form has a line with a year, though with other words."""
        titled = title_year(self.written)
        if titled is not None and (not expected.sheet.repeat or expected.title.means(squeeze(_YEAR.sub("", self.text)))):
            return [(titled, 0)]  # on a sheet for each project it may be the project that is of that year
        years = years_in(self.text) if "年" in self.text else set()
        own = next((line.years for place, text in expected.slotted if place == self.place and (line := form_line(text))), ())
        told = [(year, before) for year in years for _, before in own]
        return told if len(years) == 1 and not any(year + before in self.cover.years for year, before in told) else []

    def _years(self, told: Iterable[tuple[int, int]]) -> Finding | None:
        """META-02 for the first of these years, each with how many years before the budget's it ought to be, that is another."""
        cover = self.cover
        for year, before in told:
            if cover.year is not None and year + before not in cover.years:
                wanted = str(cover.year - before)
                message = say("META-02-before" if before else "META-02-line", t=year, y=wanted)
                return Finding("META-02", "error", message, (self.at,), wanted, str(year), say("META-02-line-hint", y=wanted))
        return None

    def _units(self, line: FormLine, match: re.Match[str]) -> Finding | None:
        """META-03 for what stands in a line of the form in place of the unit's name and code."""
        for group, slots in line.units:
            names = told_names(match[group], self.written, self.text[: match.start(group)].count(":")) if line.labelled else (bare(match[group]),)
            names = tuple(filter(None, (way for name in names for way in (name, self._without(name, slots)))))
            if not names or (not line.labelled and (not ORGANISATION.search(names[0]) or _NO_NAME.search(names[0]) or ":" in names[0])):
                continue
            if not all(map(self._without, names, repeat(slots))):
                continue  # only what else stands there was filled in
            if (wrong := self._unit(ToldUnit(names))) is not None:
                return wrong
        return None

    def _without(self, name: str, slots: Iterable[str]) -> str:
        """A name without what the cover may say behind it in a line."""
        for said in (said for slot in slots if slot not in (NAME, CODE) for said in self.cover.may_say(slot)):
            if name.endswith(said):
                return bare(name.removesuffix(said))
        return name

    def _unit(self, told: ToldUnit) -> Finding | None:
        """META-03 for a unit that is another than the cover's, by its code, or by none of the names that may be meant."""
        name, code = (entry.value for entry in (self.cover.name, self.cover.code))
        if told.code and isinstance(code, str) and not same_code(told.code, code):
            return self._otherwise("code", told.code, self.cover.code)
        coded = [match for each in told.names if (match := _LEADING_CODE.fullmatch(each)) is not None]
        if coded and not (isinstance(name, str) and squeeze(name)[:1].isdecimal()):
            return self._unit(ToldUnit(tuple(filter(None, (bare(match[2]) for match in coded))), coded[0][1]))
        behind = next((match for each in told.names if (match := _CODE_BEHIND.fullmatch(each)) is not None), None)
        if behind is not None and not (isinstance(name, str) and name[-1:] in ")）"):
            return self._unit(ToldUnit(tuple(filter(None, (bare(behind[1]),))), behind[2]))
        if not told.names or not isinstance(name, str) or any(same_name(each, name) for each in told.names):
            return None
        return self._otherwise("name", min(told.names, key=len), self.cover.name)

    def _otherwise(self, what: str, told: str, own: Entry) -> Finding:
        message = say(f"META-03-line-{what}", a=told, b=str(own.value))
        cells = (self.at, own.at) if own.at is not None else (self.at,)
        return Finding("META-03", "error", message, cells, str(own.value), told, say("META-03-line-hint"))


__all__ = ["CoverFacts", "cover_facts", "told_otherwise"]
