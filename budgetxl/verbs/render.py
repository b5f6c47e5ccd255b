"""``render``: the notice of a unit's workbook, and the tables that it publishes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..forms import Labels, PublishedTable, load_form
from ..notice import (
    FOR_PDF,
    FOR_SITES,
    FORMATS,
    Document,
    NoticeError,
    NoticeFormat,
    digest_of,
    fill_word_template,
    has_contents,
    published_tables,
    reference_of,
    render,
    to_docx,
    trace_of,
    typed_figures,
    typed_in_text,
    typed_in_word,
)
from ..notice.document import Table
from ..xlsx import is_as_written
from .check import Checked, check_unit
from .messages import say
from .refusal import Refusal
from .sources import FindForm, Progress, SourceFile, refuse_part

if TYPE_CHECKING:
    from ..notice import NamedTable

#: Every format of a notice by its name.
NOTICE_FORMATS = FORMATS
#: What a PDF is made of: a Word file whose table of contents any program fills in with pages.
NOTICE_FOR_PDF = FOR_PDF
WITH_STYLES = ("docx", FOR_PDF.name)  #: the formats that take the styles of a reference document
FAULT_OF_THE_FORM = "META-22"
A4, A_LITTLE, MILLIMETRE = (11_906, 16_838), 60, 1440 / 25.4  #: twips
MOST_TYPED = 3  #: figures within texts that are named one by one


def is_own_notice(data: bytes) -> bool:
    """Whether a Word file is a notice as the program wrote it, which nobody has changed since."""
    return is_as_written(data)


def has_unpaged_contents(data: bytes) -> bool:
    """Whether a Word file of ours has a table of contents, whose pages are worked out only when it is opened."""
    return has_contents(data)


def notice_format(file: str, name: str | None = None) -> NoticeFormat:
    """The format by name, else by the suffix of the file that is to be written. Raises Refusal where there is none such."""
    stem, dot, suffix = file.replace("\\", "/").rpartition("/")[2].rpartition(".")
    wanted = (name or (dot + suffix if stem else "")).lower()
    for one in FORMATS.values():
        if wanted == (one.name if name else one.suffix):
            return one
    if name:
        raise Refusal("format", format=name, names="、".join(FORMATS))
    raise Refusal("suffix", path=file, suffixes="、".join(one.suffix for one in FORMATS.values()))


def for_site(kind: NoticeFormat, clean: bool, fragment: bool) -> NoticeFormat:
    """The HTML page for publishing, or the part of one; the format itself where neither is asked for. Raises Refusal for another format."""
    if not clean and not fragment:
        return kind
    if kind.suffix != FOR_SITES["clean"].suffix:
        raise Refusal("site_format")
    return FOR_SITES["fragment" if fragment else "clean"]


def format_named(name: str) -> NoticeFormat:
    """A format by its name, those for PDFs and for sites too."""
    return next(one for one in (*FORMATS.values(), FOR_PDF, *FOR_SITES.values()) if one.name == name)


def looking_like(kind: NoticeFormat, name: str, data: bytes) -> NoticeFormat:
    """A format with the styles of a reference document. Raises Refusal where it is no Word file, and for a format without styles."""
    if kind.name not in WITH_STYLES:
        raise Refusal("reference_format", names="、".join(WITH_STYLES))
    try:
        reference = reference_of(name, data)
    except NoticeError as error:
        raise Refusal("as_said", "unreadable", sentences=error) from None
    return replace(kind, write=lambda document: to_docx(document, paged=kind.name == FOR_PDF.name, reference=reference))


def render_notice(
    sources: Iterable[SourceFile],
    kind: NoticeFormat,
    draft: bool = False,
    form: str | None = None,
    find_form: FindForm = load_form,
    progress: Progress | None = None,
) -> bytes:
    """The notice of the unit whose files are given. Raises Refusal as :func:`check_unit` and :func:`notice_of` do."""
    return notice_of(check_unit(sources, form, find_form, progress), kind, draft)


def notice_of(one: Checked, kind: NoticeFormat, draft: bool = False) -> bytes:
    """The notice of a submission that was checked. A draft is made in spite of errors.

    Raises Refusal of kind ``has_errors`` where there are any and no draft is asked for, or where the wording can't be made;
    of kind ``usage`` for a part alone.
    """
    return kind.write(document_of(one, draft, kind.traced))


def document_of(one: Checked, draft: bool = False, traced: bool = False) -> Document:
    """The notice of a checked submission before it is a file; ``traced`` with its figures. Raises Refusal as ``notice_of`` does."""
    refuse_unfinished(one, draft)
    try:
        document = _looked_at(one, draft) or render(one.result.submission, draft, traced)
        return replace(document, digest=digest_of(one.result.submission))
    except NoticeError as error:
        raise Refusal("file", "has_errors", path=one.name, reason=error) from None


def _looked_at(one: Checked, draft: bool) -> Document | None:
    """The notice that was made when the submission was checked, if it is the one that is asked for.

    What comes out without a draft's marks is the draft as well.
    """
    document = one.document
    return None if document is None or (document.draft and not draft) else replace(document, draft=draft)


def untraced(one: Checked, draft: bool = False) -> str:
    """How many figures of the notice somebody typed into a text or into the wording, as a sentence; empty where there are none."""
    document = document_of(one, draft, traced=True)
    inside = typed_in_text(document)
    named = [say("untraced_at", cells="、".join(map(str, figure.origin.cells)), text=figure.text) for figure in inside if figure.origin.cells]
    return untraced_said(typed_figures(document), named="、".join(named) if len(inside) == len(named) <= MOST_TYPED else "")


def untraced_said(typed: Mapping[str, int], notices: int = 1, named: str = "") -> str:
    """The same of so many ``notices``, by the counts of their figures; ``named`` are those within texts."""
    parts = [say(f"untraced_{kind}", n=typed[kind]) for kind in ("text", "table", "template") if typed.get(kind)]
    if typed.get("text") and named:
        parts[0] += say("untraced_named", named=named)
    return say("untraced" if notices == 1 else "untraced_all", m=notices, parts="、".join(parts)) if parts else ""


def traced(one: Checked, draft: bool = False) -> tuple[dict[str, Any], str]:
    """Every figure of the notice and where it comes from, as JSON has it, and a sentence of how many nobody computed.

    Raises Refusal as ``notice_of`` does.
    """
    document = document_of(one, draft, traced=True)
    typed = typed_figures(document)
    return trace_of(document), say("traced", n=len(document.figures), typed=sum(typed.values()), **typed)


def refuse_unfinished(one: Checked, draft: bool) -> None:
    """Raise Refusal for a part alone, and for a submission with errors of which no draft is wanted.

    What the form alone has wrong is said at once: in the workbook there is nothing to be put right.
    """
    refuse_part(one.name, one.result)
    errors = [finding for finding in one.report.findings if finding.severity == "error"]
    if errors and not draft:
        if all(finding.rule == FAULT_OF_THE_FORM for finding in errors):
            raise Refusal("file", "has_errors", path=one.name, reason=errors[0].message)
        raise Refusal("has_errors", "has_errors", path=one.name, count=len(errors))


def filled_template(one: Checked, name: str, data: bytes, draft: bool = False) -> bytes:
    """A bureau's Word file, with the values of a checked submission in it. Raises Refusal as ``notice_of`` does."""
    refuse_unfinished(one, draft)
    try:
        reference_of(name, data)
    except NoticeError as error:
        raise Refusal("as_said", "unreadable", sentences=error) from None
    try:
        return fill_word_template(one.result.submission, name, data, draft)
    except NoticeError as error:
        raise Refusal("as_said", sentences=error) from None


def template_said(data: bytes) -> str:
    """What is to be known of a Word template that was filled in: that nothing in it is filled in, how many figures are typed into it."""
    expressions, figures = typed_in_word(data)
    parts = [*([] if expressions else [say("template_without")]), *([say("template_typed", n=figures)] if figures else [])]
    return "；".join(parts)


def paper_said(name: str, data: bytes) -> str:
    """What paper a reference document asks for, as a sentence; empty where that is A4. Raises NoticeError for none of Word."""
    page = reference_of(name, data).page
    if all(abs(one - other) <= A_LITTLE for one, other in zip(sorted((page.width, page.height)), A4)):
        return ""
    return say("paper", width=round(page.width / MILLIMETRE), height=round(page.height / MILLIMETRE))


def tables_of(one: Checked, draft: bool = False) -> bytes:
    """The workbook of the tables that the unit of a checked submission publishes. Raises Refusal as ``notice_of`` does."""
    from ..notice import tables_workbook  # a notice alone needs nothing that writes workbooks

    refuse_unfinished(one, draft)
    submission = one.result.submission
    try:
        tables = [_named(*each) for each in published_tables(submission)]
    except NoticeError as error:
        raise Refusal("file", "has_errors", path=one.name, reason=error) from None
    title = Labels(submission.form, submission.root).text(say("tables_title"))
    return tables_workbook(tables, title, say("draft") if draft else "")


def _named(one: PublishedTable, table: Table) -> NamedTable:
    from ..notice import NamedTable

    name = table.caption.removeprefix(one.number).strip() if one.number else table.caption
    return NamedTable(f"{one.number} {name}".strip(), one.number, name, table, 8 if one.paper.startswith("A3") else 9)
