"""The samples say what the published notices say, and so does the notice rendered from them.

What the notices say is read from their facts (``published``). The other three are held against what is rendered in
``test_rendered_against_notices``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

import pytest
from published import REPOSITORY, Published, figures_of, kept, read_published

from budgetxl.forms import decode, encode, load_form

SAMPLES = ("jiefangdao-2022", "guangyang-office-2022")

Cell: TypeAlias = Decimal | str | None
Row: TypeAlias = list[Cell]

# The amounts of each section's prose, in the notice's order.
AMOUNTS = {
    "二": (
        "income.total income.general_public_budget income.government_fund income.fiscal_account income.other "
        "income.carried_forward expenditure.total expenditure.basic expenditure.personnel expenditure.operating "
        "expenditure.project expenditure.total change.total change.basic change.project"
    ),
    "三": "operating_costs.amount",
    "四": (
        "three_public.total.amount three_public.abroad.amount three_public.vehicles.amount "
        "three_public.purchase.amount three_public.running.amount three_public.reception.amount"
    ),
    "六": "procurement_approved.amount",
    "七": "asset_summary.closing_amount asset_summary.planned_purchase",
}
AMOUNT = re.compile(r"(减少|增加)?(\d+(?:\.\d+)?)万元")
QUANTITY = re.compile(r"(?:减少|增加)?(\d+(?:\.\d+)?余?(?:%|万元|人次|[栋家个户套岁月]))")
PROJECT_HEADING = re.compile(r"\d+\.(.+)绩效目标表")
OVERALL, ITEMISED, SAFEGUARDS, WHOLE = "（一）总体绩效目标", "（二）分项绩效目标", "（三）", "（四）"


class Notice:
    """A published notice: the amounts of its sections, and its tables as rows of cells to compare."""

    def __init__(self, name: str) -> None:
        self.facts: Published = read_published(name)
        found = [[[_cell(cell) for cell in row] for row in table.rows] for table in self.facts.tables]
        self.institutions, self.indicators, *self.projects, self.procurement, self.assets = found

    def tables(self) -> list[list[Row]]:
        return [self.institutions, self.indicators, *self.projects, self.procurement, self.assets]

    def section(self, number: str) -> list[str]:
        """The figures of a main section."""
        return self.facts.figures(f"{number}、", f"{_following(number)}、", "5、")  # one notice numbers its fifth section "5、"

    def project_names(self) -> list[str]:
        named = (PROJECT_HEADING.fullmatch(section.heading) for section in self.facts.sections)
        return [found[1].removesuffix("（项目名称）") for found in named if found]


@pytest.fixture(params=SAMPLES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sample(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((REPOSITORY / "sample_workbooks" / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture
def data(sample: dict[str, Any]) -> dict[str, Any]:
    inner: dict[str, Any] = sample["data"]
    return inner


@pytest.fixture
def notice(name: str) -> Notice:
    return Notice(name)


@pytest.fixture
def rendered(sample: dict[str, Any]) -> str:
    """The text of the notice made from the workbook that the sample fills."""
    from budgetxl.notice import render, to_text
    from budgetxl.workbook import fill, read

    workbook = fill(load_form(sample["form"]), sample["data"], sample["year"])
    return to_text(render(read(workbook).submission, draft=True))


# ── The sample and the form


def test_a_sample_has_every_key_of_its_form_in_the_forms_order_and_its_values_in_plain_notation(sample: dict[str, Any]):
    form = load_form(sample["form"])
    again = encode(form, decode(form, sample["data"], sample["year"]).root)
    assert json.dumps(again, ensure_ascii=False) == json.dumps(sample["data"], ensure_ascii=False)


# ── The sample and the notice's tables


def test_the_institutions_are_those_of_the_notice(notice: Notice, data: dict[str, Any]):
    published = [row for row in notice.institutions[1:] if any(row)]
    assert published == _table(data["institutions"])


def test_the_overall_indicators_are_those_of_the_notice(notice: Notice, data: dict[str, Any]):
    assert _filled_down(notice.indicators[2:], 1) == _table(data["overall_indicators"])


def test_the_projects_have_the_names_of_the_notice(notice: Notice, data: dict[str, Any]):
    assert notice.project_names() == [project["name"] for project in data["projects"]]


def test_the_projects_have_the_indicators_of_the_notice(notice: Notice, data: dict[str, Any]):
    for published, project in zip(notice.projects, data["projects"], strict=True):
        assert (published[0][1] is None) == (project["goal"] is None)  # a goal is a sentence: the samples use their own
        assert _filled_down(published[2:], 1) == _table(project["indicators"])


def test_the_procurement_rows_and_their_total_are_those_of_the_notice(notice: Notice, data: dict[str, Any]):
    columns = list(data["procurement"][0])
    total = {"project": "合计", **data["procurement_total"]}
    assert notice.procurement[2:] == _table([{column: total.get(column) for column in columns}, *data["procurement"]])


def test_the_assets_are_those_of_the_notice(notice: Notice, data: dict[str, Any]):
    published = [row[1:] for row in notice.assets[3:]]
    assert published == [[_cell(row.get("quantity")), _cell(row["value"])] for row in data["assets"].values()]


def test_the_asset_table_names_the_unit_its_kind_its_district_and_its_date(notice: Notice, data: dict[str, Any]):
    unit, (year, month, day) = data["unit"], data["asset_date"]["as_of"].split("-")
    assert notice.assets[0] == [_cell(f"{unit['district']}区直{unit['kind']}固定资产占用情况表")]
    assert notice.assets[1] == [_cell(f"编制{unit['kind']}：{unit['name']}"), f"截止时间：{year}年{month}月{day}日"]


# ── The sample and the notice's prose


@pytest.mark.parametrize("section", AMOUNTS)
def test_the_amounts_of_a_section_are_those_of_the_notice_in_its_order(
    notice: Notice, data: dict[str, Any], section: str
):
    assert _amounts(notice.section(section)) == [Decimal(_at(data, path)) for path in AMOUNTS[section].split()]


def test_the_direction_of_every_change_is_that_of_the_notice(notice: Notice, data: dict[str, Any]):
    published = [found[1] for figure in notice.section("二") if (found := AMOUNT.fullmatch(figure)) and found[1]]
    changes = [Decimal(data["change"][part]) for part in ("total", "basic", "project")]
    assert published == ["增加" if change > 0 else "减少" for change in changes]
    assert "持平" in notice.section("四")
    assert data["three_public"]["total"]["change"] == "0"


@pytest.mark.parametrize(
    "path",
    [
        "expenditure.main_projects",
        "change.basic_reason",
        "change.project_reason",
        "asset_summary.planned_items",
        "unit.self_name",
        "unit.kind",
        "unit.scope",
        "unit.tier",
    ],
)
def test_the_short_facts_of_the_prose_are_those_of_the_notice(notice: Notice, data: dict[str, Any], path: str):
    fact = _at(data, path)
    frame, named = {
        "expenditure.main_projects": ("主要为…等", fact),
        "change.basic_reason": ("万元，主要为…；项目支出", fact),
        "change.project_reason": ("万元，主要为…。", fact),
        "asset_summary.planned_items": ("主要为…等", fact),
        "unit.self_name": ("我…机关运行经费", fact),
        "unit.kind": ("我…无其他需要说明", fact),
        "unit.scope": ("。…的收支", data["unit"]["name"] + fact),
        "unit.tier": ("拨款收入：指…财政", fact),
    }[path]
    assert kept(named) in notice.facts.named[frame]


def test_the_itemised_goals_are_named_as_in_the_notice(notice: Notice, data: dict[str, Any]):
    headings = [section.heading[2:] for section in notice.facts.between(ITEMISED, SAFEGUARDS)[1:]]
    assert headings == [item["name"] for item in data["itemised_goals"]]


def test_the_narratives_state_every_figure_that_those_of_the_notice_state(notice: Notice, data: dict[str, Any]):
    published = notice.facts.figures(OVERALL, WHOLE)
    own = json.dumps([data[block] for block in ("overall_goals", "itemised_goals", "safeguards")], ensure_ascii=False)
    assert sorted(_quantities(published)) == sorted(_quantities(_lines(own.replace("\\n", "\n"))))


def test_each_itemised_goal_states_the_figures_of_its_own_in_the_notice(notice: Notice, data: dict[str, Any]):
    published = notice.facts.between(ITEMISED, SAFEGUARDS)[1:]
    for item, section in zip(data["itemised_goals"], published, strict=True):
        assert section.heading.endswith(item["name"])
        assert _quantities(section.figures) == _quantities(_lines(f"{item['goal']}\n{item['indicators']}")), item["name"]


# ── The rendered notice


@pytest.mark.parametrize("section", AMOUNTS)
def test_the_rendered_section_states_the_amounts_of_the_notice_in_its_order(
    notice: Notice, rendered: str, section: str
):
    published, own = _amounts(notice.section(section)), _amounts(_rendered_section(rendered, section))
    assert _stands_in_order(published, own), f"{published} is not in order within {own}"


def test_the_rendered_tables_have_every_row_of_the_notices_tables(notice: Notice, rendered: str):
    lines = iter([[_cell(text) for text in re.split(r"\||\s{4}", line)] for line in rendered.splitlines()])  # in the notice's order
    for rows in notice.tables():
        for above, row in zip([[], *rows], rows, strict=False):
            repeated = [i for i in (0, 1) if row[i : i + 1] == above[i : i + 1]]  # may be merged with the row above
            cells = [cell for i, cell in enumerate(row) if cell is not None and i not in repeated]
            if cells[:1] == ["绩效目标"]:
                cells = cells[:1]  # the goal itself is a sentence: the samples use their own
            assert not cells or any(_stands_in_order(cells, line) for line in lines), f"no rendered row has {cells}, or not in its place"


def _following(number: str) -> str:
    return "一二三四五六七八九"["一二三四五六七八九".index(number) + 1]


def _rendered_section(text: str, number: str) -> list[str]:
    """The figures of a main section of a rendered notice, tables included."""
    lines = text.splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith(f"{number}、"))
    last = next(at for at, line in enumerate(lines) if at > first and line.startswith(f"{_following(number)}、"))
    return _lines("\n".join(lines[first:last]))


def _lines(text: str) -> list[str]:
    return [figure for line in text.splitlines() for figure in figures_of(line.strip())]


def _cell(text: str | None) -> Cell:
    """A cell to compare: a Decimal where it is a number, None where it is blank or a dash, else what is kept of its text."""
    bare = re.sub(r"\s", "", text or "")
    if bare in ("", "——"):
        return None
    try:
        return Decimal(bare)
    except InvalidOperation:
        return kept(bare)


def _table(rows: list[dict[str, str | None]]) -> list[Row]:
    return [[_cell(value) for value in row.values()] for row in rows]


def _filled_down(rows: list[Row], columns: int) -> list[Row]:
    """The rows with blanks of the first columns filled from above, as merged cells mean it."""
    filled: list[Row] = []
    for row in rows:
        above = filled[-1] if filled else row
        first = [old if new is None else new for new, old in zip(row[:columns], above, strict=False)]
        filled.append(first + row[columns:])
    return filled


def _amounts(figures: Iterable[str]) -> list[Decimal]:
    """The amounts among figures; those that are a decrease are below zero."""
    found = filter(None, map(AMOUNT.fullmatch, figures))
    return [-Decimal(amount[2]) if amount[1] == "减少" else Decimal(amount[2]) for amount in found]


def _quantities(figures: Iterable[str]) -> list[str]:
    return [found[1] for found in map(QUANTITY.fullmatch, figures) if found]


def _at(data: dict[str, Any], path: str) -> str:
    node: Any = data
    for part in path.split("."):
        node = node[part]
    return str(node)


def _stands_in_order(wanted: list[Any], found: list[Any]) -> bool:
    rest = iter(found)
    return all(any(item == other for other in rest) for item in wanted)
