"""What a form names once: numbers for its rules (``[parameters]``), words (``[phrases]``), lines to sign on, rows of the 检查表, 公开表."""

from .checklist_items import checklist_of
from .parameters import with_parameters
from .phrases import phrases_of
from .published_tables import published_of
from .signatures import with_signatures

__all__ = ["checklist_of", "phrases_of", "published_of", "with_parameters", "with_signatures"]
