"""The overview of a collection as one page (``collect --html``): all of it stands there, as it was counted, and as text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from browsing import axe_violations, browse, driven
from collecting import HEAD, NOON, book, collected, found, the_form, zipped
from making import YEAR, toml

from budgetxl.bureau import STATES, Collection, Other, Unit
from budgetxl.bureau.overview import overview
from budgetxl.forms import Form
from budgetxl.values import Finding, told

EVIL = "A&B <x> {{ 7*7 }} </script>"
CHARTS = (
    {"id": "units", "title": "各单位的合计", "kind": "units", "of": "x.total"},
    {"id": "years", "title": "今年与上年", "kind": "years", "of": ["x.a", "x.b"], "last": ["x.last_a", "x.last_b"]},
    {"id": "changes", "title": "按增减算的上年", "kind": "years", "of": "x.total", "change": "x.change"},
    {"id": "parts", "title": "构成", "kind": "parts", "of": ["x.a", "x.b"], "labels": ["甲项", "乙项"]},
    {"id": "nothing", "title": "谁也没有", "kind": "parts", "of": "t.amount"},
)
UNITS = (
    Unit("601", "甲局", "部门"), Unit("602", EVIL, "单位", "601", "张三", "0311-1"), Unit("603", "丙中心", deadline=date(YEAR, 2, 1)),
    Unit("604", "丁管理所"), Unit("605", "戊站"),
)  # fmt: skip


def head(charts: Sequence[dict[str, Any]] = CHARTS) -> str:
    return HEAD + "".join("[[overview]]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in one.items()) for one in charts)


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return the_form(tmp_path_factory.mktemp("form"), head())


@pytest.fixture(scope="module")
def gathered(form: Form) -> Collection:
    """One that passed, one with an error and an answered warning of the comparison, one late, one that can't be read, one in a zip."""
    files = [
        found("甲 #1.xlsx", book(form, "601", "甲局", a="100.5", last_a="90", b="10", last_b="12", change="8.5")),
        found("乙.xlsx", book(form, "602", EVIL, a="20", last_a="25", b="-3", claimed="99", people="12")),
        found("604丁管理所.xlsx", b"PK broken"), found("夹/包.zip", zipped({"戊.xlsx": book(form, "605", "戊站", a="7", last_a="7", change="0")})),
        found("外来.xlsx", book(form, "999", "外县")), Other("x<y.rar", "未处理", "这是 .rar 压缩包"),
    ]  # fmt: skip
    return collected(form, files, UNITS)


def page_of(collection: Collection, form: Form, **keys: Any) -> Any:
    return lxml.html.fromstring(overview(collection, form, "收件", **keys).decode())


@pytest.fixture(scope="module")
def page(gathered: Collection, form: Form) -> Any:
    return page_of(gathered, form, made="今天收齐")


def text_of(node: Any) -> str:
    return re.sub(r"\s+", " ", node.text_content()).strip()


def rows(page: Any, where: str) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in page.xpath(f"{where}//tbody/tr")]


def unit_of(page: Any, code: str) -> Any:
    return next(one for one in page.xpath("//details[contains(@class,'unit')]") if text_of(one.xpath("summary/span[@class='code']")[0]) == code)


def chart_of(page: Any, title: str) -> Any:
    return next(one for one in page.xpath("//section[@class='chart']") if text_of(one.find("h3")).startswith(title))


class TestThePage:
    def test_says_of_what_form_and_year_it_is_when_it_was_made_and_how_many_count(self, page: Any) -> None:
        assert text_of(page.find(".//h1")) == f"{YEAR}年预算公开工作簿概览"
        text = text_of(page.find(".//header"))
        assert "表样 tiny 今天收齐" in text
        assert "名册上有 5 个单位，4 个已报；合计数计入 3 个单位（共 5 个），其中通过的 2 个" in text

    def test_counts_the_units_of_each_state(self, page: Any, gathered: Collection) -> None:
        counts = {row[0]: int(row[1]) for row in rows(page, "//section[@id='states']")}
        assert counts == {**{state: sum(1 for one in gathered.units if one.state == state) for state in STATES}, "逾期": 1}

    def test_has_a_row_for_each_unit_with_its_state_its_counts_and_its_total(self, page: Any) -> None:
        found = rows(page, "//table[contains(@class,'list')]")
        assert [[name.split("已说明")[0].split("没有计入")[0].strip(), *others] for name, *others in found] == [
            ["甲局 601", "通过", "0", "0", "0", "110.50", "是"], [f"{EVIL} 602", "有错误", "2", "1", "0", "17.00", "是"],
            ["丙中心 603", "未报 逾期", "", "", "", "", "否"], ["丁管理所 604", "无法读取", "", "", "", "", "否"], ["戊站 605", "通过", "0", "0", "0", "7.00", "是"],
        ]  # fmt: skip
        assert [row[0] for row in found[:3:2]] == ["甲局 601 已说明 0 total 110.50 万元 计入合计", "丙中心 603 没有计入合计"]  # what a phone has no columns for

    def test_has_every_finding_of_every_unit_with_its_cells_and_sides(self, page: Any, gathered: Collection) -> None:
        for result in gathered.units:
            text = text_of(unit_of(page, result.unit.code))
            for _, finding, _ in told(result.findings):
                assert all(part in text for part in (finding.rule, finding.message, finding.hint, *map(str, finding.cells[:6])))
        assert "应为 17.00 实为 99.00 差额 82.00" in text_of(unit_of(page, "602"))
        assert "没有发现问题" in text_of(unit_of(page, "601"))

    def test_says_why_a_unit_has_its_state_and_who_is_to_be_called(self, page: Any) -> None:
        assert "从文件名看，604丁管理所.xlsx 是这个单位交的，但读不出来" in text_of(unit_of(page, "604"))
        assert "上级 601 联系人 张三 0311-1 " in text_of(unit_of(page, "602"))
        assert f"报送截止 {YEAR}-02-01" in text_of(unit_of(page, "603"))

    def test_leads_to_the_files_as_the_summary_workbook_does(self, page: Any) -> None:
        links = {link.text: link.get("href") for link in page.xpath("//a[not(starts-with(@href,'#'))]")}
        assert links == {
            "甲 #1.xlsx": "收件/甲%20%231.xlsx", "乙.xlsx": "收件/乙.xlsx", "604丁管理所.xlsx": "收件/604丁管理所.xlsx", "夹/包.zip/戊.xlsx": "收件/夹/包.zip",
            "外来.xlsx": "收件/外来.xlsx", "x<y.rar": "收件/x%3Cy.rar",
        }  # fmt: skip

    def test_lists_who_is_left_out_and_the_files_of_nobody(self, page: Any) -> None:
        assert [row[0] for row in rows(page, "//section[@id='left-out']")] == ["丙中心 603", "丁管理所 604"]
        assert [row[:2] for row in rows(page, "//section[@id='others']")] == [["x<y.rar", "未处理"], ["外来.xlsx", "不在名册"]]

    def test_tells_what_the_comparison_of_units_shows_once_above_and_at_the_unit(self, gathered: Collection, form: Form) -> None:
        across = (Finding("META-24", "warning", "填的数完全相同", answer="已核对"),)
        first, *others = gathered.units
        page = page_of(replace(gathered, units=(replace(first, across=across, state="待核实"), *others)), form)
        assert rows(page, "//section[@id='across']") == [["甲局 601", "META-24", "填的数完全相同（已核对：已核对）"]]
        assert "META-24" in text_of(unit_of(page, "601"))

    def test_links_from_a_row_to_its_unit_which_opens_for_it(self, page: Any) -> None:
        """The target stands inside what is closed, so that browsers open it without a script."""
        for link in page.xpath("//a[starts-with(@href,'#unit') and @href!='#units']"):
            (target,) = page.xpath(f"//*[@id='{link.get('href')[1:]}']")
            assert target.getparent().tag == "details"

    def test_of_a_form_without_charts_has_states_totals_and_units(self, gathered: Collection, tmp_path: Path) -> None:
        page = page_of(gathered, the_form(tmp_path))
        assert len(page.xpath("//details[contains(@class,'unit')]")) == 5 and not page.xpath("//section[@class='chart']")
        assert ["收支", "a（万元）", "127.50", "107.50"] in rows(page, "//section[@id='totals']")

    def test_before_anybody_has_sent_has_all_the_same(self, form: Form) -> None:
        page = page_of(collected(form, [], UNITS), form)
        assert {row[1] for row in rows(page, "//table[contains(@class,'list')]")} == {"未报", "未报 逾期"}
        assert all("还没有数" in text_of(chart) for chart in page.xpath("//section[@class='chart']"))


class TestTheFigures:
    def test_of_the_charts_are_the_totals(self, page: Any, gathered: Collection) -> None:
        sums, passed = gathered.totals.sums, gathered.totals.passed
        lines = {row[0]: row[1:] for row in rows(chart_of(page, "构成"), ".")}
        assert Decimal(lines["甲项"][0]) == sums["x.a"] == Decimal("127.5") and Decimal(lines["甲项"][1]) == passed["x.a"] == Decimal("107.5")
        assert Decimal(lines["乙项"][0]) == sums["x.b"] == 7
        assert lines["合计"] == ["134.50", ""]
        assert "甲项 127.50，占 94.8%；乙项 7.00，占 5.2%" in chart_of(page, "构成").findtext(".//desc")

    def test_of_two_years_say_the_difference_and_where_last_years_are_missing(self, page: Any) -> None:
        chart = chart_of(page, "今年与上年")
        assert rows(chart, ".") == [["a", "127.50", "122.00", "+5.5", "107.50"], ["b", "7.00", "12.00", "-5", "10.00"]]
        assert f"“b”有 1 个单位没有{YEAR - 1}年的数" in text_of(chart)
        assert f"a {YEAR}年 127.50，{YEAR - 1}年 122.00，+4.5%" in chart.findtext(".//desc")

    def test_of_last_year_may_come_from_the_change_of_the_units_that_say_it(self, page: Any) -> None:
        chart = chart_of(page, "按增减算的上年")
        assert rows(chart, ".")[0][:3] == ["total", "134.50", "109.00"]  # 110.50 - 8.50 + 7; the unit without a change is not in it
        assert "有 1 个单位没有" in text_of(chart)

    def test_by_unit_add_up_to_the_total(self, page: Any, gathered: Collection) -> None:
        chart = chart_of(page, "各单位的合计")
        figures = re.findall(r" (-?[0-9.]+)，占", chart.findtext(".//desc"))
        assert sum(map(Decimal, figures)) == gathered.totals.sums["x.total"] == Decimal("134.5")

    def test_that_nobody_has_are_said_to_be_missing(self, page: Any) -> None:
        assert "还没有数" in text_of(chart_of(page, "谁也没有")) and not chart_of(page, "谁也没有").xpath(".//svg")

    def test_of_all_totals_are_listed(self, page: Any, gathered: Collection) -> None:
        listed = [Decimal(row[2]) for row in rows(page, "//section[@id='totals']/details")]
        assert listed == list(gathered.totals.sums.values())

    def test_of_a_unit_left_out_on_a_sheet_are_not_in_its_charts(self, gathered: Collection, form: Form) -> None:
        totals = replace(gathered.totals, sheets={form.sheets[1].id: {"601": "金额数量级异常"}})
        page = page_of(replace(gathered, totals=totals), form)
        assert "甲局" not in chart_of(page, "各单位的合计").findtext(".//desc")
        assert ["甲局 601", "只是“收支”没有计入：金额数量级异常"] in rows(page, "//section[@id='left-out']")


class TestWhatOthersWrote:
    def test_is_text_everywhere(self, page: Any, gathered: Collection, form: Form) -> None:
        assert text_of(unit_of(page, "602").find(".//h3")) == EVIL
        assert EVIL in chart_of(page, "各单位的合计").findtext(".//desc")
        assert len(page.xpath("//script")) == 1 and not page.xpath("//x") and not page.xpath("//@onclick")
        html = overview(gathered, form, made="坏\x00<b>").decode()
        assert "坏�&lt;b&gt;" in html

    @pytest.mark.parametrize("name", ["javascript:alert(1)", '"><img src=x>', "a%2F..", "http://evil/x.xlsx"])
    def test_as_a_files_name_leads_to_a_file_and_nowhere_else(self, form: Form, name: str) -> None:
        collection = Collection(form.id, YEAR, (), (Other(name, "未处理", ""),))
        (link,) = page_of(collection, form).xpath("//section[@id='others']//a")
        assert link.text == name and link.get("href").startswith("收件/") and not re.search("[:\"<]", link.get("href"))


def test_the_page_asks_for_nothing_and_lets_only_its_own_script_run(gathered: Collection, form: Form) -> None:
    html = overview(gathered, form).decode()
    assert not re.findall(r"https?://|@import|url\((?!#)|<link|<img|<iframe| src=", html)
    assert "default-src 'none'" in html and "script-src 'sha256-" in html


def test_the_page_is_the_same_each_time(gathered: Collection, form: Form) -> None:
    assert overview(gathered, form) == overview(gathered, form)


def test_the_page_shows_everything_but_the_search_without_its_script(page: Any) -> None:
    assert [node.get("id") for node in page.xpath("//*[@hidden]")] == ["filters", "none"]
    assert page.get("lang") == "zh-CN"


def test_headings_come_one_level_after_another(page: Any) -> None:
    levels = [int(node.tag[1]) for node in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.chromium
class TestInChromium:
    @pytest.fixture
    def file(self, gathered: Collection, form: Form, tmp_path: Path) -> Path:
        path = tmp_path / "page.html"
        path.write_bytes(overview(gathered, form, "收件", made="今天收齐"))
        return path

    def test_it_loads_without_a_word_on_the_console_and_shows_its_search(self, file: Path) -> None:
        browsed = browse(file, "--dump-dom")
        assert "CONSOLE" not in browsed.stderr
        page = lxml.html.fromstring(browsed.stdout)
        assert page.xpath("//form[@id='filters'][not(@hidden)]") and text_of(page.xpath("//output")[0]) == "显示 5 / 5 个单位"

    def test_search_and_filter_show_the_units_that_fit_in_their_list_and_their_sections(self, file: Path) -> None:
        script = """
          const form = document.getElementById("filters"), seen = [];
          const note = () => seen.push(Array.from(document.querySelectorAll("details.unit:not([hidden])"), u => u.dataset.unit).join("")
            + "/" + document.querySelectorAll(".list tbody tr:not([hidden])").length);
          const search = text => { form.elements.search.value = text; form.elements.search.dispatchEvent(new Event("input", {bubbles: true})); note(); };
          search("丙"); search("60"); search("x-01"); search("601 单位"); search("没有这个"); search("");
          form.querySelector("[value=通过]").click(); note();
          form.elements.late.click(); note();
          document.title = seen.join(" ");
        """
        assert driven(file, script) == "3/1 12345/5 2/1 2/1 /0 12345/5 234/3 3/1"

    def test_a_search_leaves_alone_what_is_said_of_all_units(self, file: Path) -> None:
        """That nothing fits a search does not mean that no unit was left out of the totals."""
        script = """
          const form = document.getElementById("filters"), before = document.querySelectorAll("#left-out tbody tr").length;
          form.elements.search.value = "没有这个"; form.elements.search.dispatchEvent(new Event("input", {bubbles: true}));
          document.title = before + " " + Array.from(document.querySelectorAll("#left-out tbody tr"), row => row.offsetHeight > 0).filter(Boolean).length;
        """
        assert driven(file, script) == "2 2"

    def test_a_search_that_finds_nothing_says_so(self, file: Path) -> None:
        script = """
          const form = document.getElementById("filters"), seen = [];
          for (const text of ["没有这个", "丙"]) {
            form.elements.search.value = text; form.elements.search.dispatchEvent(new Event("input", {bubbles: true}));
            seen.push(document.getElementById("none").offsetHeight > 0, document.getElementById("list").offsetHeight > 0);
          }
          document.title = seen.join(" ") + " " + document.getElementById("none").textContent.slice(0, 4);
        """
        assert driven(file, script) == "true false false true 没有找到"

    @pytest.mark.parametrize("width", [360, 1200])
    def test_the_list_shows_answered_ones_totals_and_whether_they_count_at_any_width(self, file: Path, width: int) -> None:
        script = f"""
          document.title = "waiting";
          const html = document.documentElement.outerHTML.replace(/<script>[^]*?<\\/script>/g, "");
          const frame = document.createElement("iframe");
          frame.style.width = "{width}px"; frame.srcdoc = html;
          frame.onload = () => {{ document.title = frame.contentDocument.getElementById("list").innerText.replace(/\\s+/g, " "); }};
          document.body.replaceChildren(frame);
        """
        seen = driven(file, script, "--virtual-time-budget=10000")
        assert seen.count("110.50") == 1 and "已说明" in seen and "计入合计" in seen

    def test_a_link_opens_its_unit_even_where_it_was_filtered_away(self, file: Path) -> None:
        script = """
          const form = document.getElementById("filters");
          form.elements.search.value = "丙"; form.elements.search.dispatchEvent(new Event("input", {bubbles: true}));
          document.title = "waiting";
          location.hash = "#unit1";
          setTimeout(() => { const unit = document.querySelector("[data-unit='1'].unit"); document.title = unit.open + " " + unit.hidden; }, 300);
        """
        assert driven(file, script, "--virtual-time-budget=5000") == "true false"

    @pytest.mark.parametrize("width", [360, 1200])
    def test_it_needs_no_sideways_scrolling(self, file: Path, width: int) -> None:
        """In a frame of that width, since a window can't be so narrow; all units opened."""
        script = f"""
          document.title = "waiting";
          const html = document.documentElement.outerHTML.replace(/<script>[^]*?<\\/script>/g, "").replace(/<details/g, "<details open");
          const frame = document.createElement("iframe");
          frame.style.width = "{width}px"; frame.style.border = "0"; frame.srcdoc = html;
          frame.onload = () => {{ const page = frame.contentDocument.scrollingElement; document.title = page.scrollWidth + " " + page.clientWidth; }};
          document.body.replaceChildren(frame);
        """
        seen, room = map(int, driven(file, script, "--virtual-time-budget=10000").split())
        assert seen == room and room > width - 20  # the room of a scroll bar

    @pytest.mark.axe
    @pytest.mark.parametrize("opened", [False, True])
    def test_no_rule_of_axe_core_is_violated(self, file: Path, opened: bool) -> None:
        """Contrasts, landmarks, headings, names: with errors, warnings, charts; closed as it opens, and with every unit open."""
        passed, violated = axe_violations(file, "for (const one of document.querySelectorAll('details')) one.open = true;" if opened else "")
        assert violated == [] and passed > 15

    @pytest.mark.axe
    def test_nor_where_there_is_nothing_to_find(self, form: Form, tmp_path: Path) -> None:
        path = tmp_path / "page.html"
        clean = collected(form, [found("甲.xlsx", book(form, "601", "甲局", a="1", last_a="1"), NOON)], UNITS[:1])
        path.write_bytes(overview(clean, form))
        passed, violated = axe_violations(path)
        assert violated == [] and passed > 15
