"""Which files are the program's own products, by what they are: none of them is anybody's submission."""

from __future__ import annotations

from budgetxl.workbook.own_tables import core_properties, is_own_table
from budgetxl.xlsx import MARK, is_as_written, is_zip

_PAGE_END, _END = f"<!-- {MARK}".encode(), 200  # how the last line of a page begins, and how long it may be
_SIGN = b"\n<!-- budgetxl:"


def is_own(data: bytes) -> bool:
    """Whether a file is the bureau's: a table (summary, list of what was sent, 检查表, roster) or a page (overview, comparison,
    report), whoever has saved it since; or an annotated copy, as long as nobody has changed it. One that was corrected is a submission.
    """
    if not is_zip(data):
        return _PAGE_END in data[-_END:]
    return is_own_table(data) or (MARK.encode() in core_properties(data) and is_as_written(data))


def signed(page: bytes) -> bytes:
    """A page with a last line by which :func:`is_signed` knows it."""
    return page + _SIGN + _digest(page) + b" -->\n"


def is_signed(data: bytes) -> bool:
    """Whether a page is one that was signed, and nobody has changed it since."""
    page, _, mark = data.rpartition(_SIGN)
    return mark == _digest(page) + b" -->\n"


def _digest(page: bytes) -> bytes:
    import hashlib

    return hashlib.sha256(page).hexdigest().encode()


__all__ = ["is_own", "is_signed", "signed"]
