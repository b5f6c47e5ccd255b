"""Calls of the page: the files that they name put beside them, their results kept to be taken or written into the folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from ..desk import Desk
from ..messages import say
from ..model import Answer, GivenFile, MadeFile, Tell, Told
from .door import Refused
from .folder import Folder, NotWritten
from .kept_bytes import KeptBytes

MOST_KEPT = 600_000_000
"""Bytes of files on their way, each way."""


class Stopped(BaseException):
    """The program is to end in the midst of a call; no fault, and nothing to be told to the page."""


class Calls:
    """The calls of all pages to one desk, one at a time. ``ended`` says whether the program is to end."""

    def __init__(self, desk: Desk, folder: Folder | None, ended: Callable[[], bool] = lambda: False) -> None:
        self._desk, self._folder, self._ended = desk, folder, ended
        self._lock = Lock()
        self._given = KeptBytes(MOST_KEPT)
        self._made = KeptBytes(MOST_KEPT)
        self._of_folder: set[str] = set()  # names whose file came last from the folder

    def file(self, data: bytes) -> str:
        """The key of a file's bytes, for the call that follows."""
        return self._given.keep("", data)

    def take(self, key: str) -> tuple[str, bytes] | None:
        """A result, once: its name and its bytes."""
        return self._made.take(key)

    def call(self, body: bytes, tell: Tell) -> dict[str, Any]:
        """The answer to a call as JSON has it. Raises Refused where the body is none."""
        name, args, files = _parts(body)
        with self._lock:

            def told(about: Told) -> None:
                if self._ended():
                    raise Stopped
                tell(about)

            with suppress(NotWritten):
                if self._folder is not None and (name == "listing" or args.get("listed") or args.get("whole")) and not self._folder.is_there():
                    return {"value": {"error": say("folder_gone", path=self._folder.path), "gone": self._folder.path}, "files": []}
                if name == "listing":
                    return self._listing()
                given = [self._uploaded(one) for one in files]
                of_folder = [*self._listed(args.pop("listed", []))]
                if args.pop("whole", False) and self._folder is not None:
                    self._desk.bureau.begin_again()
                    of_folder.extend(self._folder.everything())
                if changed := self._changed_since(name, args):
                    return {"value": {"error": say("changed_since", path=changed)}, "files": []}
                answer = self._desk.call(name, args, [*given, *of_folder], told)
                self._of_folder = {name for name in self._of_folder if not any(f"{name}/".startswith(f"{one.name}/") for one in given)}
                self._of_folder |= {one.name for one in of_folder}
                return self._handed_over(answer, self._beside(name, args, of_folder))
            return {"value": {"error": say("not_listed")}, "files": []}

    def close(self, patience: float = 5.0) -> None:
        """End: what is under way has a moment to come to its next step."""
        reached = self._lock.acquire(timeout=patience)
        self._desk.close()
        if reached:
            self._lock.release()

    def _listing(self) -> dict[str, Any]:
        if self._folder is None:
            return {"value": {"files": [], "more": 0, "folder": ""}, "files": []}
        listed, more = self._folder.listing()
        files = [{"key": one.key, "name": one.name, "size": one.size, "written": one.written} for one in listed]
        return {"value": {"folder": self._folder.path, "files": files, "more": more}, "files": []}

    def _listed(self, keys: object) -> Iterator[GivenFile]:
        for key in keys if isinstance(keys, list) else []:
            found = self._folder.given(key) if self._folder is not None and isinstance(key, str) else None
            if found is None:
                raise NotWritten
            yield found

    def _changed_since(self, name: str, args: Mapping[str, Any]) -> str:
        """The first file of a row whose results are asked for that has changed in the folder since it was checked."""
        if self._folder is None or name != "make":
            return ""
        mine = [one for one in self._desk.rows.names(args.get("row")) if one in self._of_folder]
        return next((one for one in mine if self._folder.has_changed(one)), "")

    def _uploaded(self, one: Mapping[str, Any]) -> GivenFile:
        name, error, written = str(one.get("name", "")), str(one.get("error") or ""), one.get("written")
        found = None if error else self._given.take(one.get("key"))
        if found is None:
            return GivenFile(name, b"", None, error or say("not_uploaded"))
        return GivenFile(name, found[1], _moment(written))

    def _beside(self, name: str, args: Mapping[str, Any], of_folder: Sequence[GivenFile]) -> str | None:
        """The name of the file beside which results are written; None where they are taken by the page."""
        if self._folder is None:
            return None
        if name == "collect":
            return "" if of_folder else None
        if name not in ("make", "report"):
            return None
        names = self._desk.rows.names(args.get("row") if name == "make" else None)
        if not names or not self._of_folder.issuperset(names):
            return None
        return names[0] if name == "make" else ""

    def _handed_over(self, answer: Answer, beside: str | None) -> dict[str, Any]:
        value, files = dict(answer.value), list[dict[str, Any]]()
        lines: list[str] = []
        for made in answer.files:
            if beside is not None and not (beside == "" and made.name.endswith(".zip")):  # an archive there would be collected next time
                written = self._written(beside, made, lines)
                if written:
                    continue
            files.append({"name": made.name, "key": self._made.keep(made.name, made.data), "size": len(made.data)})
        if lines:
            value["said"] = "\n".join([*filter(None, [value.get("said")]), *lines])
        return {"value": value, "files": files}

    def _written(self, beside: str, made: MadeFile, lines: list[str]) -> bool:
        assert self._folder is not None
        try:
            lines.append(say("written_to", path=self._folder.write(beside, made)))
        except NotWritten as error:
            lines.append(say("not_written", reason=str(error)))
            return False
        return True


def _parts(body: bytes) -> tuple[str, dict[str, Any], list[dict[str, Any]]]:
    try:
        found = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise Refused(400, "bad_call") from None
    name, args, files = (found.get("name"), found.get("args", {}), found.get("files", [])) if isinstance(found, dict) else (None, None, None)
    if not (isinstance(name, str) and isinstance(args, dict) and isinstance(files, list) and all(isinstance(one, dict) for one in files)):
        raise Refused(400, "bad_call")
    return name, args, files


def _moment(written: object) -> datetime | None:
    """When a file was saved, from ms since 1970; None where that says nothing."""
    if not isinstance(written, int | float) or isinstance(written, bool) or not written:
        return None
    try:
        return datetime.fromtimestamp(written / 1000, UTC).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


__all__ = ["Calls", "Stopped"]
