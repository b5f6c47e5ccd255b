"""The functions of the expression language, each with its three readings."""

from .table import BUILTINS, table

__all__ = [
    "BUILTINS",
    "table",
]
