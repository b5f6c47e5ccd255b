"""The numbers that a form sets for its rules: ``parameters.score_total`` in expressions and texts becomes the number itself.

What is written in a rule is meant exactly, and so is a parameter: a child form changes the number, not the rules that have it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from budgetxl.values.lazy_patterns import lazy_pattern

_SLOT = lazy_pattern(r"\{\{\s*parameters\.([a-z][a-z0-9_]*)\s*\}\}|\bparameters\.([a-z][a-z0-9_]*)\b")
_START = "parameters."


def with_parameters(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The tables of a form with its numbers in place of their names. A name that it has not stays, to be told of as any other."""
    numbers = {name: str(value) for name, value in raw.get("parameters", {}).items()}
    return {key: _filled(value, numbers) if key in ("sheets", "rules") else value for key, value in raw.items()}


def _filled(value: Any, numbers: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _SLOT.sub(lambda match: numbers.get(match[1] or match[2], match[0]), value) if _START in value else value
    if isinstance(value, dict):
        return {key: _filled(each, numbers) for key, each in value.items()}
    return [_filled(each, numbers) for each in value] if isinstance(value, list) else value
