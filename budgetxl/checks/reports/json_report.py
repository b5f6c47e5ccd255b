"""Findings as JSON: stable, and documented in docs/JSON.md."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from budgetxl.values import Finding
from budgetxl.values.words import FAILED, NOT_APPLICABLE, PASSED, TO_VERIFY, UNFILLED
from budgetxl.workbook import ReadResult

from ..check import Report
from ..reasons import Reason
from .writer import ReportWriter

RULE_WORDS = (PASSED, FAILED, TO_VERIFY, NOT_APPLICABLE, UNFILLED)


def as_json(file: str, result: ReadResult, report: Report) -> dict[str, Any]:
    """One file's entry of ``check --json``."""
    submission, account = result.submission, result.account
    return {
        "file": file,
        "form": submission.form.id,
        "unit": submission.text("unit", "name"),
        "year": submission.year,
        "readable": True,
        "error": None,
        "counts": {level: report.count(level) for level in ("error", "warning", "info")},
        "findings": [finding_json(finding) for finding in report.findings],
        "corrections": [{"cell": str(c.cell), "text": c.text, "read_as": c.read_as} for c in (*result.corrections, *report.corrections)],
        "cells": {
            "populated": account.populated,
            "read": account.read,
            "furniture": account.furniture,
            "unread": [str(at) for at in account.unread],
        },
        "rules": {word: sum(1 for w in report.verdicts.values() if w == word) for word in RULE_WORDS},
        "verdicts": report.verdicts,
        "reasons": {rule: reason_json(reason) for rule, reason in report.reasons.items()},
    }


def reason_json(reason: Reason) -> dict[str, Any]:
    """Why a rule was not judged, as JSON: ``when`` of 不适用, ``cells`` of all others; ``lacking`` where cells are not there."""
    if reason.state == NOT_APPLICABLE:
        return {"state": reason.state, "when": reason.when}
    lacking = {"lacking": list(reason.lacking)} if reason.lacking else {}
    return {"state": reason.state, "cells": [str(at) for at in reason.cells], **lacking}


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding as JSON; blanks are null."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "cells": [str(at) for at in finding.cells],
        "expected": finding.expected or None,
        "actual": finding.actual or None,
        "hint": finding.hint or None,
        "answer": finding.answer,
        "caused": [finding_json(one) for one in finding.caused],
    }


def unreadable_json(file: str, reason: str) -> dict[str, Any]:
    """The entry of a file that can't be read."""
    return {
        "file": file, "form": None, "unit": None, "year": None, "readable": False, "error": reason,
        "counts": {"error": 0, "warning": 0, "info": 0}, "findings": [], "corrections": [],
        "cells": {"populated": 0, "read": 0, "furniture": 0, "unread": []}, "rules": {}, "verdicts": {}, "reasons": {},
    }  # fmt: skip


def json_report(entries: Sequence[dict[str, Any]]) -> bytes:
    """The whole document in UTF-8; a character that UTF-8 can't hold becomes ?."""
    return json.dumps({"files": list(entries)}, ensure_ascii=False, indent=2).encode("utf-8", "replace")


WRITER = ReportWriter(as_json, unreadable_json, json_report)
