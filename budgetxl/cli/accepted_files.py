"""The workbooks of a folder that ``collect`` accepted there, as ``accepted.json`` lists them, those in archives too."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from ..bureau.accepted import ACCEPTED_FILE, AcceptedFile, NotAccepted, read_accepted, read_not_accepted
from ..verbs import SourceFile
from ..xlsx import UnreadableFile, read_file
from .common import Failure, source_of
from .messages import say
from .writing import writing


def accepted_in(folder: Path) -> tuple[AcceptedFile, ...] | None:
    """What ``accepted.json`` of the folder names; None where there is none, Failure where it is none of ours."""
    file = folder / ACCEPTED_FILE
    with writing(folder):
        if not file.is_file():
            return None
    source = source_of(str(file))
    found = read_accepted(source.data)
    if source.error or found is None:
        raise Failure(say("bad_accepted", path=file, reason=source.error or say("not_ours")))
    return found


def not_accepted_in(folder: Path) -> tuple[NotAccepted, ...]:
    """The units whose workbooks are in the folder and were not accepted, as its ``accepted.json`` says."""
    return read_not_accepted(source_of(str(folder / ACCEPTED_FILE)).data)


def is_accepted(path: str, folders: Sequence[str]) -> bool | None:
    """Whether a workbook is an accepted one, by the lists of some folders and of its own; None where none of them knows of it."""
    digest, told = hashlib.sha256(source_of(path).data).hexdigest(), False
    for folder in dict.fromkeys((*map(Path, folders), Path(path).parent)):
        try:
            listed = accepted_in(folder) or ()
        except Failure:  # a list that is none of ours says nothing here
            continue
        if any(one.digest == digest for one in listed):
            return True
        told = told or any(Path(folder, one.path) == Path(path) for one in listed)
    return False if told else None


def accepted_source(folder: Path, one: AcceptedFile) -> SourceFile:
    """An accepted workbook; one that is not what was accepted any more says so."""
    source = sources_below(folder, [one.path], {one.path: one.digest})[one.path]
    if not source.error and hashlib.sha256(source.data).hexdigest() != one.digest:
        return SourceFile(source.name, b"", say("changed_since"))
    return source


def sources_below(folder: Path, names: Sequence[str], digests: Mapping[str, str]) -> dict[str, SourceFile]:
    """The files of some names below a folder; what was accepted and is not there, or not the same, by its digest, wherever it lies."""
    from ..bureau.collect import contents_of
    from .collecting import Folder

    found = {name: _source_below(folder, name) for name in names}
    lost = {digests[name]: name for name in names if name in digests and _digest(found[name]) != digests[name]}
    if lost:
        found |= {lost[digest]: SourceFile(lost[digest], data) for digest, data in contents_of(Folder(str(folder)).files, set(lost)).items()}
    return found


def _digest(source: SourceFile) -> str:
    return "" if source.error else hashlib.sha256(source.data).hexdigest()


def _source_below(folder: Path, name: str) -> SourceFile:
    """A file that a list names below a folder; one that would lie outside of it is none."""
    if Path(name).is_absolute() or ".." in Path(name).parts:
        return SourceFile(name, b"", say("outside"))
    parts = PurePosixPath(name).parts
    for count in range(1, len(parts)):
        archive = folder.joinpath(*parts[:count])
        if archive.suffix.lower() == ".zip" and archive.is_file():
            return _packed(archive, "/".join(parts[count:]), name)
    from .collecting.folder import told_path

    source = source_of(str(folder / name))
    return SourceFile(told_path(Path(name)), source.data, source.error)


def _packed(archive: Path, inside: str, name: str) -> SourceFile:
    """A file of an archive, as ``collect`` read it there."""
    from ..bureau.collect import Found, bytes_at

    try:
        return SourceFile(name, bytes_at([Found("", partial(read_file, archive))], f"/{inside}"))
    except KeyError:
        return SourceFile(name, b"", say("not_in_archive"))
    except UnreadableFile as error:
        return SourceFile(name, b"", str(error))


__all__ = ["accepted_in", "accepted_source", "is_accepted", "not_accepted_in", "sources_below"]
