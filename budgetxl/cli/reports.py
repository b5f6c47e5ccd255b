"""The reports that ``check`` writes: one HTML page, and annotated copies in a folder. Never onto a file that was given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..checks import Report
from ..forms import VERDICT_MISSING, VERDICT_PASSED
from ..workbook import ReadResult
from .app import OK, UNREADABLE, WRONG_USAGE
from .common import Failure, Opened, said, write_whole
from .messages import say

if TYPE_CHECKING:
    from ..checks.reports.html_report import FileView

SUFFIX = "-批注.xlsx"


class Reports:
    """Gathers what the page will say, and writes the copies as it goes. Its methods return exit codes.

    Where everything will go is settled at once: raises Failure where a target is in the way or can't be.
    """

    def __init__(self, files: Sequence[str], html: str | None, folder: str | None, force: bool) -> None:
        self.html, self.force = html, force
        self.copies = copy_names(files, folder) if folder is not None else {}
        if folder is not None and Path(folder).exists() and not Path(folder).is_dir():
            raise Failure(say("not_folder", path=folder))
        for parent in [*([Path(html).parent] if html else []), *([Path(folder).absolute().parent] if folder is not None else [])]:
            if not parent.is_dir():
                raise Failure(say("no_folder", path=parent))
        for target in [*([Path(html)] if html else []), *self.copies.values()]:
            _refuse(target, files, force)
        self.views: list[FileView] = []

    def unreadable(self, path: str, reason: str) -> None:
        if self.html:
            from ..checks.reports.html_report import unreadable_view

            self.views.append(unreadable_view(path, reason))

    def add(self, opened: Opened, result: ReadResult, report: Report) -> int:
        if self.html:
            from ..checks.reports.html_report import file_view

            self.views.append(file_view(opened.path, result, report))
        return self._annotate(opened, result, report) if self.copies else OK

    def finish(self) -> int:
        if not self.html:
            return OK
        from ..checks.reports.html_report import html_report

        return _written(self.html, html_report(self.views).encode(), self.force)

    def _annotate(self, opened: Opened, result: ReadResult, report: Report) -> int:
        """One copy for each file of a submission; one that openpyxl can't take gets its sentence, the others go on."""
        from ..checks.reports.checklist import checklist
        from ..workbook.annotate.copying import NotAnnotated, Remarks, annotate

        lines = tuple((line.item, line.word, line.text) for line in checklist(result.submission.form, report))
        unit = result.submission.text("unit", "name") or say("no_unit")
        remarks = Remarks(unit, result.submission.form.id, counts(report), report.findings, lines)
        code = OK
        for path, data in opened.sources:
            try:
                copy = annotate(data, remarks)
            except NotAnnotated as error:
                click.echo(say("file", path=path, reason=error), err=True)
                code = max(code, UNREADABLE)
                continue
            code = max(code, _written(str(self.copies[path]), copy.data, self.force, make_folder=True))
            for note in copy.notes:
                click.echo(say("file", path=self.copies[path], reason=note), err=True)
        return code


def copy_names(files: Sequence[str], folder: str) -> dict[str, Path]:
    """Where the copy of each file goes. Files of the same name from different folders get numbers."""
    taken: set[str] = set()
    found: dict[str, Path] = {}
    for file in files:
        stem, number = Path(file).stem, 1
        name = stem + SUFFIX
        while name.casefold() in taken:  # some file systems know no difference of case
            number += 1
            name = f"{stem}-{number}{SUFFIX}"
        taken.add(name.casefold())
        found[file] = Path(folder) / name
    return found


def _refuse(target: Path, files: Sequence[str], force: bool) -> None:
    if not target.exists():
        return
    if any(Path(file).exists() and target.samefile(file) for file in files):
        raise Failure(say("same_file", path=target))
    if target.is_dir():
        raise Failure(say("cant_write", path=target, reason="这是一个文件夹"))
    if not force:
        raise Failure(say("exists", path=target))


def _written(path: str, data: bytes, force: bool, make_folder: bool = False) -> int:
    """Write one report; a failure is told and counted, so that the others are still made."""
    try:
        if make_folder:
            Path(path).parent.mkdir(exist_ok=True)
        write_whole(path, data, force)
    except OSError as error:
        click.echo(say("cant_write", path=path, reason=error.strerror or error), err=True)
        return WRONG_USAGE
    except Failure as error:
        click.echo(error.format_message(), err=True)
        return error.exit_code
    said(path)
    return OK


def counts(report: Report) -> str:
    """The counts of a report as one sentence."""
    words, waiting = list(report.verdicts.values()), report.open_warnings()
    return say(
        "counts", errors=report.count("error"), warnings=waiting, answered=report.count("warning") - waiting,
        infos=report.count("info"), passed=words.count(VERDICT_PASSED), unknown=words.count(VERDICT_MISSING),
    )  # fmt: skip
