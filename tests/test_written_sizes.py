"""What the reader would refuse for its size is not written: told beforehand, with the key and the limit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making import a_form, table

from budgetxl.forms import DataError, Form
from budgetxl.workbook import export, fill, read


@pytest.fixture
def form(tmp_path: Path) -> Form:
    """A list of twelve amounts and a short one."""
    wide = {f"m{number}": "money" for number in range(12)}
    return a_form(tmp_path, table("list", **wide) + table("other", "另表", name="text", note="text"))


def rows(count: int) -> list[dict[str, Any]]:
    return [{f"m{place}": "1" for place in range(12)} for _ in range(count)]


@pytest.mark.parametrize("count", [14_000, 12_500])
def test_data_with_more_cells_than_can_be_read_are_refused_with_their_key_and_the_limit(form: Form, count: int) -> None:
    with pytest.raises(DataError) as raised:
        fill(form, {"list": rows(count), "other": [{"name": "甲"}]}, 2022)
    (problem,) = raised.value.problems
    assert problem.startswith(f"list：有 {count:,} 行") and "150,000" in problem


def test_data_with_more_text_than_can_be_read_are_refused_with_their_key(form: Form) -> None:
    with pytest.raises(DataError, match=r"^other：有 10,001 行.*文字"):
        fill(form, {"other": [{"name": f"甲{number}", "note": "长" * 400} for number in range(10_001)]}, 2022)


def test_what_is_just_below_the_limit_is_written_and_read_back(form: Form) -> None:
    data = {"list": rows(2_000)}
    assert export(read(fill(form, data, 2022), form).submission)["data"]["list"] == data["list"]
