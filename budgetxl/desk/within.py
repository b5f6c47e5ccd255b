"""The desk within the browser: what ``worker.js`` calls, with files as bytes and values as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from typing import Any

from .desk import Desk
from .model import GivenFile

_OFFSET = timedelta()


def _clock() -> datetime:
    return datetime.now(timezone(_OFFSET))


_DESK = Desk(_clock)


def call(name: str, args: str, files: Iterable[Any], tell: Callable[[str], None], minutes_behind: int) -> tuple[str, list[str], list[bytes]]:
    """The answer to a call: its value as JSON, the names of the files that were made, their bytes.

    ``files`` are proxies of ``[name, saved (ms since 1970), bytes, error]``. ``minutes_behind`` is what the browser says of its
    time zone (``getTimezoneOffset``): the interpreter within it knows none.
    """
    global _OFFSET
    _OFFSET = timedelta(minutes=-minutes_behind)
    given = [
        GivenFile(str(one[0]), bytes(one[2].to_bytes()), datetime.fromtimestamp(one[1] / 1000, timezone(_OFFSET)) if one[1] else None, str(one[3]))
        for one in files
    ]
    made = _DESK.call(name, json.loads(args), given, lambda told: tell(json.dumps(told, ensure_ascii=False)))
    return json.dumps(made.value, ensure_ascii=False), [one.name for one in made.files], [one.data for one in made.files]


__all__ = ["call"]
