"""What tells a workbook of ours from any other, and which form, version, year and part it is.

Carried three times, because programs drop what they do not know: custom document properties, constants among the defined
names, and the hidden list sheet.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

from ..values.records import dataclass

PREFIX = "budgetxl."
OWN_TABLE = "budgetxl"  #: the category, among the core properties, of the tables that the program writes for the bureau
CREATED = datetime(2020, 1, 1, tzinfo=UTC)  #: when every workbook of ours says that it was saved, until a program saves it that keeps the time
NOTE_HEAD, NOTE_KEPT = "【校验】", "\n\n【原批注】\n"  #: what the notes of an annotated copy begin with, and what the sender's own stands below
RESULT_SHEET, CHECKLIST_SHEET = "校验结果", "检查表"  #: in front of an annotated copy; people correct it and send it back
RESULT_TITLES = {RESULT_SHEET: "预算工作簿校验结果", CHECKLIST_SHEET: "预算公开检查表"}  #: what stands in their first cells


@dataclass(frozen=True, slots=True)
class Identity:
    """``form`` is the form's id; ``fingerprint`` a hash of its layout; ``part`` the section of a split workbook ("" whole)."""

    form: str
    version: str
    fingerprint: str
    year: str
    part: str = ""

    def facts(self) -> dict[str, str]:
        """The identity as names and texts, as every carrier holds it."""
        return {PREFIX + name: value for name, value in asdict(self).items()}


def from_facts(facts: dict[str, str]) -> Identity | None:
    """The identity that a carrier's names and texts give; None where the form is not among them."""
    found = {name.removeprefix(PREFIX): text for name, text in facts.items() if name.startswith(PREFIX)}
    if not found.get("form"):
        return None
    return Identity(
        found["form"], found.get("version", ""), found.get("fingerprint", ""), found.get("year", ""), found.get("part", "")
    )


def senders_note(note: str) -> str:
    """What a note says but for what we wrote into it."""
    return note.partition(NOTE_KEPT)[2] if note.startswith(NOTE_HEAD) else note
