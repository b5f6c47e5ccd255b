"""A workbook that is to be made of what there is of last year, and what its file is called."""

from __future__ import annotations

from ...bureau import Unit
from ...bureau.carrying import Told
from ...bureau.distribute import Order
from ...values.records import dataclass

SUFFIX = ".xlsx"


@dataclass(frozen=True, slots=True)
class Planned:
    """A workbook that is to be made: its file's name, its unit, its form (by id or folder), and how it is made.

    ``previous`` is last year's workbook that it takes something of, ``told`` what of that is not simply carried.
    """

    file: str
    unit: Unit
    form: str
    form_id: str
    order: Order
    previous: str = ""
    note: str = ""
    told: tuple[Told, ...] = ()


__all__ = ["SUFFIX", "Planned"]
