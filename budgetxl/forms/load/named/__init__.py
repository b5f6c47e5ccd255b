"""What a form names once for its rules and checks: numbers (``[parameters]``), words (``[phrases]``)."""

from .parameters import with_parameters
from .phrases import phrases_of

__all__ = ["phrases_of", "with_parameters"]
