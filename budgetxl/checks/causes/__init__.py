"""One mistake makes one finding: what explains several failed rules goes under one of them."""

from .explain import explained, findings_of
from .unknown_inputs import without_unknown
from .upstream import Upstream

__all__ = [
    "Upstream",
    "explained",
    "findings_of",
    "without_unknown",
]
