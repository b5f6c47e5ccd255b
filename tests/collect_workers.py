"""What workers do in tests of ``collect``: at module level, where a process that was begun anew finds it."""

from __future__ import annotations

import os
import signal
import time

from budgetxl.bureau.collect.reading import Task, read_task
from budgetxl.bureau.collect.sending import Sent

KILLER = "杀手"


def doubled(text: str) -> str:
    if text.startswith("kill"):
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(600 if text.startswith("hang") else 0.01)
    return text * 2


def killed_by_a_file(task: Task) -> Sent:
    """Reads a file, unless its name is that of one over which the system ends the process."""
    if any(KILLER in path for path in task.paths):
        os.kill(os.getpid(), signal.SIGKILL)
    return read_task(task)
