"""Files that are not what they should be: another form, an older one, another program's, or no workbook at all."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from making import a_form, a_sheet, record, table
from mangle import edited
from mangle_ods import MIME, as_ods, ods

from budgetxl.cli.app import UNREADABLE, run
from budgetxl.forms import Form, FormError, load_form
from budgetxl.values import Finding
from budgetxl.workbook import ReadResult, export, fill, read
from budgetxl.xlsx import UnreadableFile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def compound(*streams: str) -> bytes:
    """The beginning of a compound document whose directory has these streams."""
    entries = b"".join((name + "\0").encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return OLE + b"\0" * 504 + entries + b"\0" * 2048


def archive(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        for name, text in parts.items():
            out.writestr(name.replace("__", "/"), text)
    return buffer.getvalue()


def a_workbook(tmp_path: Path) -> bytes:
    form = a_form(tmp_path, record("x", a="money", b="text"))
    return fill(form, {"unit": {"name": "某街道"}, "x": {"a": "12.5", "b": "说明"}}, 2022)


NO_WORKBOOKS: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("空.xlsx", lambda good: b"", "空的"),
    ("文本.xlsx", lambda good: "单位,金额\n某街道,12.5\n".encode(), "文本文件"),
    ("表.csv", lambda good: "单位,金额\n某街道,12.5\n".encode("gb18030"), "文本文件"),
    ("网页.xlsx", lambda good: b"<html><table></table></html>", "网页"),
    ("说明.docx", lambda good: archive(word__document_xml="<w/>", **{"[Content_Types].xml": "<Types/>"}), "文字文档"),
    ("说明.doc", lambda good: compound("WordDocument"), "文字文档"),
    ("旧表.xls", lambda good: compound("Workbook"), "另存为 .xlsx"),
    ("旧表.et", lambda good: compound("Workbook"), "WPS 的 .et"),
    ("带宏的旧表.xls", lambda good: compound("Workbook", "_VBA_PROJECT_CUR"), "宏"),
    ("坏的.ods", lambda good: ods("<table:table table:name='x'><table:table-row"), "OpenDocument"),
    ("加密.xlsx", lambda good: compound("EncryptedPackage"), "加密"),
    ("半截.xlsx", lambda good: good[: len(good) // 2], "不完整"),
    ("改坏.xlsx", lambda good: good.replace(b"PK\x01\x02", b"PK\x09\x09"), "损坏"),
    ("压缩包.xlsx", lambda good: archive(a__txt="x"), "压缩包"),
    ("照片.xlsx", lambda good: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "图片"),
    ("扫描.xlsx", lambda good: b"%PDF-1.4\n" + b"\0" * 100, "PDF"),
    ("别处的.xlsx", lambda good: edited(good, lambda k: k.drop_names(), lambda k: k.delete("列表"), lambda k: k.edit("docProps/custom.xml", "<property .*</property>", "")), "没有找到表样标识"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "made", "said"), NO_WORKBOOKS, ids=[name for name, _, _ in NO_WORKBOOKS])
def test_what_is_no_workbook_of_ours_gets_one_clear_sentence_and_exit_code_3(
    name: str, made: Callable[[bytes], bytes], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / name
    file.write_bytes(made(a_workbook(tmp_path)))
    assert run(["export", str(file)]) == UNREADABLE
    out, err = capsys.readouterr()
    assert out == "" and said in err and len(err.strip().splitlines()) == 1


# ── another form, another year


def unreadable(data: bytes, form: Form | None = None, find: Callable[[str], Form] = load_form) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as raised:
        read(data, form, find)
    return raised.value


def findings_of(result: ReadResult, rule: str) -> list[Finding]:
    return [finding for finding in result.findings if finding.rule == rule]


def two_forms(tmp_path: Path, one: str, other: str, head: str = "") -> tuple[Form, Form]:
    """Two forms in folders of their own, both called tiny."""
    return a_form(tmp_path, one), a_form(tmp_path, other, head=head)


def test_a_workbook_of_an_unknown_form_names_it() -> None:
    def nobody(name: str) -> Form:
        raise FormError([])

    good = fill(load_form("langfang-2022"), {}, 2022)
    assert "langfang-2022" in str(unreadable(good, None, nobody))


def test_a_workbook_of_another_form_is_read_by_the_given_one_and_says_so() -> None:
    data = {"unit": {"name": "某街道"}, "projects": [{"name": "甲项目"}]}
    result = read(fill(load_form("langfang-2022"), data, 2022), load_form("sanhe-2020"))
    (finding,) = findings_of(result, "META-01")
    assert finding.severity == "error" and "langfang-2022" in finding.message and "sanhe-2020" in finding.message
    assert result.submission.text("unit", "name") == "某街道"


def test_a_workbook_that_has_nothing_of_the_given_form_is_not_read(tmp_path: Path) -> None:
    cover = a_sheet("首页", "[[sheets.blocks]]\nid = \"y\"\nkind = \"record\"\nfields = [{ id = \"q\", label = \"甲\" }]\n", id="home")
    other = a_form(tmp_path, record("z", "另表", c="money"), cover=cover, head="abstract = true\n")
    error = unreadable(fill(load_form("langfang-2022"), {}, 2022), other)
    assert error.code == "other_form" and "langfang-2022" in str(error)


def test_a_year_other_than_that_of_the_workbook_is_an_error_on_its_cell(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money"))
    result = read(edited(fill(form, {}, 2022), lambda k: k.put("封面", "B6", 2021)), form)
    (finding,) = findings_of(result, "META-02")
    assert (finding.severity, str(finding.cells[0]), finding.actual, finding.expected) == ("error", "封面!B6", "2021", "2022")


# ── another version of the form

OLD = record("x", a="money", b="text")
NEW = record("x", a="money", c={"type": "text", "default": "无"}, b="text") + table("y", name="text", amount="money")


def older(tmp_path: Path, policy: str) -> tuple[bytes, Form]:
    head = f'version = "2"\n[options]\non_older = "{policy}"\n'
    one, other = two_forms(tmp_path, OLD, NEW, head)
    return fill(one, {"x": {"a": "12.5", "b": "说明"}}, 2022), other


def test_an_older_version_is_accepted_as_it_is(tmp_path: Path) -> None:
    data, form = older(tmp_path, "accept")
    result = read(data, form)
    assert export(result.submission)["data"]["x"] == {"a": "12.5", "c": None, "b": "说明"}


def test_an_older_version_that_is_accepted_says_what_it_does_not_have(tmp_path: Path) -> None:
    data, form = older(tmp_path, "accept")
    result = read(data, form)
    (finding,) = findings_of(result, "META-01")
    assert finding.severity == "warning" and "c、明细" in finding.message and "第 1 版" in finding.message and "第 2 版" in finding.message
    assert not findings_of(result, "META-09")


def test_an_older_version_is_migrated_where_the_form_says_so(tmp_path: Path) -> None:
    data, form = older(tmp_path, "migrate")
    result = read(data, form)
    assert export(result.submission)["data"]["x"] == {"a": "12.5", "c": "无", "b": "说明"}
    assert "转为当前版" in findings_of(result, "META-01")[0].message


def test_an_older_version_is_refused_where_the_form_says_so(tmp_path: Path) -> None:
    data, form = older(tmp_path, "refuse")
    error = unreadable(data, form)
    assert error.code == "older" and "第 1 版" in str(error) and "第 2 版" in str(error)


def test_a_newer_version_asks_for_a_newer_program(tmp_path: Path) -> None:
    newer, form = a_form(tmp_path, NEW, head='version = "1.10"\n'), a_form(tmp_path, OLD, head='version = "1.9"\n')
    (finding,) = findings_of(read(fill(newer, {"x": {"a": "1"}}, 2022), form), "META-01")
    assert "还新" in finding.message


def test_the_same_version_with_other_fields_is_told_apart_by_its_checksum(tmp_path: Path) -> None:
    one, other = two_forms(tmp_path, OLD, NEW)
    (finding,) = findings_of(read(fill(one, {}, 2022), other), "META-01")
    assert finding.expected != finding.actual and finding.expected in finding.message and finding.actual in finding.message
    assert one.fingerprint[:6] in finding.message and other.fingerprint[:6] in finding.message


def test_the_same_version_makes_no_finding(tmp_path: Path) -> None:
    form = a_form(tmp_path, OLD)
    assert not read(fill(form, {"x": {"a": "1"}}, 2022), form).findings


def test_a_policy_that_does_not_exist_is_a_mistake_of_the_form(tmp_path: Path) -> None:
    with pytest.raises(FormError) as raised:
        a_form(tmp_path, OLD, head='[options]\non_older = "refused"\n')
    assert "refuse" in str(raised.value)


# ── .xls and .ods: values only

WIDE = (
    record("x", a="money", b="text", c={"type": "percent"}, d="date", total={"type": "money", "formula": "x.a * 2"})
    + table("y", "明细", {"totals": [{"id": "y_total", "label": "合  计"}]}, name="text", amount="money")
)
FILLED = {
    "unit": {"name": "某街道", "code": "001"},
    "x": {"a": "12.5", "b": "第一行\n第二行", "c": "25", "d": "2021-12-31"},
    "y": [{"name": "甲", "amount": "1.1"}, {"name": "乙", "amount": "2.2"}],
}


def wide(tmp_path: Path) -> tuple[Form, bytes]:
    form = a_form(tmp_path, WIDE)
    return form, fill(form, FILLED, 2022)


def test_an_ods_file_gives_the_same_data(tmp_path: Path) -> None:
    form, data = wide(tmp_path)
    assert export(read(as_ods(data), form).submission) == export(read(data, form).submission)


def test_an_ods_file_is_told_by_what_it_says_on_its_hidden_sheet(tmp_path: Path) -> None:
    form, data = wide(tmp_path)
    assert read(as_ods(data), find_form=lambda name: form).identity == read(data, form).identity


def test_an_ods_file_is_advised_to_be_saved_as_xlsx(tmp_path: Path) -> None:
    form, data = wide(tmp_path)
    (finding,) = read(as_ods(data), form).findings
    assert (finding.rule, finding.severity) == ("META-21", "warning") and ".xlsx" in finding.hint


def test_every_cell_of_an_ods_file_is_accounted_for(tmp_path: Path) -> None:
    form, data = wide(tmp_path)
    account = read(as_ods(data), form).account
    assert account.populated == account.read + account.furniture and not account.unread


def test_a_total_of_an_ods_file_that_differs_is_an_error_and_says_what_is_not_known(tmp_path: Path) -> None:
    form, data = wide(tmp_path)
    result = read(as_ods(edited(data, lambda k: k.put("数据", "B8", 99))), form)
    (finding,) = findings_of(result, "META-07")
    assert finding.severity == "error" and (finding.actual, finding.expected) == ("99", "25") and "不带公式" in finding.message
    assert export(result.submission)["data"]["x"]["total"] == "99"


def test_a_percentage_below_one_is_doubted_where_formats_are_not_known(tmp_path: Path) -> None:
    form, data = wide(tmp_path)
    result = read(as_ods(edited(data, lambda k: k.put("数据", "B6", 0.25))), form)
    assert [str(f.cells[0]) for f in findings_of(result, "META-21") if f.cells] == ["数据!B6"]


def hostile_ods() -> list[tuple[str, bytes]]:
    many = 'table:number-rows-repeated="1048576"', 'table:number-columns-repeated="16384"'
    full = f'<table:table-row {many[0]}><table:table-cell {many[1]} office:value-type="float" office:value="1"/></table:table-row>'
    text = f'<table:table-row><table:table-cell office:value-type="string"><text:p>{"x" * 50_000_000}</text:p></table:table-cell></table:table-row>'
    return [
        ("17 thousand million cells", ods(f'<table:table table:name="x">{full}</table:table>')),
        ("a text of 50 million letters", ods(f'<table:table table:name="x">{text}</table:table>')),
        ("a tag that never ends", ods('<table:table table:name="x"><table:table-row')),
        ("no content", archive(mimetype=MIME)),
    ]


@pytest.mark.parametrize(("what", "data"), hostile_ods(), ids=[what for what, _ in hostile_ods()])
def test_a_hostile_ods_file_takes_only_its_own_process_down(what: str, data: bytes) -> None:
    assert unreadable(data).code in ("ods", "not_ours", "cells", "salvage-slow", "salvage-stopped")


def test_calamine_is_never_loaded_into_our_own_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "python_calamine"]:
        monkeypatch.delitem(sys.modules, name)
    form, data = wide(tmp_path)
    read(as_ods(data), form)
    assert "python_calamine" not in sys.modules
