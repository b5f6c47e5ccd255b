"""A form's rules over a submission: findings, each on its cell, as text and as JSON."""

from .report import as_json, by_sheet, finding_json, unreadable_json
from .run import Report, check, check_result

__all__ = ["Report", "as_json", "by_sheet", "check", "check_result", "finding_json", "unreadable_json"]
