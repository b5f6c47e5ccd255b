"""Text as .xlsx files hold it: plain or in runs, with phonetic hints to be left out, and characters written ``_x000D_``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from pyexpat import XMLParserType

from ..archive.entities import unescape
from ..archive.errors import damaged
from ..archive.limits import MAX_TEXT
from ..archive.plain_parts import NotPlain, gathered
from ..archive.xml_feed import EndHandler, StartHandler, feed, new_parser, pairs, skip_element
from ..archive.zip_archive import Archive
from ..marked_text import Mark, Run, mark_of, marked
from .string_scan import scan_strings

#: The elements of a text.
NAMES = ("t", "r", "rPh", "rPr", "strike", "vertAlign")
_IN_LOOKS = 5


def item_handlers(
    parser: Callable[[], XMLParserType], part: str, item: str, chunks: list[str], accept: Callable[[str], None]
) -> tuple[StartHandler, EndHandler]:
    """Handlers for elements called ``item`` (``si``, ``is``), whose text goes to ``accept``.

    ``chunks`` is where the parser's character data goes. An element other than a run or a text is passed over.
    """
    pieces: list[str] = []
    marks: list[Mark] = []
    mark: Mark = ""
    level = 0  # 1 in the item, 2 in a run of it, 2 more in a text; _IN_LOOKS in the looks of a run
    clear = chunks.clear

    def start(name: str, attributes: list[str]) -> None:
        nonlocal level, mark
        if name == "t" and 0 < level < 3:
            level += 2
            clear()
        elif name == item and not level:
            level = 1
            pieces.clear()
            marks.clear()
            mark = ""
        elif name == "r" and level == 1:
            level, mark = 2, ""
        elif name == "rPr" and level == 2:
            level = _IN_LOOKS
        elif level == _IN_LOOKS:
            mark = mark_of(name, pairs(attributes).get("val"), mark)
            skip_element(parser(), part)
        elif level < 3:
            skip_element(parser(), part)
        else:
            raise damaged(part, "structure")

    def end(name: str) -> None:
        nonlocal level
        if name == "t":
            level -= 2
            text = chunks[0] if len(chunks) == 1 else "".join(chunks)
            pieces.append(unescape(text) if "_x" in text else text)  # an escape stands within one text, never across two runs
            marks.append(mark if level == 2 else "")
        elif name == item:
            level = 0
            if any(marks):
                accept(marked(map(Run, pieces, marks)))
            else:
                accept(pieces[0] if len(pieces) == 1 else "".join(pieces))
        elif name == "r":
            level = 1
        elif name == "rPr":
            level = 2

    return start, end


def read_strings(archive: Archive, part: str) -> list[str]:
    """The shared strings, by their number."""
    content, rest = gathered(archive, part)
    scanned = scan_strings(content) if rest is None else None
    if scanned is not None and _nothing_else(archive, part, content[: scanned.start] + content[scanned.end :]):
        lengths = [len(text) for text in scanned.strings]
        archive.account.add_text(part, max(lengths, default=0), sum(lengths))
        return scanned.strings
    return _parsed(archive, part, chain((content,), rest or ()))


def _nothing_else(archive: Archive, part: str, around: bytes) -> bool:
    """Whether what stands around the strings is the root's two tags and nothing more."""

    def start(name: str, attributes: list[str]) -> None:
        raise NotPlain

    try:
        feed(archive, part, new_parser(part, "sst", (), start, lambda name: None), content=(around,))
    except NotPlain:
        return False
    return True


def _parsed(archive: Archive, part: str, content: Iterable[bytes]) -> list[str]:
    strings: list[str] = []
    chunks: list[str] = []
    counted = 0

    def check() -> None:
        nonlocal counted
        lengths = [len(text) for text in strings[counted:]]
        counted = len(strings)
        if lengths:
            archive.account.add_text(part, max(lengths), sum(lengths))
        refuse_endless(archive, part, chunks)

    start, end = item_handlers(lambda: parser, part, "si", chunks, strings.append)
    parser = new_parser(part, "sst", ("si", *NAMES), start, end)
    parser.CharacterDataHandler = chunks.append
    feed(archive, part, parser, check, content=content)
    return strings


def refuse_endless(archive: Archive, part: str, chunks: list[str]) -> None:
    """Between chunks: a text that has grown too long without an end."""
    length = sum(map(len, chunks))
    if length > MAX_TEXT:
        archive.account.add_text(part, length, length)
