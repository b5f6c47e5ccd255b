"""What may be wrong in a template before it is rendered: its grammar, its names, what it says of full and of empty data."""

from .check import template_mistakes, unknown_names
from .errors import not_compiled, place_in, raise_with_place
from .spoken_paths import wording_paths

__all__ = ["not_compiled", "place_in", "raise_with_place", "template_mistakes", "unknown_names", "wording_paths"]
