"""``distribute``: a workbook for each unit, begun with what is known of it; nothing lost, nothing overwritten, a list of what went out."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from collect_workers import doubled
from making import a_form, a_rule, a_sheet, record, table, typed

from budgetxl.cli import distributing
from budgetxl.cli.app import OK, WRONG_USAGE, run
from budgetxl.forms import load_form
from budgetxl.workbook import export, fill, read

COVER = a_sheet(
    "封面",
    '[[sheets.blocks]]\nid = "unit"\nkind = "record"\nfields = [{ id = "name", label = "单位名称" }, { id = "code", label = "单位编码", type = "code" }, '
    '{ id = "year", label = "预算年度", type = "integer", lift = true }, '
    '{ id = "kind", label = "公开主体", type = "choice", choices = ["部门", "单位"], default = "部门", roster = "类型" }]\n',
    id="cover", section="all",
)  # fmt: skip
SHEETS = record("x", amount="money", last={"type": "money", "carries": "amount"}, uses="text") + table("t", name="text")
ROSTER = "单位编码,单位名称,类型,上级编码,片区\n301,甲局,部门,,东\n301001,乙校,单位,301,东\n301002,丙校,单位,301,西\n"
LIST = "下发清单.xlsx"


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


Call = Callable[..., Ended]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command line in a folder with a roster, 名册.csv, and a form, 表样."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    a_form(tmp_path, SHEETS, a_rule("X-01", "x.amount >= 0"), cover=COVER)
    (tmp_path / "form1").rename(folder / "表样")
    Path("名册.csv").write_text(ROSTER, encoding="utf-8")

    def called(*words: object) -> Ended:
        capsys.readouterr()
        code = run([str(word) for word in words])
        return Ended(code, *capsys.readouterr())

    return called


def send(call: Call, *more: object, roster: str = "名册.csv") -> Ended:
    return call("distribute", roster, "--form", "表样", "-o", "下发", *more)


def names(folder: str = "下发") -> list[str]:
    return sorted(file.name for file in Path(folder).iterdir())


def data(file: str) -> dict[str, Any]:
    found = export(read(Path("下发", file).read_bytes(), load_form("表样")).submission)
    return {"year": found["year"], **found["data"]}


def listed(file: str = LIST) -> list[dict[str, str]]:
    """The lines of the list by their headings."""
    sheet = openpyxl.load_workbook(Path("下发", file)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    top = next(number for number, row in enumerate(rows) if row[0] == "单位编码")
    return [{str(head): str(value or "") for head, value in zip(rows[top], row)} for row in rows[top + 1 :]]


def last_year(name: str = "乙校", code: str = "301001", amount: str = "12.5", year: int = 2022, **unit: str) -> bytes:
    row = {"unit": {"name": name, "code": code, **unit}, "x": {"amount": amount, "uses": "办公"}, "t": [{"name": "甲"}, {"name": "乙"}]}
    return fill(load_form("表样"), row, year)


def put(file: str, content: bytes) -> Path:
    path = Path("上年", file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def accept(*files: tuple[str, str], digest: str = "") -> None:
    found = [{"unit": unit, "name": "", "path": path, "digest": digest or hashlib.sha256(Path("上年", path).read_bytes()).hexdigest()} for unit, path in files]
    Path("上年", "accepted.json").write_text(json.dumps({"form": "tiny", "year": 2022, "accepted": found}), encoding="utf-8")


# What goes out


def test_each_unit_gets_a_workbook_with_its_name_code_year_and_kind(call: Call) -> None:
    assert send(call).code == OK
    assert names() == sorted(["301-甲局.xlsx", "301001-乙校.xlsx", "301002-丙校.xlsx", LIST])
    found = data("301001-乙校.xlsx")
    assert (found["year"], found["unit"]) == (2022, {"name": "乙校", "code": "301001", "kind": "单位"})


def test_the_list_says_what_went_to_whom_with_a_digest_of_each_file(call: Call) -> None:
    send(call)
    lines = listed()
    assert [(line["单位编码"], line["文件"], line["年度"], line["上级编码"]) for line in lines] == [
        ("301", "301-甲局.xlsx", "2022", ""), ("301001", "301001-乙校.xlsx", "2022", "301"), ("301002", "301002-丙校.xlsx", "2022", "301")
    ]  # fmt: skip
    assert [line["SHA-256"] for line in lines] == [hashlib.sha256(Path("下发", line["文件"]).read_bytes()).hexdigest() for line in lines]


def test_the_list_leads_to_each_file_whatever_it_is_called(call: Call) -> None:
    Path("名册.csv").write_text("单位编码,单位名称\n301,甲 #1 100%局\n", encoding="utf-8")
    send(call)
    sheet = openpyxl.load_workbook(Path("下发", LIST)).active
    assert sheet is not None
    (link,) = [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert unquote(str(link)) == "301-甲 #1 100%局.xlsx" and "301-甲 #1 100%局.xlsx" in names()


def test_what_is_there_is_kept_and_what_is_missing_is_made(call: Call) -> None:
    send(call)
    Path("下发/301-甲局.xlsx").write_bytes(b"somebody's")
    Path("下发/301001-乙校.xlsx").unlink()
    ended = send(call)
    assert ended.code == OK and "原有的 2 个没有动" in ended.err
    assert Path("下发/301-甲局.xlsx").read_bytes() == b"somebody's"
    assert data("301001-乙校.xlsx")["unit"]["name"] == "乙校"
    assert [line["备注"] for line in listed("下发清单(2).xlsx")] == ["原有文件，没有重写", "", "原有文件，没有重写"]


def test_a_run_that_makes_nothing_leaves_no_further_list(call: Call) -> None:
    send(call)
    before = names()
    assert send(call).code == OK and names() == before


def test_a_roster_that_lost_its_zeros_is_refused_with_all_of_them(call: Call) -> None:
    Path("名册.csv").write_text("单位编码,单位名称,上级编码\n31,甲局,\n31001,乙校,31\n", encoding="utf-8")
    ended = call("distribute", "名册.csv", "--form", "hebei-2027", "-o", "下发")
    assert (ended.code, ended.err.count("丢了开头的 0"), Path("下发").exists()) == (WRONG_USAGE, 3, False)


def test_force_makes_all_of_them_anew(call: Call) -> None:
    send(call)
    Path("下发/301-甲局.xlsx").write_bytes(b"somebody's")
    assert send(call, "--force").code == OK
    assert data("301-甲局.xlsx")["unit"]["name"] == "甲局" and LIST in names() and "下发清单(2).xlsx" not in names()


def test_the_roster_itself_is_never_overwritten(call: Call) -> None:
    Path("下发").mkdir()
    Path("名册.csv").rename("下发/301-甲局.xlsx")
    before = Path("下发/301-甲局.xlsx").read_bytes()
    os.link("下发/301-甲局.xlsx", "名册.csv")
    assert send(call, "--force").code == WRONG_USAGE
    assert Path("名册.csv").read_bytes() == before


def test_processes_make_the_same_files(call: Call) -> None:
    send(call)
    alone = {name: Path("下发", name).read_bytes() for name in names()}
    assert call("distribute", "名册.csv", "--form", "表样", "-o", "另一处", "--jobs", "2").code == OK
    assert {name: Path("另一处", name).read_bytes() for name in names("另一处")} == alone


def test_each_unit_gets_its_parts(call: Call) -> None:
    ended = call("distribute", "名册.csv", "--form", "langfang-2022", "-o", "下发", "--split")
    assert ended.code == OK
    parts = [name for name in names() if name.startswith("301001")]
    assert "301001-乙校-收支预算.xlsx" in parts and len(parts) == 5
    assert len(listed()) == 15


def test_a_unit_may_have_another_form(call: Call) -> None:
    Path("名册.csv").write_text("单位编码,单位名称,表样\n301,甲局,\n302,乙局,langfang-2022\n", encoding="utf-8")
    assert send(call).code == OK
    assert [line["表样"] for line in listed()] == ["tiny", "langfang-2022"]


# Names


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{code}{name}预算公开表", "301001乙校预算公开表.xlsx"),
        ("{片区}-{kind}-{code}.xlsx", "东-单位-301001.xlsx"),
        ("{year}/{name}", "2022_乙校.xlsx"),
        ("../{name}", "_乙校.xlsx"),
        ("{code}", "301001.xlsx"),
        ("{单位编码}{单位名称}", "301001乙校.xlsx"),
        ("{联系人}-{名称}", "-乙校.xlsx"),
    ],
)
def test_files_are_called_as_the_pattern_says(call: Call, pattern: str, name: str) -> None:
    assert send(call, "--name-pattern", pattern).code == OK
    assert name in names() and names(".") == sorted(["下发", "名册.csv", "表样"])


@pytest.mark.parametrize(
    ("pattern", "said"),
    [("{nmae}", "没有“nmae”这一项"), ("{name", "花括号要成对"), ("公开表", "没有花括号"), ("{name.__class__}", "没有“name.__class__”"), ("{code:>9}", "里面不加别的")],
)
def test_a_pattern_that_names_nothing_is_refused(call: Call, pattern: str, said: str) -> None:
    ended = send(call, "--name-pattern", pattern)
    assert ended.code == WRONG_USAGE and said in ended.err and not Path("下发").exists()


def test_a_pattern_that_gives_several_units_one_name_is_refused(call: Call) -> None:
    ended = send(call, "--name-pattern", "{kind}")
    assert ended.code == WRONG_USAGE and "同一个名字" in ended.err and "301001" in ended.err and not Path("下发").exists()


def test_names_are_safe_and_no_two_are_alike(call: Call) -> None:
    Path("名册.csv").write_text("单位编码,单位名称\nA1,CON\nA2,甲/乙:*?\nA3,../../x\nA4,con\n", encoding="utf-8")
    assert send(call, "--name-pattern", "{name}").code == OK
    assert [line["文件"] for line in listed()] == ["CON_.xlsx", "甲_乙___.xlsx", "_.._x.xlsx", "con(2).xlsx"]
    assert data("甲_乙___.xlsx")["unit"]["name"] == "甲/乙:*?"


def test_text_of_the_roster_is_never_a_formula(call: Call) -> None:
    Path("名册.csv").write_text('单位编码,单位名称,联系人\n301,"=HYPERLINK(""http://x"",""甲"")",@SUM(A1)\n', encoding="utf-8")
    assert send(call).code == OK
    sheet = openpyxl.load_workbook(Path("下发", LIST)).active
    assert sheet is not None and [cell.data_type for row in sheet.iter_rows() for cell in row if cell.value].count("f") == 0
    (file,) = [name for name in names() if name != LIST]
    assert data(file)["unit"]["name"] == '=HYPERLINK("http://x","甲")'
    book = openpyxl.load_workbook(Path("下发", file))
    assert [cell.coordinate for cell in book["封面"]["B"] if cell.data_type == "f" and "HYPERLINK(\"http" in str(cell.value)] == []


# The roster


def test_a_roster_with_mistakes_sends_nothing(call: Call) -> None:
    Path("名册.csv").write_text("单位编码,单位名称\n301,甲局\n301,乙校\n302,\n", encoding="utf-8")
    ended = send(call)
    assert ended.code == WRONG_USAGE and not Path("下发").exists()
    assert "名册.csv：第3行“单位编码”（A3）：编码“301”与第2行（甲局）重复" in ended.err and "第4行“单位名称”（B4）" in ended.err


@pytest.mark.parametrize("file", ["空白.xlsx", "空白.csv", "空白.XLSX"])
def test_a_blank_roster_is_written_and_never_over_another(call: Call, file: str) -> None:
    assert call("distribute", "--roster-template", file).code == OK
    assert call("distribute", "--roster-template", file).code == WRONG_USAGE
    assert "一个单位也没有" in send(call, roster=file).err


def test_a_blank_roster_is_a_table(call: Call) -> None:
    ended = call("distribute", "--roster-template", "空白.docx")
    assert ended.code == WRONG_USAGE and ".xlsx、.csv" in ended.err and not Path("空白.docx").exists()


@pytest.mark.parametrize("words", [(), ("名册.csv",), ("名册.csv", "--form", "表样")])
def test_what_is_missing_on_the_command_line_is_said(call: Call, words: tuple[str, ...]) -> None:
    ended = call("distribute", *words)
    assert ended.code == WRONG_USAGE and "--roster-template" in ended.err


# Last year


def test_last_years_figures_texts_and_rows_come_over_and_it_is_the_year_after(call: Call) -> None:
    put("sub/随便叫什么.xlsx", last_year())
    ended = send(call, "--previous", "上年")
    found = data("301001-乙校.xlsx")
    assert (found["year"], found["x"], found["t"]) == (2023, {"amount": None, "last": "12.5", "uses": "办公"}, [{"name": "甲"}, {"name": "乙"}])
    assert "没有 accepted.json" in ended.err and "带入上年数据的 1 个" in ended.err
    assert [(line["上年数取自"], line["备注"]) for line in listed()] == [("", "没有找到上年的工作簿"), (str(Path("sub", "随便叫什么.xlsx")), ""), ("", "没有找到上年的工作簿")]


def test_of_several_versions_the_one_that_was_saved_last_counts(call: Call) -> None:
    old, new = put("a.xlsx", last_year(amount="1")), put("b.xlsx", last_year(amount="2"))
    os.utime(old, (2_000_000_000, 2_000_000_000))
    os.utime(new, (1_000_000_000, 1_000_000_000))
    ended = send(call, "--previous", "上年")
    assert data("301001-乙校.xlsx")["x"]["last"] == "2"  # both say of themselves when they were saved, alike: then the name
    assert "1 个单位有几份上年工作簿" in ended.err


def test_only_accepted_workbooks_are_taken_where_collect_said_which(call: Call) -> None:
    put("a.xlsx", last_year(amount="1")), put("b.xlsx", last_year(amount="2"))
    accept(("301001", "a.xlsx"))
    assert "没有 accepted.json" not in send(call, "--previous", "上年").err
    assert data("301001-乙校.xlsx")["x"]["last"] == "1"


def test_a_workbook_that_was_there_and_not_accepted_is_told_from_one_that_is_missing(call: Call) -> None:
    put("a.xlsx", last_year(amount="1"))
    accept(("301001", "a.xlsx"))
    told = json.loads(Path("上年/accepted.json").read_text(encoding="utf-8"))
    Path("上年/accepted.json").write_text(json.dumps({**told, "not_accepted": [{"unit": "301002", "name": "丙校", "state": "待核实"}]}), encoding="utf-8")
    send(call, "--previous", "上年")
    assert [("没有收下（待核实）" in line["备注"], "没有找到" in line["备注"]) for line in listed()] == [(False, True), (False, False), (True, False)]


def test_an_accepted_workbook_is_its_units_whatever_its_cover_says(call: Call) -> None:
    put("a.xlsx", last_year(name="写错的", code="999"))
    accept(("301002", "a.xlsx"))
    send(call, "--previous", "上年")
    assert data("301002-丙校.xlsx")["x"]["last"] == "12.5"


def test_an_accepted_workbook_that_was_changed_since_is_not_taken(call: Call) -> None:
    put("a.xlsx", last_year())
    accept(("301001", "a.xlsx"), digest="0" * 64)
    ended = send(call, "--previous", "上年")
    assert "收下以后文件改过" in ended.err and data("301001-乙校.xlsx")["x"]["last"] is None


@pytest.mark.parametrize("path", ["../名册.csv", "/etc/passwd", "没有这个.xlsx"])
def test_accepted_json_leads_nowhere_else(call: Call, path: str) -> None:
    put("a.xlsx", last_year())
    accept(("301001", "a.xlsx"), digest="1" * 64)
    text = Path("上年/accepted.json").read_text(encoding="utf-8").replace("a.xlsx", path)
    Path("上年/accepted.json").write_text(text, encoding="utf-8")
    ended = send(call, "--previous", "上年")
    assert ended.code == OK and f"{path} 没有用" in ended.err


def test_an_accepted_workbook_that_was_renamed_is_found_by_its_digest(call: Call) -> None:
    put("a.xlsx", last_year())
    accept(("301001", "a.xlsx"))
    Path("上年/归档").mkdir()
    Path("上年/a.xlsx").rename("上年/归档/乙校终稿.xlsx")
    ended = send(call, "--previous", "上年")
    assert (ended.code, "没有用" in ended.err, data("301001-乙校.xlsx")["x"]["last"]) == (OK, False, "12.5")


@pytest.mark.parametrize("stored", ["乙校.xlsx", "乙校.xlsx".encode("gbk").decode("cp437")])
def test_an_accepted_workbook_of_an_archive_is_read_there(call: Call, stored: str) -> None:
    content = last_year()
    Path("上年").mkdir()
    with zipfile.ZipFile("上年/报来.zip", "w") as archive:
        archive.writestr(stored, content)
    found = [{"unit": "301001", "name": "", "path": "报来.zip/乙校.xlsx", "digest": hashlib.sha256(content).hexdigest()},
             {"unit": "301002", "name": "", "path": "报来.zip/没有.xlsx", "digest": ""}]  # fmt: skip
    Path("上年/accepted.json").write_text(json.dumps({"form": "tiny", "year": 2022, "accepted": found}), encoding="utf-8")
    ended = send(call, "--previous", "上年")
    assert ended.code == OK and data("301001-乙校.xlsx")["x"]["last"] == "12.5"
    assert "报来.zip/没有.xlsx 没有用：压缩包里没有这个文件了" in ended.err


def test_an_accepted_json_of_somebody_else_is_refused(call: Call) -> None:
    put("accepted.json", b"[]")
    ended = send(call, "--previous", "上年")
    assert ended.code == WRONG_USAGE and "不是 collect 写的" in ended.err and not Path("下发").exists()


def test_a_workbook_with_errors_is_refused_and_its_unit_gets_a_blank_one(call: Call) -> None:
    put("a.xlsx", last_year(amount="-1"))
    ended = send(call, "--previous", "上年")
    assert ended.code == OK and "a.xlsx 没有用：有 1 处错误" in ended.err
    assert data("301001-乙校.xlsx")["x"]["uses"] is None
    assert listed()[1]["备注"] == "上年工作簿没有带入：有 1 处错误"


def test_a_file_that_cant_be_read_costs_only_itself(call: Call) -> None:
    put("a.xlsx", b"PK broken"), put("b.xlsx", last_year()), put("~$b.xlsx", b"lock")
    ended = send(call, "--previous", "上年")
    assert ended.code == OK and "a.xlsx 没有用" in ended.err and "跳过了 1 个临时文件" in ended.err
    assert data("301001-乙校.xlsx")["x"]["last"] == "12.5"


def test_of_a_year_before_the_last_only_texts_come_over(call: Call) -> None:
    put("a.xlsx", last_year(year=2020)), put("b.xlsx", last_year(name="丙校", code="301002", year=2022))
    send(call, "--previous", "上年")
    found = data("301001-乙校.xlsx")
    assert (found["year"], found["x"]["last"], found["x"]["uses"]) == (2023, None, "办公")
    assert "2020 年的，只带入了文字" in listed()[1]["备注"]


def test_a_unit_is_found_by_its_name_where_last_years_cover_has_no_code(call: Call) -> None:
    put("a.xlsx", typed(last_year(), {"封面!B6": None}))
    send(call, "--previous", "上年")
    assert data("301001-乙校.xlsx")["x"]["last"] == "12.5"


def test_data_that_this_years_form_does_not_take_is_said_and_left_out(call: Call) -> None:
    """A choice of another form that this one writes otherwise: data names it exactly or not at all."""
    put("a.xlsx", fill(load_form("langfang-2022"), {"unit": {"name": "乙校", "code": "301001", "kind": "部门"}}, 2021))
    form = Path("表样/form.toml")
    text = form.read_text(encoding="utf-8")
    assert '["部门", "单位"], default = "部门"' in text
    form.write_text(text.replace('["部门", "单位"], default = "部门"', '["部 门", "单位"], default = "单位"'), encoding="utf-8")
    Path("名册.csv").write_text("单位编码,单位名称\n301001,乙校\n", encoding="utf-8")
    accept(("301001", "a.xlsx"))
    assert send(call, "--previous", "上年").code == OK
    assert data("301001-乙校.xlsx")["unit"]["kind"] == "单位"
    assert listed()[0]["备注"].startswith("上年的数据与本年表样对不上，没有带入（unit.kind：“部门”应写作“部 门”")


def test_processes_read_last_year_alike(call: Call) -> None:
    for number in range(4):
        put(f"{number}.xlsx", last_year(amount=str(number)))
    put("c.xlsx", last_year(name="丙校", code="301002"))
    send(call, "--previous", "上年", "--jobs", "2")
    first = {name: Path("下发", name).read_bytes() for name in names()}
    send(call, "--previous", "上年", "--jobs", "1", "--force")
    assert {name: Path("下发", name).read_bytes() for name in names()} == first


def test_the_parts_of_a_split_workbook_of_last_year_come_together(call: Call) -> None:
    form = load_form("langfang-2022")
    whole = {"unit": {"name": "乙校", "code": "301001"}, "duties": [{"text": "办学"}], "other": {"text": "无"}}
    for part in ("text", "budget", "performance", "procurement", "assets"):
        put(f"{part}.xlsx", fill(form, whole, 2021, part, spare=True))
    accept(*(("301001", f"{part}.xlsx") for part in ("text", "budget", "performance", "procurement", "assets")))
    ended = call("distribute", "名册.csv", "--form", "langfang-2022", "-o", "下发", "--previous", "上年")
    assert ended.code == OK
    found = export(read(Path("下发/301001-乙校.xlsx").read_bytes(), form).submission)
    assert (found["year"], found["data"]["duties"][0]["text"]) == (2022, "办学")


@pytest.mark.skipif(os.name == "nt", reason="no signals")
def test_a_killed_worker_costs_no_workbook_but_its_own() -> None:
    """Here, too: what kills a worker is not tried in the process of the command itself."""
    done = dict(distributing._each(["a", "kill", "b", "c"], doubled, 2, ""))
    assert done == {"a": "aa", "kill": None, "b": "bb", "c": "cc"}


def test_a_workbook_over_which_a_worker_was_killed_is_told_and_the_others_are_written(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = distributing._each
    monkeypatch.setattr(distributing, "_each", lambda tasks, *more: ((task, None if task.orders[0].number == 0 else done) for task, done in whole(tasks, *more)))
    ended = send(call)
    assert ended.code != OK and "中途停止" in ended.err and "--jobs 1" in ended.err
