"""What reaches a terminal or a pipe: no signs of strangers that steer it, colours only where they are wanted, JSON whole or no 0."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from making import a_form, a_rule, record
from test_cli import Call, call

from budgetxl.cli import terminal
from budgetxl.layout.columns import text_width
from budgetxl.values.foldings import visible

__all__ = ["call"]  # a fixture

PROGRAM = [sys.executable, "-m", "budgetxl"]
STEERS = "\x1b\x9b\u202e\u2066\x07\r"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """The folder of a form whose only rule repeats a text of the workbook."""
    fields = record("x", a="text", b="text")
    return a_form(tmp_path, fields, a_rule("X-01", "x.a == x.b", "“{x.a}”不对")).folders[0]


def wrong(call: Call, form: Path, text: str = "甲") -> Path:
    """A workbook that breaks the rule."""
    given = {"form": "tiny", "year": 2022, "data": {"unit": {"name": "某单位"}, "x": {"a": text, "b": "乙"}}}
    Path("data.json").write_text(json.dumps(given), encoding="utf-8")
    assert call("fill", "data.json", "--form", form, "-o", "a.xlsx", "--force").code == 0
    return Path("a.xlsx")


# Nothing that a stranger wrote steers the terminal


@pytest.mark.parametrize(("text", "shown"), [
    ("甲\x9b31m乙", "甲\\u009b31m乙"), ("甲\n乙", "甲\\n乙"), ("甲\x7f\u2028乙", "甲\\u007f\\u2028乙"),
])  # fmt: skip
def test_a_sign_of_a_cell_that_would_steer_is_spelled_out(call: Call, form: Path, text: str, shown: str) -> None:
    printed = call("check", wrong(call, form, text), "--form", form).out
    assert shown in printed.replace("\n", "").replace("  ", "") and not set(STEERS) & set(printed)


@pytest.mark.parametrize("name", ["甲\x1b[31m.xlsx", "甲\n乙.xlsx", "甲\u202e.xlsx", "甲\x9b.xlsx"])
@pytest.mark.parametrize("words", [["check"], ["export"], ["render", "-o", "n.txt"], ["fill", "-o", "b.xlsx"], []])
def test_a_file_name_does_not_steer_the_terminal(call: Call, words: list[str], name: str) -> None:
    printed = call(*words[:1], name, *words[1:]).err
    assert visible(name).removesuffix(".xlsx") in printed and printed.count("\n") == 1 and not set(STEERS) & set(printed)


def test_a_file_that_can_be_read_is_named_without_steering(call: Call, form: Path) -> None:
    file = wrong(call, form).rename("甲\x1b[31m\n.xlsx")
    ended = call("check", file, "--form", form)
    assert "甲\\u001b[31m\\n.xlsx" in ended.out and not set(STEERS) & set(ended.out)


def test_json_and_csv_keep_the_text_of_a_cell(call: Call, form: Path) -> None:
    ended = call("check", wrong(call, form, "甲\u2028乙"), "--form", form, "--json", "--csv", "r.csv")
    assert "甲\u2028乙" in ended.json["files"][0]["findings"][0]["message"]
    assert "甲\u2028乙" in Path("r.csv").read_text(encoding="utf-8-sig")


# Signs and colours


def test_the_marks_of_findings_survive_a_pipe_in_gbk(call: Call, form: Path) -> None:
    command = [*PROGRAM, "check", str(wrong(call, form)), "--form", str(form)]
    printed = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "gbk"}).stdout.decode("gbk")
    assert "× X-01" in printed and "?" not in printed


def on_a_terminal(command: list[str], **environment: str) -> bytes:
    """What a command writes to a terminal."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm", "NO_COLOR": "", **environment})
    os.close(theirs)
    written = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        written += piece
    process.wait()
    os.close(ours)
    return written


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_a_terminal_gets_colours_unless_it_does_not_want_or_know_them(call: Call, form: Path, environment: dict[str, str], coloured: bool) -> None:
    command = [*PROGRAM, "check", str(wrong(call, form)), "--form", str(form)]
    assert (b"\x1b[" in on_a_terminal(command, **environment)) == coloured


def test_no_bar_of_progress_is_drawn_on_a_terminal_that_knows_no_escape_codes(call: Call, form: Path) -> None:
    files = [str(wrong(call, form))]
    for number in range(4):
        Path(f"b{number}.xlsx").write_bytes(Path("a.xlsx").read_bytes())
        files.append(f"b{number}.xlsx")
    assert b"\x1b" not in on_a_terminal([*PROGRAM, "check", *files, "--form", str(form)], TERM="dumb")


def test_a_console_of_windows_that_does_not_know_escape_codes_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    from budgetxl.cli import printing

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(printing, "_console_is_ready", lambda: False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert printing.colours() is False
    monkeypatch.setattr(printing, "_console_is_ready", lambda: True)
    assert printing.colours() is None


# A standard output that does not take it


@pytest.mark.parametrize("words", ["export a.xlsx --form FORM", "check a.xlsx --form FORM --json", "check a.xlsx --form FORM", "rules langfang-2022", "--help"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_behind_standard_output_ends_with_3(call: Call, form: Path, words: str, unbuffered: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    wrong(call, form)
    with Path("/dev/full").open("wb") as full:
        command = [*PROGRAM, *words.replace("FORM", str(form)).split()]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": unbuffered})
    assert (ended.returncode, ended.stderr.decode().count("\n"), "磁盘已满" in ended.stderr.decode()) == (3, 1, True)


def test_json_is_whole_or_the_exit_code_is_not_0_where_a_disk_fills_up(tmp_path: Path) -> None:
    """As a disk without room left does: it takes a first part, then nothing."""
    code = (
        "import sys, io\n"
        "class Full(io.RawIOBase):\n"
        "    taken = 0\n"
        "    def writable(self): return True\n"
        "    def write(self, data):\n"
        "        if Full.taken: raise OSError(28, 'full')\n"
        "        Full.taken = 1; return 1\n"
        "sys.stdout = io.TextIOWrapper(Full(), encoding='utf-8', write_through=True)\n"
        "from budgetxl.cli.app import run\n"
        "sys.exit(run(['forms', '--json']))\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (ended.returncode, "磁盘已满" in ended.stderr) == (3, True)


@pytest.mark.parametrize("words", ["forms schema", "rules langfang-2022 --json", "rules langfang-2022 --markdown", "check a.xlsx --form FORM --json"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_what_is_cut_short_by_a_full_disk_never_ends_with_0(call: Call, form: Path, words: str, unbuffered: str) -> None:
    resource = pytest.importorskip("resource")
    wrong(call, form)

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))

    with Path("out").open("wb") as out:
        command = [*PROGRAM, *words.replace("FORM", str(form)).split()]
        ended = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, preexec_fn=little_room, env={**os.environ, "PYTHONUNBUFFERED": unbuffered})
    assert (ended.returncode, Path("out").stat().st_size, ended.stderr.decode().count("\n")) == (3, 500, 1)


@pytest.mark.parametrize("words", ["export a.xlsx --form FORM", "rules langfang-2022", "--help", "forms schema"])
def test_a_reader_that_has_gone_away_is_not_told_of_it(call: Call, form: Path, words: str) -> None:
    wrong(call, form)
    ours, theirs = os.pipe()
    os.close(ours)
    ended = subprocess.run([*PROGRAM, *words.replace("FORM", str(form)).split()], stdout=theirs, stderr=subprocess.PIPE)
    os.close(theirs)
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize(("words", "code"), [("export a.xlsx --form FORM", 3), ("forms --json", 3), ("check a.xlsx --form FORM", 1)])
def test_a_closed_standard_output_is_no_fault_of_the_program(call: Call, form: Path, words: str, code: int) -> None:
    wrong(call, form)
    command = " ".join([*PROGRAM, *words.replace("FORM", str(form)).split()])
    ended = subprocess.run(["sh", "-c", f"{command} >&-"], capture_output=True, text=True)
    assert (ended.returncode, "程序错误" in ended.stderr) == (code, False)


def test_a_standard_error_that_is_closed_costs_nothing(call: Call, form: Path) -> None:
    command = " ".join([*PROGRAM, "export", str(wrong(call, form)), "missing.xlsx", "--form", str(form)])
    ended = subprocess.run(["sh", "-c", f"{command} 2>&-"], capture_output=True, text=True)
    assert (ended.returncode, len(json.loads(ended.stdout))) == (3, 1)


@pytest.mark.parametrize("room", range(10, 40))
def test_a_line_is_not_cut_within_a_cell_or_a_figure(room: int) -> None:
    text = "未填的：政府采购预算 L21:L28、N21:N28 等 32 格；收入合计 1255.58 万元"
    lines = terminal._wrapped(text, room)
    assert "".join(lines) == text and all(text_width(line) <= room for line in lines)
    assert all(any(piece in line for line in lines) for piece in ("L21:L28", "N21:N28", "1255.58"))


def test_a_text_longer_than_a_line_is_cut_all_the_same() -> None:
    assert terminal._wrapped("A" * 25, 10) == ["A" * 10, "A" * 10, "A" * 5]
