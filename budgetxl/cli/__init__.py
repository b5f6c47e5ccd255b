"""The command line: click commands, one file each, without logic of their own."""

from .app import main

__all__ = ["main"]
