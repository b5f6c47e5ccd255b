"""Text as people type it: what counts as the same text, as the same name, as a valid project code.

Two measures of sameness. :func:`fold` is the one of ``==`` and of every text function; a formula can say it, character
by character. :func:`same` is the generous one for names of projects and units, which the program alone applies.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

BLANKS = " \u3000\u00a0"
"""The white space that people and programs leave in cells: like tabs and line breaks, it never counts."""

SIGNS = {"（": "(", "）": ")", "：": ":", "，": ",", "；": ";", "％": "%", "“": '"', "”": '"'}
"""Full-width signs that an input method gives for the half-width ones."""

_CONTROLS = "".join(map(chr, range(32)))  # what Excel's CLEAN takes away
_FOLD = str.maketrans({**dict.fromkeys(BLANKS + _CONTROLS), **SIGNS})

_ENCLOSED = re.compile(r"[\u2460-\u249b\u3220-\u3229\u3280-\u3289\u2776-\u277f]")
_DIGITS = r"(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})"
_PREFIX = re.compile(rf"(?:[(\[【〔]{_DIGITS}[)\]】〕]|{_DIGITS}(?:[、.](?![0-9])|[)\]]))+")
_UNSEEN = re.compile(r"[\s\u200b-\u200d\ufeff]+")
_ALIKE = str.maketrans({**dict.fromkeys("“”„‟", '"'), **dict.fromkeys("‘’‚‛", "'"), **dict.fromkeys("‐‑‒–—―−", "-")})
_NUMBER = re.compile(r"(?:(?:^|(?<=[≥≤=><:(约为]))-)?(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?")

CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_LENGTH = 21


def fold(text: str) -> str:
    """The text without white space and with half-width signs: ``"公务 接待费（境）" → "公务接待费(境)"``."""
    return text.translate(_FOLD)


def is_clean(text: str) -> bool:
    """Whether a text is equal only to itself, white space aside: codes of a list are."""
    return fold(text) == text and not set(text) & set(SIGNS.values())


def normal_name(name: str) -> str:
    """A name without what people add to it: white space, full-width forms, a leading "（2）", "1." or "①"."""
    bare = _ENCLOSED.sub("", name.strip()) if _ENCLOSED.match(name.strip()) else name
    bare = _UNSEEN.sub("", unicodedata.normalize("NFKC", bare)).translate(_ALIKE).casefold()
    return _PREFIX.sub("", bare, count=1) if (match := _PREFIX.match(bare)) and match.end() < len(bare) else bare


def same(first: str, second: str) -> bool:
    """Whether two names mean the same project, unit or item."""
    return normal_name(first) == normal_name(second)


def first_number(text: str) -> Decimal | None:
    """The first number in a text: ``"≥1,200.5人次" → 1200.5``. A dash within a text is no minus."""
    match = _NUMBER.search(unicodedata.normalize("NFKC", _UNSEEN.sub("", text)))
    return Decimal(match.group().replace(",", "")) if match else None


def check_character(code: str) -> str | None:
    """The check character that a project code of 21 characters ought to end with; None where it can't be a code.

    Inferred from the codes of one district (DOMAIN.md, "Project codes"), so a mismatch is a warning at most.
    """
    characters = fold(unicodedata.normalize("NFKC", code)).upper()
    if len(characters) not in (CODE_LENGTH - 1, CODE_LENGTH):
        return None
    values = [CODE_ALPHABET.find(character) for character in characters[: CODE_LENGTH - 1]]
    if -1 in values:
        return None
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values))
    return CODE_ALPHABET[(30 - total) % 31]
