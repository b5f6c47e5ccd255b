"""A form's data as a tree of values, from and to the JSON of ``fill`` and ``export``.

The JSON has the form's own shape: a record is an object, a table a list of objects, a grid an object of objects, a
repeated sheet a list. Numbers are strings in plain decimal notation, dates ISO 8601, a blank is null. A key that is
absent means "compute it" for a formula, and for another field what the blank workbook has there: its ``default`` in a record
of an ordinary sheet, else nothing. An explicit null keeps the cell blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, assert_never

from ..values import (
    Entry,
    Group,
    Key,
    Node,
    Scalar,
    entries,
    is_blank,
    numbers_columns,
    plain,
    squeeze,
    trim,
)
from ..values.catalogue import shortened
from ..values.decimals import HELD_DIGITS, HELD_PLACES, held
from ..values.foldings import visible
from ..values.nearest import nearest
from ..values.records import dataclass
from .blocks import parts_of
from .form import Form, in_part
from .model import Block, Field, Grid, Record, Sheet, Table
from .older import in_new_names

MAX_TEXT = 32_767
MAX_PLACES, MAX_DIGITS = HELD_PLACES, HELD_DIGITS


class DataError(Exception):
    """Data that a form does not accept; ``problems`` names every key and what is wrong with it.

    ``refused`` has the same by their keys, where they are known: what is wrong, without the key.
    """

    def __init__(self, problems: list[str], refused: Sequence[tuple[Key, str]] = ()) -> None:
        self.refused = tuple(refused)
        self.problems = [shortened(visible(one)) for one in problems]
        super().__init__("\n".join(self.problems))


@dataclass(slots=True)
class Decoded:
    """Data as a tree; ``given`` are the keys of computed values that the data states itself."""

    root: Group
    given: set[tuple[str | int, ...]] = field(default_factory=set)


def decode(form: Form, data: Mapping[str, Any], year: int | None = None, spare: bool = True, defaults: bool = True, part: str = "") -> Decoded:
    """The tree of a form's JSON data. Raises DataError naming every unknown key and unusable value.

    ``spare``: copies of a repeated sheet may be blank, as in a blank workbook. Read back, such a copy is none. Without
    ``defaults`` what the data leave out stays blank, as does what stands in another than the ``part`` of a split workbook.
    """
    decoder = _Decoder(form, spare, defaults)
    known: dict[str, Node] = {}
    rest = dict(in_new_names(form.compiled.older, data))
    for sheet in form.sheets:
        if sheet.repeat:
            known[sheet.repeat] = decoder.items(sheet, rest.pop(sheet.repeat, []))
            continue
        decoder.defaults = defaults and in_part(sheet, part)
        for block in sheet.blocks:
            for name, node in decoder.block(block, rest, (), year):
                known[name] = node
    decoder.unknown(rest, known, ())
    if decoder.refused:
        raise DataError([f"{_dotted(key)}：{reason}" for key, reason in decoder.refused], decoder.refused)
    return Decoded(Group(known), decoder.given)


class _Decoder:
    def __init__(self, form: Form, spare: bool, defaults: bool) -> None:
        self.form, self.spare, self.defaults = form, spare, defaults
        self.refused: list[tuple[Key, str]] = []
        self.given: set[tuple[str | int, ...]] = set()

    def unknown(self, rest: Mapping[str, Any], known: Mapping[str, Any], path: tuple[str | int, ...]) -> None:
        for name in rest:
            self.refused.append(((*path, name), f"表样里没有这个键{nearest(str(name), known)}"))

    def object(self, value: Any, path: tuple[str | int, ...]) -> dict[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.refused.append((path, "应为键值对象"))
            return {}
        return dict(value)

    def given_to(self, fields: Iterable[Field], value: Any, path: tuple[str | int, ...], above: tuple[str | int, ...]) -> dict[str, Any]:
        """What the data give to the fields of a record, with the defaults of those that they leave out.

        None are put into a record that is null as a whole, nor on a repeated sheet (``above`` leads to it): there the blank
        workbook has none either.
        """
        given = self.object(value, path)
        if value is None or above or not self.defaults:
            return given
        return {**{item.id: item.default for item in fields if item.default is not None}, **given}

    def block(
        self, block: Block, rest: dict[str, Any], path: tuple[str | int, ...], year: int | None
    ) -> Iterator[tuple[str, Node]]:
        """The nodes of one block of an ordinary sheet: the block's own, its totals', its lifted fields'."""
        match block:
            case Record():
                own, lifted = [f for f in block.fields if not f.lift], [f for f in block.fields if f.lift]
                given = self.given_to(own, rest.pop(block.id, {}), (*path, block.id), path)
                for item in lifted:
                    absent = item.default if self.defaults and not path else None
                    value = year if item.id == "year" and year is not None else rest.pop(item.id, absent)
                    yield item.id, self.entry(item, {item.id: value} if value is not None else {}, path)
                yield block.id, self.record(own, given, (*path, block.id))
            case Table():
                yield block.id, self.rows(block, rest.pop(block.id, []), (*path, block.id))
                for total in block.totals:
                    yield total.id, self.record(total.columns, self.object(rest.pop(total.id, None), (total.id,)), (*path, total.id))
            case Grid():
                yield block.id, self.grid(block, self.object(rest.pop(block.id, None), (*path, block.id)), (*path, block.id))
            case _:
                assert_never(block)

    def items(self, sheet: Sheet, value: Any) -> tuple[Group, ...]:
        path: tuple[str | int, ...] = (sheet.repeat,)
        if not isinstance(value, list):
            self.refused.append((path, "应为列表"))
            return ()
        groups = []
        for index, item in enumerate(value):
            at = (*path, index)
            rest = self.object(item, at)
            nodes: dict[str, Node] = {}
            for block in sheet.blocks:
                match block:
                    case Record():
                        for one in block.fields:
                            nodes[one.id] = self.entry(one, rest, at)
                            rest.pop(one.id, None)
                    case Table() | Grid():
                        nodes.update(self.block(block, rest, at, None))
                    case _:
                        assert_never(block)
            self.unknown(rest, nodes, at)
            groups.append(Group(nodes))
            if not self.spare and all(entry.value is None for _, entry in entries(groups[-1])):
                self.refused.append((at, "整张为空，请去掉这一项"))
        return tuple(groups)

    def record(self, fields: Any, given: dict[str, Any], path: tuple[str | int, ...]) -> Group:
        nodes: dict[str, Node] = {}
        for item in fields:
            nodes[item.id] = self.entry(item, given, path)
            given.pop(item.id, None)
        self.unknown(given, nodes, path)
        return Group(nodes)

    def rows(self, block: Table, value: Any, path: tuple[str | int, ...]) -> tuple[Group, ...]:
        if not isinstance(value, list):
            self.refused.append((path, "应为列表"))
            return ()
        rows = [self.record(block.columns, self.object(row, (*path, i)), (*path, i)) for i, row in enumerate(value)]
        for column in (column.id for column in block.columns if column.inherit):
            for index, (above, row) in enumerate(pairwise(rows), start=1):
                if _value(row, column) is None and _value(above, column) is not None:
                    self.refused.append(((*path, index, column), "空白会被读作“同上”，请写明"))
        for index, row in enumerate(rows[:1]):
            values = [node.value for node in row.nodes.values() if isinstance(node, Entry)]
            if numbers_columns(values):
                self.refused.append(((*path, index), "会被读作栏次，请去掉这一行"))
        for index, row in enumerate(rows):
            if all(isinstance(node, Entry) and node.value is None for node in row.nodes.values()):
                self.refused.append(((*path, index), "整行为空，请去掉这一行"))
            values = [node.value for node in row.nodes.values() if isinstance(node, Entry)]
            if not any(isinstance(value, date) for value in values) and block.is_total([v for v in values if isinstance(v, str)]):
                self.refused.append(((*path, index), "会被读作手填的合计行，请去掉这一行"))
        return tuple(rows)

    def grid(self, block: Grid, given: dict[str, Any], path: tuple[str | int, ...]) -> Group:
        nodes: dict[str, Node] = {}
        for row in block.rows:
            fields = [block.cell_field(row, column) for column in block.columns if column.id not in row.skip]
            inner = self.record(fields, self.object(given.pop(row.id, None), (*path, row.id)), (*path, row.id))
            nodes[row.id] = Group(inner.nodes, row.label)
        self.unknown(given, nodes, path)
        return Group(nodes)

    def choices(self, item: Field) -> tuple[str, ...]:
        """The texts that a field of choices is read as, whatever blanks and widths they are typed with."""
        source = item.choices_from
        return self.form.lists[source[1]].codes if source[:1] == ("lists",) else item.choices

    def entry(self, item: Field, given: Mapping[str, Any], path: tuple[str | int, ...]) -> Entry:
        at = (*path, item.id)
        if (item.formula is not None or item.rollup) and item.id in given:
            self.given.add(at)
        value = given.get(item.id)
        if value is None:
            return Entry(None, key=at)
        try:
            read = decode_value(item, value)
            choice = next((each for each in self.choices(item) if each != read and squeeze(each) == squeeze(str(read))), None)
            if choice is not None and read not in self.choices(item):
                raise ValueError(f"“{value}”应写作“{choice}”")
            return Entry(read, key=at)
        except ValueError as error:
            self.refused.append((at, f"{error}"))
            return Entry(None, key=at)


def _value(row: Group, name: str) -> Scalar:
    node = row.nodes[name]
    return node.value if isinstance(node, Entry) else None


def decode_value(item: Field, value: Any) -> Scalar:
    """One JSON value as the field's type. Raises ValueError with a Chinese sentence."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        raise ValueError("应为文字或 null")
    stored = item.kind.stored
    match stored:
        case "number":
            return _number(item, value)
        case "text" | "date" if not isinstance(value, str):
            raise ValueError("应为文字（数也写在引号里）")
        case "text":
            return _code(item, value) if item.parts else _text(value)
        case "date":
            return _day(value)
        case _:
            assert_never(stored)


def _number(item: Field, value: str | float | Decimal) -> Decimal:
    try:
        number = Decimal(value) if isinstance(value, (str, int, Decimal)) else Decimal(repr(value))
    except InvalidOperation:
        raise ValueError(f"“{value}”不是数") from None
    if not number.is_finite():
        raise ValueError(f"“{value}”不是有限的数")
    most = 308 if item.formula is not None or item.rollup else MAX_DIGITS  # what is computed has no cell of its own to fit in
    if not -MAX_PLACES <= number.adjusted() <= most or len(number.normalize().as_tuple().digits) > MAX_DIGITS:
        raise ValueError(f"“{value}”超过 {MAX_DIGITS} 位有效数字，电子表格存不下")
    if item.kind.reading == "count" and number != number.to_integral_value():
        raise ValueError(f"“{value}”不是整数")
    return Decimal(plain(number))


def _day(value: str) -> date:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"“{value}”不是日期，应写作 2022-12-31") from None
    if day.year < 1901:
        raise ValueError(f"“{value}”早于电子表格能存的日期")
    return day


def _code(item: Field, value: str) -> str:
    """A code that is written part by part, each with as many characters as its part has."""
    if is_blank(value):
        raise ValueError("空白文字请写 null")
    if value != squeeze(value) or not value.isalnum() or parts_of(item, value) is None:
        lengths = "、".join(str(sum(item.parts[: number + 1])) for number in range(len(item.parts)))
        raise ValueError(f"编码“{value}”应为 {lengths} 位，没有空格")
    if any(not part.strip("0") for part in parts_of(item, value) or ()):
        raise ValueError(f"编码“{value}”有一段全是 0，分列填写时与空白分不清")
    return value


def _text(value: str) -> str:
    if is_blank(value):
        raise ValueError("空白文字请写 null")
    if value.strip() != trim(value) and trim(value) not in value:
        raise ValueError("文字里有工作簿存不下的控制字符，请去掉（换行写作 \\n）")
    if value != trim(value):
        raise ValueError("文字前后有空白，请去掉")
    if len(value) > MAX_TEXT:
        raise ValueError(f"文字超过 {MAX_TEXT} 个字符，单元格放不下")
    return value


def encode(form: Form, root: Group) -> dict[str, Any]:
    """The JSON data of a tree (without form and year, which stand beside it), every key of the form present."""
    data: dict[str, Any] = {}
    records = (part for sheet in form.sheets if not sheet.repeat for cells in form.compiled.cells[sheet.id] for part in cells.parts)
    lifted = {field.id for part in records if not part.path for field in part.fields}
    for name, node in root.nodes.items():
        if name not in lifted:
            data[name] = _encode_node(node)
    for name in lifted - {"year"}:
        data[name] = _encode_node(root.nodes[name])
    return data


def _encode_node(node: Node) -> Any:
    if isinstance(node, Entry):
        return encode_value(node.value)
    if isinstance(node, Group):
        return {name: _encode_node(child) for name, child in node.nodes.items()}
    return [_encode_node(group) for group in node]


def encode_value(value: Scalar) -> Any:
    """A value as JSON has it; a number with as many digits as a spreadsheet keeps, so that ``decode`` takes it."""
    if isinstance(value, Decimal):
        return plain(held(value))
    return value.isoformat() if isinstance(value, date) else value


def _dotted(path: tuple[str | int, ...]) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else part)
    return text
