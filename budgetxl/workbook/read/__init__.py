"""A workbook that came back to a submission, with all there is to say about how it was read."""

from .own_sheets import identity_of
from .places import FormReading
from .split_parts import PartFacts, alone, grouped, grouped_parts, joined
from .told import same_name
from .version_check import is_other_form, is_other_version
from .workbook_reader import read

__all__ = [
    "FormReading",
    "PartFacts",
    "alone",
    "grouped",
    "grouped_parts",
    "identity_of",
    "is_other_form",
    "is_other_version",
    "joined",
    "read",
    "same_name",
]
