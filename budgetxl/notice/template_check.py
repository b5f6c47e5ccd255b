"""Mistakes of a form's notice template that show without any data: its syntax, and what it extends or includes."""

from __future__ import annotations

from ..forms import NOTICE_FILE, Form, Mistake
from .errors import NoticeError


def template_mistakes(form: Form) -> list[Mistake]:
    """Every template of a form and its parents that does not compile, with the line."""
    import jinja2

    from .environment import make_environment
    from .render import template_source

    environment = make_environment(jinja2.FunctionLoader(template_source(form)))
    mistakes = []
    for name, folder in zip(form.lineage, form.folders):
        if (folder / NOTICE_FILE).is_file():
            try:
                environment.get_template(f"{name}/{NOTICE_FILE}")
            except (NoticeError, jinja2.TemplateError) as error:
                mistakes.append(Mistake(f"{name}/{NOTICE_FILE}", "", str(error)))
    return mistakes
