"""The words by which sentences name the figures of a form (``spoken``), each with one owner for each measure."""

from .measures import MEASURES, Measure, measure_of
from .owners import Clash, SpokenWords, spoken_words

__all__ = [
    "MEASURES",
    "Clash",
    "Measure",
    "SpokenWords",
    "measure_of",
    "spoken_words",
]
