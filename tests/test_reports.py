"""The page of ``check --html``, the 检查表, and answers: everything is shown, nothing from a cell becomes markup."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from browsing import Tab, axe_violations, browse, driven
from making import a_block, a_form, a_rule, a_sheet, check_cell, fields_of, filled, opened, record, table, typed

from budgetxl.checks import Report, check_result
from budgetxl.checks.reports.checklist import ChecklistLine, checklist
from budgetxl.checks.reports.excerpt import Picture, Pictures
from budgetxl.checks.reports.html_report import FileView, file_view, html_report, unreadable_view
from budgetxl.cli.app import run
from budgetxl.forms import Form
from budgetxl.values import Address, Finding, told
from budgetxl.workbook import ReadResult, fill, read

SUM = a_rule("X-01", "x.total == x.a + x.b", "合计{left}≠{right}", item="合计", hint="核对两项")
BLANK = a_rule("X-02", "x.c == x.a", "两数不等", item="另一数")
ROW = a_rule("PROC-01", "row.amount <= 50", "{row.name}超过五十", "warning", each="list")
ROWS = [{"name": f"物品{n}", "amount": str(amount)} for n, amount in enumerate((10, 20, 60, 30, 70), start=1)]
DATA = {"unit": {"name": "某街道"}, "x": {"a": "60", "b": "2", "total": "70"}, "list": ROWS}


@pytest.fixture
def form(tmp_path: Path) -> Form:
    """Two amounts with a total that is typed, one more amount, and a short list."""
    sheets = record("x", a="money", b="money", total="money", c="money") + table("list", name="text", amount="money")
    return a_form(tmp_path, sheets, SUM + BLANK + ROW)


def view_of(result: ReadResult, *findings: Finding, name: str = "a.xlsx") -> FileView:
    """What the page says of a workbook, with the findings given or else its own."""
    found = check_result(result)
    return file_view(name, result, Report(findings, found.verdicts) if findings else found)


def page_of(*views: FileView) -> Any:
    return lxml.html.fromstring(html_report(views))


def text_of(node: Any) -> str:
    return re.sub(r"\s+", " ", node.text_content())


def picture_of(result: ReadResult, *cells: tuple[str, int, int]) -> Picture:
    return Pictures(result).of(Finding("A-1", "error", "错了", tuple(Address(*cell) for cell in cells)))[0]


def texts(picture: Picture) -> dict[int | None, list[str]]:
    return {row.number: [cell.text for cell in row.cells] for row in picture.rows}


def answered(form: Form, data: Mapping[str, Any], answers: Mapping[str, str]) -> bytes:
    """A workbook with answers in 说明 of its 校验 sheet."""
    return typed(fill(form, data, 2022), {check_cell(form, rule): text for rule, text in answers.items()})


class TestThePage:
    def test_says_of_each_workbook_whose_it_is_and_how_many_findings_it_has(self, form: Form) -> None:
        page = page_of(view_of(filled(form, DATA)), view_of(filled(form, {"unit": {"name": "另一街道"}}), name="b.xlsx"))
        rows = [[text_of(cell) for cell in row] for row in page.xpath("//section[@class='summary']//tbody/tr")]
        assert rows[0] == ["a.xlsx", "某街道", "tiny", "1", "2", "0", "0", "0", "1", "1", "1", "0"]
        assert rows[1][:7] == ["b.xlsx", "另一街道", "tiny", "0", "0", "0", "0"]

    def test_shows_both_sides_the_difference_the_hint_and_the_cells(self, form: Form) -> None:
        finding = page_of(view_of(filled(form, DATA))).xpath("//article[@data-level='error']")[0]
        text = text_of(finding)
        assert "错误 X-01 合计：合计70.00≠62.00" in text
        assert "应为 62.00 实为 70.00 差额 8.00" in text
        assert "核对两项" in text
        assert "数据!B6、数据!B4、数据!B5" in text

    def test_groups_findings_by_sheet(self, form: Form) -> None:
        groups = page_of(view_of(filled(form, DATA))).xpath("//section[@class='sheet']")
        assert {text_of(group.find("h3")): len(group.findall("article")) for group in groups} == {"数据": 1, "明细": 2}

    def test_shows_what_follows_from_a_finding_inside_it(self, form: Form) -> None:
        finding = Finding("A-1", "error", "错了", caused=(Finding("A-2", "warning", "跟着错"),))
        page = page_of(view_of(filled(form, DATA), finding))
        assert len(page.xpath("//article")) == 1
        assert "A-2 跟着错" in text_of(page.xpath("//article//div[@class='caused']")[0])

    def test_shows_the_answer_to_a_warning(self, form: Form) -> None:
        page = page_of(view_of(read(answered(form, DATA, {"PROC-01": "批量购置"}), form)))
        assert all("已有说明：批量购置" in text_of(each) for each in page.xpath("//article[@data-level='answered']"))
        assert len(page.xpath("//article[@data-level='answered']")) == 2

    def test_lists_what_was_corrected_in_reading(self, form: Form) -> None:
        data = typed(fill(form, DATA, 2022), {"数据!B4": "６０万元"})
        rows = page_of(view_of(read(data, form))).xpath("//section[@class='rest'][contains(., '更正')]//tbody/tr")
        assert [text_of(cell) for cell in rows[0]] == ["数据!B4", "６０万元", "60"]

    def test_counts_the_cells_and_names_those_not_read(self, form: Form) -> None:
        data = typed(fill(form, DATA, 2022), {"明细!D30": "随手一写"})
        text = text_of(page_of(view_of(read(data, form))).xpath("//section[@class='rest'][last()]")[0])
        assert "没有读取 1 个" in text
        assert "没有读取：明细!D30" in text

    def test_shows_the_checklist(self, form: Form) -> None:
        rows = page_of(view_of(filled(form, DATA))).xpath("//table[contains(@class, 'checklist')]//tbody/tr")
        assert ["合计", "否", "合计70.00≠62.00（数据!B6）"] in [[text_of(cell) for cell in row] for row in rows]

    def test_gives_an_unreadable_file_its_sentence_and_shows_the_others(self, form: Form) -> None:
        page = page_of(unreadable_view("坏.xlsx", "文件是空的"), view_of(filled(form, DATA)))
        assert "坏.xlsx读不出：文件是空的" in text_of(page.xpath("//section[@class='summary']")[0])
        assert len(page.xpath("//article")) == 3

    def test_says_when_nothing_was_found(self, form: Form) -> None:
        assert "没有发现问题" in text_of(page_of(view_of(filled(form, {"unit": {"name": "某街道"}}))))

    def test_is_the_same_each_time(self, form: Form) -> None:
        assert html_report([view_of(filled(form, DATA))]) == html_report([view_of(filled(form, DATA))])

    def test_needs_no_network(self, form: Form) -> None:
        page = html_report([view_of(filled(form, DATA))])
        assert not re.findall(r"https?://|@import|url\(|<link|<img|<iframe| src=", page)
        assert set(re.findall(r'href="([^"]*)"', page)) == {"#file1"}

    def test_shows_everything_without_its_script(self, form: Form) -> None:
        page = page_of(view_of(filled(form, DATA)))
        assert [node.tag for node in page.xpath("//*[@hidden]")] == ["form"]

    @pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7 * 7 }}", "{% raw %}", '"><b onclick="x">', "&lt;", "</style>"])
    def test_writes_text_from_cells_as_text(self, form: Form, text: str) -> None:
        data = {"unit": {"name": text}, "list": [{"name": text, "amount": "60"}]}
        html = html_report([view_of(filled(form, data), name=text)])
        page = lxml.html.fromstring(html)
        assert text in page.xpath("//h2")[1].text_content()
        assert text in [cell.text_content() for cell in page.xpath("//td")]
        assert len(page.xpath("//script")) == 1
        assert not page.xpath("//@onclick")

    def test_writes_characters_that_html_cant_hold_as_marks(self, form: Form) -> None:
        html = html_report([view_of(filled(form, DATA), Finding("A-1", "error", "坏\x00字\ud800"), name="\udcff.xlsx")])
        assert "坏�字�" in html
        assert html.encode()


class TestAPicture:
    def test_shows_the_rows_around_the_cell_with_letters_and_numbers(self, form: Form) -> None:
        picture = picture_of(filled(form, DATA), ("明细", 7, 2))
        assert picture.columns == ("A", "B")
        assert texts(picture)[7] == ["物品3", "60.00"]
        assert [row.number for row in picture.rows] == [5, 6, 7, 8, 9]

    def test_marks_the_cell_itself_apart_from_those_it_is_compared_with(self, form: Form) -> None:
        picture = picture_of(filled(form, DATA), ("数据", 6, 2), ("数据", 4, 2))
        assert {(row.number, cell.mark) for row in picture.rows for cell in row.cells if cell.mark} == {(6, "first"), (4, "other")}

    def test_heads_a_tables_columns_with_the_forms_labels(self, form: Form) -> None:
        assert picture_of(filled(form, DATA), ("明细", 8, 2)).headers == ("name", "amount")

    def test_needs_no_labels_where_the_sheets_own_header_is_in_it(self, form: Form) -> None:
        picture = picture_of(filled(form, DATA), ("明细", 5, 2))
        assert picture.headers == ()
        assert texts(picture)[4] == ["name", "amount"]

    def test_leaves_rows_out_between_cells_far_apart(self, form: Form) -> None:
        many = {**DATA, "list": [{"name": f"物品{n}", "amount": "1"} for n in range(40)]}
        picture = picture_of(filled(form, many), ("明细", 5, 2), ("明细", 40, 2))
        assert [row.number for row in picture.rows] == [3, 4, 5, 6, 7, None, 39, 40, 41]

    def test_leaves_columns_of_a_wide_table_out(self, tmp_path: Path) -> None:
        wide = {f"c{n}": "money" for n in range(1, 21)}
        form = a_form(tmp_path, a_sheet("宽表", a_block("w", "table", rows=3, columns=fields_of(wide))))
        picture = picture_of(filled(form, {"w": [dict.fromkeys(wide, "1")]}), ("宽表", 5, 15))
        assert picture.columns == ("A", "B", "C", "D", "E", "F", "", "N", "O", "P", "")

    def test_shows_a_merged_cells_text_where_its_first_cell_is_out_of_sight(self, form: Form) -> None:
        book = opened(fill(form, DATA, 2022))
        book["明细"].merge_cells("A6:A10")
        buffer = io.BytesIO()
        book.save(buffer)
        assert texts(picture_of(read(buffer.getvalue(), form), ("明细", 9, 2)))[7][0] == "物品2"

    def test_shows_a_blank_cell_that_should_be_filled(self, form: Form) -> None:
        picture = picture_of(filled(form, DATA), ("数据", 7, 2))
        assert next(cell for row in picture.rows for cell in row.cells if cell.mark).text == ""

    def test_is_drawn_for_each_sheet_that_a_finding_names(self, form: Form) -> None:
        finding = Finding("A-1", "error", "错了", (Address("数据", 4, 2), Address("明细", 5, 2), Address("没有", 1, 1)))
        assert [picture.sheet for picture in Pictures(filled(form, DATA)).of(finding)] == ["数据", "明细"]

    def test_of_hundreds_of_cells_stays_small(self, form: Form) -> None:
        many = {**DATA, "list": [{"name": f"物品{n}", "amount": "1"} for n in range(300)]}
        finding = Finding("A-1", "error", "错了", tuple(Address("明细", n, 2) for n in range(5, 305)))
        assert len(Pictures(filled(form, many)).of(finding)[0].rows) <= 15

    def test_of_a_cell_far_out_stays_small(self, form: Form) -> None:
        data = typed(fill(form, DATA, 2022), {"明细!XFD1048576": "远"})
        picture = picture_of(read(data, form), ("明细", 1_048_576, 16_384))
        assert texts(picture) == {1_048_576: ["远"]}


class TestTheChecklist:
    def line(self, form: Form, data: Mapping[str, Any], item: str) -> ChecklistLine:
        result = filled(form, data)
        return next(line for line in checklist(form, check_result(result)) if line.item == item)

    def test_says_no_where_a_rule_fails_and_why(self, form: Form) -> None:
        assert self.line(form, DATA, "合计") == ChecklistLine("合计", "否", ("合计70.00≠62.00（数据!B6）",))

    def test_says_yes_where_all_rules_of_an_item_pass(self, form: Form) -> None:
        assert self.line(form, {"x": {"a": "1", "b": "2", "total": "3"}}, "合计") == ChecklistLine("合计", "是")

    def test_says_so_where_the_inputs_are_missing(self, form: Form) -> None:
        assert self.line(form, DATA, "另一数") == ChecklistLine("另一数", "未填", besides=("1 条规则因未填没有校验：数据!B7",))

    def test_leaves_a_warning_without_an_answer_open(self, form: Form) -> None:
        assert self.line(form, DATA, "政府采购").word == "待核实"

    def test_says_yes_once_a_warning_is_answered_and_shows_the_answer(self, form: Form) -> None:
        report = check_result(read(answered(form, DATA, {"PROC-01": "批量购置"}), form))
        line = next(line for line in checklist(form, report) if line.item == "政府采购")
        assert line.word == "是"
        assert line.problems[0] == "物品3超过五十（明细!B7）。已有说明：批量购置"

    def test_gathers_the_rules_of_one_item(self, tmp_path: Path) -> None:
        rules = a_rule("Z-01", "x.a == 1", "不是一", item="甲") + a_rule("Z-02", "x.a == 2", "不是二", item="甲")
        form = a_form(tmp_path, record("x", a="money"), rules)
        assert self.line(form, {"x": {"a": "1"}}, "甲").problems == ("不是二（数据!B4）",)

    def test_calls_an_item_without_a_name_by_its_group(self, tmp_path: Path) -> None:
        form = a_form(tmp_path, record("x", a="money"), a_rule("BUD-01", "x.a == 1") + a_rule("ZZ-01", "x.a == 1"))
        assert [line.item for line in checklist(form, check_result(filled(form, {})))] == ["填报规范", "收支预算", "ZZ"]

    def test_puts_what_reading_found_first(self, form: Form) -> None:
        report = check_result(read(typed(fill(form, DATA, 2022), {"数据!B4": "六十多"}), form))
        assert checklist(form, report)[0].word == "否"

    def test_counts_what_follows_from_another_finding_for_its_own_item(self, form: Form) -> None:
        caused = Finding("PROC-01", "warning", "跟着错")
        report = Report((Finding("X-01", "error", "错了", caused=(caused,)),), {"X-01": "不符", "PROC-01": "待核实"})
        assert {line.item: line.word for line in checklist(form, report)} == {"填报规范": "是", "合计": "否", "政府采购": "待核实"}

    def test_counts_what_the_report_counts(self, form: Form) -> None:
        """One mistake is one finding: what follows from it is shown where it belongs, and counted nowhere."""
        deep = Finding("X-02", "error", "再跟着", (Address("数据", 5, 2),))
        caused = (*(Finding("PROC-01", "warning", f"跟着错{n}", (Address("明细", 5 + n, 2),), caused=(deep,)) for n in range(20)), deep)
        findings = (Finding("X-01", "error", "错了", caused=caused), Finding("X-01", "error", "错了"), Finding("PROC-01", "warning", "也错"))
        found = Report(findings, {"X-01": "不符", "X-02": "不符", "PROC-01": "待核实"})
        lines = {line.item: line for line in checklist(form, found)}
        counted = {item: len(line.problems) for item, line in lines.items()}
        assert counted == {"填报规范": 0, "合计": 2, "另一数": 0, "政府采购": 1}
        assert sum(counted.values()) == found.count("error") + found.count("warning") == 3
        assert [number for number, _, above in told(findings) if above is None] == ["1", "2", "3"]
        assert lines["政府采购"].text.split("\n")[:2] == ["也错", "（由 X-01 引起，不另计）跟着错0（明细!B5）"]
        assert lines["政府采购"].besides[-1] == "……由别处引起的共 20 处，其余见校验结果"
        assert lines["另一数"].word == "否" and lines["另一数"].besides[0] == "（由 PROC-01 引起，不另计）再跟着（数据!B5）"

    def test_does_not_hold_what_is_only_worth_knowing_against_anyone(self, form: Form) -> None:
        report = Report((Finding("X-01", "info", "尾差"),), {"X-01": "通过"})
        assert checklist(form, report)[1] == ChecklistLine("合计", "是")

    def test_numbers_several_problems_and_shortens_a_long_list(self, form: Form) -> None:
        report = Report(tuple(Finding("X-01", "error", f"错{n}") for n in range(30)), {"X-01": "不符"})
        lines = checklist(form, report)[1].text.split("\n")
        assert lines[0] == "1. 错0"
        assert lines[-1] == "13. ……共 30 处，其余见校验结果"


class TestAnswers:
    def test_keep_the_finding_and_go_with_it(self, form: Form) -> None:
        report = check_result(read(answered(form, DATA, {"PROC-01": "批量购置"}), form))
        assert [(f.rule, f.answer) for f in report.findings if f.severity == "warning"] == [("PROC-01", "批量购置")] * 2

    def test_one_answers_all_rows_of_a_rule(self, form: Form) -> None:
        report = check_result(read(answered(form, DATA, {"PROC-01": "批量购置"}), form))
        assert report.count("warning") == 2
        assert report.open_warnings() == 0

    def test_do_not_excuse_an_error(self, form: Form) -> None:
        report = check_result(read(answered(form, DATA, {"X-01": "就是这样"}), form))
        assert report.findings[0].answer is None
        assert report.count("error") == 1

    def test_of_blanks_are_none(self, form: Form) -> None:
        assert check_result(read(answered(form, DATA, {"PROC-01": " 　"}), form)).open_warnings() == 2


Check = Callable[..., int]


class TestTheCommand:
    @pytest.fixture
    def check(self, form: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
        """Runs ``check`` in a folder with a.xlsx (errors), warned.xlsx and answered.xlsx (warnings only), broken.xlsx."""
        folder = tmp_path / "here"
        folder.mkdir()
        monkeypatch.chdir(folder)
        Path("a.xlsx").write_bytes(fill(form, DATA, 2022))
        Path("warned.xlsx").write_bytes(fill(form, {"unit": {"name": "某街道"}, "list": ROWS}, 2022))
        Path("answered.xlsx").write_bytes(answered(form, {"unit": {"name": "某街道"}, "list": ROWS}, {"PROC-01": "批量购置"}))
        Path("broken.xlsx").write_bytes(b"")
        return lambda *words: run(["check", *words, "--form", str(form.folders[0])])

    def test_strict_counts_a_warning_until_it_is_answered(self, check: Check) -> None:
        assert check("warned.xlsx") == 0
        assert check("warned.xlsx", "--strict") == 1
        assert check("answered.xlsx", "--strict") == 0

    def test_json_gives_the_answer_with_its_finding(self, check: Check, capsys: pytest.CaptureFixture[str]) -> None:
        check("answered.xlsx", "--json")
        findings = json.loads(capsys.readouterr().out)["files"][0]["findings"]
        assert [finding["answer"] for finding in findings] == ["批量购置"] * 2

    def test_html_writes_one_page_for_all_files_the_unreadable_included(self, check: Check) -> None:
        assert check("a.xlsx", "broken.xlsx", "warned.xlsx", "--html", "page.html") == 3
        page = lxml.html.fromstring(Path("page.html").read_bytes())
        assert [text_of(link) for link in page.xpath("//section[@class='summary']//a")] == ["a.xlsx", "broken.xlsx", "warned.xlsx"]

    def test_json_stays_json_beside_a_page_and_copies(self, check: Check, capsys: pytest.CaptureFixture[str]) -> None:
        assert check("a.xlsx", "broken.xlsx", "--json", "--html", "page.html", "--annotate", "out") == 3
        assert len(json.loads(capsys.readouterr().out)["files"]) == 2
        assert Path("page.html").is_file()
        assert [path.name for path in Path("out").iterdir()] == ["a-批注.xlsx"]

    def test_html_is_not_written_over_an_existing_file_without_force(self, check: Check) -> None:
        Path("page.html").write_text("mine")
        assert check("a.xlsx", "--html", "page.html") == 2
        assert Path("page.html").read_text() == "mine"
        assert check("a.xlsx", "--html", "page.html", "--force") == 1
        assert Path("page.html").read_text() != "mine"

    def test_html_is_never_written_onto_a_workbook_that_was_given(self, check: Check) -> None:
        before = Path("a.xlsx").read_bytes()
        Path("same.html").hardlink_to("a.xlsx")
        assert check("a.xlsx", "--html", "a.xlsx", "--force") == 2
        assert check("a.xlsx", "--html", "same.html", "--force") == 2
        assert Path("a.xlsx").read_bytes() == before

    def test_html_in_a_missing_folder_is_refused_before_any_work(self, check: Check, capsys: pytest.CaptureFixture[str]) -> None:
        assert check("a.xlsx", "--html", "missing/page.html") == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert "不存在" in captured.err

    def test_a_file_given_twice_is_checked_once(self, check: Check, capsys: pytest.CaptureFixture[str]) -> None:
        check("a.xlsx", "a.xlsx", "--json", "--annotate", "out")
        assert len(json.loads(capsys.readouterr().out)["files"]) == 1


@pytest.mark.chromium
class TestInChromium:
    """The page as a browser runs it."""

    @pytest.fixture
    def page(self, form: Form, tmp_path: Path) -> Path:
        path = tmp_path / "page.html"
        path.write_text(html_report([view_of(filled(form, DATA))]), encoding="utf-8")
        return path

    def test_loads_without_a_word_on_the_console_and_shows_its_filters(self, page: Path) -> None:
        browsed = browse(page, "--dump-dom")
        assert "CONSOLE" not in browsed.stderr
        dom = lxml.html.fromstring(browsed.stdout)
        assert dom.xpath("//form[@id='filters'][not(@hidden)]")
        assert text_of(dom.xpath("//output")[0]) == "显示 3 / 3 处"

    def test_filters_by_level_and_by_sheet(self, page: Path) -> None:
        script = """
          const form = document.getElementById("filters"), seen = [];
          const count = () => seen.push(document.querySelectorAll("article:not([hidden])").length
            + "/" + document.querySelectorAll("section.sheet:not([hidden])").length);
          form.querySelector("[value=error]").click(); count();
          form.querySelector("[value=error]").click(); count();
          const choose = name => { form.elements.sheet.selectedIndex = Array.from(form.elements.sheet.options, o => o.text).indexOf(name);
            form.elements.sheet.dispatchEvent(new Event("change", {bubbles: true})); count(); };
          choose("数据"); choose("明细"); choose("全部");
          document.title = seen.join(" ");
        """
        assert driven(page, script) == "2/1 3/2 1/1 2/1 3/2"

    @pytest.mark.axe
    @pytest.mark.parametrize("name", ["changjiang-2020", "guangyang-office-2022", "hebei-2027-demo", "own"])
    def test_no_rule_of_axe_core_is_violated(self, page: Path, name: str) -> None:
        """Contrasts, landmarks, headers, labels: of a page with errors, warnings, information and answers, and of one without."""
        if name != "own":
            result = read((Path(__file__).resolve().parent.parent / "sample_workbooks" / f"{name}.xlsx").read_bytes())
            page.write_text(html_report([view_of(result)]), encoding="utf-8")
        passed, violated = axe_violations(page)
        assert violated == [] and passed > 15

    @pytest.mark.parametrize("width", [320, 360, 800, 1280])  # 320 is 1280 at 400 %
    @pytest.mark.parametrize("name", ["changjiang-2020", "hebei-2027-demo", "own"])
    def test_nothing_scrolls_sideways_but_what_says_so(self, page: Path, name: str, width: int) -> None:
        if name != "own":
            result = read((Path(__file__).resolve().parent.parent / "sample_workbooks" / f"{name}.xlsx").read_bytes())
            page.write_text(html_report([view_of(result)]), encoding="utf-8")
        tab = Tab(page)
        try:
            tab.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
            assert tab.value("document.documentElement.scrollWidth") <= width
            thin = "Array.from(document.querySelectorAll('.summary td:not(.n)'), one => one.clientWidth).filter(wide => wide < 40).length"
            assert tab.value(thin) == 0, "a letter or two on a line"
        finally:
            tab.close()

    def test_prints_on_a4(self, page: Path) -> None:
        pdf = page.with_suffix(".pdf")
        browse(page, "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
        assert re.search(rb"/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]", pdf.read_bytes())
