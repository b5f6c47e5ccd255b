"""What goes wrong between a form's template and its notice."""

from __future__ import annotations

from ..values import Address
from . import messages


class NoticeError(Exception):
    """A notice can't be made. ``str()`` is one Chinese sentence, with template and line where they are known.

    ``message`` is a template of :mod:`.messages`; ``values`` fill it.
    """

    def __init__(self, message: str, /, **values: object) -> None:
        super().__init__(message, values)
        self.message = message
        self.values = values
        self.template = ""
        self.line = 0

    @property
    def problem(self) -> str:
        """The sentence without its place."""
        return self.message.format_map(self.values)

    def at(self, template: str, line: int) -> NoticeError:
        """The same error with its place. The innermost place is the right one, so a known place stays."""
        if not self.template:
            self.template, self.line = template, line
        return self

    def __str__(self) -> str:
        if not self.template:
            return self.problem
        return messages.PLACE.format(template=self.template, line=self.line, problem=self.problem)


class BlankError(NoticeError):
    """A value that the wording needs is blank. A draft prints a mark in its place instead.

    ``cell`` is where it is to be filled in, as far as that is known. ``text`` is what stands there where nothing is left of it
    without the words of its sentence.
    """

    cell: Address | None = None
    text = ""

    def of(self, *values: object) -> BlankError:
        """The same error with the cell of the first of the values that is blank and has one. A known cell stays."""
        self.cell = self.cell or next((at for value in values if (at := getattr(value, "at", None)) is not None), None)
        return self
