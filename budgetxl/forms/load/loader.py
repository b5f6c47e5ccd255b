"""Forms from folders: TOML read, parents laid under, everything wrong with it said at once."""

from __future__ import annotations

import json
import tomllib
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from budgetxl.values.nearest import nearest

from ..compiled import Compiled
from ..form import Form, Removal
from ..model import CodeList
from .builder import Builder
from .merge import merge
from .messages import say
from .schema import FormError, Mistake, check_keys
from .validate import validate, without_orphans

FORM_FILE, RULES_FILE, NOTICE_FILE = "form.toml", "rules.toml", "notice.md.j2"
_LISTED = ("sheets", "blocks", "fields", "columns", "rows", "totals", "rules")


@lru_cache(maxsize=1)
def template_root() -> FilePath:
    """The folder of the forms that come with budgetxl: inside the installed package, or beside it in a checkout."""
    packaged = FilePath(__file__).resolve().parents[2] / "templates"
    return packaged if packaged.is_dir() else packaged.parent.parent / "templates"


def known_folders() -> dict[str, FilePath]:
    """The folders of the forms that come with budgetxl, parents included, by id."""
    return {folder.name: folder for folder in sorted(template_root().iterdir()) if (folder / FORM_FILE).is_file()}


def find_folder(name: str, beside: FilePath | None = None) -> FilePath:
    """The folder of a form by id or path; ``beside`` is a folder whose siblings count as well.

    Raises FormError where there is none, with the nearest id.
    """
    if not name.strip():
        raise FormError([Mistake("", "", say("no_folder", name=name, near=""))])
    path = FilePath(name)
    if path.is_file() and path.name == FORM_FILE:
        path = path.parent
    if path.is_dir() and ((path / FORM_FILE).is_file() or path.is_absolute() or "/" in name or "\\" in name):
        if not (path / FORM_FILE).is_file():
            raise FormError([Mistake(str(path), "", say("no_form_file", path=path))])
        return path.resolve()
    if beside is not None and (beside.parent / name / FORM_FILE).is_file():
        return (beside.parent / name).resolve()
    own = template_root() / name
    if own.parent == template_root() and (own / FORM_FILE).is_file():
        return own
    raise FormError([Mistake("", "", say("no_folder", name=name, near=nearest(name, known_folders())))])


def load_form(name_or_path: str | FilePath) -> Form:
    """A form by id (of those that come with budgetxl) or by the path of its folder.

    Raises FormError with every mistake of the form, each with file and key.
    """
    mistakes: list[Mistake] = []
    chain = _chain(find_folder(str(name_or_path)), mistakes)
    raw: dict[str, Any] = {}
    removed: list[Removal] = []
    for layer in reversed(chain):
        raw = merge(raw, layer.raw, mistakes, removed=removed)
    form = _build(raw, chain, mistakes, removed)
    if mistakes:
        raise FormError(mistakes)
    return form


class _Layer:
    """One folder's own TOML, before its parents are laid under it."""

    def __init__(self, folder: FilePath, mistakes: list[Mistake]) -> None:
        self.folder = folder
        self.raw: dict[str, Any] = {}
        for name in (FORM_FILE, RULES_FILE):
            path = folder / name
            if not path.is_file():
                continue
            shown = f"{folder.name}/{name}"
            table = _read_toml(path, shown, mistakes)
            mistakes.extend(check_keys(table, "form", shown))
            self.raw.update(_tagged(table, shown))
        self.id = str(self.raw.get("id", folder.name))
        self.file = f"{folder.name}/{FORM_FILE}"


def _read_toml(path: FilePath, shown: str, mistakes: list[Mistake]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        mistakes.append(Mistake(shown, "", say("bad_toml", error=error)))
    except UnicodeDecodeError:
        mistakes.append(Mistake(shown, "", say("bad_encoding")))
    return {}


def _tagged(value: Any, file: str) -> Any:
    """The TOML with each item of a list of tables marked with its file; items without a usable id are left out."""
    if isinstance(value, dict):
        return {
            key: [
                {**_tagged(item, file), "_file": file}
                for item in child
                if isinstance(item, dict) and isinstance(item.get("id"), str)
            ]
            if key in _LISTED and isinstance(child, list) and any(isinstance(item, dict) for item in child)
            else _tagged(child, file)
            if isinstance(child, dict)
            else child
            for key, child in value.items()
        }
    return value


def _chain(folder: FilePath, mistakes: list[Mistake]) -> list[_Layer]:
    """The form's own layer and its parents', nearest first."""
    chain = [_Layer(folder, mistakes)]
    while "extends" in chain[-1].raw:
        layer = chain[-1]
        parent = str(layer.raw["extends"])
        try:
            above = find_folder(parent, beside=layer.folder)
        except FormError:
            near = nearest(parent, known_folders())
            mistakes.append(Mistake(layer.file, "extends", say("extends_unknown", value=parent, near=near)))
            break
        if above in [known.folder for known in chain]:
            ids = " → ".join([*(known.id for known in chain), parent])
            mistakes.append(Mistake(layer.file, "extends", say("extends_cycle", chain=ids)))
            break
        chain.append(_Layer(above, mistakes))
    return chain


def _build(raw: Mapping[str, Any], chain: list[_Layer], mistakes: list[Mistake], removed: list[Removal]) -> Form:
    own = chain[0]
    if "id" not in own.raw:
        mistakes.append(Mistake(own.file, "id", say("missing_key", key="id")))
    if mistakes and any(not mistake.key for mistake in mistakes):
        raise FormError(mistakes)  # a file that can't be parsed would make every other finding false
    builder = Builder(own.file, mistakes)
    rules = [builder.rule(item, f"rules.{item['id']}") for item in raw.get("rules", ())]
    sheets = tuple(builder.sheet(item, f"sheets.{item['id']}") for item in raw.get("sheets", ()))
    options = builder.options(raw)
    compiled = Compiled(sheets, _lists(raw.get("lists", {}), chain, mistakes))
    rule_files = {item["id"]: item.get("_file", own.file) for item in raw.get("rules", ())}
    own_files = {f"{own.folder.name}/{name}" for name in (FORM_FILE, RULES_FILE)}
    kept, dropped = without_orphans((rule for rule in rules if rule is not None), compiled, own_files, rule_files)
    form = Form(
        id=own.id,
        title=raw.get("title", own.id),
        year=raw.get("year"),
        version=str(raw.get("version", "1")),
        compiled=compiled,
        rules=kept,
        options=options,
        words={key: str(value) for key, value in raw.get("words", {}).items()},
        sections={key: str(value) for key, value in raw.get("sections", {}).items()},
        instructions=tuple(raw.get("instructions", ())),
        lineage=tuple(layer.id for layer in chain),
        folders=tuple(layer.folder for layer in chain),
        fingerprint=_fingerprint(raw),
        abstract=bool(own.raw.get("abstract", False)),
        removals=tuple(one for one in removed if one.key[0] == "sheets"),
        dropped=dropped,
    )
    mistakes.extend(validate(form, own.file, rule_files, own_files))
    return form


def _lists(raw: Mapping[str, Any], chain: list[_Layer], mistakes: list[Mistake]) -> dict[str, CodeList]:
    """The code lists: choices written in the form, or CSV files (code, name) of the nearest folder that has one."""
    lists: dict[str, CodeList] = {}
    for name, value in raw.items():
        if isinstance(value, list):
            lists[name] = CodeList(name, tuple(str(item) for item in value))
            continue
        path = next((layer.folder / str(value) for layer in chain if (layer.folder / str(value)).is_file()), None)
        if path is None:
            mistakes.append(Mistake(chain[0].file, f"lists.{name}", say("bad_list_file", path=value, error="文件不存在")))
            continue
        import csv  # only a list in a file needs it

        try:
            rows = [row for row in csv.reader(_lines(path)) if row and row[0].strip()]
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            mistakes.append(Mistake(chain[0].file, f"lists.{name}", say("bad_list_file", path=value, error=error)))
            continue
        body = rows[1:]
        codes = tuple(row[0].strip() for row in body)
        lists[name] = CodeList(name, codes, tuple(row[1].strip() if len(row) > 1 else "" for row in body))
    return lists


def _lines(path: FilePath) -> list[str]:
    """The lines of a CSV file in UTF-8, or as Chinese Excel saves one."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    return text.splitlines()


def _fingerprint(raw: Mapping[str, Any]) -> str:
    """A checksum of what decides where cells lie; wording and rules may change without a new workbook.

    It tells versions of one form apart, which CRC-32 does; hashlib would take longer to load than the form.
    """

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: bare(v) for k, v in value.items() if k not in ("_file", "prompt", "note", "notes", "width")}
        return [bare(item) for item in value] if isinstance(value, list) else value

    text = json.dumps(bare(raw.get("sheets", [])), ensure_ascii=False, sort_keys=True, default=str)
    return f"{zlib.crc32(text.encode()):08x}"
