"""The functions of the expression language, each with its three readings."""

from .shares import share_fits
from .table import BUILTINS, table

__all__ = [
    "BUILTINS",
    "share_fits",
    "table",
]
