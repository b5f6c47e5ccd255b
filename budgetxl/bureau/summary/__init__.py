"""The summary of a collection as a workbook: states, findings, words to be sent, all rows of all units, totals by formulas."""

from .reminders import reminder
from .workbook import summary

__all__ = ["reminder", "summary"]
