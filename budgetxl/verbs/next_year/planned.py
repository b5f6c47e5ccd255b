"""A workbook that is to be made of what there is of last year, and what its file is called."""

from __future__ import annotations

from ...bureau import Unit
from ...bureau.carrying import Told
from ...bureau.distribute import Order
from ...values.records import dataclass
from ...workbook.file_names import safe_name

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


def unique_name(text: str, ending: str, taken_names: set[str]) -> str:
    """A safe name that no other file of the folder has, whatever the case of its letters."""
    number, name = 1, safe_name(text, ending)
    while name.casefold() in taken_names:
        number += 1
        name = safe_name(text, f"({number}){ending}")
    taken_names.add(name.casefold())
    return name


__all__ = ["SUFFIX", "Planned", "unique_name"]
