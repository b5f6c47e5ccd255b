"""Streams a part of an archive through expat, within the limits.

Nothing outside the part is ever fetched: a DOCTYPE, and with it every entity, is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pyexpat import ExpatError, ParserCreate, XMLParserType
from typing import Any, TypeAlias

from .errors import UnreadableFile, damaged
from .limits import MAX_DEPTH, MAX_PART, MAX_TOKEN, MAX_VOCABULARY
from .zip_archive import Archive

#: Attributes come as a flat list of names and values, in the order written.
StartHandler: TypeAlias = Callable[[str, list[str]], Any]
EndHandler: TypeAlias = Callable[[str], Any]
Visit: TypeAlias = Callable[[list[str], list[dict[str, str]], str], None]

_ENCODINGS = frozenset({"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "US-ASCII", "ISO-8859-1"})


class Enough(Exception):
    """Raised by a handler that needs nothing more of the part."""


def new_parser(part: str, root: str, names: Iterable[str], start: StartHandler, end: EndHandler) -> XMLParserType:
    """A parser whose handlers see local names, under whatever prefix the root element has declared.

    ``start`` and ``end`` see neither the root's start nor a name with a prefix, if it is one of ``names``: expat's own
    table of names gives the short one, at no cost for each element.
    """
    vocabulary: dict[str, str] = {}
    parser = ParserCreate(None, None, vocabulary)
    parser.buffer_text = True
    parser.buffer_size = 65_536
    parser.ordered_attributes = True
    _guard(parser, part)

    def at_root(name: str, attributes: list[str]) -> None:
        prefix, _, local = name.rpartition(":")
        if local != root:
            raise damaged(part, "root")
        if prefix:
            vocabulary.update({f"{prefix}:{each}": each for each in names})
        parser.StartElementHandler = start

    parser.StartElementHandler = at_root
    parser.EndElementHandler = end
    return parser


def feed(
    archive: Archive,
    part: str,
    parser: XMLParserType,
    check: Callable[[], None] | None = None,
    most: int = MAX_PART,
    content: Iterable[bytes] | None = None,
) -> None:
    """Parse the whole part, or this ``content`` of it that has been taken from the archive already.

    ``check`` is called between chunks, to look at what the handlers have gathered.
    """
    fed = 0
    chunks = iter(archive.chunks(part, most) if content is None else content)
    try:
        for chunk in chunks:
            archive.account.add_markup(part, chunk)
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > MAX_TOKEN or len(parser.intern) > MAX_VOCABULARY:
                raise UnreadableFile("complex", {"part": part})
            if check is not None:
                check()
        parser.Parse(b"", True)
    except ExpatError as error:
        raise damaged(part, "xml") from error
    except Enough:
        for _ in chunks:  # to its end, where the checksum is compared
            pass
    finally:  # handlers know their parser and it knows them: freed at once, not when the garbage collector comes by
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
        parser.XmlDeclHandler = parser.StartDoctypeDeclHandler = None


def skip_element(parser: XMLParserType, part: str) -> None:
    """Called from a start handler: pass over the element that has just begun, with all that is in it."""
    start, end, text = parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler
    depth = 1

    def deeper(name: str, attributes: list[str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise UnreadableFile("complex", {"part": part})

    def back(name: str) -> None:
        nonlocal depth
        depth -= 1
        if not depth:
            parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = deeper, back, None


def walk(archive: Archive, part: str, visit: Visit, most: int) -> None:
    """Visit each element of a small part as it ends: the local names from the root down to it, their attributes, its text.

    The text is its own, in one piece, without that of elements inside it. For parts of up to ``most`` bytes.
    """
    path: list[str] = []
    attributes: list[dict[str, str]] = []
    texts: list[list[str]] = [[]]
    parser = ParserCreate()
    parser.buffer_text = True
    _guard(parser, part)

    def start(name: str, given: dict[str, str]) -> None:
        if len(path) == MAX_DEPTH:
            raise UnreadableFile("complex", {"part": part})
        path.append(name.rpartition(":")[2])
        attributes.append(given)
        texts.append([])
        parser.CharacterDataHandler = texts[-1].append

    def end(name: str) -> None:
        visit(path, attributes, "".join(texts.pop()))
        path.pop()
        attributes.pop()
        parser.CharacterDataHandler = texts[-1].append

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    feed(archive, part, parser, most=most)


def pairs(attributes: list[str]) -> dict[str, str]:
    """The flat list of attributes that a start handler is given, by name."""
    return dict(zip(attributes[::2], attributes[1::2]))


def is_true(text: str | None) -> bool:
    """A switch, as an attribute writes it."""
    return text in ("1", "true", "on")


def whole(text: str) -> int | None:
    """A number without sign in plain digits, as counts and indexes are written; None for anything else."""
    return int(text) if text.isdigit() and text.isascii() and len(text) <= 10 else None


def _guard(parser: XMLParserType, part: str) -> None:
    def declared(version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.upper() not in _ENCODINGS:
            raise damaged(part, "encoding")

    def doctype(*facts: object) -> None:
        raise UnreadableFile("doctype", {"part": part})

    parser.XmlDeclHandler = declared
    parser.StartDoctypeDeclHandler = doctype
