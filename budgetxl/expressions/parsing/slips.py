"""What people write in an expression instead of what it wants: a single ``=``, ``60%``, ``1,000``, ``≥``, 且, full-width signs.

Looked at only where an expression could not be read, but for full-width forms: Python reads some of those without a word.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

from budgetxl.values.lazy_patterns import lazy_pattern

from .. import messages

_TEXT = lazy_pattern(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
_FULL_WIDTH = lazy_pattern("[\uff01-\uff5e\u3000]")
GROUPED = lazy_pattern(r"(?<![\w.])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])")
_SIGNS = {
    "≥": ">=", "≤": "<=", "≠": "!=", "＝": "==", "×": "*", "÷": "/", "−": "-", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'",
    "、": ",", "。": ".", "【": "(", "】": ")", "〈": "<", "〉": ">",
}  # fmt: skip
_SIGN = lazy_pattern("[" + "".join(_SIGNS) + "]")
_WORDS = lazy_pattern(r"(?<![^\s)\]])(并且|或者|且|或|非|与)(?![^\s(\[])|(?<=[0-9\s)])(并且|或者|且|或)")
_ENGLISH = {"且": "and", "并且": "and", "与": "and", "或": "or", "或者": "or", "非": "not"}
_OTHER = (("<>", "!="), ("=>", ">="), ("=<", "<="), ("&&", "and"), ("||", "or"), ("===", "=="), ("&", "and"))
_SINGLE = lazy_pattern(r"(?<![=<>!:])=(?!=)")
_MEANINGLESS = "|".join(word for word in keyword.kwlist if word not in ("and", "or", "not", "if", "else", "is", "in", "True", "False", "None"))
_RESERVED = lazy_pattern(rf"(?<!\w)(?:{_MEANINGLESS})\b|(?<=\.)(?:{'|'.join(keyword.kwlist)})\b|\b(?:{'|'.join(keyword.kwlist)})(?=\.)")
_UNFINISHED = lazy_pattern(r"(?:[-+*/<>=(,.]|\b(?:and|or|not|if|else))\s*\Z")
_PERCENT = lazy_pattern(r"([0-9]+(?:\.[0-9]+)?)\s*%")
_ZERO = lazy_pattern(r"(?<![\w.])0+[0-9]+(?![\w.])")


def silent_slip(source: str) -> tuple[str, int] | None:
    """The message for a full-width form, and where it stands; None where there is none.

    Python reads ``ｓｕｍ`` as ``sum`` without a word.
    """
    if source.isascii() or not _FULL_WIDTH.search(source):
        return None
    found = _FULL_WIDTH.search(_without_texts(source))
    return (_full_width(found[0]), found.start()) if found else None


def slip(source: str) -> tuple[str, int] | None:
    """The message with the cure for what can't be read, and where it stands; None where nothing of the usual was written."""
    return next(_slips(source), None)


def _slips(source: str) -> Iterator[tuple[str, int]]:
    bare = _without_texts(source)
    found: re.Match[str] | None
    if bare.lstrip().startswith("=") and not bare.lstrip().startswith("=="):
        yield messages.leading_equals(), bare.index("=")
    if found := GROUPED.search(bare):
        yield messages.grouped(found[0]), found.start()
    if found := _SIGN.search(bare):
        yield messages.instead(found[0], _SIGNS[found[0]]), found.start()
    if found := _WORDS.search(bare):
        word = found[1] or found[2]
        yield messages.instead(word, _ENGLISH[word]), found.start()
    open_quote = next((place for place, character in enumerate(bare) if character in "\"'"), -1)
    if open_quote >= 0:
        yield messages.open_quote(), open_quote
    if found := _PERCENT.search(bare):
        yield messages.percent(found[1]), found.start()
    for wrong, right in _OTHER:
        if wrong in bare:
            yield messages.instead(wrong, right), bare.index(wrong)
    if found := _SINGLE.search(bare):
        yield messages.instead("=", "=="), found.start()
    if found := _ZERO.search(bare):
        yield messages.leading_zero(found[0]), found.start()
    if found := _RESERVED.search(bare):
        yield messages.reserved(found[0]), found.start()
    if found := _UNFINISHED.search(bare):
        yield messages.not_python(""), found.start()
    yield from _brackets(bare)


def _brackets(bare: str) -> Iterator[tuple[str, int]]:
    opened: list[int] = []
    for place, character in enumerate(bare):
        if character == "(":
            opened.append(place)
        elif character == ")":
            if not opened:
                yield messages.bracket(")"), place
                return
            opened.pop()
    if opened:
        yield messages.bracket("("), opened[-1]


def _full_width(character: str) -> str:
    if character == "＝":
        return messages.instead("＝", "==")
    half = " " if character == "\u3000" else chr(ord(character) - 0xFEE0)
    return messages.instead(character, half) if half.strip() else messages.full_width(character)


def _without_texts(source: str) -> str:
    """The source with its quoted texts blanked out, every other character where it was."""
    return _TEXT.sub(lambda found: " " * len(found[0]), source) if '"' in source or "'" in source else source
