"""What is kept of the published notices: facts alone, all of them, by a road that works for the next notice, too."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from make_published import facts_of, written
from published import FACTS, LONGEST, digest, figures_of, plain_figure, read_published

#: Sections, figures, tables, cells: what has gone missing shows as a number.
COUNTS = {
    "changjiang-2020": (99, 195, 25, 1012),
    "guangyang-office-2022": (59, 57, 9, 438),
    "jiefangdao-2022": (124, 41, 10, 530),
    "juyangxi-2020": (75, 65, 25, 1028),
    "yanshanlu-2023": (56, 22, 11, 825),
}

NOTICE = """某街道2031年预算公开情况说明
本段是引言，说明编制的依据。
一、收支情况
2031年收入12.50万元，比上年减少3万元；社区700余家，与去年持平。
（一）严格管理，提高资金使用的效益。另行规定。
1.完善制度。按月检查2次，发现问题立即改正，绝不拖延。
二、国有资产
\t某区区直部门固定资产占用情况表

\t编制部门：某街道
\t截止时间：2030年12月31日

\t项目
\t数量
\t价值

\t用于说明情况的很长很长的一个格子，里面写的是一个完整的句子，超过三十个字。
\t
\t12.5
"""


@pytest.mark.parametrize("name", COUNTS)
def test_nothing_of_a_notice_has_gone_missing(name: str) -> None:
    notice = read_published(name)
    cells = sum(len(row) for table in notice.tables for row in table.rows)
    assert (len(notice.sections), sum(len(each.figures) for each in notice.sections), len(notice.tables), cells) == COUNTS[name]


def test_every_notice_is_counted() -> None:
    assert {path.stem for path in FACTS.glob("*.json")} == COUNTS.keys()


@pytest.mark.parametrize("name", COUNTS)
def test_no_text_that_is_kept_is_long_enough_to_be_prose(name: str) -> None:
    assert [text for text in texts(name) if len(re.sub("《[^》]*》|〔[^〕]*〕", "", text)) > LONGEST + len("（一）")] == []


def test_a_notice_becomes_headings_figures_and_tables_without_a_sentence() -> None:
    facts = facts_of(NOTICE)
    assert [(section["heading"], section["figures"]) for section in facts["sections"]] == [
        ("某街道2031年预算公开情况说明", ["2031年"]),
        ("一、收支情况", ["2031年", "12.50万元", "减少3万元", "700余家", "持平"]),
        (f"（一）{digest('严格管理')}。", []),
        ("1.完善制度。", ["2次"]),
        ("二、国有资产", []),
    ]
    (table,) = facts["sections"][-1]["tables"]
    long = "用于说明情况的很长很长的一个格子，里面写的是一个完整的句子，超过三十个字。"
    assert table["rows"] == [
        ["某区区直部门固定资产占用情况表"],
        ["编制部门：某街道", "截止时间：2030年12月31日"],
        ["项目", "数量", "价值"],
        [digest(long), "", "12.5"],
    ]
    assert not any(piece in written(facts) for piece in ("引言", "依据", "严格", "绝不", "格子"))


@pytest.mark.parametrize(
    ("line", "figures"),
    [
        ("（1）比上年增加3.50万元，下降2％", ["3.5万元", "2%"]),
        ("3、2022年安排14个社区、60.00元", ["2022年", "14个", "60元"]),
        ("A0201号文，100人次", ["100人次"]),
    ],
)
def test_figures_are_read_with_their_units_and_without_the_number_of_the_line(line: str, figures: list[str]) -> None:
    assert [*map(plain_figure, figures_of(line))] == figures


def texts(name: str) -> Iterator[str]:
    notice = read_published(name)
    yield from (section.heading for section in notice.sections)
    yield from (name for names in notice.named.values() for name in names)
    for table in notice.tables:
        yield from (*table.above, *(cell for row in table.rows for cell in row))
