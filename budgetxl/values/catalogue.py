"""How every package says its sentences: a code, and what fills the slots of its template."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

MOST_SHOWN = 200
"""Characters of what somebody else wrote, in one of our sentences."""


def shortened(text: str, most: int = MOST_SHOWN) -> str:
    """A text without its middle, if it is long: what it begins with and what it ends with both say something."""
    return text if len(text) <= most else f"{text[: most // 2]}…{text[-most // 2 :]}"


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
