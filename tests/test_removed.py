"""Removed is not unknown: what falls away with a field is listed, the inherited wording sees a blank, messages say who did it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from making import COVER, a_block, a_form, a_rule, a_sheet, fields_of, filled

from budgetxl.cli.app import run
from budgetxl.forms import Form, FormError, load_form
from budgetxl.notice import NoticeError, render, template_mistakes, to_text
from budgetxl.verbs import check_form, rule_catalogue

TEMPLATES = Path(__file__).parent.parent / "templates"
INCOME = a_block("income", "record", fields=fields_of({"total": "money", "carried_forward": "money", "other": "money"}))
ITEMS = a_block("items", "table", rows=3, columns=fields_of({"name": "text", "amount": "money"}), totals=[{"id": "items_total"}])
ASSETS = a_block(
    "assets", "grid", rows=[{"id": "cars", "label": "车"}, {"id": "rooms", "label": "房"}],
    columns=fields_of({"value": "money", "count": "integer"}),
)  # fmt: skip
PROJECT = a_block("project", "record", fields=fields_of({"title": "text", "aim": "text"}))
REMARK = a_block("remark", "record", fields=fields_of({"said": "text"}))
SHEETS = (
    a_sheet("收入", INCOME) + a_sheet("明细", ITEMS, REMARK) + a_sheet("资产", ASSETS) + a_sheet("项目", PROJECT, repeat="projects")
)  # fmt: skip
RULES = "".join(
    (
        a_rule("A-01", "income.total >= income.carried_forward"),
        a_rule("A-02", "income.total >= 0", message="{income.carried_forward}"),
        a_rule("A-03", "row.amount >= 0", each="items"),
        a_rule("A-04", "items_total.amount == income.total"),
        a_rule("A-05", "row.value >= 0", each="assets"),
        a_rule("A-06", "row.aim != row.title", each="projects"),
        a_rule("A-07", "income.total >= income.other"),
    )
)
WORDING = """#= 说明
{% if income.carried_forward is filled %}
结转{{ income.carried_forward | money }}万元。
{% endif %}
{% for item in items %}
{{ item.name }}{% if item.amount is filled %}{{ item.amount | money }}万元{% endif %}。
{% endfor %}
{% if items_total.amount is filled %}合计{{ items_total.amount | money }}。{% endif %}

{% if assets.cars.value is filled %}车{{ assets.cars.value | money }}。{% endif %}

{% for project in projects %}
{{ project.title }}{{ project.aim | default("") }}。
{{ table("project.aim", of=project) }}
{% endfor %}
{{ table("items") }}
{{ table("assets") }}
"""
DATA = {
    "income": {"total": "5", "carried_forward": "1", "other": "2"},
    "items": [{"name": "甲", "amount": "5"}],
    "assets": {"cars": {"value": "1", "count": "1"}, "rooms": {"value": "1", "count": "1"}},
    "projects": [{"title": "乙", "aim": "丙"}],
}
#: What is removed, as TOML; the rules that fall away with it; what the text still says.
REMOVALS = {
    "field": ('[[sheets]]\nid = "sheet_income"\n[[sheets.blocks]]\nid = "income"\nfields = [{ id = "carried_forward", remove = true }]', ["A-01", "A-02"], "甲5万元。"),
    "block": ('[[sheets]]\nid = "sheet_items"\n[[sheets.blocks]]\nid = "items"\nremove = true', ["A-03", "A-04"], "结转1万元。"),
    "sheet": ('[[sheets]]\nid = "sheet_items"\nremove = true', ["A-03", "A-04"], "结转1万元。"),
    "column": ('[[sheets]]\nid = "sheet_items"\n[[sheets.blocks]]\nid = "items"\ncolumns = [{ id = "amount", remove = true }]', ["A-03", "A-04"], "甲。"),
    "total": ('[[sheets]]\nid = "sheet_items"\n[[sheets.blocks]]\nid = "items"\ntotals = [{ id = "items_total", remove = true }]', ["A-04"], "甲5万元。"),
    "row of a grid": ('[[sheets]]\nid = "sheet_assets"\n[[sheets.blocks]]\nid = "assets"\nrows = [{ id = "cars", remove = true }]', [], "甲5万元。"),
    "crossing": ('[[sheets]]\nid = "sheet_assets"\n[[sheets.blocks]]\nid = "assets"\nrows = [{ id = "cars", skip = ["value"] }]', [], "甲5万元。"),
    "column of a grid": ('[[sheets]]\nid = "sheet_assets"\n[[sheets.blocks]]\nid = "assets"\ncolumns = [{ id = "value", remove = true }]', ["A-05"], "甲5万元。"),
    "repeated field": ('[[sheets]]\nid = "sheet_project"\n[[sheets.blocks]]\nid = "project"\nfields = [{ id = "aim", remove = true }]', ["A-06"], "乙。"),
    "repeated sheet": ('[[sheets]]\nid = "sheet_project"\nremove = true', ["A-06"], "甲5万元。"),
    "replaced block": ('[[sheets]]\nid = "sheet_income"\n[[sheets.blocks]]\nid = "income"\nkind = "record"\nreplace = true\nfields = [{ id = "total", label = "总计", type = "money" }, { id = "other", label = "其他", type = "money" }]', ["A-01", "A-02"], "甲5万元。"),
}  # fmt: skip


@pytest.fixture
def parent(tmp_path: Path) -> Path:
    form = a_form(tmp_path, SHEETS, RULES)
    (form.folders[0] / "notice.md.j2").write_text(WORDING, encoding="utf-8")
    return form.folders[0]


def child(parent: Path, sheets: str, rules: str = "", wording: str = "", name: str = "child") -> Path:
    home = parent.parent / name
    home.mkdir()
    (home / "form.toml").write_text(f'id = "{name}"\nextends = "{parent}"\n{sheets}\n', encoding="utf-8")
    (home / "rules.toml").write_text(rules, encoding="utf-8")
    if wording:
        (home / "notice.md.j2").write_text(wording, encoding="utf-8")
    return home


def kept(form: Form) -> dict[str, object]:
    """The data as far as the form has places for it."""

    def cut(value: object, path: tuple[str, ...]) -> object:
        if isinstance(value, dict):
            return {key: cut(each, (*path, key)) for key, each in value.items() if _known(form, (*path, key))}
        return [cut(each, path) for each in value] if isinstance(value, list) else value

    return dict(cut(DATA, ()))  # type: ignore[call-overload, no-any-return]


def _known(form: Form, path: tuple[str, ...]) -> bool:
    return any(known[: len(path)] == path for known in form.compiled.places)


@pytest.mark.parametrize("what", REMOVALS)
def test_rules_that_fall_away_are_kept_with_what_is_gone_and_who_removed_it(parent: Path, what: str) -> None:
    sheets, dropped, _ = REMOVALS[what]
    home = child(parent, sheets)
    catalogue = rule_catalogue(str(home))
    assert [one.id for one in catalogue.dropped] == dropped
    assert {by for one in catalogue.dropped for by in one.by} == ({"child"} if dropped else set())
    assert {rule.id for rule in catalogue.rules if not rule.own} == {f"A-0{n}" for n in range(1, 8)} - set(dropped)
    assert check_form(str(home)).dropped == catalogue.dropped


@pytest.mark.parametrize("what", REMOVALS)
def test_a_removed_field_is_blank_to_the_inherited_wording(parent: Path, what: str) -> None:
    sheets, _, said = REMOVALS[what]
    form = load_form(child(parent, sheets))
    assert form.removed.places
    assert template_mistakes(form) == []
    text = to_text(render(filled(form, kept(form)).submission))
    assert said in "".join(text.split())


def test_forms_check_lists_them_and_its_exit_code_stays(parent: Path, capfd: pytest.CaptureFixture[str]) -> None:
    home = child(parent, REMOVALS["field"][0])
    assert run(["forms", "check", str(home)]) == 0
    ok, dropped, *_ = capfd.readouterr().out.splitlines()
    assert "没有错误" in ok
    assert dropped == "随字段删去的规则：A-01（income.carried_forward）、A-02（income.carried_forward）"


def test_rules_lists_them_in_each_of_its_formats(parent: Path, capfd: pytest.CaptureFixture[str]) -> None:
    home = str(child(parent, REMOVALS["field"][0]))
    run(["rules", home])
    assert "A-02     不再检查：child 删去了 income.carried_forward" in capfd.readouterr().out
    run(["rules", home, "--json"])
    assert json.loads(capfd.readouterr().out)["dropped"][0] == {"id": "A-01", "gone": ["income.carried_forward"], "by": ["child"]}
    run(["rules", home, "--markdown"])
    assert "| A-01 | 不再检查：child 删去了 income.carried_forward |" in capfd.readouterr().out


def test_a_form_that_removes_nothing_lists_nothing(parent: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(["forms", "check", str(parent)])
    assert "随字段删去" not in capfd.readouterr().out
    assert rule_catalogue(str(parent)).dropped == ()


def test_what_a_form_between_removed_is_its_removal(parent: Path) -> None:
    between = child(parent, REMOVALS["field"][0], name="between")
    (dropped, _) = rule_catalogue(str(child(between, "", name="below"))).dropped
    assert dropped.by == ("between",)


def test_what_a_form_below_puts_back_is_not_gone(parent: Path) -> None:
    between = child(parent, REMOVALS["field"][0], name="between")
    back = REMOVALS["field"][0].replace("remove = true", 'label = "结转", type = "money"')
    form = load_form(child(between, back, name="below"))
    assert (form.removed.places, form.dropped) == ({}, ())


def mistakes(home: Path) -> Iterator[str]:
    with pytest.raises(FormError) as caught:
        load_form(home)
    return map(str, caught.value.mistakes)


@pytest.mark.parametrize(
    ("what", "rule", "name"),
    [
        ("field", a_rule("B-01", "income.carried_forward > 0"), "income.carried_forward"),
        ("column", a_rule("B-01", "row.amount > 0", each="items"), "row.amount"),
        ("block", a_rule("B-01", "row.amount > 0", each="items"), "items"),
        ("repeated field", a_rule("B-01", 'row.aim != "甲"', each="projects"), "row.aim"),
        ("field", a_rule("B-01", "income.total > 0", message="{income.carried_forward}"), "income.carried_forward"),
    ],
)
def test_an_own_rule_that_names_a_removed_field_is_told_who_removed_it(parent: Path, what: str, rule: str, name: str) -> None:
    (said,) = mistakes(child(parent, REMOVALS[what][0], rule))
    assert f"“{name}”" in said and "已由表样 child 删去" in said and "B-01" in said


def test_an_own_formula_that_names_a_removed_field_is_told_who_removed_it(parent: Path) -> None:
    more = REMOVALS["field"][0].replace("}]", '}, { id = "sum", label = "和", type = "money", formula = "income.carried_forward + 1" }]')
    (said,) = mistakes(child(parent, more))
    assert "“income.carried_forward”已由表样 child 删去" in said


def test_choices_out_of_a_removed_table_are_told_who_removed_it(tmp_path: Path) -> None:
    chosen = a_sheet("选择", a_block("x", "record", fields=fields_of({"a": {"type": "choice", "choices": "items.name"}})))
    form = a_form(tmp_path, a_sheet("明细", ITEMS) + chosen, cover=COVER)
    (said,) = mistakes(child(form.folders[0], REMOVALS["sheet"][0]))
    assert "choices 所指的“items.name”已由表样 child 删去" in said and "x.a.choices" in said


def test_wording_that_must_print_a_removed_field_is_a_mistake_of_the_form(parent: Path) -> None:
    home = child(parent, REMOVALS["field"][0], wording="#= 说明\n\n结转{{ income.carried_forward | money }}万元。")
    (mistake,) = check_form(str(home)).mistakes
    assert (mistake.file, "第 3 行：这里要写出的内容已由表样删去" in mistake.message) == ("child/notice.md.j2", True)


def test_a_name_that_nobody_of_the_lineage_has_is_a_mistake(parent: Path) -> None:
    home = child(parent, REMOVALS["field"][0], wording="#= 说明\n{{ income.carried_foward }}{{ table('itmes') }}")
    first, second = check_form(str(home)).mistakes
    assert "没有叫“carried_foward”的内容，是否应为“carried_forward”" in str(first)
    assert "没有叫“itmes”的表格或字段，不能写进 table(…)，是否应为“items”" in str(second)
    with pytest.raises(NoticeError):
        render(filled(load_form(home), kept(load_form(home))).submission, draft=True)


LABELLED = a_sheet("另表", a_block("x", "record", title="{{ income.other }}之用", fields=fields_of({"a": "money"})))


def test_an_inherited_label_that_names_a_removed_field_is_told_who_removed_it(tmp_path: Path) -> None:
    form = a_form(tmp_path, a_sheet("收入", INCOME) + LABELLED)
    gone = REMOVALS["field"][0].replace("carried_forward", "other")
    (said,) = mistakes(child(form.folders[0], gone))
    assert "sheets.sheet_x.blocks.x.title" in said and "{{ income.other }} 已由表样 child 删去" in said
    neutral = '[options]\nneutral = { "income.other" = "其他" }\n'
    assert load_form(child(form.folders[0], neutral + gone, name="worded")).rules == ()


def test_a_label_that_names_a_field_that_nobody_has_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(FormError, match=r"\{\{ income.othr \}\} 不是表样的字段，是否应为“income.other”"):
        a_form(tmp_path, a_sheet("收入", INCOME) + LABELLED.replace("other", "othr"))


def test_wording_that_prints_the_total_of_a_removed_table_is_told(tmp_path: Path) -> None:
    form = a_form(tmp_path, a_sheet("收入", INCOME) + a_sheet("明细", ITEMS))
    (form.folders[0] / "notice.md.j2").write_text("#= 说明\n\n共{{ items_total.amount }}万元。\n", encoding="utf-8")
    (mistake,) = check_form(str(child(form.folders[0], REMOVALS["sheet"][0]))).mistakes
    assert "第 3 行：这里要写出的内容已由表样删去" in mistake.message


@pytest.mark.parametrize("name", ["published", "overview", "checklist"])
@pytest.mark.parametrize("home", [home for home in sorted(TEMPLATES.glob("*/")) if home.name != "explanations"], ids=lambda home: home.name)
def test_a_form_may_take_away_what_is_published_drawn_and_checked_by_people(home: Path, name: str, tmp_path: Path) -> None:
    """One by one and all of them. A removal is no sheet's, though a published table has blocks as well."""

    def standing(form: Form) -> list[str]:
        return [one.id for one in getattr(form, name) if getattr(one, "blocks", True)]  # a published table that is gone has none

    ids = standing(load_form(home))
    for number, gone in enumerate([*([one] for one in ids), ids]):
        below = tmp_path / f"child{number}"
        below.mkdir()
        removals = "".join(f'[[{name}]]\nid = "{one}"\nremove = true\n' for one in gone)
        (below / "form.toml").write_text(f'id = "child{number}"\nextends = "{home}"\n{removals}', encoding="utf-8")
        try:
            found = standing(load_form(below))
        except FormError as error:
            assert all(name in mistake.key or "published" in mistake.message or "公开的表" in mistake.message for mistake in error.mistakes)
        else:
            assert found == [one for one in ids if one not in gone]
