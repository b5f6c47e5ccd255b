"""The wheel: it brings the forms along, and works where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as an installer builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(REPOSITORY)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program ``budgetxl`` of a fresh virtual environment, far from the repository."""
    home = tmp_path_factory.mktemp("elsewhere") / "env"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    subprocess.run([str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    return home / "bin" / "budgetxl"


def run(program: Path, *words: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run([str(program), *words], cwd=program.parent, env=bare, capture_output=True, text=True)


def test_the_wheel_holds_every_file_of_every_form(wheel: Path) -> None:
    packed = {name.removeprefix("budgetxl/") for name in zipfile.ZipFile(wheel).namelist()}
    files = {path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "templates").rglob("*") if path.is_file()}
    assert files - packed == set()


def test_the_wheel_holds_nothing_but_the_package(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert sorted(name.rpartition(".")[2] for name in tops) == ["budgetxl", "dist-info"]


def test_the_installed_program_lists_its_own_forms(installed: Path) -> None:
    ended = run(installed, "forms")
    assert (ended.returncode, str(REPOSITORY) in ended.stdout, "langfang-2022" in ended.stdout) == (0, False, True)


def test_the_installed_program_makes_a_workbook_and_a_notice(installed: Path, tmp_path: Path) -> None:
    sample = REPOSITORY / "sample_workbooks" / "jiefangdao-2022.json"
    file, notice = tmp_path / "a.xlsx", tmp_path / "a.docx"
    assert run(installed, "fill", str(sample), "-o", str(file)).returncode == 0
    assert run(installed, "render", str(file), "-o", str(notice), "--draft").returncode == 0


def test_the_installed_program_shows_the_examples_of_its_help(installed: Path) -> None:
    assert "例：" in run(installed, "check", "--help").stdout
