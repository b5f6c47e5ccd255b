"""The workbooks of many units, those of one shape one after the other: a pure function of data, for any executor."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from budgetxl.forms import DataError, Form, FormLibrary, places
from budgetxl.values import path_of
from budgetxl.values.faults import said_of
from budgetxl.values.records import dataclass
from budgetxl.workbook import Stamper

from ..carrying import Remarks, with_remarks
from ..messages import say

MOST_IN_BATCH = 24
"""Workbooks that one worker makes at a time: progress is told in between."""
MOST_SAID = 3  # reasons why last year's data are not in a workbook


@dataclass(frozen=True, slots=True)
class Order:
    """A workbook to be made: its number among all, the data of its unit, the year, the section of a split one.

    ``plain`` is the same data without last year's, for the case that the form does not take that. ``remarks`` are put into the workbook.
    ``reasons`` are last year's for the changes of its figures, by their keys.
    """

    number: int
    data: Mapping[str, Any]
    year: int | None
    part: str = ""
    plain: Mapping[str, Any] | None = None
    remarks: Remarks = Remarks()
    reasons: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Orders of one form, by its id or folder, in the order in which they are best made. ``alone``: each has a shape of its own."""

    form: str
    orders: tuple[Order, ...]
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A workbook that was made, with its SHA-256. ``left_out`` says why last year's data are not in it, ``error`` why there is none."""

    number: int
    data: bytes = b""
    digest: str = ""
    left_out: str = ""
    error: str = ""


def batches(form: str, orders: Iterable[Order]) -> Iterator[Batch]:
    """Orders put together by what their workbooks have in common, as far as data show it at first sight."""
    orders = list(orders)
    kinds = Counter(map(_kind, orders))
    alone = [order for order in orders if kinds[_kind(order)] == 1]
    alike = sorted((order for order in orders if kinds[_kind(order)] > 1), key=lambda order: str(_kind(order)))
    for one, found in ((False, alike), (True, alone)):
        for start in range(0, len(found), MOST_IN_BATCH):
            yield Batch(form, tuple(found[start : start + MOST_IN_BATCH]), one)


def _kind(order: Order) -> Hashable:
    """The year, the section, and how many copies of sheets there are: what lists hold more than fields of their own."""
    copied = [(name, value) for name, value in sorted(order.data.items()) if isinstance(value, list) and any(map(_has_lists, value))]
    return order.year, order.part, *(f"{name}:{len(value)}" for name, value in copied)


def _has_lists(item: Any) -> bool:
    return isinstance(item, Mapping) and any(isinstance(value, Mapping | list) for value in item.values())


def make(batch: Batch, stamper: Stamper | None = None) -> list[Made]:
    """The workbooks of a batch. One that can't be made costs itself only. ``stamper``: one of its form, where there is one already."""
    stamper = _library().find(batch.form) if stamper is None else stamper
    return [_made(stamper, order, batch.alone) for order in batch.orders]


@lru_cache(maxsize=1)
def _library() -> FormLibrary[Stamper]:
    return FormLibrary(Stamper)


def _made(stamper: Stamper, order: Order, alone: bool) -> Made:
    left_out = ""
    try:
        try:
            data = with_remarks(stamper.fill(order.data, order.year, order.part, alone, order.reasons), order.remarks, stamper.form)
        except DataError as error:
            if order.plain is None:
                return Made(order.number, error="；".join(error.problems))
            left_out = say("carried-none", reason="；".join(_said(stamper.form, error)[:MOST_SAID]))
            data = stamper.fill(order.plain, order.year, order.part, reasons=order.reasons)
    except DataError as error:
        return Made(order.number, error="；".join(error.problems))
    except MemoryError:
        raise
    except Exception as error:  # a fault of the program costs this workbook, never those beside it
        return Made(order.number, error=say("make-fault", reason=said_of(error)))
    return Made(order.number, data, hashlib.sha256(data).hexdigest(), left_out)


def _said(form: Form, error: DataError) -> list[str]:
    """What a form refuses, by sheets and columns: nobody who sends workbooks out knows the keys of its data."""
    said: list[str] = []
    for key, why in error.refused:
        place = places(form).get(path_of(key))
        numbers = [part + 1 for part in key if isinstance(part, int)]
        if place is not None:
            row = say("refused-row", n=numbers[-1]) if numbers else ""
            said.append(say("refused-place", sheet=place.sheet.common_name, row=row, label=place.field.label, reason=why))
    return said or error.problems
