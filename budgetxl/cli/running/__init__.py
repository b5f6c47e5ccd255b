"""Who does the work on many workbooks: processes here, or those of a cluster."""

from .batches import each_shown, everywhere, workers
from .processes import pool_for_many, pool_of

__all__ = ["each_shown", "everywhere", "pool_for_many", "pool_of", "workers"]
