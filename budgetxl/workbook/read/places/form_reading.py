"""A form made ready to read workbooks by."""

from __future__ import annotations

from collections.abc import Mapping

from budgetxl.forms import Form
from budgetxl.values.records import dataclass, follows

from .form_texts import ExpectedSheet, expected_sheets


@dataclass(frozen=True, slots=True)
class FormReading:
    """A form with what its sheets say and how its fields are named, by the id of the sheet.

    It takes about as long to make as a workbook takes to read, so whoever reads many makes one for each form.
    """

    form: Form
    sheets: Mapping[str, ExpectedSheet] = follows(lambda reading: expected_sheets(reading.form))


__all__ = ["FormReading"]
