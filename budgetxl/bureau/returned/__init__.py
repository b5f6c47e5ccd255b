"""What goes back to the units: a page 退回修改意见 and the annotated copies, and the bureau's 检查表 of all."""

from .letter import letter
from .open_points import open_points
from .returning import returned

__all__ = ["letter", "open_points", "returned"]
