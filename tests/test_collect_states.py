"""Each state that ``collect`` gives a unit, which version counts, and what becomes of files that are nobody's."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from collecting import (
    NOON,
    across,
    book,
    collected,
    found,
    result,
    saved_at,
    the_form,
    with_property,
    without_marks,
    zipped,
)

from budgetxl.bureau import Collection, Unit
from budgetxl.bureau.collect import accepted, accepted_json, bytes_at, collect, collection_json, read_accepted
from budgetxl.bureau.summary import reminder
from budgetxl.forms import Form

UNITS = [Unit("601001", "甲局"), Unit("601002", "乙中心"), Unit("062003", "丙街道办事处")]
GOOD: dict[str, Any] = {"a": "10", "b": "5", "claimed": "15", "people": "3"}


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return the_form(tmp_path_factory.mktemp("form"))


def good(form: Form, code: str | None = "601001", name: str | None = "甲局", **figures: Any) -> bytes:
    return book(form, code, name, **{**GOOD, **figures})


def states(collection: Collection) -> list[str]:
    return [one.state for one in collection.units]


def state(form: Form, data: bytes) -> str:
    return result(collected(form, [found("a.xlsx", data)], UNITS), "601001").state


# ── the states


def test_who_has_sent_nothing_is_missing(form: Form) -> None:
    assert states(collected(form, [], UNITS)) == ["未报"] * 3


def test_a_workbook_without_findings_passed(form: Form) -> None:
    assert state(form, good(form)) == "通过"


def test_one_with_an_error_has_errors(form: Form) -> None:
    assert state(form, good(form, claimed="16")) == "有错误"


def test_one_with_a_warning_is_to_be_verified(form: Form) -> None:
    assert state(form, good(form, people="11")) == "待核实"


def test_one_of_an_older_version_is_of_another_version(form: Form) -> None:
    one = result(collected(form, [found("a.xlsx", with_property(good(form), "fingerprint", "0badc0de"))], UNITS), "601001")
    assert (one.state, "同是版本" in one.reason) == ("版本不符", True)


def test_one_of_an_older_version_that_the_form_refuses_is_still_its_units(tmp_path: Path, form: Form) -> None:
    strict = the_form(tmp_path, head='[options]\non_older = "refuse"\n[sections]\nbudget = "收支"\ngoods = "项目"\n')
    old = with_property(good(strict), "fingerprint", "0badc0de")
    one = result(collected(strict, [found("a.xlsx", old)], UNITS), "601001")
    assert (one.state, "旧版不再接收" in one.reason) == ("版本不符", True)


def test_one_of_an_older_version_that_the_form_migrates_is_judged(tmp_path: Path) -> None:
    kind = the_form(tmp_path, head='[options]\non_older = "migrate"\n[sections]\nbudget = "收支"\ngoods = "项目"\n')
    assert state(kind, with_property(good(kind), "fingerprint", "0badc0de")) == "待核实"


def test_one_of_another_form_is_of_another_version(form: Form) -> None:
    units = [replace(UNITS[0], form="langfang-2022"), *UNITS[1:]]
    one = result(collected(form, [found("a.xlsx", good(form))], units), "601001")
    assert (one.state, "langfang-2022" in one.reason) == ("版本不符", True)


def test_a_form_that_the_roster_names_for_some_is_theirs_alone() -> None:
    samples = {path.stem: path.read_bytes() for path in (Path(__file__).parent.parent / "sample_workbooks").glob("*.xlsx")}
    names = {"jiefangdao-2022": "廊坊市广阳区解放道街道办事处", "guangyang-office-2022": "廊坊市广阳区人民政府办公室", "juyangxi-2020": "三河市泃阳西大街街道办事处"}
    units = [Unit(f"{number}", name) for number, name in enumerate(names.values())]
    files = [found(f"{stem}.xlsx", samples[stem]) for stem in names]
    plain = collect(files, units, date(2022, 1, 1)).collection
    assert (plain.form, [one.state for one in plain.units]) == ("langfang-2022", ["有错误", "待核实", "版本不符"])
    told = collect(files, [*units[:2], replace(units[2], form="sanhe-2020")], date(2022, 1, 1)).collection
    assert (told.form, [one.state for one in told.units][:2], "应为" in told.units[2].reason) == ("langfang-2022", ["有错误", "待核实"], False)


def test_a_workbook_that_lost_what_tells_its_form_is_read_by_the_one_that_is_given(form: Form) -> None:
    bare = without_marks(good(form))
    one = result(collected(form, [found("a.xlsx", bare)], UNITS), "601001")
    assert (one.counting is not None, one.counting and one.counting.figures["x.a"]) == (True, "10")
    assert collect([found("a.xlsx", bare)], UNITS, date(2022, 1, 1)).collection.others[0].state == "无法读取"


def test_last_years_workbook_is_none_of_this_year(form: Form) -> None:
    files = [found("a.xlsx", good(form)), found("b.xlsx", good(form, "601002", "乙中心")), found("c.xlsx", book(form, "062003", "丙街道办事处", 2021, a="1"))]
    one = result(collected(form, files, UNITS), "062003")
    assert (one.state, "2021" in one.reason) == ("版本不符", True)


def test_a_file_that_cant_be_read_is_a_line_and_its_name_says_only_who_sent_it(form: Form) -> None:
    collection = collected(form, [found("601001甲局.xlsx", b"PK\3\4broken"), found("b.xlsx", good(form, "601002", "乙中心"))], UNITS)
    assert states(collection) == ["无法读取", "通过", "未报"]
    assert collection.others == ()  # the unit's line tells of it: one file, one line
    assert result(collection, "601001").counting is None


def test_a_readable_workbook_counts_beside_one_that_cant_be_read(form: Form) -> None:
    assert states(collected(form, [found("601001甲局.xlsx", b"PK\3\4"), found("b.xlsx", good(form))], UNITS))[0] == "通过"


def test_a_workbook_of_nobody_on_the_roster_is_told(form: Form) -> None:
    collection = collected(form, [found("a.xlsx", good(form, "701001", "丁局"))], UNITS)
    assert [(one.file, one.state) for one in collection.others] == [("a.xlsx", "不在名册")]
    assert "丁局" in collection.others[0].reason and "701001" in collection.others[0].reason


def test_a_workbook_without_a_unit_is_nobodys(form: Form) -> None:
    collection = collected(form, [found("601001甲局.xlsx", good(form, None, None))], UNITS)
    assert [(one.state, "没有填单位名称" in one.reason) for one in collection.others] == [("不在名册", True)]
    assert states(collection) == ["未报"] * 3


# ── whose it is


@pytest.mark.parametrize(
    ("code", "name", "unit", "warned"),
    [
        ("601001", "甲局", "601001", False),
        ("601001", "丁局", "601001", True),  # the code first
        ("601009", "甲局", "601001", True),
        (None, "甲局", "601001", False),
        (None, "甲 局", "601001", False),
        ("62003", "丙街道办事处", "062003", True),  # a zero was lost
        (None, "某县丙街道办", "062003", True),
        ("601002", None, "601002", False),
    ],
)
def test_a_workbook_belongs_to_whom_its_cover_names(form: Form, code: str | None, name: str | None, unit: str, warned: bool) -> None:
    collection = collected(form, [found("062003丙街道办事处.xlsx", good(form, code, name))], UNITS)
    assert [one.unit.code for one in collection.units if one.counting] == [unit]
    assert across(collection, unit) == ["META-03"] * warned


def test_a_workbook_with_the_code_of_one_unit_and_the_name_of_another_counts_for_neither(form: Form) -> None:
    files = [found("right.xlsx", good(form, a="7", claimed="12")), found("wrong.xlsx", good(form, "601001", "乙中心"), NOON + timedelta(days=1))]
    collection = collected(form, files, UNITS)
    assert states(collection) == ["通过", "未报", "未报"]
    first, second, _ = collection.units
    assert first.counting is not None and first.counting.files == ("right.xlsx",) and collection.totals.sums["x.a"] == 7
    assert [(one.file, one.state) for one in collection.others] == [("wrong.xlsx", "不在名册")]
    assert "乙中心" in collection.others[0].reason and "wrong.xlsx" in first.said and "wrong.xlsx" in second.said
    assert "wrong.xlsx" in collection_json(collection)["units"][1]["reason"]


def test_the_part_of_a_department_may_bear_the_departments_name(form: Form) -> None:
    units = [Unit("601", "甲局"), Unit("601001", "甲局本级", "", "601")]
    assert states(collected(form, [found("a.xlsx", good(form, "601001", "甲局"))], units)) == ["未报", "待核实"]


@pytest.mark.parametrize(("code", "name"), [("601001009", "甲局"), ("601001", "丁局")])
def test_a_cover_that_agrees_with_the_roster_wins_over_a_later_one_that_does_not(form: Form, code: str, name: str) -> None:
    files = [found("agrees.xlsx", good(form)), found("later.xlsx", good(form, code, name, a="9", claimed="14"), NOON + timedelta(days=1))]
    collection = collected(form, files, UNITS)
    one = result(collection, "601001")
    assert one.counting is not None and (one.state, one.counting.files) == ("通过", ("agrees.xlsx",))
    assert [other.file for other in collection.others] == ["later.xlsx"] and "agrees.xlsx" in collection.others[0].reason
    assert "later.xlsx" in one.said


def test_a_corrected_version_without_a_code_is_still_the_later_version(form: Form) -> None:
    files = [found("a.xlsx", good(form)), found("b.xlsx", good(form, None, "甲 局", a="9", claimed="14"), NOON + timedelta(days=1))]
    one = result(collected(form, files, UNITS), "601001")
    assert one.counting is not None and one.counting.files == ("b.xlsx",)


def test_a_workbook_that_came_back_as_it_was_sent_out_is_told_and_not_added_up(form: Form) -> None:
    files = [found("a.xlsx", book(form, "601001", "甲局", bodies=["甲局"])), found("b.xlsx", good(form, "601002", "乙中心"))]
    collection = collected(form, files, UNITS)
    one = result(collection, "601001")
    assert one.state == "有错误" and "没有填写" in one.reason
    assert collection.totals.counted == ("601002",) and "没有填写" in collection.totals.left_out["601001"]


def test_one_figure_is_enough_for_a_workbook_that_was_filled_in(form: Form) -> None:
    assert state(form, book(form, "601001", "甲局", a="0")) == "通过"


def test_a_figure_that_cannot_be_read_was_filled_in_too(form: Form) -> None:
    opened = openpyxl.load_workbook(io.BytesIO(book(form, "601001", "甲局")))
    opened["收支"]["B4"] = "约十几万"
    buffer = io.BytesIO()
    opened.save(buffer)
    one = result(collected(form, [found("a.xlsx", buffer.getvalue())], UNITS), "601001")
    assert one.counting is not None and (one.state, one.counting.blank) == ("有错误", False)


def test_what_a_unit_is_told_is_not_what_the_bureau_is_told(form: Form) -> None:
    collection = collected(form, [found("in/601001甲局.xlsx", b"PK")], UNITS)
    one = result(collection, "601001")
    assert "从文件名看" in one.reason and "in/601001甲局.xlsx" in one.reason
    assert one.to_unit and "601001甲局.xlsx" not in one.to_unit and "从文件名看" not in one.to_unit


def test_of_several_that_cant_be_read_each_of_the_latest_is_told_once(form: Form) -> None:
    names = [f"{number}/601001甲局.xlsx" for number in range(5)]
    collection = collected(form, [found(name, b"PK") for name in names], UNITS)
    one = result(collection, "601001")
    told = [name for name in names if name in one.reason]
    assert len(told) == 3 and one.to_unit.count("601001甲局.xlsx：") == 3
    assert [each.file for each in collection.others] == [name for name in names if name not in told]


def test_of_a_file_that_did_not_arrive_whole_sending_again_is_asked_for_once(form: Form) -> None:
    whole = good(form)
    collection = collected(form, [found("601001甲局.xlsx", whole[: len(whole) // 2])], UNITS)
    one = result(collection, "601001")
    assert one.to_unit == "文件不完整，可能没有传完；需要重新发送。"
    told = reminder(one, 2022)
    assert told.endswith("（601001甲局.xlsx）不能采用：文件不完整，可能没有传完；需要重新发送。请尽快交来能打开的工作簿。") and told.count("重新") == 1


def test_a_name_that_two_units_have_is_told_apart_by_the_code_alone(form: Form) -> None:
    twins = [Unit("601001", "中心小学"), Unit("602001", "中心小学")]
    collection = collected(form, [found("a.xlsx", good(form, "602001", "中心小学")), found("b.xlsx", good(form, None, "中心小学"))], twins)
    assert states(collection) == ["未报", "通过"]
    assert [one.file for one in collection.others] == ["b.xlsx"]


def test_another_name_than_the_rosters_is_warned_of_on_its_cell(form: Form) -> None:
    (finding,) = result(collected(form, [found("a.xlsx", good(form, "601001", "甲管理局"))], UNITS), "601001").across
    assert (finding.severity, [str(at) for at in finding.cells], finding.expected, finding.actual) == ("warning", ["封面!B4"], "甲局", "甲管理局")


# ── versions


def test_the_one_saved_last_counts_whatever_its_file_says(form: Form) -> None:
    new, old = saved_at(good(form), NOON), saved_at(good(form, claimed="16"), NOON - timedelta(days=1))
    files = [found("old.xlsx", old, NOON + timedelta(days=9)), found("new.xlsx", new, NOON)]
    one = result(collected(form, files, UNITS), "601001")
    assert (one.state, one.counting and one.counting.files, [each.files for each in one.versions]) == (
        "通过", ("new.xlsx",), [("new.xlsx",), ("old.xlsx",)],
    )  # fmt: skip
    assert one.said == "交了 2 份，以 new.xlsx 为准，另一份 old.xlsx"


def test_what_came_beside_what_counts_is_told_with_the_state_whatever_it_is(form: Form) -> None:
    later = [(name, good(form, claimed="99"), NOON + timedelta(hours=hours)) for hours, name in enumerate(("a.xlsx", "b.xlsx", "c.xlsx"))]
    one = result(collected(form, [found(*each) for each in later], UNITS), "601001")
    assert (one.state, one.said) == ("有错误", "交了 3 份，以 c.xlsx 为准，另外的是 b.xlsx、a.xlsx")
    assert result(collected(form, [found("a.xlsx", good(form))], UNITS), "601001").said == ""


def test_where_no_program_tells_when_the_file_written_last_counts(form: Form) -> None:
    files = [found("a.xlsx", good(form), NOON), found("b.xlsx", good(form, claimed="16"), NOON + timedelta(hours=1))]
    assert result(collected(form, files, UNITS), "601001").state == "有错误"


def test_of_two_saved_at_once_the_file_written_last_counts(form: Form) -> None:
    files = [found("a.xlsx", saved_at(good(form, claimed="16"), NOON), NOON), found("b.xlsx", saved_at(good(form), NOON), NOON + timedelta(1))]
    assert result(collected(form, files, UNITS), "601001").state == "通过"


def test_two_as_late_with_different_figures_are_double(form: Form) -> None:
    collection = collected(form, [found("a.xlsx", good(form)), found("甲/b.xlsx", good(form, a="11", claimed="16"))], UNITS)
    one = result(collection, "601001")
    assert (one.state, one.counting, len(one.versions)) == ("重复", None, 2)
    assert "a.xlsx、甲/b.xlsx" in one.reason
    assert collection.totals.counted == ()


def test_two_as_late_with_the_same_figures_are_one(form: Form) -> None:
    one = result(collected(form, [found("b.xlsx", good(form)), found("a.xlsx", good(form))], UNITS), "601001")
    assert (one.state, one.counting and one.counting.files, len(one.versions)) == ("通过", ("a.xlsx",), 2)


# ── late


def test_who_saved_after_the_deadline_is_late_and_who_corrects_later_is_not(form: Form) -> None:
    due = date(2022, 2, 1)
    units = [replace(unit, deadline=due) for unit in UNITS]
    files = [
        found("a1.xlsx", good(form), NOON), found("a2.xlsx", good(form, people="4"), NOON + timedelta(9)),
        found("b.xlsx", good(form, "601002", "乙中心"), NOON + timedelta(2)),
    ]  # fmt: skip
    assert [one.late for one in collected(form, files, units).units] == [False, True, True]
    assert [one.late for one in collected(form, files, units, today=due).units] == [False, True, False]


def test_without_a_deadline_nobody_is_late(form: Form) -> None:
    assert [one.late for one in collected(form, [], UNITS).units] == [False] * 3


# ── parts


def test_the_parts_of_a_unit_come_together(form: Form) -> None:
    files = [found("1.xlsx", good(form, part="budget")), found("2.xlsx", good(form, None, part="goods", rows=[("路", None, "4")]))]
    one = result(collected(form, files, UNITS), "601001")
    assert (one.state, one.counting and one.counting.files) == ("通过", ("1.xlsx", "2.xlsx"))
    assert one.counting is not None and (one.counting.figures["x.total"], one.counting.figures["all.amount"]) == ("15", "4")


def test_a_part_alone_is_an_error(form: Form) -> None:
    one = result(collected(form, [found("1.xlsx", good(form, part="budget"))], UNITS), "601001")
    assert (one.state, [each.rule for each in one.findings if each.severity == "error"]) == ("有错误", ["META-19"])


def test_of_a_part_that_came_twice_the_later_counts_and_both_are_listed(form: Form) -> None:
    files = [
        found("1.xlsx", good(form, part="budget", claimed="99")), found("1改.xlsx", good(form, part="budget"), NOON + timedelta(1)),
        found("2.xlsx", good(form, part="goods")),
    ]  # fmt: skip
    one = result(collected(form, files, UNITS), "601001")
    assert (one.state, [each.files for each in one.versions]) == ("通过", [("1改.xlsx", "2.xlsx"), ("1.xlsx",)])
    assert (one.said, one.superseded) == ("1.xlsx 与后交的同一部分相比是旧的，没有采用", ())


# ── archives, and what is no workbook


def test_the_workbooks_of_an_archive_are_read_in_archives_too(form: Form) -> None:
    inner = zipped({"乙/b.xlsx": good(form, "601002", "乙中心"), "~$b.xlsx": b"lock"})
    collection = collected(form, [found("邮件.zip", zipped({"a.xlsx": good(form), "inner.zip": inner}))], UNITS)
    assert [one.counting and one.counting.files for one in collection.units] == [("邮件.zip/a.xlsx",), ("邮件.zip/inner.zip/乙/b.xlsx",), None]
    assert [(one.file, one.state) for one in collection.others] == [("邮件.zip/inner.zip/~$b.xlsx", "未处理")]


def test_the_names_of_an_archive_of_chinese_windows_are_told_as_they_were(form: Form) -> None:
    data = zipped({"JIAJU000.xlsx": good(form, "9", "外县")}).replace(b"JIAJU000", "甲局甲局".encode("gb18030"))
    assert [one.file for one in collected(form, [found("a.zip", data)], UNITS).others] == ["a.zip/甲局甲局.xlsx"]


def test_a_workbook_of_an_archive_is_had_again_by_its_path() -> None:
    files = [found("a.xlsx", b"A"), found("b.zip", zipped({"b/c.xlsx": b"C", "d.zip": zipped({"e.xlsx": b"E"})}))]
    assert [bytes_at(files, path) for path in ("a.xlsx", "b.zip/b/c.xlsx", "b.zip/d.zip/e.xlsx")] == [b"A", b"C", b"E"]
    for gone in ("b.zip/x.xlsx", "c.xlsx", "b.zip/d.zip/x"):
        with pytest.raises(KeyError):
            bytes_at(files, gone)


def test_the_parts_in_an_archive_come_together(form: Form) -> None:
    parts = {f"{part}.xlsx": good(form, part=part) for part in ("budget", "goods")}
    assert states(collected(form, [found("a.zip", zipped(parts))], UNITS))[0] == "通过"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.rar", b"Rar!\x1a\x07\x01\x00", ".rar"),
        ("a.xlsx", b"7z\xbc\xaf\x27\x1c\x00\x04", ".7z"),
        ("a.tar.gz", b"\x1f\x8b\x08", ".gz"),
        ("a.eml", b"Return-Path: <a@b>\r\nReceived: from x\r\nSubject: hello\r\n", "邮件"),
        ("a", b"From: a@example.com\nTo: b@example.com\nSubject: x\n\nhello", "邮件"),
        ("a.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "__properties_version1.0".encode("utf-16-le"), "邮件"),
    ],
)
def test_what_holds_workbooks_and_is_not_opened_gets_one_sentence(form: Form, name: str, data: bytes, words: str) -> None:
    (other,) = collected(form, [found(name, data)], UNITS).others
    assert (other.file, other.state, words in other.reason) == (name, "未处理", True)


@pytest.mark.parametrize(("name", "data"), [("a.pdf", b"%PDF-1.4"), ("a.docx", zipped({"word/document.xml": b"<a/>"})), ("a.txt", b"hello"), ("a.xlsx", b"")])
def test_what_is_no_workbook_cant_be_read_and_says_why(form: Form, name: str, data: bytes) -> None:
    (other,) = collected(form, [found(name, data)], UNITS).others
    assert (other.file, other.state) == (name, "无法读取")
    assert other.reason


# ── what is accepted


def test_accepted_is_what_passed_and_what_has_all_its_warnings_answered(form: Form) -> None:
    files = [
        found("a.xlsx", good(form)), found("b.xlsx", good(form, "601002", "乙中心", claimed="16")),
        found("c.xlsx", good(form, "062003", "丙街道", a="7", claimed="12")),
    ]  # fmt: skip
    unanswered = collected(form, files, UNITS)
    assert [accepted(one) for one in unanswered.units] == [True, False, False]
    units = [*UNITS[:2], replace(UNITS[2], more={"核对说明": "META-03：已改名，批文待发"})]
    answered = collected(form, files, units)
    assert [(one.state, accepted(one)) for one in answered.units] == [("通过", True), ("有错误", False), ("待核实", True)]


def test_the_list_of_accepted_workbooks_is_read_back(form: Form) -> None:
    files = [found("in/a.xlsx", good(form)), found("b1.xlsx", good(form, "601002", "乙中心", part="budget")), found("b2.xlsx", good(form, "601002", "乙中心", part="goods"))]
    collection = collected(form, files, UNITS)
    told = read_accepted(accepted_json(collection))
    assert told is not None
    assert [(one.unit, one.name, one.path) for one in told] == [("601001", "甲局", "in/a.xlsx"), ("601002", "乙中心", "b1.xlsx"), ("601002", "乙中心", "b2.xlsx")]
    assert {len(one.digest) for one in told} == {64}


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"accepted": [{}]}', b'{"accepted": 1}', b"[" * 100_000, b"\xff"])
def test_what_is_no_list_of_ours_is_none(data: bytes) -> None:
    assert read_accepted(data) is None


def test_the_json_has_what_is_promised(form: Form) -> None:
    files = [found("a.xlsx", good(form, people="11")), found("x.xlsx", good(form, "9", "外县"))]
    document = collection_json(collected(form, files, [replace(UNITS[0], parent="601"), UNITS[1]]), "in")
    first = document["units"][0]
    assert {key: first[key] for key in ("code", "name", "parent", "state", "files", "counts")} == {
        "code": "601001", "name": "甲局", "parent": "601", "state": "待核实", "files": ["in/a.xlsx"], "counts": {"error": 0, "warning": 1, "info": 0},
    }  # fmt: skip
    assert [one["rule"] for one in first["findings"]] == ["X-03"]
    assert [(one["file"], one["state"]) for one in document["others"]] == [("in/x.xlsx", "不在名册")]
    assert (document["form"], document["year"], document["totals"]["x.total"]) == ("tiny", 2022, "15")


# ── docs/JSON.md


def documented(name: str) -> Any:
    """The example of docs/JSON.md that has this key at its top."""
    text = (Path(__file__).parent.parent / "docs" / "JSON.md").read_text(encoding="utf-8")
    return next(each for each in map(json.loads, re.findall(r"```json\n(.*?)```", text, re.DOTALL)) if name in each)


def keys(value: Any) -> list[str]:
    return sorted(value)


def test_the_documented_json_has_the_keys_of_a_real_one(form: Form) -> None:
    files = [found("a.xlsx", good(form, people="11")), found("x.xlsx", good(form, "9", "外县"))]
    real, told = collection_json(collected(form, files, UNITS)), documented("units")
    assert keys(real) == keys(told)
    assert keys(real["units"][0]) == keys(told["units"][0])
    assert keys(real["units"][0]["findings"][0]) == keys(told["units"][0]["findings"][0])
    assert (keys(real["others"][0]), keys(real["counted"])) == (keys(told["others"][0]), keys(told["counted"]))


def test_the_documented_list_of_accepted_workbooks_is_one(form: Form) -> None:
    real, told = json.loads(accepted_json(collected(form, [found("a.xlsx", good(form))], UNITS))), documented("accepted")
    assert (keys(real), keys(real["accepted"][0])) == (keys(told), keys(told["accepted"][0]))
    assert read_accepted(json.dumps(told).encode()) is not None
