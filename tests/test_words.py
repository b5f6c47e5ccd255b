"""Words in one home: verdicts and severities stand in ``values/words.py``, sentences in catalogues that are one kind of thing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import budgetxl
from budgetxl.values.catalogue import Catalogue
from budgetxl.values.words import FAILED_BY_SEVERITY, LEVEL_WORDS, VERDICTS

PACKAGE = Path(budgetxl.__file__).parent
ROOT = Path(__file__).parent.parent
HOME = PACKAGE / "values" / "words.py"
#: 提示 is the head of a column of hints as well, 不适用 a word that people type where there is nothing, 通过 one that they type twice;
#: a type of the states of units has to write each out.
OTHER_MEANINGS = {
    ("提示", "checks/reports/csv_report.py"), ("提示", "workbook/annotate/sheets.py"), ("提示", "bureau/messages.py"),
    ("不适用", "values/written/typed.py"), ("通过", "checks/texts/slips.py"), ("通过", "bureau/model.py"), ("待核实", "bureau/model.py"),
}  # fmt: skip
CATALOGUES = ["bureau", "bureau.carrying", "bureau.compare", "checks", "cli", "forms.load", "verbs", "workbook"]


def sources(folder: Path = PACKAGE) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(folder.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


@cache
def constants() -> tuple[tuple[Any, str], ...]:
    """Every constant of the program with its module."""
    return tuple((node.value, name) for name, tree in sources() for node in ast.walk(tree) if isinstance(node, ast.Constant))


def test_the_verdicts_are_the_six_of_the_interface_each_once() -> None:
    assert VERDICTS == ("通过", "不符", "待核实", "不适用", "未填", "由程序校验")
    assert len(set(LEVEL_WORDS.values())) == len(LEVEL_WORDS)
    assert set(FAILED_BY_SEVERITY.values()) < set(VERDICTS)


def test_no_module_but_their_home_writes_a_verdict_or_a_severity_as_a_word_of_its_own() -> None:
    words = {*VERDICTS, *LEVEL_WORDS.values(), "核实"}
    found = {(value, name) for value, name in constants() if value in words and name != HOME.relative_to(PACKAGE).as_posix()}
    assert found == OTHER_MEANINGS


def test_what_is_to_be_verified_is_called_so_by_one_word() -> None:
    """待核实 is the word for it; whoever is asked to look at something is asked to 核对."""
    texts = [(value, name) for value, name in constants() if isinstance(value, str)]
    assert [found for found in texts if re.search("(?<!待)核实", found[0])] == []


def test_no_page_writes_one_either() -> None:
    quoted = re.compile("[\"'](?:" + "|".join({*VERDICTS, *LEVEL_WORDS.values()}) + ")[\"']")
    pages = [path for path in PACKAGE.rglob("*") if path.suffix in (".j2", ".js", ".html")]
    assert pages
    assert [path.name for path in pages if quoted.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("package", CATALOGUES)
def test_every_catalogue_says_its_sentences_in_the_same_way(package: str) -> None:
    module = import_module(f"budgetxl.{package}.messages")
    assert module.say.__func__ is Catalogue.say


@pytest.mark.parametrize("package", CATALOGUES)
def test_every_sentence_is_said_with_all_its_slots(package: str) -> None:
    """Where the code is written out: ``say("file", path=…, reason=…)`` fills each slot of its template."""
    catalogue = Catalogue(import_module(f"budgetxl.{package}.messages").MESSAGES)
    nested = tuple(one.replace(".", "/") + "/" for one in CATALOGUES if one.startswith(f"{package}."))  # they have their own words
    lacking, calls = [], 0
    for name, tree in sources(PACKAGE / package.replace(".", "/")):
        for node in ast.walk(tree) if not name.startswith(nested) else ():
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args):
                continue
            code = node.args[0]
            if isinstance(code, ast.Constant) and code.value in catalogue and all(keyword.arg for keyword in node.keywords):
                calls += 1
                missing = catalogue.slots(code.value) - {keyword.arg for keyword in node.keywords}
                lacking.extend((name, code.value, slot) for slot in missing)
    assert calls
    assert lacking == []


def test_a_catalogue_knows_its_slots_and_refuses_a_code_or_a_slot_that_is_not_there() -> None:
    catalogue = Catalogue({"file": "{path}：{reason}", "braces": "{{ n }} {one.name}"})
    assert catalogue.say("file", path="a.xlsx", reason="空") == "a.xlsx：空"
    assert catalogue.slots("file") == {"path", "reason"}
    assert catalogue.slots("braces") == {"one"}
    with pytest.raises(KeyError):
        catalogue.say("file", path="a.xlsx")
    with pytest.raises(KeyError):
        catalogue.say("files")


def test_the_glossary_has_each_verdict_and_severity_and_each_term_once() -> None:
    text = (ROOT / "docs" / "GLOSSARY.md").read_text(encoding="utf-8")
    rows = [re.split(r"\s*\|\s*", line.strip("| ")) for line in text.splitlines() if line.startswith("| ") and "---" not in line]
    terms = [term for row in rows if row[0] != "English" for term in re.findall(r"`([^`]+)`", row[0])]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []
    for word in (*VERDICTS, *LEVEL_WORDS.values()):
        assert word in text


def test_no_module_but_their_home_writes_the_tolerance() -> None:
    found = [name for value, name in constants() if value == "0.005"]
    assert found == ["values/tolerances.py"]
