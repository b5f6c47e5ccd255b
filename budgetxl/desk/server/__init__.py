"""``budgetxl desk``: the desk and its page behind a server of this machine alone, which answers nobody but that page."""

from __future__ import annotations

from .calling import Calls
from .door import Door
from .folder import Folder, Listed, NotWritten
from .life import Life
from .serving import DeskServer

__all__ = ["Calls", "DeskServer", "Door", "Folder", "Life", "Listed", "NotWritten"]
