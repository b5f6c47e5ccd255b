"""What a file is that can't be read: the reader's refusals for all that is no .xlsx workbook."""

from __future__ import annotations

import struct

from .archive.errors import UnreadableFile
from .archive.zip_archive import Archive

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"Rar!", "compressed"),
    (b"7z\xbc\xaf\x27\x1c", "compressed"),
    (b"\x1f\x8b", "compressed"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"{\\rtf", "word"),
    (b"\x09\x00\x04\x00", "xls-first"),  # the first record of Excel 2, 3, 4, and of Excel 5 without a container
    (b"\x09\x02\x06\x00", "xls-first"),
    (b"\x09\x04\x06\x00", "xls-first"),
    (b"\x09\x08\x08\x00\x00\x05", "xls-first"),
)

# Streams of a compound (OLE) document, by the name in its directory, whatever its case; an encrypted .xlsx is one, too.
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "word"),
    ("PowerPoint Document", "slides"),
)

# The first record of the part of an .xls that is about the whole workbook: Excel 97 and later, Excel 5 and 95.
_FIRST_RECORDS = (b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00")
_FILE_PASS, _SHEET_RECORD, _HEAD_RECORDS = 0x2F, 0x85, 12

_PACKAGES = (("word/", "word"), ("ppt/", "slides"), ("xl/workbook.bin", "xlsb"))
_OPEN_DOCUMENT = (("spreadsheet", "ods"), ("text", "word"), ("presentation", "slides"))


def is_zip(data: bytes) -> bool:
    """Whether the file is a zip archive, if perhaps a broken one."""
    return data.startswith((b"PK\3\4", b"PK\5\6"))


def refusal(data: bytes) -> UnreadableFile:
    """Why a file that is no zip archive can't be read."""
    if not data:
        return UnreadableFile("empty")
    if data.startswith(_OLE):
        return UnreadableFile(_compound(data))
    head = data[:4096]
    text = _text(head)
    for signature, code in _SIGNATURES:
        if head.startswith(signature) and (text is None or code != "image"):
            return UnreadableFile(code)
    if text is None:
        return UnreadableFile("unknown")
    return UnreadableFile("markup" if text.lstrip("\ufeff \t\r\n").startswith("<") else "text")


def refuse_package(archive: Archive) -> None:
    """Raise for a zip archive that is some other kind of document, or holds macros."""
    if "mimetype" in archive:
        kind = archive.read("mimetype").decode("latin-1")
        for mark, code in _OPEN_DOCUMENT:
            if "opendocument" in kind and mark in kind:
                raise UnreadableFile(code)
    names = list(archive.names())
    if not names:
        raise UnreadableFile("empty-archive")
    if any(name.endswith(".iwa") or name == "index.zip" for name in names):
        raise UnreadableFile("numbers")
    for start, code in _PACKAGES:
        if any(name.startswith(start) for name in names) and "xl/workbook.xml" not in archive:
            raise UnreadableFile(code)
    if any(name.rpartition("/")[2] == "vbaproject.bin" for name in names):
        raise UnreadableFile("macro")
    if not any(name.startswith("xl/") or name == "[content_types].xml" for name in names):
        raise UnreadableFile("compressed")


def _compound(data: bytes) -> str:
    """The kind of a compound document: its directory has an entry of 128 bytes for each stream, the name first."""
    folded = data.lower()
    for stream, code in _STREAMS:
        if _entry(folded, stream) >= 0:
            return "encrypted" if code == "xls" and _has_password(data) else code
    return "unknown"


def _entry(folded: bytes, stream: str) -> int:
    """Where the directory of a compound document has this stream; -1 where it has none. ``folded``: in small letters."""
    name = (stream.lower() + "\0").encode("utf-16-le")
    at = folded.find(name)
    while at >= 0 and at % 128:
        at = folded.find(name, at + 1)
    return at


def with_known_names(data: bytes) -> bytes:
    """An .xls whose stream is called WORKBOOK or BOOK, with the name that other readers look for."""
    folded = data.lower()
    for stream, code in _STREAMS:
        at = _entry(folded, stream) if code == "xls" else -1
        if at >= 0:
            name = stream.encode("utf-16-le")
            return data if data.startswith(name, at) else data[:at] + name + data[at + len(name) :]
    return data


def _has_password(data: bytes) -> bool:
    """Whether a workbook stream of an .xls holds the record that says how it is encrypted, which stands before its sheets."""
    for first in _FIRST_RECORDS:
        at = data.find(first)
        while at >= 0:
            if at % 64 == 0 and _FILE_PASS in _records(data, at):  # streams begin on a sector, of 512 bytes or of 64
                return True
            at = data.find(first, at + 1)
    return False


def _records(data: bytes, at: int) -> list[int]:
    """The kinds of the first records of a workbook stream, as far as the first sheet."""
    kinds: list[int] = []
    while len(kinds) < _HEAD_RECORDS and at + 4 <= len(data):
        kind, length = struct.unpack_from("<2H", data, at)
        if kind == _SHEET_RECORD:
            break
        kinds.append(kind)
        at += 4 + length
    return kinds


def _text(head: bytes) -> str | None:
    """The beginning of a text file; None where it holds what no text does."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore")
    if any(byte < 32 and byte not in b"\t\r\n\f\x1b" for byte in head):
        return None
    for encoding in ("utf-8", "gb18030"):
        try:
            return head[:-3].decode(encoding) if len(head) == 4096 else head.decode(encoding)
        except UnicodeDecodeError as error:
            if len(head) == 4096 and error.start >= len(head) - 8:  # cut in the middle of a letter
                return head[: error.start].decode(encoding)
    return None
