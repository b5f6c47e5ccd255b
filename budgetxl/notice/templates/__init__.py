"""What may be wrong in a template before it is rendered: its grammar, its names, what it says of full and of empty data.

What looks for mistakes, and what says them, is imported when it is asked for: most templates are rendered, and have none.
"""

from typing import TYPE_CHECKING

from ...late_names import late_names

if TYPE_CHECKING:
    from .check import template_mistakes, unknown_names
    from .details import in_chinese
    from .errors import not_compiled, place_in, raise_with_place
    from .spoken_paths import wording_paths

_HOMES = {
    "check": "template_mistakes unknown_names",
    "details": "in_chinese",
    "errors": "not_compiled place_in raise_with_place",
    "spoken_paths": "wording_paths",
}
__all__ = [
    "in_chinese",
    "not_compiled",
    "place_in",
    "raise_with_place",
    "template_mistakes",
    "unknown_names",
    "wording_paths",
]


__getattr__ = late_names(__name__, _HOMES)
