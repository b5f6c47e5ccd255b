"""Whoever writes a form hears of every mistake at once, each with its file, its key and what was probably meant."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from budgetxl.cli.app import run
from budgetxl.forms import FormError, Mistake, load_form

FORM = """
id = "own"
extends = "hebei-2027"
titel = "预算公开说明"

[[sheets]]
id = "cover"
[[sheets.blocks]]
id = "unit"
arrange = [["name", "cod"]]
fields = [{ id = "fax", label = "传真", type = "txt" }]

[[sheets]]
id = "balence"
remove = true

[[sheets]]
id = "budget"
[[sheets.blocks]]
id = "expenditure"
fields = [
  { id = "reserve", label = "预留", type = "money", after = "projct" },
  { id = "rest", label = "其余", type = "money", formula = "expenditure.totle - expenditure.basic" },
]

[[sheets]]
id = "institutions"
[[sheets.blocks]]
id = "institutions"
columns = [{ id = "level", label = "级别", type = "choice", choices = "lists.rank" }]

[[sheets]]
id = "procurement"
[[sheets.blocks]]
id = "procurement"
totals = [{ id = "procurement_total", columns = ["amount", "smal_business"] }]
"""

RULES = """
[[rules]]
id = "X-01"
severity = "error"
each = "procurment"
check = "row.amount > 0"
message = "金额应大于0"

[[rules]]
id = "X-02"
severity = "error"
check = "income.total == summ(procurement.amount)"
message = "不等"

[[rules]]
id = "X-03"
severity = "error"
check = "income.total > 0"
message = "收入{incom.total}应大于0"
"""

#: file, key, what is wrong, what was probably meant
PLANTED = [
    ("own/form.toml", "titel", "titel", "title"),
    ("own/form.toml", "sheets.cover.blocks.unit.arrange", "cod", "code"),
    ("own/form.toml", "sheets.cover.blocks.unit.fields.fax.type", "txt", "text"),
    ("own/form.toml", "sheets.balence", "balence", "balance"),
    ("own/form.toml", "sheets.budget.blocks.expenditure.fields.reserve", "projct", "project"),
    ("own/form.toml", "sheets.budget.blocks.expenditure.rest", "expenditure.totle", "expenditure.total"),
    ("own/form.toml", "institutions.level.choices", "lists.rank", "lists.ranks"),
    (
        "own/form.toml",
        "sheets.procurement.blocks.procurement.totals.procurement_total.columns",
        "smal_business",
        "small_business",
    ),
    ("own/rules.toml", "rules.X-01.each", "procurment", "procurement"),
    ("own/rules.toml", "rules.X-02.check", "summ", "sum"),
    ("own/rules.toml", "rules.X-03.message", "incom.total", "income.total"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    own = tmp_path_factory.mktemp("forms") / "own"
    own.mkdir()
    (own / "form.toml").write_text(FORM, encoding="utf-8")
    (own / "rules.toml").write_text(RULES, encoding="utf-8")
    return own


@cache
def mistakes(folder: Path) -> list[Mistake]:
    with pytest.raises(FormError) as caught:
        load_form(folder)
    return caught.value.mistakes


def test_ten_mistakes_and_one_more_are_all_reported_and_nothing_else(folder: Path) -> None:
    assert sorted((m.file, m.key) for m in mistakes(folder)) == sorted((file, key) for file, key, _, _ in PLANTED)


@pytest.mark.parametrize(("file", "key", "wrong", "meant"), PLANTED)
def test_each_names_its_key_and_the_nearest_right_name(
    folder: Path, file: str, key: str, wrong: str, meant: str
) -> None:
    found = next(m for m in mistakes(folder) if (m.file, m.key) == (file, key))
    assert f"“{wrong}”" in found.message and f"“{meant}”" in found.message


def test_forms_check_prints_them_line_by_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["forms", "check", str(folder)]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(PLANTED)
    assert all(any(line.startswith(f"{file}：{key}：") for line in lines) for file, key, _, _ in PLANTED)


def test_a_rule_of_a_parent_about_what_the_form_takes_away_is_no_mistake(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    text = 'id = "own"\nextends = "hebei-2027"\n[[sheets]]\nid = "overall_indicators"\nremove = true\n'
    (own / "form.toml").write_text(text, encoding="utf-8")
    assert "PERF-06" not in {rule.id for rule in load_form(own).rules}
