"""What a 更正 notice has to say: where the published notice and the public tables of two versions differ."""

from .correcting import corrections_of

__all__ = ["corrections_of"]
