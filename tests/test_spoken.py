"""``spoken``: the words that sentences have for a figure, with one owner for each phrase and measure."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import COVER, a_block, a_form, a_sheet, fields_of, filled, record
from test_cli import Call, call

from budgetxl.checks.texts.narrative import narrative_findings
from budgetxl.forms import Form, FormError, known_folders, load_form
from budgetxl.verbs import check_form

__all__ = ["call"]

MONEY = {"type": "money", "label": "甲"}


def mistakes(folder: Path, *blocks: str) -> list[str]:
    with pytest.raises(FormError) as raised:
        a_form(folder, a_sheet("数据", *blocks))
    return [str(mistake) for mistake in raised.value.mistakes]


def said(form: Form, sentence: str, **data: object) -> list[str]:
    return [one.actual for one in narrative_findings(filled(form, {**data, "o": {"text": sentence}}, 2022).submission)]


TEXT = a_block("o", "record", fields=fields_of({"text": {"type": "longtext", "label": "其他"}}))


# ── one owner


def test_two_figures_with_one_phrase_are_a_mistake_that_names_both(tmp_path: Path) -> None:
    block = a_block("x", "record", fields=fields_of({"a": {**MONEY, "spoken": ["会议费"]}, "b": {**MONEY, "spoken": ["会议费"]}}))
    (told,) = mistakes(tmp_path, block)
    assert "x.a" in told and "x.b" in told and "会议费" in told and "sheets.sheet_x.blocks.x.fields.b.spoken" in told


def test_quotes_and_widths_make_no_other_phrase(tmp_path: Path) -> None:
    block = a_block("x", "record", fields=fields_of({"a": {**MONEY, "spoken": ["“三公”经费"]}, "b": {**MONEY, "spoken": ["三公经费"]}}))
    assert len(mistakes(tmp_path, block)) == 1


def test_an_amount_and_its_change_may_have_one_phrase(tmp_path: Path) -> None:
    fields = fields_of({"a": {**MONEY, "spoken": ["会议费"]}, "b": {**MONEY, "signed": True, "spoken": ["会议费"]}})
    form = a_form(tmp_path, a_sheet("数据", a_block("x", "record", fields=fields), TEXT))
    assert (form.spoken.owners["amount"]["会议费"], form.spoken.owners["change"]["会议费"]) == (("x", "a"), ("x", "b"))


def test_the_phrases_of_another_figure_are_named_by_its_path(tmp_path: Path) -> None:
    fields = fields_of({"a": {"type": "money", "label": "会议费预算数", "spoken": ["会议费"]}, "b": {**MONEY, "signed": True, "spoken": ["x.a"]}})
    form = a_form(tmp_path, a_sheet("数据", a_block("x", "record", fields=fields)))
    assert {phrase for phrase, path in form.spoken.owners["change"].items() if path == ("x", "b")} == {"会议费", "会议费预算数"}


def test_a_row_that_names_another_figure_leaves_it_what_it_has_itself(tmp_path: Path) -> None:
    grid = a_block(
        "g", "grid", rows=[{"id": "r", "label": "会议费", "spoken": ["x.a"]}],
        columns=fields_of({"amount": "money", "change": {"type": "money", "signed": True}}),
    )  # fmt: skip
    form = a_form(tmp_path, a_sheet("数据", a_block("x", "record", fields=fields_of({"a": {**MONEY, "spoken": ["会议费"]}})), grid))
    assert form.spoken.owners["amount"]["会议费"] == ("x", "a")
    assert form.spoken.owners["change"]["会议费"] == ("g", "r", "change")


def test_two_figures_that_lead_to_each_other_come_to_an_end(tmp_path: Path) -> None:
    fields = fields_of({"a": {**MONEY, "spoken": ["x.b"]}, "b": {**MONEY, "signed": True, "spoken": ["x.a"]}})
    assert a_form(tmp_path, a_sheet("数据", a_block("x", "record", fields=fields))).spoken.clashes == ()


@pytest.mark.parametrize(("phrase", "word"), [("x.totl", "x.total"), ("费", "至少两个字")])
def test_a_phrase_that_leads_nowhere_or_says_too_little_is_a_mistake(tmp_path: Path, phrase: str, word: str) -> None:
    block = a_block("x", "record", fields=fields_of({"total": {**MONEY, "spoken": ["会议费总数"]}, "b": {**MONEY, "signed": True, "spoken": [phrase]}}))
    (told,) = mistakes(tmp_path, block)
    assert phrase in told and word in told


def test_a_phrase_without_letters_is_a_mistake(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, a_block("x", "record", fields=fields_of({"a": {**MONEY, "spoken": ["3.5"]}})))
    assert "“3.5”里没有文字" in told


def test_what_is_no_figure_has_no_phrases(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, a_block("x", "record", fields=fields_of({"a": {"type": "text", "label": "会议名称", "spoken": ["会议费"]}})))
    assert "“会议名称”" in told and "不能有 spoken" in told


def test_a_grids_column_is_not_spoken_of_by_itself(tmp_path: Path) -> None:
    grid = a_block("g", "grid", rows=[{"id": "r", "label": "会议费"}], columns=fields_of({"amount": {**MONEY, "spoken": ["会议费"]}}))
    (told,) = mistakes(tmp_path, grid)
    assert "spoken = []" in told


def test_a_copy_of_a_block_has_none_of_its_phrases(tmp_path: Path) -> None:
    fields = fields_of({"a": {**MONEY, "spoken": ["会议费"]}})
    sheets = a_sheet("数据", a_block("x", "record", fields=fields)) + '\n[[sheets]]\nid = "second"\nname = "乙"\n[[sheets.blocks]]\nid = "y"\nlike = "x"\n'
    form = a_form(tmp_path, sheets)
    assert form.spoken.owners["amount"]["会议费"] == ("x", "a")


def test_a_column_of_a_table_is_its_first_total(tmp_path: Path) -> None:
    table = a_block(
        "t", "table", rows=2, columns=fields_of({"name": "text", "amount": {**MONEY, "spoken": ["会议费"]}}), totals=[{"id": "t_total"}, {"id": "t_other"}]
    )
    assert a_form(tmp_path, a_sheet("数据", table)).spoken.owners["amount"]["会议费"] == ("t_total", "amount")


def test_a_figure_that_nobody_speaks_of_has_no_phrase_by_its_label_either(tmp_path: Path) -> None:
    form = a_form(tmp_path, a_sheet("数据", a_block("x", "record", fields=fields_of({"a": {"type": "money", "label": "会议费预算", "spoken": []}})), TEXT))
    assert said(form, "今年安排的会议费预算3万元。", x={"a": "2"}) == []


# ── inherited


def child(folder: Path, changed: str) -> Form:
    (folder / "above").mkdir()
    fields = fields_of({"a": {**MONEY, "spoken": ["会议费"]}, "b": {**MONEY, "signed": True, "spoken": ["x.a"]}})
    above = 'id = "above"\ntitle = "说明"\nyear = 2022\n' + COVER + a_sheet("数据", a_block("x", "record", fields=fields), TEXT)
    (folder / "above" / "form.toml").write_text(above, encoding="utf-8")
    (folder / "below").mkdir()
    head = 'id = "below"\nextends = "above"\n[[sheets]]\nid = "sheet_x"\n[[sheets.blocks]]\nid = "x"\n'
    (folder / "below" / "form.toml").write_text(head + changed, encoding="utf-8")
    return load_form(folder / "below")


def test_phrases_are_inherited_and_written_anew(tmp_path: Path) -> None:
    form = child(tmp_path, 'fields = [{ id = "a", spoken = ["培训费"] }]\n')
    assert form.spoken.owners["amount"] == {"培训费": ("x", "a")}
    assert form.spoken.owners["change"] == {"培训费": ("x", "b")}


def test_what_names_a_figure_that_the_form_removed_is_no_mistake(tmp_path: Path) -> None:
    form = child(tmp_path, 'fields = [{ id = "a", remove = true }]\n')
    assert form.spoken.named == set()


def test_phrases_change_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    prints = [child(tmp_path / name, f'fields = [{{ id = "a", spoken = ["{phrase}"] }}]\n').fingerprint for name, phrase in (("1", "培训费"), ("2", "差旅费"))]
    assert prints[0] == prints[1]


# ── what has none


def test_a_figure_of_the_wording_without_a_phrase_is_told(tmp_path: Path, call: Call) -> None:
    grid = a_block("g", "grid", rows=[{"id": "r", "label": "甲"}, {"id": "s", "label": "乙"}], columns=fields_of({"amount": "money"}))
    form = a_form(tmp_path, record("x", a={**MONEY, "spoken": ["会议费"]}, b=MONEY, c={"type": "text", "label": "丙"}) + a_sheet("表", grid))
    wording = "{{ x.a | money }}{{ x.b | money }}{{ x.c }}{% for one in [g.r] %}{{ one.amount | money }}{% endfor %}"
    (form.folders[0] / "notice.md.j2").write_text(wording, encoding="utf-8")
    assert check_form(str(form.folders[0])).unspoken == ("x.b", "g.r.amount")
    ended = call("forms", "check", str(form.folders[0]))
    assert "x.b、g.r.amount" in ended.out and "x.a" not in ended.out


def test_every_figure_of_which_a_shipped_form_speaks_has_phrases() -> None:
    assert {name: check_form(name).unspoken for name in known_folders()} == dict.fromkeys(known_folders(), ())


# ── whose figures a text speaks of


GOAL = a_block("goals", "table", rows=3, columns=fields_of({"name": {"type": "text", "label": "名称"}, "goal": {"type": "longtext", "label": "目标"}}))


@pytest.mark.parametrize(("sentence", "found"), [("今年会议费30万元。", []), ("我街道今年会议费30万元。", ["30"])])
def test_a_text_about_an_item_speaks_of_the_unit_only_where_it_says_so(tmp_path: Path, sentence: str, found: list[str]) -> None:
    fields = a_block("x", "record", fields=fields_of({"a": {**MONEY, "spoken": ["会议费"]}}))
    project = a_block("project", "record", fields=fields_of({"title": {"type": "text", "label": "项目"}, "aim": {"type": "longtext", "label": "目标"}}))
    form = a_form(tmp_path, a_sheet("数据", fields, GOAL) + a_sheet("项目{{ n }}", project, repeat="projects"))
    for data in ({"goals": [{"name": "党建", "goal": sentence}]}, {"projects": [{"title": "修路", "aim": sentence}]}):
        findings = narrative_findings(filled(form, {"x": {"a": "2"}, **data}, 2022).submission)
        assert [one.actual for one in findings] == found
    whole = narrative_findings(filled(form, {"x": {"a": "2"}, "goals": [{"goal": sentence}]}, 2022).submission)
    assert [one.actual for one in whole] == ["30"]
