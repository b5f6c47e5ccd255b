"""A glossary that follows the text: it has the terms that the notice uses, and no others.

Where the terms stand is the form's ``options.glossary``; a form without it prescribes its glossary, and nothing is said. What the
form proposes for a blank workbook (``defaults``) are the terms that are to be explained where the text uses them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import assert_never

from ..forms import Form, Table
from ..notice.document import Contents, Document, Heading, PageBreak, Paragraph, TitleLines
from ..notice.document import Table as PrintedTable
from ..notice.phrasing import unnumbered_title
from ..notice.wording import bare, one_line
from ..values import Finding, squeeze
from ..workbook import Submission
from .messages import say

LEAST_TERM = 4  # characters of a term that a longer one explains as well
MOST_NUMBER = 4  # characters of the number before a term
_QUOTES = str.maketrans(dict.fromkeys("“”‘’\"'"))


def glossary_findings(submission: Submission, document: Document) -> Iterator[Finding]:
    """The terms that the glossary explains and the text does not use, and those of the form that it is the other way round with."""
    path = submission.form.options.glossary
    if not path:
        return
    block, column = path.split(".")[0], path.rpartition(".")[2]
    cells = [cell for cell in submission.cells.of(tuple(path.split("."))) if isinstance(cell.entry.value, str) and cell.entry.value.strip()]
    explained = {_bare(unnumbered_title(bare(str(cell.entry.value)))): cell for cell in cells}
    text = _text(document, explained)
    unused = [cell for term, cell in explained.items() if term not in text]
    if unused:
        terms = _named(one_line(str(cell.entry.value)).strip() for cell in unused)
        at = tuple(cell.entry.at for cell in unused if cell.entry.at is not None)
        yield Finding("TEXT-27", "info", say("unused", terms=terms), at, hint=say("unused-hint"))
    proposed = (row[column] for row in _defaults(submission.form, block) if column in row)
    lacking = [term for term in proposed if _bare(term) in text and not any(_is_of(_bare(term), each) for each in explained)]
    if lacking:
        opening = submission.openings.get(tuple(path.split(".")))
        at = tuple(cell.entry.at for cell in cells[-1:] if cell.entry.at is not None) or ((opening,) if opening is not None else ())
        yield Finding("TEXT-27", "warning", say("unexplained", terms=_named(lacking)), at, hint=say("unexplained-hint"))


def _is_of(term: str, explained: str) -> bool:
    """Whether a term is explained by another spelling of it: 上年结转 by 上年结转和结余, 一般公共预算拨款 by 一般公共预算拨款收入."""
    return term == explained or (len(term) >= LEAST_TERM and explained.startswith(term))


def _named(terms: Iterable[str]) -> str:
    """Terms in quotes, those that have quotes of their own as they are."""
    return "、".join(term if "“" in term else f"“{term}”" for term in terms)


def _defaults(form: Form, block: str) -> Iterable[Mapping[str, str]]:
    return next((each.defaults for _, each in form.blocks() if each.id == block and isinstance(each, Table)), ())


def _text(document: Document, explained: Collection[str]) -> str:
    """All that a notice says but for its glossary, to look for terms in."""
    found: list[str] = []
    for block in document.blocks:
        match block:
            case Heading() | Paragraph():
                found.append(block.text)
            case PrintedTable():
                found += [block.caption, *block.notes, *(cell.text for row in block.rows for cell in row)]
            case TitleLines() | PageBreak() | Contents():
                pass
            case _:
                assert_never(block)
    return "\n".join(bare for bare in map(_bare, found) if not _is_explanation(bare, explained))


def _is_explanation(bare: str, explained: Collection[str]) -> bool:
    head, colon, _ = bare.partition(":")
    return bool(colon) and any(head.endswith(term) and len(head) - len(term) <= MOST_NUMBER for term in explained)


def _bare(text: str) -> str:
    return squeeze(text).translate(_QUOTES)
