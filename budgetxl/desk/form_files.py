"""Which of the files that were given together are those of forms: all that lie in the folder of a ``form.toml``, packed or not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from ..values.faults import said_of
from ..values.records import dataclass
from .model import GivenFile
from .refusing import DeskRefusal

FORM_FILE = "form.toml"
MOST_FILES, MOST_BYTES = 400, 20_000_000
OTHER_KINDS = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".zip", ".docx", ".doc", ".wps", ".pdf")
"""What no form consists of: such files beside a ``form.toml`` are workbooks, or what people took for one."""


@dataclass(frozen=True, slots=True)
class GivenForms:
    """The files of forms, the folders of those forms, and the other files that were given with them."""

    files: tuple[GivenFile, ...]
    folders: tuple[PurePosixPath, ...]
    others: tuple[GivenFile, ...]


def sorted_out(files: Sequence[GivenFile]) -> GivenForms:
    """Files by whether they belong to a form. Raises Refusal where an archive of a form can't be unpacked."""
    unpacked = [member for one in files for member in (_members(one) if _has_form(one) else (one,))]
    places = sorted({_path(one).parent for one in unpacked if _path(one).name == FORM_FILE}, key=str)
    folders = [place for place in places if not any(place != above and place.is_relative_to(above) for above in places)]
    mine = [_is_of(_path(one), folders) for one in unpacked]
    own = tuple(one for one, form in zip(unpacked, mine) if form)
    return GivenForms(own, tuple(folders), tuple(one for one, form in zip(unpacked, mine) if not form))


def written(home: Path, files: Sequence[GivenFile]) -> None:
    """Write the files of forms below a folder, and nowhere else. Raises Refusal for one that could not be read, or odd paths."""
    if len(files) > MOST_FILES or sum(len(one.data) for one in files) > MOST_BYTES:
        raise DeskRefusal("form_files", most=MOST_FILES, size=MOST_BYTES // 1_000_000)
    for one in files:
        path = _path(one)
        if one.error:
            raise DeskRefusal("form_unread", name=one.name, reason=one.error)
        if path.is_absolute() or ".." in path.parts or ":" in str(path) or "\0" in str(path):
            raise DeskRefusal("form_unpacked", reason=str(path))
        target = home.joinpath(*path.parts)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(one.data)
        except OSError:
            raise DeskRefusal("form_unpacked", reason=one.name) from None


def _path(one: GivenFile) -> PurePosixPath:
    return PurePosixPath(one.name.replace("\\", "/"))


def _is_of(path: PurePosixPath, folders: Iterable[PurePosixPath]) -> bool:
    return path.suffix.lower() not in OTHER_KINDS and any(path.is_relative_to(folder) for folder in folders)


def _has_form(one: GivenFile) -> bool:
    """Whether an archive holds a form."""
    if not one.name.lower().endswith(".zip"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(one.data)) as packed:
            return any(PurePosixPath(name).name == FORM_FILE for name in packed.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False


def _members(one: GivenFile) -> Iterator[GivenFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(one.data)) as packed:
            about = [each for each in packed.infolist() if not each.is_dir()]
            if len(about) > MOST_FILES or sum(each.file_size for each in about) > MOST_BYTES:
                raise DeskRefusal("form_files", most=MOST_FILES, size=MOST_BYTES // 1_000_000)
            for each in about:
                yield GivenFile(each.filename, packed.read(each), one.written)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError, EOFError) as error:
        raise DeskRefusal("form_unpacked", reason=said_of(error)) from None


__all__ = ["FORM_FILE", "MOST_BYTES", "MOST_FILES", "GivenForms", "sorted_out", "written"]
