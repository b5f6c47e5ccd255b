"""Every figure of a notice is traced to its cells, through filters, arithmetic, loops, macros and lists, and the text stays as it is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import a_block, a_form, a_sheet, filled, record, table
from sample_files import SAMPLES, checked

from budgetxl.cli.app import OK, WRONG_USAGE, run
from budgetxl.forms import load_form
from budgetxl.notice import render, to_text, trace_of, typed_figures
from budgetxl.notice.document import Document
from budgetxl.notice.environment import make_environment, render_template
from budgetxl.notice.markup import parse_markup, unescape, without_marks
from budgetxl.notice.templates.example_data import full_submission
from budgetxl.notice.tracing.environment import TracedEnvironment
from budgetxl.notice.tracing.figures import Figure
from budgetxl.values import Address, Entry, Group
from budgetxl.verbs import NOTICE_FORMATS, SourceFile, check_unit, notice_of
from budgetxl.workbook import fill

SHEETS = record("x", a="money", b="money", note="text", why="longtext", on="date") + table("goods", item="text", amount="money")
DATA = {
    "x": {"a": "1234.5", "b": "200", "note": "采购3台", "why": "新增2人。\n减少1人。", "on": "2022-12-31"},
    "goods": [{"item": "电脑", "amount": "10.5"}, {"item": "2号车", "amount": "20"}],
}


def traced(folder: Path, wording: str, data: object = DATA, draft: bool = False) -> Document:
    form = a_form(folder, SHEETS)
    (form.folders[0] / "notice.md.j2").write_text(wording, encoding="utf-8")
    submission = filled(load_form(form.folders[0]), data).submission  # type: ignore[arg-type]
    plain, document = render(submission, draft), render(submission, draft, traced=True)
    assert replace(document, figures=()) == plain or to_text(document) == to_text(plain)
    return document


def told(document: Document) -> list[tuple[str, str]]:
    """Each figure with its path, its expression, or how it was typed."""
    return [(one.text, one.origin.path or one.origin.expression or one.origin.kind) for one in document.figures]


@pytest.mark.parametrize(
    ("wording", "figures"),
    [
        ("{{ x.a | money }}万元", [("1234.5", "x.a")]),
        ("{{ x.a }}万元", [("1234.5", "x.a")]),
        ("{{ x.a | money(2) }}、{{ x.b | money(0) }}", [("1234.50", "x.a"), ("200", "x.b")]),
        ("{{ (x.a - x.b) | change }}", [("1034.5", "x.a - x.b")]),
        ("{{ (x.a - x.b) / x.b }}", [("5.1725", "(x.a - x.b) / x.b")]),
        ("{{ -x.b }}", [("-200", "-x.b")]),
        ("{{ (x.b - x.a) | absolute | money }}", [("1034.5", "absolute(x.b - x.a)")]),
        ("{{ (x.b - x.a) | abs | money }}", [("1034.5", "abs(x.b - x.a)")]),
        ("{{ share(x.b, x.a) }}", [("16.20%", "share(x.b, x.a)")]),
        ("{{ growth(x.a, x.b) | rate }}", [("517.25%", "growth(x.a, x.b)")]),
        ("{{ x.b | in_money('元') }}", [("2000000", "x.b")]),
        ("{{ x.b | compared(last_year ~ '年') }}", [("2021", "year - 1"), ("200", "x.b")]),
        ("{{ x.on | chinese_date }}", [("2022", "x.on"), ("12", "x.on"), ("31", "x.on")]),
        ("{{ year }}年，{{ last_year }}年，{{ year + 1 }}年", [("2022", "year"), ("2021", "year - 1"), ("2023", "year + 1")]),
        ("{% set all = x.a + x.b %}{{ all | money }}", [("1434.5", "x.a + x.b")]),
        ("{% set part %}{{ x.a | money }}万元{% endset %}共{{ part }}", [("1234.5", "x.a")]),
        ("{% set part %}{{ x.a | money }}万元。{% endset %}共{{ part | sentence }}！", [("1234.5", "x.a")]),
        ("{% macro m(v) %}，{{ v | money }}{% endmacro %}共{{ m(x.a) }}{{ m(x.b) }}", [("1234.5", "x.a"), ("200", "x.b")]),
        ("{{ 'a' ~ (x.a | money) ~ '和' ~ (x.b | money) }}", [("1234.5", "x.a"), ("200", "x.b")]),
        ("{{ (x.a | money) + '万元' }}", [("1234.5", "x.a")]),
        ("{{ [x.a | money, x.b | money] | join('、') }}", [("1234.5", "x.a"), ("200", "x.b")]),
        ("{{ [x.a | money, x.b | money] | join_cn }}", [("1234.5", "x.a"), ("200", "x.b")]),
        ("{{ itemised([('甲', x.b), ('乙', x.a)]) }}", [("200", "x.b"), ("1234.5", "x.a")]),
        ("{% for row in goods %}{{ row.amount | money }}；{% endfor %}", [("10.5", "goods[0].amount"), ("20", "goods[1].amount")]),
        ("{{ goods | sum('amount') | money }}", [("30.5", "sum(goods[0].amount, goods[1].amount)")]),
        ("{{ goods | map(attribute='amount') | sum | money }}", [("30.5", "sum(goods[0].amount, goods[1].amount)")]),
        ("{{ goods | map(attribute='amount') | max | money }}", [("20", "goods[1].amount")]),
        ("共{{ goods | length }}项", [("2", "length(goods[0], goods[1])")]),
        ("{% call clause() %}共{{ x.a | money }}{% endcall %}", [("1234.5", "x.a")]),
        ("{{ x.note }}", [("3", "x.note")]),
        ("{{ x.note | slot }}", [("3", "x.note")]),
        ("{{ x.note | replace('台', '部') }}", [("3", "x.note")]),
        ("{{ x.note[2:] }}", [("3", "x.note")]),
        ("{{ x.note.removeprefix('采购') }}", [("3", "x.note")]),
        ("{{ x.why }}", [("2", "x.why"), ("1", "x.why")]),
        ("{{ x.why | plain_lines }}", [("2", "x.why"), ("1", "x.why")]),
        ("#= {{ year }}年\n#= {{ x.a | money }}", [("2022", "year"), ("1234.5", "x.a")]),
        ("# {{ x.a | money }}\n{{ x.b | money }}", [("1234.5", "x.a"), ("200", "x.b")]),
        ("共3.5万元，{{ 3 + 4 }}项，{{ '8元' }}", [("3.5", "template"), ("7", "template"), ("8", "template")]),
        ("{% for row in goods %}第{{ loop.index }}项；{% endfor %}", []),
        ("1．一\n\n（2）二{{ x.b | money }}", [("200", "x.b")]),
        ("3.5万元", [("3.5", "template")]),
        ("降到−5度，为－6.5%，5−7月，A−8，-9", [("−5", "template"), ("－6.5%", "template"), ("5", "template"), ("7", "template"), ("8", "template"), ("-9", "template")]),
        ("{{ x.a | money }}{{ x.b | money }}", [("1234.5200", "x.a ~ x.b")]),
        ("{{ '3' ~ x.note | trim }}", [("3", "template"), ("3", "x.note")]),
        ("{% macro m(t) %}【{{ caller() }}】{{ t }}{% endmacro %}{% call m(x.a | money) %}{{ x.b | money }}{% endcall %}", [("200", "x.b"), ("1234.5", "x.a")]),
        ("{% macro m() %}{{ caller(x.a - x.b) }}{% endmacro %}{% call(v) m() %}{{ v | money }}{% endcall %}", [("1034.5", "x.a - x.b")]),
        ("{% filter replace('甲', '乙') %}甲{{ x.a | money }}{% endfilter %}", [("1234.5", "x.a")]),
        ("{% set p %}{{ x.a | money }}，{% endset %}{% set q %}{{ p }}{{ x.b | money }}{% endset %}# {{ q }}", [("1234.5", "x.a"), ("200", "x.b")]),
        ("{% set p %}{{ x.a | money }}万元{% endset %}{{ p[:8] }}；{{ p | truncate(9) }}", [("1234.5", "x.a"), ("1234.5", "x.a")]),
        ("{% set p %}{{ x.a | money }}万元{% endset %}{{ p | replace('万元', '元') }}、{{ p + '整' }}", [("1234.5", "x.a"), ("1234.5", "x.a")]),
        ("{% set p %}{{ x.a | money }}，{{ x.b | money }}{% endset %}{{ p.split('，')[1] }}", [("200", "x.b")]),
        ("{% set p %}{{ x.a | money }}{% endset %}{{ p | length }}字", [("8", "length(x.a)")]),
        ("{% block b %}{{ x.a | money }}{% endblock %}又{{ self.b() }}", [("1234.5", "x.a"), ("1234.5", "x.a")]),
        ("{{ goods | map(attribute='item') | join_cn }}", [("2", "goods[1].item")]),
        ("# {{ x.note }}\n## {{ x.why | one_line }}\n> {{ (x.a + x.b) | money }}", [("3", "x.note"), ("2", "x.why"), ("1", "x.why"), ("1434.5", "x.a + x.b")]),
    ],
)  # fmt: skip
def test_a_figure_keeps_what_it_was_made_of(tmp_path: Path, wording: str, figures: list[tuple[str, str]]) -> None:
    assert told(traced(tmp_path, wording)) == figures


def test_a_derived_figure_names_all_its_cells(tmp_path: Path) -> None:
    (figure,) = traced(tmp_path, "{{ (x.a - x.b) | change }}").figures
    assert (figure.origin.kind, figure.origin.filter) == ("derived", "change")
    assert list(map(str, figure.origin.cells)) == ["数据!B4", "数据!B5"]


def test_a_figure_of_a_table_has_its_cell(tmp_path: Path) -> None:
    document = traced(tmp_path, '{{ table("goods", caption=unit.name ~ year ~ "年", above_right="共" ~ (x.a | money)) }}', {**DATA, "unit": {"name": "甲局"}})
    assert told(document) == [("2022", "year"), ("1234.5", "x.a"), ("10.50", "goods[0].amount"), ("2", "goods[1].item"), ("20.00", "goods[1].amount")]
    place = document.figures[-1].place
    assert (place.part, place.row, place.column) == ("cell", 2, 1)


BESIDE = 'caption={0}, above_left={0}, above_middle={0}, above_right={0}, notes=[{0}]'


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("x.a | money", "x.a"),
        ("'共' ~ (x.a - x.b) | money", "x.a - x.b"),
        ("words", "x.a"),
        ("words | trim", "x.a"),
        ("words ~ '整'", "x.a"),
        ("made(x.a)", "x.a"),
        ("made(x.a + x.b)", "x.a + x.b"),
        ("x.note", "x.note"),
    ],
)
def test_what_stands_beside_a_table_keeps_what_it_was_made_of(tmp_path: Path, given: str, printed: str) -> None:
    head = "{% macro made(v) %}共{{ v | money }}万元{% endmacro %}{% set words %}共{{ x.a | money }}{% endset %}"
    document = traced(tmp_path, head + '{{ table("x.note", ' + BESIDE.format(given) + ") }}")
    beside = [one for one in document.figures if one.place.part != "cell"]
    assert [(one.place.part, one.origin.path or one.origin.expression) for one in beside] == [
        (part, printed) for part in ("caption", "above_left", "above_middle", "above_right", "note")
    ]
    assert all(one.origin.cells for one in beside)


def test_the_form_s_own_titles_keep_what_stands_in_their_slots(tmp_path: Path) -> None:
    sheet = a_sheet("数据", a_block("x", "record", fields=[{"id": "a", "label": "{{ last_year }}年{{ x.b }}", "type": "money"}, {"id": "b", "label": "乙", "type": "money"}]))
    form = a_form(tmp_path, sheet)
    (form.folders[0] / "form.toml").write_text(
        (form.folders[0] / "form.toml").read_text(encoding="utf-8").replace("}}说明", "}}{{ year }}年{{ x.a }}说明")
        + '\n[[published]]\nid = "one"\nblocks = ["x"]\nnumber = "表1"\ntitle = "{{ x.b }}万元表"\n', encoding="utf-8",
    )  # fmt: skip
    (form.folders[0] / "notice.md.j2").write_text("#= {{ form_title }}\n{{ published_table('one') }}", encoding="utf-8")
    document = render(filled(load_form(form.folders[0]), {"x": {"a": "5.5", "b": "7"}}).submission, traced=True)
    assert told(document) == [
        ("2022", "year"), ("5.5", "x.a"), ("1", "label"), ("7", "x.b"), ("2022", "year"),
        ("2021", "year - 1"), ("7", "x.b"), ("5.50", "x.a"), ("7.00", "x.b"),
    ]  # fmt: skip


def test_a_draft_is_traced_with_its_blanks(tmp_path: Path) -> None:
    document = traced(tmp_path, "{{ x.a | money }}和{{ x.b | money }}，{{ [x.b, x.note] }}、{{ x.a - x.b }}", {"x": {"a": "5"}}, draft=True)
    assert told(document) == [("5", "x.a")]


@given(st.text(alphabet="0123456789.,-%甲 \n\t\r#>{<", max_size=40))
def test_whatever_a_text_holds_it_is_printed_as_without_a_trace(text: str) -> None:
    same_as_untraced("头{{ x.t }}尾\n{% set s %}{{ x.t }}{% endset %}# 题{{ s }}\n{{ (x.t ~ x.t) | trim }}\n{{ x.t | replace('1', '22') }}", text)


@given(st.text(alphabet="12 \n\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4\ufde0\ufde1", max_size=20))
def test_no_text_can_bring_a_mark_of_its_own(text: str) -> None:
    same_as_untraced("头{{ x.t }}尾{{ '甲' ~ x.t }}", text)


def same_as_untraced(template: str, text: str) -> None:
    context = {"x": Group({"t": Entry(text, Address("表", 1, 1), ("x", "t"))})}
    printed = []
    for kind in ({}, {"kind": TracedEnvironment}):
        environment = make_environment(jinja2.DictLoader({"notice": template}), blank="空", **kind)  # type: ignore[arg-type]
        printed.append(without_marks(render_template(environment, "notice", context)))
    assert unescape(printed[0]) == unescape(printed[1])
    assert parse_markup(printed[0], {}) == parse_markup(printed[1], {})


# The samples


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
class TestOfASample:
    def test_the_text_is_the_same_with_a_trace(self, path: Path) -> None:
        submission = checked(path).result.submission
        plain, document = render(submission, True), render(submission, True, traced=True)
        assert to_text(document) == to_text(plain)

    def test_no_figure_of_an_amount_is_typed_into_its_wording(self, path: Path) -> None:
        figures = render(checked(path).result.submission, True, traced=True).figures
        assert len(figures) > 100
        assert [one.text for one in figures if one.origin.kind == "template"] == []  # an amount typed into it would be one
        assert [one.text for one in figures if one.origin.kind == "label" and "." in one.text] == []

    def test_every_other_figure_names_its_cells_and_says_what_they_hold(self, path: Path) -> None:
        submission = checked(path).result.submission
        figures = render(submission, True, traced=True).figures
        of_cells = [one for one in figures if one.origin.kind in ("number", "derived", "text")]
        assert [one.text for one in of_cells if not one.origin.cells] == []
        values = {cell.entry.at: cell.entry.value for cell in submission.cells}
        wrong = [one for one in of_cells if one.origin.kind == "text" and not _holds(values[one.origin.cells[0]], one)]
        assert wrong == []


def _holds(value: object, figure: Figure) -> bool:
    return figure.text.lstrip("-") in str(value).translate(str.maketrans("０１２３４５６７８９．％", "0123456789.%"))


@pytest.mark.parametrize("form", ["langfang-2022", "sanhe-2020", "shijiazhuang-hitech-2020", "fengrun-performance-2023", "hebei-2027"])
def test_a_submission_with_every_field_filled_in_is_traced(form: str) -> None:
    submission = full_submission(load_form(form))
    document = render(submission, True, traced=True)
    assert to_text(document) == to_text(render(submission, True))
    assert [one.text for one in document.figures if one.origin.kind == "template"] == []
    assert [one for one in document.figures if one.origin.kind == "number" and not one.origin.path] == []


# The command


DEMO = next(path for path in SAMPLES if path.stem == "hebei-2027-demo")


def test_render_writes_the_trace_and_says_how_many_nobody_computed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render", str(DEMO), "-o", str(tmp_path / "a.txt"), "--trace", str(tmp_path / "a.json")]) == OK
    found = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["figures"]
    total = next(one for one in found if one["path"] == "income.total")
    assert total == {
        "text": "1255.58", "kind": "number", "paragraph": 17, "table": None, "row": None, "column": None, "part": "text", "offset": 26,
        "where": total["where"], "path": "income.total", "filter": "money", "cells": ["收支说明!B5"], "expression": None,
    }  # fmt: skip
    assert total["where"].startswith("第17段 “…")
    assert f"共 {len(found)} 个数" in capsys.readouterr().err


def test_offsets_point_at_the_figures_of_the_text(tmp_path: Path) -> None:
    document = traced(tmp_path, "甲{{ x.a | money }}万元\n\n乙{{ x.b | money }}、{{ x.note }}")
    texts = [block.text for block in document.blocks]  # type: ignore[union-attr]
    found = trace_of(document)["figures"]
    assert [texts[one["paragraph"] - 1][one["offset"] :][: len(one["text"])] for one in found] == [one["text"] for one in found]
    assert typed_figures(document) == {"text": 1, "table": 0, "template": 0, "label": 0}


def test_a_trace_can_be_had_alone(tmp_path: Path) -> None:
    assert run(["render", str(DEMO), "--trace", str(tmp_path / "a.json")]) == OK
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    form = a_form(tmp_path, SHEETS)
    (form.folders[0] / "notice.md.j2").write_text("{{ x.a | money }}万元，{{ x.note }}；定额3.5万元\n", encoding="utf-8")
    for name, note in (("a", "采购3台，共2批"), ("b", "采购三台")):
        (tmp_path / f"{name}.xlsx").write_bytes(fill(form, {"unit": {"name": f"{name}局", "code": name * 3}, "x": {"a": "5", "note": note}}, 2022))
    return form.folders[0]


@pytest.mark.parametrize("suffix", ["txt", "docx", "html"])
def test_render_always_says_how_many_figures_no_cell_of_numbers_gave(here: Path, suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render", "a.xlsx", "-o", f"a.{suffix}", "--form", str(here)]) == OK
    (line,) = (line for line in capsys.readouterr().err.splitlines() if "数字栏" in line)
    assert line == "文稿里有 2 个数写在正文里填报人的话里（数据!B6 的“3”、数据!B6 的“2”）、1 个数写在模板里，不出自数字栏；是哪些，加 --trace 看"


def test_render_says_it_of_a_draft_and_not_twice_beside_a_trace(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render", "a.xlsx", "-o", "a.txt", "--draft", "--form", str(here)]) == OK
    assert capsys.readouterr().err.count("数字栏") == 1
    assert run(["render", "a.xlsx", "-o", "b.txt", "--trace", "b.json", "--form", str(here)]) == OK
    assert capsys.readouterr().err.count("数字栏") == 1


def test_render_says_nothing_of_figures_where_each_has_a_cell_or_no_text_is_asked_for(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "notice.md.j2").write_text("{{ x.a | money }}万元，{{ x.note }}\n", encoding="utf-8")
    assert run(["render", "b.xlsx", "-o", "b.txt", "--form", str(here)]) == OK
    assert "数字栏" not in capsys.readouterr().err
    assert run(["render", str(DEMO), "--tables", "t.xlsx"]) == OK
    assert "数字栏" not in capsys.readouterr().err


def test_of_several_notices_render_says_it_once(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render", "a.xlsx", "b.xlsx", "-o", "d/", "--format", "txt", "--jobs", "1", "--form", str(here)]) == OK
    (line,) = (line for line in capsys.readouterr().err.splitlines() if "数字栏" in line)
    assert line.startswith("2 份文稿里共有 2 个数写在正文里填报人的话里、2 个数写在模板里，不出自数字栏")


def test_digits_of_codes_are_no_figures_in_tables_or_in_texts(tmp_path: Path) -> None:
    document = traced(tmp_path, "{{ unit.code }}{{ x.note }}", {**DATA, "unit": {"name": "甲局", "code": "601001"}, "x": {"note": "项目13990127P00001用A4纸5包，20kV"}})
    assert told(document) == [("5", "x.note"), ("20", "x.note")]


def test_figures_of_texts_in_tables_are_counted_apart_from_those_of_sentences(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["render", str(DEMO), "-o", str(tmp_path / "a.txt")]) == OK
    (line,) = (line for line in capsys.readouterr().err.splitlines() if "数字栏" in line)
    assert line.startswith("文稿里有 1 个数写在正文里填报人的话里（其他事项!B4 的“8”）、")
    assert "个数写在表格的文字栏里（如指标值），不出自数字栏" in line


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_what_was_looked_at_is_what_is_written(path: Path) -> None:
    anew, kept = checked(path), check_unit([SourceFile(path.name, path.read_bytes())], traced=True)
    assert (anew.document, kept.document is None) == (None, False)
    for kind in NOTICE_FORMATS.values():
        assert notice_of(kept, kind, draft=True) == notice_of(anew, kind, draft=True)


@pytest.mark.parametrize("words", [["--trace", "{}/a.txt"], ["--trace", "{}/a.json", "-o", "{}/dir/"], ["--trace", "{}/a.json", "-o", "{}/a.json", "--format", "txt"]])
def test_a_trace_that_can_not_be_written_is_refused_before_anything_is(tmp_path: Path, words: list[str]) -> None:
    assert run(["render", str(DEMO), *(word.format(tmp_path) for word in words)]) == WRONG_USAGE
    assert list(tmp_path.iterdir()) == []
