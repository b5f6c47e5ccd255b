"""What a file is that can't be read: the reader's refusals for all that is no .xlsx workbook."""

from __future__ import annotations

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
)

# Streams of a compound (OLE) document, by the name in its directory; an encrypted .xlsx is one, too.
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "word"),
    ("PowerPoint Document", "slides"),
)

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
    for start, code in _PACKAGES:
        if any(name.startswith(start) for name in names) and "xl/workbook.xml" not in archive:
            raise UnreadableFile(code)
    if any(name.rpartition("/")[2] == "vbaproject.bin" for name in names):
        raise UnreadableFile("macro")
    if not any(name.startswith("xl/") or name == "[content_types].xml" for name in names):
        raise UnreadableFile("compressed")


def _compound(data: bytes) -> str:
    """The kind of a compound document: its directory has an entry of 128 bytes for each stream, the name first."""
    for stream, code in _STREAMS:
        name = (stream + "\0").encode("utf-16-le")
        at = data.find(name)
        while at >= 0:
            if at % 128 == 0:
                return code
            at = data.find(name, at + 1)
    return "unknown"


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
