"""Charts in the notice as a page: a switch of the form, below the table that they draw, with its figures alone."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from browsing import Tab, axe_violations
from making import a_block, a_form, a_sheet, fields_of, filled
from sample_files import DEMO, SAMPLES, checked

from budgetxl.forms import Form, FormError, load_form
from budgetxl.notice import render, to_docx, to_html, to_markdown, to_text
from budgetxl.notice.charts import Bar, parts_chart, years_chart
from budgetxl.notice.document import Table
from budgetxl.verbs.forms import check_form

AMOUNTS = {"amount": {"type": "money", "grouping": True}, "before": {"type": "money", "comparison": True}}
ROWS = [{"id": "one", "label": "一、甲<x>"}, {"id": "two", "label": "二、乙"}, {"id": "none", "label": "三、丙"}]
PUBLISHED = '\n[[published]]\nid = "p"\nblocks = ["g"]\n'
PARTS = {"title": "构成", "kind": "parts", "of": "g.*.amount", "published": "p"}
YEARS = {"title": "两年", "kind": "years", "of": "g.*.amount", "last": "g.*.before", "published": "p"}
DATA = {"g": {"one": {"amount": "1234.5", "before": "1000"}, "two": {"amount": "40", "before": "50"}}}
COMPARED = '[options]\nlook = "comparison"\n'


def chart(**keys: Any) -> str:
    return "\n[[overview]]\n" + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in {"id": "c", **keys}.items())


def form_of(folder: Path, charts: str = chart(**PARTS), options: str = "", wording: str = '{{ published_table("p") }}\n') -> Form:
    form = a_form(folder, a_sheet("收支", a_block("g", "grid", rows=ROWS, columns=fields_of(AMOUNTS))) + PUBLISHED + charts, head=options)
    (form.folders[0] / "notice.md.j2").write_text(wording, encoding="utf-8")
    return load_form(form.folders[0])


def page_of(form: Form, data: dict[str, Any] | None = None, **options: bool) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(to_html(render(filled(form, DATA if data is None else data).submission), **options))


def mistakes(folder: Path, charts: str, options: str = "") -> list[str]:
    with pytest.raises(FormError) as caught:
        form_of(folder, charts, options)
    return [f"{mistake.key}：{mistake.message}" for mistake in caught.value.mistakes]


class TestAChart:
    def test_stands_below_its_table_in_each_kind_of_page(self, tmp_path: Path) -> None:
        form = form_of(tmp_path)
        for options in ({}, {"clean": True}, {"fragment": True}):
            (figure,) = page_of(form, **options).xpath("//figure")
            assert figure.getprevious().xpath(".//table")
            assert [text.text for text in figure.xpath(".//*[local-name()='text']")] == ["甲<x>", "1,234.50", "乙", "40.00"]

    def test_stands_below_the_blocks_of_its_table_however_the_wording_asks_for_them(self, tmp_path: Path) -> None:
        assert len(page_of(form_of(tmp_path, wording='{{ table("g") }}\n')).xpath("//table/following::figure")) == 1

    def test_is_not_there_where_the_form_does_not_say_so(self, tmp_path: Path) -> None:
        assert page_of(form_of(tmp_path, chart(title="构成", kind="parts", of="g.*.amount"))).xpath("//figure") == []

    def test_is_not_there_where_there_is_nothing_to_draw(self, tmp_path: Path) -> None:
        assert page_of(form_of(tmp_path), {}).xpath("//figure | //svg") == []

    def test_has_a_name_that_says_all_of_it(self, tmp_path: Path) -> None:
        form = form_of(tmp_path)
        said = "构成，单位：万元。甲<x> 1,234.50；乙 40.00。"
        (svg,) = page_of(form).xpath("//svg")
        assert [page_of(form).xpath(f"//*[@id='{name}']")[0].text for name in svg.get("aria-labelledby").split()] == ["构成", said]
        (plain,) = page_of(form, fragment=True).xpath("//svg")
        assert (plain.get("role"), plain.get("aria-label")) == ("img", said)

    def test_of_two_years_shows_both_where_the_table_prints_both(self, tmp_path: Path) -> None:
        form = form_of(tmp_path, chart(**YEARS), COMPARED)
        (figure,) = page_of(form).xpath("//figure")
        assert figure.xpath(".//desc")[0].text == "两年，单位：万元。甲<x> 2022年 1,234.50，2021年 1000.00；乙 2022年 40.00，2021年 50.00。"
        (plain,) = page_of(form, fragment=True).xpath("//figure//svg")
        assert ["url(" in bar.get("fill") or "%" in bar.get("width") for bar in plain.xpath(".//*[local-name()='rect']")] == [False] * 6

    def test_leaves_the_other_formats_as_they_are(self, tmp_path: Path) -> None:
        with_chart, without = (render(filled(form_of(tmp_path, charts), DATA).submission) for charts in (chart(**PARTS), ""))
        for write in (to_text, to_markdown, to_docx):
            assert write(with_chart) == write(without)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_chart_says_no_figure_that_its_table_does_not(path: Path) -> None:
    document = render(checked(path).result.submission, True)
    charts = 0
    for block in document.blocks:
        for one in block.charts if isinstance(block, Table) else ():
            printed = {cell.text for row in block.rows for cell in row}
            alone = Table(block.rows, charts=(one,))
            root = lxml.html.fromstring(to_html(type(document)("", (alone,)), clean=True))
            numbers = [text.text for text in root.xpath("//figure//text") if re.fullmatch(r"[0-9,.%-]+", text.text)]
            assert numbers
            assert set(numbers) <= printed
            charts += 1
    assert charts == (2 if path == DEMO else 0)


class TestAMistake:
    def test_is_a_table_that_there_is_not(self, tmp_path: Path) -> None:
        assert mistakes(tmp_path, chart(**{**PARTS, "published": "pp"})) == ["overview.c.published：没有“pp”这张公开的表，是否应为“p”"]

    def test_is_a_figure_that_the_table_does_not_print(self, tmp_path: Path) -> None:
        (said,) = mistakes(tmp_path, chart(**YEARS))
        assert said == "overview.c.published：公开的表“p”不印“g.one.before”，公开说明里不能画它"

    def test_is_a_change_where_last_year_is_wanted(self, tmp_path: Path) -> None:
        keys = {key: value for key, value in YEARS.items() if key != "last"}
        assert "写 last" in mistakes(tmp_path, chart(**keys, change="g.*.before"), COMPARED)[0]

    def test_is_a_chart_of_all_units(self, tmp_path: Path) -> None:
        assert "units" in mistakes(tmp_path, chart(**{**PARTS, "kind": "units", "of": "g.one.amount"}))[0]

    def test_is_a_misspelt_key(self, tmp_path: Path) -> None:
        (said,) = mistakes(tmp_path, chart(**{key: value for key, value in PARTS.items() if key != "published"}, publised="p"))
        assert "published" in said

    def test_of_a_parent_is_none_of_the_child(self, tmp_path: Path) -> None:
        """A child that no longer prints what the chart draws has no chart."""
        parent = form_of(tmp_path, chart(**YEARS), COMPARED)
        home = parent.folders[0].parent / "child"
        home.mkdir()
        (home / "form.toml").write_text(f'id = "child"\nextends = "{parent.folders[0].name}"\n[options]\nlook = "official"\n', encoding="utf-8")
        assert list(check_form(str(home)).mistakes) == []
        assert [one.published for one in load_form(home).overview] == [""]


@pytest.mark.parametrize("name", [None, "c"])
def test_only_a_chart_with_a_name_has_ids(name: str | None) -> None:
    bars = [Bar("甲", Decimal(1), Decimal(2))]
    for svg in (parts_chart(name or "", "图", "元", bars), years_chart(name or "", "图", "元", bars, "今", "去")):
        assert (" id=" in svg) is bool(name)


@pytest.mark.chromium
def test_a_telephone_shows_figures_whole_and_charts_within_its_width(tmp_path: Path) -> None:
    target = tmp_path / "a.html"
    target.write_text(to_html(render(checked(DEMO).result.submission), clean=True), encoding="utf-8")
    tab = Tab(target)
    tab.ask("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=1, mobile=False)
    widest = tab.value("Math.max(...[...document.querySelectorAll('figure, svg')].map(each => each.getBoundingClientRect().right))")
    rows = "[...document.querySelectorAll('td.right')].filter(each => each.textContent.trim())"
    broken = tab.value(
        rows + ".filter(each => { const range = document.createRange(); range.selectNodeContents(each); "
        "return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1; }).length"
    )
    page = tab.value("document.documentElement.scrollWidth")
    tab.close()
    assert (widest <= 360, broken, page <= 360) == (True, 0, True)


@pytest.mark.axe
@pytest.mark.parametrize("options", [{"clean": True}, {"fragment": True}], ids=["clean", "fragment"])
def test_axe_finds_nothing_on_a_page_with_charts(tmp_path: Path, options: dict[str, bool]) -> None:
    html = to_html(render(checked(DEMO).result.submission), **options)
    target = tmp_path / "a.html"
    whole = html if "clean" in options else f'<!DOCTYPE html><html lang="zh-CN"><head><title>t</title></head><body><main><h1>t</h1>{html}</main></body></html>'
    target.write_text(whole, encoding="utf-8")
    passed, violated = axe_violations(target)
    assert passed > 15
    assert violated == []
