"""Random damage to a completed workbook: it is read, or refused with one sentence; nothing else ever happens.

``BUDGETXL_FUZZ`` sets how many mutations are tried (of bytes and of XML, half each) and ``BUDGETXL_FUZZ_SEED`` where they
start, for long runs; the default is short and always the same.
"""

from __future__ import annotations

import io
import os
import random
import re
import time
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from budgetxl.checks import as_json, check_result
from budgetxl.forms import FormLibrary, load_form
from budgetxl.notice import NoticeError, render, to_text
from budgetxl.workbook import FormReading, export, fill, read
from budgetxl.xlsx import UnreadableFile

SAMPLE = Path(__file__).parent.parent / "sample_workbooks" / "yanshanlu-2023.json"
COUNT = int(os.environ.get("BUDGETXL_FUZZ", "160"))
SEED = int(os.environ.get("BUDGETXL_FUZZ_SEED", "2027"))
MOST_SECONDS = 20.0  # far above what reading takes: only a hang is meant
ODD_TEXTS = (b"", b"0", b"-1", b"99999999999", b"1e400", b"NaN", b"\xff\xfe", b"&#0;", b"&#x10FFFF;", b"{{ 7*7 }}", b"=1+1", "１２万".encode())
FORMS = FormLibrary(FormReading)
TOKEN = re.compile(rb"<[^<>]+>|[^<>]+")


@cache
def workbook() -> bytes:
    import json

    given = json.loads(SAMPLE.read_text(encoding="utf-8"))
    given["data"]["projects"] = given["data"]["projects"][:3]
    return fill(load_form(given["form"]), given["data"], given["year"])


def mutate_bytes(data: bytes, chance: random.Random) -> bytes:
    """The file with some bytes changed, lost, doubled or cut off, as a bad disk or a broken transfer leaves it."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(changed))
        match chance.randrange(5):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                del changed[at : at + chance.choice((1, 2, 100))]
            case 2:
                changed[at:at] = changed[at : at + chance.choice((1, 4, 64))]
            case 3:
                changed[at : at + 4] = chance.randbytes(4)
            case 4:
                del changed[max(1, at) :]
        if len(changed) < 2:
            break
    return bytes(changed)


def mutate_xml(data: bytes, chance: random.Random) -> bytes:
    """The workbook with one part changed as XML: tags lost, doubled or swapped, attributes and texts replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in parts if name.endswith((".xml", ".rels"))])
    tokens: list[bytes] = TOKEN.findall(parts[name])
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(tokens))
        match chance.randrange(7):
            case 0:
                del tokens[at]
            case 1:
                tokens.insert(at, tokens[at])
            case 2:
                other = chance.randrange(len(tokens))
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case 3:
                tokens[at] = chance.choice(ODD_TEXTS) if not tokens[at].startswith(b"<") else tokens[at]
            case 4:
                tokens[at] = re.sub(rb'"[^"]*"', b'"' + chance.choice(ODD_TEXTS[:8]).replace(b"<", b"") + b'"', tokens[at], count=1)
            case 5:
                tokens[at] = re.sub(rb"\d+", lambda m: str(chance.choice((0, 1, 7, 1048577, 2**63))).encode(), tokens[at])
            case 6:
                tokens[at] = bytes(byte ^ (1 << chance.randrange(8)) if chance.random() < 0.1 else byte for byte in tokens[at])
        if not tokens:
            break
    if chance.random() < 0.05:
        del parts[name]
    else:
        parts[name] = b"".join(tokens)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return buffer.getvalue()


def use(data: bytes) -> str:
    """All that the program does with a workbook. Anything but a refusal with a sentence comes through as an error."""
    try:
        result = read(data, find_form=FORMS.find)
    except UnreadableFile as refusal:
        assert str(refusal).strip()
        return "refused"
    report = as_json("x.xlsx", result, check_result(result))
    cells = report["cells"]
    assert cells["populated"] == cells["read"] + cells["furniture"] + len(cells["unread"])
    export(result.submission)
    try:
        to_text(render(result.submission, draft=True))
    except NoticeError as missing:
        assert str(missing).strip()
    return "read"


@pytest.mark.parametrize(("mutate", "outcomes"), [(mutate_bytes, {"refused"}), (mutate_xml, {"read", "refused"})])  # few bytes matter to nothing
def test_a_damaged_workbook_is_read_or_refused_with_a_sentence(
    mutate: Callable[[bytes, random.Random], bytes], outcomes: set[str]
) -> None:
    seen: set[str] = set()
    for number in range(COUNT // 2):
        chance = random.Random(f"{mutate.__name__}-{SEED}-{number}")
        data = mutate(workbook(), chance)
        started = time.monotonic()
        try:
            seen.add(use(data))
        except Exception as error:
            raise AssertionError(f"{mutate.__name__} number {number} of seed {SEED}: {error!r}") from error
        assert time.monotonic() - started < MOST_SECONDS, f"{mutate.__name__} number {number} took too long"
    assert seen >= outcomes or COUNT < 100
