"""A comparison as JSON (docs/JSON.md): numbers as strings in plain decimals, blanks as null."""

from __future__ import annotations

from typing import Any

from budgetxl.forms import encode_value
from budgetxl.values import plain
from budgetxl.values.decimals import held

from .model import Change, Comparison, Correction, Corrections, OneSided, Side, dotted


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """The whole document."""
    corrections = comparison.corrections
    return {
        "old": _side(comparison.old),
        "new": _side(comparison.new),
        "notes": list(comparison.notes),
        "fields": [_change(change) for change in comparison.changes],
        "only": [_one_sided(one) for one in comparison.only],
        "answers": [{"rule": one.rule, "old": one.old, "new": one.new} for one in comparison.answers],
        **({"corrections": _corrections(corrections)} if corrections is not None else {}),
    }


def _corrections(corrections: Corrections) -> dict[str, Any]:
    old, new = corrections.accepted
    return {
        "accepted": {"old": old, "new": new},
        "reason": corrections.reason or None,
        "list": None if corrections.reason else [_correction(one) for one in corrections.found],
    }


def _correction(one: Correction) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "where": one.where or None,
        "now": one.now or None,
        "old": "".join(piece.old for piece in one.pieces) if one.where else None,
        "new": "".join(piece.new for piece in one.pieces) if one.now else None,
        "changes": [{"old": swap.old, "new": swap.new, "cells": [str(at) for at in swap.cells]} for swap in one.swaps],
    }


def _side(side: Side) -> dict[str, Any]:
    return {"file": side.file, "unit": side.unit or None, "code": side.code or None, "form": side.form, "year": side.year}


def _change(change: Change) -> dict[str, Any]:
    difference = change.difference
    return {
        "field": dotted(change.key),
        "label": change.label,
        "row": change.row or None,
        "change": change.kind,
        "old": encode_value(change.old),
        "new": encode_value(change.new),
        "difference": None if difference is None else plain(held(difference)),
        "cells": [str(change.at)] if change.at is not None else [],
        "follows": change.follows,
        "unread": list(change.unread),
    }


def _one_sided(one: OneSided) -> dict[str, Any]:
    return {
        "field": dotted(one.key),
        "label": one.label,
        "row": one.row or None,
        "in": one.side,
        "value": encode_value(one.value),
        "cells": [str(one.at)] if one.at is not None else [],
    }


__all__ = ["comparison_json"]
