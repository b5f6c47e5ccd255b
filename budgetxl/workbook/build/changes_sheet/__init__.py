"""The sheet 需说明原因的增减: the largest changes since last year by formula, last year's reasons beside them."""

from .sheet import ChangesSheet

__all__ = ["ChangesSheet"]
