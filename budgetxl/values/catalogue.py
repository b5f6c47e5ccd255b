"""How every package says its sentences: a code, and what fills the slots of its template."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

MOST_SHOWN = 200
"""Characters of what somebody else wrote, in one of our sentences."""


_ITEMS, _CLAUSES = frozenset("；;。\n"), frozenset("，,、 ")
_IN_WORDS = frozenset(".,%‰:/_-+×−")


def shortened(text: str, most: int = MOST_SHOWN) -> str:
    """A text without its middle, if it is long: what it begins with and what it ends with both say something.

    It is cut between items, or between words: never within a number, a cell's address or a word of letters, unless that alone
    is too long.
    """
    if len(text) <= most:
        return text
    half = most // 2
    return f"{_begins(text, half)}…{_begins(text[::-1], half)[::-1]}"


def beginning(text: str, most: int = MOST_SHOWN) -> str:
    """What a text begins with, if it is long, cut as :func:`shortened` does."""
    return text if len(text) <= most else f"{_begins(text, most)}…"


def _begins(text: str, most: int) -> str:
    """At most so many characters of the front of a text that is longer: whole items, else whole words, else what there is room for.

    The end of a text is its front when it is read backwards.
    """
    for signs, least in ((_ITEMS, most // 2), (_CLAUSES, most - most // 3)):
        at = next((at for at in range(most, least - 1, -1) if text[at] in signs and _parts(text, at)), 0)
        if at:
            return text[:at]
    return text[: next((at for at in range(most, most - most // 3 - 1, -1) if _parts(text, at)), most)]


def _parts(text: str, at: int) -> bool:
    """Whether a text may be cut before the character at ``at``."""
    return not (_is_in_word(text, at - 1) and _is_in_word(text, at))


def _is_in_word(text: str, at: int) -> bool:
    sign = text[at]
    return (sign.isascii() and sign.isalnum()) or sign in _IN_WORDS


class Catalogue(Mapping[str, str]):
    """Templates of sentences by their codes, with slots in braces: ``Catalogue({"file": "{path}：{reason}"})``.

    ``told`` says what fills a slot, by its name and value, where that is not the value itself (what strangers wrote is
    shortened).
    """

    def __init__(self, templates: Mapping[str, str], told: Callable[[str, object], object] | None = None) -> None:
        self._templates = dict(templates)
        self._told = told

    def __getitem__(self, code: str) -> str:
        return self._templates[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._templates)

    def __len__(self) -> int:
        return len(self._templates)

    def say(self, code: str, /, **slots: object) -> str:
        """The sentence of a code with its slots filled. Raises KeyError for a code or a slot that is not there."""
        if self._told is not None:
            slots = {name: self._told(name, slot) for name, slot in slots.items()}
        return self._templates[code].format(**slots)

    def slots(self, code: str) -> frozenset[str]:
        """The names of the slots that a sentence needs. Raises KeyError for an unknown code."""
        from string import Formatter  # for tests; a command need not wait for it

        return frozenset(name.partition(".")[0].partition("[")[0] for _, name, _, _ in Formatter().parse(self[code]) if name)
