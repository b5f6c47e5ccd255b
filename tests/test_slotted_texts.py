"""Texts with slots are found in a sheet as a pattern would find them, without one to be compiled."""

from __future__ import annotations

import re
from itertools import product

import pytest

from budgetxl.workbook.read.places.slotted import SLOT, slotted

TEXTS = ["{{ year }}年预算数", "截至{{ year }}年{{ month }}月", "填报单位：{{ unit.name }}", "{{ a }}{{ b }}", "合计", "{{ a }}一{{ b }}一{{ c }}"]


def as_pattern(text: str, most: int) -> re.Pattern[str]:
    return re.compile(f".{{0,{most}}}".join(map(re.escape, SLOT.split(text))))


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("most", [0, 1, 3, 40])
def test_a_text_fits_where_the_pattern_matches_all_of_it(text: str, most: int) -> None:
    pattern, asked = as_pattern(text, most), slotted(text, str, most)
    parts = [part for part in SLOT.split(text) if part] + ["", "二〇", "2027", "一", "一" * 41]
    said = {"".join(each) for count in range(4) for each in product(parts, repeat=count)}
    assert {one for one in said if asked.fits(one)} == {one for one in said if pattern.fullmatch(one)}


def test_its_parts_are_folded_and_a_slot_takes_anything_unless_it_is_bounded() -> None:
    assert slotted("A {{ x }} B", str.lower).fits("a " + "x" * 1000 + " b")
    assert not slotted("A {{ x }} B", str.lower, 40).fits("a " + "x" * 41 + " b")
