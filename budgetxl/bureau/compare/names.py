"""Which field of the old workbook's form is which of the new one's: by its path, or by what either form says it was called (``was``)."""

from __future__ import annotations

from collections.abc import Mapping

from budgetxl.forms import Form, Path


def in_names_of(old: Form, new: Form) -> Mapping[Path, Path]:
    """The paths of the old form's fields as the new form calls them, where that is otherwise; each of its own, none twice.

    A newer workbook may be the old side of a comparison: then it is its form that says what fields were called.
    """
    if old.id == new.id and old.fingerprint == new.fingerprint:
        return {}
    here, there = old.compiled.places, new.compiled.places
    found: dict[Path, Path] = {}
    taken = {path for path in there if path in here}
    for now, before in new.compiled.older.items():
        for path in before:
            if now not in taken and path in here and path not in there and path not in found:
                found[path] = now
                taken.add(now)
    for now, before in old.compiled.older.items():
        for path in before:
            if now not in there and now not in found and path in there and path not in taken:
                found[now] = path
                taken.add(path)
    return {path: name for path, name in found.items() if here[path].column == there[name].column and _stand_alike(path, name, here[path].column)}


def _stand_alike(path: Path, name: Path, column: bool) -> bool:
    """Whether what stood at a path can stand at another: of what is many, the names that lead to a list are as many as before."""
    return not column or len(path) == len(name)


__all__ = ["in_names_of"]
