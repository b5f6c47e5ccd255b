"""本年 and 上年 in a header, and the years that people write in their place or behind them: 2027年预算数, 上年预算数（2026年）."""

from __future__ import annotations

from budgetxl.values.lazy_patterns import lazy_pattern

from .lines import with_figures

_RELATIVE = {"本年": 0, "当年": 0, "上年": 1}  #: how many years before the budget's each is
_WORDS = {0: "本年", 1: "上年"}
_YEAR = lazy_pattern(r"\(?(?<!\d)((?:19|20)\d\d)(?:年度?|(?=\)))(?![初末底]|\d{1,2}月)\)?")


def said_year(text: str) -> tuple[int, str, str] | None:
    """The one year that a squeezed header says, what the header says without it, and the whole as a header says it; None for no or several years."""
    if "0" not in text and "年" not in text:
        return None
    text = with_figures(text)
    found = list(_YEAR.finditer(text))
    if len(found) != 1:
        return None
    rest = text[: found[0].start()] + text[found[0].end() :]
    return int(found[0][1]), rest, text


def years_before(text: str) -> int | None:
    """How many years before the budget's that year is of which a header speaks; None where it speaks of none, or of several."""
    said = {before for word, before in _RELATIVE.items() if word in text}
    return said.pop() if len(said) == 1 else None


def in_words(text: str, year: int | None) -> str:
    """A squeezed header with its year in the words of the form, where it is that of the budget or the one before; else as it is."""
    said = said_year(text) if year is not None else None
    if said is None or year is None or year - said[0] not in _WORDS:
        return text
    before = years_before(said[1])
    if before is None:
        return _WORDS[year - said[0]] + said[1]
    return said[1] if before == year - said[0] else text


__all__ = ["in_words", "said_year", "years_before"]
