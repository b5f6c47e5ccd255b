"""Patterns that were kept are those that ``re`` compiles; whatever else stands in the file costs nothing but the time to compile."""

from __future__ import annotations

import marshal
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import budgetxl
from budgetxl.values import lazy_patterns
from budgetxl.values.kept import files, patterns

TEXTS = [("(?P<一>[0-9]+)年|(b)?c", 0), ("a.B", re.DOTALL | re.IGNORECASE), (b"<c r=\"([A-Z0-9]++)\"", 0), ("(?x) 元  # 单位", 0), ("(?i:万)元", re.VERBOSE)]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    store = files.Store("patterns")
    store.file = tmp_path / "__pycache__" / "patterns.kept"
    files.Store.all.remove(store)
    monkeypatch.setattr(patterns, "STORE", store)
    monkeypatch.setattr(files, "may_be_kept", lambda: True)
    yield store.file


@pytest.mark.parametrize(("text", "flags"), TEXTS)
def test_a_kept_pattern_is_the_one_that_re_compiles(text: str | bytes, flags: int, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = patterns.compiled(text, flags)
    patterns.STORE.write()
    patterns.STORE.next_run()
    monkeypatch.setattr(patterns, "_steps", _fails)
    kept, own = patterns.compiled(text, flags), re.compile(text, flags)
    assert (kept.pattern, kept.flags, kept.groups, dict(kept.groupindex)) == (own.pattern, own.flags, own.groups, dict(own.groupindex))
    assert kept == own == first


def _fails(*_: object) -> None:
    raise AssertionError("compiled again")


def test_the_patterns_of_all_modules_are_kept_and_are_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in walk_packages(budgetxl.__path__, "budgetxl."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    given = [pattern._given for pattern in lazy_patterns.lazy_pattern.of_modules]
    assert len(given) > 100
    for text, flags in given:
        patterns.compiled(text, flags)
    patterns.STORE.write()
    patterns.STORE.next_run()
    assert all(patterns.compiled(*each) == re.compile(*each) for each in given)
    assert patterns.STORE.new == {}, "none was compiled again"


def test_the_pattern_of_a_function_is_not_kept_since_it_may_hold_a_units_name(file: Path) -> None:
    assert lazy_patterns.lazy_pattern("某街道办事处").search("某街道办事处")
    assert patterns.STORE.new == {}


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "of another Python": lambda data: marshal.dumps(("3.0", marshal.loads(data)[1])),
    "other numbers": lambda data: marshal.dumps((sys.version, {key: (0, [1, 2, 3], 0, {}, (None,)) for key in marshal.loads(data)[1]})),
    "no steps": lambda data: marshal.dumps((sys.version, dict.fromkeys(marshal.loads(data)[1], ("x",)))),
    "another thing": lambda data: marshal.dumps((sys.version, [1])),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_file_that_is_not_as_it_was_written_is_done_without(spoilt: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patterns.compiled("[0-9]+年")
    patterns.STORE.write()
    file.write_bytes(SPOILT[spoilt](file.read_bytes()))
    patterns.STORE.next_run()
    assert patterns.compiled("[0-9]+年") == re.compile("[0-9]+年")


def test_what_was_kept_before_stays_and_the_file_does_not_grow_for_ever(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST", 2)
    for text in ("a", "b", "c", "d"):
        patterns.compiled(text)
        patterns.STORE.write()
        patterns.STORE.next_run()
    assert [key[0] for key in patterns.STORE.kept] == ["c", "d"]


def test_nothing_is_written_where_python_writes_no_bytecode_or_there_is_nothing_new(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patterns.STORE.write()
    assert not file.exists()
    monkeypatch.setattr(files, "may_be_kept", lambda: False)
    patterns.compiled("a")
    patterns.STORE.write()
    assert not file.exists()


def test_a_folder_without_rights_or_room_is_done_without(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.parent.write_bytes(b"a file where the folder should be")
    patterns.compiled("a")
    patterns.STORE.write()
    assert file.parent.is_file()


def test_another_python_compiles_as_ever(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "_sre", None)
    assert patterns.compiled("a(b)", re.DOTALL) == re.compile("a(b)", re.DOTALL)


def test_a_mistake_is_told_as_by_re(file: Path) -> None:
    with pytest.raises(re.error, match="missing"):
        patterns.compiled("(a")


def test_the_installer_keeps_all_of_them(tmp_path: Path) -> None:
    root = str(Path(budgetxl.__file__).parent.parent)
    script = (
        "import marshal, sys, runpy; from pathlib import Path; from budgetxl.values import records; from budgetxl.values.kept import files\n"
        "files.may_be_kept = lambda: True\n"
        "for store in files.Store.all:\n"
        "    store.file = Path(sys.argv[1]) / store.file.name.partition('.')[0]\n"
        "    store.file.write_bytes(marshal.dumps((sys.version, {'of an earlier state': b''})))\n"
        "    store.next_run()\n"
        "runpy.run_module('budgetxl.values.kept')\n"
    )
    script = script.replace("'budgetxl.values.kept')", "'budgetxl.values.kept.__main__')")
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, cwd=root)
    for name, least in (("patterns", 150), ("constructors", 200)):
        version, found = marshal.loads((tmp_path / name).read_bytes())
        assert version == sys.version and len(found) > least and "of an earlier state" not in found
