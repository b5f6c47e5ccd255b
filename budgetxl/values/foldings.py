"""Which texts count as the same, and for what: every folding of the program, each for its own purpose.

=============== ============================================= ================== ============ ===============================
function        for                                           full-width signs   white space  besides
=============== ============================================= ================== ============ ===============================
``trim``        what a cell can hold; data go through it       kept               at the edges what no file can hold is gone,
                                                                                               and what turns the writing round
``printable``   what is shown or written to a report           kept               kept         the same becomes �
``straight``    what a page shows                             kept               kept         what turns the writing round is �
``visible``     what a terminal shows                         kept               kept         what would steer it is written out
``quoted``      what a sentence quotes of a long text          kept               one blank    what would steer it is gone, its middle too
``narrow``      figures and dates that people type             narrow (not ①, ㎡) one blank    ￥ ¥, −: one sign each
``squeeze``     labels, headers, choices, codes                NFKC               gone
``loose_label`` labels that people changed a little            NFKC               gone         numbering, a unit in brackets,
                                                                                               punctuation, 部门 for 单位
``said_label``  labels as sentences speak of them              NFKC               gone         numbering, anything in brackets
``said_words``  sentences, and the words for figures in them   NFKC               gone         quotes
``fold``        ``==`` and text functions of the rules         eight of them      gone         no more than a formula of Excel
                                                                                               says character by character
``normal_name`` names of projects, units and items             NFKC               gone         numbering, case, quotes, dashes
``chart_label``  labels as a chart has them                    kept               kept         numbering and 其中 are gone
``unnumbered``  clauses and names that a list numbers          kept               kept         a leading "（2）", "1." is gone
``target_text`` targets and scores of indicators               NFKC               gone         ㎡ is 平方米
=============== ============================================= ================== ============ ===============================

White space is the same everywhere but in ``fold``, which takes what SUBSTITUTE and CLEAN can: ``INVISIBLE``.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from budgetxl.values.lazy_patterns import lazy_pattern

from .catalogue import shortened

_TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # behind them 6.25% reads %52.6

INVISIBLE = "\t\n\x0b\x0c\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200E))) + "\u2028\u2029\u202f\u205f\u2060\u3000\ufeff" + _TURNING
"""White space and characters without any width, wherever they come from."""

BLANKS = " \u3000\u00a0"
"""The white space that a formula takes away; it takes control characters as well."""

SIGNS = {"（": "(", "）": ")", "：": ":", "，": ",", "；": ";", "％": "%", "“": '"', "”": '"'}
"""Full-width signs that an input method gives for the half-width ones, as far as a formula takes them for the same."""

_GONE = dict.fromkeys(map(ord, INVISIBLE))
_CONTROLS = "".join(map(chr, range(32)))  # what Excel's CLEAN takes away
_FOLD = str.maketrans({**dict.fromkeys(BLANKS + _CONTROLS), **SIGNS})
_FOLDED = lazy_pattern(f"[\\x00-\\x1f{BLANKS}{''.join(SIGNS)}]")
_NO_FILE = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"  # what XML can't hold
_BLANK = lazy_pattern(f"[{INVISIBLE}]+")
_BLANK_OR_LOST = lazy_pattern(f"[{INVISIBLE}�]+")
_UNWRITABLE = lazy_pattern(f"[{_NO_FILE}\r]")
_UNFIT = lazy_pattern(f"[{_NO_FILE}\r{_TURNING}]")
_UNPRINTABLE = lazy_pattern(f"[{_NO_FILE}\x7f-\x9f]")
_TURNED = lazy_pattern(f"[{_TURNING}]")
_STEERING = lazy_pattern("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_SPELLED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
#: Full-width ASCII as ASCII. Not NFKC, which would also take ① for 1 and m² for m2.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("￥"): "¥", ord("−"): "-", ord("－"): "-", ord("。"): "."}
_ALIKE = str.maketrans({**dict.fromkeys("“”„‟", '"'), **dict.fromkeys("‘’‚‛", "'"), **dict.fromkeys("‐‑‒–—―−", "-")})
_SQUARED = str.maketrans({"㎡": "平方米", "㎥": "立方米"})
_ENCLOSED = lazy_pattern(r"[\u2460-\u249b\u3220-\u3229\u3280-\u3289\u2776-\u277f]")
_ITEM = r"(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})"
_NUMBERED = rf"(?:[(\[【〔]{_ITEM}[)\]】〕]|{_ITEM}(?:[、.](?![0-9])|[)\]]))"
_NUMBERING = lazy_pattern(f"{_NUMBERED}+")
_LEAD = lazy_pattern(f"(?:其中:?|{_NUMBERED})+")
_UNIT = lazy_pattern(r"\([^()]{1,10}\)$")
_BRACKETS = lazy_pattern(r"\([^)]*\)")
_QUOTES = dict.fromkeys(map(ord, "“”„‟\"‘’'「」"))
_PUNCTUATION = lazy_pattern(r"[\W_]+")


def trim(text: str) -> str:
    """A text as a cell can hold it: without blanks and line ends at its edges, without what no file can hold or what turns the writing round.

    That is control characters, halves of characters, the line ends of Windows and old Macs, and Unicode's signs of direction.
    """
    if _UNFIT.search(text):
        text = _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip(INVISIBLE)


def is_blank(text: str) -> bool:
    """Whether a text holds nothing that can be seen."""
    return not text.strip(INVISIBLE)


def printable(text: str) -> str:
    """A text of a cell or a file's name, safe to write down: what no file format can hold becomes �; line breaks stay."""
    return _UNPRINTABLE.sub("�", text)


def straight(text: str) -> str:
    """A printable text as a page may show it: what would turn the writing round, the figures behind it too, becomes �."""
    return _TURNED.sub("�", printable(text))


def visible(text: str) -> str:
    """A text as a terminal may show it: line breaks, escape codes and signs that turn the writing round are spelled out."""
    return _STEERING.sub(lambda found: _SPELLED.get(found[0]) or f"\\u{ord(found[0]):04x}", text)


def quoted(text: str, most: int = 60) -> str:
    """The beginning and the end of what somebody wrote, on one line and without control characters, as a sentence quotes it."""
    return shortened(_BLANK_OR_LOST.sub(" ", _STEERING.sub(" ", _UNWRITABLE.sub("", text))).strip(" "), most)


def narrow(text: str) -> str:
    """A text with full-width letters, digits and signs made narrow, blanks made plain, trimmed."""
    return _BLANK.sub(" ", text.translate(_NARROW)).strip(" ")


@lru_cache(maxsize=16_384)
def squeeze(text: str) -> str:
    """NFKC without any white space or invisible characters: the form in which labels and choices are compared."""
    if text.isascii() and text.isalnum():
        return text
    normal = unicodedata.normalize("NFKC", text)
    return normal.translate(_GONE) if _BLANK.search(normal) else str(normal)  # to look is quicker than to translate, and few have any


@lru_cache(maxsize=8_192)
def loose_label(text: str) -> str:
    """A label without what people change in it: numbering, a unit in brackets, punctuation, 部门 for 单位."""
    bare = _UNIT.sub("", _without_lead(squeeze(text)))
    return _PUNCTUATION.sub("", bare).replace("部门", "单位")


def said_label(text: str) -> str:
    """A label as a sentence has it: without numbering and anything in brackets."""
    return _BRACKETS.sub("", _without_lead(squeeze(text)))


def chart_label(text: str) -> str:
    """A label as it is written, without numbering and 其中: “一、一般公共服务支出” is 一般公共服务支出, as people read it in a chart."""
    bare = _without_lead(squeeze(text))
    rest = next((text[start:] for start in range(len(text)) if squeeze(text[start:]) == bare), "")
    return rest.strip() or text


def said_words(text: str) -> str:
    """A sentence, or the words for a figure in one, as they are held against each other: “三公”经费 is 三公经费."""
    return squeeze(text).translate(_QUOTES)


def fold(text: str) -> str:
    """The text without white space and with half-width signs: ``"公务 接待费（境）" → "公务接待费(境)"``."""
    return text.translate(_FOLD) if _FOLDED.search(text) else str(text)


def is_clean(text: str) -> bool:
    """Whether a text is equal, by :func:`fold`, only to itself, white space aside: codes of a list are."""
    return fold(text) == text and not set(text) & set(SIGNS.values())


def normal_name(name: str) -> str:
    """A name without what people add to it: white space, full-width forms, a leading "（2）", "1." or "①"."""
    bare = _ENCLOSED.sub("", name.strip()) if _ENCLOSED.match(name.strip()) else name
    return unnumbered(squeeze(bare).translate(_ALIKE).casefold())


def same_name(first: str, second: str) -> bool:
    """Whether two names mean the same project, unit or item."""
    return normal_name(first) == normal_name(second)


def unnumbered(text: str) -> str:
    """A half-width text without the number that it begins with, unless it is nothing else: 1.专职网格员 → 专职网格员."""
    match = _NUMBERING.match(text)
    return text[match.end() :] if match is not None and match.end() < len(text) else text


@lru_cache(maxsize=1_024)
def target_text(text: str) -> str:
    """A target half-width and without white space: signs and digits come in both widths, ㎡ is a word."""
    return squeeze(text.translate(_SQUARED)).translate(_FOLD)


def _without_lead(text: str) -> str:
    match = _LEAD.match(text)
    return text[match.end() :] if match is not None else text
