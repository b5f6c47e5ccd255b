"""A form after inheritance as one TOML text, which loads to the same form, with where each key comes from.

A comment behind a key names the ancestor that it comes from; behind the heading of a table, that of all its keys. Keys of
the form itself have none. What the lineage has removed stands at the end of its list and says who removed it, since
inherited wording may still name it. Rules that fell away with it are left out and named at the top.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...form import Form
from ...model import Path
from ...own_rules import OWN_RULES
from ..lineage import Layer
from ..loader import merged
from ..merge import EDIT_KEYS
from ..messages import say
from ..named import kept_reasons
from ..parallel import Tables, spoken_of_table
from ..schema import FIELD_RULE, FIELD_RULES, LISTED, ROWS, SCHEMA
from .origins import Origins, item_of, maker_of, origins_of
from .toml_text import WIDEST, assigned, key_text
from .with_removed import with_removed

_OWN = ("abstract", "default")
"""Keys that say something of one form alone: nobody inherits them."""


def shown_form(form: Form) -> str:
    """The TOML of a form: of its form.toml and rules.toml together."""
    made = merged(form.folders[0], [])
    ids = {layer.folder.name: layer.id for layer in made.chain}
    raw = with_removed(made.raw, (one for one in made.removed if one.key[0] == "sheets"), ids)
    raw = {name: value for name, value in raw.items() if name not in ("extends", *_OWN)}
    raw.update({"id": form.id, **{name: True for name in _OWN if getattr(form, name)}})
    gone = {dropped.rule.id for dropped in form.dropped} | OWN_RULES.keys()
    tables = Tables(made.raw.get("sheets", ()))
    rules = [spoken_of_table(item, tables)[0] for item in raw.pop("rules") if item["id"] not in gone]
    raw.update({"rules": rules} if rules else {})
    if "checklist" in raw:
        raw["checklist"] = list(_checklist(form, raw["checklist"]))
    if "overview" in raw:
        raw["overview"] = list(_overview(form, raw["overview"]))
    if "changes" in raw:
        raw["changes"] = {**raw["changes"], "reasons": kept_reasons(form.changes)}
    if form.published:
        raw["published"] = list(_published(form, raw.get("published", ())))
    if "lists" in raw:
        kept = {name: value for name, value in raw["lists"].items() if not form.lists[name].rows_only}  # rows are written out
        raw["lists"] = {name: value["codes"] if value.keys() == {"codes"} else value for name, value in kept.items()}
    origins = {**origins_of(made.chain), **dict.fromkeys(_OWN, form.id)}
    head = (f"# {line}" for line in _head(form, raw.get("lists", {})))
    lines = [*head, "", *_Writer(form.id, ids).table((), raw, "form", origins, form.id)]
    lines += [line for item in _own_rules(form) for line in _own_rule(item, made.chain)]
    return "\n".join(lines).strip() + "\n"


def _head(form: Form, lists: Mapping[str, object]) -> Iterator[str]:
    """What is said of the whole form at the top of its text."""
    lineage = [_one_line(name) for name in form.lineage]
    yield say("shown_head", id=form.id)
    if lineage[1:]:
        yield say("shown_origins", id=form.id, parent=lineage[1], lineage=" → ".join(lineage))
    codes = (value["codes"] if isinstance(value, Mapping) else value for value in lists.values())
    files = [name for name in codes if isinstance(name, str)]
    if files:
        yield say("shown_lists", files="、".join(files))
    if form.removals:
        yield say("shown_removed")
    if form.dropped:
        yield say("shown_dropped")
        yield from (f"  {_one_line(one.rule.id)}（{'、'.join('.'.join(path) for path in one.gone)}）" for one in form.dropped)


def _checklist(form: Form, items: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of the 检查表 with the sheets and rules that the form has: what parents name beside them has fallen away."""
    kept = {item.id: {"sheets": item.sheets, "rules": item.rules} for item in form.checklist}
    for item in items:
        if item["id"] in kept:
            yield {name: list(kept[item["id"]][name]) if name in ("sheets", "rules") else value for name, value in item.items()}


def _overview(form: Form, items: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The charts with the figures that the form has, written out: what parents name beside them has fallen away."""
    kept = {chart.id: chart for chart in form.overview}
    for item in items:
        if item["id"] in kept:
            figures = kept[item["id"]].figures
            lasts = {name: [".".join(getattr(one, name)) for one in figures] for name in ("last", "change") if name in item}
            labels = {"labels": [one.label for one in figures]} if "labels" in item else {}
            said = {name: value for name, value in item.items() if name != "published" or kept[item["id"]].published}
            yield {**said, "of": [".".join(one.path) for one in figures], **lasts, **labels}


def _published(form: Form, items: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The published tables with the blocks and fields that the form has; of those that have fallen away, only that they have none."""
    said = {item["id"]: item for item in items}
    for one in form.published:
        if not one.blocks:
            yield {"id": one.id, "blocks": []}
            continue
        kept: dict[str, Any] = {"blocks": one.blocks, "beside": one.beside, "only_filled": one.only_filled}
        item = {name: list(kept[name]) if name in kept else value for name, value in said[one.id].items()}
        yield {name: value for name, value in item.items() if name != "statement" or one.statement}


def _own_rules(form: Form) -> Iterator[dict[str, Any]]:
    """What the form says of the program's own rules, as items of ``rules``."""
    for name, rule in OWN_RULES.items():
        if name not in form.own_rules:
            yield {"id": name, "remove": True}
        elif form.own_rules[name].severity != rule.severity:
            yield {"id": name, "severity": form.own_rules[name].severity}


def _own_rule(item: Mapping[str, Any], chain: Sequence[Layer]) -> list[str]:
    by = next((layer.id for layer in chain if any(rule["id"] == item["id"] for rule in layer.raw.get("rules", ()))), "")
    comment = f"  # {_one_line(by)}" if by and by != chain[0].id else ""
    return ["", f"[[rules]]{comment}", *(line for name, value in item.items() for line in assigned(name, value))]


class _Writer:
    """Writes the tables of one form; ``own`` is its id, which no comment needs to name.

    ``ids`` are the ids of its lineage by the names of their folders.
    """

    def __init__(self, own: str, ids: Mapping[str, str]) -> None:
        self.own = own
        self.ids = ids

    def table(self, path: Path, raw: Mapping[str, Any], spec: str, origins: Origins, around: str) -> Iterator[str]:
        """The lines of a table and of all below it, without its heading.

        ``around`` is the form that a key is of whose origin nobody knows, since it was made from other keys. Behind a
        heading stands the ancestor that all keys of its table are from, if there is one; else behind each key its own.
        """
        known = SCHEMA.get(spec, {})
        names = [*(name for name in known if name in raw), *(name for name in raw if name not in known)]
        names = [name for name in names if not name.startswith("_") and (name not in EDIT_KEYS or not known)]
        names = [name for name in names if known.get(name) not in (FIELD_RULE, FIELD_RULES)]  # written out among the rules
        names.sort(key=lambda name: name not in ("id", "removed_by"))
        lists = [name for name in names if _listed(name, raw[name])]
        sources = {name: _source(name, origins, around) for name in names if name not in lists}
        tables = [name for name in sources if isinstance(raw[name], Mapping) and not (path and sources[name] and _short(name, raw[name]))]
        lines = {name: sources[name] for name in sources if name not in tables}
        whole = next(iter(lines.values()), self.own) if len({*lines.values()}) == 1 and path else self.own
        if path:
            yield self._comment(whole)
        for name, source in lines.items():
            *before, last = assigned(name, raw[name])
            yield from (*before, last + (self._comment(source) if source != whole else ""))
        for name in tables:
            below = origins.get(name)
            inner = self.table((*path, name), raw[name], known.get(name, ""), below if isinstance(below, Mapping) else {}, around)
            yield from _headed(f"[{_dotted((*path, name))}]", inner)
        for name in lists:
            kind = "gridrow" if known[name] == ROWS else known[name].removesuffix("*")
            for item in raw[name]:
                found = {} if "removed_by" in item else item_of(origins, name, item["id"])
                whose = self.own if "removed_by" in item else maker_of(found) or self._by_file(item) or around
                inner = self.table((*path, name), item, kind, found, whose)
                yield from _headed(f"[[{_dotted((*path, name))}]]", inner)

    def _by_file(self, item: Mapping[str, Any]) -> str:
        """The form in whose file an item stands that was made from other keys."""
        return self.ids.get(item.get("_file", "").partition("/")[0], "")

    def _comment(self, source: str) -> str:
        return f"  # {_one_line(source)}" if source not in ("", self.own) else ""


def _headed(heading: str, lines: Iterator[str]) -> Iterator[str]:
    """The lines of a table below its heading; the first of them is the comment behind it."""
    yield from ("", heading + next(lines), *lines)


def _source(name: str, origins: Origins, around: str) -> str:
    """The form that a key is from; empty for a table with keys of several."""
    found = maker_of(origins) if name == "id" else origins.get(name, origins.get("formula") if name == "formulas" else None)
    if isinstance(found, Mapping):
        forms = {_source(inner, found, around) for inner in found if not inner.startswith("_")}
        return next(iter(forms)) if len(forms) == 1 else ""
    return found if isinstance(found, str) and found else around


def _listed(name: str, value: object) -> bool:
    return name in LISTED and isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _short(name: str, value: Mapping[str, Any]) -> bool:
    return len(assigned(name, value)[0]) <= WIDEST


def _one_line(name: str) -> str:
    """A name as a comment can hold it: the id of a parent may be any text."""
    return " ".join(name.split())


def _dotted(path: Path) -> str:
    return ".".join(map(key_text, path))
