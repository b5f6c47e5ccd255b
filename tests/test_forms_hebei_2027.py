"""The default form: each figure typed once, the nine public tables computed from it, and a bureau's own form on top of it."""

from __future__ import annotations

import copy
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from making import opened
from submissions import changed, outcome

from budgetxl.checks import check_result
from budgetxl.cli.app import run
from budgetxl.forms import (
    Form,
    Grid,
    Record,
    Table,
    compute,
    decode,
    formula_cells,
    judge_rule,
    load_form,
    sections_of,
    with_lists,
)
from budgetxl.notice import render
from budgetxl.notice.writers.text import to_text
from budgetxl.values import Entry, Group, descend, plain
from budgetxl.workbook import ReadResult, blank, export, fill, joined, read, submission_of

HERE = Path(__file__).resolve().parent
DEMO = HERE.parent / "sample_workbooks" / "hebei-2027-demo.json"
VARIANT = HERE / "forms" / "hebei-2027-variant"
EMPTY = "本表为空表，没有数据。"


@cache
def form() -> Form:
    return load_form("hebei-2027")


@cache
def demo() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(DEMO.read_text(encoding="utf-8"))
    return loaded


@cache
def typed() -> dict[str, Any]:
    """The demo's data without what is computed: what staff typed."""
    root = decode(form(), demo()["data"], 2027).root
    made: dict[str, Any] = copy.deepcopy(demo()["data"])
    for cell in formula_cells(form(), root):
        holder = made
        for step in cell.key[:-1]:
            holder = holder[step]
        del holder[cell.key[-1]]
    return made


@cache
def workbook() -> bytes:
    return fill(form(), typed())


@cache
def result() -> ReadResult:
    return read(workbook())


def tree(changes: dict[str, Any]) -> Group:
    """The demo with changes made, everything computed."""
    root = decode(form(), changed(typed(), changes), 2027).root
    compute(form(), root)
    return root


def value(root: Group, path: str) -> str | None:
    """What stands at a path: ``general_spending[0].total``."""
    steps = [int(index) if index else name for name, index in re.findall(r"([a-z_0-9]+)|\[(\d+)\]", path)]
    node: Any = root
    for step in steps:
        node = node[step] if isinstance(step, int) else node.get(step)
    assert isinstance(node, Entry), path
    return plain(node.value) if isinstance(node.value, Decimal) else node.value if isinstance(node.value, str) else None


def notice(changes: dict[str, Any] | None = None) -> str:
    """The notice of the demo with changes made, as text."""
    submission = result().submission if not changes else submission_of(form(), tree(changes))
    return to_text(render(submission))


class TestDemo:
    def test_checks_without_a_finding(self) -> None:
        assert check_result(result()).findings == ()

    def test_is_read_as_it_was_filled(self) -> None:
        assert export(read(fill(form(), demo()["data"], 2027)).submission) == demo()

    def test_is_the_same_from_what_staff_type_alone(self) -> None:
        assert export(result().submission) == demo()

    def test_fills_in_every_block_but_the_empty_table(self) -> None:
        blank_blocks = [
            block.id
            for sheet, block in form().blocks()
            if not sheet.repeat
            and not (isinstance(block, Record) and block.id.endswith("_statement"))
            and not any(_filled(entry) for entry in _entries(descend(result().submission.root, (block.id,))))
        ]
        assert blank_blocks == ["capital_spending"]

    def test_gives_each_table_a_few_rows(self) -> None:
        tables = {block.id for sheet, block in form().blocks() if isinstance(block, Table) and not sheet.repeat}
        counts = {name: len(demo()["data"][name]) for name in tables - {"capital_spending"}}
        assert min(counts.values()) >= 2 and len(demo()["data"]["projects"]) >= 3

    def test_no_cell_is_left_unread(self) -> None:
        assert result().account.unread == ()


def _entries(node: object) -> Iterator[Entry]:
    if isinstance(node, Entry):
        yield node
    elif isinstance(node, Group):
        for child in node.nodes.values():
            yield from _entries(child)
    elif isinstance(node, tuple):
        for group in node:
            yield from _entries(group)


def _filled(entry: Entry) -> bool:
    return entry.value is not None


TEN_MORE = {"project_spending[1].general_public_budget": "74.8"}


class TestEachFigureIsTypedOnce:
    @pytest.mark.parametrize(
        ("path", "amount"),
        [
            ("project_spending_total.total", "323.7"),
            ("general_spending[3].project", "107.2"),
            ("general_spending[0].total", "797.6"),
            ("general_spending_total.total", "1133.18"),
            ("spending_table[0].total", "804"),
            ("income_table[3].general_public_budget", "107.2"),
            ("fiscal_spending.class_201.general_public_budget", "797.6"),
            ("balance_spending.class_201.amount", "804"),
            ("balance_income.total.amount", "1265.58"),
            ("balance_spending.total.change", "164.93"),
            ("income.total", "1265.58"),
            ("expenditure.project", "323.7"),
            ("change.project", "139.7"),
            ("projects[1].budget", "74.8"),
        ],
    )
    def test_a_projects_amount_reaches(self, path: str, amount: str) -> None:
        assert value(tree(TEN_MORE), path) == amount

    def test_parent_codes_add_up_their_children_only(self) -> None:
        assert value(tree({"general_spending[6].basic": "94.16"}), "general_spending[4].basic") == "136.24"
        assert value(tree({"general_spending[6].basic": "94.16"}), "general_spending[0].basic") == "690.4"

    def test_income_and_expenditure_balance_by_themselves(self) -> None:
        root = tree({"general_spending[2].basic": "700", "other_spending[2].operating": "5"})
        assert value(root, "balance_spending.carried_out.amount") == "0"

    def test_a_purchase_reaches_its_class_of_assets(self) -> None:
        assert value(tree({"procurement[0].quantity": "10"}), "assets.other.planned_value") == "7.7"

    def test_classes_of_procurement_have_their_shares(self) -> None:
        root = result().submission.root
        shares = [value(root, f"procurement_classes.{name}.share") for name in ("goods", "works", "services")]
        assert shares == ["4.72", "61.97", "33.31"]  # made to add up to 100

    def test_closing_assets_are_opening_and_purchases_less_disposals(self) -> None:
        assert value(tree({"assets.other.disposed_value": "1.21"}), "assets.total.value") == "624.5"


class TestChanges:
    def test_growth_has_two_places(self) -> None:
        assert value(result().submission.root, "general_spending_total.growth") == "2.83"

    @pytest.mark.parametrize("last", ["0", None])
    def test_without_a_last_year_there_is_no_growth(self, last: str | None) -> None:
        root = tree({"three_public.running.last_amount": last})
        assert value(root, "three_public.running.growth") is None

    def test_a_new_item_of_which_last_year_had_none_is_all_increase(self) -> None:
        assert value(result().submission.root, "project_spending[2].change") == "120"


class TestNames:
    def test_fill_in_by_themselves(self) -> None:
        root = result().submission.root
        assert value(root, "general_spending[2].name") == "行政运行"
        assert value(root, "basic_spending[1].name") == "基本工资"

    def test_of_a_code_that_no_list_has_may_be_typed(self) -> None:
        data = changed(typed(), {"general_spending[3].code": "2010399", "general_spending[3].name": "某项事务"})
        read_back = read(fill(form(), data))
        assert value(read_back.submission.root, "general_spending[3].name") == "某项事务"
        assert [finding.rule for finding in read_back.findings] == []

    def test_a_list_saved_by_chinese_excel_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "own").mkdir()
        (tmp_path / "own" / "form.toml").write_text('id = "own"\nextends = "hebei-2027"\n', encoding="utf-8")
        (tmp_path / "own" / "functional_codes.csv").write_bytes("编码,名称\r\n2010399,某项事务\r\n".encode("gb18030"))
        assert load_form(tmp_path / "own").lists["functional"].names == ("某项事务",)

    def test_every_code_of_a_list_is_one_of_its_levels(self) -> None:
        lists = form().lists
        assert {len(code) for code in lists["functional"].codes} == {3, 5, 7}
        assert {len(code) for code in lists["economic"].codes} == {3, 5}
        assert all(code.isdigit() and name for each in ("functional", "economic") for code, name in _pairs(each))

    def test_every_class_of_the_list_has_its_row_in_the_summary(self) -> None:
        classes = [f"class_{code}" for code in form().lists["functional"].codes if len(code) == 3]
        for name in ("balance_spending", "fiscal_spending"):
            block = form().block(name)
            assert isinstance(block, Grid) and [row.id for row in block.rows][: len(classes)] == classes


def _pairs(name: str) -> Iterator[tuple[str, str]]:
    found = form().lists[name]
    yield from zip(found.codes, found.names)


class TestNotice:
    def test_prints_the_public_tables_in_order(self) -> None:
        text = notice()
        captions = [f"表{number} " for number in range(1, 11)]
        places = [text.index(caption) for caption in captions]
        assert places == sorted(places)

    def test_an_empty_table_carries_its_statement(self) -> None:
        after = notice().split("表8 国有资本经营预算支出表", 1)[1].split("表9 ", 1)[0]
        assert EMPTY in after

    def test_a_full_table_carries_none(self) -> None:
        assert notice().count(EMPTY) == 1

    def test_changes_are_worded_with_their_percentage(self) -> None:
        text = notice()
        assert "比2026年增加154.93万元，增长14.08%" in text
        assert "公务接待费减少0.2万元，下降25.00%" in text
        assert "因公出国（境）费持平" not in text  # there was none last year either

    def test_an_item_without_last_year_has_no_percentage(self) -> None:
        text = notice({"operating_costs.last_amount": "0"})
        assert "增加127.63万元，主要是" in text

    def test_income_stands_beside_expenditure(self) -> None:
        line = next(line for line in notice().splitlines() if "收入总计  " in line)
        assert "支出总计" in line and line.count("1255.58") == 2

    @pytest.mark.parametrize("number", [1, 4])
    def test_all_classes_stand_in_the_summaries_with_a_figure_or_without(self, number: int) -> None:
        summary = notice().split(f"表{number} ", 1)[1].split(f"表{number + 1} ", 1)[0]
        assert "十二、城乡社区支出" in summary and "二、外交支出" in summary and "三十一、人行科目" in summary

    def test_the_public_tables_compare_nothing_with_last_year(self) -> None:
        tables = notice().split("年部门预算公开表", 1)[1]
        assert "上年预算" not in tables and "比上年增减" not in tables

    def test_a_blank_item_of_income_is_not_mentioned(self) -> None:
        assert "国有资本经营预算拨款" not in notice().split("二、", 1)[1].split("三、", 1)[0]


class TestBlankWorkbook:
    def test_says_nothing_is_wrong_but_what_is_required(self) -> None:
        found = check_result(read(blank(form(), "某街道办事处", year=2027)))
        assert {finding.rule for finding in found.findings} == {"META-15", "BUD-80", "JG-10"}

    def test_has_a_dropdown_of_codes_and_none_that_refuses_others(self) -> None:
        sheet = opened(blank(form(), year=2027))["表5一般公共预算支出"]
        lists = [
            rule for rule in sheet.data_validations.dataValidation if rule.formula1 == "choices.lists.functional.both"
        ]
        assert len(lists) == 1 and not lists[0].showErrorMessage


@cache
def variant_workbook() -> bytes:
    return fill(load_form(VARIANT), changed(typed(), {"project_spending[0].office": "城市管理办公室"}), 2027)


@cache
def variant() -> ReadResult:
    return read(variant_workbook(), load_form(VARIANT))


@cache
def variant_notice() -> str:
    return to_text(render(variant().submission))


class TestSplit:
    """The parts of a split workbook, computed from each other once they are read together."""

    def parts(self) -> list[ReadResult]:
        return [read(fill(form(), typed(), part=part)) for part in sections_of(form())]

    def test_together_are_the_whole_without_a_finding(self) -> None:
        whole = joined(self.parts())
        assert export(whole.submission) == demo()
        assert check_result(whole).findings == ()


class TestVariant:
    """A bureau's own form: one sentence, one heading style, one column and one rule of ``hebei-2027`` changed."""

    def test_takes_under_25_lines(self) -> None:
        assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in VARIANT.iterdir()) < 25

    def test_its_sentence_is_in_the_notice(self) -> None:
        assert "把全部收入和支出编入一本预算。" in variant_notice()
        assert "我街道实行综合预算" in notice()

    def test_its_heading_style_is_in_the_notice(self) -> None:
        assert "\n1、收入说明" in variant_notice()
        assert "\n1.收入说明" in notice()

    def test_its_column_is_in_the_workbook_and_the_notice(self) -> None:
        sheet = opened(variant_workbook())["项目支出"]
        assert "承办科室" in {cell.value for row in sheet.iter_rows(max_row=10) for cell in row}
        assert "城市管理办公室" in variant_notice().split("表10 ", 1)[1]
        assert value(variant().submission.root, "project_spending[0].office") == "城市管理办公室"

    def test_its_rule_is_on_the_check_sheet_and_finds(self) -> None:
        sheet = opened(variant_workbook())["校验"]
        row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "BUD-55")
        assert "× 1.1" in str(row[3])
        found = check_result(variant()).findings
        assert [finding.message for finding in found if finding.rule == "BUD-55"] == [
            "项目“社区环境整治提升项目”比上年增长一成以上，请说明", "项目“便民服务中心运行经费”比上年增长一成以上，请说明",
        ]  # fmt: skip

    def test_works_by_its_path_on_the_command_line(self, tmp_path: Path) -> None:
        (tmp_path / "d.json").write_text(json.dumps(export(variant().submission), ensure_ascii=False), encoding="utf-8")
        path, book, text = str(VARIANT), str(tmp_path / "a.xlsx"), str(tmp_path / "a.txt")
        assert run(["forms", "check", path]) == 0
        assert run(["new", path, "--year", "2027", "-o", str(tmp_path / "new.xlsx")]) == 0
        assert run(["fill", str(tmp_path / "d.json"), "--form", path, "-o", book]) == 0
        assert run(["check", book, "--form", path]) == 0
        assert run(["render", book, "--form", path, "-o", text]) == 0
        assert "1、收入说明" in Path(text).read_text(encoding="utf-8")


@pytest.mark.libreoffice
def test_libreoffice_recomputes_every_total_to_the_same_value(tmp_path: Path) -> None:
    (tmp_path / "demo.xlsx").write_bytes(_without_caches(workbook()))
    subprocess.run(
        [shutil.which("soffice") or "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(tmp_path / "demo.xlsx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    recomputed = read((tmp_path / "out" / "demo.xlsx").read_bytes())
    assert [finding for finding in recomputed.findings if finding.rule == "META-07"] == []
    assert export(recomputed.submission) == demo()


def _without_caches(data: bytes) -> bytes:
    """The workbook as if no program had ever computed it, so that LibreOffice must."""
    import io

    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            part = source.read(item)
            if item.filename.startswith("xl/worksheets/"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v></v>", part)
            target.writestr(item, part)
    return buffer.getvalue()


@pytest.mark.parametrize(("project", "budget"), [
    ("社区环境整治提升项目", "92.5"), ("社区 环境整治提升项目", "92.5"), ("公用经费", "127.63"), ("物业管理费", "127.63"), ("基本支出(公用经费)", "127.63"),
    ("社区环境整治", None), ("社区环境整治提升项目（二期）", None), ("公用设施维修项目", None), ("办公费补助", None),
])  # fmt: skip
def test_a_purchase_has_the_budget_of_the_project_that_it_names_or_none(project: str, budget: str | None) -> None:
    """A name that is nearly a project's is nobody's: the rule and the formula read it alike, and no figure is published for it."""
    root = tree({"procurement[6].project": project})
    assert value(root, "procurement[6].budget") == budget
    failed = outcome(judge_rule(form().rule("PROC-06"), with_lists(form(), root))) == "failed"
    assert failed is (budget is None)
