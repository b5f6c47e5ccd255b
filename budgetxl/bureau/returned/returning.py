"""All that goes back after a collection, as names of files and their contents, one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import PurePosixPath

from budgetxl.checks.reports.checklist import check_items
from budgetxl.checks.reports.inspection import InspectionLine
from budgetxl.checks.reports.inspection_workbook import Inspected, inspection_workbook
from budgetxl.forms import Form
from budgetxl.notice import to_docx
from budgetxl.workbook.annotate import NotAnnotated, Remarks, annotate
from budgetxl.workbook.file_names import safe_name
from budgetxl.xlsx import UnreadableFile

from ..messages import say
from ..model import Collection, Read, UnitResult
from .letter import letter
from .open_points import goes_back

#: The bytes of a workbook by its path below the folder. Raises KeyError, OSError or UnreadableFile where there are none.
ReadBytes = Callable[[str], bytes]


def returned(collection: Collection, read_bytes: ReadBytes, form: Form) -> Iterator[tuple[str, bytes]]:
    """For each unit with open points its annotated copies and its page; last the 检查表 of all units whose workbooks count.

    Names are safe on every system, each once. A copy that can't be made is told of on the page.
    """
    taken: set[str] = set()
    for result in collection.units:
        if goes_back(result):
            yield from _of_unit(result, collection, read_bytes, form, taken)
    inspected = [_inspected(result, result.counting) for result in collection.units if result.counting is not None and result.counting.checklist]
    if inspected:
        yield _free_name("", say("checklist-file"), taken), inspection_workbook(inspected)


def _of_unit(
    result: UnitResult, collection: Collection, read_bytes: ReadBytes, form: Form, taken: set[str]
) -> Iterator[tuple[str, bytes]]:
    stem = f"{result.unit.code}{result.unit.name}"
    names: list[str] = []
    notes: list[str] = []
    read = result.counting
    parts = read.parts if read is not None and len(read.parts) > 1 else ()
    for file, part in zip_longest(read.files if read is not None and read.data else (), parts, fillvalue=""):
        try:
            copy = annotate(read_bytes(file), _remarks(result, read, form))
        except NotAnnotated as error:
            notes.append(say("letter-no-copy", file=PurePosixPath(file).name, reason=str(error).rstrip("。")))
        except (KeyError, OSError, UnreadableFile):
            notes.append(say("letter-no-copy", file=PurePosixPath(file).name, reason=say("gone")))
        else:
            names.append(_free_name(f"{stem}-{part}" if part else stem, say("copy-file"), taken))
            notes += copy.notes
            yield names[-1], copy.data
    yield _free_name(stem, say("letter-file"), taken), to_docx(letter(result, collection.year, names, notes, collection.today))


def _remarks(result: UnitResult, read: Read | None, form: Form) -> Remarks:
    """What the copy says of its workbook: its findings, and those that only the comparison of units shows."""
    assert read is not None
    warnings = [one for one in result.findings if one.severity == "warning"]
    open_ones = sum(1 for one in warnings if one.answer is None)
    errors = sum(1 for one in result.findings if one.severity == "error")
    summary = say("copy-counts", errors=errors, warnings=open_ones, answered=len(warnings) - open_ones)
    return Remarks(result.unit.name, read.form or form.id, summary, result.findings, read.checklist, check_items(form))


def _inspected(result: UnitResult, read: Read) -> Inspected:
    lines = tuple(InspectionLine(*line) for line in read.checklist)
    return Inspected(result.unit.name, result.unit.code, lines, result.unit.more.get(say("address-column"), ""), " + ".join(read.files))


def _free_name(stem: str, ending: str, taken: set[str]) -> str:
    """A safe name that no other file has; some file systems know no difference of case."""
    dotted = re.sub(r"(\.[a-z]+)$", r"{}\1", ending)
    name = safe_name(stem, ending) if stem else ending
    number = 1
    while name.casefold() in taken:
        number += 1
        name = safe_name(stem, dotted.format(f"({number})"))
    taken.add(name.casefold())
    return name
