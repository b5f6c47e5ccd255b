"""The words by which sentences name the figures of a form (``spoken``), each with one owner for each measure."""

from .measures import MEASURES, Measure, measure_of
from .owners import Clash, Phrases, phrases_of

__all__ = [
    "MEASURES",
    "Clash",
    "Measure",
    "Phrases",
    "measure_of",
    "phrases_of",
]
