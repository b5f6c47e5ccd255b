"""Worker processes: begun anew on every system, deaf to Ctrl-C, and gone when their parent is."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess

from budgetxl.bureau.running import Pool

LEAST_FILES = 4  # below which a worker is not worth its start
PATIENCE = 300.0  # seconds in which some file is done; the reader's limits hold any to a few


def pool_of(jobs: int | None, files: int) -> Pool | None:
    """As many workers as were asked for, else as there are processors; None where the work is done in this process."""
    wanted = jobs if jobs is not None else min(os.cpu_count() or 1, files // LEAST_FILES)
    return Pool(wanted, _started, _kill, PATIENCE) if wanted > 1 else None


def pool_for_many(jobs: int | None, files: int) -> Pool | None:
    """The same for a program that goes on: few files are not worth the start of workers, however many were asked for."""
    return pool_of(jobs, files) if files >= LEAST_FILES else None


class _Worker(SpawnProcess):
    """A process that is deaf to Ctrl-C from its first moment on: it would say so with a traceback while it is still starting."""

    def start(self) -> None:
        with _held_back():
            super().start()


class _Workers(SpawnContext):
    Process = _Worker


@contextmanager
def _held_back() -> Iterator[None]:
    """Ctrl-C waits until afterwards; processes that are begun meanwhile never hear it. (Windows has no such thing.)"""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _started(count: int) -> Executor:
    return ProcessPoolExecutor(count, _Workers(), initializer=_begun)


def _kill() -> None:
    """End all workers at once, those that are at work too."""
    for child in multiprocessing.active_children():
        if isinstance(child, _Worker):
            child.kill()


def _begun() -> None:
    """In a worker, before its first task: Ctrl-C is the parent's, and so is the life of all its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(100_000, 50, 50)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_gone_with, args=(parent.sentinel,), daemon=True).start()


def _gone_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
