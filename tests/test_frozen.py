"""The frozen program: one folder with its own Python, started where there is none."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from budgetxl import frozen
from budgetxl.forms import load_form
from budgetxl.forms.load.library import folders, kept
from budgetxl.workbook import export, read

REPOSITORY = Path(__file__).parent.parent
SAMPLES = REPOSITORY / "sample_workbooks"
CLEAN = SAMPLES / "hebei-2027-demo.xlsx"


# ── what it keeps does not depend on where it lies


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The files of a frozen program, in a folder that may be moved."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    home = tmp_path / "here"
    shutil.copytree(REPOSITORY / "templates", home / "templates")
    (home / "build.mark").write_text("one", encoding="ascii")
    lies_in(home, monkeypatch)
    yield home
    kept._state.cache_clear()


def lies_in(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (folders, kept):
        monkeypatch.setattr(module, "PROGRAM", home)
        monkeypatch.setattr(module, "template_root", lambda: home / "templates")
    monkeypatch.setattr(kept, "_file", lambda folder: home / "forms" / "library" / "__pycache__" / f"{folder.name}.form")
    kept._state.cache_clear()


def kept_by(home: Path) -> Path:
    folder = home / "templates" / "hebei-2027"
    kept.keep(folder, load_form(folder))
    return folder


def test_a_kept_form_holds_where_the_program_was_moved_and_has_the_folders_of_there(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_by(program)
    there = program.with_name("某 县")
    shutil.copytree(program, there, copy_function=shutil.copy)
    shutil.rmtree(program)
    lies_in(there, monkeypatch)
    form = kept.kept_form(there / "templates" / "hebei-2027")
    assert form is not None
    assert form.folders == (there / "templates" / "hebei-2027", there / "templates" / "hebei")
    assert form == load_form(there / "templates" / "hebei-2027")


def test_a_kept_form_is_lost_when_a_letter_of_a_form_is_another(program: Path) -> None:
    folder = kept_by(program)
    file = folder / "form.toml"
    before = file.stat()
    file.write_bytes(file.read_bytes()[:-1] + b" ")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    kept._state.cache_clear()
    assert kept.kept_form(folder) is None


def test_a_kept_form_is_lost_when_the_modules_are_others(program: Path) -> None:
    folder = kept_by(program)
    (program / "build.mark").write_text("two", encoding="ascii")
    kept._state.cache_clear()
    assert kept.kept_form(folder) is None


# ── programs that are started from it


@pytest.mark.parametrize(("before", "after"), [({"LD_LIBRARY_PATH_ORIG": "/own"}, "/own"), ({}, None)])
def test_other_programs_get_the_libraries_of_the_system(before: dict[str, str], after: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/of/the/frozen/program")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    for name, value in before.items():
        monkeypatch.setenv(name, value)
    frozen.restore_surroundings()
    assert (os.environ.get("LD_LIBRARY_PATH"), os.environ.get("LD_LIBRARY_PATH_ORIG")) == (after, None)


@pytest.mark.parametrize("is_frozen", [True, False])
def test_only_a_frozen_program_that_is_asked_for_nothing_else_keeps(is_frozen: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", is_frozen, raising=False)
    asked = []
    for words in ([frozen.KEEP], [], ["check", frozen.KEEP]):
        monkeypatch.setattr(sys, "argv", ["budgetxl", *words])
        asked.append(frozen.is_keeper())
    assert asked == [is_frozen, False, False]


# ── the folder that PyInstaller makes


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, in a folder with blanks and Chinese characters, into which nobody may write."""
    place = tmp_path_factory.mktemp("bundle") / "某 县 财政局" / "程 序"
    done = subprocess.run([sys.executable, str(REPOSITORY / "bundles" / "make_bundle.py"), str(place)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (folder,) = place.iterdir()
    assert folder.name.startswith("budgetxl-linux-")
    return folder / "budgetxl"


def run(program: Path, folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """The program in a working folder elsewhere, with nothing in its PATH."""
    surroundings = {"PATH": "/nonexistent", "HOME": str(folder), "LANG": "C.UTF-8"}
    ended = subprocess.run([str(program), *map(str, words)], cwd=folder, env=surroundings, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in ended.stderr, ended.stderr
    return ended


@pytest.mark.slow
@pytest.mark.bundle
class TestTheFolder:
    def test_it_shows_its_help_with_the_examples_and_its_version(self, bundle: Path, tmp_path: Path) -> None:
        assert "用法：budgetxl 命令" in run(bundle, tmp_path, "--help").stdout
        assert "例：" in run(bundle, tmp_path, "check", "--help").stdout
        assert run(bundle, tmp_path, "--version").stdout.startswith("budgetxl ")

    def test_it_lists_the_forms_that_it_brings_along(self, bundle: Path, tmp_path: Path) -> None:
        ended = run(bundle, tmp_path, "forms", "--json")
        listed = json.loads(ended.stdout)["forms"]
        assert (ended.returncode, "hebei-2027" in {one["id"] for one in listed}) == (0, True)
        assert str(REPOSITORY) not in ended.stdout

    def test_it_brings_every_form_every_asset_and_the_licences(self, bundle: Path) -> None:
        inside = bundle.parent / "_internal"
        packed = {path.relative_to(inside).as_posix() for path in inside.rglob("*") if path.is_file()}
        package = [path for path in (REPOSITORY / "budgetxl").rglob("*") if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".py"]
        assert {path.relative_to(REPOSITORY).as_posix() for path in package} - packed == set()
        forms = [path for path in (REPOSITORY / "templates").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        assert {f"budgetxl/{path.relative_to(REPOSITORY).as_posix()}" for path in forms} - packed == set()
        licensed = {name.split("-")[0] for name in packed if ".dist-info/" in name and "LICEN" in name.upper()}
        assert {"budgetxl", "click", "jinja2", "openpyxl", "xlsxwriter", "markupsafe", "lxml"} - licensed == set()
        assert [name for name in packed if name.endswith(("direct_url.json", "RECORD"))] == []

    def test_it_holds_every_module_of_the_program(self, bundle: Path) -> None:
        from PyInstaller.archive.readers import CArchiveReader

        held = set(CArchiveReader(str(bundle)).open_embedded_archive("PYZ.pyz").toc)
        paths = [path.relative_to(REPOSITORY).with_suffix("") for path in (REPOSITORY / "budgetxl").rglob("*.py")]
        assert {".".join(path.parts).removesuffix(".__init__") for path in paths} - held == set()

    def test_it_makes_a_blank_workbook(self, bundle: Path, tmp_path: Path) -> None:
        ended = run(bundle, tmp_path, "new", "hebei-2027", "--unit", "某单位", "-o", "空白.xlsx")
        assert ended.returncode == 0, ended.stderr
        assert read((tmp_path / "空白.xlsx").read_bytes()).submission.text("unit", "name") == "某单位"

    @pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.glob("*.xlsx")))
    def test_it_says_of_a_workbook_what_the_program_says(self, sample: str, bundle: Path, tmp_path: Path) -> None:
        shutil.copy(SAMPLES / sample, tmp_path)
        own = subprocess.run([sys.executable, "-m", "budgetxl", "check", sample, "--json"], cwd=tmp_path, capture_output=True, text=True)
        ended = run(bundle, tmp_path, "check", sample, "--json")
        assert (ended.returncode, ended.stdout) == (own.returncode, own.stdout)

    @pytest.mark.libreoffice
    def test_it_reads_an_old_file_by_starting_itself(self, bundle: Path, tmp_path: Path) -> None:
        convert = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xls"]
        subprocess.run([*convert, "--outdir", str(tmp_path), str(CLEAN)], check=True, capture_output=True, timeout=180)
        checked = run(bundle, tmp_path, "check", f"{CLEAN.stem}.xls")
        assert (checked.returncode, "另存为 .xlsx" in checked.stdout) == (0, True), checked.stderr
        ended = run(bundle, tmp_path, "export", f"{CLEAN.stem}.xls")
        assert ended.returncode == 0, ended.stderr
        budget = json.loads(ended.stdout)["data"]
        assert budget["unit"] == export(read(CLEAN.read_bytes()).submission)["data"]["unit"]

    @pytest.mark.parametrize("suffix", ["docx", "html", "md"])
    def test_its_notice_is_the_program_s(self, suffix: str, bundle: Path, tmp_path: Path) -> None:
        words = ["render", str(CLEAN), "-o"]
        subprocess.run([sys.executable, "-m", "budgetxl", *words, f"own.{suffix}"], cwd=tmp_path, check=True, capture_output=True)
        assert run(bundle, tmp_path, *words, f"its.{suffix}").returncode == 0
        assert (tmp_path / f"its.{suffix}").read_bytes() == (tmp_path / f"own.{suffix}").read_bytes()

    @pytest.mark.libreoffice
    def test_libreoffice_makes_its_pdf_with_the_libraries_of_the_system(self, bundle: Path, tmp_path: Path) -> None:
        office = Path(shutil.which("soffice") or "").parent
        surroundings = {"PATH": f"{office}:/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
        command = [str(bundle), "render", str(CLEAN), "-o", "说明.pdf"]
        ended = subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, timeout=240)
        assert ended.returncode == 0, ended.stderr
        assert (tmp_path / "说明.pdf").read_bytes().startswith(b"%PDF")

    def test_it_fills_in_a_word_template(self, bundle: Path, tmp_path: Path) -> None:
        import docx

        document = docx.Document()
        document.add_paragraph("单位：{{ unit.name }}")
        document.save(str(tmp_path / "模板.docx"))
        ended = run(bundle, tmp_path, "render", CLEAN, "-o", "说明.docx", "--template", "模板.docx")
        assert ended.returncode == 0, ended.stderr
        text = zipfile.ZipFile(tmp_path / "说明.docx").read("word/document.xml").decode()
        assert read(CLEAN.read_bytes()).submission.text("unit", "name") in text

    def test_its_workers_collect(self, bundle: Path, tmp_path: Path) -> None:
        unit = read(CLEAN.read_bytes()).submission
        (tmp_path / "交来的").mkdir()
        for sample in SAMPLES.glob("*.xlsx"):
            shutil.copy(sample, tmp_path / "交来的")
        (tmp_path / "名册.csv").write_text(f"单位编码,单位名称\n{unit.text('unit', 'code')},{unit.text('unit', 'name')}\n", encoding="utf-8")
        ended = run(bundle, tmp_path, "collect", "交来的", "--roster", "名册.csv", "-o", "汇总.xlsx", "--jobs", "2", "--json")
        assert ended.returncode == 0, ended.stderr
        assert [one["state"] for one in json.loads(ended.stdout)["units"]] == ["通过"]
        assert (tmp_path / "汇总.xlsx").is_file()

    def test_it_brings_what_is_kept_and_writes_nothing_into_its_folder(self, bundle: Path, tmp_path: Path) -> None:
        inside = bundle.parent / "_internal" / "budgetxl"
        suffixes = {path.suffix for path in inside.rglob("__pycache__/*")}
        assert suffixes == {".form", ".wording", ".kept"}
        files = {path: path.stat().st_mtime_ns for path in bundle.parent.rglob("*")}
        run(bundle, tmp_path, "render", CLEAN, "-o", "说明.docx")
        assert {path: path.stat().st_mtime_ns for path in bundle.parent.rglob("*")} == files

    def test_what_it_keeps_counts_wherever_it_was_moved_until_a_form_is_changed(self, bundle: Path, tmp_path: Path) -> None:
        moved = tmp_path / "另一处"
        shutil.copytree(bundle.parent, moved, symlinks=True, copy_function=shutil.copy)
        one, other = (next(moved.rglob(f"__pycache__/{name}.*.form")) for name in ("hebei-2027", "langfang-2022"))
        one.write_bytes(other.read_bytes())  # if it is read, one form is taken for the other
        rules = [run(moved / "budgetxl", tmp_path, "rules", name).stdout for name in ("hebei-2027", "langfang-2022")]
        assert rules[0] == rules[1] != ""
        text = moved / "_internal" / "budgetxl" / "templates" / "hebei-2027" / "form.toml"
        text.write_bytes(text.read_bytes() + b"# another line\n")
        assert run(moved / "budgetxl", tmp_path, "rules", "hebei-2027").stdout not in ("", rules[1])
