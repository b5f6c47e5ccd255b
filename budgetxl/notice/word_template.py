"""A bureau's own Word file filled in: the same expressions, filters and tables as the form's wording, in a layout that is theirs.

It needs the extra ``template`` (docxtpl), which finds the expressions in what Word makes of them; they are evaluated in the
environment of notices, sandboxed, and what they print is escaped. A name that nobody has is told before anything is filled in.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from budgetxl.values.lazy_patterns import lazy_pattern

from ..forms import Form, removed_of
from ..workbook import Submission
from . import messages
from .errors import NoticeError
from .markup import Markup, clean, table_of_marker, unescape
from .render import context_of, seen_by
from .tables import TableMaker
from .writers.docx_table import paragraph, table_xml
from .writers.reference import Reference, reference_of
from .writers.with_styles import with_styles

if TYPE_CHECKING:
    from .environment import NoticeEnvironment

_TAGS = lazy_pattern("<[^>]+>")
_INSIDE_TEXT = lazy_pattern(r"<w:t(?: [^>]*)?>[^<]*<w:(?:p|tbl)[ >]")
_TEXT = {ord("{"): "&#123;", ord("}"): "&#125;"}  # docxtpl turns “{_{” into “{{”


def fill_word_template(submission: Submission, name: str, data: bytes, draft: bool = False) -> bytes:
    """The bytes of the Word file ``name`` with the values of a submission in it.

    Raises NoticeError: for a file that is none, for every name in it that nobody has (one a line), for a blank value, unless
    it is a draft, and where docxtpl is not installed.
    """
    import jinja2

    from .environment import make_environment

    reference = reference_of(name, data)
    form = submission.form
    environment = make_environment(
        jinja2.DictLoader({}), blank=messages.NOT_FILLED if draft else None, places=form.options.prose_places, unit=form.options.prose_unit
    )
    removed = removed_of(form)
    values = seen_by(submission, removed)
    environment.lined = values.lined
    maker = TableMaker(form, values.tables, removed.blocks)
    printed = environment.print_value
    environment.finalize = lambda value: _xml(printed(value), maker, reference)
    template = _template(name, data)
    _refuse_unknown(form, name, environment, template.sources())
    template.render(context_of(submission, values, maker, environment.budget), jinja_env=environment)
    buffer = io.BytesIO()
    template.save(buffer)
    return with_styles(buffer.getvalue(), reference) if maker.made else buffer.getvalue()


def _xml(printed: str, maker: TableMaker, reference: Reference) -> Markup:
    """What an expression prints, as WordprocessingML: a text escaped, a table whole."""
    key = table_of_marker(printed)
    if key is not None:
        parts = "".join(table_xml(maker.made[key], reference.page.text_width))
        return Markup(reference.named(parts + paragraph("TableEnd", "")))
    return Markup(escape(clean(unescape(printed)), quote=False).translate(_TEXT))


def _refuse_unknown(form: Form, name: str, environment: NoticeEnvironment, sources: Iterator[str]) -> None:
    """Every name in a template that leads nowhere, with the nearest that there is. Raises NoticeError."""
    from .templates import unknown_names

    trees = [environment.parsed(source, name) for source in sources]
    found = dict.fromkeys(error.problem for error in unknown_names(form, environment, trees))
    if found:
        raise NoticeError(messages.UNKNOWN_IN_WORD, name=name, problems="\n".join(f"  {problem}" for problem in found))


def _template(name: str, data: bytes) -> Any:
    """The file as docxtpl has it. Raises NoticeError where that is not installed."""
    try:
        docxtpl: Any = import_module("docxtpl")
    except ImportError:
        raise NoticeError(messages.NO_DOCXTPL) from None

    class Template(docxtpl.DocxTemplate):  # type: ignore[misc]
        """Says in which paragraph something is wrong, and leaves the properties of the file alone."""

        def sources(self) -> Iterator[str]:
            """The text of each part with expressions in it, as Jinja reads it."""
            self.init_docx()
            yield self.patch_xml(self.get_xml())
            for uri in (self.HEADER_URI, self.FOOTER_URI):
                for _, part in self.get_headers_footers(uri):
                    yield self.patch_xml(self.get_part_xml(part))

        def render_xml_part(self, src_xml: str, part: Any, context: Mapping[str, Any], jinja_env: Any = None) -> str:
            try:
                made: str = super().render_xml_part(src_xml, part, context, jinja_env)
            except NoticeError as error:
                raise NoticeError(messages.IN_WORD, name=name, text=_paragraph(src_xml, error.line), problem=error.problem) from None
            if _INSIDE_TEXT.search(made) or not _well_formed(made):
                raise NoticeError(messages.TABLE_IN_WORD, name=name)
            return made

        def render_properties(self, context: Any, jinja_env: Any = None) -> None:
            """Title and author are those of the file."""

    return Template(io.BytesIO(data))


def _paragraph(source: str, line: int) -> str:
    """The beginning of the paragraph in which an error is: docxtpl begins a line with each."""
    lines = re.sub("<w:p([ >])", r"\n<w:p\1", source).split("\n")
    text = _TAGS.sub("", lines[line - 1]) if 0 < line <= len(lines) else ""
    return text if len(text) <= 40 else text[:39] + "…"


def _well_formed(xml: str) -> bool:
    try:
        expat.ParserCreate().Parse(xml.encode(), True)
    except expat.ExpatError:
        return False
    return True
