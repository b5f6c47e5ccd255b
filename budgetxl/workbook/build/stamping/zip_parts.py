"""An archive put together of parts that are compressed already: only what has changed is compressed again.

A deflate stream may be cut where it is flushed, so that a part can be made of chunks that were compressed each by itself
(RFC 1951, section 3.2.4). ``zipfile`` takes no compressed data, hence the two records of a ZIP file here (APPNOTE 6.3.3).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable

from budgetxl.values.records import dataclass

LEVEL, QUICK = 6, 3  # zlib's own, as XlsxWriter has it; for what is compressed again for each workbook
END = b"\x03\x00"  #: an empty last block
_LOCAL, _CENTRAL, _FOOT = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
_VERSION, _DEFLATED, _DAY = 20, 8, (0 << 9) | (1 << 5) | 1  # 1980-01-01, as XlsxWriter dates all parts


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a part, as it is and compressed."""

    text: bytes
    packed: bytes


def chunk(text: bytes, level: int = LEVEL) -> Chunk:
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Chunk(text, packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH))


@dataclass(frozen=True, slots=True)
class PackedPart:
    """A part of an archive: its deflate stream, the checksum and the size of what is in it."""

    packed: bytes
    checksum: int
    size: int


def part_of(chunks: Iterable[Chunk]) -> PackedPart:
    checksum, size, packed = 0, 0, []
    for each in chunks:
        checksum = zlib.crc32(each.text, checksum)
        size += len(each.text)
        packed.append(each.packed)
    return PackedPart(b"".join((*packed, END)), checksum, size)


def parts_in(data: bytes) -> dict[str, PackedPart]:
    """The parts of an archive, by name, in its order, as they are compressed."""
    found: dict[str, PackedPart] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            name, more = struct.unpack_from("<2H", data, info.header_offset + 26)
            start = info.header_offset + _LOCAL.size + name + more
            found[info.filename] = PackedPart(data[start : start + info.compress_size], info.CRC, info.file_size)
    return found


def archive_of(parts: dict[str, PackedPart]) -> bytes:
    """A ZIP file of parts."""
    body: list[bytes] = []
    central: list[bytes] = []
    offset = 0
    for name, part in parts.items():
        encoded = name.encode()
        facts = (0, _DEFLATED, 0, _DAY, part.checksum, len(part.packed), part.size, len(encoded), 0)
        body += [_LOCAL.pack(b"PK\3\4", _VERSION, *facts), encoded, part.packed]
        central += [_CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, *facts, 0, 0, 0, 0o600 << 16, offset), encoded]
        offset += _LOCAL.size + len(encoded) + len(part.packed)
    directory = b"".join(central)
    foot = _FOOT.pack(b"PK\5\6", 0, 0, len(parts), len(parts), len(directory), offset, 0)
    return b"".join((*body, directory, foot))
