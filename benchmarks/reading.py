"""How fast a completed workbook is read: all its facts by our reader, against ``openpyxl.load_workbook``, in one process.

Each on a workbook of ours, and on the same after LibreOffice has saved it (where LibreOffice is installed). The second sample
is of the form with the most formulas, 1,600 computed values, all of which we compute and openpyxl does not.
"All facts" is what ``export`` and ``check`` start from: values with addresses, formulas, names, the ledger, the account.
"The cells alone" are what the file says, before any field is looked for: values, types, formulas, errors, names.

``python benchmarks/reading.py [ROUNDS]``; exit code 1 where a ratio is missed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import call, completed, ratio, rounds, table, verdict

MOST = 1 / 6
SAMPLES = ("jiefangdao-2022", "hebei-2027-demo")


def saved_by_libreoffice(file: Path) -> Path | None:
    """The workbook after LibreOffice has opened it and saved it; None where there is no LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        return None
    folder = file.parent / "libreoffice"
    profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / file.name


def compared(what: str, file: Path, count: int) -> bool:
    """The times of both readers on one file; whether the ratio is kept."""
    import openpyxl

    from budgetxl.forms import FormLibrary
    from budgetxl.workbook import FormReading, read
    from budgetxl.xlsx import open_workbook, read_file

    print(f"\n{what}, {file.stat().st_size:,} bytes")
    ours, cells, theirs = "budgetxl: all facts", "budgetxl: the cells alone", "openpyxl.load_workbook"
    forms = FormLibrary(FormReading)  # as a command does that reads many
    candidates = {
        theirs: call(lambda: openpyxl.load_workbook(file)),
        cells: call(lambda: open_workbook(read_file(str(file)))),
        ours: call(lambda: read(read_file(str(file)), find_form=forms.find)),
    }
    taken = rounds(candidates, count)
    table(taken)
    kept = [verdict(f"{one} / {theirs}", ratio(taken, one, theirs), MOST) for one in (cells, ours)]
    return all(kept)


def main(count: int) -> int:
    kept = []
    with tempfile.TemporaryDirectory() as folder:
        for sample in SAMPLES:
            file = completed(Path(folder) / f"{sample}.xlsx", sample)
            kept.append(compared(f"{sample}, as built", file, count))
            saved = saved_by_libreoffice(file)
            if saved is None:
                print("LibreOffice is missing: the workbook that it saves was NOT measured")
            else:
                kept.append(compared(f"{sample}, saved by LibreOffice", saved, count))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 31))
