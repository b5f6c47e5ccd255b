"""How soon a command answers: ``budgetxl --help`` against an empty Python, ``check`` against loading the file with openpyxl.

``python benchmarks/startup.py [ROUNDS]``; exit code 1 where a ratio is missed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from measure import compile_package, completed, process, ratio, rounds, table, verdict

MOST_HELP, MOST_CHECK = 6.0, 1.0


def main(count: int) -> int:
    python = sys.executable
    script = Path(python).with_name("budgetxl")
    compile_package()
    with tempfile.TemporaryDirectory() as folder:
        file = completed(Path(folder) / "sample.xlsx")
        empty, load = "python -c pass", "python: openpyxl.load_workbook"
        taken = rounds(
            {
                empty: process(python, "-c", "pass"),
                "budgetxl --help": process(script, "--help"),
                "python -m budgetxl --help": process(python, "-m", "budgetxl", "--help"),
                load: process(python, "-c", f"import openpyxl; openpyxl.load_workbook({str(file)!r})"),
                "budgetxl check": process(script, "check", file, good=(0, 1)),
                "python -m budgetxl check": process(python, "-m", "budgetxl", "check", file, good=(0, 1)),
            },
            count,
        )
    table(taken)
    kept = [
        verdict(f"{name} / {against}", ratio(taken, name, against), most)
        for against, most, names in (
            (empty, MOST_HELP, ("budgetxl --help", "python -m budgetxl --help")),
            (load, MOST_CHECK, ("budgetxl check", "python -m budgetxl check")),
        )
        for name in names
    ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
