"""The three roads to the worker that reads .xls and .ods, and whose fault it is when nothing comes back."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from making import a_form, record
from mangle_ods import MIME, as_ods, ods

from budgetxl.cli.app import UNREADABLE, WRONG_USAGE, main, run
from budgetxl.forms import Form
from budgetxl.frozen import SALVAGE
from budgetxl.workbook import export, fill, read
from budgetxl.xlsx import UnreadableFile
from budgetxl.xlsx.salvage import roads, worker

DAMAGED = ods('<table:table table:name="x"><table:table-row><table:table-cell office:value-type="float" office:value="x"/></table:table-row></table:table>')
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DAMAGED_XLS = OLE + b"\0" * 504 + "Workbook\0".encode("utf-16-le").ljust(2176, b"\0")
SAVE_AS = "另存为 .xlsx"


def old_file(tmp_path: Path) -> tuple[Form, bytes]:
    form = a_form(tmp_path, record("x", a="money", b="text"))
    return form, as_ods(fill(form, {"unit": {"name": "某街道"}, "x": {"a": "12.5", "b": "说明"}}, 2022))


def figures(form: Form, data: bytes) -> Any:
    return export(read(data, form).submission)["data"]["x"]


def refused(data: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as raised:
        read(data)
    return raised.value


def frozen_program(tmp_path: Path) -> Path:
    """A program that takes itself for its own Python, as a frozen one does."""
    program = tmp_path / "frozen-budgetxl"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nsys.frozen, sys.executable = True, {str(program)!r}\nfrom budgetxl.cli import main\nmain()\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    return program


def encrypted_ods() -> bytes:
    """As LibreOffice writes it: the content is no XML, and the manifest says how it was encrypted."""
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", MIME)
        archive.writestr("content.xml", bytes(range(256)) * 4)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{space}">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml" manifest:size="1024">'
            '<manifest:encryption-data manifest:checksum="x"/></manifest:file-entry></manifest:manifest>',
        )
    return buffer.getvalue()


def without_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system like WebAssembly: it has no processes, and trying to start one is an error."""

    def none(*arguments: object, **options: object) -> None:
        raise OSError("this system has no processes")

    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(subprocess, "run", none)
    monkeypatch.setattr(subprocess, "Popen", none)


def worker_that_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    program = tmp_path / "worker.py"
    program.write_text(code, encoding="utf-8")
    monkeypatch.setattr(roads, "_WORKER", program)


# ── a process of its own


def test_a_process_reads_an_old_file(tmp_path: Path) -> None:
    form, data = old_file(tmp_path)
    assert figures(form, data) == {"a": "12.5", "b": "说明"}


def test_no_module_of_the_working_folder_gets_into_the_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    form, data = old_file(tmp_path)
    (tmp_path / "python_calamine.py").write_text("raise SystemExit(1)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert figures(form, data)["a"] == "12.5"


def test_the_worker_finds_calamine_in_a_folder_that_an_isolated_python_does_not_know(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with ``pip install --user`` and ``--target``: the worker runs without such folders unless it is told of them."""
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "python_calamine").mkdir(parents=True)
    (elsewhere / "python_calamine" / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.delitem(sys.modules, "python_calamine", raising=False)  # another test may have loaded it
    monkeypatch.syspath_prepend(str(elsewhere))
    assert roads._command(roads._folder_of_calamine() or "")[-1] == str(elsewhere)


# ── the frozen program itself


def test_a_frozen_program_reads_an_old_file_by_starting_itself(tmp_path: Path) -> None:
    form, data = old_file(tmp_path)
    file = tmp_path / "旧表.ods"
    file.write_bytes(data)
    words = [str(frozen_program(tmp_path)), "export", str(file), "--form", str(form.folders[0])]
    ended = subprocess.run(words, capture_output=True, text=True, encoding="utf-8")
    assert (ended.returncode, '"12.5"' in ended.stdout) == (0, True), ended.stderr


def test_a_frozen_program_says_that_a_damaged_file_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "旧表.xls"
    file.write_bytes(DAMAGED_XLS)
    ended = subprocess.run([str(frozen_program(tmp_path)), "export", str(file)], capture_output=True, text=True, encoding="utf-8")
    assert (ended.returncode, "已损坏" in ended.stderr) == (UNREADABLE, True)


def test_a_frozen_worker_runs_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "argv", ["budgetxl", SALVAGE, "5000"])
    asked: list[int] = []
    monkeypatch.setattr("budgetxl.xlsx.salvage_worker", asked.append)
    monkeypatch.setattr("budgetxl.cli.app.run", lambda arguments: pytest.fail("the command line was run"))
    main()
    assert asked == [5000]


def test_only_a_frozen_program_knows_the_hidden_argument(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([SALVAGE, "5000"]) == WRONG_USAGE


# ── direct, where there are no processes


def test_where_there_are_no_processes_an_old_file_is_read_directly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    form, data = old_file(tmp_path)
    by_process = figures(form, data)
    without_processes(monkeypatch)
    assert figures(form, data) == by_process


def test_where_python_can_start_no_process_an_old_file_is_read_directly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    form, data = old_file(tmp_path)
    by_process = figures(form, data)
    monkeypatch.setitem(sys.modules, "subprocess", None)
    assert figures(form, data) == by_process


def test_a_damaged_file_is_told_as_damaged_on_the_direct_road(monkeypatch: pytest.MonkeyPatch) -> None:
    without_processes(monkeypatch)
    error = refused(DAMAGED_XLS)
    assert (error.code, "已损坏" in str(error)) == ("xls", True)


def test_an_ods_file_that_ends_too_soon_is_told_as_damaged_before_calamine_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """calamine never comes to an end with it, and on the direct road nobody would stop it."""
    without_processes(monkeypatch)
    monkeypatch.setattr(worker, "answer", lambda data, most: pytest.fail("calamine was asked"))
    assert refused(ods("<table:table table:name='x'><table:table-row")).code == "ods"


def test_an_ods_file_with_a_password_is_told_as_encrypted_not_as_damaged() -> None:
    assert refused(encrypted_ods()).code == "encrypted"


def test_a_panic_of_native_code_on_the_direct_road_is_a_fault_of_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        """As pyo3 raises it: no Exception."""

    def panic(data: bytes, most: int) -> dict[str, Any]:
        raise Panic

    without_processes(monkeypatch)
    monkeypatch.setattr(worker, "answer", panic)
    assert refused(DAMAGED).code == "salvage-stopped"


# ── whose fault it is


def missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)


def can_not_be_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker_that_does(tmp_path, monkeypatch, """print('{"error": "missing"}')""")


def can_not_be_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))


def crashes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker_that_does(tmp_path, monkeypatch, "import os; os.abort()")


def is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker_that_does(tmp_path, monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")


def raises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker_that_does(tmp_path, monkeypatch, "raise MemoryError")


def answers_with_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker_that_does(tmp_path, monkeypatch, "print('hello')")


def sleeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker_that_does(tmp_path, monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(roads, "SECONDS", 0.5)


def uses_up_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker_that_does(tmp_path, monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)")


FAULTS: list[tuple[Callable[[Path, pytest.MonkeyPatch], None], str, str]] = [
    (missing, "salvage-missing", "python-calamine"),
    (can_not_be_loaded, "salvage-missing", "python-calamine"),
    (can_not_be_started, "salvage-start", "无法启动"),
    (crashes, "salvage-stopped", "中途停止"),
    (is_killed, "salvage-stopped", "中途停止"),
    (raises, "salvage-stopped", "中途停止"),
    (answers_with_rubbish, "salvage-stopped", "中途停止"),
    (sleeps, "salvage-slow", "用时过长"),
    (uses_up_its_time, "salvage-slow", "用时过长"),
]


@pytest.mark.parametrize(("fault", "code", "said"), FAULTS, ids=[fault.__name__ for fault, _, _ in FAULTS])
@pytest.mark.parametrize(("name", "data"), [("a.xls", DAMAGED_XLS), ("a.ods", DAMAGED)], ids=["xls", "ods"])
def test_a_fault_of_the_worker_is_not_told_as_a_fault_of_the_file(
    fault: Callable[[Path, pytest.MonkeyPatch], None], code: str, said: str, name: str, data: bytes, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    fault(tmp_path, monkeypatch)
    assert refused(data).code == code
    file = tmp_path / name
    file.write_bytes(data)
    assert run(["export", str(file)]) == UNREADABLE
    err = capsys.readouterr().err
    assert said in err and SAVE_AS in err and file.suffix in err.replace(name, "") and len(err.strip().splitlines()) == 1
    assert "损坏" not in err and "?" not in err


@pytest.mark.parametrize(("data", "code"), [(DAMAGED_XLS, "xls"), (DAMAGED, "ods")], ids=["xls", "ods"])
def test_a_fault_of_the_file_says_that_the_file_is_damaged(data: bytes, code: str) -> None:
    error = refused(data)
    assert (error.code, "已损坏" in str(error), SAVE_AS in str(error)) == (code, True, True)


def test_a_file_with_too_many_cells_is_told_as_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, data = old_file(tmp_path)
    monkeypatch.setattr(roads, "MAX_CELLS", 3)
    assert refused(data).code == "cells"


def test_a_worker_that_says_more_than_any_workbook_is_told_as_too_much_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roads, "MOST_OUTPUT", 10)
    _, data = old_file(tmp_path)
    assert refused(data).code == "all-text"


def test_what_is_wrong_survives_the_way_from_a_worker_process() -> None:
    import pickle

    error = refused(DAMAGED_XLS)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
