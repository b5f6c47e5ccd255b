"""``export``: what workbooks hold, as data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..forms import State, load_form
from ..values.records import dataclass
from ..workbook import Submission, export
from .messages import say
from .sources import FindForm, Progress, SourceFile, Submitted, Unreadable, read_submissions

MOST_NAMED = 5  # of the cells that could not be read


@dataclass(frozen=True, slots=True)
class Exported:
    """The data of each submission that could be read, and the files that could not be.

    ``lacking`` says in one sentence each of which submissions sheets of the form are missing, so that their data is blank;
    ``unread`` of which submissions cells could not be read, so that totals lack them. ``read`` are the submissions themselves, each
    with the names of its files.
    """

    submissions: tuple[dict[str, Any], ...]
    unreadable: tuple[Unreadable, ...]
    lacking: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    read: tuple[tuple[str, Submission], ...] = ()

    @property
    def document(self) -> Any:
        """The JSON: an object where one submission was asked for, a list of those that could be read where several were."""
        alone = len(self.submissions) + len(self.unreadable) == 1
        return self.submissions[0] if alone and self.submissions else list(self.submissions)


def export_data(
    sources: Iterable[SourceFile], form: str | None = None, find_form: FindForm = load_form, progress: Progress | None = None
) -> Exported:
    """The data of all submissions; :func:`read_submissions` says what ``form`` is. Raises Refusal where there is none such."""
    found: list[dict[str, Any]] = []
    unreadable: list[Unreadable] = []
    lacking: list[str] = []
    unread: list[str] = []
    read: list[tuple[str, Submission]] = []
    for one in read_submissions(sources, form, find_form, progress):
        if isinstance(one, Submitted):
            read.append((one.name, one.result.submission))
            found.append(export(one.result.submission))
            lacking += _lacking(one)
            unread += _unread(one)
        else:
            unreadable.append(one)
    return Exported(tuple(found), tuple(unreadable), tuple(lacking), tuple(unread), tuple(read))


def _lacking(one: Submitted) -> Iterator[str]:
    """What was found of the form's sheets and what was not, where any is missing."""
    submission = one.result.submission
    here: list[str] = []
    gone: list[str] = []
    for sheet in submission.form.sheets:
        (gone if sheet.id in submission.absent else here).append(sheet.common_name)
    if gone:
        total, names = len(here) + len(gone), "、".join(here) or say("nothing")
        yield say("lacking", path=one.name, m=total, n=len(here), names=names, missing="、".join(gone))


def _unread(one: Submitted) -> Iterator[str]:
    """How many cells could not be read, where there are any, and the first of them."""
    cells = [cell.entry.at for cell in one.result.submission.cells if cell.state is State.UNREADABLE]
    if cells:
        named = "、".join(map(str, cells[:MOST_NAMED])) + ("等" if len(cells) > MOST_NAMED else "")
        yield say("unread", path=one.name, n=len(cells), cells=named)


def facts_files(exported: Exported) -> tuple[tuple[str, bytes], ...]:
    """The figures of all submissions as CSV, and the data package that says what its columns are: the name and bytes of each file."""
    from ..workbook.facts import CSV_FILE, PACKAGE_FILE, data_package, facts_csv

    content = facts_csv(exported.read)
    return (CSV_FILE, content), (PACKAGE_FILE, data_package(content))


def json_bytes(document: Any) -> bytes:
    """A document as a JSON file: UTF-8, indented, a newline at the end."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
