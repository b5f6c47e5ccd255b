"""The program as one page, opened from disk in Chromium without a network: a sample, many files at once, the same file corrected, the weeks.

Each test uses the page as its people do: it chooses or drops files, presses buttons, and looks at what is shown and saved.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from browsing import axe_core
from openpyxl import load_workbook
from paging import PageTab, old_chromium

from budgetxl.verbs import SourceFile, fill_data, new_parts
from budgetxl.verbs.distribute import blank_roster

pytestmark = [pytest.mark.page, pytest.mark.chromium, pytest.mark.slow]  # each opens a browser; CI runs them all: -m page

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = sorted((ROOT / "sample_workbooks").glob("*.xlsx"))
DEMO = ROOT / "sample_workbooks" / "hebei-2027-demo.xlsx"
BROWSERS = [pytest.param(None, id="current"), pytest.param("109", id="109", marks=pytest.mark.chromium109)]
WITHOUT_LXML = {**os.environ, "OPENPYXL_LXML": "False"}  # it is here for tests only; openpyxl spells empty elements by what it finds
CHOOSE = "#check-drop input[multiple]"


@pytest.fixture
def page(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[PageTab]:
    """The page in the current Chromium, or in the one that a test asks for."""
    tab = PageTab(tmp_path, old_chromium() if getattr(request, "param", None) else None)
    yield tab
    tab.close()


IN_BOTH = pytest.mark.parametrize("page", BROWSERS, indirect=True)


@IN_BOTH
def test_a_sample_is_checked_and_its_notice_saved(page: PageTab) -> None:
    page.choose(CHOOSE, [DEMO])
    (row,) = page.rows()
    notice = page.make(0, "公开说明")
    assert (row["unit"], row["said"], row["state"]) == ("示例县向阳街道办事处", "没有发现问题", "passed")
    assert notice.name == "示例县向阳街道办事处-公开说明.docx"
    assert notice.name in page.value("document.getElementById('check-said').textContent")
    assert zipfile.ZipFile(notice).testzip() is None
    assert page.value("window.gaps.length") > 20, "the clock beside the program did not tick"
    assert page.value("Math.max(...window.gaps)") < 2000, "the page stood still"
    assert page.requests() == []
    assert page.problems() == []


@IN_BOTH
def test_thirty_files_dropped_at_once_have_a_row_each(page: PageTab, tmp_path: Path) -> None:
    folder = tmp_path / "收回的"
    folder.mkdir()
    for number in range(20):
        shutil.copy(SAMPLES[number % len(SAMPLES)], folder / f"单位{number:02}.xlsx")
    for name, data in new_parts("hebei-2027", "拆分街道办事处", "601009").items():
        (folder / f"拆分-{name}.xlsx").write_bytes(data)
    (folder / "~$单位01.xlsx").write_bytes(b"\x05lock")
    (folder / "坏的.xlsx").write_bytes(DEMO.read_bytes()[:5000])
    (folder / "说明.docx").write_bytes(_docx())
    (folder / "旧的.xls").write_bytes(_xls(tmp_path))
    (folder / "便条.txt").write_text("请查收", encoding="utf-8")
    assert len(list(folder.iterdir())) == 30
    page.drop("#check-drop", sorted(folder.iterdir()))
    rows = page.rows()
    by_file = {row["files"] or row["unit"]: row for row in rows}
    assert len(rows) == 26, [row["unit"] for row in rows]  # five parts are one
    assert by_file["旧的.xls"]["unit"] == "示例县向阳街道办事处"
    joined = next(row for files, row in by_file.items() if files.count("拆分-") == 5)
    assert joined["unit"] == "拆分街道办事处"
    unread = {row["unit"] for row in rows if row["state"] == "unreadable"}
    assert unread == {"~$单位01.xlsx", "坏的.xlsx", "说明.docx", "便条.txt"}
    assert all(row["reason"] for row in rows if row["state"] == "unreadable")
    assert page.requests() == []


@IN_BOTH
def test_a_file_that_was_corrected_and_is_chosen_again_replaces_its_row(page: PageTab, tmp_path: Path) -> None:
    mine = tmp_path / "我的.xlsx"
    data = json.loads(DEMO.with_suffix(".json").read_text(encoding="utf-8"))
    wrong = {**data, "data": {key: value for key, value in data["data"].items() if key != "institutions"}}
    mine.write_bytes(fill_data(SourceFile("x.json", json.dumps(wrong).encode())))
    page.choose(CHOOSE, [mine, SAMPLES[0]])
    before = page.rows()
    assert before[0]["state"] == "errors"
    mine.write_bytes(DEMO.read_bytes())
    page.choose(CHOOSE, [mine])
    after = page.rows()
    assert [row["files"] for row in after] == [row["files"] for row in before]
    assert after[0]["state"] == "passed"
    assert after[1] == before[1]


def test_parts_that_come_one_after_the_other_are_joined(page: PageTab, tmp_path: Path) -> None:
    parts = []
    for name, data in new_parts("hebei-2027", "拆分街道办事处", "601009").items():
        parts.append(tmp_path / f"{name}.xlsx")
        parts[-1].write_bytes(data)
    page.choose(CHOOSE, parts[:1])
    page.click("#rows tr button")  # 公开说明 of a part alone
    assert "其余部分" in page.value("document.getElementById('check-said').textContent")
    page.choose(CHOOSE, parts[1:3])
    (row,) = page.rows()
    assert row["files"].count(".xlsx") == 3
    page.choose(CHOOSE, parts[3:])
    (row,) = page.rows()
    assert row["files"].count(".xlsx") == 5


@pytest.mark.parametrize("sample", [pytest.param(path, id=path.stem) for path in SAMPLES])
def test_all_that_it_makes_equals_what_the_command_line_makes(sample: Path, page: PageTab, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(sample, own / sample.name)
    page.choose(CHOOSE, [sample])
    state = page.rows()[0]["state"]
    draft = ["--draft"] if state == "errors" else []
    wanted: dict[str, Path] = {}

    def run(name: str, *arguments: str) -> None:
        wanted[name] = own / name
        done = subprocess.run([sys.executable, "-m", "budgetxl", *arguments], cwd=own, capture_output=True, text=True, check=False, env=WITHOUT_LXML)
        assert wanted[name].exists(), done.stderr

    run("report.html", "check", sample.name, "--html", "report.html")
    run("notice.docx", "render", sample.name, *draft, "-o", "notice.docx")
    run("notice.html", "render", sample.name, *draft, "--clean", "-o", "notice.html")
    run("notice.md", "render", sample.name, *draft, "-o", "notice.md")
    run("notice.txt", "render", sample.name, *draft, "-o", "notice.txt")
    run("tables.xlsx", "render", sample.name, *draft, "--tables", "tables.xlsx")
    run("list.xlsx", "check", sample.name, "--checklist", "list.xlsx")
    before = set(page.saved.iterdir())
    page.click("#save-report")
    made = {"report.html": page.file_since(before)}
    for kind in ("docx", "html", "md", "txt"):
        page.value(f"document.getElementById('notice').value = {kind!r}")
        made[f"notice.{kind}"] = page.make(0, "公开说明")
    made |= {"tables.xlsx": page.make(0, "公开表"), "list.xlsx": page.make(0, "检查表")}
    for name, path in made.items():
        assert _unpacked(path) == _unpacked(wanted[name]), name
    annotated = page.make(0, "批注副本")
    run("copies", "check", sample.name, "--annotate", "copies")
    (copy,) = (own / "copies").iterdir()
    assert _in_order(annotated) == _in_order(copy)


def test_a_repaired_workbook_equals_that_of_the_command_line(page: PageTab, tmp_path: Path) -> None:
    book = load_workbook(ROOT / "sample_workbooks" / "jiefangdao-2022.xlsx")
    sheet = book["机关运行和三公"]
    total = next(cell for row in sheet.iter_rows(min_row=5) for cell in row if cell.data_type == "f" and "SUM" in str(cell.value))
    total.value = 5
    spoiled, wanted = tmp_path / "改过的.xlsx", tmp_path / "repaired.xlsx"
    book.save(spoiled)
    page.choose(CHOOSE, [spoiled])
    made = page.make(0, "修复")
    command = [sys.executable, "-m", "budgetxl", "repair", str(spoiled), "-o", str(wanted)]
    subprocess.run(command, capture_output=True, check=False, env=WITHOUT_LXML)
    assert _in_order(made) == _in_order(wanted)
    assert f"{total.coordinate} " in page.value("document.getElementById('check-said').textContent")


def test_a_blank_workbook_equals_that_of_the_command_line(page: PageTab, tmp_path: Path) -> None:
    form = page.value("document.getElementById('blank-form').selectedOptions[0].textContent")
    assert form == "河北省各县区 2027年：预算信息公开情况说明"
    page.value("""for (const [id, value] of Object.entries({unit: "某街道办事处", code: "601001", projects: "道路养护\\n环境整治"}))
                    document.getElementById("blank-" + id).value = value;""")
    before = set(page.saved.iterdir())
    page.click("#blank-make button")
    names = tmp_path / "projects.txt"
    names.write_text("道路养护\n环境整治\n", encoding="utf-8")
    target = tmp_path / "blank.xlsx"
    command = ["new", "hebei-2027", "--unit", "某街道办事处", "--code", "601001", "--projects", str(names), "-o", str(target)]
    subprocess.run([sys.executable, "-m", "budgetxl", *command], capture_output=True, check=True)
    saved = page.file_since(before)
    assert saved.name == "某街道办事处-空白.xlsx"
    assert _unpacked(saved) == _unpacked(target)


def test_the_weeks_of_a_small_county(page: PageTab, tmp_path: Path) -> None:
    book = load_workbook(BytesIO(blank_roster("名册.xlsx")))
    sheet = book.active
    heading = next(row for row in sheet.iter_rows() if any("编码" in str(cell.value) for cell in row))
    code, name = (next(cell.column for cell in heading if word in str(cell.value)) for word in ("编码", "名称"))
    for number in range(12):
        sheet.cell(heading[0].row + 1 + number, code, f"6010{number + 1:02}")
        sheet.cell(heading[0].row + 1 + number, name, f"第{number + 1}街道办事处")
    roster = tmp_path / "名册.xlsx"
    book.save(roster)
    page.click("nav a[href='#bureau']")
    page.choose("#roster-drop input", [roster])
    assert page.value("document.getElementById('roster-said').textContent") == "名册里有 12 个单位"
    before = set(page.saved.iterdir())
    page.click("#send button")
    sent = tmp_path / "sent"
    with zipfile.ZipFile(page.file_since(before)) as packed:
        packed.extractall(sent)
    books = sorted(path for path in sent.iterdir() if path.name != "下发清单.xlsx")
    assert len(books) == 12
    back = tmp_path / "back"
    back.mkdir()
    for number, path in enumerate(books[:-1], start=1):  # one is missing
        filled = json.loads(DEMO.with_suffix(".json").read_text(encoding="utf-8"))
        filled["data"]["unit"] |= {"name": f"第{number}街道办事处", "code": f"6010{number:02}"}
        (back / path.name).write_bytes(fill_data(SourceFile("x.json", json.dumps(filled).encode())))
    page.drop("#collect-drop", [back])
    assert page.value("document.getElementById('counts').textContent") == _states(page)
    assert page.value("document.querySelectorAll('#units tr').length") == 12
    for file in ("汇总表.xlsx", "总览.html", "退回修改意见.zip", "accepted.json"):
        before = set(page.saved.iterdir())
        page.value(f"Array.from(document.querySelectorAll('#collect-files button')).find(one => one.textContent === {file!r}).click()")
        assert page.file_since(before).name == file
    assert page.requests() == []


def _states(page: PageTab) -> str:
    counts: dict[str, int] = {}
    for state in page.value("Array.from(document.querySelectorAll('#units tr'), row => row.cells[2].textContent)"):
        counts[state] = counts.get(state, 0) + 1
    assert counts.get("未报") == 1, (counts, page.value("document.getElementById('collected').innerText"))
    assert sum(counts.values()) == 12
    shown = page.value("document.getElementById('counts').textContent")
    assert dict(each.split(" ") for each in shown.split("，")) == {state: str(count) for state, count in counts.items()}
    return str(shown)


def test_a_form_that_is_dropped_is_checked_and_used(page: PageTab, tmp_path: Path) -> None:
    form = tmp_path / "ourtown-2027"
    subprocess.run([sys.executable, "-m", "budgetxl", "forms", "create", "ourtown-2027", "--from", "hebei-2027"], cwd=tmp_path, check=True, capture_output=True)
    form = next(tmp_path.rglob("form.toml")).parent
    page.drop("#check-drop", [form])
    assert "已可使用" in page.value("document.getElementById('check-said').textContent")
    assert "ourtown-2027" in page.value("document.getElementById('forms').textContent")
    book = tmp_path / "own.xlsx"
    subprocess.run([sys.executable, "-m", "budgetxl", "new", str(form), "-o", str(book)], check=True, capture_output=True)
    page.choose(CHOOSE, [book])
    assert [row["state"] for row in page.rows()] != ["unreadable"]
    packed = tmp_path / "坏表样.zip"
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("x/form.toml", 'id = "x"\nextends = "hebei-2027"\ntitel = 3\n')
    page.drop("#check-drop", [packed])
    assert "titel" in page.value("document.getElementById('check-said').textContent")


def test_what_has_changed_since_it_was_chosen_is_asked_for_again(page: PageTab) -> None:
    page.value("""{ const file = new File(["x"], "改过的.xlsx"); file.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotReadableError"));
                    const input = document.querySelector("#check-drop input"); Object.defineProperty(input, "files", { value: [file], configurable: true });
                    input.dispatchEvent(new Event("change")); }""")
    page.idle()
    (row,) = page.rows()
    assert (row["unit"], row["state"]) == ("改过的.xlsx", "unreadable")
    assert "请重新拖入" in row["reason"]


def test_when_the_program_breaks_off_it_is_said_and_starts_again(page: PageTab) -> None:
    page.choose(CHOOSE, [DEMO])
    page.value("""Engine.call("check", {}, [{name: "a", written: {}, data: new Uint8Array(1)}]).then(found => { window.found = found.value; }); 0""")
    assert page.until("window.found && window.found.broken")
    page.choose(CHOOSE, [DEMO])
    assert page.rows()[0]["state"] == "passed"


@pytest.mark.axe
def test_axe_finds_nothing_wrong_with_any_section(page: PageTab) -> None:
    script = axe_core()
    assert script is not None
    page.choose(CHOOSE, [DEMO, SAMPLES[2]])
    page.value(script.read_text(encoding="utf-8") + "; 0")
    for section in ("check", "blank", "bureau", "about"):
        page.click(f"nav a[href='#{section}']")
        found = page.value("axe.run(document, {iframes: false}).then(r => [r.passes.length, r.violations.map(v => [v.id, v.nodes.map(n => n.html)])])")
        assert found[0] > 15
        assert found[1] == [], section


def test_the_keyboard_alone_is_enough(page: PageTab) -> None:
    page.choose(CHOOSE, [DEMO])
    page.value("document.body.focus()")
    reached = []
    for _ in range(30):
        page.press_tab()
        reached.append(page.value("(document.activeElement.textContent || document.activeElement.id || document.activeElement.tagName).trim()"))
    for word in ("校验", "空白工作簿", "财政局", "关于", "公开说明", "公开表", "批注副本", "检查表", "修复", "移去"):
        assert word in reached, (word, reached)
    assert page.value("document.querySelectorAll('[tabindex]:not([tabindex=\"0\"]):not([tabindex=\"-1\"])').length") == 0


def test_what_was_checked_is_counted_aloud_and_seen_to_be_new(page: PageTab, tmp_path: Path) -> None:
    told = "document.getElementById('tally').textContent"
    assert page.value("[document.getElementById('tally').getAttribute('role'), document.getElementById('tally').closest('[hidden]')]") == ["status", None]
    broken = tmp_path / "坏的.xlsx"
    broken.write_bytes(b"PK")
    page.choose(CHOOSE, [DEMO, broken])
    first = page.value(told)
    assert first.startswith("共 2 份：1 份没有发现问题，1 份读不出。最近一次校验在 ")
    time.sleep(1.1)
    page.choose(CHOOSE, [DEMO])  # the result is the same: that it is a new one is seen all the same
    again = page.value(told)
    assert (again == first, again[:-8]) == (False, first[:-8])
    page.click("#drop-all")
    assert page.value(told) == ""


def test_the_keyboard_stays_where_it_was_when_rows_come_and_go(page: PageTab, tmp_path: Path) -> None:
    where = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
    copies = []
    for number in range(3):  # of one unit: a button says of which file it is
        copies.append(tmp_path / f"{number}.xlsx")
        shutil.copy(DEMO, copies[-1])
    page.choose(CHOOSE, copies)
    labels = page.value("Array.from(document.querySelectorAll('#rows button.plain'), one => one.getAttribute('aria-label'))")
    for left in (labels[1], labels[2]):
        page.value("(() => { const all = document.querySelectorAll('#rows button.plain'); all[Math.min(1, all.length - 1)].focus(); document.activeElement.click(); })()")
        page.idle()
        assert left not in page.value("Array.from(document.querySelectorAll('#rows button.plain'), one => one.getAttribute('aria-label'))")
        assert page.value(where) in labels
    page.value("(() => { const button = document.querySelector('#rows button'); button.focus(); button.click(); })()")
    page.idle()
    assert page.value(where).startswith("公开说明：")
    page.value("(() => { const button = document.querySelector('#rows button.plain'); button.focus(); button.click(); })()")
    page.idle()
    assert page.value(where) == "校验"


def test_another_roster_takes_away_what_was_collected_by_the_one_before(page: PageTab, tmp_path: Path) -> None:
    rosters = []
    for number, code in enumerate(("601001", "601002")):
        rosters.append(tmp_path / f"名册{number}.csv")
        rosters[-1].write_text(f"单位编码,单位名称\n{code},示例县向阳街道办事处\n", encoding="utf-8")
    page.click("nav a[href='#bureau']")
    page.choose("#roster-drop input", rosters[:1])
    page.choose("#collect-drop input[multiple]", [DEMO])
    assert not page.value("document.getElementById('collected').hidden")
    page.choose("#roster-drop input", rosters[1:])
    assert page.value("document.getElementById('collected').hidden")


def test_a_slip_in_what_a_blank_workbook_is_asked_with_is_said_and_nothing_is_saved(page: PageTab) -> None:
    page.click("nav a[href='#blank']")
    before = set(page.saved.iterdir())
    page.value("document.getElementById('blank-unit').value = '某局'; document.getElementById('blank-code').value = '601-001'")
    page.click("#blank-make button")
    assert page.value("[document.getElementById('blank-said').className, document.getElementById('blank-said').textContent.includes('601-001')]") == ["said bad", True]
    assert set(page.saved.iterdir()) == before
    page.value("document.getElementById('blank-code').value = '12'")
    page.click("#blank-make button")
    page.file_since(before)
    assert page.value("document.getElementById('blank-said').className") == "said heed"


def test_in_print_the_problems_are_not_cut_off_without_a_word(page: PageTab) -> None:
    page.choose(CHOOSE, [DEMO])
    shown = "['.printed', '#report', '#check-drop', 'nav', '#rows'].map(one => getComputedStyle(document.querySelector(one)).display !== 'none')"
    on_screen = page.value(shown)
    page.ask("Emulation.setEmulatedMedia", media="print")
    assert (on_screen, page.value(shown)) == ([False, True, True, True, True], [True, False, False, False, True])


def test_nothing_scrolls_sideways_on_a_phone(page: PageTab, tmp_path: Path) -> None:
    page.choose(CHOOSE, [DEMO, SAMPLES[2]])
    for section in ("check", "blank", "bureau", "about"):
        page.click(f"nav a[href='#{section}']")
        page.picture(tmp_path / f"{section}.png", 360, 800)
        assert page.value("document.documentElement.scrollWidth") <= 360, section


def _unpacked(path: Path) -> object:
    """A file by its members where it is an archive: two programs may pack the same members differently."""
    data = path.read_bytes()
    if data[:2] != b"PK":
        return data
    with zipfile.ZipFile(BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _in_order(path: Path) -> dict[str, object]:
    """The members of a workbook that openpyxl wrote: it holds merged cells in a set, whose order is another in every process."""
    found = _unpacked(path)
    assert isinstance(found, dict)
    found["docProps/core.xml"] = re.sub(rb"budgetxl:[0-9a-f]{64}", b"", found["docProps/core.xml"])  # the digest of all members
    return {name: sorted(re.split(rb"(?=<mergeCell )|(?=</mergeCells>)", data)) for name, data in found.items()}


def _docx() -> bytes:
    from budgetxl.verbs import NOTICE_FORMATS, SourceFile, render_notice

    return render_notice([SourceFile(DEMO.name, DEMO.read_bytes())], NOTICE_FORMATS["docx"])


def _xls(folder: Path) -> bytes:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is missing, so this was NOT tested")
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/office", "--convert-to", "xls", "--outdir", str(folder), str(DEMO)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / f"{DEMO.stem}.xls").read_bytes()
