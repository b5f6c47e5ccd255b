"""A stamped workbook is the one that would have been built: cell by cell, caches, styles and heights too, and in what check says."""

from __future__ import annotations

import io
import json
import zipfile
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import worked_form
from every_type import every_type, full
from hypothesis import given, settings
from hypothesis import strategies as some
from same_workbook import differences, said

from budgetxl.bureau.carrying import carried
from budgetxl.forms import Form, load_form
from budgetxl.layout import OPEN
from budgetxl.workbook import Stamper, blank_data, fill
from budgetxl.workbook.build.stamping import stamper as stamping

SAMPLES = Path(__file__).resolve().parent.parent / "sample_workbooks"
Data = dict[str, Any]

texts = some.text(some.characters(blacklist_categories=("Cs", "Cc", "Cn"), max_codepoint=0x2FFF), min_size=1, max_size=300).map(str.strip).filter(bool)
odd = some.sampled_from(["=1+1", "<b>&\"'</b>", "_x0041_", "甲\n乙\n丙", "#N/A", "TRUE", " 尾".strip(), "字" * 900, "0012", "@SUM(A1)", "<r>甲</r>"])
figures = some.decimals(min_value=-10**7, max_value=10**9, places=2, allow_nan=False).map(lambda number: f"{number.normalize():f}")


@cache
def form_of(name: str) -> Form:
    return load_form(name)


@cache
def stamper_of(name: str) -> Stamper:
    return Stamper(form_of(name))


@cache
def sample(name: str) -> Data:
    found: Data = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return found


def built(form: Form, data: Data, year: int | None, part: str = "") -> bytes:
    return fill(form, data, year, part, spare=True)


def changed(data: Any, draw: some.DrawFn, texts_too: bool = True) -> Any:
    """Data with about half of its figures and some of its texts replaced by random ones, or left out."""
    if isinstance(data, dict):
        return {key: changed(value, draw, texts_too) for key, value in data.items()}
    if isinstance(data, list):
        return [changed(each, draw, texts_too) for each in data]
    if isinstance(data, str) and draw(some.integers(0, 3)) == 0:
        number = data.replace(".", "", 1).replace("-", "", 1).isdigit()
        if number and not (data.isdigit() and len(data) in (3, 5, 7, 21)):
            return draw(some.one_of(some.none(), figures))
    return data


@pytest.mark.parametrize("name", ["hebei-2027", "langfang-2022", "sanhe-2020", "fengrun-performance-2023"])
def test_with_name_and_code_it_is_the_built_one(name: str) -> None:
    form, stamper = form_of(name), stamper_of(name)
    for unit, code in (("某某局", "301001"), ("<某>&“某”局", "031"), ("某" * 120, "")):
        data = blank_data(form, unit, code)
        stamped, one = stamper.fill(data, form.year), built(form, data, form.year)
        assert differences(one, stamped) == []
        assert said(one) == said(stamped)


@pytest.mark.parametrize("name", ["hebei-2027-demo", "jiefangdao-2022", "changjiang-2020", "yanshanlu-2023", "juyangxi-2020"])
def test_filled_in_from_end_to_end_it_is_the_built_one(name: str) -> None:
    """Every figure and text of the sample, figures that contradict their formulas included."""
    given_data = sample(name)
    form, year = form_of(given_data["form"]), given_data.get("year")
    stamped, one = Stamper(form).fill(given_data["data"], year), built(form, given_data["data"], year)
    assert differences(one, stamped) == []
    assert said(one) == said(stamped)


@cache
def last_year() -> Data:
    """What next year's workbook of the default form takes of the sample: over 200 figures, texts, projects."""
    form = form_of("hebei-2027")
    return dict(carried(form, form, sample("hebei-2027-demo")["data"]).data)


@pytest.mark.slow
@settings(max_examples=6)
@given(some.data())
def test_with_last_years_figures_it_is_the_built_one_whatever_they_are(data: some.DataObject) -> None:
    form, stamper = form_of("hebei-2027"), stamper_of("hebei-2027")
    made = changed(deepcopy(last_year()), data.draw)
    made["unit"] = {**made["unit"], "name": data.draw(texts), "code": data.draw(some.from_regex(r"[0-9]{6}", fullmatch=True)), "kind": data.draw(some.sampled_from(["部门", "单位"]))}
    made["projects"] = made["projects"][: data.draw(some.integers(1, 4))]
    made["duties"] = [{"heading": None, "text": data.draw(texts | odd)} for _ in range(data.draw(some.integers(0, 14)))]
    for row in made["safeguards"]:
        row["text"] = data.draw(texts | odd)
    for table in ("general_spending", "basic_spending", "institutions", "overall_indicators"):
        made[table] = made[table][: data.draw(some.integers(0, len(made[table])))]
    stamped, one = stamper.fill(made, 2028), built(form, made, 2028)
    assert differences(one, stamped) == []
    assert said(one) == said(stamped)


@pytest.mark.slow
@settings(max_examples=8)
@given(some.data())
def test_it_is_the_built_one_with_figures_that_break_rules(data: some.DataObject) -> None:
    given_data = sample("guangyang-office-2022")
    form, stamper = form_of("langfang-2022"), stamper_of("langfang-2022")
    made = changed(deepcopy(given_data["data"]), data.draw)
    made["unit"]["name"] = data.draw(texts)
    stamped, one = stamper.fill(made, 2022), built(form, made, 2022)
    assert differences(one, stamped) == []
    assert said(one) == said(stamped)


def test_a_worked_form_with_codes_in_parts_open_rows_and_numbering() -> None:
    form, data = worked_form.form(), worked_form.data()
    stamped = Stamper(form).fill(data, worked_form.YEAR)
    assert differences(built(form, data, worked_form.YEAR), stamped) == []


def test_every_type_of_field_in_every_kind_of_block(tmp_path: Path) -> None:
    form, data = every_type(tmp_path), full()
    stamped = Stamper(form).fill(data, 2022)
    assert differences(built(form, data, 2022), stamped) == []


@pytest.mark.slow
@pytest.mark.parametrize("part", ["budget", "performance", "text"])
def test_the_parts_of_a_split_workbook(part: str) -> None:
    form, data = form_of("hebei-2027"), {**last_year(), "unit": {"name": "某局", "code": "301"}}
    assert differences(built(form, data, 2028, part), stamper_of("hebei-2027").fill(data, 2028, part)) == []


def test_nothing_of_one_unit_is_in_the_file_of_another() -> None:
    form, stamper = form_of("hebei-2027"), Stamper(form_of("hebei-2027"))
    first = {**deepcopy(last_year()), "unit": {"name": "独一无二的局", "code": "987654"}}
    second = {**blank_data(form, "另一个局", "301002"), "projects": [{}] * len(first["projects"])}
    stamper.fill(first, 2028)
    with zipfile.ZipFile(io.BytesIO(stamper.fill(second, 2028))) as archive:
        everything = "".join(archive.read(name).decode() for name in archive.namelist())
    own = {text for row in first["duties"] for text in row.values() if text} | {"独一无二的局", "987654"}
    assert [text for text in own if text in everything] == []


def test_workbooks_of_one_shape_come_of_one_template(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    real = stamping.build_live
    monkeypatch.setattr(stamping, "build_live", lambda *given, **more: made.append(1) or real(*given, **more))
    form = form_of("langfang-2022")
    stamper = Stamper(form)
    for number in range(3):
        stamper.fill(blank_data(form, f"第{number}局", f"30{number}"), 2022)
    assert len(made) == 1
    stamper.fill({**blank_data(form, "甲"), "projects": [{}, {}]}, 2022)
    assert len(made) == 2


def columns(data: bytes) -> dict[str, str]:
    """The widths of the columns of each worksheet, as its XML has them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = {name: archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")}
    return {name: xml[xml.index("<cols>") : xml.index("</cols>")] for name, xml in sheets.items() if "<cols>" in xml}


def test_the_widths_that_make_a_sheet_one_page_are_those_of_its_own_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Taller rows leave less room to widen the columns of a page in: stamped, not built."""
    monkeypatch.setattr(stamping, "build", lambda *given, **more: pytest.fail("built"))
    form, given_data = form_of("hebei-2027"), sample("hebei-2027-demo")
    empty = {**blank_data(form), "projects": [{}] * len(given_data["data"]["projects"])}
    stamped, one = Stamper(form).fill(given_data["data"], form.year), built(form, given_data["data"], form.year)
    assert columns(stamped) == columns(one)
    assert len([name for name, widths in columns(built(form, empty, form.year)).items() if widths != columns(stamped)[name]]) > 1


def test_the_cover_and_the_top_lines_tell_what_is_filled_in_and_open_before_any_program_has_calculated_them() -> None:
    form, data = form_of("langfang-2022"), sample("guangyang-office-2022")["data"]
    stamper = Stamper(form)
    blank, filled_in = (seen(stamper.fill(each, 2022)) for each in (blank_data(form, "某局", "301"), data))
    before, after = (sum(told.startswith("已填 ") for told in texts) for texts in (blank, filled_in))
    assert after > before + 5
    assert [told for told in filled_in if told.endswith(OPEN)] != []


def seen(data: bytes) -> list[str]:
    """What the cells of a workbook's sheets show, texts only, sheet by sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def test_what_cant_be_stamped_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that would need smaller letters, and one that looks like markup."""
    form = form_of("langfang-2022")
    built_ones: list[int] = []
    real = stamping.build
    monkeypatch.setattr(stamping, "build", lambda *given, **more: built_ones.append(1) or real(*given, **more))
    for text in ("很长" * 4000, "<r>甲</r>"):
        data = {**blank_data(form, "某局", "301"), "duties": [{"text": text}]}
        assert differences(built(form, data, 2022), Stamper(form).fill(data, 2022)) == []
    assert len(built_ones) == 2
