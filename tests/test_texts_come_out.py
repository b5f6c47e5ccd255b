"""Text that would be a formula, a template or markup elsewhere comes out of every output as the characters that were typed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx
import lxml.html
import openpyxl
import pytest

from budgetxl.cli.app import HAS_ERRORS, OK, run
from budgetxl.notice.writers.markdown import escape_markdown
from budgetxl.verbs import Checked, SourceFile, check_unit
from budgetxl.xlsx import open_workbook

SAMPLE = Path(__file__).resolve().parent.parent / "sample_workbooks" / "jiefangdao-2022.json"
#: The first of each group is the unit's name as well, which the terminal shows.
TEXTS = [
    ("=cmd|' /C calc'!A0", "+1+cmd", "-1+cmd", "@SUM(1)"),
    ("{{ 7*7 }}", "{% if 1 %}甲{% endif %}{# 乙 #}", "_x0041_"),
    ("<b>甲</b>&amp;<script>alert(1)</script>", "# *甲* [乙](丙) `丁` | %s {0}\\n"),
    ("A&B <x> {{ 7*7 }} {% raw %} ‹›\"'", "".join(f"第{number}项工作按计划办理；" for number in range(3000))[:30_000]),
]


@pytest.fixture(autouse=True)
def checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """``render`` checks the workbook anew for each of the formats: here the same file once, since what is looked at is what is written."""
    known: dict[object, Checked] = {}

    def once(sources: Iterable[SourceFile], form: str | None = None, *given: Any, traced: bool = False) -> Checked:
        files = tuple(sources)
        key = (tuple(file.data for file in files), form, traced)
        if key not in known:
            known[key] = check_unit(files, form, *given, traced=traced)
        return known[key]

    monkeypatch.setattr("budgetxl.cli.commands.render.check_unit", once)


def outputs(texts: tuple[str, ...]) -> Mapping[str, Any]:
    """What the commands make of a workbook whose unit is called by the first text, and two duties by each."""
    given = json.loads(SAMPLE.read_text(encoding="utf-8"))
    data = given["data"]
    data["unit"]["name"], data["projects"] = texts[0], data["projects"][:1]
    data["duties"] = [{**data["duties"][0], "text": text} for text in texts for _ in range(2)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        file, page, marked = folder / "a.xlsx", folder / "a.html", folder / "marked"
        (folder / "a.json").write_text(json.dumps(given), encoding="utf-8")
        assert run(["fill", str(folder / "a.json"), "-o", str(file)]) == OK
        assert run(["export", str(file), "-o", str(folder / "back.json")]) == OK
        with redirect_stdout(io.StringIO()) as terminal:
            assert run(["check", str(file), "--html", str(page), "--annotate", str(marked)]) == HAS_ERRORS
        for suffix in ("txt", "md", "docx", "html"):
            assert run(["render", "--draft", str(file), "-o", str(folder / f"notice.{suffix}")]) == OK
        (copy,) = marked.iterdir()
        return {
            "json": json.loads((folder / "back.json").read_text(encoding="utf-8"))["data"],
            "xlsx": file.read_bytes(),
            "annotated": copy.read_bytes(),
            "terminal": terminal.getvalue(),
            "html": page.read_text(encoding="utf-8"),
            "txt": (folder / "notice.txt").read_text(encoding="utf-8"),
            "md": (folder / "notice.md").read_text(encoding="utf-8"),
            "docx": (folder / "notice.docx").read_bytes(),
            "notice": (folder / "notice.html").read_text(encoding="utf-8"),
        }


def of_export(made: Mapping[str, Any], text: str) -> bool:
    return [duty["text"] for duty in made["json"]["duties"]].count(text) == 2


def stands_as_text(data: bytes, text: str) -> bool:
    """Whether a workbook holds this text, twice at least, in cells that are no formulas: to our reader and to openpyxl."""
    ours = [cell for sheet in open_workbook(data).sheets for cell in sheet.cells.values() if cell.value == text]
    cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets for row in sheet.iter_rows() for cell in row]
    theirs = [cell for cell in cells if str(cell.value).replace("_x005F_", "_") == text]  # openpyxl leaves escapes as they stand
    return len(ours) >= 2 and all(cell.formula is None for cell in ours) and len(theirs) >= 2 and all(cell.data_type == "s" for cell in theirs)


def of_workbook(made: Mapping[str, Any], text: str) -> bool:
    return stands_as_text(made["xlsx"], text)


def of_annotated(made: Mapping[str, Any], text: str) -> bool:
    return stands_as_text(made["annotated"], text)


def of_terminal(made: Mapping[str, Any], text: str) -> bool:
    return text in made["terminal"] or text != made["json"]["unit"]["name"]


def of_html(made: Mapping[str, Any], text: str) -> bool:
    page = lxml.html.fromstring(made["html"])
    shown = text in page.text_content() or text != made["json"]["unit"]["name"]
    return shown and len(page.xpath("//script")) == 1


def of_txt(made: Mapping[str, Any], text: str) -> bool:
    return made["txt"].count(text) >= 2


def of_md(made: Mapping[str, Any], text: str) -> bool:
    return made["md"].count(escape_markdown(text)) >= 2


def of_docx(made: Mapping[str, Any], text: str) -> bool:
    document = docx.Document(io.BytesIO(made["docx"]))
    return sum(text in paragraph.text for paragraph in document.paragraphs) >= 2


def of_notice_page(made: Mapping[str, Any], text: str) -> bool:
    page = lxml.html.fromstring(made["notice"])
    for origin in page.xpath("//span[@class='origin']"):
        origin.drop_tree()
    return sum(text in paragraph.text_content() for paragraph in page.xpath("//p")) >= 2


OUTPUTS: tuple[Callable[[Mapping[str, Any], str], bool], ...] = (
    of_export, of_workbook, of_annotated, of_terminal, of_html, of_txt, of_md, of_docx, of_notice_page,
)  # fmt: skip


@pytest.mark.parametrize("texts", TEXTS, ids=lambda texts: texts[0])
def test_they_come_out_of_every_output_as_they_were_typed(texts: tuple[str, ...]) -> None:
    made = outputs(texts)
    assert [(text, holds.__name__) for text in texts for holds in OUTPUTS if not holds(made, text)] == []


# ── What is published: the notice in every format, the tables, the facts

DEMO = SAMPLE.with_name("hebei-2027-demo.json")
WRITTEN = [[], ["--clean"], ["--fragment"]]


@pytest.mark.parametrize("text", TEXTS[-1], ids=["markup", "30,000 characters"])
def test_they_come_out_of_all_that_is_published(tmp_path: Path, text: str) -> None:
    """In a workbook that is written, read back and rendered: as a paragraph, behind a label, as a term's text, in a cell of a table."""
    given = json.loads(DEMO.read_text(encoding="utf-8"))
    data = given["data"]
    data["safeguards"][0]["text"] = data["itemised_goals"][0]["goal"] = data["glossary"][0]["text"] = text
    data["project_spending"][0]["name"] = text
    (tmp_path / "a.json").write_text(json.dumps(given), encoding="utf-8")
    file = str(tmp_path / "a.xlsx")
    assert run(["fill", str(tmp_path / "a.json"), "-o", file]) == OK
    for suffix in ("txt", "md", "docx"):
        assert run(["render", "--draft", file, "-o", str(tmp_path / f"a.{suffix}")]) == OK
    for number, options in enumerate(WRITTEN):
        assert run(["render", "--draft", file, *options, "-o", str(tmp_path / f"{number}.html")]) == OK
    assert run(["render", "--draft", file, "--tables", str(tmp_path / "tables.xlsx")]) == OK
    assert run(["export", file, "--csv", str(tmp_path / "facts")]) == OK

    assert (tmp_path / "a.txt").read_text(encoding="utf-8").count(text) == 4
    assert (tmp_path / "a.md").read_text(encoding="utf-8").count(escape_markdown(text)) == 4
    word = docx.Document(str(tmp_path / "a.docx"))
    assert sum(paragraph.text.count(text) for paragraph in word.paragraphs) == 3
    assert sum(cell.text == text for table in word.tables for row in table.rows for cell in row.cells) == 1
    for number in range(len(WRITTEN)):
        page = lxml.html.fromstring((tmp_path / f"{number}.html").read_text(encoding="utf-8"))
        for origin in page.xpath("//*[@class='origin']"):
            origin.drop_tree()
        assert sum(paragraph.text_content().count(text) for paragraph in page.xpath("//p")) == 3
        assert sum(cell.text_content() == text for cell in page.xpath("//td | //th")) == 1
    cells = [cell for sheet in openpyxl.load_workbook(tmp_path / "tables.xlsx") for row in sheet.iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == text] == ["s"]
    with (tmp_path / "facts" / "facts.csv").open(encoding="utf-8-sig", newline="") as facts:
        assert {row["name"] for row in csv.DictReader(facts) if row["table"] == "project_spending"} >= {text}
