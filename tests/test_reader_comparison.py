"""The reader against openpyxl and calamine: the same cells at the same addresses with the same values, in every workbook.

What the two do otherwise, on purpose or not, is a line in ``OPENPYXL_DIFFERS`` and ``CALAMINE_DIFFERS``; whatever is not
said there must be equal.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import test_raw_reader as facts
from openpyxl.worksheet.formula import ArrayFormula
from python_calamine import CalamineWorkbook
from test_clerk_libreoffice import at_work
from test_manglings import MANGLINGS, Mangling, original
from xlsxparts import cells, sheet, strings, styles, xlsx

from budgetxl.forms import known_folders, load_form
from budgetxl.values import Address
from budgetxl.workbook import blank
from budgetxl.xlsx import RawCell, open_workbook

SAMPLES = sorted((Path(__file__).resolve().parent.parent / "sample_workbooks").glob("*.xlsx"))
SMALL = "jiefangdao-2022"
FORMS = [name for name in known_folders() if not load_form(name).abstract]
Fact = tuple[str, Any]
Facts = dict[str, Fact]
Allowed = Mapping[str, Callable[[RawCell | None, Fact | None], bool]]


def fact_of(value: object, is_error: bool = False) -> Fact | None:
    """A value of another library in the reader's terms: kind and value, a number with the 15 digits that count."""
    match value:
        case bool():
            return "boolean", value
        case int() | float():
            return "number", Decimal(format(value, ".15g")).normalize()
        case datetime() if value.time() == time():
            return "date", value.date()
        case date():
            return "date", value
        case str() if value:
            return ("error" if is_error else "text"), value
    return None


def ours(data: bytes) -> dict[str, RawCell]:
    book = open_workbook(data)
    return {str(Address(sheet.name, *place)): cell for sheet in book.sheets for place, cell in sheet.cells.items()}


def own_fact(cell: RawCell) -> Fact:
    return cell.kind, cell.value.normalize() if isinstance(cell.value, Decimal) else cell.value


def openpyxl_cells(data: bytes, results: bool) -> Iterator[tuple[str, Any]]:
    for worksheet in openpyxl.load_workbook(io.BytesIO(data), data_only=results).worksheets:
        for (row, column), cell in worksheet._cells.items():  # the cells that it has, without making the blank ones between
            yield str(Address(worksheet.title, row, column)), cell


def by_openpyxl(data: bytes) -> Facts:
    found = ((address, fact_of(cell.value, cell.data_type == "e")) for address, cell in openpyxl_cells(data, True))
    return {address: fact for address, fact in found if fact is not None}


def formulas_by_openpyxl(data: bytes) -> dict[str, str]:
    """The text of every formula, without ``=``; of an array formula at its first cell."""
    found: dict[str, str] = {}
    for address, cell in openpyxl_cells(data, False):
        if cell.data_type == "f":
            text = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
            found[address] = text.removeprefix("=")
    return found


def by_calamine(data: bytes) -> Facts:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found: Facts = {}
    for place, name in enumerate(book.sheet_names):
        sheet = book.get_sheet_by_index(place)
        for row, values in enumerate(sheet.iter_rows(), 1):
            for column, value in enumerate(values, 1 + (sheet.start or (0, 0))[1]):
                fact = fact_of(value)
                if fact is not None:
                    found[str(Address(name, row, column))] = fact
    return found


def differences(own: Mapping[str, RawCell], theirs: Facts) -> dict[str, tuple[object, object]]:
    """Every cell that is not the same here and there: ours and theirs.

    A formula whose result was never stored is a cell of ours and of nobody else. Calamine drops errors.
    """
    here = {address: own_fact(cell) for address, cell in own.items() if cell.cached}
    return {at: (here.get(at), theirs.get(at)) for at in here.keys() | theirs.keys() if here.get(at) != theirs.get(at)}


def but_errors(found: Mapping[str, tuple[object, object]], own: Mapping[str, RawCell]) -> list[str]:
    """Those differences that are not an error where calamine has nothing."""
    return [f"{at}: {both}" for at, both in found.items() if not (at in own and own[at].kind == "error" and both[1] is None)]


def formulas(own: Mapping[str, RawCell]) -> dict[str, str]:
    return {address: cell.formula for address, cell in own.items() if cell.formula is not None}


# ── whole workbooks


@cache
def blanks(form: str) -> bytes:
    return blank(load_form(form), "某单位", "001", None, None, "")


FILLED: list[Any] = [pytest.param(path.read_bytes, id=path.stem) for path in SAMPLES]
WORKBOOKS: list[Any] = FILLED + [pytest.param(lambda form=form: blanks(form), id=f"{form} blank") for form in FORMS]


@pytest.mark.parametrize("workbook", FILLED)
def test_the_cells_are_those_that_openpyxl_finds(workbook: Callable[[], bytes]) -> None:
    assert not differences(ours(workbook()), by_openpyxl(workbook()))


@pytest.mark.parametrize("workbook", WORKBOOKS)
def test_the_formulas_are_those_that_openpyxl_finds(workbook: Callable[[], bytes]) -> None:
    assert formulas(ours(workbook())) == formulas_by_openpyxl(workbook())


@pytest.mark.parametrize("workbook", WORKBOOKS)
def test_the_cells_are_those_that_calamine_finds(workbook: Callable[[], bytes]) -> None:
    own = ours(workbook())
    assert not but_errors(differences(own, by_calamine(workbook())), own)


@pytest.mark.parametrize(
    "mangling",
    [pytest.param(one, id=one.what, marks=pytest.mark.slow if number % 3 else ()) for number, one in enumerate(MANGLINGS)],
)
def test_the_cells_of_a_mangled_workbook_are_those_that_calamine_finds(mangling: Mangling) -> None:
    data = mangling.how(original())
    own = ours(data)
    assert not but_errors(differences(own, by_calamine(data)), own)


@pytest.fixture(scope="module")
def saved_by_libreoffice(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sample as LibreOffice saves it."""
    folder = tmp_path_factory.mktemp("saved")
    own, copy = folder / "own.xlsx", folder / "copy.xlsx"
    own.write_bytes(request.param.read_bytes())  # a file that another test's LibreOffice has open is locked
    at_work(folder, ["open", own], ["save", copy], ["close"])
    return copy.read_bytes()


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    "saved_by_libreoffice",
    [pytest.param(path, id=path.stem, marks=() if path.stem == SMALL else pytest.mark.slow) for path in SAMPLES],
    indirect=True,
)
class TestSavedByLibreOffice:
    def test_the_cells_are_those_that_openpyxl_finds(self, saved_by_libreoffice: bytes) -> None:
        data = saved_by_libreoffice
        assert not differences(ours(data), by_openpyxl(data))

    def test_the_formulas_are_those_that_openpyxl_finds(self, saved_by_libreoffice: bytes) -> None:
        data = saved_by_libreoffice
        assert formulas(ours(data)) == formulas_by_openpyxl(data)

    def test_the_cells_are_those_that_calamine_finds(self, saved_by_libreoffice: bytes) -> None:
        data = saved_by_libreoffice
        own = ours(data)
        assert not but_errors(differences(own, by_calamine(data)), own)


# ── odd workbooks, a fact each: those of the reader's own tests

ODD: dict[str, Callable[[], bytes]] = {
    **{what: lambda xml=xml: xlsx(cells(xml), strings=strings("<t>甲</t>", "<t>乙</t>", "<t/>")) for what, xml, _ in facts.CELLS},
    **{what: lambda xml=xml: xlsx(sheet(xml)) for what, xml, _ in facts.ROWS},
    **{f"shared: {what}": lambda xml=xml: xlsx(cells('<c r="A1" t="s"><v>0</v></c>'), strings=strings(xml)) for what, xml, _ in facts.ITEMS},
    **{f"inline: {what}": lambda xml=xml: xlsx(cells(f'<c r="A1" t="inlineStr"><is>{xml}</is></c>')) for what, xml, _ in facts.ITEMS},
    **{what: lambda at=(serial, code, old): dated(*at) for what, serial, code, old, _ in facts.DATES},
}  # fmt: skip


def dated(serial: str, code: str | int, since1904: bool) -> bytes:
    inside = '<workbookPr date1904="1"/>' if since1904 else ""
    return xlsx(cells(f'<c r="A1" s="1"><v>{serial}</v></c>'), styles=styles(0, code), inside=inside)


FAILS = "it can't read the file"
A_NUMBER = "what float() takes is a number to it"
NO_ESCAPES = "it leaves escapes as they stand"
STRAY = "it takes cells of elements that nobody knows"
LIMITED = "it has a date for what is no day of the calendar, or none"

#: Library and workbook → what it makes otherwise of it.
OTHERWISE: dict[tuple[str, str], str] = {
    ("openpyxl", "a number of a thousand digits is text"): FAILS,
    ("openpyxl", "a number beyond all numbers is text"): A_NUMBER,
    ("openpyxl", "what is no number is text"): FAILS,
    ("openpyxl", "full-width digits are text"): A_NUMBER,
    ("openpyxl", "a number with an underscore is text"): A_NUMBER,
    ("openpyxl", "a boolean in words"): FAILS,
    ("openpyxl", "an inline string without its type"): "it loses the text",
    ("openpyxl", "an ISO date that is none"): FAILS,
    ("openpyxl", "a cell twice, empty the second time"): "it loses the first",
    ("openpyxl", "an extension in a cell"): FAILS,
    ("openpyxl", "an element that nobody knows, among the rows"): STRAY,
    ("openpyxl", "an alternative that a newer program wrote"): STRAY,
    ("openpyxl", "a day in a Chinese built-in format"): "it knows no Chinese formats",
    ("openpyxl", "a weekday in Chinese"): "it knows no Chinese formats",
    ("openpyxl", "29 February 1900, which never was"): LIMITED,
    ("openpyxl", "a day after the last"): "it makes an error of it",
    ("openpyxl", "a day after the last, counted from 1904"): "it makes an error of it",
    ("openpyxl", "day nought"): "it makes a time of day of it",
    ("openpyxl", "a negative day"): LIMITED,
    ("openpyxl", "a time of day is a number"): "it makes a time of day of it",
    ("openpyxl", "a duration is a number"): "it makes a duration of it",
    ("openpyxl", "minutes are no months"): LIMITED,
    ("openpyxl", "shared: a carriage return by its number"): NO_ESCAPES,
    ("openpyxl", "shared: an escape by small letters"): NO_ESCAPES,
    ("openpyxl", "shared: a pair of halves"): NO_ESCAPES,
    ("openpyxl", "shared: half a character"): NO_ESCAPES,
    ("openpyxl", "inline: a carriage return by its number"): NO_ESCAPES,
    ("openpyxl", "inline: an escape by small letters"): NO_ESCAPES,
    ("openpyxl", "inline: an escaped underscore"): NO_ESCAPES,
    ("openpyxl", "inline: a pair of halves"): NO_ESCAPES,
    ("openpyxl", "inline: half a character"): NO_ESCAPES,
    ("calamine", "a number with blanks around it"): "it takes it for text",
    ("calamine", "a number of a thousand digits is text"): A_NUMBER,
    ("calamine", "a number beyond all numbers is text"): A_NUMBER,
    ("calamine", "what is no number is text"): A_NUMBER,
    ("calamine", "an error"): "it drops errors",
    ("calamine", "another error"): "it drops errors",
    ("calamine", "an error as the result"): "it drops errors",
    ("calamine", "a cell type that nobody knows is text"): FAILS,
    ("calamine", "an ISO date in Greenwich time"): "it takes it for text",
    ("calamine", "an extension in a cell"): FAILS,
    ("calamine", "an element that nobody knows, among the cells"): STRAY,
    ("calamine", "an element that nobody knows, among the rows"): STRAY,
    ("calamine", "an alternative that a newer program wrote"): STRAY,
    ("calamine", "a value in a CDATA section"): "it loses the text",
    ("calamine", "a value in pieces"): "it takes the first piece",
    ("calamine", "an entity in a number"): "it takes the first piece",
    ("calamine", "an entity in an address"): FAILS,
    ("calamine", "an entity in a type"): FAILS,
    ("calamine", "a result before its formula"): "it loses the result",
    ("calamine", "a weekday in Chinese"): "it knows no Chinese weekdays",
    ("calamine", "29 February 1900, which never was"): LIMITED,
    ("calamine", "day nought"): "it makes a time of day of it",
    ("calamine", "a negative day"): LIMITED,
    ("calamine", "a time of day is a number"): "it makes a time of day of it",
    ("calamine", "a duration is a number"): "it makes a duration of it",
    ("calamine", "minutes are no months"): LIMITED,
    ("calamine", "shared: blanks that nobody asked to keep"): "it drops them",
    ("calamine", "inline: blanks that nobody asked to keep"): "it drops them",
    ("calamine", "shared: a pair of halves"): NO_ESCAPES,
    ("calamine", "shared: half a character"): NO_ESCAPES,
    ("calamine", "inline: a pair of halves"): NO_ESCAPES,
    ("calamine", "inline: half a character"): NO_ESCAPES,
    ("calamine", "shared: an element that nobody knows"): STRAY,
    ("calamine", "inline: an element that nobody knows"): STRAY,
}  # fmt: skip


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("library", ["openpyxl", "calamine"])
def test_an_odd_cell_is_as_another_library_finds_it_or_the_difference_is_known(library: str, what: str) -> None:
    data = ODD[what]()
    try:
        theirs = (by_openpyxl if library == "openpyxl" else by_calamine)(data)
    except Exception:
        assert OTHERWISE.get((library, what)) == FAILS
    else:
        found = differences(ours(data), theirs)
        assert not found if (library, what) not in OTHERWISE else found and OTHERWISE[library, what] != FAILS


def test_every_known_difference_is_of_a_workbook_that_is_compared() -> None:
    assert {what for _, what in OTHERWISE} <= set(ODD)
