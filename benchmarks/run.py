"""How fast budgetxl starts, checks, reads and writes, on every sample and form, beside openpyxl in the same run.

``python benchmarks/run.py [--quick]``; prints each line as it is measured, then one table and the worst of each kind. Exit
code 1 where a target is missed.
What each line means stands in benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cases import compile_package, completed, forms, samples, saved_by_libreoffice
from measure import Candidate, call, process, rounds
from results import Line, by_kind, compared, said, table, worst

MOST_HELP, MOST_CHECK, MOST_READING, MOST_WORD = 6.0, 0.75, 1 / 6, 1 / 50
PYTHON = sys.executable
COMMAND = Path(PYTHON).with_name("budgetxl")
EMPTY, LOADS, LOADED = "python -c pass", "a process that loads it with openpyxl", "openpyxl.load_workbook"
WRITTEN = "python-docx, table.cell"


@dataclass(frozen=True)
class Rounds:
    """How often each kind of candidate runs: a short process, a process with a workbook, a call in this process."""

    starts: int
    processes: int
    calls: int


FULL, QUICK = Rounds(15, 7, 11), Rounds(5, 3, 5)


def loading(file: Path) -> Candidate:
    """A process that does nothing but load a workbook with openpyxl."""
    return process(PYTHON, "-c", f"import openpyxl; openpyxl.load_workbook({str(file)!r})")


def starting(count: int) -> Iterator[Line]:
    ways = {"budgetxl": process(COMMAND, "--help"), "python -m budgetxl": process(PYTHON, "-m", "budgetxl", "--help")}
    taken = rounds({EMPTY: process(PYTHON, "-c", "pass"), **ways}, count)
    for name in ways:
        yield compared("--help", name, taken[name], EMPTY, taken[EMPTY], MOST_HELP)


def checking_and_filling(files: dict[str, Path], folder: Path, count: int) -> Iterator[Line]:
    for name, data in samples().items():
        taken = rounds(
            {
                LOADS: loading(files[name]),
                "check": process(COMMAND, "check", files[name], good=(0, 1)),
                "fill": process(COMMAND, "fill", data, "-o", folder / "filled.xlsx", "--force"),
            },
            count,
        )
        yield compared("check", name, taken["check"], LOADS, taken[LOADS], MOST_CHECK)
        yield compared("fill", name, taken["fill"], LOADS, taken[LOADS])


def rendering(files: dict[str, Path], folder: Path, how_often: Rounds) -> Iterator[Line]:
    """A notice as a whole process; then its document alone as a Word file, beside python-docx, cell by cell."""
    from rivals import with_python_docx

    from budgetxl.notice import render, to_docx
    from budgetxl.verbs import SourceFile, check_unit

    for name, file in files.items():
        notice = process(COMMAND, "render", file, "-o", folder / "notice.docx", "--draft", "--force")
        taken = rounds({LOADS: loading(file), "render": notice}, how_often.processes)
        yield compared("render", name, taken["render"], LOADS, taken[LOADS])
    for name, file in files.items():
        document = render(check_unit([SourceFile(name, file.read_bytes())]).result.submission, draft=True)
        words = {WRITTEN: call(lambda document=document: with_python_docx(document)), "ours": call(lambda document=document: to_docx(document))}
        taken = rounds(words, how_often.calls)
        yield compared("a document to Word", name, taken["ours"], WRITTEN, taken[WRITTEN], MOST_WORD)


def making_blank_ones(folder: Path, count: int) -> Iterator[Line]:
    for form in forms():
        file = folder / f"{form}-blank.xlsx"
        new = process(COMMAND, "new", form, "--unit", "某单位", "-o", file, "--force")
        new()  # there must be a workbook before openpyxl can load one
        taken = rounds({LOADS: loading(file), "new": new}, count)
        yield compared("new", form, taken["new"], LOADS, taken[LOADS])


def reading(files: dict[str, Path], how: str, count: int) -> Iterator[Line]:
    import openpyxl

    from budgetxl.forms import FormLibrary
    from budgetxl.workbook import FormReading, read
    from budgetxl.xlsx import open_workbook, read_file

    library = FormLibrary(FormReading)  # as a command has it: a form is made ready once for all its workbooks
    for name, file in files.items():
        path = str(file)
        taken = rounds(
            {
                LOADED: call(lambda file=file: openpyxl.load_workbook(file)),
                "cells": call(lambda path=path: open_workbook(read_file(path))),
                "facts": call(lambda path=path: read(read_file(path), find_form=library.find)),
            },
            count,
        )
        yield compared(f"reading the cells alone, {how}", name, taken["cells"], LOADED, taken[LOADED], MOST_READING)
        yield compared(f"reading all facts, {how}", name, taken["facts"], LOADED, taken[LOADED], MOST_READING)


def loading_forms(count: int) -> Iterator[Line]:
    """Each form in a process of its own, as a command loads it; without Python's own start."""
    base = "import budgetxl.forms"
    for form in forms():
        load = process(PYTHON, "-c", f"{base}; budgetxl.forms.load_form({form!r})")
        taken = rounds({"import": process(PYTHON, "-c", base), "load": load}, count)
        seconds = sorted(loaded - imported for loaded, imported in zip(taken["load"], taken["import"], strict=True))
        yield Line("load_form", form, seconds[len(seconds) // 2])


def measured(how_often: Rounds, folder: Path) -> Iterator[Line]:
    """All lines, kind after kind."""
    files = completed(folder)
    yield from starting(how_often.starts)
    yield from checking_and_filling(files, folder, how_often.processes)
    yield from rendering(files, folder, how_often)
    yield from making_blank_ones(folder, how_often.processes)
    yield from reading(files, "as built", how_often.calls)
    yield from reading(saved_by_libreoffice(files, folder), "saved by LibreOffice", how_often.calls)
    yield from loading_forms(how_often.processes)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Times of budgetxl beside openpyxl's, on every sample and form.")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: less exact, in about a third of the time")
    how_often = QUICK if parser.parse_args(arguments).quick else FULL
    compile_package()
    with tempfile.TemporaryDirectory() as folder:
        lines = []
        for line in measured(how_often, Path(folder)):
            print(said(line), file=sys.stderr, flush=True)
            lines.append(line)
    print(*table(by_kind(lines)), "", *(f"worst: {said(line)}" for line in worst(lines)), sep="\n")
    return 1 if any(line.missed for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
