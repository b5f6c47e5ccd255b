"""What can go wrong with an expression: it was written wrongly, or it speaks of something that is not there."""

from __future__ import annotations


class ExpressionError(ValueError):
    """An expression that can't be understood. ``offset`` counts characters of the source from 0."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class EvaluationError(LookupError):
    """A path that leads nowhere, or a column where one value is needed: a mistake of the form, never of the staff."""


class WrongType(Exception):
    """A function was given a text where it needs a number, or the like: the call has no value."""


class NoExcelReading(Exception):
    """A part of an expression that no formula of Excel 2007 can say."""
