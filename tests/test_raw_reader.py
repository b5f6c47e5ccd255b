"""What the reader makes of the XML of a workbook: each test one fact, the file built from its parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxparts import (
    DECLARATION,
    MAIN,
    PACKAGE,
    RELATIONS,
    STRICT,
    cells,
    escape,
    parts,
    relations,
    sheet,
    strings,
    styles,
    xlsx,
    zipped,
)

from budgetxl.values import column_letters
from budgetxl.xlsx import RawCell, RawSheet, RawWorkbook, UnreadableFile, open_workbook

Fact = tuple[str, Any]
BLANK: Fact = ("blank", None)


def number(text: str) -> Fact:
    return "number", Decimal(text)


def text(content: str) -> Fact:
    return "text", content


def error(content: str) -> Fact:
    return "error", content


def first(data: bytes) -> RawSheet:
    return open_workbook(data).sheets[0]


def by_address(sheet: RawSheet) -> dict[str, RawCell]:
    return {f"{column_letters(column)}{row}": cell for (row, column), cell in sheet.cells.items()}


def facts(data: bytes) -> dict[str, Fact]:
    """Kind and value of every cell of the first sheet, by its address."""
    return {address: (cell.kind, cell.value) for address, cell in by_address(first(data)).items()}


def formulas(data: bytes) -> dict[str, tuple[str | None, Fact, bool]]:
    return {address: (cell.formula, (cell.kind, cell.value), cell.cached) for address, cell in by_address(first(data)).items()}


def code_of_refusal(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        open_workbook(data)
    assert str(refused.value).endswith("。")
    return refused.value.code


# ── the same XML in other spellings: whatever is read of a sheet is read of each


_TOKEN = re.compile(r"""(?s)<(?:!\[CDATA\[.*?\]\]|!--.*?--|\?.*?\?)>|<(?P<end>/?)(?P<tag>[A-Za-z](?:"[^"]*"|[^">])*)>""")


def respelled(xml: str, tag: Callable[[str, str], str]) -> str:
    """The XML with each tag written anew, given its ``/`` if it is an end and what is inside; texts stay as they are."""
    return _TOKEN.sub(lambda token: tag(token["end"], token["tag"]) if token["tag"] else token[0], xml)


def as_written(xml: str) -> str:
    return xml


def prefixed(xml: str) -> str:
    """Every name of the sheet under a prefix, as some programs' libraries write it."""
    text = respelled(xml, lambda end, tag: f"<{end}{tag}>" if ":" in tag.split()[0] else f"<{end}x:{tag}>")
    return text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')


def strict(xml: str) -> str:
    """In the namespace of Strict Open XML."""
    return xml.replace(MAIN, STRICT)


def with_a_comment(xml: str) -> str:
    return xml.replace("<sheetData>", "<!-- <c r='A1'><v>99</v></c> --><sheetData>")


def in_utf_16(xml: str) -> bytes:
    return xml.replace("UTF-8", "UTF-16").encode("utf-16")


def with_a_bom(xml: str) -> bytes:
    return xml.encode("utf-8-sig")


def on_many_lines(xml: str) -> str:
    """White space wherever it means nothing: between elements that hold no text, and within tags."""

    def spaced(end: str, tag: str) -> str:
        inside, closed = (tag[:-1], " /") if tag.endswith("/") else (tag, "")
        after = "\r\n\t" if tag.split()[0].strip("/") in ("worksheet", "sheetData", "row", "c") else ""
        return f"<{end}{inside.replace(' ', '  ')}\n{closed.strip()}>{after}"

    return respelled(xml, spaced)


def in_single_quotes(xml: str) -> str:
    return respelled(xml, lambda end, tag: f"<{end}{tag}>" if "'" in tag else f"<{end}{tag}>".replace('"', "'"))


SPELLINGS = [as_written, prefixed, strict, with_a_comment, in_utf_16, with_a_bom, on_many_lines, in_single_quotes]

CELLS: list[tuple[str, str, dict[str, Fact]]] = [
    ("a number", '<c r="A1"><v>137.2</v></c>', {"A1": number("137.2")}),
    ("a number that says it is one", '<c r="A1" t="n"><v>5</v></c>', {"A1": number("5")}),
    ("a number with a style", '<c r="A1" s="0"><v>5</v></c>', {"A1": number("5")}),
    ("a nought", '<c r="A1"><v>0</v></c>', {"A1": number("0")}),
    ("a negative number", '<c r="A1"><v>-0.5</v></c>', {"A1": number("-0.5")}),
    ("an exponent", '<c r="A1"><v>1.372E2</v></c>', {"A1": number("137.2")}),
    ("a negative exponent", '<c r="A1"><v>4.9999999999999998e-05</v></c>', {"A1": number("0.00005")}),
    ("a number without a digit before the point", '<c r="A1"><v>.5</v></c>', {"A1": number("0.5")}),
    ("a number with blanks around it", '<c r="A1"><v> 12 </v></c>', {"A1": number("12")}),
    ("float noise below", '<c r="A1"><v>28.799999999999997</v></c>', {"A1": number("28.8")}),
    ("float noise above", '<c r="A1"><v>0.30000000000000004</v></c>', {"A1": number("0.3")}),
    ("fifteen digits", '<c r="A1"><v>123456789012345</v></c>', {"A1": number("123456789012345")}),
    ("sixteen digits, of which a spreadsheet keeps fifteen", '<c r="A1"><v>1234567890123456</v></c>', {"A1": number("1234567890123460")}),
    ("a very long number", '<c r="A1"><v>3.1415926535897932384626433832795028841971</v></c>', {"A1": number("3.14159265358979")}),
    ("a number of a thousand digits is text", f'<c r="A1"><v>{"9" * 1000}</v></c>', {"A1": text("9" * 1000)}),
    ("a number beyond all numbers is text", '<c r="A1"><v>1E999</v></c>', {"A1": text("1E999")}),
    ("what is no number is text", '<c r="A1"><v>NaN</v></c>', {"A1": text("NaN")}),
    ("full-width digits are text", '<c r="A1"><v>１２</v></c>', {"A1": text("１２")}),
    ("a number with an underscore is text", '<c r="A1"><v>1_000</v></c>', {"A1": text("1_000")}),
    ("true", '<c r="A1" t="b"><v>1</v></c>', {"A1": ("boolean", True)}),
    ("false", '<c r="A1" t="b"><v>0</v></c>', {"A1": ("boolean", False)}),
    ("a boolean in words", '<c r="A1" t="b"><v>TRUE</v></c>', {"A1": ("boolean", True)}),
    ("an error", '<c r="A1" t="e"><v>#REF!</v></c>', {"A1": error("#REF!")}),
    ("another error", '<c r="A1" t="e"><v>#DIV/0!</v></c>', {"A1": error("#DIV/0!")}),
    ("text in the cell itself", '<c r="A1" t="str"><v>文字</v></c>', {"A1": text("文字")}),
    ("a shared string", '<c r="A1" t="s"><v>1</v></c>', {"A1": text("乙")}),
    ("an inline string", '<c r="A1" t="inlineStr"><is><t>文字</t></is></c>', {"A1": text("文字")}),
    ("an inline string without its type", '<c r="A1"><is><t>文字</t></is></c>', {"A1": text("文字")}),
    ("a cell type that nobody knows is text", '<c r="A1" t="zz"><v>5</v></c>', {"A1": text("5")}),
    ("an ISO date", '<c r="A1" t="d"><v>2021-12-31</v></c>', {"A1": ("date", date(2021, 12, 31))}),
    ("an ISO date at midnight", '<c r="A1" t="d"><v>2021-12-31T00:00:00</v></c>', {"A1": ("date", date(2021, 12, 31))}),
    ("an ISO date with a time", '<c r="A1" t="d"><v>2021-12-31T08:30:00</v></c>', {"A1": ("date", datetime(2021, 12, 31, 8, 30))}),
    ("an ISO date in Greenwich time", '<c r="A1" t="d"><v>2021-12-31T00:00:00Z</v></c>', {"A1": ("date", date(2021, 12, 31))}),
    ("an ISO date that is none", '<c r="A1" t="d"><v>2021-02-30</v></c>', {"A1": text("2021-02-30")}),
    # what is empty
    ("a cell with a style only", '<c r="A1" s="0"/><c r="B1"><v>1</v></c>', {"B1": number("1")}),
    ("a cell with an empty value", '<c r="A1"><v/></c>', {}),
    ("an empty text", '<c r="A1" t="str"><v></v></c>', {}),
    ("an empty shared string", '<c r="A1" t="s"><v>2</v></c>', {}),
    ("an empty inline string", '<c r="A1" t="inlineStr"><is><t/></is></c>', {}),
    ("an inline string without text", '<c r="A1" t="inlineStr"><is/></c>', {}),
    ("an error without a word", '<c r="A1" t="e"><v/></c>', {}),
    ("blanks are a text", '<c r="A1" t="str"><v xml:space="preserve">  </v></c>', {"A1": text("  ")}),
    # where a cell stands
    ("cells without addresses", "<c><v>1</v></c><c><v>2</v></c>", {"A1": number("1"), "B1": number("2")}),
    ("an empty cell without an address", "<c/><c><v>2</v></c>", {"B1": number("2")}),
    ("a cell without an address after one with", '<c r="C1"><v>1</v></c><c><v>2</v></c>', {"C1": number("1"), "D1": number("2")}),
    ("a cell with an address after one without", '<c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c>', {"A1": number("1"), "D1": number("2"), "E1": number("3")}),
    ("an address that is not the first attribute", '<c t="str" s="0" r="B1"><v>甲</v></c>', {"B1": text("甲")}),
    ("an address in small letters", '<c r="ab1"><v>1</v></c>', {"AB1": number("1")}),
    ("cells from right to left", '<c r="C1"><v>3</v></c><c r="A1"><v>1</v></c>', {"A1": number("1"), "C1": number("3")}),
    ("a cell twice is as written last", '<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>', {"A1": number("2")}),
    ("a cell twice, empty the second time", '<c r="A1"><v>1</v></c><c r="A1"/>', {"A1": number("1")}),
    ("the last column", '<c r="XFD1"><v>1</v></c>', {"XFD1": number("1")}),
    # what else stands in a cell
    ("an extension in a cell", '<c r="A1"><v>1</v><extLst><ext><v>2</v></ext></extLst></c>', {"A1": number("1")}),
    ("attributes that nobody knows", '<c r="A1" cm="1" vm="2" ph="1"><v>1</v></c>', {"A1": number("1")}),
    ("an element that nobody knows, among the cells", '<c r="A1"><v>1</v></c><z><c r="B1"><v>2</v></c></z><c r="C1"><v>3</v></c>', {"A1": number("1"), "C1": number("3")}),
    ("a value in a CDATA section", '<c r="A1" t="str"><v><![CDATA[<c>&amp;]]></v></c>', {"A1": text("<c>&amp;")}),
    ("a value in pieces", '<c r="A1"><v>1<![CDATA[2]]><!-- and -->3</v></c>', {"A1": number("123")}),
    ("a comment between cells", '<c r="A1"><v>1</v></c><!-- <c r="B1"><v>2</v></c> --><c r="C1"><v>3</v></c>', {"A1": number("1"), "C1": number("3")}),
    ("an instruction between cells", '<c r="A1"><v>1</v></c><?word <c r="B1"><v>2</v></c>?><c r="C1"><v>3</v></c>', {"A1": number("1"), "C1": number("3")}),
    ("the five named entities", '<c r="A1" t="str"><v>&lt;&gt;&amp;&quot;&apos;</v></c>', {"A1": text("<>&\"'")}),
    ("characters by number", '<c r="A1" t="str"><v>&#20013;&#x6587;&#x1F600;</v></c>', {"A1": text("中文😀")}),
    ("an entity in a number", '<c r="A1"><v>1&#50;</v></c>', {"A1": number("12")}),
    ("an entity in an address", '<c r="&#65;1"><v>1</v></c>', {"A1": number("1")}),
    ("an entity in a type", '<c r="A1" t="&#115;tr"><v>1</v></c>', {"A1": text("1")}),
    ("an ampersand written twice over", '<c r="A1" t="str"><v>&amp;lt;</v></c>', {"A1": text("&lt;")}),
    ("a line break in a text", '<c r="A1" t="str"><v>一\n二</v></c>', {"A1": text("一\n二")}),
    ("the line break of Windows, which XML makes a plain one", '<c r="A1" t="str"><v>一\r\n二\r三</v></c>', {"A1": text("一\n二\n三")}),
    ("a greater-than sign in an attribute", '<c r="A1" x="a>b"><v>1</v></c>', {"A1": number("1")}),
    # formulas and their results
    ("a number as the result", '<c r="A1"><f>1+1</f><v>2</v></c>', {"A1": number("2")}),
    ("a text as the result", '<c r="A1" t="str"><f>"a"</f><v>a</v></c>', {"A1": text("a")}),
    ("a shared string as the result", '<c r="A1" t="s"><f>B1</f><v>0</v></c>', {"A1": text("甲")}),
    ("a boolean as the result", '<c r="A1" t="b"><f>1=1</f><v>1</v></c>', {"A1": ("boolean", True)}),
    ("an error as the result", '<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', {"A1": error("#DIV/0!")}),
    ("a result before its formula", '<c r="A1"><v>2</v><f>1+1</f></c>', {"A1": number("2")}),
    ("an empty text as the result", '<c r="A1" t="str"><f>B1&amp;""</f><v></v></c>', {"A1": BLANK}),
    ("no result at all", '<c r="A1"><f>1+1</f></c>', {"A1": BLANK}),
    ("an inline string beside a formula", '<c r="A1" t="inlineStr"><f>B1</f><is><t>甲</t></is></c>', {"A1": text("甲")}),
]  # fmt: skip


@pytest.mark.parametrize("spelled", SPELLINGS, ids=lambda spelling: spelling.__name__)
@pytest.mark.parametrize(("what", "xml", "expected"), CELLS, ids=[what for what, _, _ in CELLS])
def test_a_cell_is_read_as_it_is_however_the_part_is_spelled(what: str, xml: str, expected: dict[str, Fact], spelled: Any) -> None:
    made = parts(cells(xml), strings=strings("<t>甲</t>", "<t>乙</t>", "<t/>"))
    made["xl/worksheets/sheet1.xml"] = spelled(made["xl/worksheets/sheet1.xml"])
    assert facts(zipped(made)) == expected


ROWS: list[tuple[str, str, dict[str, Fact]]] = [
    ("rows without numbers", "<row><c><v>1</v></c></row><row><c><v>2</v></c></row>", {"A1": number("1"), "A2": number("2")}),
    ("a row without a number after one with", '<row r="5"><c><v>1</v></c></row><row><c><v>2</v></c></row>', {"A5": number("1"), "A6": number("2")}),
    ("an empty row without a number counts", "<row/><row><c><v>2</v></c></row>", {"A2": number("2")}),
    ("a row number that is not the first attribute", '<row spans="1:2" r="3"><c><v>1</v></c></row>', {"A3": number("1")}),
    ("rows out of order", '<row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>', {"A1": number("1"), "A3": number("3")}),
    ("a row twice", '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>2</v></c></row>', {"A1": number("1"), "B1": number("2")}),
    ("a row twice, with the same cell", '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>', {"A1": number("2")}),
    ("a cell's own address counts, not its row's", '<row r="1"><c r="A7"><v>1</v></c></row>', {"A7": number("1")}),
    ("the last row", '<row r="1048576"><c r="A1048576"><v>1</v></c></row>', {"A1048576": number("1")}),
    ("no rows", "", {}),
    ("rows without cells", '<row r="1"/><row r="2"></row>', {}),
    ("an element that nobody knows, among the rows", '<z><row r="1"><c r="A1"><v>1</v></c></row></z><row r="2"><c r="A2"><v>2</v></c></row>', {"A2": number("2")}),
    ("a comment among the rows", '<!-- <row r="1"><c r="A1"><v>1</v></c></row> --><row r="2"><c r="A2"><v>2</v></c></row>', {"A2": number("2")}),
    ("an alternative that a newer program wrote", '<mc:AlternateContent xmlns:mc="m"><mc:Choice><row r="1"><c r="A1"><v>1</v></c></row></mc:Choice></mc:AlternateContent><row r="2"><c r="A2"><v>2</v></c></row>', {"A2": number("2")}),
]  # fmt: skip


@pytest.mark.parametrize("spelled", SPELLINGS, ids=lambda spelling: spelling.__name__)
@pytest.mark.parametrize(("what", "xml", "expected"), ROWS, ids=[what for what, _, _ in ROWS])
def test_rows_are_read_wherever_they_stand(what: str, xml: str, expected: dict[str, Fact], spelled: Any) -> None:
    assert facts(zipped({**parts(sheet("")), "xl/worksheets/sheet1.xml": spelled(sheet(xml))})) == expected


WRONG: list[tuple[str, str, str]] = [
    ("a column beyond the last", '<row r="1"><c r="XFE1"><v>1</v></c></row>', "address"),
    ("a row beyond the last", '<row r="1"><c r="A1048577"><v>1</v></c></row>', "address"),
    ("a column of seven letters", '<row r="1"><c r="AAAAAAA1"><v>1</v></c></row>', "address"),
    ("a row of thirty digits", f'<row r="1"><c r="A{"9" * 30}"><v>1</v></c></row>', "address"),
    ("row nought", '<row r="1"><c r="A0"><v>1</v></c></row>', "address"),
    ("a cell that has no letters", '<row r="1"><c r="11"><v>1</v></c></row>', "address"),
    ("an address with full-width digits", '<row r="1"><c r="A１"><v>1</v></c></row>', "address"),
    ("a row number that is none", '<row r="x"><c><v>1</v></c></row>', "damaged"),
    ("a negative row number", '<row r="-1"><c><v>1</v></c></row>', "damaged"),
    ("cells pushed out of the last row", '<row r="1048576"/><row><c><v>1</v></c></row>', "address"),
    ("cells pushed out of the last column", '<row r="1"><c r="XFD1"/><c><v>1</v></c></row>', "address"),
    ("a cell in a cell", '<row r="1"><c r="A1"><c r="B1"/></c></row>', "damaged"),
    ("a row in a row", '<row r="1"><row r="2"/></row>', "damaged"),
    ("a value outside a cell", '<row r="1"><v>1</v></row>', "damaged"),
    ("a number of a string that is not there", '<row r="1"><c r="A1" t="s"><v>99</v></c></row>', "damaged"),
    ("an element that never ends", '<row r="1"><c r="A1"><v>1</v></c>', "damaged"),
    ("elements that end crosswise", '<row r="1"><c r="A1"><v>1</c></v></row>', "damaged"),
    ("an entity that nobody defined", '<row r="1"><c r="A1" t="str"><v>&x;</v></c></row>', "damaged"),
    ("an ampersand alone", '<row r="1"><c r="A1" t="str"><v>a & b</v></c></row>', "damaged"),
    ("a character that XML does not allow", '<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>', "damaged"),
    ("an attribute twice", '<row r="1"><c r="A1" r="B1"><v>1</v></c></row>', "damaged"),
    ("an attribute without quotes", '<row r="1"><c r=A1><v>1</v></c></row>', "damaged"),
    ("a less-than sign in an attribute", '<row r="1"><c r="A1" x="<"><v>1</v></c></row>', "damaged"),
    ("two hyphens in a comment", '<row r="1"><!-- a -- b --></row>', "damaged"),
    ("the end of a CDATA section in a text", '<row r="1"><c r="A1" t="str"><v>]]></v></c></row>', "damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "xml", "code"), WRONG, ids=[what for what, _, _ in WRONG])
def test_a_sheet_that_is_wrong_is_refused_not_guessed(what: str, xml: str, code: str) -> None:
    assert code_of_refusal(xlsx(sheet(xml), strings=strings("<t>甲</t>"))) == code


def test_bytes_that_are_no_utf_8_are_refused() -> None:
    broken = sheet('<row r="1"><c r="A1" t="str"><v>甲</v></c></row>').encode().replace("甲".encode(), b"\xff\xfe")
    assert code_of_refusal(xlsx(cells(""), extra={"xl/worksheets/sheet1.xml": broken})) == "damaged"


def test_an_encoding_that_is_not_supported_is_refused() -> None:
    part = sheet("").replace("UTF-8", "GB18030").encode("gb18030")
    assert code_of_refusal(xlsx(cells(""), extra={"xl/worksheets/sheet1.xml": part})) == "damaged"


# ── text: shared and inline strings hold the same

ITEMS: list[tuple[str, str, str]] = [
    ("plain", "<t>预算</t>", "预算"),
    ("runs", "<r><t>预</t></r><r><rPr><b/><sz val='9'/></rPr><t>算</t></r>", "预算"),
    ("a run that is empty", "<r><t>预算</t></r><r><t/></r>", "预算"),
    ("one run", "<r><t>预算</t></r>", "预算"),
    ("a hint how it is pronounced", '<t>预算</t><rPh sb="0" eb="2"><t>yùsuàn</t></rPh><phoneticPr fontId="1"/>', "预算"),
    ("runs with hints", '<r><t>预</t></r><rPh sb="0" eb="1"><t>yù</t></rPh><r><t>算</t></r>', "预算"),
    ("text beside a run", "<t>预</t><r><t>算</t></r>", "预算"),
    ("blanks that are kept", '<t xml:space="preserve"> 预 算 </t>', " 预 算 "),
    ("blanks that nobody asked to keep", "<t> 预算 </t>", " 预算 "),
    ("blanks between runs are no text", "<r><t>预</t></r>\n  <r><t>算</t></r>\n", "预算"),
    ("a CDATA section", "<t><![CDATA[A<b>&]]></t>", "A<b>&"),
    ("entities", "<t>A&lt;b&gt;&amp;&#x4E2D;</t>", "A<b>&中"),
    ("a comment in a text", "<t>预<!-- x -->算</t>", "预算"),
    ("a carriage return by its number", "<t>预_x000D_算</t>", "预\r算"),
    ("an escape by small letters", "<t>预_x000a_算</t>", "预\n算"),
    ("an escaped underscore", "<t>_x005F_x000D_</t>", "_x000D_"),
    ("what is no escape", "<t>_x00_ _X000D_ _x000G_ x_x</t>", "_x00_ _X000D_ _x000G_ x_x"),
    ("a pair of halves", "<t>_xD83D__xDE00_</t>", "😀"),
    ("half a character", "<t>甲_xD83D_乙</t>", "甲\ufffd乙"),
    ("an escape across two runs is none", "<r><t>_x00</t></r><r><t>0D_</t></r>", "_x000D_"),
    ("a line break", "<t>第一行\n第二行</t>", "第一行\n第二行"),
    ("beyond the first plane", "<t>𠀀😀</t>", "𠀀😀"),
    ("an element that nobody knows", "<z><t>x</t></z><t>预算</t>", "预算"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "xml", "expected"), ITEMS, ids=[what for what, _, _ in ITEMS])
def test_a_shared_string_gives_its_text(what: str, xml: str, expected: str) -> None:
    assert facts(xlsx(cells('<c r="A1" t="s"><v>0</v></c>'), strings=strings(xml))) == {"A1": text(expected)}


@pytest.mark.parametrize("spelled", [as_written, prefixed, in_utf_16], ids=lambda spelling: spelling.__name__)
@pytest.mark.parametrize(("what", "xml", "expected"), ITEMS, ids=[what for what, _, _ in ITEMS])
def test_an_inline_string_gives_its_text(what: str, xml: str, expected: str, spelled: Any) -> None:
    part = spelled(cells(f'<c r="A1" t="inlineStr"><is>{xml}</is></c><c r="B1"><v>1</v></c>'))
    assert facts(xlsx(cells(""), extra={"xl/worksheets/sheet1.xml": part})) == {"A1": text(expected), "B1": number("1")}


@pytest.mark.parametrize("spelled", [prefixed, strict, in_utf_16, with_a_bom], ids=lambda spelling: spelling.__name__)
def test_shared_strings_are_read_however_their_part_is_spelled(spelled: Any) -> None:
    part = spelled(strings("<t>甲</t>", "<r><t>乙</t></r><rPh><t>y</t></rPh>"))
    data = xlsx(cells('<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'), strings="", extra={"xl/sharedStrings.xml": part})
    assert facts(data) == {"A1": text("甲"), "B1": text("乙")}


def test_a_workbook_needs_no_shared_strings() -> None:
    assert facts(xlsx(cells('<c r="A1"><v>1</v></c><c r="B1" t="str"><v>甲</v></c>'))) == {"A1": number("1"), "B1": text("甲")}


def test_shared_strings_may_be_none_at_all() -> None:
    assert facts(xlsx(cells('<c r="A1"><v>1</v></c>'), strings=f'<sst xmlns="{MAIN}" count="0"/>')) == {"A1": number("1")}


def test_shared_strings_are_found_without_a_link_to_them() -> None:
    data = xlsx(cells('<c r="A1" t="s"><v>0</v></c>'), extra={"xl/sharedStrings.xml": strings("<t>甲</t>")})
    assert facts(data) == {"A1": text("甲")}


# ── formulas

FORMULAS: list[tuple[str, str, dict[str, tuple[str | None, Fact, bool]]]] = [
    ("a formula keeps its text and its result", '<c r="A1"><f>SUM(B1:B2)</f><v>3</v></c>', {"A1": ("SUM(B1:B2)", number("3"), True)}),
    ("a formula without a result is not calculated", '<c r="A1"><f>1+1</f></c>', {"A1": ("1+1", BLANK, False)}),
    ("an empty result is none", '<c r="A1" t="str"><f>1+1</f><v></v></c>', {"A1": ("1+1", BLANK, False)}),
    ("a formula without text is still one", '<c r="A1"><f/><v>3</v></c>', {"A1": ("", number("3"), True)}),
    ("entities in a formula", '<c r="A1" t="str"><f>B1&amp;"&lt;甲&gt;"</f><v>x</v></c>', {"A1": ('B1&"<甲>"', text("x"), True)}),
    ("an escape in a formula", '<c r="A1" t="str"><f>"a_x000D_b"</f><v>x</v></c>', {"A1": ('"a\rb"', text("x"), True)}),
    ("a shared formula and its dependants", '<c r="A1"><f t="shared" ref="A1:C1" si="0">A2*2</f><v>2</v></c><c r="B1"><f t="shared" si="0"/><v>4</v></c><c r="C1"><f t="shared" si="0"></f><v>6</v></c>', {"A1": ("A2*2", number("2"), True), "B1": ("A2*2", number("4"), True), "C1": ("A2*2", number("6"), True)}),
    ("a dependant that comes before its master", '<c r="B1"><f t="shared" si="0"/><v>4</v></c><c r="A1"><f t="shared" ref="A1:B1" si="0">A2*2</f><v>2</v></c>', {"B1": ("", number("4"), True), "A1": ("A2*2", number("2"), True)}),
    ("two shared formulas", '<c r="A1"><f t="shared" ref="A1" si="0">X1</f></c><c r="B1"><f t="shared" ref="B1" si="1">Y1</f></c><c r="C1"><f t="shared" si="0"/></c><c r="D1"><f t="shared" si="1"/></c>', {"A1": ("X1", BLANK, False), "B1": ("Y1", BLANK, False), "C1": ("X1", BLANK, False), "D1": ("Y1", BLANK, False)}),
    ("an array formula stands in its first cell", '<c r="A1"><f t="array" ref="A1:A2">B1:B2*2</f><v>2</v></c><c r="B1"><v>4</v></c>', {"A1": ("B1:B2*2", number("2"), True), "B1": (None, number("4"), True)}),
    ("a cell typed over is no formula", '<c r="A1"><v>3</v></c>', {"A1": (None, number("3"), True)}),
    ("attributes of a formula", '<c r="A1"><f ca="1" aca="0">NOW()</f><v>3</v></c>', {"A1": ("NOW()", number("3"), True)}),
]  # fmt: skip


@pytest.mark.parametrize("spelled", SPELLINGS, ids=lambda spelling: spelling.__name__)
@pytest.mark.parametrize(("what", "xml", "expected"), FORMULAS, ids=[what for what, _, _ in FORMULAS])
def test_a_formula_is_read_with_its_result(what: str, xml: str, expected: dict[str, tuple[str | None, Fact, bool]], spelled: Any) -> None:
    assert formulas(zipped({**parts(sheet("")), "xl/worksheets/sheet1.xml": spelled(cells(xml))})) == expected


# ── dates and number formats

DATES: list[tuple[str, str, str | int, bool, Fact]] = [
    ("a day", "44561", "yyyy-mm-dd", False, ("date", date(2021, 12, 31))),
    ("a day as Chinese write it", "44561", 'yyyy"年"m"月"d"日"', False, ("date", date(2021, 12, 31))),
    ("a day in a built-in format", "44561", 14, False, ("date", date(2021, 12, 31))),
    ("a day in a Chinese built-in format", "44561", 31, False, ("date", date(2021, 12, 31))),
    ("a day and an hour", "44561.5", 22, False, ("date", datetime(2021, 12, 31, 12))),
    ("a month", "44531", "mmm-yy", False, ("date", date(2021, 12, 1))),
    ("a weekday in Chinese", "44561", "[$-804]aaaa", False, ("date", date(2021, 12, 31))),
    ("counted from 1904", "43099", "yyyy-mm-dd", True, ("date", date(2021, 12, 31))),
    ("the first day", "1", "yyyy-mm-dd", False, ("date", date(1900, 1, 1))),
    ("28 February 1900", "59", "yyyy-mm-dd", False, ("date", date(1900, 2, 28))),
    ("29 February 1900, which never was", "60", "yyyy-mm-dd", False, number("60")),
    ("1 March 1900", "61", "yyyy-mm-dd", False, ("date", date(1900, 3, 1))),
    ("day 60 counted from 1904", "60", "yyyy-mm-dd", True, ("date", date(1904, 3, 1))),
    ("the last day", "2958465", "yyyy-mm-dd", False, ("date", date(9999, 12, 31))),
    ("a day after the last", "2958466", "yyyy-mm-dd", False, number("2958466")),
    ("a day after the last, counted from 1904", "2957004", "yyyy-mm-dd", True, number("2957004")),
    ("day nought", "0", "yyyy-mm-dd", False, number("0")),
    ("a negative day", "-5", "yyyy-mm-dd", False, number("-5")),
    ("a whisker before midnight", "44560.999999999996", "yyyy-mm-dd", False, ("date", date(2021, 12, 31))),
    ("a time of day is a number", "0.5", "h:mm", False, number("0.5")),
    ("a duration is a number", "1.5", "[h]:mm:ss", False, number("1.5")),
    ("minutes are no months", "44561", "mm:ss", False, number("44561")),
    ("an amount", "44561", "#,##0.00", False, number("44561")),
    ("a d in quotes is no day", "44561", '0.00" days"', False, number("44561")),
    ("a colour is no day", "44561", "[Red]0.00", False, number("44561")),
    ("an escaped y is no year", "44561", "0\\y", False, number("44561")),
    ("only the first section counts", "44561", "0;yyyy-mm-dd", False, number("44561")),
    ("General", "44561", "General", False, number("44561")),
    ("General in Chinese", "44561", "G/通用格式", False, number("44561")),
    ("text format", "44561", "@", False, number("44561")),
]  # fmt: skip


@pytest.mark.parametrize(("what", "serial", "shown", "since1904", "expected"), DATES, ids=[what for what, *_ in DATES])
def test_a_number_is_a_date_if_its_format_shows_a_day(what: str, serial: str, shown: str | int, since1904: bool, expected: Fact) -> None:
    inside = '<workbookPr date1904="1"/>' if since1904 else ""
    assert facts(xlsx(cells(f'<c r="A1" s="1"><v>{serial}</v></c>'), styles=styles(0, shown), inside=inside)) == {"A1": expected}


@pytest.mark.parametrize(("shown", "percent"), [("0%", True), (9, True), (10, True), ("0.00", False), ('0"%"', False), ("0;0%", False), (0, False)])
def test_a_percentage_is_told_by_its_format(shown: str | int, percent: bool) -> None:
    (cell,) = first(xlsx(cells('<c r="A1" s="0"><v>0.25</v></c>'), styles=styles(shown))).cells.values()
    assert (cell.value, cell.percent) == (Decimal("0.25"), percent)


def test_a_number_keeps_its_format_and_general_is_none() -> None:
    data = xlsx(cells('<c r="A1" s="0"><v>1</v></c><c r="B1" s="1"><v>1</v></c>'), styles=styles(0, "#,##0.00"))
    assert [cell.number_format for cell in first(data).cells.values()] == [None, "#,##0.00"]


def test_a_formula_without_a_result_keeps_its_format() -> None:
    (cell,) = first(xlsx(cells('<c r="A1" s="0"><f>1</f></c>'), styles=styles("0%"))).cells.values()
    assert (cell.number_format, cell.percent) == ("0%", True)


def test_a_text_in_the_format_of_a_date_stays_text() -> None:
    assert facts(xlsx(cells('<c r="A1" s="0" t="str"><v>2021年</v></c>'), styles=styles(14))) == {"A1": text("2021年")}


def test_a_style_that_is_not_there_is_general() -> None:
    assert facts(xlsx(cells('<c r="A1" s="7"><v>44561</v></c>'), styles=styles(14))) == {"A1": number("44561")}


def test_a_workbook_needs_no_styles() -> None:
    assert facts(xlsx(cells('<c r="A1" s="7"><v>44561</v></c>'))) == {"A1": number("44561")}


def test_an_empty_fill_does_not_cost_the_file() -> None:
    odd = styles(14).replace("<cellXfs>", "<fills><fill/></fills><fonts/><cellStyleXfs><xf/></cellStyleXfs><cellXfs>")
    assert facts(xlsx(cells('<c r="A1" s="0"><v>44561</v></c>'), styles=odd)) == {"A1": ("date", date(2021, 12, 31))}


def test_only_the_formats_of_cells_count_not_those_of_named_styles() -> None:
    odd = styles(0).replace("<cellXfs>", '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>')
    assert facts(xlsx(cells('<c r="A1" s="0"><v>44561</v></c>'), styles=odd)) == {"A1": number("44561")}


@pytest.mark.parametrize("spelled", [prefixed, strict, in_utf_16], ids=lambda spelling: spelling.__name__)
def test_styles_are_read_however_their_part_is_spelled(spelled: Any) -> None:
    data = xlsx(cells('<c r="A1" s="0"><v>44561</v></c>'), styles="", extra={"xl/styles.xml": spelled(styles("yyyy-mm-dd"))})
    assert facts(data) == {"A1": ("date", date(2021, 12, 31))}


# ── what stands around the cells


def test_a_wrong_dimension_loses_no_cell() -> None:
    data = xlsx(sheet('<row r="9"><c r="C9"><v>1</v></c></row>', before='<dimension ref="A1"/>'))
    assert facts(data) == {"C9": number("1")}


def test_merges_are_read_from_corner_to_corner() -> None:
    after = '<mergeCells count="2"><mergeCell ref="A1:C2"/><mergeCell ref="$E$9:$D$8"/></mergeCells>'
    assert first(xlsx(cells("", after=after))).merges == ((1, 1, 2, 3), (8, 4, 9, 5))


def test_a_merge_of_one_cell_is_one_cell() -> None:
    assert first(xlsx(cells("", after='<mergeCells><mergeCell ref="B2"/></mergeCells>'))).merges == ((2, 2, 2, 2),)


def test_a_merge_that_is_no_range_is_left_out() -> None:
    after = '<mergeCells><mergeCell ref="#REF!"/><mergeCell/><mergeCell ref="A1:XFE1"/><mergeCell ref="A1:B1"/></mergeCells>'
    assert first(xlsx(cells("", after=after))).merges == ((1, 1, 1, 2),)


def test_hidden_rows_are_read_as_ranges() -> None:
    rows = '<row r="2" hidden="1"/><row r="3" hidden="true"/><row r="4" hidden="0"/><row r="7" hidden="1"/><row r="8" collapsed="1"/>'
    assert first(xlsx(sheet(rows))).hidden_rows == ((2, 3), (7, 7))


def test_hidden_rows_without_numbers_are_counted_on() -> None:
    assert first(xlsx(sheet('<row r="5"/><row hidden="1"/>'))).hidden_rows == ((6, 6),)


def test_hidden_columns_are_read_as_ranges() -> None:
    columns = '<cols><col min="2" max="4" hidden="1"/><col min="6" max="6" hidden="0"/><col min="8" max="8" width="9"/></cols>'
    assert first(xlsx(cells("", before=columns))).hidden_columns == ((2, 4),)


@pytest.mark.parametrize(
    ("before", "after", "filtered"),
    [
        ("", "", False),
        ("", '<autoFilter ref="A1:B9"/>', True),
        ('<sheetPr filterMode="1"/>', "", True),
        ('<sheetPr filterMode="0"><tabColor rgb="FF0000"/></sheetPr>', "", False),
    ],
)
def test_a_filter_is_seen(before: str, after: str, filtered: bool) -> None:
    assert first(xlsx(cells("", before=before, after=after))).filtered is filtered


@pytest.mark.parametrize("spelled", SPELLINGS, ids=lambda spelling: spelling.__name__)
def test_what_stands_around_the_cells_is_read_however_the_part_is_spelled(spelled: Any) -> None:
    before = '<sheetPr filterMode="1"/><cols><col min="2" max="4" hidden="1"/></cols>'
    after = '<sheetProtection sheet="1"/><mergeCells><mergeCell ref="A1:C2"/></mergeCells><pageMargins left="1"/>'
    part = spelled(sheet('<row r="2" hidden="1"><c r="A2"><v>1</v></c></row>', before=before, after=after))
    found = first(xlsx(cells(""), extra={"xl/worksheets/sheet1.xml": part}))
    assert (found.filtered, found.hidden_columns, found.hidden_rows, found.merges) == (True, ((2, 4),), ((2, 2),), ((1, 1, 2, 3),))


def test_extensions_and_alternatives_around_the_cells_are_passed_over() -> None:
    odd = '<mc:AlternateContent xmlns:mc="m"><mc:Choice><cols><col min="1" max="9" hidden="1"/></cols></mc:Choice></mc:AlternateContent>'
    extension = "<extLst><ext><sheetData><row r='1'><c r='Z1'><v>9</v></c></row></sheetData></ext></extLst>"
    found = first(xlsx(cells('<c r="A1"><v>1</v></c>', before=odd, after=extension)))
    assert (list(found.cells), found.hidden_columns) == ([(1, 1)], ())


def test_what_looks_like_cells_in_an_instruction_is_none() -> None:
    part = f'{DECLARATION}<worksheet xmlns="{MAIN}"><?x <sheetData><row r="1"><c r="A1"><v>9</v></c></row></sheetData>?></worksheet>'
    assert facts(xlsx(part)) == {}


def test_what_looks_like_cells_in_an_attribute_is_refused() -> None:
    part = f'{DECLARATION}<worksheet xmlns="{MAIN}" x="<sheetData><row r=\'1\'/></sheetData>"/>'
    assert code_of_refusal(xlsx(part)) == "damaged"


def test_cells_after_the_end_of_the_sheet_are_refused() -> None:
    part = f'{DECLARATION}<worksheet xmlns="{MAIN}"/><sheetData><row r="1"><c r="A1"><v>9</v></c></row></sheetData>'
    assert code_of_refusal(xlsx(part)) == "damaged"


def test_a_part_in_latin_1_is_read() -> None:
    part = sheet('<row r="1"><c r="A1" t="str"><v>é</v></c></row>').replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert facts(xlsx(cells(""), extra={"xl/worksheets/sheet1.xml": part})) == {"A1": text("é")}


def test_a_sheet_without_cells_has_none() -> None:
    empty = f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    assert facts(xlsx(empty)) == {}


def test_a_sheet_without_a_place_for_cells_has_none() -> None:
    assert facts(xlsx(f'{DECLARATION}<worksheet xmlns="{MAIN}"/>')) == {}


# ── sheets, names and properties


def test_sheets_come_in_the_order_of_the_workbook() -> None:
    assert [each.name for each in open_workbook(xlsx(cells(""), cells(""), names=("乙", "甲"))).sheets] == ["乙", "甲"]


def test_hidden_and_very_hidden_sheets_are_read_and_said() -> None:
    data = xlsx(*[cells('<c r="A1"><v>1</v></c>')] * 3, states=("visible", "hidden", "veryHidden"))
    assert [(each.state, len(each.cells)) for each in open_workbook(data).sheets] == [("visible", 1), ("hidden", 1), ("veryHidden", 1)]


def test_a_sheet_name_with_marks_of_xml_is_itself() -> None:
    assert first(xlsx(cells(""), names=('收入 & "支出" <1>',))).name == '收入 & "支出" <1>'


def test_a_sheet_that_has_no_part_is_named_in_the_refusal() -> None:
    with pytest.raises(UnreadableFile) as refused:
        open_workbook(xlsx(cells(""), names=("收支预算",), extra={"xl/worksheets/sheet1.xml": None}))
    assert refused.value.code == "no-part" and "收支预算" in str(refused.value)


def with_links(links: dict[str, tuple[str, str]], **extra: str) -> bytes:
    """A workbook of two sheets of which the second is linked in another way."""
    made = {"xl/_rels/workbook.xml.rels": relations({"rId1": ("worksheet", "worksheets/sheet1.xml"), **links})}
    one = cells('<c r="A1"><v>1</v></c>')
    return xlsx(one, one, extra={**made, **{name.replace("__", "/"): content for name, content in extra.items()}})


def test_a_chart_sheet_has_no_cells_and_is_left_out() -> None:
    assert [each.name for each in open_workbook(with_links({"rId2": ("chartsheet", "chartsheets/sheet1.xml")})).sheets] == ["表1"]


def test_a_macro_sheet_is_left_out_and_said() -> None:
    book = open_workbook(with_links({"rId2": ("xlMacrosheet", "macrosheets/sheet1.xml")}))
    assert (len(book.sheets), book.macros) == (1, True)


def test_links_to_other_workbooks_are_said_and_not_followed() -> None:
    link = {"rId2": ("worksheet", "worksheets/sheet2.xml"), "rId9": ("externalLink", "externalLinks/externalLink1.xml")}
    assert open_workbook(with_links(link)).external_links


@pytest.mark.parametrize(
    "target", ["worksheets/sheet2.xml", "/xl/worksheets/sheet2.xml", "../xl/worksheets/sheet2.xml", "./worksheets/sheet2.xml", "worksheets\\sheet2.xml", "WORKSHEETS/Sheet2.XML"]
)  # fmt: skip
def test_a_part_is_found_by_whatever_path_leads_to_it(target: str) -> None:
    assert len(open_workbook(with_links({"rId2": ("worksheet", target)})).sheets[1].cells) == 1


def test_part_names_in_the_wrong_case_are_found() -> None:
    made = parts(cells('<c r="A1" t="s"><v>0</v></c>'), strings=strings("<t>甲</t>"))
    assert facts(zipped({name.upper(): content for name, content in made.items()})) == {"A1": text("甲")}


def test_part_names_with_backslashes_are_found() -> None:
    made = parts(cells('<c r="A1" t="s"><v>0</v></c>'), strings=strings("<t>甲</t>"))
    data = zipped(made)
    for name in made:
        data = data.replace(name.encode(), name.replace("/", "\\").encode())
    assert facts(data) == {"A1": text("甲")}


def test_a_workbook_part_may_be_called_otherwise() -> None:
    made = parts(cells('<c r="A1"><v>1</v></c>'))
    made["_rels/.rels"] = relations({"rId1": ("officeDocument", "/xl/book.xml")})
    made["xl/book.xml"] = made.pop("xl/workbook.xml")
    made["xl/_rels/book.xml.rels"] = made.pop("xl/_rels/workbook.xml.rels")
    assert facts(zipped(made)) == {"A1": number("1")}


def test_a_workbook_is_found_without_the_links_of_the_package() -> None:
    assert facts(xlsx(cells('<c r="A1"><v>1</v></c>'), extra={"_rels/.rels": None})) == {"A1": number("1")}


def test_strict_links_are_links() -> None:
    base = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    made = parts(cells('<c r="A1"><v>1</v></c>'))
    made["_rels/.rels"] = relations({"rId1": ("officeDocument", "xl/workbook.xml")}, base)
    made["xl/_rels/workbook.xml.rels"] = relations({"rId1": ("worksheet", "worksheets/sheet1.xml")}, base)
    made["xl/workbook.xml"] = str(made["xl/workbook.xml"]).replace(MAIN, STRICT).replace(RELATIONS, base)
    assert facts(zipped(made)) == {"A1": number("1")}


def test_a_workbook_part_is_read_under_a_prefix() -> None:
    made = parts(cells('<c r="A1"><v>1</v></c>'), properties='<definedNames><definedName name="n">表1!$A$1</definedName></definedNames>')
    made["xl/workbook.xml"] = prefixed(str(made["xl/workbook.xml"]))
    book = open_workbook(zipped(made))
    assert ([each.name for each in book.sheets], [name.name for name in book.names]) == (["表1"], ["n"])


def test_relations_are_read_under_a_prefix() -> None:
    made = parts(cells('<c r="A1"><v>1</v></c>'))
    part = str(made["xl/_rels/workbook.xml.rels"])
    made["xl/_rels/workbook.xml.rels"] = re.sub("<(/?)(?=R)", r"<\1p:", part).replace(f'xmlns="{PACKAGE}"', f'xmlns:p="{PACKAGE}"')
    assert facts(zipped(made)) == {"A1": number("1")}


def names(defined: str, *sheets: str) -> list[tuple[str, str | None, str, bool]]:
    book = open_workbook(xlsx(*(sheets or (cells(""), cells(""))), properties=f"<definedNames>{defined}</definedNames>"))
    return [(name.name, name.sheet, name.text, name.hidden) for name in book.names]


@pytest.mark.parametrize(
    ("what", "xml", "expected"),
    [
        ("a name of the workbook", '<definedName name="n">表1!$A$1</definedName>', ("n", None, "表1!$A$1", False)),
        ("a name of one sheet", '<definedName name="n" localSheetId="1">表2!$A$1</definedName>', ("n", "表2", "表2!$A$1", False)),
        ("a constant", '<definedName name="n">"甲&amp;乙"</definedName>', ("n", None, '"甲&乙"', False)),
        ("a hidden name", '<definedName name="n" hidden="1">3</definedName>', ("n", None, "3", True)),
        ("a broken name", '<definedName name="n">#REF!</definedName>', ("n", None, "#REF!", False)),
        ("a name without a formula", '<definedName name="n"/>', ("n", None, "", False)),
        ("a name of a sheet that is not there", '<definedName name="n" localSheetId="9">表1!$A$1</definedName>', ("n", None, "表1!$A$1", False)),
        ("a name of no sheet that can be told", '<definedName name="n" localSheetId="x">表1!$A$1</definedName>', ("n", None, "表1!$A$1", False)),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value and "<" not in value else "",
)  # fmt: skip
def test_a_defined_name_is_read_as_it_stands(what: str, xml: str, expected: tuple[str, str | None, str, bool]) -> None:
    assert names(xml) == [expected]


def test_names_count_chart_sheets_as_sheets() -> None:
    made = parts(cells(""), cells(""), properties='<definedNames><definedName name="n" localSheetId="1">x</definedName></definedNames>')
    made["xl/_rels/workbook.xml.rels"] = relations({"rId1": ("chartsheet", "chartsheets/sheet1.xml"), "rId2": ("worksheet", "worksheets/sheet2.xml")})
    assert [name.sheet for name in open_workbook(zipped(made)).names] == ["表2"]


CUSTOM = (
    '<Properties xmlns="c" xmlns:vt="v"><property fmtid="{{D5}}" pid="2" name="{name}"><vt:{kind}>{value}</vt:{kind}></property></Properties>'
)


@pytest.mark.parametrize("kind", ["lpwstr", "lpstr", "i4", "bool"])
def test_custom_properties_are_texts(kind: str) -> None:
    part = CUSTOM.format(name="budgetxl.form", kind=kind, value="甲&amp;1")
    assert open_workbook(xlsx(cells(""), extra={"docProps/custom.xml": part})).properties == {"budgetxl.form": "甲&1"}


@pytest.mark.parametrize("part", ["", "<Properties", "<!DOCTYPE x><Properties/>", "<a/>", "\x00"])
def test_custom_properties_that_cannot_be_read_cost_nothing_else(part: str) -> None:
    book = open_workbook(xlsx(cells('<c r="A1"><v>1</v></c>'), extra={"docProps/custom.xml": part}))
    assert (len(book.sheets[0].cells), book.properties) == (1, {})


def test_a_malformed_date_of_creation_costs_nothing() -> None:
    core = '<cp:coreProperties xmlns:cp="c" xmlns:dcterms="d"><dcterms:created>昨天</dcterms:created></cp:coreProperties>'
    assert facts(xlsx(cells('<c r="A1"><v>1</v></c>'), extra={"docProps/core.xml": core})) == {"A1": number("1")}


def application(part: str) -> str | None:
    return open_workbook(xlsx(cells(""), extra={"docProps/app.xml": part})).application


def test_the_program_that_saved_the_file_is_named() -> None:
    assert application("<Properties><TotalTime>0</TotalTime><Application>WPS 表格</Application></Properties>") == "WPS 表格"


@pytest.mark.parametrize("part", ["<Properties/>", "<Properties><Application> </Application></Properties>", "<Properties"])
def test_a_program_that_does_not_say_its_name_has_none(part: str) -> None:
    assert application(part) is None


def test_only_the_sheets_that_are_asked_for_are_read() -> None:
    one = cells('<c r="A1"><v>1</v></c>')
    book: RawWorkbook = open_workbook(xlsx(one, one), only=lambda name: name == "表2")
    assert [(each.skipped, len(each.cells)) for each in book.sheets] == [(True, 0), (False, 1)]


# ── sheets at random


@dataclass(frozen=True)
class Written:
    """A cell as XML without its address, and what it is to be read as; None for nothing."""

    kind: str
    inside: str
    fact: Fact | None
    formula: str | None = None


LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\n\t")
TEXTS = st.text(LETTERS, min_size=1, max_size=12) | st.sampled_from(["<c>", "]]>", "&amp;", "_x000D_", "_x005F_", "=1+1", " ", "{{ x }}", "预算 2022"])
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=3).map(lambda value: value + 0)
FORMULAS_AT_RANDOM = st.none() | st.sampled_from(["SUM(B1:B2)", 'IF(A1<>"甲",1,0)&"x"', "A1*2"])


def held(content: str) -> str:
    """A text as a part holds it: marks as entities, and what would be taken for an escape with its underscore escaped."""
    return escape(re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", content)).replace(">", "&gt;")


@st.composite
def item(draw: st.DrawFn, content: str) -> str:
    """The inside of a string item that has this text, in one piece or in runs, with hints among them."""
    if draw(st.booleans()):
        return f'<t xml:space="preserve">{held(content)}</t>'
    at = draw(st.integers(0, len(content)))
    runs = [f'<r><rPr><b/></rPr><t xml:space="preserve">{held(piece)}</t></r>' for piece in (content[:at], content[at:])]
    hint = draw(st.sampled_from(["", '<rPh sb="0" eb="1"><t>x</t></rPh>']))
    return hint.join(runs) + draw(st.sampled_from(["", '<phoneticPr fontId="1"/>']))


@st.composite
def a_cell(draw: st.DrawFn, shared: list[str]) -> Written:
    """One cell; what it shares is added to ``shared``."""
    formula = draw(FORMULAS_AT_RANDOM)
    before = "" if formula is None else f"<f>{escape(formula)}</f>"
    match draw(st.sampled_from(["number", "str", "shared", "inline", "boolean", "error", "empty"])):
        case "number":
            value = draw(NUMBERS)
            written = draw(st.sampled_from([f"{value:f}", f"{value:E}", repr(float(value))]))
            return Written("", f"{before}<v>{written}</v>", ("number", value), formula)
        case "str":
            content = draw(TEXTS)
            return Written(' t="str"', f"{before}<v>{held(content)}</v>", text(content), formula)
        case "shared":
            content = draw(TEXTS)
            shared.append(draw(item(content)))
            return Written(' t="s"', f"{before}<v>{len(shared) - 1}</v>", text(content), formula)
        case "inline":
            content = draw(TEXTS)
            return Written(' t="inlineStr"', f"{before}<is>{draw(item(content))}</is>", text(content), formula)
        case "boolean":
            truth = draw(st.booleans())
            return Written(' t="b"', f"{before}<v>{truth:d}</v>", ("boolean", truth), formula)
        case "error":
            name = draw(st.sampled_from(["#REF!", "#N/A", "#DIV/0!"]))
            return Written(' t="e"', f"{before}<v>{name}</v>", error(name), formula)
    return Written(draw(st.sampled_from(["", ' s="0"', ' t="s"'])), before, None if formula is None else BLANK, formula)


@st.composite
def a_book(draw: st.DrawFn) -> tuple[dict[str, str | bytes], dict[tuple[int, int], tuple[Fact, str | None]]]:
    """The parts of a workbook with one sheet of random cells, and what is to be read of them.

    Rows and cells stand in any order; one that follows its neighbour may come without its address.
    """
    shared: list[str] = []
    places = draw(st.dictionaries(st.integers(1, 9), st.sets(st.integers(1, 6), max_size=4), max_size=5))
    expected: dict[tuple[int, int], tuple[Fact, str | None]] = {}
    rows, last_row = [], 0
    for row in draw(st.permutations(sorted(places))):
        content, last = "", 0
        for column in draw(st.permutations(sorted(places[row]))):
            cell = draw(a_cell(shared))
            if cell.fact is not None:
                expected[row, column] = cell.fact, cell.formula
            address = "" if column == last + 1 and draw(st.booleans()) else f' r="{column_letters(column)}{row}"'
            attributes = draw(st.permutations([address, cell.kind]))
            content += f"<c{''.join(attributes)}>{cell.inside}</c>" if cell.inside else f"<c{''.join(attributes)}/>"
            content += draw(st.sampled_from(["", "", " ", "\n", "<!-- <c> -->", "<?x <c?>"]))
            last = column
        number = "" if row == last_row + 1 and draw(st.booleans()) else f' r="{row}"'
        rows.append(f"<row{number}>{content}</row>")
        last_row = row
    return parts(sheet("".join(rows)), strings=strings(*shared) if shared else None), expected


@given(a_book(), st.sampled_from([as_written, prefixed, in_utf_16, with_a_comment, in_single_quotes]))
def test_whatever_is_written_is_read(made: tuple[dict[str, str | bytes], Any], spelled: Callable[[str], str | bytes]) -> None:
    book, expected = made
    part = spelled(str(book["xl/worksheets/sheet1.xml"]))
    read = first(zipped({**book, "xl/worksheets/sheet1.xml": part})).cells
    assert {place: ((cell.kind, cell.value), cell.formula) for place, cell in read.items()} == expected
