"""A workbook for each section, filled in by different people and read together as one submission."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from making import COVER, a_block, a_form, a_rule, a_sheet, check_cell, fields_of, opened, report, typed

from budgetxl.checks import heading
from budgetxl.cli.app import run
from budgetxl.forms import Form, load_form, sections_of
from budgetxl.values import squeeze
from budgetxl.workbook import blank, export, fill, grouped, joined, read
from budgetxl.workbook.submission import ReadResult

SAMPLES = Path(__file__).parent.parent / "sample_workbooks"

BUDGET = a_sheet(
    "收支",
    a_block("x", "record", fields=fields_of({"a": "money", "b": "money", "sum": {"type": "money", "formula": "x.a + x.b"}})),
    section="budget",
)  # fmt: skip
GOALS = a_sheet(
    "绩效{{ n }}",
    a_block("project", "record", fields=fields_of({"name": "text", "cost": "money"})),
    a_block("indicators", "table", rows=3, columns=fields_of({"target": "text"})),
    id="project", repeat="projects", section="performance",
)  # fmt: skip
GOODS = a_sheet(
    "采购",
    a_block("t", "table", rows=4, columns=fields_of({"item": "text", "amount": "money"}), totals=[{"id": "all", "label": "合计"}]),
    a_block("y", "record", fields=fields_of({"left": {"type": "money", "formula": "x.sum - all.amount"}})),
    section="goods",
)  # fmt: skip
RULES = (
    a_rule("X-01", "x.a > 0")
    + a_rule("X-02", "all.amount <= x.sum", "采购{left}多于支出{right}")
    + a_rule("X-03", "count(projects.name) > 0", "没有项目", when="x.a > 0")
    + a_rule("X-04", "matches(row.item, projects.name)", "“{row.item}”没有项目", each="t")
)
HEAD = '[sections]\nbudget = "收支"\nperformance = "绩效"\ngoods = "采购"\n'
DATA: dict[str, Any] = {
    "unit": {"name": "甲街道", "code": "438002"},
    "x": {"a": "10", "b": "5", "sum": "15"},
    "projects": [{"name": "道路", "cost": "3", "indicators": [{"target": "5条"}]}, {"name": "绿化", "cost": "2", "indicators": []}],
    "t": [{"item": "道路", "amount": "4"}],
    "all": {"amount": "4"},
    "y": {"left": "11"},
}
PARTS = ("budget", "performance", "goods")


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return a_form(tmp_path_factory.mktemp("form"), BUDGET + GOALS + GOODS, RULES, head=HEAD)


def part(form: Form, name: str, data: dict[str, Any] | None = None, cells: dict[str, Any] | None = None) -> ReadResult:
    workbook = fill(form, data or DATA, 2022, name)
    return read(typed(workbook, cells) if cells else workbook, form)


def all_parts(form: Form, data: dict[str, Any] | None = None) -> list[ReadResult]:
    return [part(form, name, data) for name in PARTS]


def said(result: ReadResult) -> list[str]:
    return [f"{one.severity} {one.rule}" for one in report(result).findings if one.severity != "info"]


# ── the parts


def test_the_sections_are_the_parts(form: Form) -> None:
    assert sections_of(form) == {"budget": "收支", "performance": "绩效", "goods": "采购"}


def test_a_part_holds_its_section_and_the_cover(form: Form) -> None:
    sheets = {name: opened(blank(form, part=name)).sheetnames for name in PARTS}
    assert sheets["budget"] == ["封面", "填报说明", "收支", "校验", "列表"]
    assert sheets["performance"] == ["封面", "填报说明", "绩效1", "校验", "列表"]
    assert sheets["goods"] == ["封面", "填报说明", "采购", "校验", "列表"]


def test_a_part_says_which_it_is(form: Form) -> None:
    assert [one.identity.part for one in all_parts(form)] == list(PARTS)


@pytest.mark.parametrize("name", ["langfang-2022", "sanhe-2020"])
def test_the_parts_of_a_form_hold_every_sheet_once(name: str) -> None:
    whole = load_form(name)
    titles = [title for section in sections_of(whole) for title in opened(blank(whole, part=section)).sheetnames]
    shared = {sheet.name for sheet in whole.sheets if sheet.section == "all"} | {"填报说明", "校验", "科目", "列表"}
    own = [title for title in titles if title not in shared]
    assert sorted(own) == sorted(title for title in opened(blank(whole)).sheetnames if title not in shared)


# ── together


def test_the_parts_together_are_the_whole(form: Form) -> None:
    together = joined(all_parts(form))
    assert export(together.submission) == {"form": "tiny", "year": 2022, "data": DATA}
    assert export(together.submission) == export(read(fill(form, DATA, 2022), form).submission)


def test_the_parts_may_come_in_any_order(form: Form) -> None:
    assert export(joined(all_parts(form)[::-1]).submission)["data"] == DATA


def test_clean_parts_make_a_clean_submission(form: Form) -> None:
    together = joined(all_parts(form))
    assert said(together) == []
    assert report(together).verdicts == dict.fromkeys(["X-01", "X-02", "X-03", "X-04"], "通过")


def test_a_value_that_another_part_is_needed_for_is_computed(form: Form) -> None:
    alone = part(form, "goods")
    assert export(alone.submission)["data"]["y"] == {"left": None}
    assert export(joined(all_parts(form)).submission)["data"]["y"] == {"left": "11"}


def test_the_same_part_twice_is_no_contradiction(form: Form) -> None:
    """What only the parts together give is computed in their own tree, not in the first copy's."""
    goods = fill(form, DATA, 2022, "goods")
    together = joined([*all_parts(form), read(goods, form)])
    assert [one.rule for one in together.findings if one.rule == "META-20"] == []


def test_rules_hold_between_the_parts(form: Form) -> None:
    data = {**DATA, "t": [{"item": "桥梁", "amount": "40"}], "all": {"amount": "40"}, "y": {"left": None}}
    found = report(joined(all_parts(form, data))).findings
    assert {one.rule for one in found if one.severity == "error"} >= {"X-02", "X-04"}
    (over,) = (one for one in found if one.rule == "X-02")
    assert {at.sheet for at in over.cells} == {"收支", "采购"}


def test_a_sample_in_parts_says_what_the_whole_says() -> None:
    sample = json.loads((Path(__file__).resolve().parent.parent / "sample_workbooks" / "jiefangdao-2022.json").read_text(encoding="utf-8"))
    whole = load_form(sample["form"])
    together = joined([read(fill(whole, sample["data"], sample["year"], name)) for name in sections_of(whole)])
    assert export(together.submission) == sample
    alone = read(fill(whole, sample["data"], sample["year"]))
    assert sorted(one.rule for one in report(together).findings) == sorted(one.rule for one in report(alone).findings)
    assert together.account.unread == ()


def test_answers_of_all_parts_count(form: Form) -> None:
    parts = [part(form, "budget", cells={check_cell(form, "X-01"): "已核实"}), part(form, "performance", cells={check_cell(form, "X-03"): "确无项目"}), part(form, "goods")]
    assert joined(parts).submission.answers == {"X-01": "已核实", "X-03": "确无项目"}


# ── what does not fit


def test_two_covers_that_differ_are_an_error_with_both_cells(form: Form) -> None:
    parts = [part(form, "budget"), part(form, "performance", cells={"封面!B4": "乙街道"}), part(form, "goods")]
    (finding,) = (one for one in joined(parts).findings if one.rule == "META-03")
    assert (finding.severity, finding.expected, finding.actual) == ("error", "甲街道", "乙街道")
    assert [str(at) for at in finding.cells] == ["封面!B4", "封面!B4"] or [str(at) for at in finding.cells] == ["封面!B4"]


def test_a_year_that_differs_is_one_too(form: Form) -> None:
    parts = [part(form, "budget"), part(form, "performance", cells={"封面!B6": 2023}), part(form, "goods")]
    assert "META-03" in [one.rule for one in joined(parts).findings]


def test_a_cover_left_blank_is_no_contradiction(form: Form) -> None:
    parts = [part(form, "budget"), part(form, "performance", cells={"封面!B4": None}), part(form, "goods")]
    assert "META-03" not in [one.rule for one in joined(parts).findings]
    assert joined(parts).submission.text("unit", "name") == "甲街道"


def test_a_part_that_is_missing_is_named(form: Form) -> None:
    together = joined(all_parts(form)[:2])
    (finding,) = (one for one in together.findings if one.severity == "error")
    assert (finding.rule, finding.message) == ("META-19", "缺少拆分填报的部分：采购")


def test_what_needs_a_missing_part_is_not_judged(form: Form) -> None:
    together = joined([part(form, "budget"), part(form, "goods")])
    assert said(together) == ["error META-19"]
    assert report(together).verdicts == {"X-01": "通过", "X-02": "通过", "X-03": "未填", "X-04": "未填"}


def test_one_part_alone_is_checked_without_noise(form: Form) -> None:
    for name in PARTS:
        assert said(part(form, name)) == []


def test_one_part_of_a_sample_is_checked_without_noise() -> None:
    sample = json.loads((Path(__file__).resolve().parent.parent / "sample_workbooks" / "hebei-2027-demo.json").read_text(encoding="utf-8"))
    whole = load_form(sample["form"])
    for name in sections_of(whole):
        assert said(read(fill(whole, sample["data"], sample["year"], name))) == [], name


def test_one_part_alone_still_finds_its_own_mistakes(form: Form) -> None:
    assert said(part(form, "budget", {**DATA, "x": {"a": "0", "b": "5", "sum": "5"}, "y": {"left": None}})) == ["error X-01"]


def test_a_section_that_came_twice_with_other_figures_is_an_error(form: Form) -> None:
    other = part(form, "budget", {**DATA, "x": {"a": "11", "b": "5", "sum": "16"}, "y": {"left": None}})
    together = joined([*all_parts(form), other])
    (finding,) = (one for one in together.findings if one.rule == "META-20")
    assert finding.message == "收支部分来了两份，内容不同，以先给出的为准"
    assert together.submission.text("x", "a") == "10"


def test_a_section_that_came_twice_alike_is_none(form: Form) -> None:
    together = joined([*all_parts(form), part(form, "budget")])
    assert said(together) == []


# ── which files belong together


def named(form: Form, *files: tuple[str, str, str]) -> list[list[str]]:
    """The groups of files given as name, part and unit."""
    results = []
    for name, section, unit in files:
        data = {**DATA, "unit": {"name": unit or None, "code": None}}
        results.append((name, read(fill(form, data, 2022, section), form)))
    return [[name for name, _ in group] for group in grouped(results)]


def test_parts_of_one_unit_belong_together(form: Form) -> None:
    assert named(form, ("1", "budget", "甲"), ("2", "budget", "乙"), ("3", "goods", "甲")) == [["1", "3"], ["2"]]


def test_whole_workbooks_stand_alone(form: Form) -> None:
    assert named(form, ("1", "", "甲"), ("2", "", "甲")) == [["1"], ["2"]]


def test_a_part_without_a_unit_belongs_to_the_only_one_there_is(form: Form) -> None:
    assert named(form, ("1", "budget", "甲"), ("2", "goods", "")) == [["1", "2"]]
    assert named(form, ("1", "budget", "甲"), ("2", "goods", ""), ("3", "goods", "乙")) == [["1"], ["2"], ["3"]]


@pytest.mark.parametrize(
    ("covers", "groups"),
    [
        ({"budget": ("甲", "1"), "performance": ("甲", None), "goods": ("甲", "1")}, 1),
        ({"budget": ("甲", "1"), "performance": (None, "1"), "goods": ("甲", None)}, 1),
        ({"budget": (None, "1"), "performance": ("甲", None), "goods": (None, "1")}, 1),
        ({"budget": ("甲", "1"), "performance": (None, None), "goods": (None, "1")}, 1),
        ({"budget": ("甲", "1"), "performance": ("甲", "2"), "goods": ("甲", "1")}, 1),  # the same name: one of the codes is wrong
        ({"budget": ("甲", "1"), "performance": ("乙", "2"), "goods": (None, "1")}, 2),
        ({"budget": (None, "1"), "performance": (None, "2"), "goods": ("甲", None)}, 3),  # whose is the third?
    ],
)
def test_parts_come_together_whatever_of_code_and_name_is_filled_in(form: Form, covers: dict[str, tuple[str | None, str | None]], groups: int) -> None:
    parts = [
        (section, read(fill(form, {**DATA, "unit": {"name": name, "code": code}}, 2022, section), form)) for section, (name, code) in covers.items()
    ]
    assert len(list(grouped(parts))) == groups
    assert sorted(name for group in grouped(parts) for name, _ in group) == sorted(covers)


@pytest.mark.parametrize("longer", ["某县甲街道（本级）", "甲街道本级", "甲街道办事处"])
def test_a_name_that_says_more_is_the_same_units(form: Form, longer: str) -> None:
    names = {"budget": "甲街道", "performance": "甲街道", "goods": longer}
    parts = [(section, read(fill(form, {**DATA, "unit": {"name": name, "code": None}}, 2022, section), form)) for section, name in names.items()]
    (group,) = grouped(parts)
    (finding,) = (one for one in joined([result for _, result in group]).findings if one.rule.startswith("META-03"))
    assert finding.severity == "error" and squeeze(longer) in finding.message


def test_who_filled_in_a_part_is_its_own() -> None:
    """Each of several people gives a name, a telephone and a day: all are told, none is an error."""
    sample = json.loads((SAMPLES / "guangyang-office-2022.json").read_text(encoding="utf-8"))
    form = load_form(sample["form"])
    sections = list(sections_of(form))
    parts = []
    for number, section in enumerate(sections):
        unit = {**sample["data"]["unit"], "preparer": f"张{number}", "phone": f"0316-{number}", "filled_on": f"2022-01-0{number + 1}"}
        parts.append(read(fill(form, {**sample["data"], "unit": unit}, sample["year"], section), form))
    told = [one for one in joined(parts, [f"{each}.xlsx" for each in sections]).findings if one.rule == "META-03"]
    assert {one.severity for one in told} == {"info"} and any("“张0”" in one.message and "“张1”" in one.message for one in told)


def groups_of(form: Form, covers: list[tuple[str, str, str | None]]) -> list[list[str]]:
    """The groups of files given as name, section and code, all of one unit's name."""
    parts = [(name, read(fill(form, {**DATA, "unit": {"name": "甲", "code": code}}, 2022, section), form)) for name, section, code in covers]
    return [[name for name, _ in group] for group in grouped(parts)]


def test_two_units_of_one_name_are_not_mixed(form: Form) -> None:
    covers = [("a", "budget", "1"), ("b", "budget", "2"), ("c", "goods", "1"), ("d", "goods", None)]
    assert groups_of(form, covers[:2] + covers[3:]) == [["a"], ["b"], ["d"]]  # whose is d?
    assert groups_of(form, covers) == [["a", "c"], ["b", "d"]]  # a and c have their 采购


def test_contradictions_name_the_files(form: Form) -> None:
    parts = [part(form, "budget"), part(form, "performance", cells={"封面!B4": "乙街道"}), part(form, "goods")]
    (finding,) = (one for one in joined(parts, ["a.xlsx", "b.xlsx", "c.xlsx"]).findings if one.rule == "META-03")
    assert "“甲街道”（a.xlsx）与“乙街道”（b.xlsx）" in finding.message
    (finding,) = (one for one in joined(parts).findings if one.rule == "META-03")
    assert "“甲街道”（收支）与“乙街道”（绩效）" in finding.message


def test_a_section_that_came_twice_names_both_files(form: Form) -> None:
    other = part(form, "budget", {**DATA, "x": {"a": "11", "b": "5", "sum": "16"}, "y": {"left": None}})
    together = joined([*all_parts(form), other], ["a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx"])
    assert "收支部分来了两份（a.xlsx、d.xlsx），内容不同，以先给出的为准" in [one.message for one in together.findings]


def test_each_sheet_of_a_part_has_its_file(form: Form) -> None:
    together = joined(all_parts(form), ["a.xlsx", "b.xlsx", "c.xlsx"])
    homes = dict(together.homes)
    assert (homes["收支"], homes["绩效2"], homes["采购"]) == ("a.xlsx", "b.xlsx", "c.xlsx")
    assert "封面" not in homes  # each has one
    assert heading("收支", together) == "收支（a.xlsx）"
    assert heading("封面", together) == "封面"


def test_blanks_in_a_units_name_do_not_part_them(form: Form) -> None:
    parts = [("1", part(form, "budget")), ("2", part(form, "goods", cells={"封面!B4": "甲 街道", "封面!B5": "438 002"}))]
    assert [len(group) for group in grouped(parts)] == [2]


# ── on the command line


def written(folder: Path, form: Form, *names: str) -> list[str]:
    for name in names:
        (folder / f"{name}.xlsx").write_bytes(fill(form, DATA, 2022, name))
    return [str(folder / f"{name}.xlsx") for name in names]


def test_a_part_alone_says_which_others_are_missing(form: Form, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["check", *written(tmp_path, form, "goods"), "--form", str(form.folders[0]), "--json"])
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert code == 0
    assert [(one["rule"], one["severity"], one["message"]) for one in file["findings"]] == [
        ("META-19", "info", "这是拆分填报的“采购”部分，其余部分没有一并给出：收支、绩效")
    ]


def test_findings_on_a_part_stand_under_its_file(form: Form, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = written(tmp_path, form, *PARTS)
    Path(files[0]).write_bytes(fill(form, {**DATA, "x": {"a": "0", "b": "15", "sum": "15"}}, 2022, "budget"))
    assert run(["check", *files, "--form", str(form.folders[0]), "--html", str(tmp_path / "page.html")]) == 1
    assert "【收支（budget.xlsx）】" in capsys.readouterr().out
    assert "<h3>收支（budget.xlsx）</h3>" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_new_split_and_check_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "分头填报"
    assert run(["new", "langfang-2022", "--unit", "某街道办事处", "--split", str(folder)]) == 0
    files = sorted(str(path) for path in folder.iterdir())
    assert len(files) == len(sections_of(load_form("langfang-2022")))
    assert all(Path(each).name.startswith("某街道办事处-") for each in files)
    capsys.readouterr()
    run(["check", *files, "--json"])
    found = json.loads(capsys.readouterr().out)["files"]
    assert len(found) == 1
    assert found[0]["unit"] == "某街道办事处"
    assert not {"META-03", "META-09", "META-19", "META-20"} & {one["rule"] for one in found[0]["findings"]}


def test_a_cover_is_shared(form: Form) -> None:
    assert 'section = "all"' in COVER
    assert {sheet.name for sheet in form.sheets if sheet.section == "all"} == {"封面"}
