"""A document as one HTML page: self-contained, without a script, in the look of the Word file when it is printed.

A traced document shows the cells of a figure when it is pointed at or has the focus: the figure is a stop of the keyboard, what it is
described by stands behind it, hidden until then, and is read out by screen readers. ``clean`` leaves all of that out, for publishing. A
fragment is for the editor of a web site: styles are inline, and there is no id, no class and no address in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import assert_never

from budgetxl.values.foldings import printable
from budgetxl.values.names import some
from budgetxl.values.records import dataclass

from .. import messages
from ..charts import parts_chart, years_chart
from ..document import Block, Cell, Chart, Contents, Document, Heading, PageBreak, Paragraph, Table, TitleLines, grid
from ..markup import clean
from ..tracing import Figure, Place
from .html_widths import Room, is_unbroken, room_of

ASSETS = Path(__file__).parent.parent / "assets"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
MOST_CELLS = 12

#: What a fragment says instead of a class. Sizes are left to the site.
_INLINE: Mapping[str, str] = {
    "indent": "text-indent:2em", "center": "text-align:center", "right": "text-align:right", "left": "text-align:left",
    "cover": "text-align:center;font-weight:bold", "title": "text-align:center;font-weight:bold", "draft": "text-align:center",
    "table": "overflow-x:auto", "above": "display:flex;justify-content:space-between;font-weight:normal", "deep": "margin-left:2em",
    "grid": "border-collapse:collapse;width:100%", "cell": "border:1px solid #6b7480;padding:2px 6px;white-space:pre-wrap;overflow-wrap:break-word",
    "unbroken": "border:1px solid #6b7480;padding:2px 6px;white-space:nowrap",
    "crowded": "padding:2px",
    "text": "white-space:pre-wrap", "name": "font-weight:bold", "chart": "margin:1em 0",
}  # fmt: skip

#: A crowded table of a fragment. Inline styles can't tell paper from a screen, so it goes by the width: on a sheet of A4, which is
#: some 700 pixels wide, it is as small as to have room there; on a phone and on a larger screen it is larger, and scrolled.
_CROWDED = "font-size:max(17px - 1.1vw,min(.9em,1.35vw));line-height:1.4;min-width:min({least:.1f}em,max(77vw,1000px - 60vw))"


@dataclass(frozen=True, slots=True)
class _Page:
    """What is being written: the document, its figures by their places, and whether it is a fragment."""

    document: Document
    figures: Mapping[Place, Sequence[Figure]]
    fragment: bool
    numbers: Mapping[Figure, int]

    def look(self, *names: str) -> str:
        """The attribute that makes an element look as these names say."""
        if not self.fragment:
            kept = " ".join(name for name in names if name not in ("grid", "cell", "text", "name"))
            return f' class="{kept}"' if kept else ""
        styles = ";".join(_INLINE[name] for name in names if name in _INLINE)
        return f' style="{styles}"' if styles else ""

    def text(self, text: str, place: Place) -> str:
        """A text with its figures."""
        parts, done = [], 0
        for figure in self.figures.get(place, ()):
            parts += [_escaped(text[done : figure.offset]), self._figure(figure)]
            done = figure.end
        return "".join((*parts, _escaped(text[done:])))

    def _figure(self, figure: Figure) -> str:
        name = f"origin-{self.numbers[figure]}"
        return (
            f'<span class="figure" tabindex="0" aria-describedby="{name}">{_escaped(figure.text)}</span>'
            f'<span class="origin" role="tooltip" id="{name}">{_escaped(origin_text(figure))}</span>'
        )


def to_html(document: Document, clean: bool = False, fragment: bool = False) -> str:
    """The page of a document; its figures with their cells, unless it is ``clean`` or a ``fragment``."""
    found: dict[Place, list[Figure]] = {}
    figures = () if clean or fragment else [figure for figure in document.figures if figure.origin.kind != "label"]
    for figure in figures:
        found.setdefault(figure.place, []).append(figure)
    page = _Page(document, found, fragment, {figure: number for number, figure in enumerate(figures)})
    body = "\n".join((*_draft(page), *_blocks(page)))
    if fragment:
        return f'<div lang="zh-CN">\n{body}\n</div>\n'
    styles = ["notice.css", *(["figures.css"] if figures else [])]
    style = "".join((ASSETS / name).read_text(encoding="utf-8") for name in styles)
    head = [
        "<!DOCTYPE html>", '<html lang="zh-CN">', "<head>", '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">', '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_escaped(document.title)}</title>", f"<style>\n{style}</style>", "</head>", "<body>",
    ]  # fmt: skip
    return "\n".join((*head, "<main>", body, "</main>", "</body>", "</html>", ""))


def origin_text(figure: Figure) -> str:
    """Where a figure comes from, as a sentence for its reader."""
    origin = figure.origin
    cells = some([str(cell) for cell in origin.cells], MOST_CELLS)
    match origin.kind:
        case "text":
            return messages.TYPED_IN.format(cells=cells) if cells else messages.TYPED
        case "derived":
            return messages.DERIVED.format(cells=cells or messages.NO_CELL, expression=origin.expression)
        case "number":
            return messages.FROM_CELL.format(cells=cells or origin.path)
        case _:
            return messages.IN_TEMPLATE


def _draft(page: _Page) -> Iterator[str]:
    if page.document.draft:
        yield f"<p{page.look('draft')}>{_escaped(messages.DRAFT)}</p>"


def _blocks(page: _Page) -> Iterator[str]:
    blocks = page.document.blocks
    first = next((number for number, block in enumerate(blocks) if isinstance(block, TitleLines)), None)
    depths = _depths(blocks, 1 + page.fragment + (first is not None))
    tables = 0
    for number, block in enumerate(blocks):
        match block:
            case TitleLines():
                lines = "<br>".join(page.text(line, Place(number, line=index)) for index, line in enumerate(block.lines))
                tag = f"h{1 + page.fragment}" if number == first else "p"
                yield f"<{tag}{page.look('title', *(['cover'] if block.cover else []))}>{lines}</{tag}>"
            case Heading():
                name = "" if page.fragment else f' id="part-{number}"'
                yield f"<h{depths[number]}{name}>{page.text(block.text, Place(number))}</h{depths[number]}>"
            case Paragraph():
                names = ["text", *(["indent"] if block.indent else []), *([block.align] if block.align != "justify" else [])]
                yield f"<p{page.look(*names)}>{page.text(block.text, Place(number))}</p>"
            case Table():
                tables += 1
                yield from _table(page, block, number, tables)
            case PageBreak():
                yield "<hr>" if page.fragment else '<div class="break"></div>'
            case Contents():
                yield from _contents(page)
            case _:
                assert_never(block)


def _depths(blocks: Sequence[Block], top: int) -> Mapping[int, int]:
    """The level of each heading in HTML, where none is skipped: one below the heading that it stands under."""
    depths, above = {}, list[int]()
    for number, block in enumerate(blocks):
        if isinstance(block, Heading):
            while above and above[-1] >= block.level:
                above.pop()
            above.append(block.level)
            depths[number] = min(6, top + len(above) - 1)
    return depths


def _contents(page: _Page) -> Iterator[str]:
    yield f'<nav{page.look("contents")} aria-label="{messages.CONTENTS_TITLE}">' if not page.fragment else "<div>"
    yield f"<p{page.look('center')}>{messages.CONTENTS_TITLE}</p>"
    yield "<ul>"
    for number, block in enumerate(page.document.blocks):
        if isinstance(block, Heading) and block.level <= 2:
            text = _escaped(block.text)
            link = text if page.fragment else f'<a href="#part-{number}">{text}</a>'
            yield f"<li{page.look('deep') if block.level == 2 else ''}>{link}</li>"
    yield "</ul>"
    yield "</div>" if page.fragment else "</nav>"


def _table(page: _Page, table: Table, number: int, count: int) -> Iterator[str]:
    label = escape(printable(table.caption or messages.TABLE_NUMBER.format(number=count)))
    focus = "" if page.fragment else f' tabindex="0" role="group" aria-label="{label}"'
    yield f"<div{page.look('table', *(['wide'] if table.wide else []))}{focus}>"
    places = grid(table)
    room = room_of(table, places)
    yield f'<table style="{_least(page, room)}">'
    if table.caption or table.above:
        yield "<caption>" + "".join(_above(page, table, number)) + "</caption>"
    if table.widths:
        yield "<colgroup>" + "".join(f'<col style="width:{share:.2f}%">' for share in room.shares) + "</colgroup>"
    rows = list(_rows(page, table, number, places, room.crowded))
    if table.header_rows:
        yield from ("<thead>", *rows[: table.header_rows], "</thead>")
    yield from ("<tbody>", *rows[table.header_rows :], "</tbody>", "</table>", "</div>")
    for line, note in enumerate(table.notes):
        yield f"<p{page.look('note', 'text')}>{page.text(note, Place(number, 'note', line))}</p>"
    for chart in table.charts:
        yield from _chart(page, chart, number)


def _least(page: _Page, room: Room) -> str:
    """How wide a table is at least."""
    if not page.fragment:
        return f"min-width:{room.least:.1f}em"
    if not room.crowded:
        return f"{_INLINE['grid']};min-width:{room.least:.1f}em"
    return f"{_INLINE['grid']};{_CROWDED.format(least=room.least)}"


def _chart(page: _Page, chart: Chart, number: int) -> Iterator[str]:
    """A picture below its table; a fragment has no ids. Nothing where it would be empty."""
    name = "" if page.fragment else f"chart-{number}-{chart.id.replace('_', '-')}"
    if chart.kind == "parts":
        drawn = parts_chart(name, chart.title, chart.unit, chart.bars, plain=True)
    else:
        drawn = years_chart(name, chart.title, chart.unit, chart.bars, chart.this, chart.last, plain=True)
    if drawn:
        caption = (messages.CHART_CAPTION if chart.unit else messages.CHART_CAPTION_NO_UNIT).format(title=chart.title, unit=chart.unit)
        yield f"<figure{page.look('chart')}><figcaption{page.look('name')}>{_escaped(caption)}</figcaption>{drawn}</figure>"


def _above(page: _Page, table: Table, number: int) -> Iterator[str]:
    if table.caption:
        yield f"<div{page.look('name')}>{page.text(table.caption, Place(number, 'caption'))}</div>"
    if table.above:
        spans = (
            page.text(table.above_left, Place(number, "above_left")),
            page.text(table.above_middle, Place(number, "above_middle")),
            page.text(table.above_right, Place(number, "above_right")),
        )
        yield f"<div{page.look('above')}>" + "".join(f"<span>{span}</span>" for span in spans) + "</div>"


def _rows(page: _Page, table: Table, number: int, places: Sequence[Sequence[tuple[Cell, bool]]], crowded: bool) -> Iterator[str]:
    for y, row in enumerate(places):
        head = y < table.header_rows
        cells = (_cell(page, cell, Place(number, "cell", 0, y, x), head, crowded) for x, (cell, begins) in enumerate(row) if begins)
        yield "<tr>" + "".join(cells) + "</tr>"


def _cell(page: _Page, cell: Cell, place: Place, head: bool, crowded: bool) -> str:
    header = (head or cell.header) and bool(cell.text.strip())
    scope = ""
    if header:
        across = "colgroup" if cell.colspan > 1 else "col"
        scope = f' scope="{across if head else "rowgroup" if cell.rowspan > 1 else "row"}"'
    spans = "".join(f' {name}="{count}"' for name, count in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if count > 1)
    align = "center" if head or cell.header else cell.align
    tag = "th" if header else "td"
    names = ["unbroken" if is_unbroken(cell.text) else "cell", *(["crowded"] if crowded and page.fragment else [])]
    return f"<{tag}{scope}{spans}{page.look(*names, *([align] if align != 'left' else []))}>{page.text(cell.text, place)}</{tag}>"


def _escaped(text: str) -> str:
    return escape(printable(clean(text)), quote=False).replace("\n", "<br>")


to_clean_html = partial(to_html, clean=True)
to_fragment = partial(to_html, fragment=True)

__all__ = ["origin_text", "to_clean_html", "to_fragment", "to_html"]
