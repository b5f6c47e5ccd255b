"""``make wheelhouse``: all that a machine without a network needs, each requirement followed with the answers of that machine."""

from __future__ import annotations

import os
import platform as machine
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

REPOSITORY = Path(__file__).parent.parent
BUNDLES = REPOSITORY / "bundles"
sys.path.insert(0, str(BUNDLES))

from make_wheelhouse import NotMade, build, for_any_machine, made  # noqa: E402
from targets import PYTHONS, TARGETS  # noqa: E402
from wheels import chosen, wheels_for  # noqa: E402

CALAMINE = "calamine; sys_platform == 'win32' or (sys_platform == 'linux' and platform_machine == 'aarch64')"


def a_wheel(folder: Path, name: str, *needs: str, python: str = ">=3.8", **parts: bytes) -> Path:
    """A wheel of that file name (without ``.whl``) that needs these."""
    folder.mkdir(exist_ok=True)
    project, version = name.split("-")[:2]
    about = f"{project}-{version}.dist-info"
    lines = ["Metadata-Version: 2.1", f"Name: {project}", f"Version: {version}", f"Requires-Python: {python}", *(f"Requires-Dist: {need}" for need in needs)]
    with zipfile.ZipFile(folder / f"{name}.whl", "w") as packed:
        packed.writestr(f"{about}/METADATA", "\n".join(lines))
        packed.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: false\nTag: cp311-cp311-linux_x86_64\n")
        packed.writestr(f"{about}/RECORD", "")
        for part, data in parts.items():
            packed.writestr(part.replace("__", "/").replace("_dot_", "."), data)
    return folder / f"{name}.whl"


def lacking(folder: Path, platform: str, python: str = "311", first: str = "budgetxl") -> list[str]:
    target = TARGETS[platform]
    return [str(one) for one in chosen(Requirement(first), wheels_for(folder, target, python), target, python).lacks]


# ── a requirement is asked of the machine that it is for


def test_what_only_windows_needs_is_missed_there_and_nowhere_else(tmp_path: Path) -> None:
    a_wheel(tmp_path, "budgetxl-1-py3-none-any", "click>=8")
    a_wheel(tmp_path, "click-8.2-py3-none-any", "colorama; platform_system == 'Windows'")
    assert lacking(tmp_path, "win_amd64") == ["colorama（click 8.2 要用）"]
    assert [lacking(tmp_path, one) for one in TARGETS if not one.startswith("win")] == [[], [], []]
    a_wheel(tmp_path, "colorama-0.4.6-py2.py3-none-any")
    assert lacking(tmp_path, "win_amd64") == []


def test_what_loongarch_does_without_is_missed_on_every_other_machine(tmp_path: Path) -> None:
    a_wheel(tmp_path, "budgetxl-1-py3-none-any", CALAMINE)
    assert [name for name in TARGETS if lacking(tmp_path, name)] == ["win_amd64", "win32", "win_arm64", "manylinux_aarch64"]


@pytest.mark.parametrize(("python", "missing"), [("311", 1), ("312", 0)])
def test_what_an_old_python_needs_is_asked_of_that_python(python: str, missing: int, tmp_path: Path) -> None:
    a_wheel(tmp_path, "budgetxl-1-py3-none-any", "backport; python_version < '3.12'")
    assert len(lacking(tmp_path, "win_amd64", python)) == missing


def test_an_extra_that_is_asked_for_is_followed(tmp_path: Path) -> None:
    a_wheel(tmp_path, "budgetxl-1-py3-none-any", "docxtpl; extra == 'template'")
    assert (lacking(tmp_path, "win_amd64"), len(lacking(tmp_path, "win_amd64", first="budgetxl[template]"))) == ([], 1)


def test_an_extra_of_a_requirement_is_followed_though_the_package_was_needed_before_without(tmp_path: Path) -> None:
    a_wheel(tmp_path, "budgetxl-1-py3-none-any", "a", "b")
    a_wheel(tmp_path, "b-1-py3-none-any", "a[more]")
    a_wheel(tmp_path, "a-1-py3-none-any", "c; extra == 'more'")
    assert lacking(tmp_path, "win_amd64") == ["c（a 1 要用）"]


# ── a wheel counts where it can be installed


@pytest.mark.parametrize(
    ("tags", "counts"),
    [
        ("cp311-cp311-win_amd64", True),
        ("cp38-abi3-win_amd64", True),
        ("py3-none-any", True),
        ("cp312-cp312-win_amd64", False),
        ("cp312-abi3-win_amd64", False),
        ("cp311-cp311-win32", False),
        ("cp311-cp311-manylinux2014_x86_64", False),
    ],
)
def test_a_wheel_for_another_python_or_platform_does_not_count(tags: str, counts: bool, tmp_path: Path) -> None:
    a_wheel(tmp_path, f"budgetxl-1-{tags}")
    assert (lacking(tmp_path, "win_amd64") == []) is counts


@pytest.mark.parametrize(("tag", "counts"), [("manylinux_2_17", True), ("manylinux_2_28", True), ("manylinux_2_34", False), ("linux", False)])
def test_a_wheel_for_a_system_that_is_newer_than_those_of_bureaus_does_not_count(tag: str, counts: bool, tmp_path: Path) -> None:
    a_wheel(tmp_path, f"budgetxl-1-cp311-cp311-{tag}_aarch64")
    assert (lacking(tmp_path, "manylinux_aarch64") == []) is counts


def test_a_wheel_that_asks_for_a_newer_python_does_not_count(tmp_path: Path) -> None:
    a_wheel(tmp_path, "budgetxl-1-py3-none-any", python=">=3.12")
    assert (len(lacking(tmp_path, "win_amd64", "311")), lacking(tmp_path, "win_amd64", "312")) == (1, [])


def test_a_version_that_one_of_two_refuses_is_missed(tmp_path: Path) -> None:
    a_wheel(tmp_path, "budgetxl-1-py3-none-any", "a>=1", "b")
    a_wheel(tmp_path, "a-2-py3-none-any")
    a_wheel(tmp_path, "b-1-py3-none-any", "a<2")
    assert lacking(tmp_path, "win_amd64") == ["a<2（b 1 要用）"]


# ── a package whose compiled part was left out


def test_a_wheel_without_anything_compiled_is_for_any_machine(tmp_path: Path) -> None:
    made = for_any_machine(a_wheel(tmp_path / "made", "a-1-cp311-cp311-linux_x86_64", a__init_dot_py=b"x = 1"), tmp_path)
    assert made.name == "a-1-py3-none-any.whl"
    assert subprocess.run([sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--target", str(tmp_path / "there"), str(made)]).returncode == 0
    assert (tmp_path / "there" / "a" / "init.py").read_bytes() == b"x = 1"


def test_a_wheel_with_something_compiled_is_not(tmp_path: Path) -> None:
    with pytest.raises(NotMade, match=r"a/b\.so"):
        for_any_machine(a_wheel(tmp_path / "made", "a-1-cp311-cp311-linux_x86_64", a__b_dot_so=b""), tmp_path)


# ── the folders, as they are made


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of budgetxl, built once."""
    return build(tmp_path_factory.mktemp("own"))


def wheelhouse(folder: Path, platform: str, own: Path, python: str = "311") -> Path:
    made(folder, TARGETS[platform], python, own=own)
    return folder


def names_in(folder: Path) -> set[str]:
    return {path.name.partition("-")[0] for path in folder.glob("*.whl")}


@pytest.mark.parametrize("words", [[], ["win95"], ["win_amd64", "27"]])
def test_whoever_names_no_platform_is_told_which_there_are(words: list[str]) -> None:
    done = subprocess.run([sys.executable, str(BUNDLES / "make_wheelhouse.py"), *words], capture_output=True, text=True)
    assert (done.returncode, [name for name in TARGETS if name not in done.stderr]) == (2, [])


def test_the_document_names_every_platform() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+?)(?:；.*)? \|$", (REPOSITORY / "docs" / "BUNDLES.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(one.name, one.title) for one in TARGETS.values()]


@pytest.mark.slow
@pytest.mark.index
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", ["win_amd64", "manylinux_aarch64"])
def test_a_wheelhouse_is_complete_and_pip_says_so_too(platform: str, python: str, own: Path, tmp_path: Path) -> None:
    folder = wheelhouse(tmp_path / "made", platform, own, python)
    assert lacking(folder, platform, python) == []
    assert {"budgetxl", "click", "jinja2", "markupsafe", "openpyxl", "python_calamine", "xlsxwriter", "pip"} <= names_in(folder)
    where = [word for one in TARGETS[platform].platforms for word in ("--platform", one)]
    dry = ["install", "--dry-run", "--no-index", "--find-links", str(folder), "--only-binary=:all:", "--target", str(tmp_path / "there")]
    command = [sys.executable, "-m", "pip", *dry, "--implementation", "cp", "--python-version", python, *where, "--require-hashes"]
    ended = subprocess.run([*command, "-r", str(folder / "requirements.txt")], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    for wheel in folder.glob("*.whl"):  # and none of them is there for nothing
        if not wheel.name.startswith(("pip-", "budgetxl-")):
            held = wheel.rename(tmp_path / wheel.name)
            assert lacking(folder, platform, python) != [], wheel.name
            held.rename(wheel)


@pytest.mark.slow
@pytest.mark.index
def test_for_loongarch_nothing_is_compiled_and_calamine_is_left_out(own: Path, tmp_path: Path) -> None:
    folder = wheelhouse(tmp_path / "made", "linux_loongarch64", own)
    assert lacking(folder, "linux_loongarch64") == []
    assert [path.name for path in folder.glob("*.whl") if not path.name.endswith("-none-any.whl")] == []
    assert ("python_calamine" in names_in(folder), "markupsafe" in names_in(folder)) == (False, True)


@pytest.mark.slow
@pytest.mark.index
def test_what_can_not_be_had_is_named_and_nothing_is_left_behind(tmp_path: Path) -> None:
    command = [sys.executable, str(BUNDLES / "make_wheelhouse.py"), "linux_loongarch64+template", "311", str(tmp_path)]  # lxml is native
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, "lxml" in done.stderr, "docxtpl" in done.stderr) == (2, True, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.index
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the script is for Linux")
@pytest.mark.parametrize("platform", ["linux_loongarch64", "here"])
def test_the_script_installs_it_without_an_index_where_there_are_blanks_in_the_path(platform: str, own: Path, tmp_path: Path) -> None:
    name = f"manylinux_{machine.machine()}" if platform == "here" else platform
    folder = wheelhouse(tmp_path / "某 县", name, own, f"{sys.version_info[0]}{sys.version_info[1]}")
    there = f"{Path(sys.base_prefix) / 'bin'}:/usr/bin:/bin"
    surroundings = {"PATH": there, "HOME": str(tmp_path), "PIP_CONFIG_FILE": os.devnull}
    if platform != "here":
        surroundings["PIP_NO_DEPS"] = "1"  # this machine would ask for calamine
    done = subprocess.run(["sh", "install.sh", str(tmp_path / "装 到")], cwd=folder, env=surroundings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    program = tmp_path / "装 到" / "bin" / "budgetxl"
    assert f"装好了：{program}" in done.stdout
    compiled = [path.name for path in (tmp_path / "装 到").rglob("*.so")]
    assert (compiled == []) is (platform != "here")
    sample = REPOSITORY / "sample_workbooks" / "hebei-2027-demo.xlsx"
    ended = subprocess.run([str(program), "check", str(sample)], cwd=tmp_path, env=surroundings, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.slow
@pytest.mark.index
def test_the_script_for_windows_is_as_a_chinese_windows_reads_it(own: Path, tmp_path: Path) -> None:
    data = (wheelhouse(tmp_path / "made", "win_amd64", own, "312") / "安装.bat").read_bytes()
    text = data.decode("gbk")
    assert text.replace("\r\n", "").isprintable()
    assert ("@PYTHON@" in text, "py -3.12 -m venv" in text) == (False, True)
