"""What is wrong in the texts that staff typed, and the figures that these speak of."""

from .narrative import narrative_findings
from .reasons_below import under_figures_of_changes

__all__ = [
    "narrative_findings",
    "under_figures_of_changes",
]
