"""Batch work at the edge: who does it (this process, processes of this machine, a cluster), and the bar that shows how far it is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

import click

from ...bureau.running import Pool, each_done
from ..common import Failure
from ..messages import say
from ..printing import is_dumb
from .processes import pool_of

Given = TypeVar("Given")
Done = TypeVar("Done")


@contextmanager
def workers(jobs: int | None, files: int, cluster: str | None = None, form: str | None = None) -> Iterator[Pool | None]:
    """Those who do the work on so many files; None where it is done in this process. Raises Failure for a cluster that can't be used.

    ``cluster`` is the address of a scheduler; ``form`` a form that its workers have to know.
    """
    if cluster is None:
        yield pool_of(jobs, files)
        return
    if jobs is not None:
        raise Failure(say("jobs_or_cluster"))
    from .cluster import cluster_at

    with cluster_at(cluster, form) as pool:
        yield pool


def everywhere(form: str) -> str:
    """A form as processes that stand in other folders find it: a folder by its whole path."""
    return str(Path(form).absolute()) if Path(form).is_dir() else form


def each_shown(
    tasks: Iterable[Given], work: Callable[[Given], Done], pool: Pool | None, label: str, total: int, size: Callable[[Given], int] = lambda task: 1
) -> Iterator[tuple[Given, Done | None]]:
    """Each task with what is made of it, as :func:`each_done` gives it, with a bar of ``total`` steps on a terminal."""
    with ExitStack() as stack:
        shown = sys.stderr is not None and sys.stderr.isatty() and not is_dumb() and total > 1
        bar = stack.enter_context(click.progressbar(length=total, label=label, file=sys.stderr)) if shown else None
        for task, done in each_done(tasks, work, pool):
            yield task, done
            if bar is not None:
                bar.update(size(task))


__all__ = ["each_shown", "everywhere", "workers"]
