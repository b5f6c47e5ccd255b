"""Mistakes of a form's wording: what its text alone shows, and what shows when it is rendered for trial.

First every template of the lineage is parsed, its names are held against the form, and it is compiled. Where that finds
nothing, the notice is made once of a submission with everything filled in and once, as a draft, of an empty one: what fails
there is the template's, but for a value that is to be filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ...forms import NOTICE_FILE, DataError, Field, Form, Mistake, Place, Record, Removed, decode_value
from ...values import Group, Scalar
from ...workbook import Submission
from .. import messages
from ..errors import BlankError, NoticeError
from ..phrasing import Printed
from .example_data import empty_submission, example, full_submission

if TYPE_CHECKING:
    from jinja2.nodes import Template

    from ..environment import NoticeEnvironment


MOST_PARENTS = 20


def template_mistakes(form: Form) -> list[Mistake]:
    """Every mistake of the templates of a form and its parents, with the line."""
    names = [name for name, folder in zip(form.lineage, form.folders) if (folder / NOTICE_FILE).is_file()]
    if not names:
        return []
    files = [f"{name}/{NOTICE_FILE}" for name in names]
    try:
        errors = list(_shown_by_text(form, files))
    except RecursionError:  # an expression of a thousand terms
        errors = [NoticeError(messages.TOO_DEEP).at(files[0], 1)]
    found = [Mistake(error.template, "", str(error)) for error in errors]
    if found:
        return list(dict.fromkeys(found))
    return [Mistake(f"{names[0]}/{NOTICE_FILE}", "", said) for said in dict.fromkeys(map(str, _shown_by_trial(form)))]


def _shown_by_text(form: Form, files: list[str]) -> Iterator[NoticeError]:
    """What each template has wrong by itself. A block may use what a loop around it gives it in another template."""
    import jinja2
    from jinja2 import nodes

    from ..environment import make_environment
    from ..render import template_source
    from .names import local_names, name_mistakes, other_units, shape_of, unprinted

    source, waiting = template_source(form), [*files]
    environment = make_environment(jinja2.FunctionLoader(source))
    removed = form.removed
    trees: dict[str, Template] = {}
    for file in waiting:
        try:
            trees[file] = _parsed(environment, file)
        except NoticeError as error:
            yield error.at(file, 1)
            continue
        parent = _parent(trees[file])
        if parent is not None and parent not in waiting and source(parent) is not None:  # a file of its own beside it
            waiting.append(parent)
    known, tables = shape_of(form, _gone(removed)), _tables(form, removed.blocks)
    local = local_names(trees.values(), known)
    overridden: set[str] = set()
    for file, tree in trees.items():
        found = (
            *name_mistakes(tree, environment, known, local, tables),
            *unprinted(tree, _blocks_above(tree, environment)),
            *other_units(tree, form.options.prose_unit, overridden),
        )
        overridden.update(node.name for node in tree.body if isinstance(node, nodes.Block))
        wrong = [error.at(file, line) for line, error in found]
        yield from wrong
        if not wrong:
            try:
                environment.get_template(file)
            except NoticeError as error:
                yield error.at(file, 1)


def unknown_names(form: Form, environment: NoticeEnvironment, trees: Sequence[Template]) -> Iterator[NoticeError]:
    """Every name in parsed templates that do not belong to the form and that leads nowhere in it."""
    from .names import local_names, name_mistakes, shape_of

    removed = form.removed
    known, tables = shape_of(form, _gone(removed)), _tables(form, removed.blocks)
    local = local_names(trees, known)
    for tree in trees:
        yield from (error for _, error in name_mistakes(tree, environment, known, local, tables))


def _parsed(environment: NoticeEnvironment, file: str) -> Template:
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, file)
    return environment.parsed(source, file)


def _parent(tree: Template) -> str | None:
    """The name of the template that one extends; None where it extends none, or one that is computed."""
    from jinja2 import nodes

    extends = next((node for node in tree.body if isinstance(node, nodes.Extends)), None)
    return str(extends.template.value) if extends is not None and isinstance(extends.template, nodes.Const) else None


def _blocks_above(tree: Template, environment: NoticeEnvironment) -> set[str] | None:
    """The names of the blocks of a template's parents; None where a parent is not told by its name or can't be read."""
    from jinja2 import TemplateNotFound, nodes

    found: set[str] = set()
    for _ in range(MOST_PARENTS):
        if not any(isinstance(node, nodes.Extends) for node in tree.body):
            return found
        parent = _parent(tree)
        if parent is None:
            return None
        try:
            tree = _parsed(environment, parent)
        except (NoticeError, TemplateNotFound):
            return None
        found.update(node.name for node in tree.find_all(nodes.Block))
    return None


def _tables(form: Form, removed: frozenset[str]) -> dict[tuple[str, bool], frozenset[str]]:
    """The names that ``table(…)`` and ``published_table(…)`` take without and with ``of``."""
    found: dict[bool, set[str]] = {False: set(), True: set()}
    for sheet, block in form.blocks():
        here = found[bool(sheet.repeat)]
        here.add(block.id)
        if isinstance(block, Record):
            here.update(f"{block.id}.{item.id}" for item in block.fields)
    published = {of: frozenset(one.id for one in form.published if bool(one.repeat) == of or not one.blocks) for of in found}
    return {
        **{("table", of): frozenset(names) | removed for of, names in found.items()},
        **{(name, of): names for of, names in published.items() for name in ("published_table", "table_number")},
    }


def _shown_by_trial(form: Form) -> Iterator[NoticeError]:
    """What goes wrong when the notice is made of examples."""
    from ..removed_fields import with_blanks
    from ..render import render

    try:
        full, empty = full_submission(form), empty_submission(form)
    except DataError:  # a form whose own examples can't be filled in is told so elsewhere
        return
    removed = form.removed
    gone = _gone(removed)
    blank = _error(full, with_blanks(full.root, gone), removed)
    if isinstance(blank, BlankError):
        if gone:
            filled = with_blanks(full.root, gone, lambda place: _example(form, place.field))
            other = _error(full, filled, removed)
            if other is None or (other.template, other.line) != (blank.template, blank.line):
                yield NoticeError(messages.PRINTS_REMOVED).at(blank.template, blank.line)
    elif blank is not None:
        yield blank
    for submission in (full, empty):
        try:
            render(submission, draft=True)
        except BlankError:
            continue
        except NoticeError as error:
            yield error


def _example(form: Form, gone: Field) -> Scalar:
    """A value for a field that the form has removed, also where a formula gave it."""
    typed = replace(gone, formula=None)
    return decode_value(typed, example(form, typed))


def _gone(removed: Removed) -> list[Place]:
    return [each.place for each in removed.places.values()]


def _error(submission: Submission, seen: Group, removed: Removed) -> NoticeError | None:
    from ..render import render_over

    try:
        render_over(submission, Printed(submission.root, seen), removed, draft=False)
    except NoticeError as error:
        return error
    return None
