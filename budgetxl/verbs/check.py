"""``check``: what is to be said of workbooks, and the reports and annotated copies that say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..checks import FORMATS, ReportFormat, by_sheet, heading, rules_sentence, waiting_lines
from ..forms import load_form
from ..notice import Document
from ..review import Report, reviewed
from ..values import Finding
from ..values.faults import said_of
from ..values.records import dataclass
from ..workbook import ReadResult
from .messages import say
from .sources import FindForm, Progress, SourceFile, Submitted, Unreadable, one_submission, read_submissions

#: Every format of a report by its name.
REPORT_FORMATS = FORMATS


@dataclass(frozen=True, slots=True)
class Checked:
    """One submission that was read and checked; ``name`` names all its files.

    ``document`` is its notice as it was looked at, with its figures, where whoever asked goes on with it.
    """

    name: str
    result: ReadResult
    report: Report
    sources: tuple[SourceFile, ...]
    document: Document | None = None

    @property
    def unit(self) -> str:
        """The unit's name, or words that say that there is none."""
        return self.result.submission.text("unit", "name") or say("no_unit")

    @property
    def by_sheet(self) -> dict[str, list[Finding]]:
        """Its findings by the sheet of their first cell."""
        return by_sheet(self.report.findings)

    @property
    def rules(self) -> str:
        """How its rules came out, as one sentence."""
        return rules_sentence(self.report)

    @property
    def waiting(self) -> tuple[str, ...]:
        """What its rules wait for: a line on the cells to fill in, one on what could not be read, as far as there are any."""
        return tuple(waiting_lines(self.report))

    def heading(self, sheet: str) -> str:
        """What stands above the findings of a sheet."""
        return heading(sheet, self.result)

    def failed(self, strict: bool = False) -> bool:
        """Whether it has errors; ``strict`` counts warnings that nobody answered."""
        return bool(self.report.count("error") or (strict and self.report.open_warnings()))


@dataclass(frozen=True, slots=True)
class AnnotatedCopy:
    """The annotated copy of one file: its bytes and what was lost in it, or in ``error`` why there is none."""

    name: str
    data: bytes
    notes: tuple[str, ...] = ()
    error: str = ""


def check_files(
    sources: Iterable[SourceFile], form: str | None = None, find_form: FindForm = load_form, progress: Progress | None = None
) -> Iterator[Checked | Unreadable]:
    """Each submission checked, one after the other, as :func:`read_submissions` gives them."""
    for one in read_submissions(sources, form, find_form, progress):
        yield _checked_or_told(one) if isinstance(one, Submitted) else one


def check_unit(
    sources: Iterable[SourceFile], form: str | None = None, find_form: FindForm = load_form, progress: Progress | None = None,
    traced: bool = False,
) -> Checked:
    """The one submission that the files make together, checked; ``traced`` with its notice. Raises Refusal as :func:`one_submission` does."""
    return checked(one_submission(sources, form, find_form, progress), traced)


def _checked_or_told(one: Submitted) -> Checked | Unreadable:
    """One submission checked. A fault of the program costs this one, never those beside it."""
    try:
        return checked(one)
    except MemoryError:
        raise
    except Exception as error:
        return Unreadable(one.name, say("fault", reason=said_of(error)))


def checked(one: Submitted, traced: bool = False) -> Checked:
    """One submission checked; ``traced`` with the notice that was looked at, and its figures."""
    report, document = reviewed(one.result, traced)
    return Checked(one.name, one.result, report, one.sources, document if traced else None)


def report_entry(kind: ReportFormat, one: Checked | Unreadable) -> Any:
    """What a report will say of one file; it keeps nothing of the workbook."""
    if isinstance(one, Unreadable):
        return kind.writer.unreadable(one.name, one.error)
    return kind.writer.entry(one.name, one.result, one.report)


def report_file(kind: ReportFormat, files: Iterable[Checked | Unreadable]) -> bytes:
    """The report of all files, in one format."""
    return kind.writer.whole([report_entry(kind, one) for one in files])


def annotated_copies(one: Checked) -> Iterator[AnnotatedCopy]:
    """A copy of each file of a submission with the findings on its cells; one that can't be made does not stop the others."""
    from ..checks.reports.checklist import check_items, checklist
    from ..workbook.annotate import NotAnnotated, Remarks, annotate

    form = one.result.submission.form
    lines = tuple((line.item, line.word, line.text) for line in checklist(form, one.report))
    remarks = Remarks(one.unit, form.id, counts(one.report), one.report.findings, lines, check_items(form))
    for source in one.sources:
        try:
            copy = annotate(source.data, remarks)
        except NotAnnotated as error:
            yield AnnotatedCopy(source.name, b"", error=str(error))
        else:
            yield AnnotatedCopy(source.name, copy.data, copy.notes)


def counts(report: Report) -> str:
    """The counts of a report as one sentence."""
    waiting = report.open_warnings()
    return say(
        "counts", errors=report.count("error"), warnings=waiting, answered=report.count("warning") - waiting,
        infos=report.count("info"), rules=rules_sentence(report),
    )  # fmt: skip
