"""A form's rules over a submission: findings, each on its cell, and reports of them."""

from .check import Report, check, check_result, with_more
from .reports import FORMATS, ReportFormat, as_json, by_sheet, finding_json, heading, unreadable_json
from .tally import rule_counts, rules_sentence, waiting_lines

__all__ = [
    "FORMATS",
    "Report",
    "ReportFormat",
    "as_json",
    "by_sheet",
    "check",
    "check_result",
    "finding_json",
    "heading",
    "rule_counts",
    "rules_sentence",
    "unreadable_json",
    "waiting_lines",
    "with_more",
]
