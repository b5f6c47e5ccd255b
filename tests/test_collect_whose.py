"""Whose a workbook is, and when it was saved: clocks that run ahead, parts that came twice, units called alike, last year's lists."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from collecting import (
    NOON,
    TODAY,
    YEAR,
    book,
    collected,
    found,
    last_year,
    result,
    saved_at,
    the_form,
    without_marks,
    zipped,
)
from test_cli import Call, call

from budgetxl.bureau import Collection, Unit
from budgetxl.bureau.collect import AcceptedFile, Found, Way, collect
from budgetxl.bureau.roster import read_roster
from budgetxl.forms import Form
from budgetxl.workbook import export, read

__all__ = ["call"]  # a fixture

UNITS = [Unit("601001", "甲局"), Unit("601002", "乙中心")]
NOW = NOON + timedelta(days=3)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return the_form(tmp_path_factory.mktemp("form"))


def at_noon(form: Form, *files: Found) -> Collection:
    return collect(files, UNITS, TODAY, Way(str(form.folders[0]), now=NOW)).collection


# ── when it was saved


def test_a_workbook_of_a_clock_that_runs_ahead_counts_by_its_files_time_and_it_is_told(form: Form) -> None:
    ahead = saved_at(book(form, "601001", "甲局", a="1"), NOW + timedelta(hours=1))
    one = result(at_noon(form, found("old.xlsx", ahead, NOON - DAY), found("new.xlsx", saved_at(book(form, "601001", "甲局", a="2"), NOON))), "601001")
    assert one.counting is not None and one.counting.files == ("new.xlsx",)
    assert (one.state, "old.xlsx" in one.said, "还没有到" in one.said) == ("通过", True, True)


def test_a_file_written_in_the_future_is_the_oldest(form: Form) -> None:
    odd = found("odd.xlsx", saved_at(book(form, "601001", "甲局", a="1"), None), NOW + DAY)
    one = result(at_noon(form, odd, found("new.xlsx", saved_at(book(form, "601001", "甲局", a="2"), NOON))), "601001")
    assert one.counting is not None and one.counting.files == ("new.xlsx",)


def test_a_clock_that_runs_ahead_makes_nobody_late(form: Form) -> None:
    unit = Unit("601001", "甲局", deadline=NOON.date())
    sent = found("a.xlsx", saved_at(book(form, "601001", "甲局", a="1"), NOW + 400 * DAY))
    assert not collect([sent], [unit], TODAY, Way(str(form.folders[0]), now=NOW)).collection.units[0].late


@pytest.mark.parametrize("when", [datetime(1, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)])
def test_a_time_that_cant_be_is_none(form: Form, when: datetime) -> None:
    unit = Unit("601001", "甲局", deadline=NOON.date())
    sent = found("a.xlsx", saved_at(book(form, "601001", "甲局", a="1"), when))
    one = collect([sent], [unit], TODAY, Way(str(form.folders[0]), now=NOW)).collection.units[0]
    assert (one.state, one.late, one.versions[0].modified) == ("通过", False, NOON)


# ── parts that came twice


def test_two_copies_of_a_part_that_are_as_late_and_differ_are_double(form: Form) -> None:
    parts = [found(name, book(form, "601001", "甲局", part="budget", a=a)) for name, a in (("a.xlsx", "10"), ("b.xlsx", "11"))]
    one = result(collected(form, [*parts, found("c.xlsx", book(form, "601001", "甲局", part="goods"))], UNITS), "601001")
    assert (one.state, "a.xlsx" in one.reason, "b.xlsx" in one.reason) == ("重复", True, True)


def test_two_copies_of_a_part_that_are_as_late_and_say_the_same_are_one(form: Form) -> None:
    data = book(form, "601001", "甲局", part="budget", a="10")
    parts = [found("a.xlsx", data), found("b.xlsx", data), found("d.xlsx", data + b"\0")]
    one = result(collected(form, [*parts, found("c.xlsx", book(form, "601001", "甲局", part="goods"))], UNITS), "601001")
    assert (one.state, sorted({file for version in one.versions for file in version.files})) == ("通过", ["a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx"])


def test_of_each_section_two_copies_are_told_once_each_in_json(form: Form) -> None:
    files = [found(f"{part}{a}.xlsx", book(form, "601001", "甲局", part=part, a=a)) for part in ("budget", "goods") for a in ("1", "2")]
    one = result(collected(form, files, UNITS), "601001")
    assert one.state == "重复"


# ── units that are called alike


def test_each_of_the_units_that_a_name_may_mean_says_what_was_not_taken(form: Form) -> None:
    units = [Unit("601001", "中心小学"), Unit("601002", "中心 小学"), Unit("601003", "丙校")]
    collection = collected(form, [found("x.xlsx", book(form, None, "中　心小学"))], units)
    assert [("x.xlsx" in result.said, result.state) for result in collection.units] == [(True, "未报"), (True, "未报"), (False, "未报")]

ALIKE = [Unit("601002", "中心小学"), Unit("601003", "中心 小学")]


@pytest.mark.parametrize(("name", "code"), [("中心小学", "601002"), ("中心 小学", "601003")])
def test_a_name_to_the_letter_goes_before_one_that_differs_in_a_blank(form: Form, name: str, code: str) -> None:
    assert result(collected(form, [found("a.xlsx", book(form, None, name, a="1"))], ALIKE), code).state == "通过"


def test_a_name_that_two_units_may_have_says_so(form: Form) -> None:
    (other,) = collected(form, [found("a.xlsx", book(form, None, "中　心小学", a="1"))], ALIKE).others
    assert "名册里有 2 个单位" in other.reason and "601002" in other.reason and "没有这个单位" not in other.reason


@pytest.mark.parametrize(("one", "two"), [("中心小学", "中心 小学"), ("第1小学", "第１小学"), ("ABC局", "abc局"), ("甲局", "（2）甲局")])
def test_names_that_hardly_differ_are_a_remark_on_the_roster(one: str, two: str) -> None:
    roster = read_roster("名册.csv", f"单位编码,单位名称\n601001,{one}\n601002,{two}\n".encode())
    assert (roster.errors, ["分不清" in str(each) and "B3" in str(each) for each in roster.problems]) == ((), [True])


# ── last year's list


def test_a_workbook_that_was_accepted_for_a_unit_is_compared_with_that_unit_alone(form: Form) -> None:
    data = book(form, None, "甲局", a="7")
    told = [AcceptedFile("601002", "乙中心", "a.xlsx", hashlib.sha256(data).hexdigest())]
    assert list(last_year(form, [found("a.xlsx", data)], UNITS, told).reads) == ["601002"]
    gone = [AcceptedFile("999999", "没了", "a.xlsx", told[0].digest)]
    assert list(last_year(form, [found("a.xlsx", data)], UNITS, gone).reads) == []


def test_an_accepted_workbook_that_was_moved_is_found_by_its_digest(form: Form) -> None:
    data = book(form, "601001", "甲局", a="7")
    told = [AcceptedFile("601001", "甲局", "??.xlsx", hashlib.sha256(data).hexdigest())]
    before = last_year(form, [found("别处/b.xlsx", data)], UNITS, told)
    assert (list(before.reads), before.missing) == (["601001"], ())


@pytest.fixture
def desk(call: Call, form: Form) -> Path:
    """A form that carries a figure is not needed: what was taken from is in the list."""
    here = Path.cwd()
    (here / "form").symlink_to(form.folders[0])
    (here / "去年").mkdir()
    (here / "名册.csv").write_text("单位编码,单位名称\n601001,甲局\n601002,乙中心\n", encoding="utf-8")
    return here


def taken(call: Call, *more: str, head: str = "备注") -> dict[str, str]:
    """What the list says of each unit: how last year's workbook was taken, or which."""
    ended = call("distribute", "名册.csv", "--form", "form", "-o", "下发", "--previous", "去年", "--force", *more)
    assert ended.code == 0, ended.err
    sheet = openpyxl.load_workbook("下发/下发清单.xlsx").active
    assert sheet is not None
    rows = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    top = next(number for number, row in enumerate(rows) if row[0] == "单位编码")
    return {row[0]: row[rows[top].index(head)] for row in rows[top + 1 :]}


def listed(folder: Path, path: str, unit: str, data: bytes) -> None:
    told = {"unit": unit, "name": "", "path": path, "digest": hashlib.sha256(data).hexdigest()}
    (folder / "accepted.json").write_text(json.dumps({"accepted": [told]}), encoding="utf-8")


def test_what_was_accepted_for_a_unit_begins_that_units_workbook_alone(desk: Path, form: Form, call: Call) -> None:
    data = book(form, None, "甲局", year=YEAR - 1, a="7", reason="因为")
    (desk / "去年" / "a.xlsx").write_bytes(data)
    assert "没有找到" not in taken(call)["601001"]
    listed(desk / "去年", "a.xlsx", "601002", data)
    notes = taken(call)
    assert ("没有找到" in notes["601001"], "没有找到" in notes["601002"]) == (True, False)


def test_last_years_workbook_of_a_code_without_its_zeros_is_its_units_as_it_is_for_collect(desk: Path, form: Form, call: Call) -> None:
    Path("名册.csv").write_text("单位编码,单位名称\n061001,甲局\n601002,乙中心\n", encoding="utf-8")
    (desk / "去年" / "a.xlsx").write_bytes(book(form, "61001", None, year=YEAR - 1, a="7"))
    assert "没有找到" not in taken(call)["061001"]


def test_of_two_of_last_years_workbooks_a_clock_that_runs_ahead_does_not_decide(desk: Path, form: Form, call: Call) -> None:
    for name, when, written in (("old", datetime(2099, 1, 1, tzinfo=UTC), 1e9), ("new", NOON, 1.5e9)):
        place = desk / "去年" / f"{name}.xlsx"
        place.write_bytes(saved_at(book(form, "601001", "甲局", year=YEAR - 1, a="7"), when))
        os.utime(place, (written, written))
    assert taken(call, head="上年数取自")["601001"] == "new.xlsx"


def test_of_a_part_that_came_twice_last_year_the_later_is_taken(desk: Path, form: Form, call: Call) -> None:
    for name, part, when in (("a", "budget", NOON), ("b", "budget", NOON - DAY), ("c", "goods", NOON)):
        data = book(form, "601001", "甲局", year=YEAR - 1, part=part, a=1) if part == "budget" else book(form, "601001", "甲局", year=YEAR - 1, part=part)
        (desk / "去年" / f"{name}.xlsx").write_bytes(saved_at(data, when))
    assert taken(call, head="上年数取自")["601001"] == "a.xlsx + c.xlsx"


def test_a_name_that_two_units_may_have_is_neithers_last_year(desk: Path, form: Form, call: Call) -> None:
    Path("名册.csv").write_text("单位编码,单位名称\n601001,中心小学\n601002,中心 小学\n", encoding="utf-8")
    (desk / "去年" / "a.xlsx").write_bytes(book(form, None, "中　心小学", year=YEAR - 1, a="7"))
    assert all("没有找到" in note for note in taken(call).values())


def test_a_cover_that_names_two_units_is_neithers_last_year_as_it_is_neithers_for_collect(desk: Path, form: Form, call: Call) -> None:
    (desk / "去年" / "a.xlsx").write_bytes(book(form, "601001", "乙中心", year=YEAR - 1, a="7"))
    assert all("没有找到" in note for note in taken(call).values())


def test_a_workbook_without_marks_is_read_by_the_form_that_is_given_as_collect_does(desk: Path, form: Form, call: Call) -> None:
    (desk / "去年" / "a.xlsx").write_bytes(without_marks(book(form, "601001", "甲局", year=YEAR - 1, a="7")))
    assert "没有找到" not in taken(call)["601001"] and "没有带入" not in taken(call)["601001"]


@pytest.mark.skipif(sys.platform != "linux", reason="names of bytes")
def test_a_name_that_is_no_text_comes_back_by_collects_list_and_without(desk: Path, form: Form, call: Call) -> None:
    data = book(form, "601001", "甲局", year=YEAR - 1, a="7")
    Path(os.fsdecode(os.fsencode(desk / "去年") + b"/\xb5\xa5.xlsx")).write_bytes(data)
    assert "没有找到" not in taken(call)["601001"]
    call("collect", "去年", "--roster", "名册.csv", "-o", "汇总.xlsx", "--form", "form", "--jobs", "1")
    (told,) = json.loads((desk / "去年" / "accepted.json").read_text(encoding="utf-8"))["accepted"]
    assert told["path"] == "\\xb5\\xa5.xlsx"
    assert "没有找到" not in taken(call)["601001"]
    made = export(read(Path("下发/601001-甲局.xlsx").read_bytes(), form).submission)
    assert made["data"]["unit"]["name"] == "甲局"


# ── archives that people packed


def test_a_member_that_leads_out_of_its_archive_costs_only_itself(form: Form) -> None:
    good = book(form, "601001", "甲局", a="1")
    data = zipped({"../../x.xlsx": good, "/etc/y.xlsx": good, "C:\\z.xlsx": good, "里/a.xlsx": good})
    collection = collected(form, [found("甲.zip", data)], UNITS)
    assert result(collection, "601001").state == "通过"
    assert [(one.file, "安全" in one.reason, "提交" in one.reason) for one in collection.others] == [
        ("甲.zip/x.xlsx", True, False), ("甲.zip/y.xlsx", True, False), ("甲.zip/z.xlsx", True, False),
    ]  # fmt: skip


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_cost_only_these(form: Form) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, a in (("d.xlsx", "1"), ("d.xlsx", "2"), ("e.xlsx", "3")):
            archive.writestr(name, book(form, "601001" if name == "d.xlsx" else "601002", None, a=a))
    collection = collected(form, [found("包.zip", buffer.getvalue())], UNITS)
    assert ([one.state for one in collection.units], [one.file for one in collection.others]) == (["未报", "通过"], ["包.zip/d.xlsx"])
    assert "解压" in collection.others[0].reason and "另存为" not in collection.others[0].reason
