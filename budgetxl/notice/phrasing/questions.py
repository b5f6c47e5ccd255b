"""What a template asks of a value before it words it: ``is blank``, ``is filled``, ``is nonzero``, ``| default(…)``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jinja2.runtime import Undefined

from ..markup import Markup
from ..wording import is_blank, number_of


def filled_or(value: object, fallback: object = "") -> object:
    """The value, or ``fallback`` for a blank. A name that is not defined stays an error: it is a slip of the pen."""
    return fallback if _blank(value) else value


def _blank(value: object) -> bool:
    return is_blank(_plain(value))


def _filled(value: object) -> bool:
    return not _blank(value)


def _nonzero(value: object) -> bool:
    """Whether a figure is there and is not nought."""
    return not _blank(value) and number_of("nonzero", _plain(value)) != 0


def _plain(value: object) -> object:
    if isinstance(value, Undefined):
        str(value)  # raises
    return value.data if isinstance(value, Markup) else value


QUESTIONS: Mapping[str, Callable[[object], bool]] = {"blank": _blank, "none": _blank, "filled": _filled, "nonzero": _nonzero}

__all__ = ["QUESTIONS", "filled_or"]
