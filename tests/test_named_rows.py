"""Rows that sentences call by their names (``named_by``): classes, projects and economic items of the invented unit's workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import a_block, a_form, a_sheet, fields_of
from phrase_set import data_of
from test_spoken import TEXT, mistakes, said

from budgetxl.checks.texts.narrative import Texts
from budgetxl.forms import Cell, load_form
from budgetxl.workbook import fill, read


@pytest.fixture(scope="module")
def demo() -> tuple[Texts, Cell]:
    document = data_of("hebei-2027-demo")
    form = load_form(document["form"])
    submission = read(fill(form, document["data"], document["year"]), form).submission
    return Texts(submission), submission.cells.of(("other", "text"))[0]


@pytest.mark.parametrize(
    ("sentence", "right", "wrong"),
    [
        ("2027年社区环境整治提升项目预算{}万元。", "92.5", "129.5"),
        ("我街道社区环境整治提升项目安排{}万元。", "92.5", "95"),
        ("项目支出313.7万元，其中社区环境整治提升项目{}万元。", "92.5", "75.1"),
        ("2027年街巷道路修缮工程预算{}元。", "1200000", "1500000"),
        ("项目支出313.7万元，其中：街巷道路修缮工程{}万元，网格化服务管理经费64.8万元。", "120", "150"),
        ("项目支出313.7万元，包括网格化服务管理经费64.8万元、便民服务中心运行经费{}万元。", "36.4", "46.4"),
        ("一般公共预算基本支出939.48万元，其中办公费{}万元，电费9.8万元。", "18.6", "28.6"),
        ("一般公共预算基本支出939.48万元，其中办公费18.6万元，电费{}万元。", "9.8", "19.8"),
        ("2027年一般公共预算安排工资福利支出{}万元。", "805.45", "850.45"),
        ("2027年我街道城乡社区环境卫生预算{}万元。", "92.5", "95.2"),
        ("支出总计1255.58万元，其中住房保障支出{}万元。", "70.24", "74.2"),
    ],
)
def test_an_amount_of_a_named_row_is_held_against_it(demo: tuple[Texts, Cell], sentence: str, right: str, wrong: str) -> None:
    judge, cell = demo
    assert list(judge.findings(cell, sentence.format(right))) == []
    (finding,) = judge.findings(cell, sentence.format(wrong))
    assert (finding.rule, finding.severity, len(finding.cells)) == ("TEXT-02", "warning", 2)


@pytest.mark.parametrize(
    "sentence",
    [
        "2027年我街道办公费20.5万元。",  # of all sources, which no table has
        "办公费20万元。", "城乡社区支出300万元。", "社区环境整治提升项目50万元。",  # whose, which year's
        "我街道社区环境整治提升项目50万元用于保洁。", "我街道社区环境整治提升项目50万元左右。", "2026年社区环境整治提升项目71.5万元。",
        "一般公共预算支出1123.18万元，其中城乡社区支出81.3万元。", "2027年我街道政府性基金安排城乡社区支出101.3万元。",
        "机关运行经费127.63万元，其中办公费12.3万元。", "政府采购预算154.92万元，其中街巷道路修缮工程91.3万元。",
        "2027年我街道社区环境整治提升项目垃圾桶3万元。", "全县2027年预算城乡社区支出3.2亿元。", "便民服务中心2027年预算卫生健康支出12.6万元。",
        "项目支出313.7万元，其中上级资金安排社区环境整治提升项目20万元。", "我街道其他支出5万元。",
        "2027年我街道街巷道路修缮工程96万元。",  # that of the procurement table
    ],
)  # fmt: skip
def test_what_may_be_a_part_or_another_figure_is_silent(demo: tuple[Texts, Cell], sentence: str) -> None:
    judge, cell = demo
    assert [one for one in judge.findings(cell, sentence) if one.rule == "TEXT-02"] == []


def table(**amount: object) -> str:
    columns = fields_of({"name": {"type": "text", "label": "项目名称"}, "amount": {"type": "money", "label": "金额", **amount}})
    return a_block("t", "table", rows=3, columns=columns, totals=[{"id": "t_total"}])


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["村卫生室修缮工程", "文化广场建设项目"], ["9"]),
        (["村卫生室修缮工程", "村卫生室修缮工程"], []),  # of two rows with one name nobody knows which
        (["村修缮工程", "文化广场建设项目"], []),  # too short
    ],
)
def test_a_typed_name_is_long_and_the_only_one(tmp_path: Path, names: list[str], found: list[str]) -> None:
    form = a_form(tmp_path, a_sheet("数据", table(named_by="name"), TEXT))
    rows = [{"name": name, "amount": amount} for name, amount in zip(names, ("3", "5"))]
    assert said(form, f"2022年预算安排{names[0]}9万元。", t=rows) == found


def test_without_the_key_no_row_is_called_by_its_name(tmp_path: Path) -> None:
    form = a_form(tmp_path, a_sheet("数据", table(), TEXT))
    assert said(form, "2022年预算安排村卫生室修缮工程9万元。", t=[{"name": "村卫生室修缮工程", "amount": "3"}]) == []


def test_a_copy_of_a_table_names_no_rows(tmp_path: Path) -> None:
    sheets = a_sheet("数据", table(named_by="name")) + '\n[[sheets]]\nid = "second"\nname = "乙"\n[[sheets.blocks]]\nid = "y"\nlike = "t"\n'
    form = a_form(tmp_path, sheets)
    assert [block.id for _, block in form.blocks() for column in getattr(block, "columns", ()) if column.named_by] == ["t"]


@pytest.mark.parametrize("block", [table(named_by="amount"), table(named_by="nme"), table(type="percent", named_by="name")])
def test_rows_are_named_by_a_column_of_texts_and_only_amounts_are(tmp_path: Path, block: str) -> None:
    (told,) = mistakes(tmp_path, block)
    assert "named_by" in told and "金额" in told


def test_the_rows_of_a_grid_are_named_by_their_labels(tmp_path: Path) -> None:
    grid = a_block("g", "grid", rows=[{"id": "a", "label": "一、道路养护支出"}], columns=fields_of({"amount": {"type": "money", "named_by": "label"}}))
    form = a_form(tmp_path, a_sheet("数据", grid, TEXT))
    assert said(form, "2022年预算安排道路养护支出9万元。", g={"a": {"amount": "3"}}) == ["9"]
