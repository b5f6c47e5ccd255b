"""The forms that a desk knows: those of the program, and folders of forms that somebody gave it as files.

A form is asked for by its key, never by a path: the id of one of the program's own, or a random key that the desk gave.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ..forms import Form, FormError, FormLibrary, Mistake, known_folders
from ..values.records import dataclass
from ..verbs import ListedForm, check_form, list_forms, listed_form
from .form_files import GivenForms, written
from .messages import say
from .refusing import DeskRefusal

MOST_MISTAKES = 50


@dataclass(frozen=True, slots=True)
class KnownForm:
    """A form that workbooks can be made of: its key, what it is called, whose and of which year it is."""

    key: str
    id: str
    title: str
    county: str
    year: int | None
    default: bool


class OwnForms:
    """The forms of one desk. Those that were given are written into a folder of its own, which ``close`` takes away."""

    def __init__(self) -> None:
        self._library: FormLibrary[Form] = FormLibrary(lambda form: form)
        self._given: dict[str, tuple[KnownForm, str]] = {}  # by key, with the folder
        self._home: tempfile.TemporaryDirectory[str] | None = None

    def close(self) -> None:
        if self._home is not None:
            self._home.cleanup()
            self._home = None
        self._given.clear()

    def known(self) -> tuple[KnownForm, ...]:
        """The given ones, the last first, then the program's own."""
        given = tuple(one for one, _ in reversed(self._given.values()))
        hidden = {one.id for one in given}  # a given one stands for the program's own of its id
        own = (_known(one.id, one, one.default) for one in list_forms(self._own)[0])
        return (*given, *(one for one in own if one.id not in hidden))

    def _own(self, name: str) -> Form:
        return self._library.find(str(known_folders()[name]))

    def place(self, key: object) -> str:
        """What a verb finds a form by. Raises Refusal unless it is one of the known."""
        if isinstance(key, str):
            if key in self._given:
                return self._given[key][1]
            if any(key == one.key for one in self.known()):
                return key
        raise DeskRefusal("no_form")

    def find(self, name: str) -> Form:
        """A form by what a workbook says that it is, or by its place: a given one before the program's own of the same id.

        Raises FormError where there is none; a path that the desk did not make is none.
        """
        return form_among(self._library, self.given(), name)

    def given(self) -> tuple[tuple[str, str], ...]:
        """The given ones by id and folder, the last first: what another process finds them by."""
        return tuple((known.id, folder) for known, folder in reversed(self._given.values()))

    def take(self, given: GivenForms) -> tuple[tuple[KnownForm, ...], str]:
        """Forms given as the files of their folders, checked, and a sentence on each. Raises Refusal with all mistakes of all of them."""
        if self._home is None:
            self._home = tempfile.TemporaryDirectory(prefix="budgetxl-")
        home = Path(self._home.name, secrets.token_hex(16)).resolve()
        written(home, given.files)
        checked = [self._checked(home, home.joinpath(*place.parts)) for place in given.folders]
        for known, folder, _ in checked:
            for older in [each for each, (one, _) in self._given.items() if one.id == known.id]:
                del self._given[older]
            self._given[known.key] = known, str(folder)
        return tuple(known for known, _, _ in checked), "\n".join(said for _, _, said in checked)

    def _checked(self, home: Path, folder: Path) -> tuple[KnownForm, Path, str]:
        found = check_form(str(folder), FormLibrary(lambda form: form).find)
        if found.mistakes:
            mistakes = [str(one).replace(f"{folder}/", "") for one in found.mistakes]
            more = [say("form_more", n=len(mistakes) - MOST_MISTAKES)] if len(mistakes) > MOST_MISTAKES else []
            raise DeskRefusal("form_faulty", n=len(mistakes), mistakes="\n".join([*mistakes[:MOST_MISTAKES], *more]))
        form = self._library.find(str(folder))
        allowed = {*known_folders().values(), *(Path(place) for _, place in self._given.values())}
        if any(not one.is_relative_to(home) and one not in allowed for one in form.folders):
            raise DeskRefusal("form_outside")
        known = _known(secrets.token_hex(16), listed_form(form, str(folder)), default=False)
        return known, folder, say("form_taken", form=form.id, title=_bare(known.title), sheets=found.sheets, rules=found.rules)


def _known(key: str, one: ListedForm, default: bool) -> KnownForm:
    return KnownForm(key, one.id, one.title, one.county, one.year, default)


def _bare(title: str) -> str:
    """A title behind its slots for the unit and the year (…)."""
    return title.rpartition("…")[2].removeprefix("年") or title


def form_among(library: FormLibrary[Form], given: Sequence[tuple[str, str]], name: str) -> Form:
    """A form by its id or its folder: one of the given, or of the program's own. Raises FormError."""
    for known, folder in given:
        if name in (known, folder):
            return library.find(folder)
    if name not in known_folders():
        raise FormError([Mistake("", "", say("form_unknown", form=name))])
    return library.find(str(known_folders()[name]))


__all__ = ["KnownForm", "OwnForms", "form_among"]
