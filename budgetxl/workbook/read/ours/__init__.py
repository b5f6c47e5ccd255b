"""The program's own sheets as they come back: what staff typed on them where nothing is to be typed."""

from .strays import OwnStrays, own_strays, with_strays

__all__ = ["OwnStrays", "own_strays", "with_strays"]
