"""Compiled wording is kept by its content: within a process always, from run to run for the program's own forms."""

from __future__ import annotations

import marshal
import runpy
import shutil
from pathlib import Path

import jinja2
import pytest

from budgetxl.forms import NOTICE_FILE, known_folders, load_form
from budgetxl.notice import NoticeError
from budgetxl.notice.environment import NoticeEnvironment, make_environment, render_template
from budgetxl.notice.render import environment_of
from budgetxl.notice.templates import kept
from budgetxl.notice.tracing.environment import TracedEnvironment


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A process that has kept nothing yet, and a folder of its own to keep in."""
    monkeypatch.setattr(kept, "_kept", {})
    kept._own_folders.cache_clear()  # tests of kept forms have folders of their own
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    monkeypatch.setattr("sys.pycache_prefix", None)
    (tmp_path / "package").mkdir()
    monkeypatch.setattr(kept, "__file__", str(tmp_path / "package" / "kept.py"))


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that were compiled."""
    names: list[str] = []
    before = NoticeEnvironment.compile

    def counted(self: NoticeEnvironment, source: object, name: object = None, *rest: object, **options: object) -> object:
        names.append(str(name))
        return before(self, source, name, *rest, **options)

    monkeypatch.setattr(NoticeEnvironment, "compile", counted)
    return names


def made(source: str, places: int | None = None, folder: Path | None = None) -> str:
    def load(name: str) -> tuple[str, str, object]:
        return source, str(folder / "notice.md.j2") if folder else "own", lambda: True

    return render_template(make_environment(jinja2.FunctionLoader(load), places=places), "notice", {})


def files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "package").rglob("*.wording"))


OWN = known_folders()["hebei"]


def test_what_was_compiled_once_is_not_compiled_again(compiled: list[str]) -> None:
    assert [made("甲{{ 1 + 1 }}") for _ in range(3)] == ["甲\ufdd02\ufdd0"] * 3
    assert compiled == ["notice"]


def test_what_has_changed_is_compiled_anew(compiled: list[str]) -> None:
    assert [made("甲"), made("乙"), made("甲")] == ["甲", "乙", "甲"]
    assert compiled == ["notice"] * 2


def test_what_compiling_works_into_the_code_is_a_part_of_the_content(compiled: list[str]) -> None:
    assert [made("{{ 5 | money }}", places) for places in (None, 2, None)] == ["\ufdd05\ufdd0", "\ufdd05.00\ufdd0", "\ufdd05\ufdd0"]
    assert compiled == ["notice"] * 2


CONSTANTS = "{{ 5 | money }}{{ [1, 2] | length }}{{ '3台' }}{{ '甲' ~ 3 }}{{ 2 + 3 }}{{ ['1', '2'] | join('、') }}{{ '12' | replace('1', '2') }}{{ -4 }}"
SHIPPED = sorted(path for folder in known_folders().values() for path in folder.glob("*.j2"))


@pytest.mark.parametrize("source", [CONSTANTS, *(path.read_text(encoding="utf-8") for path in SHIPPED)], ids=["constants", *(path.parent.name for path in SHIPPED)])
def test_code_is_the_same_for_a_notice_with_and_without_a_trace(source: str) -> None:
    kinds = [{}, {"kind": TracedEnvironment}]
    one, other = (make_environment(jinja2.DictLoader({}), **kind).compile(source, "notice") for kind in kinds)  # type: ignore[arg-type]
    assert marshal.dumps(one) == marshal.dumps(other)


def test_a_notice_with_a_trace_takes_what_was_compiled_for_one_without(compiled: list[str]) -> None:
    form = load_form(known_folders()["hebei-2027"])
    for traced in (False, True):
        environment_of(form, traced=traced).get_template(NOTICE_FILE)
    assert compiled == [NOTICE_FILE]


def test_no_more_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch, compiled: list[str]) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    for text in ("甲", "乙", "甲", "丙", "甲"):
        made(text)
    assert len(kept._kept) == 2
    assert compiled == ["notice"] * 3  # 乙 was used longest ago


def test_another_process_finds_the_wording_of_the_programs_own_forms(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, compiled: list[str]) -> None:
    assert made("甲", folder=OWN) == "甲"
    assert len(files(tmp_path)) == 1
    monkeypatch.setattr(kept, "_kept", {})
    assert made("甲", folder=OWN) == "甲"
    assert compiled == ["notice"]


@pytest.mark.parametrize("damage", [b"", b"\xff\xff", None])
def test_a_file_that_is_cut_off_or_another_programs_is_written_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, compiled: list[str], damage: bytes | None
) -> None:
    made("甲", folder=OWN)
    (file,) = files(tmp_path)
    if damage is None:
        monkeypatch.setattr(kept, "program_state", lambda: "another")
    else:
        file.write_bytes(damage)
    for _ in range(2):
        monkeypatch.setattr(kept, "_kept", {})
        assert made("甲", folder=OWN) == "甲"
    assert compiled == ["notice"] * 2
    assert files(tmp_path) == [file]


def test_nothing_is_written_of_a_bureaus_own_form_or_where_python_may_not_write(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = tmp_path / "own"
    shutil.copytree(OWN, home)
    made("甲", folder=home)
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    made("乙", folder=OWN)
    assert files(tmp_path) == []


def test_a_mistake_has_its_line_in_kept_code_as_well() -> None:
    for _ in range(2):
        with pytest.raises(NoticeError, match="模板 notice 第 2 行"):
            made("甲\n{{ 1 / 0 }}")


def test_the_installer_keeps_the_wording_of_every_form_with_and_without_blanks(tmp_path: Path, compiled: list[str]) -> None:
    runpy.run_module("budgetxl.notice.templates.__main__")
    forms = {name for name in known_folders() if not load_form(name).abstract}
    assert forms <= {file.name.split(".")[0] for file in files(tmp_path)} and len(compiled) > len(forms)
    compiled.clear()
    kept._kept.clear()
    for draft in (False, True):
        environment_of(load_form("langfang-2022"), draft).get_template(NOTICE_FILE)
    assert compiled == []
