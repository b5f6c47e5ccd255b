"""What the options of ``table(…)`` in a template may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...values import Group
from .. import messages
from ..errors import NoticeError
from ..wording import shown_kind


def _texts(value: object) -> bool:
    return isinstance(value, list | tuple)


_OPTIONS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "of": (lambda value: value is None or isinstance(value, Group), messages.WANTED_COPY),
    "notes": (_texts, messages.WANTED_TEXTS),
    "beside": (_texts, messages.WANTED_TEXTS),
    "only_filled": (_texts, messages.WANTED_TEXTS),
    "wide": (lambda value: value is None or isinstance(value, bool), messages.WANTED_TRUTH),
    "serial": (lambda value: isinstance(value, bool), messages.WANTED_TRUTH),
    "numbering_row": (lambda value: isinstance(value, bool), messages.WANTED_TRUTH),
    "skipped": (lambda value: isinstance(value, str), messages.WANTED_TEXT),
    "foot": (lambda value: isinstance(value, int) and value >= 0, messages.WANTED_COUNT),
    "headers": (lambda value: value is None or isinstance(value, Mapping), messages.WANTED_MAP),
    "blank": (lambda value: value is None or isinstance(value, Mapping), messages.WANTED_MAP),
}


def check_options(**given: object) -> None:
    """Raises NoticeError for an option of another kind, which would print something else than is meant."""
    for name, value in given.items():
        fits, wanted = _OPTIONS[name]
        if not fits(value):
            raise NoticeError(messages.TABLE_OPTION, name=name, wanted=wanted, value=shown_kind(value))
