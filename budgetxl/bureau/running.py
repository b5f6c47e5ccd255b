"""Work on many tasks by an executor whose workers may be killed: each task comes back, done or lost, and none is lost with another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from itertools import islice
from typing import TypeVar

from budgetxl.values.records import dataclass

Given = TypeVar("Given")
Made = TypeVar("Made")
WAITING = 2  # tasks in hand for each worker: one is worked on, one is ready


@dataclass(frozen=True, slots=True)
class Pool:
    """How executors are had: ``start(n)`` gives one of n workers. With 1 job there is none: the work is done in this process.

    Where no task is done within ``patience`` seconds, ``kill`` ends all workers: one of them will never be done.
    """

    jobs: int
    start: Callable[[int], Executor]
    kill: Callable[[], None] | None = None
    patience: float | None = None


def each_done(tasks: Iterable[Given], work: Callable[[Given], Made], pool: Pool | None = None) -> Iterator[tuple[Given, Made | None]]:
    """Each task with what ``work`` makes of it, in the order in which they are done; None where its worker was killed over it.

    A worker that is killed takes all tasks in hand with it. Each of these is tried once more alone in a process of its own, so
    that only the one that kills, or never ends, is lost. Tasks are asked for as there is room for them.
    """
    if pool is None or pool.jobs <= 1:
        for task in tasks:
            yield task, work(task)
        return
    waiting = iter(tasks)
    executor = pool.start(pool.jobs)
    in_hand: dict[Future[Made], Given] = {}
    try:
        while True:
            suspects = _filled(executor, work, waiting, in_hand, pool.jobs * WAITING)
            if not in_hand and not suspects:
                return
            finished = wait(in_hand, pool.patience, FIRST_COMPLETED).done if in_hand and not suspects else set(in_hand)
            if not finished and pool.kill is not None:
                pool.kill()
            for future in finished:
                task = in_hand.pop(future)
                try:
                    made = future.result()
                except BrokenExecutor:
                    suspects.append(task)
                else:
                    yield task, made
            if suspects:
                suspects += in_hand.values()
                in_hand.clear()
                _stop(executor)
                yield from _alone(suspects, work, pool)
                executor = pool.start(pool.jobs)
    except BaseException:  # interrupted, or nobody asks for the rest: what is in hand is wanted no more
        if pool.kill is not None:
            pool.kill()
        raise
    finally:
        _stop(executor)


def _filled(
    executor: Executor, work: Callable[[Given], Made], waiting: Iterator[Given], in_hand: dict[Future[Made], Given], most: int
) -> list[Given]:
    """Put as many tasks in hand as there is room for; those that a broken executor does not take."""
    for task in islice(waiting, most - len(in_hand)):
        try:
            in_hand[executor.submit(work, task)] = task
        except BrokenExecutor:
            return [task]
    return []


def _alone(tasks: Iterable[Given], work: Callable[[Given], Made], pool: Pool) -> Iterator[tuple[Given, Made | None]]:
    """Each task by itself, in a process that no other task has been in since one was killed."""
    executor = pool.start(1)
    try:
        for task in tasks:
            try:
                made = executor.submit(work, task).result(pool.patience)
            except (BrokenExecutor, TimeoutError):
                if pool.kill is not None:
                    pool.kill()
                _stop(executor)
                executor = pool.start(1)
                yield task, None
            else:
                yield task, made
    finally:
        _stop(executor)


def _stop(executor: Executor) -> None:
    """Let an executor go without waiting for it; what it has not begun is not done."""
    executor.shutdown(wait=False, cancel_futures=True)


__all__ = ["Pool", "each_done"]
