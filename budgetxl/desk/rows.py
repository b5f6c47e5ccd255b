"""校验: the submissions that were chosen, a row each, and what can be made of one when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from ..bureau import Other
from ..bureau.own_files import signed
from ..bureau.running import Pool
from ..values.foldings import visible
from ..values.lazy_patterns import lazy_pattern
from ..values.records import dataclass
from ..verbs import (
    NOTICE_FORMATS,
    REPORT_FORMATS,
    TEMPORARY,
    Checked,
    Refusal,
    SourceFile,
    Unreadable,
    annotated_copies,
    change_heading,
    check_files,
    for_site,
    notice_of,
    repair_workbook,
    report_entry,
    report_file,
    safe_name,
    tables_of,
)
from ..verbs.collect import Found, workbooks_in
from ..verbs.messages import say as say_of_verbs
from ..xlsx.archive.limits import MAX_FILE, MB
from .lean import Lean, Shown, checked_by, is_part, shown_of
from .messages import say
from .model import Answer, GivenFile, MadeFile, Tell
from .own_forms import OwnForms
from .refusing import DeskRefusal

_Made: TypeAlias = Checked | Lean | Unreadable
#: Who checks so many files; None where it is done here, one after the other.
Workers: TypeAlias = Callable[[int], Pool | None]
DRAFTS = (*NOTICE_FORMATS, "tables")
"""What is made as a draft where there are errors."""
TABLES = lazy_pattern(r"-公开表(（草稿）)?(\(\d+\))?\.xlsx$")
"""How the public tables are called that are made here: they bear no sign within, since they are published."""
MOST_CHANGES = 30
"""Cells of one kind of change that the page names."""


@dataclass(frozen=True, slots=True)
class Row:
    """A submission and the names of its files; ``made`` is what came of it, ``entry`` what the report says of it."""

    key: str
    names: tuple[str, ...]
    made: _Made
    entry: Any


class Rows:
    """The rows of one desk, in the order in which their first files came.

    The same file given again replaces its row; a file of the same name from another unit does not.
    """

    def __init__(self, forms: OwnForms, workers: Workers = lambda files: None) -> None:
        self._forms, self._workers = forms, workers
        self._rows: dict[str, Row] = {}
        self._count = 0

    def take(self, files: Sequence[GivenFile], tell: Tell) -> list[dict[str, Any]]:
        """Check files, with the parts of split workbooks that came earlier. A row each; one that can't be read stops no other."""
        self._take([source for one in files for source in _sources_in(one)], tell)
        return self.shown()

    def again(self, form: str, tell: Tell) -> list[dict[str, Any]]:
        """Check the rows of a form once more, which is another now."""
        self._take([source for row in self._rows.values() if _form(row) == form for source in _sources(row)], tell)
        return self.shown()

    def _take(self, sources: Sequence[SourceFile], tell: Tell) -> None:
        pool = self._workers(len(sources))
        found = list(checked_by(pool, sources, self._forms, tell) if pool else check_files(_told(sources, tell), None, self._forms.find))
        gone: set[str] = set()  # keys of rows that went into others
        rows = list(self._rows.values())
        made = [self._with_earlier_parts(one, rows, gone) for one in found]
        fresh: dict[str, Row] = {}
        more: list[Row] = []
        for one in made:
            names = _names(one)
            named = (row for row in rows if row.key not in fresh and set(row.names) & set(names))
            before = next((row for row in named if row.key in gone or _is_same(row, one)), None)
            if before is None:
                more.append(Row(self._new_key(), names, one, _entry(one)))
            else:
                fresh[before.key] = Row(before.key, names, one, _entry(one))
        kept = [fresh.get(row.key, row) for row in rows if row.key in fresh or row.key not in gone]
        self._rows = {row.key: row for row in (*kept, *more)}

    def _with_earlier_parts(self, made: _Made, rows: Sequence[Row], gone: set[str]) -> _Made:
        """A submission of parts together with those of its unit that came earlier; their rows are ``gone``."""
        if not isinstance(made, Checked) or not is_part(made):
            return made
        names = {source.name for source in made.sources}
        mine = [row for row in rows if isinstance(row.made, Checked) and is_part(row.made) and _is_same(row, made)]
        earlier = [source for row in mine for source in _sources(row) if source.name not in names]
        gone |= {row.key for row in mine}
        if not earlier:
            return made
        together = list(check_files([*earlier, *made.sources], None, self._forms.find))
        return together[0] if len(together) == 1 else made

    def shown(self) -> list[dict[str, Any]]:
        """The rows as the page shows them."""
        return [_shown(row) for row in self._rows.values()]

    def names(self, key: object) -> tuple[str, ...]:
        """The names of the files of a row; with None of all rows."""
        return tuple(name for row in self._rows.values() if key is None or row.key == key for name in row.names)

    def report(self) -> MadeFile:
        """The report of all rows, the page of ``check --html``. Raises Refusal where there are none."""
        if not self._rows:
            raise DeskRefusal("no_rows")
        return MadeFile(say("report"), signed(REPORT_FORMATS["html"].writer.whole([row.entry for row in self._rows.values()])))

    def drop(self, key: object) -> None:
        """Take a row off the list; with None all of them."""
        if key is None:
            self._rows.clear()
        else:
            self._rows.pop(str(key), None)

    def make(self, key: object, what: object) -> Answer:
        """What is made of one row: 公开说明, 公开表, 批注副本, 检查表, 修复. Raises Refusal where it can't be."""
        row = self._rows.get(str(key))
        maker = _MAKERS.get(str(what))
        if row is None or maker is None:
            raise DeskRefusal("no_row" if row is None else "no_call")
        if isinstance(row.made, Unreadable):
            raise Refusal("file", "unreadable", path=row.made.name, reason=row.made.error)
        whole = row.made.whole(self._forms) if isinstance(row.made, Lean) else row.made
        if what == "repair":
            return _repaired(whole, self._forms)
        draft = what in DRAFTS and whole.failed()
        return Answer({"said": say("draft_note"), "heed": True} if draft else {}, tuple(maker(whole)))

    def _new_key(self) -> str:
        self._count += 1
        return f"r{self._count}"


def _told(sources: Sequence[SourceFile], tell: Tell) -> Iterator[SourceFile]:
    for number, source in enumerate(sources):
        tell({"step": say("step_check"), "name": source.name, "done": number, "of": len(sources)})
        yield source


def _sources_in(one: GivenFile) -> Iterator[SourceFile]:
    """The workbooks that a file is or holds; for one that is not read at all, why."""
    if one.error or len(one.data) > MAX_FILE or one.name.rpartition("/")[2].startswith(TEMPORARY):
        yield SourceFile(one.name, b"", one.error or say("too_large" if len(one.data) > MAX_FILE else "lock_file", most=MAX_FILE // MB))
        return
    found = list(workbooks_in(Found(one.name, lambda: one.data, one.written)))
    for each in found:
        if isinstance(each, Other):
            yield SourceFile(each.file, b"", each.reason)
        else:
            yield SourceFile(each[0].path, each[1])
    if not found:
        yield SourceFile(one.name, b"", say("own_file"))


def _is_same(row: Row, made: _Made) -> bool:
    """Whether two submissions are of one unit, as far as their files say; what can't be read may be anybody's."""
    old, new = _shown_of(row.made), _shown_of(made)
    if old is None or new is None:
        return True
    if old.code and new.code:
        return old.code == new.code
    return old.unit == new.unit or say_of_verbs("no_unit") in (old.unit, new.unit)


def _shown_of(made: _Made) -> Shown | None:
    if isinstance(made, Unreadable):
        return None
    return made.shown if isinstance(made, Lean) else shown_of(made)


def _entry(made: _Made) -> Any:
    """What the report says of a submission: made once, since the report of many rows is shown anew with each that comes or goes."""
    return made.entry if isinstance(made, Lean) else report_entry(REPORT_FORMATS["html"], made)


def _form(row: Row) -> str:
    shown = _shown_of(row.made)
    return shown.form if shown is not None else ""


def _sources(row: Row) -> tuple[SourceFile, ...]:
    match row.made:
        case Checked():
            return row.made.sources
        case Lean():
            return (row.made.source,)
        case Unreadable():
            return ()


def _names(made: _Made) -> tuple[str, ...]:
    match made:
        case Checked():
            return tuple(source.name for source in made.sources)
        case Lean():
            return (made.source.name,)
        case Unreadable():
            return (made.name,)


def _shown(row: Row) -> dict[str, Any]:
    about: dict[str, Any] = {"key": row.key, "files": [visible(name) for name in row.names]}
    one = _shown_of(row.made)
    if one is None:
        assert isinstance(row.made, Unreadable)
        return {**about, "state": "unreadable", "said": say("unreadable"), "reason": row.made.error}
    return {**about, "state": one.state, "said": one.said, "unit": one.unit, "form": one.form, "county": one.county, "year": one.year}


def _unit(one: Checked) -> str:
    return one.result.submission.text("unit", "name") or _stem(one.sources[0].name)


def _stem(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or name


def _notice(name: str) -> Callable[[Checked], Iterator[MadeFile]]:
    def made(one: Checked) -> Iterator[MadeFile]:
        kind, draft = NOTICE_FORMATS[name], one.failed()
        if name == "html":
            kind = for_site(kind, clean=True, fragment=False)
        word = say("draft") if draft else ""
        yield MadeFile(safe_name(say("notice", unit=_unit(one), draft=word, suffix=kind.suffix)), notice_of(one, kind, draft))

    return made


def _tables(one: Checked) -> Iterator[MadeFile]:
    draft = one.failed()
    yield MadeFile(safe_name(say("tables", unit=_unit(one), draft=say("draft") if draft else "")), tables_of(one, draft))


def _annotated(one: Checked) -> Iterator[MadeFile]:
    for copy in annotated_copies(one):
        if copy.error:
            raise Refusal("file", "unreadable", path=copy.name, reason=copy.error)
        yield MadeFile(safe_name(say("annotated", name=_stem(copy.name))), copy.data)


def _checklist(one: Checked) -> Iterator[MadeFile]:
    yield MadeFile(safe_name(say("checklist", unit=_unit(one))), report_file(REPORT_FORMATS["checklist"], [one]))


def _repaired(one: Checked, forms: OwnForms) -> Answer:
    """Each file put in order; one in which there was nothing to be put right is not made again."""
    files, told = [], []
    for source in one.sources:
        made = repair_workbook(source, None, None, forms.find)
        counts: dict[Any, int] = {}
        for change in made.changes:
            counts[change.kind] = counts.get(change.kind, 0) + 1
        for kind, count in counts.items():
            told.append(change_heading(kind, count))
            mine = [one for one in made.changes if one.kind is kind]
            each = [say("repaired_cell", at=one.at, label=one.label or "", old=one.old or say("blank_cell")) for one in mine]
            told += [f"　{line}" for line in each[:MOST_CHANGES]]
            told += [say("repaired_more", n=len(each) - MOST_CHANGES)] if len(each) > MOST_CHANGES else []
        told += made.notes
        if counts or made.notes:
            files.append(MadeFile(safe_name(say("repaired", name=_stem(source.name))), made.data))
    if not files:
        return Answer({"said": say("repaired_nothing")})
    return Answer({"said": say("repaired_told", changes="\n".join(told)), "heed": True}, tuple(files))


_MAKERS: Mapping[str, Callable[[Checked], Iterator[MadeFile]]] = {
    **{name: _notice(name) for name in NOTICE_FORMATS},
    "tables": _tables,
    "annotated": _annotated,
    "checklist": _checklist,
    "repair": lambda one: iter(()),
}

__all__ = ["Rows", "Workers"]
