"""The zip archive that an .xlsx file is, opened with care and without trust.

The standard ``zipfile`` reads a whole directory of any length before a word can be said, refuses names with backslashes,
and is slow to import. What is needed here is small: find a part, and stream it while counting.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from .errors import UnreadableFile, damaged
from .limits import MAX_FILE, MAX_MEMBERS, MAX_PART, MB, Account

CHUNK = 256 * 1024
_INPUT = 64 * 1024

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_FULL = 0xFFFFFFFF


class Member(NamedTuple):
    """An entry of the directory. ``name`` is as written, with slashes; sizes are what the header claims.

    ``written`` is when the file was last written, by the clock of whoever packed it: day and time as MS-DOS keeps them.
    """

    name: str
    flags: int
    method: int
    crc: int
    compressed: int
    size: int
    offset: int
    written: tuple[int, int] = (0, 0)


class Archive:
    """The parts of a file by name, whatever the case of their letters. Nothing is expanded before it is asked for.

    A part with a name that leads out of the archive, or that another part has, makes no workbook. In a ``loose`` archive, which
    people packed, it costs only itself: it is among ``refused``, with the code of what is wrong.
    """

    def __init__(self, data: bytes, loose: bool = False) -> None:
        if len(data) > MAX_FILE:
            raise UnreadableFile("file-size", {"limit": MAX_FILE // MB})
        self.account = Account()
        self._data = memoryview(data)
        self._members: dict[str, Member] = {}
        self.refused: dict[str, str] = {}
        for member in _directory(data):
            try:
                self._admit(member)
            except UnreadableFile as error:
                if not loose:
                    raise
                self.refused[member.name] = error.code
        for name in self.refused:
            self._members.pop(name.lower(), None)

    def _admit(self, member: Member) -> None:
        name = member.name
        if name.startswith("/") or name[1:2] == ":" or "\0" in name or ".." in name.split("/"):
            raise UnreadableFile("unsafe-name", {"part": name})
        if name.endswith("/"):
            return
        twin = self._members.setdefault(name.lower(), member)
        if twin is not member and (twin.crc, twin.size) != (member.crc, member.size):
            raise UnreadableFile("duplicate-part", {"part": name})

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._members

    def names(self) -> Iterator[str]:
        """The names of all parts, in lower case."""
        return iter(self._members)

    def members(self) -> Iterator[Member]:
        """The entries of all parts, under their names as written."""
        return iter(self._members.values())

    def read(self, part: str, most: int = MAX_PART) -> bytes:
        return b"".join(self.chunks(part, most))

    def chunks(self, part: str, most: int = MAX_PART) -> Iterator[bytes]:
        """The expanded content, in pieces of at most :data:`CHUNK` bytes, counted and checked on the way."""
        member = self._members.get(part.lower())
        if member is None:
            raise UnreadableFile("no-part", {"part": part})
        if member.flags & 1:
            raise UnreadableFile("encrypted")
        size = crc = 0
        for piece in _expand(self._content(member), member):
            size += len(piece)
            if size > most:
                raise UnreadableFile("part-size", {"part": part, "limit": most // MB})
            self.account.add_bytes(len(piece))
            crc = zlib.crc32(piece, crc)
            yield piece
        if crc != member.crc:
            raise damaged(part, "checksum")

    def _content(self, member: Member) -> memoryview:
        start = member.offset + _LOCAL.size
        if start > len(self._data):
            raise UnreadableFile("truncated")
        header = _LOCAL.unpack_from(self._data, member.offset)
        start += header[9] + header[10]
        if header[0] != b"PK\3\4" or start + member.compressed > len(self._data):
            raise damaged(member.name, "directory")
        return self._data[start : start + member.compressed]


def _expand(content: memoryview, member: Member) -> Iterator[bytes]:
    if member.method == 0:
        for start in range(0, len(content), CHUNK):
            yield bytes(content[start : start + CHUNK])
        return
    if member.method != 8:
        raise damaged(member.name, "method")
    inflater = zlib.decompressobj(-15)
    try:
        for start in range(0, len(content), _INPUT):
            piece = inflater.decompress(content[start : start + _INPUT], CHUNK)
            while piece:
                yield piece
                piece = inflater.decompress(inflater.unconsumed_tail, CHUNK)
            if inflater.eof:
                return
    except zlib.error as error:
        raise damaged(member.name, "compression") from error
    raise damaged(member.name, "compression")  # it ended before its end


def _directory(data: bytes) -> Iterator[Member]:
    """The entries of the central directory, at most :data:`MAX_MEMBERS` of them, whatever their number claims."""
    end = data.rfind(b"PK\5\6", max(0, len(data) - _END.size - 0xFFFF))
    if end < 0 or end + _END.size > len(data):
        raise UnreadableFile("truncated")
    _, _, _, _, count, length, offset, _ = _END.unpack_from(data, end)
    if count == 0xFFFF or length == _FULL or offset == _FULL:
        count, length, offset, end = _end64(data, end) or (count, length, offset, end)
    if count > MAX_MEMBERS:
        raise UnreadableFile("members", {"limit": MAX_MEMBERS})
    start, shift = end - length, end - length - offset  # bytes set before the archive shift all offsets alike
    if start < 0 or shift < 0:
        raise damaged("zip", "directory")
    read = 0
    while start + _ENTRY.size <= end and data[start : start + 4] == b"PK\1\2":
        read += 1
        if read > MAX_MEMBERS:
            raise UnreadableFile("members", {"limit": MAX_MEMBERS})
        fields = _ENTRY.unpack_from(data, start)
        _, _, _, flags, method, clock, day, crc, compressed, size, named, extra, comment, _, _, _, at = fields
        start += _ENTRY.size
        name = _name(data[start : start + named])
        if _FULL in (compressed, size, at):
            compressed, size, at = _sizes64(data[start + named : start + named + extra], compressed, size, at)
        start += named + extra + comment
        yield Member(name, flags, method, crc, compressed, size, at + shift, (day, clock))
    if read < count:
        raise damaged("zip", "directory")


def _end64(data: bytes, end: int) -> tuple[int, int, int, int] | None:
    """Count, length and offset of the directory and its end, of the large format; None where there is no such record."""
    if end < _LOCATOR64.size or not data.startswith(b"PK\6\7", end - _LOCATOR64.size):
        return None
    _, _, at, _ = _LOCATOR64.unpack_from(data, end - _LOCATOR64.size)
    for place in (at, end - _LOCATOR64.size - _END64.size):
        if 0 <= place <= end - _END64.size and data.startswith(b"PK\6\6", place):
            fields = _END64.unpack_from(data, place)
            return fields[7], fields[8], fields[9], place
    return None


def _sizes64(extra: bytes, compressed: int, size: int, at: int) -> tuple[int, int, int]:
    """The 64-bit values that stand in the extra field for those that are full; in this order: size, compressed, offset."""
    while len(extra) >= 4:
        tag, length = struct.unpack_from("<2H", extra)
        if tag == 1:
            values = iter(struct.unpack_from(f"<{min(length, len(extra) - 4) // 8}Q", extra, 4))
            size = next(values, size) if size == _FULL else size
            compressed = next(values, compressed) if compressed == _FULL else compressed
            at = next(values, at) if at == _FULL else at
        extra = extra[4 + length :]
    return compressed, size, at


def _name(raw: bytes) -> str:
    try:
        name = raw.decode()
    except UnicodeDecodeError:
        name = raw.decode("cp437")
    return name.replace("\\", "/")
