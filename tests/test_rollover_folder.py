"""``rollover`` of a folder, and the year in one piece: accepted, rolled over, sent out, filled in, collected, published; twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from making import YEAR, a_block, a_form, a_rule, a_sheet, fields_of, typed

from budgetxl.bureau.carrying.held import Held
from budgetxl.cli.app import HAS_ERRORS, OK, UNREADABLE, WRONG_USAGE, run
from budgetxl.forms import Form, load_form
from budgetxl.values import column_letters
from budgetxl.workbook import export, fill, read

CODES = [f"30100{number}" for number in range(1, 7)]
LAST = {"type": "money", "carries": "amount"}
SHEETS = (
    a_sheet("收支", a_block("x", "record", fields=fields_of({"amount": "money", "last": LAST, "uses": "text"})))
    + a_sheet(
        "支出",
        a_block(
            "t", "table", rows=4, rollup={"column": "code", "leaf": 5},
            columns=fields_of({"code": {"type": "code", "choices": "lists.subjects", "open_choices": True}, "amount": "money", "last": LAST}),
            totals=[{"id": "t_total", "label": "合计", "columns": ["amount", "last"]}],
        ),
    )
    + a_sheet(
        "项目{{ n }}",
        a_block("p", "record", fields=fields_of({"name": "text", "goal": "text", "done": {"type": "choice", "choices": ["是", "否"], "carries": False}})),
        repeat="projects",
    )
)  # fmt: skip
RULES = a_rule("X-01", "x.amount == t_total.amount", "本年数{left}与科目合计{right}不符")
HEAD = 'finished = "projects.done"\n[lists]\nsubjects = { codes = ["201", "20101", "20102", "20103"], title = "科目", year = 2022 }\n'
NOTICE = "{{ unit.name | default('本单位') }}本年{{ x.amount | money }}万元{% if x.last is filled %}，上年{{ x.last | money }}万元{% endif %}。\n"


def figures(code: str, year: int) -> tuple[int, int]:
    """What a unit fills in for its two subjects: no two units and no two years have the same."""
    return 100 * int(code[-1]) + year - YEAR, 10 * int(code[-1])


class Desk:
    """The folder of the officer: a roster, the forms of the years, what was sent out and what came in."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def completed(self, code: str, sent: bytes, year: int) -> bytes:
        """A workbook that was sent out, with this year's figures typed where they belong."""
        result = read(sent, self.form).submission
        cell = {str(key): held.entry.at for key, held in ((cell.key, cell) for cell in result.cells)}
        one, two = figures(code, year)
        place = result.openings["t", "code"]
        amounts = column_letters(result.openings["t", "amount"].column)
        given: dict[str, Any] = {str(cell[str(("x", "amount"))]): one + two, str(cell[str(("x", "uses"))]): "办公"}
        known = [str(found.entry.value) for found in result.cells.of(("t", "code"))]
        if not known:
            given |= {f"{place.sheet}!{column_letters(place.column)}{place.row + number}": each for number, each in enumerate(("201", "20101", "20102"))}
            known = ["201", "20101", "20102"]
        for number, subject in enumerate(known):
            if subject != "201":
                given[f"{place.sheet}!{amounts}{place.row + number}"] = one if subject == "20101" else two
        return typed(sent, given)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    form = a_form(tmp_path, SHEETS, RULES, head=HEAD)
    here = tmp_path / "desk"
    here.mkdir()
    monkeypatch.chdir(here)
    form.folders[0].rename(here / "表样")
    Path("表样", "notice.md.j2").write_text(NOTICE, encoding="utf-8")
    Path("名册.csv").write_text("单位编码,单位名称\n" + "".join(f"{code},单位{code}\n" for code in CODES), encoding="utf-8")
    return Desk(load_form("表样"))


def data_of(path: Path, form: Form) -> dict[str, Any]:
    return dict(export(read(path.read_bytes(), form).submission))


def first_year(desk: Desk, folder: str = "2022") -> None:
    """The workbooks of the first year, as they came in; one unit's project is done."""
    Path(folder).mkdir()
    for code in CODES:
        one, two = figures(code, YEAR)
        rows = [{"code": "201"}, {"code": "20101", "amount": str(one)}, {"code": "20102", "amount": str(two)}]
        projects = [{"name": f"{name}{code}", "goal": "按期完成", "done": done} for name, done in (("修路", "是"), ("绿化", "否"))]
        unit = {"name": f"单位{code}", "code": code}
        data = fill(desk.form, {"unit": unit, "x": {"amount": str(one + two), "uses": "办公"}, "t": rows, "projects": projects}, YEAR)
        Path(folder, f"{code}.xlsx").write_bytes(data)


def collected(folder: str, out: str) -> int:
    return run(["collect", folder, "--roster", "名册.csv", "-o", out, "--form", "表样", "--jobs", "1"])


def rows_of(file: str, sheet: str | int = 0) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(file)
    return list((book[sheet] if isinstance(sheet, str) else book.worksheets[sheet]).iter_rows(values_only=True))


def test_the_year_twice_in_a_row(desk: Desk) -> None:
    first_year(desk)
    assert collected("2022", "汇总2022.xlsx") == OK
    before = "2022"
    for year in (YEAR + 1, YEAR + 2):
        # Rolled over: each unit's own workbook of last year, its figures beside this year's
        assert run(["rollover", before, "--to", "表样", "-o", f"结转{year}", "--jobs", "1", *(["--drop-finished"] if year == YEAR + 1 else [])]) == OK
        for path in sorted(Path(f"结转{year}").glob("3*.xlsx")):
            found = data_of(path, desk.form)
            code = found["data"]["unit"]["code"]
            one, two = figures(code, year - 1)
            assert found["year"] == year and found["data"]["x"] == {"amount": None, "last": str(one + two), "uses": "办公"}
            assert [(row["code"], row["amount"], row["last"]) for row in found["data"]["t"]] == [
                ("201", None, str(one + two)), ("20101", None, str(one)), ("20102", None, str(two))
            ]  # fmt: skip
            assert [(item["name"], item["goal"]) for item in found["data"]["projects"]] == [(f"绿化{code}", "按期完成")]
        # Sent out from the same folder: the roster's names, the same figures
        assert run(["distribute", "名册.csv", "--form", "表样", "-o", f"下发{year}", "--previous", before, "--jobs", "1"]) == OK
        Path(f"{year}").mkdir()
        for code in CODES:
            (sent,) = Path(f"下发{year}").glob(f"{code}*.xlsx")
            rolled = next(path for path in Path(f"结转{year}").glob("3*.xlsx") if path.name.startswith(code))
            assert data_of(sent, desk.form)["data"]["t"] == data_of(rolled, desk.form)["data"]["t"]
            # Filled in and sent back: of every unit the workbook that was rolled over
            Path(f"{year}", f"{code}-{year}.xlsx").write_bytes(desk.completed(code, rolled.read_bytes(), year))
        assert collected(f"{year}", f"汇总{year}.xlsx") == OK
        # Published: this year's figures beside last year's
        one = next(iter(Path(f"{year}").glob(f"{CODES[2]}*.xlsx")))
        assert run(["render", str(one), "-o", f"{year}.txt", "--form", "表样"]) == OK
        now, then = (sum(figures(CODES[2], each)) for each in (year, year - 1))
        assert f"本年{now}万元，上年{then}万元" in Path(f"{year}.txt").read_text(encoding="utf-8")
        before = f"{year}"


def test_only_what_was_accepted_is_rolled_over(desk: Desk) -> None:
    first_year(desk)
    bad = data_of(Path("2022", f"{CODES[0]}.xlsx"), desk.form)
    bad["data"]["x"]["amount"] = "1"
    Path("2022", f"{CODES[0]}.xlsx").write_bytes(fill(desk.form, bad["data"], YEAR))
    assert collected("2022", "汇总.xlsx") == HAS_ERRORS
    assert run(["rollover", "2022", "--to", "表样", "-o", "2023"]) == OK
    assert sorted(path.name for path in Path("2023").glob("3*.xlsx")) == [f"{code}.xlsx" for code in CODES[1:]]


def test_without_a_list_what_has_errors_is_refused_and_told(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    first_year(desk)
    bad = data_of(Path("2022", f"{CODES[0]}.xlsx"), desk.form)
    bad["data"]["x"]["amount"] = "1"
    Path("2022", f"{CODES[0]}.xlsx").write_bytes(fill(desk.form, bad["data"], YEAR))
    Path("2022", "坏.xlsx").write_bytes(b"PK\x03\x04")
    assert run(["rollover", "2022", "--to", "表样", "-o", "2023"]) == UNREADABLE
    told = capsys.readouterr().err
    assert f"{CODES[0]}.xlsx 没有用：有 1 处错误" in told and "坏.xlsx 没有用" in told and "没有 accepted.json" in told
    assert len(list(Path("2023").glob("3*.xlsx"))) == 5


def test_processes_make_the_same_files(desk: Desk) -> None:
    first_year(desk)
    for jobs in ("1", "2"):
        assert run(["rollover", "2022", "--to", "表样", "-o", f"用{jobs}", "--jobs", jobs]) == OK
    assert {path.name: path.read_bytes() for path in Path("用1").iterdir()} == {path.name: path.read_bytes() for path in Path("用2").iterdir()}


def test_what_is_there_is_kept_unless_forced_and_an_input_is_never_overwritten(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    first_year(desk)
    Path("2023").mkdir()
    Path("2023", f"{CODES[0]}.xlsx").write_bytes(b"mine")
    assert run(["rollover", "2022", "--to", "表样", "-o", "2023"]) == OK
    assert Path("2023", f"{CODES[0]}.xlsx").read_bytes() == b"mine"
    assert run(["rollover", "2022", "--to", "表样", "-o", "2023", "--force"]) == OK
    assert Path("2023", f"{CODES[0]}.xlsx").read_bytes() != b"mine"
    before = {path.name: path.read_bytes() for path in Path("2022").iterdir()}
    assert run(["rollover", "2022", "--to", "表样", "-o", "2022", "--force"]) == WRONG_USAGE
    assert run(["rollover", f"2022/{CODES[0]}.xlsx", "--to", "表样", "-o", f"2022/{CODES[0]}.xlsx", "--force"]) == WRONG_USAGE
    assert {path.name: path.read_bytes() for path in Path("2022").iterdir()} == before


@pytest.mark.parametrize("more", [(), ("--force",)])
def test_the_list_never_takes_the_place_of_a_units_workbook(more: tuple[str, ...], desk: Desk) -> None:
    first_year(desk)
    Path("2022", f"{CODES[0]}.xlsx").rename("2022/结转清单.xlsx")
    assert run(["rollover", "2022", "--to", "表样", "-o", "2023", *more]) == OK
    assert data_of(Path("2023", "结转清单(2).xlsx"), desk.form)["data"]["unit"]["code"] == CODES[0]
    assert [row[8] for row in rows_of("2023/结转清单.xlsx") if row[0] == CODES[0]] == ["结转清单(2).xlsx"]


def named(desk: Desk, file: str, name: str, code: str) -> None:
    found = data_of(Path("2022", f"{CODES[0]}.xlsx"), desk.form)["data"]
    Path("2022", file).write_bytes(fill(desk.form, {**found, "unit": {"name": name, "code": code}}, YEAR))


def test_a_workbook_with_neither_code_nor_name_is_told_and_the_exit_code_says_so(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    first_year(desk)
    Path("2022", "无名.xlsx").write_bytes(fill(desk.form, {"x": {"amount": "3"}, "t": [{"code": "20101", "amount": "3"}]}, YEAR))
    assert run(["rollover", "2022", "--to", "表样", "-o", "2023"]) == HAS_ERRORS
    assert "无名.xlsx 没有用：封面上没有单位编码，也没有单位名称" in capsys.readouterr().err
    assert len(list(Path("2023").glob("3*.xlsx"))) == len(CODES)


def test_units_of_one_code_and_different_names_are_named_with_their_files(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    first_year(desk)
    named(desk, "别的.xlsx", "另一个局", CODES[0])
    run(["rollover", "2022", "--to", "表样", "-o", "2023"])
    told = capsys.readouterr().err
    assert f"编码“{CODES[0]}”下有名称不同的工作簿" in told
    assert f"{CODES[0]}.xlsx（单位{CODES[0]}）" in told and "别的.xlsx（另一个局）" in told


def test_versions_of_one_unit_are_no_units_of_one_code(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    first_year(desk)
    named(desk, "另存.xlsx", f"单位 {CODES[0]}", CODES[0])
    run(["rollover", "2022", "--to", "表样", "-o", "2023"])
    told = capsys.readouterr().err
    assert "1 个单位有几份上年工作簿" in told and "名称不同" not in told


@pytest.mark.parametrize("out", ["2022", "2022/明年", "2022/../2022/一/二"])
def test_nothing_is_rolled_over_into_the_folder_that_it_comes_from(out: str, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    first_year(desk)
    before = sorted(map(str, Path("2022").rglob("*")))
    assert run(["rollover", "2022", "--to", "表样", "-o", out, "--force"]) == WRONG_USAGE
    assert "就是上年的文件夹，或在它里面" in capsys.readouterr().err and sorted(map(str, Path("2022").rglob("*"))) == before


def test_our_own_lists_are_passed_over(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    first_year(desk)
    assert run(["rollover", "2022", "--to", "表样", "-o", "2023"]) == OK
    Path("2023/结转清单.xlsx").rename("2022/结转清单.xlsx")
    capsys.readouterr()
    assert run(["rollover", "2022", "--to", "表样", "-o", "又一次"]) == OK
    assert "没有用" not in capsys.readouterr().err


def test_what_was_rolled_over_can_be_rolled_over_again(desk: Desk, changed: Form) -> None:
    first_year(desk)
    assert run(["rollover", "2022", "--to", "新表样", "--form", "表样", "-o", "2023"]) == HAS_ERRORS
    assert run(["rollover", "2023", "--to", "新表样", "-o", "2024"]) in (OK, HAS_ERRORS)
    assert len(list(Path("2024").glob("3*.xlsx"))) == len(CODES)


def test_a_list_that_accepted_nothing_says_so(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    first_year(desk)
    Path("2022/accepted.json").write_text('{"accepted": []}', encoding="utf-8")
    assert run(["rollover", "2022", "--to", "表样", "-o", "2023"]) == WRONG_USAGE
    assert "accepted.json 里一份收下的也没有" in capsys.readouterr().err and not Path("2023").exists()


# A form that has changed: a renamed field, a moved one, codes of another year, a table that went from 万元 to 元


CHANGED = (
    a_sheet("收支", a_block("x", "record", fields=fields_of({"sum": {"type": "money", "was": "amount"}, "last": {"type": "money", "carries": "sum"}})))
    + a_sheet("用途", a_block("y", "record", fields=fields_of({"uses": {"type": "text", "was": "x.uses"}})))
    + a_sheet(
        "支出",
        a_block(
            "t", "table", rows=4, unit="元", rollup={"column": "code", "leaf": 5},
            columns=fields_of({"code": {"type": "code", "choices": "lists.subjects", "open_choices": True}, "amount": "money", "last": LAST}),
        ),
    )
)  # fmt: skip
CHANGED_HEAD = (
    '[lists]\nsubjects = { codes = ["202", "20201", "20202"], title = "科目", year = 2023, was = { "201" = "202", "20101" = "20201", "20102" = ["20201", "20202"] } }\n'
)


@pytest.fixture
def changed(desk: Desk, tmp_path: Path) -> Form:
    form = a_form(tmp_path, CHANGED, head=CHANGED_HEAD)
    text = (form.folders[0] / "form.toml").read_text(encoding="utf-8").replace('id = "tiny"', 'id = "tiny-2023"').replace("year = 2022", "year = 2023", 1)
    Path("新表样").mkdir()
    Path("新表样", "form.toml").write_text(text, encoding="utf-8")
    return load_form("新表样")


def test_a_changed_form_gets_everything_right_or_told(desk: Desk, changed: Form, capsys: pytest.CaptureFixture[str]) -> None:
    first_year(desk)
    code = CODES[2]
    assert run(["rollover", f"2022/{code}.xlsx", "--to", "新表样", "--form", "表样", "-o", "明年.xlsx"]) == HAS_ERRORS
    out = capsys.readouterr().out
    one, two = figures(code, YEAR)
    found = data_of(Path("明年.xlsx"), changed)
    assert found["year"] == 2023
    assert found["data"]["x"] == {"sum": None, "last": str(one + two)} and found["data"]["y"] == {"uses": "办公"}
    assert [(row["code"], row["last"]) for row in found["data"]["t"]] == [("202", str(one * 10_000)), ("20201", str(one * 10_000)), (None, str(two * 10_000))]
    lost = [(row[0], row[1], row[2], row[3]) for row in rows_of("明年.xlsx", "未带入")[2:]]
    result = read(Path("2022", f"{code}.xlsx").read_bytes(), desk.form).submission
    wanted = {("t", 2, "code"), *(("projects", number, name) for number in (0, 1) for name in ("name", "goal", "done"))}
    assert {(at.sheet, at.cell) for at in (result.cells.get(key).entry.at for key in wanted)} == {(row[0], row[1]) for row in lost}  # type: ignore[union-attr]
    assert "7 处没有带入" in out and "这个编码分成了几个（20201、20202），要由人选" in out
    assert all(str(result.cells.get(key).entry.at) in out for key in wanted)  # type: ignore[union-attr]


def test_the_list_of_a_folder_has_every_line_of_every_unit(desk: Desk, changed: Form) -> None:
    first_year(desk)
    assert run(["rollover", "2022", "--to", "新表样", "--form", "表样", "-o", "2023"]) == HAS_ERRORS
    head, *rows = rows_of("2023/结转清单.xlsx", 1)
    assert [str(each) for each in head][:4] == ["单位编码", "单位名称", "上年文件", "结果"]
    assert {code: sum(row[0] == code and row[3] == "没有带入" for row in rows) for code in CODES} == dict.fromkeys(CODES, 7)
    notes = [row for row in rows_of("2023/结转清单.xlsx") if row[0] in CODES]
    assert [row[10] for row in notes] == ["7 处没有带入"] * 6 and all(row[11] for row in notes)


def test_distribute_maps_and_tells_the_same(desk: Desk) -> None:
    first_year(desk)
    assert collected("2022", "汇总.xlsx") == OK
    lists = CHANGED_HEAD.replace('["202",', '["201", "202",').replace('"201" = "202", ', "")
    Path("新表样").mkdir()
    Path("新表样", "form.toml").write_text(f'id = "tiny-2023"\nextends = "表样"\nyear = 2023\n{lists}', encoding="utf-8")
    assert run(["distribute", "名册.csv", "--form", "新表样", "-o", "下发", "--previous", "2022"]) == OK
    assert run(["rollover", "2022", "--to", "新表样", "-o", "结转"]) == HAS_ERRORS
    for code in CODES:
        (sent,) = Path("下发").glob(f"{code}*.xlsx")
        found = data_of(sent, load_form("新表样"))["data"]
        assert [row["code"] for row in found["t"]] == ["201", "20201", None]
        assert found == data_of(Path("结转", f"{code}.xlsx"), load_form("新表样"))["data"]
    assert rows_of("下发/下发清单.xlsx", 1) == rows_of("结转/结转清单.xlsx", 1)
    assert {str(row[10]) for row in rows_of("下发/下发清单.xlsx") if row[0] in CODES} == {"1 处没有带入"}


def test_who_was_not_accepted_is_told_on_the_terminal_and_in_the_list(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    first_year(desk)
    bad = data_of(Path("2022", f"{CODES[0]}.xlsx"), desk.form)
    bad["data"]["x"]["amount"] = "1"
    Path("2022", f"{CODES[0]}.xlsx").write_bytes(fill(desk.form, bad["data"], YEAR))
    assert collected("2022", "汇总.xlsx") == HAS_ERRORS
    capsys.readouterr()
    assert run(["rollover", "2022", "--to", "表样", "-o", "2023"]) == OK
    assert f"没有结转的 1 个单位：{CODES[0]} 单位{CODES[0]}（有错误）" in capsys.readouterr().err
    rows = {row[0]: row for row in rows_of("2023/结转清单.xlsx") if row[0] in CODES}
    assert rows[CODES[0]][1] == f"单位{CODES[0]}" and rows[CODES[0]][10] == "上年工作簿没有带入：交来了，但没有收下（有错误）"
    assert len(rows) == 6 and not rows[CODES[0]][8]


def test_a_form_that_still_refuses_all_of_last_years_says_so_on_the_terminal(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first_year(desk)
    monkeypatch.setattr("budgetxl.bureau.carrying.taking.fitted", lambda form, made: ({**made, "x": {"uses": Held(" 办公", ("x", "uses"))}}, {}))
    assert run(["distribute", "名册.csv", "--form", "表样", "-o", "下发", "--previous", "2022", "--jobs", "1"]) == HAS_ERRORS
    told = capsys.readouterr().err
    assert told.count("收支“uses”：文字前后有空白，请去掉") == 6 and "x.uses" not in told
