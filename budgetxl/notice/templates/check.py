"""Mistakes of a form's wording: what its text alone shows, and what shows when it is rendered for trial.

First every template of the lineage is parsed, its names are held against the form, and it is compiled. Where that finds
nothing, the notice is made once of a submission with everything filled in and once, as a draft, of an empty one: what fails
there is the template's, but for a value that is to be filled in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...forms import NOTICE_FILE, DataError, Form, Mistake, Place, Record, Removed, decode_value, removed_of
from ...values import Group
from ...workbook import Submission
from .. import messages
from ..errors import BlankError, NoticeError

if TYPE_CHECKING:
    from jinja2.nodes import Template

    from ..environment import NoticeEnvironment


def template_mistakes(form: Form) -> list[Mistake]:
    """Every mistake of the templates of a form and its parents, with the line."""
    names = [name for name, folder in zip(form.lineage, form.folders) if (folder / NOTICE_FILE).is_file()]
    if not names:
        return []
    found = [Mistake(error.template, "", str(error)) for error in _shown_by_text(form, [f"{name}/{NOTICE_FILE}" for name in names])]
    if found:
        return list(dict.fromkeys(found))
    return [Mistake(f"{names[0]}/{NOTICE_FILE}", "", said) for said in dict.fromkeys(map(str, _shown_by_trial(form)))]


def _shown_by_text(form: Form, files: list[str]) -> Iterator[NoticeError]:
    """What each template has wrong by itself. A block may use what a loop around it gives it in another template."""
    import jinja2

    from ..environment import make_environment
    from ..render import template_source
    from .names import local_names, name_mistakes, shape_of

    environment = make_environment(jinja2.FunctionLoader(template_source(form)))
    removed = removed_of(form)
    trees: dict[str, Template] = {}
    for file in files:
        try:
            trees[file] = _parsed(environment, file)
        except NoticeError as error:
            yield error.at(file, 1)
    known, tables = shape_of(form, _gone(removed)), _tables(form, removed.blocks)
    local = local_names(trees.values(), known)
    for file, tree in trees.items():
        wrong = [error.at(file, line) for line, error in name_mistakes(tree, environment, known, local, tables)]
        yield from wrong
        if not wrong:
            try:
                environment.get_template(file)
            except NoticeError as error:
                yield error.at(file, 1)


def _parsed(environment: NoticeEnvironment, file: str) -> Template:
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, file)
    return environment.parsed(source, file)


def _tables(form: Form, removed: frozenset[str]) -> dict[bool, frozenset[str]]:
    """The names that ``table(…)`` takes without and with ``of``."""
    found: dict[bool, set[str]] = {False: set(), True: set()}
    for sheet, block in form.blocks():
        here = found[bool(sheet.repeat)]
        here.add(block.id)
        if isinstance(block, Record):
            here.update(f"{block.id}.{item.id}" for item in block.fields)
    return {of: frozenset(names) | removed for of, names in found.items()}


def _shown_by_trial(form: Form) -> Iterator[NoticeError]:
    """What goes wrong when the notice is made of examples."""
    from ..removed_fields import with_blanks
    from ..render import render
    from .example_data import empty_submission, example, full_submission

    try:
        full, empty = full_submission(form), empty_submission(form)
    except DataError:  # a form whose own examples can't be filled in is told so elsewhere
        return
    removed = removed_of(form)
    gone = _gone(removed)
    blank = _error(full, with_blanks(full.root, gone), removed)
    if isinstance(blank, BlankError):
        if gone:
            filled = with_blanks(full.root, gone, lambda place: decode_value(place.field, example(form, place.field)))
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


def _gone(removed: Removed) -> list[Place]:
    return [each.place for each in removed.places.values()]


def _error(submission: Submission, seen: Group, removed: Removed) -> NoticeError | None:
    from ..render import render_over

    try:
        render_over(submission, seen, removed, draft=False)
    except NoticeError as error:
        return error
    return None
