"""What the page shows is written for people without a terminal: a sentence that names a command says what the page has for it, too."""

from __future__ import annotations

import re

import pytest

from budgetxl.bureau.messages import MESSAGES as BUREAU
from budgetxl.checks.messages import MESSAGES as CHECKS
from budgetxl.desk.messages import MESSAGES as DESK
from budgetxl.verbs.messages import MESSAGES as VERBS
from budgetxl.workbook.messages import MESSAGES as WORKBOOK
from budgetxl.workbook.read.refusals import ForeignWorkbook

CATALOGUES = {"bureau": BUREAU, "checks": CHECKS, "desk": DESK, "verbs": VERBS, "workbook": WORKBOOK, "refusals": ForeignWorkbook.messages}
COMMANDS = r"(?:check|collect|desk|diff|distribute|export|fill|forms|new|render|repair|rollover|rules)"
NAMES_A_COMMAND = re.compile(rf"budgetxl {COMMANDS}|--[a-z]{{3,}}|(?<![a-z./\\-]){COMMANDS}(?= -|（|的清单| 一次)|用 {COMMANDS}(?![a-z])")
#: Said only where a command was given: the page has no such call.
NEVER_ON_THE_PAGE = {
    "verbs": {"unread", "site_format", "not_accepted_list", "no_accepted", "accepted_for_several"},
    "desk": {"door_token", "door_cookie", "folder_gone"},  # of whoever started budgetxl desk
    "refusals": {"other_form"},
}
WAYS = ("网页", "“修复”", "命令行")


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_sentence_that_names_a_command_says_what_the_page_has(name: str) -> None:
    catalogue = CATALOGUES[name]
    bare = {key for key, text in catalogue.items() if NAMES_A_COMMAND.search(text) and not any(way in text for way in WAYS)}
    assert bare - NEVER_ON_THE_PAGE.get(name, set()) == set()
    assert NEVER_ON_THE_PAGE.get(name, set()) <= set(catalogue)
