"""Reports of what checking found, in each format."""

from .json_report import as_json, by_sheet, finding_json, unreadable_json

__all__ = [
    "as_json",
    "by_sheet",
    "finding_json",
    "unreadable_json",
]
