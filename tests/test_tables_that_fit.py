"""A table in Word stays whole where a page has room for it, in smaller and closer type if need be; no figure or code is torn."""

from __future__ import annotations

import io
import itertools
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from sample_files import DEMO, checked

from budgetxl.notice import render, to_docx
from budgetxl.notice.document import Cell, Document, Heading, Paragraph, Table, grid
from budgetxl.notice.writers import docx_fit
from budgetxl.notice.writers.docx_fit import Fitted, fitted
from budgetxl.notice.writers.docx_parts import PORTRAIT
from budgetxl.notice.writers.docx_table import table_xml
from budgetxl.notice.writers.docx_widths import ems_of_piece, size_of

UPRIGHT = PORTRAIT.text_width, PORTRAIT.text_height


def listed(count: int, text: str = "一般公共服务支出", figures: int = 1, figure: str = "1255.58", caption: str = "表1") -> Table:
    head = tuple(Cell(f"栏目{number}", header=True) for number in range(figures + 1))
    rows = ((Cell(text), *[Cell(figure, align="right")] * figures) for _ in range(count))
    return Table((head, *rows), 1, caption=caption, above_left="某单位", above_right="单位：万元")


def fit(table: Table, width: int = UPRIGHT[0], height: int = UPRIGHT[1]) -> Fitted:
    return fitted(table, grid(table), width, height, size_of)


def wide_enough(table: Table, found: Fitted) -> bool:
    """Whether every figure and code has room on a line of its cell, however many columns that reaches over."""
    for row in grid(table):
        for column, (cell, begins) in enumerate(row):
            width = sum(found.widths[column : column + cell.colspan]) - 2 * found.look.side
            for piece in re.findall("[!-~]+", cell.text) if begins else ():
                if ems_of_piece(piece) * found.look.em > width + 1:
                    return False
    return True


def pages(found: Fitted, share: float) -> int:
    """How many pages a table takes, row by row, of which a share is filled: each begins with the headers, the first with what stands above."""
    left, many = UPRIGHT[1] * share - docx_fit.CAPTION - docx_fit.BESIDE, 1
    for row in found.heights:
        if row > left:
            left, many = UPRIGHT[1] * share - found.heights[0], many + 1
        left -= row
    return many


class TestATableThatIsAPage:
    def test_is_set_as_usual_where_it_has_room(self) -> None:
        assert (fit(listed(20)).look.size, fit(listed(20)).look.line) == (21, 0)

    @pytest.mark.parametrize("count", [36, 40, 42])
    def test_is_set_closer_where_that_keeps_it_whole(self, count: int) -> None:
        found = fit(listed(count))
        assert found.look.line
        assert found.look.size >= 18
        assert sum(found.heights) < UPRIGHT[1]
        assert found.kept == [True] * count + [False]

    def test_is_as_large_as_it_can_be(self) -> None:
        looks = [fit(listed(count)).look for count in range(30, 50)]
        closer = [(look.size, look.line) for look in looks if look.line]
        assert closer == sorted(closer, reverse=True)
        assert len(set(closer)) > 2

    def test_of_many_pages_is_set_as_usual(self) -> None:
        found = fit(listed(300))
        assert (found.look.size, found.look.line) == (21, 0)
        assert found.kept.index(False) < 5

    def test_of_a_few_pages_is_set_closer_only_where_that_saves_one(self) -> None:
        closer = []
        for count in range(44, 130, 2):
            found, usual = fit(listed(count)), fit(listed(count), height=10**6)
            closer.append(bool(found.look.line))
            assert not closer[-1] or pages(found, 1) < pages(usual, docx_fit.NEARLY)
            assert found.look.size >= 18
        assert not closer[-1]
        assert sum(before != after for before, after in itertools.pairwise(closer)) >= 3

    def test_is_set_smaller_where_that_saves_half_of_its_pages(self) -> None:
        found = fit(listed(60, text="某街道背街小巷环境整治和长效保洁机制建设试点专项经费" * 2, figures=6))
        assert found.look.size == 18
        assert not all(found.kept)

    def test_leaves_room_for_the_headings_above_it(self) -> None:
        table = listed(41)

        def word(*blocks: Heading | Paragraph) -> str:
            with zipfile.ZipFile(io.BytesIO(to_docx(Document("", (*blocks, table))))) as package:
                return re.findall("<w:tbl>.*?</w:tbl>", package.read("word/document.xml").decode())[0]

        alone, below = word(), word(Paragraph("文" * 300), Heading(1, "附表"), Heading(2, "一、收支"))
        assert word(Paragraph("文" * 300)) == alone
        sizes = [max(map(int, re.findall(r'w:line="(\d+)" w:lineRule="exact"', each))) for each in (alone, below)]
        assert sizes[0] > sizes[1]

    def test_is_smaller_below_a_heading_than_without(self) -> None:
        alone, below = (fit(listed(40), height=UPRIGHT[1] - taken).look for taken in (0, 4 * 560))
        assert (below.size, below.line) < (alone.size, alone.line)

    def test_that_would_be_parted_begins_where_half_of_it_has_room(self) -> None:
        found = fit(listed(20))
        kept = found.kept.index(False)
        assert sum(found.heights[:kept]) < sum(found.heights) / 2 <= sum(found.heights[: kept + 1])

    @pytest.mark.parametrize("count", [20, 70])
    def test_has_no_row_alone_at_its_end(self, count: int) -> None:
        assert fit(listed(count)).kept[-docx_fit.KEPT :] == [True, True, False]


class TestAFigure:
    @pytest.mark.parametrize("figure", ["123456789012.34", "-123456789012.34", "1,234,567,890.12", "13990127P00060110001D", "100.00%"])
    @pytest.mark.parametrize("figures", [1, 3, 4])
    def test_is_not_torn(self, figure: str, figures: int) -> None:
        table = listed(10, figure=figure, figures=figures)
        assert wide_enough(table, fit(table))

    @pytest.mark.parametrize("figures", [3, 4, 5])
    def test_of_many_digits_leaves_texts_more_than_a_character(self, figures: int) -> None:
        found = fit(listed(10, figure="123456789012.34", figures=figures))
        assert found.room[0] >= 3

    @pytest.mark.parametrize("code", ["13990127P00060110001D", "123456789012.34"])
    def test_over_several_columns_has_room(self, code: str) -> None:
        rows = ((Cell("名称"), Cell("甲" * 20, 3), Cell("编码"), Cell(code, 2)), tuple(Cell("甲" * 6) for _ in range(7)))
        table = Table(rows, widths=(3, 3, 3, 3, 3, 1, 1))
        assert wide_enough(table, fit(table))

    def test_without_any_room_is_written_smaller(self) -> None:
        table = Table((tuple(Cell("1" * 40) for _ in range(4)),))
        sizes = set(re.findall(r'<w:sz w:val="(\d+)"', "".join(table_xml(table, *UPRIGHT))))
        assert sizes == {str(docx_fit.SMALLEST)}

    def test_of_usual_length_does_not_make_a_table_smaller(self) -> None:
        assert fit(listed(10, figures=4)).look.size == 21


@pytest.mark.libreoffice
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not here")
def test_each_public_table_of_the_demo_is_on_one_page(tmp_path: Path) -> None:
    word = tmp_path / "a.docx"
    word.write_bytes(to_docx(render(checked(DEMO).result.submission)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(word)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = subprocess.run(["pdftotext", "-layout", str(word.with_suffix(".pdf")), "-"], capture_output=True, text=True, check=True).stdout
    pages = [line.split() for line in text.split("\f")[:-1]]
    assert [number for number, words in enumerate(pages, 1) if len(words) < 5] == []  # nothing but its number
    tables = [(len(re.findall("^ *栏次 ", page, re.MULTILINE)), len(re.findall(r"表 ?\d+ \S+表$", page, re.MULTILINE))) for page in text.split("\f")]
    assert [pair for pair in tables if pair[0] > pair[1]] == []
    assert sum(headers for headers, _ in tables) == 10
