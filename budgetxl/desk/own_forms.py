"""The forms that a desk knows: those of the program, and folders of forms that somebody gave it as files.

A form is asked for by its key, never by a path: the id of one of the program's own, or a random key that the desk gave.
"""

from __future__ import annotations

import io
import re
import secrets
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from ..forms import Form, FormError, FormLibrary, Mistake, known_folders
from ..values.faults import said_of
from ..values.records import dataclass
from ..verbs import Refusal, check_form, list_forms
from .messages import say
from .model import GivenFile

FORM_FILE = "form.toml"
MOST_FILES, MOST_BYTES = 400, 20_000_000


class DeskRefusal(Refusal):
    """The desk itself can't do what it was asked for. ``str()`` is the Chinese sentence."""

    def __init__(self, code: str, **slots: object) -> None:
        super().__init__("as_said", sentences=say(code, **slots))


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
        own = (KnownForm(one.id, one.id, one.title, one.county, one.year, one.default) for one in list_forms(self._library.find)[0])
        return (*(one for one, _ in reversed(self._given.values())), *own)

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

    def take(self, files: Sequence[GivenFile]) -> tuple[KnownForm, str]:
        """A form given as the files of its folder or as a .zip of it, checked. Raises Refusal with all its mistakes."""
        members = list(_members(files))
        if len(members) > MOST_FILES or sum(len(data) for _, data in members) > MOST_BYTES:
            raise DeskRefusal("form_files", most=MOST_FILES, size=MOST_BYTES // 1_000_000)
        if self._home is None:
            self._home = tempfile.TemporaryDirectory(prefix="budgetxl-")
        key = secrets.token_hex(16)
        folder = _written(Path(self._home.name) / key, members)
        found = check_form(str(folder), FormLibrary(lambda form: form).find)
        if found.mistakes:
            raise DeskRefusal("form_faulty", n=len(found.mistakes), mistakes="\n".join(map(str, found.mistakes)))
        form = self._library.find(str(folder))
        allowed = {*known_folders().values(), *(Path(place) for _, place in self._given.values())}
        if any(not one.is_relative_to(folder.resolve()) and one not in allowed for one in form.folders):
            raise DeskRefusal("form_outside")
        known = KnownForm(key, form.id, re.sub(r"\{\{[^}]*\}\}", "…", form.title), form.county, form.year, False)
        for older in [each for each, (one, _) in self._given.items() if one.id == form.id]:
            del self._given[older]
        self._given[key] = known, str(folder)
        return known, say("form_taken", form=form.id, title=known.title, sheets=found.sheets, rules=found.rules)


def form_among(library: FormLibrary[Form], given: Sequence[tuple[str, str]], name: str) -> Form:
    """A form by its id or its folder: one of the given, or of the program's own. Raises FormError."""
    for known, folder in given:
        if name in (known, folder):
            return library.find(folder)
    if name not in known_folders():
        raise FormError([Mistake("", "", say("form_unknown", form=name))])
    return library.find(str(known_folders()[name]))


def is_form(files: Iterable[GivenFile]) -> bool:
    """Whether files are those of a form: there is a ``form.toml`` among them, or in the one archive that they are."""
    found = list(files)
    if any(PurePosixPath(one.name).name == FORM_FILE for one in found):
        return True
    return len(found) == 1 and any(PurePosixPath(name).name == FORM_FILE for name in _names(found[0]))


def _names(one: GivenFile) -> list[str]:
    if not one.name.lower().endswith(".zip"):
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(one.data)) as packed:
            return packed.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return []


def _members(files: Sequence[GivenFile]) -> Iterator[tuple[str, bytes]]:
    if len(files) == 1 and files[0].name.lower().endswith(".zip"):
        try:
            with zipfile.ZipFile(io.BytesIO(files[0].data)) as packed:
                about = [one for one in packed.infolist() if not one.is_dir()]
                if len(about) > MOST_FILES or sum(one.file_size for one in about) > MOST_BYTES:
                    raise DeskRefusal("form_files", most=MOST_FILES, size=MOST_BYTES // 1_000_000)
                for one in about:
                    yield one.filename, packed.read(one)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError, EOFError) as error:
            raise DeskRefusal("form_unpacked", reason=said_of(error)) from None
    else:
        yield from ((one.name, one.data) for one in files)


def _written(home: Path, members: Sequence[tuple[str, bytes]]) -> Path:
    """The folder of a form with its files, the one that ``form.toml`` lies in; nothing is written outside ``home``."""
    place: PurePosixPath | None = None
    paths = [(PurePosixPath(name.replace("\\", "/")), data) for name, data in members]
    for path, _ in paths:
        if path.is_absolute() or ".." in path.parts or ":" in str(path) or "\0" in str(path):
            raise DeskRefusal("form_unpacked", reason=str(path))
        if path.name == FORM_FILE and (place is None or len(path.parts) < len(place.parts) + 1):
            place = path.parent
    if place is None:
        raise DeskRefusal("not_here")
    for path, data in paths:
        target = home.joinpath(*path.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return home.joinpath(*place.parts)


__all__ = ["DeskRefusal", "KnownForm", "OwnForms", "form_among", "is_form"]
