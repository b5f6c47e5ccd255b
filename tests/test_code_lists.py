"""Code lists with what is known of them: edition, whole or a sample, former names; and what rules make of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, filled, record
from submissions import FORMS, changed, judged, loaded, outcome
from test_classes import with_code
from test_forms_hebei_2027 import form, typed

from budgetxl.checks import check_result
from budgetxl.cli.app import run
from budgetxl.forms import Form, FormError, known_folders, load_form
from budgetxl.verbs import check_form
from budgetxl.workbook import fill, read

LANGFANG, SANHE, SHIJIAZHUANG, FENGRUN = FORMS
ITEMS = a_sheet("明细", a_block("items", "table", rows=5, columns=fields_of({"code": "code", "amount": "money"})))
CODES = 'codes = ["101", "102", "20101"]'


def tiny(folder: Path, attributes: str, rules: str, sheets: str = "") -> Form:
    return a_form(folder, ITEMS + record("x", a="money") + sheets, rules, head=f"[lists]\nknown = {{ {CODES}{attributes} }}\n")


def verdicts(found: Form, codes: list[str], rule: str) -> list[str]:
    """The severities of the findings of a rule over these codes."""
    report = check_result(filled(found, {"items": [{"code": code, "amount": "1"} for code in codes]}))
    return [each.severity for each in report.findings if each.rule == rule]


LOOKED_UP = a_rule("X-01", "countif(lists.known.code, row.code) > 0", "“{row.code}”不在表里", each="items")


class TestSampleOrWhole:
    @pytest.mark.parametrize(("attributes", "severity"), [
        ("", "error"), (", complete = true", "error"), (", complete = false", "info"), (', title = "目录", complete = false', "info"),
    ])  # fmt: skip
    def test_what_a_list_lacks_is_sure_only_where_it_is_whole(self, attributes: str, severity: str, tmp_path: Path) -> None:
        found = tiny(tmp_path, attributes, LOOKED_UP)
        assert verdicts(found, ["101", "20101", "999"], "X-01") == [severity]

    @pytest.mark.parametrize("severity", ["error", "warning", "info"])
    def test_a_sample_only_informs_whatever_the_rule_says(self, severity: str, tmp_path: Path) -> None:
        found = tiny(tmp_path, ", complete = false", LOOKED_UP.replace('"error"', f'"{severity}"'))
        assert found.rule("X-01").severity == "info"

    def test_rules_that_look_nothing_up_keep_their_severity(self, tmp_path: Path) -> None:
        rule = a_rule("X-02", "code_length(row.code) == 3", "位数", each="items", when="countif(lists.known.code, row.code) > 0")
        assert tiny(tmp_path, ", complete = false", rule).rule("X-02").severity == "error"

    def test_a_rule_may_wait_for_the_whole_list(self, tmp_path: Path) -> None:
        rule = LOOKED_UP.replace("[[rules]]", '[[rules]]\nwhen = "lists.known.complete and filled(row.code)"')
        assert verdicts(tiny(tmp_path, ", complete = true", rule), ["101", "999"], "X-01") == ["error"]
        sample = tiny(tmp_path, ", complete = false", rule)
        assert verdicts(sample, ["101", "999"], "X-01") == [] and "X-01" not in {each.id for each in sample.rules}

    def test_forms_check_names_the_samples(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        sample, whole = (tiny(tmp_path, f', title = "某目录", complete = {said}', LOOKED_UP) for said in ("false", "true"))
        assert check_form(str(sample.folders[0])).samples == ("known（某目录，3 个）",)
        assert check_form(str(whole.folders[0])).samples == ()
        assert run(["forms", "check", str(sample.folders[0])]) == 0
        assert "只是样本的代码表：known（某目录，3 个）" in capsys.readouterr().out

    def test_a_sample_that_nobody_uses_is_not_named(self, tmp_path: Path) -> None:
        assert check_form(str(tiny(tmp_path, ", complete = false", "").folders[0])).samples == ()

    @pytest.mark.parametrize("name", ["hebei-2027"])
    def test_new_says_so(self, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["new", name, "-o", str(tmp_path / "a.xlsx")]) == 0
        said = capsys.readouterr()
        assert "functional（功能分类科目" in said.err and "只是样本" in said.err and said.out == ""


class TestFactsInExpressions:
    def test_are_constants(self, tmp_path: Path) -> None:
        rule = a_rule("X-03", "lists.known.shortest <= code_length(row.code) <= lists.known.longest", "位数", each="items")
        found = tiny(tmp_path, ", shortest = 3, longest = 4", rule)
        assert verdicts(found, ["101", "1011", "10", "20101"], "X-03") == ["error", "error"]

    def test_year_and_edition_too(self, tmp_path: Path) -> None:
        rule = a_rule("X-04", 'year <= lists.known.year and lists.known.edition == "2013"', "年度")
        assert outcome_of(tiny(tmp_path, ', year = 2022, edition = "2013"', rule), "X-04") == []
        assert outcome_of(tiny(tmp_path, ', year = 2021, edition = "2013"', rule), "X-04") == ["error"]
        assert outcome_of(tiny(tmp_path, ', year = 2022, edition = "2022"', rule), "X-04") == ["error"]

    def test_messages_say_them(self, tmp_path: Path) -> None:
        message = "“{row.code}”不在{lists.known.edition}年版的{lists.known.title}（{lists.known.codes}）里"
        found = tiny(tmp_path, ', edition = "2013", title = "目录"', LOOKED_UP.replace("“{row.code}”不在表里", message))
        report = check_result(filled(found, {"items": [{"code": "7"}]}))
        assert "“7”不在2013年版的目录（101、102、20101）里" in {each.message for each in report.findings}

    @pytest.mark.parametrize("fact", ["year", "edition", "shortest", "colour"])
    def test_one_that_the_list_does_not_state_leads_nowhere(self, fact: str, tmp_path: Path) -> None:
        with pytest.raises(FormError, match=f"lists.known.{fact}"):
            tiny(tmp_path, "", a_rule("X-05", f"lists.known.{fact} == 1", "年度"))

    def test_all_codes_stand_for_any_number_of_texts(self, tmp_path: Path) -> None:
        rule = a_rule("X-06", "starts_with(row.code, lists.known.code)", "开头", each="items")
        assert verdicts(tiny(tmp_path, "", rule), ["101", "10299", "2010101", "103", "2010"], "X-06") == ["error", "error"]

    def test_a_sum_is_that_of_all_codes(self, tmp_path: Path) -> None:
        rule = a_rule("X-07", "x.a == sumif_starts(items.code, lists.known.code, items.amount)", "合计")
        found = tiny(tmp_path, "", rule)
        rows = [{"code": code, "amount": amount} for code, amount in (("101", "1"), ("10105", "2"), ("20101", "4"), ("103", "8"))]
        assert outcome_of(found, "X-07", {"items": rows, "x": {"a": "7"}}) == []
        assert outcome_of(found, "X-07", {"items": rows, "x": {"a": "15"}}) == ["error"]


def outcome_of(found: Form, rule: str, data: dict[str, Any] | None = None) -> list[str]:
    report = check_result(filled(found, data or {}))
    return [each.severity for each in report.findings if each.rule == rule]


class TestInheritance:
    def child(self, folder: Path, lists: str, **files: str) -> Form:
        home = folder / "own"
        home.mkdir()
        (home / "form.toml").write_text(f'id = "own"\nextends = "hebei-2027"\n[lists]\n{lists}', encoding="utf-8")
        for name, text in files.items():
            (home / f"{name}.csv").write_text(text, encoding="utf-8")
        return load_form(home)

    def test_a_file_of_the_same_name_is_still_a_sample(self, tmp_path: Path) -> None:
        found = self.child(tmp_path, "", functional_codes="编码,名称\n201,甲\n").lists["functional"]
        assert (found.codes, found.complete, found.title) == (("201",), False, "功能分类科目")

    def test_until_the_form_says_that_it_is_whole(self, tmp_path: Path) -> None:
        found = self.child(tmp_path, "functional = { complete = true }\n", functional_codes="编码,名称\n201,甲\n")
        assert (found.lists["functional"].codes, found.lists["functional"].complete) == (("201",), True)
        assert (found.rule("BUD-30").severity, form().rule("BUD-30").severity) == ("warning", "info")

    def test_another_file_keeps_the_rest(self, tmp_path: Path) -> None:
        found = self.child(tmp_path, 'functional = "mine.csv"\n', mine="编码,名称\n201,甲\n").lists["functional"]
        assert (found.codes, found.complete, found.year) == (("201",), False, 2027)

    def test_facts_over_a_list_that_was_only_a_file(self, tmp_path: Path) -> None:
        found = self.child(tmp_path, 'kinds = { title = "公开主体" }\n').lists["kinds"]
        assert (found.codes, found.title) == (("部门", "单位"), "公开主体")

    @pytest.mark.parametrize(("lists", "says"), [
        ('x = { title = "甲" }', "codes"), ('x = { codes = "a.csv" }', "a.csv 不存在"), ('x = { codes = ["1"], complete = "是" }', "complete"),
        ('x = { codes = ["1"], shortest = 5, longest = 3 }', "写反了"), ('x = { codes = ["1"], name = "甲" }', "name"),
        ("x = { codes = [] }", "空的"), ("x = 3", "x"), ('x = { codes = ["1"], year = 1 }', "year"),
    ])  # fmt: skip
    def test_mistakes_are_told(self, lists: str, says: str, tmp_path: Path) -> None:
        with pytest.raises(FormError) as caught:
            self.child(tmp_path, lists + "\n")
        (mistake,) = caught.value.mistakes
        assert says in str(mistake) and "lists" in mistake.key

    def test_shown_it_loads_to_the_same(self, tmp_path: Path) -> None:
        assert run(["forms", "show", "hebei-2027", "-o", str(tmp_path / "whole")]) == 0
        assert load_form(tmp_path / "whole").lists == {name: each for name, each in form().lists.items() if not each.rows_only}


class TestFormerNames:
    @pytest.mark.parametrize(("former", "now"), [
        ("医疗卫生与计划生育支出", "卫生健康支出"), ("文化体育与传媒支出", "文化旅游体育与传媒支出"), ("行政事业单位离退休", "行政事业单位养老支出"),
    ])  # fmt: skip
    @pytest.mark.parametrize("name", [name for name in sorted(known_folders()) if "functional" in load_form(name).lists])
    def test_every_form_knows_them(self, name: str, former: str, now: str) -> None:
        assert load_form(name).lists["functional"].renamed[former] == now

    def test_a_file_may_state_several(self, tmp_path: Path) -> None:
        (tmp_path / "own").mkdir()
        (tmp_path / "own" / "form.toml").write_text('id = "own"\nextends = "hebei-2027"\n', encoding="utf-8")
        text = "编码,名称,备注,曾用名\n201,甲,x,乙、丙\n202,丁\n203,戊,,戊\n"
        (tmp_path / "own" / "functional_codes.csv").write_text(text, encoding="utf-8")
        assert load_form(tmp_path / "own").lists["functional"].renamed == {"乙": "甲", "丙": "甲"}


class TestShippedCatalogues:
    @pytest.mark.parametrize(("name", "edition"), [(LANGFANG, "2013"), (SANHE, "2013"), (SHIJIAZHUANG, "2013"), (FENGRUN, "2022"), ("hebei-2027", "2022")])
    def test_each_form_names_its_edition(self, name: str, edition: str) -> None:
        lists = load_form(name).lists
        assert {lists[each].edition for each in ("procurement", "procurement_classes", "asset_codes")} == {edition}
        year = load_form(name).year
        assert year is not None and (year <= 2022) == (edition == "2013")

    @pytest.mark.parametrize("name", ["functional", "economic", "procurement"])
    @pytest.mark.parametrize("of", [name for name in sorted(known_folders()) if "functional" in load_form(name).lists])
    def test_what_is_shipped_is_a_sample_and_says_so(self, of: str, name: str) -> None:
        assert not load_form(of).lists[name].complete

    @pytest.mark.parametrize("name", ["functional", "economic"])
    def test_each_code_has_a_name_and_what_it_belongs_to(self, name: str) -> None:
        codes = form().lists[name]
        assert len(codes.codes) == len(set(codes.codes)) and all(codes.names) and list(codes.codes) == sorted(codes.codes)
        above = {code[:length] for code in codes.codes for length in (3, 5) if len(code) > length}
        assert above <= set(codes.codes)

    #: 2013: a letter and 2 to 10 digits; 2022: a letter and 8 digits, zeros behind.
    GOOD: ClassVar = {
        "2013": ["A0201060401", "A02010104", "A0999", "A060205", "B07", "B99", "C08140199", "C99", "A19", "A0201"],
        "2022": ["A02010105", "A05040101", "A08060000", "B08010000", "B99000000", "C21040000", "C24990000", "C99000000"],
    }
    BAD: ClassVar = {
        "2013": ["A99999999", "D0201", "A", "A0", "B10", "B50010000", "C25", "C98", "A20", "A02010604012", "A02-01", "02010104", "A00"],
        "2022": ["A99999999", "A0201060401", "A0201", "A020101050", "A09010000", "B10000000", "C25000000", "D02010105", "B07", "A0201010X"],
    }

    @pytest.mark.parametrize(("name", "edition"), [(LANGFANG, "2013"), (SHIJIAZHUANG, "2013"), ("hebei-2027", "2022")])
    def test_procurement_codes_are_judged_by_form_and_class_of_the_edition(self, name: str, edition: str) -> None:
        told = procurement_findings(name, [*self.GOOD[edition], *self.BAD[edition]])
        assert told == self.BAD[edition]

    @pytest.mark.parametrize(("code", "result"), [
        ("[A0201060401]台式计算机", "passed"), ("[B0899]修缮", "passed"), ("[A99999999]某物", "failed"), ("[A20]某物", "failed"), ("A0201", "failed"),
    ])  # fmt: skip
    def test_in_brackets_too(self, code: str, result: str) -> None:
        assert outcome(judged(SANHE, "PROC-07", {f"procurement[{row}].catalogue_code": code for row in range(3)})) == result

    def test_membership_is_judged_where_the_list_is_whole(self, tmp_path: Path) -> None:
        home = tmp_path / "own"
        home.mkdir()
        text = 'id = "own"\nextends = "langfang-2022"\n[lists]\nprocurement = { complete = true }\n'
        (home / "form.toml").write_text(text, encoding="utf-8")
        (home / "procurement_2013.csv").write_text("编码,名称\nA02010104,台式计算机\nB0899,其他修缮\n", encoding="utf-8")
        whole, codes = load_form(home), ["A02010104", "B0899", "A060205"]
        assert procurement_findings(whole, codes, "PROC-36") == ["A060205"]
        assert procurement_findings(whole, codes, "PROC-07") == []
        assert "PROC-36" not in {rule.id for rule in loaded(LANGFANG).rules}


def procurement_findings(of: str | Form, codes: list[str], rule: str = "PROC-07") -> list[str]:
    """The codes of procurement rows that a rule tells of, in order; their severity is an error."""
    found = load_form(of) if isinstance(of, str) else of
    rows = [{"item": f"物品{number}", "catalogue_code": code, "measure": "批", "quantity": "1", "unit_price": "1"} for number, code in enumerate(codes)]
    report = check_result(read(fill(found, {"procurement": rows}, found.year), found))
    told = [each for each in report.findings if each.rule == rule]
    assert {each.severity for each in told} <= {"error"}
    return [code for code in codes if any(f"“{code}”" in each.message for each in told)]


class TestAssets:
    """Planned purchases are the rows of the classes that are fixed assets in the form's edition."""

    @pytest.mark.parametrize(("code", "counts"), [
        ("A01010100", True), ("A02010104", True), ("A033626", True), ("A04", True), ("A050101", True), ("A060205", True),
        ("A070101", False), ("A0999", False), ("B0899", False), ("C08140199", False),
    ])  # fmt: skip
    def test_2013(self, code: str, counts: bool) -> None:
        changes = {"procurement[0].catalogue_code": code, "procurement[1].catalogue_code": "C99", "asset_summary.planned_purchase": "5"}
        assert outcome(judged(LANGFANG, "ASSET-05", changes)) == ("passed" if counts else "failed")

    @pytest.mark.slow
    @pytest.mark.parametrize(("code", "asset"), [
        ("A01010100", True), ("A02010105", True), ("A03010000", True), ("A04010000", True), ("A05010201", True), ("A05030000", True),
        ("A06010000", True), ("A05040101", False), ("A07010000", False), ("A08010000", False), ("B08010000", False), ("C21040000", False),
    ])  # fmt: skip
    def test_2022(self, code: str, asset: bool) -> None:
        def told(chosen: str | None) -> bool:
            changes = {"procurement[0].catalogue_code": code, "procurement[0].asset_class": chosen}
            report = check_result(read(fill(form(), changed(typed(), changes), 2027)))
            return any(each.rule == "ASSET-05" for each in report.findings)

        assert (told("其他固定资产"), told(None)) == (not asset, asset)


def whole(folder: Path) -> Form:
    """The default form of a bureau that says that its list is whole."""
    (folder / "own").mkdir()
    text = 'id = "own"\nextends = "hebei-2027"\n[lists]\nfunctional = { complete = true }\n'
    (folder / "own" / "form.toml").write_text(text, encoding="utf-8")
    return load_form(folder / "own")


@pytest.mark.slow
@pytest.mark.parametrize(("table", "rule"), [("general_spending", "BUD-30"), ("fund_spending", "BUD-106"), ("other_spending", "BUD-108")])
@pytest.mark.parametrize("severity", ["warning", "info"])
def test_a_code_outside_of_the_list_is_a_warning_where_it_is_whole_else_information(
    severity: str, table: str, rule: str, tmp_path: Path
) -> None:
    found = whole(tmp_path) if severity == "warning" else form()
    amount = {"operating" if table == "other_spending" else "basic": "0"}
    data = changed(typed(), with_code(table, len(typed()[table]), "2010399", name="某项事务", **amount))
    report = check_result(read(fill(found, data, 2027), found))
    assert [each.severity for each in report.findings if each.rule == rule] == [severity]
