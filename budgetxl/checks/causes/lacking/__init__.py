"""Codes that a table lacks and others hold: one finding for each table, ready to paste."""

from .findings import under_tables
from .tables import Lacking, lacking_codes

__all__ = ["Lacking", "lacking_codes", "under_tables"]
