"""Tiny forms and workbooks for tests: a form folder written as TOML, filled, read, typed into, checked.

>>> form = a_form(tmp_path, record("x", a="money", b="money"), a_rule("X-01", "x.a == x.b"))
>>> report(filled(form, {"x": {"a": "1", "b": "2"}})).findings[0].rule
'X-01'
"""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from budgetxl.checks import Report, check_result
from budgetxl.forms import CHECK_SHEET, Form, load_form
from budgetxl.layout import lay_out
from budgetxl.values import Finding, column_letters
from budgetxl.workbook import ReadResult, fill, read

YEAR = 2022
COVER = """
[[sheets]]
id = "cover"
name = "封面"
title = "{{ year }}年填报表"
section = "all"
[[sheets.blocks]]
id = "unit"
kind = "record"
fields = [
  { id = "name", label = "单位名称" },
  { id = "code", label = "单位编码", type = "code" },
  { id = "year", label = "预算年度", type = "integer", lift = true },
]
"""


def a_form(folder: Path, sheets: str, rules: str = "", head: str = "", cover: str = COVER) -> Form:
    """A form in a folder of its own below ``folder``: a cover, the sheets and rules given as TOML."""
    home = folder / f"form{len(list(folder.iterdir()))}"
    home.mkdir()
    top = f'id = "tiny"\ntitle = "{{{{ unit.name }}}}说明"\nyear = {YEAR}\n'
    (home / "form.toml").write_text(top + head + cover + sheets, encoding="utf-8")
    (home / "rules.toml").write_text(rules, encoding="utf-8")
    return load_form(home)


def toml(value: Any) -> str:
    """A value as TOML writes it inline."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(key)} = {toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def a_sheet(name: str, /, *blocks: str, **keys: Any) -> str:
    """A sheet of blocks, as TOML; its id is ``sheet_`` and the id of its first block unless ``id`` says otherwise."""
    first = blocks[0].split('id = "', 1)[1].split('"', 1)[0]
    lines = [f"{key} = {toml(value)}" for key, value in {"id": f"sheet_{first}", "name": name, **keys}.items()]
    return "\n[[sheets]]\n" + "\n".join(lines) + "\n" + "".join(blocks)


def a_block(name: str, kind: str, /, **keys: Any) -> str:
    """One block as TOML, for ``a_sheet``."""
    lines = [f"{key} = {toml(value)}" for key, value in {"id": name, "kind": kind, **keys}.items()]
    return "[[sheets.blocks]]\n" + "\n".join(lines) + "\n"


def fields_of(described: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Fields from ``{"amount": "money", "total": {"type": "money", "formula": "…"}}``, labelled by their ids."""
    each = {key: value if isinstance(value, Mapping) else {"type": value} for key, value in described.items()}
    return [{"id": key, **({} if {"label", "header"} & keys.keys() else {"label": key}), **keys} for key, keys in each.items()]


def record(name: str, _sheet: str = "数据", /, **described: Any) -> str:
    """A sheet with one record."""
    return a_sheet(_sheet, a_block(name, "record", fields=fields_of(described)))


def table(name: str, _sheet: str = "明细", _keys: Mapping[str, Any] | None = None, /, **described: Any) -> str:
    """A sheet with one table of five rows; ``_keys`` are further keys of the block."""
    return a_sheet(_sheet, a_block(name, "table", **{"rows": 5, **(_keys or {})}, columns=fields_of(described)))


def a_rule(name: str, check: str, message: str = "{left}≠{right}", severity: str = "error", **keys: Any) -> str:
    lines = {"id": name, "severity": severity, "check": check, "message": message, **keys}
    return "\n[[rules]]\n" + "\n".join(f"{key} = {toml(value)}" for key, value in lines.items()) + "\n"


def check_cell(form: Form, rule: str, column: str = "answer") -> str:
    """A cell in a rule's row on the 校验 sheet, 说明 if none is named: ``校验!J18``."""
    checks = lay_out(form).checks
    return f"{CHECK_SHEET}!{column_letters(checks.columns[column])}{checks.rows[rule]}"


def check_row(book: Any, form: Form, rule: str) -> dict[str, Any]:
    """The cells of a rule's row on the 校验 sheet, by what they hold."""
    checks = lay_out(form).checks
    return {name: book[CHECK_SHEET].cell(checks.rows[rule], column) for name, column in checks.columns.items()}


def filled(form: Form, data: Mapping[str, Any], year: int | None = YEAR) -> ReadResult:
    """The data filled into a workbook and read back."""
    return read(fill(form, data, year), form)


def report(result: ReadResult) -> Report:
    return check_result(result)


def findings(form: Form, data: Mapping[str, Any]) -> list[Finding]:
    """What checking a workbook of this data finds."""
    return list(report(filled(form, data)).findings)


def found(form: Form, data: Mapping[str, Any]) -> list[str]:
    """The rules of those findings."""
    return [finding.rule for finding in findings(form, data)]


def said_in(report: bytes) -> str:
    """The text of a report, whatever its format: of a workbook, that of all its parts."""
    if not report.startswith(b"PK"):
        return report.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(report)) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist())


def opened(data: bytes) -> openpyxl.Workbook:
    """The workbook as openpyxl sees it, formulas as formulas."""
    return openpyxl.load_workbook(io.BytesIO(data))


def typed(data: bytes, cells: Mapping[str, Any]) -> bytes:
    """A workbook after somebody typed into cells, wherever they are: quickly where it is ours and has the cells."""
    try:
        return _typed_quickly(data, cells)
    except (AssertionError, IndexError):
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(data))
        for address, value in cells.items():
            sheet, _, cell = address.rpartition("!")
            book[sheet][cell] = value
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()


def _typed_quickly(data: bytes, cells: Mapping[str, Any]) -> bytes:
    """A workbook of ours after somebody typed into cells: ``{"数据!B5": 12}``; None clears a cell.

    The file is changed as text, which is quick; the stored results of formulas are gone, as in a file that no program has
    recalculated yet.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        names = re.findall(r'<sheet name="([^"]*)"', old.read("xl/workbook.xml").decode())
        for item in old.namelist():
            content = old.read(item)
            match = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", item)
            if match:
                text = re.sub(r"</f><v>[^<]*</v>", "</f>", content.decode())
                for address, value in cells.items():
                    sheet, _, cell = address.rpartition("!")
                    text = _with_cell(text, cell, value) if html.unescape(names[int(match[1]) - 1]) == sheet else text
                content = text.encode()
            new.writestr(item, content)
    return buffer.getvalue()


def _with_cell(text: str, cell: str, value: Any) -> str:
    found = re.search(rf'<c r="{cell}" s="(\d+)"[^>]*?(?:/>|>.*?</c>)', text)
    assert found, f"the workbook has no cell {cell}"
    start = f'<c r="{cell}" s="{found[1]}"'
    match value:
        case None:
            new = f"{start}/>"
        case date():
            new = f"{start}><v>{(value - date(1899, 12, 30)).days}</v></c>"
        case str():
            new = f'{start} t="inlineStr"><is><t xml:space="preserve">{html.escape(value, quote=False)}</t></is></c>'
        case _:
            new = f"{start}><v>{float(value)!r}</v></c>"
    return text[: found.start()] + new + text[found.end() :]
