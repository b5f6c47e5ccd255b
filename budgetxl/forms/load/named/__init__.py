"""What a form names once: numbers for its rules, words (``[phrases]``), lines to sign on, rows of the 检查表, charts, what is compared, 公开表."""

from .changes import changes_of, kept_reasons
from .checklist_items import checklist_of
from .overview_charts import overview_of
from .parameters import with_parameters
from .phrases import phrases_of
from .published_tables import published_of
from .signatures import with_signatures

__all__ = [
    "changes_of",
    "checklist_of",
    "kept_reasons",
    "overview_of",
    "phrases_of",
    "published_of",
    "with_parameters",
    "with_signatures",
]
