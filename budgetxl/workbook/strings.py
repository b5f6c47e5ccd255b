"""Text as .xlsx files hold it: plain or in runs, with phonetic hints to be left out, and characters written ``_x000D_``."""

from __future__ import annotations

import re
from collections.abc import Callable
from pyexpat import XMLParserType

from .archive import Archive
from .errors import damaged
from .limits import MAX_TEXT
from .xmlfeed import EndHandler, StartHandler, feed, new_parser, skip_element

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """``"a_x000D_b"`` → ``"a\\rb"``; ``_x005F_`` is an underscore. Half a surrogate pair becomes U+FFFD."""
    if "_x" not in text:
        return text
    text, found = _ESCAPE.subn(lambda match: chr(int(match.group(1), 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if found else text


def item_handlers(
    parser: Callable[[], XMLParserType], part: str, item: str, chunks: list[str], accept: Callable[[str], None]
) -> tuple[StartHandler, EndHandler]:
    """Handlers for elements called ``item`` (``si``, ``is``), whose text goes to ``accept``.

    ``chunks`` is where the parser's character data goes. An element other than a run or a text is passed over.
    """
    pieces: list[str] = []
    level = 0  # 1 in the item, 2 in a run of it, 2 more in a text
    clear = chunks.clear

    def start(name: str, attributes: list[str]) -> None:
        nonlocal level
        if name == "t" and 0 < level < 3:
            level += 2
            clear()
        elif name == item and not level:
            level = 1
            pieces.clear()
        elif name == "r" and level == 1:
            level = 2
        elif level < 3:
            skip_element(parser(), part)
        else:
            raise damaged(part, "structure")

    def end(name: str) -> None:
        nonlocal level
        if name == "t":
            level -= 2
            pieces.extend(chunks)
        elif name == item:
            level = 0
            text = pieces[0] if len(pieces) == 1 else "".join(pieces)
            accept(unescape(text) if "_x" in text else text)
        elif name == "r":
            level = 1

    return start, end


def read_strings(archive: Archive, part: str) -> list[str]:
    """The shared strings, by their number."""
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
    parser = new_parser(part, "sst", ("si", "t", "r", "rPh"), start, end)
    parser.CharacterDataHandler = chunks.append
    feed(archive, part, parser, check)
    return strings


def refuse_endless(archive: Archive, part: str, chunks: list[str]) -> None:
    """Between chunks: a text that has grown too long without an end."""
    length = sum(map(len, chunks))
    if length > MAX_TEXT:
        archive.account.add_text(part, length, length)
