"""Patterns that are compiled late are what ``re.compile`` gives."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from budgetxl.values import lazy_patterns
from budgetxl.values.lazy_patterns import lazy_pattern

CASES = [("a(?P<x>[0-9]+)", "za12b"), ("^年|月$", "年月"), ("(?i)AB", "ab AB"), (r"\s+", "一 二  三")]


@pytest.mark.parametrize(("written", "text"), CASES)
@pytest.mark.parametrize("method", ["match", "search", "fullmatch", "findall", "split"])
def test_it_does_what_a_compiled_pattern_does(written: str, text: str, method: str) -> None:
    late, own = (getattr(made(written), method)(text) for made in (lazy_pattern, re.compile))
    assert (late and late[0], late and getattr(late, "groupdict", dict)()) == (own and own[0], own and getattr(own, "groupdict", dict)())


def test_flags_bytes_and_attributes_are_kept() -> None:
    assert lazy_pattern("a.b", re.DOTALL).fullmatch("a\nb")
    assert lazy_pattern(b"[0-9]+").sub(b"", b"a1b22") == b"ab"
    assert lazy_pattern("(?P<x>a)").groupindex == {"x": 1} and lazy_pattern("ab").pattern == "ab"


def test_it_is_compiled_once_and_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(lazy_patterns.re, "compile", lambda *given: asked.append(given[0]) or re._compiler.compile(*given))
    late = lazy_pattern("[a-z]+")
    assert asked == [] and repr(late) == "lazy_pattern('[a-z]+')"
    assert late.search("1a") and late.search("1b") and late.split("1a2")
    assert asked == ["[a-z]+"]


def test_a_mistake_is_told_as_by_re() -> None:
    with pytest.raises(re.error):
        lazy_pattern("(").search("a")


SAMPLES = sorted((Path(__file__).resolve().parents[1] / "sample_workbooks").glob("*.xlsx"))
COMPILING = """
import sys
from re import _compiler

compile, asked = _compiler.compile, set()


def noted(text, flags=0):
    frame = sys._getframe(1)
    while frame.f_globals["__name__"].split(".")[0] == "re":
        frame = frame.f_back
    asked.add(frame.f_globals["__name__"])
    return compile(text, flags)


_compiler.compile = noted
from budgetxl.cli.app import run

run(sys.argv[1:])
print(*asked, file=sys.stderr)
"""
#: The patterns with a unit's name (of functions, those that are late, too), and those that are a form's: its lines, with a group
#: for each slot, and where its title breaks.
COMPILED = {
    "budgetxl.checks.texts.grammar", "budgetxl.values.lazy_patterns", "budgetxl.workbook.read.told.form_lines", "budgetxl.notice.writers.docx",
}  # fmt: skip


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("command", ["check", "render"])
def test_a_command_compiles_nothing_that_can_be_kept(command: str, sample: Path, tmp_path: Path) -> None:
    """Every process compiles it again, and is short: what stands in a module, or holds nothing but a year, is kept beside the bytecode."""
    options = ["--draft", "-o", str(tmp_path / "a.docx")] if command == "render" else []
    ended = subprocess.run([sys.executable, "-c", COMPILING, command, str(sample), *options], capture_output=True, text=True, check=True)
    asked = set(ended.stderr.split())
    assert "json.decoder" in asked, "what others compile is seen"
    assert {name for name in asked if name.startswith("budgetxl.") and not name.startswith("budgetxl.forms.load.")} <= COMPILED
