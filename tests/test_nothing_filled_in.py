"""A workbook in which nothing is filled in has errors, at the cells where it belongs; and without an error there is a notice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from submissions import CLEAN, FORMS, Data, changed, data_of, demo_typed, loaded

from budgetxl.checks import Report, check_result
from budgetxl.forms import Field
from budgetxl.notice import render
from budgetxl.verbs import new_workbook
from budgetxl.workbook import ReadResult, fill, read

DEFAULT = "hebei-2027"
SHIPPED = (*FORMS, DEFAULT)
TOTALS = {**dict.fromkeys(SHIPPED, ("BUD-80", "BUD-81")), DEFAULT: ("BUD-80",), "fengrun-performance-2023": ("PERF-40",)}
MOST = 25
"""Lines that a blank workbook is told of at most: what is to be filled in, not all that follows from it."""


def of(form: str, data: Data) -> tuple[ReadResult, Report]:
    result = read(fill(loaded(form), data, loaded(form).year), loaded(form))
    return result, check_result(result)


@cache
def clean(form: str) -> Data:
    return demo_typed() if form == DEFAULT else CLEAN[form]


def errors(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings if finding.severity == "error"]


def zeros(form: str) -> Data:
    """Every figure that staff type by itself as 0, the unit's name and the date of the assets."""
    data: Data = {}
    for path, place in loaded(form).compiled.places.items():
        field: Field = place.field
        if field.formula is None and not place.column and (field.kind.numeric or path in (("unit", "name"), ("asset_date", "as_of"))):
            value = "某单位" if path[-1] == "name" else "2026-12-31" if path[-1] == "as_of" else "0"
            holder = data
            for name in path[:-1]:
                holder = holder.setdefault(name, {})
            holder[path[-1]] = value
    data.pop("year", None)
    return data


@pytest.mark.parametrize("form", SHIPPED)
def test_a_new_workbook_that_nobody_filled_in_has_errors_on_its_totals(form: str) -> None:
    result = read(new_workbook(form, unit="新城街道办事处", year=loaded(form).year), loaded(form))
    report = check_result(result)
    said = [finding for finding in report.findings if finding.rule in TOTALS[form]]
    assert [finding.rule for finding in said] == [*TOTALS[form]]
    assert all(finding.severity == "error" and "先填" in finding.hint for finding in said)
    assert all(finding.cells for finding in said if finding.rule.startswith("BUD"))  # of projects there is no row yet
    assert len(report.findings) <= MOST


@pytest.mark.parametrize("form", SHIPPED)
def test_a_workbook_of_zeros_has_errors_on_its_totals(form: str) -> None:
    _, report = of(form, zeros(form))
    assert {*TOTALS[form]} <= {*errors(report)}
    assert len(report.findings) <= MOST


def test_six_zeros_and_a_date_are_no_budget() -> None:
    amounts = {row: {"amount": "0"} for row in ("abroad", "purchase", "running", "reception")}
    data = {
        "unit": {"name": "新城街道办事处", "kind": "部门", "self_name": "街道"}, "operating_costs": {"amount": "0"}, "three_public": amounts,
        "procurement_approved": {"amount": "0"}, "asset_date": {"as_of": "2026-12-31"},
    }  # fmt: skip
    assert errors(of(DEFAULT, data)[1]) == ["BUD-80"]


# No error means that there is a notice


def required(form: str) -> Iterator[str]:
    """The fields that a form asks for, as paths into its clean data; of rows and repeated sheets the first."""
    data: Any = clean(form)
    for path, place in loaded(form).compiled.places.items():
        if place.field.required and place.field.formula is None:
            holder, steps = data, []
            for name in path:
                holder = holder.get(name) if isinstance(holder, dict) else None
                steps.append(name)
                if isinstance(holder, list):
                    holder = holder[0]
                    steps[-1] += "[0]"
            if holder is not None and path != ("year",):
                yield ".".join(steps)


BLANKED = [(form, path) for form in FORMS for path in required(form)] + [(DEFAULT, path) for path in list(required(DEFAULT))[-1:]]


@pytest.mark.slow
@pytest.mark.parametrize(("form", "path"), BLANKED)
def test_each_field_that_is_asked_for_is_an_error_where_it_is_blank(form: str, path: str) -> None:
    assert errors(of(form, changed(clean(form), {path: None}))[1]) != []


@pytest.mark.parametrize("form", SHIPPED)
def test_what_the_notice_prints_of_the_cover_is_told_once_where_it_is_blank(form: str) -> None:
    result, report = of(form, changed(clean(form), {"unit": None}))
    blank = [finding for finding in report.findings if finding.severity == "warning" and finding.rule == "META-15"]
    expected = [cell for cell in result.submission.cells if cell.place.field.expected]
    assert [list(finding.cells) for finding in blank] == [[cell.entry.at for cell in expected]]
    assert all(cell.place.field.label in blank[0].message for cell in expected)


@pytest.mark.parametrize("form", SHIPPED)
def test_of_a_cover_that_is_filled_in_nothing_is_missed(form: str) -> None:
    assert [finding.rule for finding in of(form, clean(form))[1].findings if finding.rule == "META-15"] == []


WORDING = [
    # fields that nobody must fill in, or only some, and that the wording speaks of
    (DEFAULT, "operating_costs.amount"), (DEFAULT, "glossary[0].text"),
    *((FORMS[0], path) for path in ("operating_costs.amount", "unit.self_name", "glossary[0].text", "glossary[0].term", "unit.tier", "unit.scope", "duties[0].text")),
    *((FORMS[1], path) for path in ("operating_costs.amount", "unit.scope", "duties[0].text")),
    *((FORMS[2], path) for path in ("operating_costs.amount", "basic_changes[0].name", "project_changes[0].name", "operating_items[0].name", "three_public.total.reason")),
    *((FORMS[3], path) for path in ("unit.scope", "projects[0].purpose")),
]  # fmt: skip


@pytest.mark.parametrize(("form", "path"), WORDING)
def test_without_an_error_the_notice_is_made(form: str, path: str) -> None:
    result, report = of(form, changed(clean(form), {path: None}))
    if not errors(report):
        assert render(result.submission).blocks


@pytest.mark.parametrize("form", SHIPPED)
def test_the_clean_submission_has_a_notice(form: str) -> None:
    result, report = of(form, clean(form))
    assert errors(report) == []
    assert render(result.submission).blocks


# A unit without 行政 and 参公


PUBLIC = [{"name": "文化馆", "kind": "事业单位"}, {"name": "服务中心", "kind": "事业"}]


@pytest.mark.parametrize("form", [form for form in SHIPPED if "operating_costs" in clean(form)])
def test_a_public_institution_need_not_fill_in_operating_costs(form: str) -> None:
    changes = {"institutions": PUBLIC, "operating_costs": {}}
    if form == FORMS[2]:
        changes |= {"operating_items": []}
    result, report = of(form, changed(clean(form), changes))
    assert errors(report) == []
    text = "".join(getattr(block, "text", "") for block in render(result.submission).blocks)
    assert "不安排机关运行经费" in text and "机关运行经费预算为" not in text


@pytest.mark.parametrize("kinds", [["行政单位"], ["事业单位", "参公事业单位"], ["事业单位", None], []])
def test_any_other_unit_must_fill_them_in(kinds: list[str | None]) -> None:
    rows = [{"name": f"单位{n}", "kind": kind} for n, kind in enumerate(kinds)]
    _, report = of(FORMS[0], data_of(FORMS[0], {"institutions": rows, "operating_costs": {}}))
    assert "JG-10" in errors(report)
    assert [str(at) for finding in report.findings if finding.rule == "JG-10" for at in finding.cells][:1] == ["机关运行和三公!B5"]


def test_an_untouched_workbook_is_told_nothing_of_units_that_nobody_listed() -> None:
    for institutions in ([], [{"name": "某中心", "kind": None}]):
        _, report = of(FORMS[0], data_of(FORMS[0], {"institutions": institutions, "operating_costs": {}}))
        (said,) = (finding.message for finding in report.findings if finding.rule == "JG-10")
        assert said == "机关运行经费没有填写（机构设置写明都是事业单位的，才可以留空）"


@pytest.mark.parametrize("form", [form for form in SHIPPED if "institutions" in clean(form)])
def test_without_institutions_the_first_cell_for_them_is_named(form: str) -> None:
    _, report = of(form, changed(clean(form), {"institutions": []}))
    (finding,) = (one for one in report.findings if one.rule == "TEXT-10")
    assert finding.cells and finding.cells[0].column == 1
