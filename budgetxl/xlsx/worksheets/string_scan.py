"""Shared strings by pattern, where they are written in the plain way (see ``scan``)."""

from __future__ import annotations

from typing import NamedTuple

from budgetxl.values.lazy_patterns import lazy_pattern

from ..archive.entities import unescape
from ..archive.plain_parts import ATTRIBUTES, NotPlain, decoded, is_plain, resolved
from ..marked_text import Mark, Run, mark_of, marked

OPENING, CLOSING = b"<si>", b"</si>"


class ScannedStrings(NamedTuple):
    """The strings of a part, and where in it they stand."""

    strings: list[str]
    start: int
    end: int


def scan_strings(content: bytes) -> ScannedStrings | None:
    """The shared strings of a part; None where a parser must read them."""
    start, end = content.find(OPENING), content.rfind(CLOSING) + len(CLOSING)
    if not 0 <= start < end or not is_plain(content, start, end):
        return None
    try:
        pieces = _ITEM.split(decoded(content[start:end]))
        if any(pieces[::3]):  # what stands between the items
            return None
        items = zip(pieces[1::3], pieces[2::3])
        strings = [text if text and "&" not in text and "_x" not in text else _text(text, runs) for text, runs in items]
        return ScannedStrings(strings, start, end)
    except NotPlain:
        return None


def _text(plain: str | None, runs: str | None) -> str:
    """The string of an item: its text, or its runs."""
    if runs is None:
        return _one(plain) if plain else ""
    if "<strike" in runs or "<vertAlign" in runs:
        return _marked(runs)
    return "".join([_one(run.rpartition("<t")[2].partition(">")[2]) for run in runs.split("</t></r>")[:-1]])


def _marked(runs: str) -> str:
    """The text of runs some of which may be struck out or raised."""
    found: list[Run] = []
    for run in runs.split("</t></r>")[:-1]:
        looks, _, text = run.rpartition("<r>")[2].rpartition("<t")
        mark: Mark = ""
        for name, value in _STRUCK_OR_RAISED.findall(looks):
            mark = mark_of(name, value, mark)
        found.append(Run(_one(text.partition(">")[2]), mark))
    return marked(found) if any(run.mark for run in found) else "".join([run.text for run in found])


def _one(text: str) -> str:
    """A text between two tags. An escape stands within one, never across two runs."""
    text = resolved(text) if "&" in text else text
    return unescape(text) if "_x" in text else text


def _item() -> str:
    """One item as it may be written: with a text, or with runs."""
    opening = '<t(?: xml:space="(?:preserve|default)")?+>'
    looks = r'(?:<[A-Za-z]++(?: (?:val|rgb|theme|indexed)="[^"<>&\t\n]*+"(?: tint="[^"<>&\t\n]*+")?+)?+/>)*+'
    run = rf"<r>(?:<rPr>{looks}</rPr>)?+(?:{opening}[^<]*+</t>|<t/>)</r>"
    return rf"<si>(?:{opening}([^<]*+)</t>|<t/>|((?:{run})++))(?:<phoneticPr{ATTRIBUTES.decode()}/>)?+</si>"


_ITEM = lazy_pattern(_item())
_STRUCK_OR_RAISED = lazy_pattern(r'<(strike|vertAlign)(?: val="([^"]*)")?')
