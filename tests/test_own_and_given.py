"""A bureau's folders: what was sent in is never written onto, what the program wrote is never taken for a submission, JSON whatever happens."""

from __future__ import annotations

import errno
import io
import os
import sqlite3
import sys
from pathlib import Path

import openpyxl
import pytest
from collecting import book, form, here_with, the_form, zipped
from test_cli import Call, call

from budgetxl.cli import writing
from budgetxl.cli.app import UNREADABLE, WRONG_USAGE
from budgetxl.cli.collecting import kept
from budgetxl.forms import Form
from budgetxl.verbs.collect import Sent

__all__ = ["call", "form"]  # fixtures

ROSTER = "单位编码,单位名称\n601001,甲局\n601002,乙中心\n"
COLLECT = ("collect", "收到的", "--roster", "名册.csv", "--jobs", "1", "--form", "form")
SEND = ("distribute", "名册.csv", "--form", "form")
links = pytest.mark.skipif(sys.platform == "win32", reason="links")


@pytest.fixture
def desk(call: Call, form: Form) -> Path:
    """A folder with a roster of two units, the form, and what they have sent: the second with a mistake."""
    here = here_with(form, ROSTER)
    sent = here / "收到的"
    sent.mkdir()
    (sent / "a.xlsx").write_bytes(book(form, "601001", "甲局", a="10"))
    (sent / "b.xlsx").write_bytes(book(form, "601002", "乙中心", a="20", claimed="21"))
    return here


def contents(folder: str | Path) -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def resaved(data: bytes) -> bytes:
    """A workbook that somebody opened, changed and saved."""
    opened = openpyxl.load_workbook(io.BytesIO(data))
    cell = next(cell for sheet in opened for row in sheet.iter_rows() for cell in row if cell.value == 21)
    cell.value = 20
    buffer = io.BytesIO()
    opened.save(buffer)
    return buffer.getvalue()


# ── what is read is not written onto


@links
@pytest.mark.parametrize("output", ["收到的/a.xlsx", "soft.xlsx", "hard.xlsx", "去年/old.xlsx"])
def test_a_summary_is_not_written_onto_a_workbook_that_is_collected(desk: Path, form: Form, call: Call, output: str) -> None:
    (desk / "去年").mkdir()
    (desk / "去年" / "old.xlsx").write_bytes(book(form, "601001", "甲局", a="9"))
    Path("soft.xlsx").symlink_to("收到的/a.xlsx")
    os.link("收到的/a.xlsx", "hard.xlsx")
    before = contents(".")
    ended = call(*COLLECT, "-o", output, "--previous", "去年", "--force")
    assert (ended.code, "就是所给的文件" in ended.err, contents(".")) == (WRONG_USAGE, True, before)


def test_last_years_list_is_not_written_onto(desk: Path, call: Call) -> None:
    call(*COLLECT, "-o", "汇总.xlsx")
    before = Path("收到的/accepted.json").read_bytes()
    ended = call(*COLLECT, "-o", "汇总2.xlsx", "--previous", "收到的")
    assert (ended.code, Path("收到的/accepted.json").read_bytes(), Path("汇总2.xlsx").exists()) == (WRONG_USAGE, before, False)


def test_what_goes_back_is_not_written_onto_a_workbook_that_is_collected(desk: Path, call: Call) -> None:
    sent = Path("收到的/b.xlsx").rename("收到的/601002乙中心-批注.xlsx")
    before = sent.read_bytes()
    ended = call(*COLLECT, "-o", "汇总.xlsx", "--return", "收到的", "--force")
    assert (ended.code, sent.read_bytes(), "就是所给的文件" in ended.err) == (WRONG_USAGE, before, True)
    assert Path("收到的/601002乙中心-退回修改意见.docx").exists()


def test_last_years_workbooks_are_not_written_onto_by_this_years(desk: Path, form: Form, call: Call) -> None:
    (desk / "去年").mkdir()
    (desk / "去年" / "601001-甲局.xlsx").write_bytes(book(form, "601001", "甲局", a="9"))
    before = contents("去年")
    for more in ((), ("--force",)):
        ended = call(*SEND, "-o", "去年", "--previous", "去年", *more)
        assert (ended.code, "就是上年的文件夹" in ended.err, contents("去年")) == (WRONG_USAGE, True, before)


def test_a_blank_roster_is_not_written_onto_the_roster(desk: Path, call: Call) -> None:
    ended = call("distribute", "名册.csv", "--roster-template", "./名册.csv", "--force")
    assert (ended.code, Path("名册.csv").read_text(encoding="utf-8")) == (WRONG_USAGE, ROSTER)


@pytest.mark.parametrize(("name", "is_of_form"), [("list.csv", True), ("notice.md.j2", True), ("note.csv", False)])
def test_a_report_is_not_written_onto_a_file_that_makes_the_form(desk: Path, tmp_path: Path, call: Call, name: str, is_of_form: bool) -> None:
    (tmp_path / "own").mkdir()
    home = the_form(tmp_path / "own").folders[0]
    (home / "list.csv").write_text("编码,名称\n01,甲\n", encoding="utf-8")
    own = (home / "form.toml").read_text(encoding="utf-8")
    (home / "form.toml").write_text(own.replace("[sections]", '[lists]\nkinds = { codes = "list.csv", title = "表" }\n[sections]'), encoding="utf-8")
    place = home / name
    text = place.read_text(encoding="utf-8") if place.exists() else "甲\n"
    place.write_text(text, encoding="utf-8")
    file = tmp_path / "report.csv"
    file.symlink_to(place)
    ended = call("check", "收到的/a.xlsx", "--form", home, "--csv", file, "--force")
    assert (ended.code == WRONG_USAGE, place.read_text(encoding="utf-8") == text) == (is_of_form, is_of_form), ended.err


@links
@pytest.mark.parametrize("more", [(), ("--force",)])
def test_nothing_is_written_through_a_link_that_leads_nowhere(desk: Path, call: Call, more: tuple[str, ...]) -> None:
    Path("下发").mkdir()
    Path("下发/601001-甲局.xlsx").symlink_to(desk / "elsewhere.xlsx")
    ended = call(*SEND, "-o", "下发", *more)
    assert (ended.code, "断了的链接" in ended.err, Path("elsewhere.xlsx").exists()) == (WRONG_USAGE, True, False)
    Path("s.xlsx").symlink_to("elsewhere.xlsx")
    assert (call(*COLLECT, "-o", "s.xlsx", *more).code, Path("elsewhere.xlsx").exists()) == (WRONG_USAGE, False)


# ── what the program wrote is known by what it is


def test_its_own_files_are_passed_over_wherever_they_lie_and_whatever_they_are_called(desk: Path, call: Call) -> None:
    call(*COLLECT, "-o", "汇总.xlsx", "--return", "退回")
    call(*SEND, "-o", "下发")
    call("check", "收到的/a.xlsx", "--form", "form", "--checklist", "表.xlsx")
    call("distribute", "--roster-template", "空白.xlsx")
    call("collect", "收到的", "--roster", "名册.csv", "-o", "另.xlsx", "--form", "form", "--html", "概览.html")
    call("diff", "收到的/a.xlsx", "收到的/b.xlsx", "--form", "form", "--html", "对比.html")
    own = [Path("概览.html"), Path("对比.html"), *(path for path in Path("退回").iterdir() if path.suffix != ".json"), Path("下发/下发清单.xlsx"), Path("汇总.xlsx"), Path("表.xlsx"), Path("空白.xlsx")]
    (desk / "收到的" / "混").mkdir()
    for number, path in enumerate(own):
        (desk / "收到的" / "混" / f"{number}{path.suffix}").write_bytes(path.read_bytes())
    Path("收到的/包.zip").write_bytes(zipped({"里/汇总.xlsx": Path("汇总.xlsx").read_bytes()}))
    ended = call(*COLLECT, "-o", "汇总.xlsx", "--force", "--json")
    assert ended.json["others"] == []
    assert [unit["files"] for unit in ended.json["units"]] == [["收到的/a.xlsx"], ["收到的/b.xlsx"]]


def test_a_submission_in_the_folder_of_what_goes_back_is_read(desk: Path, form: Form, call: Call) -> None:
    words = (*COLLECT, "-o", "汇总.xlsx", "--return", "收到的/退回", "--force", "--json")
    os.utime("收到的/b.xlsx", (1.6e9, 1.6e9))  # the time inside a workbook is in whole seconds
    call(*words)
    copy = Path("收到的/退回/601002乙中心-批注.xlsx")
    copy.write_bytes(resaved(copy.read_bytes()))
    corrected = copy.read_bytes()
    ended = call(*words)
    assert [(unit["state"], unit["files"][0]) for unit in ended.json["units"]] == [("通过", "收到的/a.xlsx"), ("通过", f"{copy.as_posix()}")]
    assert copy.read_bytes() == corrected


# ── JSON whatever happens


def test_json_is_printed_where_the_list_of_accepted_cant_be_written(desk: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = writing._write

    def refusing(target: Path, *more: object) -> None:
        if target.name == "accepted.json":
            raise OSError(errno.EROFS, "")
        whole(target, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "_write", refusing)
    ended = call(*COLLECT, "-o", "汇总.xlsx", "--json")
    assert (ended.code, [unit["state"] for unit in ended.json["units"]]) == (WRONG_USAGE, ["通过", "有错误"])
    assert "accepted.json：所在的磁盘只能读" in ended.err and "收下了" not in ended.err


def test_json_is_printed_where_the_summary_cant_be_written(desk: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr(writing.os, "fsync", full)
    ended = call(*COLLECT, "-o", "汇总.xlsx", "--return", "退回", "--json")
    assert (ended.code, len(ended.json["units"]), "磁盘已满" in ended.err) == (WRONG_USAGE, 2, True)
    assert not Path("退回").exists() and not Path("收到的/accepted.json").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((*COLLECT[:3], "no.csv", "-o", "s.xlsx"), UNREADABLE, "找不到这个文件"),
        (("collect", "收到的", "-o", "s.xlsx"), WRONG_USAGE, "缺少选项 --roster"),
        ((*COLLECT, "-o", "s.txt"), WRONG_USAGE, ".xlsx"),
        ((*COLLECT[:-1], "nowhere", "-o", "s.xlsx"), WRONG_USAGE, "nowhere"),
        (("check", "收到的/a.xlsx", "--form", "nowhere"), WRONG_USAGE, "nowhere"),
        (("check", "收到的/a.xlsx", "--html", "收到的/a.xlsx"), WRONG_USAGE, "就是所给的文件"),
        (("rules", "nowhere"), WRONG_USAGE, "nowhere"),
    ],
)
def test_a_failure_is_json_too_for_who_asked_for_it(desk: Path, call: Call, words: tuple[str, ...], code: int, said: str) -> None:
    ended = call(*words, "--json")
    assert (ended.code, list(ended.json), said in ended.json["error"], said in ended.err) == (code, ["error"], True, True)


@pytest.mark.parametrize("foreign", ["folder", "text"])
def test_a_list_that_is_none_of_ours_is_told_as_json(desk: Path, call: Call, foreign: str) -> None:
    place = Path("收到的/accepted.json")
    place.mkdir() if foreign == "folder" else place.write_text("mine")
    ended = call(*COLLECT, "-o", "汇总.xlsx", "--json")
    assert (ended.code, "accepted.json" in ended.json["error"]) == (WRONG_USAGE, True)


def test_the_same_content_twice_in_a_first_run_is_not_from_an_earlier_one(desk: Path, call: Call) -> None:
    Path("收到的/c.xlsx").write_bytes(Path("收到的/a.xlsx").read_bytes())
    assert "没有变" not in call(*COLLECT, "-o", "汇总.xlsx").err


def test_a_cache_that_another_run_holds_is_left_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_WAIT", 0.01)
    summary = str(tmp_path / "s.xlsx")
    first = kept.KeptReads(summary)
    first.put("a", Sent(b"{}", b""))
    first.close(whole=True)
    second, other = kept.KeptReads(summary), sqlite3.connect(first.path, isolation_level=None)
    other.execute("begin exclusive")
    second.put("b", Sent(b"{}", b""))
    other.execute("rollback")
    other.close()
    assert kept.KeptReads(summary).get("a") == Sent(b"{}", b"")
