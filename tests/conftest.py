"""What some tests need beyond Python: LibreOffice, Chromium, axe-core, the program as one page. Where a program is missing its tests are skipped, loudly.

``BUDGETXL_REQUIRE=libreoffice,chromium`` makes a missing program a failure instead: CI sets it for what it has installed.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import built_once
import pytest
from hypothesis import HealthCheck, settings

from budgetxl.forms import Form
from budgetxl.forms.load import loader
from budgetxl.forms.load.library import form_library, template_root

settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("searching", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# A worker holds millions of objects that stay: modules, tests, forms. With Python's own thresholds a third of all processor time
# went into looking through them for garbage. It is looked for where a test has ended, among what the last tests made.
MADE = 200_000
gc.set_threshold(1_000_000, 20, 20)

# A test sees forms as they are loaded; whether those that are kept equal them is the business of test_kept_forms.
form_library.kept_form = lambda folder: None
form_library.keep = lambda folder, form: None


# A form of the program, or of ``forms`` here, is frozen, and the same for all tests: it is loaded once a process.
_load_form = loader.load_form


SHIPPED = {name: folder for folder in template_root().iterdir() for name in (folder.name, str(folder))}
SHIPPED |= {str(folder): folder for folder in (Path(__file__).resolve().parent / "forms").iterdir()}


LOADED: dict[Path, Form] = {}


def _loaded_once(name_or_path: str | Path) -> Form:
    folder = SHIPPED.get(str(name_or_path))
    if folder is None or os.path.lexists(folder.name):
        return _load_form(name_or_path)
    if folder not in LOADED:
        LOADED[folder] = _load_form(folder)
    return LOADED[folder]


loader.load_form = _loaded_once
BUILT_ONCE = built_once.install(lambda form: any(form is each for each in LOADED.values()))


@pytest.fixture(scope="session", autouse=True)
def _workbooks(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[None]:
    """The workbooks of this run lie in one folder for all workers."""
    own = tmp_path_factory.getbasetemp()
    BUILT_ONCE.folder = (own.parent if hasattr(request.config, "workerinput") else own) / "workbooks"
    BUILT_ONCE.folder.mkdir(exist_ok=True)
    yield
    BUILT_ONCE.folder = None


@dataclass(frozen=True, slots=True)
class Program:
    """A program that tests of a marker need, whether it is here, and how to get it."""

    name: str
    found: Callable[[], bool]
    install: str


def _libreoffice() -> bool:
    return shutil.which("soffice") is not None and _speaks_uno()


def _speaks_uno() -> bool:
    """Whether the system's Python can talk to LibreOffice (python3-uno belongs to it, not to our environment)."""
    python = "/usr/bin/python3"
    try:
        return subprocess.run([python, "-c", "import uno"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _chromium() -> bool:
    return any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))


def _index() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, "et-xmlfile"]
        return subprocess.run(command, capture_output=True).returncode == 0


def axe_core() -> Path | None:
    """The script of axe-core, which judges a page as people who see or hear it otherwise meet it: ``npm install axe-core`` here."""
    path = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
    return path if path.is_file() else None


def _page() -> bool:
    from paging import PAGE, is_of_today

    return is_of_today(PAGE)


def _chromium109() -> bool:
    from paging import old_chromium

    return old_chromium() is not None


PROGRAMS = {
    "libreoffice": Program(
        "LibreOffice", _libreoffice, "apt-get install libreoffice-calc-nogui libreoffice-writer-nogui python3-uno"
    ),
    "chromium": Program("Chromium", _chromium, "apt-get install chromium"),
    "axe": Program("axe-core", lambda: axe_core() is not None, "npm install --no-save axe-core"),
    "page": Program("the page of today's sources", _page, "make page"),
    "chromium109": Program("Chromium 109", _chromium109, "npm install --no-save @sparticuz/chromium@109"),
    "cluster": Program("distributed", lambda: importlib.util.find_spec("distributed") is not None, "pip install 'budgetxl[cluster]'"),
    "bundle": Program("PyInstaller", lambda: importlib.util.find_spec("PyInstaller") is not None, "pip install '.[bundle]'"),
    "index": Program("a package index", _index, "let pip reach one"),
}


@cache
def _present(marker: str) -> bool:
    return PROGRAMS[marker].found()


def _reason(program: Program) -> str:
    return f"{program.name} is missing, so this was NOT tested"


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected stays until the end: nothing in it is looked through again."""
    gc.freeze()


def pytest_runtest_logfinish(nodeid: str) -> None:
    """A test has ended and nearly all that it made is gone; what is left of it refers to itself."""
    if gc.get_count()[0] > MADE:
        gc.collect(1)


def pytest_runtest_setup(item: pytest.Item) -> None:
    BUILT_ONCE.rests = "monkeypatch" in getattr(item, "fixturenames", ())
    required = os.environ.get("BUDGETXL_REQUIRE", "").split(",")
    for marker, program in PROGRAMS.items():
        if item.get_closest_marker(marker) is not None and not _present(marker):
            if marker in required:
                pytest.fail(f"{program.name} is required here and missing: {program.install}", pytrace=False)
            pytest.skip(_reason(program))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was left out for want of a program, how much of it, and how to install it."""
    reasons = Counter(_skip_reason(report) for report in terminalreporter.stats.get("skipped", ()))
    for program in PROGRAMS.values():
        count = sum(times for reason, times in reasons.items() if reason.endswith(_reason(program)))
        if count:
            terminalreporter.write_sep("!", f"{count} tests NOT RUN: {program.name} is missing", red=True, bold=True)
            terminalreporter.write_line(f"to run them: {program.install}")


def _skip_reason(report: object) -> str:
    where = getattr(report, "longrepr", None)
    return str(where[2]) if isinstance(where, tuple) else str(where)
