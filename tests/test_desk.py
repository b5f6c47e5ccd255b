"""The desk: what the page asks for, call by call, without a browser."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from budgetxl.desk import Answer, Desk, GivenFile
from budgetxl.desk.page import ASSETS, page_alone, page_served
from budgetxl.forms import known_folders
from budgetxl.verbs import SourceFile, create_form, fill_data, new_parts, report_entry
from budgetxl.xlsx.archive.limits import MAX_FILE

SAMPLES = Path(__file__).resolve().parent.parent / "sample_workbooks"
DEMO = GivenFile("demo.xlsx", (SAMPLES / "hebei-2027-demo.xlsx").read_bytes())
DATA = json.loads((SAMPLES / "hebei-2027-demo.json").read_text(encoding="utf-8"))
WRONG = GivenFile("wrong.xlsx", (SAMPLES / "jiefangdao-2022.xlsx").read_bytes())
NOON = datetime(2027, 1, 20, 12, tzinfo=UTC)


@pytest.fixture
def desk() -> Any:
    desk = Desk(lambda: NOON)
    yield desk
    desk.close()


def ask(desk: Desk, name: str, *files: GivenFile, **args: Any) -> Answer:
    return desk.call(name, args, files, lambda told: None)


def of_unit(name: str, unit: str, code: str, mistaken: bool = False) -> GivenFile:
    """The demo as another unit's, without its institutions where it is to be wrong."""
    data = {**DATA["data"], "unit": {**DATA["data"]["unit"], "name": unit, "code": code}}
    if mistaken:
        data["unit"]["scope"] = None
        data = {key: value for key, value in data.items() if key != "institutions"}
    return GivenFile(name, fill_data(SourceFile(name, json.dumps({**DATA, "data": data}).encode())))


def states(answer: Answer) -> list[tuple[str, ...]]:
    return [(*row["files"], row["state"]) for row in answer.value["rows"]]


def packed(**members: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def test_a_form_that_was_taken_is_called_by_the_words_of_its_title(desk: Desk) -> None:
    said = ask(desk, "check", GivenFile("form.toml", b'id = "our-2027"\nextends = "hebei-2027"\n')).value["said"]
    assert said.startswith("表样 our-2027：预算")
    assert "…" not in said


def test_what_the_report_says_of_a_row_is_worked_out_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """With two hundred rows, to take one away would take as long as to check some dozens."""
    worked: list[str] = []

    def counted(kind: Any, one: Any) -> Any:
        worked.append(one.name)
        return report_entry(kind, one)

    monkeypatch.setattr("budgetxl.desk.rows.report_entry", counted)
    bad = [GivenFile(f"{number}.xlsx", b"x") for number in range(3)]
    first = ask(desk, "check", WRONG, *bad)
    key = first.value["rows"][1]["key"]
    left = ask(desk, "drop", row=key)
    more = ask(desk, "check", GivenFile("9.xlsx", b"x"))
    assert worked == [WRONG.name, "0.xlsx", "1.xlsx", "2.xlsx", "9.xlsx"]
    assert [b"0.xlsx" in answer.files[0].data for answer in (first, left, more)] == [True, False, False]


def test_each_file_has_a_row_and_the_same_one_given_again_replaces_it(desk: Desk) -> None:
    first = ask(desk, "check", of_unit("wrong.xlsx", "甲街道办事处", "601002", mistaken=True), DEMO)
    assert states(first) == [("wrong.xlsx", "errors"), ("demo.xlsx", "passed")]
    again = ask(desk, "check", of_unit("wrong.xlsx", "甲街道办事处", "601002"))
    assert states(again) == [("wrong.xlsx", "passed"), ("demo.xlsx", "passed")]
    assert [row["key"] for row in again.value["rows"]] == [row["key"] for row in first.value["rows"]]
    assert again.files[0].name == "校验报告.html"
    assert "wrong.xlsx" in again.files[0].data.decode()


def test_what_cannot_be_read_says_why_and_stops_no_other(desk: Desk) -> None:
    bad = [
        GivenFile("~$demo.xlsx", b"lock"), GivenFile("x.xlsx", DEMO.data[:4000]), GivenFile("empty.xlsx", b""), GivenFile("a.pdf", b"%PDF-1.4"),
        GivenFile("gone.xlsx", b"", error="选中之后又改动过"), GivenFile("报告.html", ask(desk, "check", DEMO).files[0].data),
    ]  # fmt: skip
    ask(desk, "drop", row=None)
    answer = ask(desk, "check", *bad, DEMO)
    rows = {row["files"][0]: row for row in answer.value["rows"]}
    assert {name for name, row in rows.items() if row["state"] == "unreadable"} == {one.name for one in bad}
    assert all(row["reason"] for row in rows.values() if row["state"] == "unreadable")
    assert rows["demo.xlsx"]["state"] == "passed"
    assert "改动过" in rows["gone.xlsx"]["reason"]


def test_the_workbooks_within_an_archive_are_checked(desk: Desk) -> None:
    answer = ask(desk, "check", GivenFile("收回.zip", packed(a__甲=b"x", 乙=DEMO.data)))
    assert states(answer) == [("收回.zip/a/甲", "unreadable"), ("收回.zip/乙", "passed")]


def test_parts_are_joined_whenever_they_come(desk: Desk) -> None:
    parts = [GivenFile(f"{name}.xlsx", data) for name, data in new_parts("hebei-2027", "甲街道办事处", "601001").items()]
    assert len(ask(desk, "check", *parts[:2]).value["rows"]) == 1
    ask(desk, "check", DEMO)
    whole = ask(desk, "check", *parts[2:])
    assert states(whole)[0][:-1] == tuple(one.name for one in parts)
    assert len(whole.value["rows"]) == 2
    assert states(ask(desk, "check", parts[0]))[0][:-1] == tuple(one.name for one in (*parts[1:], parts[0]))


def test_a_file_of_the_same_name_from_another_unit_replaces_nothing(desk: Desk) -> None:
    other = GivenFile("预算.xlsx", (SAMPLES / "changjiang-2020.xlsx").read_bytes())
    mine = GivenFile("预算.xlsx", WRONG.data)
    ask(desk, "check", mine)
    assert len(ask(desk, "check", other).value["rows"]) == 2
    assert len(ask(desk, "check", mine).value["rows"]) == 2
    parts = {unit: [GivenFile(f"{name}.xlsx", data) for name, data in new_parts("hebei-2027", unit, code).items()]
             for unit, code in (("甲局", "601001"), ("乙局", "601002"))}  # fmt: skip
    ask(desk, "drop", row=None)
    ask(desk, "check", *parts["甲局"])
    both = ask(desk, "check", *parts["乙局"]).value["rows"]
    assert [(row["unit"], len(row["files"])) for row in both] == [("甲局", 5), ("乙局", 5)]


def test_workbooks_given_with_a_form_are_checked(desk: Desk) -> None:
    form = [GivenFile(f"x/{name}", data) for name, data in create_form("ourtown-2027", "hebei-2027").items()]
    answer = ask(desk, "check", *form, DEMO, GivenFile("x/乙.xlsx", WRONG.data))
    assert "已可使用" in answer.value["said"]
    assert states(answer) == [("demo.xlsx", "passed"), ("x/乙.xlsx", "errors")]


def test_several_forms_given_together_are_all_taken(desk: Desk) -> None:
    files = [GivenFile(f"{id}/{name}", data) for id in ("east-2027", "west-2027") for name, data in create_form(id, "hebei-2027").items()]
    answer = ask(desk, "check", *files)
    assert answer.value["said"].count("已可使用") == 2
    assert {"east-2027", "west-2027"} <= {one["id"] for one in answer.value["forms"]}


def test_a_form_of_which_a_file_could_not_be_read_is_refused(desk: Desk) -> None:
    files = create_form("ourtown-2027", "hebei-2027")
    for lacking in files:
        given = [GivenFile(f"x/{name}", b"" if name == lacking else data, error="选中之后又改动过" if name == lacking else "") for name, data in files.items()]
        answer = ask(desk, "check", *given)
        assert "选中之后又改动过" in answer.value["error"]
        assert lacking in answer.value["error"]


def test_rows_are_checked_again_where_their_form_is_another_now(desk: Desk) -> None:
    blank = ask(desk, "blank", form="hebei-2027", unit="甲").files[0]
    before = ask(desk, "check", GivenFile("甲.xlsx", blank.data)).value["rows"][0]
    files = {f"hebei-2027/{path.name}": path.read_bytes() for path in known_folders()["hebei-2027"].iterdir() if path.is_file()}
    files["hebei-2027/rules.toml"] += '[[rules]]\nid = "OWN-01"\nseverity = "error"\ncheck = "unit.name == \'乙\'"\nmessage = "应是乙"\n'.encode()
    answer = ask(desk, "check", *(GivenFile(name, data) for name, data in files.items()))
    assert "error" not in answer.value
    assert answer.value["rows"][0]["said"] != before["said"]
    assert [one["id"] for one in answer.value["forms"]].count("hebei-2027") == 1


def test_a_workbook_in_order_is_not_made_again_by_repair(desk: Desk) -> None:
    key = ask(desk, "check", DEMO).value["rows"][0]["key"]
    answer = ask(desk, "make", row=key, what="repair")
    assert answer.files == ()
    assert answer.value["said"]


def test_a_report_of_nothing_is_none(desk: Desk) -> None:
    answer = ask(desk, "report")
    assert answer.value["error"]
    assert answer.value["rows"] == []


def test_what_is_made_of_a_row_with_errors_is_called_a_draft(desk: Desk) -> None:
    key = ask(desk, "check", WRONG).value["rows"][0]["key"]
    notice = ask(desk, "make", row=key, what="docx")
    assert notice.files[0].name.endswith("公开说明（草稿）.docx")
    assert "草稿" in notice.value["said"]
    key = ask(desk, "check", DEMO).value["rows"][1]["key"]
    assert [file.name for file in ask(desk, "make", row=key, what="tables").files] == ["示例县向阳街道办事处-公开表.xlsx"]


@pytest.mark.parametrize(("name", "args"), [
    ("make", {"row": "r99", "what": "docx"}), ("make", {"row": "r1", "what": "../x"}), ("nothing", {}), ("blank", {"form": "/etc"}), ("blank", {}),
    ("blank", {"form": ["hebei-2027"]}), ("distribute", {"form": "hebei-2027"}), ("roster", {}), ("check", {}), ("collect", {}),
    ("blank", {"form": "hebei-2027", "projects": "600"}), ("blank", {"form": "hebei-2027", "projects": "-1"}), ("blank", {"form": "hebei-2027", "projects": "2.5"}), ("blank", {"form": "hebei-2027", "projects": "9" * 5000}), ("blank", {"form": "../templates/hebei-2027"}),
])  # fmt: skip
def test_what_cannot_be_done_is_said_in_a_sentence(desk: Desk, name: str, args: dict[str, Any]) -> None:
    ask(desk, "check", DEMO)
    answer = ask(desk, name, **args)
    assert answer.value["error"]
    assert "Traceback" not in answer.value["error"]
    assert "rows" in answer.value or not answer.files  # with what is gone the list as it is comes along


def test_a_form_given_as_a_path_is_none(desk: Desk, tmp_path: Path) -> None:
    form = tmp_path / "evil"
    form.mkdir()
    for name, data in create_form("evil-2027", "hebei-2027").items():
        (form / name).write_bytes(data)
    for wanted in (str(form), "evil", "evil-2027", str(known_folders()["hebei-2027"])):
        assert "表样" in ask(desk, "blank", form=wanted).value["error"]


def test_a_form_is_taken_as_files_or_as_an_archive_and_used(desk: Desk) -> None:
    files = create_form("ourtown-2027", "hebei-2027")
    answer = ask(desk, "check", *(GivenFile(f"某县/{name}", data) for name, data in files.items()))
    assert "已可使用" in answer.value["said"], answer.value
    key = answer.value["form"]
    assert key != "ourtown-2027"
    blank = ask(desk, "blank", form=key, unit="甲")
    assert states(ask(desk, "check", GivenFile("甲.xlsx", blank.files[0].data)))[0][0] == "甲.xlsx"
    again = ask(desk, "check", GivenFile("表样.zip", packed(**{f"x__{name}": data for name, data in files.items()})))
    assert again.value["form"] != key
    assert [one["id"] for one in again.value["forms"]].count("ourtown-2027") == 1


@pytest.mark.parametrize("members", [
    {"form.toml": 'id = "x"\nextends = "hebei-2027"\ntitel = 3\n'}, {"form.toml": "not toml ["}, {"..__form.toml": "x = 1"}, {"__form.toml": "x = 1"},
    {"a__form.toml": "x = 1", "a__..__..__b.txt": "x"}, {"form.toml": 'extends = "/etc"'}, {"form.toml": 'id="x"\nextends = "../../../etc"'},
    {"C:__form.toml": "x = 1"},
])  # fmt: skip
def test_a_form_with_mistakes_or_of_odd_paths_is_refused_with_all_of_them(desk: Desk, members: dict[str, str]) -> None:
    answer = ask(desk, "check", GivenFile("坏.zip", packed(**members)))
    assert answer.value["error"]
    assert len(desk.forms.known()) == len(Desk().forms.known())


def test_a_form_may_not_inherit_from_a_folder_of_the_machine(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "parent-2027").mkdir()
    for name, data in create_form("parent-2027", "hebei-2027").items():
        (tmp_path / "parent-2027" / name).write_bytes(data)
    own = {f"x/{name}": data for name, data in create_form("child-2027", "hebei-2027").items()}
    own["x/form.toml"] = own["x/form.toml"].replace(b'extends = "hebei-2027"', f'extends = "{tmp_path / "parent-2027"}"'.encode())
    answer = ask(desk, "check", *(GivenFile(name, data) for name, data in own.items()))
    assert "继承的上级" in answer.value["error"]


def test_the_forms_that_were_given_go_with_the_desk(desk: Desk) -> None:
    ask(desk, "check", *(GivenFile(f"x/{name}", data) for name, data in create_form("ourtown-2027", "hebei-2027").items()))
    place = Path(desk.forms.place(desk.forms.known()[0].key))
    assert place.is_dir()
    desk.close()
    assert not place.exists()


def test_the_weeks_of_a_bureau(desk: Desk) -> None:
    book = load_workbook(io.BytesIO(ask(desk, "blank_roster").files[0].data))
    for number in range(1, 4):
        book.active.cell(number + 1, 1, f"60100{number}")
        book.active.cell(number + 1, 2, f"第{number}街道办事处")
    out = io.BytesIO()
    book.save(out)
    roster = ask(desk, "roster", GivenFile("名册.xlsx", out.getvalue()))
    assert roster.value["said"] == "名册里有 3 个单位"
    sent = ask(desk, "distribute", form="hebei-2027")
    with zipfile.ZipFile(io.BytesIO(sent.files[0].data)) as archive:
        books = {name: archive.read(name) for name in archive.namelist()}
    assert sorted(books)[:3] == [f"60100{number}-第{number}街道办事处.xlsx" for number in (1, 2, 3)]
    assert sent.value["said"] == "3 个单位，3 个工作簿"
    steps: list[Any] = []
    files = [GivenFile(name, data) for name, data in sorted(books.items())[:2]]
    found = desk.call("collect", {}, files, steps.append)
    assert [file.name for file in found.files] == ["汇总表.xlsx", "总览.html", "退回修改意见.zip", "accepted.json"]
    assert found.value["units"][2]["state"] == "未报"
    assert [step["name"] for step in steps if "name" in step] == [file.name for file in files]
    assert json.loads(found.files[3].data)
    assert "2027-01-20 12:00" in found.files[1].data.decode()


def test_a_unit_of_which_nothing_else_is_said_has_the_count_of_its_findings(desk: Desk) -> None:
    (row,) = ask(desk, "check", WRONG).value["rows"]
    ask(desk, "roster", GivenFile("名册.csv", f"单位编码,单位名称\n201001,{row['unit']}\n".encode()))
    (unit,) = ask(desk, "collect", WRONG).value["units"]
    assert unit["state"] == "有错误"
    assert unit["reason"].startswith(row["said"])
    assert unit["reason"].endswith("处待核实")


def test_what_comes_back_in_several_goes_counts_together(desk: Desk) -> None:
    roster = "单位编码,单位名称\n601001,示例县向阳街道办事处\n601002,乙\n".encode()
    assert "error" not in ask(desk, "roster", GivenFile("名册.csv", roster)).value
    first = ask(desk, "collect", DEMO)
    assert (first.value["units"][0]["state"], first.value["units"][1]["state"]) == ("通过", "未报")
    late = ask(desk, "collect", GivenFile("说明.pdf", b"%PDF-1.4"))
    assert late.value["units"][0]["state"] == "通过"
    assert late.value["files"] == 2
    same_name = ask(desk, "collect", GivenFile(DEMO.name, ask(desk, "blank", form="hebei-2027", unit="乙", code="601002").files[0].data))
    assert same_name.value["units"][0]["state"] == "通过"
    assert same_name.value["units"][1]["state"] != "未报"
    ask(desk, "collect_again")
    assert ask(desk, "collect", GivenFile("说明.pdf", b"%PDF-1.4")).value["units"][0]["state"] == "未报"


def test_a_roster_that_is_refused_leaves_none_in_force(desk: Desk) -> None:
    ask(desk, "roster", GivenFile("名册.csv", "单位编码,单位名称\n601001,甲\n".encode()))
    assert ask(desk, "roster", GivenFile("坏.csv", "单位编码,单位名称\n601001,甲\n601001,乙\n".encode())).value["error"]
    assert "名册" in ask(desk, "distribute", form="hebei-2027").value["error"]


def test_a_roster_with_mistakes_says_all_of_them(desk: Desk) -> None:
    answer = ask(desk, "roster", GivenFile("名册.csv", "单位编码,单位名称\n601001,甲\n601001,乙\n,丙\n".encode()))
    assert answer.value["error"].count("名册.csv") >= 2


def test_a_fault_of_the_program_costs_one_answer_only(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("x")

    with monkeypatch.context() as patched:
        patched.setattr(desk.rows, "make", broken)
        assert "请把这句话" in ask(desk, "make", row="r1", what="docx").value["error"]
    assert states(ask(desk, "check", DEMO)) == [("demo.xlsx", "passed")]


def test_the_pages_ask_for_nothing_from_anywhere() -> None:
    for page in (page_alone({"worker": "x"}, "0"), page_served()[0]):
        assert "http:" not in page
        assert "https:" not in page
        assert "default-src &#39;none&#39;" in page
        assert "unsafe-inline" not in page
        assert "unsafe-eval'" not in page.replace("wasm-unsafe-eval'", "")
    assert "connect-src" not in page_alone({}, "0")


def test_the_page_takes_files_as_large_as_the_reader() -> None:
    script = (ASSETS / "files.js").read_text(encoding="utf-8")
    assert f"{MAX_FILE >> 20} * 1024 * 1024" in script
    assert f"{MAX_FILE >> 20} MB" in script
