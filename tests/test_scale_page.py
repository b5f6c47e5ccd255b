"""docs/SCALE.md: what it reckons follows from what it says was measured."""

from __future__ import annotations

import re

import pytest
from test_documentation import written

PAGE = written("docs/SCALE.md")
FIRST, AGAIN = 1, 2
SECONDS = {"秒": 1, "分钟": 60, "小时": 3600}


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading row that contains this text."""
    lines = PAGE.splitlines()
    start = next(number for number, line in enumerate(lines) if line.lstrip().startswith("|") and heading in line)
    found = []
    for line in lines[start + 2 :]:
        if not line.lstrip().startswith("|"):
            return found
        found.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    return found


def number(text: str) -> float:
    return float(re.sub("[^0-9.]", "", text))


MEASURED = [number(row[1]) for row in rows("每个单位（毫秒）")]
RECKONED = [(row, column) for row in rows("处理器 | 收") for column in range(4)]


def processors(text: str) -> int:
    return int(text.split("（")[0])


@pytest.mark.parametrize(("row", "column"), RECKONED, ids=[f"{' '.join(row[:4])} {column}" for row, column in RECKONED])
def test_a_time_is_units_by_milliseconds_over_processors(row: list[str], column: int) -> None:
    """But for what only one process can do: of what is collected at once, all that the second run does."""
    alone = MEASURED[AGAIN] if row[3] == "一次" and column in (FIRST, AGAIN) else 0
    seconds = number(row[1]) / 1000 * (alone + (MEASURED[column] - alone) / (processors(row[2]) * 0.94))
    amount, unit = row[4 + column].split()
    step = SECONDS[unit] * (0.1 if "." in amount else 1)
    assert abs(float(amount) * SECONDS[unit] - seconds) <= step / 2 + 0.01 * seconds


@pytest.mark.parametrize("row", rows("主进程的内存")[1:], ids=lambda row: row[0])
def test_the_memory_is_that_of_four_hundred_and_what_more_units_add(row: list[str]) -> None:
    told = number(row[2]) * (1000 if "GB" in row[2] else 1)
    assert told == pytest.approx(91 + (number(row[1]) - 400) * 103 / 3600, rel=0.02)
