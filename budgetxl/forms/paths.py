"""The paths of a form: what a rule, a formula or a wording may name, and what stands there."""

from __future__ import annotations

from .compiled import Places
from .form import Form
from .model import Block, Field, Path, Sheet


def places(form: Form) -> Places:
    """Every place of a form by its full path. On a repeated sheet each stands for a column of values."""
    return form.compiled.places


def row_places(form: Form, each: Path) -> Places | None:
    """What ``row.`` means in a rule that runs over ``each``; None where that is nothing with rows."""
    return form.compiled.rows.get(each)


def find_block(form: Form, path: Path) -> tuple[Block, Sheet] | tuple[None, None]:
    """The table, grid or record at a path such as ``procurement`` or ``projects.indicators``."""
    return form.compiled.blocks.get(path, (None, None))


def sheet_scope(form: Form, each: Path) -> Places | None:
    """What ``sheet.`` means in a rule over ``each``: the repeated sheet that its rows stand on, if any."""
    return form.compiled.copies(each)


def typed_columns(known: Places, path: Path) -> tuple[Path, ...]:
    """The columns that people type, below one that formulas compute in each row; itself where they type it."""
    place = known.get(path)
    formula = place.field.formula if place is not None and not place.field.open_formula else None
    if formula is None:
        return (path,)
    below = [(*path[:-1], *each[1:]) if each[0] == "row" else each for each in formula.paths]
    columns = [each for each in below if each in known and known[each].column and each != path]
    return tuple(dict.fromkeys(one for each in columns for one in typed_columns(known, each))) or (path,)


def choices_of(form: Form, field: Field) -> tuple[str, ...]:
    """The texts that a field is chosen from, as the form has them; none where they are those of another field, or where there are none."""
    codes = form.lists.get(field.choices_from[1]) if field.choices_from[:1] == ("lists",) else None
    return codes.codes if codes is not None else field.choices


def carried_from(field: Field) -> tuple[Path, ...]:
    """What a field takes of last year's workbook: the names of fields beside it, or whole paths. Several are added up."""
    if field.carries is None:
        return ((field.id,),) if field.kind.stored == "text" else ()
    return tuple(tuple(name.strip().split(".")) for name in field.carries.split("+")) if field.carries else ()
