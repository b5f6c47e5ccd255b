"""What stands on a field that a workbook of another version does not have waits: nobody knows what would be in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from budgetxl.forms import Path, Rule, Verdict, formula_cells, with_lists
from budgetxl.values import path_of
from budgetxl.workbook import Submission

from .upstream import Upstream


def without_unknown(submission: Submission, verdicts: Mapping[str, list[Verdict]]) -> dict[str, list[Verdict]]:
    """The verdicts of each rule without those that speak of unknown fields, or of totals that stand on them."""
    unknown = submission.lacking
    if not unknown:
        return dict(verdicts)
    totals = {cell.key: cell for cell in formula_cells(submission.form, submission.root)}
    upstream = Upstream(with_lists(submission.form, submission.root), totals)

    def waits(verdict: Verdict) -> bool:
        return _speaks_of(verdict.rule, unknown) or any(path_of(key) in unknown for key in upstream.keys(verdict))

    return {name: [one for one in each if not waits(one)] for name, each in verdicts.items()}


def _speaks_of(rule: Rule, unknown: Collection[Path]) -> bool:
    """Whether a rule asks for such a field, also in its condition."""
    heads: dict[str, Path] = {"row": rule.each, "sheet": rule.each[:1]}
    return any((*heads[path[0]], *path[1:]) in unknown if path[0] in heads else path in unknown for path in rule.paths)


__all__ = ["without_unknown"]
