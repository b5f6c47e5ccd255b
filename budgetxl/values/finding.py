"""Findings and corrections: what was noticed about a workbook, each on its cell. Plain records; they never change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


def told(findings: Iterable[Finding]) -> Iterator[tuple[str, Finding, Finding | None]]:
    """Every finding as lists show it: its number, the finding, and the one above it that it follows from.

    Those that stand alone (None above them) are numbered 1, 2, 3: they are the ones that are counted, everywhere. What follows
    from the second of them is 2.1, 2.2.
    """
    for number, finding in enumerate(findings, start=1):
        yield str(number), finding, None
        for below, (one, above) in enumerate(_below(finding), start=1):
            yield f"{number}.{below}", one, above


def _below(finding: Finding) -> Iterator[tuple[Finding, Finding]]:
    for one in finding.caused:
        yield one, finding
        yield from _below(one)


@dataclass(frozen=True, slots=True)
class Correction:
    """A line of the ledger: what stood in a cell, and what it was read as (plain notation; empty for a blank)."""

    cell: Address
    text: str
    read_as: str
