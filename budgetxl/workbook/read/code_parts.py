"""A code whose parts stand in columns of their own (类, 款, 项), read as one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from budgetxl.forms import Field, parts_of
from budgetxl.values import Address, Correction, Entry, Finding, Key

from ..messages import say


class PartReading(NamedTuple):
    """What stands in the cell of one part: its text (None where it is blank), and what was written there."""

    text: str | None
    at: Address


class CodeReading(NamedTuple):
    """The whole code at the cell of its first part, with what there is to say of it."""

    entry: Entry
    corrections: tuple[Correction, ...] = ()
    findings: tuple[Finding, ...] = ()


def whole_code(field: Field, parts: Sequence[PartReading], key: Key) -> CodeReading:
    """The parts put together. What does not fit is an error on its cell, and the code is None.

    A part that lost its leading zeros gets them back, with a line in the ledger; a cell may also hold the code down to its part
    (201, 20103, 2010301), as some systems export it.
    """
    at = parts[0].at
    code, corrections = "", []
    filled = [number for number, part in enumerate(parts) if part.text is not None]
    for number, (text, place) in enumerate(parts):
        if text is None:
            if filled and number < filled[-1]:
                return _refused(at, key, place, "META-06-part-blank", label=field.part_labels[number])
            continue
        length = field.parts[number]
        reach = sum(field.parts[: number + 1])
        if len(text) > length and text.startswith(code) and _fits(field, text, reach, last=number == filled[-1]):
            code = text
        elif not text.strip("0"):  # to a spreadsheet's formula it would be as blank as an empty cell
            return _refused(at, key, place, "META-06-part-noughts", s=text, label=field.part_labels[number])
        elif number and text.isdecimal() and len(text) < length:
            corrections.append(Correction(place, text, text.zfill(length)))
            code += text.zfill(length)
        elif len(text) == length and text.isalnum():
            code += text
        else:
            return _refused(at, key, place, "META-06-part", s=text, label=field.part_labels[number], n=length)
    return CodeReading(Entry(code or None, at, key), tuple(corrections))


def joined_code(field: Field, parts: Sequence[PartReading], key: Key) -> CodeReading:
    """The whole code of a workbook that has it in another number of parts than the form: nobody knows how long each is.

    A cell may also hold the code down to its part.
    """
    code = ""
    for part in parts:
        text = part.text or ""
        code = text if code and text.startswith(code) and len(text) > len(code) else code + text
    if code and field.parts and parts_of(field, code) is None:
        return _refused(parts[0].at, key, parts[0].at, "META-06-part", s=code, label=field.label, n=sum(field.parts))
    return CodeReading(Entry(code or None, parts[0].at, key))


def heads_parts(texts: Sequence[str]) -> bool:
    """Whether the texts of a row in the columns of parts, where it has no others, head them: 类, 款, 项."""
    return bool(texts) and not any(character.isdigit() for text in texts for character in text)


def _fits(field: Field, text: str, reach: int, last: bool) -> bool:
    """Whether a text is the code down to its part, or, where nothing stands behind, the whole code."""
    reaches = [sum(field.parts[: number + 1]) for number in range(len(field.parts))]
    return text.isalnum() and (len(text) == reach or (last and len(text) in reaches))


def _refused(at: Address, key: Key, place: Address, code: str, **slots: object) -> CodeReading:
    actual = str(slots.get("s", ""))
    finding = Finding("META-06", "error", say(code, **slots), (place,), actual=actual, hint=say("META-06-part-hint"))
    return CodeReading(Entry(None, at, key), findings=(finding,))


__all__ = ["CodeReading", "PartReading", "heads_parts", "joined_code", "whole_code"]
