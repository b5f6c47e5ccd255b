"""``forms``: which forms are known, what is wrong with one, and the files of a new one."""

from __future__ import annotations

import re
from typing import Any

from ..forms import (
    NOTICE_FILE,
    Form,
    FormError,
    Mistake,
    find_folder,
    kind_mistakes,
    known_folders,
    load_form,
    measure_of,
)
from ..values.records import dataclass
from .dropped import Dropped, dropped_rules
from .messages import say
from .refusal import Refusal
from .sources import FindForm, the_form


@dataclass(frozen=True, slots=True)
class ListedForm:
    """A form that workbooks can be made of: id, title with … for its slots, county, year, whether it is the default, where it is from."""

    id: str
    title: str
    county: str
    year: int | None
    default: bool
    folder: str

    @property
    def document(self) -> dict[str, Any]:
        """Its entry in the JSON of ``forms --json``."""
        return {
            "id": self.id, "title": self.title, "county": self.county, "year": self.year, "default": self.default, "from": self.folder,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class FormCheck:
    """What checking a form gave: every mistake; of a form that can be loaded, its id and how many sheets and rules it has.

    ``dropped`` are the rules of its parents that fell away with fields that it removed, ``not_live`` the computed fields whose cells
    can't have a formula, ``unspoken`` the figures of which the wording speaks and for which the form has no words (``spoken``),
    ``samples`` the code lists that are not whole: nothing wrong, but worth knowing.
    """

    mistakes: tuple[Mistake, ...]
    id: str = ""
    sheets: int = 0
    rules: int = 0
    dropped: tuple[Dropped, ...] = ()
    not_live: tuple[str, ...] = ()
    unspoken: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()


def sample_lists(form: Form) -> tuple[str, ...]:
    """The code lists that a form uses and that are only samples: their names, what they are called, how many codes they have."""
    samples = (each for each in form.used_lists if not each.complete)
    return tuple(say("sample", name=each.id, title=each.title or each.id, count=len(each.codes)) for each in samples)


def listed_form(form: Form, folder: str) -> ListedForm:
    """How a form is listed that lies in a folder."""
    title = re.sub(r"\{\{[^}]*\}\}", "…", form.title)
    return ListedForm(form.id, title, form.county, form.year, form.default, folder)


def list_forms(find_form: FindForm = load_form) -> tuple[tuple[ListedForm, ...], tuple[Mistake, ...]]:
    """The known forms without those that others only inherit from, the default first; and the mistakes of those that can't be loaded."""
    forms: list[ListedForm] = []
    mistakes: list[Mistake] = []
    for name, folder in known_folders().items():
        try:
            form = find_form(name)
        except FormError as error:
            mistakes += error.mistakes
            continue
        if not form.abstract:
            forms.append(listed_form(form, str(folder)))
    return tuple(sorted(forms, key=lambda form: not form.default)), tuple(mistakes)


def check_form(form: str, find_form: FindForm = load_form) -> FormCheck:
    """Every mistake in the folder of a form, its notice included. Raises Refusal where there is no such folder."""
    from ..notice import template_mistakes
    from ..workbook import not_live

    try:
        find_folder(form)
    except FormError as error:
        raise Refusal("as_said", sentences=error) from None
    try:
        loaded = find_form(form)
    except FormError as error:
        return FormCheck(tuple(error.mistakes))
    mistakes = [*kind_mistakes(loaded, loaded.id, {}), *template_mistakes(loaded)]
    still = tuple(".".join(path) for path in not_live(loaded)) if not mistakes else ()
    unspoken = _unspoken(loaded) if not mistakes else ()
    return FormCheck(tuple(mistakes), loaded.id, len(loaded.sheets), len(loaded.rules), dropped_rules(loaded), still, unspoken, sample_lists(loaded))


def _unspoken(form: Form) -> tuple[str, ...]:
    """The figures of which the wording of a form speaks, and which no sentence that staff type can be held against."""
    from ..notice import wording_paths

    named, said = form.spoken.named | form.spoken.written, wording_paths(form)
    figures = (place for path, place in form.compiled.places.items() if path in said and path not in named and not place.column)
    return tuple(".".join(place.path) for place in figures if measure_of(place.field) is not None and not place.field.lift)


def create_form(new_id: str, parent: str, extends: str = "", find_form: FindForm = load_form) -> dict[str, bytes]:
    """The files of a new form that extends another, by their paths within its folder.

    ``extends`` is what the new form calls its parent: the parent's id unless told, or a folder's path where the program
    would not find it by id. Raises Refusal where the id can't be one, or the parent can't be loaded.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,48}", new_id):
        raise Refusal("bad_id", value=new_id)
    above = the_form(parent, find_form)
    year = re.search(r"(\d{4})$", new_id)
    worded = (name for name, folder in zip(above.lineage, above.folders) if (folder / NOTICE_FILE).is_file())
    head = f'{say("form_head", parent=above.id)}\nid = "{new_id}"\nextends = "{extends or above.id}"\n'
    files = {
        "form.toml": head + (f"year = {year[1]}\n" if year else ""),
        "rules.toml": say("rules_head") + "\n",
        NOTICE_FILE: f'{{% extends "{next(worded, above.id)}/{NOTICE_FILE}" %}}\n{{# {say("notice_head")} #}}\n',
    }
    return {name: text.encode() for name, text in files.items()}
