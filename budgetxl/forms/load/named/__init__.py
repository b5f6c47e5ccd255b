"""What a form names once for its rules and checks: numbers (``[parameters]``), words (``[phrases]``), rows of the 检查表."""

from .checklist_items import checklist_of
from .parameters import with_parameters
from .phrases import phrases_of

__all__ = ["checklist_of", "phrases_of", "with_parameters"]
