"""The one verb of this package: verdicts and other findings to the findings that people see, one for each mistake."""

from __future__ import annotations

from collections.abc import Iterable

from budgetxl.expressions import Status
from budgetxl.forms import Verdict, with_lists
from budgetxl.values import Finding
from budgetxl.workbook import Submission

from .columns import by_columns
from .folding import blamed_cells, folded
from .lacking import lacking_codes, under_tables
from .search import find_causes, on_absent_cells
from .trials import Failure
from .typed_totals import under_figures
from .verdict_finding import finding_of
from .whole_columns import whole_columns


def explained(submission: Submission, verdicts: Iterable[Verdict], others: list[Finding]) -> list[Finding]:
    """The findings of a form's verdicts and all ``others``, each with what follows from the same mistake under it."""
    verdicts = list(verdicts)
    found = findings_of(submission, verdicts)
    failed = {(one.rule.id, one.key): one for one in verdicts if one.judgement.status is Status.FAILED}
    found, others = under_figures(submission, failed, found, others)
    failed = {failure: verdict for failure, verdict in failed.items() if failure in found}
    told = {(one.rule.id, one.key): one for one in verdicts if (one.rule.id, one.key) in found}
    columns = whole_columns(submission, failed)
    left = {failure: verdict for failure, verdict in failed.items() if not any(failure in one.explains for one in columns)}
    blamed = blamed_cells(submission, others)
    lacking, causes = lacking_codes(submission, left, lambda some: find_causes(submission, some, blamed))
    found = under_tables(submission, found, lacking)
    gone = any(finding.rule == "META-09" and finding.severity == "error" for finding in others)
    adrift = on_absent_cells(submission, failed) if gone else frozenset()
    told = {failure: verdict for failure, verdict in told.items() if failure in found}
    return by_columns(folded(submission, told, found, others, [*columns, *causes], adrift))


def findings_of(submission: Submission, verdicts: Iterable[Verdict]) -> dict[Failure, Finding]:
    """The finding of each verdict that has one, by itself."""
    seen = with_lists(submission.form, submission.root)
    return {
        (verdict.rule.id, verdict.key): finding_of(verdict, seen, submission)
        for verdict in verdicts
        if verdict.judgement.status in (Status.FAILED, Status.ROUNDING)
    }
