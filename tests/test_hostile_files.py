"""Files made to harm: the real command reads them, or refuses them with one sentence, within 5 s and 300 MB."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hostile import HOSTILE, PLANTED, SAMPLE, SLOW

from budgetxl.cli.app import HAS_ERRORS, OK, UNREADABLE
from budgetxl.workbook.read.refusals import MESSAGES as REFUSALS
from budgetxl.xlsx import RawWorkbook, open_workbook, read_file
from budgetxl.xlsx.archive.errors import MESSAGES as UNREADABLE_MESSAGES

SECONDS, MEGABYTES = 5, 300
MESSAGES = {**UNREADABLE_MESSAGES, **REFUSALS}
LIMITED = Path(__file__).with_name("limited.py")
Attack = Callable[[Path], None]
ALL: Mapping[Attack, str | None] = {**HOSTILE, **SLOW}
REFUSED = {attack: code for attack, code in ALL.items() if code is not None}
VERBS = ["check", pytest.param("export", marks=pytest.mark.slow)]  # both end in the same reader
READ = [attack for attack, code in ALL.items() if code is None]


def cases(*attacks: Attack) -> list[Any]:
    return [pytest.param(attack, id=attack.__name__, marks=pytest.mark.slow if attack in SLOW else ()) for attack in attacks]


@dataclass(frozen=True)
class Ended:
    """How a command ended, what it said, and the most memory that it held."""

    code: int
    out: str
    err: str
    megabytes: float

    @property
    def sentence(self) -> str:
        """The one line that it said on standard error, after the file's name."""
        (line,) = self.err.splitlines()
        return line.partition("：")[2]


def command(folder: Path, *arguments: str) -> Ended:
    """Run ``budgetxl`` in a process of its own that is ended after 5 s of processor time."""
    report = folder / "took.json"
    line = [sys.executable, "-I", str(LIMITED), str(report), str(SECONDS), sys.executable, "-m", "budgetxl", *arguments]
    done = subprocess.run(line, capture_output=True, text=True, encoding="utf-8", timeout=300, check=True)
    took = json.loads(report.read_text())
    return Ended(took["code"], done.stdout, done.stderr, took["megabytes"])


@pytest.fixture
def made(tmp_path: Path) -> Callable[[Attack], Path]:
    """Makes the file of an attack."""

    def make(attack: Attack) -> Path:
        path = tmp_path / "file.xlsx"
        attack(path)
        return path

    return make


def says(code: str, sentence: str) -> bool:
    """Whether a sentence is that of a code, whatever stands in its slots."""
    return re.fullmatch(re.sub(r"\\\{\w+\\\}", ".+", re.escape(MESSAGES[code])), sentence) is not None


@pytest.mark.parametrize("attack", cases(*REFUSED))
@pytest.mark.parametrize("verb", VERBS)
def test_is_refused_with_one_sentence_that_says_why(verb: str, attack: Attack, made: Callable[[Attack], Path], tmp_path: Path) -> None:
    ended = command(tmp_path, verb, str(made(attack)))
    assert (ended.code, ended.out) == (UNREADABLE, "")
    assert says(REFUSED[attack], ended.sentence)
    assert ended.megabytes <= MEGABYTES


@pytest.mark.parametrize("attack", cases(*READ))
@pytest.mark.parametrize("verb", VERBS)
def test_is_read_and_found_to_be_nobodys_form(verb: str, attack: Attack, made: Callable[[Attack], Path], tmp_path: Path) -> None:
    ended = command(tmp_path, verb, str(made(attack)))
    assert (ended.code, ended.out, ended.sentence) == (UNREADABLE, "", MESSAGES["not_ours"])
    assert ended.megabytes <= MEGABYTES


@pytest.mark.parametrize("attack", cases(*READ))
@pytest.mark.parametrize("verb", VERBS)
def test_is_found_to_hold_nothing_of_a_form_that_is_named(verb: str, attack: Attack, made: Callable[[Attack], Path], tmp_path: Path) -> None:
    ended = command(tmp_path, verb, "--form", "langfang-2022", str(made(attack)))
    assert (ended.code, ended.out) == (UNREADABLE, "")
    assert says("nothing_of_it", ended.sentence)
    assert ended.megabytes <= MEGABYTES


@pytest.mark.parametrize("attack", cases(*(attack for attack in READ if attack not in SLOW)))
def test_gives_the_one_cell_that_it_holds(attack: Attack, made: Callable[[Attack], Path]) -> None:
    book: RawWorkbook = open_workbook(read_file(made(attack)))
    assert [cell.value for cell in book.sheets[0].cells.values()] in ([Decimal(7)], [Decimal(1)])


@pytest.mark.parametrize("attack", cases(*PLANTED))
def test_planted_in_a_completed_workbook_costs_no_data(attack: Attack, made: Callable[[Attack], Path], tmp_path: Path) -> None:
    ended = command(tmp_path, "export", str(made(attack)))
    sent = json.loads(SAMPLE.with_suffix(".json").read_text(encoding="utf-8"))["data"]
    data = json.loads(ended.out)["data"]
    assert ended.code == OK
    assert {name for name in data if data[name] != sent.get(name)} <= set(PLANTED[attack])
    assert ended.megabytes <= MEGABYTES


@pytest.mark.slow
@pytest.mark.parametrize("attack", cases(*PLANTED))
def test_planted_in_a_completed_workbook_is_checked(attack: Attack, made: Callable[[Attack], Path], tmp_path: Path) -> None:
    ended = command(tmp_path, "check", "--json", str(made(attack)))
    assert ended.code == HAS_ERRORS
    assert json.loads(ended.out)["files"][0]["readable"]
    assert ended.megabytes <= MEGABYTES
