"""The notice as a page: the words and figures of the other formats, each figure with its cell, none of that in what is published."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest
from browsing import Tab, axe_violations, driven
from sample_files import DEMO, SAMPLES, checked

from budgetxl.cli.app import OK, WRONG_USAGE, run
from budgetxl.notice import render, to_docx, to_html, to_markdown, to_text
from budgetxl.notice.document import Cell, Document, Heading, Paragraph, Table, TitleLines
from budgetxl.notice.tracing import Figure, Origin, Place
from budgetxl.values import Address

ODD = ["A&B <x> {{ 7*7 }} {% raw %} ‹›\"'", "".join(f"第{number}项工作按计划办理；" for number in range(3000))[:30_000], "a  b\tc", "_x0041_"]
FIGURE = Figure("12.5", Place(1), 1, Origin("number", "x.a", (Address("数据", 5, 2),), "money"))


def page(html: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(html)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def text_of(html: str) -> str:
    """What a reader of a page sees, without blanks."""
    root = page(html)
    for one in root.xpath("//*[@class='origin'] | //style | //title | //figure"):  # a chart repeats figures of the table above it
        one.drop_tree()
    return squeezed(root.text_content())


def the_document() -> Document:
    table = Table((((Cell("名称"), Cell("金额"))), (Cell("甲", header=True), Cell("5", align="right"))), 1, (1, 3), "表 1", above_right="单位：万元", notes=("注：略",), wide=True)
    return Document("说明", (TitleLines(("某局", "说明")), Paragraph("共12.5万元"), Heading(1, "一、甲"), Heading(3, "1.乙"), table), figures=(FIGURE,))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_all_formats_say_the_same(path: Path) -> None:
    import docx

    document = render(checked(path).result.submission, True, traced=True)
    html = text_of(to_html(document))
    assert html == text_of(to_html(document, clean=True)) == text_of(to_html(document, fragment=True))
    lines = [line for line in to_text(document).splitlines() if " | " not in line]
    assert [line for line in lines if squeezed(line) not in html] == []
    word = docx.Document(io.BytesIO(to_docx(document)))
    assert [one.text for one in word.paragraphs if squeezed(one.text) not in html] == []
    markdown = squeezed(re.sub(r"\\(.)|<br>", r"\1", to_markdown(document)))
    for block in document.blocks:
        texts = [cell.text for row in block.rows for cell in row] if isinstance(block, Table) else [getattr(block, "text", "")]
        said = [squeezed(text) for text in texts if text.strip()]
        assert [text for text in said if text not in html] == []
        assert [text for text in said if text not in markdown and text not in squeezed(to_markdown(document))] == []
    cells = page(to_html(document, clean=True)).xpath("//table//td | //table//th")
    assert len(cells) == sum(len(row) for block in document.blocks if isinstance(block, Table) for row in block.rows)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_what_is_published_says_no_address(path: Path) -> None:
    submission = checked(path).result.submission
    document = render(submission, True, traced=True)
    for html in (to_html(document, clean=True), to_html(document, fragment=True)):
        said = text_of(html)
        assert re.findall(r"[一-鿿\w]+![A-Z]{1,3}[0-9]+", html) == []
        assert [each for each in ("出自", "origin", "tooltip", "income.total") if each in html] == []
        assert said
    assert "出自" in to_html(document)


@pytest.mark.parametrize("text", ODD, ids=lambda text: text[:12])
def test_a_text_stands_as_it_was_typed(text: str) -> None:
    document = Document("说明", (Paragraph(text), Table(((Cell(text),),), 0, (1,))))
    for html in (to_html(document), to_html(document, clean=True), to_html(document, fragment=True)):
        assert [page(html).xpath(f"//{tag}")[0].text_content() for tag in ("p", "td")] == [text, text]


def test_a_figure_is_a_stop_of_the_keyboard_and_described_by_its_cell() -> None:
    root = page(to_html(the_document()))
    (figure,) = root.xpath("//span[@class='figure']")
    (origin,) = root.xpath(f"//*[@id='{figure.get('aria-describedby')}']")
    assert (figure.text, figure.get("tabindex"), origin.get("role"), origin.text) == ("12.5", "0", "tooltip", "出自 数据!B5")


def test_headings_come_in_order_and_tables_say_their_scopes() -> None:
    root = page(to_html(the_document(), clean=True))
    assert [(one.tag, one.text_content()) for one in root.xpath("//h1 | //h2 | //h3 | //h4")] == [("h1", "某局说明"), ("h2", "一、甲"), ("h3", "1.乙")]
    assert [(one.text, one.get("scope")) for one in root.xpath("//th")] == [("名称", "col"), ("金额", "col"), ("甲", "row")]
    assert root.xpath("//caption/div[1]")[0].text == "表 1"


def test_a_page_is_self_contained_and_without_a_script() -> None:
    html = to_html(the_document())
    assert "default-src 'none'" in html
    assert page(html).xpath("//script | //link | //img | //@src") == []


def test_a_fragment_has_inline_styles_and_nothing_that_clashes() -> None:
    root = page(to_html(the_document(), fragment=True))
    assert root.tag == "div"
    assert root.xpath("//@id | //@class | //script | //style | //head | //h1") == []
    assert "border" in root.xpath("//td/@style")[0]


def test_the_command_writes_each_of_them(tmp_path: Path) -> None:
    for words, has, lacks in (([], "出自", "</div>\n</div>"), (["--clean"], "<style>", "出自"), (["--fragment"], "<div lang", "<html")):
        target = tmp_path / f"{len(words)}{''.join(words)}.html"
        assert run(["render", str(DEMO), "-o", str(target), *words]) == OK
        html = target.read_text(encoding="utf-8")
        assert has in html
        assert lacks not in html


def test_pages_of_a_folder_can_be_clean(tmp_path: Path) -> None:
    assert run(["render", str(DEMO), "-o", f"{tmp_path}/", "--format", "html", "--clean", "--jobs", "1"]) == OK
    (made,) = tmp_path.iterdir()
    assert made.suffix == ".html"
    assert "出自" not in made.read_text(encoding="utf-8")


MEASURED = """
  const lines = (cell) => { const range = document.createRange(); range.selectNodeContents(cell); return new Set([...range.getClientRects()].map(one => one.top)).size; };
  const cells = [...document.querySelectorAll("td")];
  const code = /^[!-~]+$/;
  document.title = JSON.stringify({
    broken: cells.filter(one => code.test(one.textContent) && lines(one) > 1).length,
    upright: cells.filter(one => !code.test(one.textContent) && lines(one) > 4 && lines(one) * 2 > one.textContent.length).length,
    cut: [...document.querySelectorAll("table")].filter(one => one.offsetWidth > one.parentElement.clientWidth + 1 && getComputedStyle(one.parentElement).overflowX !== "auto").length,
    codes: cells.filter(one => code.test(one.textContent)).length,
  });
"""


@pytest.mark.chromium
@pytest.mark.parametrize(("fragment", "width"), [(True, 640), (True, 360), (False, 1000), (False, 500)])
def test_no_code_is_broken_and_no_column_is_a_character_wide(tmp_path: Path, fragment: bool, width: int) -> None:
    """In a site's narrow column, on a phone, on a page: a table without room is scrolled."""
    html = to_html(render(checked(DEMO).result.submission, True, traced=True), clean=True, fragment=fragment)
    if fragment:
        html = f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><div style="width:{width}px">{html}</div></body></html>'
    (tmp_path / "a.html").write_text(html, encoding="utf-8")
    found = json.loads(driven(tmp_path / "a.html", MEASURED, f"--window-size={max(width, 500) if not fragment or width < 500 else 1200},900"))
    assert found.pop("codes") > 100
    assert found == {"broken": 0, "upright": 0, "cut": 0}


@pytest.mark.parametrize("option", ["--clean", "--fragment"])
def test_only_pages_are_clean_or_fragments(tmp_path: Path, option: str) -> None:
    assert run(["render", str(DEMO), "-o", str(tmp_path / "a.docx"), option]) == WRONG_USAGE
    assert list(tmp_path.iterdir()) == []


@pytest.mark.axe
@pytest.mark.parametrize("clean", [False, True], ids=["with cells", "clean"])
def test_axe_finds_nothing_on_the_notice(tmp_path: Path, clean: bool) -> None:
    target = tmp_path / "a.html"
    target.write_text(to_html(render(checked(DEMO).result.submission, traced=True), clean=clean), encoding="utf-8")
    passed, violated = axe_violations(target)
    assert passed > 20
    assert violated == []


@pytest.fixture
def tab(tmp_path: Path) -> Iterator[Tab]:
    target = tmp_path / "a.html"
    target.write_text(to_html(the_document()), encoding="utf-8")
    opened = Tab(target)
    yield opened
    opened.close()


SHOWN = "getComputedStyle(document.querySelector('.origin')).display"
PLACE = "(box => [box.x + box.width / 2, box.y + box.height / 2])(document.querySelector('.figure').getBoundingClientRect())"


@pytest.mark.chromium
def test_the_key_tab_shows_the_cell_of_a_figure_and_leaving_hides_it(tab: Tab) -> None:
    assert tab.value(SHOWN) == "none"
    tab.press_tab()
    assert tab.value("document.activeElement.textContent") == "12.5"
    assert tab.value(SHOWN) == "block"
    tab.press_tab()
    assert tab.value(SHOWN) == "none"


@pytest.mark.chromium
def test_pointing_at_a_figure_shows_its_cell(tab: Tab) -> None:
    tab.point(*tab.value(PLACE))
    assert tab.value(SHOWN) == "block"
    tab.point(1, 1)
    assert tab.value(SHOWN) == "none"
