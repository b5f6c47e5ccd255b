"""What is parallel in a form is written once: rules over several tables, copies of blocks, rows from lists, rules of formulas.

Each module takes raw TOML and gives the longer raw TOML that it stands for, so that nothing behind it knows of these keys.
"""

from .field_rules import with_places
from .over import expanded, has_needed, spoken_of_table, unknown_table
from .tables import Tables
from .totals import sum_text
from .writing_out import written_out

__all__ = ["Tables", "expanded", "has_needed", "spoken_of_table", "sum_text", "unknown_table", "with_places", "written_out"]
