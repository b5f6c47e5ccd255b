"""财政局: a roster, the workbooks that go out by it, and those that come back: summed up, with what goes back to the units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from ..bureau import PASSED, TO_VERIFY, Other
from ..bureau.own_files import signed
from ..verbs import TEMPORARY, SourceFile
from ..verbs.collect import (
    KEPT_OUT,
    UNREADABLE,
    Collected,
    Found,
    accepted_json,
    collect_folder,
    collection_document,
    lost_zeros,
    overview_page,
    returned_files,
    roster_units,
    said_of_totals,
    states,
    summary_workbook,
)
from ..verbs.distribute import IndexLine, Made, Planned, blank_roster, index_of, made_batch, orders, planned, roster_of
from .messages import say
from .model import Answer, GivenFile, MadeFile, Tell, archive
from .own_forms import OwnForms
from .refusing import DeskRefusal
from .rows import Workers


class Bureau:
    """The bureau's side of one desk: the roster that was given, and what was made by it."""

    def __init__(self, forms: OwnForms, workers: Workers = lambda files: None) -> None:
        self._forms, self._workers = forms, workers
        self._roster: SourceFile | None = None
        self._back: dict[tuple[str, bytes], GivenFile] = {}  # what has come back so far, by name and digest

    def blank_roster(self) -> Answer:
        """A roster to be filled in."""
        return Answer({}, (MadeFile(say("roster_name"), blank_roster(say("roster_name"))),))

    def take_roster(self, files: Sequence[GivenFile]) -> Answer:
        """A roster, read. Raises Refusal with every mistake of it, each with its row and column."""
        self._roster = None  # one that is refused leaves none in force
        self._back.clear()
        if len(files) != 1:
            raise DeskRefusal("one_file")
        lock = files[0].name.rpartition("/")[2].startswith(TEMPORARY)
        source = SourceFile(files[0].name, files[0].data, say("lock_file") if lock else files[0].error)
        units, remarks = roster_units(source, None, self._forms.find)
        self._roster = source
        listed = [{"code": one.code, "name": one.name} for one in units]
        return Answer({"name": source.name, "said": say("roster_told", n=len(units)), "remarks": list(remarks), "units": listed})

    def distribute(self, form: object, split: bool, tell: Tell) -> Answer:
        """A workbook for each unit of the roster, with the list of what goes to whom, in one archive."""
        source, place = self._known_roster(), self._forms.place(form)
        read = roster_of(source, place, self._forms.find)
        plan = planned(read.units, place, None, split, find_form=self._forms.find, index=say("index"))
        made: dict[str, Made] = {}
        by_number = {one.order.number: one for one in plan}
        for batch in orders(plan):
            tell({"step": say("step_make"), "name": by_number[batch.orders[0].number].file, "done": len(made), "of": len(plan)})
            made |= {by_number[done.number].file: done for done in made_batch(batch)}
        own = self._forms.find(place)
        index = index_of([_line(one, made[one.file]) for one in plan], [say("index_about", roster=source.name, form=own.id)])
        members = [(one.file, made[one.file].data) for one in plan if not made[one.file].error]
        failed = [f"{one.file}：{made[one.file].error}" for one in plan if made[one.file].error]
        packed = archive(say("sent", form=own.id), [(say("index"), index), *members])
        said = say("sent_told", units=len({one.unit.row for one in plan}), files=len(members))
        return Answer({"said": said, "remarks": [*map(str, read.problems), *failed]}, (packed,))

    def collect(self, files: Sequence[GivenFile], form: object, tell: Tell, now: datetime) -> Answer:
        """What came back, held against the roster: each unit's state, the summary, the overview, what goes back, what was accepted.

        Files that came in earlier calls count as well, until another roster is given or ``begin_again`` is called.
        """
        source = self._known_roster()
        before, self._back = dict(self._back), {**self._back, **{(one.name, sha256(one.data).digest()): one for one in files}}
        try:
            return self._collected(source, _apart(self._back.values()), form, tell, now)
        except BaseException:
            self._back = before
            raise

    def begin_again(self) -> Answer:
        """Forget what has come back."""
        self._back.clear()
        return Answer()

    def _collected(self, source: SourceFile, files: Sequence[GivenFile], form: object, tell: Tell, now: datetime) -> Answer:
        place = self._forms.place(form) if form else None
        units, remarks = roster_units(source, place, self._forms.find)
        found = [_found(one) for one in files]
        whole = len(found)

        def seen(number: int, name: str) -> None:
            tell({"step": say("step_read"), "name": name, "done": number, "of": whole})

        collected = collect_folder(found, units, now.date(), place, pool=self._workers(whole), progress=seen, now=now)
        if place is None and collected.collection.form:
            remarks += lost_zeros(source, collected.collection.form, self._forms.find)
        value = {**_states(collected), "remarks": list(remarks), "files": len(files)}
        if not (place or collected.collection.form):
            return Answer({**value, "remarks": [*remarks, say("nothing_sent")]})
        return Answer(value, tuple(self._results(collected, found, place, tell, now)))

    def _results(self, collected: Collected, found: Sequence[Found | Other], place: str | None, tell: Tell, now: datetime) -> Iterator[MadeFile]:
        collection, find = collected.collection, self._forms.find
        tell({"step": say("step_sum")})
        yield MadeFile(say("summary"), summary_workbook(collection, place, "", find))
        when = say("made", when=now.strftime("%Y-%m-%d %H:%M"))
        yield MadeFile(say("overview"), signed(overview_page(collection, place, "", find, when)))
        tell({"step": say("step_return")})
        back = list(returned_files(collection, found, place, find))
        if back:
            yield archive(say("returned"), back)
        yield MadeFile(say("accepted"), accepted_json(collection))

    def _known_roster(self) -> SourceFile:
        if self._roster is None:
            raise DeskRefusal("no_roster")
        return self._roster


def _line(one: Planned, made: Made) -> IndexLine:
    if made.error:
        return IndexLine(one.unit, one.form_id, one.order.year, "", "", "", made.error)
    return IndexLine(one.unit, one.form_id, one.order.year, one.file, made.digest, "", made.left_out or one.note)


def _apart(files: Iterable[GivenFile]) -> list[GivenFile]:
    """Files under names of their own: of two that differ and have one name, the later gets a number."""
    taken: set[str] = set()
    apart = []
    for one in files:
        name, number = one.name, 1
        while name in taken:
            number += 1
            stem, dot, suffix = one.name.rpartition(".")
            name = f"{stem}({number}){dot}{suffix}" if stem else f"{one.name}({number})"
        taken.add(name)
        apart.append(replace(one, name=name))
    return apart


def _found(one: GivenFile) -> Found | Other:
    if one.name.rpartition("/")[2].startswith(TEMPORARY):
        return Other(one.name, KEPT_OUT, say("lock_file"))
    if one.error:
        return Other(one.name, UNREADABLE, one.error)
    return Found(one.name, lambda: one.data, one.written)


def _states(collected: Collected) -> dict[str, Any]:
    collection = collected.collection
    document = collection_document(collection, "")
    units = [
        {
            **unit,
            "level": LEVELS.get(unit["state"], "errors"),
            "reason": "；".join(filter(None, (unit["reason"], _counted(unit["counts"])))) or None,
        }
        for unit in document["units"]
    ]
    return {"counts": states(collection), "said": said_of_totals(collection), "units": units, "others": document.get("others", [])}


LEVELS = {PASSED: "passed", TO_VERIFY: "open"}
"""How a state looks on the page, as the rows of 校验 do; any other is one to be put right."""


def _counted(counts: Mapping[str, int]) -> str | None:
    """How much is to be put right, for a unit of which nothing else is said."""
    found = [say(said, n=counts[level]) for level, said in (("error", "errors"), ("warning", "open")) if counts.get(level)]
    return "，".join(found) or None


__all__ = ["Bureau"]
