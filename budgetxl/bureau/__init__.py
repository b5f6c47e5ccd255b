"""Many workbooks: what a bureau sends out, collects, adds up and sends back. One function a command."""

from .model import (
    COUNTING,
    PASSED,
    STATES,
    TO_VERIFY,
    Collection,
    Other,
    Read,
    SheetPrint,
    State,
    Totals,
    Unit,
    UnitResult,
)

__all__ = ["COUNTING", "PASSED", "STATES", "TO_VERIFY", "Collection", "Other", "Read", "SheetPrint", "State", "Totals", "Unit", "UnitResult"]
