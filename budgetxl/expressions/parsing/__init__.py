"""From the text of an expression to its syntax tree, with the cure for what people write instead of it."""

from .parser import parse

__all__ = ["parse"]
