"""What the published notices say, as facts: headings, figures by section, tables cell by cell, and a few names.

The notices themselves are not ours to print, so their sentences are nowhere here: ``published_notices`` holds one JSON
file a notice, made by ``make_published``, with what any record of it would hold. A text that is longer than a name or a
label is kept as a digest (``kept``), and so is the beginning of a sentence; what is compared with it is digested, too.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
FACTS = Path(__file__).with_name("published_notices")
GOAL = "绩效目标"
LONGEST = 30  # characters of a text that is kept as it is; names of laws (《…》, 〔…〕) are not counted
LONGEST_NUMBERED = 24  # of a numbered line: longer ones are sentences without a stop
LONGEST_RUN_IN = 12  # of words before a full stop: they head the paragraph that they run into, longer ones are sentences


@dataclass(frozen=True)
class PublishedTable:
    """A table: the numbered heading it stands under, the lines right above it that are no sentences, and its rows."""

    heading: str
    above: tuple[str, ...]
    rows: list[list[str]]


@dataclass(frozen=True)
class Section:
    """A heading, numbered or not, and the figures from it to the next, its own included, in order.

    A numbered line that is a sentence counts as a heading, too: it is cut at its first stop.
    """

    heading: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Published:
    """A notice: its sections and its tables in order, and the names that stand in given words.

    ``in_rows``: its text has the rows of a table as lines. ``named``: by a frame such as ``主要为…等``, what stands at ``…``.
    """

    sections: tuple[Section, ...]
    tables: tuple[PublishedTable, ...]
    in_rows: bool
    named: dict[str, list[str]]

    def figures(self, start: str, *ends: str) -> list[str]:
        """The figures of those sections."""
        return [figure for section in self.between(start, *ends) for figure in section.figures]

    def between(self, start: str, *ends: str) -> list[Section]:
        """The sections from the heading that begins with ``start`` up to the next that begins with one of ``ends``."""
        first = next(at for at, section in enumerate(self.sections) if section.heading.startswith(start))
        rest = self.sections[first + 1 :]
        return [self.sections[first], *rest[: next((at for at, s in enumerate(rest) if s.heading.startswith(ends)), len(rest))]]


@cache
def read_published(name: str) -> Published:
    """The facts of the notice of that name."""
    facts = json.loads((FACTS / f"{name}.json").read_text(encoding="utf-8"))
    tables, numbered = [], ""
    for section in facts["sections"]:
        numbered = section["heading"] if marker_of(section["heading"]) else numbered
        for table in section.get("tables", ()):
            tables.append(PublishedTable(numbered, tuple(table["above"]), table["rows"]))
    sections = tuple(Section(section["heading"], tuple(section["figures"])) for section in facts["sections"])
    return Published(sections, tuple(tables), facts["in_rows"], facts["named"])


# ── How a text is kept


def kept(text: str, longest: int = LONGEST) -> str:
    """A text as the facts have it: itself, or its length and a digest if it is long enough to be prose."""
    return text if len(re.sub("《[^》]*》|〔[^〕]*〕", "", text)) <= longest else digest(text)


def digest(text: str) -> str:
    """The length of a text and what tells it from others: ``#41:9f86d081884c7d65``."""
    return f"#{len(text)}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def cut(heading: str) -> str:
    """A heading as the facts have it: one that is or runs into a sentence ends with its first stop, none in its middle."""
    found = _MARKER.match(heading)
    number = found[0] if found else ""
    clause = clause_of(heading)
    ended = heading[len(number) + len(clause) :]
    if not ended.rstrip("：:"):
        return number + kept(clause, LONGEST_NUMBERED if number else LONGEST) + ended
    return number + (kept(clause, LONGEST_RUN_IN) if ended[0] == "。" else digest(clause)) + ("。" if "。" in heading else ended[0])


def starts_with_clause(clause: str, heading_clause: str) -> bool:
    """Whether a clause begins with that of a heading and goes on behind a comma; the heading's may be a digest."""
    found = re.fullmatch(r"#(\d+):[0-9a-f]{16}", heading_clause)
    length = int(found[1]) if found else len(heading_clause)
    return clause[length : length + 1] == "，" and same_clause(clause[:length], heading_clause)


def same_clause(clause: str, heading_clause: str) -> bool:
    return heading_clause in (clause, digest(clause))


def bare(text: str) -> str:
    """A text without blanks, bookmarks and the signs of its markup; a contents line without its page."""
    text = re.sub(r"^\[bookmark: \w+\]|^page number$|^- |\*\*|\$|(?<=\S)\t\d+$", "", text.strip(" \u00a0"))
    text = text.replace("\\geq", "≥").replace("\\", "").replace("单位:", "单位：")
    return re.sub(r"\s", "", text)


# ── What a line of text is about

_MARKER = re.compile(
    r"第[一二三]部分|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]{1,3}[）)]|(?:部门职责)?\d{1,2}(?:、|[.．](?!\d)|[.](?=\d{4}年))"
)


def marker_of(line: str) -> str:
    """The number that a line begins with, written one way: ``（1）``, ``1、``, ``一、``, ``第一部分``; empty without one."""
    found = _MARKER.match(line)
    return found[0].translate(str.maketrans("().．", "（）、、")) if found else ""


def is_heading(line: str) -> bool:
    """Whether a line is a heading, numbered or not, and no sentence."""
    return bool(marker_of(line)) or not re.search("[，。；,]|[：:].", line)


def clause_of(line: str) -> str:
    """What a line is about: all behind its number if that is a heading, else the words up to the first stop."""
    found = _MARKER.match(line)
    rest = (line[found.end() :] if found else line).rstrip("：:")
    if re.match(r"#\d+:[0-9a-f]{16}", rest):
        return rest[: rest.index(":") + 17]
    return re.split("[，。；：:]", rest, maxsplit=1)[0] if re.search("[。；：:]", rest) else rest


_FIGURE = re.compile(r"(?:增加|减少)?(?<![A-Za-z\d.])\d+(?:\.\d+)?余?(?:万元?|人次|[%％元个人次户件名条块类年月日岁期台项栋家套])?|持平")


def figures_of(line: str) -> Iterator[str]:
    """The figures of a line as they are printed, without the line's own number: ``26.20万元``, ``减少95%``, ``22个``, ``持平``."""
    found = _MARKER.match(line)
    yield from _FIGURE.findall(line[found.end() :] if found else line)


def plain_figure(figure: str) -> str:
    """A figure without its direction and the noughts at its end: ``26.2万元``."""
    plain = re.sub("^(增加|减少)", "", figure).replace("％", "%")
    return re.sub(r"(\.\d*?)0+(?!\d)", lambda found: found[1].rstrip("."), plain, count=1)
