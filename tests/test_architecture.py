"""What holds the parts apart: forms are data, imports run downwards, a module fits in one reading, start-up stays light."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from making import a_form, record

import budgetxl
from budgetxl.workbook import fill

REPOSITORY = Path(__file__).parent.parent
PACKAGE = Path(budgetxl.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES = 350
MOST_MODULES = 15
FORMS = sorted(folder.name for folder in (REPOSITORY / "templates").iterdir() if folder.is_dir())
UNITS = sorted(
    json.loads(path.read_text(encoding="utf-8"))["data"]["unit"]["name"]
    for path in (REPOSITORY / "sample_workbooks").glob("*.json")
)
HEAVY = {"docx", "jinja2", "lxml", "openpyxl", "python_calamine", "xlsxwriter"}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_there_are_forms_and_units_to_look_for() -> None:
    assert FORMS
    assert UNITS


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_names_no_form_and_no_unit(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = [form for form in FORMS if re.search(rf"(?<![\w-]){re.escape(form)}(?![\w-])", text)]
    assert named + [unit for unit in UNITS if unit in text] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_fits_in_one_reading(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("folder", sorted({path.parent for path in MODULES}), ids=name_of)
def test_a_folder_has_few_modules_beside_its_door(folder: Path) -> None:
    assert len([path for path in folder.glob("*.py") if path.name != "__init__.py"]) <= MOST_MODULES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("folder", sorted(path.parent for path in MODULES if path.name == "__init__.py"), ids=name_of)
def test_a_package_hands_on_what_its_front_door_names(folder: Path) -> None:
    dotted = ".".join(["budgetxl", *folder.relative_to(PACKAGE).parts])
    package = import_module(dotted)
    names = [] if dotted == "budgetxl" else package.__all__
    assert [name for name in names if not hasattr(package, name)] == []
    assert dotted in ("budgetxl", "budgetxl.cli.commands") or names


def test_imports_run_downwards_only() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run([program, "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout


def contract(kind: str) -> dict[str, list[str]]:
    """The one import contract of that type."""
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    (found,) = (each for each in settings["tool"]["importlinter"]["contracts"] if each["type"] == kind)
    return found


def test_the_wings_of_workbook_know_nothing_of_each_other() -> None:
    wings = {f"budgetxl.workbook.{path.parent.name}" for path in (PACKAGE / "workbook").glob("*/__init__.py")}
    assert set(contract("independence")["modules"]) == wings


def test_every_package_has_its_place_among_the_layers() -> None:
    layers = contract("layers")["layers"]
    placed = {part.strip("() ").removeprefix("budgetxl.") for layer in layers for part in re.split("[|:]", layer)}
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert packages <= placed


def loaded_by(arguments: list[str]) -> set[str]:
    """The heavy libraries that a command line loads."""
    code = f"import sys\nfrom budgetxl.cli.app import run\nrun({arguments!r})\nprint(*sys.modules, file=sys.stderr)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in ended.stderr.split()} & HEAVY


def test_help_loads_no_library_but_click() -> None:
    assert loaded_by(["--help"]) == set()


def test_check_loads_no_library_of_workbooks_or_notices(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money"))
    file = tmp_path / "a.xlsx"
    file.write_bytes(fill(form, {"x": {"a": "1"}}))
    assert loaded_by(["check", str(file), "--form", str(form.folders[0])]) == set()


def test_a_word_file_is_written_without_a_library_of_word_or_xml(tmp_path: Path) -> None:
    sample, notice = min((REPOSITORY / "sample_workbooks").glob("*.xlsx")), tmp_path / "a.docx"
    loaded = loaded_by(["render", str(sample), "-o", str(notice), "--draft"])
    assert (notice.exists(), loaded) == (True, {"jinja2"})


def test_nothing_is_run_as_code_but_the_constructors_of_records() -> None:
    running = [path for path in MODULES if re.search(r"(?<![\w.])(?:eval|exec)\(", path.read_text(encoding="utf-8"))]
    assert [name_of(path) for path in running] == ["values/records.py"]
