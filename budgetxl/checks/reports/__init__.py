"""Reports of what checking found, in each format."""

from .formats import FORMATS, ReportFormat
from .json_report import as_json, finding_json, unreadable_json
from .sheet_groups import by_sheet, heading

__all__ = [
    "FORMATS",
    "ReportFormat",
    "as_json",
    "by_sheet",
    "finding_json",
    "heading",
    "unreadable_json",
]
