"""The code lists of a form: choices written in the form itself, or CSV files that a bureau keeps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any, TypeAlias

from budgetxl.values import squeeze
from budgetxl.values.nearest import nearest

from ...model import CodeList
from ..messages import say
from ..mistakes import Mistake
from ..schema import IDENTIFIER, MAX_ID
from .code_maps import CodeMap, map_of_rows, strange_codes, written_map
from .files import FileFault, read_list_text, stands
from .former_names import former_names

Row: TypeAlias = tuple[int, list[str]]
"""A row of a file: the number of its line and its cells."""

_SEPARATORS = ",\t;；，|"
_NAMES = {"\t": "制表符"}
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_DECIMAL = re.compile(r"\d+\.0+")
_CODE = re.compile(r"\d{2,}")
_FACTS = ("title", "year", "edition", "complete", "shortest", "longest")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028-\u202e]")


def as_tables(lists: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """``[lists]`` with a table for each list: what is only a file's name, or only codes, is its ``codes``."""
    return {name: value if isinstance(value, dict) else {"codes": value} for name, value in lists.items()}


def code_lists(raw: Mapping[str, Mapping[str, Any]], folders: Iterable[FilePath], file: str, mistakes: list[Mistake]) -> dict[str, CodeList]:
    """The lists by name; a file is that of the nearest of the ``folders``. What is wrong with one is added to ``mistakes``."""
    lists: dict[str, CodeList] = {}
    places = tuple(folders)
    for name, table in raw.items():
        key, value = f"lists.{name}", table.get("codes")
        facts = {fact: table[fact] for fact in _FACTS if fact in table}
        if not IDENTIFIER.match(name):
            mistakes.append(Mistake(file, key, say("list_name", value=name)))
            continue
        lists[name] = CodeList(name, ())
        if value is None:
            if "codes" not in table.get("_lost", ()):
                mistakes.append(Mistake(file, key, say("missing_key", key="codes")))
            continue
        if facts.get("shortest", 0) > facts.get("longest", MAX_ID):
            mistakes.append(Mistake(file, f"{key}.longest", say("list_lengths", **facts)))
        facts["was"] = _map(table.get("was", {}), places, file, f"{key}.was", mistakes)
        if isinstance(value, list):
            mistakes.extend(Mistake(file, key, problem) for problem in _item_problems(name, value))
            lists[name] = CodeList(name, tuple(value), **facts)
            mistakes.extend(Mistake(file, f"{key}.was", problem) for problem in strange_codes(lists[name]))
            continue
        path = _file_named(value, places, file, key, mistakes)
        if path is None:
            continue
        header, rows, problems = _read(path)
        shown = f"{path.parent.name}/{path.name}"
        mistakes.extend(Mistake(shown, key, problem) for problem in problems)
        codes = tuple(cells[0] for _, cells in rows)
        names = tuple(cells[1] if len(cells) > 1 else "" for _, cells in rows)
        former = former_names(header, rows)
        mistakes.extend(Mistake(shown, key, problem) for problem in former.problems)
        lists[name] = CodeList(name, codes, names, **facts, renamed=former.renamed, renamed_since=former.since)
        mistakes.extend(Mistake(file, f"{key}.was", problem) for problem in strange_codes(lists[name]))
    return lists


def _file_named(name: str, places: Sequence[FilePath], file: str, key: str, mistakes: list[Mistake]) -> FilePath | None:
    """The file of a list in the nearest of the folders; None, with what is wrong among ``mistakes``, where there is none."""
    if not name.strip() or name in (".", "..") or "/" in name or "\\" in name:
        mistakes.append(Mistake(file, key, say("list_outside", path=name)))
        return None
    path = next((folder / name for folder in places if stands(folder / name)), None)
    if path is None:
        mistakes.append(Mistake(file, key, say("list_missing", path=name, near=nearest(name, _list_files(places[0])))))
    return path


def _map(given: Mapping[str, Any] | str, places: Sequence[FilePath], file: str, key: str, mistakes: list[Mistake]) -> dict[str, tuple[str, ...]]:
    """The codes that a list had a year before, from the form or from a file."""
    shown, found = file, CodeMap({}, [])
    if not isinstance(given, str):
        found = written_map(given)
    elif path := _file_named(given, places, file, key, mistakes):
        shown = f"{path.parent.name}/{path.name}"
        _, rows, problems = _read(path, unique=False)
        found = CodeMap({}, problems) if problems else map_of_rows(rows)
    mistakes.extend(Mistake(shown, key, problem) for problem in found.problems)
    return found.codes


def _list_files(folder: FilePath) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir() if path.suffix.lower() in (".csv", ".txt"))
    except OSError:
        return []


def _item_problems(name: str, items: list[str]) -> Iterator[str]:
    if not items:
        yield say("list_empty", value=name)
    for number, item in enumerate(items, start=1):
        if not item.strip() or item != item.strip():
            yield say("list_item_blank", line=number)
    seen = Counter(squeeze(item) for item in items if item.strip())
    for item in items:
        if seen.get(squeeze(item), 0) > 1:
            del seen[squeeze(item)]
            yield say("list_item_twice", value=item)


def _read(path: FilePath, unique: bool = True) -> tuple[list[str], list[Row], list[str]]:
    """The header of a file, the rows below it, and what is wrong with it. ``unique``: a code stands there once."""
    try:
        lines = read_list_text(path).split("\n")
    except FileFault as fault:
        return [], [], [say("list_file", path=path.name, error=fault)]
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line.strip(" \t,;；，|\"")]
    if not numbered:
        return [], [], [say("list_no_lines")]
    spoilt = [*_spoilt_lines(numbered)]
    if spoilt:
        return [], [], spoilt
    separator, problem = _separator(numbered)
    if problem:
        return [], [], [problem]
    rows, problems = _cells(numbered, separator)
    if problems:
        return [], [], problems
    header, body = rows[0], rows[1:]
    problems = [*_column_problems(rows, separator), *_header_problems(header, body)]
    if not body and not problems:
        problems.append(say("list_no_codes"))
    if not problems and unique:
        problems = [*_code_problems(body), *_lost_zeros(body, dict(numbered))]
    return header[1], body, problems


def _spoilt_lines(lines: Iterable[tuple[int, str]]) -> Iterator[str]:
    for number, line in lines:
        if line.count('"') % 2:
            yield say("list_quotes", line=number)
        elif found := _CONTROL.search(line):
            yield say("list_control", line=number, code=f"U+{ord(found[0]):04X}")


def _separator(lines: list[tuple[int, str]]) -> tuple[str, str]:
    """What parts the columns; or what is wrong, where lines have no one answer. "" where there is one column."""
    bare = [(number, re.sub(r'"[^"]*"', "x", line)) for number, line in lines]
    counts = {sign: sum(sign in line for _, line in bare) for sign in _SEPARATORS}
    if not any(counts.values()):
        return "", ""
    everywhere = [sign for sign in _SEPARATORS if counts[sign] == len(bare)]
    if everywhere:
        return everywhere[0], ""
    firsts = [(number, next((c for c in line if c in _SEPARATORS), "")) for number, line in bare]
    used = Counter(sign for _, sign in firsts if sign)
    usual = used.most_common(1)[0][0]
    if usual in "；，|" and not any(_CODE.match(line) for _, line in bare[1:]):
        return "", ""  # names with punctuation, one a line
    number, other = next((number, sign) for number, sign in firsts if sign != usual)
    if not other:
        return "", say("list_separator", line=number, separator=_NAMES.get(usual, usual))
    first = next(number for number, sign in firsts if sign == usual)
    names = {"one": _NAMES.get(usual, usual), "another": _NAMES.get(other, other)}
    return "", say("list_mixed", line=first, other=number, **names)


def _cells(lines: list[tuple[int, str]], separator: str) -> tuple[list[Row], list[str]]:
    import csv  # only a list in a file needs it

    if not separator:
        return [(number, [line.strip().strip('"')]) for number, line in lines], []
    rows: list[Row] = []
    reader = csv.reader((line for _, line in lines), delimiter=separator, strict=True)  # quotes pair in each line
    for number, _ in lines:
        try:
            rows.append((number, [cell.strip() for cell in next(reader)]))
        except (csv.Error, StopIteration):
            return rows, [say("list_format", line=number)]
    return rows, []


def _column_problems(rows: list[Row], separator: str) -> Iterator[str]:
    """Rows with more columns than the header: a comma in a name, most likely. Blank ones at the end do not count."""
    if not separator:
        return
    for _, cells in rows:
        while len(cells) > 2 and not cells[-1]:
            cells.pop()
    most = max(2, len(rows[0][1]))
    for number, cells in rows:
        if len(cells) > most:
            yield say("list_columns", line=number, count=len(cells), header=len(rows[0][1]))


def _header_problems(header: Row, body: list[Row]) -> Iterator[str]:
    first = header[1][0]
    if _CODE.fullmatch(first) and all(_CODE.fullmatch(cells[0]) for _, cells in body if cells[0]):
        yield say("list_header", value=first)


def _code_problems(body: list[Row]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for number, cells in body:
        code = cells[0]
        if not code:
            yield say("list_blank", line=number, value=cells[1] if len(cells) > 1 else "")
        elif code in seen:
            yield say("list_twice", value=code, line=seen[code], other=number)
        elif _SCIENTIFIC.fullmatch(code):
            yield say("list_scientific", line=number, value=code)
        elif _DECIMAL.fullmatch(code):
            yield say("list_decimal", line=number, value=code)
        elif any("\uff10" <= character <= "\uff5a" for character in code) and code.isalnum() and not code.isascii():
            yield say("list_full_width", line=number, value=code)
        seen.setdefault(code, number)


def _lost_zeros(body: list[Row], lines: Mapping[int, str]) -> Iterator[str]:
    """Codes a digit shorter than the others that do not begin with 0: a spreadsheet took the zero away.

    Lists of several levels (类 3, 款 5, 项 7) differ by two digits, and a shorter code there begins the longer ones.
    """
    codes = [(number, cells[0]) for number, cells in body if cells[0]]
    if not all(code.isascii() and code.isdigit() for _, code in codes):
        return
    lengths = sorted({len(code) for _, code in codes})
    if len(lengths) != 2 or lengths[0] + 1 != lengths[1] or lengths[1] < 3:
        return
    short = [(number, code) for number, code in codes if len(code) == lengths[0]]
    begins = tuple(code for _, code in short)
    if any(code.startswith(begins) for _, code in codes if len(code) == lengths[1]):
        return
    meant = [(number, code) for number, code in short if not lines[number].lstrip().startswith('"') and not code.startswith("0")]
    if meant:
        number, code = meant[0]
        yield say("list_zero", usual=lengths[1], line=number, value=code, length=len(code), count=len(meant))
