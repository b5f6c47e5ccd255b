"""``[[overview]]``: the charts of a form, what they resolve to, and what ``forms check`` refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import a_block, a_form, a_sheet, fields_of, record, table, toml

from budgetxl.forms import Form, FormError, load_form
from budgetxl.verbs import check_form

GRID = a_sheet("支出", a_block(
    "spend", "grid", unit="万元", title="",
    rows=[{"id": "class_a", "label": "一、教育"}, {"id": "class_b", "label": "二、卫生"}, {"id": "none", "label": "三、别的", "skip": ["amount", "last", "change"]}, {"id": "total", "label": "合计"}],
    columns=fields_of({"amount": "money", "last": "money", "change": {"type": "money", "signed": True}, "share": "percent"}),
))  # fmt: skip
SHEETS = (
    record("x", income="money", last_income="money", people="integer", yuan={"type": "money", "unit": "元"}, note="text")
    + table("list", "明细", {"totals": [{"id": "sum", "label": "合计", "columns": ["amount"]}]}, item="text", amount="money", price="money")
    + GRID
)


def chart(name: str = "c", /, **keys: object) -> str:
    given = {"id": name, "title": "图", "kind": "parts", **keys}
    return "[[overview]]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in given.items() if value is not None)


def form_with(tmp_path: Path, *charts: str) -> Form:
    return a_form(tmp_path, SHEETS + "\n" + "\n".join(charts))


def shown(form: Form) -> dict[str, list[tuple[str, str, str, str]]]:
    return {
        one.id: [(figure.label, *(".".join(path) for path in (figure.path, figure.last, figure.change))) for figure in one.figures] for one in form.overview
    }  # fmt: skip


def test_a_star_stands_for_the_rows_of_a_grid_that_have_the_figure(tmp_path: Path) -> None:
    form = form_with(tmp_path, chart(of="spend.class_*.amount"), chart("d", of="spend.*.amount"))
    assert shown(form)["c"] == [("教育", "spend.class_a.amount", "", ""), ("卫生", "spend.class_b.amount", "", "")]
    assert [label for label, *_ in shown(form)["d"]] == ["教育", "卫生", "合计"]
    assert {one.unit for one in form.overview} == {"万元"}


def test_last_years_figures_stand_for_the_same_star(tmp_path: Path) -> None:
    form = form_with(tmp_path, chart(kind="years", of=["spend.class_*.amount", "x.income"], last=["spend.class_*.last", "x.last_income"]))
    assert [(path, last) for _, path, last, _ in shown(form)["c"]] == [
        ("spend.class_a.amount", "spend.class_a.last"), ("spend.class_b.amount", "spend.class_b.last"), ("x.income", "x.last_income"),
    ]  # fmt: skip


def test_a_change_serves_where_a_form_has_no_last_year(tmp_path: Path) -> None:
    form = form_with(tmp_path, chart(kind="years", of="spend.*.amount", change="spend.*.change"))
    assert [change for *_, change in shown(form)["c"]] == ["spend.class_a.change", "spend.class_b.change", "spend.total.change"]


def test_a_column_is_the_sum_of_its_rows_and_may_have_a_name_of_the_charts_own(tmp_path: Path) -> None:
    form = form_with(tmp_path, chart(of=["list.amount", "sum.amount"], labels=["各行", "合计行"]), chart("d", kind="units", of="list.amount"))
    assert shown(form) == {"c": [("各行", "list.amount", "", ""), ("合计行", "sum.amount", "", "")], "d": [("amount", "list.amount", "", "")]}


@pytest.mark.parametrize(("given", "key", "said"), [
    (chart(title=None), "overview.c", "title"),
    (chart(kind="part", of="x.income"), "overview.c.kind", "“part”不是图的种类，是否应为“parts”"),
    (chart(of="x.incom"), "overview.c.of", "表样里没有“x.incom”这个数，是否应为“x.income”"),
    (chart(of="spend.klass_*.amount"), "overview.c.of", "表样里没有“spend.klass_*.amount”"),
    (chart(of="spend.total.share"), "overview.c.of", "“spend.total.share”不能跨单位相加"),
    (chart(of="list.price"), "overview.c.of", "“list.price”不能跨单位相加"),
    (chart(of="x.note"), "overview.c.of", "不能跨单位相加"),
    (chart(of=["x.income", "x.yuan"]), "overview.c.of", "一幅图里的数单位要相同：x.income以万元计，x.yuan以元计"),
    (chart(of=["x.income", "x.people"]), "overview.c.of", "单位要相同"),
    (chart(kind="units", of=["x.income", "x.last_income"]), "overview.c.of", "只画一个数，这里有 2 个"),
    (chart(kind="years", of="x.income"), "overview.c", "要写 last（上年数）或 change（比上年增减）"),
    (chart(kind="years", of="x.income", last="x.last_income", change="x.income"), "overview.c", "只能写一样"),
    (chart(of="x.income", last="x.last_income"), "overview.c.last", "只有今年与上年的图（years）才写“last”"),
    (chart(kind="years", of=["x.income", "sum.amount"], last="x.last_income"), "overview.c.last", "“last”有 1 项，应与 of 的 2 项逐个对应"),
    (chart(kind="years", of="spend.*.amount", last="spend.total.last"), "overview.c.last", "里的 * 应与“spend.*.amount”里的一样多"),
    (chart(kind="years", of="x.income", last="x.last_incom"), "overview.c.last", "表样里没有“x.last_incom”这个数，是否应为“x.last_income”"),
    (chart(of=["x.income", "sum.amount"], labels=["收入"]), "overview.c.labels", "“labels”有 1 项，应与 of 的 2 项逐个对应"),
    (chart(of="spend.*.amount", labels=["各类"]), "overview.c.labels", "不能用 labels 另起名称"),
    (chart(of="x.income", colour="red"), "overview.colour", "colour"),
])  # fmt: skip
def test_what_cannot_work_is_refused_with_file_and_key(tmp_path: Path, given: str, key: str, said: str) -> None:
    with pytest.raises(FormError) as refused:
        form_with(tmp_path, given)
    told = [str(mistake) for mistake in refused.value.mistakes]
    assert any(said in one for one in told), told
    assert any(mistake.file.endswith("form.toml") and key.rpartition(".")[2] in mistake.key for mistake in refused.value.mistakes), told


def child_of(tmp_path: Path, parent: Form, text: str) -> Path:
    home = tmp_path / "child"
    home.mkdir()
    (home / "form.toml").write_text(f'id = "child"\nextends = {toml(parent.folders[0].name)}\n{text}', encoding="utf-8")
    return home


def test_what_a_parent_draws_falls_away_with_its_figure_and_a_chart_with_its_last(tmp_path: Path) -> None:
    parent = form_with(tmp_path, chart(of=["x.income", "x.last_income"]), chart("d", of="x.last_income"))
    gone = '[[sheets]]\nid = "sheet_x"\n[[sheets.blocks]]\nid = "x"\nfields = [{ id = "last_income", remove = true }]\n'
    home = child_of(tmp_path, parent, gone)
    assert list(check_form(str(home)).mistakes) == []
    assert shown(load_form(home)) == {"c": [("income", "x.income", "", "")]}


def test_a_form_that_draws_what_it_removed_is_told_who_removed_it(tmp_path: Path) -> None:
    parent = form_with(tmp_path)
    gone = '[[sheets]]\nid = "sheet_x"\n[[sheets.blocks]]\nid = "x"\nfields = [{ id = "last_income", remove = true }]\n'
    with pytest.raises(FormError, match=r"“x\.last_income”已经由 child 删去"):
        load_form(child_of(tmp_path, parent, gone + chart(of=["x.income", "x.last_income"])))


def test_a_child_changes_takes_away_and_adds_charts_by_id(tmp_path: Path) -> None:
    parent = form_with(tmp_path, chart(of="x.income"), chart("d", of="sum.amount"))
    form = load_form(child_of(tmp_path, parent, '[[overview]]\nid = "c"\nremove = true\n' + chart("e", kind="units", of="x.income", before="d")))
    assert [one.id for one in form.overview] == ["e", "d"]


def test_every_form_that_comes_with_the_program_draws_what_its_tables_have() -> None:
    """The default form draws all classes, income by source, this year against last, and spending by unit."""
    charts = {one.id: one for one in load_form("hebei-2027").overview}
    assert len(charts["classes"].figures) == 30
    assert {one.kind for one in charts.values()} == {"parts", "years", "units"}
    assert all(figure.last for one in charts.values() if one.kind == "years" for figure in one.figures)
    assert all(figure.change for one in load_form("langfang-2022").overview if one.kind == "years" for figure in one.figures)
