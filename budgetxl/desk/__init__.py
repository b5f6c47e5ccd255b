"""The program as one page: what it asks for, and the page itself, for the browser alone and for ``budgetxl desk``."""

from __future__ import annotations

from .desk import Desk
from .model import Answer, GivenFile, MadeFile

__all__ = ["Answer", "Desk", "GivenFile", "MadeFile"]
