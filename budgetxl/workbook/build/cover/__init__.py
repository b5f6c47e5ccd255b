"""What the cover shows below its fields: the state of the checks, and a table of the other sheets."""

from .extras import write_cover_extras

__all__ = ["write_cover_extras"]
