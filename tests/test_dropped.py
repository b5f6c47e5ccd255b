"""Workbooks and folders dropped on the program's icon: each checked, each notice beside its workbook, nobody's file overwritten."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, record
from test_cli import Call, call

from budgetxl.cli.app import HAS_ERRORS, OK, UNREADABLE, WRONG_USAGE
from budgetxl.cli.own_files import is_signed, signed
from budgetxl.forms import load_form
from budgetxl.verbs import is_own_notice

__all__ = ["call"]  # a fixture

NOTICE = "#= {{ unit.name }}说明\n\n共{{ x.a | money }}万元。\n"


@pytest.fixture(autouse=True)
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The program knows one small form more: one amount, which is not to be 2, and a notice."""
    home = a_form(tmp_path, record("x", a="money"), a_rule("X-01", "x.a != 2", "不应为2")).folders[0]
    (home / "notice.md.j2").write_text(NOTICE, encoding="utf-8")
    form = load_form(home)
    monkeypatch.setattr("budgetxl.cli.commands.dropped.find_form", lambda name: form)
    yield home


def workbook(call: Call, known: Path, name: str, a: str = "1", unit: str = "某单位") -> Path:
    data = {"form": "tiny", "year": 2022, "data": {"unit": {"name": unit}, "x": {"a": a}}}
    given = Path("data.json")
    given.write_text(json.dumps(data), encoding="utf-8")
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    assert call("fill", given, "--form", known, "-o", "made.xlsx", "--force").code == 0
    given.unlink()
    return Path("made.xlsx").rename(name)


def text_of(path: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read("word/document.xml").decode()


def edited(path: str, old: bytes, new: bytes) -> None:
    """As somebody edits a notice in Word: one part is another, the properties stay."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old, new))
    Path(path).write_bytes(buffer.getvalue())


# Several files, a folder


def test_each_of_several_workbooks_gets_its_notice_beside_it(call: Call, known: Path) -> None:
    files = [workbook(call, known, "甲/a.xlsx", unit="甲街道"), workbook(call, known, "乙/b.xlsx", unit="乙街道")]
    ended = call(*files)
    assert ended.code == OK
    assert "甲街道" in text_of("甲/a.docx") and "乙街道" in text_of("乙/b.docx")


def test_one_with_errors_and_one_that_cannot_be_read_do_not_stop_the_others(call: Call, known: Path) -> None:
    wrong, good = workbook(call, known, "a.xlsx", "2"), workbook(call, known, "b.xlsx")
    Path("c.xlsx").write_text("文字", encoding="utf-8")
    assert call(wrong, good).code == HAS_ERRORS
    assert call(wrong, "c.xlsx", good).code == UNREADABLE
    assert sorted(path.name for path in Path().glob("*.docx")) == ["b.docx"]


def test_a_folder_stands_for_its_workbooks(call: Call, known: Path) -> None:
    for name in ("报来/a.xlsx", "报来/b.XLSX", "报来/下级/c.xlsx"):
        workbook(call, known, name)
    Path("报来/说明.txt").write_text("文字", encoding="utf-8")
    assert call("报来").code == OK
    assert sorted(str(path) for path in Path().rglob("*.docx")) == ["报来/a.docx", "报来/b.docx"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_in_a_folder_is_no_workbook_and_is_not_waited_for(call: Call, known: Path) -> None:
    workbook(call, known, "报来/a.xlsx")
    os.mkfifo("报来/b.xlsx")
    Path("报来/c.xlsx").symlink_to("b.xlsx")
    Path("报来/d.xlsx").symlink_to("nothing.xlsx")
    ended = call("报来")
    assert (ended.code, ended.err.count("d.xlsx：找不到")) == (UNREADABLE, 1)
    assert [path.name for path in Path("报来").glob("*.docx")] == ["a.docx"]


def test_a_folder_without_workbooks_is_told(call: Call) -> None:
    Path("空").mkdir()
    ended = call("空")
    assert (ended.code, ended.err) == (UNREADABLE, "空：文件夹里没有工作簿\n")


def test_what_programs_leave_beside_workbooks_is_passed_over_and_said_once(call: Call, known: Path) -> None:
    workbook(call, known, "报来/a.xlsx")
    for name in ("~$a.xlsx", "._a.xlsx", "~$b.xlsx"):
        (Path("报来") / name).write_bytes(b"x")
    for words in (["报来"], ["报来/a.xlsx", "报来/~$a.xlsx", "报来/._a.xlsx", "报来/~$b.xlsx"]):
        ended = call(*words)
        assert (ended.code, ended.err.count("跳过了 3 个临时文件"), ended.err.count("\n")) == (OK, 1, 2)


def test_a_command_is_a_command_even_where_a_folder_has_its_name(call: Call) -> None:
    Path("forms").mkdir()
    assert "langfang-2022" in call("forms").out


# Parts of one unit


@pytest.fixture
def in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A form of two sections, each with one amount."""
    sheets = "".join(
        a_sheet(title, a_block(block, "record", fields=fields_of({"a": "money"})), section=section)
        for title, block, section in (("数", "x", "figures"), ("账", "y", "books"))
    )
    home = a_form(tmp_path, sheets, head='[sections]\nfigures = "数"\nbooks = "账"\n').folders[0]
    (home / "notice.md.j2").write_text("#= {{ unit.name }}说明\n\n略。\n", encoding="utf-8")
    form = load_form(home)
    monkeypatch.setattr("budgetxl.cli.commands.dropped.find_form", lambda name: form)
    return home


def test_the_parts_of_one_unit_get_one_notice(call: Call, in_parts: Path) -> None:
    assert call("new", in_parts, "--unit", "某/单位", "--split", "parts").code == 0
    ended = call("parts")
    assert ended.code == OK
    assert [path.name for path in Path("parts").glob("*.docx")] == ["某_单位.docx"]


def test_a_part_alone_gets_no_notice_and_says_which_others_are_missing(call: Call, in_parts: Path) -> None:
    assert call("new", in_parts, "--unit", "某单位", "--split", "parts").code == 0
    ended = call("parts/某单位-数.xlsx")
    assert ended.code in (HAS_ERRORS, WRONG_USAGE) and not list(Path("parts").glob("*.docx"))
    assert "账" in ended.out + ended.err


# A second time


def test_its_own_earlier_notice_is_replaced(call: Call, known: Path) -> None:
    call(workbook(call, known, "a.xlsx"))
    assert call(workbook(call, known, "a.xlsx", "3")).code == OK
    assert [path.name for path in Path().glob("*.docx")] == ["a.docx"]
    assert "共3万元" in text_of("a.docx")


@pytest.mark.parametrize("what", ["edited", "foreign", "folder", "link"])
def test_anything_else_of_that_name_stays_and_the_notice_gets_a_number(call: Call, known: Path, what: str) -> None:
    file = workbook(call, known, "a.xlsx")
    match what:
        case "edited":
            call(file)
            edited("a.docx", "共1".encode(), "约1".encode())
        case "foreign":
            Path("a.docx").write_bytes(b"mine")
        case "folder":
            Path("a.docx").mkdir()
        case "link":
            Path("a.docx").symlink_to("nowhere")
    before = Path("a.docx").read_bytes() if Path("a.docx").is_file() else None
    for _ in range(2):  # the second time, the numbered one is its own
        assert call(file).code == OK
    assert sorted(path.name for path in Path().glob("*.docx")) == ["a(2).docx", "a.docx"]
    assert (Path("a.docx").read_bytes() if Path("a.docx").is_file() else None) == before


def test_two_workbooks_that_want_one_name_get_two_notices(call: Call, known: Path) -> None:
    first = workbook(call, known, "a.xlsx", unit="甲街道")
    second = workbook(call, known, "a.XLSX", unit="乙街道")
    assert call(first, second).code == OK
    assert "甲街道" in text_of("a.docx") and "乙街道" in text_of("a(2).docx")


def test_a_notice_is_known_for_its_own_until_somebody_changes_it(call: Call, known: Path) -> None:
    call(workbook(call, known, "a.xlsx"))
    assert is_own_notice(Path("a.docx").read_bytes())
    edited("a.docx", b"w:jc", b"w:jc ")
    assert not is_own_notice(Path("a.docx").read_bytes())
    assert not any(map(is_own_notice, (b"", b"PK", b"PK\5\6" + b"\0" * 18, Path("a.xlsx").read_bytes())))


# --open


@pytest.mark.parametrize("words", [["--open", "a.xlsx"], ["a.xlsx", "--open"]])
def test_the_report_is_written_beside_and_opened(call: Call, known: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    opened: list[str] = []
    monkeypatch.setattr("click.launch", lambda path: opened.append(path) or 0)
    workbook(call, known, "a.xlsx", "2")
    assert call(*words).code == HAS_ERRORS
    assert opened == ["校验报告.html"]
    assert "X-01" in Path("校验报告.html").read_text(encoding="utf-8")


def test_an_earlier_report_is_replaced_and_anything_else_is_not(call: Call, known: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.launch", lambda path: 0)
    file = workbook(call, known, "a.xlsx")
    call(file, "--open")
    call(file, "--open")
    assert [path.name for path in Path().glob("*.html")] == ["校验报告.html"]
    Path("校验报告.html").write_text("mine", encoding="utf-8")
    call(file, "--open")
    assert Path("校验报告.html").read_text(encoding="utf-8") == "mine"
    assert Path("校验报告(2).html").exists()


def test_a_page_is_signed_until_somebody_changes_it() -> None:
    page = signed("<p>说明</p>".encode())
    assert is_signed(page) and not is_signed(page.replace("说明".encode(), "改过".encode())) and not is_signed(b"<p>")
