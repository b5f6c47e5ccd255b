"""What a sheet says of the unit of its amounts, held against the form: a sheet that says 单位：元 is not read as 万元 in silence.

It says so on a line of its own (or behind the unit's name on it), or in brackets behind a title, a header or a label: 支出（元）.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from budgetxl.forms import Field, cells_of
from budgetxl.values import Address, Finding, squeeze
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.written import MONEY_POWERS
from budgetxl.xlsx import MarkedText, Position, RawCell

from ..messages import say
from .cell_reading import money_unit
from .places.by_names import FoundSheet
from .places.form_texts import ExpectedBlock
from .shown import shown_text
from .told import TRADITIONAL

_WORD = "单位"
_MONEY = lazy_pattern("[元圆圓镑币]")
_SCALES = {"十": 1, "拾": 1, "百": 2, "佰": 2, "千": 3, "仟": 3, "万": 4, "亿": 8}
_FOREIGN = "美元|港元|港币|澳门元|欧元|日元|英镑|澳元|新台币|台币"
_UNIT = rf"(?P<unit>[{''.join(_SCALES)}]*(?:元|{_FOREIGN})|[万亿])整?"
_YUAN = lazy_pattern(r"币种:?|(?:人民币|RMB|CNY|[¥￥])+[、,/]?")
_SAME = str.maketrans({"圆": "元", "[": "(", "]": ")", "【": "(", "】": ")", "〔": "(", "〕": ")"})
_BEHIND = r"(?:[、,/;][^、,/;元]{1,8})*(?:\([^()]*\))?(?:第\d+页.*|共\d+页)?"  # 单位：万元、%
_OF = "(?:金额|货币|计量|计算|数据)?"
_LINE = lazy_pattern(
    rf"\(*(?P<before>.+(?<![填编预公主本报制算开管]))??(?:{_OF}|预算){_WORD}[:为是]*\(?{_UNIT}\)?{_BEHIND}\)?"
    rf"|\(*.{{0,12}}?以{_UNIT.replace('<unit>', '<of>')}为单位\)?"
)
_ALONE = lazy_pattern(rf"(?:金额:)?\(?{_UNIT}\)?(?:第\d+页.*)?")
_LABEL = lazy_pattern(rf".+\((?:{_OF}{_WORD}:?为?)?{_UNIT}\)")
_NO_MORE = lazy_pattern(r"\W*(?:(?:公开)?表?\d*表?|(?:19|20)\d\d年度?|注:?|本表|金额|数据|所有|均|\W)*")  # before a line, and no name
_LONGEST = 40
_USUAL = "万元"  # of a form that says nothing
_MOST_CELLS = 20
_ABOVE = 1_048_577  # more rows than a sheet has: of a block that has no cell below


def other_units(one: FoundSheet, cells: list[tuple[Position, RawCell]]) -> Iterator[tuple[Position, Finding | None]]:
    """META-04 for each of these cells that tells another unit than the form has there, None for a line that agrees.

    They hold no values of fields.
    """
    for place, cell in cells:
        text = _said(cell)
        if not text or len(text) > _LONGEST:
            continue
        line = None if text in one.expected.texts and _WORD not in text else _line(text)
        said = line or (_label(text) if text not in one.expected.texts else None)
        if said is None:
            continue
        unit, units = said.unit, _units(_line_fields(one, place, text) if line else _label_fields(one, place, text))
        if units and _power(unit) not in {_power(own) for own in units}:
            wanted, at = "、".join(units), Address(one.raw.name, *place)
            message, hint = say("META-04", u=wanted, s=unit), say("META-04-hint" if line else "META-04-label-hint", u=wanted, s=unit)
            yield place, Finding("META-04", "error", message, (at,), wanted, unit, hint)
        elif units and line and _NO_MORE.fullmatch(line.before):
            yield place, None


class _Said(NamedTuple):
    """A unit of money, and what stands before it on its line."""

    unit: str
    before: str = ""


def _plain(text: str) -> str:
    """A squeezed text without what says only that yuan are meant, brackets and characters of one kind."""
    return _YUAN.sub("", text.translate(TRADITIONAL).translate(_SAME)).replace("()", "").rstrip("。.,;、")


def _line(text: str) -> _Said | None:
    """The unit that a squeezed text tells as a line of its own, or behind something else on one."""
    plain = _plain(text)
    match = _LINE.fullmatch(plain)
    if match is not None:
        return _Said(match["unit"] or match["of"], match["before"] or "")
    match = _ALONE.fullmatch(plain)
    return _Said(match["unit"]) if match is not None else None


def _label(text: str) -> _Said | None:
    """The unit that a squeezed text tells in brackets at its end."""
    match = _LABEL.fullmatch(_plain(text)) if text.endswith((")", "]", "】")) else None
    return _Said(match["unit"]) if match is not None else None


def _power(unit: str) -> int | str:
    """How many noughts a unit of money has; a foreign one is itself."""
    noughts = sum(_SCALES.get(letter, 0) for letter in unit)
    return noughts if unit.lstrip("".join(_SCALES)) in ("元", "") else unit


def untold_units(one: FoundSheet, cells: list[tuple[Position, RawCell]]) -> Iterator[Finding]:
    """META-04 for figures in another unit than 万元, where nothing on a sheet of another version tells that unit: then it may have had 万元."""
    amounts = [(place, field) for block in one.expected.blocks for place, field in _places(one, block) if place in one.raw.cells]
    silent = [(place, field) for place, field in amounts if _power(money_unit(field)) != MONEY_POWERS[_USUAL]]
    if not silent:
        return
    told = {_power(said.unit) for _, cell in cells if (text := _said(cell)) and len(text) <= _LONGEST and (said := _line(text) or _label(text))}
    silent = [(place, field) for place, field in silent if _power(money_unit(field)) not in told]
    if silent and not told:
        units = "、".join(_units([field for _, field in silent]))
        at = tuple(Address(one.raw.name, *place) for place, _ in silent[:_MOST_CELLS])
        yield Finding("META-04", "warning", say("META-04-untold", s=one.raw.name, u=units), at, units, hint=say("META-04-untold-hint", u=units))


def _places(one: FoundSheet, expected: ExpectedBlock) -> Iterator[tuple[Position, Field]]:
    """The cells of a block's amounts; of a table those of its first row."""
    cells, table = cells_of(expected.block, bool(one.sheet.repeat)), one.tables.get(expected.block.id)
    for cell in cells.single:
        if cell.field.kind.amount and cell.path in one.cells:
            yield one.cells[cell.path], cell.field
    for cell in cells.columns:
        if table is not None and cell.field.kind.amount and cell.path[-1] in table.columns:
            yield (table.first, table.columns[cell.path[-1]]), cell.field


def _said(cell: RawCell) -> str:
    """The text that a cell shows, squeezed; nothing of a cell that holds no text, or none with a unit in it, as most."""
    if cell.kind != "text" or _MONEY.search(str(cell.value)) is None:
        return ""
    return squeeze(shown_text(cell.value) if isinstance(cell.value, MarkedText) else str(cell.value))


def _units(fields: Collection[Field]) -> list[str]:
    return list(dict.fromkeys(money_unit(field) for field in fields))


def _line_fields(one: FoundSheet, place: Position, text: str) -> list[Field]:
    """The amounts of which a line speaks: those of the sheet; where they differ in unit, those of the block below it."""
    every = {block.block.id: _amounts(one, block) for block in one.expected.blocks}
    fields = [field for found in every.values() for field in found]
    if len({_power(unit) for unit in _units(fields)}) < 2 or text in one.expected.texts:
        return fields
    below = [block for block in one.expected.blocks if every[block.block.id] and _distance(one, block, place)[1] < _ABOVE]
    return every[min(below, key=lambda block: _distance(one, block, place)).block.id] if below else fields


def _label_fields(one: FoundSheet, place: Position, text: str) -> list[Field]:
    """The amounts of which a label, header or title speaks: those of the nearest block that has it."""
    if one.expected.title.means(text) or one.expected.name.means(text):
        return [field for block in one.expected.blocks for field in _amounts(one, block)]
    found = [(block, fields) for block in one.expected.blocks if (fields := _amounts(one, block, text))]
    return min(found, key=lambda each: _distance(one, each[0], place))[1] if found else []


def _amounts(one: FoundSheet, expected: ExpectedBlock, text: str | None = None) -> list[Field]:
    """The amounts of a block, or those that this label of the block is about."""
    cells = cells_of(expected.block, bool(one.sheet.repeat))
    labelled = text is not None  # 单价（元）: a number with a unit of money, of which no line of the sheet need speak
    every = [each for each in (*cells.single, *cells.columns) if each.field.kind.amount or (labelled and each.field.unit in MONEY_POWERS)]
    if text is None or expected.title.means(text):
        return [cell.field for cell in every]
    columns = {heading.id for heading in expected.headings if any(level.means(text) for level in heading.levels)}
    paths = {labelled.path for labelled in expected.fields if labelled.words.means(text)}
    paths.update(path for line in expected.lines if line.words.means(text) for path in line.paths.values())
    return [cell.field for cell in every if cell.path in paths or cell.path[-1] in columns]


def _distance(one: FoundSheet, expected: ExpectedBlock, place: Position) -> tuple[bool, int]:
    """How near a block is below a cell: whether it stands in other columns, and how many rows further down."""
    table = one.tables.get(expected.block.id)
    places = [one.cells[path] for path, _ in one.expected.names[expected.block.id].cells if path in one.cells]
    if table is not None:
        places.extend((table.first, column) for column in table.columns.values())
    columns = [column for _, column in places]
    beside = one.expected.side_by_side and bool(columns) and not min(columns) - 1 <= place[1] <= max(columns)
    return beside, min((row - place[0] for row, _ in places if row >= place[0]), default=_ABOVE)


__all__ = ["other_units", "untold_units"]
