"""A bureau's own Word file filled in: the same expressions, filters and tables as the form's wording, in a layout that is theirs.

It needs the extra ``template`` (docxtpl), which finds the expressions in what Word makes of them; they are evaluated in the
environment of notices, sandboxed, and what they print is escaped. A name that nobody has is told before anything is filled in.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from html import escape
from html import unescape as unescaped
from importlib import import_module
from typing import TYPE_CHECKING, Any

from budgetxl.values.lazy_patterns import lazy_pattern

from ..forms import Form
from ..workbook import Submission
from . import messages
from .errors import NoticeError
from .markup import Markup, clean, table_of_marker, unescape
from .render import context_of, seen_by
from .tables import TableMaker
from .tracing.figures import code_spans, figure_spans, numbering_end
from .word_files import document_of, misplaced_text, without_private
from .writers.reference import STYLES, reference_of
from .writers.table_places import place_of, put_tables
from .writers.with_styles import with_styles

if TYPE_CHECKING:
    from jinja2.nodes import Template

    from .environment import NoticeEnvironment

_TAGS = lazy_pattern("<[^>]+>")
_PARTS = lazy_pattern(r"word/(?:document|header[0-9]*)\.xml")
_EXPRESSION = lazy_pattern(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_FIELD = lazy_pattern(r"<w:instrText[^>]*>[^<]*</w:instrText>")
_LEFT = lazy_pattern(r"[{｛]\s*[{｛]|[}｝]\s*[}｝]|[{｛][%％]|[%％][}｝]")
_FOOTNOTES = "footnotes+xml"
_UNFILLED = lazy_pattern(r"(?:endnotes|chart|chartex|diagramData|drawing)\+xml$")
_TEXT = {ord("{"): "&#123;", ord("}"): "&#125;"}  # docxtpl turns “{_{” into “{{”


def fill_word_template(submission: Submission, name: str, data: bytes, draft: bool = False) -> bytes:
    """The bytes of the Word file ``name`` with the values of a submission in it, and without what is private to the file.

    Raises NoticeError: for a file that is none, for every name in it that nobody has (one a line), for a blank value, unless
    it is a draft, and where docxtpl is not installed.
    """
    import jinja2

    from .environment import make_environment

    data = document_of(name, data)
    try:
        reference = reference_of(name, data)
    except NoticeError:
        raise NoticeError(messages.NO_WORD_TEMPLATE, name=name, detail=messages.BROKEN_PART.format(part=STYLES)) from None
    form = submission.form
    environment = make_environment(
        jinja2.DictLoader({}), blank=messages.NOT_FILLED if draft else None, places=form.options.prose_places, unit=form.options.prose_unit
    )
    removed = form.removed
    values = seen_by(submission, removed)
    environment.lined = values.lined
    maker = TableMaker(form, values.tables, removed.blocks, told=values.prose)
    printed = environment.print_value
    mark = f"{sha256(data).hexdigest()}:"
    environment.finalize = lambda value: _xml(printed(value), mark)
    buffer = io.BytesIO()
    try:
        template = _template(name, data)
        sources = list(template.sources())
        _refuse_unknown(form, name, environment, sources)
        _refuse_left(name, environment, sources, template.unfilled())
        template.render(context_of(submission, values, maker, environment.budget), jinja_env=environment)
        put_tables(template.docx, mark, maker.made, reference)
        without_private(template.docx)
        template.save(buffer)
    except (ValueError, KeyError, AttributeError, SyntaxError) as error:  # of python-docx and lxml, for parts that are not what they should be
        raise NoticeError(messages.NO_WORD_TEMPLATE, name=name, detail="") from error
    return with_styles(buffer.getvalue(), reference) if maker.made else buffer.getvalue()


def _xml(printed: str, mark: str) -> Markup:
    """What an expression prints, as WordprocessingML: a text escaped, of a table the paragraph that holds its place."""
    key = table_of_marker(printed)
    if key is not None:
        return Markup(place_of(mark, key))
    return Markup(escape(clean(unescape(printed)), quote=False).translate(_TEXT))


def typed_in_word(data: bytes) -> tuple[int, int]:
    """How many expressions and statements there are in a Word template, and how many figures are typed into it beside them.

    Footers do not count: they hold the numbers of pages.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [package.read(name).decode("utf-8", "replace") for name in package.namelist() if _PARTS.fullmatch(name)]
    expressions = figures = 0
    for part in parts:
        for line in _lines(_FIELD.sub("", part)):
            text = unescaped(_TAGS.sub("", line))
            expressions += len(_EXPRESSION.findall(text))
            said = _EXPRESSION.sub("", text)
            head, codes = numbering_end(said), code_spans(said)
            figures += sum(end > head and not any(first <= start < last for first, last in codes) for start, end in figure_spans(said))
    return expressions, figures


def _refuse_unknown(form: Form, name: str, environment: NoticeEnvironment, sources: Iterable[str]) -> None:
    """Every name in a template that leads nowhere, with the nearest that there is. Raises NoticeError."""
    from .templates import unknown_names

    trees = [_parsed(environment, "\n".join(_lines(source)), name) for source in sources]
    found = dict.fromkeys(error.problem for error in unknown_names(form, environment, trees))
    if found:
        raise NoticeError(messages.UNKNOWN_IN_WORD, name=name, problems="\n".join(f"  {problem}" for problem in found))


def _refuse_left(name: str, environment: NoticeEnvironment, sources: Iterable[str], unfilled: Iterable[str]) -> None:
    """What looks like an expression and would stay in the file: one with other brackets, one in a part that nobody fills. Raises NoticeError."""
    left = [line for source in sources for text in _outside(environment, source) for line in _lines(text)]
    left += [line for part in unfilled for line in _lines(part)]
    problems = dict.fromkeys(_short(unescaped(text).strip()) for line in left if _LEFT.search(text := _TAGS.sub("", line)))
    if problems:
        raise NoticeError(messages.LEFT_IN_WORD, name=name, problems="\n".join(f"  {problem}" for problem in problems))


def _outside(environment: NoticeEnvironment, source: str) -> Iterator[str]:
    """The texts of a part that Jinja prints as they are, without those that are to be printed so (``raw``)."""
    raw = False
    for _, kind, text in environment.lex(source):
        if kind in ("raw_begin", "raw_end"):
            raw = kind == "raw_begin"
        elif kind == "data" and not raw:
            yield text


def _parsed(environment: NoticeEnvironment, source: str, name: str) -> Template:
    """The tree of a part, a paragraph a line. Raises NoticeError, which names the paragraph."""
    try:
        return environment.parsed(source, name)
    except NoticeError as error:
        if not error.line:
            raise
        raise NoticeError(messages.IN_WORD, name=name, text=_paragraph(source, error.line), problem=error.problem) from None


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
            for part in self.docx.part.package.parts:
                if part.content_type.endswith(_FOOTNOTES):
                    yield self.patch_xml(part.blob.decode("utf-8"))

        def unfilled(self) -> Iterator[str]:
            """The parts with texts that people see and docxtpl does not fill in."""
            for part in self.docx.part.package.parts:
                if _UNFILLED.search(part.content_type):
                    yield part.blob.decode("utf-8", "replace")

        def render_xml_part(self, src_xml: str, part: Any, context: Mapping[str, Any], jinja_env: Any = None) -> str:
            try:
                made: str = super().render_xml_part(src_xml, part, context, jinja_env)
            except NoticeError as error:
                raise NoticeError(messages.IN_WORD, name=name, text=_paragraph(src_xml, error.line), problem=error.problem) from None
            if (text := misplaced_text(made)) is not None:
                raise NoticeError(messages.TEXT_OUTSIDE if text else messages.TABLE_IN_WORD, name=name, text=_short(text))
            return made

        def render_properties(self, context: Any, jinja_env: Any = None) -> None:
            """Title and author are those of the file."""

    return Template(io.BytesIO(data))


def _lines(source: str) -> list[str]:
    """A part with a line for each of its paragraphs."""
    return re.sub("\n*<w:p([ >])", r"\n<w:p\1", source).split("\n")


def _paragraph(source: str, line: int) -> str:
    """The beginning of the paragraph in which an error is: docxtpl begins a line with each."""
    lines = _lines(source)
    return _short(_TAGS.sub("", lines[line - 1]) if 0 < line <= len(lines) else "")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
