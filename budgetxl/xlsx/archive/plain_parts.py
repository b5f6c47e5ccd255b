"""The ground for reading a part by pattern: the stretch of it that is all alike.

Programs write cells and shared strings in one plain way each, thousands of times over. A pattern reads that in half the
time that a parser takes. It must read nothing differently, and accept nothing that the parser would refuse, but for the
text of formulas, which is left as it is until someone asks for it. What is not written in the plain way is left to the
parser, and so is all that stands around the stretch.
"""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.values.lazy_patterns import lazy_pattern

from .entities import resolve
from .limits import MB
from .zip_archive import Archive

MOST = 2 * MB  # bytes of a part that is read by pattern
_MOST_OF_ALL = 128 * MB  # expanded so far; a file beyond it gets no second look

#: Attributes in the plain way: no character in a value that a parser would change.
ATTRIBUTES = rb'(?: [A-Za-z][A-Za-z0-9:]*+="[^"<>&\t\n]*+")*+'
_DECLARED = (b"<?xml", b"\xef\xbb\xbf<?xml")
_ATTRIBUTES = lazy_pattern(ATTRIBUTES)
_ATTRIBUTE = lazy_pattern(r' ([A-Za-z0-9:]+)="([^"]*)"')
_CONTROLS = bytes({*range(32)} - {9, 10, 13})  # characters that XML 1.0 (2.2) does not allow, and two more
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())


class NotPlain(Exception):
    """What only a parser can read, or refuse."""


def gathered(archive: Archive, part: str) -> tuple[bytes, Iterator[bytes] | None]:
    """The content of a part; of one that is too large for a pattern only its beginning, and what follows."""
    chunks = archive.chunks(part)
    taken: list[bytes] = []
    size = 0
    for chunk in chunks:
        taken.append(chunk)
        size += len(chunk)
        if size > MOST or archive.account.expanded > _MOST_OF_ALL:
            return b"".join(taken), chunks
    return b"".join(taken), None


def is_plain(content: bytes, start: int, end: int) -> bool:
    """Whether a stretch of a part may be read by pattern: in UTF-8, without comments and the like around it."""
    declaration = content[: content.find(b"?>", 0, start)] if content.startswith(_DECLARED) else b""
    if b"encoding" in declaration and b'encoding="utf-8"' not in declaration.lower():
        return False
    return content.find(b"<!", 0, start) < 0 and content.find(b"<!", end) < 0 and content.find(b"\r", start, end) < 0


def decoded(stretch: bytes) -> str:
    """The bytes as text. Raises :class:`NotPlain` where only a parser can say what it is."""
    try:
        text = stretch.decode()
        if text.isascii() and text.isprintable() and "]]>" not in text:
            return text
    except UnicodeDecodeError:
        raise NotPlain from None
    if len(stretch.translate(None, _CONTROLS)) < len(stretch) or b"]]>" in stretch or any(map(stretch.count, _NO_CHARACTERS)):
        raise NotPlain
    return text


def resolved(text: str) -> str:
    """A text with its entities replaced. Raises :class:`NotPlain` for one that is not known."""
    found = resolve(text)
    if found is None:
        raise NotPlain
    return found


def text_of(written: bytes) -> str:
    """The text of a value."""
    return resolved(decoded(written))


def attributes_of(written: bytes) -> list[str]:
    """Attributes as a parser hands them over: names and values in a flat list. :class:`NotPlain` where a name stands twice."""
    if _ATTRIBUTES.fullmatch(written) is None:
        raise NotPlain
    found = _ATTRIBUTE.findall(text_of(written))
    if len(found) > 1 and len({name for name, _ in found}) < len(found):
        raise NotPlain
    return [text for pair in found for text in pair]
