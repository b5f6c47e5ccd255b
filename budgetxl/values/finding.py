"""Findings and corrections: what was noticed about a workbook, each on its cell. Plain records; they never change."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from .address import Address
from .records import dataclass

Level = Literal["error", "warning", "info"]
LEVEL_ORDER: dict[str, int] = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong (error), to be verified (warning) or worth knowing (info).

    ``cells`` names the cells on both sides of a comparison; ``expected`` and ``actual`` are the values as people write
    them; ``answer`` is what staff wrote in 说明; ``caused`` are findings that follow from this one.
    """

    rule: str
    severity: Level
    message: str
    cells: tuple[Address, ...] = ()
    expected: str = ""
    actual: str = ""
    hint: str = ""
    answer: str | None = None
    caused: tuple[Finding, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Correction:
    """A line of the ledger: what stood in a cell, and what it was read as (plain notation; empty for a blank)."""

    cell: Address
    text: str
    read_as: str
