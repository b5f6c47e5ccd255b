"""The files that an author of forms writes, as text: out of the form's own folder, of a bounded size, in a known encoding."""

from __future__ import annotations

import os
from pathlib import Path as FilePath

from budgetxl.values.faults import reason_of

from ..messages import say

MB = 1 << 20
MAX_FILE = 2 * MB
"""Bytes of one file of a form: the largest code list of a province has a tenth of it."""

_UTF16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class FileFault(Exception):
    """A file of a form that can't be read as text; its text is one Chinese sentence that says why, and the cure.

    ``line`` is where it is; 1 where it is the whole file.
    """

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def stands(path: FilePath) -> bool:
    """Whether something has this name in the folder: a file, but also a folder or a link that leads nowhere."""
    return os.path.lexists(path)


def read_form_file(path: FilePath) -> str:
    """The text of a form's TOML file or template, which are in UTF-8; its lines end with ``\\n``.

    Raises FileFault with the cure for what is in GBK or UTF-16, is no text at all, or does not lie in the form's folder.
    """
    data = _read(path)
    if data.startswith(tuple(_UTF16)) or _looks_like_utf16(data):
        raise FileFault(say("file_utf16"))
    if b"\0" in data:
        raise _at_line("file_nul", _line_of(data, data.index(0)))
    try:
        return _lines_joined(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        code = "file_gbk" if _decodes(data, "gb18030") else "file_no_text"
        raise _at_line(code, _line_of(data, error.start)) from None


def read_list_text(path: FilePath) -> str:
    """The text of a code list: in UTF-8, as Chinese Excel saves a CSV (GBK), or as it saves "Unicode text" (UTF-16).

    Raises FileFault as ``read_form_file`` does.
    """
    return list_text(_read(path))


def list_text(data: bytes) -> str:
    """The text of a list that people keep: in UTF-8, GBK or UTF-16; its lines end with ``\\n``. Raises FileFault where it is none."""
    encoding = _UTF16.get(data[:2], "utf-8-sig")
    if encoding == "utf-8-sig" and _looks_like_utf16(data):
        raise FileFault(say("file_utf16"))
    if encoding == "utf-8-sig" and b"\0" in data:
        raise _at_line("file_nul", _line_of(data, data.index(0)))
    for name in (encoding, "gb18030"):
        if _decodes(data, name):
            return _lines_joined(data.decode(name))
    raise _at_line("file_no_text", _line_of(data, 0))


def _read(path: FilePath) -> bytes:
    try:
        if path.is_dir():
            raise FileFault(say("file_is_folder"))
        if not path.is_file():  # a pipe, say, would be waited for
            raise FileFault(say("file_broken_link" if path.is_symlink() else "file_not_plain"))
        inside = os.path.realpath(path.parent)
        if path.is_symlink() and os.path.commonpath([inside, os.path.realpath(path)]) != inside:
            raise FileFault(say("file_leads_out"))
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except PermissionError:
        raise FileFault(say("file_denied")) from None
    except OSError as error:
        raise FileFault(say("file_unreadable", reason=reason_of(error))) from None
    if len(data) > MAX_FILE:
        raise FileFault(say("file_too_large", limit=MAX_FILE // MB))
    return data


def _at_line(code: str, line: int) -> FileFault:
    return FileFault(say(code, line=line), line)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _looks_like_utf16(data: bytes) -> bool:
    """Whether a text is UTF-16 without its mark: each half-width character has a zero byte, always on the same side."""
    start = data[:2000]
    zeros = {place % 2 for place, byte in enumerate(start) if byte == 0}
    return len(zeros) == 1 and start.count(0) * 10 >= len(start)


def _lines_joined(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _line_of(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1
