"""``render``: a submission and its form's wording to a document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from inspect import signature
from typing import TYPE_CHECKING, Any

from ..forms import NOTICE_FILE, FileFault, Form, Removed, read_form_file
from ..workbook import Submission, export
from . import messages
from .charted import draw_below
from .document import Document
from .errors import NoticeError
from .markup import Markup, Numbering, parse_markup
from .phrasing import Printed, by_cell, corrections_of, printed
from .published import numbers, printer
from .removed_fields import with_blanks
from .tables import TableMaker

if TYPE_CHECKING:
    from .bounds import Budget
    from .environment import NoticeEnvironment

STEPS_OF_A_ROW = 4


def render(submission: Submission, draft: bool = False, traced: bool = False) -> Document:
    """The notice of a submission.

    A value that the wording needs and that is blank is an error naming the place in the template; in a draft it is
    printed as 【未填】 instead. ``traced``: with the figures of its texts and where they come from. Raises NoticeError.
    """
    removed = submission.form.removed
    return render_over(submission, seen_by(submission, removed), removed, draft, traced)


def seen_by(submission: Submission, removed: Removed) -> Printed:
    """The values of a submission as a wording sees them: as they are printed, with blanks for what the form has removed."""
    values = printed(submission)
    return replace(values, prose=with_blanks(values.prose, [each.place for each in removed.places.values()]))


def render_over(submission: Submission, values: Printed, removed: Removed, draft: bool, traced: bool = False) -> Document:
    """The notice of a submission whose wording sees other values: with what the form has removed."""
    from .environment import render_template

    form = submission.form
    if not any((folder / NOTICE_FILE).is_file() for folder in form.folders):
        raise NoticeError(messages.NO_TEMPLATE, form=form.id)
    environment = environment_of(form, draft, traced)
    environment.lined = values.lined
    maker = TableMaker(form, values.tables, removed.blocks, traced, values.prose)
    context = context_of(submission, values, maker, environment.budget)
    if traced:
        from .tracing.listing import traced_years

        context.update(traced_years(submission))
    text = render_template(environment, NOTICE_FILE, context)
    numbering = Numbering(form.options.numbering)
    blocks = parse_markup(text, maker.made, numbering)
    corrections = by_cell((*values.corrections, *corrections_of(submission, environment.taken)))
    lacking = tuple((each.cell, each.text) for each in environment.lacking)
    document = Document(maker.labels.text(form.title), blocks, draft, corrections, lacking=lacking)
    if not traced:
        return document
    from .tracing.listing import figures_of, marked

    others = parse_markup(marked(text), maker.made, numbering)
    return replace(document, figures=tuple(figures_of(blocks, others, environment, form)))


def environment_of(form: Form, draft: bool = False, traced: bool = False) -> NoticeEnvironment:
    """The environment of a form's wording: with its own unit and decimals, and in a draft with a mark for what is blank."""
    import jinja2

    from .environment import NoticeEnvironment, make_environment

    return make_environment(
        jinja2.FunctionLoader(template_source(form)),
        blank=messages.NOT_FILLED if draft else None,
        places=form.options.prose_places,
        unit=form.options.prose_unit,
        kind=_traced() if traced else NoticeEnvironment,
    )


def _traced() -> type[NoticeEnvironment]:
    from .tracing.environment import TracedEnvironment

    return TracedEnvironment


def context_of(submission: Submission, values: Printed, maker: TableMaker, budget: Budget) -> dict[str, object]:
    """What a wording may name: the values as it sees them, the year, the form's words, and what makes tables."""
    year = submission.year
    return {
        **values.prose.nodes,
        "year": year,
        "last_year": year - 1 if year is not None else None,
        "words": submission.form.words,
        "table": _counted("table", maker.table, maker, budget, year),
        "published_table": _counted("published_table", printer(submission.form, maker), maker, budget, year),
        "table_number": numbers(submission.form, maker),
        "form_title": maker.labels.text(submission.form.title),
    }


def digest_of(submission: Submission) -> str:
    """The SHA-256 of a submission's data, as ``export`` gives them: the same for a workbook that says the same."""
    import hashlib
    import json

    data = json.dumps(export(submission), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(data.encode(errors='surrogatepass')).hexdigest()}"


def _counted(name: str, make: Callable[..., Markup], maker: TableMaker, budget: Budget, year: int | None) -> Callable[..., Markup]:
    """A function that makes tables, for templates: each row that it makes is worth some turns of a loop."""

    taken = signature(make)

    def table(*names: str, **options: Any) -> Markup:
        try:
            taken.bind(*names, **options)
        except TypeError as error:
            from .templates.details import in_chinese

            raise NoticeError(messages.BAD_CALL, name=name, detail=in_chinese(error)) from None
        marker = make(*names, **options)
        if marker:
            draw_below(maker, names, name == "published_table", year)
            budget.step(STEPS_OF_A_ROW * len(next(reversed(maker.made.values())).rows))
        return marker

    return table


def template_source(form: Form) -> Callable[[str], tuple[str, str, Callable[[], bool]] | None]:
    """Templates by name: the form's own file, or ``<form id>/<file>`` of the form or a parent. Nothing outside them."""
    folders = dict(zip(form.lineage, form.folders))

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        owner, _, file = name.rpartition("/")
        for folder in [folders[owner]] if owner in folders else ([] if owner else form.folders):
            path = folder / file
            if path.is_file() and path.parent == folder:
                try:
                    return read_form_file(path), str(path), lambda: True
                except FileFault as fault:  # in GBK, say, or a link out of the form's folder
                    raise NoticeError(messages.AS_IT_IS, detail=str(fault)).at(name, fault.line) from None
        return None

    return load


