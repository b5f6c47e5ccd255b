"""Charts as inline SVG: bars of the parts of a whole, and of this year beside last year.

A chart needs no script, no font and no style sheet, and is understood without colours: last year's bars are hatched, figures stand
beside their bars, and the text alternative says all of them. Labels are data, and are written as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape
from math import fsum
from unicodedata import east_asian_width

from budgetxl.values.decimals import growth_of, round_half_up, share_of
from budgetxl.values.foldings import printable, quoted

from . import messages
from .document import Bar

WIDTH = 420
MOST_PARTS = 12
"""Bars that a chart of parts has at most; what is smaller goes together into the last."""

_TEXT, _SMALL = 14, 13
_WIDE, _NARROW = 1.0, 0.58  # widths of characters, in font sizes
_BAR, _FIGURES = 11, 120  # the height of a bar; the room for figures to the right of paired ones
_INK, _PALE = "#2b4a6f", "#dbe5f1"


def parts_chart(
    name: str, title: str, unit: str, bars: Sequence[Bar], counter: str = "项", most: int = MOST_PARTS, places: int = 2,
    plain: bool = False,
) -> str:  # fmt: skip
    """The parts of a whole, the largest first; empty where there is nothing to draw.

    ``plain``: no figure stands in it that was not given, no share and no sum of the rest. Without a ``name`` it has no ids.

    ``name`` is the chart's own among all of a page (letters, digits, ``-``); ``counter`` counts what the bars are. Shares are told
    where no part is below nought. Parts beyond ``most`` go together (without a bar where it would dwarf all others), those without a
    figure are left out, and both is said.
    """
    parts = sorted(((bar.label, bar.amount, bar.said) for bar in bars if bar.amount), key=lambda part: -abs(part[1]))
    if not parts:
        return ""
    notes = [] if plain else _noughts(len(bars) - len(parts), counter)
    most = len(parts) if plain else most
    amounts = [amount for _, amount, _ in parts]
    whole = sum(amounts, Decimal(0)) if min(amounts) > 0 and not plain else Decimal(0)
    drawn = sorted(parts[:most] if len(parts) <= most else parts[: most - 1], key=lambda part: -part[1])
    rest = parts[len(drawn) :]
    together = sum((amount for _, amount, _ in rest), Decimal(0))
    dwarfing = abs(together) > abs(parts[0][1])  # beside its bar those of single parts could not be told apart
    scale = _Scale([*(amount for _, amount, _ in drawn), *([] if dwarfing else [together])], WIDTH)
    if rest:
        drawn.append((messages.CHART_OTHERS.format(n=len(rest), counter=counter), together, ""))
        notes = [(messages.CHART_NO_BAR if dwarfing else messages.CHART_FOLDED).format(n=len(rest), counter=counter), *notes]
    told: list[str] = []
    lines: list[str] = []
    for number, (label, amount, said) in enumerate(drawn):
        share, figure = _share(amount, whole), said or _money(amount, places)
        pattern = messages.CHART_SHARE if share else messages.CHART_PART
        told.append(pattern.format(label=quoted(label), amount=figure, share=share))
        right = f"{figure}　{share}" if share else figure
        bar = [] if dwarfing and number == len(drawn) - 1 else [scale.bar(number * 38 + 20, amount, _filled())]
        lines += _line(number * 38, label, right, told[-1], bar)
    top = len(drawn) * 38
    return _svg(name, title, unit, told, notes, lines, top)


def years_chart(
    name: str, title: str, unit: str, bars: Sequence[Bar], this: str, last: str, counter: str = "项", places: int = 2, plain: bool = False
) -> str:
    """This year's amounts beside last year's, in the order given; empty where there is nothing to draw.

    ``this`` and ``last`` are what the two years are called. The change is told in per cent where last year's is no nought, unless the
    chart is ``plain``. Without a ``name`` it has no ids, and last year's bars are hollow.
    """
    drawn = [bar for bar in bars if bar.amount or bar.last]
    if not drawn:
        return ""
    scale = _Scale([amount or Decimal(0) for bar in drawn for amount in (bar.amount, bar.last)], WIDTH - _FIGURES)
    hatch = f"{name}-hatch" if name else ""
    pattern = (
        f'<pattern id="{escape(hatch)}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="5" height="5" fill="{_PALE}"/><rect width="2" height="5" fill="{_INK}"/></pattern>'
    )
    lines = [
        pattern if hatch else "",
        f'<rect x="0" y="3" width="14" height="{_BAR}" {_filled()}/>', _text(20, 13, this, _SMALL),
        f'<rect x="120" y="3" width="14" height="{_BAR}" {_hatched(hatch)}/>', _text(140, 13, last, _SMALL),
    ]  # fmt: skip
    told: list[str] = []
    top = 26
    for bar in drawn:
        change = "" if plain else _change(bar)
        amount, before = (said or _paired(each, places) for each, said in ((bar.amount, bar.said), (bar.last, bar.last_said)))
        more = messages.CHART_CHANGE.format(change=change) if change else ""
        told.append(messages.CHART_PAIR.format(label=quoted(bar.label), this=this, amount=amount, last=last, before=before, change=more))
        inner = [
            scale.bar(top + 20, bar.amount or Decimal(0), _filled()), _text(WIDTH, top + 30, amount, _SMALL, right=True),
            scale.bar(top + 34, bar.last or Decimal(0), _hatched(hatch)), _text(WIDTH, top + 44, before, _SMALL, right=True),
        ]  # fmt: skip
        lines += _line(top, bar.label, change, told[-1], inner)
        top += 56
    return _svg(name, title, unit, told, [] if plain else _noughts(len(bars) - len(drawn), counter), lines, top)


class _Scale:
    """Where bars begin and end: amounts on ``width`` units of the picture, nought among them. A place in a picture may be binary."""

    def __init__(self, amounts: Sequence[Decimal], width: int) -> None:
        self.least, self.width = min(0.0, *map(float, amounts)), width
        self.span = (max(0.0, *map(float, amounts)) - self.least) or 1.0

    def bar(self, top: int, amount: Decimal, look: str) -> str:
        """A bar from nought to its amount, one unit long at least where there is something; where some lie below nought, the line of nought."""
        zero, end = self._at(0.0), self._at(float(amount))
        long = max(abs(end - zero), 1.0) if amount else 0.0
        start = zero if end >= zero else zero - long
        axis = f'<path d="M{zero:.1f} {top - 2}v{_BAR + 4}" stroke="{_INK}"/>' if self.least < 0 else ""
        return f'<rect x="{start:.1f}" y="{top}" width="{long:.1f}" height="{_BAR}" {look}/>{axis}'

    def _at(self, amount: float) -> float:
        return (amount - self.least) / self.span * self.width


def _filled() -> str:
    return f'fill="{_INK}"'


def _hatched(hatch: str) -> str:
    return f'fill="url(#{escape(hatch)})" stroke="{_INK}"' if hatch else f'fill="none" stroke="{_INK}"'


def _noughts(count: int, counter: str) -> list[str]:
    return [messages.CHART_NOUGHT.format(n=count, counter=counter)] if count else []


def _change(bar: Bar) -> str:
    """By how much this year's amount is more, in words; empty where nobody can say."""
    if bar.amount is None or bar.last is None:
        return ""
    growth = growth_of(bar.amount, bar.last, 1)
    if growth is None:
        return messages.CHART_NEW
    return f"{growth:+f}%" if growth else "0%"


def _share(amount: Decimal, whole: Decimal) -> str:
    """What per cent of the whole a part is; empty where shares say nothing."""
    share = share_of(amount, whole, 1)
    return "" if share is None else f"{share}%" if share else "<0.1%"


def _money(amount: Decimal, places: int) -> str:
    rounded = round_half_up(amount, places)
    return format(rounded if rounded else abs(rounded), "f")


def _paired(amount: Decimal | None, places: int) -> str:
    return messages.CHART_NONE if amount is None else _money(amount, places)


def _line(top: int, label: str, right: str, told: str, inner: Sequence[str]) -> Iterator[str]:
    """A label with what stands at its right, and the bars below; whoever points at it is told all of it."""
    room = WIDTH - _width(right) * _TEXT - 12
    yield f"<g><title>{_escaped(told)}</title>"
    yield _text(0, top + 14, _cut(quoted(label, 200), room / _TEXT), _TEXT)
    yield _text(WIDTH, top + 14, right, _TEXT, right=True) if right else ""
    yield from inner
    yield "</g>"


def _svg(name: str, title: str, unit: str, told: Sequence[str], notes: Sequence[str], lines: Sequence[str], height: int) -> str:
    head = (messages.CHART_UNIT if unit else messages.CHART_NO_UNIT).format(title=title, unit=unit)
    foot = [_text(0, height + 12 + 18 * number, note, _SMALL) for number, note in enumerate(notes)]
    tall = height + 18 * len(notes)
    key, words = escape(name), head + "；".join(told) + "。" + "".join(notes)
    named = f'aria-labelledby="{key}-title {key}-desc"' if key else f'aria-label="{_escaped(words)}"'
    heading = f'<title id="{key}-title">{_escaped(title)}</title><desc id="{key}-desc">{_escaped(words)}</desc>' if key else ""
    return "".join((
        f'<svg role="img" {named} viewBox="0 0 {WIDTH} {tall}" width="{WIDTH}" height="{tall}" ',
        'style="max-width:100%;height:auto" fill="currentColor">',
        heading,
        *lines, *foot, "</svg>",
    ))  # fmt: skip


def _text(x: int, y: int, text: str, size: int, right: bool = False) -> str:
    anchor = ' text-anchor="end"' if right else ""
    return f'<text x="{x}" y="{y}" font-size="{size}"{anchor}>{_escaped(text)}</text>'


def _escaped(text: str) -> str:
    return escape(printable(text))


def _width(text: str) -> float:
    """How wide a text is about, in font sizes."""
    return fsum(_NARROW if east_asian_width(char) in "NNaH" else _WIDE for char in text)


def _cut(text: str, room: float) -> str:
    """The beginning of a text as far as there is room for it."""
    if _width(text) <= room:
        return text
    while text and _width(text) > room - 1:
        text = text[:-1]
    return text + "…"


__all__ = ["MOST_PARTS", "Bar", "parts_chart", "years_chart"]
