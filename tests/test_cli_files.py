"""Files that a command is given and files that it writes: what stands in the way, what the system refuses, what is left behind."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from making import a_form, record
from test_cli import Call, call, one_sentence

from budgetxl.cli import leftovers
from budgetxl.cli.app import UNREADABLE, WRONG_USAGE
from budgetxl.cli.commands.new import project_names
from budgetxl.verbs import safe_name

__all__ = ["call"]  # a fixture

DATA = {"form": "tiny", "year": 2022, "data": {"unit": {"name": "某单位"}, "x": {"a": "1"}}}


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """The folder of a form with one amount and a notice."""
    home = a_form(tmp_path, record("x", a="money")).folders[0]
    (home / "notice.md.j2").write_text("#= {{ unit.name }}说明\n\n共{{ x.a | money }}万元。\n", encoding="utf-8")
    return home


@pytest.fixture
def given(call: Call, form: Path) -> None:
    """A completed workbook a.xlsx, its data in data.json, names of projects in names.txt."""
    Path("data.json").write_text(json.dumps(DATA), encoding="utf-8")
    Path("names.txt").write_text("甲项目\n", encoding="utf-8")
    assert call("fill", "data.json", "--form", form, "-o", "a.xlsx").code == 0


# An input is never overwritten

ONTO_ITSELF = [
    "export a.xlsx --form FORM -o {}",
    "render a.xlsx --form FORM --format txt -o {}",
    "check a.xlsx --form FORM --html {}",
    "check a.xlsx --form FORM --csv {}",
]


@pytest.mark.parametrize("words", ONTO_ITSELF)
@pytest.mark.parametrize("name", ["a.xlsx", "./a.xlsx", "hard.xlsx", "soft.xlsx"])
def test_a_workbook_that_was_given_is_not_overwritten_even_with_force(call: Call, form: Path, given: None, words: str, name: str) -> None:
    os.link("a.xlsx", "hard.xlsx")
    Path("soft.xlsx").symlink_to("a.xlsx")
    before = Path("a.xlsx").read_bytes()
    ended = call(*words.replace("FORM", str(form)).format(name).split(), "--force")
    assert (ended.code, "就是所给的" in ended.err, one_sentence(ended)) == (WRONG_USAGE, True, True)
    assert Path("a.xlsx").read_bytes() == before


def test_data_that_were_given_are_not_overwritten_by_the_workbook(call: Call, form: Path, given: None) -> None:
    before = Path("data.json").read_bytes()
    Path("data.xlsx").symlink_to("data.json")
    assert call("fill", "data.json", "--form", form, "-o", "data.xlsx", "--force").code == WRONG_USAGE
    assert Path("data.json").read_bytes() == before


def test_a_list_of_names_is_not_overwritten_by_the_workbook(call: Call, form: Path, given: None) -> None:
    Path("names.xlsx").symlink_to("names.txt")
    assert call("new", form, "--projects", "names.txt", "-o", "names.xlsx", "--force").code == WRONG_USAGE
    assert Path("names.txt").read_text(encoding="utf-8") == "甲项目\n"


def test_one_of_several_workbooks_is_not_overwritten_by_the_export_of_all(call: Call, form: Path, given: None) -> None:
    Path("b.xlsx").write_bytes(Path("a.xlsx").read_bytes())
    assert call("export", "a.xlsx", "b.xlsx", "--form", form, "-o", "b.xlsx", "--force").code == WRONG_USAGE
    assert Path("b.xlsx").read_bytes() == Path("a.xlsx").read_bytes()


# What the system refuses, for every command: one sentence, exit code 2 or 3

LONG = "长" * 100  # 300 bytes
SYSTEM_REFUSES = [
    ("check LONG.xlsx", UNREADABLE),
    ("check LONG.xlsx --html r.html", UNREADABLE),
    ("check LONG.xlsx --annotate copies", UNREADABLE),
    ("check a.xlsx --form FORM --html LONG.html", WRONG_USAGE),
    ("check a.xlsx --form FORM --csv LONG/r.csv", WRONG_USAGE),
    ("check a.xlsx --form LONG", WRONG_USAGE),
    ("check a.xlsx --form FORM --annotate LONG", WRONG_USAGE),
    ("export LONG.xlsx", UNREADABLE),
    ("export a.xlsx --form FORM -o LONG.json", WRONG_USAGE),
    ("render LONG.xlsx -o n.docx", UNREADABLE),
    ("render a.xlsx --form FORM -o LONG.docx", WRONG_USAGE),
    ("fill LONG.json -o b.xlsx", UNREADABLE),
    ("fill data.json --form FORM -o LONG.xlsx", WRONG_USAGE),
    ("fill data.json --form LONG -o b.xlsx", WRONG_USAGE),
    ("new LONG -o b.xlsx", WRONG_USAGE),
    ("new FORM -o LONG.xlsx", WRONG_USAGE),
    ("new FORM -o b.xlsx --projects LONG.txt", WRONG_USAGE),
    ("new langfang-2022 --split LONG", WRONG_USAGE),
    ("new langfang-2022 --split a.xlsx", WRONG_USAGE),
    ("rules LONG", WRONG_USAGE),
    ("forms check LONG", WRONG_USAGE),
    ("forms show LONG", WRONG_USAGE),
    ("forms show langfang-2022 -o LONG", WRONG_USAGE),
    ("forms create next --from LONG", UNREADABLE),
    ("LONG.xlsx", UNREADABLE),
]


@pytest.mark.parametrize(("words", "code"), SYSTEM_REFUSES, ids=[words for words, _ in SYSTEM_REFUSES])
def test_a_name_that_the_system_does_not_take_is_told_in_one_sentence(call: Call, form: Path, given: None, words: str, code: int) -> None:
    ended = call(*words.replace("FORM", str(form)).replace("LONG", LONG).split())
    lines = [line for line in ended.err.splitlines() if not line.startswith("已生成")]
    assert (ended.code, len(lines), "程序错误" in ended.err, "too long" in ended.err) == (code, 1, False, False)


def refusing(number: int) -> object:
    def refuse(*anything: object, **more: object) -> None:
        raise OSError(number, os.strerror(number), "某处")

    return refuse


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM])
def test_what_is_open_in_excel_or_without_rights_is_told_so(
    call: Call, form: Path, given: None, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr("tempfile.NamedTemporaryFile", refusing(number))
    ended = call("export", "a.xlsx", "--form", form, "-o", "out.json")
    assert (ended.code, "没有权限，或文件正被 Excel、WPS 打开" in ended.err, one_sentence(ended)) == (WRONG_USAGE, True, True)


def test_parts_in_a_folder_that_is_read_only_are_refused_in_one_sentence(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "mkdir", refusing(errno.EROFS))
    ended = call("new", "langfang-2022", "--split", "parts")
    assert (ended.code, "所在的磁盘只能读" in ended.err, one_sentence(ended)) == (WRONG_USAGE, True, True)


def test_a_form_folder_without_rights_is_told_in_one_sentence(call: Call, form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("budgetxl.forms.load.lineage.read_form_file", refusing(errno.EACCES))
    ended = call("rules", form)
    assert (ended.code, "没有权限" in ended.err, one_sentence(ended)) == (UNREADABLE, True, True)


def test_a_folder_of_temporary_files_that_is_full_is_told_as_such(
    call: Call, form: Path, given: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openpyxl.worksheet._writer.NamedTemporaryFile", refusing(errno.ENOSPC))
    ended = call("check", "a.xlsx", "--form", form, "--annotate", "copies")
    assert ended.code == UNREADABLE
    assert "临时文件夹" in ended.err and "磁盘已满" in ended.err and "另存为" not in ended.err


def test_the_copy_of_a_workbook_with_a_long_name_gets_a_shorter_one(call: Call, form: Path, given: None) -> None:
    name = "年" * 83 + ".xlsx"
    Path("a.xlsx").rename(name)
    assert call("check", name, "--form", form, "--annotate", "copies").code == 0
    (copy,) = Path("copies").iterdir()
    assert copy.name.endswith("-批注.xlsx") and copy.name.startswith("年" * 70)


def test_copies_whose_names_are_cut_stay_apart(call: Call, form: Path, given: None) -> None:
    names = ["年" * 82 + end + ".xlsx" for end in "甲乙"]
    for name in names:
        Path(name).write_bytes(Path("a.xlsx").read_bytes())
    assert call("check", *names, "--form", form, "--annotate", "copies").code == 0
    assert len(list(Path("copies").iterdir())) == 2


# Names made of what people typed


@pytest.mark.parametrize("unit", ["../outside", "/tmp/outside", "..\\outside", "甲/乙", "C:甲", "甲*?乙", "甲\"乙<>|", "..", "CON", "甲\n乙", "长" * 200])
def test_parts_stay_in_the_folder_whatever_the_unit_is_called(call: Call, unit: str) -> None:
    assert call("new", "langfang-2022", "--unit", unit, "--split", "parts").code == 0
    assert len(list(Path("parts").iterdir())) > 1
    assert [path.name for path in Path().iterdir()] == ["parts"]


SAFE = [
    ("某单位", "某单位.xlsx"), ("../outside", "_outside.xlsx"), ("a\\b/c", "a_b_c.xlsx"), ('a:b*c?d"e<f>g|h', "a_b_c_d_e_f_g_h.xlsx"),
    ("CON", "CON_.xlsx"), ("con", "con_.xlsx"), ("prn.a", "prn_.a.xlsx"), ("AUX", "AUX_.xlsx"), ("NUL", "NUL_.xlsx"), ("COM1", "COM1_.xlsx"),
    ("LPT9 ", "LPT9_.xlsx"), ("COM¹", "COM¹_.xlsx"), ("CONSOLE", "CONSOLE.xlsx"), ("COM10", "COM10.xlsx"), ("甲. . ", "甲.xlsx"),
    (" .甲", "甲.xlsx"), ("甲\x00\n\x1b\x9b乙", "甲____乙.xlsx"), ("甲\u202e乙", "甲_乙.xlsx"), ("甲\ud800乙", "甲_乙.xlsx"), ("", "_.xlsx"), ("...", "_.xlsx"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name"), SAFE, ids=[ascii(text) for text, _ in SAFE])
def test_a_name_is_safe_on_every_system(text: str, name: str) -> None:
    assert safe_name(text, ".xlsx") == name


@pytest.mark.parametrize("text", ["长" * 300, "a" * 300, "😀" * 100, "甲. " * 200])
def test_a_name_is_cut_to_255_bytes_and_keeps_its_ending(text: str) -> None:
    name = safe_name(text, "-批注.xlsx")
    assert len(name.encode()) <= 255 and name.endswith("-批注.xlsx") and text.startswith(name[:50])


def test_a_name_without_an_ending_does_not_end_in_a_dot_when_it_is_cut() -> None:
    assert safe_name("a" * 254 + ".b") == "a" * 254


# Whole or not at all


def test_a_file_is_on_the_disk_before_it_gets_its_name(call: Call, form: Path, given: None, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    sync, link = os.fsync, os.link
    monkeypatch.setattr(os, "fsync", lambda number: (done.append("fsync"), sync(number)))
    monkeypatch.setattr(os, "link", lambda *names: (done.append("link"), link(*names)))
    assert call("export", "a.xlsx", "--form", form, "-o", "out.json").code == 0
    assert done == ["fsync", "link"]


# Suffixes that say what is in the file

WRONG_SUFFIXES = [
    ("new langfang-2022 -o {}", ".xlsx", ["b.xls", "b.docx", "b", "b.xlsx.zip", ".xlsx", "-"]),
    ("fill data.json --form FORM -o {}", ".xlsx", ["b.xlsm", "b.ods", "b", "-"]),
    ("export a.xlsx --form FORM -o {}", ".json", ["b.xlsx", "b.txt", "b", "-"]),
    ("render a.xlsx --form FORM --format txt -o {}", ".txt", ["n.docx", "n.md", "n.xlsx", "n.json", "n.pdf"]),
    ("check a.xlsx --form FORM --html {}", ".html", ["r.xlsx", "r.htm", "r", "-"]),
    ("check a.xlsx --form FORM --csv {}", ".csv", ["r.xlsx", "r.txt", "r", "-"]),
]


@pytest.mark.parametrize(("words", "suffix", "name"), [(words, suffix, name) for words, suffix, names in WRONG_SUFFIXES for name in names])
def test_a_suffix_that_does_not_say_what_is_in_the_file_is_refused(call: Call, form: Path, given: None, words: str, suffix: str, name: str) -> None:
    ended = call(*words.replace("FORM", str(form)).format(name).split())
    assert (ended.code, f"请用以 {suffix} 结尾的文件名" in ended.err, one_sentence(ended)) == (WRONG_USAGE, True, True)
    assert not Path(name).exists()


@pytest.mark.parametrize(("words", "suffix"), [(words, suffix) for words, suffix, _ in WRONG_SUFFIXES])
def test_a_suffix_in_capitals_says_it_too(call: Call, form: Path, given: None, words: str, suffix: str) -> None:
    name = "B" + suffix.upper()
    assert call(*words.replace("FORM", str(form)).format(name).split()).code == 0
    assert Path(name).exists()


# Lists as Chinese editors save them


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_names_are_read_in_every_encoding_in_which_they_are_kept(call: Call, encoding: str, end: str) -> None:
    Path("名单.txt").write_bytes(end.join(["环境卫生", "  创城攻坚 ", "", "会议培训", ""]).encode(encoding))
    assert project_names("名单.txt") == ["环境卫生", "创城攻坚", "会议培训"]


def test_what_is_no_list_of_names_is_refused_in_one_sentence(call: Call) -> None:
    Path("名单.txt").write_bytes(b"\xff\x00\x81\xff")
    ended = call("new", "langfang-2022", "-o", "b.xlsx", "--projects", "名单.txt")
    assert (ended.code, "名单.txt：" in ended.err, one_sentence(ended)) == (WRONG_USAGE, True, True)


# What a killed run leaves


def left_by(process: int, age: float = 0, machine: str = "") -> Path:
    """A temporary file of a run with this number, on this machine or another one."""
    name = leftovers.prefix().split("-")
    path = Path("-".join([name[0], machine or name[1], str(process), "x"]))
    path.write_bytes(b"half")
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def gone() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_a_killed_run_left_is_gone_after_the_next(call: Call, form: Path, given: None) -> None:
    killed = (
        "import os, signal, sys\n"
        "os.fsync = lambda number: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from budgetxl.cli.app import run\n"
        "run(sys.argv[1:])\n"
    )
    ended = subprocess.run([sys.executable, "-c", killed, "export", "a.xlsx", "--form", str(form), "-o", "out.json"])
    assert ended.returncode == -signal.SIGKILL
    assert len(list(Path().glob(".budgetxl-*"))) == 1
    assert call("export", "a.xlsx", "--form", form, "-o", "out.json").code == 0
    assert list(Path().glob(".budgetxl-*")) == []


LEFT = [
    ("a run that is gone", lambda: left_by(gone()), True),
    ("this run", lambda: left_by(os.getpid()), False),
    ("another machine", lambda: left_by(gone(), machine="00000000"), False),
    ("another machine, long ago", lambda: left_by(gone(), 2 * leftovers.DAY, "00000000"), True),
    ("this run, a day before", lambda: left_by(os.getpid(), 2 * leftovers.DAY), True),
]


@pytest.mark.parametrize(("made", "swept"), [row[1:] for row in LEFT], ids=[row[0] for row in LEFT])
def test_a_temporary_file_goes_when_nobody_can_be_writing_it(call: Call, made: Callable[[], Path], swept: bool) -> None:
    path = made()
    leftovers.sweep(Path())
    assert path.exists() != swept


def test_no_other_file_is_ever_swept(call: Call) -> None:
    for name in (".budgetxl-notes", ".budgetxl", "budgetxl-0-1-x", ".budgetxl-0000-1-x"):
        Path(name).write_bytes(b"mine")
        os.utime(name, (0, 0))
    leftovers.sweep(Path())
    assert len(list(Path().iterdir())) == 4
