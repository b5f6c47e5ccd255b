"""Rebuild ``sample_workbooks/*.xlsx`` from the ``.json`` beside them: ``make samples``.

Prints the account of cells of each, as ``tests/test_samples.py`` pins it. A workbook that holds what it is to hold is left
alone, since how well its parts are compressed differs between builds of zlib.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from budgetxl.forms import load_form
from budgetxl.workbook import fill, read

SAMPLES = Path(__file__).resolve().parent.parent / "sample_workbooks"


def rebuilt(path: Path) -> bytes:
    """The workbook of a sample's data."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return fill(load_form(data["form"]), data["data"], data["year"])


def parts(data: bytes) -> dict[str, bytes]:
    """An archive's parts, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {each: archive.read(each) for each in archive.namelist()}


def same(data: bytes, path: Path) -> bool:
    """Whether a file is there and has the parts of a workbook, in their order."""
    return path.is_file() and [*parts(data).items()] == [*parts(path.read_bytes()).items()]


def main() -> None:
    print("Populated, read and furniture cells of each, as test_samples.py pins them:")
    for path in sorted(SAMPLES.glob("*.json")):
        workbook = rebuilt(path)
        target = path.with_suffix(".xlsx")
        if not same(workbook, target):
            target.write_bytes(workbook)
        account = read(workbook).account
        print(f'    "{path.stem}": ({account.populated}, {account.read}, {account.furniture}),')


if __name__ == "__main__":
    main()
