"""``budgetxl desk`` in a browser: the page of the address lists the folder, checks a workbook of it and writes its notice beside it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Tab
from conftest import axe_core
from served import until

SAMPLE = min((Path(__file__).parent.parent / "sample_workbooks").glob("*.xlsx"), key=lambda path: path.stat().st_size)
PUT = """(function (id, bytes, name) {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], name));
  document.getElementById(id).dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
})"""


class Desk:
    """The program as somebody starts it, and its page."""

    def __init__(self, home: Path) -> None:
        self.folder, self.downloads = home / "报来的 表", home / "下载"
        self.folder.mkdir()
        self.downloads.mkdir()
        for name in ("甲.xlsx", "乙.xlsx"):
            (self.folder / name).write_bytes(SAMPLE.read_bytes())
        command = [sys.executable, "-m", "budgetxl", "desk", str(self.folder), "--no-open"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip().partition("：")[2]
        assert re.fullmatch(r"http://127\.0\.0\.1:[0-9]+/open/[\w-]{43}", self.address)
        self.tab = Tab(home / "page", address=self.address, downloads=self.downloads)
        self.wait("document.body.dataset.ready")

    def value(self, expression: str) -> Any:
        return self.tab.value(expression)

    def wait(self, expression: str) -> None:
        assert until(lambda: bool(self.value(expression)), 60), self.value("document.body.innerText")

    def press(self, selector: str) -> None:
        assert self.value(f"(() => {{ const one = document.querySelector({json.dumps(selector)}); if (one.disabled) return false; one.click(); return true; }})()")
        self.wait("document.getElementById('busy').hidden")

    def made(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()} - {"甲.xlsx", "乙.xlsx"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    found = Desk(tmp_path_factory.mktemp("desk"))
    try:
        yield found
    finally:
        found.tab.close()
        found.process.terminate()
        found.process.wait(20)


@pytest.mark.chromium
class TestThePageOfTheDesk:
    """One after the other, as somebody would."""

    def test_opens_without_its_token_and_lists_the_folder(self, desk: Desk) -> None:
        assert desk.value("location.pathname") == "/"
        assert desk.value("document.cookie") == ""
        desk.wait("document.querySelectorAll('#listed tr').length === 2")
        assert desk.value("document.getElementById('folder').textContent") == str(desk.folder)

    @pytest.mark.axe
    def test_has_nothing_that_axe_finds(self, desk: Desk) -> None:
        script = axe_core()
        assert script is not None
        desk.value(script.read_text(encoding="utf-8"))
        for section in ("blank", "bureau", "about", "check"):
            desk.press(f"nav a[href='#{section}']")
            found = desk.value("axe.run(document, { iframes: false }).then((found) => JSON.stringify([found.passes.length, found.violations.map((each) => [each.id, each.nodes.map((node) => node.html)])]))")
            passed, violated = json.loads(found)
            assert passed > 10
            assert violated == []

    def test_checks_a_workbook_of_the_folder(self, desk: Desk) -> None:
        desk.press("#listed tr:first-child input")
        desk.press("#check-chosen")
        desk.wait("document.querySelectorAll('#rows tr').length === 1")
        assert desk.value("document.getElementById('report').srcdoc.length") > 1000
        assert desk.made() == set()

    def test_writes_its_notice_beside_it_and_says_where(self, desk: Desk) -> None:
        desk.press("#rows .makes button")
        desk.wait("!document.getElementById('check-said').hidden")
        (name,) = desk.made()
        assert name.endswith(".docx")
        assert desk.value("document.getElementById('check-said').textContent") .endswith(f"已写到 {desk.folder / name}")
        assert (desk.folder / name).read_bytes()[:2] == b"PK"
        assert list(desk.downloads.iterdir()) == []

    def test_checks_all_and_writes_the_report(self, desk: Desk) -> None:
        before = desk.made()
        desk.press("#check-all")
        desk.wait("document.querySelectorAll('#rows tr').length === 2")
        desk.press("#save-report")
        desk.wait("document.getElementById('check-said').textContent.includes('校验报告.html')")
        assert desk.made() - before == {"校验报告.html"}

    def test_shows_what_was_checked_when_it_is_loaded_again(self, desk: Desk) -> None:
        desk.tab.ask("Page.navigate", url=desk.address.partition("/open/")[0] + "/")
        desk.wait("document.body.dataset.ready")
        desk.wait("document.querySelectorAll('#rows tr').length === 2")

    def test_has_nothing_that_axe_finds_with_results(self, desk: Desk) -> None:
        if axe_core() is not None:
            self.test_has_nothing_that_axe_finds(desk)

    def test_gives_back_what_was_dropped_as_a_download(self, desk: Desk) -> None:
        import base64

        before = desk.made()
        desk.value(f"{PUT}('check-drop', '{base64.b64encode(SAMPLE.read_bytes()).decode()}', '拖来的.xlsx')")
        desk.wait("document.querySelectorAll('#rows tr').length === 3")
        desk.press("#rows tr:last-child .makes button")
        assert until(lambda: any(path.suffix == ".docx" for path in desk.downloads.iterdir()))
        assert desk.made() == before

    def test_what_lands_beside_the_frames_of_the_bureau_is_not_taken_for_a_workbook(self, desk: Desk) -> None:
        desk.press("nav a[href='#bureau']")
        desk.value(f"{PUT}('send', 'eA==', '名册.csv')")
        desk.wait("document.getElementById('roster-said').textContent.includes('第一步')")
        assert not desk.value("document.getElementById('bureau').hidden")
        desk.press("nav a[href='#check']")
        assert desk.value("document.querySelectorAll('#rows tr').length") == 3

    def test_says_in_sight_what_has_to_be_read(self, desk: Desk) -> None:
        desk.tab.ask("Emulation.setDeviceMetricsOverride", width=800, height=400, deviceScaleFactor=1, mobile=False)
        desk.value("document.querySelector('#rows tr:last-child').scrollIntoView()")
        seen = "(() => { const at = document.getElementById('check-said').getBoundingClientRect(); return at.top >= 0 && at.bottom <= innerHeight; })()"
        assert not desk.value(seen)
        desk.press("#rows tr:last-child .makes button")  # the sample has errors: a draft
        desk.wait(f"document.getElementById('check-said').className === 'said heed' && {seen}")

    def test_forms_of_one_title_are_told_apart(self, desk: Desk) -> None:
        import base64

        form = base64.b64encode(b'id = "our-2027"\nextends = "hebei-2027"\n').decode()
        desk.value(f"""(() => {{ const file = new File([atob('{form}')], 'form.toml'); const input = document.querySelector('#check-drop input[multiple]');
            Object.defineProperty(input, 'files', {{ value: [file], configurable: true }}); input.dispatchEvent(new Event('change')); delete input.files; }})()""")
        desk.wait("document.getElementById('check-said').textContent.includes('our-2027')")
        texts = desk.value("Array.from(document.getElementById('blank-form').options, one => one.textContent)")
        assert len(set(texts)) == len(texts) > 5
        assert [text for text in texts if text.endswith(("（our-2027）", "（hebei-2027）"))] == texts[:2]

    def test_a_folder_that_cannot_be_opened_costs_a_line_and_a_whole_disk_is_refused(self, desk: Desk) -> None:
        folders = """
          const file = (name) => ({ kind: "file", name, getFile: async () => new File(["x"], name) });
          const folder = (name, made) => ({ kind: "directory", name, entries: made });
          const of = (...all) => async function* () { for (const one of all) yield [one.name, one]; };
          const closed = () => ({ next: async () => { throw new DOMException("The object can not be found here.", "NotFoundError"); } });
          const dropped = (handle) => Files.dropped({ files: [], items: [{ kind: "file", webkitGetAsEntry: () => ({ isDirectory: true }), getAsFileSystemHandle: async () => handle }] });
        """
        told = f"""(async () => {{ {folders}
          const found = await dropped(folder("报来", of(file("乙.xlsx"), folder("关着的", closed), folder("下面", of(file("甲.xlsx"))))));
          const many = await dropped(folder("盘", of(...Array.from({{ length: 3001 }}, (_, n) => file(n + ".xlsx"))))).catch((error) => error.message);
          return [found.map((one) => [one.name, one.error, one.data.length]), many]; }})()"""
        found, many = desk.value(told)
        assert [name for name, _, _ in found] == ["报来/下面/甲.xlsx", "报来/乙.xlsx", "报来/关着的"]
        assert [(error[:9], size) for _, error, size in found] == [("", 1), ("", 1), ("这个文件夹打不开（", 0)]
        assert many.startswith("所选的文件超过 3000 个")

    def test_says_that_its_folder_has_gone_and_lists_it_when_it_is_back(self, desk: Desk) -> None:
        away = desk.folder.with_name("移走的")
        desk.folder.rename(away)
        desk.press("#list-again")
        desk.wait("document.getElementById('listed-said').textContent.includes('已经不在了')")
        assert desk.value("document.getElementById('check-all').disabled")
        away.rename(desk.folder)
        desk.press("#list-again")
        desk.wait("document.querySelectorAll('#listed tr').length >= 2")

    def test_scrolls_not_sideways_on_a_narrow_screen(self, desk: Desk) -> None:
        desk.tab.ask("Emulation.setDeviceMetricsOverride", width=360, height=800, deviceScaleFactor=1, mobile=False)
        assert desk.value("document.documentElement.scrollWidth") <= 360

    def test_is_shown_to_no_other_browser(self, desk: Desk, tmp_path: Path) -> None:
        tab = Tab(tmp_path / "page", address=desk.address)
        try:
            assert "只能打开一次" in tab.value("document.body.innerText")
        finally:
            tab.close()

    def test_ends_by_its_button_and_says_so(self, desk: Desk) -> None:
        desk.press("#end")
        desk.wait("document.querySelector('main').textContent.startsWith('程序已经结束')")
        assert desk.process.wait(20) == 0


@pytest.mark.slow
@pytest.mark.chromium
def test_a_page_whose_program_has_gone_says_what_to_do(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    try:
        desk.process.kill()
        desk.process.wait(20)
        desk.value("document.getElementById('roster-blank').click()")
        desk.wait("document.getElementById('roster-said').textContent === '程序已经结束，请重新运行 budgetxl desk'")
    finally:
        desk.tab.close()
