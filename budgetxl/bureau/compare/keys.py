"""What identifies a row: the form's codes, what is chosen from other tables, the column that names the rows; else its first name."""

from __future__ import annotations

from collections.abc import Iterable

from budgetxl.forms import Field, Form, Path


def keys_of(form: Form) -> dict[Path, tuple[Path, ...]]:
    """By the path of each table and repeated sheet the full paths of the fields that identify its rows; none where nothing does."""
    found: dict[Path, tuple[Path, ...]] = {}
    for sheet in form.sheets:
        above: Path = (sheet.repeat,) if sheet.repeat else ()
        parts = [part for cells in form.compiled.cells[sheet.id] for part in cells.parts]
        for part in parts:
            if part.many:
                path = (*above, *part.path)
                found[path] = tuple((*path, name) for name in _identifying(part.fields))
        if sheet.repeat:
            own = [field for part in parts if not part.path for field in part.fields]
            found[above] = tuple((*above, name) for name in _identifying(own, named=True))
    return found


def _identifying(fields: Iterable[Field], named: bool = False) -> list[str]:
    """The ids of identifying fields in their order; ``named``: the first name among them, even where there is a code."""
    typed = [field for field in fields if field.formula is None]
    naming = {field.named_by[0] for field in fields if field.named_by}
    found = [
        field.id for field in typed
        if field.kind.reading == "code" or (field.choices_from and field.choices_from[0] != "lists") or field.id in naming
    ]  # fmt: skip
    names = [field.id for field in typed if field.kind.wording == "phrase" and not field.kind.listed][:1]
    wanted = {*found, *(names if named or not found else ())}
    return [field.id for field in typed if field.id in wanted]


__all__ = ["keys_of"]
