"""Who is let in: a request has to come from our own page in the browser that was given the one-time address. Pure, and fixed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence

from ...values.records import dataclass
from ...xlsx.archive.limits import MAX_FILE

ADDRESS = "127.0.0.1"
MARK = "X-Budgetxl"
"""A header that no form of another site can send: a script of another origin would have to ask first, and is refused."""

#: The whole table of paths: method and path, with what a path ends in where that is a key.
PATHS: Mapping[str, re.Pattern[str]] = {
    "open": re.compile(r"GET /open/([\w-]{43})", re.ASCII),
    "page": re.compile(r"GET /"),
    "take": re.compile(r"GET /take/([\w-]{43})", re.ASCII),
    "file": re.compile(r"POST /file"),
    "call": re.compile(r"POST /call"),
    "alive": re.compile(r"POST /alive"),
    "end": re.compile(r"POST /end"),
}
DOCUMENTS = ("open", "page")
"""What is opened in a tab; everything else is asked for by the page."""
MOST_BYTES: Mapping[str, int] = {"file": MAX_FILE, "call": 4_000_000, "alive": 0, "end": 0}
_LENGTH = re.compile(r"[0-9]{1,12}", re.ASCII)


class Refused(Exception):
    """A request that is not answered: its status, and the code of the sentence that says why."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was let in: what for, the key at the end of its path, the length of its body."""

    what: str
    key: str = ""
    length: int = 0


class Door:
    """The door of one server. The token of the address opens it once and becomes the secret of a cookie."""

    def __init__(self, port: int) -> None:
        self.host = f"{ADDRESS}:{port}"
        self.origin = f"http://{self.host}"
        self.cookie = f"budgetxl-{port}"  # cookies know no ports: the name tells those of several desks apart
        self.secret = secrets.token_urlsafe(32)
        self._token: str | None = secrets.token_urlsafe(32)

    @property
    def address(self) -> str:
        """What the browser is to open, once. Empty afterwards."""
        return f"{self.origin}/open/{self._token}" if self._token else ""

    def spend(self, token: str) -> str:
        """The line of the cookie that the token becomes. Raises Refused for another token, or the same a second time."""
        if self._token is None or not _same(token, self._token):
            raise Refused(403, "door_token")
        self._token = None
        return f"{self.cookie}={self.secret}; Path=/; HttpOnly; SameSite=Strict"

    def asked(self, method: str, path: str, headers: Sequence[tuple[str, str]]) -> Asked:
        """What a request asks for, its headers as they came. Raises Refused, before anything of its body is read."""
        values: dict[str, list[str]] = {}
        for name, value in headers:
            values.setdefault(name.lower(), []).append(value.strip(" \t"))
        if values.get("host") != [self.host]:
            raise Refused(421, "door_host")
        what, key = _in_table(method, path)
        self._from_our_page(method, what, values)
        if what != "open" and not any(_same(each, self.secret) for each in self._cookies(values)):
            raise Refused(403, "door_cookie")
        return Asked(what, key, _length(method, what, values))

    def _from_our_page(self, method: str, what: str, values: Mapping[str, list[str]]) -> None:
        document = what in DOCUMENTS
        if values.get("sec-fetch-site", ["same-origin"]) not in (["same-origin"], *([["none"]] if document else [])):
            raise Refused(403, "door_foreign")
        if document and values.get("sec-fetch-dest", ["document"]) != ["document"]:
            raise Refused(403, "door_foreign")
        if values.get("origin", [] if method == "GET" else [""]) not in ([self.origin], *([[]] if method == "GET" else [])):
            raise Refused(403, "door_foreign")
        if method == "POST" and values.get(MARK.lower()) != ["1"]:
            raise Refused(403, "door_foreign")

    def _cookies(self, values: Mapping[str, list[str]]) -> list[str]:
        pairs = [pair.strip(" ").partition("=") for line in values.get("cookie", []) for pair in line.split(";")]
        return [value for name, _, value in pairs if name == self.cookie]


def _in_table(method: str, path: str) -> tuple[str, str]:
    for what, pattern in PATHS.items():
        found = pattern.fullmatch(f"{method} {path}")
        if found:
            return what, found[1] if found.groups() else ""
    raise Refused(404, "door_path")


def _length(method: str, what: str, values: Mapping[str, list[str]]) -> int:
    """How long the body is: it says so once, in figures, or there is none."""
    if "transfer-encoding" in values:
        raise Refused(400, "door_length")
    said = values.get("content-length", ["0"] if method == "GET" else [])
    if not said:
        raise Refused(411, "door_length")
    if len(said) != 1 or not _LENGTH.fullmatch(said[0]):
        raise Refused(400, "door_length")
    length = int(said[0])
    if length > MOST_BYTES.get(what, 0):
        raise Refused(413, "door_large")
    return length


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode("utf-8", "surrogateescape"), other.encode())


__all__ = ["ADDRESS", "DOCUMENTS", "MARK", "MOST_BYTES", "PATHS", "Asked", "Door", "Refused"]
