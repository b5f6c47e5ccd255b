"""Which form, version and year a workbook says it is, held against those it is read by; what another version does not have.

Such a field is unknown, not blank; an error where it is required.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from budgetxl.forms import Field, Form, Path
from budgetxl.values import Address, Entry, Finding, Group, descend, plain
from budgetxl.values.lazy_patterns import lazy_pattern

from ..identity_marks import Identity
from ..messages import say
from .places.by_names import FoundSheet, Missing, label_of
from .refusals import ForeignWorkbook

MOST_NAMES = 10
_NUMBERS = lazy_pattern(r"\d+")
MOST_CELLS = 20  # of one finding


def is_other_form(form: Form, identity: Identity) -> bool:
    """Whether a workbook was made from another form than the one that it is read by."""
    return identity.form != form.id


def is_other_version(form: Form, identity: Identity) -> bool:
    """Whether a workbook was made from another version of its form: one whose cells lie, or are called, differently."""
    return not is_other_form(form, identity) and identity.fingerprint not in ("", form.fingerprint)


def refuse_other_version(form: Form, identity: Identity) -> None:
    """Raise ForeignWorkbook for a workbook of another version, where the form wants none."""
    if form.options.on_older == "refuse" and is_other_version(form, identity):
        old, new = versions(form, identity)
        raise ForeignWorkbook("older", {"form": form.id, "old": old, "new": new})


def migrates(form: Form, identity: Identity) -> bool:
    """Whether what a workbook lacks is to be given its default, because an older version of the form did not ask for it."""
    return form.options.on_older == "migrate" and is_other_version(form, identity)


def is_newer(form: Form, identity: Identity) -> bool:
    """Whether a workbook says that it was made from a later version of its form."""
    return is_other_version(form, identity) and _newer(identity.version, form.version)


def versions(form: Form, identity: Identity) -> tuple[str, str]:
    """The version of a workbook and that of the form, in words; with their checksums where the numbers are the same."""
    if identity.version != form.version:
        return say("version", v=identity.version or "?"), say("version", v=form.version)
    return tuple(say("version-of", v=form.version, f=f[:6]) for f in (identity.fingerprint, form.fingerprint))  # type: ignore[return-value]


def identity_findings(form: Form, identity: Identity, root: Group, lacking: Sequence[str]) -> Iterator[Finding]:
    """Another form, another version, another year. ``lacking`` are labels of fields that an older version did not have."""
    if is_other_form(form, identity):
        message = say("META-01-form", a=identity.form, b=form.id)
        yield Finding("META-01", "error", message, expected=form.id, actual=identity.form, hint=say("META-01-form-hint"))
    elif is_other_version(form, identity):
        old, new = versions(form, identity)
        code = "META-01-newer" if _newer(identity.version, form.version) else f"META-01-{form.options.on_older}"
        message = say(code, v=old, w=new, names="、".join(lacking[:10]) + ("等" if len(lacking) > 10 else "") or say("nothing"))
        yield Finding("META-01", "warning", message, expected=new, actual=old, hint=say("META-01-hint"))
    year = root.get("year")
    if isinstance(year, Entry) and isinstance(year.value, Decimal) and identity.year not in ("", plain(year.value)):
        message = say("META-02", y=plain(year.value), t=identity.year)
        cells = (year.at,) if year.at else ()
        yield Finding("META-02", "error", message, cells, identity.year, plain(year.value), say("META-02-hint"))


def _newer(one: str, other: str) -> bool:
    """Whether one version number is above another: 1.10 is above 1.9."""

    def parts(version: str) -> list[int]:
        return [int(part) for part in _NUMBERS.findall(version)]

    return parts(one) > parts(other)


def unknown_fields(form: Form, missing: Iterable[Missing], migrating: bool) -> dict[Path, tuple[Field, str]]:
    """The fields that were not found, by their full paths, each with the sheet where it belongs.

    ``migrating``: one that has a default is known by it.
    """
    found: dict[Path, tuple[Field, str]] = {}
    places = form.compiled.places
    for item in missing:
        root = (item.sheet.repeat,) if item.sheet.repeat else ()
        if item.path:
            paths = [(*root, *item.path)]
        else:
            paths = [path for path, place in places.items() if place.sheet is item.sheet]
        for path in paths:
            place = places.get(path)
            if place is not None and not (migrating and place.field.default is not None):
                found[path] = (place.field, item.where or item.sheet.name)
    return found


def required_findings(root: Group, unknown: Mapping[Path, tuple[Field, str]], newer: bool) -> Iterator[Finding]:
    """One error a sheet with the required fields that are unknown there; of a table only where it has rows."""
    names: dict[str, list[str]] = {}
    for path, (field, sheet) in unknown.items():
        if field.required and field.formula is None and isinstance(node := descend(root, path), (Entry, list)) and node != []:
            names.setdefault(sheet, []).append(field.label)
    for sheet, labels in names.items():
        told = "、".join(labels[:MOST_NAMES]) + ("等" if len(labels) > MOST_NAMES else "")
        hint = say("META-09-required-newer" if newer else "META-09-required-hint", s=sheet)
        yield Finding("META-09", "error", say("META-09-required", h=told, s=sheet), hint=hint)


def moved_findings(found: Iterable[FoundSheet]) -> Iterator[Finding]:
    """One line of information that names what was read from where an older version of the form had it."""
    told: dict[str, Address] = {}
    for one in found:
        for path in one.older:
            sheet, place = one.elsewhere.get(path, (one.raw, one.cells.get(path)))
            if place is None:
                table = one.tables[path[0]]
                place = (table.named or table.first, table.columns[path[-1]])
            told.setdefault(label_of(one.sheet, path), Address(sheet.name, *place))
    if told:
        names = "、".join(say("moved", h=label, cell=at) for label, at in list(told.items())[:MOST_NAMES])
        message = say("META-09-older", n=len(told), names=names + ("等" if len(told) > MOST_NAMES else ""))
        yield Finding("META-09", "info", message, tuple(told.values())[:MOST_CELLS], hint=say("META-09-older-hint"))


__all__ = [
    "identity_findings",
    "is_newer",
    "is_other_form",
    "is_other_version",
    "migrates",
    "moved_findings",
    "refuse_other_version",
    "required_findings",
    "unknown_fields",
]
