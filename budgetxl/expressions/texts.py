"""What functions find in a text: its first number, the check character of a project code."""

from __future__ import annotations

from decimal import Decimal

from budgetxl.values.lazy_patterns import lazy_pattern

from ..values.foldings import squeeze
from ..values.written import PLAIN_NUMBER

_NUMBER = lazy_pattern(rf"(?:(?:^|(?<=[≥≤=><:(约为]))-)?{PLAIN_NUMBER}")

CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_LENGTH = 21


def first_number(text: str) -> Decimal | None:
    """The first number in a text: ``"≥1,200.5人次" → 1200.5``. A dash within a text is no minus."""
    match = _NUMBER.search(squeeze(text))
    return Decimal(match.group().replace(",", "")) if match else None


def check_character(code: str) -> str | None:
    """The check character that a project code of 21 characters ought to end with; None where it can't be a code.

    Inferred from the codes of one district (DOMAIN.md, "Project codes"), so a mismatch is a warning at most.
    """
    characters = squeeze(code).upper()
    if len(characters) not in (CODE_LENGTH - 1, CODE_LENGTH):
        return None
    values = [CODE_ALPHABET.find(character) for character in characters[: CODE_LENGTH - 1]]
    if -1 in values:
        return None
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values))
    return CODE_ALPHABET[(30 - total) % 31]
