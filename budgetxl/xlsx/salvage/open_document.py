"""What is looked at in an .ods file before the worker gets it: calamine goes round for ever in XML that ends too soon."""

from __future__ import annotations

from pyexpat import ParserCreate
from typing import Literal

from ..archive.errors import UnreadableFile
from ..archive.xml_feed import Enough, feed
from ..archive.zip_archive import Archive

_MANIFEST, _CONTENT = "META-INF/manifest.xml", "content.xml"  # what calamine reads
_DAMAGE = frozenset({"damaged", "truncated"})


def fault(data: bytes) -> Literal["damaged", "encrypted"] | None:
    """What is wrong with a file by its XML. What is beyond our limits is left for the worker to judge."""
    archive = Archive(data)
    try:
        if _MANIFEST in archive:
            _parse(archive, _MANIFEST)
            if b":encryption-data" in archive.read(_MANIFEST):
                return "encrypted"
        if _CONTENT in archive:
            _parse(archive, _CONTENT)
    except UnreadableFile as error:
        return "damaged" if error.code in _DAMAGE else None
    return None


def _parse(archive: Archive, part: str) -> None:
    def doctype(*facts: object) -> None:
        raise Enough  # entities are not our business here

    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    feed(archive, part, parser)
