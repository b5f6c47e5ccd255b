"""Number formats: which of them show a date, which a percentage; and the fonts that strike out. Only this is read of the styles."""

from __future__ import annotations

import re
from itertools import chain
from typing import NamedTuple

from budgetxl.values.lazy_patterns import lazy_pattern

from ..archive.errors import damaged
from ..archive.plain_parts import gathered
from ..archive.xml_feed import Enough, feed, new_parser, pairs, skip_element
from ..archive.zip_archive import Archive
from ..marked_text import mark_of

_MAX_FORMATS = 20_000
_MAX_STYLES = 200_000

#: The formats that a file names by number only (ECMA-376 part 1, 18.8.30), with the Chinese ones of 27–36 and 50–58
#: and the money of a Chinese Excel.
BUILT_IN: dict[str, str] = {
    "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00",
    "5": '"¥"#,##0_);\\("¥"#,##0\\)', "6": '"¥"#,##0_);[Red]\\("¥"#,##0\\)',
    "7": '"¥"#,##0.00_);\\("¥"#,##0.00\\)', "8": '"¥"#,##0.00_);[Red]\\("¥"#,##0.00\\)',
    "9": "0%", "10": "0.00%", "11": "0.00E+00", "12": "# ?/?", "13": "# ??/??",
    "14": "mm-dd-yy", "15": "d-mmm-yy", "16": "d-mmm", "17": "mmm-yy",
    "18": "h:mm AM/PM", "19": "h:mm:ss AM/PM", "20": "h:mm", "21": "h:mm:ss", "22": "m/d/yy h:mm",
    "27": 'yyyy"年"m"月"', "28": 'm"月"d"日"', "29": 'm"月"d"日"', "30": "m-d-yy", "31": 'yyyy"年"m"月"d"日"',
    "32": 'h"时"mm"分"', "33": 'h"时"mm"分"ss"秒"', "34": 'AM/PMh"时"mm"分"', "35": 'AM/PMh"时"mm"分"ss"秒"',
    "36": 'yyyy"年"m"月"',
    "37": "#,##0_);(#,##0)", "38": "#,##0_);[Red](#,##0)", "39": "#,##0.00_);(#,##0.00)",
    "40": "#,##0.00_);[Red](#,##0.00)",
    "41": '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)', "42": '_("¥"* #,##0_);_("¥"* \\(#,##0\\);_("¥"* "-"_);_(@_)',
    "43": '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
    "44": '_("¥"* #,##0.00_)_("¥"* \\(#,##0.00\\)_("¥"* "-"??_)_(@_)',
    "45": "mm:ss", "46": "[h]:mm:ss", "47": "mmss.0", "48": "##0.0E+0", "49": "@",
    "50": 'yyyy"年"m"月"', "51": 'm"月"d"日"', "52": 'yyyy"年"m"月"', "53": 'm"月"d"日"', "54": 'm"月"d"日"',
    "55": 'AM/PMh"时"mm"分"', "56": 'AM/PMh"时"mm"分"ss"秒"', "57": 'yyyy"年"m"月"', "58": 'm"月"d"日"',
}  # fmt: skip

# What stands in a code without being part of it: quoted and escaped text, padding, colours and locales, AM/PM.
_LITERAL = lazy_pattern(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P|上午/下午|General|G/通用格式', re.IGNORECASE | re.DOTALL)
_MAX_CODE = 1_000


class Style(NamedTuple):
    """What a cell's style says of its number, and whether its font strikes it out. ``code`` is None for General."""

    code: str | None
    is_date: bool
    percent: bool
    struck: bool = False


PLAIN = Style(None, False, False)


def style_of(code: str) -> Style:
    """What a format code shows: its first section decides, as that is the one for positive numbers.

    A date shows a day, a month or a year; a time of day alone is none, and neither is a duration such as ``[h]:mm``.
    """
    if code.casefold() in ("", "general"):
        return PLAIN
    if len(code) > _MAX_CODE:  # Excel allows 255
        return Style(code[:_MAX_CODE], False, False)
    section = _LITERAL.sub("", code).split(";", 1)[0].casefold()
    timed = "h" in section or "s" in section
    is_date = "y" in section or "d" in section or "aaa" in section or ("m" in section and not timed)
    return Style(code, is_date and not set(section) & set("#?@"), "%" in section)


def read_styles(archive: Archive, part: str) -> list[Style]:
    """The style of each cell format, by its number: ``<c s="3">`` has the fourth."""
    codes: dict[str, str] = dict(BUILT_IN)
    known: dict[str, Style] = {}
    styles: list[Style] = []
    inside = ""
    fonts = 0
    striking: set[str] = set()  # the numbers of fonts that strike out
    content, rest = gathered(archive, part)
    strikes = rest is not None or b"strike" in content  # else no font needs a look
    entered = ("numFmts", "cellXfs", "fonts", "font") if strikes else ("numFmts", "cellXfs")

    def style(number: str) -> Style:
        if number not in known:
            known[number] = style_of(codes.get(number, ""))
        return known[number]

    def start(name: str, attributes: list[str]) -> None:
        nonlocal inside, fonts
        if inside == ("fonts" if name == "font" else "") and name in entered:
            inside = name
        elif name == "xf" and inside == "cellXfs":
            given = pairs(attributes)
            made = style(given.get("numFmtId", ""))
            styles.append(made._replace(struck=True) if striking and given.get("fontId") in striking else made)
            skip_element(parser, part)
        else:
            if name == "strike" and inside == "font" and mark_of(name, pairs(attributes).get("val")):
                striking.add(str(fonts))
            elif name == "numFmt" and inside == "numFmts":
                given = pairs(attributes)
                codes[given.get("numFmtId", "")] = given.get("formatCode", "")
            skip_element(parser, part)
        if len(styles) > _MAX_STYLES or len(codes) > _MAX_FORMATS:
            raise damaged(part, "styles")

    def end(name: str) -> None:
        nonlocal inside, fonts
        fonts += name == "font"
        inside = "fonts" if name == "font" else ""
        if name == "cellXfs":  # the rest is colours and borders
            raise Enough

    parser = new_parser(part, "styleSheet", ("numFmts", "numFmt", "fonts", "font", "strike", "cellXfs", "xf"), start, end)
    feed(archive, part, parser, content=chain((content,), rest or ()))
    return styles
