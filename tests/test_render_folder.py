"""``render`` of many: the accepted workbooks of a folder, or all that can be read; each notice by its unit, each failure one line."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from collecting import book, saved_at, the_form
from making import opened
from test_cli import Call, call

from budgetxl.cli.app import HAS_ERRORS, OK, UNREADABLE, WRONG_USAGE
from budgetxl.cli.rendering import folder, publishing
from budgetxl.forms import Form
from budgetxl.notice import Document, to_docx
from budgetxl.notice.environment import make_environment, render_template
from budgetxl.notice.markup import unescape
from budgetxl.notice.templates.kept import _kept
from budgetxl.verbs import SourceFile
from budgetxl.verbs.notices import NoticeTask, made_notice

__all__ = ["call"]  # a fixture

NOTICE = "#= {{ unit.name }}说明\n\n共{{ x.total | money }}万元。\n"
FORM = ("--form", "form")
RENDER = ("render", "收件", "-o", "说明", "--format", "txt", *FORM)


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    made = the_form(tmp_path_factory.mktemp("form"))
    (made.folders[0] / "notice.md.j2").write_text(NOTICE, encoding="utf-8")
    return the_form_again(made)


def the_form_again(form: Form) -> Form:
    from budgetxl.forms import load_form

    return load_form(form.folders[0])


@pytest.fixture
def desk(call: Call, form: Form) -> Path:
    here = Path.cwd()
    (here / "form").symlink_to(form.folders[0])
    (here / "名册.csv").write_text("单位编码,单位名称\n601001,甲局\n601002,乙/中心\n601003,丙站\n", encoding="utf-8")
    sent = here / "收件"
    sent.mkdir()
    (sent / "a.xlsx").write_bytes(book(form, "601001", "甲局", a="10"))
    (sent / "b.xlsx").write_bytes(book(form, "601002", "乙/中心", a="20"))
    for part in ("budget", "goods"):
        (sent / f"丙-{part}.xlsx").write_bytes(book(form, "601003", "丙站", part=part, a="3"))
    return here


def collected(call: Call) -> None:
    call("collect", "收件", "--roster", "名册.csv", "-o", "汇总.xlsx", "--jobs", "1", *FORM)


def notices(desk: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((desk / "说明").iterdir())}


def test_of_a_folder_the_accepted_ones_are_rendered_by_unit_parts_together(desk: Path, form: Form, call: Call) -> None:
    collected(call)
    (desk / "收件" / "late.xlsx").write_bytes(book(form, "601009", "后来的", a="1"))
    ended = call(*RENDER)
    assert (ended.code, sorted(notices(desk))) == (OK, ["601001-甲局.txt", "601002-乙_中心.txt", "601003-丙站.txt"])
    assert "共3万元" in notices(desk)["601003-丙站.txt"]
    assert "写出 3 份说明" in ended.err


def test_where_nothing_was_accepted_yet_all_are_taken_and_that_is_said(desk: Path, call: Call) -> None:
    (desk / "收件" / "坏.xlsx").write_bytes(b"PK nothing")
    ended = call(*RENDER)
    assert (ended.code, len(notices(desk))) == (UNREADABLE, 3)
    assert "没有 accepted.json" in ended.err and "坏.xlsx" in ended.err


def test_of_several_versions_of_a_unit_the_one_saved_last_is_taken(desk: Path, form: Form, call: Call) -> None:
    newer = saved_at(book(form, "601001", "甲局", a="77"), datetime(2030, 1, 1, tzinfo=UTC))
    (desk / "收件" / "0.xlsx").write_bytes(newer)
    ended = call(*RENDER)
    assert "共77万元" in notices(desk)["601001-甲局.txt"]
    assert "只用最后保存的一份" in ended.err and "a.xlsx" in ended.err


def test_a_workbook_with_errors_is_one_line_and_not_the_end(desk: Path, form: Form, call: Call) -> None:
    (desk / "收件" / "b.xlsx").write_bytes(book(form, "601002", "乙/中心", a="20", claimed="1"))
    ended = call(*RENDER)
    assert (ended.code, sorted(notices(desk))) == (HAS_ERRORS, ["601001-甲局.txt", "601003-丙站.txt"])
    assert sum("b.xlsx" in line for line in ended.err.splitlines()) == 1
    assert call(*RENDER, "--draft", "--force").code == OK


def test_an_accepted_file_that_was_changed_since_is_not_rendered(desk: Path, form: Form, call: Call) -> None:
    collected(call)
    (desk / "收件" / "a.xlsx").write_bytes(book(form, "601001", "甲局", a="11"))
    ended = call(*RENDER)
    assert (ended.code, "收下以后文件改过" in ended.err, "601001-甲局.txt" in notices(desk)) == (UNREADABLE, True, False)


def test_what_is_there_stays_unless_it_is_to_be_replaced(desk: Path, call: Call) -> None:
    (desk / "说明").mkdir()
    (desk / "说明" / "601001-甲局.txt").write_text("mine", encoding="utf-8")
    ended = call(*RENDER)
    assert (ended.code, notices(desk)["601001-甲局.txt"], len(notices(desk))) == (WRONG_USAGE, "mine", 3)
    assert call(*RENDER, "--force").code == OK
    assert notices(desk)["601001-甲局.txt"] != "mine"


def test_files_of_several_units_go_into_a_folder_one_notice_each(desk: Path, call: Call) -> None:
    ended = call("render", "收件/a.xlsx", "收件/b.xlsx", "-o", "说明/", "--format", "txt", *FORM)
    assert (ended.code, sorted(notices(desk))) == (OK, ["601001-甲局.txt", "601002-乙_中心.txt"])


@pytest.mark.parametrize("format_", [(), ("--format", "txt")])
def test_several_units_make_the_folder_that_is_not_there_yet(desk: Path, call: Call, format_: tuple[str, ...]) -> None:
    ended = call("render", "收件/a.xlsx", "收件/b.xlsx", "-o", "说明", *format_, *FORM)
    suffix = ".txt" if format_ else ".docx"
    assert (ended.code, sorted(path.name for path in (desk / "说明").iterdir())) == (OK, [f"601001-甲局{suffix}", f"601002-乙_中心{suffix}"])


def test_a_code_of_dots_gives_no_file_its_name(desk: Path, form: Form, call: Call) -> None:
    (desk / "点.xlsx").write_bytes(book(form, "..", "."))
    call("render", "点.xlsx", "收件/a.xlsx", "-o", "说明/", "--format", "txt", "--draft", *FORM)
    assert "点.txt" in notices(desk)


def test_the_parts_of_one_unit_are_still_one_file_whatever_its_name(desk: Path, call: Call) -> None:
    ended = call("render", "收件/丙-budget.xlsx", "收件/丙-goods.xlsx", "-o", "说明", "--format", "txt", *FORM)
    assert (ended.code, (desk / "说明").is_file()) == (OK, True)


def test_several_units_are_not_rendered_into_one_file(desk: Path, call: Call) -> None:
    (desk / "说明").write_text("mine", encoding="utf-8")
    for target in ("说明", "说明.txt"):
        assert call("render", "收件/a.xlsx", "收件/b.xlsx", "-o", target, *FORM).code == WRONG_USAGE
    assert (desk / "说明").read_text(encoding="utf-8") == "mine"


def test_a_folder_is_not_rendered_into_one_file(desk: Path, call: Call) -> None:
    ended = call("render", "收件", "-o", "说明.docx", *FORM)
    assert (ended.code, (desk / "说明.docx").exists()) == (WRONG_USAGE, False)


def test_word_is_what_a_folder_gets_unless_it_says_otherwise(desk: Path, call: Call) -> None:
    call("render", "收件", "-o", "说明", *FORM)
    assert {path.suffix for path in (desk / "说明").iterdir()} == {".docx"}


def test_of_contents_without_pages_is_told_once_and_a_pdf_has_them(desk: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def as_pdf(data: bytes, suffix: str, path: str) -> bytes:
        made.append(suffix)
        return b"%PDF" + data

    monkeypatch.setattr(folder, "to_pdf", as_pdf)
    monkeypatch.setattr(publishing, "refuse_without_office", lambda path: "soffice")
    monkeypatch.setattr(folder, "has_unpaged_contents", lambda data: True)
    assert call("render", "收件", "-o", "说明", "--jobs", "1", *FORM).err.count("按 F9 更新") == 1
    ended = call("render", "收件", "-o", "印", "--format", "pdf", "--jobs", "1", *FORM)
    assert (ended.code, made, "F9" in ended.err) == (OK, [".docx"] * 3, False)
    written = sorted((desk / "印").iterdir())
    assert [path.name for path in written] == ["601001-甲局.pdf", "601002-乙_中心.pdf", "601003-丙站.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF") for path in written)


def test_a_folder_is_rendered_in_the_look_of_the_bureau(desk: Path, call: Call) -> None:
    Path("样式.docx").write_bytes(to_docx(Document("样式", ())))
    assert call("render", "收件", "-o", "说明", "--reference-doc", "样式.docx", "--jobs", "1", *FORM).code == OK
    assert len(list((desk / "说明").glob("*.docx"))) == 3
    ended = call("render", "收件", "-o", "另外", "--reference-doc", "收件/a.xlsx", *FORM)
    assert (ended.code, (desk / "另外").exists()) == (UNREADABLE, False)


@pytest.fixture
def with_tables(desk: Path, form: Form, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A form that publishes a table."""
    home = tmp_path_factory.mktemp("published") / "form"
    shutil.copytree(form.folders[0], home)
    block = next(block.id for _, block in form.blocks() if block.id != "unit")
    text = (home / "form.toml").read_text(encoding="utf-8")
    (home / "form.toml").write_text(text + f'\n[[published]]\nid = "p"\nnumber = "表1"\nblocks = ["{block}"]\n', encoding="utf-8")
    (desk / "form").unlink()
    (desk / "form").symlink_to(home)
    return desk


def test_the_tables_of_a_folder_are_written_a_file_a_unit_beside_its_notice_or_elsewhere(with_tables: Path, call: Call) -> None:
    ended = call(*RENDER, "--tables", "说明", "--jobs", "1")
    assert (ended.code, "公开表每个单位一份，在 说明" in ended.err) == (OK, True)
    units = ["601001-甲局", "601002-乙_中心", "601003-丙站"]
    assert sorted(path.name for path in Path("说明").iterdir()) == sorted([f"{one}.txt" for one in units] + [f"{one}-公开表.xlsx" for one in units])
    assert opened(Path("说明/601001-甲局-公开表.xlsx").read_bytes()).worksheets[0].title.startswith("表1")
    assert call(*RENDER[:2], "-o", "又", "--format", "txt", *FORM, "--tables", "表/").code == OK
    assert sorted(path.name for path in Path("表").iterdir()) == [f"{one}-公开表.xlsx" for one in units]


def test_where_one_of_a_units_two_files_is_there_neither_is_written(with_tables: Path, call: Call) -> None:
    Path("表").mkdir()
    Path("表/601001-甲局-公开表.xlsx").write_bytes(b"x")
    ended = call(*RENDER, "--tables", "表", "--jobs", "1")
    assert (ended.code, "601001-甲局-公开表.xlsx" in ended.err, Path("说明/601001-甲局.txt").exists()) == (WRONG_USAGE, True, False)
    assert Path("表/601001-甲局-公开表.xlsx").read_bytes() == b"x"


def test_the_tables_of_a_folder_need_a_folder(desk: Path, call: Call) -> None:
    for options in (["-o", "说明", "--tables", "表.xlsx"], ["--tables", "表.xlsx"], ["-o", "说明", "--tables", "名册.csv"]):
        ended = call("render", "收件", *options, *FORM)
        assert (ended.code, "--tables" in ended.err, Path("表.xlsx").exists()) == (WRONG_USAGE, True, False)


def test_two_processes_write_what_one_writes(desk: Path, call: Call) -> None:
    call(*RENDER, "--jobs", "1")
    alone = notices(desk)
    shutil.rmtree(desk / "说明")
    call(*RENDER, "--jobs", "2")
    assert notices(desk) == alone


def test_a_notice_is_a_pure_function_of_the_bytes_of_one_unit(form: Form) -> None:
    task = NoticeTask((SourceFile("a.xlsx", book(form, "601001", "甲局", a="10")),), "txt", form=str(form.folders[0]))
    here = Path.cwd()
    assert made_notice(task) == made_notice(task)
    assert (made_notice(task).unit, Path.cwd()) == ("601001", here)
    assert made_notice(NoticeTask((SourceFile("a.xlsx", b"PK"),), "txt")).kind == "unreadable"


def test_a_template_is_compiled_once_and_anew_when_it_says_something_else() -> None:
    import jinja2

    def rendered(text: str, **options: str) -> str:
        return unescape(render_template(make_environment(jinja2.DictLoader({"once": text}), **options), "once", {"a": 1, "b": None}))

    _kept.clear()
    assert [rendered("{{ a }} kept") for _ in range(3)] == ["1 kept"] * 3
    assert len(_kept) == 1
    assert rendered("{{ a }} other") == "1 other"
    assert rendered("{{ b }}{{ a }} kept", blank="〔〕") == "〔〕1 kept"
    assert len(_kept) == 3
