"""From merged TOML to the records of a form. What can't be built is a mistake with its file and key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal, get_args

from budgetxl.expressions import ExpressionError, parse, references
from budgetxl.values import POWERS
from budgetxl.values.nearest import nearest

from ..field_types import TYPES
from ..form import Look, OnOlder, Options
from ..model import (
    DEFAULT_UNIT,
    Block,
    CodeList,
    Field,
    Formula,
    Grid,
    GridRow,
    Record,
    Rollup,
    Sheet,
    Table,
    Total,
)  # fmt: skip
from .checks import block_problems, field_problems, numbers, part_problems, sheet_problems
from .messages import say
from .mistakes import Mistake
from .named.list_facts import lists_named, written_out
from .official_layout import numbered_alike, open_rows, parts, placed, texts
from .parallel import sum_text
from .plugged import PLUGGED, shares_problems, with_plugged_shares

_KINDS = {
    "record": {"fields", "arrange", "across"},
    "table": {"columns", "rows", "totals", "rollup", "defaults", "numbering"},
    "grid": {"columns", "rows", "corner", "numbering", "open_rows"},
}
_COMMON = {"id", "kind", "title", "unit", "note", "places", "grouping", "beside", "foot", "numbering_row", "shares", "was", "carries"}
_FORBIDDEN = set("[]:*?/\\")
_NO_OPTIONS: Mapping[str, Any] = {}


class Builder:
    """Builds the parts of one form and collects the mistakes. ``file`` is where an item without a file of its own belongs.

    ``complete`` says whether all blocks could be built: where not, nobody knows which names there are.
    """

    def __init__(self, file: str, mistakes: list[Mistake], lists: Mapping[str, CodeList], options: Mapping[str, Any] = _NO_OPTIONS) -> None:
        self.file = file
        self.mistakes = mistakes
        self.lists = lists
        self.grouping = options.get("grouping", False)  #: of amounts whose block says nothing
        self.compared = options.get("look") == "comparison"  #: whether what compares with last year is printed
        self.complete = True
        self._formulas: dict[str, Formula] = {}  # by its text: rules often have the formula of a field

    def mistake(self, raw: Mapping[str, Any], key: str, code: str, /, **slots: object) -> None:
        self.problem(raw, key, say(code, **slots))

    def problem(self, raw: Mapping[str, Any], key: str, message: str) -> None:
        self.mistakes.append(Mistake(raw.get("_file", self.file), key, message))

    def formula(self, raw: Mapping[str, Any], key: str, text: str | None) -> Formula | None:
        if text is None:
            return None
        try:
            if text not in self._formulas:
                parsed = parse(text)
                made = written_out(parsed, self.lists) if "lists" in text else parsed
                paths = tuple(reference.path for reference in references(made))
                self._formulas[text] = Formula(text, made, paths if made is parsed else (*paths, *lists_named(parsed, self.lists, paths)))
            return self._formulas[text]
        except ExpressionError as error:
            self.mistake(raw, key, "expression", text=text, error=error)
            return None

    def field(self, raw: Mapping[str, Any], key: str) -> Field:
        lost = raw.get("_lost", frozenset())
        kind = None if "type" in lost else raw.get("type", "text")
        if kind is not None and kind not in TYPES:
            self.mistake(raw, f"{key}.type", "wrong_value", value=kind, allowed="、".join(TYPES), near=nearest(kind, TYPES))
            kind = None
        header = raw.get("header", raw.get("label"))
        if header is None:
            if not lost & {"label", "header"}:
                self.mistake(raw, key, "missing_key", key="label")
            header = raw["id"]
        choices = raw.get("choices", ())
        field = Field(
            id=raw["id"],
            header=(header,) if isinstance(header, str) else tuple(header),
            type=kind or "text",
            required=raw.get("required", False),
            expected=raw.get("expected", False),
            formula=self.formula(raw, f"{key}.formula", raw.get("formula")),
            choices=tuple(choices) if isinstance(choices, (list, tuple)) else (),
            choices_from=tuple(choices.split(".")) if isinstance(choices, str) else (),
            open_choices=raw.get("open_choices", False),
            unit=raw.get("unit", ""),
            decimals=raw.get("decimals", None if TYPES[kind or "text"].reading == "percent" else raw.get("places")),
            signed=raw.get("signed", False),
            inherit=raw.get("inherit", False),
            default=raw.get("default"),
            prompt=raw.get("prompt", ""),
            aliases=tuple(raw.get("aliases", ())),
            width=raw.get("width"),
            lines=raw.get("lines", TYPES[kind or "text"].lines),
            in_notice=raw.get("in_notice", True) and (self.compared or not raw.get("comparison", False)),
            notice_label=raw.get("notice_label"),
            lift=raw.get("lift", False),
            places=raw.get("places"),
            grouping=raw.get("grouping", False),
            open_formula=raw.get("open_formula", False),
            plugged=raw.get("_plugged", False) and TYPES[kind or "text"].reading == "percent",
            **parts(raw),
            lengths=tuple(raw.get("lengths", ())),
            named=kind == "code" and "formula" not in raw and self._has_names(choices),
            was=texts(raw, "was"),
            carries=raw.get("carries") or ("" if "carries" in raw else None),
            roster=raw.get("roster", ""),
            own_part=tuple(raw.get("own_part", ())),
            spoken=_spoken(raw),
            named_by=texts(raw, "named_by"),
        )
        if kind is not None and "choices" not in lost:
            own_unit = "unit" in raw and not raw.get("_block_unit")
            for name, message in (*field_problems(field, self.lists, own_unit), *part_problems(field, raw)):
                self.problem(raw, f"{key}.{name}", message)
        return field

    def _has_names(self, choices: object) -> bool:
        """Whether choices are a code list with names."""
        name = choices.removeprefix("lists.") if isinstance(choices, str) else ""
        return name in self.lists and any(self.lists[name].names)

    def fields(self, raw: Mapping[str, Any], name: str, key: str) -> tuple[Field, ...]:
        """The fields of a block; an amount has the block's unit, decimals and grouping where it has none of its own."""
        shared = {name: raw[name] for name in ("places", "grouping") if name in raw}
        money = {"unit": raw.get("unit", DEFAULT_UNIT), "grouping": self.grouping, **shared}
        carried = {"carries": False} if raw.get("carries") is False else {}
        money, others = {**money, **carried}, {"_plugged": raw.get("shares") == PLUGGED, **carried}
        return tuple(
            self.field({**money, "_block_unit": "unit" not in item, **item} if _is_amount(item) else {**others, **item}, f"{key}.{name}.{item['id']}")
            for item in raw.get(name, ())
        )

    def block(self, raw: Mapping[str, Any], key: str) -> Block | None:
        kind = raw.get("kind")
        if kind not in _KINDS:
            self.complete = False
            if "kind" not in raw.get("_lost", ()):
                code = "missing_key" if kind is None else "wrong_value"
                near = nearest(str(kind), _KINDS)
                self.mistake(raw, f"{key}.kind", code, key="kind", value=kind, allowed="、".join(_KINDS), near=near)
            return None
        for name in raw:
            if not name.startswith("_") and name not in _COMMON | _KINDS[kind]:
                self.mistake(raw, f"{key}.{name}", "kind_keys", kind=kind, key=name)
        common = {"id": raw["id"], "title": raw.get("title", ""), "unit": raw.get("unit", ""), "note": raw.get("note", ""), **placed(raw)}
        block: Block
        if kind == "record":
            block = self._record(raw, key, common)
        else:
            block = self._table(raw, key, common) if kind == "table" else self._grid(raw, key, common)
        for name, message in (*block_problems(block, raw), *shares_problems(block, raw)):
            self.problem(raw, f"{key}.{name}", message)
        return with_plugged_shares(block, tuple(raw["_path"].split("."))) if raw.get("shares") == PLUGGED else block

    def _record(self, raw: Mapping[str, Any], key: str, common: dict[str, Any]) -> Record:
        fields = self.fields(raw, "fields", key)
        names = [field.id for field in fields]
        arrange = tuple(tuple(row) for row in raw.get("arrange", ()))
        for name in (name for row in arrange for name in row):
            if name not in names and _whole(raw, "fields"):
                self.mistake(raw, f"{key}.arrange", "arrange_unknown", value=name, near=nearest(str(name), names))
        return Record(**common, fields=fields, arrange=arrange, across=raw.get("across", False), signed=raw.get("_signed", False))

    def _table(self, raw: Mapping[str, Any], key: str, common: dict[str, Any]) -> Table:
        columns = self.fields(raw, "columns", key)
        rollup = raw.get("rollup")
        if isinstance(rollup, dict):
            columns = tuple(replace(c, rollup=c.kind.summed and c.formula is None) for c in columns)
        by_id = {column.id: column for column in columns}
        defaults = tuple(raw.get("defaults", ()))
        for row in defaults:
            for name in row:
                if name not in by_id and _whole(raw, "columns"):
                    self.mistake(raw, f"{key}.defaults", "default_column", value=name, near=nearest(name, by_id))
        if isinstance(rollup, dict) and rollup.get("column", "code") not in by_id and _whole(raw, "columns"):
            name = str(rollup.get("column", "code"))
            self.mistake(raw, f"{key}.rollup", "total_column", value=name, near=nearest(name, by_id))
        return Table(
            **common,
            columns=columns,
            rows=raw["rows"] if isinstance(raw.get("rows"), int) else 10,
            totals=tuple(self._total(item, by_id, raw, f"{key}.totals.{item['id']}") for item in raw.get("totals", ())),
            rollup=Rollup(rollup.get("column", "code"), rollup.get("leaf", 7)) if isinstance(rollup, dict) else None,
            defaults=defaults,
            numbering=raw.get("numbering", ""),
        )

    def _total(self, raw: Mapping[str, Any], columns: dict[str, Field], table: Mapping[str, Any], key: str) -> Total:
        names = raw.get("columns", [c.id for c in columns.values() if c.kind.amount])
        formulas: Mapping[str, str | Literal[False]] = raw.get("formulas", {})
        cells: list[Field] = []
        for name in names:
            column = columns.get(name)
            if column is None:
                if _whole(table, "columns"):
                    self.mistake(raw, f"{key}.columns", "total_column", value=name, near=nearest(name, columns))
                continue
            if name not in formulas and not column.kind.summed:
                self.mistake(raw, f"{key}.columns", "total_type", value=name, type=column.kind.chinese)
                continue
            text = formulas.get(name, sum_text(table, table["_path"], name))
            formula = self.formula(raw, f"{key}.formulas.{name}", text) if text else None
            kept = ("id", "header", "type", "unit", "decimals", "places", "grouping", "signed", "spoken")
            cells.append(Field(**{part: getattr(column, part) for part in kept}, formula=formula))
        label, aliases = raw.get("label", "合计"), texts(raw, "aliases")
        return Total(raw["id"], label, tuple(cells), aliases, "below" if raw.get("place") == "below" else "above", texts(raw, "was"))

    def _grid(self, raw: Mapping[str, Any], key: str, common: dict[str, Any]) -> Grid:
        columns = self.fields(raw, "columns", key)
        names = [column.id for column in columns]
        rows = []
        for item in raw.get("rows", ()) if isinstance(raw.get("rows"), list) else ():
            at = f"{key}.rows.{item['id']}"
            for name, code in (*((n, "skip_column") for n in item.get("skip", ())), *((n, "formulas_column") for n in item.get("formulas", {}))):
                if name not in names and _whole(raw, "columns"):
                    self.mistake(item, at, code, value=name, near=nearest(name, names))
            given = item.get("formulas", {})
            formulas = {n: self.formula(item, f"{at}.formulas.{n}", t) for n, t in given.items() if t is not False}
            kept = {name: formula for name, formula in formulas.items() if formula is not None}
            typed = tuple(name for name, text in given.items() if text is False)
            rows.append(
                GridRow(
                    item["id"], item.get("label", item["id"]), texts(item, "skip"), kept, texts(item, "aliases"), typed,
                    item.get("numbered", True), texts(item, "was"), _spoken(item),
                )
            )  # fmt: skip
        return Grid(**common, rows=tuple(rows), columns=columns, corner=raw.get("corner", "项目"), numbering=raw.get("numbering", ""))

    def sheet(self, raw: Mapping[str, Any], key: str) -> Sheet:
        name = raw.get("name", raw["id"])
        if not name.strip() or len(name) > 28 or _FORBIDDEN & set(name) or name != name.strip("'") or not name.isprintable():
            self.mistake(raw, f"{key}.name", "sheet_name", value=name)
        repeat = raw.get("repeat", "")
        blocks = []
        for item in raw.get("blocks", ()):
            path = f"sheet.{item['id']}" if repeat else item["id"]
            block = self.block({**item, "_path": path}, f"{key}.blocks.{item['id']}")
            if block is not None:
                blocks.append(block)
            if isinstance(block, Grid) and "open_rows" in item:
                blocks.append(open_rows(block, item["open_rows"]))
        sheet = Sheet(
            id=raw["id"], name=name, title=raw.get("title", name), blocks=tuple(numbered_alike(blocks)), repeat=repeat,
            section=raw.get("section", ""), above=raw.get("above", ""), notes=tuple(raw.get("notes", ())),
            landscape=raw.get("landscape"), paper=raw.get("paper", ""), tab=raw.get("tab", ""), number=raw.get("number", ""), was=texts(raw, "was"),
        )  # fmt: skip
        lost = {*raw.get("_lost", ()), *(("blocks",) if len(blocks) < len(raw.get("blocks", ())) else ())}
        for name, message in sheet_problems(sheet, lost):
            self.problem(raw, f"{key}.{name}", message)
        return sheet

    def options(self, raw: Mapping[str, Any]) -> Options:
        options = raw.get("options", {})
        numbering = tuple(options.get("numbering", Options().numbering))
        if len(numbering) != 4 or not all(numbers(level) for level in numbering):
            self.mistake(raw, "options.numbering", "numbering")
            numbering = Options().numbering
        on_older, look = (self._one_of(raw, name, get_args(kinds)) for name, kinds in (("on_older", OnOlder), ("look", Look)))
        above = tuple(options.get("published_above", Options().published_above))
        if len(above) != 3:
            self.mistake(raw, "options.published_above", "three_texts")
            above = Options().published_above
        prose_unit = options.get("prose_unit", DEFAULT_UNIT)
        if prose_unit not in POWERS:
            self.mistake(raw, "options.prose_unit", "money_unit", value=prose_unit, allowed="、".join(POWERS))
            prose_unit = DEFAULT_UNIT
        return Options(
            numbering=numbering,
            prose_places=options.get("prose_places"),
            table_places=options.get("table_places", 2),
            neutral=dict(options.get("neutral", {})),
            prose_unit=prose_unit,
            grouping=options.get("grouping", False),
            on_older=on_older,
            above=options.get("above", Options().above),
            glossary=options.get("glossary", ""),
            look=look,
            published_above=above,
        )

    def _one_of(self, raw: Mapping[str, Any], name: str, allowed: tuple[Any, ...]) -> Any:
        """What an option with a closed list of values says; where it says something else, what it usually is."""
        usual = getattr(Options(), name)
        value = raw.get("options", {}).get(name, usual)
        if value in allowed:
            return value
        self.mistake(raw, f"options.{name}", "wrong_value", value=value, allowed="、".join(allowed), near=nearest(str(value), allowed))
        return usual


def _spoken(raw: Mapping[str, Any]) -> tuple[str, ...] | None:
    return tuple(raw["spoken"]) if "spoken" in raw else None


def _is_amount(raw: Mapping[str, Any]) -> bool:
    kind = raw.get("type")
    return isinstance(kind, str) and kind in TYPES and TYPES[kind].amount


def _whole(raw: Mapping[str, Any], name: str) -> bool:
    """Whether all fields or columns of a block could be read, so that a name that is none of them is wrong."""
    return name not in raw.get("_lost", ())


