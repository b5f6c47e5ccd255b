"""What is wrong in the texts that staff typed, and the figures that these speak of."""

from .narrative import narrative_findings
from .pairs import sign_alone
from .reasons_below import under_figures_of_changes
from .slips import doubled, half_width, parted, unfilled

__all__ = [
    "doubled",
    "half_width",
    "narrative_findings",
    "parted",
    "sign_alone",
    "under_figures_of_changes",
    "unfilled",
]
