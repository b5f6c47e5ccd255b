"""What a form names once: numbers for its rules (``[parameters]``), words (``[phrases]``), lines to sign on (``[signatures]``)."""

from .parameters import with_parameters
from .phrases import phrases_of
from .signatures import with_signatures

__all__ = ["phrases_of", "with_parameters", "with_signatures"]
