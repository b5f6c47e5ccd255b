"""Forms of the program, kept from run to run: equal to those loaded, and loaded anew when anything has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from budgetxl.checks import check_result
from budgetxl.forms import known_folders, load_form
from budgetxl.forms.load.library import folders, kept
from budgetxl.notice import render
from budgetxl.workbook import export, read

ROOT = Path(__file__).parent.parent
WHOLE = [name for name in known_folders() if not load_form(name).abstract]
FORM = "langfang-2022"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of forms as if they came with the program, and a place of its own for what is kept."""
    home = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", home)
    for module in (folders, kept):
        monkeypatch.setattr(module, "template_root", lambda: home)
    monkeypatch.setattr(kept, "_file", lambda folder: tmp_path / "__pycache__" / f"{folder.name}.form")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    kept._state.cache_clear()
    yield home
    kept._state.cache_clear()


def kept_anew(folder: Path) -> object:
    """What another run of the program would find."""
    kept._state.cache_clear()
    return kept.kept_form(folder)


class TestWhatIsKept:
    @pytest.mark.parametrize("name", WHOLE)
    def test_it_equals_the_form_as_loaded(self, name: str, own: Path) -> None:
        form = load_form(own / name)
        kept.keep(own / name, form)
        assert kept.kept_form(own / name) == form

    def test_it_reads_and_words_a_workbook_as_the_loaded_form_does(self, own: Path) -> None:
        form = load_form(own / FORM)
        kept.keep(own / FORM, form)
        data = (ROOT / "sample_workbooks" / "jiefangdao-2022.xlsx").read_bytes()
        again = kept.kept_form(own / FORM)
        assert again is not None and again is not form
        one, other = read(data, find_form=lambda _: form), read(data, find_form=lambda _: again)
        assert one.findings == other.findings and export(one.submission) == export(other.submission)
        assert check_result(one) == check_result(other) and render(one.submission) == render(other.submission)

    def test_it_is_lost_when_a_file_of_the_forms_changes(self, own: Path) -> None:
        kept.keep(own / FORM, load_form(own / FORM))
        assert kept_anew(own / FORM) is not None
        shared = own / "hebei" / "rules.toml"
        shared.write_text(shared.read_text(encoding="utf-8") + "\n# another line\n", encoding="utf-8")
        assert kept_anew(own / FORM) is None

    def test_it_is_lost_when_a_file_is_touched_that_stays_as_long(self, own: Path) -> None:
        kept.keep(own / FORM, load_form(own / FORM))
        shared = own / FORM / "form.toml"
        os.utime(shared, (1, 1))
        assert kept_anew(own / FORM) is None

    def test_it_is_lost_when_a_file_comes_or_goes(self, own: Path) -> None:
        kept.keep(own / FORM, load_form(own / FORM))
        (own / "another").mkdir()
        (own / "another" / "form.toml").write_text("", encoding="utf-8")
        assert kept_anew(own / FORM) is None

    def test_it_is_lost_when_the_program_changes(self, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        program = tmp_path / "program"
        (program / "forms").mkdir(parents=True)
        (program / "forms" / "form.py").write_text("ONE = 1\n", encoding="utf-8")
        monkeypatch.setattr(kept, "PROGRAM", program)
        kept._state.cache_clear()
        kept.keep(own / FORM, load_form(own / FORM))
        assert kept_anew(own / FORM) is not None
        (program / "forms" / "form.py").write_text("ONE = 22\n", encoding="utf-8")
        assert kept_anew(own / FORM) is None


class TestWhatIsNotKept:
    @pytest.mark.parametrize("broken", [b"", b"\x80", b"not a form", "cut"])
    def test_a_kept_form_that_is_no_more_whole_is_loaded_anew_and_written_over(self, broken: bytes | str, own: Path, tmp_path: Path) -> None:
        form = load_form(own / FORM)
        kept.keep(own / FORM, form)
        file = tmp_path / "__pycache__" / f"{FORM}.form"
        file.write_bytes(broken if isinstance(broken, bytes) else file.read_bytes()[:-100])
        assert kept.kept_form(own / FORM) is None
        kept.keep(own / FORM, form)
        assert kept.kept_form(own / FORM) == form

    def test_where_python_writes_no_bytecode_nothing_is_written(self, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        kept.keep(own / FORM, load_form(own / FORM))
        assert not (tmp_path / "__pycache__").exists()

    def test_a_folder_of_ones_own_is_never_kept(self, own: Path, tmp_path: Path) -> None:
        mine = tmp_path / "mine" / FORM
        shutil.copytree(own, mine.parent)
        kept.keep(mine, load_form(mine))
        assert not (tmp_path / "__pycache__").exists()

    def test_where_nothing_can_be_written_nothing_is_said_and_nothing_left(self, own: Path, tmp_path: Path) -> None:
        (tmp_path / "__pycache__").write_text("a file in the way", encoding="utf-8")
        kept.keep(own / FORM, load_form(own / FORM))
        assert kept.kept_form(own / FORM) is None
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(FORM)] == []

    def test_a_write_that_fails_leaves_nothing_half_written(self, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(self: Path, target: Path) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "replace", full)
        kept.keep(own / FORM, load_form(own / FORM))
        assert list((tmp_path / "__pycache__").iterdir()) == []

    def test_what_changes_while_a_form_is_loaded_is_not_taken_for_what_was_loaded(self, own: Path) -> None:
        assert kept.kept_form(own / FORM) is None
        form = load_form(own / FORM)
        shared = own / "hebei" / "rules.toml"
        shared.write_text(shared.read_text(encoding="utf-8") + "\n# meanwhile\n", encoding="utf-8")
        kept.keep(own / FORM, form)
        assert kept_anew(own / FORM) is None

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
    def test_it_has_the_rights_that_any_new_file_has(self, own: Path, tmp_path: Path) -> None:
        kept.keep(own / FORM, load_form(own / FORM))
        plain = tmp_path / "plain"
        plain.write_bytes(b"")
        assert (tmp_path / "__pycache__" / f"{FORM}.form").stat().st_mode == plain.stat().st_mode

    def test_a_folder_here_that_has_the_name_is_what_is_meant(self, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert folders.own_folder(FORM) == own / FORM
        here = tmp_path / "here"
        (here / FORM).mkdir(parents=True)
        monkeypatch.chdir(here)
        assert folders.own_folder(FORM) is None

    @pytest.mark.parametrize("name", ["", ".", "..", "no-such-form", "../hebei", "/hebei", "a" * 300, "a\0b"])
    def test_what_is_no_id_of_a_form_of_the_program_is_none(self, name: str, own: Path) -> None:
        assert folders.own_folder(name) is None


def test_the_second_run_of_a_command_loads_no_form_and_says_the_same(tmp_path: Path) -> None:
    """The program in a copy of its own, as it is installed: no loader is imported once the form is kept."""
    shutil.copytree(ROOT / "budgetxl", tmp_path / "budgetxl", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    sample = ROOT / "sample_workbooks" / "jiefangdao-2022.xlsx"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    script = "import sys; from budgetxl.cli.app import run; code = run(sys.argv[1:]); print('budgetxl.forms.load.loader' in sys.modules); sys.exit(code)"
    command = [sys.executable, "-c", script, "check", str(sample)]
    first, second = (subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8") for _ in range(2))
    assert first.returncode == second.returncode and not first.stderr + second.stderr
    *said, loaded = first.stdout.splitlines()
    assert loaded == "True" and said
    assert second.stdout.splitlines() == [*said, "False"]


def test_an_installer_keeps_every_form_in_one_step(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "budgetxl", tmp_path / "budgetxl", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run([sys.executable, "-m", "budgetxl.forms.load.library"], env=environment, cwd=tmp_path, check=True)
    assert {path.name.rpartition(".cpython")[0] for path in tmp_path.rglob("*.form")} == set(known_folders())
