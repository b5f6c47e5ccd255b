"""Forms from folders: TOML read, parents laid under, everything wrong with it said at once."""

from __future__ import annotations

import json
import warnings
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from budgetxl.values.records import dataclass

from ..compiled import Compiled
from ..form import Form, Removal
from ..model import CodeList
from ..spoken import spoken_words
from .builder import Builder
from .checks import too_many_cells
from .checks.kinds import kind_mistakes
from .checks.names import name_mistakes
from .checks.validate import validate, without_orphans
from .library import FORM_FILE, template_root
from .lineage import RULES_FILE, Layer, chain_of, find_folder
from .merge import merge
from .messages import say
from .mistakes import FormError, Mistake
from .named import changes_of, checklist_of, overview_of, phrases_of, published_of, with_parameters, with_signatures
from .origins import origins_of
from .own_rules import form_items, own_items, own_rules
from .parallel import Tables, has_needed, with_places, written_out
from .removed import removed_of
from .rules import built_rule
from .schema import FORM_ID, lost_structure
from .sources.code_lists import code_lists
from .units import fitted

_MOVES_NO_CELL = frozenset({
    "_file", "prompt", "note", "notes", "width", "rule", "rules", "lengths", "spoken", "named_by", "number", "paper", "carries", "roster",
    "own_part", "comparison",
})  # fmt: skip


def load_form(name_or_path: str | FilePath) -> Form:
    """A form by id (of those that come with budgetxl) or by the path of its folder.

    Raises FormError with every mistake of the form, each with file and key. The kinds of expressions are not looked at
    again in forms that come with budgetxl: tests and ``forms check`` do that.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # Python's own of an expression such as ``1and``
        return _load(name_or_path)


def _load(name_or_path: str | FilePath) -> Form:
    mistakes: list[Mistake] = []
    form = _build(merged(find_folder(str(name_or_path)), mistakes), mistakes)
    if mistakes:
        raise FormError(mistakes)
    return form


@dataclass(frozen=True, slots=True)
class Merged:
    """A form's TOML with its parents laid under it.

    ``chain`` are the layers that it was made of, nearest first; ``removed`` is what they took away of each other. A key that
    begins with ``_`` is the loader's own.
    """

    raw: Mapping[str, Any]
    chain: tuple[Layer, ...]
    removed: tuple[Removal, ...]
    lists: Mapping[str, CodeList]


def merged(folder: FilePath, mistakes: list[Mistake]) -> Merged:
    """The tables of the form in a folder, inheritance resolved. Raises FormError where a file or a parent is missing."""
    chain = chain_of(folder, mistakes)
    if any(not mistake.key or mistake.key == "extends" for mistake in mistakes):
        # without a whole file or a parent every other finding would be false
        raise FormError([mistake for mistake in mistakes if not mistake.key] or mistakes)
    if any(lost_structure(layer.raw) for layer in chain[1:]):
        raise FormError(mistakes)  # a child of what is lost would be blamed for it
    raw: dict[str, Any] = {"rules": own_items()}
    astray: list[Mistake] = []
    removed: list[Removal] = []
    for layer in reversed(chain):
        raw = merge(raw, with_places(layer.raw), astray, removed=removed)
    own = chain[0]
    given = code_lists(raw.get("lists", {}), [layer.folder for layer in chain], own.file, mistakes)
    lists = written_out(raw, given, own.file, mistakes, astray, removed)
    mistakes += astray if not lost_structure(raw) else ()
    return Merged(raw, tuple(chain), tuple(removed), lists)


def _build(merged: Merged, mistakes: list[Mistake]) -> Form:
    chain, lists = merged.chain, merged.lists
    own = chain[0]
    raw = with_signatures(with_parameters(merged.raw), own.file, mistakes)
    if "id" not in own.raw and "id" not in own.raw.get("_lost", ()):
        mistakes.append(Mistake(own.file, "id", say("missing_key", key="id")))
    elif not FORM_ID.match(own.id):
        mistakes.append(Mistake(own.file, "id", say("bad_form_id", value=own.id[:60])))
    builder = Builder(own.file, mistakes, lists, raw.get("options", {}))
    tables = Tables(raw.get("sheets", ()))
    origins = origins_of(raw["rules"], own.file)
    asked = (item for item in form_items(raw["rules"]) if has_needed(item, tables))
    made_rules = [built_rule(item, origins[item["id"]].key, builder, tables) for item in asked]
    sheets = tuple(builder.sheet(item, f"sheets.{item['id']}") for item in raw.get("sheets", ()))
    options = builder.options(raw)
    cells = too_many_cells(sheets)
    if cells:
        mistakes.append(Mistake(own.file, "sheets", cells))
    if cells or not builder.complete or (mistakes and lost_structure(raw)):
        raise FormError(mistakes)  # which names there are nobody can say
    compiled = Compiled(sheets, lists)
    own_files = {f"{own.folder.name}/{name}" for name in (FORM_FILE, RULES_FILE)}
    kept, dropped = without_orphans((rule for rule in made_rules if rule is not None), compiled, own_files, origins)
    own_ones = own_rules(raw["rules"])
    form = Form(
        id=own.id,
        title=raw.get("title", own.id),
        year=raw.get("year"),
        version=raw.get("version", "1"),
        compiled=compiled,
        rules=kept,
        own_rules=own_ones,
        options=options,
        words=dict(raw.get("words", {})),
        phrases=phrases_of(raw, own.file, mistakes),
        sections=dict(raw.get("sections", {})),
        instructions=tuple(raw.get("instructions", ())),
        county=raw.get("county", ""),
        default=own.raw.get("default", False),
        filling=tuple(raw.get("filling", ())),
        finished=tuple(raw["finished"].split(".")) if raw.get("finished") else (),
        lineage=tuple(layer.id for layer in chain),
        folders=tuple(layer.folder for layer in chain),
        fingerprint=_fingerprint(merged.raw),
        abstract=own.raw.get("abstract", False),
        removals=tuple(one for one in merged.removed if one.key[0] == "sheets"),
        dropped=dropped,
        spoken=spoken_words(sheets, compiled.cells),
        changes=changes_of(raw, own.raw, own.file, compiled, mistakes),
        checklist=checklist_of(raw, own.raw, own.file, [sheet.id for sheet in sheets], [*(rule.id for rule in kept), *own_ones], mistakes),
        published=published_of(raw, own.raw, own.file, sheets, options.published_above, merged.removed, mistakes),
    )
    form = replace(form, overview=overview_of(raw, own.raw, own.file, form, mistakes))
    mistakes.extend(validate(form, own.file, origins, own_files))
    if own.folder.parent != template_root() and not any(name_mistakes(form, own.file)):
        # where a name stands for two things, nobody knows the kind of either
        mistakes.extend(kind_mistakes(form, own.file, origins))
    if mistakes:
        return form
    compiled, rules = fitted(form.compiled, form.rules)
    form = replace(form, compiled=compiled, rules=rules)
    return replace(form, removed=removed_of(form))


def _fingerprint(raw: Mapping[str, Any]) -> str:
    """A checksum of what decides where cells lie; wording and rules may change without a new workbook.

    It tells versions of one form apart, which CRC-32 does; hashlib would take longer to load than the form.
    """

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: bare(v) for k, v in value.items() if k not in _MOVES_NO_CELL}
        return [bare(item) for item in value] if isinstance(value, list) else value

    text = json.dumps(bare(raw.get("sheets", [])), ensure_ascii=False, sort_keys=True, default=str)
    return f"{zlib.crc32(text.encode()):08x}"
