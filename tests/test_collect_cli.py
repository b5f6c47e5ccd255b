"""``budgetxl collect`` on a folder: what it writes, what it passes over, how it ends."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from collecting import YEAR, book, form, here_with, zipped
from test_cli import Call, call

from budgetxl.cli import writing
from budgetxl.cli.app import HAS_ERRORS, OK, WRONG_USAGE
from budgetxl.cli.collecting import Folder
from budgetxl.forms import Form
from budgetxl.verbs import new_workbook
from budgetxl.xlsx import UnreadableFile

__all__ = ["call", "form"]  # fixtures

ROSTER = "单位编码,单位名称,上级编码,报送截止\n601001,甲局,,\n601002,乙中心,,2022-02-01\n"
COLLECT = ("collect", "收到的", "--roster", "名册.csv", "-o", "汇总.xlsx", "--jobs", "1", "--form", "form")


@pytest.fixture
def desk(call: Call, form: Form) -> Path:
    """A folder with a roster of two units, the form, and what one of them has sent."""
    here = here_with(form, ROSTER)
    sent = here / "收到的" / "第一批"
    sent.mkdir(parents=True)
    (sent / "a.xlsx").write_bytes(book(form, "601001", "甲局", a="10"))
    return here


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_symlink() and path.is_file())


# ── what it writes and says


def test_it_ends_with_1_while_a_unit_has_not_passed_and_with_0_when_all_have(desk: Path, form: Form, call: Call) -> None:
    ended = call(*COLLECT)
    assert (ended.code, "未报】1" in ended.out, "601002 乙中心（逾期）" in ended.out, "通过 1，未报 1" in ended.out) == (HAS_ERRORS, True, True, True)
    (desk / "收到的" / "b.xlsx").write_bytes(book(form, "601002", "乙中心", a="20"))
    assert call(*COLLECT, "--force").code == OK


def test_json_is_all_that_is_printed(desk: Path, call: Call) -> None:
    ended = call(*COLLECT, "--json")
    assert (ended.json["form"], ended.json["year"], [unit["state"] for unit in ended.json["units"]]) == ("tiny", YEAR, ["通过", "未报"])
    assert ended.json["units"][0]["files"] == ["收到的/第一批/a.xlsx"]
    assert ended.json["totals"]["x.total"] == "10"
    assert "汇总.xlsx" in ended.err and "accepted.json" in ended.err


def test_the_summary_the_cache_beside_it_and_the_accepted_are_written_and_nothing_else(desk: Path, call: Call) -> None:
    before = names(desk)
    call(*COLLECT)
    assert sorted(set(names(desk)) - set(before)) == ["收到的/accepted.json", "汇总.xlsx", "汇总.xlsx.budgetxl-cache"]
    told = json.loads((desk / "收到的" / "accepted.json").read_text(encoding="utf-8"))
    assert [(one["unit"], one["path"], len(one["digest"])) for one in told["accepted"]] == [("601001", "第一批/a.xlsx", 64)]
    assert told["not_accepted"] == []


def test_the_accepted_name_the_units_too_whose_workbooks_are_not(desk: Path, form: Form, call: Call) -> None:
    (desk / "收到的" / "b.xlsx").write_bytes(book(form, "601002", "乙中心", a="20", claimed="21"))
    call(*COLLECT)
    told = json.loads((desk / "收到的" / "accepted.json").read_text(encoding="utf-8"))
    assert told["not_accepted"] == [{"unit": "601002", "name": "乙中心", "state": "有错误"}]


def test_what_the_roster_settled_is_told_from_what_is_open(desk: Path, form: Form, call: Call) -> None:
    (desk / "名册.csv").write_text("单位编码,单位名称,核对说明\n601001,甲局,META-03：已改名\n601002,乙中心,已核对\n", encoding="utf-8")
    (desk / "收到的" / "第一批" / "a.xlsx").write_bytes(book(form, "601001", "原来的甲局", a="10"))
    (desk / "收到的" / "b.xlsx").write_bytes(book(form, "601002", "另一名称", a="20"))
    ended = call(*COLLECT)
    assert "甲局（已说明，收下）" in ended.out and ended.out.count("META-03") == 1
    assert "第3行“核对说明”里没有规则号" in ended.err


def test_a_second_run_says_what_it_read(desk: Path, form: Form, call: Call) -> None:
    call(*COLLECT)
    (desk / "收到的" / "b.xlsx").write_bytes(book(form, "601002", "乙中心", a="20"))
    assert "读了 1 个工作簿，其余 1 个没有变" in call(*COLLECT, "--force").err


def test_last_years_folder_is_compared(desk: Path, form: Form, call: Call) -> None:
    (desk / "去年").mkdir()
    (desk / "去年" / "a.xlsx").write_bytes(book(form, "601001", "甲局", a="7"))
    (desk / "收到的" / "第一批" / "a.xlsx").write_bytes(book(form, "601001", "甲局", a="10", last_a="8"))
    ended = call(*COLLECT, "--previous", "去年", "--json")
    assert [finding["rule"] for finding in ended.json["units"][0]["findings"]] == ["BUD-07"]
    assert "没有 accepted.json" in ended.err
    told = {"unit": "601001", "name": "甲局", "path": "a.xlsx", "digest": hashlib.sha256((desk / "去年" / "a.xlsx").read_bytes()).hexdigest()}
    (desk / "去年" / "accepted.json").write_text(json.dumps({"accepted": [told]}))
    again = call(*COLLECT, "--previous", "去年", "--json", "--force")
    assert (len(again.json["units"][0]["findings"]), "没有 accepted.json" in again.err) == (1, False)


def test_what_was_changed_since_it_was_accepted_is_not_compared_and_told(desk: Path, form: Form, call: Call) -> None:
    (desk / "去年").mkdir()
    (desk / "去年" / "a.xlsx").write_bytes(book(form, "601001", "甲局", a="7"))
    (desk / "收到的" / "第一批" / "a.xlsx").write_bytes(book(form, "601001", "甲局", a="10", last_a="8"))
    files = [{"unit": "601001", "name": "甲局", "path": path, "digest": "0" * 64} for path in ("a.xlsx", "gone.xlsx")]
    (desk / "去年" / "accepted.json").write_text(json.dumps({"accepted": files}))
    ended = call(*COLLECT, "--previous", "去年", "--json")
    assert (ended.json["units"][0]["findings"], "a.xlsx、gone.xlsx" in ended.err) == ([], True)


def test_a_list_of_last_year_that_is_none_is_refused(desk: Path, call: Call) -> None:
    (desk / "去年").mkdir()
    (desk / "去年" / "accepted.json").write_text("mine")
    ended = call(*COLLECT, "--previous", "去年")
    assert (ended.code, "不知道上年收下了哪些" in ended.err, Path("汇总.xlsx").exists()) == (WRONG_USAGE, True, False)


def test_where_nobody_has_sent_anything_all_are_missing(desk: Path, call: Call) -> None:
    (desk / "空的").mkdir()
    words = ("collect", "空的", "--roster", "名册.csv", "-o", "汇总.xlsx", "--json")
    ended = call(*words)
    assert (ended.code, [unit["state"] for unit in ended.json["units"]], "没有写汇总" in ended.err) == (HAS_ERRORS, ["未报", "未报"], True)
    assert not Path("汇总.xlsx").exists() and not (desk / "空的" / "accepted.json").exists()
    ended = call(*words, "--form", "form")
    assert (ended.code, ended.json["year"]) == (HAS_ERRORS, 2022)
    assert Path("汇总.xlsx").exists()


def test_what_goes_back_is_written_and_is_no_submission_of_the_next_run(desk: Path, form: Form, call: Call) -> None:
    (desk / "收到的" / "b.xlsx").write_bytes(book(form, "601002", "乙中心", a="20", claimed="21"))
    words = (*COLLECT, "--return", "收到的/退回", "--json")
    first = call(*words)
    back = names(desk / "收到的" / "退回")
    assert any(name.endswith(".docx") and "乙中心" in name for name in back) and any(name.endswith("批注.xlsx") for name in back)
    assert not any("甲局" in name for name in back)
    again = call(*words, "--force")
    assert [unit["files"] for unit in again.json["units"]] == [unit["files"] for unit in first.json["units"]]


def test_a_file_that_goes_back_and_is_there_already_is_kept(desk: Path, form: Form, call: Call) -> None:
    (desk / "收到的" / "b.xlsx").write_bytes(book(form, "601002", "乙中心", a="20", claimed="21"))
    call(*COLLECT, "--return", "退回")
    Path("汇总.xlsx").unlink()
    (kept,) = (path for path in Path("退回").iterdir() if path.suffix == ".docx")
    kept.write_bytes(b"mine")
    ended = call(*COLLECT, "--return", "退回")
    assert (ended.code, kept.read_bytes(), "已经存在" in ended.err) == (WRONG_USAGE, b"mine", True)


def test_the_overview_is_written_beside_the_summary_and_leads_to_the_files(desk: Path, call: Call) -> None:
    (desk / "网页").mkdir()
    ended = call(*COLLECT, "--html", "网页/概览.html", "--json")
    page = (desk / "网页" / "概览.html").read_text(encoding="utf-8")
    assert ended.err.count("已生成") == 2 and "网页/概览.html" in ended.err and ended.json["form"] == "tiny"
    assert 'href="../收到的/第一批/a.xlsx"' in page and "甲局" in page and "收齐</p>" in page


def test_an_overview_that_is_there_is_kept_unless_it_may_go_and_is_no_file_of_a_unit(desk: Path, form: Form, call: Call) -> None:
    words, page = (*COLLECT, "--html", "收到的/概览.html", "--json"), desk / "收到的" / "概览.html"
    call(*words)
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    made = page.read_bytes()
    (desk / "收到的" / "b.xlsx").write_bytes(book(form, "601002", "乙中心", a="20", claimed="21"))
    Path("汇总.xlsx").unlink()
    ended = call(*words)
    assert (ended.code, "已经存在" in ended.err, Path("汇总.xlsx").exists()) == (WRONG_USAGE, True, False)
    assert page.read_bytes() == made
    again = call(*words, "--force")
    assert again.json["others"] == [] and page.read_bytes() != made


@pytest.mark.parametrize("more", [(), ("--force",)])
def test_a_page_in_the_folder_that_is_none_of_ours_is_never_written_over(desk: Path, call: Call, more: tuple[str, ...]) -> None:
    page = desk / "收到的" / "概览.html"
    page.write_bytes(b"<!DOCTYPE html><title>mine</title>")
    ended = call(*COLLECT, "--html", "收到的/概览.html", *more)
    assert (ended.code, page.read_bytes(), Path("汇总.xlsx").exists()) == (WRONG_USAGE, b"<!DOCTYPE html><title>mine</title>", False)


def test_what_no_longer_goes_back_is_taken_away(desk: Path, form: Form, call: Call) -> None:
    (desk / "收到的" / "b.xlsx").write_bytes(book(form, "601002", "乙中心", a="20", claimed="21"))
    call(*COLLECT, "--return", "退回")
    mine = desk / "退回" / "乙中心备忘.docx"
    mine.write_bytes(b"mine")
    (desk / "收到的" / "b.xlsx").write_bytes(book(form, "601002", "乙中心", a="20", claimed="20"))
    ended = call(*COLLECT, "--return", "退回", "--force")
    assert [name for name in names(desk / "退回") if "乙中心" in name] == ["乙中心备忘.docx"]
    assert "删去了上次退回、现在不用退回的 2 个文件" in ended.err


def test_what_somebody_changed_of_it_stays_and_is_told(desk: Path, form: Form, call: Call) -> None:
    (desk / "收到的" / "b.xlsx").write_bytes(book(form, "601002", "乙中心", a="20", claimed="21"))
    call(*COLLECT, "--return", "退回")
    (letter,) = (path for path in Path("退回").iterdir() if path.suffix == ".docx")
    letter.write_bytes(b"with a remark")
    (desk / "收到的" / "b.xlsx").write_bytes(book(form, "601002", "乙中心", a="20", claimed="20"))
    for _ in range(2):
        ended = call(*COLLECT, "--return", "退回", "--force")
        assert letter.read_bytes() == b"with a remark" and f"{letter}" in ended.err
    assert [path.name for path in Path("退回").iterdir() if "批注" in path.name] == []


def test_without_force_nothing_is_taken_away(desk: Path, form: Form, call: Call) -> None:
    (desk / "收到的" / "b.xlsx").write_bytes(book(form, "601002", "乙中心", a="20", claimed="21"))
    call(*COLLECT, "--return", "退回")
    before = names(desk / "退回")
    (desk / "收到的" / "b.xlsx").write_bytes(book(form, "601002", "乙中心", a="20", claimed="20"))
    Path("汇总.xlsx").unlink()
    ended = call(*COLLECT, "--return", "退回")
    assert set(before) <= set(names(desk / "退回")) and "要删去请加 --force" in ended.err


def test_zeros_that_a_roster_turns_out_to_have_lost_are_told_when_the_form_is_known(desk: Path, call: Call) -> None:
    (desk / "名册.csv").write_text("单位编码,单位名称\n31001,甲局\n31002,乙中心\n", encoding="utf-8")
    (desk / "收到的" / "b.xlsx").write_bytes(new_workbook("hebei-2027", unit="甲局", code="031001"))
    ended = call(*COLLECT[:-2])
    assert ended.err.count("丢了开头的 0") == 2


# ── what it passes over


def test_its_own_files_and_those_of_programs_are_passed_over_and_said_once(desk: Path, call: Call) -> None:
    inside = desk / "收到的"
    for name in ("~$a.xlsx", "._a.xlsx", "Thumbs.db", ".DS_Store", ".budgetxl-00000000-999999999-x"):
        (inside / name).write_bytes(b"x")
    (desk / "名册.csv").rename(inside / "名册.csv")
    words = ("collect", "收到的", "--roster", "收到的/名册.csv", "-o", "收到的/汇总.xlsx", "--jobs", "1", "--form", "form", "--json")
    call(*words)
    ended = call(*words, "--force")
    assert [(one["file"], one["state"]) for one in ended.json["others"]] == [
        ("收到的/._a.xlsx", "未处理"), ("收到的/~$a.xlsx", "未处理"),
    ]  # fmt: skip
    assert ended.err.count("跳过了 2 个临时文件") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")
def test_links_to_folders_pipes_and_broken_links_are_lines(desk: Path, call: Call) -> None:
    inside = desk / "收到的"
    (inside / "loop").symlink_to(inside)
    (inside / "broken.xlsx").symlink_to(inside / "nothing")
    os.mkfifo(inside / "pipe.xlsx")
    ended = call(*COLLECT, "--json")
    assert sorted(one["file"] for one in ended.json["others"]) == ["收到的/broken.xlsx", "收到的/loop", "收到的/pipe.xlsx"]
    assert ended.json["units"][0]["state"] == "通过"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="rights")
def test_a_folder_without_rights_is_a_line(desk: Path, call: Call) -> None:
    shut = desk / "收到的" / "shut"
    shut.mkdir(mode=0)
    ended = call(*COLLECT, "--json")
    assert [(one["file"], one["state"]) for one in ended.json["others"]] == [("收到的/shut", "无法读取")]


def test_a_folder_that_cant_be_listed_is_a_line(desk: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk / "收到的" / "shut").mkdir()
    scan = os.scandir

    def refusing(path: Any = ".") -> Any:
        if str(path).endswith("shut"):
            raise PermissionError(errno.EACCES, "", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    ended = call(*COLLECT, "--json")
    assert [(one["file"], one["state"], "没有权限" in one["reason"]) for one in ended.json["others"]] == [("收到的/shut", "无法读取", True)]


@pytest.mark.skipif(sys.platform != "linux", reason="names of bytes")
def test_a_name_that_is_no_text_is_told_with_its_bytes(desk: Path, call: Call) -> None:
    Path(os.fsdecode(os.fsencode(desk / "收到的") + b"/\xb5\xa5.xlsx")).write_bytes(b"x")
    ended = call(*COLLECT, "--json")
    assert [one["file"] for one in ended.json["others"]] == ["收到的/\\xb5\\xa5.xlsx"]


def test_the_bytes_of_a_file_are_had_when_they_are_asked_for(desk: Path) -> None:
    folder = Folder("收到的")
    (desk / "收到的" / "第一批" / "a.xlsx").unlink()
    (found,) = folder.files
    with pytest.raises(UnreadableFile):
        found.load()  # type: ignore[union-attr]


# ── what stands in the way


def test_a_summary_that_is_there_is_not_overwritten(desk: Path, call: Call) -> None:
    Path("汇总.xlsx").write_bytes(b"mine")
    ended = call(*COLLECT)
    assert (ended.code, "已经存在" in ended.err, Path("汇总.xlsx").read_bytes()) == (WRONG_USAGE, True, b"mine")


def test_somebody_elses_accepted_json_is_not_overwritten(desk: Path, call: Call) -> None:
    (desk / "收到的" / "accepted.json").write_text("mine")
    ended = call(*COLLECT)
    assert (ended.code, "不是 budgetxl 写的" in ended.err, (desk / "收到的" / "accepted.json").read_text(), Path("汇总.xlsx").exists()) == (
        WRONG_USAGE, True, "mine", False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("collect", "nowhere", "--roster", "名册.csv", "-o", "汇总.xlsx"), "不存在"),
        (("collect", "名册.csv", "--roster", "名册.csv", "-o", "汇总.xlsx"), "不是文件夹"),
        (("collect", "收到的", "--roster", "no.csv", "-o", "汇总.xlsx"), "找不到这个文件"),
        (("collect", "收到的", "--roster", "名册.csv", "-o", "汇总.txt"), ".xlsx"),
        (("collect", "收到的", "--roster", "名册.csv", "-o", "nowhere/汇总.xlsx"), "不存在"),
        ((*COLLECT, "--html", "概览.xlsx"), ".html"),
        ((*COLLECT, "--html", "nowhere/概览.html"), "不存在"),
        (("collect", "收到的", "-o", "汇总.xlsx"), "缺少选项 --roster"),
        ((*COLLECT[:-4], "--jobs", "0"), "--jobs"),
        ((*COLLECT, "--previous", "nowhere"), "不存在"),
        ((*COLLECT[:-1], "nowhere"), "nowhere"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_written(desk: Path, call: Call, words: tuple[str, ...], said: str) -> None:
    before = names(desk)
    ended = call(*words)
    assert (ended.code in (WRONG_USAGE, 3), said in ended.err) == (True, True)
    assert [name for name in names(desk) if not name.endswith("budgetxl-cache")] == before


def test_a_roster_with_mistakes_is_told_and_nothing_is_read(desk: Path, call: Call) -> None:
    Path("名册.csv").write_text(ROSTER + "601001,丙,,\n", encoding="utf-8")
    ended = call(*COLLECT)
    assert (ended.code, "第4行" in ended.err, Path("汇总.xlsx").exists()) == (WRONG_USAGE, True, False)


def test_a_full_disk_leaves_no_half_summary_and_no_list_of_accepted(desk: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr(writing.os, "fsync", full)
    ended = call(*COLLECT)
    assert (ended.code, "磁盘已满" in ended.err) == (WRONG_USAGE, True)
    assert [name for name in names(desk) if "accepted" in name or name.endswith("汇总.xlsx") or ".budgetxl-0" in name] == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_who_ends_it_leaves_nothing_half_written_and_keeps_what_was_read(desk: Path, form: Form, told: signal.Signals) -> None:
    data = book(form, "700000", "单位", a="1")
    for number in range(800):  # each has bytes of its own behind the archive, so that none is known from another
        (desk / "收到的" / f"{number}.xlsx").write_bytes(data + str(number).encode())
    words = [sys.executable, "-m", "budgetxl", *COLLECT]
    words[words.index("--jobs") + 1] = "2"
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, start_new_session=True) as running:
        cache = desk / "汇总.xlsx.budgetxl-cache"
        deadline = time.monotonic() + 60
        while running.poll() is None and not (cache.exists() and cache.stat().st_size > 40_000) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.killpg(running.pid, told) if told == signal.SIGINT else running.send_signal(told)
        _, err = running.communicate(timeout=60)
    assert (running.returncode, err.strip()) == (WRONG_USAGE, "已中止")
    assert not (desk / "汇总.xlsx").exists() and not (desk / "收到的" / "accepted.json").exists()


def test_a_long_list_is_cut_and_says_so(desk: Path, call: Call) -> None:
    Path("名册.csv").write_text("单位编码,单位名称\n" + "".join(f"7{number:05},单位{number}\n" for number in range(45)), encoding="utf-8")
    for number in range(45):
        (desk / "收到的" / f"{number:02}.txt").write_text("x")
    ended = call(*COLLECT)
    assert ("其余 5 个见汇总工作簿" in ended.out, "其余 6 个文件见汇总工作簿" in ended.out, ended.out.count("无法读取  ")) == (True, True, 40)


def test_a_zip_of_a_unit_is_read_where_it_lies(desk: Path, form: Form, call: Call) -> None:
    (desk / "收到的" / "乙.zip").write_bytes(zipped({"乙中心/表.xlsx": book(form, "601002", "乙中心", a="20")}))
    ended = call(*COLLECT, "--json")
    assert (ended.code, ended.json["units"][1]["files"]) == (OK, ["收到的/乙.zip/乙中心/表.xlsx"])
    assert ended.json["units"][1]["late"] is True
