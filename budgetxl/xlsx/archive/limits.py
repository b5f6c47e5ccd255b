"""What the reader takes at most, and the account of what one file has used up.

Real workbooks reach none of it (the specimen: 41 KB, 3,100 cells). Together the limits hold any file to 300 MB of memory
and 5 seconds. All of them are judged by what was counted, never by what a header says.
"""

from __future__ import annotations

from .errors import UnreadableFile

MB = 1 << 20
MAX_FILE = 64 * MB
MAX_MEMBERS = 2_000
MAX_PART = 64 * MB
MAX_EXPANDED = 256 * MB
MAX_METADATA = MB  # relationships and document properties: larger ones are not read

MAX_CELLS = 150_000  # populated ones: about 300 bytes each; 500 projects, the most that are laid out, are two thirds of it
MAX_TEXT = 100_000  # characters of one cell; Excel's own limit is 32,767
MAX_ALL_TEXT = 3_000_000  # as cells show it: one shared string may stand in every cell
MAX_STORED_TEXT = 16_000_000
MAX_FORMULAS = 128 * MB  # memory for formulas; our default form with 500 projects has 35 as built
MAX_RANGES = 20_000  # merges, or hidden rows, of one sheet: the rest is dropped
MAX_NAMES = 100_000  # defined names
MAX_NAME = 255  # characters of a sheet's or a defined name

MAX_TOKEN = MB  # bytes of one tag or comment; expat scans an unfinished one again with each chunk
MAX_TAGS = 1_200_000
MAX_ATTRIBUTES = 2_400_000
MAX_DEPTH = 64
MAX_VOCABULARY = 5_000  # different element and attribute names in one part; expat remembers each
FREE_OF_COUNT = MB  # so little XML can't do harm, and need not be looked at twice


class Account:
    """What one file has used up so far; each method raises :class:`UnreadableFile` where that is too much."""

    __slots__ = ("attributes", "cells", "expanded", "formulas", "shown", "tags", "text")

    def __init__(self) -> None:
        self.expanded = 0
        self.tags = 0
        self.attributes = 0
        self.cells = 0
        self.text = 0
        self.formulas = 0
        self.shown = 0

    def add_bytes(self, count: int) -> None:
        self.expanded += count
        if self.expanded > MAX_EXPANDED:
            raise UnreadableFile("expanded-size", {"limit": MAX_EXPANDED // MB})

    def add_markup(self, part: str, chunk: bytes) -> None:
        """Each tag has its ``<`` and each attribute its ``=``, so counting both bounds a parser's work from above."""
        if self.expanded <= FREE_OF_COUNT:
            return
        self.tags += chunk.count(b"<")
        self.attributes += chunk.count(b"=")
        if self.tags > MAX_TAGS or self.attributes > MAX_ATTRIBUTES:
            raise UnreadableFile("complex", {"part": part})

    def add_text(self, part: str, longest: int, total: int) -> None:
        """Texts of a part, ``total`` characters long together."""
        if longest > MAX_TEXT:
            raise UnreadableFile("text-size", {"part": part, "limit": MAX_TEXT})
        self.text += total
        if self.text > MAX_STORED_TEXT:
            raise UnreadableFile("all-text", {"limit": MAX_STORED_TEXT})

    def add_formulas(self, part: str, longest: int, memory: int) -> None:
        """Formulas of a part, and the bytes that they take in memory."""
        if longest > MAX_TEXT:
            raise UnreadableFile("text-size", {"part": part, "limit": MAX_TEXT})
        self.formulas += memory
        if self.formulas > MAX_FORMULAS:
            raise UnreadableFile("expanded-size", {"limit": MAX_FORMULAS // MB})

    def add_shown(self, total: int) -> None:
        """Texts of cells, each as often as it stands in one."""
        self.shown += total
        if self.shown > MAX_ALL_TEXT:
            raise UnreadableFile("all-text", {"limit": MAX_ALL_TEXT})

    def check_cells(self, of_this_sheet: int) -> None:
        if self.cells + of_this_sheet > MAX_CELLS:
            raise UnreadableFile("cells", {"limit": MAX_CELLS})
