"""The phrase set: sentences in the words that people use, with places for a figure. What a line means stands in phrases/README.md.

>>> next(iter(pairs())).text("12.5")
'2027年收入总计12.5万元。'
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from budgetxl.values import plain

FOLDER = Path(__file__).parent / "phrases"
SAMPLES = FOLDER.parent.parent / "sample_workbooks"
OPPOSITES = {
    "增加": "减少", "增长": "下降", "上升": "下降", "提高": "降低", "减少": "增加", "下降": "增长", "降低": "提高", "压减": "增加", "持平": "增加",
}  # fmt: skip
_UNITS = {"元": 4, "千元": 1, "亿元": -4}
_SLOT = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Pair:
    """A sentence that is right with one figure and one direction: those of the field at ``path`` of a sample."""

    sample: str
    path: str
    sentence: str
    file: str

    @property
    def value(self) -> Decimal:
        return figure(self.sample, self.path)

    @property
    def words(self) -> list[str]:
        """The words of direction that the sentence has."""
        return [slot for slot in _SLOT.findall(self.sentence) if slot in OPPOSITES]

    def text(self, amount: str | Decimal | None = None, turned: bool = False) -> str:
        """The sentence with the field's own figure or another, in 万元; ``turned`` with the words of direction against its sign."""
        value = abs(self.value) if amount is None else Decimal(amount)

        def filled(match: re.Match[str]) -> str:
            slot = match[1]
            if slot in OPPOSITES:
                return OPPOSITES[slot] if turned else slot
            if slot in _UNITS:
                return plain(value.scaleb(_UNITS[slot])) + slot
            if slot == "2":
                return f"{value:.2f}"
            return plain(value if not slot else abs(figure(self.sample, slot)))

        return _SLOT.sub(filled, self.sentence)

    def wrong(self) -> str:
        """The sentence with a figure that is not the field's."""
        value = abs(self.value)
        return self.text((value * Decimal("1.25") + Decimal("3.2")).quantize(Decimal("0.01")).normalize() + 0 if value % 1 else value * 2 + 3)


@dataclass(frozen=True)
class Right:
    """A sentence that nothing is to be said of."""

    sample: str
    sentence: str
    file: str

    def text(self) -> str:
        return _SLOT.sub(lambda match: plain(abs(figure(self.sample, match[1]))), self.sentence)


def pairs() -> Iterator[Pair]:
    """The sentences that are right with one figure and wrong with any other."""
    for file, head, sentence in _lines():
        if head.startswith("@"):
            sample, path = head[1:].split()
            yield Pair(sample, path, sentence, file)


def rights() -> Iterator[Right]:
    """The sentences that are right as they stand."""
    for file, head, sentence in _lines():
        if head.startswith("!"):
            yield Right(head[1:].strip(), sentence, file)


@cache
def data_of(sample: str) -> Mapping[str, Any]:
    """The form, the year and the data of a sample."""
    document: Mapping[str, Any] = json.loads((SAMPLES / f"{sample}.json").read_text(encoding="utf-8"))
    return document


def figure(sample: str, path: str) -> Decimal:
    """A figure of a sample; what it leaves blank is 0."""
    node: Any = data_of(sample)["data"]
    for name in path.split("."):
        node = (node or {}).get(name)
    return Decimal(node or 0)


def _lines() -> Iterator[tuple[str, str, str]]:
    for path in sorted(FOLDER.glob("*.txt")):
        head = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(("@", "!")):
                head = line
            elif line and not line.startswith("#"):
                yield path.stem, head, line
