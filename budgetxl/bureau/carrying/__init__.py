"""What next year's workbook takes of last year's: the one mechanism of ``rollover`` and of ``distribute --previous``."""

from .held import Fate, Line, Spot
from .leaving import Carried, carried
from .listing import Told, write_told
from .previous import PreviousTask, PreviousWorkbook, lateness, latest, latest_parts, read_previous, taken
from .reasons import last_reasons
from .remarks import Remarks, with_remarks

__all__ = [
    "Carried",
    "Fate",
    "Line",
    "PreviousTask",
    "PreviousWorkbook",
    "Remarks",
    "Spot",
    "Told",
    "carried",
    "last_reasons",
    "lateness",
    "latest",
    "latest_parts",
    "read_previous",
    "taken",
    "with_remarks",
    "write_told",
]
