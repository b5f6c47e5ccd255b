"""Packages whose names are loaded when they are asked for."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import budgetxl
from budgetxl.late_names import late_names

PACKAGE = Path(budgetxl.__file__).parent
LATE = sorted(
    ".".join(path.parent.relative_to(PACKAGE.parent).parts)
    for path in PACKAGE.rglob("__init__.py")
    if "late_names(" in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("package", LATE)
def test_every_name_has_its_home_and_is_a_name_of_the_package(package: str) -> None:
    module = import_module(package)
    names = [name for given in module._HOMES.values() for name in given.split()]
    assert [name for name in names if not hasattr(module, name) or name not in module.__all__] == []


def test_a_name_without_a_home_is_told_with_the_package() -> None:
    with pytest.raises(AttributeError, match=r"budgetxl\.values.*nothing_like_it"):
        late_names("budgetxl.values", {"money": "to_yuan"})("nothing_like_it")


def test_a_module_is_loaded_when_its_name_is_asked_for() -> None:
    code = "import sys, budgetxl.notice as n; print('budgetxl.notice.word_template' in sys.modules); n.fill_word_template; print(*sys.modules)"
    before, after = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()
    assert (before, "budgetxl.notice.word_template" in after.split()) == ("False", True)
