"""The folder that goes back to the units: what an earlier run wrote there and this one does not is taken away, if nobody changed it.

A list beside the files holds their names and digests. Without it, or where it is damaged, nothing is taken away.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from ...values.faults import reason_of
from ..messages import say
from ..printing import tell
from ..writing import write_whole

LIST = ".budgetxl-returned.json"
"""The list. It is ours by its name, as the cache is, and may be deleted at any time."""


class ReturnedFiles:
    """The files of one run, held against those of the runs before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._before = _listed(folder / LIST)
        self._now: dict[str, str] = {}

    def wrote(self, name: str, data: bytes) -> None:
        self._now[name] = hashlib.sha256(data).hexdigest()

    def kept(self, name: str) -> None:
        """A file of this run that could not be written: what stands there is what an earlier run wrote, or somebody else's."""
        self._now[name] = self._before.get(name, "")

    def close(self, force: bool) -> None:
        """Take away what is no longer to go back, with ``force``; what somebody changed stays and is told. Raises Failure."""
        stay, gone = {}, 0
        for name, digest in self._before.items():
            if name in self._now or not digest or not (self.folder / name).is_file():
                continue
            if force and self._is_as_written(name, digest) and self._taken_away(name):
                gone += 1
                continue
            changed = not self._is_as_written(name, digest)
            tell(say("stale_changed" if changed else "stale_kept", path=self.folder / name))
            stay[name] = digest
        if gone:
            tell(say("stale_gone", n=gone))
        listed = {name: digest for name, digest in {**stay, **self._now}.items() if digest}
        write_whole(str(self.folder / LIST), (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode(), force=True)

    def _is_as_written(self, name: str, digest: str) -> bool:
        try:
            return hashlib.sha256((self.folder / name).read_bytes()).hexdigest() == digest
        except OSError:
            return False

    def _taken_away(self, name: str) -> bool:
        try:
            (self.folder / name).unlink()
        except OSError as error:
            tell(say("cant_write", path=self.folder / name, reason=reason_of(error)))
            return False
        return True


def _listed(path: Path) -> dict[str, str]:
    """The names of files and their digests; names that lead out of the folder are none of ours."""
    try:
        listed = json.loads(path.read_bytes())
        return {name: str(digest) for name, digest in listed.items() if Path(name).name == name}
    except (OSError, ValueError, AttributeError, RecursionError):
        return {}


__all__ = ["LIST", "ReturnedFiles"]
