"""Workers of other machines: a cluster of Dask's distributed as one more executor. What is sent there is bytes, what comes back is JSON.

It is an extra (``pip install budgetxl[cluster]``); nothing else of the program needs it.
"""

from __future__ import annotations

import hashlib
import logging
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import budgetxl

from ...bureau.running import Pool
from ...forms import FormError, load_form
from ...forms.load.library import template_root
from ...values.faults import said_of
from ..common import Failure
from ..messages import say
from .processes import PATIENCE

CONNECTING = "15s"
"""How long a scheduler may take to answer."""
COMING = 30.0
"""Seconds in which a worker is there at first; where all of them were killed, a busy machine takes longer to begin others."""
LEAST_JOBS = 2
"""Tasks at a time even of a single worker: with one, the work would be done in this process."""
_PARTS = (".py", ".toml", ".j2", ".csv", ".css", ".html", ".js", ".docx")


@contextmanager
def cluster_at(address: str, form: str | None = None) -> Iterator[Pool]:
    """The workers of the scheduler at an address (``tcp://10.1.2.3:8786``). Raises Failure where they can't do the work.

    They have to have the same program, and the folder of ``form`` where one is given, at the same path.
    """
    client = _connected(address)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on the size of a workbook, and other machines' versions of libraries that we do not use
            yield Pool(_ready(client, address, form), lambda count: _Cluster(client), lambda: _refuse_empty(client, address, PATIENCE), PATIENCE)
    finally:
        with suppress(Exception):
            client.close(timeout=5)


def _connected(address: str) -> Any:
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise Failure(say("no_distributed")) from None
    for name in ("distributed", "tornado.application"):  # what becomes of tasks is told by this program
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return distributed.Client(address, timeout=CONNECTING, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise Failure(say("no_scheduler", address=address, reason=said_of(error))) from None


def _ready(client: Any, address: str, form: str | None) -> int:
    """How many tasks its workers do at a time. Raises Failure where there is none, or one that has another program or form."""
    _refuse_empty(client, address)
    own = program_digest(form)
    try:
        theirs = client.run(program_digest, form)
    except Exception as error:
        raise Failure(say("cluster_without", reason=said_of(error))) from None
    if "" in theirs.values():
        raise Failure(say("cluster_form", form=form))
    others = [name for name, digest in theirs.items() if digest != own]
    if others:
        raise Failure(say("cluster_other", workers="、".join(others[:3]), n=len(others)))
    return max(LEAST_JOBS, int(sum(client.nthreads().values())))


def _refuse_empty(client: Any, address: str, patience: float = COMING) -> None:
    """Raise Failure where no worker is there, nor comes within so many seconds: one that was killed is begun anew after a while."""
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError:
        raise Failure(say("cluster_empty", address=address)) from None
    except Exception as error:
        raise Failure(say("no_scheduler", address=address, reason=said_of(error))) from None


def program_digest(form: str | None = None) -> str:
    """A checksum of what the program is, and of a form that it is given, by the contents of their files: the same on every machine.

    Empty where there is no such form.
    """
    try:
        folders = load_form(form).folders if form else ()
    except FormError:
        return ""
    digest = hashlib.sha256()
    for root in (Path(budgetxl.__file__).parent, template_root(), *folders):
        files = sorted((path.relative_to(root).as_posix(), path) for path in root.rglob("*") if path.suffix in _PARTS and path.is_file())
        for name, path in files:
            digest.update(name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


class _Cluster(Executor):
    """Dask's executor, which says of a task whose workers were killed what every executor says of it: :class:`BrokenExecutor`.

    Where one worker of several is killed, Dask gives its tasks to others by itself; only where that was tried a few times does it
    give a task up. One that is cancelled because the scheduler is gone counts as broken too.
    """

    def __init__(self, client: Any) -> None:
        self._inner = client.get_executor(pure=False)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        outer: Future[Any] = Future()
        try:
            inner = self._inner.submit(fn, *args, **kwargs)
        except RuntimeError as error:
            raise BrokenExecutor(str(error)) from error
        inner.add_done_callback(lambda done: _hand_on(done, outer))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        with suppress(Exception):  # a scheduler that has gone can't be told
            self._inner.shutdown(wait=wait)


def _hand_on(done: Future[Any], outer: Future[Any]) -> None:
    killed: Any = import_module("distributed").KilledWorker
    if not outer.set_running_or_notify_cancel():
        return
    if done.cancelled():
        outer.set_exception(BrokenExecutor("cancelled"))
        return
    error = done.exception()
    if isinstance(error, killed):
        outer.set_exception(BrokenExecutor(str(error)))
    elif error is not None:
        outer.set_exception(error)
    else:
        outer.set_result(done.result())


__all__ = ["cluster_at", "program_digest"]
