"""The samples as LibreOffice saves them once more, in each format: ``check`` and ``export`` say the same of them."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rebuild_samples import SAMPLES

from budgetxl.checks import as_json, check_result
from budgetxl.workbook import ReadResult, export, read
from budgetxl.xlsx import read_file

pytestmark = [pytest.mark.libreoffice, pytest.mark.slow]

NAMES = sorted(path.stem for path in SAMPLES.glob("*.xlsx"))
VALUES_ONLY = (".ods", ".xls")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every sample as LibreOffice saved it, in each format."""
    folder = tmp_path_factory.mktemp("saved")
    given = [str(SAMPLES / f"{name}.xlsx") for name in NAMES]
    for suffix in (".xlsx", *VALUES_ONLY):
        command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", suffix[1:], "--outdir"]
        subprocess.run([*command, str(folder), *given], check=True, capture_output=True, timeout=600)
    return folder


@cache
def checked(path: Path) -> tuple[ReadResult, dict[str, Any]]:
    """A workbook as read, and what ``check --json`` says of it."""
    result = read(read_file(path))
    return result, dict(as_json("a", result, check_result(result)))


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_that_libreoffice_saved_is_told_of_as_before(saved: Path, name: str) -> None:
    (ours, said), (theirs, found) = checked(SAMPLES / f"{name}.xlsx"), checked(saved / f"{name}.xlsx")
    assert export(theirs.submission) == export(ours.submission)
    assert found == said and said["cells"]["populated"] > 1_000


@pytest.mark.parametrize("suffix", VALUES_ONLY)
@pytest.mark.parametrize("name", NAMES)
def test_a_sample_in_a_format_with_values_only_is_told_of_as_before_and_says_so(saved: Path, name: str, suffix: str) -> None:
    """One warning is added (META-21). Cells whose formula shows nothing are not in such a file, so that fewer are counted."""
    (ours, said), (theirs, found) = checked(SAMPLES / f"{name}.xlsx"), checked(saved / f"{name}{suffix}")
    assert export(theirs.submission) == export(ours.submission)
    added = [finding for finding in found["findings"] if finding["rule"] == "META-21"]
    assert [finding["severity"] for finding in added] == ["warning"]
    assert [finding for finding in found["findings"] if finding not in added] == said["findings"]
    assert found["counts"] == {**said["counts"], "warning": said["counts"]["warning"] + 1}
    counted = found["cells"]
    assert counted["unread"] == [] and counted["populated"] == counted["read"] + counted["furniture"] > 1_000
    assert {key: found[key] for key in found.keys() - {"findings", "counts", "cells"}} == {
        key: said[key] for key in said.keys() - {"findings", "counts", "cells"}
    }


@pytest.mark.parametrize("stream", ["WORKBOOK", "workbook", "Book"])
def test_an_xls_file_is_read_whatever_the_case_of_its_stream(saved: Path, stream: str) -> None:
    data = read_file(saved / f"{NAMES[0]}.xls")
    length = 2 * len("Workbook")
    old, new = "Workbook".encode("utf-16-le"), stream.encode("utf-16-le").ljust(length, b"\0")
    assert data.count(old) == 1
    assert export(read(data.replace(old, new)).submission) == export(read(data).submission)
