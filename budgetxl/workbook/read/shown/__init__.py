"""What a cell shows, against what it holds: its number, date or text as people see it, and what is no value at all."""

from .conditional import conditional_findings
from .constants import calculated_otherwise, constant_result
from .dates import shown_date
from .format_sections import plainly_formatted
from .held_places import within_fen
from .hidden import hidden_findings
from .merged import merged_findings
from .no_values import BEGINNINGS, no_value, no_value_finding
from .notes import note_findings
from .numbers import hides, may_hide, seen_otherwise, shown_number
from .otherwise import hundredfold_finding, otherwise_finding, result_finding
from .struck_rows import struck_findings
from .texts import says_otherwise, shown_figure, shown_text, struck_whole

__all__ = [
    "BEGINNINGS",
    "calculated_otherwise",
    "conditional_findings",
    "constant_result",
    "hidden_findings",
    "hides",
    "hundredfold_finding",
    "may_hide",
    "merged_findings",
    "no_value",
    "no_value_finding",
    "note_findings",
    "otherwise_finding",
    "plainly_formatted",
    "result_finding",
    "says_otherwise",
    "seen_otherwise",
    "shown_date",
    "shown_figure",
    "shown_number",
    "shown_text",
    "struck_findings",
    "struck_whole",
    "within_fen",
]
