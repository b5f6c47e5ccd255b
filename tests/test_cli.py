"""The command line: exit codes, one Chinese sentence for everything that goes wrong, JSON that stays JSON, files written whole."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from making import a_form, a_rule, record

from budgetxl.cli.app import COMMANDS, OK, WRONG_USAGE, run
from budgetxl.cli.messages import MESSAGES
from budgetxl.forms import load_form

CHINESE = re.compile("[\u4e00-\u9fff]")
SUM = a_rule("X-01", "x.a == x.b", "两数不等：{left}和{right}")
DOUBT = a_rule("X-02", "x.a <= 100", "数额偏大：{left}", "warning")
NOTICE = "#= {{ unit.name }}说明\n\n共{{ x.a | money }}万元。\n"


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Call = Callable[..., Ended]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command line in an empty folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def called(*words: object) -> Ended:
        capsys.readouterr()
        code = run([str(word) for word in words])
        return Ended(code, *capsys.readouterr())

    return called


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """The folder of a small form: two amounts that ought to be equal and not too large, and a notice of one sentence."""
    home = a_form(tmp_path, record("x", a="money", b="money"), SUM + DOUBT).folders[0]
    (home / "notice.md.j2").write_text(NOTICE, encoding="utf-8")
    return home


def data(a: str | None, b: str | None, **more: Any) -> dict[str, Any]:
    return {"form": "tiny", "year": 2022, "data": {"unit": {"name": "某单位"}, "x": {"a": a, "b": b}, **more}}


def workbook(call: Call, form: Path, name: str, a: str | None = "1", b: str | None = "1") -> Path:
    """A completed workbook of the small form."""
    Path("data.json").write_text(json.dumps(data(a, b)), encoding="utf-8")
    assert call("fill", "data.json", "--form", form, "-o", name, "--force").code == 0
    return Path(name)


def one_sentence(ended: Ended) -> bool:
    """Whether standard error holds one line of Chinese, and nothing was printed."""
    lines = ended.err.splitlines()
    return ended.out == "" and len(lines) == 1 and CHINESE.search(lines[0]) is not None


# Exit codes


def test_a_workbook_without_errors_ends_with_0(call: Call, form: Path) -> None:
    assert call("check", workbook(call, form, "a.xlsx"), "--form", form).code == 0


def test_a_workbook_with_an_error_ends_with_1(call: Call, form: Path) -> None:
    assert call("check", workbook(call, form, "a.xlsx", "1", "2"), "--form", form).code == 1


def test_a_warning_alone_ends_with_0(call: Call, form: Path) -> None:
    assert call("check", workbook(call, form, "a.xlsx", "101", "101"), "--form", form).code == 0


def test_a_warning_counts_as_an_error_under_strict(call: Call, form: Path) -> None:
    assert call("check", workbook(call, form, "a.xlsx", "101", "101"), "--form", form, "--strict").code == 1


def test_the_highest_exit_code_of_several_files_is_the_one_given(call: Call, form: Path) -> None:
    clean, wrong = workbook(call, form, "a.xlsx"), workbook(call, form, "b.xlsx", "1", "2")
    assert call("check", "missing.xlsx", wrong, clean, "--form", form).code == 3


def test_a_fault_of_the_program_ends_with_4_and_one_sentence(
    call: Call, form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("budgetxl.verbs.rules.rule_sentence", lambda *given: 1 / 0)
    monkeypatch.delenv("BUDGETXL_DEBUG", raising=False)
    ended = call("rules", form)
    assert ended.code == 4
    assert one_sentence(ended)


def test_a_fault_over_one_workbook_is_told_of_it_alone(call: Call, form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = workbook(call, form, "a.xlsx")
    monkeypatch.setattr("budgetxl.checks.check_result", lambda result: 1 / 0)
    ended = call("check", file, "--form", form)
    assert ended.code == 3
    assert one_sentence(ended) and "程序错误" in ended.err


def test_the_exit_code_is_that_of_the_process(tmp_path: Path) -> None:
    file = tmp_path / "text.xlsx"
    file.write_text("这不是工作簿", encoding="utf-8")
    ended = subprocess.run([sys.executable, "-m", "budgetxl", "check", str(file)], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout, "Traceback" in ended.stderr) == (3, "", False)


def test_without_words_the_program_shows_its_help(call: Call) -> None:
    assert call().out == call("--help").out != ""


# What goes wrong: one sentence each

MISTAKES: list[tuple[str, int, str]] = [
    ("check missing.xlsx", 3, "找不到这个文件"),
    ("check folder", 3, "这是一个文件夹"),
    ("check folder.xlsx", 3, "这是一个文件夹"),
    ("check text.xlsx", 3, "这是文本文件"),
    ("check empty.xlsx", 3, "文件是空的"),
    ("check text.xlsx --form nosuch", 2, "找不到表样“nosuch”"),
    ("check", 2, "缺少参数 FILE.xlsx"),
    ("check a.xlsx --jso", 2, "没有选项 --jso，是否应为 --json"),
    ("check a.xlsx --form", 2, "选项 --form 后面应有一个值"),
    ("check a.xlsx --json=1", 2, "选项 --json 不带值"),
    ("chek a.xlsx", 2, "没有这个命令：chek，是否应为 check"),
    ("--nosuch", 2, "没有选项 --nosuch"),
    ("missing.xlsx", 3, "找不到这个文件"),
    ("export missing.xlsx", 3, "找不到这个文件"),
    ("new langfang-2021 -o b.xlsx", 2, "是否应为“langfang-2022”"),
    ("new hebei -o b.xlsx", 2, "供其他表样继承的上级"),
    ("new", 2, "缺少参数 FORM"),
    ("new langfang-2022", 2, "-o"),
    ("new langfang-2022 -o b.xlsx more", 2, "多出的参数：more"),
    ("new langfang-2022 -o text.xlsx", 2, "已经存在，没有覆盖"),
    ("new langfang-2022 -o folder", 2, "这是一个文件夹"),
    ("new langfang-2022 -o nowhere/b.xlsx", 2, "文件夹 nowhere 不存在"),
    ("new langfang-2022 -o b.xlsx --year 二〇二二", 2, "二〇二二 不是整数"),
    ("new langfang-2022 -o b.xlsx --year 22", 2, "不像预算年度"),
    ("new langfang-2022 -o b.xlsx --projects missing.txt", 2, "--projects 应为个数"),
    ("new langfang-2022 -o b.xlsx --projects 100000", 2, "最多"),
    ("fill missing.json -o b.xlsx", 3, "找不到这个文件"),
    ("fill folder -o b.xlsx", 3, "这是一个文件夹"),
    ("fill broken.json -o b.xlsx", 3, "不是 JSON，第 2 行第 1 个字符"),
    ("fill deep.json -o b.xlsx", 3, "嵌套太深"),
    ("fill latin.json -o b.xlsx", 3, "不是 UTF-8"),
    ("fill list.json -o b.xlsx", 2, "没有表样编号 form 或数据 data"),
    ("fill outer.json -o b.xlsx", 2, "不认识的键 dta"),
    ("fill year.json -o b.xlsx", 2, "year 应为整数"),
    ("fill unknown.json -o b.xlsx", 2, "incme：表样里没有这个键，是否应为“income”"),
    ("fill nowhere.json -o b.xlsx", 2, "找不到表样“langfan-2022”，是否应为“langfang-2022”"),
    ("fill abstract.json -o b.xlsx", 2, "供其他表样继承的上级"),
    ("render a.xlsx -o notice.gif", 2, "看不出格式"),
    ("render a.xlsx -o notice.txt --format gif", 2, "不认识的格式“gif”"),
    ("render a.xlsx -o notice.txt --format pdf", 2, "请用以 .pdf 结尾的文件名"),
    ("render a.xlsx", 2, "请用 -o 指明说明写到哪个文件"),
    ("rules nosuch", 2, "找不到表样“nosuch”"),
    ("forms nosuch", 2, "没有这个命令：nosuch"),
    ("forms check nosuch", 2, "找不到表样“nosuch”"),
    ("forms create Big --from langfang-2022", 2, "只能由小写字母、数字和连字符组成"),
    ("forms create next", 2, "缺少选项 --from"),
    ("forms create folder --from langfang-2022", 2, "已经存在"),
]


@pytest.mark.parametrize(("words", "code", "said"), MISTAKES, ids=[words for words, _, _ in MISTAKES])
def test_a_mistake_is_answered_with_one_chinese_sentence(call: Call, words: str, code: int, said: str) -> None:
    for name in ("folder", "folder.xlsx"):
        Path(name).mkdir()
    given = {"form": "langfang-2022", "year": 2022, "data": {}}
    files = {
        "text.xlsx": "这不是工作簿",
        "empty.xlsx": "",
        "broken.json": '{"form":\n',
        "deep.json": "[" * 100_000,
        "list.json": "[1]",
        "outer.json": json.dumps({**given, "dta": {}}),
        "year.json": json.dumps({**given, "year": "2022"}),
        "unknown.json": json.dumps({**given, "data": {"incme": {}}}),
        "nowhere.json": json.dumps({**given, "form": "langfan-2022"}),
        "abstract.json": json.dumps({**given, "form": "hebei"}),
    }
    for name, text in files.items():
        Path(name).write_text(text, encoding="utf-8")
    Path("latin.json").write_bytes(b"\xff\xfe{")
    before = sorted(Path().iterdir())

    ended = call(*words.split())

    assert ended.code == code
    assert said in ended.err
    assert one_sentence(ended)
    assert sorted(Path().iterdir()) == before


def test_every_unknown_key_of_the_data_is_named(call: Call, form: Path) -> None:
    Path("data.json").write_text(json.dumps(data("1", "1", y={}, z={})), encoding="utf-8")
    ended = call("fill", "data.json", "--form", form, "-o", "a.xlsx")
    assert [line.split("：")[1] for line in ended.err.splitlines()] == ["y", "z"]


def test_every_message_of_the_catalogue_is_said_somewhere() -> None:
    sources = Path(run.__code__.co_filename).parent.rglob("*.py")
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources if path.name != "messages.py")
    assert [name for name in MESSAGES if not re.search(rf"""["']{name}["']""", code)] == []


# JSON


def test_check_json_of_a_clean_workbook_is_json_and_nothing_else(call: Call, form: Path) -> None:
    ended = call("check", workbook(call, form, "a.xlsx"), "--form", form, "--json")
    assert (ended.json["files"][0]["counts"], ended.err) == ({"error": 0, "warning": 0, "info": 0}, "")


def test_check_json_names_the_cells_on_both_sides_of_a_finding(call: Call, form: Path) -> None:
    ended = call("check", workbook(call, form, "a.xlsx", "1", "2"), "--form", form, "--json")
    finding = ended.json["files"][0]["findings"][0]
    assert (finding["rule"], len(finding["cells"])) == ("X-01", 2)


def test_check_json_still_checks_the_others_where_a_file_cannot_be_read(call: Call, form: Path) -> None:
    ended = call("check", "missing.xlsx", workbook(call, form, "a.xlsx"), "--form", form, "--json")
    assert [file["readable"] for file in ended.json["files"]] == [False, True]


def test_check_json_tells_why_a_file_cannot_be_read(call: Call) -> None:
    assert "找不到这个文件" in call("check", "missing.xlsx", "--json").json["files"][0]["error"]


def test_where_the_command_line_is_wrong_json_says_so(call: Call) -> None:
    ended = call("check", "a.xlsx", "--form", "nosuch", "--json")
    assert ended.json == {"error": ended.err.strip()}


def test_forms_json_lists_each_form_with_its_year(call: Call) -> None:
    years = {form["id"]: form["year"] for form in call("forms", "--json").json["forms"]}
    assert years["langfang-2022"] == 2022


def test_forms_json_says_whose_a_form_is_and_which_is_the_default(call: Call) -> None:
    forms = call("forms", "--json").json["forms"]
    assert [(form["id"], form["default"]) for form in forms if form["default"]] == [("hebei-2027", True)]
    assert forms[0]["id"] == "hebei-2027"
    assert {form["county"] for form in forms} >= {"廊坊市广阳区", "三河市"}


def test_no_two_forms_are_listed_alike(call: Call) -> None:
    """By county and year, where their titles are equal."""
    lines = call("forms").out.splitlines()
    told = [" ".join(line.split()[1:3]) for line in lines]
    assert len(lines) > 4 and len(set(told)) == len(told)
    assert "（默认）" in lines[0] and "（默认）" not in "".join(lines[1:])


def test_a_form_does_not_inherit_being_the_default(call: Call, tmp_path: Path) -> None:
    home = tmp_path / "county-2028"
    home.mkdir()
    (home / "form.toml").write_text('id = "county-2028"\nextends = "hebei-2027"\nyear = 2028\n', encoding="utf-8")
    assert not load_form(home).default
    assert "default = true" not in call("forms", "show", home).out
    assert "default = true" in call("forms", "show", "hebei-2027").out


def test_a_form_that_others_inherit_from_is_not_listed(call: Call) -> None:
    assert "hebei" not in [form["id"] for form in call("forms", "--json").json["forms"]]


def test_rules_json_has_a_chinese_sentence_for_every_rule(call: Call, form: Path) -> None:
    assert all(CHINESE.search(rule["sentence"]) for rule in call("rules", form, "--json").json["rules"])


def test_json_is_utf_8_whatever_the_terminal_speaks(call: Call, form: Path) -> None:
    file = workbook(call, form, "a.xlsx")
    command = [sys.executable, "-m", "budgetxl", "export", str(file), "--form", str(form)]
    printed = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "gbk"}).stdout
    assert json.loads(printed.decode("utf-8"))["data"]["unit"]["name"] == "某单位"


def test_a_terminal_that_lacks_a_sign_shows_the_rest(call: Call, form: Path) -> None:
    file = workbook(call, form, "a.xlsx", "1", "2")
    command = [sys.executable, "-m", "budgetxl", "check", str(file), "--form", str(form)]
    ended = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "gbk"})
    assert (ended.returncode, "两数不等" in ended.stdout.decode("gbk")) == (1, True)


# Export and fill


def test_export_of_one_file_is_an_object(call: Call, form: Path) -> None:
    assert call("export", workbook(call, form, "a.xlsx"), "--form", form).json["data"]["x"] == {"a": "1", "b": "1"}


def test_export_says_how_many_cells_were_not_read(call: Call, form: Path) -> None:
    from openpyxl import load_workbook

    file = workbook(call, form, "a.xlsx")
    assert call("export", file, "--form", form).err == ""
    book = load_workbook(file)
    sheet, place = next((sheet, cell.coordinate) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == 1)
    sheet[place].number_format = '0"元"'
    book.save(file)
    ended = call("export", file, "--form", form)
    assert (ended.code, ended.json["data"]["x"]["a"]) == (0, None)
    assert all(said in ended.err for said in ("有 1 格没有读出", f"{sheet.title}!{place}", "合计也不含"))


def test_export_of_several_files_is_a_list(call: Call, form: Path) -> None:
    files = workbook(call, form, "a.xlsx"), workbook(call, form, "b.xlsx", "2", "2")
    assert [one["data"]["x"]["a"] for one in call("export", *files, "--form", form).json] == ["1", "2"]


def test_export_of_several_files_stays_a_list_where_only_one_can_be_read(call: Call, form: Path) -> None:
    ended = call("export", workbook(call, form, "a.xlsx"), "missing.xlsx", "--form", form)
    assert (ended.code, len(ended.json)) == (3, 1)


def test_export_writes_what_it_would_print(call: Call, form: Path) -> None:
    file = workbook(call, form, "a.xlsx")
    call("export", file, "--form", form, "-o", "out.json")
    assert Path("out.json").read_text(encoding="utf-8") == call("export", file, "--form", form).out


def test_fill_of_an_export_gives_the_same_workbook(call: Call, form: Path) -> None:
    file = workbook(call, form, "a.xlsx")
    call("export", file, "--form", form, "-o", "out.json")
    call("fill", "out.json", "--form", form, "-o", "b.xlsx")
    assert Path("b.xlsx").read_bytes() == file.read_bytes()


# Render


def test_render_refuses_a_workbook_with_errors(call: Call, form: Path) -> None:
    ended = call("render", workbook(call, form, "a.xlsx", "1", "2"), "--form", form, "-o", "notice.txt")
    assert (ended.code, one_sentence(ended), Path("notice.txt").exists()) == (1, True, False)


def test_render_makes_a_draft_in_spite_of_errors(call: Call, form: Path) -> None:
    file = workbook(call, form, "a.xlsx", "1", "2")
    assert call("render", file, "--form", form, "-o", "notice.txt", "--draft").code == 0
    assert "共1万元。" in Path("notice.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "start"), [("n.txt", "某单位说明".encode()), ("n.md", b"# "), ("n.docx", b"PK")])
def test_the_format_of_the_notice_follows_the_suffix(call: Call, form: Path, name: str, start: bytes) -> None:
    assert call("render", workbook(call, form, "a.xlsx"), "--form", form, "-o", name).code == 0
    assert Path(name).read_bytes().lstrip().startswith(start)


def test_a_format_can_be_named_where_the_suffix_says_nothing(call: Call, form: Path) -> None:
    file = workbook(call, form, "a.xlsx")
    assert call("render", file, "--form", form, "-o", "notice", "--format", "txt").code == 0


def test_several_units_have_no_notice_in_common(call: Call, form: Path) -> None:
    files = workbook(call, form, "a.xlsx"), workbook(call, form, "b.xlsx")
    assert call("render", *files, "--form", form, "-o", "notice.txt").code == 2


def test_several_units_of_one_name_are_told_apart(call: Call, form: Path) -> None:
    one = workbook(call, form, "a.xlsx")
    for name, code in (("b.xlsx", "601002"), ("c.xlsx", "601003")):
        call("new", form, "--unit", "重名", "--code", code, "-o", name)
    said = call("render", "b.xlsx", "c.xlsx", one, "--form", form, "-o", "notice.txt").err
    assert "重名（601002）、重名（601003）、" in said


@pytest.mark.parametrize("option", ["-o", "--tables", "--trace"])
def test_a_file_without_a_name_is_none(call: Call, form: Path, option: str) -> None:
    before = (workbook(call, form, "a.xlsx"), sorted(Path().iterdir()))[1]
    ended = call("render", "a.xlsx", "--form", form, option, "")
    assert (ended.code, sorted(Path().iterdir())) == (2, before)
    assert ended.err.strip() == f"{option} 后面的名称是空的"


@pytest.mark.parametrize("words", [
    ("new", "hebei-2027", "--split", ""), ("export", "a.xlsx", "--csv", " "), ("check", "a.xlsx", "--annotate", ""), ("rollover", "a.xlsx", "--to", ""),
    ("collect", ".", "--roster", ""), ("distribute", "a.csv", "-o", ""), ("diff", "a.xlsx", "b.xlsx", "--html", ""),
])  # fmt: skip
def test_no_command_takes_an_empty_name_for_the_folder_at_hand(call: Call, words: tuple[str, ...]) -> None:
    before = sorted(Path().iterdir())
    ended = call(*words)
    assert (ended.code, ended.err.strip(), sorted(Path().iterdir())) == (2, f"{words[-2]} 后面的名称是空的", before)


@pytest.mark.parametrize("missing", ["-o", "--trace"])
def test_where_one_folder_is_missing_no_file_is_written(call: Call, form: Path, missing: str) -> None:
    workbook(call, form, "a.xlsx")
    targets = {"-o": "a.txt", "--trace": "a.json"} | {missing: f"none/{'a.txt' if missing == '-o' else 'a.json'}"}
    ended = call("render", "a.xlsx", "--form", form, *(part for pair in targets.items() for part in pair))
    assert (ended.code, [path.name for path in Path().iterdir() if path.stem == "a" and path.suffix != ".xlsx"]) == (2, [])
    assert "none 不存在，请先建好" in ended.err


def test_a_name_of_no_format_is_told_every_format(call: Call, form: Path) -> None:
    workbook(call, form, "a.xlsx")
    said = call("render", "a.xlsx", "--form", form, "-o", "a.xyz").err
    assert all(suffix in said for suffix in (".txt", ".md", ".html", ".docx", ".pdf", "--format"))


# A workbook without a command


def test_a_clean_workbook_without_a_command_gets_its_notice_beside_it(call: Call) -> None:
    Path("sub").mkdir()
    sample = Path(__file__).parent.parent / "sample_workbooks" / "guangyang-office-2022.json"
    call("fill", sample, "-o", "sub/a.xlsx")
    ended = call("sub/a.xlsx")
    assert (ended.code, Path("sub/a.docx").exists()) == ((0, True) if "0 处错误" in ended.out else (1, False))


def test_a_workbook_with_errors_without_a_command_gets_its_findings(call: Call) -> None:
    call("new", "langfang-2022", "-o", "a.xlsx")
    ended = call("a.xlsx")
    assert (ended.code, "必须填写" in ended.out, Path("a.docx").exists()) == (1, True, False)


# Files


def test_an_existing_file_is_left_alone(call: Call, form: Path) -> None:
    file = workbook(call, form, "a.xlsx")
    Path("out.json").write_text("mine", encoding="utf-8")
    assert call("export", file, "--form", form, "-o", "out.json").code == 2
    assert Path("out.json").read_text(encoding="utf-8") == "mine"


def test_an_existing_file_is_replaced_with_force(call: Call, form: Path) -> None:
    file = workbook(call, form, "a.xlsx")
    Path("out.json").write_text("mine", encoding="utf-8")
    assert call("export", file, "--form", form, "-o", "out.json", "--force").code == 0
    assert Path("out.json").read_text(encoding="utf-8") != "mine"


def broken_rename(*anything: object, **more: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_failure_to_write_leaves_nothing_behind(
    call: Call, form: Path, monkeypatch: pytest.MonkeyPatch, force: list[str]
) -> None:
    file = workbook(call, form, "a.xlsx")
    before = sorted(Path().iterdir())
    monkeypatch.setattr(os, "link", broken_rename)
    monkeypatch.setattr(Path, "replace", broken_rename)
    ended = call("export", file, "--form", form, "-o", "out.json", *force)
    assert (ended.code, "磁盘已满" in ended.err) == (2, True)
    assert sorted(Path().iterdir()) == before


def test_a_failure_to_write_leaves_the_file_that_was_to_be_replaced(
    call: Call, form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = workbook(call, form, "a.xlsx")
    Path("out.json").write_text("mine", encoding="utf-8")
    monkeypatch.setattr(Path, "replace", broken_rename)
    call("export", file, "--form", form, "-o", "out.json", "--force")
    assert Path("out.json").read_text(encoding="utf-8") == "mine"


def test_a_file_system_without_hard_links_is_written_to_as_well(
    call: Call, form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = workbook(call, form, "a.xlsx")
    monkeypatch.setattr(os, "link", broken_rename)
    assert call("export", file, "--form", form, "-o", "out.json").code == 0
    assert sorted(path.name for path in Path().iterdir()) == ["a.xlsx", "data.json", "out.json"]


def test_a_written_file_has_the_rights_of_any_new_file(call: Call, form: Path) -> None:
    file = workbook(call, form, "a.xlsx")
    Path("other").write_text("", encoding="utf-8")
    assert file.stat().st_mode == Path("other").stat().st_mode


# Help


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "open"])
def test_the_help_of_a_command_is_in_chinese_and_has_an_example(call: Call, name: str) -> None:
    page = call(name, "--help").out
    assert page.startswith(f"用法：budgetxl {name}")
    assert f"例：\n  budgetxl {name}" in page
    assert not re.search("Options|Usage|Commands|Show this|required|default", page)


def test_each_command_stands_in_the_help_with_what_it_does(call: Call) -> None:
    page = call("--help").out
    assert all(re.search(rf"^  {name} +{CHINESE.pattern}", page, re.MULTILINE) for name in COMMANDS if name != "open")


# What stands where a file is to go


def test_what_a_link_points_to_is_written_and_the_link_stays(call: Call, form: Path) -> None:
    Path("data.json").write_text(json.dumps(data("1", "1")), encoding="utf-8")
    Path("real.xlsx").write_bytes(b"old")
    Path("link.xlsx").symlink_to("real.xlsx")
    assert call("fill", "data.json", "--form", form, "-o", "link.xlsx", "--force").code == OK
    assert Path("link.xlsx").is_symlink()
    assert Path("real.xlsx").read_bytes()[:2] == b"PK"


def test_what_is_no_ordinary_file_is_never_replaced(call: Call, form: Path) -> None:
    Path("data.json").write_text(json.dumps(data("1", "1")), encoding="utf-8")
    os.mkfifo("pipe.xlsx")
    ended = call("fill", "data.json", "--form", form, "-o", "pipe.xlsx", "--force")
    assert (ended.code, "不是普通文件" in ended.err) == (WRONG_USAGE, True)
    assert Path("pipe.xlsx").is_fifo()


def test_an_empty_name_for_a_report_is_refused(call: Call, form: Path) -> None:
    Path("data.json").write_text(json.dumps(data("1", "1")), encoding="utf-8")
    call("fill", "data.json", "--form", form, "-o", "a.xlsx")
    ended = call("check", "a.xlsx", "--form", form, "--csv", "")
    assert (ended.code, "--csv 后面的名称是空的" in ended.err) == (WRONG_USAGE, True)


def test_a_new_form_finds_its_parent_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["forms", "create", "county-2027", "--from", "hebei-2027", "-o", "表样"]) == 0
    assert run(["forms", "create", "county-2028", "--from", "county-2027", "-o", "表样"]) == 0
    assert 'extends = "county-2027"' in (tmp_path / "表样" / "county-2028" / "form.toml").read_text(encoding="utf-8")
    assert run(["forms", "check", "表样/county-2028"]) == 0
