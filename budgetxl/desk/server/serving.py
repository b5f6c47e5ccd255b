"""The server: bound to this machine only, few threads, and none of them for long with who does not finish what he began to ask."""

from __future__ import annotations

import socket
import threading
import time
from http.server import HTTPServer
from socketserver import TCPServer, ThreadingMixIn
from typing import Any

from .answering import Answering
from .calling import Calls
from .door import ADDRESS, Door
from .life import Life

HEAD_SECONDS = 10.0
"""In which a request has to have said what it asks for, however slowly its bytes come."""
MOST_WAITING = 24
"""Connections that have not yet said so; beyond, the oldest goes."""
MOST_LEAVING = 8
"""Connections that have been refused and still send; beyond, the oldest goes."""
MOST_AT_ONCE = 64


class DeskServer(ThreadingMixIn, HTTPServer):
    """Serves ``page``, with ``policy`` in its head, and ``calls``, until ``life`` is over."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = False  # on Windows it would let another program take the port
    request_queue_size = 128

    def __init__(self, page: bytes, policy: str, calls: Calls, life: Life, head_seconds: float = HEAD_SECONDS) -> None:
        self.page, self.policy, self.calls, self.life = page, policy, calls, life
        self._head_seconds = head_seconds
        self._waiting: dict[Any, float] = {}  # connections by the time at which they came, the first first
        self._leaving: dict[Any, None] = {}  # refused connections, the first first
        self._open: set[Any] = set()
        self._lock = threading.Lock()
        super().__init__((ADDRESS, 0), Answering)
        self.door = Door(self.server_address[1])

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer would look up the name of the machine, which nobody needs
        self.server_name, self.server_port = ADDRESS, self.server_address[1]

    def run(self, poll: float = 0.25) -> None:
        """Serve until it is over; what was kept for the pages is gone then."""
        try:
            self.serve_forever(poll)
        finally:
            self.life.end()
            self.server_close()
            self.calls.close()

    def service_actions(self) -> None:
        """Between requests: who has not said in time what he wants goes; and when it is over, the loop is told."""
        now = time.monotonic()
        with self._lock:
            late = [one for one, came in self._waiting.items() if now - came > self._head_seconds]
        for one in late:
            self.heard(one)
            _cut(one)
        if self.life.over():
            threading.Thread(target=self.shutdown, daemon=True).start()

    def process_request(self, request: Any, client_address: Any) -> None:
        oldest = None
        with self._lock:
            room = len(self._open) < MOST_AT_ONCE
            if room:
                self._open.add(request)
                self._waiting[request] = time.monotonic()
            if len(self._waiting) > MOST_WAITING:
                oldest = next(iter(self._waiting))
                del self._waiting[oldest]
        if oldest is not None:
            _cut(oldest)
        if not room:
            super().shutdown_request(request)
            return
        super().process_request(request, client_address)

    def heard(self, request: Any) -> None:
        """A connection has said what it asks for."""
        with self._lock:
            self._waiting.pop(request, None)

    def leaving(self, request: Any) -> None:
        """A connection has been refused, and what it still sends is let run out: of few at once, whatever they send."""
        oldest = None
        with self._lock:
            self._leaving[request] = None
            if len(self._leaving) > MOST_LEAVING:
                oldest = next(iter(self._leaving))
                del self._leaving[oldest]
        if oldest is not None:
            _cut(oldest)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
            self._waiting.pop(request, None)
            self._leaving.pop(request, None)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke off is nobody's fault, and nothing for the terminal."""


def _cut(request: Any) -> None:
    try:
        request.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


__all__ = ["HEAD_SECONDS", "MOST_AT_ONCE", "MOST_LEAVING", "MOST_WAITING", "DeskServer"]
