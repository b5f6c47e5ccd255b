"""JSON and TOML beyond all bounds: one sentence each, which does not repeat the whole of what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making import a_form, a_rule, record
from mangle import Book, edited
from test_cli import Call, call, one_sentence

from budgetxl.checks import check_result
from budgetxl.cli.app import UNREADABLE, WRONG_USAGE
from budgetxl.workbook import fill, read

__all__ = ["call"]  # a fixture

LONG = 126_000


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return a_form(tmp_path, record("x", a="money", b="text")).folders[0]


def document(data: str, form: str = "tiny", year: str = "2022") -> str:
    return f'{{"form": "{form}", "year": {year}, "data": {data}}}'


JSON: list[tuple[str, str, int, str]] = [
    ("5,000 digits", document('{"x": {"a": %s}}' % ("9" * 5_000)), UNREADABLE, "太大或太长"),
    ("5,000 places", document('{"x": {"a": 0.%s}}' % ("9" * 5_000)), UNREADABLE, "太大或太长"),
    ("1e999999999", document('{"x": {"a": 1e999999999}}'), UNREADABLE, "1e999999999 太大或太长"),
    ("1e-999999999", document('{"x": {"a": 1e-999999999}}'), UNREADABLE, "太大或太长"),
    ("1e99999999999999999999", document('{"x": {"a": 1e99999999999999999999}}'), UNREADABLE, "太大或太长"),
    ("NaN", document('{"x": {"a": NaN}}'), UNREADABLE, "NaN"),
    ("-Infinity", document('{"x": {"a": -Infinity}}'), UNREADABLE, "-Infinity"),
    ("digits of the year", document("{}", year="1" * 5_000), UNREADABLE, "太大或太长"),
    ("digits in a text", document('{"x": {"a": "%s"}}' % ("9" * 5_000)), WRONG_USAGE, "x.a"),
    ("1e999999999 in a text", document('{"x": {"a": "1e999999999"}}'), WRONG_USAGE, "x.a"),
    ("20,000 arrays", document('{"x": %s}' % ("[" * 20_000 + "]" * 20_000)), UNREADABLE, "嵌套太深"),
    ("900 arrays", document('{"x": %s}' % ("[" * 900 + "]" * 900)), WRONG_USAGE, "x"),
    ("a key twice", document('{"x": {"a": "1", "a": "2"}}'), UNREADABLE, "“a”在同一处写了两次"),
    ("an outer key twice", '{"form": "tiny", "form": "tiny", "data": {}}', UNREADABLE, "“form”在同一处写了两次"),
    ("a long key", document('{"%s": 1}' % ("键" * LONG)), WRONG_USAGE, "表样里没有这个键"),
    ("a long key twice", document('{"键": 1, "键": 2}'.replace("键", "键" * LONG)), UNREADABLE, "写了两次"),
    ("a long outer key", '{"form": "tiny", "data": {}, "%s": 1}' % ("键" * LONG), WRONG_USAGE, "不认识的键"),
    ("a long text", document('{"x": {"a": "%s"}}' % ("长" * LONG)), WRONG_USAGE, "x.a"),
    ("a key with a line break", document('{"甲\\n乙": 1}'), WRONG_USAGE, "甲\\n乙"),
]


@pytest.mark.parametrize(("text", "code", "said"), [row[1:] for row in JSON], ids=[row[0] for row in JSON])
def test_json_beyond_all_bounds_is_refused_in_one_short_sentence(call: Call, form: Path, text: str, code: int, said: str) -> None:
    Path("data.json").write_text(text, encoding="utf-8")
    ended = call("fill", "data.json", "--form", form, "-o", "a.xlsx")
    assert (ended.code, said in ended.err, one_sentence(ended), len(ended.err) <= 300) == (code, True, True, True)
    assert not Path("a.xlsx").exists()


def test_a_form_of_a_long_name_is_not_repeated(call: Call) -> None:
    Path("data.json").write_text(document("{}", form="表" * LONG), encoding="utf-8")
    ended = call("fill", "data.json", "-o", "a.xlsx")
    assert (ended.code, one_sentence(ended), len(ended.err) <= 300) == (WRONG_USAGE, True, True)


TOML: list[Any] = ["9" * 5_000, "1e999999999", "[" * 20_000 + "]" * 20_000, '"' + "长" * LONG + '"', "0." + "1" * 5_000, "nan"]


@pytest.mark.parametrize("value", TOML, ids=range(len(TOML)))
@pytest.mark.parametrize("key", ["version", "year", "title", "unknown"])
def test_a_form_beyond_all_bounds_is_refused_in_short_sentences_or_accepted(call: Call, form: Path, key: str, value: str) -> None:
    file = form / "form.toml"
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith(f"{key} =")]
    file.write_text("\n".join([f"{key} = {value}", *lines]), encoding="utf-8")
    ended = call("forms", "check", form)
    said = (ended.out + ended.err).splitlines()
    assert ended.code in (0, WRONG_USAGE) and said and max(map(len, said)) <= 300


def test_names_beyond_all_bounds_are_not_repeated(call: Call) -> None:
    ended = call("check", "长" * LONG + ".xlsx")
    assert (ended.code, one_sentence(ended), len(ended.err) <= 300) == (UNREADABLE, True, True)
    ended = call("render", "a.xlsx", "-o", "n.txt", "--format", "长" * LONG)
    assert (ended.code, one_sentence(ended), len(ended.err) <= 300) == (WRONG_USAGE, True, True)


# What stands in cells


def test_no_finding_repeats_a_page_of_text_from_a_cell(tmp_path: Path) -> None:
    described = {"m": "money", "d": "date", "c": "text", "n": "integer", "p": "percent"}
    form = a_form(tmp_path, record("x", **described), a_rule("X-01", "x.c == '甲'", "“{x.c}”不对，应为“{right}”"))
    page = "长" * 30_000
    whole = fill(form, {"unit": {"name": "某单位"}, "x": {"m": "1", "c": "甲"}}, 2022)

    def pages(book: Book) -> None:
        for ref in ("B4", "B5", "B6", "B7", "B8", "Z30"):
            book.put("数据", ref, page)

    findings = check_result(read(edited(whole, pages), form)).findings
    assert {"X-01", "META-06"} <= {finding.rule for finding in findings}
    assert [finding for finding in findings if len(finding.message) > 400 or len(finding.hint) > 400] == []
