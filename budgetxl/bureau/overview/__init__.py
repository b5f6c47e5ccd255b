"""The overview of a collection as one page: states, totals, charts, every unit with its findings."""

from .page import overview

__all__ = ["overview"]
