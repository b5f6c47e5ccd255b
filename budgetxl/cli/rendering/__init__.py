"""What ``render`` of many has at the edge: the folder that is read, the folder that is written."""

from .folder import Batch, render_batch

__all__ = ["Batch", "render_batch"]
