"""Where each rule of a form is written, which is where its mistakes are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

from ..model import Path


class Origin(NamedTuple):
    """The file of a rule and its key there: ``rules.BUD-01``, or that of the field whose ``rule`` it is.

    ``computed``: its check is the formula of a field, and what is wrong with that is told of the formula. ``gone`` is the
    path of such a field where a form has taken its formula off.
    """

    file: str
    key: str
    computed: bool = False
    gone: Path = ()


Origins: TypeAlias = Mapping[str, Origin]
"""By the ids of rules."""


def origins_of(items: Iterable[Mapping[str, Any]], file: str) -> Origins:
    """The origins of merged rules; ``file`` is that of an item without one."""
    return {
        item["id"]: Origin(
            item.get("_file", file), item.get("_key", f"rules.{item['id']}"), "_computed" in item, tuple(item.get("_gone", ()))
        )
        for item in items
    }


def origin(origins: Origins, rule: str, file: str) -> Origin:
    """The origin of a rule; where nobody knows it, the list of rules of ``file``."""
    return origins.get(rule) or Origin(file, f"rules.{rule}")
