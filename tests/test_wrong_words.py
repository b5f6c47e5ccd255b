"""Words of typed texts by a set of phrases (``phrases_of_words``): how many of the wrong are found, and none of the right accused."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, filled, found, record
from making import findings as findings_of
from phrases_of_words import (
    DOUBLED,
    HALF_WIDTH,
    LEFTOVERS,
    PERCENT,
    QUOTES,
    REASONS,
    RENAMED,
    SELF,
    SENTENCES,
    TOPICS,
    YEARS,
)

from budgetxl.checks.texts import narrative_findings
from budgetxl.forms import Form, FormError, known_folders, load_form
from budgetxl.values import Finding

PARENT = 'extends = "hebei"\n'
NOTES = a_sheet("补充说明", a_block("notes", "table", rows=40, columns=fields_of({"text": {"type": "longtext", "label": "文字"}})))
CHANGES = a_sheet(
    "增减事项",
    a_block(
        "changes", "table", rows=60, unit="万元", columns=fields_of({
            "name": {"type": "text", "label": "事项"},
            "change": {"type": "money", "signed": True, "label": "比上年增减"},
            "reason": {"type": "text", "label": "增减原因"},
        }),
    ),
)  # fmt: skip
UNITS = {
    "street": {"name": "廊城区向阳街道办事处", "kind": "部门", "self_name": "街道", "tier": "区级"},
    "bureau": {"name": "平川县财政局", "kind": "单位", "self_name": "单位", "tier": "县级"},
}
Pairs = Iterable[tuple[str, str]]


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    """A form with the words of the common parent, and with tables of texts beside its sheets."""
    return a_form(tmp_path_factory.mktemp("form"), NOTES + CHANGES, head=PARENT, cover="")


def notes(form: Form, texts: Iterable[str]) -> list[list[Finding]]:
    """What is found in each of some texts."""
    return said_of(form, {"notes": [{"text": text} for text in texts]}, "notes", "text")


def reasons(form: Form, rows: Iterable[tuple[str, int | None, str]]) -> list[list[Finding]]:
    """What is found in each of some reasons: what they belong to, the change, the reason itself."""
    return said_of(form, {"changes": [{"name": name, "change": change, "reason": text} for name, change, text in rows]}, "changes", "reason")


def said_of(form: Form, data: dict[str, Any], *path: str, unit: str = "street") -> list[list[Finding]]:
    submission = filled(form, {"unit": UNITS[unit], **data}, 2022).submission
    cells = [cell.entry.at for cell in submission.cells.of(path)]
    findings = list(narrative_findings(submission))
    return [[one for one in findings if cell in one.cells] for cell in cells]


def judged(wrong: list[tuple[str, list[Finding]]], right: list[tuple[str, list[Finding]]], rule: str) -> None:
    """At least nine of ten wrong ones are found by their rule; of no right one anything is said."""
    accused = [(text, [one.rule for one in found]) for text, found in right if found]
    missed = [text for text, found in wrong if rule not in [one.rule for one in found]]
    print(f"{rule}: {len(wrong) - len(missed)} of {len(wrong)} found, {len(accused)} of {len(right)} accused")
    assert not accused
    assert len(missed) * 10 <= len(wrong), missed


@pytest.mark.parametrize(
    ("rule", "pairs"),
    [
        ("TEXT-24", PERCENT), ("TEXT-05", QUOTES), ("TEXT-05", DOUBLED), ("TEXT-05", HALF_WIDTH), ("META-11", LEFTOVERS),
        ("TEXT-03", YEARS), ("TEXT-07", RENAMED), ("TEXT-21", SENTENCES),
    ],
    ids=["percentages", "quotes", "doubled", "half-width", "leftovers", "years", "old names", "reasons"],
)  # fmt: skip
def test_what_a_text_shows_by_itself(form: Form, rule: str, pairs: Pairs) -> None:
    wrong, right = zip(*pairs, strict=True)
    judged(list(zip(wrong, notes(form, wrong), strict=True)), list(zip(right, notes(form, right), strict=True)), rule)


# Reasons


def test_a_reason_against_the_sign_of_its_change(form: Form) -> None:
    pairs = [(sign, text, wrong) for sign, *both in REASONS for text, wrong in zip(both, (True, False), strict=True)]
    found = reasons(form, [("事项", sign, text) for sign, text, _ in pairs])
    told = list(zip(pairs, found, strict=True))
    judged(
        [(text, each) for (_, text, wrong), each in told if wrong], [(text, each) for (_, text, wrong), each in told if not wrong], "TEXT-21"
    )


def test_a_reason_that_speaks_of_another_item(form: Form) -> None:
    wrong = reasons(form, [(item, None, text) for item, text, _ in TOPICS])
    right = reasons(form, [(item, None, text) for item, _, text in TOPICS])
    judged([(one[1], found) for one, found in zip(TOPICS, wrong, strict=True)], [(one[2], found) for one, found in zip(TOPICS, right, strict=True)], "TEXT-22")


# What the unit calls itself


@pytest.mark.parametrize("unit", UNITS)
def test_what_a_unit_is_not(form: Form, unit: str) -> None:
    pairs = [(wrong, right) for whose, wrong, right in SELF if whose == unit]
    found = [said_of(form, {"notes": [{"text": text} for text in texts]}, "notes", "text", unit=unit) for texts in zip(*pairs, strict=True)]
    judged(*(list(zip(texts, each, strict=True)) for texts, each in zip(zip(*pairs, strict=True), found, strict=True)), "TEXT-23")


# Where the words come from, and where nothing is said


def against(form: Form, text: str, change: int = 30) -> list[str]:
    (found,) = reasons(form, [("事项", change, text)])
    return [finding.rule for finding in found]


def test_a_child_adds_words_in_a_group_of_its_own_and_changes_those_of_a_group(tmp_path: Path) -> None:
    head = PARENT + '[phrases]\nfalls = { "本县" = "…收紧", "节约" = "" }\nrenamed = { 2022 = { "旧名支出" = "新名支出" } }\n'
    form = a_form(tmp_path, NOTES + CHANGES, head=head, cover="")
    assert against(form, "收紧口子") == ["TEXT-21"]
    assert against(form, "人员减少") == ["TEXT-21"]
    assert against(form, "厉行节约") == []
    assert [[one.rule for one in each] for each in notes(form, ["旧名支出3万元，用于社区。", "新名支出3万元，用于社区。"])] == [["TEXT-07"], []]


def test_a_form_without_words_says_nothing_of_reasons(tmp_path: Path) -> None:
    form = a_form(tmp_path, CHANGES)
    row = {"name": "公务接待费", "change": 30, "reason": "公务用车减少"}
    assert not list(narrative_findings(filled(form, {"changes": [row]}).submission))


@pytest.mark.parametrize(("year", "rules"), [(2018, []), (2019, ["TEXT-07"]), (2027, ["TEXT-07"])])
def test_an_old_name_is_right_in_its_own_years(form: Form, year: int, rules: list[str]) -> None:
    data = {"unit": UNITS["street"], "notes": [{"text": "医疗卫生与计划生育支出3万元。"}]}
    assert [one.rule for one in narrative_findings(filled(form, data, year).submission)] == rules


def a_list(folder: Path, text: str, head: str = "") -> Form:
    """A form of the common parent with a list of its own instead of the functional one, and the table of texts."""
    home = folder / f"list{len(list(folder.iterdir()))}"
    home.mkdir()
    (home / "own.csv").write_text(text, encoding="utf-8")
    (home / "form.toml").write_text(f'id = "own"\n{PARENT}{head}[lists]\nfunctional = "own.csv"\n{NOTES}', encoding="utf-8")
    return load_form(home)


def told(form: Form, text: str, year: int = 2027) -> list[str]:
    data = {"unit": UNITS["street"], "notes": [{"text": text}]}
    return [one.rule for one in narrative_findings(filled(form, data, year).submission)]


class TestFormerNamesOfLists:
    LIST = "编码,名称,曾用名,更名年度\n201,新名支出,旧名支出、更旧名支出,2024、2020\n202,甲类新支出,甲类旧支出,\n"

    @pytest.mark.parametrize(("text", "year", "rules"), [
        ("旧名支出3万元。", 2024, ["TEXT-07"]), ("旧名支出3万元。", 2023, []), ("更旧名支出3万元。", 2020, ["TEXT-07"]),
        ("更旧名支出3万元。", 2019, []), ("甲类旧支出3万元。", 2010, ["TEXT-07"]), ("新名支出3万元。", 2027, []),
        ("医疗卫生与计划生育支出3万元。", 2027, []),  # the list of this form knows no such name
    ])  # fmt: skip
    def test_count_from_their_year_on(self, tmp_path: Path, text: str, year: int, rules: list[str]) -> None:
        assert told(a_list(tmp_path, self.LIST), text, year) == rules

    def test_one_year_is_that_of_all_former_names(self, tmp_path: Path) -> None:
        form = a_list(tmp_path, "编码,名称,曾用名,更名年度\n201,新名支出,旧名支出、更旧名支出,2024\n")
        assert [told(form, f"{name}3万元。", year) for name in ("旧名支出", "更旧名支出") for year in (2023, 2024)] == [[], ["TEXT-07"]] * 2

    def test_what_a_list_still_calls_something_is_not_out_of_date(self, tmp_path: Path) -> None:
        form = a_list(tmp_path, "编码,名称,曾用名\n201,新名支出,旧名支出\n202,旧名支出\n")
        assert told(form, "旧名支出3万元。") == []

    def test_the_new_name_may_have_the_former_one_in_it(self, tmp_path: Path) -> None:
        form = a_list(tmp_path, "编码,名称,曾用名\n201,其他旧名支出,旧名支出\n")
        assert [told(form, text) for text in ("其他旧名支出3万元。", "旧名支出3万元。", "其他旧名支出3万元，旧名支出2万元。")] == [[], ["TEXT-07"], ["TEXT-07"]]

    @pytest.mark.parametrize(("text", "wrong"), [("201,新,旧,一九", "一九"), ("201,新,旧、更旧,2019、2020、2021", "2019、2020、2021")])
    def test_a_year_that_is_none_is_a_mistake_of_the_form(self, tmp_path: Path, text: str, wrong: str) -> None:
        with pytest.raises(FormError) as error:
            a_list(tmp_path, f"编码,名称,曾用名,更名年度\n{text}\n")
        (mistake,) = error.value.mistakes
        assert (mistake.key, wrong in mistake.message) == ("lists.functional", True)

    def test_no_shipped_form_says_twice_what_a_name_was(self) -> None:
        for name in known_folders():
            form = load_form(name)
            listed = {old for each in form.lists.values() for old in each.renamed}
            assert listed.isdisjoint(old for names in form.phrases.renamed.values() for old in names), name


def test_a_name_typed_over_the_one_that_the_form_proposes_is_looked_at(tmp_path: Path) -> None:
    block = a_block("t", "table", rows=3, columns=fields_of({
        "code": "text", "name": {"type": "text", "formula": "row.code", "open_formula": True, "label": "科目名称"},
    }))  # fmt: skip
    form = a_form(tmp_path, a_sheet("支出", block), head='[phrases]\nrenamed = { 2019 = { "旧名支出" = "新名支出" } }\n')
    submission = filled(form, {"t": [{"code": "甲", "name": "旧名支出"}, {"code": "旧名支出"}]}).submission
    at = [cell.entry.at for cell in submission.cells.of(("t", "name"))]
    assert [one.cells for one in narrative_findings(submission)] == [(at[0],), (submission.cells.of(("t", "code"))[1].entry.at,)]


@pytest.mark.parametrize(("change", "text"), [(0, "人员减少"), (None, "人员减少"), (0, "无变化"), (-30, "无新增")])
def test_without_a_change_no_reason_is_against_it(form: Form, change: int, text: str) -> None:
    assert against(form, text, change) == []


def test_reasons_of_a_record_belong_to_the_changes_that_are_called_as_they_are(form: Form) -> None:
    change = {"basic": "-40", "basic_reason": "人员增加", "project": "50", "project_reason": "新增修路工程"}
    submission = filled(form, {"unit": UNITS["street"], "change": change}, 2022).submission
    (finding,) = narrative_findings(submission)
    assert (finding.rule, finding.severity) == ("TEXT-21", "warning")
    assert list(finding.cells) == [submission.cells.of(("change", name))[0].entry.at for name in ("basic_reason", "basic")]


def test_a_reason_of_a_grids_row_belongs_to_its_own_change(form: Form) -> None:
    rows = {"reception": {"amount": "1", "change": "-0.2", "reason": "公务用车更新"}, "running": {"amount": "6", "change": "0.4", "reason": "车辆减少"}}
    submission = filled(form, {"unit": UNITS["street"], "three_public": rows}, 2022).submission
    assert sorted(one.rule for one in narrative_findings(submission)) == ["TEXT-21", "TEXT-22"]


def test_a_projects_own_sheet_may_speak_of_a_subordinate(form: Form) -> None:
    data = {"unit": UNITS["street"], "projects": [{"name": "辅岗人员经费", "goal": "我单位现有辅岗人员21人，按月发放工资。"}]}
    assert not list(narrative_findings(filled(form, data, 2022).submission))


def test_a_cover_without_kind_and_level_says_nothing_of_either(tmp_path: Path) -> None:
    form = a_form(tmp_path, NOTES)
    texts = [{"text": "我单位、我部门、我县、我区各项工作正常。"}]
    assert not list(narrative_findings(filled(form, {"unit": {"name": "某机构"}, "notes": texts}).submission))


def test_a_year_of_renamed_that_is_none_is_a_mistake_of_the_form(tmp_path: Path) -> None:
    with pytest.raises(FormError) as error:
        a_form(tmp_path, NOTES, head='[phrases]\nrenamed = { "一九" = { "旧名支出" = "新名支出" } }\n')
    (mistake,) = error.value.mistakes
    assert (mistake.key, "一九" in mistake.message) == ("phrases.renamed.一九", True)


@pytest.mark.parametrize(("line", "key"), [('falls = "压减"', "falls"), ("renamed = { 2019 = \"旧\" }", "renamed.2019"), ("renamed = { 2019 = { \"旧\" = 1 } }", "renamed.2019.旧")])
def test_words_of_another_shape_are_a_mistake_of_the_form(tmp_path: Path, line: str, key: str) -> None:
    with pytest.raises(FormError) as error:
        a_form(tmp_path, NOTES, head=f"[phrases]\n{line}\n")
    assert [f"“{key}”" in str(mistake) for mistake in error.value.mistakes] == [True]


def test_a_reason_against_a_figure_that_is_wrong_itself_stands_under_what_says_so(tmp_path: Path) -> None:
    fields = {
        "now": {"type": "money", "required": True, "label": "本年数"}, "last": {"type": "money", "label": "上年数"},
        "change": {"type": "money", "signed": True, "formula": "x.now - x.last", "label": "增减额"}, "reason": {"type": "text", "label": "增减原因"},
    }  # fmt: skip
    words = '[phrases]\nrises = { "新增" = "增加" }\n'
    form = a_form(tmp_path, record("x", **fields), a_rule("X-01", "x.now >= 100"), head=words)
    right = {"now": "120", "last": "100", "reason": "人员增加"}
    assert found(form, {"x": right}) == []
    assert found(form, {"x": {**right, "last": "130"}}) == ["TEXT-21"]
    (finding,) = findings_of(form, {"x": {**right, "now": "12"}})
    assert (finding.rule, [one.rule for one in finding.caused]) == ("X-01", ["TEXT-21"])


@pytest.mark.parametrize("reason", ["减少" * 9_000, "减少，" * 9_000, "取消的" * 9_000])
def test_a_reason_of_endless_repetition_comes_to_an_end(form: Form, reason: str) -> None:
    assert "TEXT-21" not in against(form, reason)
    assert "TEXT-21" not in [one.rule for one in notes(form, [f"经费较上年增加，主要原因是{reason}"])[0]]


def test_a_slip_that_a_column_repeats_is_one_finding(tmp_path: Path) -> None:
    form = a_form(tmp_path, NOTES)
    (finding,) = findings_of(form, {"notes": [{"text": "关于对镇（街道团组织工作经费列支的意见"}] * 3})
    assert (finding.rule, len(finding.cells), "共3格" in finding.message) == ("TEXT-05", 3, True)
    first, second = findings_of(form, {"notes": [{"text": "用于用于社区日常维修维护。"}, {"text": "按照按照区委部署开展工作。"}]})
    assert first.rule == second.rule == "TEXT-05"


def test_a_word_can_not_tell_of_more_and_of_less(tmp_path: Path) -> None:
    with pytest.raises(FormError, match="“减少”既在 rises 里，又在 falls 里"):
        a_form(tmp_path, NOTES, head=PARENT + '[phrases.rises]\n"x" = "减少"\n', cover="")
