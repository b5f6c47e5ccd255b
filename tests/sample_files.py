"""The sample workbooks, each read and checked once for all tests that ask for it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from budgetxl.verbs import Checked, SourceFile, check_unit

SAMPLES = sorted((Path(__file__).parent.parent / "sample_workbooks").glob("*.xlsx"))
DEMO = next(path for path in SAMPLES if path.stem == "hebei-2027-demo")


@cache
def checked(path: Path) -> Checked:
    return check_unit([SourceFile(path.name, path.read_bytes())])
