"""What does not belong in a published text: words that only point elsewhere, somebody's private number, a year that is over."""

from .personal import personal_numbers
from .pointing import only_pointing
from .stale_years import stale_years

__all__ = ["only_pointing", "personal_numbers", "stale_years"]
