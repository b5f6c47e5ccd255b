"""``fill``: a completed workbook from the JSON of ``export``."""

from __future__ import annotations

from typing import Any

from ..forms import DataError, load_form
from ..values.catalogue import shortened
from .refusal import Refusal
from .sources import FindForm, SourceFile, a_form_to_fill, bytes_of

MOST_DIGITS = 300
"""Digits of a number, before its point or behind it: Excel knows no larger one."""
MOST_SHOWN = 40


def fill_data(source: SourceFile, form: str | None = None, find_form: FindForm = load_form) -> bytes:
    """The workbook of one JSON document. ``form`` overrides the form that the data names.

    Raises Refusal: ``unreadable`` where the bytes are no JSON; ``usage`` where it is not what ``export`` gives, with every
    unknown key and bad value, one a line.
    """
    from ..workbook import fill

    given = _document(source)
    loaded = a_form_to_fill(form or given["form"], find_form)
    try:
        return fill(loaded, given["data"], given.get("year"))
    except DataError as error:
        raise Refusal("as_said", sentences="\n".join(f"{source.name}：{one}" for one in error.problems)) from None


def _document(source: SourceFile) -> dict[str, Any]:
    """The JSON with the outer shape that ``export`` gives it."""
    import json

    path = source.name
    try:
        given = _loaded(bytes_of(source).decode("utf-8-sig"))
    except _Unfit as error:
        raise Refusal(error.code, "unreadable", path=path, value=error.value) from None
    except UnicodeDecodeError:
        raise Refusal("not_utf8", "unreadable", path=path) from None
    except json.JSONDecodeError as error:
        raise Refusal("not_json", "unreadable", path=path, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise Refusal("too_deep", "unreadable", path=path) from None
    if not isinstance(given, dict) or not isinstance(given.get("form"), str) or not isinstance(given.get("data"), dict):
        raise Refusal("not_data", path=path)
    extra = [str(key) for key in given if key not in ("form", "year", "data")]
    if extra:
        raise Refusal("outer_keys", path=path, keys="、".join(extra))
    year = given.get("year")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
        raise Refusal("bad_year", path=path)
    return given


class _Unfit(ValueError):
    """A number or a key of the JSON that no data have. ``code`` is a key of the catalogue of messages."""

    def __init__(self, code: str, value: str) -> None:
        super().__init__(code, value)
        self.code, self.value = code, shortened(value, MOST_SHOWN)


def _loaded(text: str) -> Any:
    """JSON with its numbers as they are written. Raises _Unfit for one beyond all bounds, and where a key stands twice."""
    import json
    from contextlib import suppress
    from decimal import Decimal, InvalidOperation

    def number(written: str) -> Decimal:
        with suppress(InvalidOperation):  # an exponent of twenty digits
            value = Decimal(written[: MOST_DIGITS + 1])
            if len(written) <= MOST_DIGITS and value.is_finite() and abs(value.adjusted()) <= MOST_DIGITS:
                return value
        raise _Unfit("bad_number", written)

    def whole(written: str) -> int:
        return int(number(written))

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            keys = [key for key, _ in pairs]
            raise _Unfit("key_twice", next(key for key in made if keys.count(key) > 1))
        return made

    return json.loads(text, parse_float=number, parse_int=whole, parse_constant=number, object_pairs_hook=once)
