"""What is read by pattern is what the parser reads; what is not written in the plain way is left to the parser."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from xlsxparts import MAIN, cells, parts, sheet, strings, styles, xlsx, zipped

from budgetxl.xlsx import RawWorkbook, UnreadableFile, open_workbook
from budgetxl.xlsx.worksheets import strings as string_reader
from budgetxl.xlsx.worksheets.sheet_scan import Scanner
from budgetxl.xlsx.worksheets.string_scan import scan_strings

SAMPLES = sorted((Path(__file__).resolve().parent.parent / "sample_workbooks").glob("*.xlsx"))
MUTATIONS = 2_000


@pytest.fixture
def scanned(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[bool]]:
    """Which parts were read by pattern: whether each sheet was, and each list of strings."""
    seen: dict[str, list[bool]] = {"sheets": [], "strings": []}
    scan = Scanner.scan

    def of_sheet(*given: Any) -> Any:
        found = scan(*given)
        seen["sheets"].append(found is not None)
        return found

    def of_strings(content: bytes) -> Any:
        found = scan_strings(content)
        seen["strings"].append(found is not None)
        return found

    monkeypatch.setattr(Scanner, "scan", of_sheet)
    monkeypatch.setattr(string_reader, "scan_strings", of_strings)
    return seen


def by_parser(data: bytes) -> RawWorkbook:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Scanner, "scan", lambda *given: None)
        patch.setattr(string_reader, "scan_strings", lambda content: None)
        return open_workbook(data)


def facts(workbook: RawWorkbook) -> list[Any]:
    """All that a workbook says, formulas as text."""
    return [
        (one.name, one.state, one.merges, one.hidden_rows, one.hidden_columns, one.filtered, [
            (place, cell.kind, cell.value, cell.formula, cell.cached, cell.number_format, cell.percent)
            for place, cell in one.cells.items()
        ])
        for one in workbook.sheets
    ]  # fmt: skip


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_read_by_pattern_and_just_as_the_parser_reads_it(sample: Path, scanned: dict[str, list[bool]]) -> None:
    data = sample.read_bytes()
    assert facts(open_workbook(data)) == facts(by_parser(data))
    assert all(scanned["sheets"]) and all(scanned["strings"])


PLAIN = {
    "a number": '<c r="A1"><v>1.5</v></c>',
    "a blank cell with a style": '<c r="A1" s="1"/>',
    "a cell of nothing": '<c r="A1"></c>',
    "an empty value": '<c r="A1"><v></v></c><c r="B1"><v/></c>',
    "a string": '<c r="A1" t="s"><v>0</v></c>',
    "a formula with its result": '<c r="A1"><f>SUM(B1:B2)</f><v>3</v></c>',
    "a formula without a result": '<c r="A1"><f>B1</f></c>',
    "an empty formula": '<c r="A1"><f/><v>3</v></c>',
    "entities": '<c r="A1" t="str"><f>IF(A2&lt;&gt;&quot;&amp;lt;&quot;,1,2)</f><v>&lt;a&gt; &amp;amp; &apos;b&apos;</v></c>',
    "numbered characters": '<c r="A1" t="str"><f>B1&amp;"&#10;"</f><v>a&#10;b&#x4E2D;</v></c>',
    "a shared formula": '<c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>1</v></c><c r="A2"><f t="shared" si="0"/><v>2</v></c>',
    "an array formula": '<c r="A1"><f t="array" ref="A1:A2">B1:B2</f><v>1</v></c>',
    "an error": '<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    "a truth": '<c r="A1" t="b"><v>1</v></c>',
    "a day": '<c r="A1" s="1"><v>44562</v></c>',
    "an escape": '<c r="A1" t="str"><f>"_x0041_"</f><v>_x0041__x000D_</v></c>',
    "the same cell twice": '<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>',
    "a text of several lines": '<c r="A1" t="str"><v>a\nb\tc</v></c>',
}


@pytest.mark.parametrize("content", PLAIN.values(), ids=PLAIN)
def test_what_is_plain_is_read_by_pattern(content: str, scanned: dict[str, list[bool]]) -> None:
    data = xlsx(cells(content), strings=strings("<t>文字</t>"), styles=styles(0, 14))
    assert facts(open_workbook(data)) == facts(by_parser(data))
    assert scanned["sheets"] == [True]


ODD = {
    "an inline string": cells('<c r="A1" t="inlineStr"><is><t>a</t></is></c>'),
    "a cell without an address": cells("<c><v>1</v></c>"),
    "a row without a number": sheet('<row><c r="A1"><v>1</v></c></row>'),
    "a comment": cells('<!-- <c r="B1"><v>2</v></c> --><c r="A1"><v>1</v></c>'),
    "a comment before the rows": cells('<c r="A1"><v>1</v></c>', before="<!-- <sheetData> -->"),
    "CDATA": cells('<c r="A1" t="str"><v><![CDATA[<a>]]></v></c>'),
    "an instruction": cells('<?a b?><c r="A1"><v>1</v></c>'),
    "white space between the tags": cells('\n <c r="A1">\n<v>1</v></c>'),
    "carriage returns": cells('<c r="A1" t="str"><v>a\r\nb</v></c>'),
    "an element of another program": cells('<c r="A1"><v>1</v><extLst><ext/></extLst></c>'),
    "a prefix": f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    "the address behind the style": cells('<c s="0" r="A1"><v>1</v></c>'),
    "single quotes": cells("<c r='A1'><v>1</v></c>"),
    "rows in a nest": f'<worksheet xmlns="{MAIN}"><a><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></a></worksheet>',
}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_what_is_written_otherwise_is_left_to_the_parser(content: str) -> None:
    data = xlsx(content, strings=strings("<t>文字</t>"))
    assert facts(open_workbook(data)) == facts(by_parser(data))


NINE = '<row r="1"><c r="A1"><v>9</v></c></row>'
LATE = f'<?xml version="1.0"{" " * 200}encoding="ISO-8859-1"?>'


@pytest.mark.parametrize("own", ["<sheetData/>", "<sheetData />", "<sheetData></sheetData>", "<sheetData ></sheetData >", ""])
@pytest.mark.parametrize("around", ["{0}<extLst><ext>{1}</ext></extLst>", "<x>{1}</x>{0}", "{0}<controls>{1}</controls>"])
def test_cells_of_an_extension_are_not_those_of_the_sheet(own: str, around: str) -> None:
    part = f'<worksheet xmlns="{MAIN}">{around.format(own, f"<sheetData>{NINE}</sheetData>")}</worksheet>'
    assert dict(open_workbook(xlsx(part)).sheets[0].cells) == {}


def test_a_part_that_says_late_how_it_is_encoded_is_believed() -> None:
    part = f'{LATE}<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="str"><v>é</v></c></row></sheetData></worksheet>'
    assert open_workbook(xlsx(part)).sheets[0].cells[1, 1].value == "Ã©"


REFUSED = {
    "an attribute of a blank cell twice": '<c r="A1" s="0" s="0"/>',
    "a cell between two rows": '</row><c r="A2"><v>1</v></c><row r="3">',
    "an attribute twice": '<c r="A1" s="0" s="0"><v>1</v></c>',
    "an address twice": '<c r="A1" r="A2"><v>1</v></c>',
    "an entity that nobody knows": '<c r="A1" t="str"><v>&nbsp;</v></c>',
    "a character that XML does not allow": '<c r="A1" t="str"><v>a\x01</v></c>',
    "the number of such a character": '<c r="A1" t="str"><v>&#1;</v></c>',
    "a bare ampersand": '<c r="A1" t="str"><v>a & b</v></c>',
    "the end of a section that has no beginning": '<c r="A1" t="str"><v>a]]>b</v></c>',
    "a cell in a cell": '<c r="A1"><c r="B1"><v>1</v></c></c>',
    "a cell that is not closed": '<c r="A1"><v>1</v>',
    "an address beyond the sheet": '<c r="XFE1"><v>1</v></c>',
    "a string that is not there": '<c r="A1" t="s"><v>9</v></c>',
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_what_the_parser_refuses_is_refused(content: str) -> None:
    data = xlsx(cells(content), strings=strings("<t>文字</t>"))
    with pytest.raises(UnreadableFile) as wanted:
        by_parser(data)
    with pytest.raises(UnreadableFile) as given:
        open_workbook(data)
    assert given.value.code == wanted.value.code


def test_a_part_that_is_no_utf8_is_refused() -> None:
    made = parts(cells('<c r="A1" t="str"><v>中</v></c>'))
    made["xl/worksheets/sheet1.xml"] = str(made["xl/worksheets/sheet1.xml"]).encode("gbk")
    with pytest.raises(UnreadableFile):
        open_workbook(zipped(made))


@pytest.mark.parametrize("before", ["<c ", "</row", ' ht="', "1.5<"])
def test_a_byte_of_no_character_is_refused_wherever_it_stands(before: str) -> None:
    made = parts(sheet('<row r="1" ht="12"><c r="A1"><v>1.5</v></c><c r="B1" s="0"/></row>'))
    part = str(made["xl/worksheets/sheet1.xml"])
    made["xl/worksheets/sheet1.xml"] = part.replace(before, f"\xff{before}", 1).encode("latin-1")
    with pytest.raises(UnreadableFile):
        open_workbook(zipped(made))


@pytest.mark.parametrize(("attribute", "hidden"), [
    ('hidden="1"', ((1, 1),)), ('hidden="true"', ((1, 1),)), ('hidden="0"', ()), ('hidden="false" ht="12"', ()), ('ht="12" hidden="1"', ((1, 1),)),
])  # fmt: skip
def test_hidden_rows_are_known(attribute: str, hidden: tuple[tuple[int, int], ...], scanned: dict[str, list[bool]]) -> None:
    workbook = open_workbook(xlsx(sheet(f'<row r="1" {attribute}><c r="A1"><v>1</v></c></row><row r="2"/>')))
    assert (workbook.sheets[0].hidden_rows, scanned["sheets"]) == (hidden, [True])


ITEMS = {
    "a text": "<t>文字</t>",
    "blanks at the edges": '<t xml:space="preserve"> a </t>',
    "no text": "<t/>",
    "no text between two tags": "<t></t>",
    "runs of which some are empty": "<r><t/></r><r><t>a</t></r><r><t></t></r><r><t> > b</t></r><r><t/></r>",
    "an empty run": "<r><t/></r>",
    "half an escape in each of two runs": "<r><t>a_x00</t></r><r><t>41_</t></r>",
    "runs": '<r><rPr><b/><sz val="18"/><color theme="1" tint="0.5"/></rPr><t>2022</t></r><r><t xml:space="preserve">年 </t></r>',
    "what Excel adds to Chinese": '<t>文字</t><phoneticPr fontId="1" type="noConversion"/>',
    "entities": "<t>&lt;a&gt; &amp;lt; &#65;</t>",
    "an escape": "<t>a_x000D_b</t>",
}
ODD_ITEMS = {
    "phonetic runs": '<t>文</t><rPh sb="0" eb="1"><t>wen</t></rPh>',
    "an empty item": "",
    "an unknown element": "<t>a</t><x><t>b</t></x>",
    "CDATA": "<t><![CDATA[<a>]]></t>",
}


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_plain_strings_are_read_by_pattern(item: str, scanned: dict[str, list[bool]]) -> None:
    data = xlsx(cells('<c r="A1" t="s"><v>0</v></c>'), strings=strings(item, "<t>b</t>"))
    assert facts(open_workbook(data)) == facts(by_parser(data))
    assert scanned["strings"] == [True]


@pytest.mark.parametrize("item", ODD_ITEMS.values(), ids=ODD_ITEMS)
def test_other_strings_are_left_to_the_parser(item: str, scanned: dict[str, list[bool]]) -> None:
    data = xlsx(cells('<c r="A1" t="s"><v>0</v></c>'), strings=strings(item, "<t>b</t>"))
    assert facts(open_workbook(data)) == facts(by_parser(data))
    assert scanned["strings"] == [False]


PIECES = (
    "<", ">", "/", '"', "&", "&amp;", "&lt;", "&#10;", "&x;", " ", "\n", "\r", "\x02", "]]>", "<!--", "-->", "<v>", "</v>", "<c/>", "</c>", "<row/>",
    "</row>", '<row r="3">', '<c r="B2">', ' r="4"', ' t="str"', ' t="e"', ' s="1"', ' hidden="1"', "<v/>", "<f/>", "<t>", "</t>", "<si>", "</si>",
    "<r>", "</r>", "é", "中", "9", "=", "-", "_x0041_", "sheetData", "</sheetData>", "<sheetData>", "<?a?>", "'",
)  # fmt: skip


def outcome(read: Any, data: bytes) -> Any:
    """What a reader makes of a file: its facts, or the code of its refusal."""
    try:
        return facts(read(data))
    except UnreadableFile as error:
        return error.code


def test_no_random_change_is_read_otherwise_by_pattern() -> None:
    content = sheet(
        '<row r="1" spans="1:3" ht="12" hidden="0"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" t="str"><v>a&amp;b</v></c><c r="C1" s="1"/></row>'
        '<row r="2"><c r="A2"><v>2.5</v></c><c r="B2" t="e"><v>#REF!</v></c><c r="C2" t="b"><v>1</v></c></row><row r="3"/>'
    )
    shared = strings("<t>文字</t>", '<r><rPr><b/></rPr><t xml:space="preserve">a </t></r><r><t>b</t></r>')
    rng = random.Random(20261121)
    read = 0
    for _ in range(MUTATIONS):
        texts = [content, shared]
        which = rng.randrange(2)
        at = rng.randrange(len(texts[which]))
        texts[which] = texts[which][:at] + rng.choice(PIECES) * rng.randrange(2) + texts[which][at + rng.randrange(3) :]
        data = xlsx(texts[0], strings=texts[1], styles=styles(0, 9))
        wanted = outcome(by_parser, data)
        assert outcome(open_workbook, data) == wanted, texts[which]
        read += not isinstance(wanted, str)
    assert read > MUTATIONS / 20  # not all of them were refused
