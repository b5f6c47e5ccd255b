"""The reports that ``check`` writes: files of each format, and annotated copies in a folder. Never onto a file that was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..verbs import Checked, ReportFormat, Unreadable, report_entry, safe_name
from .app import OK, UNREADABLE
from .common import Failure, said
from .messages import say
from .printing import tell
from .writing import make_folder, refuse_inputs, refuse_suffix, write_whole, writing

SUFFIX = "-批注.xlsx"


class Reports:
    """Gathers what the reports will say, and writes the copies as it goes. Its methods return exit codes.

    ``targets`` are the files to write, by format. Where everything will go is settled at once: raises Failure where a
    target is in the way or can't be.
    """

    def __init__(self, files: Sequence[str], targets: Mapping[ReportFormat, str], folder: str | None, force: bool) -> None:
        self.targets, self.force = targets, force
        self.copies = copy_names(files, folder) if folder is not None else {}
        self.entries: dict[ReportFormat, list[Any]] = {kind: [] for kind in targets}
        if folder is not None:
            with writing(folder):
                _refuse_folder(Path(folder))
        for path in targets.values():
            refuse_inputs(path, files)
        taken: set[Path] = set()
        reports = [Path(target) for target in targets.values()]
        for target in [*reports, *self.copies.values()]:
            with writing(target):
                if target in reports and not target.parent.is_dir():
                    raise Failure(say("no_folder", path=target.parent))
                _refuse(target, files, force)
                if target.resolve() in taken:
                    raise Failure(say("same_target", path=target))
                taken.add(target.resolve())
        for kind, path in targets.items():
            refuse_suffix(path, kind.suffix)

    def add(self, one: Checked | Unreadable) -> int:
        for kind, entries in self.entries.items():
            entries.append(report_entry(kind, one))
        return self._annotate(one) if self.copies and isinstance(one, Checked) else OK

    def finish(self) -> int:
        codes = [_written(target, _whole(kind, self.entries[kind]), self.force) for kind, target in self.targets.items()]
        return max([OK, *codes])

    def _annotate(self, one: Checked) -> int:
        """One copy for each file of a submission; one that can't be made gets its sentence, the others go on."""
        from ..verbs import annotated_copies

        code = OK
        for copy in annotated_copies(one):
            if copy.error:
                tell(say("file", path=copy.name, reason=copy.error))
                code = max(code, UNREADABLE)
                continue
            code = max(code, _written(str(self.copies[copy.name]), copy.data, self.force, in_folder=True))
            for note in copy.notes:
                tell(say("file", path=self.copies[copy.name], reason=note))
        return code


def copy_names(files: Sequence[str], folder: str) -> dict[str, Path]:
    """Where the copy of each file goes. Files of the same name from different folders get numbers; long names are cut."""
    taken: set[str] = set()
    found: dict[str, Path] = {}
    for file in files:
        stem, number = Path(file).stem, 1
        name = safe_name(stem, SUFFIX)
        while name.casefold() in taken:  # some file systems know no difference of case
            number += 1
            name = safe_name(stem, f"-{number}{SUFFIX}")
        taken.add(name.casefold())
        found[file] = Path(folder) / name
    return found


def _whole(kind: ReportFormat, entries: Sequence[Any]) -> bytes:
    """A report; a page is signed, so that a bureau that finds it among what came back knows it."""
    data = kind.writer.whole(entries)
    if kind.suffix != ".html":
        return data
    from .own_files import signed  # with the bureau's packages, which a check without a page does without

    return signed(data)


def _refuse_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Failure(say("not_folder", path=folder))


def _refuse(target: Path, files: Sequence[str], force: bool) -> None:
    if not target.exists():
        return
    refuse_inputs(target, files)
    if target.is_dir():
        raise Failure(say("cant_write", path=target, reason="这是一个文件夹"))
    if not force:
        raise Failure(say("exists", path=target))


def _written(path: str, data: bytes, force: bool, in_folder: bool = False) -> int:
    """Write one report; a failure is told and counted, so that the others are still made."""
    try:
        if in_folder:
            make_folder(Path(path).parent)
        write_whole(path, data, force)
    except Failure as error:
        tell(error.format_message())
        return error.exit_code
    said(path)
    return OK

