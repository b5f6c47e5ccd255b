"""One request, read and answered: the door is asked first, then what the table of paths names is done."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..messages import say
from ..model import Told
from .calling import Stopped
from .door import Asked, Refused

if TYPE_CHECKING:
    from .serving import DeskServer

MOST_LINE = 8_192
LEAVING_SECONDS = 0.3
"""In which whoever was refused may end what he sends, so that he reads why; all of it, however slowly its bytes come."""
BODY_SECONDS = 30.0
"""In which more of a body has to come, or be taken."""
SAFE: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
CLOSED = "default-src 'none'; frame-ancestors 'none'"
"""The policy of every answer that is not the page."""


class Answering(BaseHTTPRequestHandler):
    """A connection is one request (HTTP/1.0): the end of an answer is the end of the connection."""

    server: DeskServer
    timeout = BODY_SECONDS

    def handle_one_request(self) -> None:
        self.close_connection = True
        self.requestline, self.request_version, self.command = "", "", ""
        try:
            self.raw_requestline = self.rfile.readline(MOST_LINE + 1)
            if not self.raw_requestline:
                return
            if len(self.raw_requestline) > MOST_LINE:
                self.send_error(414)
            elif self.parse_request():
                self.server.heard(self.connection)
                self._answer()
        except Refused as error:
            self._refuse(error.status, error.code)
        except OSError:  # it came too slowly, or went away
            return

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What ``http.server`` finds no request; it would answer in English, and quote what came."""
        self.server.heard(self.connection)
        self._refuse(int(code), "door_request")

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal is for people."""

    def version_string(self) -> str:
        return "budgetxl"

    def _answer(self) -> None:
        words = self.requestline.split(" ")
        if self.headers.defects or len(words) != 3:
            raise Refused(400, "door_request")
        asked = self.server.door.asked(self.command, words[1], list(self.headers.raw_items()))  # as it came: http.server mends paths
        answers: Mapping[str, Callable[[Asked], None]] = {
            "open": self._open, "page": self._page, "take": self._take, "file": self._file, "call": self._call,
            "alive": self._alive, "end": self._end,
        }  # fmt: skip
        self.server.life.seen()
        answers[asked.what](asked)

    def _open(self, asked: Asked) -> None:
        cookie = self.server.door.spend(asked.key)
        self._head(303, 0, "text/plain", CLOSED, {"Set-Cookie": cookie, "Location": "/"})

    def _page(self, asked: Asked) -> None:
        policy = f"{self.server.policy}; frame-ancestors 'none'"
        self._head(200, len(self.server.page), "text/html; charset=utf-8", policy)
        self.wfile.write(self.server.page)

    def _take(self, asked: Asked) -> None:
        found = self.server.calls.take(asked.key)
        if found is None:
            raise Refused(404, "door_taken")
        name, data = found
        saved = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
        self._head(200, len(data), "application/octet-stream", CLOSED, saved)
        self.wfile.write(data)

    def _file(self, asked: Asked) -> None:
        with self.server.life.work():
            key = self.server.calls.file(self._body(asked))
        self._json({"key": key})

    def _call(self, asked: Asked) -> None:
        """A line of JSON for each step that is told, and a last one for the answer; the end of the connection is their end."""
        body, begun = self._body(asked), False

        def line(value: Mapping[str, Any]) -> None:
            nonlocal begun
            if not begun:
                self._head(200, None, "application/x-ndjson; charset=utf-8", CLOSED)
                begun = True
            self.wfile.write(json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
            self.wfile.flush()

        def tell(told: Told) -> None:
            with suppress(OSError):  # a page that has gone: what was begun is done all the same
                line({"told": dict(told)})

        with self.server.life.work(), suppress(Stopped):
            line(self.server.calls.call(body, tell))

    def _alive(self, asked: Asked) -> None:
        self._json({})

    def _end(self, asked: Asked) -> None:
        self._json({})
        self.server.life.end()

    def _body(self, asked: Asked) -> bytes:
        data = self.rfile.read(asked.length)
        if len(data) != asked.length:
            raise Refused(400, "door_length")
        return data

    def _json(self, value: Mapping[str, Any]) -> None:
        data = json.dumps(value, ensure_ascii=False).encode()
        self._head(200, len(data), "application/json", CLOSED)
        self.wfile.write(data)

    def _head(self, status: int, length: int | None, kind: str, policy: str, more: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Security-Policy": policy, "Connection": "close", **SAFE, **(more or {})}
        if length is not None:
            headers["Content-Length"] = str(length)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _refuse(self, status: int, code: str) -> None:
        """Say why in one sentence. What the other side still sends is let run out for a moment: else it would never read that."""
        data = say(code).encode()
        with suppress(OSError):
            self.request_version = "HTTP/1.0"
            self._head(status, len(data), "text/plain; charset=utf-8", CLOSED)
            self.wfile.write(data)
            self.connection.shutdown(socket.SHUT_WR)
            self.server.leaving(self.connection)
            end = time.monotonic() + LEAVING_SECONDS
            while (left := end - time.monotonic()) > 0:
                self.connection.settimeout(left)
                if not self.connection.recv(1 << 16):
                    return



__all__ = ["BODY_SECONDS", "CLOSED", "LEAVING_SECONDS", "MOST_LINE", "SAFE", "Answering"]
