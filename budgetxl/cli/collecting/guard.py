"""What ``collect`` reads, and so never writes onto: what was sent in, last year's files, the roster, the form."""

from __future__ import annotations

from pathlib import Path

from budgetxl.verbs.collect import is_own

from ..common import Failure
from ..inputs import Inputs, files_below
from ..messages import say
from ..writing import writing
from .folder import Folder


class Guard:
    """The files of one collection that are read. What the program itself wrote into the folder, and nobody changed, may be replaced."""

    def __init__(self, files: Folder, roster: str, previous: str | None) -> None:
        self._given = Inputs([roster, *(files_below(previous) if previous is not None else ())])
        self._found = Inputs(files.paths)

    def refuse(self, path: str | Path) -> None:
        """Raise Failure where a file to be written is one that is read, by another name or a link perhaps."""
        with writing(path):
            if path in self._given or (path in self._found and not is_own(Path(path).read_bytes())):
                raise Failure(say("same_file", path=path))
