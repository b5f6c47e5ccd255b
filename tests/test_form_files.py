"""The files of a form: any encoding, any slip of Chinese typing, any broken list gets one true sentence with line and cure."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

import making
import pytest
from making import a_form, record

from budgetxl.cli.app import run
from budgetxl.forms import FormError, Mistake, load_form, read_form_file
from budgetxl.forms.load.sources import files
from budgetxl.forms.load.sources.toml_reading import TomlFault, parse_toml

GOOD = 'id = "own"\ntitle = "说明"\n' + making.COVER


def a_folder(tmp_path: Path, form: str | bytes = GOOD, **others: str | bytes) -> Path:
    """A form's folder; ``others`` are further files, their dots written as ``__``."""
    home = tmp_path / "own"
    home.mkdir()
    for name, text in {"form__toml": form, **others}.items():
        (home / name.replace("__", ".")).write_bytes(text if isinstance(text, bytes) else text.encode())
    return home


def mistakes(folder: Path) -> list[Mistake]:
    with pytest.raises(FormError) as caught:
        load_form(folder)
    return caught.value.mistakes


def only(folder: Path) -> Mistake:
    (found,) = mistakes(folder)
    return found


# Encodings

UNREADABLE = [
    (GOOD.encode("gb18030"), "GBK 编码（记事本里叫 ANSI；第 2 行起"),
    (GOOD.encode("utf-16"), "UTF-16"),
    (GOOD.encode("utf-16-le"), "UTF-16"),
    (GOOD.encode("utf-16-be"), "UTF-16"),
    (codecs.BOM_UTF16_BE + GOOD.encode("utf-16-be"), "UTF-16"),
    (GOOD.encode() + b"\nx = \0\n", "空字符"),
    (b'id = "tiny"\n\xff\xff\x81 = 3\n', "第 2 行"),
    (GOOD.encode() + b"#" * (3 << 20), "超过 2 MB"),
]
NAMES = ["gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-16-be with mark", "nul", "no text", "too large"]


@pytest.mark.parametrize(("data", "says"), UNREADABLE, ids=NAMES)
def test_a_toml_file_that_is_no_utf8(tmp_path: Path, data: bytes, says: str) -> None:
    found = only(a_folder(tmp_path, data))
    assert found.file == "own/form.toml" and says in found.message


@pytest.mark.parametrize(("data", "says"), UNREADABLE, ids=NAMES)
def test_wording_that_is_no_utf8_is_told_by_forms_check(tmp_path: Path, data: bytes, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["forms", "check", str(a_folder(tmp_path, notice__md__j2=data))]) == 2
    out = capsys.readouterr().out.splitlines()
    assert len(out) == 1 and out[0].startswith("own/notice.md.j2") and says in out[0]


def test_a_mark_before_utf8_and_line_ends_of_windows_are_read(tmp_path: Path) -> None:
    assert load_form(a_folder(tmp_path, codecs.BOM_UTF8 + GOOD.replace("\n", "\r\n").encode())).id == "own"


def test_rules_that_cannot_be_parsed_are_the_only_mistake(tmp_path: Path) -> None:
    found = only(a_folder(tmp_path, 'id = "tiny"\n', rules__toml="[[rules]]\nid = “X-01”\n"))
    assert found == Mistake("own/rules.toml", "", "第 2 行第 6 个字符是全角的 “ ，请改成半角的 \"")


# What is no plain file in the folder


def test_a_folder_by_the_name_of_a_file(tmp_path: Path) -> None:
    home = a_folder(tmp_path)
    for name in ("rules.toml", "notice.md.j2"):
        (home / name).mkdir()
    assert [(m.file, m.message) for m in mistakes(home)] == [(f"own/{n}", "这个名字的是一个文件夹，应是文本文件") for n in ("rules.toml", "notice.md.j2")]
    (home / "form.toml").unlink()
    (home / "form.toml").mkdir()
    assert any("文件夹" in m.message and m.file == "own/form.toml" for m in mistakes(home))


@pytest.mark.parametrize("name", ["form.toml", "rules.toml", "notice.md.j2", "codes.csv"])
@pytest.mark.parametrize(("target", "says"), [("outside", "指到表样的文件夹之外"), ("nowhere", "所指的文件不存在")])
def test_a_link_out_of_the_folder_is_not_followed(
    tmp_path: Path, name: str, target: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "outside").write_text(GOOD if name == "form.toml" else "", encoding="utf-8")
    home = a_folder(tmp_path, GOOD.replace("title =", 'lists = { codes = "codes.csv" }\ntitle =', 1) if name == "codes.csv" else GOOD)
    (home / name).unlink(missing_ok=True)
    (home / name).symlink_to(tmp_path / target)
    assert run(["forms", "check", str(home)]) == 2
    assert says in capsys.readouterr().out


def test_a_link_within_the_folder_is(tmp_path: Path) -> None:
    home = a_folder(tmp_path, other__toml=GOOD)
    (home / "form.toml").unlink()
    (home / "form.toml").symlink_to("other.toml")
    assert load_form(home).id == "own"


def test_files_without_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    home = a_folder(tmp_path)
    monkeypatch.setattr(files.FilePath, "open", refused)
    assert "没有权限" in only(home).message


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "/" + "y" * 300])
def test_a_form_whose_name_is_no_path(name: str) -> None:
    with pytest.raises(FormError) as caught:
        load_form(name)
    assert len(str(caught.value)) < 6000


# TOML

SLIPS = [
    ("name = “封面”\n", 1, "全角的 “"),
    ('a = 1\nb = ["x"，"y"]', 2, "全角的 ，"),
    ('id ＝ "x"', 1, "全角的 ＝ ，请改成半角的 ="),
    ("[[sheets】】\n", 1, "全角的 】"),
    ("［［sheets］］\n", 1, "全角的 ［"),
    ("a = ｛ x = 1 ｝\n", 1, "全角的 ｛"),
    ("a = １\n", 1, "全角的 １ ，请改成半角的 1"),
    ("a = 1　\n", 1, "空白"),
    ("# 注\nname = \"封面”\nb = 1\n", 2, "不成对，其中有全角的 ”"),
    ('h = ["项目”, "金额"]', 1, "不成对，其中有全角的 ”"),
    ('[[sheets]\nid="x"', 1, "表头没有写完整"),
    ("[sheets\nx=1", 1, "表头没有写完整"),
    ("[a.]", 1, "应是一个键"),
    ('h = ["项目" "金额"]', 1, "缺一个逗号"),
    ('f = [\n {id="a"}\n {id="b"}\n]', 3, "缺一个逗号"),
    ('\nf = [\n {id="a"},\n', 2, "“[”到文件末尾"),
    ("a = {x=1, y=2", 1, "“{”到文件末尾"),
    ("a = {x=1,\n y=2}", 1, "同一行"),
    ("a = {x=1,}", 1, "多了一个逗号"),
    ("a = {x=1 y=2}", 1, "缺一个逗号"),
    ("a = 1\nb = 2\na = 3\n", 3, "“a”在同一个表里写了两遍（前一处在第 1 行）"),
    ("[t]\na = 1\n[t]\n", 3, "[t] 与前面已有的同名（前一处在第 1 行）"),
    ('[[s]]\nid="a"\n[[s]]\nid="b"\nid="c"\n', 5, "“id”在同一个表里写了两遍（前一处在第 4 行）"),
    ("x = 1\na = [\n1,\n]\nb = 2\na = [\n2,\n]\n", 6, "“a”在同一个表里写了两遍（前一处在第 2 行）"),
    ("a = {x=1,x=2}", 1, "花括号里，键“x”写了两遍"),
    ("a = 1\n[a]\nb=1", 2, "同名"),
    ("a = {}\n[a.b]\n", 2, "同名"),
    ("a = [1]\n[[a]]\n", 2, "同名"),
    ("a.b = 1\na = 2", 2, "写了两遍"),
    ("a = {b = 1}\na.c = 2\n", 2, "写了两遍"),
    ("name = 封面\n", 1, '文字要写在半角引号里，如 "封面"'),
    ("kind = record\n", 1, '文字要写在半角引号里，如 "record"'),
    ("required = True\n", 1, "请写 true"),
    ("a = .5\n", 1, "小数点前面要有 0"),
    ("a = \n", 1, "少一个值"),
    ("a\n", 1, "没有等号和值"),
    ("a b = 1", 1, "应是等号"),
    ("a: 1\n", 1, "请改成等号"),
    ("a = 1,000\n", 1, "1,000 写 1000"),
    ("a = 25%\n", 1, "25% 写 25"),
    ("a = 01\n", 1, "不能以 0 开头"),
    ('check = "a == "部门""\n', 1, "引号里面还有引号"),
    ('a = "x" y\n', 1, "多了“y”"),
    ("名称 = 1\n", 1, "键只用半角的字母"),
    ("* 说明\n", 1, "前面加 #"),
    ('a = "c:\\path"\n', 1, "反斜杠"),
    ('a = "\\uZZZZ"\n', 1, "反斜杠"),
    ('a = "\\ud800"\n', 1, "反斜杠"),
    ('b = 1\na = """x\n\n', 2, "没有用引号结束"),
    ("b = 1\na = '''x\n", 2, "没有用引号结束"),
    ("a = 'x\nb=1", 1, "引号"),
    ('a = "x\nb=1\n', 1, "引号没有配对"),
    ('a = "x\x01"\n', 1, "控制字符 U+0001"),
    ("a = 1 # \x02\n", 1, "控制字符 U+0002"),
    ("a = 2022-02-31\n", 1, "没有这个日期"),
    ("\n" + "a = " + "[" * 20_000, 2, "套得太深"),
    ("\n" + "a = " + "{a = " * 20_000, 2, "套得太深"),
    ("\na = " + "9" * 5000, 2, "几千位"),
]
ENGLISH = re.compile(r"[Ii]nvalid|[Ee]xpected|[Cc]annot|[Uu]nclosed|[Uu]nterminated|[Dd]uplicate|[Uu]nescaped|[Ii]llegal|at line")


@pytest.mark.parametrize(("text", "line", "says"), SLIPS, ids=[repr(text[:20]) for text, _, _ in SLIPS])
def test_a_slip_in_toml_is_told_by_line_and_cure(text: str, line: int, says: str) -> None:
    with pytest.raises(TomlFault) as caught:
        parse_toml(text)
    sentence = str(caught.value)
    assert sentence.startswith(f"第 {line} 行") and says in sentence
    assert not ENGLISH.search(sentence.replace(text.strip(), ""))


def test_cutting_a_form_anywhere_gives_a_chinese_sentence_or_a_table() -> None:
    text = GOOD + record("r", a="money", b={"type": "choice", "choices": ["甲", "乙"]}) + "# 注\nx = '''甲\n乙'''\ny = 2022-01-01\n"
    for place in range(len(text)):
        for wrong in (text[:place], text[:place] + text[place + 1 :], text[:place] + "“" + text[place:], text[:place] + "，" + text[place:]):
            try:
                parse_toml(wrong)
            except TomlFault as fault:
                assert re.match(r"第 \d+ 行", str(fault)) and not ENGLISH.search(str(fault)), (place, str(fault))


# Code lists


def of_list(tmp_path: Path, data: str | bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes and names of a list file."""
    home = a_folder(tmp_path, GOOD.replace("title =", 'lists = { codes = "codes.csv" }\ntitle =', 1), codes__csv=data)
    found = load_form(home).lists["codes"]
    return found.codes, found.names


@pytest.mark.parametrize("separator", [",", "\t", ";", "，", "；", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_what_parts_a_list_is_plain_to_see(tmp_path: Path, separator: str, encoding: str) -> None:
    text = f"编码{separator}名称\r\n201{separator}一般公共服务\r\n\r\n20101{separator}人大事务\r\n"
    assert of_list(tmp_path, text.encode(encoding)) == (("201", "20101"), ("一般公共服务", "人大事务"))


@pytest.mark.parametrize(
    ("text", "codes", "names"),
    [
        ("编码\n201\n202\n", ("201", "202"), ("", "")),
        ("名称\n甲、乙\n丙，丁\n", ("甲、乙", "丙，丁"), ("", "")),
        ('编码,名称\n201,"甲,乙"\n', ("201",), ("甲,乙",)),
        ("编码,名称,,\n201,甲,,\n", ("201",), ("甲",)),
        ("编码,名称,备注\n201,甲,x\n202,乙\n", ("201", "202"), ("甲", "乙")),
        ("编码,名称\n1,甲\n2,乙\n10,丙\n", ("1", "2", "10"), ("甲", "乙", "丙")),
        ("编码,名称\n001,甲\n1001,乙\n", ("001", "1001"), ("甲", "乙")),
        ('编码,名称\n"101",甲\n1001,乙\n', ("101", "1001"), ("甲", "乙")),
        ("编码,名称\n201,甲\n20101,乙\n2010101,丙\n", ("201", "20101", "2010101"), ("甲", "乙", "丙")),
    ],
)
def test_lists_that_are_read(tmp_path: Path, text: str, codes: tuple[str, ...], names: tuple[str, ...]) -> None:
    assert of_list(tmp_path, text) == (codes, names)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "文件是空的"),
        ("\n\n,\n", "文件是空的"),
        ("编码,名称\n", "没有编码"),
        ("201,一般公共服务\n202,外交\n", "第一行应是表头（如 编码,名称），却是一个编码“201”"),
        ("编码,名称\n201,甲\n202,乙\n201,丙\n", "编码“201”在第 2 行和第 4 行重复"),
        ("编码,名称\n201,甲\n,乙\n", "第 3 行没有编码，只有名称“乙”"),
        ("编码,名称\n201,甲\n202\n", "第 3 行没有用“,”分成"),
        ("编码,名称\n201,甲\n202;乙\n", "分隔符不一致：第 1 行是“,”，第 3 行是“;”"),
        ("编码\t名称\n201\t甲\n202,乙\n", "分隔符不一致：第 1 行是“制表符”，第 3 行是“,”"),
        ("编码,名称\n201,甲,乙\n", "第 2 行有 3 列"),
        ("编码,名称\n2.01E+06,甲\n", "科学记数法"),
        ("编码,名称\n2E+06,甲\n", "科学记数法"),
        ("编码,名称\n201.0,甲\n", "加上了小数"),
        ("编码,名称\n２０１,甲\n", "全角字符"),
        ("编码,名称\n101,甲\n1001,乙\n1002,丙\n", "第 2 行的“101”却只有 3 位（这样的共 1 个）"),
        ("编码,名称\n101,甲\n0102,乙\n0103,丙\n", "第 2 行的“101”却只有 3 位（这样的共 1 个）"),
        ('编码,名称\n201,"甲\n202,乙\n', "第 2 行的引号不成对"),
        ('编码,名称\n"201"x,甲\n', "第 2 行读不懂"),
        ("编码,名称\n201,甲\x02\n", "第 2 行有控制字符"),
        (b"\xff\xff\x81\x20\xff", "既不是 UTF-8 也不是 GBK"),
        ("编码,名称\n201,甲\n".encode("utf-16-le"), "UTF-16"),
        (b"a,b\n1,\0\n" + b"2,x\n" * 20, "空字符"),
    ],
)
def test_lists_that_are_spoilt(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(FormError) as caught:
        of_list(tmp_path, text)
    (found,) = caught.value.mistakes
    assert (found.file, found.key) == ("own/codes.csv", "lists.codes") and says in found.message


def test_a_missing_list_names_the_file_that_is_nearest(tmp_path: Path) -> None:
    home = a_folder(tmp_path, GOOD.replace("title =", 'lists = { codes = "code.csv" }\ntitle =', 1), codes__csv="编码\n1\n")
    assert only(home).message == "代码表 code.csv 不存在：请把它放进表样的文件夹，是否应为“codes.csv”"


def test_the_shipped_forms_have_no_mistake_in_any_file() -> None:
    from budgetxl.forms import known_folders

    for name, folder in known_folders().items():
        assert load_form(name).folders[0] == folder
        assert all(read_form_file(path) for path in folder.iterdir() if path.suffix != ".csv")


def test_a_form_built_from_text_still_builds(tmp_path: Path) -> None:
    assert a_form(tmp_path, record("r", a="money")).block("r").id == "r"


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_a_text_of_many_lines_that_never_ends_is_told_at_once(tmp_path: Path, quotes: str) -> None:
    text = f'id = "x"\ntitle = {quotes}T\n' + 'a = "b"\n' * 40
    with pytest.raises(TomlFault, match="第 2 行"):
        parse_toml(text)


def test_a_single_bracket_before_double_ones_is_told_at_its_own_line() -> None:
    with pytest.raises(TomlFault, match=r"第 2 行写的是 \[sheets\]，后面却还有 \[\[sheets\]\]"):
        parse_toml('id = "x"\n[sheets]\nid = "a"\n[[sheets]]\nid = "b"\n')
