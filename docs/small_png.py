"""PNG files read and written small, with nothing but the standard library: pictures of screens and sheets have few colours."""

from __future__ import annotations

import struct
import zlib
from collections import Counter


def dots_of(data: bytes) -> tuple[int, bytes]:
    """The width of a PNG of eight bits a colour, not interlaced, and its pixels of three bytes."""
    width, _, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    if (depth, interlaced) != (8, 0) or kind not in (2, 6):
        raise ValueError((depth, kind, interlaced))
    step, packed, at = 3 if kind == 2 else 4, b"", 8
    while at < len(data):
        size = int.from_bytes(data[at : at + 4])
        packed += data[at + 8 : at + 8 + size] if data[at + 4 : at + 8] == b"IDAT" else b""
        at += size + 12
    lines, out, above = zlib.decompress(packed), bytearray(), bytearray(step * (width + 1))
    for start in range(0, len(lines), step * width + 1):
        line = bytearray(step) + lines[start + 1 : start + 1 + step * width]  # with a dot of nought before it
        undo(lines[start], line, above, step)
        out += line[step:]
        above = line
    return width, bytes(out) if step == 3 else b"".join(out[each : each + 3] for each in range(0, len(out), 4))


def undo(way: int, line: bytearray, above: bytearray, step: int) -> None:
    """Take the filter of a line of a PNG off it (PNG, 9.2)."""
    for at in range(step, len(line) if way else 0):
        left, up, corner = line[at - step], above[at], above[at - step]
        if way == 4:
            guess = left + up - corner
            more = min((left, up, corner), key=lambda each: abs(guess - each))
        else:
            more = (left, up, (left + up) // 2)[way - 1]
        line[at] = (line[at] + more) & 255


def png(width: int, data: bytes) -> bytes:
    """A small PNG: the 256 colours that are there most, every other as the nearest of them."""
    dots = [data[at : at + 3] for at in range(0, len(data), 3)]
    counts = Counter(dots)
    colours = [colour for colour, _ in counts.most_common(256)]
    number = {colour: at for at, colour in enumerate(colours)}
    for colour in counts.keys() - number.keys():
        number[colour] = min(range(256), key=lambda at: sum((a - b) ** 2 for a, b in zip(colour, colours[at])))
    indexes = bytes(number[dot] for dot in dots)
    height = len(dots) // width
    lines = b"".join(b"\0" + indexes[row * width : (row + 1) * width] for row in range(height))
    header = width.to_bytes(4) + height.to_bytes(4) + bytes((8, 3, 0, 0, 0))
    parts = ((b"IHDR", header), (b"PLTE", b"".join(colours)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4) for name, body in parts)
