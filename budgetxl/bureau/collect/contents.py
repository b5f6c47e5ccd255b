"""What a file of the folder is: a workbook to be read, an archive with workbooks in it, or nothing of the kind."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime

from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass
from budgetxl.workbook.file_names import OF_SYSTEMS, TEMPORARY
from budgetxl.xlsx import MAX_EXPANDED, MAX_FILE, MB, Archive, Member, UnreadableFile

from ..messages import say
from ..model import Other
from ..own_files import is_own

KEPT_OUT, UNREADABLE = "未处理", "无法读取"
_PARTING = r"[/\\\\:\0]"
DEEPEST = 3  # archives within archives
_ZIP = (b"PK\3\4", b"PK\5\6")
_ARCHIVES = ((b"Rar!", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b", "gz"))
_OLE, _OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "__properties_version1.0".encode("utf-16-le")
_MAIL = lazy_pattern(rb"(?i)(?:from|to|date|subject|received|return-path|message-id|mime-version|x-[a-z-]+|delivered-to):[ \t]?[^\r\n]")
_MAIL_HEADERS = 2
#: What stands in the archive that a document is, of whatever office program.
_OF_DOCUMENTS = ("[content_types].xml", "mimetype", "xl/", "word/", "ppt/", "index/", "index.zip")
_PASSED = (*OF_SYSTEMS, "__macosx")


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the folder: its path below it, how its bytes are had (raises UnreadableFile), and when it was written."""

    path: str
    load: Callable[[], bytes]
    written: datetime | None = None


def workbooks_in(found: Found) -> Iterator[tuple[Found, bytes] | Other]:
    """The workbooks that a file is or holds, each with its bytes, one after the other; what can't be read costs a line,
    what the program itself wrote none.

    What an archive holds is called ``archive.zip/name.xlsx``. Nothing is written anywhere: members are expanded in memory, one
    at a time, within the bounds of the reader, and all archives within archives together within those of one.
    """
    return _inside(found, 1, [MAX_EXPANDED])


def _inside(found: Found, depth: int, room: list[int]) -> Iterator[tuple[Found, bytes] | Other]:
    """``room`` holds how many bytes may still be expanded of the file of the folder that all this stands in."""
    try:
        data = found.load()
    except UnreadableFile as error:
        yield Other(found.path, UNREADABLE, str(error))
        return
    kind = _kind(found.path, data)
    if kind == "zip":
        yield from _unpacked(found, data, depth, room)
    elif kind:
        yield Other(found.path, KEPT_OUT, say(f"kept-{kind}"))
    elif not is_own(data):
        yield found, data


def _kind(path: str, data: bytes) -> str:
    """The kind of a file that is no workbook to be read by itself; empty for all others."""
    for signature, kind in _ARCHIVES:
        if data.startswith(signature):
            return kind
    if data.startswith(_ZIP) and not _is_document(data):
        return "zip"
    if data.startswith(_OLE) and data.find(_OUTLOOK) >= 0:
        return "mail"
    head = data[:2048].lstrip(b"\xef\xbb\xbf\r\n ")
    lines = head.splitlines()[:8]
    if head.startswith(b"From ") or sum(1 for line in lines if _MAIL.match(line)) >= _MAIL_HEADERS or path.lower().endswith((".eml", ".msg")):
        return "mail"
    return ""


def _is_document(data: bytes) -> bool:
    """Whether a zip archive is that of an office document; one whose directory can't be read counts as one, which is told then."""
    try:
        archive = Archive(data, loose=True)
        names = list(archive.names())
    except UnreadableFile:
        return True
    return not (names or archive.refused) or any(name.startswith(_OF_DOCUMENTS) for name in names)


def _unpacked(found: Found, data: bytes, depth: int, room: list[int]) -> Iterator[tuple[Found, bytes] | Other]:
    if depth > DEEPEST:
        yield Other(found.path, KEPT_OUT, say("kept-deep", n=DEEPEST))
        return
    archive = Archive(data, loose=True)
    for refused, code in archive.refused.items():
        name = _told_name(refused)
        yield Other(f"{found.path}/{re.split(_PARTING, name)[-1]}", UNREADABLE, say(f"archive-{code}", name=name))
    for member in archive.members():
        name = _told_name(member.name)
        base = name.rpartition("/")[2]
        if base.lower().startswith(_PASSED) or "__macosx/" in name.lower():
            continue
        path = f"{found.path}/{name}"
        if base.startswith(TEMPORARY):
            yield Other(path, KEPT_OUT, say("kept-lock"))
            continue
        try:
            content = archive.read(member.name, min(MAX_FILE, max(room[0], 0)))
        except UnreadableFile as error:
            if room[0] < MAX_FILE and error.code == "part-size":
                yield Other(found.path, UNREADABLE, say("archive-too-large", n=MAX_EXPANDED // MB))
                return
            yield Other(path, UNREADABLE, say("in-archive", reason=error))
            continue
        room[0] -= len(content)
        yield from _inside(Found(path, _again(found.load, member.name, content), _written(member)), depth + 1, room)


def _again(load: Callable[[], bytes], name: str, first: bytes) -> Callable[[], bytes]:
    """How a member's bytes are had: the first time as they are at hand, later from its archive, so that nobody need keep them."""
    held = [first]

    def loaded() -> bytes:
        return held.pop() if held else Archive(load(), loose=True).read(name, MAX_FILE)

    return loaded


def _told_name(name: str) -> str:
    """A member's name as whoever packed it saw it: archives of Chinese Windows hold GBK without saying so."""
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name


def _written(member: Member) -> datetime | None:
    """When a member was last written, by the clock of this machine's zone; None where it is no time."""
    day, clock = member.written
    try:
        told = datetime(1980 + (day >> 9), day >> 5 & 15, day & 31, clock >> 11, clock >> 5 & 63, min(59, (clock & 31) * 2))
        return told.astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def bytes_at(files: Iterable[Found | Other], path: str) -> bytes:
    """The bytes of a workbook by its path below the folder, in an archive too. Raises KeyError where there is none such, UnreadableFile."""
    for one in files:
        if isinstance(one, Found) and one.path == path:
            return one.load()
        if isinstance(one, Found) and path.startswith(f"{one.path}/"):
            return _within(one.load(), path[len(one.path) + 1 :])
    raise KeyError(path)


def contents_of(files: Iterable[Found | Other], digests: Collection[str]) -> dict[str, bytes]:
    """The workbooks with these SHA-256, wherever among the files they are: names change, and some are no text."""
    left, found = set(digests), dict[str, bytes]()
    for one in files:
        for each in workbooks_in(one) if left and isinstance(one, Found) else ():
            digest = "" if isinstance(each, Other) else hashlib.sha256(each[1]).hexdigest()
            if digest in left:
                left.remove(digest)
                found[digest] = each[1]  # type: ignore[index]
    return found


def _within(data: bytes, path: str) -> bytes:
    """The bytes of a member of an archive, or of an archive in it, by the names that :func:`workbooks_in` tells."""
    archive = Archive(data, loose=True)
    for member in archive.members():
        name = _told_name(member.name)
        if name == path:
            return archive.read(member.name, MAX_FILE)
        if path.startswith(f"{name}/"):
            return _within(archive.read(member.name, MAX_FILE), path[len(name) + 1 :])
    raise KeyError(path)


__all__ = ["KEPT_OUT", "UNREADABLE", "Found", "bytes_at", "contents_of", "workbooks_in"]
