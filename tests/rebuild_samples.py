"""Rebuild ``sample_workbooks/*.xlsx`` from the ``.json`` beside them: ``make samples``.

Prints the account of cells of each, as ``tests/test_samples.py`` pins it.
"""

from __future__ import annotations

import json
from pathlib import Path

from budgetxl.forms import load_form
from budgetxl.workbook import fill, read

SAMPLES = Path(__file__).resolve().parent.parent / "sample_workbooks"


def rebuilt(path: Path) -> bytes:
    """The workbook of a sample's data."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return fill(load_form(data["form"]), data["data"], data["year"])


def main() -> None:
    for path in sorted(SAMPLES.glob("*.json")):
        workbook = rebuilt(path)
        path.with_suffix(".xlsx").write_bytes(workbook)
        account = read(workbook).account
        print(f'    "{path.stem}": ({account.populated}, {account.read}, {account.furniture}),')


if __name__ == "__main__":
    main()
