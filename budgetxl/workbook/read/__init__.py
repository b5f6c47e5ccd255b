"""A workbook that came back to a submission, with all there is to say about how it was read."""

from .places import FormReading
from .split_parts import alone, grouped, joined
from .workbook_reader import read

__all__ = [
    "FormReading",
    "alone",
    "grouped",
    "joined",
    "read",
]
