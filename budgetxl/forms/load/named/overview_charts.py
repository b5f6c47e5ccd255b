"""The charts of the overview of all units (``[[overview]]``), from a form's merged TOML.

``*`` in a path stands for any part of a name, and in the paths of last year's figures for the same part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast, get_args

from budgetxl.values.foldings import chart_label
from budgetxl.values.nearest import nearest

from ...compiled import Place, bare_label, is_added_up
from ...form import Form, OverviewChart, OverviewFigure, OverviewKind, PublishedTable
from ...model import DEFAULT_UNIT, Grid, Path, Record, Table
from ..messages import say
from ..mistakes import Mistake

PAIRED = ("last", "change")
_KINDS = get_args(OverviewKind)


def overview_of(
    raw: Mapping[str, Any], own: Mapping[str, Any], file: str, form: Form, mistakes: list[Mistake]
) -> tuple[OverviewChart, ...]:
    """The charts of a form; ``own`` is its own TOML before its parents were laid under it.

    What the form itself names and does not have is a mistake. What a parent names, and this form has taken away, falls away;
    so does a parent's chart of which nothing is left.
    """
    items = raw.get("overview", ())
    if not items:
        return ()
    known = {".".join(path): place for path, place in form.compiled.places.items()}
    said = {item["id"]: item for item in own.get("overview", ())}
    found = []
    for item in items:
        at = said.get(item["id"], {})
        chart = _Chart(item, at, form, known)
        made = chart.made()
        if at:
            where = f"overview.{item['id']}"
            mistakes.extend(Mistake(at.get("_file", file), f"{where}.{key}" if key else where, text) for key, text in chart.problems)
        if made.figures:
            found.append(made)
    return tuple(found)


class _Chart:
    """One chart and what is wrong with it, as pairs of key and sentence. ``own`` is what the form itself writes of it."""

    def __init__(self, item: Mapping[str, Any], own: Mapping[str, Any], form: Form, known: Mapping[str, Place]) -> None:
        self.item, self.own, self.form, self.known = item, own, form, known
        self.lost = item.get("_lost", frozenset())
        self.problems: list[tuple[str, str]] = []

    def made(self) -> OverviewChart:
        item = self.item
        self.problems += [("", say("missing_key", key=key)) for key in ("title", "kind", "of") if key not in item and key not in self.lost]
        kind = item.get("kind", "parts")
        if kind not in _KINDS:
            self.problems.append(("kind", say("overview_kind", value=kind, near=nearest(kind, _KINDS))))
            kind = "parts"
        paired = self._paired(kind)
        figures = [figure for number, path in enumerate(self._texts("of")) for figure in self._figures(number, path, paired)]
        figures = list({figure.path: figure for figure in figures}.values())
        if kind == "units" and len(figures) > 1:
            self.problems.append(("of", say("overview_one", n=len(figures))))
        unit = self._unit(figures)
        published = self._published(figures, kind)
        return OverviewChart(item["id"], item.get("title", item["id"]), cast(OverviewKind, kind), tuple(self._labelled(figures)), unit, published)

    def _published(self, figures: Sequence[OverviewFigure], kind: str) -> str:
        """The public table below which a unit's own page has the chart; none where the table prints not all that it draws."""
        name = self.item.get("published", "")
        tables = {one.id: one for one in self.form.published if one.blocks}
        wrong = ""
        if not name:
            return ""
        if kind == "units":
            wrong = say("overview_published_units")
        elif name not in tables:
            wrong = say("overview_published", value=name, near=nearest(name, tables))
        elif any(one.change for one in figures):
            wrong = say("overview_published_change")
        else:
            printed = self._printed(tables[name])
            missing = next((path for one in figures for path in (one.path, one.last) if path and path not in printed), None)
            wrong = say("overview_not_printed", table=name, value=".".join(missing)) if missing is not None else ""
        if wrong and "published" in self.own:
            self.problems.append(("published", wrong))
        return "" if wrong else name

    def _printed(self, table: PublishedTable) -> frozenset[Path]:
        """The single figures that a public table prints."""
        return frozenset(place.path for place in self.known.values() if not place.column and _is_printed(place, table))

    def _texts(self, key: str) -> tuple[str, ...]:
        value = self.item.get(key, ())
        return (value,) if isinstance(value, str) else tuple(value)

    def _paired(self, kind: str) -> str:
        """Which of ``last`` and ``change`` the chart has, empty for none; what is wrong with them together."""
        given = [key for key in PAIRED if key in self.item]
        if kind != "years":
            self.problems += [(key, say("overview_only_years", key=key)) for key in given]
            return ""
        if len(given) != 1:
            if not self.lost & set(PAIRED):
                self.problems.append(("", say("overview_both" if given else "overview_no_last")))
            return ""
        wanted = len(self._texts("of"))
        if wanted and len(self._texts(given[0])) != wanted:
            self.problems.append((given[0], say("overview_pairs", key=given[0], n=len(self._texts(given[0])), m=wanted)))
            return ""
        return given[0]

    def _figures(self, number: int, pattern: str, paired: str) -> Iterator[OverviewFigure]:
        """The figures that one entry of ``of`` names, in the form's order."""
        other = self._texts(paired)[number] if paired else ""
        if other and other.count("*") != pattern.count("*"):
            self.problems.append((paired, say("overview_stars", value=other, of=pattern)))
            other = ""
        matched = [(name, match) for name, match in _matches(pattern, self.known) if is_added_up(self.known[name])]
        if not matched:
            self._missing("of", pattern)
        partners = {name: _filled(other, match) for name, match in matched} if other else {}
        if partners and not any(self._is_figure(name) for name in partners.values()):
            self._missing(paired, other)
        label = self._given_label(number, pattern)
        for name, _ in matched:
            partner = partners.get(name, "")
            path = tuple(partner.split(".")) if self._is_figure(partner) else ()
            yield OverviewFigure(self.known[name].path, label, path if paired == "last" else (), path if paired == "change" else ())

    def _is_figure(self, name: str) -> bool:
        return name in self.known and is_added_up(self.known[name])

    def _missing(self, key: str, name: str) -> None:
        """A path that names no figure, where the form itself writes it."""
        from ..removed import removed_of, remover  # it stands on the builder, which stands on this package

        if key not in self.own:
            return
        if any(True for _ in _matches(name, self.known)):
            self.problems.append((key, say("overview_not_added", value=name)))
            return
        by = remover(removed_of(self.form).places, tuple(name.split(".")))
        figures = [known for known in self.known if self._is_figure(known)]
        told = say("overview_removed", value=name, by=by) if by else say("overview_unknown", value=name, near=nearest(name, figures))
        self.problems.append((key, told))

    def _given_label(self, number: int, pattern: str) -> str:
        labels, wanted = self._texts("labels"), len(self._texts("of"))
        if not labels:
            return ""
        if len(labels) != wanted:
            if not number:
                self.problems.append(("labels", say("overview_pairs", key="labels", n=len(labels), m=wanted)))
            return ""
        if "*" in pattern:
            self.problems.append(("labels", say("overview_labels", value=pattern)))
            return ""
        return labels[number]

    def _unit(self, figures: Sequence[OverviewFigure]) -> str:
        """The unit of all figures, last year's among them."""
        units = {path: _unit_of(self.known[".".join(path)]) for one in figures for path in (one.path, one.last, one.change) if path}
        first = next(iter(units), ())
        for path, unit in units.items():
            if unit != units[first]:
                told = say("overview_units", one=".".join(first), unit=units[first] or "1", other=".".join(path), wanted=unit or "1")
                self.problems.append(("of", told))
                break
        return units.get(first, "")

    def _labelled(self, figures: Sequence[OverviewFigure]) -> Iterator[OverviewFigure]:
        """The figures with the form's own words for those that the chart gives none; what all rows of a grid share is left out."""
        places = [self.known[".".join(figure.path)] for figure in figures]
        columns = {place.field.header[1:] for place in places if isinstance(place.block, Grid)}
        for figure, place in zip(figures, places, strict=True):
            header = place.field.header
            if isinstance(place.block, Grid):
                text = header[0] if len(columns) == 1 else "·".join(header)
            else:
                text = header[-1] if isinstance(place.block, Table) else place.field.label
            yield figure if figure.label else OverviewFigure(figure.path, chart_label(bare_label(text)), figure.last, figure.change)


def _is_printed(place: Place, table: PublishedTable) -> bool:
    """Whether a public table has the block of a figure, and prints its column or its field."""
    block, name = place.block, place.path[-1]
    if block.id not in table.blocks and f"{block.id}.{name}" not in table.blocks:
        return False
    fields = block.fields if isinstance(block, Record) else block.columns
    return any(field.id == name and field.in_notice for field in fields)


def _matches(pattern: str, known: Mapping[str, Place]) -> Iterator[tuple[str, Sequence[str]]]:
    """The paths that a pattern names, each with what its stars stand for."""
    if "*" not in pattern:
        yield from [(pattern, ())] if pattern in known else ()
        return
    written = re.compile("([a-z0-9_]*)".join(map(re.escape, pattern.split("*"))))
    for name in known:
        found = written.fullmatch(name)
        if found is not None:
            yield name, found.groups()


def _filled(pattern: str, stars: Sequence[str]) -> str:
    """A pattern with its stars replaced one by one."""
    first, *rest = pattern.split("*")
    return first + "".join(star + part for star, part in zip(stars, rest, strict=True))


def _unit_of(place: Place) -> str:
    return place.field.unit or (DEFAULT_UNIT if place.field.kind.amount else "")
