"""``budgetxl diff``: what it prints and writes, how it ends, the page, and the version of a folder that was accepted."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import lxml.html
import pytest
from browsing import driven
from collecting import book, form, here_with
from conftest import axe_core
from test_cli import Call, call

from budgetxl.bureau.compare import Comparison, compare, comparison_page
from budgetxl.cli.app import HAS_ERRORS, OK, UNREADABLE, WRONG_USAGE
from budgetxl.forms import Form
from budgetxl.workbook import read

__all__ = ["call", "form"]  # fixtures

ROWS = [("修路", "130208220P00000000001X", "5"), ("植树", "130208220P00000000002X", "6")]


@pytest.fixture
def desk(call: Call, form: Form) -> Path:
    here = here_with(form)
    (here / "a.xlsx").write_bytes(book(form, "601001", "甲局", a="5.76", b="1", reason="压减接待", rows=ROWS))
    (here / "b.xlsx").write_bytes(book(form, "601001", "甲局", a="6.76", b="1", reason="压减了公务接待", rows=[ROWS[1], ("架桥", None, "9")]))
    (here / "same.xlsx").write_bytes(book(form, "601001", "甲局", a="5.76", b="1", reason="压减接待", rows=ROWS[::-1]))
    return here


FORM = ("--form", "form")


def test_it_ends_with_0_where_nothing_differs_and_with_1_where_something_does(desk: Path, call: Call) -> None:
    ended = call("diff", "a.xlsx", "same.xlsx", *FORM)
    assert (ended.code, "没有不同" in ended.out) == (OK, True)
    assert call("diff", "a.xlsx", "b.xlsx", *FORM).code == HAS_ERRORS


def test_the_terminal_tells_causes_before_what_follows_from_them(desk: Path, call: Call) -> None:
    out = call("diff", "a.xlsx", "b.xlsx", *FORM).out
    assert out.index("5.76 → 6.76（+1）") < out.index("由公式随之变动的")
    assert "新增 第" in out and "删去 第" in out
    assert max(out.index(each) for each in ("新增 第", "删去 第", "压减了")) < out.index("由公式随之变动的")


def test_what_follows_is_counted_and_cut_short_after_all_that_was_typed(desk: Path, form: Form, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("budgetxl.cli.comparing.printing.MOST_FOLLOWING", 1)
    rows = [(f"项目{number}", None, str(number)) for number in range(1, 8)]
    (desk / "more.xlsx").write_bytes(book(form, "601001", "甲局", a="9", b="2", reason="压减接待", rows=rows, last_a="3", change="7", bodies=["子"]))
    found = call("diff", "a.xlsx", "more.xlsx", "--json", *FORM).json["fields"]
    count = sum(one["follows"] for one in found)
    lines = call("diff", "a.xlsx", "more.xlsx", *FORM).out.splitlines()
    heading = next(at for at, line in enumerate(lines) if "由公式随之变动的" in line)
    assert count > 1 and f"{count} 处" in lines[heading]
    assert ["!" in line for line in lines[heading + 1 : -2]] == [True, False] and f"等 {count} 处" in lines[-3]



def test_json_is_all_that_is_printed(desk: Path, call: Call) -> None:
    told = call("diff", "a.xlsx", "b.xlsx", "--json", *FORM).json
    by_field = {one["field"]: one for one in told["fields"]}
    assert (by_field["x.a"]["old"], by_field["x.a"]["new"], by_field["x.a"]["difference"], by_field["x.a"]["follows"]) == ("5.76", "6.76", "1", False)
    assert by_field["x.total"]["follows"] is True
    assert {(one["field"], one["change"]) for one in told["fields"] if one["field"].endswith(".project")} == {("t[1].project", "added"), ("t[0].project", "removed")}
    assert (told["old"]["file"], told["new"]["unit"]) == ("a.xlsx", "甲局")


def test_of_a_file_that_cannot_be_read_json_tells_why(desk: Path, call: Call) -> None:
    (desk / "bad.xlsx").write_bytes(b"PK nothing")
    ended = call("diff", "a.xlsx", "bad.xlsx", "--json", *FORM)
    assert (ended.code, ended.json["fields"], "bad.xlsx" in ended.json["error"]) == (UNREADABLE, None, True)


@pytest.mark.parametrize("given", [
    ("a.xlsx",), ("a.xlsx", "b.xlsx", "same.xlsx"), ("a.xlsx", "b.xlsx", "--nosuch"), ("a.xlsx", "nothing.xlsx"), ("a.xlsx", "b.xlsx", "--form", "nope"),
    ("a.xlsx", "b.xlsx", "--html", "page.html"), (".", "."),
])  # fmt: skip
def test_whatever_is_wrong_json_has_the_error_and_no_fields(desk: Path, call: Call, given: tuple[str, ...]) -> None:
    (desk / "page.html").write_text("mine", encoding="utf-8")
    ended = call("diff", *given, "--json", *([] if "--form" in given else FORM))
    assert (sorted(ended.json), ended.json["fields"], ended.json["error"] in ended.err, ended.code > HAS_ERRORS) == (["error", "fields"], None, True, True)


def test_a_part_of_a_split_workbook_is_refused_by_name(desk: Path, form: Form, call: Call) -> None:
    (desk / "part.xlsx").write_bytes(book(form, "601001", "甲局", part="goods"))
    ended = call("diff", "a.xlsx", "part.xlsx", *FORM)
    assert (ended.code, "拆分填报的一部分" in ended.err) == (WRONG_USAGE, True)


def test_the_page_is_not_written_over_anything_unasked_nor_over_an_input(desk: Path, call: Call) -> None:
    (desk / "page.html").write_text("mine", encoding="utf-8")
    ended = call("diff", "a.xlsx", "b.xlsx", "--html", "page.html", *FORM)
    assert (ended.code, (desk / "page.html").read_text(encoding="utf-8")) == (WRONG_USAGE, "mine")
    assert call("diff", "a.xlsx", "b.xlsx", "--html", "page.html", "--force", *FORM).code == HAS_ERRORS
    assert call("diff", "a.xlsx", "b.xlsx", "--html", "page.xlsx", *FORM).code == WRONG_USAGE


# ── the accepted version


@pytest.fixture
def folder(desk: Path, form: Form, call: Call) -> Path:
    """A folder that was collected: of 甲局 the version of a.xlsx was accepted, of 丙站 two parts."""
    sent = desk / "收件"
    sent.mkdir()
    shutil.copy(desk / "a.xlsx", sent / "甲.xlsx")
    for part in ("budget", "goods"):
        (sent / f"丙-{part}.xlsx").write_bytes(book(form, "601003", "丙站", part=part, a="3", bodies=["丙所"]))
    (desk / "名册.csv").write_text("单位编码,单位名称\n601001,甲局\n601003,丙站\n", encoding="utf-8")
    call("collect", "收件", "--roster", "名册.csv", "-o", "汇总.xlsx", "--jobs", "1", *FORM)
    return sent


def test_a_workbook_is_held_against_the_version_of_its_unit_that_was_accepted(folder: Path, call: Call) -> None:
    ended = call("diff", "收件", "b.xlsx", "--json", *FORM)
    assert (ended.json["old"]["file"], ended.json["new"]["file"]) == ("收件/甲.xlsx", "b.xlsx")
    turned = call("diff", "b.xlsx", "收件", "--json", *FORM)
    assert {one["field"]: one["new"] for one in turned.json["fields"]}["x.a"] == "5.76"


def test_the_parts_that_were_accepted_are_put_together(folder: Path, desk: Path, form: Form, call: Call) -> None:
    (desk / "c.xlsx").write_bytes(book(form, "601003", "丙站", a="4", bodies=["丙所"]))
    fields = call("diff", "收件", "c.xlsx", "--json", *FORM).json["fields"]
    assert [one["field"] for one in fields if not one["follows"]] == ["x.a"]


def test_a_unit_of_which_nothing_was_accepted_is_refused(folder: Path, desk: Path, form: Form, call: Call) -> None:
    (desk / "d.xlsx").write_bytes(book(form, "601009", "丁所", a="4"))
    ended = call("diff", "收件", "d.xlsx", *FORM)
    assert (ended.code, "丁所 601009" in ended.err) == (WRONG_USAGE, True)


def test_a_version_that_was_changed_since_is_not_taken_for_the_accepted_one(folder: Path, desk: Path, call: Call) -> None:
    shutil.copy(desk / "same.xlsx", folder / "甲.xlsx")
    ended = call("diff", "收件", "b.xlsx", *FORM)
    assert (ended.code, "收下以后文件改过" in ended.err) == (UNREADABLE, True)


def test_a_folder_that_was_never_collected_and_two_folders_are_refused(desk: Path, call: Call) -> None:
    (desk / "空").mkdir()
    assert "没有 accepted.json" in call("diff", "空", "b.xlsx", *FORM).err
    assert "两边都是文件夹" in call("diff", "空", "空", *FORM).err


# ── the page


def both(form: Form) -> Comparison:
    old = read(book(form, "601001", "甲局", a="5.76", b="1", reason="压减接待<script>", rows=ROWS), form)
    new = read(book(form, "601001", "甲局", a="6.76", b="1", reason="压减了公务接待<script>", rows=[ROWS[1], ("架桥", None, "9")]), form)
    return compare("a<b>.xlsx", old, "b.xlsx", new)


def test_the_page_strikes_what_went_marks_what_came_and_escapes_texts(form: Form) -> None:
    page = comparison_page(both(form)).decode()
    tree = lxml.html.fromstring(page)
    assert "5.76" in tree.xpath("//del/text()") and "6.76" in tree.xpath("//ins/text()")
    assert "<script" not in page and "a&lt;b&gt;.xlsx" in page
    assert re.search(r"https?://", page) is None


def test_the_page_has_all_that_was_typed_first_and_what_follows_folded_at_its_end(form: Form) -> None:
    tree = lxml.html.fromstring(comparison_page(both(form)).decode())
    sections = tree.xpath("//main/section")
    assert [bool(one.xpath(".//details")) for one in sections] == [False] * (len(sections) - 1) + [True]
    assert not tree.xpath("//details[@open]") and tree.xpath("//details//*[contains(text(), '7.76')]") and not tree.xpath("//section[@class='sheet']//*[contains(text(), '7.76')]")


def test_the_page_says_so_where_nothing_differs(form: Form) -> None:
    one = read(book(form, "601001", "甲局", a="1"), form)
    tree = lxml.html.fromstring(comparison_page(compare("a", one, "b", one)).decode())
    assert tree.xpath("string(//p[@class='clean'])") == "没有不同。"


LAID_OUT = """
  document.title = "waiting";
  const html = document.documentElement.outerHTML.replace(/<script>[^]*?<\\/script>/g, "").replace(/<details/g, "<details open");
  const frame = document.createElement("iframe");
  frame.style.width = "%dpx"; frame.style.border = "0"; frame.srcdoc = html;
  frame.onload = () => {
    const inner = frame.contentDocument, page = inner.scrollingElement, over = [];
    const boxes = Array.from(inner.querySelectorAll("td"), cell => {
      const range = inner.createRange(); range.selectNodeContents(cell);
      return [cell, range.getBoundingClientRect()];
    }).filter(([cell, box]) => box.width > 0);
    for (const [cell, a] of boxes) for (const [other, b] of boxes)
      if (cell !== other && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1) over.push(cell.textContent + "|" + other.textContent);
    document.title = JSON.stringify([page.scrollWidth, page.clientWidth, boxes.length, over.slice(0, 5)]);
  };
  document.body.replaceChildren(frame);
"""


@pytest.mark.chromium
@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_on_the_page_is_printed_over_anything_nor_needs_sideways_scrolling(form: Form, tmp_path: Path, width: int) -> None:
    old = read(book(form, "601001", "甲局", a="12345678.123456", b="1", reason="压减接待" * 30, rows=ROWS), form)
    new = read(book(form, "601001", "甲局", a="23456789.654321", b="1", reason="压减了" + "接待" * 60, rows=[ROWS[1], ("架桥" * 20, None, "98765432.123456")]), form)
    path = tmp_path / "page.html"
    path.write_bytes(comparison_page(compare("收件/很长的文件名" * 4 + ".xlsx", old, "b.xlsx", new)))
    seen, room, cells, over = json.loads(driven(path, LAID_OUT % width, "--virtual-time-budget=10000"))
    assert over == [] and seen == room and cells > 20


def browsed(path: Path, *options: str) -> str:
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    words = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--enable-logging=stderr"]
    command = [browser, *words, f"--user-data-dir={path.parent}/profile", *options, f"file://{path}"]
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=True).stdout


@pytest.mark.chromium
@pytest.mark.axe
def test_no_rule_of_axe_core_is_violated(form: Form, tmp_path: Path) -> None:
    script = axe_core()
    assert script is not None
    page = re.sub(r"<meta http-equiv[^>]*>", "", comparison_page(both(form)).decode())
    run = 'document.title = "waiting"; axe.run().then(found => { document.title = JSON.stringify([found.passes.length, found.violations.map(each => [each.id, each.nodes.map(node => node.html)])]); });'
    path = tmp_path / "page.html"
    path.write_text(page.replace("</body>", f"<script>{script.read_text(encoding='utf-8')};{run}</script></body>"), encoding="utf-8")
    title = lxml.html.fromstring(browsed(path, "--dump-dom", "--virtual-time-budget=30000")).findtext(".//title")
    passed, violated = json.loads(str(title))
    assert violated == [] and passed > 10
