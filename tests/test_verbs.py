"""The verbs: what each command does, called with bytes alone; and the command line gives the bytes that they give."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, opened, record, said_in

import budgetxl.cli
import budgetxl.desk
import budgetxl.verbs
from budgetxl.bureau.own_files import signed
from budgetxl.cli.app import EXIT_CODES, run
from budgetxl.cli.messages import REFUSALS
from budgetxl.forms import Form, load_form
from budgetxl.verbs import (
    NOTICE_FORMATS,
    REPORT_FORMATS,
    Checked,
    Refusal,
    SourceFile,
    Submitted,
    Unreadable,
    annotated_copies,
    check_files,
    check_form,
    check_unit,
    create_form,
    export_data,
    fill_data,
    json_bytes,
    list_forms,
    names_in,
    new_parts,
    new_workbook,
    notice_format,
    notice_of,
    read_submissions,
    render_notice,
    report_file,
    rule_catalogue,
)
from budgetxl.verbs.messages import MESSAGES

REPOSITORY = Path(__file__).parent.parent
SOURCES = sorted(Path(budgetxl.verbs.__file__).parent.glob("*.py"))
SAMPLES = sorted((REPOSITORY / "sample_workbooks").glob("*.json"), key=lambda path: path.stem)
NOTICE = "#= {{ unit.name }}说明\n\n共{{ x.a | money }}万元。\n"


@pytest.fixture
def form(tmp_path: Path) -> Form:
    """Two amounts that ought to be equal, in two sections, and a notice of one sentence."""
    numbers = a_sheet("数据", a_block("x", "record", fields=fields_of({"a": "money", "b": "money"})), section="numbers")
    texts = a_sheet("文字", a_block("y", "record", fields=fields_of({"text": "text"})), section="texts")
    made = a_form(tmp_path, numbers + texts, a_rule("X-01", "x.a == x.b", "不等"), '[sections]\nnumbers = "数"\ntexts = "文"\n')
    (made.folders[0] / "notice.md.j2").write_text(NOTICE, encoding="utf-8")
    return made


def path_of(form: Form) -> str:
    return str(form.folders[0])


def data(a: str = "1", b: str = "1", **more: Any) -> SourceFile:
    """Data as ``export`` writes it."""
    given = {"form": "tiny", "year": 2022, "data": {"unit": {"name": "某单位", "code": "101"}, "x": {"a": a, "b": b}}, **more}
    return SourceFile("data.json", json.dumps(given).encode())


def workbook(form: Form, a: str = "1", b: str = "1", name: str = "a.xlsx") -> SourceFile:
    return SourceFile(name, fill_data(data(a, b), path_of(form)))


def refusal(call: Callable[..., object], *given: Any) -> tuple[str, str]:
    """The kind and the code with which a verb refuses."""
    with pytest.raises(Refusal) as caught:
        call(*given)
    return caught.value.kind, caught.value.code


# No paths, terminals or printing


@pytest.mark.parametrize("path", SOURCES, ids=[path.name for path in SOURCES])
def test_a_verb_knows_no_path_and_no_terminal(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules, names, called, attributes = set(), set(), set(), set()
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            case ast.ImportFrom():
                modules |= {(node.module or "").partition(".")[0]} if not node.level else set()
                names |= {alias.name for alias in node.names}
            case ast.Call(func=ast.Name(id=name)):
                called.add(name)
            case ast.Attribute(attr=name):
                attributes.add(name)
    assert modules & {"click", "glob", "io", "os", "pathlib", "shutil", "subprocess", "sys", "tempfile", "logging"} == set()
    assert names & {"Path", "FilePath", "read_file"} == set()
    assert called & {"open", "print", "input", "Path"} == set()
    assert attributes & {"read_text", "read_bytes", "write_text", "write_bytes", "open", "mkdir", "stdout", "stderr", "stdin"} == set()


def imported(path: Path) -> set[str]:
    """The packages of budgetxl that a module imports from, however it writes it."""
    nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
    return {part for node in nodes for part in (node.module or "").removeprefix("budgetxl.").split(".")[:1]}


@pytest.mark.parametrize("package", [budgetxl.cli, budgetxl.desk], ids=["cli", "desk"])
def test_who_speaks_to_people_has_nothing_checked_or_written_but_by_the_verbs(package: ModuleType) -> None:
    paths = sorted(Path(str(package.__file__)).parent.rglob("*.py"))
    assert "verbs" in set().union(*map(imported, paths))
    assert [path.name for path in paths if imported(path) & {"checks", "notice", "workbook"}] == []


def test_the_words_of_the_command_line_are_for_refusals_that_there_are() -> None:
    assert set(REFUSALS) <= set(MESSAGES)


def test_every_kind_of_refusal_has_its_exit_code() -> None:
    assert EXIT_CODES == {"usage": 2, "unreadable": 3, "has_errors": 1}


# Each verb, with bytes alone


def test_new_gives_a_blank_workbook(form: Form) -> None:
    book = opened(new_workbook(path_of(form), "某单位", "101", 2023))
    assert [cell.value for row in book["封面"].iter_rows() for cell in row if cell.value in ("某单位", "101", 2023)] == ["某单位", "101", 2023]


def test_new_parts_are_named_by_their_sections(form: Form) -> None:
    parts = new_parts(path_of(form), "某单位")
    assert {name: "数据" in opened(part).sheetnames for name, part in parts.items()} == {"数": True, "文": False}


def test_new_makes_a_copy_of_a_repeated_sheet_for_each_name(tmp_path: Path) -> None:
    sheet = a_sheet("项目{{ n }}", a_block("p", "record", fields=fields_of({"name": "text"})), id="p", repeat="projects")
    form = path_of(a_form(tmp_path, sheet))
    for items in (2, ["道路", "绿化"], names_in(SourceFile("names.txt", "\ufeff道路\n\n 绿化 \n".encode()))):
        assert opened(new_workbook(form, items=items)).sheetnames[2:4] == ["项目1", "项目2"]


def test_fill_and_export_are_inverse(form: Form) -> None:
    exported = export_data([workbook(form)], path_of(form))
    assert fill_data(SourceFile("again.json", json_bytes(exported.document)), path_of(form)) == workbook(form).data


def test_export_of_several_files_is_a_list_of_those_that_can_be_read(form: Form) -> None:
    exported = export_data([SourceFile("bad.xlsx", b""), workbook(form)], path_of(form))
    assert [one["data"]["x"]["a"] for one in exported.document] == ["1"]
    assert [one.name for one in exported.unreadable] == ["bad.xlsx"]


def test_check_gives_each_submission_as_it_is_read(form: Form) -> None:
    asked: list[str] = []

    def given() -> Any:
        for source in (workbook(form, name="a.xlsx"), SourceFile("b.xlsx", b""), workbook(form, "1", "2", "c.xlsx")):
            asked.append(source.name)
            yield source

    found = [(one.name, isinstance(one, Checked) and one.failed(), list(asked)) for one in check_files(given(), path_of(form))]
    assert found == [("a.xlsx", False, ["a.xlsx"]), ("b.xlsx", False, ["a.xlsx", "b.xlsx"]), ("c.xlsx", True, ["a.xlsx", "b.xlsx", "c.xlsx"])]


def test_progress_is_told_after_each_file(form: Form) -> None:
    told: list[int] = []
    list(check_files([workbook(form), SourceFile("b.xlsx", b"")], path_of(form), progress=told.append))
    assert told == [1, 2]


def test_a_file_that_could_not_be_fetched_says_why(form: Form) -> None:
    assert list(check_files([SourceFile("a.xlsx", b"", "太大")], path_of(form))) == [Unreadable("a.xlsx", "太大")]


def test_the_parts_of_a_unit_are_one_submission_and_come_last(form: Form) -> None:
    parts = [SourceFile(f"{name}.xlsx", part) for name, part in new_parts(path_of(form), "某单位", "101").items()]
    given = [parts[0], workbook(form), parts[1]]
    found = [one for one in read_submissions(given, path_of(form)) if isinstance(one, Submitted)]
    assert [one.name for one in found] == ["a.xlsx", "数.xlsx + 文.xlsx"]
    assert [source.name for source in found[1].sources] == ["数.xlsx", "文.xlsx"]


def test_parts_of_one_name_are_told_apart(form: Form) -> None:
    parts = [SourceFile("a.xlsx", part) for part in new_parts(path_of(form), "某单位", "101").values()]
    assert [one.sources for one in read_submissions(parts, path_of(form)) if isinstance(one, Submitted)] == [tuple(parts)]


@pytest.mark.parametrize("kind", REPORT_FORMATS.values(), ids=list(REPORT_FORMATS))
def test_a_report_names_the_finding(form: Form, kind: Any) -> None:
    assert "X-01" in said_in(report_file(kind, check_files([workbook(form, "1", "2")], path_of(form))))


def test_annotated_copies_have_a_comment_on_the_cell(form: Form) -> None:
    copies = list(annotated_copies(check_unit([workbook(form, "1", "2")], path_of(form))))
    assert [(copy.name, copy.error) for copy in copies] == [("a.xlsx", "")]
    assert opened(copies[0].data)["数据"]["B4"].comment is not None


@pytest.mark.parametrize(("name", "start"), [("txt", "某单位说明".encode()), ("md", b"# "), ("docx", b"PK")])
def test_render_gives_the_notice_in_a_format(form: Form, name: str, start: bytes) -> None:
    assert render_notice([workbook(form)], NOTICE_FORMATS[name], form=path_of(form)).lstrip().startswith(start)


def test_opening_a_workbook_checks_it_and_makes_its_notice(form: Form) -> None:
    checked = check_unit([workbook(form)], path_of(form))
    assert not checked.failed()
    assert "共1万元。" in notice_of(checked, NOTICE_FORMATS["txt"]).decode()


@pytest.mark.parametrize(("file", "name", "found"), [
    ("a.docx", None, "docx"), ("b/a.MD", None, "md"), ("a", "TXT", "txt"), ("a.docx", "txt", "txt"), ("a.docx", "", "docx"),
])  # fmt: skip
def test_the_format_is_that_of_the_name_or_else_of_the_suffix(file: str, name: str | None, found: str) -> None:
    assert notice_format(file, name).name == found


@pytest.mark.parametrize(("file", "name", "code"), [
    ("a.pdf", None, "suffix"), ("a", None, "suffix"), (".txt", None, "suffix"), ("x.txt/a", None, "suffix"), ("a.txt", "pdf", "format"),
    ("a.txt", ".txt", "format"),
])  # fmt: skip
def test_a_format_that_there_is_not_is_refused(file: str, name: str | None, code: str) -> None:
    assert refusal(notice_format, file, name) == ("usage", code)


def test_rules_are_sentences(form: Form) -> None:
    catalogue = rule_catalogue(path_of(form))
    assert [(rule.id, rule.level, rule.message) for rule in catalogue.rules if not rule.own] == [("X-01", "错误", "不等")]
    assert f"| X-01 | 错误 | {catalogue.rules[0].sentence} | 不等 |" in catalogue.markdown
    assert catalogue.document["rules"][0]["sentence"] == catalogue.rules[0].sentence


def test_the_forms_are_listed_without_those_that_are_only_inherited_from() -> None:
    forms, mistakes = list_forms()
    abstract = {folder.name for folder in (REPOSITORY / "templates").iterdir() if load_form(folder.name).abstract}
    assert abstract
    assert {form.id for form in forms} == {folder.name for folder in (REPOSITORY / "templates").iterdir()} - abstract
    assert mistakes == ()


def test_checking_a_form_gives_its_mistakes(form: Form) -> None:
    assert check_form(path_of(form)).rules == 1
    (form.folders[0] / "notice.md.j2").write_text("{% if %}", encoding="utf-8")
    assert len(check_form(path_of(form)).mistakes) == 1


def test_a_new_form_is_three_files_that_make_a_form(form: Form, tmp_path: Path) -> None:
    files = create_form("next-2030", path_of(form), path_of(form))
    home = tmp_path / "next-2030"
    home.mkdir()
    for name, content in files.items():
        (home / name).write_bytes(content)
    assert (load_form(home).year, check_form(str(home)).mistakes) == (2030, ())


def test_a_verb_has_its_forms_from_whom_it_is_told(form: Form) -> None:
    asked: list[str] = []

    def find(name: str) -> Form:
        asked.append(name)
        return form

    data_of_tiny = data()
    filled = SourceFile("a.xlsx", fill_data(data_of_tiny, find_form=find))
    list(check_files([filled], find_form=find))
    new_workbook("tiny", find_form=find)
    rule_catalogue("tiny", find_form=find)
    assert asked == ["tiny"] * 4


# What is refused


def test_a_workbook_with_errors_has_no_notice_but_a_draft(form: Form) -> None:
    wrong = [workbook(form, "1", "2")]
    assert refusal(render_notice, wrong, NOTICE_FORMATS["txt"], False, path_of(form)) == ("has_errors", "has_errors")
    assert render_notice(wrong, NOTICE_FORMATS["txt"], True, path_of(form))


def test_several_units_and_a_single_part_have_no_notice(form: Form) -> None:
    part = SourceFile("数.xlsx", new_parts(path_of(form), "某单位", "101")["数"])
    assert refusal(check_unit, [workbook(form), workbook(form, name="b.xlsx")], path_of(form)) == ("usage", "several_units")
    assert refusal(check_unit, [part], path_of(form)) == ("usage", "only_part")
    assert refusal(check_unit, [SourceFile("a.xlsx", b"")], path_of(form)) == ("unreadable", "file")


@pytest.mark.parametrize(("content", "kind", "code"), [
    (b"{", "unreadable", "not_json"), (b"\xff\xfe{", "unreadable", "not_utf8"), (b"[" * 100_000, "unreadable", "too_deep"),
    (b"[1]", "usage", "not_data"), (data(dta={}).data, "usage", "outer_keys"), (data(year="2022").data, "usage", "bad_year"),
    (data(form="nosuch").data, "usage", "as_said"), (data(data={"z": {}}, form="langfang-2022").data, "usage", "as_said"),
    (data(form="hebei").data, "usage", "abstract"),
])  # fmt: skip
def test_what_is_no_data_is_refused(content: bytes, kind: str, code: str) -> None:
    assert refusal(fill_data, SourceFile("data.json", content)) == (kind, code)


@pytest.mark.parametrize("verb", [fill_data, names_in])
def test_a_file_that_could_not_be_fetched_is_refused_with_its_reason(verb: Callable[..., object]) -> None:
    with pytest.raises(Refusal, match=r"^data\.json：太大$"):
        verb(SourceFile("data.json", b"", "太大"))


def test_a_blank_workbook_that_makes_no_sense_is_refused(tmp_path: Path) -> None:
    plain = path_of(a_form(tmp_path, record("x", a="money")))
    assert refusal(new_workbook, plain, "", "", 22) == ("usage", "year")
    assert refusal(new_workbook, plain, "", "", None, 100_000) == ("usage", "too_many_items")
    assert refusal(new_parts, plain) == ("usage", "no_sections")
    assert refusal(new_workbook, "nosuch") == ("usage", "as_said")
    assert refusal(names_in, SourceFile("names.txt", b"\xff")) == ("usage", "file")


def test_a_form_that_cannot_be_made_is_refused(form: Form) -> None:
    assert refusal(create_form, "Big", path_of(form)) == ("usage", "bad_id")
    assert refusal(create_form, "next", "nosuch") == ("usage", "as_said")
    assert refusal(check_form, "nosuch") == ("usage", "as_said")


# The command line gives what the verbs give


@pytest.fixture(params=SAMPLES, ids=[path.stem for path in SAMPLES])
def sample(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SourceFile:
    """The data of a sample, in an empty folder, under the name that the command line is given."""
    monkeypatch.chdir(tmp_path)
    Path("data.json").write_bytes(request.param.read_bytes())
    return SourceFile("data.json", request.param.read_bytes())


@pytest.mark.slow
def test_a_sample_comes_out_of_the_command_line_as_out_of_the_verbs(sample: SourceFile, capsys: pytest.CaptureFixture[str]) -> None:
    source = SourceFile("a.xlsx", fill_data(sample))
    run(["fill", "data.json", "-o", "a.xlsx"])
    assert Path("a.xlsx").read_bytes() == source.data

    run(["export", "a.xlsx", "-o", "out.json"])
    assert Path("out.json").read_bytes() == json_bytes(export_data([source]).document)

    capsys.readouterr()
    run(["check", "a.xlsx", "--json", "--html", "out.html", "--csv", "out.csv", "--annotate", "out"])
    checked = check_unit([source])
    assert capsys.readouterr().out.encode() == report_file(REPORT_FORMATS["json"], [checked]) + b"\n"
    assert Path("out.html").read_bytes() == signed(report_file(REPORT_FORMATS["html"], [checked]))  # by which a later run knows it
    assert Path("out.csv").read_bytes() == report_file(REPORT_FORMATS["csv"], [checked])
    assert [path.read_bytes() for path in Path("out").iterdir()] == [copy.data for copy in annotated_copies(checked)]

    for name, kind in NOTICE_FORMATS.items():
        assert run(["render", "a.xlsx", "--draft", "-o", f"notice.{name}"]) == 0
        assert Path(f"notice.{name}").read_bytes() == notice_of(checked, kind, draft=True)


def test_blank_workbooks_come_out_of_the_command_line_as_out_of_the_verbs(form: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run(["new", path_of(form), "--unit", "某单位", "--code", "101", "-o", "a.xlsx"])
    assert Path("a.xlsx").read_bytes() == new_workbook(path_of(form), "某单位", "101")
    run(["new", path_of(form), "--unit", "某单位", "--split", "parts"])
    made = {path.name: path.read_bytes() for path in Path("parts").iterdir()}
    assert made == {f"某单位-{name}.xlsx": part for name, part in new_parts(path_of(form), "某单位").items()}


def test_the_files_of_a_new_form_are_those_of_the_verb(form: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run(["forms", "create", "next-2030", "--from", path_of(form)])
    made = {path.name: path.read_bytes() for path in Path("next-2030").iterdir()}
    assert made == create_form("next-2030", path_of(form), form.folders[0].name)
