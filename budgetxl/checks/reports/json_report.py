"""Findings as JSON (stable, documented) and as text for a terminal, grouped by sheet."""

from __future__ import annotations

from typing import Any

from budgetxl.values import Finding
from budgetxl.workbook import ReadResult

from ..check import Report

MARKS = {"error": "✗ 错误", "warning": "！核实", "info": "· 提示"}
NO_SHEET = "全表"


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
        "corrections": [{"cell": str(c.cell), "text": c.text, "read_as": c.read_as} for c in result.corrections],
        "cells": {
            "populated": account.populated,
            "read": account.read,
            "furniture": account.furniture,
            "unread": [str(at) for at in account.unread],
        },
        "rules": {word: sum(1 for w in report.verdicts.values() if w == word) for word in ("通过", "不符", "待核实", "未填")},
        "verdicts": report.verdicts,
    }


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
        "cells": {"populated": 0, "read": 0, "furniture": 0, "unread": []}, "rules": {}, "verdicts": {},
    }  # fmt: skip


def by_sheet(findings: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    """Findings by the sheet of their first cell, sheets in the order of their first finding's severity."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.cells[0].sheet if finding.cells else NO_SHEET, []).append(finding)
    return groups
