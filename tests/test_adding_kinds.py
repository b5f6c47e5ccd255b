"""What CONTRIBUTING says of adding a type or a kind of block is done here, as it is written there."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from every_type import every_type, full, in_table, without_totals
from making import report

import budgetxl
from budgetxl.forms import TYPES, FieldType, Form
from budgetxl.notice import render, to_text
from budgetxl.workbook import blank, export, fill, read

REPOSITORY = Path(__file__).parent.parent
PACKAGE = Path(budgetxl.__file__).parent
CONTRIBUTING = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)
MODULE = re.compile(r"`((?:\w+/)+\w+\.py)`")
KINDS = {
    *("Record", "Table", "Grid"), *("TitleLines", "Heading", "Paragraph", "PageBreak", "Contents"),
    *("Number", "Text", "Truth", "Reference", "Negate", "Binary", "Compare", "Logic", "Not", "Choose", "Call"),
}  # fmt: skip


def section(title: str) -> str:
    return CONTRIBUTING.split(f"### {title}\n", 1)[1].split("\n### ", 1)[0]


def code_of(title: str) -> str:
    (code,) = CODE.findall(section(title))
    return str(code)


# A type


@pytest.fixture
def headcount(monkeypatch: pytest.MonkeyPatch) -> FieldType:
    """The type that CONTRIBUTING adds, added to the table."""
    kind = eval(code_of("A type of field"), {"FieldType": FieldType})
    assert isinstance(kind, FieldType)
    monkeypatch.setitem(TYPES, kind.name, kind)  # type: ignore[arg-type]
    return kind


@pytest.fixture
def form(headcount: FieldType, tmp_path: Path) -> Form:
    return every_type(tmp_path)


def test_the_new_type_goes_through_every_kind_of_block_and_back(form: Form, headcount: FieldType) -> None:
    result = read(fill(form, full(), 2022), form)
    assert report(result).findings == ()
    data = export(result.submission)["data"]
    assert without_totals(data) == full()
    assert data["r"][headcount.name] == data["g"]["car"][headcount.name] == data["copies"][1]["q"][1][headcount.name] == headcount.example
    assert data["t_total"][headcount.name] == str(2 * int(headcount.example))


def test_a_blank_workbook_of_the_new_type_reads_blank(form: Form, headcount: FieldType) -> None:
    assert export(read(blank(form, "某单位", "001", 2022), form).submission)["data"]["r"][headcount.name] is None


def test_the_new_type_is_printed(form: Form, headcount: FieldType) -> None:
    (form.folders[0] / "notice.md.j2").write_text(f'#= 说明\n\n共{{{{ r.{headcount.name} }}}}人\n\n{{{{ table("r") }}}}\n', encoding="utf-8")
    text = to_text(render(read(fill(form, full(), 2022), form).submission))
    assert f"共{headcount.example}人" in text
    assert re.search(rf"{headcount.name}\s*\|\s*{re.escape(in_table(headcount))}\s", text)


def test_every_type_is_in_the_documentation() -> None:
    text = (REPOSITORY / "docs" / "FORMS.md").read_text(encoding="utf-8")
    assert [kind.name for kind in TYPES.values() if f"`{kind.name}` {kind.chinese}" not in text] == []


def test_nobody_but_the_table_of_types_asks_for_a_type_by_its_name() -> None:
    asked = re.compile(r"\b(?:field|item|column|one|c)\.type\b")
    found = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if asked.search(path.read_text(encoding="utf-8"))}
    assert found == {"forms/model.py", "values/records.py"}  # the latter speaks of the fields of dataclasses


# A kind of block


def classes_of(case: ast.match_case) -> set[str]:
    return {node.cls.id for node in ast.walk(case.pattern) if isinstance(node, ast.MatchClass) and isinstance(node.cls, ast.Name)}


def test_no_match_over_kinds_lets_an_unknown_one_through_in_silence() -> None:
    open_ended = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Match) and any(classes_of(case) & KINDS for case in node.cases):
                last = node.cases[-1].pattern
                if not (isinstance(last, ast.MatchAs) and last.pattern is None):
                    open_ended.append(f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}")
    assert open_ended == []


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package in a folder of its own, checked once, so that mypy looks at changes only.

    It knows a change by the second and the size, so that each test makes the file of another size.
    """
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(PACKAGE, folder / "budgetxl", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", folder)
    assert named_by_mypy(folder) == set()
    return folder


def named_by_mypy(folder: Path) -> set[str]:
    """The modules that mypy has something to say of."""
    done = subprocess.run([sys.executable, "-m", "mypy", "--no-color-output"], cwd=folder, capture_output=True, text=True, timeout=600)
    assert done.returncode in (0, 1), done.stderr
    return {match[1] for line in done.stdout.splitlines() if (match := re.match(r"budgetxl/(\S+\.py):\d+: error", line))}


@pytest.mark.slow
@pytest.mark.parametrize("vocabulary", ["Reading", "Shown", "Stored"])
def test_mypy_names_each_place_that_a_new_word_concerns(copy: Path, vocabulary: str) -> None:
    module = copy / "budgetxl" / "forms" / "field_types.py"
    before = module.read_text(encoding="utf-8")
    (line,) = (line for line in section("A type of field").splitlines() if line.startswith(f"| `{vocabulary}`"))
    module.write_text(re.sub(rf"^({vocabulary}: TypeAlias = Literal\[)", rf'\1"unheard_of_{vocabulary}", ', before, flags=re.MULTILINE), encoding="utf-8")
    try:
        assert named_by_mypy(copy) == set(MODULE.findall(line))
    finally:
        module.write_text(before, encoding="utf-8")


@pytest.mark.slow
def test_mypy_names_each_place_that_a_new_kind_of_block_concerns(copy: Path) -> None:
    module = copy / "budgetxl" / "forms" / "model.py"
    before = module.read_text(encoding="utf-8")
    union = "Block: TypeAlias = Record | Table | Grid"
    assert union in before
    module.write_text(before.replace(union, f"{code_of('A kind of block')}\n\n{union} | Lines"), encoding="utf-8")
    told = section("A kind of block").split("`make lint` names", 1)[1].split("Its keys in TOML", 1)[0]
    try:
        assert named_by_mypy(copy) == set(MODULE.findall(told))
    finally:
        module.write_text(before, encoding="utf-8")
