"""The form that takes in ``explanations`` in LibreOffice: mistakes in its rows and edits at random are judged as ``check`` does.

``BUDGETXL_EDITS`` sets how many edits are made at random (60 by default), ``BUDGETXL_SEED`` which.
"""

from __future__ import annotations

import os
import random
from functools import cache
from pathlib import Path

import pytest
from explained_form import YEAR, data, form, workbook
from making import typed
from random_edits import Edit, Sample, after, edited
from test_agreement_libreoffice import IN_A_FILE, SEED, Comparison, compare_after, recalculated, verdicts

from budgetxl.checks import check_result
from budgetxl.layout import counts_of, lay_out
from budgetxl.values import entries
from budgetxl.workbook import fill, read

pytestmark = [pytest.mark.libreoffice, pytest.mark.slow]

EDITS = int(os.environ.get("BUDGETXL_EDITS", "60"))
WRONG = {
    "BUD-94": {"explanations[1].code": "201030"},
    "BUD-95": {"explanations[1]": None},
    "BUD-96": {"explanations[0].amount": "690.45"},
    "BUD-98": {"explanations[0].last_amount": "673.56"},
    "BUD-99": {"explanations[2].growth": "3.8"},
    "BUD-101": {"explanations[1].reason": None},
    "BUD-103": {"explanations[0].reason": "在职人员减少"},
    "BUD-109": {"income_table[3]": None, "spending_table[3]": None},
}


@cache
def sample() -> Sample:
    root = read(workbook(), form()).submission.root
    return Sample(form().id, form(), workbook(), lay_out(form(), counts_of(root)), {key: entry.value for key, entry in entries(root)})


def test_each_mistake_is_judged_alike(tmp_path: Path) -> None:
    files = {rule: typed(fill(form(), data(changes), YEAR), {}) for rule, changes in WRONG.items()}
    theirs = recalculated(files, tmp_path)
    for rule, book in files.items():
        ours, shown = check_result(read(book, form())).verdicts, verdicts(theirs[rule])
        assert ours[rule] in ("不符", "待核实") and {name: word for name, word in shown.items() if word not in ("由程序校验", ours[name], "不适用")} == {}


def test_libreoffice_and_check_agree_after_random_edits(tmp_path: Path) -> None:
    known, made = sample(), dict[str, list[Edit]]()
    for _, edits in edited([known], EDITS, random.Random(SEED), IN_A_FILE):
        made[f"{len(made):04}"] = edits
    files = {name: after(known, edits) for name, edits in made.items()}
    theirs = recalculated(files, tmp_path)
    done = Comparison()
    for name, edits in made.items():
        compare_after(edits, known, theirs[name], read(files[name], known.form), done, name)
    assert not done.quarrels, "\n".join(done.quarrels)
    assert sum(done.rules.values()) > 100
