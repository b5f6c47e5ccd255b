"""Old .xls and OpenDocument files, read by calamine: their values only, and never at the cost of our own process."""

from .old_formats import SALVAGED, salvaged
from .worker import main as salvage_worker

__all__ = ["SALVAGED", "salvage_worker", "salvaged"]
