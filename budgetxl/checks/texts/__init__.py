"""What is wrong in the texts that staff typed, and the figures that these speak of."""

from .narrative import narrative_findings

__all__ = [
    "narrative_findings",
]
