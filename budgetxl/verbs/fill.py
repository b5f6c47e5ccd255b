"""``fill``: a completed workbook from the JSON of ``export``."""

from __future__ import annotations

from typing import Any

from ..forms import DataError, load_form
from .refusal import Refusal
from .sources import FindForm, SourceFile, a_form_to_fill, bytes_of


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
    from decimal import Decimal

    path = source.name
    try:
        given = json.loads(bytes_of(source).decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError:
        raise Refusal("not_utf8", "unreadable", path=path) from None
    except json.JSONDecodeError as error:
        raise Refusal("not_json", "unreadable", path=path, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise Refusal("too_deep", "unreadable", path=path) from None
    if not isinstance(given, dict) or not isinstance(given.get("form"), str) or not isinstance(given.get("data"), dict):
        raise Refusal("not_data", path=path)
    extra = [key for key in given if key not in ("form", "year", "data")]
    if extra:
        raise Refusal("outer_keys", path=path, keys="、".join(extra))
    year = given.get("year")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
        raise Refusal("bad_year", path=path)
    return given
