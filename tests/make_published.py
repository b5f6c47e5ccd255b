"""Make the facts of the published notices (``published_notices``) from their texts: run when a notice is added.

    python tests/make_published.py FOLDER        (or BUDGETXL_NOTICES=FOLDER; a notice is FOLDER/NAME.txt)

No test needs the texts. They come in two kinds. In one a table cell is a line that begins with a tab, a merged or blank
cell is an empty one, and blank lines part the rows, though not reliably. In the other a row is a line and tabs part its
cells. It was read by OCR: blanks within words, signs as TeX, a header again on each page. What is written: every heading,
the figures of each section in order, every table with its cells, and the names that stand in the words of ``FRAMES``.
Sentences are not: of one that is numbered, a digest of its beginning.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from published import FACTS, GOAL, bare, cut, figures_of, is_heading, kept, marker_of

# How many cells the rows of a table have, by how one of its first three begins; further rows are as wide as the last.
SHAPES = {
    GOAL: (2, 6),
    "部门编码-": (2, 7, 10, 14),
    "[^|]*固定资产占用情况表": (1, 2, 3),
    "编制部门": (2, 3),
    "项目编码": (2, 4, 7, 2, 5, 5, 2, 6),
    "单位规格": (4,),
    "单位名称": (2, 4),
    "政府采购项目来源": (8, 16),
    "一级指标": (7, 9),
}
# Words around a name that the samples take from a notice (blanks and brackets left out).
FRAMES = (
    "主要为…等", "万元，主要为…；项目支出", "万元，主要为…。", "我…机关运行经费", "我…无其他需要说明", "。…的收支", "拨款收入：指…财政",
)  # fmt: skip


def facts_of(text: str) -> dict[str, Any]:
    """What is kept of a notice."""
    source = text.splitlines()
    in_rows = any(line.count("\t") > 2 and not line.startswith(("\t", " ")) for line in source)
    parts: list[str | dict[str, Any]] = []
    for line, cells in _parted(source, in_rows):
        last = parts[-1] if parts else None
        if line and isinstance(last, str) and (marker_of(last) == last or (in_rows and _cut_off(last, line))):
            parts[-1] = last + line
        elif line:
            parts.append(line)
        else:
            above: list[str] = []
            while isinstance(parts[-1], str) and not marker_of(parts[-1]) and not re.search("[，。；]", parts[-1]):
                above.insert(0, kept(parts.pop()))
            parts.append({"above": above, "rows": [[kept(cell) for cell in row] for row in cells]})
    sections: list[dict[str, Any]] = []
    for part in parts:
        if isinstance(part, dict):
            sections[-1].setdefault("tables", []).append(part)
            continue
        if is_heading(part) or not sections:
            sections.append({"heading": cut(part) if is_heading(part) else "", "figures": []})
        sections[-1]["figures"] += figures_of(part)
    whole = re.sub(r"[\s（）]", "", text)
    named = {frame: sorted(set(map(kept, _framed(frame, whole)))) for frame in FRAMES}
    return {"in_rows": in_rows, "named": {frame: found for frame, found in named.items() if found}, "sections": sections}


def _framed(frame: str, text: str) -> list[str]:
    before, after = map(re.escape, frame.split("…"))
    return re.findall(f"{before}([^，。；：]{{1,60}}?){after}", text)


def _parted(source: Sequence[str], in_rows: bool) -> Iterator[tuple[str, list[list[str]]]]:
    """Lines of text and tables, in order."""
    rows: list[list[str]] = []
    after_blank = True
    for raw in source:
        line = bare(raw)
        is_cell = "\t" in raw if in_rows else raw.strip(" ").startswith("\t")
        if is_cell and in_rows:
            row = [bare(cell) for cell in raw.split("\t")]
            if rows and not any(rows[-1][1:]) and not any(row[1:]):
                rows[-1][1] = row[0]  # a goal below its label instead of beside it
            elif row not in rows or row[0] != "一级指标":  # the header again on the next page
                rows.append(row)
        elif is_cell:
            rows += [] if raw.strip(" ").startswith("\t\t") else [[line]]  # several tabs alone are no cell
        elif not line:
            after_blank = True
            continue
        elif rows and (not after_blank or _goal_goes_on(rows, line)):
            cell = 1 if in_rows else 0
            rows[-1][cell] += line
        else:
            if rows:
                yield "", rows if in_rows else _shaped([cell for row in rows for cell in row])
                rows = []
            yield line, []
        after_blank = False
    if rows:
        yield "", rows if in_rows else _shaped([cell for row in rows for cell in row])


def _cut_off(line: str, following: str) -> bool:
    """Whether a sentence ends in the middle: OCR takes the end of a page for the end of a paragraph."""
    return re.search("[，；]", line) is not None and line[-1] not in "，。；：,%”）" and not marker_of(following)


def _goal_goes_on(rows: list[list[str]], line: str) -> bool:
    """Whether a line is another of a goal: it stands right below the goal's cell, apart from it by blank lines."""
    at_goal = rows[-1][0] == GOAL or (len(rows) > 1 and rows[-2] == [GOAL])
    return at_goal and not line.endswith("绩效目标表")


def _shaped(cells: list[str]) -> list[list[str]]:
    widths = next(widths for start, widths in SHAPES.items() if any(re.match(start, cell) for cell in cells[:3]))
    rows, start = [], 0
    while start < len(cells):
        width = widths[min(len(rows), len(widths) - 1)]
        rows.append(cells[start : start + width])
        start += width
    return rows


def written(facts: dict[str, Any]) -> str:
    """The facts as JSON that can be read: a section without tables in a line, a row of a table in a line."""

    def one(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    def section(each: dict[str, Any]) -> str:
        head = f'  {{"heading": {one(each["heading"])}, "figures": {one(each["figures"])}'
        tables = (
            f'    {{"above": {one(table["above"])}, "rows": [\n' + ",\n".join(f"      {one(row)}" for row in table["rows"]) + "\n    ]}"
            for table in each.get("tables", ())
        )
        return head + (', "tables": [\n' + ",\n".join(tables) + "\n  ]}" if "tables" in each else "}")

    sections = ",\n".join(map(section, facts["sections"]))
    return f'{{"in_rows": {one(facts["in_rows"])},\n "named": {one(facts["named"])},\n "sections": [\n{sections}\n]}}\n'


def main(folder: Path) -> None:
    for path in sorted(folder.glob("*.txt")):
        text = written(facts_of(path.read_text(encoding="utf-8")))
        (FACTS / f"{path.stem}.json").write_text(text, encoding="utf-8")
        print(f"{path.stem}: {len(text)} characters")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ["BUDGETXL_NOTICES"]))
