"""What Python and Jinja say of a mistake in a template, in words of its author: no English, nothing of how the program is made."""

from __future__ import annotations

import re

from .. import messages

#: What is said, and what that means; names in quotes are the author's own.
_MEANT: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), meant)
    for pattern, meant in (
        (r"access to attribute '(?P<name>[^']*)'", messages.NO_ATTRIBUTE),
        (r"not safely callable|is not callable", messages.NOT_CALLABLE),
        (r"is not iterable|cannot unpack|values to unpack", messages.NOT_TO_GO_THROUGH),
        (r"missing a required argument: '(?P<name>[^']*)'", messages.ARGUMENT_MISSING),
        (r"unexpected keyword argument:? '(?P<name>[^']*)'|takes no keyword argument '(?P<other>[^']*)'", messages.ARGUMENT_UNKNOWN),
        (r"multiple values for (?:keyword )?argument '(?P<name>[^']*)'", messages.ARGUMENT_TWICE),
        (r"parameter '(?P<name>[^']*)' was not provided", messages.ARGUMENT_MISSING),
        (r"too many positional|not more than|takes (?:at most |from )?\d|missing \d+ required|takes no arguments", messages.ARGUMENTS_COUNTED),
        (r"index out of range|No item named", messages.NO_SUCH_ITEM),
        (r"unsupported operand|must be str|can only concatenate|bad operand", messages.NOT_TO_RECKON),
        (r"not enough values|Exceeds the limit|too large", messages.TOO_LARGE),
        (r"does not export the requested name|has no attribute", messages.NOT_THERE),
    )
)


def in_chinese(detail: object) -> str:
    """The detail as the author of a template can use it."""
    text = str(detail)
    if not re.search("[A-Za-z]{2}", text) or re.search("[\u4e00-\u9fff]", re.sub("'[^']*'", "", text)):
        return text  # said by us
    for pattern, meant in _MEANT:
        if match := pattern.search(text):
            return meant.format(name=next((found for found in match.groups() if found), ""))
    return messages.UNCLEAR


__all__ = ["in_chinese"]
