"""Worker processes: begun anew on every system, deaf to Ctrl-C, and gone when their parent is."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing.connection import wait

from budgetxl.verbs.collect import Pool

LEAST_FILES = 4  # below which a worker is not worth its start


def pool_of(jobs: int | None, files: int) -> Pool | None:
    """As many workers as were asked for, else as there are processors; None where the work is done in this process."""
    wanted = jobs if jobs is not None else min(os.cpu_count() or 1, files // LEAST_FILES)
    return Pool(wanted, _started) if wanted > 1 else None


def _started(count: int) -> Executor:
    return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_begun)


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
