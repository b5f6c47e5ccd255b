"""What is wrong with a form: the mistakes that loading finds, all at once."""

from __future__ import annotations

from budgetxl.values.records import dataclass


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake of a form: the file, the key in it (``sheets.summary.blocks.income``), and what is wrong."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        return "：".join(filter(None, (self.file, self.key, self.message)))


class FormError(Exception):
    """A form that can't be used; ``mistakes`` holds every one that was found."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


__all__ = ["FormError", "Mistake"]
