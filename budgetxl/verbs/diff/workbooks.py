"""Two submissions compared, and the forms in which the outcome is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ...bureau.accepted import AcceptedFile
from ...bureau.compare import Comparison, compare, comparison_json, comparison_page
from ...bureau.compare.corrections import corrections_of
from ...forms import load_form
from ...values.foldings import normal_name
from ..refusal import Refusal
from ..sources import FindForm, SourceFile, Submitted, one_submission


def submission_of(sources: Iterable[SourceFile], form: str | None = None, find_form: FindForm = load_form) -> Submitted:
    """One side of a comparison, from one workbook or all the parts of a split one. Raises Refusal as :func:`one_submission` does."""
    return one_submission(sources, form, find_form)


def accepted_of(one: Submitted, accepted: Sequence[AcceptedFile], folder: str) -> tuple[AcceptedFile, ...]:
    """The accepted files of the unit whose workbook is given: by the code on its cover, else by the name. Raises Refusal."""
    code, name = one.result.submission.text("unit", "code") or "", one.result.submission.text("unit", "name") or ""
    found = [each for each in accepted if code and each.unit == code]
    if not found and not code:
        found = [each for each in accepted if name and normal_name(each.name) == normal_name(name)]
    if not found:
        raise Refusal("not_accepted", path=folder, unit=f"{name} {code}".strip() or one.name)
    if len({each.unit for each in found}) > 1:
        raise Refusal("accepted_twice", path=folder, unit=name)
    return tuple(found)


def compared(old: Submitted, new: Submitted, accepted: tuple[bool | None, bool | None] = (None, None)) -> Comparison:
    """What differs between two submissions, and what of it has to be corrected in what is published.

    ``accepted``: whether the old and the new one are accepted versions, as far as the caller knows.
    """
    comparison = compare(old.name, old.result, new.name, new.result)
    return replace(comparison, corrections=replace(corrections_of(comparison, old.result, new.result), accepted=accepted))


def document(comparison: Comparison) -> dict[str, Any]:
    """A comparison as JSON."""
    return comparison_json(comparison)


def page(comparison: Comparison) -> bytes:
    """A comparison as a page."""
    return comparison_page(comparison)


__all__ = ["accepted_of", "compared", "document", "page", "submission_of"]
