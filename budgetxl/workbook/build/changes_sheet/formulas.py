"""The formulas of the sheet 需说明原因的增减, without their equals signs. They know only what Excel 2007 knows, and no array entry.

Each compared row has the figures of both years and the size of its change, 0 where that is too small; the list takes the k-th
largest, of equal ones the next below. What texts a row has of its own, its figure has once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.expressions.excel.formula import text_literal
from budgetxl.forms import CHANGES_SHEET, Field
from budgetxl.layout import (
    CHANGES_COLUMNS,
    CHANGES_COUNT,
    GONE,
    MOST_FORMULA,
    NEW,
    NO_CHANGES,
    NO_LAST_YEAR,
    NOT_COMPARED,
    SAME_REASON,
    SHARED_REASON,
    TOO_MANY_ROWS,
    UNWRITTEN,
    WRITTEN,
    ChangesPlan,
    ComparedFigure,
    ComparedRow,
    Layout,
    reason_key,
    whole_code,
)
from budgetxl.values import POWERS, column_letters, plain, quote_sheet
from budgetxl.values.decimals import FINE, SHOWN

from .told import BOUND_PLACES, PLACES, UNIT

SIZE_NAME, BOUND_NAME = "_vs", "_vb"


def range_name(number: int, figure: ComparedFigure, field: Field, part: int = 0) -> str:
    """The defined name of a column of a compared table, short, since its rows ask for it again and again; of a code in parts, of each."""
    return f"_v{number}.{[column.id for column in figure.columns].index(field.id)}" + (f".{part + 1}" if part else "")


class Formulas:
    """The formulas of one workbook's sheet."""

    def __init__(self, layout: Layout, plan: ChangesPlan) -> None:
        self.layout, self.plan = layout, plan

    # ── compared rows

    def amount(self, number: int, figure: ComparedFigure, row: ComparedRow, side: int) -> str:
        """A figure in 万元, this year's (0) or last year's (1); 0 where there is none."""
        field, key = figure.fields[side], (row.this, row.last)[side]
        power = POWERS[UNIT] - POWERS[field.unit]
        if row.number:
            value = f"N(INDEX({range_name(number, figure, field)},{row.number}))"
        else:
            assert key is not None
            value = f"N({self.cell(key)})"
        value = value if not power else f"ROUND({value}{'/' if power > 0 else '*'}{10 ** abs(power)},{PLACES})"
        return f"IFERROR({value},0)" if row.number else value

    def item(self, number: int, figure: ComparedFigure, row: ComparedRow) -> str:
        """What a row of a table is called: its code and its name."""
        texts = [self._text(number, figure, field, row) for field in (figure.code, figure.name) if field is not None]
        joined = '&" "&'.join(texts) if len(texts) > 1 else "".join(texts) + '&""'
        return f'IFERROR({joined},"")' if texts else '""'

    def names(self) -> Iterator[tuple[str, str]]:
        """Names for what all rows ask alike: how large the change on the row of a formula is, and what it has to reach."""
        this, last = (f"{quote_sheet(CHANGES_SHEET)}!${column_letters(CHANGES_COLUMNS[name])}1" for name in ("row_this", "row_last"))
        changes = self.plan.changes
        bounds = [] if changes.amount is None else [plain(changes.amount)]
        bounds += [] if changes.percent is None else [f"ROUND(ABS({last})*{plain(changes.percent)}/100,{BOUND_PLACES})"]
        yield SIZE_NAME, f"ROUND(ABS({this}-{last}),{PLACES})"
        yield BOUND_NAME, f"MIN({','.join(bounds or ['0'])})"

    def size(self, number: int, figure: ComparedFigure, line: int) -> str:
        """How large the change on a row of the sheet is; 0 where it reaches no bound, or is not to be compared."""
        item = f"{column_letters(CHANGES_COLUMNS['row_item'])}{line}"
        compared = f"${column_letters(CHANGES_COLUMNS['compared'])}${self.plan.lines[0] + number}"
        size = f"{SIZE_NAME}*({SIZE_NAME}>={BOUND_NAME})*{compared}"
        if figure.rollup is None:
            return size
        return f'IFERROR({size}*(1-(FIND(" ",{item})>1)*(FIND(" ",{item})<{figure.rollup.leaf + 1})),0)'

    def told(self, number: int, figure: ComparedFigure, row: ComparedRow) -> str:
        """Where the reason of a row is written, and whether it is."""
        assert row.reason is not None
        found = self.layout.cells.get(row.reason)
        if found is None:  # of a row of a table that is not laid out
            place, name = f"INDEX({range_name(number, figure, self._reason_field(figure))},{row.number})", figure.plan.name
        elif row.number and figure.compared.by_row:
            place, name = f"INDEX({range_name(number, figure, self._reason_field(figure))},{row.number})", found[0].name
        else:
            place, name = self.cell(row.reason), found[0].name
        text = f'{text_literal(f"{name}：")}&IF(TRIM({place})="","{UNWRITTEN}","{WRITTEN}")'
        return f'IFERROR({text},"")' if row.number else text

    def key(self, number: int, figure: ComparedFigure, row: ComparedRow) -> str:
        """The key of last year's reason of a row of a table."""
        named = self._text(number, figure, figure.keyed, row) if figure.keyed is not None else '""'
        return f'IFERROR({text_literal(reason_key(figure.compared.reason, ""))}&{named},"")'

    def _reason_field(self, figure: ComparedFigure) -> Field:
        """The column of a table in which its rows have their reasons."""
        return next(field for field in figure.columns if field.id == figure.compared.reason[1])

    def _text(self, number: int, figure: ComparedFigure, field: Field, row: ComparedRow) -> str:
        parts = (f"INDEX({range_name(number, figure, field, part)},{row.number})" for part in range(max(len(field.parts), 1)))
        code = whole_code(field, parts)
        return f"TRIM({code})" if field.named else code

    def cell(self, key: tuple[str | int, ...]) -> str:
        """The cell of a value, as another sheet names it."""
        plan, slot = self.layout.cells[key]
        return f"{plan.quoted}!${column_letters(slot.box.column)}${slot.box.row}"

    # ── figures

    def counted(self, number: int, figure: ComparedFigure, side: int) -> str:
        """How many figures there are of a year."""
        if figure.area is not None:
            return f"COUNT({range_name(number, figure, figure.fields[side])})"
        keys = [row.last if side else row.this for row in figure.rows]
        return f"COUNT({','.join(self.cell(key) for key in keys if key is not None)})"

    def compared(self, number: int, figure: ComparedFigure) -> str:
        """1 where there are figures of both years."""
        this, last = (self.counted(number, figure, side) for side in (0, 1))
        return f"IFERROR(({this}>0)*({last}>0),0)"

    def missing(self, number: int, figure: ComparedFigure) -> str:
        """1 where there are figures of this year alone."""
        this, last = (self.counted(number, figure, side) for side in (0, 1))
        return f"IFERROR(({this}>0)*({last}=0),0)"

    # ── the list

    def largest(self, turn: int) -> str:
        """The size of the change whose turn it is in the list, from 1; 0 where there is none."""
        return f"LARGE({self._rows('row_size')},{turn})" if turn <= self.plan.rows else "0"

    def turn(self, turn: int) -> str:
        """Which of the compared rows it is, from 1: of equal ones the next below that before."""
        line = self.plan.lines[turn - 1]
        size, own = (column_letters(CHANGES_COLUMNS[name]) for name in ("largest", "turn"))
        sizes = self._rows("row_size")
        first = f"MATCH({size}{line},{sizes},0)"
        if turn == 1:
            return f'IF({size}{line}=0,"",{first})'
        rest = f"INDEX({sizes},{own}{line - 1}+1):INDEX({sizes},{self.plan.rows})"
        return f'IF({size}{line}=0,"",IF({size}{line}={size}{line - 1},{own}{line - 1}+MATCH({size}{line},{rest},0),{first}))'

    def figure(self, line: int) -> str:
        return self._shown(line, f"MATCH({self._own('turn', line)},{self._figures('first')},1)")

    def reason(self, line: int) -> str:
        """The row that tells of the reason: its own, or the first of its figure."""
        own = self._own("turn", line)
        return self._shown(line, f'IF(INDEX({self._rows("row_told")},{own})="",INDEX({self._figures("first")},{self._own("figure", line)}),{own})')

    def number(self, line: int) -> str:
        return self._shown(line, str(line - self.plan.lines[0] + 1))

    def place(self, line: int) -> str:
        own = self._own("figure", line)
        return self._shown(line, f'HYPERLINK("#"&INDEX({self._figures("target")},{own}),INDEX({self._figures("called")},{own}))')

    def of_row(self, line: int, column: str) -> str:
        return self._shown(line, f"INDEX({self._rows(column)},{self._own('turn', line)})")

    def change(self, line: int) -> str:
        return self._shown(line, f"ROUND({self._own('this', line)}-{self._own('last', line)},{PLACES})")

    def growth(self, line: int) -> str:
        this, last, change = (self._own(name, line) for name in ("this", "last", "change"))
        growth = f"ROUND(ROUND({change}/ABS({last})*100,{FINE}),{SHOWN})"
        return self._shown(line, f'IF({last}=0,"{NEW}",IF({this}=0,"{GONE}",{growth}))')

    def reason_place(self, line: int) -> str:
        own = self._own("reason", line)
        return self._shown(line, f'HYPERLINK("#"&INDEX({self._rows("row_target")},{own}),INDEX({self._rows("row_told")},{own}))')

    def before(self, line: int) -> str:
        """Last year's reason; one that several lines share is said of the first of them, and where it stands of the others."""
        count = sum(max(1, each) for each in self.plan.reasons.values())
        keys, texts = self.plan.area("key", count), self.plan.area("text", count)
        found = f"INDEX({texts},MATCH(INDEX({self._rows('row_key')},{self._own('reason', line)}),{keys},0))"
        own, first = self._own("reason", line), self.plan.lines[0]
        text = f"{text_literal(SHARED_REASON)}&{found}"
        if line > first:
            above = f"{self._own('reason', first).replace(str(first), '$' + str(first))}:{self._own('reason', line - 1)}"
            same = f"{text_literal(SAME_REASON[0])}&MATCH({own},{above},0)&{text_literal(SAME_REASON[1])}"
            text = f"IF(COUNTIF({above},{own})>0,{same},{text})"
        shares = f"INDEX({self._figures('shares')},{self._own('figure', line)})"
        return self._shown(line, f'IFERROR(IF({found}="","",IF({shares}=1,{text},{found})),"")')

    def _own(self, column: str, line: int) -> str:
        return f"${column_letters(CHANGES_COLUMNS[column])}{line}"

    def _shown(self, line: int, formula: str) -> str:
        return f'IF({self._own("turn", line)}="","",{formula})'

    def _rows(self, column: str) -> str:
        return self.plan.area(column, self.plan.rows)

    def _figures(self, column: str) -> str:
        return self.plan.area(column, len(self.plan.figures))

    # ── what is said of it all

    def state(self) -> str:
        """How many changes there are, or why there are none."""
        count = f'COUNTIF({self._rows("row_size")},">0")'
        total, unit, listed, open_, end = CHANGES_COUNT
        lines = len(self.plan.lines)
        unwritten = f'COUNTIF({self.plan.area("told", lines)},"*{UNWRITTEN}")'
        more = f'IF({count}>{lines},"{listed.format(n=lines)}","")'
        rest = f'IF({unwritten}=0,"","{open_}"&{unwritten}&"{end}")'
        none = f'IF(SUM({self._figures("compared")})=0,"{NOT_COMPARED}","{NO_CHANGES}")'
        return f'IF({count}=0,{none},"{total}"&{count}&"{unit}"&{more}&{rest})'

    def missing_ones(self) -> str:
        """What was not compared: figures that lack last year's, and tables with more rows than the sheet follows."""
        line = self.plan.lines[0]
        called = [text_literal("、" + figure.called) for figure in self.plan.figures]
        lacking = [f'IF({self._own("missing", line + number)}=1,{text},"")' for number, text in enumerate(called)]
        long = [
            f'IF(IFERROR(ROWS({range_name(number, figure, figure.fields[0])}),0)>{len(figure.rows)},{called[number]},"")'
            for number, figure in enumerate(self.plan.figures) if figure.area is not None
        ]  # fmt: skip
        lacks = f'IF(SUM({self._figures("missing")})=0,"","{NO_LAST_YEAR}"&MID({"&".join(lacking)},2,{MOST_FORMULA}))'
        if not long:
            return lacks
        names = "&".join(long)
        return f'{lacks}&IF({names}="","",{text_literal(TOO_MANY_ROWS.format(names=""))}&MID({names},2,{MOST_FORMULA}))'
