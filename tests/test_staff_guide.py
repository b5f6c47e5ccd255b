"""docs/staff.md, the guide for those who fill in: no message is forgotten, each picture is there, what it calls a button is one."""

from __future__ import annotations

import random
import re
import sys
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from budgetxl.desk.messages import MESSAGES as DESK
from budgetxl.desk.page import ASSETS
from budgetxl.forms import known_folders, load_form
from budgetxl.forms.own_rules import OWN_RULES
from budgetxl.workbook.messages import MESSAGES as WORKBOOK
from budgetxl.workbook.read.refusals import ForeignWorkbook
from budgetxl.xlsx.archive.errors import DamagedOldFile, UnreadableFile

DOCS = Path(__file__).resolve().parent.parent / "docs"
GUIDE = (DOCS / "staff.md").read_text(encoding="utf-8")
sys.path.insert(0, str(DOCS))

from small_png import dots_of  # noqa: E402

COMPLAINS = re.compile("请|不能|不是|不像|没有|有错|错误|太大|读不出|待核实|停止")
ELSEWHERE = ("door_",)  # what the server of `budgetxl desk` says to strangers: docs/DESK.md
MOST_BYTES = 150_000


def opening(message: str) -> str:
    """By which words one finds a message: the first piece between slots and signs that is long enough, else the longest."""
    pieces = [piece.strip(" ~$") for piece in re.split(r"\{\w+\}|[；，。：（）“”、\n]", message)]
    return next((piece for piece in pieces if len(piece) >= 4), max(pieces, key=len))


def not_done(text: str) -> bool:
    return re.search("没有生成|没有修复|没有写成|不能生成", text) is not None


def scripts() -> Iterator[tuple[str, str]]:
    """The sentences that the scripts of the page say by themselves and that ask people for something."""
    for name in ("page.js", "files.js", "engine-worker.js"):
        for text in re.findall(r'"([^"\n]*)"', (ASSETS / name).read_text(encoding="utf-8")):
            if re.search("请|内存|不像|失败", text):
                yield f"{name} {text}", text


def complaints() -> Iterator[tuple[str, str]]:
    def of(name: str, messages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        yield from ((f"{name} {key}", text) for key, text in messages.items())

    yield from of("desk", {key: text for key, text in DESK.items() if COMPLAINS.search(text) and not key.startswith(ELSEWHERE)})
    yield from of("file", UnreadableFile.messages)
    yield from of("old", DamagedOldFile.messages)
    yield from of("foreign", ForeignWorkbook.messages)
    made = {key: text for key, text in WORKBOOK.items() if key.startswith(("annotate-", "repair-"))}
    yield from of("made", {key: text for key, text in made.items() if not_done(text)})
    yield from scripts()


@pytest.mark.parametrize("message", [pytest.param(text, id=name) for name, text in complaints()])
def test_every_message_that_asks_for_something_has_its_place(message: str) -> None:
    assert opening(message) in GUIDE


def test_all_kinds_of_messages_are_looked_at() -> None:
    kinds = [name.split(" ")[0] for name, _ in complaints()]
    assert {"desk", "file", "old", "foreign", "made", "page.js", "files.js", "engine-worker.js"} == set(kinds)


def test_every_rule_of_the_program_and_every_group_of_a_forms_rules_has_its_place() -> None:
    assert [rule for rule in OWN_RULES if rule not in GUIDE] == []
    groups = {rule.id.split("-")[0] for name in known_folders() for rule in load_form(name).rules}
    assert len(groups) > 5
    assert sorted(group for group in groups if f"{group}-" not in GUIDE) == []


def test_the_pictures_are_there_and_small_and_each_is_shown_with_words() -> None:
    shown = re.findall(r"!\[([^\]]*)\]\((pictures/[\w-]+\.png)\)", GUIDE)
    assert all(len(words) > 5 for words, _ in shown)
    there = {f"pictures/{path.name}": path for path in (DOCS / "pictures").iterdir()}
    assert {name for _, name in shown} == set(there)
    taken = re.findall(r'yield "(\w+)", lambda', (DOCS / "make_pictures.py").read_text(encoding="utf-8"))
    assert {f"pictures/{name}.png" for name in taken} == set(there)
    assert 8 <= len(there) <= 12
    for path in there.values():
        data = path.read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        assert 900 <= int.from_bytes(data[16:20]) <= 1100, path.name
        assert len(data) <= MOST_BYTES, path.name


def test_the_readme_shows_the_page_first() -> None:
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    before = readme.split("\n## ")[1]
    (picture,) = re.findall(r"!\[[^\]]{6,}\]\((docs/pictures/[\w-]+\.png)\)", readme)
    assert picture in before
    assert (DOCS.parent / picture).is_file()
    assert "make page" in before
    assert "docs/staff.md" in before


def test_what_is_printed_bold_is_a_button_or_a_heading_of_the_page() -> None:
    page = "".join(path.read_text(encoding="utf-8") for path in ASSETS.iterdir() if path.suffix in (".j2", ".js"))
    page += "".join(text for text in DESK.values() if "{" not in text)  # names of files are buttons, too
    named = set(re.findall(r"\*\*([^*]+)\*\*", GUIDE))
    assert {"公开说明", "公开表", "批注副本", "检查表", "修复", "选择文件", "空白名册"} <= named
    assert sorted(name for name in named if name not in page) == []


@pytest.mark.parametrize("step", [3, 4])
def test_the_filters_of_a_png_are_undone(step: int) -> None:
    rows = [random.Random(7 * step + row).randbytes(step * 6) for row in range(5)]
    above, packed = bytes(step * 6), b""
    for way, row in enumerate(rows):
        packed += bytes([way]) + filtered(way, row, above, step)
        above = row
    header = (6).to_bytes(4) + (5).to_bytes(4) + bytes([8, 2 if step == 3 else 6, 0, 0, 0])
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(packed)), (b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(len(body).to_bytes(4) + name + body + bytes(4) for name, body in parts)
    whole = b"".join(rows)
    assert dots_of(data) == (6, b"".join(whole[at : at + 3] for at in range(0, len(whole), step)))


def filtered(way: int, row: bytes, above: bytes, step: int) -> bytes:
    """A line of a PNG as the five filters of its standard write it."""
    left, corner = bytes(step) + row, bytes(step) + above
    out = []
    for at, value in enumerate(row):
        a, b, c = left[at], above[at], corner[at]
        near = sorted((a, b, c), key=lambda each: abs(a + b - c - each))[0]
        out.append((value - (0, a, b, (a + b) // 2, near)[way]) % 256)
    return bytes(out)
