"""What ``render`` writes beside its usual formats: the public tables, and either of them as a PDF."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from ...values.records import dataclass
from ...verbs import (
    NOTICE_FOR_PDF,
    Checked,
    NoticeFormat,
    SourceFile,
    filled_template,
    for_site,
    has_unpaged_contents,
    looking_like,
    notice_format,
    notice_of,
    paper_said,
    tables_of,
    template_said,
    traced,
    untraced,
)
from ..app import UNREADABLE
from ..common import Failure, source_of
from ..messages import say
from ..printing import tell
from ..writing import refuse_existing, refuse_inputs, refuse_suffix, writing
from .office import refuse_without_office, to_pdf

PDF = "pdf"
TABLES = (".xlsx", ".pdf")


@dataclass(frozen=True, slots=True)
class Wanted:
    """In which format notices are made, whether they are to be PDFs in the end, and by which Word files of the bureau."""

    kind: NoticeFormat
    pdf: bool = False
    reference: SourceFile | None = None
    template: SourceFile | None = None

    @property
    def suffix(self) -> str:
        return f".{PDF}" if self.pdf else self.kind.suffix


def wanted_of_many(
    output: str, format_: str, reference: str | None, template: str | None, clean: bool = False, fragment: bool = False
) -> Wanted:
    """What is asked for of the notices in the folder ``output``. Raises Failure and Refusal for what can't be."""
    kind, pdf = _format(output, format_)
    kind = for_site(kind, clean, fragment)
    filled = None if template is None else _template(kind, template, reference)
    like = None if reference is None else _given(reference)
    if like is not None:
        looking_like(kind, like.name, like.data)
    if pdf:
        refuse_without_office(output)
    return Wanted(kind, pdf, like, filled)


class Publication:
    """The files that one call of ``render`` is to write: the notice and the tables, as far as they are asked for.

    What the names of the files can't mean is refused at once: raises Failure and Refusal.
    """

    def __init__(
        self, output: str | None, format_: str | None, tables: str | None, known: Sequence[str], inputs: Sequence[str],
        reference: str | None, template: str | None, force: bool, trace: str | None = None,
        clean: bool = False, fragment: bool = False,
    ) -> None:  # fmt: skip
        if output is None and tables is None and trace is None:
            raise Failure(say("render_needs"))
        self.output, self.tables, self.trace, self.told = output, tables, trace, ""
        self.typed = ""
        self.kind: NoticeFormat | None = None
        self.pdf = self.unpaged = False
        if output is not None:
            self.kind, self.pdf = _format(output, format_)
            self.kind = for_site(self.kind, clean, fragment)
        if output is not None and self.kind is not None:
            refuse_inputs(output, inputs)
            if output.lower().endswith(tuple(known)):
                refuse_suffix(output, f".{PDF}" if self.pdf else self.kind.suffix)
        self.template = None if template is None else _template(self.kind, template, reference)
        self.given: SourceFile | None = None
        if reference is not None:
            self.kind, self.given = _looking_like(self.kind, reference)
        if tables is not None:
            refuse_inputs(tables, inputs)
            if not tables.lower().endswith(TABLES):
                raise Failure(say("tables_suffix", path=tables))
        if trace is not None:
            _refuse_trace(trace, inputs, template)
        targets = [path for path in (output, tables, trace) if path is not None]
        for number, path in enumerate(targets):
            with writing(path):
                if Path(path).resolve() in [Path(other).resolve() for other in targets[:number]]:
                    raise Failure(say("same_target", path=path))
                if not (folder := Path(path).absolute().parent).is_dir():  # told before anything is made, and nothing is written in part
                    raise Failure(say("no_folder", path=folder))
        refuse_existing([path for path in targets if Path(path).is_file()], force)
        if output is not None and self.pdf:
            refuse_without_office(output)
        if tables is not None and tables.lower().endswith(PDF):
            refuse_without_office(tables)

    @property
    def says_figures(self) -> bool:
        """Whether the form's own wording is printed, of whose figures something is said."""
        return self.trace is not None or (self.output is not None and self.template is None)

    def files(self, one: Checked, draft: bool) -> list[tuple[str, bytes]]:
        """Each file with its bytes, all made before any is written. Raises Failure, and Refusal as ``notice_of`` does."""
        made: list[tuple[str, bytes]] = []
        if self.output is not None and self.kind is not None:
            if self.template is not None:
                notice = filled_template(one, self.template.name, self.template.data, draft)
            else:
                notice = notice_of(one, self.kind, draft)
                self.typed = untraced(one, draft) if self.trace is None else ""
            self.unpaged = self.template is None and self.kind.name == "docx" and has_unpaged_contents(notice)
            made.append((self.output, to_pdf(notice, self.kind.suffix, self.output) if self.pdf else notice))
        if self.tables is not None:
            tables = tables_of(one, draft)
            made.append((self.tables, to_pdf(tables, ".xlsx", self.tables) if self.tables.lower().endswith(PDF) else tables))
        if self.trace is not None:
            figures, self.told = traced(one, draft)
            made.append((self.trace, (json.dumps(figures, ensure_ascii=False, indent=2) + "\n").encode()))
        return made

    def tell(self, path: str) -> None:
        """What is to be known of a file that was written: that the pages of its contents come when it is opened; what the trace found."""
        if path == self.output and self.unpaged:
            tell(say("contents_pages", path=path))
        if path == self.output:
            tell_beside(self.given, self.template)
        if path == self.output and self.typed:
            tell(say("untraced", said=self.typed))
        if path == self.trace:
            tell(self.told)


def tell_beside(reference: SourceFile | None, template: SourceFile | None) -> None:
    """What is to be known of the bureau's Word files that notices were made by."""
    if reference is not None and (said := paper_said(reference.name, reference.data)):
        tell(say("beside", path=reference.name, said=said))
    if template is not None and (said := template_said(template.data)):
        tell(say("beside", path=template.name, said=said))


def _refuse_trace(trace: str, inputs: Sequence[str], template: str | None) -> None:
    """Raise Failure where no trace can be written into this file, or there is none of what is asked for."""
    refuse_inputs(trace, inputs)
    if not trace.lower().endswith(".json"):
        raise Failure(say("trace_suffix", path=trace))
    if template is not None:
        raise Failure(say("trace_template"))


def _looking_like(kind: NoticeFormat | None, path: str) -> tuple[NoticeFormat, SourceFile]:
    """The format with the styles of the Word file at ``path``, and this file."""
    if kind is None:
        raise Failure(say("reference_notice"))
    given = _given(path)
    return looking_like(kind, path, given.data), given


def _template(kind: NoticeFormat | None, path: str, reference: str | None) -> SourceFile:
    """The Word file to be filled in, where it makes sense."""
    if kind is None or kind.suffix != NOTICE_FOR_PDF.suffix:
        raise Failure(say("template_format"))
    if reference is not None:
        raise Failure(say("template_alone"))
    return _given(path)


def _given(path: str) -> SourceFile:
    given = source_of(path)
    if given.error:
        raise Failure(say("file", path=path, reason=given.error), UNREADABLE)
    return given


def _format(output: str, format_: str | None) -> tuple[NoticeFormat, bool]:
    """The format that is written, and whether it is to be a PDF in the end."""
    pdf = format_.lower() == PDF if format_ is not None else output.lower().endswith(f".{PDF}")
    return (NOTICE_FOR_PDF, True) if pdf else (notice_format(output, format_), False)
