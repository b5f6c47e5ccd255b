"""What may be wrong in a form that could be read: its blocks, its names, its labels, its references and kinds.

``blocks`` is asked while a form is built, and stands at the door. The others look at the whole form and are imported by
themselves, since they stand on the builder.
"""

from .blocks import block_problems, field_problems, message_problem, sheet_problems, too_many_cells
from .official_layout import numbers, part_problems

__all__ = ["block_problems", "field_problems", "message_problem", "numbers", "part_problems", "sheet_problems", "too_many_cells"]
