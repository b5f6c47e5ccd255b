"""The wheel: it brings the forms along, and works where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from mangle_ods import as_ods
from test_documentation import console_lines, surroundings, with_files, written
from test_documentation import run as run_line

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


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A package index that pip can reach, or the test is left out and says so."""
    folder = tmp_path_factory.mktemp("probe")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), "markupsafe"]
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("pip reaches no package index, so budgetxl without native packages was NOT tested")


@pytest.fixture(scope="module")
def bare(index: None, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program of an environment as on a platform that no native package has wheels for.

    MarkupSafe is built where no compiler works, as it is meant to be there; calamine, which its marker would leave out,
    is taken out again.
    """
    home = tmp_path_factory.mktemp("bare") / "env"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    pip = [str(home / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    install = [*pip, "install", "--no-cache-dir", "--no-binary", "markupsafe", str(wheel)]
    subprocess.run(install, check=True, capture_output=True, env={**os.environ, "CC": "false"})
    subprocess.run([*pip, "uninstall", "--yes", "python-calamine"], check=True, capture_output=True)
    return home / "bin" / "budgetxl"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the samples and files that README speaks of; the forms come with the program."""
    (tmp_path / "sample_workbooks").symlink_to(REPOSITORY / "sample_workbooks")
    return with_files(tmp_path)


def alone(program: Path) -> dict[str, str]:
    """The environment of a shell that has this program, and nothing of the Python that runs the tests."""
    return {name: value for name, value in surroundings(program).items() if not name.startswith("PYTHON")}


def in_shell(line: str, program: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """A line as a shell runs it, with this program."""
    ended = subprocess.run(["sh", "-c", line], cwd=folder, env=alone(program), capture_output=True, text=True)
    assert "Traceback" not in ended.stderr, ended.stderr
    return ended


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


# Without native packages


def test_no_native_package_but_calamine_is_installed_with_budgetxl(bare: Path) -> None:
    files = [path for path in bare.parent.parent.rglob("*") if path.suffix in (".so", ".pyd", ".dylib")]
    assert files == []
    names = {path.name.partition("-")[0].lower() for path in bare.parent.parent.rglob("*.dist-info")}
    assert names - {"pip", "setuptools"} == {"budgetxl", "click", "et_xmlfile", "jinja2", "markupsafe", "openpyxl", "xlsxwriter"}


def test_the_commands_of_the_readme_work_without_native_packages(bare: Path, desk: Path) -> None:
    lines = list(console_lines(written("README.md")))
    assert lines
    assert [(line, run_line(line, desk, alone(bare))) for line, _ in lines] == lines


@pytest.mark.parametrize("sample", sorted(path.stem for path in (REPOSITORY / "sample_workbooks").glob("*.xlsx")))
def test_a_notice_without_native_packages_is_the_same_in_every_format(sample: str, bare: Path, desk: Path) -> None:
    own = Path(sys.executable).with_name("budgetxl")
    for suffix in ("docx", "md", "txt"):
        for program, name in ((bare, "without"), (own, "with")):
            line = f"budgetxl render sample_workbooks/{sample}.xlsx -o {name}.{suffix} --draft"
            assert in_shell(line, program, desk).returncode == 0
        assert (desk / f"without.{suffix}").read_bytes() == (desk / f"with.{suffix}").read_bytes()


def test_an_old_file_without_calamine_is_told_what_is_missing_and_what_to_do(bare: Path, desk: Path) -> None:
    (desk / "旧表.ods").write_bytes(as_ods((REPOSITORY / "sample_workbooks" / "jiefangdao-2022.xlsx").read_bytes()))
    ended = in_shell("budgetxl check 旧表.ods", bare, desk)
    assert (ended.returncode, "python-calamine" in ended.stderr, "另存为 .xlsx" in ended.stderr) == (3, True, True)
