"""What a form is made of: its own layer and those of all that it extends, nearest first.

A form extends one parent; in a list of several, the first is the parent, and the others are laid over it in turn. What
several of them extend themselves lies below them all, once. Title, year, version, options and instructions are those of the
form and its first parents: the others bring sheets, rules, lists, words, numbers, phrases, sections, rows of the 检查表, charts of
the overview and 公开表.
Forms of which none extends the other say nothing of the same one of these: nobody could tell which of them is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

from budgetxl.values.nearest import nearest

from .library import FORM_FILE, NOTICE_FILE, known_folders, template_root
from .messages import say
from .mistakes import FormError, Mistake
from .own_rules import own_rule_mistakes
from .parallel import expanded
from .schema import checked
from .sources import FileFault, read_form_file, stands
from .sources.code_lists import as_tables
from .sources.toml_reading import TomlFault, parse_toml

_BROUGHT = (
    "sheets", "rules", "lists", "words", "parameters", "phrases", "sections", "checklist", "overview", "changes", "published", "_lost",
)  # fmt: skip

RULES_FILE = "rules.toml"


def find_folder(name: str, beside: FilePath | None = None) -> FilePath:
    """The folder of a form by id or path; ``beside`` is a folder whose siblings count as well.

    Raises FormError where there is none, with the nearest id.
    """
    if not name.strip():
        raise FormError([Mistake("", "", say("no_folder", name=name, near=""))])
    try:
        return _find(name, beside)
    except (OSError, ValueError):  # no right to look there, a path that is too long, a zero byte
        raise FormError([Mistake("", "", say("folder_denied", path=name[:80]))]) from None


def _find(name: str, beside: FilePath | None) -> FilePath:
    path = FilePath(name)
    if path.is_file() and path.name == FORM_FILE:
        path = path.parent
    if path.is_dir() and (stands(path / FORM_FILE) or path.is_absolute() or "/" in name or "\\" in name):
        if not stands(path / FORM_FILE):
            raise FormError([Mistake(str(path), "", say("no_form_file", path=path))])
        return path.resolve()
    if beside is not None and (beside.parent / name / FORM_FILE).is_file():
        return (beside.parent / name).resolve()
    own = template_root() / name
    if own.parent == template_root() and (own / FORM_FILE).is_file():
        return own
    raise FormError([Mistake("", "", say("no_folder", name=name, near=nearest(name, known_folders())))])


class Layer:
    """One folder's own TOML, before its parents are laid under it."""

    def __init__(self, folder: FilePath, mistakes: list[Mistake]) -> None:
        self.folder = folder
        self.raw: dict[str, Any] = {}
        for name in (FORM_FILE, RULES_FILE):
            path = folder / name
            if not stands(path):
                continue
            shown = f"{folder.name}/{name}"
            table = checked(_read_toml(path, shown, mistakes), "form", shown, mistakes)
            if any("over" in item for item in table.get("rules", ())):
                table["rules"] = expanded(table["rules"], shown, mistakes)
            mistakes.extend(own_rule_mistakes(table.get("rules"), shown))
            for key in (self.raw.keys() & table.keys()) - {"_lost"}:
                mistakes.append(Mistake(shown, key, say("both_files", key=key)))
            lost = self.raw.get("_lost", frozenset()) | table.get("_lost", frozenset())
            self.raw.update(table, **({"_lost": lost} if lost else {}))
        if "lists" in self.raw:
            self.raw["lists"] = as_tables(self.raw["lists"])
        notice = folder / NOTICE_FILE
        if stands(notice) and not notice.is_file():  # render would take the parent's in its place
            try:
                read_form_file(notice)
            except FileFault as fault:
                mistakes.append(Mistake(f"{folder.name}/{NOTICE_FILE}", "", str(fault)))
        self.id = self.raw.get("id", folder.name)
        extends = self.raw.get("extends", ())
        self.parents: tuple[str, ...] = (extends,) if isinstance(extends, str) else tuple(extends)
        self.file = f"{folder.name}/{FORM_FILE}"


def _read_toml(path: FilePath, shown: str, mistakes: list[Mistake]) -> dict[str, Any]:
    try:
        return parse_toml(read_form_file(path))
    except (FileFault, TomlFault) as fault:
        mistakes.append(Mistake(shown, "", str(fault)))
        return {}


def chain_of(folder: FilePath, mistakes: list[Mistake]) -> list[Layer]:
    """The form's own layer and those of all that it extends, nearest first; what is wrong is added to ``mistakes``."""
    lineage = _Lineage(mistakes)
    chain = lineage.chain(folder, ())
    if any(len(layer.parents) > 1 for layer in chain):
        mistakes.extend(lineage.clashes(chain))
        line = lineage.first_parents(chain[0])
        for layer in chain:
            if layer.folder not in line:
                layer.raw = {name: layer.raw[name] for name in _BROUGHT if name in layer.raw}
    return chain


class _Lineage:
    """Layers by their folders, each made once, and the folders of all that each of them extends."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = mistakes
        self.layers: dict[FilePath, Layer] = {}
        self.above: dict[FilePath, set[FilePath]] = {}

    def chain(self, folder: FilePath, below: tuple[Layer, ...]) -> list[Layer]:
        """A folder's layer and all above it; ``below`` are the layers that lead to it."""
        layer = self.layers.get(folder)
        if layer is None:
            layer = self.layers[folder] = Layer(folder, self.mistakes)
            if not layer.parents and "extends" in layer.raw:
                self.mistakes.append(Mistake(layer.file, "extends", say("extends_none")))
        found = [layer]
        for parent in reversed(layer.parents):  # the last lies on top
            above = self._parent(layer, parent, (*below, layer))
            found += self.chain(above, (*below, layer)) if above is not None else ()
        kept = [one for place, one in enumerate(found) if one not in found[place + 1 :]]
        self.above[folder] = {one.folder for one in kept}
        return kept

    def _parent(self, layer: Layer, parent: str, below: tuple[Layer, ...]) -> FilePath | None:
        try:
            above = find_folder(parent, beside=layer.folder)
        except FormError:
            near = nearest(parent, known_folders())
            self.mistakes.append(Mistake(layer.file, "extends", say("extends_unknown", value=parent, near=near)))
            return None
        if above in [known.folder for known in below]:
            ids = " → ".join([*(known.id for known in below), parent])
            self.mistakes.append(Mistake(layer.file, "extends", say("extends_cycle", chain=ids)))
            return None
        return above

    def first_parents(self, layer: Layer) -> set[FilePath]:
        """The folders of a layer, its first parent, that one's first parent and so on."""
        return {layer.folder}.union(*(self.first_parents(above) for above in self._first(layer)))

    def _first(self, layer: Layer) -> Iterator[Layer]:
        for parent in layer.parents[:1]:
            try:
                above = self.layers.get(find_folder(parent, beside=layer.folder))
            except FormError:
                return
            if above is not None and layer.folder not in self.above[above.folder]:
                yield above

    def clashes(self, chain: list[Layer]) -> Iterator[Mistake]:
        """What two layers of a chain say of the same, where neither extends the other."""
        said: dict[str, list[tuple[Layer, Any]]] = {}
        for layer in chain:
            for what, value in _said(layer.raw):
                for other, known in said.get(what, ()):
                    alone = layer.folder not in self.above[other.folder] and other.folder not in self.above[layer.folder]
                    if alone and value != known:
                        yield Mistake(chain[0].file, "extends", say("extends_clash", one=layer.id, other=other.id, what=what))
                said.setdefault(what, []).append((layer, value))


def _said(raw: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What of a form has a name that two forms may both have taken, with what is said of it."""
    for sheet in raw.get("sheets", ()):
        yield f"sheets.{sheet['id']}", sheet
        yield from ((f"blocks.{block['id']}", block) for block in sheet.get("blocks", ()))
    listed = ("rules", "checklist", "overview", "published")
    yield from ((f"{key}.{item['id']}", item) for key in listed for item in raw.get(key, ()))
    for key in ("lists", "words", "sections"):
        yield from ((f"{key}.{name}", value) for name, value in raw.get(key, {}).items())
