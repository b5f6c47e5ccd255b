"""Folders of workbooks for tests of ``collect``: a small form, its workbooks, files with times of their own.

>>> collected(form, [found("a.xlsx", book(form, "601001"))], [Unit("601001", "甲局")]).units[0].state
'通过'
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from making import YEAR, a_block, a_form, a_rule, a_sheet, fields_of

from budgetxl.bureau import Collection, Other, Unit, UnitResult
from budgetxl.bureau.collect import AcceptedFile, Found, LastYear, Pool, Way, accepted_last_year, collect
from budgetxl.forms import Form
from budgetxl.workbook import fill

TODAY = date(YEAR, 3, 1)
NOON = datetime(YEAR, 2, 1, 12, tzinfo=UTC)
CODES = ["130208220P00000000001X", "130208220P00000000002X"]

MONEY: dict[str, Any] = {"type": "money"}
SHEETS = (
    a_sheet(
        "收支",
        a_block("x", "record", fields=fields_of({
            "a": "money", "last_a": "money", "b": "money", "last_b": "money",
            "total": {"type": "money", "formula": "sum(x.a, x.b)"}, "claimed": "money", "reason": "text",
            "change": {"type": "money", "signed": True}, "people": "integer",
        })),
        section="budget",
    )
    + a_sheet(
        "项目",
        a_block("t", "table", rows=8, columns=fields_of({"project": "text", "number": "code", "amount": "money"}),
                totals=[{"id": "all", "label": "合计", "columns": ["amount"]}]),
        section="goods",
    )
    + a_sheet("机构", a_block("bodies", "table", rows=4, columns=fields_of({"body": "text", "rank": "text"})), section="goods")
)  # fmt: skip
RULES = (
    a_rule("X-01", "x.claimed == x.total", "填的合计{left}与{right}不符", when="x.claimed > 0")
    + a_rule("X-02", "x.a < 100000000", "{left}太大", severity="warning", when="x.a > 0")
    + a_rule("X-03", "x.people <= 10", "{left}人多于{right}人", severity="warning")
)
HEAD = '[sections]\nbudget = "收支"\ngoods = "项目"\n'


def the_form(folder: Path, head: str = HEAD, **changes: str) -> Form:
    sheets = SHEETS
    for old, new in changes.items():
        sheets = sheets.replace(old, new)
    return a_form(folder, sheets, RULES, head=head)


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return the_form(tmp_path_factory.mktemp("form"))


def here_with(form: Form, roster: str = "") -> Path:
    """The folder in hand, with the form in it as ``form``, and a roster, 名册.csv, where one is given."""
    here = Path.cwd()
    (here / "form").symlink_to(form.folders[0])
    if roster:
        (here / "名册.csv").write_text(roster, encoding="utf-8")
    return here


def book(form: Form, code: str | None = None, name: str | None = None, /, year: int = YEAR, part: str = "", **figures: Any) -> bytes:
    """A completed workbook of a unit: figures of 收支 by name, ``rows`` of 项目 as (project, number, amount), ``bodies`` of 机构."""
    rows = [dict(zip(("project", "number", "amount"), row)) for row in figures.pop("rows", ())]
    bodies = [{"body": body} for body in figures.pop("bodies", ())]
    data: dict[str, Any] = {"unit": {"name": name, "code": code}, "x": {key: str(value) for key, value in figures.items()}}
    data |= {"t": rows, "bodies": bodies}
    return fill(form, data, year, part) if part else fill(form, data, year)


def saved_at(data: bytes, when: datetime | None) -> bytes:
    """A workbook as a program saved it that keeps the time in its core properties; without them for None."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                if when is None:
                    continue
                told = when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + told, content)
            new.writestr(name, content)
    return buffer.getvalue()


def with_property(data: bytes, name: str, value: str) -> bytes:
    """A workbook whose mark of that name (``version``, ``fingerprint``) says something else, wherever it stands."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        custom = old.read("docProps/custom.xml").decode()
        told = re.search(rf'name="budgetxl\.{name}"><vt:lpwstr>([^<]*)<', custom)
        assert told is not None
        for item in old.namelist():
            content = old.read(item)
            if item == "docProps/custom.xml" or (len(told[1]) >= 8 and item.endswith(".xml")):
                content = content.replace(told[1].encode(), value.encode())
            new.writestr(item, content)
    return buffer.getvalue()


def without_marks(data: bytes) -> bytes:
    """A workbook that nothing tells the form of: no properties, no constants among its names, nothing on its hidden sheet."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"budgetxl.form", b"somebody.form") if name.endswith(".xml") else old.read(name))
    return buffer.getvalue()


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def found(path: str, data: bytes, written: datetime | None = NOON) -> Found:
    return Found(path, lambda: data, written)


def collected(
    form: Form, files: Iterable[Found | Other], units: Sequence[Unit], previous: LastYear | None = None,
    pool: Pool | None = None, today: date = TODAY,
) -> Collection:
    """A collection whose workbooks are read by a form in a folder of its own."""
    return collect(files, units, today, Way(str(form.folders[0]), pool=pool), previous).collection


def last_year(form: Form, files: Iterable[Found], units: Sequence[Unit], told: Sequence[AcceptedFile] | None = None) -> LastYear:
    return accepted_last_year(files, units, told, Way(str(form.folders[0])))


def result(collection: Collection, code: str) -> UnitResult:
    return next(one for one in collection.units if one.unit.code == code)


def across(collection: Collection, code: str) -> list[str]:
    """The rules of the warnings that comparing units gave one of them."""
    return [finding.rule for finding in result(collection, code).across]
