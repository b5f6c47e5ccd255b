"""``make pictures``: the pictures of docs/staff.md, taken of the page in Chromium and of workbooks and notices as LibreOffice prints them.

    python docs/make_pictures.py [NAME …]

Without names all are made anew. Needs ``make page``, Chromium, LibreOffice with python3-uno, and pdftoppm. What is shown is the sample of
an invented unit, with three slips typed into it as people type them; no picture needs anything else.
"""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(HERE)]

from openpyxl import load_workbook  # noqa: E402
from paging import PAGE, PageTab, is_of_today  # noqa: E402
from small_png import dots_of, png  # noqa: E402

from budgetxl.verbs import (  # noqa: E402
    NOTICE_FORMATS,
    Checked,
    SourceFile,
    annotated_copies,
    check_files,
    new_workbook,
    notice_of,
    tables_of,
)
from budgetxl.verbs.distribute import blank_roster  # noqa: E402

FOLDER = HERE / "pictures"
SAMPLE = ROOT / "sample_workbooks" / "hebei-2027-demo"
WIDTH, HEIGHT, HIGH = 1000, 1150, 1600
SLIPS = (
    ("表5一般公共预算支出", "D11", "609.4"),  # 690.4, two digits changed places
    ("表5一般公共预算支出", "A16", "2080560"),  # 2080506
    ("表9三公和机关运行", "B19", "6"),  # 0.6, the point forgotten: more than last year, and the reason speaks of less
)


def main(names: Sequence[str]) -> int:
    if not PAGE.exists() or not is_of_today(PAGE):
        print("网页不是今天的源文件做的，请先 make page", file=sys.stderr)
        return 2
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pictures-") as place:
        work = Path(place)
        book = work / "向阳街道办事处.xlsx"
        type_into(SAMPLE.with_suffix(".xlsx"), SLIPS, book, work)
        for name, picture in pictures(book, work):
            if not names or name in names:
                target = FOLDER / f"{name}.png"
                target.write_bytes(picture())
                print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1000} KB")
    return 0


Picture = Callable[[], bytes]


def pictures(book: Path, work: Path) -> Iterator[tuple[str, Picture]]:
    """The pictures by their names, each made when it is asked for."""
    yield "cover", lambda: sheet_picture(book.read_bytes(), "封面", "$A$1:$D$50", work)
    yield "sheet", lambda: sheet_picture(book.read_bytes(), "表5一般公共预算支出", "$A$1:$M$22", work)
    yield "checks", lambda: sheet_picture(book.read_bytes(), "校验", "$A$1:$K$24", work)
    yield "page", lambda: page_picture(work, empty)
    yield "found", lambda: page_picture(work, lambda tab: found(tab, book))
    yield "annotated", lambda: sheet_picture(annotated(book), "校验结果", "", work)
    yield "passed", lambda: page_picture(work, lambda tab: passed(tab, book))
    yield "notice", lambda: word_picture(notice(), work)
    yield "tables", lambda: sheet_picture(tables(), "", "", work)
    yield "blank", lambda: page_picture(work, blank)
    yield "bureau", lambda: page_picture(work, lambda tab: bureau(tab, work), HIGH)


# ---- the page ---------------------------------------------------------------------------------------------------------------------


def page_picture(work: Path, steps: Callable[[PageTab], Sequence[str]], height: int = HEIGHT) -> bytes:
    """The part of the page that holds the elements that ``steps`` names when it is done."""
    with tempfile.TemporaryDirectory(dir=work) as folder:
        tab = PageTab(Path(folder))
        try:
            tab.ask("Emulation.setDeviceMetricsOverride", width=WIDTH, height=height, deviceScaleFactor=1, mobile=False)
            tab.ask("Emulation.setScrollbarsHidden", hidden=True)
            return clipped(tab, steps(tab), height)
        finally:
            tab.close()


def clipped(tab: PageTab, selectors: Sequence[str], height: int) -> bytes:
    """From the top of the first element to the bottom of the last, over the whole width; a frame's content is there only as far as the window."""
    top, bottom = (tab.value(f"document.querySelector({one!r}).getBoundingClientRect().{edge} + scrollY") for one, edge in
                   ((selectors[0], "top"), (selectors[-1], "bottom")))  # fmt: skip
    clip = {"x": 0, "y": max(0, top - 8), "width": WIDTH, "height": min(bottom - top + 16, height), "scale": 1}
    return png(*dots_of(base64.b64decode(tab.ask("Page.captureScreenshot", clip=clip)["data"])))


def empty(tab: PageTab) -> Sequence[str]:
    return "header", "#check"


def found(tab: PageTab, book: Path) -> Sequence[str]:
    tab.choose("#check-drop input[multiple]", [book])
    time.sleep(2)  # the report is a document of its own
    return "header", "#frame"


def passed(tab: PageTab, book: Path) -> Sequence[str]:
    tab.choose("#check-drop input[multiple]", [book])
    corrected = book.parent / "corrected" / book.name
    corrected.parent.mkdir(exist_ok=True)
    corrected.write_bytes(SAMPLE.with_suffix(".xlsx").read_bytes())
    tab.choose("#check-drop input[multiple]", [corrected])
    tab.make(0, "公开说明")
    return "#results", "#results"


def blank(tab: PageTab) -> Sequence[str]:
    tab.click("nav a[href='#blank']")
    for name, text in {"unit": "示例县向阳街道办事处", "code": "601001", "projects": "社区环境整治提升项目\n街巷道路修缮工程"}.items():
        tab.value(f"document.getElementById('blank-{name}').value = {text!r}")
    tab.value("document.activeElement.blur()")
    return "header", "#blank"


def bureau(tab: PageTab, work: Path) -> Sequence[str]:
    """Four units of an invented county: one is done, one sent the blank workbook back, one a scan, one nothing."""
    units = {f"6010{number:02}": f"示例县{name}街道办事处" for number, name in enumerate(("向阳", "河东", "新华", "文昌"), 1)}
    names = list(units.values())
    back = work / "收回"
    back.mkdir()
    (back / f"{names[0]}.xlsx").write_bytes(SAMPLE.with_suffix(".xlsx").read_bytes())
    (back / f"{names[1]}.xlsx").write_bytes(new_workbook("hebei-2027", names[1], "601002"))
    (back / f"{names[2]}.pdf").write_bytes(b"%PDF-1.4 scanned")
    roster = work / "名册.xlsx"
    roster.write_bytes(filled_roster(units))
    tab.click("nav a[href='#bureau']")
    tab.choose("#roster-drop input", [roster])
    tab.choose("#collect-drop input[multiple]", sorted(back.iterdir()))
    return "header", "#bureau"


def filled_roster(units: dict[str, str]) -> bytes:
    book = load_workbook(io.BytesIO(blank_roster("名册.xlsx")))
    sheet = book.active
    heading = next(row for row in sheet.iter_rows() if any("编码" in str(cell.value) for cell in row))
    code, name = (next(cell.column for cell in heading if word in str(cell.value)) for word in ("编码", "名称"))
    for number, unit in enumerate(units.items(), heading[0].row + 1):
        sheet.cell(number, code, unit[0])
        sheet.cell(number, name, unit[1])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# ---- what is made of workbooks ----------------------------------------------------------------------------------------------------


def checked(path: Path) -> Checked:
    (one,) = check_files([SourceFile(path.name, path.read_bytes())])
    if not isinstance(one, Checked):
        raise ValueError(one)
    return one


def annotated(book: Path) -> bytes:
    (copy,) = annotated_copies(checked(book))
    return copy.data


def notice() -> bytes:
    return notice_of(checked(SAMPLE.with_suffix(".xlsx")), NOTICE_FORMATS["docx"], False)


def tables() -> bytes:
    return tables_of(checked(SAMPLE.with_suffix(".xlsx")), False)


# ---- LibreOffice ------------------------------------------------------------------------------------------------------------------


def type_into(source: Path, cells: Sequence[tuple[str, str, str]], target: Path, work: Path) -> None:
    """A workbook as LibreOffice saves it after somebody has typed into cells."""
    steps = [["open", str(source)], *(["type", *each] for each in cells), ["save", str(target)], ["close"]]
    script = work / "steps.json"
    script.write_text(json.dumps(steps), encoding="utf-8")
    subprocess.run(["/usr/bin/python3", str(ROOT / "tests" / "clerk.py"), str(script)], check=True, timeout=300)


def sheet_picture(data: bytes, sheet: str, area: str, work: Path) -> bytes:
    """A sheet as it looks when it is open: of ``area`` if given, else as it prints; the first one without a name."""
    return printed(only(data, sheet, area), ".xlsx", work)


def only(data: bytes, sheet: str, area: str) -> bytes:
    """A workbook of which LibreOffice prints one sheet alone, without header and footer."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            text = source.read(member)
            if member == "xl/workbook.xml":
                text = shown_alone(text.decode(), sheet, area).encode()
            elif member.startswith("xl/worksheets/"):
                text = re.sub(rb"<headerFooter.*?</headerFooter>", b"", text, flags=re.DOTALL)
            target.writestr(member, text)
    return out.getvalue()


def shown_alone(text: str, sheet: str, area: str) -> str:
    names = re.findall(r'<sheet [^>]*?name="([^"]*)"', text)
    at = names.index(sheet) if sheet else 0
    tags = iter(range(len(names)))
    text = re.sub(r"<sheet [^>]*>", lambda tag: re.sub(r' state="\w+"', "", tag[0]).replace(
        "<sheet ", "<sheet " if next(tags) == at else '<sheet state="hidden" '), text)  # fmt: skip
    text = re.sub(r'activeTab="\d+"', f'activeTab="{at}"', text)
    text = re.sub(r'firstSheet="\d+"', 'firstSheet="0"', text)
    if not area:
        return text
    text = re.sub(r"<definedName[^>]*_xlnm\.Print_[^>]*>[^<]*</definedName>", "", text)
    name = f"<definedName name=\"_xlnm.Print_Area\" localSheetId=\"{at}\">'{names[at]}'!{area}</definedName>"
    return text.replace("</definedNames>", f"{name}</definedNames>")


def word_picture(data: bytes, work: Path) -> bytes:
    """A page of a Word file with its margins, the upper part."""
    pdf = as_pdf(data, ".docx", work)
    width, dots = pixels(pdf, round(72 * WIDTH / 595), page=3)
    return png(width, dots[: 3 * width * 900])


def printed(data: bytes, suffix: str, work: Path) -> bytes:
    """The first page that LibreOffice prints of a file, without its margins."""
    pdf = as_pdf(data, suffix, work)
    *_, left, right = edges(*pixels(pdf, 72))
    return png(*cropped(*pixels(pdf, round(72 * (WIDTH - 20) / (right - left)))))


def as_pdf(data: bytes, suffix: str, work: Path) -> Path:
    source = work / f"given{suffix}"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(work), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return source.with_suffix(".pdf")


def pixels(pdf: Path, resolution: int, page: int = 1) -> tuple[int, bytes]:
    """The width of a page, and its pixels of three bytes."""
    command = ["pdftoppm", "-r", str(resolution), "-f", str(page), "-l", str(page), str(pdf)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=120)
    kind, size, most, data = done.stdout.split(b"\n", 3)
    if (kind, most) != (b"P6", b"255"):
        raise ValueError(kind)
    return int(size.split()[0]), data


def edges(width: int, data: bytes) -> tuple[int, int, int, int]:
    """Top, bottom, left and right of what is not white."""
    rows = [data[at : at + 3 * width] for at in range(0, len(data), 3 * width)]
    marked = [number for number, row in enumerate(rows) if row.strip(b"\xff")]
    left = min(len(rows[each]) - len(rows[each].lstrip(b"\xff")) for each in marked) // 3
    right = max(len(rows[each].rstrip(b"\xff")) for each in marked) // 3 + 1
    return marked[0], marked[-1] + 1, left, right


def cropped(width: int, data: bytes, margin: int = 10, most: int = 1100) -> tuple[int, bytes]:
    """What is not white, with a margin; of a long page the first part."""
    top, bottom, left, right = edges(width, data)
    top, left, right = max(0, top - margin), max(0, left - margin), min(width, right + margin)
    bottom = min(len(data) // (3 * width), bottom + margin, top + most)
    return right - left, b"".join(data[3 * (row * width + left) : 3 * (row * width + right)] for row in range(top, bottom))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
