"""Catalogues of messages: each sentence is said somewhere, or it is gone."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

import budgetxl

PACKAGE = Path(budgetxl.__file__).parent
CATALOGUES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.name in ("messages.py", "refusals.py") or path.parts[-2:] == ("archive", "errors.py")
)


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def sources(catalogue: Path) -> list[ast.Module]:
    """The modules that may say what stands in a catalogue: those of its top package, and its own functions."""
    package = PACKAGE / catalogue.relative_to(PACKAGE).parts[0]
    return [ast.parse(path.read_text(encoding="utf-8")) for path in package.rglob("*.py") if path != catalogue]


def written(trees: list[ast.Module]) -> tuple[set[str], list[re.Pattern[str]]]:
    """Every text in the code as it stands, and as a pattern where something is filled in, which may be anything."""
    texts: set[str] = set()
    patterns: set[str] = set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.JoinedStr):
            patterns.add("".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
    return texts, [re.compile(pattern) for pattern in patterns - {".+"}]


def catalogue_of(path: Path) -> dict[str, list[str]]:
    """The keys of the dictionaries of a catalogue, by the dictionary's name."""
    module = import_module(".".join(["budgetxl", *path.relative_to(PACKAGE).with_suffix("").parts]))
    found = {name: value for name, value in vars(module).items() if name.isupper() and hasattr(value, "keys")}
    return {name: list(value) for name, value in found.items() if all(isinstance(key, str) for key in value)}


@pytest.mark.parametrize("path", [path for path in CATALOGUES if "MESSAGES" in catalogue_of(path)], ids=name_of)
def test_every_message_is_said_somewhere(path: Path) -> None:
    texts, patterns = written(sources(path))
    unsaid = [key for key in catalogue_of(path)["MESSAGES"] if key not in texts]
    assert [key for key in unsaid if not any(pattern.fullmatch(key) for pattern in patterns)] == []


@pytest.mark.parametrize("path", [path for path in CATALOGUES if not catalogue_of(path).get("MESSAGES")], ids=name_of)
def test_every_text_of_a_catalogue_of_names_is_used(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.FunctionDef):
            names.add(node.name)
    used = {node.attr for tree in sources(path) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    used |= {alias.name for tree in sources(path) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    used |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    assert sorted(names - used) == []
