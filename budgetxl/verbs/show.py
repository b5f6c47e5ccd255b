"""``forms show`` and ``forms schema``: a form as it is after inheritance, and what an editor has to know of a form's files."""

from __future__ import annotations

from typing import Any

from ..forms import FileFault, load_form
from .refusal import Refusal
from .sources import FindForm, the_form


def form_text(name: str, find_form: FindForm = load_form) -> str:
    """A form after inheritance as TOML that loads to the same form. Raises Refusal where it can't be loaded."""
    from ..forms.load.show import shown_form

    return shown_form(the_form(name, find_form))


def form_files(name: str, find_form: FindForm = load_form) -> dict[str, bytes]:
    """The files of a folder that stands for itself and holds the same form: TOML, code lists, wording, by their names.

    Raises Refusal where the form can't be loaded, or a file of its wording can't be read.
    """
    from ..forms.load.show import list_files, notice_files

    form = the_form(name, find_form)
    try:
        return {"form.toml": form_text(name, find_form).encode(), **list_files(form), **notice_files(form)}
    except FileFault as fault:
        raise Refusal("as_said", sentences=fault) from None


def form_schema(file: str) -> dict[str, Any]:
    """The JSON Schema of ``form`` (form.toml) or ``rules`` (rules.toml)."""
    from ..forms.load.json_schema import schema_of

    return schema_of(file)
