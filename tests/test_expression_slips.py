"""What people write in a rule instead of what it wants is named with its cure, also where Python reads it as something else."""

from __future__ import annotations

import pytest

from budgetxl.expressions import ExpressionError, parse

SLIPS = [
    ("x.a = 1", "改用 ==", 4),
    ("=SUM(B2:B9)", "去掉开头的 =", 0),
    ("=sum(t.a)", "去掉开头的 =", 0),
    ("x.a < 60%", "百分号“60%”：比例写 0.6；百分数的栏目里存的是 60", 6),
    ("x.a * 2.5% > 1", "比例写 0.025", 6),
    ("60% + 1 == x.a", "比例写 0.6", 0),
    ("x.a > 1,000", "请写 1000", 0),
    ("max(x.a, 1,000)", "请写 1000", 0),
    ("x.a > 1,234,567.8", "请写 1234567", 0),
    ("x.a ≥ 1", "改用 >=", 4),
    ("x.a ≤ 1", "改用 <=", 4),
    ("x.a ≠ 1", "改用 !=", 4),
    ("x.a <> 1", "改用 !=", 4),
    ("x.a => 1", "改用 >=", 4),
    ("x.a =< 1", "改用 <=", 4),
    ("x.a === 1", "改用 ==", 4),
    ("x.a × 2 == 1", "改用 *", 4),
    ("x.a ÷ 2 == 1", "改用 /", 4),
    ("x.a − 2 == 1", "改用 -", 4),
    ("x.a > 1 && x.b > 1", "改用 and", 8),
    ("x.a > 1 || x.b > 1", "改用 or", 8),
    ("(x.a > 1) & (x.b > 1)", "改用 and", 0),
    ("x.a > 1 且 x.b > 1", "改用 and", 8),
    ("x.a > 1且x.b > 1", "改用 and", 7),
    ("x.a > 1 或者 x.b > 1", "改用 or", 8),
    ("非 x.a", "改用 not", 0),
    ("x.a is 1", "改用 ==", 0),
    ("（x.a > 1）", "改用 (", 0),
    ("x.a ＞ 1", "改用 >", 4),
    ("x.a ＝ 1", "改用 ==", 4),
    ("x.a == １", "改用 1", 7),
    ("max(x.a， 1)", "改用 ,", 7),
    ("ｍａｘ(x.a, 1)", "改用 m", 0),
    ("x.a == “部门”", '改用 "', 7),
    ('x.a == "部门', "引号不成对", 7),
    ("x.a == 部门'", "引号不成对", 9),
    ("x.a == 007", "不能以 0 开头", 7),
    ("(x.a == 1", "括号不成对", 0),
    ("x.a == 1)", "括号不成对", 8),
    ("x.a == 1 and", "没有写完", 9),
    ("class.a == 1", "“class”是式子里的保留词", 0),
    ("x.from == 1", "“from”是式子里的保留词", 2),
    ("in.a == 1", "“in”是式子里的保留词", 0),
]


@pytest.mark.parametrize(("text", "says", "offset"), SLIPS)
def test_a_slip_is_named_with_its_cure_and_its_place(text: str, says: str, offset: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert says in caught.value.message and caught.value.offset == offset


@pytest.mark.parametrize(
    "text",
    [
        'x.a == "60%，1,000 且 ≥１"',
        "one_of(x.a, 100, 200)",
        "one_of(x.a, 1,2)",
        "one_of(x.a, 12,3456)",
        "x.a >= 0.6 and x.b != 1",
        "x.a == 10000",
    ],
)
def test_what_only_looks_like_a_slip_is_read(text: str) -> None:
    assert parse(text)
