"""A desk behind its server, in this process, and a client that sends what it is told to, right or wrong, over a real socket."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from budgetxl.cli.serving import OwnFolder
from budgetxl.desk import Desk
from budgetxl.desk.page import page_served
from budgetxl.desk.server import Calls, DeskServer, Life


@dataclass(frozen=True)
class Got:
    """What came back over a connection: a status of 0 is an end without a word."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.body.splitlines()]


class Client:
    """Speaks to one server as a browser with its page would, unless a test says otherwise."""

    def __init__(self, server: DeskServer, cookie: str = "") -> None:
        self.server, self.port, self.host, self.cookie = server, server.server_address[1], server.door.host, cookie

    def raw(self, data: bytes, timeout: float = 10) -> Got:
        """The answer to these very bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout) as connection:
            connection.sendall(data)
            return got(connection)

    def ask(self, method: str, path: str, body: bytes = b"", drop: Sequence[str] = (), more: Sequence[str] = ()) -> Got:
        """A request with everything that the door wants, but for the headers to ``drop``, and with some ``more`` lines."""
        lines = [f"Host: {self.host}", *([f"Cookie: {self.cookie}"] if self.cookie else []), "Sec-Fetch-Site: same-origin"]
        if method == "POST":
            lines += [f"Origin: http://{self.host}", "X-Budgetxl: 1", f"Content-Length: {len(body)}"]
        kept = [line for line in lines if line.partition(":")[0] not in drop]
        return self.raw(f"{method} {path} HTTP/1.1\r\n{''.join(f'{line}{chr(13)}{chr(10)}' for line in [*kept, *more])}\r\n".encode() + body)

    def enter(self) -> Got:
        """Open the address, once, and keep the cookie."""
        found = self.ask("GET", self.server.door.address.removeprefix(self.server.door.origin))
        self.cookie = found.headers.get("set-cookie", "").partition(";")[0]
        return found

    def give(self, data: bytes) -> str:
        """The key of a file."""
        return str(json.loads(self.ask("POST", "/file", data).body)["key"])

    def call(self, name: str, args: Mapping[str, Any] | None = None, files: Sequence[Mapping[str, Any]] = ()) -> Any:
        """The last line of the answer to a call."""
        return self.ask("POST", "/call", json.dumps({"name": name, "args": args or {}, "files": list(files)}).encode()).lines[-1]

    def check(self, name: str, data: bytes) -> Any:
        return self.call("check", {}, [{"key": self.give(data), "name": name, "written": 0}])

    def listed(self) -> dict[str, str]:
        """The keys of the folder's workbooks by their names."""
        return {one["name"]: one["key"] for one in self.call("listing")["value"]["files"]}


def got(connection: socket.socket) -> Got:
    data = b""
    try:
        while more := connection.recv(1 << 16):
            data += more
    except ConnectionError:
        pass
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    status = re.match(r"HTTP/1\.[01] ([0-9]{3})", first)
    return Got(int(status[1]) if status else 0, {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in lines}, body)


@contextmanager
def serving(folder: Path, desk: Desk | None = None, life: Life | None = None, head_seconds: float = 10.0) -> Iterator[DeskServer]:
    """A server for a folder; it has ended when the block does."""
    life = life or Life()
    page, policy = page_served()
    server = DeskServer(page.encode(), policy, Calls(desk or Desk(), OwnFolder(str(folder)), lambda: life.ended), life, head_seconds)
    thread = threading.Thread(target=server.run, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        life.end()
        thread.join(20)
        assert not thread.is_alive()


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def until(true: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether something comes true within some seconds."""
    waiting = threading.Event()
    for _ in range(int(seconds * 50)):
        if true():
            return True
        waiting.wait(0.02)
    return true()
