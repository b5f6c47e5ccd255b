"""Two workbooks held against each other to the last cell: what stands in it, what a program shows of it, how it looks, how tall its row is."""

from __future__ import annotations

import io
import json
import re
import zipfile
from functools import partial

from budgetxl.verbs import SourceFile, check_files, report_entry
from budgetxl.verbs.check import REPORT_FORMATS

_CELL = re.compile(r'(<c r="[A-Z]+[0-9]+")(?: s="([0-9]+)")?((?: t="[a-zA-Z]+")?)(/>|>(.*?)</c>)', re.DOTALL)


def parts(data: bytes) -> dict[str, str]:
    """The parts of a workbook, each cell with its text and its style spelled out where the file has numbers of them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        found = {name: archive.read(name).decode() for name in archive.namelist()}
    texts = re.findall(r"<si>(.*?)</si>", found.pop("xl/sharedStrings.xml"), re.DOTALL)
    looks = _looks(found.pop("xl/styles.xml"))
    for name, text in found.items():
        if name.startswith("xl/worksheets/sheet"):
            found[name] = re.sub(r' dxfId="[0-9]+"', "", _CELL.sub(partial(_spelled, texts=texts, looks=looks), text))
    found["names"] = "\n".join(sorted(re.findall(r"<definedName .*?</definedName>", found.pop("xl/workbook.xml"))))
    return found


def _looks(styles: str) -> list[str]:
    fonts, fills = re.findall(r"<font>.*?</font>", styles), re.findall(r"<fill>.*?</fill>", styles)
    formats = dict(re.findall(r'<numFmt numFmtId="([0-9]+)" formatCode="(.*?)"', styles))
    uses = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", styles.partition("<cellXfs")[2].partition("</cellXfs>")[0])
    for pattern, known in ((r'fontId="([0-9]+)"', fonts), (r'fillId="([0-9]+)"', fills)):
        uses = [re.sub(pattern, lambda found, known=known: known[int(found[1])], use) for use in uses]  # type: ignore[misc]
    return [re.sub(r'numFmtId="([0-9]+)"', lambda found: formats.get(found[1], found[1]), use) for use in uses]


def _spelled(found: re.Match[str], texts: list[str], looks: list[str]) -> str:
    head, style, kind, _, inside = found.groups()
    if kind == ' t="s"':
        inside = texts[int(inside[3:-4])]
    return f"\n{head} {looks[int(style or 0)]}{kind}>{inside or ''}</c>"


def differences(one: bytes, other: bytes) -> list[tuple[str, str, str]]:
    """The lines in which two workbooks differ, with their parts. Names that only one has more are no difference of its cells."""
    first, second = parts(one), parts(other)
    assert list(first) == list(second)
    own, others = set(first.pop("names").split("\n")), set(second.pop("names").split("\n"))
    found = [("names", name, "") for name in sorted(own - others) if "_" not in name[:30]]
    for name, text in first.items():
        lines = zip(text.split("\n"), second[name].split("\n"), strict=True)
        found += [(name, mine, its) for mine, its in lines if mine != its]
    return found


def said(data: bytes) -> str:
    """What ``check --json`` says of a workbook."""
    kind = REPORT_FORMATS["json"]
    return json.dumps([report_entry(kind, one) for one in check_files([SourceFile("a.xlsx", data)])], ensure_ascii=False)
